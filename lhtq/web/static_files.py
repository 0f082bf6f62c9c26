"""Static files: a hash in the name, compressed ahead of time, kept by the browser for a year."""

import gzip
import hashlib
import os
import re
import shutil
import tempfile
from pathlib import Path

import brotli
import minify
from flask import Flask
from whitenoise import WhiteNoise

from lhtq.paths import STATIC

#: Sent to browsers as they are; everything else in the folder (licences, checksums) stays there.
SERVED = ("*.css", "*.svg", "*.png", "vendor/*.js")

#: The scripts of the pages, sent as one: a header and a connection less for each, and what they share is there once.
#: What one declares outside of a block is there for those behind it.
BUNDLE = "lhtq.js"
PARTS = ("app", "queue", "drafts", "outbox", "offline", "photo", "keep", "usage")
_HASHED = re.compile(r"\.[0-9a-f]{12}\.\w+$")


def build(source: Path, kept: Path) -> tuple[Path, dict[str, str]]:
    """Put the files under hashed names with their compressed twins; gives the folder, and name to hashed name.

    Built once for each content: another process that starts at the same moment finds the same folder.
    """
    files = {str(path.relative_to(source)): _content(path) for served in SERVED for path in source.glob(served)}
    files[BUNDLE] = light("\n".join((source / f"{part}.js").read_text(encoding="utf-8") for part in PARTS)).encode()
    names = {name: _hashed_name(name, files[name]) for name in sorted(files)}
    target = kept / hashlib.sha256("".join(names.values()).encode()).hexdigest()[:12]
    if not target.exists():
        kept.mkdir(parents=True, exist_ok=True)
        building = Path(tempfile.mkdtemp(dir=kept))
        building.chmod(0o755)
        for name, content in files.items():
            _write(content, building / names[name])
        try:
            building.rename(target)
        except OSError:  # another process was first
            shutil.rmtree(building)
    return target, names


def light(script: str) -> str:
    """A script of ours as it is sent: strict, in a scope of its own, without what only its readers need.

    The threads of the minifier do not live on in a process forked after its first use: call this at the start alone.
    """
    return str(minify.string("application/javascript", f'(()=>{{"use strict";\n{script}\n}})()'))


def init_app(app: Flask, kept: Path) -> None:
    """Serve them at ``/s/`` and give ``static(name)`` to the templates.

    All addresses are in ``lhtq.static``; the text of the worker, which has an address of its own, in ``lhtq.worker``.
    """
    folder, names = build(STATIC, kept)
    app.wsgi_app = WhiteNoise(  # type: ignore[method-assign]
        app.wsgi_app,
        root=os.fspath(folder),
        prefix="s/",
        immutable_file_test=lambda path, _url: _HASHED.search(path) is not None,
    )

    def static(name: str) -> str:
        """URL of a static file; raises KeyError for one that is not there."""
        return f"/s/{names[name]}"

    app.jinja_env.globals["static"] = static
    app.extensions["lhtq.static"] = [static(name) for name in names]
    app.extensions["lhtq.worker"] = light((STATIC / "worker.js").read_text(encoding="utf-8"))


def _content(path: Path) -> bytes:
    """A file as it is sent: a stylesheet without what only its readers need."""
    if path.suffix != ".css":
        return path.read_bytes()
    return str(minify.string("text/css", path.read_text(encoding="utf-8"))).encode()


def _hashed_name(name: str, content: bytes) -> str:
    path = Path(name)
    return f"{path.stem}.{hashlib.sha256(content).hexdigest()[:12]}{path.suffix}"


def _write(content: bytes, target: Path) -> None:
    target.write_bytes(content)
    target.with_name(target.name + ".br").write_bytes(brotli.compress(content, quality=11))
    target.with_name(target.name + ".gz").write_bytes(gzip.compress(content, 9, mtime=0))
