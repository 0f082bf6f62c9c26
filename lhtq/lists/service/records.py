"""Writing the records of a plan: few statements for many rows, under the actor's own view."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from functools import cache
from itertools import groupby
from typing import Any

from lhtq.accounts.audit import record_bulk
from lhtq.accounts.policy import Actor
from lhtq.db import Base
from lhtq.lists import queries
from lhtq.lists.models import ImportBatch
from lhtq.lists.rules import Edit, New, Plan
from lhtq.lists.service.errors import RegisterMovedError

#: What the trail calls it.
IMPORTED = "list:import"
#: Records that are written before it is told how many.
_STEP = 2_000


def write(actor: Actor, batch: ImportBatch, plan: Plan, tell: Callable[[int], None]) -> dict[str, Any]:
    """Write all of a plan; gives by table how many records were made and changed. One entry a village in the trail.

    ``tell`` is told how many new records are written so far.

    Raises RegisterMovedError where a record has been changed since it was read.
    """
    _change([edit for edit in plan.edits if edit.first])
    plan.new.sort(key=_depth)
    _make(plan.new, tell)
    _change([edit for edit in plan.edits if not edit.first])
    _write_down(actor, batch, plan)
    made = Counter(one.table for one in plan.new)
    changed = Counter(edit.table for edit in plan.edits)
    return {table: [made[table], changed[table]] for table in sorted(made.keys() | changed.keys())}


def _depth(record: New) -> int:
    """Where a table stands among those that its keys refer to: they come before it, and are taken back after it."""
    return _depths()[record.table]


@cache
def _depths() -> dict[str, int]:
    return {table.name: depth for depth, table in enumerate(Base.metadata.sorted_tables)}


def _make(records: Sequence[New], tell: Callable[[int], None]) -> None:
    """Records of one table at a time; parents, which come first, have their ids when others take them."""
    made = 0
    by_table: dict[str, list[New]] = defaultdict(list)
    for record in records:
        by_table[record.table].append(record)
    for table, rows in by_table.items():
        for row, id_ in zip(rows, queries.next_ids(table, len(rows)), strict=True):
            row.id = id_
            row.values |= {column: parent.id for column, parent in row.parents.items()}
            if "version" in Base.metadata.tables[table].c:
                row.values["version"] = 1
            if table != "unit":
                row.values.setdefault("unit_id", row.unit_id)
        ordered = sorted(rows, key=lambda row: sorted(row.values))
        for _columns, alike in groupby(ordered, key=lambda row: sorted(row.values)):
            values = [{"id": row.id, **row.values} for row in alike]
            for at in range(0, len(values), _STEP):
                queries.insert_many(table, values[at : at + _STEP])
                made += len(values[at : at + _STEP])
                tell(made)


def _change(edits: Iterable[Edit]) -> None:
    by_shape: dict[tuple[str, tuple[str, ...]], list[Edit]] = defaultdict(list)
    for edit in edits:
        by_shape[edit.table, tuple(sorted(edit.after))].append(edit)
    for (table, columns), alike in by_shape.items():
        rows = [{"id": edit.id, "version": edit.version, "values": dict(edit.after)} for edit in alike]
        if queries.update_many(table, columns, rows) != len(rows):
            raise RegisterMovedError


def _write_down(actor: Actor, batch: ImportBatch, plan: Plan) -> None:
    """The row of each record, and an entry of the trail for each village."""
    rows: list[dict[str, Any]] = [
        {
            "batch_id": batch.id, "unit_id": one.unit_id, "number": one.number, "subject_type": one.table,
            "subject_id": one.id, "before": None, "after": None,
            "version": 1 if "version" in Base.metadata.tables[one.table].c else None,
        }
        for one in plan.new
    ]  # fmt: skip
    rows += [
        {
            "batch_id": batch.id, "unit_id": one.unit_id, "number": one.number, "subject_type": one.table,
            "subject_id": one.id, "before": dict(one.before), "after": dict(one.after),
            "version": None if one.version is None else one.version + 1,
        }
        # In the order in which they are written: taking them back goes the other way.
        for one in sorted(plan.edits, key=lambda edit: not edit.first)
    ]  # fmt: skip
    ids = queries.next_ids("import_row", len(rows))
    queries.insert_many("import_row", [{"id": id_, **row} for id_, row in zip(ids, rows, strict=True)])
    by_village: dict[int, Counter[str]] = defaultdict(Counter)
    for made in plan.new:
        by_village[made.unit_id][f"{made.table} new"] += 1
    for edit in plan.edits:
        by_village[edit.unit_id][f"{edit.table} changed"] += 1
    for unit_id, counted in sorted(by_village.items()):
        changes: dict[str, Any] = {what: [None, count] for what, count in sorted(counted.items())}
        changes["file"] = [None, batch.digest]
        record_bulk(actor, IMPORTED, "import_batch", batch.id, unit_id, changes)
