"""Submission keys: the same form sent twice makes one record, and both answers are the same page."""

import datetime as dt
import uuid
from collections.abc import Callable

from sqlalchemy import String, UniqueConstraint, func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Mapped, mapped_column

from lhtq.db import Base, db
from lhtq.db.command import command


class SubmissionKey(Base):
    """A key made with a form, and where the first sending of that form was sent on to."""

    __tablename__ = "submission_key"
    __table_args__ = (UniqueConstraint("account_id", "key"),)
    audited = False

    account_id: Mapped[int]
    key: Mapped[uuid.UUID]
    location: Mapped[str | None] = mapped_column(String(500))
    created_at: Mapped[dt.datetime] = mapped_column(server_default=func.now())


def sent_before(account_id: int, key: uuid.UUID) -> str | None:
    """Where the first sending of a form was sent on to; None where it was not sent, or failed."""
    return db.session.scalars(
        select(SubmissionKey.location).where(SubmissionKey.account_id == account_id, SubmissionKey.key == key)
    ).one_or_none()


@command
def once(account_id: int, key: uuid.UUID, create: Callable[[], str]) -> str:
    """Call ``create`` unless ``key`` has been used, and give the URL it answered with, then or now.

    Key and effect are one transaction. A second sending at the same moment waits for the first at the
    key's unique index: it then finds the answer, or, where the first failed, does the work itself.
    """
    mine = db.session.execute(
        insert(SubmissionKey)
        .values(account_id=account_id, key=key)
        .on_conflict_do_nothing()
        .returning(SubmissionKey.id)
    ).scalar()
    if mine is None:
        return (
            db.session.scalars(
                select(SubmissionKey.location).where(SubmissionKey.account_id == account_id, SubmissionKey.key == key)
            ).one()
            or "/"
        )
    location = create()
    db.session.execute(update(SubmissionKey).where(SubmissionKey.id == mine).values(location=location))
    return location
