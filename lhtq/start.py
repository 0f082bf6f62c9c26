"""Bringing an installation up: database, migrations, units, criteria, then the app."""

import gc

from alembic import command as alembic
from alembic.config import Config
from flask import Flask
from sqlalchemy import create_engine
from sqlalchemy.orm import Session
from sqlalchemy.pool import NullPool

from lhtq.app import create_app
from lhtq.config import from_environment
from lhtq.criteria import service as criteria
from lhtq.db import embedded, urls
from lhtq.db.urls import Urls
from lhtq.paths import MIGRATIONS, data_folder
from lhtq.units import service as units


def database() -> Urls:
    """The database of ``DATABASE_URL``; without it the bundled PostgreSQL, started on the data folder."""
    return urls.from_environment() or embedded.start(data_folder() / "postgres")


def prepare(found: Urls) -> None:
    """Migrate, and load the units and criteria that are not there yet. Run as the owner."""
    migrate(found.owner)
    with owner_session(found.owner) as session:
        units.load(session)
        criteria.load_all(session)


def owner_session(url: str) -> Session:
    """A session of the database's owner, which no row security binds; it leaves no connection behind."""
    return Session(create_engine(url, poolclass=NullPool))


def migrate(owner: str, revision: str = "head") -> None:
    """Bring the tables to a revision, as the owner."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["url"] = owner
    alembic.upgrade(config, revision)


def app_of_this_process() -> Flask:
    """The app, on a database that is prepared already; it needs no more than the URL of its own role."""
    app = create_app(from_environment(urls.app_from_environment() or database().app))
    settle()
    return app


def settle() -> None:
    """Take what is loaded by now out of the collector's rounds: it stays for the life of the process.

    Otherwise each full round walks all of it, 70 ms in the middle of somebody's page. Workers that are forked
    afterwards also go on sharing its memory.
    """
    gc.collect()
    gc.freeze()
