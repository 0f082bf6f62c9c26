"""Lists that go out as files: the records behind a measure, units alone and beside each other, doubtful figures."""

import datetime as dt
from collections.abc import Iterator, Sequence

from lhtq.accounts.policy import Action
from lhtq.indicators import queries
from lhtq.indicators.rules import HELD, PLAN_YEARS, Definition, Measure, by_slug, definitions, due_day, in_order, order
from lhtq.indicators.rules.quality import DOUBT_NAMES, Contact, Doubt
from lhtq.lists.kinds import Export, Filters, ListKind, Task, asked_day
from lhtq.lists.queries import streamed
from lhtq.workbook.writing import Column, Kind, Value

_COLUMNS = (
    Column("name", "Tên", 30),
    Column("detail", "Ghi chú", 24),
    Column("place", "Nơi", 24),
    Column("held", "Đạt", 8, kind=Kind.YES),
)


def _behind(task: Task, filters: Filters) -> Iterator[Sequence[Value]]:
    definition = _asked(filters)
    held = HELD.get(filters.get("dat", ""))
    for row in streamed(queries.behind_listed(definition, task.unit, asked_day(task, filters), held)):
        _id, name, detail, place, _url, is_held = row
        yield [name, detail, place, is_held]


BEHIND = ListKind("chi-tieu", "Hồ sơ của chỉ tiêu", Action.PEOPLE_VIEW, Export(lambda _task: _COLUMNS, _behind))

_COMPARED = (
    Column("unit", "Đơn vị", 30),
    Column("above", "Thuộc", 24),
    Column("code", "Mã", 10),
    Column("share", "Tỷ lệ, %", 10, kind=Kind.DECIMAL),
    Column("part", "Đạt", 10, kind=Kind.WHOLE),
    Column("whole", "Tổng số", 10, kind=Kind.WHOLE),
    Column("target", "Mục tiêu của năm, %", 12, kind=Kind.DECIMAL),
    Column("missing", "Còn thiếu", 10, note="Đến cuối năm: danh hiệu hết hạn trước đó không tính nữa", kind=Kind.WHOLE),
    Column("goal", "Mục tiêu 2030, %", 12, kind=Kind.DECIMAL),
)


def _asked(filters: Filters) -> Definition:
    return by_slug().get(filters.get("chi_tieu", "")) or definitions()["family_rate"]


def _units(task: Task, filters: Filters) -> list[queries.Compared]:
    communes = filters.get("cap") == "xa" and queries.has_communes_below(task.unit)
    day = asked_day(task, filters)
    return queries.compared(task.unit, day, communes=communes, due=due_day(day, task.today))


def _by_measure(task: Task, filters: Filters) -> Iterator[Sequence[Value]]:
    definition = _asked(filters)
    ones = [one.one(definition) for one in _units(task, filters)]
    for one in in_order(ones, order(filters.get("xep", ""))):
        above = (one.above or task.unit).full_name
        counted = one.measure.whole > 0
        yield [
            one.unit.title_name, above, one.unit.code, _percent(one.measure), one.measure.part, one.measure.whole,
            one.target, one.missing if counted else None, one.goal,
        ]  # fmt: skip


def _by_all(task: Task, filters: Filters) -> Iterator[Sequence[Value]]:
    for one in _units(task, filters):
        shares = [_percent(measure) for measure in one.measures.values()]
        yield [one.unit.title_name, (one.above or task.unit).full_name, one.unit.code, *shares]


def _percent(measure: Measure) -> float | None:
    """As on screen: cut to one decimal."""
    return None if measure.share is None else int(measure.share * 1000 + 1e-9) / 10


def _all_columns(_task: Task) -> Sequence[Column]:
    shares = (
        Column(key, f"{one.short}, %", 12, note=one.name, kind=Kind.DECIMAL) for key, one in definitions().items()
    )
    return (*_COMPARED[:3], *shares)


COMPARED = ListKind("so-sanh", "So sánh đơn vị", Action.PEOPLE_VIEW, Export(lambda _task: _COMPARED, _by_measure))
ALL = ListKind("so-sanh-tat-ca", "So sánh mọi chỉ tiêu", Action.PEOPLE_VIEW, Export(_all_columns, _by_all))

_STANDING = (
    Column("measure", "Chỉ tiêu", 50),
    Column("share", "Tỷ lệ, %", 10, kind=Kind.DECIMAL),
    Column("part", "Đạt", 10, kind=Kind.WHOLE),
    Column("whole", "Tổng số", 10, kind=Kind.WHOLE),
    Column("official", "Tổng số là số chính thức", 12, kind=Kind.YES),
    *_COMPARED[6:],
    Column("more", "Đạt thêm trong tháng", 12, kind=Kind.WHOLE),
    Column("rank", "Xếp hạng", 10, kind=Kind.WHOLE),
    Column("siblings", "Số đơn vị được xếp", 12, kind=Kind.WHOLE),
)


def _standing_columns(task: Task) -> Sequence[Column]:
    years = range(PLAN_YEARS[0], task.today.year + 1)
    shares = (
        Column(str(year), f"Năm {year}, %", 10, note="Cuối năm; của năm nay đến ngày xem", kind=Kind.DECIMAL)
        for year in years
    )
    return (*_STANDING, *shares)


def _standing(task: Task, filters: Filters) -> Iterator[Sequence[Value]]:
    day = max(asked_day(task, filters), dt.date(PLAN_YEARS[0], 1, 1))
    later = [None] * (task.today.year - day.year)
    for one in queries.standings(task.unit, day, due_day(day, task.today), PLAN_YEARS[0]):
        counted = one.now.whole > 0
        ranked = (one.rank.place, one.rank.siblings) if one.rank and not one.doubtful else (None, None)
        yield [
            one.definition.name, _percent(one.now), one.now.part, one.now.whole, one.now.official > 0,
            one.target, one.missing if counted else None, one.goal, one.now.part - one.month_ago.part,
            *ranked, *(_percent(measure) for _year, measure in one.trend), *later,
        ]  # fmt: skip


STANDING = ListKind("cac-chi-tieu", "Các chỉ tiêu của đơn vị", Action.PEOPLE_VIEW, Export(_standing_columns, _standing))

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

LISTS = (BEHIND, COMPARED, ALL, STANDING, DOUBTFUL)
