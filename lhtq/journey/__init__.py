"""A person's page: who they are in the register, and their learning life as every part knows it."""
