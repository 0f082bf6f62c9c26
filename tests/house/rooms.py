"""The modules of a room, whether it is a file or a folder."""

import sys
from types import ModuleType


def rooms(part: str, *names: str) -> list[ModuleType]:
    """The loaded modules of rooms of a part, e.g. ``rooms("assessment", "views")``."""
    prefixes = tuple(f"lhtq.{part}.{name}" for name in names)
    return [module for name, module in sorted(sys.modules.items()) if name.startswith(prefixes)]
