"""Records that were merged into others, as lists meet them: an old file still names them."""

import dataclasses
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import select

from lhtq.db import db
from lhtq.db.scope import with_history
from lhtq.register.models import Household, Person
from lhtq.register.queries.lists import HOUSEHOLD_COLUMNS, PERSON_COLUMNS, KnownHousehold, KnownPerson


@dataclass(frozen=True)
class MergedRecords:
    """Households and people that were merged, each as it was, and by their ids the records that stand for them."""

    households: Sequence[KnownHousehold] = ()
    people: Sequence[KnownPerson] = ()
    household_now: Mapping[int, int] = field(default_factory=dict)
    person_now: Mapping[int, int] = field(default_factory=dict)


def merged_records(unit_ids: Sequence[int]) -> MergedRecords:
    """What was merged of some villages; what stands for it may lie elsewhere, out of sight."""
    with with_history():
        homes = db.session.execute(
            select(*HOUSEHOLD_COLUMNS, Household.merged_into_id)
            .where(Household.unit_id.in_(unit_ids), Household.merged_into_id.is_not(None))
            .order_by(Household.id)
        ).all()
        people = db.session.execute(
            select(*PERSON_COLUMNS, Person.merged_into_id)
            .where(Person.unit_id.in_(unit_ids), Person.merged_into_id.is_not(None))
            .order_by(Person.id)
        ).all()
    return MergedRecords(
        [dataclasses.replace(KnownHousehold(*row[:-1]), ended_on=None) for row in homes],
        [dataclasses.replace(KnownPerson(*row[:-1]), left_on=None) for row in people],
        _standing((row[0], row[-1]) for row in homes),
        _standing((row[0], row[-1]) for row in people),
    )


def _standing(pairs: Iterable[tuple[int, int]]) -> dict[int, int]:
    """By each that went the one that stands in the end: what stood for it may have gone as well."""
    into = dict(pairs)
    found = {}
    for gone, first in into.items():
        now = first
        while now in into:
            now = into[now]
        found[gone] = now
    return found
