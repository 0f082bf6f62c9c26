"""Writing invented records: many rows a statement, and the audit trail at the end, in order of time."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Integer, column, func, insert, literal, select, update
from sqlalchemy.dialects.postgresql import JSONB

from lhtq.accounts.models import AuditEntry
from lhtq.centre.models import CentreSheet
from lhtq.centre.queries import Classification
from lhtq.db import Base
from lhtq.demo.sheets import Step
from lhtq.recognition.models import Title
from lhtq.units.models import Unit

Row = dict[str, Any]


class Records:
    """The open transaction of a load, and the trail of what happened in the invented past."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._trail: list[tuple[Step, Row]] = []

    def add(self, table: type[Base], rows: Sequence[Row]) -> Sequence[int]:
        """Insert rows and give their ids, in the order of the rows."""
        if not rows:
            return []
        statement = insert(table).returning(table.id, sort_by_parameter_order=True)
        return self._connection.scalars(statement, rows).all()

    def unit_ids(self, paths: set[str]) -> dict[str, int]:
        """Ids of units by path."""
        statement = select(Unit.path, Unit.id).where(Unit.path.in_(paths), Unit.valid_to.is_(None))
        return {row.path: row.id for row in self._connection.execute(statement)}

    def unit_name(self, unit_id: int) -> str:
        """Name of a unit."""
        return self._connection.execute(select(Unit.name).where(Unit.id == unit_id)).scalar_one()

    def end_titles(self, ids: Sequence[int], day: dt.date) -> None:
        """Let titles end on a day."""
        if ids:
            self._connection.execute(update(Title).where(Title.id.in_(ids)).values(valid_to=day))

    def close_sheet(self, sheet_id: int, found: Classification, day: dt.date) -> None:
        """Close a centre's year as it stands."""
        figures = {code: [share.part, share.whole] for code, share in found.shares.items()}
        total = found.outcome.total
        closed = {"figures": figures, "total": total, "grade": found.grade, "closed_on": day}
        self._connection.execute(update(CentreSheet).where(CentreSheet.id == sheet_id).values(**closed))

    def note(self, step: Step, table: type[Base], subject_id: int, unit_id: int) -> None:
        """Keep a step for the audit trail."""
        self._trail.append((step, {"subject_type": table.__tablename__, "subject_id": subject_id, "unit_id": unit_id}))

    def write_trail(self) -> None:
        """Write the trail: the history of a record is read in the order of the entries' ids."""
        rows = [
            {
                **subject,
                "at": step.at.isoformat(),
                "account_id": step.hand.account_id,
                "account_name": step.hand.name,
                "role": step.hand.role,
                "action": step.action,
                "changes": step.changes,
                "note": step.note,
                "place": place,
            }
            for place, (step, subject) in enumerate(sorted(self._trail, key=lambda line: line[0].at))
        ]
        # As one document: they are tens of thousands, and nobody asks for their ids.
        names = [one for one in AuditEntry.__table__.c if one.name != "id"]
        typed = [column(one.name, one.type) for one in names]
        given = func.jsonb_to_recordset(literal(rows, JSONB)).table_valued(*typed, column("place", Integer))
        listed = given.render_derived(with_types=True)
        chosen = select(*(listed.c[one.name] for one in names)).order_by(listed.c.place)
        self._connection.execute(insert(AuditEntry).from_select(names, chosen))
