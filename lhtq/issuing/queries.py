"""Reads of the templates in use. Everybody under a province reads them: their documents go through them."""

import datetime as dt
from collections.abc import Mapping

from sqlalchemy import func, select

from lhtq.db import db
from lhtq.documents import Template
from lhtq.issuing.models import DocumentTemplate
from lhtq.units.models import Unit


def now() -> dt.datetime:
    """The moment of this transaction, by the database's clock."""
    return db.session.execute(select(func.now())).scalar_one()


def top(path: str) -> Unit:
    """The province at the top of a path."""
    return db.session.scalars(select(Unit).where(Unit.path == path, Unit.valid_to.is_(None))).one()


def in_use(path: str) -> Mapping[Template, DocumentTemplate]:
    """The templates that the province at the top of a path uses instead of the default ones."""
    found = db.session.scalars(
        select(DocumentTemplate)
        .join(Unit, Unit.id == DocumentTemplate.unit_id)
        .where(Unit.path == path, DocumentTemplate.ended_at.is_(None))
    )
    return {Template(row.kind): row for row in found}
