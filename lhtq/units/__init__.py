"""The tree of administrative units."""
