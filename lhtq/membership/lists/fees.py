"""The fees of a year: who has paid how much, when."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any

from lhtq.accounts.policy import Action
from lhtq.lists.kinds import Export, Filters, ListKind, Reading, Task, asked_number, asked_year
from lhtq.lists.queries import streamed
from lhtq.lists.rules import Field, Finding, Given, New, Outcome, Plan
from lhtq.membership import queries
from lhtq.membership.lists.base import (
    BIRTH_YEAR,
    BRANCH,
    CARD_NUMBER,
    EVERY_LEVEL,
    FULL_NAME,
    Branches,
)
from lhtq.membership.rules import MOST_FEE
from lhtq.workbook import values
from lhtq.workbook.folding import fold
from lhtq.workbook.sheets import Cell
from lhtq.workbook.writing import Kind, Value

#: The plan's years (Kế hoạch 108/KH-UBND); addresses take the same.
_FIRST_YEAR, _LAST_YEAR = 2020, 2099


def _year(cell: Cell) -> int:
    return values.whole(cell, _FIRST_YEAR, _LAST_YEAR)


def _amount(cell: Cell) -> int:
    return values.whole(cell, 0, MOST_FEE)


FIELDS = (
    Field("year", "Năm", _year, ("Hội phí năm", "Năm nộp"), "Hội phí của năm nào.", (), 8, Kind.WHOLE, required="year"),
    BRANCH,
    FULL_NAME,
    BIRTH_YEAR,
    CARD_NUMBER,
    Field("amount", "Số tiền (đồng)", _amount, ("Số tiền", "Đã nộp", "Hội phí"), "Ví dụ 36000.", (), 14, Kind.WHOLE,
          required="amount"),
    Field("paid_on", "Ngày nộp", values.day, ("Nộp ngày",), "", (), 14, Kind.DAY, required="paid_on"),
)  # fmt: skip
_NEEDS = {
    "year": "Thiếu năm.", "full_name": "Thiếu họ tên.", "birth_year": "Thiếu năm sinh.", "amount": "Thiếu số tiền.",
    "paid_on": "Thiếu ngày nộp.",
}  # fmt: skip


class _Fees:
    """Finds the member of a row, and whether the fee of the year is paid."""

    def __init__(self, task: Task) -> None:
        self._today = task.today
        self._members: dict[tuple[Any, ...], list[Any]] = defaultdict(list)
        for member in queries.known_members(task.unit):
            self._members[member.branch_id, fold(member.full_name), member.birth_year].append(member)
        self._paid = {(fee.member_id, fee.year): fee for fee in queries.known_fees(task.unit)}
        self._taken: dict[tuple[int, int], int] = {}

    def take(self, row: Given, plan: Plan) -> dict[str, str]:
        """Put a new fee into the plan, or know the one that there is; gives why neither can be.

        A row with neither sum nor day is of somebody who has not paid: the list of those is filled in bit by bit.
        """
        said = row.values
        unpaid = said.get("amount") is None and said.get("paid_on") is None
        needs = {key: words for key, words in _NEEDS.items() if not unpaid or key not in {"amount", "paid_on"}}
        if lacking := {key: words for key, words in needs.items() if said.get(key) is None}:
            return lacking
        member = self._member(said)
        if isinstance(member, str):
            return {"full_name": member}
        return {} if unpaid else self._take(row, member, plan)

    def _take(self, row: Given, member: Any, plan: Plan) -> dict[str, str]:
        said, key = row.values, (member.id, row.values["year"])
        if said["paid_on"] > self._today:
            return {"paid_on": "Ngày này ở sau hôm nay."}
        if key in self._taken:
            return {"": f"Trùng với dòng {self._taken[key]}."}
        self._taken[key] = row.number
        if key in self._paid:
            return self._compare(said, self._paid[key])
        if member.left_on is not None:
            return {"full_name": f"Người này đã thôi là hội viên từ {member.left_on:%d/%m/%Y}."}
        if member.moved_from_id is not None and queries.payers([member.id], said["year"]):
            return {"full_name": f"Người này đã nộp hội phí năm {said['year']} ở chi hội trước."}
        fee = {"member_id": member.id, "year": said["year"], "amount": said["amount"], "paid_on": said["paid_on"]}
        plan.new.append(New("fee", member.unit_id, row.number, fee))
        return {}

    def _member(self, said: dict[str, Any]) -> Any:
        found = self._members.get((said["branch_id"], fold(said["full_name"]), said["birth_year"]), [])
        if said.get("card_number"):
            found = [one for one in found if one.card_number == said["card_number"]]
        going_on = [one for one in found if one.left_on is None]
        paid = [one for one in found if (one.id, said["year"]) in self._paid]
        chosen = going_on if len(going_on) == 1 else paid if not going_on else found
        if len(chosen) == 1:
            return chosen[0]
        if found:
            return "Chi hội có nhiều người trùng tên và năm sinh này. Hãy ghi thêm số thẻ."
        return "Chi hội không có hội viên này. Hãy xem lại họ tên, năm sinh và số thẻ."

    def _compare(self, said: dict[str, Any], fee: Any) -> dict[str, str]:
        if said["amount"] != fee.amount:
            return {"amount": f"Đã ghi {fee.amount} đồng. Muốn sửa thì bỏ ở trang hội phí rồi ghi lại."}
        if said["paid_on"] != fee.paid_on:
            return {"paid_on": f"Đã ghi nộp ngày {fee.paid_on:%d/%m/%Y}. Muốn sửa thì bỏ ở trang hội phí rồi ghi lại."}
        return {}


def _plan(task: Task, given: Sequence[Given]) -> Plan:
    branches, fees, plan = Branches(task), _Fees(task), Plan()
    for row in given:
        branches.put(row)
        # A name may stand so in the register, whatever is in it.
        row.forgive({"full_name": row.raw.get("full_name", "")})
        count = len(plan.new)
        reasons = dict(row.wrong) or fees.take(row, plan)
        good = Outcome.NEW if len(plan.new) > count else Outcome.UNCHANGED
        label = ", ".join(str(row.values[key]) for key in ("full_name", "birth_year", "year") if row.values.get(key))
        unit_id = row.values.get("unit_id", task.unit.id)
        plan.findings.append(Finding(row.number, Outcome.WRONG if reasons else good, label, unit_id, reasons))
    return plan


def _rows(task: Task, filters: Filters) -> Iterator[Sequence[Value]]:
    branch_id, year = asked_number(filters, "chi_hoi"), asked_year(task, filters)
    if filters.get("chua_nop"):
        # Those who have yet to pay: filled in, the file is one that comes in.
        for row in streamed(queries.members_listed(task.unit.path, branch_id, unpaid=year)):
            yield [year, row.branch, row.full_name, row.birth_year, row.card_number, None, None]
        return
    for row in streamed(queries.fees_listed(task.unit.path, year, branch_id)):
        yield [row.year, row.branch, row.full_name, row.birth_year, row.card_number, row.amount, row.paid_on]


FEES = ListKind(
    slug="hoi-phi",
    name="Hội phí",
    view=Action.PEOPLE_VIEW,
    export=Export(lambda _task: [each.column() for each in FIELDS], _rows),
    reading=Reading(Action.MEMBERSHIP_EDIT, EVERY_LEVEL, lambda _task: FIELDS, _plan),
)
