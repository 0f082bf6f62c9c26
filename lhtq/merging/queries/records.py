"""Two records, what they have, what was merged into them, and what was said of them."""

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Select, bindparam, func, or_, select, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import aliased, joinedload, selectinload

from lhtq.accounts.models import Account, Assignment
from lhtq.assessment.models import Sheet
from lhtq.db import db
from lhtq.membership import queries as membership
from lhtq.membership.models import Branch, Member
from lhtq.merging.rules.plan import Change, Names, Owned
from lhtq.recognition.models import Title
from lhtq.register.models import Household, KeptApart, Person, RecordMerge, Transfer
from lhtq.register.queries import FAMILY_CARD, STAFF_CARD
from lhtq.register.rules import RecordKind, Relation, TransferState
from lhtq.units.models import Unit
from lhtq.web.filters import today

#: The model of each kind of record.
RECORDS: dict[RecordKind, type[Person] | type[Household]] = {
    RecordKind.PERSON: Person, RecordKind.HOUSEHOLD: Household,
}  # fmt: skip
_ROWS = text("SELECT tbl, owner, of, content FROM lhtq_owned_rows(:kind, :kept, :gone, :locked)")
_HAND_OVER = text("SELECT lhtq_hand_over(:kind, :kept, :gone, :changes)").bindparams(bindparam("changes", type_=JSONB))


@dataclass(frozen=True)
class MergeLine:
    """A merge in a list; ``kept_name`` is none where the record that stayed is not seen."""

    id: int
    kind: RecordKind
    gone_name: str
    kept_name: str | None
    merged_at: dt.datetime
    by: str
    undone: bool
    #: What tells namesakes apart: the year of birth, of a head where it is a household, and the village. Empty where
    #: the record is not seen.
    gone_told: str
    kept_told: str


@dataclass(frozen=True)
class ApartLine:
    """Two records that were said to be two."""

    kind: RecordKind
    first_id: int
    first_name: str
    second_id: int
    second_name: str
    by: str
    decided_at: dt.datetime
    #: As of a merge.
    first_told: str
    second_told: str


@dataclass(frozen=True)
class AsideLine:
    """A sheet beside which another of the year counts, as the history of a merge tells it."""

    year: int
    unit_name: str
    state: str
    total: Any
    valid_from: dt.date | None
    revoked_on: dt.date | None


def person(person_id: int) -> Person:
    """One person with village and household; raises NoResultFound outside the actor's scope."""
    return db.session.scalars(_person().where(Person.id == person_id)).one()


def household(household_id: int) -> Household:
    """One household with its village and members; raises NoResultFound outside the actor's scope."""
    return db.session.scalars(_household().where(Household.id == household_id)).one()


def lock(kind: RecordKind, ids: Sequence[int]) -> None:
    """Let nobody else change these records, nor the members of these households, until this transaction ends.

    What was read of anything before is forgotten: it is read anew, as it is now.
    """
    if kind is RecordKind.HOUSEHOLD:
        db.session.execute(select(Household.id).where(Household.id.in_(ids)).order_by(Household.id).with_for_update())
    whom = Person.id if kind is RecordKind.PERSON else Person.household_id
    db.session.execute(select(Person.id).where(whom.in_(ids)).order_by(Person.id).with_for_update())
    db.session.expire_all()


def people(ids: Sequence[int]) -> dict[int, Person]:
    """People with village and household, by id; those that are not seen are not there."""
    return {one.id: one for one in db.session.scalars(_person().where(Person.id.in_(ids)))}


def households(ids: Sequence[int]) -> dict[int, Household]:
    """Households with village and members, likewise."""
    return {one.id: one for one in db.session.scalars(_household().where(Household.id.in_(ids)))}


def owned_rows(kind: RecordKind, kept: int, gone: int, *, locked: bool = False) -> list[Owned]:
    """What two records have, wherever it lies; nothing unless both are seen. Of a member also whether in office."""
    rows = db.session.execute(_ROWS, {"kind": kind.value, "kept": kept, "gone": gone, "locked": locked})
    found = [Owned(*row) for row in rows]
    members = _ids(found, Member.__tablename__)
    if not members:
        return found
    holding = membership.holding(members, today())
    return [
        replace(owned, row={**owned.row, "in_office": owned.id in holding})
        if owned.table == Member.__tablename__
        else owned
        for owned in found
    ]


def on_the_way(household_ids: Collection[int]) -> Sequence[Transfer]:
    """The moves of some households, or of people of them, that wait for another commune's answer."""
    return db.session.scalars(
        select(Transfer).where(Transfer.household_id.in_(household_ids), Transfer.state == TransferState.OFFERED)
    ).all()


def hand_over(kind: RecordKind, kept: int, gone: int, changes: Sequence[Change]) -> bool:
    """Carry out a plan's changes; gives whether each was made. Where one was not, undo the transaction.

    Raises IntegrityError where something of the kind was begun for the other record at this moment.
    """
    given = {"kind": kind.value, "kept": kept, "gone": gone, "changes": list(changes)}
    with db.session.begin_nested():
        return bool(db.session.execute(_HAND_OVER, given).scalar_one() == len(changes))


def names_of(rows: Sequence[Owned]) -> Names:
    """What the rows are called."""
    units = {owned.row["unit_id"] for owned in rows if owned.table in {"sheet", "title"}}
    links: dict[tuple[str, int], str] = {}
    work, clan = STAFF_CARD.c, FAMILY_CARD.c
    for table, statement in (
        ("employment", select(work.id, work.organisation_name).where(work.id.in_(_ids(rows, "employment")))),
        ("clan_family", select(clan.id, clan.clan_name).where(clan.id.in_(_ids(rows, "clan_family")))),
        (
            "assignment",
            select(Assignment.id, Account.username)
            .join(Account, Account.id == Assignment.account_id)
            .where(Assignment.id.in_(_ids(rows, "assignment"))),
        ),
        (
            "member",
            select(Member.id, Branch.name)
            .join(Branch, Branch.id == Member.branch_id)
            .where(Member.id.in_(_ids(rows, "member"))),
        ),
    ):
        links |= {(table, row[0]): row[1] for row in db.session.execute(statement)}
    found = db.session.scalars(select(Unit).where(Unit.id.in_(units)))
    return Names({unit.id: unit.title_name for unit in found}, links)


def apart(kind: RecordKind, one: int, other: int, *, locked: bool = False) -> KeptApart | None:
    """What was said of two records; none where nothing was."""
    statement = select(KeptApart).where(
        KeptApart.kind == kind, KeptApart.first_id == min(one, other), KeptApart.second_id == max(one, other)
    )
    return db.session.scalars(statement.with_for_update() if locked else statement).one_or_none()


def aparts(path: str, limit: int, offset: int) -> list[ApartLine]:
    """The pairs at or under a unit that were said to be two, the latest first."""
    one, other, home, away = aliased(Household), aliased(Household), aliased(Person), aliased(Person)
    rows = db.session.execute(
        select(KeptApart, one.head_name, other.head_name, home.full_name, away.full_name, Account.full_name)
        .join(Unit, Unit.id == KeptApart.unit_id)
        .join(Account, Account.id == KeptApart.decided_by)
        .outerjoin(one, (KeptApart.kind == RecordKind.HOUSEHOLD) & (one.id == KeptApart.first_id))
        .outerjoin(other, (KeptApart.kind == RecordKind.HOUSEHOLD) & (other.id == KeptApart.second_id))
        .outerjoin(home, (KeptApart.kind == RecordKind.PERSON) & (home.id == KeptApart.first_id))
        .outerjoin(away, (KeptApart.kind == RecordKind.PERSON) & (away.id == KeptApart.second_id))
        .where(Unit.path.startswith(path, autoescape=True), KeptApart.apart)
        .where(or_(one.id.is_not(None), home.id.is_not(None)), or_(other.id.is_not(None), away.id.is_not(None)))
        .order_by(KeptApart.decided_at.desc(), KeptApart.id.desc())
        .limit(limit)
        .offset(offset)
    ).all()
    told = _told([(RecordKind(row[0].kind), id_) for row in rows for id_ in (row[0].first_id, row[0].second_id)])
    return [
        ApartLine(
            RecordKind(pair.kind), pair.first_id, head or name, pair.second_id, other_head or other_name, by,
            pair.decided_at, told.get((pair.kind, pair.first_id), ""), told.get((pair.kind, pair.second_id), ""),
        )
        for pair, head, other_head, name, other_name, by in rows
    ]  # fmt: skip


def merges(path: str, limit: int, offset: int) -> list[MergeLine]:
    """What was merged at or under a unit, the latest first; of two households that were merged not their people."""
    statement = _merges().join(Unit, Unit.id == RecordMerge.unit_id).where(
        Unit.path.startswith(path, autoescape=True), RecordMerge.parent_id.is_(None)
    )  # fmt: skip
    return _lines(statement.order_by(RecordMerge.id.desc()).limit(limit).offset(offset))


def merge(merge_id: int, *, locked: bool = False) -> RecordMerge:
    """One merge; raises NoResultFound where neither record is seen."""
    statement = select(RecordMerge).where(RecordMerge.id == merge_id)
    if locked:
        statement = statement.with_for_update().execution_options(populate_existing=True)
    return db.session.scalars(statement).one()


def children(merge_id: int) -> Sequence[RecordMerge]:
    """The merges of people that were made with one of households, the last first."""
    return db.session.scalars(
        select(RecordMerge).where(RecordMerge.parent_id == merge_id).order_by(RecordMerge.id.desc())
    ).all()


def later(found: RecordMerge) -> RecordMerge | None:
    """The latest merge that took place since with the record that stayed, and still stands."""
    return db.session.scalars(
        select(RecordMerge)
        .where(RecordMerge.kind == found.kind, RecordMerge.id > found.id, RecordMerge.undone_at.is_(None))
        .where(or_(RecordMerge.kept_id == found.kept_id, RecordMerge.gone_id == found.kept_id))
        .order_by(RecordMerge.id.desc())
        .limit(1)
    ).one_or_none()


def set_aside(merge_id: int) -> list[AsideLine]:
    """The sheets that a merge set aside, with their titles; ask with history."""
    rows = db.session.execute(
        select(Sheet.year, Unit.name, Sheet.state, Sheet.total, Title.valid_from, Title.revoked_on)
        .join(Unit, Unit.id == Sheet.unit_id)
        .outerjoin(Title, Title.sheet_id == Sheet.id)
        .where(Sheet.aside_by == merge_id)
        .order_by(Sheet.year.desc(), Sheet.id)
    )
    return [AsideLine(*row) for row in rows]


def _ids(rows: Sequence[Owned], table: str) -> list[int]:
    return [owned.id for owned in rows if owned.table == table]


def _person() -> Select[Person]:
    return select(Person).options(joinedload(Person.unit), joinedload(Person.household).selectinload(Household.members))


def _household() -> Select[Household]:
    members = selectinload(Household.members)
    return select(Household).options(
        joinedload(Household.unit), members.joinedload(Person.unit), members.joinedload(Person.household)
    )


def _merges() -> Select[*tuple[Any, ...]]:
    person_, household_ = aliased(Person), aliased(Household)
    return (
        select(
            RecordMerge.id, RecordMerge.kind, RecordMerge.gone_name, household_.head_name, person_.full_name,
            RecordMerge.merged_at, Account.full_name, RecordMerge.undone_at.is_not(None), RecordMerge.gone_id,
            RecordMerge.kept_id,
        )
        .join(Account, Account.id == RecordMerge.merged_by)
        .outerjoin(person_, (RecordMerge.kind == RecordKind.PERSON) & (person_.id == RecordMerge.kept_id))
        .outerjoin(household_, (RecordMerge.kind == RecordKind.HOUSEHOLD) & (household_.id == RecordMerge.kept_id))
    )  # fmt: skip


def _lines(statement: Select[*tuple[Any, ...]]) -> list[MergeLine]:
    rows = db.session.execute(statement).all()
    told = _told([(RecordKind(row.kind), id_) for row in rows for id_ in (row.gone_id, row.kept_id)])
    return [
        MergeLine(
            id_, RecordKind(kind), gone, head or name, at, by, undone, told.get((kind, gone_id), ""),
            told.get((kind, kept_id), ""),
        )
        for id_, kind, gone, head, name, at, by, undone, gone_id, kept_id in rows
    ]  # fmt: skip


def _told(records: Collection[tuple[RecordKind, int]]) -> dict[tuple[str, int], str]:
    """Year of birth and village of some people and of the heads of some households, by kind and id."""
    people_ = [id_ for kind, id_ in records if kind is RecordKind.PERSON]
    homes = [id_ for kind, id_ in records if kind is RecordKind.HOUSEHOLD]
    head = aliased(Person)
    born = select(func.min(head.birth_year)).where(head.household_id == Household.id, head.relation == Relation.HEAD)
    found: dict[tuple[str, int], str] = {}
    for kind, statement in (
        (RecordKind.PERSON, select(Person.id, Person.birth_year, Unit.name)
            .join(Unit, Unit.id == Person.unit_id).where(Person.id.in_(people_))),
        (RecordKind.HOUSEHOLD, select(Household.id, born.scalar_subquery(), Unit.name)
            .join(Unit, Unit.id == Household.unit_id).where(Household.id.in_(homes))),
    ):  # fmt: skip
        for id_, year, village in db.session.execute(statement):
            found[kind.value, id_] = f"{year}, {village}" if year else village
    return found
