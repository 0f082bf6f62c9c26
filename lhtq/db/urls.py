"""The two database roles: the owner migrates, the app reads and writes under row security."""

import os
from dataclasses import dataclass

from sqlalchemy import URL, make_url

#: psycopg 3.
DRIVER = "postgresql+psycopg"

#: The role that the app works as. It owns nothing and cannot bypass row security.
APP_ROLE = "lhtq_app"


@dataclass(frozen=True)
class Urls:
    """How the owner and the app reach the same database."""

    owner: str
    app: str


def from_environment() -> Urls | None:
    """The URLs of an installation's own PostgreSQL, or None where the bundled server is wanted.

    ``DATABASE_URL`` is the owner's. The app's is ``LHTQ_APP_DATABASE_URL`` where its role has a password of
    its own; otherwise the owner's with the role asked for at the start of the session. (A ``SET ROLE`` in a
    connect hook would hold for the first checkout of the pool only.)
    """
    given = os.environ.get("DATABASE_URL")
    if not given:
        return None
    owner = make_url(given).set(drivername=DRIVER)
    own = os.environ.get("LHTQ_APP_DATABASE_URL")
    app = make_url(own).set(drivername=DRIVER) if own else with_role(owner)
    return Urls(owner.render_as_string(hide_password=False), app.render_as_string(hide_password=False))


def with_role(owner: URL) -> URL:
    """The owner's URL, working as the app's role."""
    return owner.update_query_dict({"options": f"-c role={APP_ROLE}"})
