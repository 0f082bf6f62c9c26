"""Members of the branches."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import Any

from sqlalchemy import Select

from lhtq.accounts.policy import Action
from lhtq.lists.kinds import Export, Filters, ListKind, Reading, Task, asked_day, asked_number, asked_year
from lhtq.lists.queries import streamed
from lhtq.lists.rules import Field, Given, Plan
from lhtq.membership import queries
from lhtq.membership.lists.base import (
    BIRTH_YEAR,
    BRANCH,
    CARD_NUMBER,
    EVERY_LEVEL,
    FULL_NAME,
    Branches,
)
from lhtq.membership.rules import asked_listed, before_birth
from lhtq.register import queries as register
from lhtq.register.lists.columns import text
from lhtq.register.lists.flat import Flat, Known, compare
from lhtq.register.lists.places import Communes
from lhtq.register.rules import SEX_NAMES, Sex
from lhtq.web.counted import asked_counted
from lhtq.web.forms import searched
from lhtq.workbook import values
from lhtq.workbook.folding import fold
from lhtq.workbook.sheets import Cell
from lhtq.workbook.writing import Kind, Value

_SEXES = {Sex.MALE: (SEX_NAMES[Sex.MALE], "Trai", "M"), Sex.FEMALE: (SEX_NAMES[Sex.FEMALE], "Gái", "F")}


def _sex(cell: Cell) -> Sex:
    return values.choice(cell, _SEXES)


FIELDS = (
    BRANCH,
    FULL_NAME,
    BIRTH_YEAR,
    Field("sex", "Giới tính", _sex, ("Giới", "Nam/Nữ"), "Nam hoặc Nữ.", tuple(SEX_NAMES.values()), 10),
    Field("phone", "Điện thoại", values.phone, ("Số điện thoại", "SĐT"), "", (), 14),
    Field("joined_on", "Ngày vào Hội", values.day, ("Vào Hội", "Vào Hội ngày"), "", (), 14, Kind.DAY),
    CARD_NUMBER,
    Field("card_on", "Ngày cấp thẻ", values.day, ("Cấp thẻ ngày", "Cấp ngày"), "", (), 14, Kind.DAY),
    Field("commune", "Xã có tên trong sổ hộ", partial(text, 120), ("Xã nơi ở",),
          "Ghi tên xã để gắn hội viên mới với người trong sổ; không có thì để trống.", (), 22),
    Field("ended", "Thôi là hội viên từ", values.day, (), "Chỉ để xem; ghi ở trang của hội viên.", (), 14, Kind.DAY),
)  # fmt: skip


def _weak(row: Mapping[str, Any]) -> tuple[Any, ...]:
    return row.get("branch_id"), fold(row.get("full_name", "")), row.get("birth_year")


def _strong(row: Mapping[str, Any]) -> tuple[Any, ...]:
    return *_weak(row), row.get("card_number") or "", row.get("ended")


class _Comparison:
    """Who of a file is whom in the register, and a member elsewhere."""

    def __init__(self, task: Task, given: Sequence[Given]) -> None:
        self._today = task.today
        #: Numbers of cards that are somebody's: in the whole Association, and in the rows above.
        self._cards = queries.cards_taken([card for row in given if (card := row.values.get("card_number"))])
        self._communes = Communes(task)
        self._taken: set[int] = set()
        self._persons: dict[tuple[str, int, str], register.Found] = {}
        self._elsewhere: dict[tuple[str, int], list[tuple[int, str]]] = defaultdict(list)
        self.known: list[Known] = []
        for row in queries.known_members(task.unit):
            if row.left_on is None:
                self._elsewhere[fold(row.full_name), row.birth_year].append((row.branch_id, row.branch))
            self.known.append(_known(row))

    def check(self, row: Mapping[str, Any], known: Known | None) -> dict[str, str]:
        """As the forms check it: days that can be, and one membership at a time of whoever is in a register."""
        for key in ("joined_on", "card_on"):
            if row.get(key) and row[key] > self._today:
                return {key: "Ngày này ở sau hôm nay."}
        if before_birth(row.get("joined_on"), row["birth_year"]):
            return {"joined_on": "Không thể vào Hội trước năm sinh."}
        if refused := self._refuse_card(row, known):
            return refused
        words = row.get("commune") or ""
        if known is not None:
            same = fold(words) == fold(known.values["commune"])
            return {} if same or not words else {"commune": "Chỉ gắn với sổ hộ khi thêm hội viên mới."}
        if row["branch_ended"]:
            return {"branch": "Chi hội này đã thôi hoạt động."}
        return self._find(row, words) if words else {}

    def _refuse_card(self, row: Mapping[str, Any], known: Known | None) -> dict[str, str]:
        card = row.get("card_number")
        if not card or (known is not None and card == known.values["card_number"]):
            return {}
        if card in self._cards:
            return {"card_number": f"Số thẻ {card} đã cấp cho hội viên khác."}
        self._cards.add(card)
        return {}

    def _find(self, row: Mapping[str, Any], words: str) -> dict[str, str]:
        commune = self._communes.find(words)
        if isinstance(commune, str):
            return {"commune": commune}
        found = register.find_people(row["full_name"], row["birth_year"], commune.id)
        if len(found) != 1:
            many = "có nhiều người trùng họ tên và năm sinh này" if found else "không có ai đúng họ tên và năm sinh này"
            return {"commune": f"{commune.title_name} {many}. Để trống ô này để chỉ ghi tên."}
        if found[0].id in self._taken or queries.is_member(found[0].id):
            return {"": "Người này đang là hội viên của một chi hội. Hãy chuyển chi hội từ trang của hội viên ấy."}
        self._taken.add(found[0].id)
        self._persons[row["full_name"], row["birth_year"], words] = found[0]
        return {}

    def doubt(self, row: Mapping[str, Any]) -> dict[str, str]:
        """Whether somebody so called is a member of another branch here."""
        others = self._elsewhere.get((fold(row["full_name"]), row["birth_year"]), [])
        named = sorted({name for branch_id, name in others if branch_id != row["branch_id"]})
        return {"branch": f"Có người cùng tên, cùng năm sinh là hội viên của {', '.join(named)}."} if named else {}

    def made(self, row: dict[str, Any]) -> dict[str, Any]:
        """A new member as a row of the table."""
        person = self._persons.get((row["full_name"], row["birth_year"], row.pop("commune") or ""))
        return {**row, "person_id": person.id if person else None, "person_unit_id": person.unit_id if person else None}


def _known(row: Any) -> Known:
    told = {
        "branch_id": row.branch_id, "full_name": row.full_name, "birth_year": row.birth_year, "sex": Sex(row.sex),
        "phone": row.phone, "joined_on": row.joined_on, "card_number": row.card_number, "card_on": row.card_on,
        "commune": row.commune, "ended": row.left_on,
    }  # fmt: skip
    closed = f"Hội viên đã thôi từ {row.left_on:%d/%m/%Y}." if row.left_on else ""
    return Known(row.id, row.unit_id, told, row.version, closed)


def _plan(task: Task, given: Sequence[Given]) -> Plan:
    branches, comparison = Branches(task), _Comparison(task, given)
    for row in given:
        branches.put(row)
    flat = Flat(
        table="member",
        noun="hội viên",
        columns=("full_name", "birth_year", "sex", "phone", "joined_on", "card_number", "card_on"),
        strong=_strong,
        weak=_weak,
        needs={"full_name": "Thiếu họ tên.", "birth_year": "Thiếu năm sinh.", "sex": "Thiếu giới tính."},
        made=comparison.made,
        empty={"joined_on": None, "card_on": None},
        extra=("branch_id", "commune"),
        unit_of=lambda row: row.get("unit_id", task.unit.id),
        check=comparison.check,
        doubt=comparison.doubt,
        spelled=("full_name",),
        names={"sex": SEX_NAMES},
    )
    return compare(task, flat, given, comparison.known)


def _listed(task: Task, filters: Filters) -> Select[Any]:
    """Everybody, narrowed as the pages of a branch are; with a day those that a report counts on it."""
    if filters.get("ngay"):
        return queries.members_listed_on(
            queries.AskedOn(
                task.unit.path, asked_listed(filters), asked_year(task, filters), asked_day(task, filters),
                asked_counted(filters).only,
            )
        )  # fmt: skip
    return queries.members_listed(
        task.unit.path, asked_number(filters, "chi_hoi"), searched(filters.get("tim", "")),
        cards=bool(filters.get("co_the")),
    )  # fmt: skip


def _rows(task: Task, filters: Filters) -> Iterator[Sequence[Value]]:
    for row in streamed(_listed(task, filters)):
        yield [
            row.branch, row.full_name, row.birth_year, SEX_NAMES[Sex(row.sex)], row.phone, row.joined_on,
            row.card_number, row.card_on, row.commune, row.left_on,
        ]  # fmt: skip


MEMBERS = ListKind(
    slug="hoi-vien",
    name="Hội viên",
    view=Action.PEOPLE_VIEW,
    export=Export(lambda _task: [each.column() for each in FIELDS], _rows),
    reading=Reading(Action.MEMBERSHIP_EDIT, EVERY_LEVEL, lambda _task: FIELDS, _plan),
)
