"""The figures that everybody may read, whoever asks: a function of the database counts and hides."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import Integer, String, column, func, select
from sqlalchemy.orm import aliased

from lhtq.db import db
from lhtq.indicators.rules.open_figures import Count
from lhtq.units.models import Unit


@dataclass(frozen=True)
class OpenRow:
    """The figures of a commune in a year, by key."""

    year: int
    parent_code: str
    parent: str
    code: str
    commune: str
    counts: Mapping[str, Count]


def open_figures(year: int | None = None) -> list[OpenRow]:
    """The figures of every commune, year by year and in the order of places; of one year, or of all since 2021."""
    found = func.lhtq_open_figures().table_valued(
        column("year", Integer), column("unit_id", Integer), column("key", String), column("part", Integer),
        column("whole", Integer), name="found",
    )  # fmt: skip
    above = aliased(Unit)
    statement = (
        select(
            found.c.year, Unit.id, found.c.key, found.c.part, found.c.whole,
            above.code, above.type, above.name, Unit.code, Unit.type, Unit.name,
        )
        .join(Unit, Unit.id == found.c.unit_id)
        .outerjoin(above, above.id == Unit.parent_id)
        .order_by(found.c.year, Unit.path, Unit.id)
    )  # fmt: skip
    if year is not None:
        statement = statement.where(found.c.year == year)
    rows: dict[tuple[int, int], OpenRow] = {}
    counts: dict[tuple[int, int], dict[str, Count]] = {}
    for of_year, unit_id, key, part, whole, *names in db.session.execute(statement):
        place = (of_year, unit_id)
        if place not in rows:
            above_code, above_type, above_name, code, kind, name = names
            counts[place] = {}
            parent = f"{above_type} {above_name}" if above_code else ""
            rows[place] = OpenRow(of_year, above_code or "", parent, code, f"{kind} {name}", counts[place])
        counts[place][key] = Count(part, whole)
    return list(rows.values())
