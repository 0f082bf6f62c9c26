"""Reads of accounts: who is signed in, who has which role."""

import datetime as dt
import hashlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import bindparam, func, or_, select
from sqlalchemy.orm import contains_eager

from lhtq.accounts.models import Account, Assignment, AuditEntry, SignIn, SignInFailure
from lhtq.accounts.policy import OF_ONE_RECORD, Actor, Role
from lhtq.accounts.rules import IDLE
from lhtq.db import Base, db
from lhtq.units.models import Unit


@dataclass(frozen=True)
class SignedIn:
    """A signed-in device: who acts, and what the account must still do."""

    sign_in_id: int
    actor: Actor
    username: str
    must_change_password: bool
    seen_at: dt.datetime


#: Asked at every request: put together once.
_SIGNED_IN = (
    select(
        SignIn.id,
        SignIn.seen_at,
        Account.id.label("account_id"),
        Account.full_name,
        Account.username,
        Account.must_change_password,
        Assignment.role,
        Assignment.person_id,
        Assignment.organisation_id,
        Unit.id.label("unit_id"),
        Unit.path,
        Unit.type,
        Unit.name,
    )
    .join(Account, Account.id == SignIn.account_id)
    .join(Assignment, Assignment.id == SignIn.assignment_id)
    .join(Unit, Unit.id == Assignment.unit_id)
    .where(
        SignIn.token_hash == bindparam("token_hash"),
        SignIn.seen_at > bindparam("since"),
        Account.active,
        Assignment.active,
        Assignment.ended_on.is_(None),
    )
)


#: Roles with account and unit.
_ROLES = (
    select(Assignment)
    .join(Assignment.unit)
    .join(Assignment.account)
    .options(contains_eager(Assignment.unit), contains_eager(Assignment.account))
)


def token_hash(token: str) -> str:
    """What the table keeps of a browser's token."""
    return hashlib.sha256(token.encode()).hexdigest()


def account_of(token: str) -> int | None:
    """The account that a token says it is of: it begins with its id. Nothing is proved by that."""
    account_id = token.partition(".")[0]
    return int(account_id) if account_id.isdecimal() else None


def signed_in(token: str) -> SignedIn | None:
    """Who holds ``token``; None for one unknown, idle too long, or of an account or role made inactive.

    Asked under the own rows of the account (``scoped_to("", account_of(token))``): row security hides its roles
    from anybody else.
    """
    given = {"token_hash": token_hash(token), "since": dt.datetime.now(dt.UTC) - IDLE}
    row = db.session.execute(_SIGNED_IN, given).one_or_none()
    if row is None:
        return None
    actor = Actor(
        account_id=row.account_id,
        name=row.full_name,
        role=Role(row.role),
        unit_id=row.unit_id,
        unit_path=row.path,
        unit_name=f"{row.type} {row.name}",
        person_id=row.person_id,
        organisation_id=row.organisation_id,
    )
    return SignedIn(row.id, actor, row.username, row.must_change_password, row.seen_at)


def find_account(username: str) -> Account | None:
    """The account with this user name, active or not."""
    return db.session.scalars(select(Account).where(Account.username == username)).one_or_none()


def actors_of(username: str) -> list[Actor]:
    """The roles of an account as who may act, the highest unit first; none for an account that is not active.

    Asked by a command line, which sees everything (``scoped_to`` the top of the tree).
    """
    found = find_account(username)
    if found is None or not found.active:
        return []
    return [
        Actor(found.id, found.full_name, Role(role.role), role.unit.id, role.unit.path, role.unit.full_name)
        for role in roles_of(found.id)
        if role.role not in OF_ONE_RECORD
    ]


def account(account_id: int) -> Account:
    """One account by its id; raises NoResultFound."""
    return db.session.scalars(select(Account).where(Account.id == account_id)).one()


def roles_of(account_id: int) -> Sequence[Assignment]:
    """The active roles of an account, with their units, the highest unit first."""
    return db.session.scalars(
        select(Assignment)
        .join(Assignment.unit)
        .options(contains_eager(Assignment.unit))
        .where(Assignment.account_id == account_id, Assignment.active, Assignment.ended_on.is_(None))
        .order_by(Unit.path, Assignment.id)
    ).all()


def assignments_under_scope() -> Sequence[Assignment]:
    """Every role of an officer at the units the actor sees, with account and unit, for its administrator."""
    return db.session.scalars(
        _ROLES.where(Assignment.role.not_in(OF_ONE_RECORD)).order_by(Unit.path, Account.full_name).limit(500)
    ).all()


def accounts_of_one_record(search: str, limit: int, offset: int) -> Sequence[Assignment]:
    """The accounts of citizens and organisations at the units the actor sees, by any part of a name or user name."""
    folded = func.lhtq_fold(search)
    named = or_(func.strpos(func.lhtq_fold(Account.full_name), folded) > 0, func.strpos(Account.username, folded) > 0)
    return db.session.scalars(
        _ROLES.where(Assignment.role.in_(OF_ONE_RECORD), named)
        .order_by(Unit.path, Account.full_name, Assignment.id)
        .limit(limit)
        .offset(offset)
    ).all()


def in_charge(unit_ids: Collection[int]) -> Sequence[tuple[int, Role, str, str]]:
    """Who has which role at some units: unit, role, name and phone; those with a phone first, then the oldest."""
    rows = db.session.execute(
        select(Assignment.unit_id, Assignment.role, Account.full_name, Account.phone)
        .join(Account, Account.id == Assignment.account_id)
        .where(Assignment.unit_id.in_(unit_ids), Assignment.role.not_in(OF_ONE_RECORD))
        .where(Account.active, Assignment.active, Assignment.ended_on.is_(None))
        .order_by(Assignment.unit_id, Account.phone == "", Assignment.id)
    )
    return [(row[0], Role(row[1]), row[2], row[3]) for row in rows]


def own_accounts(*, person_id: int | None = None, organisation_id: int | None = None) -> Sequence[Assignment]:
    """The accounts that sign in for one person, or for one organisation."""
    bound = Assignment.person_id == person_id if person_id is not None else (
        Assignment.organisation_id == organisation_id
    )  # fmt: skip
    return db.session.scalars(_ROLES.where(bound).order_by(Assignment.id)).all()


def assignment(assignment_id: int) -> Assignment:
    """One role with its account and unit; raises NoResultFound outside the actor's scope."""
    return db.session.scalars(
        select(Assignment)
        .join(Assignment.unit)
        .join(Assignment.account)
        .options(contains_eager(Assignment.unit), contains_eager(Assignment.account).joinedload(Account.unit))
        .where(Assignment.id == assignment_id)
    ).one()


def failure(key: str) -> SignInFailure | None:
    """Failed sign-ins in a row under a user name or an address."""
    return db.session.scalars(select(SignInFailure).where(SignInFailure.key == key)).one_or_none()


def history(subject: Base) -> Sequence[AuditEntry]:
    """The audit trail of one record, oldest first."""
    return db.session.scalars(
        select(AuditEntry)
        .where(AuditEntry.subject_type == subject.__tablename__, AuditEntry.subject_id == subject.id)
        .order_by(AuditEntry.id)
    ).all()


def names(account_ids: set[int]) -> dict[int, str]:
    """Full names by account id."""
    rows = db.session.execute(select(Account.id, Account.full_name).where(Account.id.in_(account_ids)))
    return {row.id: row.full_name for row in rows}
