"""Likely duplicates, and what was said and done about them: go out alone."""

from collections.abc import Iterator, Sequence

from lhtq.accounts.policy import Action
from lhtq.lists.kinds import Export, Filters, ListKind, Task
from lhtq.lists.queries import paged
from lhtq.merging.queries import duplicates, records
from lhtq.register.rules import RecordKind
from lhtq.web.filters import ZONE
from lhtq.workbook.writing import Column, Kind, Value

#: What the pages call the kinds of records.
NOUNS: dict[RecordKind, str] = {RecordKind.PERSON: "người", RecordKind.HOUSEHOLD: "hộ"}

_LIKELY = (
    Column("points", "Điểm", 8, kind=Kind.WHOLE),
    Column("first", "Hồ sơ thứ nhất", 26),
    Column("first_born", "Năm sinh", 10, kind=Kind.WHOLE),
    Column("first_place", "Nơi ở", 20),
    Column("second", "Hồ sơ thứ hai", 26),
    Column("second_born", "Năm sinh hồ sơ thứ hai", 10, kind=Kind.WHOLE),
    Column("second_place", "Nơi ở hồ sơ thứ hai", 20),
    Column("reasons", "Vì sao", 70),
)


def _likely(task: Task, filters: Filters) -> Iterator[Sequence[Value]]:
    kind = RecordKind.HOUSEHOLD if filters.get("loai") == "ho" else RecordKind.PERSON
    for pair in duplicates.likely(task.unit, kind):
        first, second = pair.first, pair.second
        why = "; ".join(f"{reason.words}: {reason.points:+d}" for reason in pair.reasons)
        yield [
            pair.points, first.full_name, first.birth_year, first.place, second.full_name, second.birth_year,
            second.place, why,
        ]  # fmt: skip


LIKELY = ListKind("trung-lap", "Hồ sơ trùng", Action.RECORD_MERGE, Export(lambda _task: _LIKELY, _likely))

_APART = (
    Column("kind", "Loại", 8),
    Column("first", "Hồ sơ thứ nhất", 26),
    Column("second", "Hồ sơ thứ hai", 26),
    Column("by", "Người ghi", 26),
    Column("day", "Ngày", 12, kind=Kind.DAY),
)


def _apart(task: Task, filters: Filters) -> Iterator[Sequence[Value]]:  # noqa: ARG001 - the list is not narrowed
    for row in paged(lambda limit, offset: records.aparts(task.unit.path, limit, offset)):
        yield [NOUNS[row.kind], row.first_name, row.second_name, row.by, row.decided_at.astimezone(ZONE).date()]


APART = ListKind("khac-nhau", "Hồ sơ khác nhau", Action.RECORD_MERGE, Export(lambda _task: _APART, _apart))

_MERGED = (
    Column("kind", "Loại", 8),
    Column("gone", "Hồ sơ đã gộp", 26),
    Column("kept", "Vào hồ sơ", 26),
    Column("by", "Người gộp", 26),
    Column("day", "Ngày", 12, kind=Kind.DAY),
    Column("undone", "Đã hoàn tác", 10, kind=Kind.YES),
)


def _merged(task: Task, filters: Filters) -> Iterator[Sequence[Value]]:  # noqa: ARG001 - the list is not narrowed
    for row in paged(lambda limit, offset: records.merges(task.unit.path, limit, offset)):
        day = row.merged_at.astimezone(ZONE).date()
        yield [NOUNS[row.kind], row.gone_name, row.kept_name or "", row.by, day, row.undone]


MERGED = ListKind("da-gop", "Hồ sơ đã gộp", Action.RECORD_MERGE, Export(lambda _task: _MERGED, _merged))

LISTS: tuple[ListKind, ...] = (LIKELY, APART, MERGED)
