"""Two records of one person or household: finding them, merging them, taking that back."""
