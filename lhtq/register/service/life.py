"""What happens in a household: a new head, a death, who leaves the province, and taking back what was a mistake."""

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from lhtq.accounts.audit import record
from lhtq.accounts.policy import Action, Actor, NotAllowedError, Refusal, require
from lhtq.db import db
from lhtq.db.command import command
from lhtq.register import queries
from lhtq.register.models import Household, LifeEvent, Person
from lhtq.register.rules import EventKind, LeftBecause, Relation, after
from lhtq.register.service.errors import HeadMissingError


@dataclass(frozen=True)
class Heir:
    """Who is head after this one, and what those are to them of whom it had to be asked, by id."""

    person: Person
    relations: Mapping[int, Relation] = field(default_factory=dict)


@command
def change_head(actor: Actor, household: Household, heir: Heir, on: dt.date) -> None:
    """Make another member the head; what the others are to the new one follows from what they were to the old one."""
    require(actor, Action.HOUSEHOLD_EDIT, household)
    must_be_in(household, [heir.person])
    succeed(actor, household, heir)
    note(actor, EventKind.HEAD, heir.person, household, on)


@command
def die(actor: Actor, household: Household, person: Person, on: dt.date, heir: Heir | None) -> None:
    """Write down a death: the person leaves the living, and with the last one the household ends.

    The database ends work, posts in clans and the account with it (migration ``life``). Raises HeadMissingError for a
    head who leaves others behind and no heir.
    """
    require(actor, Action.HOUSEHOLD_EDIT, household)
    must_be_in(household, [person])
    remain = [one for one in household.living if one.id != person.id]
    was_head = person.relation == Relation.HEAD
    if was_head and remain and (heir is None or heir.person not in remain):
        raise HeadMissingError
    _let_go(actor, household, person, on, LeftBecause.DIED)
    if was_head and heir is not None and remain:
        succeed(actor, household, heir)
    _end_if_empty(actor, household, on)


@command
def leave(actor: Actor, household: Household, people: Sequence[Person], on: dt.date) -> None:
    """Write down who moved out of the province. Raises HeadMissingError for a head who leaves others behind."""
    require(actor, Action.HOUSEHOLD_EDIT, household)
    must_be_in(household, people)
    refuse_headless(household, people)
    for person in people:
        _let_go(actor, household, person, on, LeftBecause.MOVED)
    _end_if_empty(actor, household, on)


@command
def stay(actor: Actor, household: Household, person: Person) -> None:
    """Take back that somebody left or died: it was a mistake. The database gives back what a death had ended.

    Where another is head meanwhile, the one who is back is a member; a household that had ended is there again.
    """
    require(actor, Action.HOUSEHOLD_EDIT, person)
    if person.left_because not in {LeftBecause.MOVED, LeftBecause.DIED}:
        raise NotAllowedError(Refusal.STATE)
    event = queries.last_event(person.id, {EventKind.LEFT, EventKind.DIED})
    alone = not household.living
    if person.relation == Relation.HEAD and not alone:
        person.relation = Relation.OTHER
    person.left_on = person.left_because = None
    if alone:
        person.relation = Relation.HEAD
    record(actor, Action.HOUSEHOLD_EDIT, person, note="Ghi nhầm")
    if event is not None:
        event.taken_back = True
        record(actor, Action.HOUSEHOLD_EDIT, event)
    if household.ended_on is not None:
        household.ended_on, household.head_name = None, person.full_name
        record(actor, Action.HOUSEHOLD_EDIT, household)


def succeed(actor: Actor, household: Household, heir: Heir) -> None:
    """Put another at the head of those who live in a household now."""
    head = heir.person
    if head.relation == Relation.HEAD:
        return
    for one in household.living:
        if one.id != head.id:
            known = after(Relation(head.relation), Relation(one.relation))
            relation = known or heir.relations.get(one.id, Relation.OTHER)
            if relation != one.relation:
                one.relation = relation
                record(actor, Action.HOUSEHOLD_EDIT, one)
    # Before the new head is written: one head a household is a unique index.
    db.session.flush()
    head.relation = Relation.HEAD
    record(actor, Action.HOUSEHOLD_EDIT, head)
    household.head_name = head.full_name
    record(actor, Action.HOUSEHOLD_EDIT, household)


def must_be_in(household: Household, people: Collection[Person]) -> None:
    """Raise NotAllowedError unless there are some, and all of them live in the household."""
    if not people or not {one.id for one in people} <= {one.id for one in household.living}:
        raise NotAllowedError(Refusal.STATE)


def refuse_headless(household: Household, leaving: Collection[Person]) -> None:
    """Raise HeadMissingError where the head is among those who leave, and others stay."""
    ids = {one.id for one in leaving}
    remain = [one for one in household.living if one.id not in ids]
    if remain and any(one.relation == Relation.HEAD for one in leaving):
        raise HeadMissingError


def note(
    actor: Actor, kind: EventKind, person: Person, household: Household, on: dt.date, to: Household | None = None
) -> None:
    """Write down what happened to a person, with what they are called and whose household it led to."""
    event = LifeEvent(
        person_id=person.id,
        unit_id=household.unit_id,
        to_unit_id=to.unit_id if to else None,
        household_id=household.id,
        kind=kind,
        happened_on=on,
        name=person.full_name,
        detail=f"hộ {to.head_name}" if to else "",
    )
    record(actor, Action.HOUSEHOLD_EDIT, event)


def _end_if_empty(actor: Actor, household: Household, on: dt.date) -> None:
    if not household.living:
        household.ended_on = on
        record(actor, Action.HOUSEHOLD_EDIT, household)


def _let_go(actor: Actor, household: Household, person: Person, on: dt.date, because: LeftBecause) -> None:
    kind = EventKind.DIED if because is LeftBecause.DIED else EventKind.LEFT
    person.left_on, person.left_because = on, because
    record(actor, Action.HOUSEHOLD_EDIT, person)
    note(actor, kind, person, household, on)
