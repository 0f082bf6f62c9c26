"""A fresh installation to measure: a database of its own, and who signs in."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg
from sqlalchemy import make_url

from lhtq import start
from lhtq.db import embedded, urls
from lhtq.db.urls import Urls
from tests.bench import province
from tests.bench.records import Found
from tests.bench.report import Report

#: The database of the bench, and the one in which Django keeps its own tables.
NAME = f"lhtq_bench_{os.getpid()}"
DJANGO = f"{NAME}_django"

#: What the province may take, in seconds.
GOAL = 600


@dataclass(frozen=True)
class Place:
    """What is measured: URLs, where things are, who looks."""

    urls: Urls
    #: libpq's form of the owner's URL, for the database in which Django keeps its own tables.
    django_url: str
    folder: Path
    found: Found


@contextmanager
def another(place: Place, name: str) -> Iterator[Urls]:
    """An empty database more on the same server, dropped in the end."""
    database = f"{NAME}_{name}"
    _admin(place.urls, f"CREATE DATABASE {database} TEMPLATE template0 ENCODING 'UTF8'")
    try:
        yield Urls(_in(place.urls.owner, database), _in(place.urls.app, database))
    finally:
        _admin(place.urls, f"DROP DATABASE IF EXISTS {database} WITH (FORCE)")


@contextmanager
def installed(folder: Path, households: int, report: Report) -> Iterator[Place]:
    """Make the databases, fill one with a province, and drop both in the end."""
    given = urls.from_environment()
    found = given or embedded.start(folder / "postgres")
    _admin(found, f"CREATE DATABASE {NAME} TEMPLATE template0 ENCODING 'UTF8'")
    _admin(found, f"CREATE DATABASE {DJANGO} TEMPLATE template0 ENCODING 'UTF8'")
    try:
        ours = Urls(_in(found.owner, NAME), _in(found.app, NAME))
        start.prepare(ours)
        filled = province.fill(ours.owner, libpq(ours.owner), households, report.say)
        report.say(
            f"{filled.households:,} households, {filled.people:,} people, {filled.sheets:,} sheets, "
            f"{filled.titles:,} titles, {filled.entries:,} entries of the trail in {filled.villages:,} villages, "
            f"made in {filled.seconds:.0f} s (at most {GOAL} s); {'its own' if given else 'the bundled'} PostgreSQL "
            f"with its settings as they are; {os.cpu_count()} processors."
        )
        yield Place(ours, libpq(_in(found.owner, DJANGO)), folder, filled)
    finally:
        for name in (DJANGO, NAME):
            _admin(found, f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


def libpq(url: str) -> str:
    """A URL as libpq reads it."""
    return make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)


def _in(url: str, database: str) -> str:
    return make_url(url).set(database=database).render_as_string(hide_password=False)


def _admin(found: Urls, statement: str) -> None:
    with psycopg.connect(libpq(found.owner), autocommit=True) as connection:
        connection.execute(statement)  # type: ignore[arg-type]
