"""The courses of a year as they go out, of any as they come in."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import partial
from typing import Any

from lhtq.accounts.policy import Action
from lhtq.lists.kinds import Export, Filters, ListKind, Reading, Task, asked_year
from lhtq.lists.queries import streamed
from lhtq.lists.rules import Field, Given, Plan
from lhtq.register.lists.columns import text
from lhtq.register.lists.flat import Flat, Known, compare
from lhtq.training import queries
from lhtq.training.rules import (
    KIND_NAMES,
    MOST_SESSIONS,
    PHASES,
    STATE_NAMES,
    TOPIC_NAMES,
    TRANSITIONS,
    CourseState,
    Topic,
    within_plan,
)
from lhtq.training.rules import Kind as CourseKind
from lhtq.units.rules import Level
from lhtq.workbook import values
from lhtq.workbook.folding import fold
from lhtq.workbook.sheets import Cell
from lhtq.workbook.writing import Kind, Value

_TOPICS: Mapping[Topic, Sequence[str]] = {topic: (name,) for topic, name in TOPIC_NAMES.items()}
_KINDS: Mapping[CourseKind, Sequence[str]] = {
    **{kind: (name,) for kind, name in KIND_NAMES.items()},
    CourseKind.BRIEFING: (KIND_NAMES[CourseKind.BRIEFING], "Quán triệt"),
}
_STATES: Mapping[CourseState, Sequence[str]] = {state: (name,) for state, name in STATE_NAMES.items()}


def _topics(cell: Cell) -> tuple[str, ...]:
    """The topics of a cell, in the order of the form."""
    parts = [part for part in values.text(cell, 500).split(";") if part.strip()]
    named = {values.choice(part, _TOPICS) for part in parts}
    return _in_order(named)


def _in_order(topics: Collection[str]) -> tuple[str, ...]:
    """As the form has them: in which order they were written down says nothing."""
    return tuple(topic.value for topic in Topic if topic in topics)


def _kind(cell: Cell) -> CourseKind:
    return values.choice(cell, _KINDS)


def _state(cell: Cell) -> CourseState:
    return values.choice(cell, _STATES)


def _sessions(cell: Cell) -> int:
    return values.whole(cell, 1, MOST_SESSIONS)


FIELDS = (
    Field("title", "Tên", partial(text, 200), ("Tên khóa", "Khóa", "Tên lớp"), "", (), 40, required="title"),
    Field("kind", "Hình thức", _kind, ("Loại",), "Chọn trong danh mục.", tuple(KIND_NAMES.values()), 20,
          required="kind"),
    Field("topics", "Nội dung", _topics, ("Chủ đề",),
          f"Một hoặc nhiều nội dung, cách nhau bằng dấu chấm phẩy: {'; '.join(TOPIC_NAMES.values())}.", (), 40,
          required="topics"),
    Field("starts_on", "Từ ngày", values.day, ("Ngày", "Ngày bắt đầu"), "", (), 12, Kind.DAY, required="starts_on"),
    Field("ends_on", "Đến ngày", values.day, ("Ngày kết thúc",), "Chỉ một ngày thì để trống.", (), 12, Kind.DAY),
    Field("sessions", "Số buổi", _sessions, (), "Để trống là 1.", (), 8, Kind.WHOLE),
    Field("holder", "Đơn vị tổ chức", partial(text, 120), (), "Để trống: đơn vị nhập tệp.", (), 24),
    Field("place", "Nơi tổ chức", partial(text, 200), ("Địa điểm",), "", (), 24),
    Field("trainers", "Báo cáo viên, giảng viên", partial(text, 500), ("Báo cáo viên", "Giảng viên"), "", (), 30),
    Field("state", "Trạng thái", _state, (), "Để trống là dự kiến.", tuple(STATE_NAMES.values()), 14),
    Field("result", "Kết quả, ghi chú", partial(text, 2000), ("Kết quả", "Ghi chú"), "", (), 40),
)  # fmt: skip
#: What a row may change of a course; the name and the first day tell which it is.
_COLUMNS = ("title", "starts_on", "kind", "topics", "ends_on", "sessions", "place", "trainers", "state", "result")


def _identity(row: Mapping[str, Any]) -> tuple[Any, ...]:
    return fold(row.get("holder") or ""), fold(row.get("title") or ""), row.get("starts_on")


class _Comparison:
    """The courses of a file beside those that its sender sees: the own ones, and others with people of the unit."""

    def __init__(self, task: Task, given: Sequence[Given]) -> None:
        self._task = task
        days = {row.values["starts_on"] for row in given if row.values.get("starts_on")}
        self._seen = queries.seen_courses(days)
        self._own = {fold(task.unit.name), fold(task.unit.full_name), ""}
        told = [*(row.values.get("topics") for row in given), *(_in_order(course.topics) for course, _ in self._seen)]
        #: How the topics of a row and of a course are called.
        self.topics = {topics: _named(topics) for topics in told if topics}

    def put(self, row: Given) -> None:
        """The holder of a row as it is called in the list: the unit itself where none is named."""
        if fold(row.values.get("holder", "")) in self._own:
            row.values["holder"] = self._task.unit.full_name

    def known(self) -> list[Known]:
        """The courses that begin when those of the file do."""
        return [
            Known(
                # What is found of a row is kept at the unit that sent it, whoever holds the course.
                course.id,
                self._task.unit.id,
                {"title": course.title, "starts_on": course.starts_on, "kind": CourseKind(course.kind),
                 "topics": _in_order(course.topics), "ends_on": course.ends_on, "sessions": course.sessions,
                 "place": course.place, "trainers": course.trainers, "state": CourseState(course.state),
                 "result": course.result, "holder": course.unit.full_name, "attended": attended,
                 "own": course.unit_id == self._task.unit.id},
                course.version,
            )
            for course, attended in self._seen
        ]  # fmt: skip

    def check(self, row: Mapping[str, Any], known: Known | None) -> dict[str, str]:
        """As the form of a course and the steps of its state check it."""
        if known is not None and not known.values["own"]:
            return self._refuse_other(row, known)
        if known is None and fold(row["holder"]) not in self._own:
            return {"holder": f"Ở đây chỉ nhập khóa do {self._task.unit.title_name} tổ chức."}
        return _refuse_days(row) or self._refuse_state(row, known)

    @staticmethod
    def _refuse_other(row: Mapping[str, Any], known: Known) -> dict[str, str]:
        """What another unit holds goes out with the own people on its list; coming in it may only be the same."""

        def plain(said: Any) -> Any:
            return " ".join(said.split()).casefold() if isinstance(said, str) else said

        words = {"holder": f"Khóa này do {known.values['holder']} tổ chức, không sửa được ở đây."}
        return words if any(plain(row[key]) != plain(known.values[key]) for key in _COLUMNS) else {}

    def _refuse_state(self, row: Mapping[str, Any], known: Known | None) -> dict[str, str]:
        before = known.values["state"] if known else CourseState.PLANNED
        after = row.get("state") or before
        if after is CourseState.HELD and row["starts_on"] > self._task.today:
            return {"state": "Khóa này chưa tới ngày."}
        if after is before:
            return {}
        if not any(before in starts and target is after for starts, target in TRANSITIONS.values()):
            return {"state": f"Khóa đang ở trạng thái “{STATE_NAMES[before]}”. Hãy chuyển ở trang của khóa."}
        if after is CourseState.PLANNED and known and known.values["attended"]:
            return {"state": "Khóa đã có người dự nên không thể ghi lại là dự kiến."}
        return {}


def _refuse_days(row: Mapping[str, Any]) -> dict[str, str]:
    if not within_plan(row["starts_on"]):
        return {"starts_on": f"Ngày phải từ năm {PHASES[0].first} đến năm {PHASES[-1].last}."}
    if row.get("ends_on") and row["ends_on"] < row["starts_on"]:
        return {"ends_on": "Ngày kết thúc phải từ ngày bắt đầu trở đi."}
    if row.get("ends_on") and not within_plan(row["ends_on"]):
        return {"ends_on": f"Ngày phải đến hết năm {PHASES[-1].last}."}
    return {}


def _named(topics: Sequence[str]) -> str:
    return "; ".join(TOPIC_NAMES[Topic(one)] for one in topics)


def _made(row: dict[str, Any]) -> dict[str, Any]:
    """A new course as a row of the table."""
    return {
        **row, "ends_on": row["ends_on"] or row["starts_on"], "sessions": row["sessions"] or 1,
        "state": row["state"] or CourseState.PLANNED,
    }  # fmt: skip


def _plan(task: Task, given: Sequence[Given]) -> Plan:
    comparison = _Comparison(task, given)
    for row in given:
        comparison.put(row)
    flat = Flat(
        table="course",
        noun="khóa",
        columns=_COLUMNS,
        strong=_identity,
        weak=_identity,
        needs={"title": "Thiếu tên.", "kind": "Thiếu hình thức.", "topics": "Thiếu nội dung.",
               "starts_on": "Thiếu ngày bắt đầu."},
        made=_made,
        empty=dict.fromkeys(("ends_on", "sessions", "state")),
        unit_of=lambda _row: task.unit.id,
        check=comparison.check,
        names={"kind": KIND_NAMES, "topics": comparison.topics, "state": STATE_NAMES},
    )  # fmt: skip
    return compare(task, flat, given, comparison.known())


def _rows(task: Task, filters: Filters) -> Iterator[Sequence[Value]]:
    wanted = queries.asked_courses(filters, asked_year(task, filters))
    for row in streamed(queries.courses_listed(task.unit.path, wanted)):
        yield [
            row.title, KIND_NAMES[CourseKind(row.kind)], _named(row.topics), row.starts_on, row.ends_on, row.sessions,
            row.holder, row.place, row.trainers, STATE_NAMES[CourseState(row.state)], " ".join(row.result.split()),
        ]  # fmt: skip


COURSES = ListKind(
    slug="khoa",
    name="Tập huấn, bồi dưỡng",
    view=Action.PEOPLE_VIEW,
    export=Export(lambda _task: [each.column() for each in FIELDS], _rows),
    reading=Reading(Action.TRAINING_HOLD, frozenset(Level) - {Level.VILLAGE}, lambda _task: FIELDS, _plan),
)
