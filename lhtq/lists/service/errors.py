"""What an import refuses, each with its own name."""


class InTheWayError(Exception):
    """Something depends on what the import has made, or has been changed since."""


class RegisterMovedError(Exception):
    """The register has changed since the file was compared with it: the person is shown what it means now."""
