"""What can be said of two records without a database: how alike they are, what moves when they are merged."""
