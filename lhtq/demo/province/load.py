"""Loading the province into an empty installation, step by step in one transaction, and its figures after that."""

import datetime as dt
import time
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any

import psycopg
from flask import Flask
from sqlalchemy import create_engine, select, text
from sqlalchemy.orm import Session
from sqlalchemy.pool import NullPool

from lhtq.assessment.queries import set_for
from lhtq.criteria.rules import Model
from lhtq.db import db
from lhtq.db.scope import scoped_to
from lhtq.demo.accounts import PROVINCE
from lhtq.demo.province import groups, hands, people, planning, pool
from lhtq.demo.province.aside import Connection, put_aside
from lhtq.demo.province.centres import close_years
from lhtq.demo.province.communes import WHOLE, Extent, communes
from lhtq.demo.province.folding import quicker
from lhtq.indicators import service as rollup
from lhtq.indicators.queries import ROLLUPS
from lhtq.units.models import Unit
from lhtq.web.filters import today

#: The years of sheets: this one and those before it.
YEARS = 5
_SEED = "lhtq province"
_STEPS = Path(__file__).parent / "steps"

#: Memory for sorting and building indexes, for this one session; what is lost with the machine is made again.
_SETTINGS = """
    SET LOCAL synchronous_commit = off; SET LOCAL work_mem = '256MB'; SET LOCAL maintenance_work_mem = '512MB';
    SET LOCAL temp_buffers = '256MB'; SET LOCAL jit = off; SET LOCAL synchronize_seqscans = off;
    SELECT setseed(0.108)
"""

#: Rows that were numbered here and not by their table: the next ones follow them.
_NUMBERED = """
    SELECT setval('unit_id_seq', (SELECT max(id) FROM unit)),
           setval('account_id_seq', (SELECT max(id) FROM account)),
           setval('assignment_id_seq', (SELECT max(id) FROM assignment)),
           setval('decision_id_seq', coalesce((SELECT max(id) FROM decision), 1)),
           setval('household_id_seq', coalesce((SELECT max(id) FROM household), 1)),
           setval('person_id_seq', coalesce((SELECT max(id) FROM person), 1))
"""

Say = Callable[[str], object]


class NotEmptyError(Exception):
    """The database has accounts or households already; the message says so to who installs."""


def load(owner: str, *, times: int = 1, say: Say = print, extent: Extent = WHOLE, on: dt.date | None = None) -> float:
    """Fill a prepared, empty database with a province as its owner; gives the seconds that it took.

    ``times`` as many households, people and sheets as ``extent`` says, in the same villages; ``on`` is the day up to
    which everything has happened. ``say`` hears each step with its seconds. Raises NotEmptyError, and changes nothing,
    where there are accounts or households.
    """
    clock = _Clock(say)
    app = Flask(__name__)
    app.config.update(SQLALCHEMY_DATABASE_URI=owner, SQLALCHEMY_ENGINE_OPTIONS={"poolclass": NullPool})
    db.init_app(app)
    with app.app_context(), scoped_to(PROVINCE):
        # The criteria are read as the real app reads them, in the transaction that writes everything.
        try:
            _Made(on or today(), extent.times(times), clock).fill()
            db.session.commit()
        except BaseException:
            db.session.rollback()  # or leaving the scope would hide what went wrong
            raise
        clock.tell("commit")
    _settle(owner, clock)
    return clock.total


class _Clock:
    """Tells each step with the seconds since the one before."""

    def __init__(self, say: Say) -> None:
        self._say = say
        self._began = self._last = time.perf_counter()

    def tell(self, step: str) -> None:
        """A step is done."""
        now = time.perf_counter()
        self._say(f"{now - self._last:7.1f} s  {step}")
        self._last = now

    @property
    def total(self) -> float:
        """Seconds so far."""
        return time.perf_counter() - self._began


class _Made:
    """The transaction of one load."""

    def __init__(self, on: dt.date, extent: Extent, clock: _Clock) -> None:
        self._on = on
        self._extent = extent
        self._clock = clock
        self._draw = Random(_SEED)  # noqa: S311 - names of nobody
        self._connection = _raw()
        self._years = range(on.year - YEARS + 1, on.year + 1)
        self._sets = {model: set_for(model, on.year) for model in Model}

    def fill(self) -> None:
        """Write everything up to the figures."""
        self._connection.execute("LOCK TABLE account, household IN SHARE ROW EXCLUSIVE MODE")
        _refuse_unless_empty(self._connection)
        self._connection.execute(_SETTINGS, prepare=False)
        with put_aside(self._connection, self._clock.tell), quicker(self._connection):
            self._run("plan")
            self._plan()
            self._register()
            for year in self._years:
                self._year(year)
            self._groups()
            for step in ("titles", "people", "association", "courses", "centres", "statistics"):
                self._run(step)
                self._clock.tell(step)
        self._connection.execute(_NUMBERED)
        close_years(self._connection, self._years[-2:-1])
        self._clock.tell("centres classified")

    def _plan(self) -> None:
        units = list(db.session.scalars(select(Unit).where(Unit.valid_to.is_(None))))
        plans = communes(self._draw, units, self._extent)
        planning.write_villages(self._connection, plans)
        known = hands.write(self._connection, self._draw, units, plans, self._on)
        planning.write(self._connection, known, plans)
        planning.write_seasons(self._connection, plans, self._years)
        planning.write_sets(self._connection, self._sets)
        first, last = self._years[0], self._years[-1]
        self._connection.execute("INSERT INTO asked VALUES (%s, %s, %s, %s)", (self._on, last, first, first))
        pool.write(self._connection, self._draw, (self._sets[Model.CITIZEN], self._sets[Model.FAMILY]))
        self._connection.execute("ANALYZE commune_plan, village_plan, season, criteria, pool, asked")
        self._clock.tell("units, accounts, pool of answers")
        people.write(self._connection, self._draw, plans, self._on)
        self._clock.tell("people made up")

    def _register(self) -> None:
        self._connection.execute(_NUMBERED)
        self._run("register", "own_accounts")
        self._clock.tell("households, accounts of citizens")

    def _year(self, year: int) -> None:
        """A year of citizens, and then of families, who count them."""
        self._connection.execute("UPDATE asked SET year = %s", (year,))
        self._run("citizens", "papers", "families", "papers")
        self._clock.tell(f"citizens and families of {year}")

    def _groups(self) -> None:
        """Clans and organisations count what was recognised so far, villages the clans as well."""
        self._run("clans", "organisations", "own_organisation", "shares")
        for model in (Model.CLAN, Model.ORGANISATION):
            self._score(model)
        self._run("village_clans")
        self._score(Model.COMMUNITY)
        self._clock.tell("clans, organisations, villages")

    def _score(self, model: Model) -> None:
        years = self._connection.execute(_sql("group_years"), {"model": model.value}).fetchall()
        groups.score(self._connection, self._draw, self._sets[model], years)
        self._run("groups", "papers")

    def _run(self, *steps: str) -> None:
        for step in steps:
            # Several statements, so never prepared.
            self._connection.execute(_sql(step), prepare=False)


def _sql(step: str) -> Any:
    return (_STEPS / f"{step}.sql").read_text(encoding="utf-8")


def _raw() -> Connection:
    """Psycopg's own connection, inside the transaction of the session."""
    found = db.session.connection().connection.driver_connection
    if not isinstance(found, psycopg.Connection):
        raise TypeError(found)
    return found


def _refuse_unless_empty(connection: Connection) -> None:
    for table, what in (("account", "accounts"), ("household", "households")):
        if connection.execute(f"SELECT FROM {table} LIMIT 1").fetchone() is not None:
            raise NotEmptyError(
                f"the database has {what} already: an invented province goes into an empty installation alone"
            )


def _settle(owner: str, clock: _Clock) -> None:
    """Figures from the records, and what the planner should know.

    Millions of rows at once are vacuumed as the server would do by itself, some time later: until then each is looked
    up in its table, even where an index has all that is asked.
    """
    engine = create_engine(owner, poolclass=NullPool)
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("VACUUM (ANALYZE)"))
    clock.tell("what the planner knows")
    with Session(engine) as session:
        rollup.rebuild(session)
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text(f"VACUUM (ANALYZE) {', '.join(ROLLUPS)}"))
    clock.tell("figures")
