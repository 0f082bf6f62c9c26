"""Households and people of the province, as the demonstration makes them, into the plan of the register."""

import datetime as dt
from collections.abc import Iterator, Sequence
from random import Random

from lhtq.demo import names, places
from lhtq.demo.accounts import HEAD_TEACHER
from lhtq.demo.province.aside import Connection
from lhtq.demo.province.communes import CommunePlan
from lhtq.demo.province.copying import copy
from lhtq.demo.register import own_household
from lhtq.register.rules import Occupation

#: The village in whose first household somebody signs in for themselves.
_OWN = "08/072/02248/001/"
_COLUMNS = (
    "id, household_id, unit_id, commune_id, full_name, birth_year, sex, ethnicity, relation, working, occupation, "
    "family_name, address"
)


def write(connection: Connection, draw: Random, plans: Sequence[CommunePlan], on: dt.date) -> None:
    """Fill ``person_plan``; a head's row also tells of the household."""
    copy(connection, "person_plan", _COLUMNS, _rows(draw, plans, on.year))


def _rows(draw: Random, plans: Sequence[CommunePlan], year: int) -> Iterator[Sequence[object]]:
    household_id = person_id = 0
    for plan in plans:
        for village in plan.villages:
            for number in range(village.homes):
                household_id += 1
                own = village.path == _OWN and number == 0
                address = draw.choice(places.ADDRESSES)
                for one in own_household(year) if own else names.household(draw, year, plan.mix):
                    person_id += 1
                    occupation = names.occupation(draw, one, year)
                    if own and one.full_name == HEAD_TEACHER:
                        occupation = Occupation.STAFF
                    yield (
                        person_id, household_id, village.id, plan.id, one.full_name, one.birth_year, one.sex.value,
                        one.ethnicity, one.relation.value, one.working, occupation, one.family_name, address,
                    )  # fmt: skip
