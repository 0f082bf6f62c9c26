"""Who holds which position in a branch, for which term."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import Any

from lhtq.accounts.policy import Action
from lhtq.lists.kinds import Export, Filters, ListKind, Reading, Task, asked_day
from lhtq.lists.queries import streamed
from lhtq.lists.rules import Field, Given, Plan
from lhtq.membership import queries
from lhtq.membership.lists.base import BIRTH_YEAR, BRANCH, CARD_NUMBER, EVERY_LEVEL, FULL_NAME, Branches
from lhtq.membership.rules import HEADS, POSITION_NAMES, BranchKind, Position, positions_of
from lhtq.register.lists.columns import text
from lhtq.register.lists.flat import Flat, Known, compare
from lhtq.register.rules import Term, at_the_same_time, share_a_day
from lhtq.web.counted import asked_counted
from lhtq.web.filters import term
from lhtq.workbook import values
from lhtq.workbook.folding import fold
from lhtq.workbook.sheets import Cell
from lhtq.workbook.writing import Column, Kind, Value

_POSITIONS: Mapping[Position, Sequence[str]] = {
    **{position: (name,) for position, name in POSITION_NAMES.items()},
    Position.BRANCH_HEAD: (POSITION_NAMES[Position.BRANCH_HEAD], "Chi hội trưởng", "Trưởng ban"),
    Position.BRANCH_DEPUTY: (POSITION_NAMES[Position.BRANCH_DEPUTY], "Chi hội phó", "Phó Trưởng ban"),
    Position.COMMITTEE: (POSITION_NAMES[Position.COMMITTEE], "Ủy viên", "Ủy viên BCH"),
}


def _position(cell: Cell) -> Position:
    return values.choice(cell, _POSITIONS)


FIELDS = (
    BRANCH,
    Field("position", "Chức vụ", _position, ("Chức danh",), "Chọn trong danh mục.", tuple(POSITION_NAMES.values()), 26,
          required="position"),
    FULL_NAME,
    BIRTH_YEAR,
    CARD_NUMBER,
    Field("member_of", "Là hội viên của", partial(text, 120), ("Hội viên của chi hội",),
          "Chỉ cần khi có nhiều hội viên cùng họ tên, năm sinh.", (), 34),
    Field("from_on", "Từ ngày", values.day, ("Nhiệm kỳ từ ngày", "Ngày bắt đầu"), "Ngày bắt đầu nhiệm kỳ.", (), 12,
          Kind.DAY, required="from_on"),
    Field("to_on", "Đến ngày", values.day, ("Ngày kết thúc", "Hết nhiệm kỳ"), "Chưa rõ thì để trống.", (), 12,
          Kind.DAY),
)  # fmt: skip
#: Goes out alone: it is changed in the list of members.
_PHONE = Column("phone", "Điện thoại", 14)
_SEVERAL = "Có nhiều hội viên cùng họ tên, năm sinh. Hãy ghi thêm số thẻ hoặc chi hội của hội viên."
_HOLDS = "Hội viên này đang giữ chức vụ này ở đây."


def _identity(row: Mapping[str, Any]) -> tuple[Any, ...]:
    return row.get("branch_id"), row.get("position"), row.get("member_id"), row.get("from_on")


class _Posts:
    """Who a row speaks of, and which positions they hold."""

    def __init__(self, task: Task, given: Sequence[Given]) -> None:
        self._task = task
        self._branches = Branches(task)
        self.rows = queries.known_posts(task.unit)
        self._held = {(row.branch_id, row.position, row.member_id, row.from_on) for row in self.rows}
        #: By branch, position and member, the terms; those of rows above are added.
        self._terms: dict[tuple[int, str, int], list[Term]] = defaultdict(list)
        for row in self.rows:
            self._terms[row.branch_id, row.position, row.member_id].append((row.from_on, row.to_on))
        #: Who is head of which branch, and the rows above that make somebody so: member, name, term.
        self._heads: dict[tuple[int, str], list[tuple[int, str, dt.date, dt.date | None]]] = defaultdict(list)
        for row in self.rows:
            self._heads[row.branch_id, row.position].append((row.member_id, row.full_name, row.from_on, row.to_on))
        names = [row.values["full_name"] for row in given if row.values.get("full_name")]
        names += [words for row in given if (words := row.raw.get("full_name"))]
        self._called: dict[tuple[str, int], list[Any]] = defaultdict(list)
        for one in queries.members_called(task.unit, names):
            self._called[fold(one.full_name), one.birth_year].append(one)

    def put(self, row: Given) -> None:
        """Put the branch and the member of a row into it, or why there is none."""
        self._branches.put(row)
        # A name may stand so among the members, whatever is in it.
        row.forgive({"full_name": row.raw.get("full_name", "")})
        said = row.values
        if said.get("full_name") and said.get("birth_year") and "branch_id" in said:
            found = self._member(said)
            if isinstance(found, str):
                row.wrong["full_name"] = found
            else:
                said["member_id"], said["member_left"] = found.id, found.left_on is not None

    def _member(self, said: Mapping[str, Any]) -> Any:
        found = [one for one in self._called[fold(said["full_name"]), said["birth_year"]] if _fits(said, one)]
        holds = [one for one in found if self._key(said, one.id) in self._held]
        today = [one for one in found if one.left_on is None]
        own = [one for one in today if one.branch_id == said["branch_id"]]
        for some in (holds, today, own):
            if len(some) == 1:
                return some[0]
        return _SEVERAL if today else f"Không có hội viên này ở {self._task.unit.title_name}."

    @staticmethod
    def _key(said: Mapping[str, Any], member_id: int) -> tuple[Any, ...]:
        return said["branch_id"], said.get("position"), member_id, said.get("from_on")

    def check(self, row: Mapping[str, Any], known: Known | None) -> dict[str, str]:
        """As the form of a position checks it."""
        if row["from_on"] > self._task.today:
            return {"from_on": "Ngày này ở sau hôm nay."}
        if row.get("to_on") and row["to_on"] < row["from_on"]:
            return {"to_on": "Ngày kết thúc không thể trước ngày bắt đầu."}
        if known is not None:
            ended = known.values["left"] and row.get("to_on") != known.values["to_on"]
            return {"to_on": "Chức vụ này thôi cùng với tư cách hội viên."} if ended else {}
        return self._refuse_new(row)

    def doubt(self, row: Mapping[str, Any]) -> dict[str, str]:
        """As the form of a position asks: whether another is head in the same term, where there is one at a time."""
        if row["position"] not in HEADS:
            return {}
        heads, first, last = self._heads[row["branch_id"], row["position"]], row["from_on"], row.get("to_on")
        held = [
            f"{name} giữ chức vụ này ở đây {term(from_on, to_on)}."
            for member_id, name, from_on, to_on in heads
            if member_id != row["member_id"] and at_the_same_time((from_on, to_on), (first, last))
        ]
        heads.append((row["member_id"], row["full_name"], first, last))
        return {"position": " ".join(held)} if held else {}

    def _refuse_new(self, row: Mapping[str, Any]) -> dict[str, str]:
        if row["branch_ended"]:
            return {"branch": "Chi hội này đã thôi hoạt động."}
        if row["member_left"]:
            return {"full_name": "Người này không còn là hội viên."}
        if row["position"] not in positions_of(BranchKind(row["branch_kind"])):
            return {"position": f"{row['branch']} không có chức vụ này."}
        terms = self._terms[row["branch_id"], row["position"], row["member_id"]]
        term = row["from_on"], row.get("to_on")
        if any(share_a_day(term, other) for other in terms):
            return {"position": _HOLDS}
        terms.append(term)
        return {}


def _fits(said: Mapping[str, Any], one: Any) -> bool:
    """Whether a member is who a row means, as far as it says more than name and year."""
    card, branch = said.get("card_number"), said.get("member_of")
    return (not card or card == one.card_number) and (not branch or fold(branch) == fold(one.branch))


def _known(row: Any) -> Known:
    told = {
        "branch_id": row.branch_id, "position": Position(row.position), "member_id": row.member_id,
        "from_on": row.from_on, "to_on": row.to_on, "full_name": row.full_name, "left": row.left_on is not None,
    }  # fmt: skip
    return Known(row.id, row.unit_id, told)


def _plan(task: Task, given: Sequence[Given]) -> Plan:
    posts = _Posts(task, given)
    for row in given:
        posts.put(row)
    flat = Flat(
        table="post",
        noun="chức vụ",
        columns=("position", "from_on", "to_on"),
        strong=_identity,
        weak=_identity,
        needs={"full_name": "Thiếu họ tên.", "birth_year": "Thiếu năm sinh.", "position": "Thiếu chức vụ.",
               "from_on": "Thiếu ngày bắt đầu."},
        made=dict,
        empty={"to_on": None},
        extra=("branch_id", "member_id"),
        unit_of=lambda row: row.get("unit_id", task.unit.id),
        check=posts.check,
        doubt=posts.doubt,
        label=("full_name", "position"),
        names={"position": POSITION_NAMES},
    )  # fmt: skip
    return compare(task, flat, given, [_known(row) for row in posts.rows])


def _rows(task: Task, filters: Filters) -> Iterator[Sequence[Value]]:
    listed = queries.officers_listed(task.unit.path, asked_day(task, filters), only=asked_counted(filters).only)
    for row in streamed(listed):
        yield [
            row.branch, POSITION_NAMES[Position(row.position)], row.full_name, row.birth_year, row.card_number,
            row.member_of, row.from_on, row.to_on, row.phone,
        ]  # fmt: skip


OFFICERS = ListKind(
    slug="can-bo-hoi",
    name="Cán bộ Hội",
    view=Action.PEOPLE_VIEW,
    export=Export(lambda _task: [*(each.column() for each in FIELDS), _PHONE], _rows),
    reading=Reading(Action.MEMBERSHIP_EDIT, EVERY_LEVEL, lambda _task: FIELDS, _plan),
)
