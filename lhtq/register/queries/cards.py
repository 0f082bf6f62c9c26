"""What two communes see of each other: views that name it (migration 0008); nothing else of a record crosses over."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Date, Integer, String, TableClause, and_, column, func, table

#: The families of clans, as each side of the link may see the other.
FAMILY_CARD = table(
    "clan_family_card",
    column("id", Integer), column("left_on", Date), column("clan_id", Integer), column("clan_name", String),
    column("clan_head_name", String), column("clan_commune", String), column("clan_title_from", Date),
    column("clan_title_to", Date), column("clan_unit_id", Integer),
    column("household_id", Integer), column("head_name", String),
    column("village", String), column("commune", String), column("household_unit_id", Integer),
    column("title_from", Date), column("title_to", Date),
)  # fmt: skip


def _staff(name: str) -> TableClause:
    return table(
        name,
        column("id", Integer), column("left_on", Date), column("position", String), column("organisation_id", Integer),
        column("organisation_name", String), column("organisation_commune", String),
        column("organisation_unit_id", Integer), column("person_id", Integer),
        column("person_unit_id", Integer),
        column("full_name", String), column("birth_year", Integer), column("village", String),
        column("commune", String),
        column("person_left_on", Date), column("title_from", Date), column("title_to", Date),
    )  # fmt: skip


#: The staff of organisations, likewise; and with those of organisations that have ended, who counted before (0057).
STAFF_CARD = _staff("employment_card")
COUNTED_STAFF_CARD = _staff("employment_counted_card")


@dataclass(frozen=True)
class Found:
    """A record of another commune that an exact name found: its id and village, and nothing else."""

    id: int
    unit_id: int


def holds(title_from: Any, title_to: Any, on: dt.date) -> ColumnElement[bool]:
    """Whether a title is held on a day; false, and not unknown, where there never was one."""
    return func.coalesce(and_(title_from <= on, title_to >= on), False)
