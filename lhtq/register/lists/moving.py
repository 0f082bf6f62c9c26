"""Who comes and goes between communes, and the figures of a year: go out alone."""

from collections.abc import Iterator, Sequence

from lhtq.accounts.policy import Action
from lhtq.lists.kinds import Export, Filters, ListKind, Task, asked_year
from lhtq.lists.queries import paged
from lhtq.register import queries
from lhtq.register.rules import SOURCE_WORDS, TRANSFER_NAMES, year_figures, year_figures_of
from lhtq.units import queries as units
from lhtq.units.rules import Level
from lhtq.workbook.writing import Column, Kind, Value

_TRANSFERS = (
    Column("whose", "Cả hộ", 8, kind=Kind.YES),
    Column("head", "Chủ hộ nơi đi", 26),
    Column("people", "Người", 50),
    Column("from", "Từ", 24),
    Column("to", "Đến", 24),
    Column("day", "Ngày", 12, kind=Kind.DAY),
    Column("state", "Trạng thái", 14),
    Column("reason", "Lý do trả lại", 30),
)


def _transfers(task: Task, filters: Filters) -> Iterator[Sequence[Value]]:  # noqa: ARG001 - the list is not narrowed
    for one in paged(lambda limit, offset: queries.transfers(task.unit, limit, offset)):
        people = "; ".join(f"{person['name']} ({person['born']})" for person in one.people)
        yield [
            one.whole, one.head_name, people, one.unit.title_name, one.to_unit.title_name, one.leaves_on,
            TRANSFER_NAMES[one.state], one.reason,
        ]  # fmt: skip


TRANSFERS = ListKind(
    "chuyen-den", "Chuyển đến, chuyển đi", Action.PEOPLE_VIEW, Export(lambda _task: _TRANSFERS, _transfers)
)


def _year_columns(task: Task) -> Sequence[Column]:
    """Of a commune or village each figure with where it is from; above, the sums of what the units below have said."""
    near = task.unit.level in {Level.COMMUNE, Level.VILLAGE}
    columns = [Column("unit", "Đơn vị", 26)]
    if not near:
        columns.append(Column("said", "Thôn đã có số hộ", 12, kind=Kind.WHOLE))
        columns.append(Column("villages", "Tổng số thôn", 12, kind=Kind.WHOLE))
    for figure in year_figures_of(Level.VILLAGE) if near else year_figures().values():
        columns.append(Column(figure.key, figure.name, 14, kind=Kind.WHOLE))
        if near:
            columns.append(Column(f"{figure.key}-source", f"Nguồn: {figure.name}", 20))
    return columns


def _year_rows(task: Task, filters: Filters) -> Iterator[Sequence[Value]]:
    year = asked_year(task, filters)
    if task.unit.level not in {Level.COMMUNE, Level.VILLAGE}:
        for row in queries.sums_by_child(task.unit, list(units.children(task.unit.id, on=task.today)), year):
            told = [row.values.get(key) for key in year_figures()]
            yield [row.unit.title_name, row.said.get("households", 0), row.villages, *told]
        return
    whole = task.unit.level == Level.COMMUNE
    for one in queries.years_of_villages(task.unit, year) if whole else [queries.year_of(task.unit, year)]:
        cells: list[Value] = [one.unit.name]
        for figure in year_figures_of(Level.VILLAGE):
            kept = one.kept.get(figure.key)
            counted = "Sổ đang đếm" if figure.key in one.counted else ""
            cells += [one.value(figure.key), SOURCE_WORDS[kept.source] if kept else counted]
        yield cells


YEAR_FIGURES = ListKind("so-lieu-nam", "Số liệu năm", Action.PEOPLE_VIEW, Export(_year_columns, _year_rows))
