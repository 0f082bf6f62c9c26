"""Who chairs the Associations of the communes that a centre serves, as they have it themselves."""

from collections.abc import Collection

from sqlalchemy import text

from lhtq.centre.rules import AssociationPost, Head
from lhtq.db import db


def heads(commune_ids: Collection[int]) -> list[Head]:
    """The chairs and vice-chairs of some communes' Associations, of every term.

    The Association is a part beside this one, and that of another commune is not seen by row security: the database
    tells them, to who sees the commune or shares a centre with it (migration 0053).
    """
    statement = text("SELECT * FROM lhtq_association_heads(:communes)")
    rows = db.session.execute(statement, {"communes": list(commune_ids)})
    return [
        Head(row.unit_id, AssociationPost(row.post), row.full_name, row.person_id, row.from_on, row.to_on)
        for row in rows
    ]
