"""What every page shares: rendering, forms, errors, headers, static files."""
