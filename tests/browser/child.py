"""The process of a server: gunicorn, as in production, with most of what it needs imported already.

A story starts a server of its own. Most of the time that takes is the importing of libraries and of the parts, so the
processes are forked from one that has done that.
"""

import os
import sys
from collections.abc import Mapping
from multiprocessing import get_context
from pathlib import Path
from socket import socket

from gunicorn.app.wsgiapp import run

from lhtq.paths import ROOT

PARTS = (
    "accounts", "assessment", "centre", "criteria", "device", "home", "indicators", "journey", "lists", "membership",
    "merging", "recognition", "register", "training",
)  # fmt: skip
#: Not ``lhtq.app``: the minifier starts threads of its own, which would not be there after the fork.
IMPORTED = ("tests.browser.child", "gunicorn.workers.gthread", "lhtq.models", *(f"lhtq.{part}.views" for part in PARTS))

CONTEXT = get_context("forkserver")
CONTEXT.set_forkserver_preload(list(IMPORTED))


def serve(listener: socket, root: Path, environment: Mapping[str, str], log: Path) -> None:
    """Serve the app of a checkout behind a socket until told to end."""
    with log.open("ab") as output:
        os.dup2(output.fileno(), sys.stdout.fileno())
        os.dup2(output.fileno(), sys.stderr.fileno())
    if root != ROOT:  # another checkout has parts of its own
        for name in [name for name in sys.modules if name.partition(".")[0] == "lhtq"]:
            del sys.modules[name]
    os.environ.update(environment)
    os.chdir(root)
    sys.path.insert(0, str(root))
    sys.argv = [
        "gunicorn", "wsgi:app", "--preload", "--bind", f"fd://{listener.fileno()}",
        "--workers", "1", "--threads", "4", "--graceful-timeout", "2", "--no-control-socket",
    ]  # fmt: skip
    run()
