"""Clans, and the families in them."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from lhtq.accounts.policy import Action
from lhtq.lists.kinds import Export, Filters, ListKind, Reading, Task, asked_number
from lhtq.lists.queries import streamed
from lhtq.lists.rules import Field, Finding, Given, New, Outcome, Plan
from lhtq.register import queries
from lhtq.register.lists.columns import ENDED, commune_columns, text
from lhtq.register.lists.flat import Flat, Known, compare
from lhtq.register.lists.places import Communes, bare, names
from lhtq.units.rules import Level
from lhtq.workbook import values
from lhtq.workbook.folding import fold
from lhtq.workbook.writing import Column, Value

_COMMUNE = frozenset({Level.COMMUNE})

_CLANS = (
    Field("name", "Tên dòng họ", partial(text, 120), ("Dòng họ", "Tên họ"), "Ví dụ: Dòng họ Ma, Nà Khuyến.", (), 30,
          required="name"),
    Field("head_name", "Trưởng họ", values.name, ("Họ tên trưởng họ", "Họ và tên trưởng họ", "Trưởng dòng họ"),
          "Họ tên đầy đủ.", (), 26, needed=True),
    Field("phone", "Điện thoại", values.phone, ("Số điện thoại", "SĐT"), "", (), 14),
    ENDED,
)  # fmt: skip

_FLAT = Flat(
    table="clan",
    noun="dòng họ",
    columns=("name", "head_name", "phone"),
    strong=lambda row: (fold(row.get("name", "")), fold(row.get("head_name", ""))),
    weak=lambda row: fold(row.get("name", "")),
    needs={"name": "Thiếu tên dòng họ.", "head_name": "Thiếu tên trưởng họ."},
    made=lambda row: row,
    spelled=("name", "head_name"),
)


def _plan_clans(task: Task, given: Sequence[Given]) -> Plan:
    known = [
        Known(
            row.id, task.commune.id, {"name": row.name, "head_name": row.head_name, "phone": row.phone}, row.version,
            f"Dòng họ đã thôi hoạt động từ {row.ended_on:%d/%m/%Y}." if row.ended_on else "",
        )
        for row in queries.known_clans(task.commune.id)
    ]  # fmt: skip
    return compare(task, replace(_FLAT, doubt=partial(_may_be, known)), given, known)


def _may_be(known: Sequence[Known], row: Mapping[str, Any]) -> dict[str, str]:
    """Whether a new clan is called as one that is there but for the words before its name, and has the same head."""
    asked = _bare_clan(row["name"]), fold(row["head_name"])
    for one in known:
        if not one.closed and (_bare_clan(one.values["name"]), fold(one.values["head_name"])) == asked:
            return {"name": f"Xã đã có “{one.values['name']}” cùng trưởng họ. Chọn dòng này nếu là dòng họ khác."}
    return {}


def _bare_clan(name: str) -> str:
    """A clan's name, folded, without the words before it."""
    return fold(name).removeprefix("dong ").removeprefix("ho ")


def _clan_rows(task: Task, filters: Filters) -> Iterator[Sequence[Value]]:  # noqa: ARG001 - the list is not narrowed
    above = commune_columns(task)
    for row in streamed(queries.clans_listed(task.unit.path)):
        told = [row.name, row.head_name, row.phone, row.ended_on]
        yield [row.commune_code, row.commune, *told] if above else told


CLANS = ListKind(
    slug="dong-ho",
    name="Dòng họ",
    view=Action.PEOPLE_VIEW,
    export=Export(lambda task: [*commune_columns(task), *(each.column() for each in _CLANS)], _clan_rows),
    reading=Reading(Action.CLAN_EDIT, _COMMUNE, lambda _task: _CLANS, _plan_clans),
)


def _family_fields(task: Task) -> tuple[Field, ...]:
    return (
        Field("clan", "Tên dòng họ", partial(text, 120), ("Dòng họ", "Tên họ"),
              "Như trong danh sách dòng họ của xã. Ô trống lấy theo dòng trên.", (), 30, required="clan"),
        Field("clan_head", "Trưởng họ", values.name, ("Họ tên trưởng họ",), "Khi xã có nhiều dòng họ cùng tên.", (),
              26),
        Field("head_name", "Họ tên chủ hộ", values.name, ("Chủ hộ", "Họ và tên chủ hộ", "Tên chủ hộ", "Họ và tên"),
              "Đúng như trong sổ hộ.", (), 26, required="name"),
        Field("village", "Thôn", partial(text, 120), ("Thôn, bản, tổ dân phố", "Nơi ở", "Bản"), "",
              names(task.villages), 20),
        Field("commune", "Xã", partial(text, 120), ("Xã, phường, thị trấn", "Xã nơi ở"),
              "Để trống nếu ở xã này.", (), 20),
        Field("code", "Mã hộ", partial(text, 30), ("Số hộ", "Mã số hộ"), "Khi trong thôn có nhiều chủ hộ cùng tên.", (),
              12),
    )  # fmt: skip


def _plan_families(task: Task, given: Sequence[Given]) -> Plan:
    linker = _Families(task)
    plan = Plan()
    for row in given:
        reasons = dict(row.wrong) or linker.take(row, plan)
        made = bool(plan.new) and plan.new[-1].number == row.number
        outcome = Outcome.WRONG if reasons else Outcome.NEW if made else Outcome.UNCHANGED
        label = ", ".join(str(row.values[key]) for key in ("head_name", "village", "clan") if row.values.get(key))
        plan.findings.append(Finding(row.number, outcome, label, task.commune.id, reasons))
    return plan


class _Families:
    """Finds the clan and the household of a row."""

    def __init__(self, task: Task) -> None:
        self._task = task
        self._communes = Communes(task)
        self._clans: dict[str, list[Any]] = defaultdict(list)
        for clan in queries.known_clans(task.commune.id):
            if clan.ended_on is None:
                self._clans[fold(clan.name)].append(clan)
        self._links: dict[tuple[object, ...], int] = defaultdict(int)
        self._linked: set[tuple[int, int]] = set()
        for link in queries.families_linked(task.commune.id):
            self._links[link.clan_id, fold(link.head_name), bare(link.village), fold(link.commune or "")] += 1
            self._linked.add((link.clan_id, link.household_id))
        self._homes: dict[str, list[Any]] = defaultdict(list)
        unit_ids = [unit.id for unit in task.villages]
        for home in queries.known_households(unit_ids):
            if home.ended_on is None:
                self._homes[fold(home.head_name)].append(home)
        self._went = self._merged(unit_ids)
        self._village_of = {unit.id: bare(unit.name) for unit in task.villages}
        self._taken: dict[int, int] = {}
        self._clan = ""

    def _merged(self, unit_ids: Sequence[int]) -> dict[str, list[tuple[int, queries.Found]]]:
        """By the name of the head the households that were merged: where each lay, and what stands for it."""
        there = {home.id: queries.Found(home.id, home.unit_id) for homes in self._homes.values() for home in homes}
        gone = queries.merged_records(unit_ids)
        found: dict[str, list[tuple[int, queries.Found]]] = defaultdict(list)
        for was in gone.households:
            if now := there.get(gone.household_now[was.id]):
                found[fold(was.head_name)].append((was.unit_id, now))
        return found

    def take(self, row: Given, plan: Plan) -> dict[str, str]:
        """Put a new link into the plan, or know the one that there is; gives why neither can be."""
        said = row.values
        self._clan = said.get("clan") or self._clan
        if not said.get("head_name"):
            return {"head_name": "Thiếu tên chủ hộ."}
        clan = self._clan_of(said)
        if isinstance(clan, str):
            return {"clan": clan}
        commune = self._communes.find(said.get("commune", ""))
        if isinstance(commune, str):
            return {"commune": commune}
        if self._is_linked(clan.id, said, commune.name):
            return {}
        found = self._household(said, commune.id)
        if isinstance(found, str):
            return {"head_name": found}
        return self._link(row, plan, clan.id, found)

    def _link(self, row: Given, plan: Plan, clan_id: int, found: queries.Found) -> dict[str, str]:
        if (clan_id, found.id) in self._linked and fold(row.values["head_name"]) in self._went:
            return {}  # named as a household was that has been merged into this one
        if found.id in self._taken:
            return {"": f"Trùng với dòng {self._taken[found.id]}."}
        if queries.in_a_clan(found.id):
            return {"": "Gia đình này đang thuộc một dòng họ. Cần ra khỏi dòng họ kia trước."}
        self._taken[found.id] = row.number
        values_ = {"clan_id": clan_id, "household_id": found.id, "household_unit_id": found.unit_id}
        plan.new.append(New("clan_family", self._task.commune.id, row.number, values_))
        return {}

    def _clan_of(self, said: dict[str, Any]) -> Any:
        named = self._clans.get(fold(self._clan), [])
        if len(named) > 1 and said.get("clan_head"):
            named = [clan for clan in named if fold(clan.head_name) == fold(said["clan_head"])]
        if len(named) == 1:
            return named[0]
        if named:
            return f"Xã có nhiều dòng họ tên “{self._clan}”. Hãy ghi thêm trưởng họ."
        return f"Xã không có dòng họ “{self._clan}”." if self._clan else "Thiếu tên dòng họ."

    def _is_linked(self, clan_id: int, said: dict[str, Any], commune: str) -> bool:
        who = (clan_id, fold(said["head_name"]), bare(said.get("village", "")), fold(commune))
        alike = (
            [who] if said.get("village") else [key for key in self._links if (*key[:2], key[3]) == (*who[:2], who[3])]
        )
        for key in alike:
            if self._links[key] > 0:
                self._links[key] -= 1
                return True
        return False

    def _household(self, said: dict[str, Any], commune_id: int) -> queries.Found | str:
        village = bare(said.get("village", ""))
        if commune_id == self._task.commune.id:
            homes = [one for one in self._homes.get(fold(said["head_name"]), []) if not said.get("code")
                     or one.code == said["code"]]  # fmt: skip
            found = [queries.Found(one.id, one.unit_id) for one in homes]
        else:
            found = queries.find_households(said["head_name"], commune_id)
        if village:
            found = [one for one in found if self._village(one.unit_id) == village]
        if not found and commune_id == self._task.commune.id:
            went = self._went.get(fold(said["head_name"]), [])
            found = [now for unit_id, now in went if village in {"", self._village(unit_id)}]
        if len(found) == 1:
            return found[0]
        if found:
            return "Có nhiều hộ có chủ hộ trùng tên này. Hãy ghi thêm thôn, mã hộ."
        return "Không có hộ nào có chủ hộ đúng tên này ở nơi đó."

    def _village(self, unit_id: int) -> str:
        if unit_id not in self._village_of:
            self._village_of[unit_id] = bare(queries.village_name(unit_id))
        return self._village_of[unit_id]


def _family_rows(task: Task, filters: Filters) -> Iterator[Sequence[Value]]:
    for row in streamed(queries.families_listed(task.unit.path, asked_number(filters, "dong_ho"))):
        yield [row.clan_name, row.clan_head_name, row.head_name, row.village, row.commune, ""]


FAMILIES = ListKind(
    slug="gia-dinh-dong-ho",
    name="Gia đình của dòng họ",
    view=Action.PEOPLE_VIEW,
    export=Export(
        lambda task: [Column(each.key, each.heading, each.width) for each in _family_fields(task)], _family_rows
    ),
    reading=Reading(Action.CLAN_EDIT, _COMMUNE, _family_fields, _plan_families),
)
