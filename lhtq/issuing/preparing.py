"""Large documents are written beside the request, so that a page can say how far they are: gone after a day.

Each account has a folder of its own in the installation's data: nobody learns what another account has asked for, and
every process that serves pages can tell how far another one is.
"""

import json
import logging
import re
import secrets
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from lhtq.documents import Told
from lhtq.files.sweeping import sweep

log = logging.getLogger("lhtq")

#: Seconds after which a document is removed; after which one that says nothing any more is given up.
KEPT, SILENT = 24 * 3600, 60
#: Seconds between two signs of how far it is.
BEAT = 0.5
#: What one account may have here; the oldest go first.
MOST = 20
_KEY = re.compile(r"[A-Za-z0-9_-]{22}")
#: One at a time in a process: pages are served beside it.
_turn = threading.Semaphore(1)

Write = Callable[[Told], bytes]


@dataclass(frozen=True)
class Prepared:
    """A document that is being written: ``done`` of ``total`` pieces. ``back`` is the page that it was asked for on."""

    name: str
    media_type: str
    back: str
    done: int = 0
    total: int = 0
    ready: bool = False
    failed: bool = False
    size: int = 0


class Shelf:
    """A folder of documents, with one folder for each account."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def begin(self, account_id: int, wanted: Prepared, write: Write, *, inline: bool = False) -> str:
        """Have a document written, by this process and beside the request; the key under which it will lie."""
        self._sweep(account_id)
        key = secrets.token_urlsafe(16)
        place = self._place(account_id, key)
        place.parent.mkdir(parents=True, exist_ok=True)
        _say(place, wanted)
        if inline:
            _work(place, wanted, write)
        else:
            threading.Thread(target=_work, args=(place, wanted, write), daemon=True, name=f"document-{key}").start()
        return key

    def find(self, account_id: int, key: str) -> Prepared | None:
        """How far a document of this account is; None where there is none, or none any more."""
        place = self._place(account_id, key)
        with suppress(OSError):
            found = Prepared(**json.loads(_status(place).read_text("utf-8")))
            silent = _status(place).stat().st_mtime < time.time() - SILENT
            # The process that wrote it is gone.
            return replace(found, failed=True) if silent and not found.ready else found
        return None

    def path(self, account_id: int, key: str) -> Path:
        """Where a document that is ready lies."""
        return self._place(account_id, key).with_suffix(".document")

    def _place(self, account_id: int, key: str) -> Path:
        if not _KEY.fullmatch(key):
            raise ValueError(key)
        return self._folder / str(account_id) / key

    def _sweep(self, account_id: int) -> None:
        """Remove what is a day old, of anybody, and the oldest of whoever has too many."""
        sweep(self._folder, KEPT)
        own = sorted((self._folder / str(account_id)).glob("*.json"), key=lambda path: path.stat().st_mtime)
        for path in own[: max(0, len(own) - MOST + 1)]:
            for one in (path, path.with_suffix(".document")):
                one.unlink(missing_ok=True)


def _work(place: Path, wanted: Prepared, write: Write) -> None:
    so_far = [wanted]

    def told(done: int, total: int) -> None:
        so_far[0] = replace(wanted, done=done, total=total)

    with _beating(place, so_far):
        try:
            with _turn:
                content = write(told)
            _put(place.with_suffix(".document"), content)
            end = replace(so_far[0], ready=True, size=len(content))
        except Exception:
            log.exception("document %s not written", place.name)
            end = replace(wanted, failed=True)
    _say(place, end)


@contextmanager
def _beating(place: Path, so_far: list[Prepared]) -> Iterator[None]:
    """Say how far it is from a thread beside the work, which has no time for it."""
    over = threading.Event()

    def beat() -> None:
        while not over.wait(BEAT):
            _say(place, so_far[0])

    thread = threading.Thread(target=beat, daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


def _say(place: Path, prepared: Prepared) -> None:
    _put(_status(place), json.dumps(asdict(prepared), ensure_ascii=False).encode())


def _status(place: Path) -> Path:
    return place.with_suffix(".json")


def _put(path: Path, content: bytes) -> None:
    """Write a file whole: whoever reads it finds the old one or the new one."""
    part = path.with_suffix(f"{path.suffix}.part")
    part.write_bytes(content)
    part.replace(path)
