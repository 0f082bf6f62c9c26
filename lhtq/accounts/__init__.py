"""Who may sign in, in which role, at which unit, and the trail of what they did."""
