"""Organisations, and who works in them."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import partial
from typing import Any

from lhtq.accounts.policy import Action
from lhtq.lists.kinds import Export, Filters, ListKind, Reading, Task, asked_number
from lhtq.lists.queries import streamed
from lhtq.lists.rules import Edit, Field, Finding, Given, New, Outcome, Plan, change_in_words
from lhtq.register import queries
from lhtq.register.lists.columns import ENDED, commune_columns, text
from lhtq.register.lists.flat import Flat, Known, compare
from lhtq.register.lists.places import Communes
from lhtq.register.rules import ORGANISATION_KIND_NAMES, OrganisationKind
from lhtq.units.rules import Level
from lhtq.workbook import values
from lhtq.workbook.folding import fold
from lhtq.workbook.sheets import Cell
from lhtq.workbook.writing import Kind, Value

_COMMUNE = frozenset({Level.COMMUNE})
_KINDS = {
    OrganisationKind.AGENCY: (ORGANISATION_KIND_NAMES[OrganisationKind.AGENCY], "Cơ quan", "Tổ chức", "Đoàn thể"),
    OrganisationKind.SCHOOL: (ORGANISATION_KIND_NAMES[OrganisationKind.SCHOOL], "Trường"),
    OrganisationKind.ENTERPRISE: (ORGANISATION_KIND_NAMES[OrganisationKind.ENTERPRISE], "Công ty"),
    OrganisationKind.COOPERATIVE: (ORGANISATION_KIND_NAMES[OrganisationKind.COOPERATIVE], "HTX"),
    OrganisationKind.FACILITY: (ORGANISATION_KIND_NAMES[OrganisationKind.FACILITY], "Cơ sở"),
}


def _kind(cell: Cell) -> OrganisationKind:
    return values.choice(cell, _KINDS)


_ORGANISATIONS = (
    Field("kind", "Loại", _kind, ("Loại hình", "Loại đơn vị"), "Chọn trong danh mục.",
          tuple(ORGANISATION_KIND_NAMES.values()), 20, needed=True),
    Field("name", "Tên cơ quan, đơn vị", partial(text, 200), ("Tên", "Tên đơn vị", "Cơ quan", "Đơn vị", "Tên cơ quan"),
          "Tên đầy đủ.", (), 40, required="name"),
    Field("head_name", "Người đứng đầu", values.name, ("Thủ trưởng", "Họ tên người đứng đầu", "Hiệu trưởng",
          "Giám đốc"), "Họ tên đầy đủ.", (), 26, needed=True),
    Field("phone", "Điện thoại", values.phone, ("Số điện thoại", "SĐT"), "", (), 14),
    Field("address", "Địa chỉ", partial(text, 200), ("Nơi đặt trụ sở", "Trụ sở"), "", (), 30),
    ENDED,
)  # fmt: skip

_FLAT = Flat(
    table="organisation",
    noun="cơ quan",
    columns=("name", "kind", "head_name", "phone", "address"),
    strong=lambda row: fold(row.get("name", "")),
    weak=lambda row: fold(row.get("name", "")),
    needs={"name": "Thiếu tên.", "kind": "Thiếu loại.", "head_name": "Thiếu người đứng đầu."},
    made=lambda row: row,
    spelled=("name", "head_name"),
    names={"kind": ORGANISATION_KIND_NAMES},
)


def _plan_organisations(task: Task, given: Sequence[Given]) -> Plan:
    known = [
        Known(
            row.id, task.commune.id,
            {"kind": row.kind, "name": row.name, "head_name": row.head_name, "phone": row.phone,
             "address": row.address},
            row.version, f"Cơ quan đã thôi hoạt động từ {row.ended_on:%d/%m/%Y}." if row.ended_on else "",
        )
        for row in queries.known_organisations(task.commune.id)
    ]  # fmt: skip
    return compare(task, _FLAT, given, known)


def _organisation_rows(task: Task, filters: Filters) -> Iterator[Sequence[Value]]:  # noqa: ARG001 - not narrowed
    above = commune_columns(task)
    for row in streamed(queries.organisations_listed(task.unit.path)):
        kind = ORGANISATION_KIND_NAMES[OrganisationKind(row.kind)]
        told = [kind, row.name, row.head_name, row.phone, row.address, row.ended_on]
        yield [row.commune_code, row.commune, *told] if above else told


ORGANISATIONS = ListKind(
    slug="co-quan",
    name="Cơ quan, đơn vị",
    view=Action.PEOPLE_VIEW,
    export=Export(
        lambda task: [*commune_columns(task), *(each.column() for each in _ORGANISATIONS)], _organisation_rows
    ),
    reading=Reading(Action.ORGANISATION_EDIT, _COMMUNE, lambda _task: _ORGANISATIONS, _plan_organisations),
)

_STAFF = (
    Field("organisation", "Tên cơ quan, đơn vị", partial(text, 200), ("Cơ quan", "Đơn vị", "Tên đơn vị",
          "Nơi làm việc"), "Như trong danh sách cơ quan của xã. Ô trống lấy theo dòng trên.", (), 40,
          required="organisation"),
    Field("full_name", "Họ và tên", values.name, ("Họ tên", "Tên"), "Đúng như trong sổ.", (), 26, required="name"),
    Field("birth", "Năm sinh", values.birth, ("Ngày sinh", "Ngày sinh hoặc năm sinh"), "", (), 12, Kind.WHOLE,
          required="birth"),
    Field("commune", "Xã nơi ở", partial(text, 120), ("Xã", "Xã, phường, thị trấn", "Nơi ở"), "Để trống nếu ở xã này.",
          (), 20),
    Field("position", "Chức vụ, công việc", partial(text, 120), ("Chức vụ", "Công việc"), "", (), 26),
)  # fmt: skip


def _plan_staff(task: Task, given: Sequence[Given]) -> Plan:
    staff = _Staff(task)
    plan = Plan()
    for row in given:
        count = len(plan.edits)
        reasons = dict(row.wrong) or staff.take(row, plan)
        made = bool(plan.new) and plan.new[-1].number == row.number
        good = Outcome.NEW if made else Outcome.CHANGED if len(plan.edits) > count else Outcome.UNCHANGED
        label = ", ".join(
            str(row.values[key]) for key in ("full_name", "position", "organisation") if row.values.get(key)
        )
        outcome = Outcome.WRONG if reasons else good
        if outcome is Outcome.CHANGED:
            reasons = {"position": change_in_words(plan.edits[-1].before["position"], plan.edits[-1].after["position"])}
        plan.findings.append(Finding(row.number, outcome, label, task.commune.id, reasons))
    return plan


class _Staff:
    """Finds the organisation and the person of a row."""

    def __init__(self, task: Task) -> None:
        self._task = task
        self._communes = Communes(task)
        self._organisations: dict[str, list[Any]] = defaultdict(list)
        for one in queries.known_organisations(task.commune.id):
            if one.ended_on is None:
                self._organisations[fold(one.name)].append(one)
        self._links: dict[tuple[object, ...], list[Any]] = defaultdict(list)
        self._linked: set[tuple[int, int]] = set()
        for link in queries.staff_linked(task.commune.id):
            who = (link.organisation_id, fold(link.full_name), link.birth_year, fold(link.commune))
            self._links[who].append(link)
            self._linked.add((link.organisation_id, link.person_id))
        self._taken: dict[tuple[int, int], int] = {}
        self._organisation = ""

    def take(self, row: Given, plan: Plan) -> dict[str, str]:
        """Put a new link into the plan, or a change of one that there is; gives why neither can be."""
        said = row.values
        self._organisation = said.get("organisation") or self._organisation
        lacking = {"full_name": "Thiếu họ tên.", "birth": "Thiếu năm sinh."}
        if lacking := {key: words for key, words in lacking.items() if not said.get(key)}:
            return lacking
        named = self._organisations.get(fold(self._organisation), [])
        if len(named) != 1:
            many = "Xã có nhiều cơ quan cùng tên này." if named else f"Xã không có cơ quan “{self._organisation}”."
            return {"organisation": many}
        commune = self._communes.find(said.get("commune", ""))
        if isinstance(commune, str):
            return {"commune": commune}
        links = self._links[named[0].id, fold(said["full_name"]), said["birth"][0], fold(commune.name)]
        if links:
            self._change(row, links.pop(), plan)
            return {}
        return self._link(row, named[0].id, commune.id, plan)

    def _change(self, row: Given, link: Any, plan: Plan) -> None:
        position = row.values.get("position")
        if position and position != link.position:
            before, after = {"position": link.position}, {"position": position}
            plan.edits.append(Edit("employment", link.id, self._task.commune.id, row.number, before, after))

    def _link(self, row: Given, organisation_id: int, commune_id: int, plan: Plan) -> dict[str, str]:
        said = row.values
        found = queries.find_people(said["full_name"], said["birth"][0], commune_id)
        if len(found) != 1:
            many = "Có nhiều người trùng tên và năm sinh này. Hãy thêm ở trang của cơ quan."
            return {"full_name": many if found else "Sổ của xã đó không có người này. Hãy xem lại tên và năm sinh."}
        who = (organisation_id, found[0].id)
        if who in self._linked:
            return {}  # named as a record was that has been merged into this one
        if who in self._taken:
            return {"": f"Trùng với dòng {self._taken[who]}."}
        self._taken[who] = row.number
        values_ = {
            "organisation_id": organisation_id, "person_id": found[0].id, "person_unit_id": found[0].unit_id,
            "position": said.get("position", ""),
        }  # fmt: skip
        plan.new.append(New("employment", self._task.commune.id, row.number, values_))
        return {}


def _staff_rows(task: Task, filters: Filters) -> Iterator[Sequence[Value]]:
    for row in streamed(queries.staff_listed(task.unit.path, asked_number(filters, "to_chuc"))):
        yield [row.organisation_name, row.full_name, row.birth_year, row.commune, row.position]


STAFF = ListKind(
    slug="nguoi-lam-viec",
    name="Người làm việc ở cơ quan",
    view=Action.PEOPLE_VIEW,
    export=Export(lambda _task: [each.column() for each in _STAFF], _staff_rows),
    reading=Reading(Action.ORGANISATION_EDIT, _COMMUNE, lambda _task: _STAFF, _plan_staff),
)
