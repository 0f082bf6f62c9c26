"""Reports handed up the hierarchy: periods, compiling, handing in, accepting or returning, and who is late."""
