"""Which communes share a centre, and which are asked to."""

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import Any

from lhtq.accounts.policy import Action
from lhtq.centre import queries
from lhtq.centre.lists.base import CENTRE, COMMUNE, columns
from lhtq.centre.models import Centre
from lhtq.centre.rules import INVITATION_NAMES, InvitationState
from lhtq.lists.kinds import Export, Filters, ListKind, Reading, Task
from lhtq.lists.queries import streamed
from lhtq.lists.rules import Field, Finding, Given, New, Outcome, Plan
from lhtq.register.lists.columns import text
from lhtq.register.lists.places import Communes
from lhtq.units.models import Unit
from lhtq.workbook.folding import fold
from lhtq.workbook.writing import Value

SHARES = "Đang dùng chung"
FIELDS = (
    CENTRE,
    Field("commune", "Xã dùng chung", partial(text, 120), ("Xã", "Xã cùng dùng trung tâm"),
          "Tên xã, hoặc mã xã nếu tỉnh có nhiều xã cùng tên.", (), 24, required="commune"),
    Field("state", "Tình trạng", partial(text, 60), (), "Phần mềm tự ghi, không cần điền.", (), 20),
)  # fmt: skip


class _Sharing:
    """The communes that share the centre of a commune or are asked to, and what a file adds."""

    def __init__(self, task: Task, centre: Centre, plan: Plan) -> None:
        self._task, self._centre, self._plan = task, centre, plan
        self._communes = Communes(task)
        self._known = {link.unit_id for link in queries.served(centre.id)}
        self._known |= {
            one.to_unit_id for one in queries.invitations_of(centre.id) if one.state == InvitationState.OFFERED
        }
        self._taken: dict[int, int] = {}

    def take(self, row: Given) -> tuple[Outcome, Mapping[str, str]]:
        """Put what a row adds into the plan; gives what the row is, with words."""
        found = self._find(row)
        if not isinstance(found, Unit):
            return Outcome.WRONG, found
        if found.id in self._known:
            return Outcome.UNCHANGED, {}
        if found.id in self._taken:
            return Outcome.WRONG, {"": f"Trùng với dòng {self._taken[found.id]}."}
        self._taken[found.id] = row.number
        return self._add(row, found)

    def _find(self, row: Given) -> Unit | Mapping[str, str]:
        """The commune that a row names, or why there is none."""
        if row.wrong:
            return row.wrong
        if fold(row.values.get("centre", "")) not in {"", fold(self._centre.name)}:
            return {"centre": f"Ở đây chỉ nhập cho {self._centre.name}."}
        if not row.values.get("commune"):
            return {"commune": "Thiếu xã dùng chung."}
        found = self._communes.find(row.values["commune"])
        return {"commune": found} if isinstance(found, str) else found

    def _add(self, row: Given, commune: Unit) -> tuple[Outcome, Mapping[str, str]]:
        """At once for who is responsible for both communes, as on screen; any other commune is asked."""
        centre = self._centre
        made: dict[str, Any] = {"centre_id": centre.id}
        if commune.path.startswith(self._task.reach):
            other = queries.centre_for(commune)
            if other is not None:
                return Outcome.WRONG, {"commune": f"Xã này đang có {other.name} phục vụ."}
            made |= {"centre_unit_id": centre.unit_id, "left_because": ""}
            self._plan.new.append(New("centre_served", commune.id, row.number, made))
            return Outcome.NEW, {}
        made |= {
            "to_unit_id": commune.id, "centre_name": centre.name, "state": InvitationState.OFFERED, "reason": "",
        }  # fmt: skip
        self._plan.new.append(New("centre_invitation", centre.unit_id, row.number, made))
        words = f"{commune.title_name} được mời; chưa dùng chung cho tới khi xã ấy đồng ý."
        self._plan.notes.append(f"Dòng {row.number}: {words}")
        return Outcome.NEW, {"commune": words}


def _plan(task: Task, given: Sequence[Given]) -> Plan:
    plan = Plan()
    centre = queries.own_centre(task.unit.id)
    if centre is None:
        none = {"": f"{task.unit.title_name} không có trung tâm học tập cộng đồng của mình. Hãy thêm trung tâm trước."}
        return Plan([Finding(row.number, Outcome.WRONG, "", task.unit.id, none) for row in given])
    sharing = _Sharing(task, centre, plan)
    for row in given:
        outcome, words = sharing.take(row)
        plan.findings.append(Finding(row.number, outcome, row.values.get("commune", ""), task.unit.id, words))
    return plan


def _rows(task: Task, filters: Filters) -> Iterator[Sequence[Value]]:  # noqa: ARG001 - the list is not narrowed
    communes = Communes(task)
    for row in streamed(queries.shared_listed(task.unit.path)):
        # Of two communes of one name the code tells which.
        full_name = f"{row.type} {row.name}"
        name = row.code if isinstance(communes.find(full_name), str) else full_name
        yield [row.centre, name, INVITATION_NAMES[InvitationState.OFFERED] if row.asked else SHARES]


SHARED = ListKind(
    slug="xa-dung-chung",
    name="Xã dùng chung trung tâm",
    view=Action.PEOPLE_VIEW,
    export=Export(lambda _task: columns(FIELDS), _rows),
    reading=Reading(Action.CENTRE_SHARE, COMMUNE, lambda _task: FIELDS, _plan),
)
