"""Files on their way in: sent in parts over a bad line, each account's apart, gone after a day."""

import fcntl
import hashlib
import os
import time
from dataclasses import dataclass
from pathlib import Path

from lhtq.files.intake import MOST_BYTES
from lhtq.files.sweeping import sweep

#: The largest part that is taken at once; the browser sends 8 to 64 KB (static/photo.js).
MOST_PART = 256_000
#: What one account may have on its way or arrived: the photos of a working day, and three of the largest files.
MOST_FILES, MOST_IN_ALL = 40, 3 * MOST_BYTES
#: Seconds after which what was not used is removed, and how often it is looked for.
KEPT, SWEPT_EVERY = 24 * 3600, 3600


@dataclass(frozen=True)
class Arrived:
    """How much of a file is here: ``have`` bytes, and whether that is all of it."""

    have: int
    done: bool


class UploadRefusedError(Exception):
    """A part that is not taken; the message is for the person."""


class TooLargeError(UploadRefusedError):
    """A part, or the whole file, is larger than is taken."""


class TooManyError(UploadRefusedError):
    """The account has too much on its way."""


class WrongDigestError(UploadRefusedError):
    """What arrived is not the file that was announced: it is thrown away."""


class Incoming:
    """A folder with one folder for each account: nobody learns what another account has sent."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def arrived(self, account_id: int, digest: str) -> Arrived:
        """How much of the file with this SHA-256 has arrived from this account."""
        for path, done in ((self._whole(account_id, digest), True), (self._part(account_id, digest), False)):
            if path.exists():
                return Arrived(path.stat().st_size, done)
        return Arrived(0, done=False)

    def add(self, account_id: int, digest: str, content: bytes, *, offset: int, total: int) -> Arrived:
        """Put a part at ``offset`` of a file of ``total`` bytes, and say how much there is now.

        A part that does not begin where the last one ended changes nothing: the answer says where to go on. Raises
        TooLargeError, TooManyError, and WrongDigestError when the last part does not make the file of that digest.
        """
        if len(content) > MOST_PART or not 0 < total <= MOST_BYTES:
            raise TooLargeError(f"Tệp quá lớn, nhiều nhất {MOST_BYTES // 1_000_000} MB. Hãy chọn ảnh nhỏ hơn.")
        if self._whole(account_id, digest).exists():
            return self.arrived(account_id, digest)
        self._sweep()
        part = self._part(account_id, digest)
        if offset != 0 and not part.exists():
            return Arrived(0, done=False)
        self._make_room(account_id, part, len(content))
        part.parent.mkdir(parents=True, exist_ok=True)
        with part.open("ab") as file:
            fcntl.flock(file, fcntl.LOCK_EX)  # the same part may be on its way twice
            have = os.fstat(file.fileno()).st_size
            if have != offset or have + len(content) > total:
                return Arrived(have, done=False)
            file.write(content)
            file.flush()
            if have + len(content) == total:
                os.fsync(file.fileno())
                self._finish(account_id, digest)
        return self.arrived(account_id, digest)

    def content(self, account_id: int, digest: str) -> bytes | None:
        """The file that this account has sent completely; None where it has not, or where it is gone."""
        path = self._whole(account_id, digest)
        content = path.read_bytes() if path.exists() else b""
        return content if hashlib.sha256(content).hexdigest() == digest else None

    def _finish(self, account_id: int, digest: str) -> None:
        part = self._part(account_id, digest)
        with part.open("rb") as file:
            found = hashlib.file_digest(file, "sha256").hexdigest()
        if found != digest:
            part.unlink()
            raise WrongDigestError("Tệp bị hỏng trên đường gửi. Hãy gửi lại.")
        part.rename(self._whole(account_id, digest))

    def _make_room(self, account_id: int, part: Path, size: int) -> None:
        """Let what arrived longest ago go, where the account has too much; what is on its way stays."""
        folder = self._folder / str(account_id)
        files = sorted(folder.iterdir(), key=lambda path: path.stat().st_mtime) if folder.exists() else []
        number, size = len({*files, part}), size + sum(path.stat().st_size for path in files)
        for path in files:
            if number <= MOST_FILES and size <= MOST_IN_ALL:
                return
            if not path.suffix:
                number, size = number - 1, size - path.stat().st_size
                path.unlink()
        if number > MOST_FILES or size > MOST_IN_ALL:
            raise TooManyError("Nhiều ảnh đang gửi dở quá. Hãy đợi các ảnh trước gửi xong rồi gửi tiếp.")

    def _sweep(self) -> None:
        """Remove what nobody used within a day; looked for once an hour, by whoever sends something."""
        mark = self._folder / "swept"
        if mark.exists() and mark.stat().st_mtime > time.time() - SWEPT_EVERY:
            return
        self._folder.mkdir(parents=True, exist_ok=True)
        mark.touch()
        sweep(self._folder, KEPT)

    def _whole(self, account_id: int, digest: str) -> Path:
        return self._folder / str(account_id) / digest

    def _part(self, account_id: int, digest: str) -> Path:
        return self._folder / str(account_id) / f"{digest}.part"
