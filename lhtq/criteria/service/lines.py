"""The groups and indicators of a draft. Each ``seen`` is the digest of what the person was shown."""

from collections.abc import MutableSequence
from typing import TypeVar

from sqlalchemy.exc import NoResultFound

from lhtq.accounts.audit import record
from lhtq.accounts.policy import Action, Actor
from lhtq.criteria.models import CriteriaGroup, CriteriaSetRow, IndicatorRow
from lhtq.criteria.rules import written
from lhtq.criteria.service.drafts import draft_to_change, refuse_unless_seen
from lhtq.criteria.service.errors import CodeTakenError
from lhtq.criteria.service.given import GroupGiven, LineGiven
from lhtq.db import db
from lhtq.db.command import command

Placed = TypeVar("Placed", CriteriaGroup, IndicatorRow)


@command
def add_group(actor: Actor, set_id: int, given: GroupGiven) -> CriteriaGroup:
    """Add a group at the end of a draft. Raises CodeTakenError, PublishedError."""
    draft = draft_to_change(actor, set_id)
    _refuse_taken(draft, given.code, None)
    group = CriteriaGroup(set_id=draft.id, position=_next(draft.groups))
    given.put(group)
    record(actor, Action.CRITERIA_EDIT, group)
    return group


@command
def edit_group(actor: Actor, set_id: int, group_id: int, given: GroupGiven, seen: str) -> None:
    """Change a group of a draft. Raises EditedMeanwhileError, CodeTakenError, PublishedError, NoResultFound."""
    draft = draft_to_change(actor, set_id)
    group = group_of(draft, group_id)
    refuse_unless_seen(group.facts, seen)
    _refuse_taken(draft, given.code, group)
    given.put(group)
    record(actor, Action.CRITERIA_EDIT, group)


@command
def remove_group(actor: Actor, set_id: int, group_id: int, seen: str) -> None:
    """Take a group with all its indicators out of a draft. Raises EditedMeanwhileError, PublishedError, NoResultFound.

    ``seen`` covers the indicators too.
    """
    draft = draft_to_change(actor, set_id)
    group = group_of(draft, group_id)
    refuse_unless_seen(group.content, seen)
    lines = ", ".join(line.code for line in group.indicators) or "không có tiêu chí"
    record(actor, Action.CRITERIA_EDIT, group, note=f"Bỏ nhóm {group.code} {group.name} ({lines})"[:1000])
    db.session.delete(group)


@command
def move_group(actor: Actor, set_id: int, group_id: int, *, up: bool) -> None:
    """Move a group one place up or down; the first and the last stay. Raises PublishedError, NoResultFound."""
    draft = draft_to_change(actor, set_id)
    _move(actor, draft.groups, group_of(draft, group_id), up=up)


@command
def add_line(actor: Actor, set_id: int, given: LineGiven) -> IndicatorRow:
    """Add an indicator at the end of a group of a draft. Raises CodeTakenError, PublishedError, NoResultFound."""
    draft = draft_to_change(actor, set_id)
    group = group_of(draft, given.group_id)
    _refuse_taken(draft, given.code, None)
    line = IndicatorRow(position=_next(group.indicators))
    given.put(line)
    record(actor, Action.CRITERIA_EDIT, line)
    return line


@command
def edit_line(actor: Actor, set_id: int, line_id: int, given: LineGiven, seen: str) -> None:
    """Change an indicator of a draft, or put it at the end of another group.

    Raises EditedMeanwhileError, CodeTakenError, PublishedError, NoResultFound.
    """
    draft = draft_to_change(actor, set_id)
    line = line_of(draft, line_id)
    refuse_unless_seen(line.facts, seen)
    _refuse_taken(draft, given.code, line)
    group = group_of(draft, given.group_id)
    if line.group_id != group.id:
        line.position = _next(group.indicators)
    given.put(line)
    record(actor, Action.CRITERIA_EDIT, line)


@command
def remove_line(actor: Actor, set_id: int, line_id: int, seen: str) -> None:
    """Take an indicator out of a draft. Raises EditedMeanwhileError, PublishedError, NoResultFound."""
    draft = draft_to_change(actor, set_id)
    line = line_of(draft, line_id)
    refuse_unless_seen(line.facts, seen)
    note = f"Bỏ tiêu chí {line.code} {line.name}, {written(line.points_max)} điểm"
    record(actor, Action.CRITERIA_EDIT, line, note=note)
    db.session.delete(line)


@command
def move_line(actor: Actor, set_id: int, line_id: int, *, up: bool) -> None:
    """Move an indicator within its group, as ``move_group``. Raises PublishedError, NoResultFound."""
    draft = draft_to_change(actor, set_id)
    line = line_of(draft, line_id)
    _move(actor, group_of(draft, line.group_id).indicators, line, up=up)


def group_of(draft: CriteriaSetRow, group_id: int) -> CriteriaGroup:
    """A group of a set; raises NoResultFound for one of another set."""
    for group in draft.groups:
        if group.id == group_id:
            return group
    raise NoResultFound


def line_of(draft: CriteriaSetRow, line_id: int) -> IndicatorRow:
    """An indicator of a set; raises NoResultFound for one of another set."""
    for group in draft.groups:
        for line in group.indicators:
            if line.id == line_id:
                return line
    raise NoResultFound


def _move(actor: Actor, rows: MutableSequence[Placed], row: Placed, *, up: bool) -> None:
    here = rows.index(row)
    there = here + (-1 if up else 1)
    if not 0 <= there < len(rows):
        return
    other = rows[there]
    row.position, other.position = other.position, row.position
    record(actor, Action.CRITERIA_EDIT, row)


def _next(rows: MutableSequence[Placed]) -> int:
    return max((row.position for row in rows), default=-1) + 1


def _refuse_taken(draft: CriteriaSetRow, code: str, own: CriteriaGroup | IndicatorRow | None) -> None:
    rows: list[CriteriaGroup | IndicatorRow] = [*draft.groups]
    rows += [line for group in draft.groups for line in group.indicators]
    if any(row.code == code and row is not own for row in rows):
        raise CodeTakenError(code)
