"""The two database roles: the owner migrates, the app reads and writes under row security."""

import os
from dataclasses import dataclass

from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

#: psycopg 3.
DRIVER = "postgresql+psycopg"

#: The role that the app works as. It owns nothing and cannot bypass row security.
APP_ROLE = "lhtq_app"


class UrlError(ValueError):
    """The environment names no database that can be used; the message is for who installs."""


@dataclass(frozen=True)
class Urls:
    """How the owner and the app reach the same database."""

    owner: str
    app: str


def from_environment() -> Urls | None:
    """The URLs of an installation's own PostgreSQL, or None where the bundled server is wanted.

    ``DATABASE_URL`` is the owner's. The app's is ``LHTQ_APP_DATABASE_URL`` where its role has a password of
    its own; otherwise the owner's with the role asked for at the start of the session. (A ``SET ROLE`` in a
    connect hook would hold for the first checkout of the pool only.) Raises UrlError for what is no URL of
    a PostgreSQL database, and for the app's URL without the owner's.
    """
    owner, app = _given("DATABASE_URL"), _given("LHTQ_APP_DATABASE_URL")
    if owner is None and app is None:
        return None
    if owner is None:
        message = "DATABASE_URL is missing: LHTQ_APP_DATABASE_URL alone is enough to serve, not to migrate"
        raise UrlError(message)
    app = app or with_role(owner)
    return Urls(owner.render_as_string(hide_password=False), app.render_as_string(hide_password=False))


def _given(variable: str) -> URL | None:
    given = os.environ.get(variable)
    if not given:
        return None
    try:
        url = make_url(given)
    except ArgumentError:
        url = None
    if url is None or not url.drivername.startswith("postgres"):
        message = f"{variable} is no URL of a PostgreSQL database, as postgresql://user:password@host/database is"
        raise UrlError(message)
    return url.set(drivername=DRIVER)


def app_from_environment() -> str | None:
    """The URL of the app's own role, for a process that serves and never migrates; None where none is given."""
    given = _given("LHTQ_APP_DATABASE_URL")
    return None if given is None else given.render_as_string(hide_password=False)


def with_role(owner: URL) -> URL:
    """The owner's URL, working as the app's role."""
    return owner.update_query_dict({"options": f"-c role={APP_ROLE}"})
