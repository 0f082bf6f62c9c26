"""Loading the invented data: the demo accounts, and in four communes a register with two years of sheets and titles."""

import datetime as dt
from random import Random

from flask import Flask
from sqlalchemy import select, text
from sqlalchemy.pool import NullPool

from lhtq.accounts.models import Account
from lhtq.db import db
from lhtq.db.scope import scoped_to
from lhtq.demo.accounts import PROVINCE
from lhtq.demo.association import Association
from lhtq.demo.centres import Centres
from lhtq.demo.records import Records
from lhtq.demo.register import Register
from lhtq.demo.reports import Reports
from lhtq.demo.sheets import Year
from lhtq.demo.stages import Desk
from lhtq.demo.training import Courses
from lhtq.demo.years import Years
from lhtq.web.filters import today

#: The same people and points each time; only the days follow the calendar.
_SEED = "lhtq"


def load(owner: str) -> bool:
    """Load the invented data as the database's owner; False, and nothing changed, where accounts exist.

    All of it or nothing. The same data every time for the same day.
    """
    # An app of its own: the criteria are read as the real one reads them, past row security.
    app = Flask(__name__)
    app.config.update(SQLALCHEMY_DATABASE_URI=owner, SQLALCHEMY_ENGINE_OPTIONS={"poolclass": NullPool})
    db.init_app(app)
    with app.app_context(), scoped_to(PROVINCE):
        # One transaction, in which the shares are counted from what has been written so far.
        connection = db.session.connection()
        # Two processes that start at the same moment load it once.
        connection.execute(text("LOCK TABLE account IN SHARE ROW EXCLUSIVE MODE"))
        if connection.scalar(select(Account.id).limit(1)) is not None:
            return False
        _fill(Records(connection), today())
        db.session.commit()
    return True


def _fill(records: Records, day: dt.date) -> None:
    draw = Random(_SEED)  # noqa: S311 - nothing here is secret
    last = Year(draw, day.year - 1, dt.date(day.year - 1, 12, 31))
    this = Year(draw, day.year, day)
    desk = Desk(records, draw)
    register = Register(records, draw, last.moment(0.02), day.year)
    communes = Years(desk, register).add(last, this)
    # Each with a chance of its own: the sheets of the demonstration are what they were before there were these.
    association = Association(records, Random(f"{_SEED} association"), register, (last, this))  # noqa: S311
    association.lead()
    branches = [association.found(commune, place) for place, commune in enumerate(communes)]
    # The Association first: who chairs it sits on the board.
    Centres(records, Random(f"{_SEED} centres"), day).add(branches, last, this)  # noqa: S311
    Courses(records, Random(f"{_SEED} courses"), register).add(branches, last, this, day)  # noqa: S311
    # Reports are read from what was written past the session, and from measures that else are counted at the end.
    db.session.expire_all()
    db.session.execute(text("SET CONSTRAINTS settle_measures IMMEDIATE"))
    Reports(records, register).add(last, this, day)
    records.write_trail()
