"""Activities: of a year as they go out, of any as they come in."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any

from lhtq.accounts.policy import Action
from lhtq.centre import queries
from lhtq.centre.models import Centre
from lhtq.centre.queries import TOLD
from lhtq.centre.rules import (
    CLASS_KINDS,
    FIRST_YEAR,
    GROUP_NAMES,
    KIND_NAMES,
    SOURCE_NAMES,
    STAGE_NAMES,
    STATE_NAMES,
    VENUE_NAMES,
    YEARS_AHEAD,
    ActivityKind,
    ActivityState,
    Attendance,
    Counted,
    Doubt,
    MoneySource,
    Venue,
    doubt_words,
    doubts,
)
from lhtq.lists.kinds import Export, Filters, ListKind, Reading, Task, asked_year
from lhtq.lists.queries import streamed
from lhtq.lists.rules import Field, Finding, Given, Outcome, Plan
from lhtq.register.lists.columns import text
from lhtq.register.lists.flat import Flat, Known, compare
from lhtq.register.lists.places import Villages, names
from lhtq.units.models import Unit
from lhtq.units.rules import Level
from lhtq.workbook import values
from lhtq.workbook.folding import fold
from lhtq.workbook.sheets import Cell
from lhtq.workbook.writing import Kind, Value

NEAR = frozenset({Level.COMMUNE, Level.VILLAGE})
_MOST, _MOST_ENROLLED, _MOST_COST = 99_999, 9_999, 99_999_999_999
#: What the list of an activity says of it, where it is counted from there.
_COUNTS = ("attendances", *GROUP_NAMES, "enrolled", "completed")
_WORDS: Mapping[str, Mapping[Any, str]] = {
    "kind": KIND_NAMES, "state": STATE_NAMES, "venue": VENUE_NAMES, "stage": STAGE_NAMES, "money": SOURCE_NAMES,
}  # fmt: skip
_ENUMS: Mapping[str, Any] = {
    "kind": ActivityKind, "state": ActivityState, "venue": Venue, "stage": int, "money": MoneySource,
}  # fmt: skip
#: The column at which a doubt is told.
_AT = {Doubt.OUTSIDE: "outside", Doubt.FUTURE: "held_on", Doubt.OLD: "held_on", Doubt.CROWD: "attendances"}


def _choice(key: str, heading: str, names_: tuple[str, ...] = (), required: str = "") -> Field:
    words = {value: (name,) for value, name in _WORDS[key].items()}

    def parse(cell: Cell) -> Any:
        return values.choice(cell, words)

    return Field(key, heading, parse, names_, "Chọn trong danh mục.", tuple(_WORDS[key].values()), 24,
                 required=required)  # fmt: skip


def _count(key: str, heading: str, names_: tuple[str, ...] = (), most: int = _MOST) -> Field:
    def parse(cell: Cell) -> int:
        return values.whole(cell, 0, most)

    return Field(key, heading, parse, names_, "", (), 10, Kind.WHOLE)


def _fields(task: Task) -> tuple[Field, ...]:
    return (
        _choice("kind", "Loại hoạt động", ("Loại", "Hình thức"), "kind"),
        Field("held_on", "Ngày", values.day, ("Ngày tổ chức", "Thời gian", "Từ ngày"), "", (), 12, Kind.DAY,
              required="held_on"),
        Field("ends_on", "Ngày cuối cùng", values.day, ("Đến ngày", "Ngày kết thúc"), "Để trống nếu chỉ một ngày.",
              (), 12, Kind.DAY),
        _choice("state", "Trạng thái"),
        Field("topic", "Nội dung", partial(text, 200), ("Chủ đề", "Tên hoạt động", "Nội dung hoạt động"), "", (), 40,
              required="topic"),
        Field("village", "Thôn", partial(text, 120), ("Thôn, bản, tổ dân phố", "Nơi tổ chức"),
              "Để trống nếu là của xã.", names(task.villages), 20),
        Field("outside", "Ngoài địa bàn", values.yes, (), "Ghi x nếu ở ngoài địa bàn của trung tâm.", (), 10, Kind.YES),
        Field("place", "Địa điểm", partial(text, 200), ("Địa điểm cụ thể",), "", (), 24),
        _choice("venue", "Loại địa điểm"),
        Field("organiser", "Đơn vị tổ chức", partial(text, 200), ("Tổ chức",), "", (), 24),
        Field("partners", "Đơn vị phối hợp", partial(text, 300), ("Phối hợp",), "", (), 24),
        _count("attendances", "Số lượt người dự", ("Số người dự", "Lượt người", "Số người")),
        *(_count(key, name) for key, name in GROUP_NAMES.items()),
        _count("enrolled", "Số ghi danh", ("Ghi danh",), _MOST_ENROLLED),
        _count("completed", "Số học xong", ("Học xong", "Hoàn thành"), _MOST_ENROLLED),
        _choice("stage", "Giai đoạn xóa mù chữ"),
        _count("cost", "Kinh phí (đồng)", ("Kinh phí",), _MOST_COST),
        _choice("money", "Nguồn kinh phí", ("Nguồn",)),
        Field("result", "Kết quả", partial(text, 1000), ("Ghi chú",), "", (), 40),
    )  # fmt: skip


def _identity(row: Mapping[str, Any]) -> tuple[Any, ...]:
    return row.get("unit_id"), row.get("kind"), row.get("held_on"), fold(row.get("topic", ""))


class _Comparison:
    """Where the activities of a file are, and what the forms would say of them."""

    def __init__(self, task: Task, centre: Centre) -> None:
        self._task = task
        self._centre = centre
        self._villages = Villages(task)
        self._units: dict[int, Unit] = {unit.id: unit for unit in (task.unit, *task.villages)}
        self._people: dict[int, int] = {}

    def put(self, row: Given) -> None:
        """Put the place of a row into it, or why it has none."""
        place: Unit | str = self._task.unit
        if row.values.get("village"):
            place = self._villages.find(row.values["village"])
        if isinstance(place, str):
            row.wrong["village"] = place
        else:
            row.values["unit_id"] = place.id

    def check(self, row: Mapping[str, Any], known: Known | None) -> dict[str, str]:
        """As the two forms of an activity check it."""
        found = {**dict(self._days(row)), **dict(_numbers(row)), **dict(_of_kind(row))}
        if known is None and row.get("attendances") is None and row["held_on"] <= self._task.today:
            found["attendances"] = "Thiếu số người dự."
        if known is not None and known.values["counted"] == Counted.PEOPLE:
            found |= {
                key: "Số này lấy từ danh sách người dự của hoạt động, không sửa được ở đây."
                for key in _COUNTS
                if row[key] != known.values[key]
            }
        return found

    def _days(self, row: Mapping[str, Any]) -> Iterable[tuple[str, str]]:
        last = self._task.today.year + YEARS_AHEAD
        if not FIRST_YEAR <= row["held_on"].year <= last:
            yield "held_on", f"Ngày phải từ năm {FIRST_YEAR} đến năm {last}."
        if row.get("ends_on") and row["ends_on"] < row["held_on"]:
            yield "ends_on", "Ngày cuối cùng không thể trước ngày đầu tiên."
        if row.get("ends_on") and row["ends_on"].year > last:
            yield "ends_on", f"Ngày cuối cùng phải đến hết năm {last}."
        if row.get("state") is ActivityState.DONE and row["held_on"] > self._task.today:
            yield "state", "Ngày của hoạt động chưa tới nên chưa thể ghi là đã làm."

    def doubt(self, row: Mapping[str, Any]) -> dict[str, str]:
        """What the quick form asks once more."""
        unit = self._units[row["unit_id"]]
        if unit.id not in self._people:
            self._people[unit.id] = queries.people_at(unit.path)
        people, came = self._people[unit.id], row.get("attendances") or 0
        found = doubts(outside=bool(row.get("outside")), held_on=row["held_on"], today=self._task.today,
                       a_session=came, people=people)  # fmt: skip
        return {_AT[one]: doubt_words(one, held_on=row["held_on"], people=people, a_session=came) for one in found}

    def made(self, row: dict[str, Any]) -> dict[str, Any]:
        """A new activity as a row of the table."""
        planned = row["held_on"] > self._task.today
        given = {
            "state": row["state"] or (ActivityState.PLANNED if planned else ActivityState.DONE),
            "ends_on": row["ends_on"] or row["held_on"],
            **{key: row[key] or 0 for key in (*_COUNTS, "cost")},
            "outside": bool(row["outside"]),
        }
        return {
            **row, **given, "centre_id": self._centre.id, "centre_unit_id": self._centre.unit_id,
            "counted": Counted.TYPED, "made_by": self._task.account_id,
            "made_at": queries.now(),
        }  # fmt: skip


def _numbers(row: Mapping[str, Any]) -> Iterable[tuple[str, str]]:
    came = Attendance(row.get("attendances") or 0, *(row.get(name) or 0 for name in GROUP_NAMES))
    for name in came.too_many():
        yield name, f"{GROUP_NAMES[name]} không thể nhiều hơn số người dự ({came.attendances})."
    if (row.get("completed") or 0) > (row.get("enrolled") or 0):
        yield "completed", f"Số người học xong không thể nhiều hơn số ghi danh ({row.get('enrolled') or 0})."


def _of_kind(row: Mapping[str, Any]) -> Iterable[tuple[str, str]]:
    if row.get("enrolled") and row["kind"] not in CLASS_KINDS:
        yield "enrolled", "Chỉ các lớp học mới có số ghi danh."
    if row.get("stage") and row["kind"] is not ActivityKind.LITERACY:
        yield "stage", "Chỉ lớp xóa mù chữ mới có giai đoạn."


def _known(row: Any) -> Known:
    told = {key: getattr(row, key) for key in TOLD}
    told |= {key: made(told[key]) for key, made in _ENUMS.items() if told[key] is not None}
    return Known(row.id, row.unit_id, {**told, "unit_id": row.unit_id, "counted": row.counted}, row.version)


def _plan(task: Task, given: Sequence[Given]) -> Plan:
    centre = queries.centre_for(task.unit)
    if centre is None:
        words = {"": f"{task.commune.title_name} chưa có trung tâm học tập cộng đồng. Hãy thêm trung tâm trước."}
        return Plan([Finding(row.number, Outcome.WRONG, "", task.unit.id, words) for row in given])
    comparison = _Comparison(task, centre)
    for row in given:
        comparison.put(row)
    flat = Flat(
        table="activity",
        noun="hoạt động",
        columns=("topic", *(key for key in TOLD if key != "topic")),
        strong=_identity,
        weak=_identity,
        needs={"kind": "Thiếu loại.", "held_on": "Thiếu ngày.", "topic": "Thiếu nội dung."},
        made=comparison.made,
        empty=dict.fromkeys(("ends_on", "state", "venue", "outside", "stage", "money", "cost", *_COUNTS)),
        unit_of=lambda row: row.get("unit_id", task.unit.id),
        check=comparison.check,
        doubt=comparison.doubt,
        names=_WORDS,
    )
    return compare(task, flat, given, [_known(row) for row in queries.known_activities(task.unit.path)])


def _rows(task: Task, filters: Filters) -> Iterator[Sequence[Value]]:
    wanted = queries.asked_activities(filters, asked_year(task, filters))
    keys = [each.key for each in _fields(task)]
    for row in streamed(queries.activities_listed(task.unit.path, wanted)):
        told = {key: getattr(row, key) for key in TOLD}
        told |= {key: _WORDS[key][made(told[key])] if told[key] is not None else "" for key, made in _ENUMS.items()}
        told["result"] = " ".join(row.result.split())
        told["village"] = "" if row.level == Level.COMMUNE else row.unit_name
        yield [told[key] for key in keys]


ACTIVITIES = ListKind(
    slug="hoat-dong",
    name="Hoạt động của trung tâm",
    view=Action.PEOPLE_VIEW,
    export=Export(lambda task: [each.column() for each in _fields(task)], _rows),
    reading=Reading(Action.ACTIVITY_RECORD, NEAR, _fields, _plan),
)
