"""A merge is taken back: everything goes where it was, except what has changed since."""

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy.exc import IntegrityError

from lhtq.accounts.audit import record
from lhtq.accounts.policy import Action, Actor, require
from lhtq.db import db
from lhtq.db.command import command
from lhtq.db.scope import with_history
from lhtq.merging.queries import records
from lhtq.merging.rules import people as rules
from lhtq.merging.rules.plan import Change, Plan, undo_plan
from lhtq.merging.service.errors import AlreadyMergedError, ChangedSinceError, RefusedError
from lhtq.merging.service.merge import write_down
from lhtq.register.models import Household, Person, RecordMerge
from lhtq.register.rules import LeftBecause, RecordKind, Relation

_OWN = frozenset({"person", "household"})


@dataclass
class Undoing:
    """What taking a merge back would do: to what the records have, to the records, and with which of its people."""

    merge: RecordMerge
    plan: Plan
    #: Cells of the people and households to set back, by table and id.
    back: dict[tuple[str, int], dict[str, Any]] = field(default_factory=dict)
    #: Those of the people who were merged in the same step.
    children: list["Undoing"] = field(default_factory=list)

    @property
    def refused(self) -> list[str]:
        """Why it cannot be done."""
        return [*self.plan.refused, *(reason for child in self.children for reason in child.refused)]

    @property
    def told(self) -> list[str]:
        """What stays as it is, in words."""
        return [*self.plan.told, *(line for child in self.children for line in child.told)]


@command
def undo(actor: Actor, merge_id: int) -> RecordMerge:
    """Take a merge back. Raises AlreadyMergedError where it was, RefusedError, NotAllowedError, ChangedSinceError."""
    with with_history():
        merge = records.merge(merge_id, locked=True)
        if merge.undone_at is not None:
            raise AlreadyMergedError
        if merge.parent_id is not None:
            raise RefusedError(["Lần gộp này nằm trong lần gộp hai hộ: hoàn tác ở đó."])
        found = undoing(actor, merge, locked=True)
        if found.refused:
            raise RefusedError(found.refused)
        _take_back(actor, found, _people_of(found))
        return merge


def undoing(actor: Actor, merge: RecordMerge, *, locked: bool = False) -> Undoing:
    """What taking a merge back would do today; asked with history. Raises NotAllowedError, ChangedSinceError."""
    kind = RecordKind(merge.kind)
    ids = [merge.kept_id, merge.gone_id]
    if locked:
        records.lock(kind, ids)
    pair: Mapping[int, Any] = records.people(ids) if kind is RecordKind.PERSON else records.households(ids)
    if len(pair) != len(ids):
        raise ChangedSinceError
    for one in pair.values():
        require(actor, Action.RECORD_MERGE, one)
    rows = records.owned_rows(kind, merge.kept_id, merge.gone_id, locked=locked)
    owned = [change for change in merge.changes if change["table"] not in _OWN]
    found = Undoing(merge, undo_plan(owned, rows, merge.kept_id, merge.gone_id))
    found.children = [undoing(actor, child, locked=locked) for child in records.children(merge.id)]
    if later := records.later(merge):
        found.plan.refused.append(f"Sau đó còn gộp {later.gone_name}. Hãy hoàn tác lần gộp sau trước.")
    _set_back(found, [change for change in merge.changes if change["table"] in _OWN])
    (_refuse_people if kind is RecordKind.PERSON else _refuse_households)(found, pair)
    if kind is RecordKind.HOUSEHOLD and not found.plan.refused:
        _keep_heads(found, pair)
    elif merge.parent_id is None and not found.plan.refused:
        _take_place(found, pair[merge.kept_id], pair[merge.gone_id])
    return found


def _refuse_people(found: Undoing, pair: Mapping[int, Person]) -> None:
    """Say what has happened to two people since, after which they cannot be two again."""
    kept, gone = pair[found.merge.kept_id], pair[found.merge.gone_id]
    if kept.left_because == LeftBecause.DIED:
        found.plan.refused.append("Sau khi gộp đã ghi người này mất. Nếu ghi nhầm, hãy sửa ở hồ sơ đó trước.")
    if found.merge.parent_id is None:
        waits = records.on_the_way({kept.household_id, gone.household_id})
        found.plan.refused += rules.waiting(waits, {kept.id, gone.id})
        if gone.household.merged_into_id is not None:
            found.plan.refused.append(f"Hộ cũ của {gone.full_name} đã gộp vào hộ khác. Hãy hoàn tác lần gộp hộ trước.")


def _refuse_households(found: Undoing, pair: Mapping[int, Household]) -> None:
    """The same of two households: what they have cannot be shared out while it is elsewhere."""
    if pair[found.merge.kept_id].ended_on is not None:
        found.plan.refused.append("Hộ giữ lại không còn nữa.")
    found.plan.refused += rules.waiting(records.on_the_way(pair))


def _take_place(found: Undoing, kept: Person, gone: Person) -> None:
    """One who is back is head where nobody else is, and is not where somebody became it since."""
    if kept.household_id != gone.household_id:
        found.back.get(("person", kept.id), {}).pop("relation", None)
    back = found.back.get(("person", gone.id), {})
    if back.get("left_on", gone.left_on) is not None:
        return
    others = [one for one in gone.household.members if one.id != gone.id and one.left_on is None]
    headed = any(
        found.back.get(("person", one.id), {}).get("relation", one.relation) == Relation.HEAD for one in others
    )
    if headed and gone.relation == Relation.HEAD:
        back["relation"] = Relation.OTHER.value
        found.plan.told.append(f"{gone.full_name} không còn là chủ hộ: hộ đã có chủ hộ khác.")
    elif not headed and gone.relation != Relation.HEAD:
        back["relation"] = Relation.HEAD.value
        found.back["household", gone.household_id] = {"head_name": gone.full_name}
        found.plan.told.append(f"{gone.full_name} là chủ hộ: hộ cũ không còn ai khác.")


def _record(kind: RecordKind, id_: int) -> Person | Household:
    return records.person(id_) if kind is RecordKind.PERSON else records.household(id_)


def _set_back(found: Undoing, changes: Sequence[Change]) -> None:
    """Which cells of the two records, and of members who moved, are as the merge left them."""
    by_record: defaultdict[tuple[str, int], dict[str, Change]] = defaultdict(dict)
    for change in changes:
        # A column may have been set twice: what it was before the first is what it was.
        seen = by_record[change["table"], change["id"]].get(change["column"])
        by_record[change["table"], change["id"]][change["column"]] = (
            change | {"before": seen["before"]} if seen else change
        )
    for (table, id_), cells in by_record.items():
        one = _record(RecordKind(table), id_)
        name = one.full_name if isinstance(one, Person) else f"Hộ {one.head_name}"
        if "household_id" in cells and one.household_id != cells["household_id"]["after"]:  # type: ignore[union-attr]
            found.plan.told.append(f"{name} đã chuyển hộ sau khi gộp: ở lại hộ hiện nay.")
            continue
        same = {}
        for column, change in cells.items():
            if rules.as_kept(getattr(one, column)) == change["after"] or column == "unit_id":
                same[column] = change["before"]
            elif column not in {"left_on", "ended_on", "left_because"}:
                found.plan.told.append(f"{name}: thông tin đã sửa sau khi gộp được giữ như hiện nay.")
        found.back[table, id_] = same


def _keep_heads(found: Undoing, pair: Mapping[int, Household]) -> None:
    """Both households must have a head afterwards, and somebody must go back."""
    kept, gone = pair[found.merge.kept_id], pair[found.merge.gone_id]
    returned = {child.merge.gone_id for child in found.children}
    goes = {id_ for (table, id_), cells in found.back.items() if table == "person" and "household_id" in cells}
    people = [*kept.members, *gone.members]
    stay = [one for one in people if one.household_id == kept.id and one.id not in goes]
    back = [one for one in people if one.id in goes and one.left_on is None]
    comes = [one for one in gone.members if one.id in returned]
    heads = [
        found.back["person", one.id].get("relation", one.relation) if ("person", one.id) in found.back else one.relation
        for one in (*back, *comes)
    ]
    if rules.headless(stay):
        found.plan.refused.append(f"Hộ {kept.head_name} sẽ không còn chủ hộ. Hãy chọn người ở lại làm chủ hộ trước.")
    if not (back or comes):
        found.plan.refused.append("Không còn ai để trả về hộ cũ.")
    elif "head" not in heads:
        found.plan.refused.append(f"Chủ hộ {found.merge.gone_name} không về hộ cũ được nữa, nên hộ đó không có chủ hộ.")


def _people_of(found: Undoing) -> dict[tuple[str, int], Person | Household]:
    """Every record that is set back, once."""
    keys = {key for one in (found, *found.children) for key in one.back}
    people, households = ([id_ for table, id_ in keys if table == kind] for kind in RecordKind)
    records.lock(RecordKind.PERSON, people)
    return {("person", id_): one for id_, one in records.people(people).items()} | {
        ("household", id_): one for id_, one in records.households(households).items()
    }


def _take_back(actor: Actor, found: Undoing, subjects: Mapping[tuple[str, int], Person | Household]) -> None:
    merge = found.merge
    # The household first: nobody is put into one that is no more. Its people who were two are two again before others
    # move back, and what they have goes back last.
    note = f"Hoàn tác gộp {merge.gone_name}"
    own = sorted(found.back, key=lambda key: (key[0] != merge.kind, key != (merge.kind, merge.kept_id), key))
    for key in own:
        _restore(actor, subjects[key], found.back[key], note)
    for child in found.children:
        _take_back(actor, child, subjects)
    kind = RecordKind(merge.kind)
    try:
        made = records.hand_over(kind, merge.kept_id, merge.gone_id, found.plan.changes)
    except IntegrityError as error:
        raise ChangedSinceError from error
    if not made:
        raise ChangedSinceError
    write_down(actor, merge, found.plan.changes)
    merge.undone_by, merge.undone_at = actor.account_id, dt.datetime.now(dt.UTC)
    record(actor, Action.RECORD_MERGE, merge)


def _restore(actor: Actor, subject: Person | Household, cells: Mapping[str, Any], note: str) -> None:
    for column, before in cells.items():
        python = subject.__table__.c[column].type.python_type
        value = dt.date.fromisoformat(before) if python is dt.date and before is not None else before
        setattr(subject, column, value)
    record(actor, Action.RECORD_MERGE, subject, note=note)
    # One after the other, as they were changed: the one head of a household is a unique index.
    db.session.flush()
