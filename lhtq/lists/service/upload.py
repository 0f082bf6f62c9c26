"""Taking a file in: kept, its sheet found, its columns guessed or remembered."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from lhtq.accounts.audit import record
from lhtq.accounts.policy import Actor, NotAllowedError, Place, Refusal, require
from lhtq.db import db
from lhtq.db.command import command
from lhtq.files.store import FileStore
from lhtq.lists import queries
from lhtq.lists.kinds import ListKind, Reading, Task
from lhtq.lists.models import ColumnMapping, ImportBatch
from lhtq.lists.rules import KEPT, OPEN_STATES, Field, Source, State, find_source, key_of, missing
from lhtq.units import queries as units
from lhtq.units.models import Unit
from lhtq.units.rules import Level
from lhtq.workbook.reading import read
from lhtq.workbook.sheets import LIMITS, Limits, Workbook, WorkbookRefusedError

_GONE = "Tệp không còn được giữ. Hãy tải tệp lên lại."
_UNREADABLE = "Trang đã chọn không còn đọc được. Hãy tải tệp lên lại."
#: Longest heading that is kept.
_MOST_HEADING = 200


@dataclass(frozen=True)
class File:
    """A file as it was sent."""

    name: str
    content: bytes
    limits: Limits = LIMITS


@dataclass(frozen=True)
class Where:
    """A sheet of a file; and the row of its headings, 0 for none, where a person says it."""

    sheet: str
    heading_row: int | None = None


def reading_of(kind: ListKind) -> Reading:
    """How a list comes in. Raises NotAllowedError for one that only goes out."""
    if kind.reading is None:
        raise NotAllowedError(Refusal.STATE)
    return kind.reading


def task_at(unit: Unit, actor: Actor, today: dt.date, *, chosen: frozenset[int] = frozenset(),
            village_id: int | None = None) -> Task:  # fmt: skip
    """What an import at a unit can reach: its commune, the villages there, what the actor keeps."""
    village = unit.level == Level.VILLAGE
    commune = units.unit(unit.parent_id) if village and unit.parent_id else unit
    villages = units.children(commune.id, on=today) if commune.level == Level.COMMUNE else ()
    default = unit.id if village else village_id
    return Task(unit, commune, villages, actor.unit_path, today, chosen, default, actor.account_id)


@command
def upload(actor: Actor, kind: ListKind, unit: Unit, file: File, store: FileStore, today: dt.date) -> ImportBatch:
    """Keep a file for a list of a unit, and find its sheet and columns; it is compared with the register by ``work``.

    Raises WorkbookRefusedError, whose words are for the person, and then keeps nothing.
    """
    reading = reading_of(kind)
    require(actor, reading.action, Place(unit.path))
    _refuse_level(reading, unit)
    _forget_what_is_old(store)
    book = read(file.content, file.name, file.limits)
    task = task_at(unit, actor, today)
    source = find_source(book.sheets, reading.fields(task))
    if source is None or not source.rows:
        raise WorkbookRefusedError(_nothing_seen(book))
    batch = ImportBatch(
        unit_id=unit.id, slug=kind.slug, file_name=file.name[-200:], digest=store.put(file.content), kept=True,
        sheets=[[sheet.name[:200], sheet.hidden, len(sheet.rows)] for sheet in book.sheets], counts={}, notes=[],
        chosen=[], written={}, made_by=actor.account_id, made_by_name=actor.name, step="", problem="", claim="",
        fingerprint="", rows_done=0, **_of_sheet(kind, reading, task, source),
    )  # fmt: skip
    record(actor, reading.action, batch)
    return batch


@command
def choose_sheet(
    actor: Actor, kind: ListKind, batch: ImportBatch, where: Where, store: FileStore, today: dt.date
) -> None:
    """Read another sheet of the file, a hidden one too if the person says so; or the same with other headings."""
    reading = _open(actor, kind, batch)
    book = _read_file(batch, store)
    task = task_at(batch.unit, actor, today)
    source = find_source(book.sheets, reading.fields(task), where.sheet, where.heading_row)
    if source is None:
        raise WorkbookRefusedError(_nothing_seen(book))
    for name, value in _of_sheet(kind, reading, task, source).items():
        setattr(batch, name, value)
    batch.heading_row = where.heading_row
    batch.state, batch.chosen = State.MAPPING, []
    record(actor, reading.action, batch)


@command
def choose_columns(
    actor: Actor, kind: ListKind, batch: ImportBatch, mapping: Mapping[str, int], village_id: int | None
) -> None:
    """Say which key stands in which column, remember it for this unit, and have the file compared anew."""
    reading = _open(actor, kind, batch)
    batch.mapping, batch.village_id = _with_named(reading, batch.headings, mapping), village_id
    batch.state, batch.chosen, batch.problem = State.CHECKING, [], ""
    if any(batch.headings):
        _remember(batch, mapping)
    record(actor, reading.action, batch)


def _remember(batch: ImportBatch, mapping: Mapping[str, int]) -> None:
    headings = key_of(batch.headings)
    known = queries.mapping(batch.unit_id, batch.slug, headings)
    if known is None:
        known = ColumnMapping(unit_id=batch.unit_id, slug=batch.slug, headings=headings, mapping=dict(mapping))
        db.session.add(known)
    known.mapping = dict(mapping)


def lacks_village(reading: Reading, task: Task, source: Source, mapping: Mapping[str, int]) -> bool:
    """Whether nothing says in which village the rows lie: no column, and no row that heads others."""
    if not reading.by_village or task.village_id is not None or "village" in mapping:
        return False
    return not any(reading.heads(task, words) for words in set(source.alone()))


def _read_file(batch: ImportBatch, store: FileStore, limits: Limits = LIMITS) -> Workbook:
    """The workbook of an import. Raises WorkbookRefusedError where it is kept no longer."""
    try:
        raw = store.path(batch.digest).read_bytes()
    except FileNotFoundError:
        raise WorkbookRefusedError(_GONE) from None
    return read(raw, batch.file_name, limits)


def source_of(batch: ImportBatch, fields: Sequence[Field], store: FileStore, limits: Limits = LIMITS) -> Source:
    """The sheet of an import with its table. Raises WorkbookRefusedError where it can be read no longer."""
    found = find_source(_read_file(batch, store, limits).sheets, fields, batch.sheet, batch.heading_row)
    if found is None:
        raise WorkbookRefusedError(_UNREADABLE)
    return found


def fields_of(reading: Reading, task: Task, headings: Sequence[str]) -> tuple[Field, ...]:
    """The columns of a list in a file: those that it always has, and those that headings of the file name."""
    return *reading.fields(task), *(each for heading in headings if (each := reading.named(heading)))


def _with_named(reading: Reading, headings: Sequence[str], mapping: Mapping[str, int]) -> dict[str, int]:
    """A mapping with the columns that headings name: the left one of two that are called alike."""
    found: dict[str, int] = {}
    for at, heading in enumerate(headings):
        each = reading.named(heading)
        if each is not None and at not in mapping.values():
            found.setdefault(each.key, at)
    return {**mapping, **found}


def _open(actor: Actor, kind: ListKind, batch: ImportBatch) -> Reading:
    reading = reading_of(kind)
    require(actor, reading.action, batch)
    if batch.state not in OPEN_STATES or not batch.kept:
        raise NotAllowedError(Refusal.STATE)
    return reading


def _of_sheet(kind: ListKind, reading: Reading, task: Task, source: Source) -> dict[str, object]:
    """What is kept of a sheet: its columns as they were read before, or as they look."""
    headings = [heading[:_MOST_HEADING] for heading in source.table.headings]
    # Columns without headings are no others' columns.
    known = queries.mapping(task.unit.id, kind.slug, key_of(headings)) if any(headings) else None
    mapping = dict(known.mapping if known else source.guessed)
    # A key that no longer is, or a column beyond the sheet, is of an earlier version of the software.
    keys = {each.key for each in reading.fields(task)}
    mapping = {key: at for key, at in mapping.items() if key in keys and at < len(headings)}
    lacking = missing(reading.fields(task), mapping) or lacks_village(reading, task, source, mapping)
    return {
        "sheet": source.sheet[:200],
        "headings": headings,
        "mapping": _with_named(reading, headings, mapping),
        "rows_all": len(source.rows),
        "state": State.CHECKING if any(headings) and not lacking else State.MAPPING,
    }


def _refuse_level(reading: Reading, unit: Unit) -> None:
    if unit.level not in reading.levels:
        raise NotAllowedError(Refusal.PLACE)


def _forget_what_is_old(store: FileStore) -> None:
    """Files are let go before what names them, so that one that was missed is named again the next time."""
    for digest in queries.forget(dt.datetime.now(dt.UTC) - KEPT):
        store.drop(digest)


def _nothing_seen(book: Workbook) -> str:
    hidden = [sheet.name for sheet in book.sheets if sheet.hidden]
    if hidden:
        return f"Các trang nhìn thấy được không có bảng nào. Trang ẩn ({', '.join(hidden)[:100]}) không được đọc."
    return "Tệp không có bảng nào có tiêu đề cột và dữ liệu. Hãy dùng tệp mẫu hoặc kiểm tra lại tệp."
