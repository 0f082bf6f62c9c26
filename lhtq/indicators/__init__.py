"""Figures against the plan's targets."""
