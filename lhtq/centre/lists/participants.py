"""Who came to the activities of a centre, and who enrolled in its classes."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import partial
from typing import Any

from lhtq.accounts.policy import Action
from lhtq.centre import queries
from lhtq.centre.lists.activities import NEAR
from lhtq.centre.lists.named import OF_ACTIVITY, NamedActivities, birth_year, changed
from lhtq.centre.models import Participant
from lhtq.centre.rules import CLASS_KINDS, GROUP_NAMES, ActivityKind, Attendance, Counted, Origin, groups_of, is_elderly
from lhtq.lists.kinds import Export, Filters, ListKind, Reading, Task, asked_number
from lhtq.lists.queries import streamed
from lhtq.lists.rules import Edit, Field, Finding, Given, New, Outcome, Plan
from lhtq.register import queries as register
from lhtq.register.lists.columns import text
from lhtq.register.rules import SEX_NAMES, Sex
from lhtq.workbook import values
from lhtq.workbook.folding import fold
from lhtq.workbook.sheets import Cell
from lhtq.workbook.writing import Kind, Value

_SEXES = {sex: (name,) for sex, name in SEX_NAMES.items()}


def _sex(cell: Cell) -> Sex:
    return values.choice(cell, _SEXES)


FIELDS = (
    *OF_ACTIVITY,
    Field("full_name", "Họ và tên", values.name, ("Họ tên", "Tên", "Học viên"), "", (), 26, required="name"),
    Field("birth_year", "Năm sinh", birth_year, ("Ngày sinh",), "", (), 10, Kind.WHOLE, required="birth"),
    Field("sex", "Giới tính", _sex, ("Giới",), "Người có trong sổ thì để trống.", tuple(SEX_NAMES.values()), 10),
    Field("ethnicity", "Dân tộc", partial(text, 40), (), "Người có trong sổ thì để trống.", (), 12),
    Field("disabled", "Khuyết tật", values.yes, ("Người khuyết tật",), "Ghi x.", (), 10, Kind.YES),
    Field("poor", "Hộ nghèo", values.yes, ("Thuộc hộ nghèo",), "Ghi x.", (), 10, Kind.YES),
    Field("completed", "Học xong", values.yes, ("Hoàn thành",), "Ghi x; chỉ với các lớp học.", (), 10, Kind.YES),
)  # fmt: skip
_FACTS = ("sex", "ethnicity", "disabled", "poor")


class _Lists:
    """The lists of the activities that a file can speak of."""

    def __init__(self, task: Task, plan: Plan) -> None:
        self._task, self._plan = task, plan
        self._activities = NamedActivities(task.unit.path)
        self._on: set[tuple[int, int | None]] = set()
        self._listed: dict[tuple[int, str, int], list[Participant]] = defaultdict(list)
        for one in queries.known_participants([row.id for row in self._activities.rows]):
            self._listed[one.activity_id, fold(one.full_name), one.birth_year].append(one)
            self._on.add((one.activity_id, one.person_id))
        self._taken: dict[tuple[int, str, int], int] = {}
        #: What comes onto lists from which an activity is counted: attendances, people, completed, first row.
        self._more: dict[int, tuple[Any, Attendance, int, int, int]] = {}

    def take(self, row: Given) -> dict[str, str]:
        """Put what a row changes into the plan; gives why it cannot."""
        said = row.values
        activity, unknown = self._activities.find(said)
        if unknown:
            return unknown
        needs = {"full_name": "Thiếu họ tên.", "birth_year": "Thiếu năm sinh."}
        if lacking := {key: words for key, words in needs.items() if not said.get(key)}:
            return lacking
        if said.get("completed") and activity.kind not in CLASS_KINDS:
            return {"completed": "Chỉ các lớp học mới có người học xong."}
        key = activity.id, fold(said["full_name"]), said["birth_year"]
        if self._listed.get(key):
            return self._compare(row, activity, self._listed[key].pop(0))
        if key in self._taken:
            return {"": f"Trùng với dòng {self._taken[key]}."}
        self._taken[key] = row.number
        return self._add(row, activity)

    def _compare(self, row: Given, activity: Any, one: Participant) -> dict[str, str]:
        said = row.values
        wrong = [key for key in _FACTS if said.get(key) and said[key] != getattr(one, key)]
        if wrong:
            return dict.fromkeys(wrong, "Khác với lúc ghi vào danh sách. Hãy bỏ người này ra rồi thêm lại.")
        before: dict[str, Any] = {}
        after: dict[str, Any] = {}
        if one.dropped_on is not None:
            before["dropped_on"], after["dropped_on"] = one.dropped_on, None
        if said.get("completed") and not one.completed:
            if not one.confirmed:
                return {"completed": "Người này chưa được xác nhận là có dự."}
            before["completed"], after["completed"] = False, True
        if after:
            self._plan.edits.append(Edit("participant", one.id, one.unit_id, row.number, before, after))
            facts = {**{key: getattr(one, key) for key in _FACTS}, "elderly": one.elderly}
            back = "dropped_on" in after and one.confirmed
            self._count(activity, facts if back else None, len(one.sessions), row, completed="completed" in after)
        return {}

    def _add(self, row: Given, activity: Any) -> dict[str, str]:
        said = row.values
        found = register.find_people(said["full_name"], said["birth_year"], self._task.commune.id)
        if len(found) > 1:
            return {"full_name": "Sổ có nhiều người trùng tên và năm sinh này. Hãy tích ở trang danh sách người dự."}
        seen = queries.seen_people([one.id for one in found])
        facts = {key: said.get(key) or (False if key in {"disabled", "poor"} else "") for key in _FACTS}
        made: dict[str, Any] = {"person_id": None, "person_unit_id": None, "full_name": said["full_name"],
                                "birth_year": said["birth_year"], "origin": Origin.TYPED}  # fmt: skip
        elderly = is_elderly(said["birth_year"], None, activity.held_on)
        if seen:
            ((person, poor),) = seen.values()
            if (activity.id, person.id) in self._on:
                return {}  # named as a record was that has been merged into this one
            facts = {"sex": person.sex, "ethnicity": person.ethnicity, "disabled": person.disabled, "poor": poor}
            made |= {"person_id": person.id, "person_unit_id": person.unit_id, "full_name": person.full_name,
                     "origin": Origin.TICKED}  # fmt: skip
            elderly = is_elderly(person.birth_year, person.birth_date, activity.held_on)
        elif lacking := {key: "Người không có trong sổ thì phải ghi ô này." for key in ("sex", "ethnicity")
                         if not facts[key]}:  # fmt: skip
            return lacking
        made |= {
            **facts, "elderly": elderly, "activity_id": activity.id, "confirmed": True, "dropped_on": None,
            "completed": bool(said.get("completed")), "sessions": [], "made_at": queries.now(),
        }  # fmt: skip
        self._plan.new.append(New("participant", activity.unit_id, row.number, made))
        self._count(activity, {**facts, "elderly": elderly}, 0, row, completed=made["completed"])
        return {}

    def _count(
        self, activity: Any, facts: dict[str, Any] | None, sessions: int, row: Given, *, completed: bool
    ) -> None:
        """Remember what the numbers of an activity grow by, where they are taken from its list."""
        if activity.counted != Counted.PEOPLE:
            return
        _activity, total, people, done, number = self._more.get(activity.id, (None, Attendance(), 0, 0, row.number))
        if facts is not None:
            held = bool(queries.sessions_of(activity.id))
            times = sessions if held else 1
            of = groups_of(Sex(facts["sex"]) if facts["sex"] else None, facts["ethnicity"], elderly=facts["elderly"],
                           disabled=facts["disabled"], poor=facts["poor"])  # fmt: skip
            total += Attendance(times, *(times if getattr(of, name) else 0 for name in GROUP_NAMES))
            people += 1
        self._more[activity.id] = activity, total, people, done + completed, number

    def close(self) -> None:
        """Bring the numbers of activities up to their lists."""
        for activity, total, people, done, number in self._more.values():
            listed = queries.count_of_list(activity.id)
            after: dict[str, Any] = vars(listed.attendance + total).copy()
            is_class = ActivityKind(activity.kind) in CLASS_KINDS
            after["enrolled"] = listed.people + people if is_class else 0
            after["completed"] = listed.completed + done if is_class else 0
            self._plan.edits += changed(activity, after, number)


def _plan(task: Task, given: Sequence[Given]) -> Plan:
    plan = Plan()
    lists = _Lists(task, plan)
    for row in given:
        # A name may stand so on the list, whatever is in it.
        row.forgive({"full_name": row.raw.get("full_name", "")})
        before = len(plan.new), len(plan.edits)
        reasons = dict(row.wrong) or lists.take(row)
        outcome = Outcome.WRONG if reasons else Outcome.NEW if len(plan.new) > before[0] else Outcome.UNCHANGED
        if len(plan.edits) > before[1]:
            outcome = Outcome.CHANGED
            reasons = {"": "; ".join(_SAID[key] for key in plan.edits[-1].after)}
        label = ", ".join(str(row.values[key]) for key in ("full_name", "birth_year", "topic") if row.values.get(key))
        plan.findings.append(Finding(row.number, outcome, label, task.unit.id, reasons))
    lists.close()
    return plan


_SAID = {"completed": "học xong", "dropped_on": "trở lại danh sách"}


def _rows(task: Task, filters: Filters) -> Iterator[Sequence[Value]]:
    for row in streamed(queries.participants_listed(task.unit.path, asked_number(filters, "hoat_dong"))):
        yield [
            row.held_on, row.topic, row.full_name, row.birth_year, SEX_NAMES[Sex(row.sex)] if row.sex else "",
            row.ethnicity, row.disabled, row.poor, row.completed,
        ]  # fmt: skip


PARTICIPANTS = ListKind(
    slug="nguoi-du",
    name="Người dự hoạt động, học viên",
    view=Action.PEOPLE_VIEW,
    export=Export(lambda _task: [each.column() for each in FIELDS], _rows),
    reading=Reading(Action.ACTIVITY_RECORD, NEAR, lambda _task: FIELDS, _plan),
)
