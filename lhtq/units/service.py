"""Loading administrative units from the files of the package. Run as the database's owner."""

import csv
import datetime as dt
import tomllib
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from lhtq.units.models import Unit
from lhtq.units.rules import TOP_DOWN, Level, child_path

DATA = Path(__file__).parent / "data"


class UnknownParentError(Exception):
    """A file names a unit above that stands neither before it in the file nor in the table."""


def load(session: Session) -> int:
    """Load the units of ``sources.toml`` that are not there yet; gives how many were added.

    The key is (level, code, valid_from): the statistics office gives codes again. Parents stand before
    their children in the files. Raises UnknownParentError.
    """
    with (DATA / "sources.toml").open("rb") as file:
        sources = tomllib.load(file)["files"]
    return sum(_load_file(session, DATA / s["name"], s["valid_from"], s["legal_basis"]) for s in sources)


def _load_file(session: Session, path: Path, valid_from: dt.date, legal_basis: str) -> int:
    known = {
        (unit.level, unit.code): unit
        for unit in session.scalars(select(Unit).where(Unit.valid_from == valid_from, Unit.level != Level.VILLAGE))
    }
    added = 0
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            level = Level(row["level"])
            if (level, row["code"]) in known:
                continue
            parent = _parent(known, level, row["parent_code"])
            unit = Unit(
                parent_id=parent.id if parent else None,
                level=level,
                type=row["type"],
                code=row["code"],
                name=row["name"],
                path=child_path(parent.path if parent else "", row["code"]),
                valid_from=valid_from,
                legal_basis=legal_basis,
            )
            session.add(unit)
            session.flush()
            known[level, unit.code] = unit
            added += 1
    session.commit()
    return added


def _parent(known: dict[tuple[Level, str], Unit], level: Level, code: str) -> Unit | None:
    """The unit with ``code`` on the nearest level above; None for no code."""
    if not code:
        return None
    above = TOP_DOWN[: TOP_DOWN.index(level)]
    for nearest in reversed(above):
        if (nearest, code) in known:
            return known[nearest, code]
    raise UnknownParentError(f"no unit above {level} has the code {code}")
