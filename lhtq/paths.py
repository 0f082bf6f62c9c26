"""Where the templates, static files and migrations lie, and where the data is kept."""

import os
from pathlib import Path

_here = Path(__file__).resolve().parent

#: In a checkout these folders stand beside the package; in a wheel they are carried inside it.
ROOT = _here / "_files" if (_here / "_files").is_dir() else _here.parent
TEMPLATES = ROOT / "templates"
STATIC = ROOT / "static"
MIGRATIONS = ROOT / "migrations"


def data_folder() -> Path:
    """The folder for the bundled database, evidence files and compressed static files.

    ``LHTQ_DATA`` names it; without it, ``.data`` beside the package or, for an installed wheel, below the
    working folder.
    """
    given = os.environ.get("LHTQ_DATA")
    folder = Path(given) if given else (Path.cwd() if _here.parent != ROOT else ROOT) / ".data"
    folder.mkdir(parents=True, exist_ok=True)
    return folder
