"""The sessions of classes: on which days, about what."""

import datetime as dt
from collections.abc import Iterator, Sequence
from functools import partial
from typing import Any

from lhtq.accounts.policy import Action
from lhtq.centre import queries
from lhtq.centre.lists.activities import NEAR
from lhtq.centre.lists.named import OF_ACTIVITY, NamedActivities, changed, classes
from lhtq.centre.models import ActivitySession
from lhtq.centre.rules import (
    CLASS_KINDS,
    FIRST_YEAR,
    YEARS_AHEAD,
    ActivityKind,
    ActivityState,
    Counted,
    session_words,
)
from lhtq.lists.kinds import Export, Filters, ListKind, Reading, Task
from lhtq.lists.queries import streamed
from lhtq.lists.rules import Edit, Field, Finding, Given, New, Outcome, Plan, change_in_words
from lhtq.register.lists.columns import text
from lhtq.workbook import values
from lhtq.workbook.writing import Kind, Value

FIELDS = (
    *OF_ACTIVITY,
    Field("day", "Ngày học", values.day, ("Ngày của buổi", "Buổi ngày"), "Mỗi buổi một dòng.", (), 12, Kind.DAY,
          required="day"),
    Field("said", "Nội dung buổi", partial(text, 200), ("Nội dung buổi học", "Bài học"), "", (), 40),
)  # fmt: skip


class _Sessions:
    """The sessions that are written down, and what a file adds to them."""

    def __init__(self, task: Task, plan: Plan) -> None:
        self._task, self._plan = task, plan
        self._activities = NamedActivities(task.unit.path)
        known = queries.known_sessions([row.id for row in self._activities.rows])
        self._known = {(one.activity_id, one.held_on): one for one in known}
        self._of_several = {one.activity_id for one in known}
        self._taken: dict[tuple[int, dt.date], int] = {}
        #: Of the activities that get more: its last new day, and the first row that adds one.
        self._last: dict[int, tuple[Any, dt.date, int]] = {}

    def find(self, row: Given) -> Finding:
        """What a row is; what it would write is put into the plan."""
        said = row.values
        label = ", ".join(values.shown(said[key]) for key in ("day", "said", "topic") if said.get(key))

        def found(outcome: Outcome, reasons: dict[str, str], *, asks: bool = False) -> Finding:
            return Finding(row.number, outcome, label, self._task.unit.id, reasons, asks=asks)

        activity, wrong = self._activities.find(said)
        wrong = dict(row.wrong) or wrong or ({} if said.get("day") else {"day": "Thiếu ngày học."})
        if not wrong:
            first = self._taken.setdefault((activity.id, said["day"]), row.number)
            wrong = {} if first == row.number else {"": f"Trùng với dòng {first}."}
        if wrong:
            return found(Outcome.WRONG, wrong)
        known = self._known.get((activity.id, said["day"]))
        if known is not None:
            changes = self._compare(row, known)
            return found(Outcome.CHANGED if changes else Outcome.UNCHANGED, changes)
        if wrong := self._refusal(activity, said["day"]):
            return found(Outcome.WRONG, wrong)
        if activity.state == ActivityState.DONE and said["day"] > self._task.today:
            if row.number in self._task.chosen:
                self._add(row, activity)
            return found(Outcome.DOUBTFUL, {"day": session_words(said["day"])}, asks=True)
        self._add(row, activity)
        return found(Outcome.NEW, {})

    def _compare(self, row: Given, known: ActivitySession) -> dict[str, str]:
        topic = row.values.get("said")
        if not topic or topic == known.topic:
            return {}
        before, after = {"topic": known.topic}, {"topic": topic}
        self._plan.edits.append(Edit("activity_session", known.id, known.unit_id, row.number, before, after))
        return {"said": change_in_words(known.topic, topic)}

    def _refusal(self, activity: Any, day: dt.date) -> dict[str, str]:
        """As the page of the activity checks a new session."""
        last = self._task.today.year + YEARS_AHEAD
        if activity.kind not in CLASS_KINDS and activity.id not in self._of_several:
            return {"topic": "Chỉ các lớp học mới có nhiều buổi."}
        if day < activity.held_on:
            return {"day": f"Hoạt động bắt đầu ngày {activity.held_on:%d/%m/%Y}, buổi không thể trước ngày ấy."}
        if not FIRST_YEAR <= day.year <= last:
            return {"day": f"Ngày phải từ năm {FIRST_YEAR} đến năm {last}."}
        return {}

    def _add(self, row: Given, activity: Any) -> None:
        day = row.values["day"]
        made = {"activity_id": activity.id, "held_on": day, "topic": row.values.get("said") or ""}
        self._plan.new.append(New("activity_session", activity.unit_id, row.number, made))
        _activity, last, number = self._last.get(activity.id, (activity, day, row.number))
        self._last[activity.id] = activity, max(last, day), number

    def close(self) -> None:
        """Let each class last to its last session, and be counted by its sessions from the first one on."""
        for activity, last, number in self._last.values():
            after: dict[str, Any] = {"ends_on": max(activity.ends_on, last)}
            if activity.counted == Counted.PEOPLE:
                after |= queries.count_in_sessions(activity.id, {}).numbers(ActivityKind(activity.kind))
            self._plan.edits += changed(activity, after, number)


def _plan(task: Task, given: Sequence[Given]) -> Plan:
    plan = Plan()
    sessions = _Sessions(task, plan)
    plan.findings += map(sessions.find, given)
    sessions.close()
    return plan


def _rows(task: Task, filters: Filters) -> Iterator[Sequence[Value]]:
    for row in streamed(queries.sessions_listed(classes(task, filters))):
        yield [row.held_on, row.topic, row.day, row.said]


SESSIONS = ListKind(
    slug="buoi-hoc",
    name="Các buổi của lớp học",
    view=Action.PEOPLE_VIEW,
    export=Export(lambda _task: [each.column() for each in FIELDS], _rows),
    reading=Reading(Action.ACTIVITY_RECORD, NEAR, lambda _task: FIELDS, _plan),
)
