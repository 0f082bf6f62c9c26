"""Community learning centres: their boards, rooms and plans, what they do, and how a year of theirs is classified."""
