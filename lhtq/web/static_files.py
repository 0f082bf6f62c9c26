"""Static files: a hash in the name, compressed ahead of time, kept by the browser for a year."""

import gzip
import hashlib
import os
import re
import shutil
import tempfile
from pathlib import Path

import brotli
from flask import Flask
from whitenoise import WhiteNoise

from lhtq.paths import STATIC

#: Sent to browsers; everything else in the folder (licences, checksums) stays there.
SERVED = ("*.css", "*.js", "*.svg", "*.png", "vendor/*.js")
_HASHED = re.compile(r"\.[0-9a-f]{12}\.\w+$")


def build(source: Path, kept: Path) -> tuple[Path, dict[str, str]]:
    """Copy the files under hashed names with their compressed twins; gives the folder, and name to hashed name.

    Built once for each content: another process that starts at the same moment finds the same folder.
    """
    files = sorted({path for pattern in SERVED for path in source.glob(pattern)})
    names = {str(path.relative_to(source)): _hashed_name(path) for path in files}
    target = kept / hashlib.sha256("".join(sorted(names.values())).encode()).hexdigest()[:12]
    if not target.exists():
        kept.mkdir(parents=True, exist_ok=True)
        building = Path(tempfile.mkdtemp(dir=kept))
        building.chmod(0o755)
        for path in files:
            ours = path.suffix == ".js" and path.parent == source
            content = light(path.read_text(encoding="utf-8")).encode() if ours else path.read_bytes()
            _write(content, building / _hashed_name(path))
        try:
            building.rename(target)
        except OSError:  # another process was first
            shutil.rmtree(building)
    return target, names


def light(script: str) -> str:
    """A script of ours as it is sent: without the comments on lines of their own, and without indentation.

    That is a fifth of its compressed bytes. It reads lines, so none of our scripts has a text over several.
    """
    script = re.sub(r"^\s*/\*.*?\*/\n", "", script, flags=re.DOTALL | re.MULTILINE)
    lines = (line.strip() for line in script.splitlines())
    return "".join(f"{line}\n" for line in lines if line and not line.startswith("//"))


def init_app(app: Flask, kept: Path) -> None:
    """Serve them at ``/s/`` and give ``static(name)`` to the templates; all addresses are in ``lhtq.static``."""
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


def _hashed_name(path: Path) -> str:
    digest = hashlib.sha256(path.read_bytes()).hexdigest()[:12]
    return f"{path.stem}.{digest}{path.suffix}"


def _write(content: bytes, target: Path) -> None:
    target.write_bytes(content)
    target.with_name(target.name + ".br").write_bytes(brotli.compress(content, quality=11))
    target.with_name(target.name + ".gz").write_bytes(gzip.compress(content, 9, mtime=0))
