"""What targets refuse, each with its own name."""


class ChangedMeanwhileError(Exception):
    """Somebody saved other targets of the same unit since they were opened."""


class WrongLevelError(Exception):
    """Targets are a province's, a district's and a commune's; a village has those of its commune."""
