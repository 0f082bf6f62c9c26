"""A Django site over the same households: what LHTQ's list is compared with."""
