"""Who can hold a title: households and people."""
