"""The app as it is served, and the browser that looks at it: for the browser tests and the pictures of the README."""

import os
import shutil
import socket
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, sync_playwright

from lhtq.db.urls import Urls
from lhtq.paths import ROOT
from tests.browser import child

#: Nothing leaves this machine: what a browser asks for by itself is off, and no name but ours is looked up.
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--disable-quic",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
)

#: Seconds that the server may take to come up, and to end.
UP, DOWN = 30, 10


class Server:
    """The app on a database with its files in a folder, in a process of its own, behind a socket that stays open."""

    def __init__(self, database: Urls, folder: Path, listener: socket.socket, root: Path) -> None:
        self.url = "http://{}:{}".format(*listener.getsockname())
        self._listener = listener
        self._root = root
        self._log = folder / "server.log"
        self._environment = {
            "DATABASE_URL": database.owner,
            "LHTQ_APP_DATABASE_URL": database.app,
            "LHTQ_DATA": str(folder / "data"),
        }
        self.start()

    def start(self) -> None:
        """Come up; what was asked for meanwhile is answered now."""
        self._process = child.CONTEXT.Process(
            target=child.serve, args=(self._listener, self._root, self._environment, self._log), daemon=True
        )
        self._process.start()
        _wait(self.url, self._log)

    def stop(self) -> None:
        """Go away."""
        self._process.terminate()
        self._process.join(DOWN)
        if self._process.is_alive():
            self._process.kill()
            self._process.join(DOWN)
        self._process.close()


@contextmanager
def running(database: Urls, folder: Path, *, root: Path = ROOT, port: int = 0) -> Iterator[Server]:
    """A server that can be stopped and started."""
    # The listening socket is made here and handed down: no other process can take the port in between.
    with socket.create_server(("127.0.0.1", port), backlog=64) as listener:
        server = Server(database, folder, listener, root)
        try:
            yield server
        finally:
            server.stop()


@contextmanager
def serve(database: Urls, folder: Path, *, root: Path = ROOT, port: int = 0) -> Iterator[str]:
    """Serve the app on ``database`` with its files in ``folder``, in a process of its own; gives its address.

    ``root`` is another checkout of it, ``port`` the one it had before it was started anew.
    """
    with running(database, folder, root=root, port=port) as server:
        yield server.url


@contextmanager
def chromium() -> Iterator[Browser]:
    """The Chromium of this machine, without a window."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable(), args=ARGUMENTS)
        try:
            yield browser
        finally:
            browser.close()


def remembering(browser: Browser, url: str, folder: Path) -> BrowserContext:
    """A small phone's browser that keeps what it knows in ``folder``, as a real one does, and not in memory alone."""
    return browser.browser_type.launch_persistent_context(
        folder,
        executable_path=executable(),
        args=list(ARGUMENTS),
        base_url=url,
        viewport={"width": 360, "height": 740},
        has_touch=True,
    )


def executable() -> str:
    """Where the Chromium of this machine is. Raises FileNotFoundError where there is none."""
    names = (os.environ.get("LHTQ_CHROMIUM", ""), "chromium", "chromium-browser", "google-chrome")
    found = next((path for name in names if name and (path := shutil.which(name))), None)
    if found is None:
        raise FileNotFoundError("no Chromium on the PATH; LHTQ_CHROMIUM may name one")
    return found


def _wait(url: str, log: Path) -> None:
    """Return when the server answers; it has the socket already, so one request waits for it."""
    try:
        with urllib.request.urlopen(f"{url}/suc-khoe", timeout=UP) as answer:  # noqa: S310 - our own server
            answer.read()
    except (urllib.error.URLError, OSError) as error:
        raise RuntimeError(f"the server did not come up:\n{log.read_text()}") from error
