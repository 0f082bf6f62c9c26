"""A version in the making: copied from a published one, edited, or given up."""

import datetime as dt

from lhtq.accounts.audit import record
from lhtq.accounts.policy import Action, Actor, Place, require
from lhtq.criteria import queries
from lhtq.criteria.models import (
    GROUP_FACTS,
    LINE_FACTS,
    SET_FACTS,
    Content,
    CriteriaGroup,
    CriteriaSetRow,
    IndicatorRow,
)
from lhtq.criteria.service.errors import DraftExistsError, EditedMeanwhileError, PublishedError
from lhtq.criteria.service.given import SetGiven, digest
from lhtq.db import db
from lhtq.db.command import command
from lhtq.units.rules import top_path


def require_province(actor: Actor) -> None:
    """Raise NotAllowedError unless ``actor`` administers the whole province, whose criteria they are."""
    require(actor, Action.CRITERIA_EDIT, Place(top_path(actor.unit_path)))


@command
def copy_set(actor: Actor, set_id: int, on: dt.date) -> CriteriaSetRow:
    """Copy a published set into a draft with the next version number. A set has one draft at a time.

    ``on`` stands as the day from which it is used until another is typed. Raises DraftExistsError, and NoResultFound
    for a set that is not published.
    """
    require_province(actor)
    source, draft = copied(actor, queries.published_id(set_id))
    draft.valid_from = max(on, source.valid_from)
    record(actor, Action.CRITERIA_EDIT, draft, note=f"Sao chép từ phiên bản {source.version}")
    return draft


@command
def edit_set(actor: Actor, set_id: int, given: SetGiven, seen: str) -> None:
    """Change what a draft says of itself. ``seen`` is the digest of the facts that the person saw.

    Raises EditedMeanwhileError, PublishedError.
    """
    draft = draft_to_change(actor, set_id)
    refuse_unless_seen(draft.facts, seen)
    given.put(draft)
    record(actor, Action.CRITERIA_EDIT, draft)


@command
def discard(actor: Actor, set_id: int, seen: str) -> None:
    """Give a draft up, with everything in it. ``seen`` is the digest of the whole draft that the person saw.

    Raises EditedMeanwhileError, PublishedError.
    """
    draft = draft_to_change(actor, set_id)
    refuse_unless_seen(draft.content, seen)
    record(actor, Action.CRITERIA_EDIT, draft, note=f"Bỏ bản nháp {draft.code}, phiên bản {draft.version}")
    db.session.delete(draft)


def draft_to_change(actor: Actor, set_id: int) -> CriteriaSetRow:
    """A draft with its groups and indicators, locked; for use inside a command.

    Raises NotAllowedError, NoResultFound, and PublishedError for a set that is published.
    """
    require_province(actor)
    found = queries.whole_set(set_id, locked=True)
    if found.published_at is not None:
        raise PublishedError
    return found


def refuse_unless_seen(content: Content, seen: str) -> None:
    """Raise EditedMeanwhileError where something else stands there than the person saw."""
    if digest(content) != seen:
        raise EditedMeanwhileError


def copied(actor: Actor, set_id: int) -> tuple[CriteriaSetRow, CriteriaSetRow]:
    """A set, and all that it says as the next version, not saved yet. Raises DraftExistsError, NoResultFound."""
    known = queries.versions(queries.set_row(set_id).code)
    source = queries.whole_set(set_id)
    for row in known:
        if row.published_at is None:
            raise DraftExistsError(row.id)
    copy = CriteriaSetRow(**{name: getattr(source, name) for name in SET_FACTS}, sha256="", made_by=actor.account_id)
    copy.version = known[-1].version + 1
    copy.groups = [
        CriteriaGroup(
            position=place,
            **{name: getattr(group, name) for name in GROUP_FACTS},
            indicators=[
                IndicatorRow(position=n, **{name: getattr(line, name) for name in LINE_FACTS})
                for n, line in enumerate(group.indicators)
            ],
        )
        for place, group in enumerate(source.groups)
    ]
    return source, copy
