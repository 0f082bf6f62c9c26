"""Who was at which session of a class: a row for each person, a column for each day, as a roll is kept on paper."""

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from lhtq.accounts.policy import Action
from lhtq.centre import queries
from lhtq.centre.lists.activities import NEAR
from lhtq.centre.lists.named import OF_ACTIVITY, NamedActivities, birth_year, changed, classes
from lhtq.centre.models import ActivitySession, Participant
from lhtq.centre.rules import ActivityKind, Counted, to_come_words
from lhtq.lists.kinds import Export, Filters, ListKind, Reading, Task
from lhtq.lists.queries import streamed
from lhtq.lists.rules import Edit, Field, Finding, Given, Outcome, Plan
from lhtq.workbook import values
from lhtq.workbook.folding import fold
from lhtq.workbook.writing import Column, Kind, Value

WHO = (
    *OF_ACTIVITY,
    Field("full_name", "Họ và tên", values.name, ("Họ tên", "Tên", "Học viên"),
          "Người đã có trong danh sách người dự của lớp.", (), 26, required="name"),
    Field("birth_year", "Năm sinh", birth_year, ("Ngày sinh",), "", (), 10, Kind.WHOLE, required="birth"),
)  # fmt: skip
#: Stands in the template for the columns of the days, which the file itself names.
_NO_DAY = Field(
    "no_day", "Buổi: ghi ngày học", values.yes, (),
    "Mỗi buổi một cột, tiêu đề có đủ ngày học, ví dụ: Buổi 05/11/2026. Ghi x nếu có mặt, để trống nếu vắng.", (), 12,
    Kind.YES,
)  # fmt: skip
FIELDS = (*WHO, _NO_DAY)
_FIXED = frozenset(each.key for each in FIELDS)
_DAY = re.compile(r"(?<!\d)\d{1,2}([/.-])\d{1,2}\1\d{4}(?!\d)")
_ON, _OFF = "có mặt", "Đang ghi là có mặt. Chọn dòng này để ghi là vắng theo tệp."


def _of_day(heading: str) -> Field | None:
    """The column of a session, told by the day in its heading."""
    found = _DAY.search(heading)
    if found is None:
        return None
    try:
        return _field(values.day(found[0]))
    except values.ValueWrongError:
        return None


def _field(day: dt.date) -> Field:
    # As of every column of ticks, what is not ticked is no.
    return Field(day.isoformat(), f"Buổi {day:%d/%m/%Y}", values.yes, width=9, kind=Kind.YES, empty_says=True)


class _Rolls:
    """Who is on the lists of the classes of a unit, and at which of their sessions."""

    def __init__(self, task: Task, plan: Plan) -> None:
        self._task, self._plan = task, plan
        self._activities = NamedActivities(task.unit.path)
        ids = [row.id for row in self._activities.rows]
        self._sessions: dict[int, dict[dt.date, ActivitySession]] = defaultdict(dict)
        for session in queries.known_sessions(ids):
            self._sessions[session.activity_id][session.held_on] = session
        self._listed: dict[tuple[int, str, int], list[Participant]] = defaultdict(list)
        for one in queries.known_participants(ids):
            if one.dropped_on is None:
                self._listed[one.activity_id, fold(one.full_name), one.birth_year].append(one)
        #: By id of the list: the row that has told them.
        self._taken: dict[int, int] = {}
        #: Of the activities of which somebody's sessions change: those of each, and the first row that changes any.
        self._changed: dict[int, tuple[Any, dict[int, list[int]], int]] = {}

    def find(self, row: Given) -> Finding:
        """What a row is; what it would write is put into the plan."""
        # A name may stand so on the list, whatever is in it.
        row.forgive({"full_name": row.raw.get("full_name", "")})
        label = ", ".join(str(row.values[key]) for key in ("full_name", "birth_year", "topic") if row.values.get(key))
        activity, wrong = self._activities.find(row.values)
        wrong = dict(row.wrong) or wrong or _lacking(row.values)
        one = None
        if not wrong:
            ticked = {dt.date.fromisoformat(key): said for key, said in row.values.items() if key not in _FIXED}
            one, wrong = self._one_of(row, activity, ticked)
            wrong = wrong or self._refusal(activity, ticked)
        if wrong or one is None:
            return Finding(row.number, Outcome.WRONG, label, self._task.unit.id, wrong)
        self._taken[one.id] = row.number
        after = self._after(activity, one, ticked)
        changes = self._in_words(activity, one, after)
        # As of any name that a file would take away: it may be older than what was ticked on the page or at the door.
        asks = _OFF in changes.values()
        if changes and (not asks or row.number in self._task.chosen):
            self._put(row, activity, one, after)
        outcome = Outcome.DOUBTFUL if asks else Outcome.CHANGED if changes else Outcome.UNCHANGED
        return Finding(row.number, outcome, label, one.unit_id, changes, asks=asks)

    def _one_of(
        self, row: Given, activity: Any, ticked: Mapping[dt.date, bool]
    ) -> tuple[Participant | None, dict[str, str]]:
        """Whom a row means: of those who are called alike one who was there as it says, for nothing else tells them."""
        name = row.values["full_name"]
        alike = self._listed.get((activity.id, fold(name), row.values["birth_year"]), [])
        alike = [one for one in alike if one.full_name.casefold() == name.casefold()] or alike
        left = [one for one in alike if one.id not in self._taken]
        if not alike:
            words = "Chưa có trong danh sách người dự của hoạt động này. Hãy thêm vào danh sách trước."
            return None, {"full_name": words}
        if not left:
            return None, {"": f"Trùng với dòng {self._taken[alike[0].id]}."}
        if len(alike) == 1:
            return alike[0], {}
        same = next((one for one in left if self._after(activity, one, ticked) == one.sessions), None)
        many = "Danh sách có nhiều người trùng tên và năm sinh này. Hãy điểm danh ở trang của từng buổi."
        return same, {} if same else {"full_name": many}

    def _refusal(self, activity: Any, ticked: Mapping[dt.date, bool]) -> dict[str, str]:
        """As the page of a session checks who was there."""
        wrong = {}
        for day in (day for day, there in ticked.items() if there):
            if day not in self._sessions[activity.id]:
                wrong[day.isoformat()] = "Hoạt động này không có buổi ngày ấy. Hãy thêm buổi trước."
            elif day > self._task.today:
                wrong[day.isoformat()] = to_come_words(day)
        return wrong

    def _after(self, activity: Any, one: Participant, ticked: Mapping[dt.date, bool]) -> list[int]:
        """The sessions at which somebody was, by a row; of days that it does not tell, as before."""
        told = {session.id: ticked[day] for day, session in self._sessions[activity.id].items() if day in ticked}
        kept = [id_ for id_ in one.sessions if told.get(id_, True)]
        return kept + sorted(id_ for id_, there in told.items() if there and id_ not in kept)

    def _in_words(self, activity: Any, one: Participant, after: Sequence[int]) -> dict[str, str]:
        told = {}
        for day, session in sorted(self._sessions[activity.id].items()):
            if (session.id in after) != (session.id in one.sessions):
                told[day.isoformat()] = _ON if session.id in after else _OFF
        return told

    def _put(self, row: Given, activity: Any, one: Participant, after: list[int]) -> None:
        before, now = {"sessions": list(one.sessions)}, {"sessions": after}
        self._plan.edits.append(Edit("participant", one.id, one.unit_id, row.number, before, now))
        self._changed.setdefault(activity.id, (activity, {}, row.number))[1][one.id] = after

    def close(self) -> None:
        """Bring the numbers of activities up to their lists, where they are taken from them."""
        for activity, sessions, number in self._changed.values():
            if activity.counted == Counted.PEOPLE:
                listed = queries.count_in_sessions(activity.id, sessions)
                self._plan.edits += changed(activity, listed.numbers(ActivityKind(activity.kind)), number)


def _lacking(said: Mapping[str, Any]) -> dict[str, str]:
    if said.get(_NO_DAY.key):
        return {_NO_DAY.key: "Tiêu đề cột phải có đủ ngày học, ví dụ: Buổi 05/11/2026."}
    needs = {"full_name": "Thiếu họ tên.", "birth_year": "Thiếu năm sinh."}
    return {key: words for key, words in needs.items() if not said.get(key)}


def _plan(task: Task, given: Sequence[Given]) -> Plan:
    plan = Plan()
    rolls = _Rolls(task, plan)
    plan.findings += map(rolls.find, given)
    rolls.close()
    if not any(row.values.keys() - _FIXED for row in given):
        plan.notes.append("Tệp không có cột nào của buổi học. Tiêu đề của cột phải có đủ ngày, ví dụ: Buổi 05/11/2026.")
    return plan


def _days(task: Task, filters: Filters) -> list[dt.date]:
    return sorted(set(queries.days_of_sessions(classes(task, filters)).values()))


def _more(task: Task, filters: Filters) -> list[Column]:
    """A column for each day; above a commune, where there are too many, how many sessions."""
    if task.unit.level not in NEAR:
        return [Column("there", "Số buổi có mặt", 10, kind=Kind.WHOLE), Column("held", "Số buổi đã học", 10,
                kind=Kind.WHOLE)]  # fmt: skip
    return [_field(day).column() for day in _days(task, filters)]


def _rows(task: Task, filters: Filters) -> Iterator[Sequence[Value]]:
    wanted = classes(task, filters)
    days = queries.days_of_sessions(wanted) if task.unit.level in NEAR else {}
    columns = sorted(set(days.values()))
    for row in streamed(queries.roll_listed(wanted, task.today)):
        who = [row.held_on, row.topic, row.full_name, row.birth_year]
        if task.unit.level not in NEAR:
            yield [*who, len(row.sessions), row.held]
            continue
        there = {days[id_] for id_ in row.sessions if id_ in days}
        yield [*who, *(day in there for day in columns)]


ROLL_CALLS = ListKind(
    slug="diem-danh",
    name="Điểm danh các buổi của lớp học",
    view=Action.PEOPLE_VIEW,
    export=Export(lambda _task: [each.column() for each in WHO], _rows, _more),
    reading=Reading(Action.ACTIVITY_RECORD, NEAR, lambda _task: FIELDS, _plan, named=_of_day),
)
