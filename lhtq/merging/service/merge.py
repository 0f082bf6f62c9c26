"""One record is merged into another."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import delete
from sqlalchemy.exc import IntegrityError

from lhtq.accounts.audit import record, record_bulk
from lhtq.accounts.models import SignIn
from lhtq.accounts.policy import Action, Actor, Place, require
from lhtq.db import db
from lhtq.db.command import command
from lhtq.db.scope import with_history
from lhtq.merging.queries import records
from lhtq.merging.rules import people as rules
from lhtq.merging.rules.fields import HOUSEHOLD_FIELDS, PERSON_FIELDS, says_more
from lhtq.merging.rules.plan import Change, Names, merge_plan
from lhtq.merging.service.errors import AlreadyMergedError, ChangedSinceError, RefusedError
from lhtq.register.models import Household, Person, RecordMerge
from lhtq.register.rules import LeftBecause, RecordKind, Relation


@dataclass(frozen=True)
class Merging:
    """What was chosen: which record stays, as which versions both were seen, which fields come from the other."""

    kept_id: int
    gone_id: int
    kept_version: int
    gone_version: int
    #: Names of choices (``merging/rules/fields.py``) whose value comes from the record that goes.
    taken: frozenset[str] = frozenset()
    #: Of households: member of the one that stays → member of the other who is the same person.
    same: Mapping[int, int] = field(default_factory=dict)
    #: Of households: what those who move are to the head.
    relations: Mapping[int, Relation] = field(default_factory=dict)


@command
def merge_people(actor: Actor, given: Merging, today: dt.date) -> RecordMerge:
    """Merge one person into another, with all that they have.

    Raises AlreadyMergedError, ChangedSinceError, RefusedError, NotAllowedError.
    """
    with with_history():
        ids = [given.kept_id, given.gone_id]
        records.lock(RecordKind.PERSON, ids)
        kept, gone = _both(actor, given, records.people(ids))
        _refuse(why_not(RecordKind.PERSON, kept, gone))
        return _merge_people(actor, kept, gone, given.taken, today, None)


@command
def merge_households(actor: Actor, given: Merging, today: dt.date) -> RecordMerge:
    """Merge one household into another: its members are the same people, or move.

    Raises AlreadyMergedError, ChangedSinceError, RefusedError, NotAllowedError.
    """
    with with_history():
        ids = [given.kept_id, given.gone_id]
        records.lock(RecordKind.HOUSEHOLD, ids)
        kept, gone = _both(actor, given, records.households(ids))
        people = {one.id: one for one in (*kept.members, *gone.members)}
        _refuse(why_not(RecordKind.HOUSEHOLD, kept, gone))
        merge = _begin(actor, RecordKind.HOUSEHOLD, kept, gone, gone.head_name, None)
        changes = _hand_over(actor, RecordKind.HOUSEHOLD, merge, today)
        for kept_id, gone_id in given.same.items():
            mine, theirs = people.get(kept_id), people.get(gone_id)
            if mine is None or theirs is None or not (rules.is_member(mine, kept) and rules.is_member(theirs, gone)):
                raise ChangedSinceError
            filled = {name for name, (_, columns) in PERSON_FIELDS.items() if says_more(columns, mine, theirs)}
            _merge_people(actor, mine, theirs, filled, today, merge)
        changes += _move_members(actor, kept, gone, given.relations)
        changes += _set(gone, {"ended_on": gone.ended_on or today, "merged_into_id": kept.id})
        record(actor, Action.RECORD_MERGE, gone, note=f"Gộp vào hộ số {kept.id}")
        changes += _take(kept, gone, HOUSEHOLD_FIELDS, given.taken)
        changes += _name_after_head(kept, [*kept.members, *gone.members])
        record(actor, Action.RECORD_MERGE, kept, note=f"Nhận hộ gộp số {gone.id}")
        return _end(merge, changes)


def why_not(kind: RecordKind, kept: Any, gone: Any) -> list[str]:
    """Why two people, or two households, cannot be merged so, whatever they have."""
    if kind is RecordKind.HOUSEHOLD:
        return [*rules.households_refused(kept, gone), *rules.waiting(records.on_the_way({kept.id, gone.id}))]
    waits = records.on_the_way({kept.household_id, gone.household_id})
    return [*rules.refused(kept, gone), *rules.waiting(waits, {kept.id, gone.id})]


def _refuse(reasons: Sequence[str]) -> None:
    if reasons:
        raise RefusedError(reasons)


def _both(actor: Actor, given: Merging, found: Mapping[int, Any]) -> tuple[Any, Any]:
    """The two records, as they were shown to one who may merge both."""
    require(actor, Action.RECORD_MERGE, Place(actor.unit_path))
    kept, gone = found.get(given.kept_id), found.get(given.gone_id)
    if kept is None or gone is None or kept is gone:
        raise ChangedSinceError
    for one in (kept, gone):
        require(actor, Action.RECORD_MERGE, one)
    if kept.merged_into_id is not None or gone.merged_into_id is not None:
        raise AlreadyMergedError
    if (kept.version, gone.version) != (given.kept_version, given.gone_version):
        raise ChangedSinceError
    return kept, gone


def _merge_people(
    actor: Actor, kept: Person, gone: Person, taken: frozenset[str] | set[str], today: dt.date,
    parent: RecordMerge | None,
) -> RecordMerge:  # fmt: skip
    merge = _begin(actor, RecordKind.PERSON, kept, gone, gone.full_name, parent)
    changes = _hand_over(actor, RecordKind.PERSON, merge, today)
    was_head = gone.relation == Relation.HEAD and gone.left_on is None
    left = {"left_on": gone.left_on or today, "left_because": LeftBecause.MERGED, "merged_into_id": kept.id}
    changes += _set(gone, left)
    record(actor, Action.RECORD_MERGE, gone, note=f"Gộp vào hồ sơ số {kept.id}")
    # Before the other becomes head: one head a household is a unique index.
    db.session.flush()
    changes += _take(kept, gone, PERSON_FIELDS, taken)
    if was_head and kept.household_id == gone.household_id:
        changes += _set(kept, {"relation": Relation.HEAD})
    record(actor, Action.RECORD_MERGE, kept, note=f"Nhận hồ sơ gộp số {gone.id}")
    renamed = _name_after_head(kept.household, [kept])
    if renamed:
        record(actor, Action.RECORD_MERGE, kept.household)
    return _end(merge, changes + renamed)


def _begin(actor: Actor, kind: RecordKind, kept: Any, gone: Any, name: str, parent: RecordMerge | None) -> RecordMerge:
    merge = RecordMerge(
        kind=kind, kept_id=kept.id, gone_id=gone.id, gone_name=name, unit_id=kept.unit_id,
        other_unit_id=gone.unit_id, parent_id=parent.id if parent else None, changes=[], merged_by=actor.account_id,
    )  # fmt: skip
    record(actor, Action.RECORD_MERGE, merge)
    return merge


def _hand_over(actor: Actor, kind: RecordKind, merge: RecordMerge, today: dt.date) -> list[Change]:
    """Let what one record has pass to the other."""
    rows = records.owned_rows(kind, merge.kept_id, merge.gone_id, locked=True)
    plan = merge_plan(rows, merge.kept_id, merge.gone_id, merge.id, today, Names())
    _refuse(plan.refused)
    try:
        made = records.hand_over(kind, merge.kept_id, merge.gone_id, plan.changes)
    except IntegrityError as error:  # something of the kind was begun for the other at this moment
        raise ChangedSinceError from error
    if not made:
        raise ChangedSinceError
    write_down(actor, merge, plan.changes)
    return plan.changes


def write_down(actor: Actor, merge: RecordMerge, changes: Sequence[Change]) -> None:
    """Put the rows that a plan changes into the trail, and end the devices of an account that ends."""
    for change in changes:
        cells = {change["column"]: [change["before"], change["after"]]}
        record_bulk(actor, Action.RECORD_MERGE, change["table"], change["id"], merge.unit_id, cells)
        if change["table"] == "assignment" and change["column"] == "ended_on":
            db.session.execute(delete(SignIn).where(SignIn.assignment_id == change["id"]))


def _move_members(actor: Actor, kept: Household, gone: Household, relations: Mapping[int, Relation]) -> list[Change]:
    """Whoever of the household is nobody of the other moves there; those who had left are of its past as well."""
    changes: list[Change] = []
    headless = not any(rules.is_head(one) for one in kept.members)
    for one in gone.members:
        if one.merged_into_id is not None:
            continue
        stays_head = headless and rules.is_head(one)
        relation = Relation.HEAD if stays_head else relations.get(one.id, Relation(one.relation))
        if relation is Relation.HEAD and not stays_head:
            relation = Relation.OTHER
        changes += _set(one, {"household_id": kept.id, "unit_id": kept.unit_id, "relation": relation})
        record(actor, Action.RECORD_MERGE, one, note=f"Cùng hộ gộp sang hộ số {kept.id}")
    db.session.flush()
    return changes


def _take(
    kept: Any, gone: Any, fields: Mapping[str, tuple[str, tuple[str, ...]]], taken: frozenset[str] | set[str]
) -> list[Change]:
    """Give the record that stays the values of the other that were chosen."""
    columns = [column for name, (_, of) in fields.items() if name in taken for column in of]
    return _set(kept, {column: getattr(gone, column) for column in columns})


def _name_after_head(household: Household, members: Sequence[Person]) -> list[Change]:
    head = next((one for one in members if one.household_id == household.id and rules.is_head(one)), None)
    return _set(household, {"head_name": head.full_name}) if head else []


def _set(subject: Person | Household, values: Mapping[str, Any]) -> list[Change]:
    """Set columns; gives the cells that differ from before."""
    changes = []
    for column, after in values.items():
        before = getattr(subject, column)
        if before != after:
            setattr(subject, column, after)
            cell = {"table": subject.__tablename__, "id": subject.id, "column": column}
            changes.append(cell | {"before": rules.as_kept(before), "after": rules.as_kept(after)})
    return changes


def _end(merge: RecordMerge, changes: list[Change]) -> RecordMerge:
    merge.changes = changes
    db.session.flush()
    return merge
