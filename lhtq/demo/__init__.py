"""Invented people for trying the software; never loaded into a database that has accounts."""
