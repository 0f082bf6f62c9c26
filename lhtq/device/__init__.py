"""What a person's device does by itself: pages without a line, files sent in parts, the data it used."""
