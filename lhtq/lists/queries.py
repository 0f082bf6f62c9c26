"""Reads of imports, and the statements by which many records are written at once."""

import datetime as dt
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from sqlalchemy import Connection, Select, delete, func, or_, select, text
from sqlalchemy.orm import joinedload

from lhtq.accounts.models import Account, Assignment
from lhtq.accounts.policy import Role
from lhtq.db import Base, db
from lhtq.lists.models import ColumnMapping, ImportBatch, ImportFinding, ImportRow
from lhtq.lists.rules import DEAD_AFTER, Finding, Outcome, State
from lhtq.units.models import Unit

T = TypeVar("T")

#: Rows of one statement.
_CHUNK = 5_000
#: Imports of one record that are told.
_MOST_ORIGINS = 20
#: Rows that are fetched at once from a long list.
_FETCHED = 1_000


@dataclass(frozen=True)
class Origin:
    """Where a record was imported from: the file, the row, by whom and when."""

    batch_id: int
    unit_path: str
    file_name: str
    number: int
    made_by_name: str
    done_at: dt.datetime | None
    changed: bool


@dataclass(frozen=True)
class Obstacle:
    """What stands in the way of taking an import back: the row, its record, and the table of what depends on it."""

    subject_type: str
    subject_id: int
    number: int
    what: str


def batch(batch_id: int) -> ImportBatch:
    """One import with its unit, as it is now; raises NoResultFound outside the actor's scope."""
    return db.session.scalars(
        select(ImportBatch)
        .options(joinedload(ImportBatch.unit))
        .where(ImportBatch.id == batch_id)
        .execution_options(populate_existing=True)
    ).one()


def batches(path: str, limit: int, offset: int) -> Sequence[ImportBatch]:
    """The imports at or under a unit, the latest first."""
    return db.session.scalars(
        select(ImportBatch)
        .join(ImportBatch.unit)
        .options(joinedload(ImportBatch.unit))
        .where(Unit.path.startswith(path, autoescape=True))
        .order_by(ImportBatch.id.desc())
        .limit(limit)
        .offset(offset)
    ).all()


def findings(batch_id: int, outcome: Outcome, limit: int, offset: int) -> Sequence[ImportFinding]:
    """The rows of an outcome, in the order of the file."""
    return db.session.scalars(
        select(ImportFinding)
        .where(ImportFinding.batch_id == batch_id, ImportFinding.outcome == outcome)
        .order_by(ImportFinding.number, ImportFinding.id)
        .limit(limit)
        .offset(offset)
    ).all()


def reasons(batch_id: int) -> dict[int, dict[str, str]]:
    """Why rows are wrong or doubtful, by the number of the row."""
    rows = db.session.execute(
        select(ImportFinding.number, ImportFinding.reasons).where(
            ImportFinding.batch_id == batch_id, ImportFinding.outcome.in_((Outcome.WRONG, Outcome.DOUBTFUL))
        )
    )
    return {row.number: row.reasons for row in rows}


def asked(batch_id: int) -> list[int]:
    """The numbers of all rows that the person may choose."""
    return list(
        db.session.scalars(
            select(ImportFinding.number)
            .where(ImportFinding.batch_id == batch_id, ImportFinding.asks)
            .order_by(ImportFinding.number)
        )
    )


def mapping(unit_id: int, slug: str, headings: str) -> ColumnMapping | None:
    """How the columns of these headings were read at this unit before."""
    return db.session.scalars(
        select(ColumnMapping).where(
            ColumnMapping.unit_id == unit_id, ColumnMapping.slug == slug, ColumnMapping.headings == headings
        )
    ).one_or_none()


def origins(subject_type: str, subject_id: int) -> list[Origin]:
    """The imports that made or changed a record, the earliest first; those that were taken back are left out."""
    rows = db.session.execute(
        select(
            ImportBatch.id,
            Unit.path,
            ImportBatch.file_name,
            ImportRow.number,
            ImportBatch.made_by_name,
            ImportBatch.done_at,
            ImportRow.before.is_not(None),
        )
        .join(ImportBatch, ImportBatch.id == ImportRow.batch_id)
        .join(Unit, Unit.id == ImportBatch.unit_id)
        .where(
            ImportRow.subject_type == subject_type,
            ImportRow.subject_id == subject_id,
            ImportBatch.state == State.DONE,
        )
        .order_by(ImportRow.id)
        .limit(_MOST_ORIGINS)
    )
    return [Origin(*row) for row in rows]


def in_the_way(batch_id: int) -> list[Obstacle]:
    """What stands in the way of taking an import back, by row."""
    rows = db.session.execute(
        text("SELECT DISTINCT * FROM lhtq_import_in_the_way(:batch) ORDER BY number, what LIMIT 500"),
        {"batch": batch_id},
    )
    return [Obstacle(*row) for row in rows]


def forget(before: dt.datetime) -> list[str]:
    """Forget what was uploaded before a time, everywhere; gives the digests of files that nothing needs any more."""
    return list(db.session.scalars(text("SELECT * FROM lhtq_forget_imports(:before)"), {"before": before}))


def needed(digest: str) -> bool:
    """Whether an import still needs the file of a digest, whosever it is."""
    return bool(db.session.scalar(text("SELECT lhtq_upload_needed(:digest)"), {"digest": digest}))


def one_at_a_time(unit_id: int) -> None:
    """Wait until nobody else writes an import into this commune, to the end of the transaction."""
    db.session.execute(text("SELECT pg_advisory_xact_lock(hashtext('lhtq.import'), :unit)"), {"unit": unit_id})


def next_ids(table: str, count: int) -> list[int]:
    """So many ids of a table that nobody else gets."""
    rows = db.session.scalars(
        text("SELECT nextval(pg_get_serial_sequence(:table, 'id')) FROM generate_series(1, :count)"),
        {"table": table, "count": count},
    )
    return list(rows)


def insert_many(table: str, rows: Sequence[Mapping[str, Any]]) -> None:
    """Write new records of a table, all with the same columns."""
    if not rows:
        return
    columns = ", ".join(_columns(table, rows[0]))
    statement = text(
        f"INSERT INTO {table} ({columns}) SELECT {columns} FROM "  # noqa: S608 - names of mapped tables and columns
        f"jsonb_populate_recordset(NULL::{table}, CAST(:rows AS jsonb))"
    )
    for chunk in _chunks(rows):
        db.session.execute(statement, {"rows": _json(chunk)})


def update_many(table: str, columns: Iterable[str], rows: Sequence[Mapping[str, Any]]) -> int:
    """Change columns of records, each as its row says; gives how many were found.

    A row is ``id``, ``values``, and ``version`` for a table that counts its versions: one that another has changed
    meanwhile is not found.
    """
    if not rows:
        return 0
    names = _columns(table, columns)
    versioned = "version" in Base.metadata.tables[table].c
    sets = ", ".join(f"{name} = n.{name}" for name in names)
    statement = text(
        f"UPDATE {table} t SET {sets}{', version = t.version + 1' if versioned else ''} "  # noqa: S608 - as above
        f'FROM jsonb_to_recordset(CAST(:rows AS jsonb)) AS r(id int, version int, "values" jsonb), {table} o, '
        f"LATERAL jsonb_populate_record(o, r.values) AS n "
        f"WHERE t.id = r.id AND o.id = r.id{' AND t.version = r.version' if versioned else ''}"
    )
    found = 0
    for chunk in _chunks(rows):
        result = db.session.execute(statement, {"rows": _json(chunk)})
        found += int(getattr(result, "rowcount", 0))
    return found


def keep_findings(batch_id: int, found: Sequence[Finding]) -> None:
    """Keep what the last look found, instead of what an earlier one did."""
    db.session.execute(delete(ImportFinding).where(ImportFinding.batch_id == batch_id))
    insert_many(
        "import_finding",
        [
            {
                "id": id_, "batch_id": batch_id, "unit_id": one.unit_id, "number": one.number, "outcome": one.outcome,
                "label": one.label[:200], "reasons": dict(one.reasons), "asks": one.asks,
            }
            for id_, one in zip(next_ids("import_finding", len(found)), found, strict=True)
        ],
    )  # fmt: skip


def streamed(statement: Select[Any]) -> Iterator[Any]:
    """The rows of a statement one after the other, by a cursor of the server's: few are in memory at a time."""
    result = db.session.execute(statement, execution_options={"stream_results": True, "max_row_buffer": _FETCHED})
    yield from result


def paged(read: Callable[[int, int], Sequence[T]]) -> Iterator[T]:
    """The rows that a page's own query gives for a limit and an offset, all of them, a few thousand at a time."""
    offset = 0
    while rows := read(_CHUNK, offset):
        yield from rows
        if len(rows) < _CHUNK:
            return
        offset += _CHUNK


def changed_rows(batch_id: int) -> Sequence[ImportRow]:
    """The records that an import changed and did not make, the last first."""
    return db.session.scalars(
        select(ImportRow)
        .where(ImportRow.batch_id == batch_id, ImportRow.before.is_not(None))
        .order_by(ImportRow.id.desc())
    ).all()


def villages_written(batch_id: int) -> dict[int, dict[str, int]]:
    """By unit and table, how many records an import made."""
    rows = db.session.execute(
        select(ImportRow.unit_id, ImportRow.subject_type, func.count())
        .where(ImportRow.batch_id == batch_id)
        .group_by(ImportRow.unit_id, ImportRow.subject_type)
    )
    found: dict[int, dict[str, int]] = {}
    for unit_id, subject_type, count in rows:
        found.setdefault(unit_id, {})[subject_type] = count
    return found


def claim(connection: Connection, batch_id: int, token: str) -> bool:
    """Take an import that waits for work, or whose worker has said nothing for long; whether it is now ours."""
    taken = connection.execute(
        text(
            "UPDATE import_batch SET claim = :token, beat_at = clock_timestamp(), problem = '' WHERE id = :id "
            "AND state IN ('checking', 'writing') AND (beat_at IS NULL OR beat_at < clock_timestamp() - :dead)"
        ),
        {"token": token, "id": batch_id, "dead": DEAD_AFTER},
    )
    return taken.rowcount == 1


def beat(connection: Connection, batch_id: int, token: str, progress: tuple[str, int, int]) -> None:
    """Say that the worker lives and how far it is, where it is still the one."""
    step, done, total = progress
    connection.execute(
        text(
            "UPDATE import_batch SET beat_at = clock_timestamp(), step = :step, rows_done = :done, rows_all = :total "
            "WHERE id = :id AND claim = :token AND state IN ('checking', 'writing')"
        ),
        {"id": batch_id, "token": token, "step": step, "done": done, "total": total},
    )


def _columns(table: str, names: Iterable[str]) -> list[str]:
    """The names, each a column of the mapped table; raises KeyError for another."""
    return [Base.metadata.tables[table].c[name].name for name in names]


def _chunks(rows: Sequence[Mapping[str, Any]]) -> Iterator[Sequence[Mapping[str, Any]]]:
    for at in range(0, len(rows), _CHUNK):
        yield rows[at : at + _CHUNK]


def _json(rows: Sequence[Mapping[str, Any]]) -> str:
    return json.dumps(rows, default=str, ensure_ascii=False)


def accounts_listed(path: str, roles: Sequence[Role], search: str) -> Select[Any]:
    """The accounts with one of some roles at or under a unit, by any part of a name or user name."""
    columns: tuple[Any, ...] = (
        Account.full_name, Account.username, Account.phone, Assignment.role, Unit.name.label("unit"),
        (Account.active & Assignment.active).label("active"),
    )  # fmt: skip
    folded = func.lhtq_fold(search)
    named = or_(func.strpos(func.lhtq_fold(Account.full_name), folded) > 0, func.strpos(Account.username, folded) > 0)
    return (
        select(*columns)
        .join(Account, Account.id == Assignment.account_id)
        .join(Unit, Unit.id == Assignment.unit_id)
        .where(Assignment.role.in_(roles), named, Unit.path.startswith(path, autoescape=True))
        .order_by(Unit.path, Account.full_name, Assignment.id)
    )
