"""Branches of the Association."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import Any

from lhtq.accounts.policy import Action
from lhtq.lists.kinds import Export, Filters, ListKind, Reading, Task, asked_day
from lhtq.lists.queries import streamed
from lhtq.lists.rules import Field, Given, Plan
from lhtq.membership import queries
from lhtq.membership.lists.base import EVERY_LEVEL
from lhtq.membership.rules import BRANCH_KIND_NAMES, BranchKind, kinds_at
from lhtq.register import queries as register
from lhtq.register.lists.columns import ENDED, text
from lhtq.register.lists.flat import Flat, Known, compare
from lhtq.register.lists.places import Villages, names
from lhtq.units.models import Unit
from lhtq.units.rules import Level
from lhtq.web.counted import asked_counted
from lhtq.workbook import values
from lhtq.workbook.folding import fold
from lhtq.workbook.sheets import Cell
from lhtq.workbook.writing import Column, Kind, Value

_KINDS: Mapping[BranchKind, Sequence[str]] = {
    BranchKind.ASSOCIATION: (BRANCH_KIND_NAMES[BranchKind.ASSOCIATION], "Hội Khuyến học", "Hội"),
    BranchKind.VILLAGE: (BRANCH_KIND_NAMES[BranchKind.VILLAGE], "Thôn", "Chi hội thôn"),
    BranchKind.SCHOOL: (BRANCH_KIND_NAMES[BranchKind.SCHOOL], "Trường học", "Chi hội trường học"),
    BranchKind.AGENCY: (BRANCH_KIND_NAMES[BranchKind.AGENCY], "Cơ quan", "Chi hội cơ quan"),
    BranchKind.CLAN: (BRANCH_KIND_NAMES[BranchKind.CLAN], "Dòng họ"),
}
#: Of these a unit has one, whatever it is called.
_ONE = frozenset({BranchKind.ASSOCIATION, BranchKind.VILLAGE})


def _kind(cell: Cell) -> BranchKind:
    return values.choice(cell, _KINDS)


def _fields(task: Task) -> tuple[Field, ...]:
    return (
        Field("kind", "Loại", _kind, ("Loại chi hội",), "Chọn trong danh mục.", tuple(BRANCH_KIND_NAMES.values()), 30,
              required="kind"),
        Field("name", "Tên chi hội", partial(text, 120), ("Tên", "Chi hội", "Ban khuyến học"),
              "Ví dụ: Chi hội thôn Nà Khuyến.", (), 34, required="name"),
        Field("village", "Thôn", partial(text, 120), ("Thôn, bản, tổ dân phố", "Bản"), "Để trống nếu là của xã.",
              names(task.villages), 20),
        Field("subject", "Dòng họ, cơ quan trong sổ", partial(text, 200), ("Dòng họ", "Cơ quan", "Trường học"),
              "Như trong danh sách của xã; không có trong sổ thì để trống.", (), 34),
        Field("phone", "Điện thoại", values.phone, ("Số điện thoại", "SĐT"), "", (), 14),
        Field("founded_on", "Ngày thành lập", values.day, ("Thành lập ngày",), "", (), 14, Kind.DAY),
        ENDED,
    )  # fmt: skip


def _identity(row: Mapping[str, Any]) -> tuple[Any, ...]:
    kind = row.get("kind")
    return row.get("unit_id"), kind, "" if kind in _ONE else fold(row.get("name", "")), row.get("ended")


class _Subjects:
    """The clans, schools and agencies of a commune, and which of them have a branch."""

    def __init__(self, task: Task, known: Sequence[Any]) -> None:
        self._found: dict[tuple[bool, str], list[int]] = defaultdict(list)
        self._taken = {(row.clan_id, row.organisation_id) for row in known if row.ended_on is None}
        if task.commune.level == Level.COMMUNE:
            for clan, rows in ((True, register.known_clans(task.commune.id)),
                               (False, register.known_organisations(task.commune.id))):  # fmt: skip
                for row in rows:
                    if row.ended_on is None:
                        self._found[clan, fold(row.name)].append(row.id)

    def refusal(self, row: Mapping[str, Any]) -> str:
        """Why a new branch cannot be of what its row names; nothing where it can, or names none."""
        words, kind = row.get("subject") or "", row["kind"]
        if not words:
            return ""
        if kind in _ONE:
            return "Loại này không gắn với dòng họ hay cơ quan. Để trống ô này."
        found = self._found.get((kind is BranchKind.CLAN, fold(words)), [])
        if len(found) != 1:
            return "Trong sổ có nhiều tên này. Hãy thêm ở trang của Hội." if found else f"Sổ của xã không có “{words}”."
        pair = self.pair(row)
        if pair in self._taken:
            return "Nơi này đã có chi hội đang hoạt động trong danh sách."
        self._taken.add(pair)
        return ""

    def pair(self, row: Mapping[str, Any]) -> tuple[int | None, int | None]:
        """The clan and the organisation that a branch is of: one of them or neither."""
        clan = row["kind"] is BranchKind.CLAN
        found = self._found.get((clan, fold(row.get("subject") or "")), [None])[0] if row.get("subject") else None
        return (found, None) if clan else (None, found)


class _Comparison:
    """Where the branches of a file lie and whose they are."""

    def __init__(self, task: Task) -> None:
        self.task = task
        self.rows = queries.known_branches(task.unit)
        self._villages = Villages(task)
        self._subjects = _Subjects(task, self.rows)

    def known(self) -> list[Known]:
        """The branches that there are."""
        return [
            Known(
                row.id, row.unit_id,
                {"unit_id": row.unit_id, "kind": BranchKind(row.kind), "name": row.name, "phone": row.phone,
                 "founded_on": row.founded_on, "subject": row.subject, "ended": row.ended_on},
                row.version, f"Chi hội đã thôi hoạt động từ {row.ended_on:%d/%m/%Y}." if row.ended_on else "",
            )
            for row in self.rows
        ]  # fmt: skip

    def put(self, row: Given) -> None:
        """Put the unit of a row into it, or why it has none."""
        place: Unit | str = self.task.unit
        if row.values.get("village"):
            place = self._villages.find(row.values["village"])
        if isinstance(place, str):
            row.wrong["village"] = place
            return
        row.values["unit_id"] = place.id
        kind = row.values.get("kind")
        if kind is None or kind in kinds_at(place.level):
            return
        if kind is BranchKind.VILLAGE:
            row.wrong["village"] = "Thiếu tên thôn."
        else:
            row.wrong["kind"] = f"{place.title_name} không có loại chi hội này."

    def check(self, row: Mapping[str, Any], known: Known | None) -> dict[str, str]:
        """Whose branch it is is said when it is founded."""
        if known is not None:
            same = fold(row["subject"] or "") == fold(known.values["subject"])
            return {} if same or not row["subject"] else {"subject": "Chi hội đã có, không đổi được ô này."}
        refused = self._subjects.refusal(row)
        return {"subject": refused} if refused else {}

    def made(self, row: dict[str, Any]) -> dict[str, Any]:
        """A new branch as a row of the table."""
        clan_id, organisation_id = self._subjects.pair(row)
        kept = {key: value for key, value in row.items() if key != "subject"}
        return {**kept, "clan_id": clan_id, "organisation_id": organisation_id}


def _plan(task: Task, given: Sequence[Given]) -> Plan:
    comparison = _Comparison(task)
    for row in given:
        comparison.put(row)
    flat = Flat(
        table="branch",
        noun="chi hội",
        columns=("name", "phone", "founded_on", "kind"),
        strong=_identity,
        weak=lambda row: _identity({**row, "ended": None}),
        needs={"kind": "Thiếu loại.", "name": "Thiếu tên chi hội."},
        made=comparison.made,
        empty={"founded_on": None},
        spelled=("name",),
        extra=("subject",),
        unit_of=lambda row: row.get("unit_id", task.unit.id),
        check=comparison.check,
    )
    return compare(task, flat, given, comparison.known())


def _rows(task: Task, filters: Filters) -> Iterator[Sequence[Value]]:
    counted = asked_day(task, filters) if filters.get("xem") == "chi-hoi" else None
    for row in streamed(queries.branches_listed(task.unit.path, counted, only=asked_counted(filters).only)):
        village = row.place if row.level == Level.VILLAGE else ""
        kind = BRANCH_KIND_NAMES[BranchKind(row.kind)]
        told = [kind, row.name, village, row.subject, row.phone, row.founded_on, row.ended_on]
        yield told if _near(task) else [row.place, *told]


def _near(task: Task) -> bool:
    return task.unit.level in {Level.COMMUNE, Level.VILLAGE}


def _columns(task: Task) -> list[Column]:
    above = [] if _near(task) else [Column("place", "Nơi", 20)]
    return [*above, *(each.column() for each in _fields(task))]


BRANCHES = ListKind(
    slug="chi-hoi",
    name="Chi hội khuyến học",
    view=Action.PEOPLE_VIEW,
    export=Export(_columns, _rows),
    reading=Reading(Action.MEMBERSHIP_EDIT, EVERY_LEVEL, _fields, _plan),
)
