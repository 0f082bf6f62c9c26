"""Fresh databases for tests: one prepared template, copied."""

import itertools
import os
from pathlib import Path

from sqlalchemy import URL, create_engine, make_url, text

from lhtq import start
from lhtq.db import embedded, urls
from lhtq.db.urls import Urls

_numbers = itertools.count(1)


class TestServer:
    """A PostgreSQL server with a prepared template: the bundled one, or that of ``DATABASE_URL``."""

    __test__ = False

    def __init__(self, folder: Path) -> None:
        given = urls.from_environment()
        self._urls = given or embedded.start(folder)
        if given is None:
            # What a test writes may be lost with the machine.
            self._admin("ALTER SYSTEM SET fsync = off", "SELECT pg_reload_conf()")
        self._prefix = f"lhtq_test_{os.getpid()}"
        self._made: list[str] = []
        self.template = self._create(f"{self._prefix}_template", "template0")
        start.prepare(self.template)

    def copy(self) -> Urls:
        """A new database with the units and criteria loaded."""
        return self._create(f"{self._prefix}_{next(_numbers)}", f"{self._prefix}_template")

    def empty(self) -> Urls:
        """A new database with nothing in it."""
        return self._create(f"{self._prefix}_{next(_numbers)}", "template0")

    def close(self) -> None:
        """Drop every database that was made here."""
        for name in reversed(self._made):
            self._admin(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")

    def _create(self, name: str, template: str) -> Urls:
        self._admin(
            f"DROP DATABASE IF EXISTS {name} WITH (FORCE)",
            f"CREATE DATABASE {name} TEMPLATE {template} ENCODING 'UTF8'",
        )
        self._made.append(name)
        return Urls(_in(self._urls.owner, name), _in(self._urls.app, name))

    def _admin(self, *statements: str) -> None:
        engine = create_engine(self._urls.owner, isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            for statement in statements:
                connection.execute(text(statement))
        engine.dispose()


def _in(url: str, database: str) -> str:
    there: URL = make_url(url).set(database=database)
    return there.render_as_string(hide_password=False)
