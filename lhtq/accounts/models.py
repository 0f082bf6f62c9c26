"""Accounts, their roles at units, signed-in devices, and the audit trail."""

import datetime as dt
from typing import Any

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint, func
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lhtq.accounts.policy import Role
from lhtq.db import Base
from lhtq.units.models import Unit


class Account(Base):
    """A person who signs in. An account is a person's, never a unit's."""

    __tablename__ = "account"

    #: Whose administrator, or one above, manages the account.
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    username: Mapped[str] = mapped_column(String(60), unique=True)
    full_name: Mapped[str] = mapped_column(String(120))
    phone: Mapped[str] = mapped_column(String(30), default="")
    #: For reminders; many officers have none.
    email: Mapped[str] = mapped_column(String(120), default="", server_default="")
    #: Argon2id, with its parameters.
    password_hash: Mapped[str] = mapped_column(String(200))
    #: The first password was read aloud by someone else: it must be changed before anything is done.
    must_change_password: Mapped[bool] = mapped_column(default=False)
    active: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[dt.datetime] = mapped_column(server_default=func.now())
    #: For the level above, which calls a unit that is late; written at each sign-in, and no change of the account.
    last_sign_in_at: Mapped[dt.datetime | None]

    unit: Mapped[Unit] = relationship(lazy="raise")


class Assignment(Base):
    """A role that an account has at a unit."""

    __tablename__ = "assignment"
    __table_args__ = (
        UniqueConstraint("account_id", "unit_id", "role"),
        Index("uq_assignment_person_id", "person_id", unique=True),
    )

    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    role: Mapped[Role] = mapped_column(String(30))
    active: Mapped[bool] = mapped_column(default=True)
    #: The person whose own account it is died on this day: kept by the database. Whether an administrator has stopped
    #: it stays said by ``active``.
    ended_on: Mapped[dt.date | None]
    #: For a role of one record: whose it is. The register stands above this part, so its tables are named.
    #: A person has one account of their own; of an organisation several people may sign in.
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"))

    unit: Mapped[Unit] = relationship(lazy="raise")
    account: Mapped[Account] = relationship(lazy="raise")


class SignIn(Base):
    """A device on which an account is signed in. The browser holds a token, this table its hash."""

    __tablename__ = "sign_in"
    audited = False

    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    assignment_id: Mapped[int] = mapped_column(ForeignKey("assignment.id"))
    created_at: Mapped[dt.datetime] = mapped_column(server_default=func.now())
    seen_at: Mapped[dt.datetime] = mapped_column(server_default=func.now())


class SignInFailure(Base):
    """Failed sign-ins in a row, by user name and by address; ``key`` says which."""

    __tablename__ = "sign_in_failure"
    audited = False

    key: Mapped[str] = mapped_column(String(200), unique=True)
    failures: Mapped[int]
    last_at: Mapped[dt.datetime] = mapped_column(server_default=func.now())


class AuditEntry(Base):
    """Who did what to which record, and what changed. The app's database role may only insert and read."""

    __tablename__ = "audit_entry"
    __table_args__ = (Index("ix_audit_entry_subject_id_subject_type", "subject_id", "subject_type"),)

    at: Mapped[dt.datetime] = mapped_column(server_default=func.clock_timestamp())
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    #: As shown in the history, so that it stays readable when the account is renamed.
    account_name: Mapped[str] = mapped_column(String(120))
    role: Mapped[str] = mapped_column(String(30))
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    action: Mapped[str] = mapped_column(String(40))
    subject_type: Mapped[str] = mapped_column(String(40))
    subject_id: Mapped[int]
    #: Attribute → [before, after].
    changes: Mapped[dict[str, Any]]
    note: Mapped[str] = mapped_column(String(1000), default="")
