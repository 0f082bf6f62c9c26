"""A record goes to another commune: one lets it go, the other takes it; one who had left the province comes back."""

import datetime as dt
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from lhtq.accounts.audit import record, record_bulk
from lhtq.accounts.policy import Action, Actor, NotAllowedError, Place, Refusal, require
from lhtq.db import db
from lhtq.db.command import command
from lhtq.register import queries
from lhtq.register.models import Household, Person, Transfer
from lhtq.register.rules import Relation, TransferState
from lhtq.register.service.errors import AlreadyOfferedError, TransferChangedError, WrongLevelError, the_one
from lhtq.register.service.life import must_be_in, refuse_headless
from lhtq.units.models import Unit
from lhtq.units.rules import Level


@dataclass(frozen=True)
class Taking:
    """Where those who come are taken in: a village, and a household of it, or none for one of their own."""

    village: Unit
    household: Household | None = None
    #: The head of their own household, where not all of the old one come; an id of the transfer.
    head_id: int | None = None
    #: What they are to the head, by id.
    relations: Mapping[int, Relation] = field(default_factory=dict)


@dataclass(frozen=True)
class Former:
    """Who had left the province: all of it must be known."""

    full_name: str
    birth_year: int
    commune: Unit


@command
def offer(actor: Actor, household: Household, people: Sequence[Person], commune: Unit, on: dt.date) -> Transfer:
    """Let some or all of a household go to another commune; until that takes them, their record stays.

    Raises HeadMissingError for a head who would leave others behind, AlreadyOfferedError where a move of the household
    waits for an answer, WrongLevelError for what is no other commune.
    """
    require(actor, Action.HOUSEHOLD_EDIT, household)
    must_be_in(household, people)
    refuse_headless(household, people)
    if commune.level != Level.COMMUNE or household.unit_path.startswith(commune.path):
        raise WrongLevelError
    made = Transfer(
        unit_id=household.unit_id,
        to_unit_id=commune.id,
        household_id=household.id,
        head_name=household.head_name,
        people=[
            {"id": one.id, "name": one.full_name, "born": one.birth_year, "relation": str(one.relation)}
            for one in people
        ],
        whole=len(people) == len(household.living),
        leaves_on=on,
    )
    try:
        record(actor, Action.HOUSEHOLD_EDIT, made)
    except IntegrityError as error:  # one that waits for an answer is a unique index
        raise AlreadyOfferedError from error
    return made


@command
def withdraw(actor: Actor, transfer: Transfer, today: dt.date) -> None:
    """Take an offer back while nobody has answered it."""
    require(actor, Action.HOUSEHOLD_EDIT, transfer)
    _answer(actor, Action.HOUSEHOLD_EDIT, transfer, TransferState.WITHDRAWN, today)


@command
def send_back(actor: Actor, transfer: Transfer, reason: str, today: dt.date) -> None:
    """Say that they are not taken, and why."""
    require(actor, Action.TRANSFER_ANSWER, Place(transfer.to_unit.path))
    transfer.reason = reason
    _answer(actor, Action.TRANSFER_ANSWER, transfer, TransferState.SENT_BACK, today)


@command
def take(actor: Actor, transfer: Transfer, taking: Taking, today: dt.date) -> int:
    """Take those who come into a village; gives the household in which they are then.

    Raises TransferChangedError where they are not as they were offered any more.
    """
    require(actor, Action.TRANSFER_ANSWER, Place(transfer.to_unit.path))
    require(actor, Action.HOUSEHOLD_EDIT, Place(taking.village.path))
    relations = {str(id_): relation.value for id_, relation in taking.relations.items()}
    household_id = taking.household.id if taking.household else None
    if household_id is None and not transfer.whole:
        head = next((one for one in transfer.people if one["id"] == taking.head_id), None)
        if head is None:
            raise NotAllowedError(Refusal.STATE)
        made = Household(unit_id=taking.village.id, head_name=head["name"])
        record(actor, Action.HOUSEHOLD_EDIT, made)
        household_id = made.id
        relations[str(head["id"])] = Relation.HEAD.value
    outcome = db.session.execute(
        text("SELECT lhtq_take_transfer(:transfer, :village, :household, CAST(:relations AS jsonb))"),
        {
            "transfer": transfer.id, "village": taking.village.id, "household": household_id,
            "relations": json.dumps(relations),
        },
    ).scalar_one()  # fmt: skip
    if outcome != TransferState.TAKEN:
        raise TransferChangedError(outcome)
    for one in transfer.people:
        record_bulk(actor, Action.TRANSFER_ANSWER, Person.__tablename__, one["id"], taking.village.id)
    _answer(actor, Action.TRANSFER_ANSWER, transfer, TransferState.TAKEN, today)
    return household_id or transfer.household_id


@command
def come_back(actor: Actor, household: Household, former: Former, relation: Relation, on: dt.date) -> None:
    """Take up again the record of one who had left the province, from whatever commune, into a household.

    Raises NobodyFoundError, SeveralFoundError.
    """
    require(actor, Action.HOUSEHOLD_EDIT, household)
    found = the_one(queries.find_departed(former.full_name, former.birth_year, former.commune.id))
    taken = db.session.execute(
        text("SELECT lhtq_take_back(:name, :born, :commune, :household, :relation, :on)"),
        {
            "name": former.full_name, "born": former.birth_year, "commune": former.commune.id,
            "household": household.id, "relation": relation.value, "on": on,
        },
    ).scalar_one()  # fmt: skip
    if not taken:  # somebody took them up at the same moment
        raise NotAllowedError(Refusal.STATE)
    record_bulk(actor, Action.HOUSEHOLD_EDIT, Person.__tablename__, found.id, household.unit_id)


def _answer(actor: Actor, action: Action, transfer: Transfer, state: TransferState, today: dt.date) -> None:
    if transfer.state != TransferState.OFFERED:
        raise NotAllowedError(Refusal.STATE)
    transfer.state, transfer.answered_on = state, today
    side = transfer.unit_id if action is Action.HOUSEHOLD_EDIT else transfer.to_unit_id
    record(actor, action, transfer, unit_id=side)
