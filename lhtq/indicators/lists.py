"""Lists that go out as files: the records behind a measure, and what makes figures doubtful."""

import datetime as dt
from collections.abc import Iterator, Sequence

from lhtq.accounts.policy import Action
from lhtq.indicators import queries
from lhtq.indicators.rules import by_slug, definitions
from lhtq.indicators.rules.quality import DOUBT_NAMES, Contact, Doubt
from lhtq.lists.kinds import Export, Filters, ListKind, Task
from lhtq.lists.queries import streamed
from lhtq.workbook.writing import Column, Kind, Value

_COLUMNS = (
    Column("name", "Tên", 30),
    Column("detail", "Ghi chú", 24),
    Column("place", "Nơi", 24),
    Column("held", "Đạt", 8, kind=Kind.YES),
)
_HELD = {"roi": True, "chua": False}


def _behind(task: Task, filters: Filters) -> Iterator[Sequence[Value]]:
    definition = by_slug().get(filters.get("chi_tieu", "")) or definitions()["family_rate"]
    held = _HELD.get(filters.get("dat", ""))
    for row in streamed(queries.behind_listed(definition, task.unit, _day(filters, task.today), held)):
        _id, name, detail, place, _url, is_held = row
        yield [name, detail, place, is_held]


def _day(filters: Filters, today: dt.date) -> dt.date:
    try:
        return dt.date.fromisoformat(filters.get("ngay", ""))
    except ValueError:
        return today


BEHIND = ListKind("chi-tieu", "Hồ sơ của chỉ tiêu", Action.PEOPLE_VIEW, Export(lambda _task: _COLUMNS, _behind))

_DOUBTS = (
    Column("kind", "Loại", 28),
    Column("place", "Đơn vị", 24),
    Column("above", "Thuộc", 24),
    Column("words", "Cần xem lại", 50),
    Column("since", "Từ ngày", 12, kind=Kind.DAY),
    Column("contact", "Gọi", 24),
    Column("what", "Là", 28),
    Column("phone", "Điện thoại", 14),
)


def _doubtful(task: Task, filters: Filters) -> Iterator[Sequence[Value]]:
    for doubt, found in queries.findings(task.unit, task.today).items():
        if filters.get("loai", doubt) not in {doubt, ""}:
            continue
        for row in queries.told(task.unit, found, task.today):
            one, contact = row.finding, row.contact or Contact("", "", "")
            words = f"Chưa có {one.words}" if doubt is Doubt.NO_WHOLE else one.words
            told = [DOUBT_NAMES[doubt], row.place, row.above, words, one.since]
            yield [*told, contact.name, contact.what, contact.phone]


DOUBTFUL = ListKind(
    "chat-luong-so-lieu", "Chất lượng số liệu", Action.PEOPLE_VIEW, Export(lambda _task: _DOUBTS, _doubtful)
)

LISTS = (BEHIND, DOUBTFUL)
