"""Changes to the management board of a centre."""

import datetime as dt
from dataclasses import dataclass

from lhtq.accounts.audit import record
from lhtq.accounts.policy import Action, Actor, require
from lhtq.centre.models import BoardMember, Centre
from lhtq.centre.rules import POSITION_NAMES, AssociationPost, Position
from lhtq.db import db
from lhtq.db.command import command
from lhtq.register.models import Person
from lhtq.workbook.folding import spoken


@dataclass(frozen=True)
class BoardGiven:
    """What is typed of somebody on the board; ``association`` with the commune whose Association it is."""

    full_name: str
    position: Position
    term_from: dt.date
    term_to: dt.date | None
    association: AssociationPost | None = None
    association_unit_id: int | None = None

    def put(self, row: BoardMember, person: Person | None) -> None:
        """Write it into a row; of one who is picked from the register the name is taken from there."""
        for name, value in vars(self).items():
            setattr(row, name, value)
        if person is not None:
            row.full_name, row.person_id, row.person_unit_id = person.full_name, person.id, person.unit_id


@command
def add_board_member(actor: Actor, centre: Centre, given: BoardGiven, person: Person | None) -> BoardMember:
    """Put somebody on the board: ``person`` from the register, or a name alone."""
    _require(actor, centre, person)
    member = BoardMember(centre_id=centre.id, unit_id=centre.unit_id)
    given.put(member, person)
    record(actor, Action.CENTRE_EDIT, member)
    return member


@command
def edit_board_member(
    actor: Actor, centre: Centre, member: BoardMember, given: BoardGiven, person: Person | None
) -> None:
    """Put right what was written down of somebody.

    Without ``person`` the link to the register stays for as long as the name does.
    """
    _require(actor, centre, person)
    if not keeps_link(member, given.full_name):
        member.person_id = member.person_unit_id = None
    given.put(member, person)
    record(actor, Action.CENTRE_EDIT, member)


def keeps_link(member: BoardMember, full_name: str) -> bool:
    """Whether a name that was typed is still that of the person to whom somebody is linked."""
    return spoken(full_name) == spoken(member.full_name)


@command
def end_board_member(actor: Actor, centre: Centre, member: BoardMember, today: dt.date) -> None:
    """Say that somebody left the board today."""
    require(actor, Action.CENTRE_EDIT, centre)
    member.term_to = max(today, member.term_from)
    record(actor, Action.CENTRE_EDIT, member)


@command
def remove_board_member(actor: Actor, centre: Centre, member: BoardMember) -> None:
    """Take out somebody who was entered by mistake; who it was stays in the audit trail."""
    require(actor, Action.CENTRE_EDIT, centre)
    was = f"{member.full_name}, {POSITION_NAMES[Position(member.position)]}, từ {member.term_from:%d/%m/%Y}"
    until = f" đến {member.term_to:%d/%m/%Y}" if member.term_to else ""
    record(actor, Action.CENTRE_EDIT, member, note=f"Xóa vì ghi nhầm: {was}{until}")
    db.session.delete(member)


def _require(actor: Actor, centre: Centre, person: Person | None) -> None:
    require(actor, Action.CENTRE_EDIT, centre)
    if person is not None:
        require(actor, Action.PEOPLE_VIEW, person)
