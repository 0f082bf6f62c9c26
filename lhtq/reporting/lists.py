"""A list that goes out: recognised citizens, for the Central Association's toolset."""

from collections.abc import Iterator, Sequence

from lhtq.accounts.policy import Action
from lhtq.lists.kinds import Export, Filters, ListKind, Task
from lhtq.lists.queries import streamed
from lhtq.register.rules import OCCUPATION_NAMES, SEX_NAMES
from lhtq.reporting.queries.citizens import citizens_listed
from lhtq.units import queries as units
from lhtq.units.models import Unit
from lhtq.units.rules import Level
from lhtq.workbook.writing import Column, Kind, Value

#: The toolset's own form of import was not at hand: the columns are what a title and its holder have, a place each.
_COLUMNS = (
    Column("name", "Họ và tên", 30),
    Column("birth_year", "Năm sinh", 10, kind=Kind.WHOLE),
    Column("sex", "Giới tính", 10),
    Column("ethnicity", "Dân tộc", 14),
    Column("occupation", "Nghề nghiệp", 24),
    Column("village", "Thôn, bản, tổ dân phố", 24),
    Column("commune", "Xã, phường, thị trấn", 24),
    Column("above", "Huyện, thành phố", 20),
    Column("province", "Tỉnh", 16),
    Column("total", "Điểm", 8, kind=Kind.DECIMAL),
    Column("year", "Năm đánh giá", 12, kind=Kind.WHOLE),
    Column("number", "Số quyết định", 20),
    Column("signed_on", "Ngày quyết định", 14, kind=Kind.DAY),
    Column("to", "Hiệu lực đến hết", 14, kind=Kind.DAY),
)
#: More than the units above the villages of a province.
_MOST_UNITS = 20_000


def _citizens(task: Task, filters: Filters) -> Iterator[Sequence[Value]]:  # noqa: ARG001 - nothing narrows it
    above = {unit.path: unit for unit in units.ancestors(task.unit)}
    places = above | {unit.path: unit for unit in units.at_or_under(task.unit.path, most=_MOST_UNITS)}
    for row in streamed(citizens_listed(task.unit.path, task.today)):
        at = _places(places, row.path)
        yield [
            row.name, row.birth_year, SEX_NAMES.get(row.sex, ""), row.ethnicity,
            OCCUPATION_NAMES.get(row.occupation, ""),
            *at, None if row.total is None else float(row.total), row.year, row.number, row.signed_on, row.valid_to,
        ]  # fmt: skip


def _places(places: dict[str, Unit], path: str) -> list[str]:
    """Village, commune, what lies between, and province, by name; nothing for a level that is not there."""
    steps = path.rstrip("/").split("/")
    found = [places["/".join(steps[:n]) + "/"] for n in range(1, len(steps) + 1) if "/".join(steps[:n]) + "/" in places]
    by_level = {Level(unit.level): unit.title_name for unit in found}
    between = by_level.get(Level.DISTRICT) or by_level.get(Level.CLUSTER) or ""
    return [
        by_level.get(Level.VILLAGE, ""), by_level.get(Level.COMMUNE, ""), between, by_level.get(Level.PROVINCE, ""),
    ]  # fmt: skip


CITIZENS = ListKind(
    "cong-dan-trung-uong",
    "Công dân học tập (bộ công cụ Trung ương Hội)",
    Action.PEOPLE_VIEW,
    Export(lambda _task: _COLUMNS, _citizens),
)

LISTS = (CITIZENS,)
