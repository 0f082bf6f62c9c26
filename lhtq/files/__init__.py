"""Evidence files: photos made small, PDF made harmless, kept under the hash of their content."""
