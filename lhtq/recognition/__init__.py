"""Decisions and titles."""
