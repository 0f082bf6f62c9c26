"""Where files are kept: under the SHA-256 of their content, so that the same photo is kept once."""

import hashlib
import os
import tempfile
from pathlib import Path


class FileStore:
    """A folder of content-addressed files."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def put(self, content: bytes) -> str:
        """Keep ``content`` and give its digest. When this returns, the file survives a power cut."""
        digest = hashlib.sha256(content).hexdigest()
        path = self.path(digest)
        if path.exists():
            return digest
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(file.name).rename(path)
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
        return digest

    def size(self, digest: str) -> int:
        """Bytes of the file with this digest; 0 where it is gone."""
        path = self.path(digest)
        return path.stat().st_size if path.exists() else 0

    def drop(self, digest: str) -> None:
        """Let a file go; one that is gone already is no error."""
        self.path(digest).unlink(missing_ok=True)

    def path(self, digest: str) -> Path:
        """Where the file with this digest lies."""
        return self._folder / digest[:2] / digest
