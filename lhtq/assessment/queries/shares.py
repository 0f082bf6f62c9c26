"""Shares, counted from the records: who is the whole, who of them holds the title, and who they are by name.

A clan's families and an organisation's staff may live in other communes. Their cards are views that show each side of
such a link no more than the other may know (migration 0008).
"""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, distinct, func, select, true

from lhtq.criteria.rules import CriteriaSet, Indicator, Kind, Model, Share, Source
from lhtq.db import db
from lhtq.register.models import Household, Person
from lhtq.register.queries import FAMILY_CARD, STAFF_CARD, holds
from lhtq.register.rules import Occupation


@dataclass(frozen=True)
class Holder:
    """One that holds a title, or is said to: a person, household or clan, as the model of the title has it."""

    model: Model
    id: int


@dataclass(frozen=True)
class Counted:
    """A record behind a share: its name, where it is, and whether it holds the title."""

    name: str
    place: str
    holds: bool


def counted(
    model: Model, criteria: CriteriaSet, ids: Sequence[int], year: int, on: dt.date, without: Holder | None = None
) -> dict[int, dict[str, Share]]:
    """The shares of subjects as the records have them on a day, by subject and by indicator.

    ``without`` is one whose title is counted as if it were not held.
    """
    found: dict[int, dict[str, Share]] = {id_: {} for id_ in ids}
    if not ids:
        return found
    for indicator in criteria.indicators:
        if indicator.kind is Kind.SHARE and indicator.source is not None:
            lost = without.id if without and without.model is _OF[indicator.source] else None
            for row in db.session.execute(_COUNTS[model, indicator.source](indicator, ids, year, on, lost)):
                found[row.subject_id][indicator.code] = Share(row.part, row.whole)
    return found


def behind(model: Model, indicator: Indicator, subject_id: int, year: int, on: dt.date) -> list[Counted]:
    """The records behind one share of one subject, those that do not hold the title first."""
    if indicator.source is None:
        return []
    rows = db.session.execute(_NAMES[model, indicator.source](indicator, subject_id, year, on))
    return sorted((Counted(*row) for row in rows), key=lambda one: one.holds)


def figures(shares: Mapping[str, Share]) -> dict[str, list[int]]:
    """Shares as a submitted sheet keeps them."""
    return {code: [share.part, share.whole] for code, share in shares.items()}


def as_shares(kept: Mapping[str, Any]) -> dict[str, Share]:
    """What a submitted sheet keeps, as shares."""
    return {code: Share(*pair) for code, pair in kept.items()}


def _other_than(id_: Any, lost: int | None) -> ColumnElement[bool]:
    return true() if lost is None else id_ != lost


def _adults_where(indicator: Indicator, year: int) -> ColumnElement[bool]:
    # Who learns at school cannot hold the title, and is not counted against the household.
    return and_(
        Person.left_on.is_(None),
        Person.birth_year <= year - (indicator.from_age or 0),
        Person.occupation.is_distinct_from(Occupation.STUDENT),
    )


def _adults(
    indicator: Indicator, ids: Sequence[int], year: int, on: dt.date, lost: int | None
) -> Select[*tuple[Any, ...]]:
    return (
        select(
            Person.household_id.label("subject_id"),
            func.count()
            .filter(holds(Person.title_from, Person.title_to, on), _other_than(Person.id, lost))
            .label("part"),
            func.count().label("whole"),
        )
        .where(Person.household_id.in_(ids), _adults_where(indicator, year))
        .group_by(Person.household_id)
    )


def _adult_names(indicator: Indicator, household_id: int, year: int, on: dt.date) -> Select[*tuple[Any, ...]]:
    return (
        select(
            Person.full_name,
            func.concat("sinh năm ", Person.birth_year),
            holds(Person.title_from, Person.title_to, on),
        )
        .where(Person.household_id == household_id, _adults_where(indicator, year))
        .order_by(Person.birth_year, Person.id)
    )


def _clan_families(
    _indicator: Indicator, ids: Sequence[int], _year: int, on: dt.date, lost: int | None
) -> Select[*tuple[Any, ...]]:
    card = FAMILY_CARD.c
    return (
        select(
            card.clan_id.label("subject_id"),
            func.count()
            .filter(holds(card.title_from, card.title_to, on), _other_than(card.household_id, lost))
            .label("part"),
            func.count().label("whole"),
        )
        .where(card.clan_id.in_(ids), card.left_on.is_(None))
        .group_by(card.clan_id)
    )


def _clan_family_names(_indicator: Indicator, clan_id: int, _year: int, on: dt.date) -> Select[*tuple[Any, ...]]:
    card = FAMILY_CARD.c
    return (
        select(
            card.head_name,
            func.concat_ws(", ", card.village, card.commune),
            holds(card.title_from, card.title_to, on),
        )
        .where(card.clan_id == clan_id, card.left_on.is_(None))
        .order_by(card.village, card.head_name)
    )


def _village_families(
    _indicator: Indicator, ids: Sequence[int], _year: int, on: dt.date, lost: int | None
) -> Select[*tuple[Any, ...]]:
    return (
        select(
            Household.unit_id.label("subject_id"),
            func.count()
            .filter(holds(Household.title_from, Household.title_to, on), _other_than(Household.id, lost))
            .label("part"),
            func.count().label("whole"),
        )
        .where(Household.unit_id.in_(ids), Household.ended_on.is_(None))
        .group_by(Household.unit_id)
    )


def _village_family_names(_indicator: Indicator, village_id: int, _year: int, on: dt.date) -> Select[*tuple[Any, ...]]:
    return (
        select(
            Household.head_name,
            Household.address,
            holds(Household.title_from, Household.title_to, on),
        )
        .where(Household.unit_id == village_id, Household.ended_on.is_(None))
        .order_by(Household.head_sort, Household.id)
    )


def _village_clans(
    _indicator: Indicator, ids: Sequence[int], _year: int, on: dt.date, lost: int | None
) -> Select[*tuple[Any, ...]]:
    card = FAMILY_CARD.c
    return (
        select(
            card.household_unit_id.label("subject_id"),
            func.count(distinct(card.clan_id))
            .filter(holds(card.clan_title_from, card.clan_title_to, on), _other_than(card.clan_id, lost))
            .label("part"),
            func.count(distinct(card.clan_id)).label("whole"),
        )
        .where(card.household_unit_id.in_(ids), card.left_on.is_(None))
        .group_by(card.household_unit_id)
    )


def _village_clan_names(_indicator: Indicator, village_id: int, _year: int, on: dt.date) -> Select[*tuple[Any, ...]]:
    card = FAMILY_CARD.c
    holding = holds(card.clan_title_from, card.clan_title_to, on)
    return (
        select(card.clan_name, card.clan_commune, holding)
        .where(card.household_unit_id == village_id, card.left_on.is_(None))
        .distinct()
        .order_by(card.clan_name)
    )


def _staff(
    _indicator: Indicator, ids: Sequence[int], _year: int, on: dt.date, lost: int | None
) -> Select[*tuple[Any, ...]]:
    card = STAFF_CARD.c
    return (
        select(
            card.organisation_id.label("subject_id"),
            func.count()
            .filter(holds(card.title_from, card.title_to, on), _other_than(card.person_id, lost))
            .label("part"),
            func.count().label("whole"),
        )
        .where(card.organisation_id.in_(ids), card.left_on.is_(None), card.person_left_on.is_(None))
        .group_by(card.organisation_id)
    )


def _staff_names(_indicator: Indicator, organisation_id: int, _year: int, on: dt.date) -> Select[*tuple[Any, ...]]:
    card = STAFF_CARD.c
    return (
        select(
            card.full_name,
            func.concat_ws(", ", func.nullif(card.position, ""), card.commune),
            holds(card.title_from, card.title_to, on),
        )
        .where(card.organisation_id == organisation_id, card.left_on.is_(None), card.person_left_on.is_(None))
        .order_by(card.full_name)
    )


#: The title that a share counts.
_OF = {
    Source.ADULTS: Model.CITIZEN, Source.FAMILIES: Model.FAMILY, Source.CLANS: Model.CLAN, Source.STAFF: Model.CITIZEN,
}  # fmt: skip
#: How a share is counted for many subjects, and who is behind it for one.
_COUNTS: dict[
    tuple[Model, Source], Callable[[Indicator, Sequence[int], int, dt.date, int | None], Select[*tuple[Any, ...]]]
] = {
    (Model.FAMILY, Source.ADULTS): _adults,
    (Model.CLAN, Source.FAMILIES): _clan_families,
    (Model.COMMUNITY, Source.FAMILIES): _village_families,
    (Model.COMMUNITY, Source.CLANS): _village_clans,
    (Model.ORGANISATION, Source.STAFF): _staff,
}
_NAMES: dict[tuple[Model, Source], Callable[[Indicator, int, int, dt.date], Select[*tuple[Any, ...]]]] = {
    (Model.FAMILY, Source.ADULTS): _adult_names,
    (Model.CLAN, Source.FAMILIES): _clan_family_names,
    (Model.COMMUNITY, Source.FAMILIES): _village_family_names,
    (Model.COMMUNITY, Source.CLANS): _village_clan_names,
    (Model.ORGANISATION, Source.STAFF): _staff_names,
}
