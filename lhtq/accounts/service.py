"""Signing in and out, passwords, and accounts made by the administrator of a unit."""

import datetime as dt
import secrets
from dataclasses import dataclass
from typing import cast

from argon2 import PasswordHasher
from argon2.exceptions import VerificationError
from sqlalchemy import Table, delete, func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from lhtq.accounts import queries
from lhtq.accounts.audit import record
from lhtq.accounts.models import Account, Assignment, AuditEntry, SignIn, SignInFailure
from lhtq.accounts.policy import OF_ONE_RECORD, Action, Actor, NotAllowedError, Place, Refusal, Role, require
from lhtq.accounts.rules import new_one_time_code, normal_username, wait_after
from lhtq.db import db
from lhtq.db.command import command
from lhtq.db.scope import scoped_to
from lhtq.units.models import Unit
from lhtq.web.submission_key import forget_old

_hasher = PasswordHasher(time_cost=2, memory_cost=19456, parallelism=1)
#: Verified when no account has the name, so that the answer takes as long as for one that does.
_NOBODY = _hasher.hash(secrets.token_hex(16))


class SignInRefusedError(Exception):
    """User name and password do not fit, or the account has no active role."""


class TooManyFailuresError(Exception):
    """Sign-in rests for ``wait`` after failures in a row."""

    def __init__(self, wait: dt.timedelta) -> None:
        super().__init__(str(wait))
        self.wait = wait


class UsernameTakenError(Exception):
    """Another account has this user name."""


class HasAccountError(Exception):
    """This person signs in already."""


@dataclass(frozen=True)
class OwnRecord:
    """The one person or organisation that an account is of, by id: the register stands above this part."""

    unit_id: int
    unit_path: str
    person_id: int | None = None
    organisation_id: int | None = None

    @property
    def role(self) -> Role:
        """The role that such an account has."""
        return Role.CITIZEN if self.person_id is not None else Role.ORGANISATION


def sign_in(username: str, password: str, address: str) -> str:
    """Sign a device in and give the token that its browser keeps.

    Raises TooManyFailuresError before the password is looked at, SignInRefusedError when name and password
    do not fit.
    """
    name = normal_username(username)
    keys = (f"name:{name}"[:200], f"address:{address}"[:200])
    _rest_after_failures(keys)
    account = queries.find_account(name)
    if account is None or not _fits(account.password_hash, password) or not account.active:
        if account is None:
            _fits(_NOBODY, password)
        _count_failure(keys)
        raise SignInRefusedError
    with scoped_to("", account.id):
        roles = queries.roles_of(account.id)
        if not roles:
            raise SignInRefusedError
        return _open_sign_in(account.id, roles[0].id, keys)


def password_fits(account_id: int, password: str) -> bool:
    """Whether ``password`` is the account's present one."""
    return _fits(queries.account(account_id).password_hash, password)


def hash_password(password: str) -> str:
    """Argon2id hash of a password (OWASP's parameters: 19 MiB, two passes)."""
    return _hasher.hash(password)


@command
def sign_out(sign_in_id: int) -> None:
    """End one signed-in device."""
    db.session.execute(delete(SignIn).where(SignIn.id == sign_in_id))


@command
def touch(sign_in_id: int) -> None:
    """Note that a signed-in device is in use."""
    db.session.execute(update(SignIn).where(SignIn.id == sign_in_id).values(seen_at=dt.datetime.now(dt.UTC)))


@command
def switch_role(actor: Actor, sign_in_id: int, assignment_id: int) -> None:
    """Act in another of one's own roles. Raises NotAllowedError for a role of somebody else."""
    if assignment_id not in {role.id for role in queries.roles_of(actor.account_id)}:
        raise NotAllowedError(Refusal.PLACE)
    db.session.execute(update(SignIn).where(SignIn.id == sign_in_id).values(assignment_id=assignment_id))


@command
def change_password(actor: Actor, new: str, *, keep_sign_in: int) -> None:
    """Set one's own password and sign every other device out."""
    account = queries.account(actor.account_id)
    account.password_hash = hash_password(new)
    account.must_change_password = False
    record(actor, "account:change-password", account)
    db.session.execute(delete(SignIn).where(SignIn.account_id == account.id, SignIn.id != keep_sign_in))


@command
def change_contact(actor: Actor, phone: str, email: str) -> None:
    """Say how one is reached; what is as it was changes nothing."""
    account = queries.account(actor.account_id)
    if (account.phone, account.email) == (phone, email):
        return
    account.phone, account.email = phone, email
    record(actor, "account:change-contact", account)


@command
def add_account(  # noqa: PLR0913 - one argument a field
    actor: Actor, *, username: str, full_name: str, phone: str, role: Role, unit: Unit, code: str
) -> Assignment:
    """Make an account with a role at ``unit``; ``code`` is its first password, to be changed at once.

    Raises UsernameTakenError, and NotAllowedError outside the administrator's own unit and for a role that needs a
    record (see ``open_own_account``).
    """
    require(actor, Action.ACCOUNT_MANAGE, Place(unit.path))
    if role in OF_ONE_RECORD:
        raise NotAllowedError(Refusal.ROLE)
    account = Account(unit_id=unit.id, username=username, full_name=full_name, phone=phone)
    assignment = Assignment(unit_id=unit.id, role=role)
    return _open(actor, Action.ACCOUNT_MANAGE, account, assignment, code)


@command
def open_own_account(
    actor: Actor, own: OwnRecord, *, username: str, full_name: str, phone: str, code: str
) -> Assignment:
    """Open the account of one citizen, or of somebody who signs in for one organisation.

    Raises UsernameTakenError, HasAccountError for a person who signs in already, and NotAllowedError.
    """
    require(actor, Action.ACCOUNT_OPEN_OWN, Place(own.unit_path))
    if own.person_id is not None and queries.own_accounts(person_id=own.person_id):
        raise HasAccountError
    account = Account(unit_id=own.unit_id, username=username, full_name=full_name, phone=phone)
    assignment = Assignment(
        unit_id=own.unit_id, role=own.role, person_id=own.person_id, organisation_id=own.organisation_id
    )
    return _open(actor, Action.ACCOUNT_OPEN_OWN, account, assignment, code)


@command
def reset_password(actor: Actor, account: Account, code: str) -> None:
    """Give an account a new one-time code and sign it out everywhere.

    Raises NotAllowedError for an account that is managed, or has a role, outside the administrator's unit:
    who holds the code can act in every role of the account.
    """
    # Seen as the account sees itself: row security hides a role that lies above from the administrator.
    with scoped_to("", account.id):
        roles = queries.roles_of(account.id)
    for unit in (account.unit, *(role.unit for role in roles)):
        require(actor, Action.ACCOUNT_MANAGE, Place(unit.path))
    account.password_hash = hash_password(code)
    account.must_change_password = True
    record(actor, Action.ACCOUNT_MANAGE, account, note="Cấp lại mã đăng nhập")
    db.session.execute(delete(SignIn).where(SignIn.account_id == account.id))


@command
def set_active(actor: Actor, assignment: Assignment, *, active: bool) -> None:
    """Take a role away from an account, or give it back. Devices signed in with it end at once."""
    require(actor, Action.ACCOUNT_MANAGE, Place(assignment.unit.path))
    if assignment.account_id == actor.account_id:
        raise NotAllowedError(Refusal.STATE)
    assignment.active = active
    record(actor, Action.ACCOUNT_MANAGE, assignment)
    db.session.execute(delete(SignIn).where(SignIn.assignment_id == assignment.id))


def first_administrator(session: Session, unit_path: str, username: str, full_name: str) -> str:
    """Make the first administrator of a unit, as the database's owner; gives the one-time code."""
    unit = session.scalars(select(Unit).where(Unit.path == unit_path, Unit.valid_to.is_(None))).one()
    code = new_one_time_code()
    account = Account(
        unit_id=unit.id,
        username=normal_username(username),
        full_name=full_name,
        password_hash=hash_password(code),
        must_change_password=True,
    )
    session.add(account)
    session.flush()
    session.add(Assignment(account_id=account.id, unit_id=unit.id, role=Role.ADMINISTRATOR))
    session.add(
        AuditEntry(
            account_id=account.id,
            account_name=full_name,
            role=Role.ADMINISTRATOR,
            unit_id=unit.id,
            action=Action.ACCOUNT_MANAGE,
            subject_type=Account.__tablename__,
            subject_id=account.id,
            changes={},
            note="Tài khoản quản trị đầu tiên, lập từ dòng lệnh",
        )
    )
    session.commit()
    return code


def _open(actor: Actor, action: Action, account: Account, assignment: Assignment, code: str) -> Assignment:
    account.username = normal_username(account.username)
    account.password_hash = hash_password(code)
    account.must_change_password = True
    if queries.find_account(account.username):
        raise UsernameTakenError
    try:
        record(actor, action, account)
    except IntegrityError as error:  # somebody was first by a moment
        raise UsernameTakenError from error
    assignment.account_id = account.id
    try:
        record(actor, action, assignment)
    except IntegrityError as error:  # the same, for the one account of a person
        raise HasAccountError from error
    return assignment


@command
def _open_sign_in(account_id: int, assignment_id: int, keys: tuple[str, ...]) -> str:
    token = f"{account_id}.{secrets.token_urlsafe(18)}"
    db.session.execute(
        insert(SignIn).values(token_hash=queries.token_hash(token), account_id=account_id, assignment_id=assignment_id)
    )
    db.session.execute(delete(SignInFailure).where(SignInFailure.key.in_(keys)))
    table = cast(Table, Account.__table__)
    # By the table, past the audit guard: nothing that anybody keeps of the account is changed.
    db.session.connection().execute(update(table).where(table.c.id == account_id).values(last_sign_in_at=func.now()))
    forget_old(account_id)
    return token


@command
def _count_failure(keys: tuple[str, ...]) -> None:
    for key in keys:
        statement = insert(SignInFailure).values(key=key, failures=1)
        db.session.execute(
            statement.on_conflict_do_update(
                index_elements=[SignInFailure.key],
                set_={"failures": SignInFailure.failures + 1, "last_at": dt.datetime.now(dt.UTC)},
            )
        )


def _rest_after_failures(keys: tuple[str, ...]) -> None:
    now = dt.datetime.now(dt.UTC)
    for key in keys:
        failure = queries.failure(key)
        if failure is None:
            continue
        # A whole commune may stand behind one address: it gets ten times the patience.
        counted = failure.failures if key.startswith("name:") else failure.failures // 10
        left = failure.last_at + wait_after(counted) - now
        if left > dt.timedelta(0):
            raise TooManyFailuresError(left)


def _fits(password_hash: str, password: str) -> bool:
    try:
        return _hasher.verify(password_hash, password)
    except VerificationError:
        return False
