"""Scoring sheets, evidence, village and commune review."""
