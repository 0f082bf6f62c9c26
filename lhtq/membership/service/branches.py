"""Changes to branches."""

import datetime as dt
from dataclasses import dataclass

from sqlalchemy.exc import IntegrityError

from lhtq.accounts.audit import record
from lhtq.accounts.policy import Action, Actor, Place, require
from lhtq.db.command import command
from lhtq.membership.models import Branch
from lhtq.membership.rules import BranchKind, kinds_at
from lhtq.register.service import WrongLevelError
from lhtq.units.models import Unit


class TakenError(Exception):
    """The unit, clan or organisation has a branch already."""


@dataclass(frozen=True)
class BranchGiven:
    """What is typed of a branch; ``subject_id`` is the clan or organisation that it is of, by its kind."""

    kind: BranchKind
    name: str
    phone: str
    founded_on: dt.date | None
    subject_id: int | None = None

    @property
    def clan_id(self) -> int | None:
        """The clan whose committee it is."""
        return self.subject_id if self.kind is BranchKind.CLAN else None

    @property
    def organisation_id(self) -> int | None:
        """The school, agency or enterprise that it is of."""
        return self.subject_id if self.kind in (BranchKind.SCHOOL, BranchKind.AGENCY) else None


@command
def add_branch(actor: Actor, unit: Unit, given: BranchGiven) -> Branch:
    """Found a branch at a unit. Raises WrongLevelError for a kind that the unit cannot have, TakenError."""
    require(actor, Action.MEMBERSHIP_EDIT, Place(unit.path))
    if given.kind not in kinds_at(unit.level):
        raise WrongLevelError
    branch = Branch(
        unit_id=unit.id,
        kind=given.kind,
        name=given.name,
        phone=given.phone,
        founded_on=given.founded_on,
        clan_id=given.clan_id,
        organisation_id=given.organisation_id,
    )
    try:
        record(actor, Action.MEMBERSHIP_EDIT, branch)
    except IntegrityError as error:  # one branch each is a unique index
        raise TakenError from error
    return branch


@command
def edit_branch(actor: Actor, branch: Branch, given: BranchGiven, ended_on: dt.date | None) -> None:
    """Change what a branch is called and when it was founded, or say that it is no more. Its kind stays."""
    require(actor, Action.MEMBERSHIP_EDIT, branch)
    branch.name = given.name
    branch.phone = given.phone
    branch.founded_on = given.founded_on
    branch.ended_on = ended_on
    record(actor, Action.MEMBERSHIP_EDIT, branch)
