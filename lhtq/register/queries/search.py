"""Finding anyone and anything of the register.

The functions that look (migrations 0017 and 0043) ask for the scope themselves; what is shown of a record is read as
always, under row security.
"""

import datetime as dt
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, any_, literal, null, select, text, union_all
from sqlalchemy.orm import InstrumentedAttribute, aliased

from lhtq.db import db
from lhtq.register.models import Clan, Household, Organisation, Person
from lhtq.register.rules import LeftBecause, Relation
from lhtq.units.models import Unit

#: How many results can be leafed through: who has not found them by then types another word.
MOST = 250
#: Clans, organisations, places and households by number are shown beside people, so many of each kind.
BESIDE = 10

_PEOPLE = text("SELECT lhtq_search_people(:typed, :path, :gone, :most)")
_NUMBERS = text("SELECT kind, id FROM lhtq_search_numbers(:typed, :path, :gone, :most)")


@dataclass(frozen=True)
class PersonFound:
    """A person with what tells namesakes apart; ``commune`` is None where the person's unit has none above."""

    id: int
    full_name: str
    birth_year: int
    left_on: dt.date | None
    left_because: LeftBecause | None
    household_id: int
    is_head: bool
    head_name: str
    village: str
    commune: str | None


@dataclass(frozen=True)
class HouseholdFound:
    """A household found by its number or phone."""

    id: int
    head_name: str
    code: str
    phone: str
    village: str
    commune: str | None


@dataclass(frozen=True)
class OtherFound:
    """A clan, an organisation or a unit: ``kind`` says which; ``head_name`` is None for a unit."""

    kind: str
    id: int
    name: str
    head_name: str | None
    place: str | None
    ended_on: dt.date | None


@dataclass(frozen=True)
class Numbered:
    """What a number found."""

    households: list[HouseholdFound]
    people: list[PersonFound]


def search_people(path: str, typed: str, *, gone: bool = False, most: int = MOST) -> list[int]:
    """Ids of people at or under a path by the words of their names, each from its beginning, in any order.

    Whole names stand first, then names with the words as they are typed, with marks before without; among them the
    order of the villages. ``gone`` finds those too who moved away or died. Outside the scope nobody is found.
    """
    given = {"typed": typed, "path": path, "gone": gone, "most": most}
    return list(db.session.execute(_PEOPLE, given).scalar_one())


def people_found(path: str, typed: str, gone: bool, limit: int, offset: int) -> list[PersonFound]:
    """A page of people by name, at most ``MOST`` in all."""
    if not any(sign.isalpha() for sign in typed):
        return []
    return _people(search_people(path, typed, gone=gone, most=min(offset + limit, MOST))[offset:])


def numbered(path: str, typed: str, gone: bool) -> Numbered:
    """Households by number or phone, and people by phone, whatever signs stand between the digits.

    A spreadsheet takes the 0 before a phone away: what is not found is looked for with it.
    """
    if not any(sign.isdigit() for sign in typed):
        return Numbered([], [])
    given = {"typed": typed, "path": path, "gone": gone, "most": BESIDE}
    rows = db.session.execute(_NUMBERS, given).all()
    if not rows and typed[0].isdigit() and typed[0] != "0":
        rows = db.session.execute(_NUMBERS, given | {"typed": f"0{typed}"}).all()
    ids = {kind: list(dict.fromkeys(row.id for row in rows if row.kind == kind)) for kind in ("household", "person")}
    return Numbered(_households(ids["household"][:BESIDE]), _people(ids["person"][:BESIDE]))


def others_found(path: str, typed: str, gone: bool) -> list[OtherFound]:
    """Clans, organisations and units under a path by the words of their names; up to ``BESIDE`` and one of each."""
    words = _folded(typed).split()
    if not any(len(word) > 1 and not word.isdigit() for word in words):
        return []
    home = aliased(Unit)

    def named(column: InstrumentedAttribute[str]) -> list[ColumnElement[bool]]:
        return [(literal(" ") + column).contains(f" {word}", autoescape=True) for word in words]

    def of(model: type[Clan | Organisation], kind: str) -> Select[str, int, str, str, str, dt.date | None]:
        found = (
            select(literal(kind), model.id, model.name, model.head_name, home.name, model.ended_on)
            .join(home, home.id == model.unit_id)
            .where(home.path.startswith(path, autoescape=True), *named(model.name_folded))
            .order_by(model.ended_on.is_not(None), home.path, model.name_folded, model.id)
            .limit(BESIDE + 1)
        )
        return found if gone else found.where(model.ended_on.is_(None))

    place = (
        select(literal("unit"), Unit.id, Unit.type + " " + Unit.name, null(), home.name, Unit.valid_to)
        .join(home, home.id == Unit.parent_id)
        .where(Unit.path.startswith(path, autoescape=True), Unit.valid_to.is_(None), *named(Unit.name_folded))
        .order_by(Unit.path)
        .limit(BESIDE + 1)
    )
    kinds = (of(Clan, "clan").subquery(), of(Organisation, "organisation").subquery(), place.subquery())
    return [OtherFound(*row) for row in db.session.execute(union_all(*(select(kind) for kind in kinds)))]


def _people(ids: Sequence[int]) -> list[PersonFound]:
    village, commune = aliased(Unit), aliased(Unit)
    rows = db.session.execute(
        select(
            Person.id,
            Person.full_name,
            Person.birth_year,
            Person.left_on,
            Person.left_because,
            Person.household_id,
            Person.relation == Relation.HEAD,
            Household.head_name,
            village.name,
            commune.name,
        )
        .join(Household, Household.id == Person.household_id)
        .join(village, village.id == Person.unit_id)
        .outerjoin(commune, commune.id == village.parent_id)
        .where(Person.id == any_(list(ids)))  # type: ignore[arg-type]
    )
    found = {row[0]: PersonFound(*tuple(row)) for row in rows}
    return [found[id_] for id_ in ids if id_ in found]


def _households(ids: Sequence[int]) -> list[HouseholdFound]:
    village, commune = aliased(Unit), aliased(Unit)
    rows = db.session.execute(
        select(
            Household.id,
            Household.head_name,
            Household.code,
            Household.phone,
            village.name,
            commune.name,
        )
        .join(village, village.id == Household.unit_id)
        .outerjoin(commune, commune.id == village.parent_id)
        .where(Household.id == any_(list(ids)))  # type: ignore[arg-type]
    )
    found = {row[0]: HouseholdFound(*row) for row in rows}
    return [found[id_] for id_ in ids if id_ in found]


def _folded(typed: str) -> str:
    """Lower case without marks, as ``lhtq_fold`` of migration 0001."""
    plain = unicodedata.normalize("NFD", typed.replace("đ", "d").replace("Đ", "D"))
    return "".join(sign for sign in plain if not "\u0300" <= sign <= "\u036f").lower()
