"""Briefings and courses of the Association, who took part, and who has not been briefed yet."""
