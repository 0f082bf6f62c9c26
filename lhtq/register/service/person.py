"""People move: to another household, into one of their own, all of them together, or to another village."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from lhtq.accounts.audit import record
from lhtq.accounts.policy import Action, Actor, NotAllowedError, Place, Refusal, require
from lhtq.db import db
from lhtq.db.command import command
from lhtq.register import queries
from lhtq.register.models import Household, LifeEvent, Person
from lhtq.register.rules import EventKind, Relation
from lhtq.register.service.clan import link_family
from lhtq.register.service.errors import WrongLevelError
from lhtq.register.service.household import HouseholdGiven, write_facts
from lhtq.register.service.life import must_be_in, note, refuse_headless
from lhtq.units.models import Unit
from lhtq.units.rules import Level


@dataclass(frozen=True)
class Moving:
    """How somebody moves: what they are to the head of the household, on which day, and why."""

    relation: Relation
    on: dt.date
    kind: EventKind = EventKind.MOVED


@dataclass(frozen=True)
class Split:
    """The household that some members make up: its head, what the others are to them, and what is written of it."""

    head: Person
    relations: Mapping[int, Relation]
    on: dt.date
    given: HouseholdGiven
    #: The clan that it belongs to as the old household does; only who keeps the clan links it.
    clan_id: int | None = None


@command
def move_person(actor: Actor, person: Person, old: Household, new: Household, moving: Moving) -> None:
    """Move a person from one household to another that the actor keeps too, with the members of both at hand.

    One who had left comes back to the living by it. The database takes the citizen's sheet that is still open along;
    what was handed in, and titles, stay where they happened (migration ``people_move``). A household that is left
    empty ends. Raises HeadMissingError for a head who would leave others behind without one.
    """
    require(actor, Action.HOUSEHOLD_EDIT, person)
    require(actor, Action.HOUSEHOLD_EDIT, new)
    here = person.left_on is None
    last = here and [one.id for one in old.living] == [person.id]
    if here:
        refuse_headless(old, [person])
    note(actor, moving.kind if here else EventKind.RETURNED, person, old, moving.on, new)
    _put(actor, person, old, new, moving.relation, moving.on)
    if last:
        old.ended_on = moving.on
        record(actor, Action.HOUSEHOLD_EDIT, old)


@command
def split(actor: Actor, household: Household, people: Sequence[Person], given: Split) -> Household:
    """Let some members make up a household of their own in the same village (tách hộ).

    Raises HeadMissingError where the head is among them: the old household keeps its own.
    """
    require(actor, Action.HOUSEHOLD_EDIT, household)
    must_be_in(household, people)
    refuse_headless(household, people)
    if given.head not in people or len(people) == len(household.living):
        raise NotAllowedError(Refusal.STATE)
    new = Household(unit_id=household.unit_id, head_name=given.head.full_name)
    write_facts(new, given.given)
    record(actor, Action.HOUSEHOLD_EDIT, new)
    for person in people:
        note(actor, EventKind.SPLIT, person, household, given.on, new)
        own = Relation.HEAD if person is given.head else given.relations.get(person.id, Relation.OTHER)
        _put(actor, person, household, new, own, given.on)
    if given.clan_id is not None:
        clan = queries.clan(given.clan_id)
        require(actor, Action.CLAN_EDIT, clan)
        link_family(actor, clan, new.id, new.unit_id)
    return new


@command
def join(actor: Actor, household: Household, into: Household, relations: Mapping[int, Relation], on: dt.date) -> None:
    """Let everybody of a household move into another one (nhập hộ); the empty one ends."""
    require(actor, Action.HOUSEHOLD_EDIT, household)
    require(actor, Action.HOUSEHOLD_EDIT, into)
    if into.id == household.id or not household.living:
        raise NotAllowedError(Refusal.STATE)
    for person in household.living:
        note(actor, EventKind.JOINED, person, household, on, into)
        _put(actor, person, household, into, relations.get(person.id, Relation.OTHER), on)
    household.ended_on = on
    record(actor, Action.HOUSEHOLD_EDIT, household)


@command
def move_household(actor: Actor, household: Household, village: Unit, on: dt.date) -> None:
    """Move a whole household to another village that the actor keeps too.

    The database takes its members and the sheets that are still open along, and keeps where they were until that day.
    Raises WrongLevelError.
    """
    require(actor, Action.HOUSEHOLD_EDIT, household)
    require(actor, Action.HOUSEHOLD_EDIT, Place(village.path))
    if village.level != Level.VILLAGE:
        raise WrongLevelError
    if village.id == household.unit_id:
        raise NotAllowedError(Refusal.STATE)
    old = household.unit_id
    for person in household.living:
        event = LifeEvent(
            person_id=person.id, unit_id=old, to_unit_id=village.id, household_id=household.id, kind=EventKind.MOVED,
            happened_on=on, name=person.full_name,
        )  # fmt: skip
        record(actor, Action.HOUSEHOLD_EDIT, event)
    household.unit_id, household.here_since = village.id, on
    record(actor, Action.HOUSEHOLD_EDIT, household, unit_id=old)


def _put(actor: Actor, person: Person, old: Household, new: Household, relation: Relation, on: dt.date) -> None:
    person.household_id, person.unit_id = new.id, new.unit_id
    person.relation, person.here_since = relation, on
    person.left_on = person.left_because = None
    record(actor, Action.HOUSEHOLD_EDIT, person, unit_id=old.unit_id, note=f"Chuyển sang hộ {new.head_name}")
    db.session.flush()
