"""Removing files that nobody has used for long."""

import time
from contextlib import suppress
from pathlib import Path


def sweep(folder: Path, kept: float) -> None:
    """Remove the files of accounts' folders that are older than ``kept`` seconds; somebody else may do so meanwhile."""
    old = time.time() - kept
    for path in folder.glob("*/*"):
        with suppress(FileNotFoundError):
            if path.stat().st_mtime < old:
                path.unlink()
