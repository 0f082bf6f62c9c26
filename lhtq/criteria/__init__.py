"""Versioned criteria sets and the rules of scoring."""
