"""People of whom nobody has said yet in which group the citizen title asks them."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from lhtq.db import db
from lhtq.register.models import Person


def without_occupation(ids: Sequence[int]) -> Sequence[Person]:
    """Those of some people whose group is not recorded, with their villages, locked for writing it down."""
    return db.session.scalars(
        select(Person)
        .options(joinedload(Person.unit, innerjoin=True))
        .where(Person.id.in_(ids), Person.occupation.is_(None))
        .order_by(Person.id)
        .with_for_update(of=Person)
        .execution_options(populate_existing=True)
    ).all()
