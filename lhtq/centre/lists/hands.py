"""Who taught at the activities of a centre, and who helped to run them."""

from collections.abc import Iterator, Sequence
from typing import Any

from lhtq.accounts.policy import Action
from lhtq.centre import queries
from lhtq.centre.lists.activities import NEAR
from lhtq.centre.lists.named import OF_ACTIVITY, NamedActivities, birth_year
from lhtq.centre.rules import HAND_NAMES, HandRole
from lhtq.lists.kinds import Export, Filters, ListKind, Reading, Task, asked_number
from lhtq.lists.queries import streamed
from lhtq.lists.rules import Field, Finding, Given, New, Outcome, Plan
from lhtq.register import queries as register
from lhtq.workbook import values
from lhtq.workbook.folding import fold
from lhtq.workbook.sheets import Cell
from lhtq.workbook.writing import Kind, Value

_ROLES = {role: (name,) for role, name in HAND_NAMES.items()}


def _role(cell: Cell) -> HandRole:
    return values.choice(cell, _ROLES)


FIELDS = (
    *OF_ACTIVITY,
    Field("role", "Việc", _role, ("Vai trò",), "", tuple(HAND_NAMES.values()), 20, required="role"),
    Field("full_name", "Họ và tên", values.name, ("Họ tên", "Tên"), "", (), 26, required="name"),
    Field("birth_year", "Năm sinh", birth_year, ("Ngày sinh",),
          "Ghi để nối với người trong sổ hộ của xã; không ghi thì chỉ ghi tên.", (), 10, Kind.WHOLE),
)  # fmt: skip
_NEEDS = {"role": "Thiếu việc: giảng dạy hay tổ chức.", "full_name": "Thiếu họ tên."}


class _Hands:
    """Those who are written down already, and what a file adds."""

    def __init__(self, task: Task, plan: Plan) -> None:
        self._task, self._plan = task, plan
        self._activities = NamedActivities(task.unit.path)
        known = queries.known_hands([row.id for row in self._activities.rows])
        self._known = {(one.activity_id, one.role, fold(one.full_name)): one for one in known}
        self._taken: dict[tuple[int, str, str], int] = {}

    def take(self, row: Given) -> dict[str, str]:
        """Put what a row adds into the plan; gives why it cannot."""
        said = row.values
        activity, unknown = self._activities.find(said)
        if unknown:
            return unknown
        if lacking := {key: words for key, words in _NEEDS.items() if not said.get(key)}:
            return lacking
        key = activity.id, said["role"], fold(said["full_name"])
        if key in self._known:
            by_name = said.get("birth_year") and self._known[key].person_id is None
            return {"birth_year": "Người này đã ghi bằng tên. Hãy bỏ ra rồi nhập lại để nối với sổ."} if by_name else {}
        if key in self._taken:
            return {"": f"Trùng với dòng {self._taken[key]}."}
        self._taken[key] = row.number
        return self._add(row, activity)

    def _add(self, row: Given, activity: Any) -> dict[str, str]:
        said = row.values
        made: dict[str, Any] = {"person_id": None, "person_unit_id": None, "full_name": said["full_name"]}
        if said.get("birth_year"):
            found = register.find_people(said["full_name"], said["birth_year"], self._task.commune.id)
            seen = queries.seen_people([one.id for one in found])
            if len(seen) != 1:
                many = "Sổ có nhiều người trùng tên và năm sinh này. Hãy chọn ở trang của hoạt động."
                none = "Không có người này trong sổ hộ. Nếu chỉ ghi tên thì để trống năm sinh."
                return {"birth_year": many if seen else none}
            ((person, _poor),) = seen.values()
            made = {"person_id": person.id, "person_unit_id": person.unit_id, "full_name": person.full_name}
        made |= {"activity_id": activity.id, "role": said["role"], "account_id": None}
        self._plan.new.append(New("activity_hand", activity.unit_id, row.number, made))
        return {}


def _plan(task: Task, given: Sequence[Given]) -> Plan:
    plan = Plan()
    hands = _Hands(task, plan)
    for row in given:
        # A name may stand so beside its activity, whatever is in it.
        row.forgive({"full_name": row.raw.get("full_name", "")})
        before = len(plan.new)
        reasons = dict(row.wrong) or hands.take(row)
        outcome = Outcome.WRONG if reasons else Outcome.NEW if len(plan.new) > before else Outcome.UNCHANGED
        label = ", ".join(str(row.values[key]) for key in ("full_name", "topic") if row.values.get(key))
        plan.findings.append(Finding(row.number, outcome, label, task.unit.id, reasons))
    return plan


def _rows(task: Task, filters: Filters) -> Iterator[Sequence[Value]]:
    wanted = asked_number(filters, "hoat_dong"), asked_number(filters, "nam")
    for row in streamed(queries.hands_listed(task.unit.path, *wanted)):
        yield [row.held_on, row.topic, HAND_NAMES[HandRole(row.role)], row.full_name, row.birth_year]


HANDS = ListKind(
    slug="nguoi-day",
    name="Người dạy, người tổ chức",
    view=Action.PEOPLE_VIEW,
    export=Export(lambda _task: [each.column() for each in FIELDS], _rows),
    reading=Reading(Action.ACTIVITY_RECORD, NEAR, lambda _task: FIELDS, _plan),
)
