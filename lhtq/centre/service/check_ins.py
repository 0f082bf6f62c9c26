"""Checking in by the code on the wall: anybody may, as often as people do, and nobody is told whom the register has."""

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import ColumnElement, case, delete, select, text
from sqlalchemy.dialects.postgresql import insert

from lhtq.centre.models import CheckInCount
from lhtq.db import db
from lhtq.db.command import command

#: A whole village may stand behind one address, on one wireless network.
MOST_OF_ADDRESS = 120
#: More than the largest gathering.
MOST_OF_ACTIVITY = 2000
WITHIN = dt.timedelta(minutes=30)
#: Old counts that go at once: more than one check-in makes.
_FORGOTTEN = 100


class TooManyCheckInsError(Exception):
    """The page rests for this address or activity."""


@dataclass(frozen=True)
class Came:
    """Who says that they came."""

    full_name: str
    birth_year: int
    village_id: int | None


def check_in(activity_id: int, came: Came, address: str, today: dt.date) -> None:
    """Note that somebody came today, by name. Whether the register has them is told by nothing.

    Raises TooManyCheckInsError.
    """
    _brake(activity_id, address)
    _check_in(
        "SELECT lhtq_check_in(:activity, :name, :born, :village, :day)",
        {"activity": activity_id, "name": came.full_name, "born": came.birth_year, "village": came.village_id},
        today,
    )


def check_in_self(activity_id: int, address: str, today: dt.date) -> None:
    """The same of a citizen who is signed in, whom the scope of the transaction names."""
    _brake(activity_id, address)
    _check_in("SELECT lhtq_check_in_self(:activity, :day)", {"activity": activity_id}, today)


@command
def _check_in(statement: str, given: dict[str, object], today: dt.date) -> None:
    db.session.execute(text(statement), given | {"day": today})


@command
def _brake(activity_id: int, address: str) -> None:
    now = dt.datetime.now(dt.UTC)
    old = CheckInCount.began_at < now - WITHIN
    for key, most in ((f"{activity_id} {address}"[:200], MOST_OF_ADDRESS), (f"{activity_id}", MOST_OF_ACTIVITY)):
        statement = insert(CheckInCount).values(key=key, count=1)
        count = db.session.execute(
            statement.on_conflict_do_update(
                index_elements=[CheckInCount.key],
                set_={
                    "count": case((old, 1), else_=CheckInCount.count + 1),
                    "began_at": case((old, now), else_=CheckInCount.began_at),
                },
            ).returning(CheckInCount.count)
        ).scalar_one()
        if count > most:
            raise TooManyCheckInsError
    _forget(old)


def _forget(old: ColumnElement[bool]) -> None:
    """Let go of counts that brake nobody any more, and of the addresses in them; what another writes is left."""
    gone = select(CheckInCount.id).where(old).limit(_FORGOTTEN).with_for_update(skip_locked=True)
    db.session.execute(delete(CheckInCount).where(CheckInCount.id.in_(gone)))
