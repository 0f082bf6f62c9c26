"""Reads of likely duplicates, of two records side by side, of what was merged."""
