"""Who is on the management board of a centre, for which term."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import partial
from typing import Any

from lhtq.accounts.policy import Action
from lhtq.centre import queries
from lhtq.centre.lists.base import CENTRE, COMMUNE, Comparison, columns, one_of, plan_for
from lhtq.centre.models import Centre
from lhtq.centre.rules import (
    ASSOCIATION_NAMES,
    POSITION_NAMES,
    AssociationPost,
    Position,
    Seat,
    is_recorded,
    unrecorded_words,
)
from lhtq.lists.kinds import Export, Filters, ListKind, Reading, Task
from lhtq.lists.queries import streamed
from lhtq.lists.rules import Field, Given, Plan
from lhtq.register.lists.columns import text
from lhtq.register.lists.flat import Flat, Known
from lhtq.register.rules import at_the_same_time
from lhtq.units import queries as units
from lhtq.web.filters import term
from lhtq.workbook import values
from lhtq.workbook.folding import fold
from lhtq.workbook.writing import Kind, Value

FIELDS = (
    CENTRE,
    Field("full_name", "Họ và tên", values.name, ("Họ tên", "Tên"), "", (), 26, required="full_name"),
    one_of("position", "Chức vụ", POSITION_NAMES, ("Chức danh",), required=True),
    Field("term_from", "Từ ngày", values.day, ("Nhiệm kỳ từ ngày", "Ngày bắt đầu"), "Ngày bắt đầu nhiệm kỳ.", (), 12,
          Kind.DAY, required="term_from"),
    Field("term_to", "Đến ngày", values.day, ("Ngày kết thúc", "Hết nhiệm kỳ"), "Chưa rõ thì để trống.", (), 12,
          Kind.DAY),
    one_of("association", "Chức vụ trong Hội Khuyến học", ASSOCIATION_NAMES, ("Chức vụ ở Hội Khuyến học xã",)),
    Field("association_unit", "Hội của xã nào", partial(text, 120), ("Hội của xã",),
          "Để trống nếu là Hội của xã có trung tâm.", (), 22),
)  # fmt: skip


def _identity(row: Mapping[str, Any]) -> tuple[Any, ...]:
    return fold(row.get("full_name", "")), row.get("position"), row.get("term_from")


class _Board(Comparison):
    def __init__(self, task: Task, centre: Centre) -> None:
        super().__init__(task, centre)
        self._communes = {link.unit_id: link.unit for link in queries.served(centre.id)}
        self._rows = queries.board(centre.id)
        #: Whom the board has from a commune that shares the centre no more: a row may say of them what is known.
        self._from_left = {
            (fold(one.full_name), one.position, one.term_from): units.unit(one.association_unit_id)
            for one in self._rows
            if one.association_unit_id and one.association_unit_id not in self._communes
        }
        self._heads = queries.heads(self._communes)
        #: By name and position: until when the terms go that are written down.
        self._terms: dict[tuple[str, str], list[dt.date]] = defaultdict(list)
        self._directors = [
            (one.full_name, one.term_from, one.term_to) for one in self._rows if one.position == Position.DIRECTOR
        ]
        for one in self._rows:
            self._terms[fold(one.full_name), one.position].append(one.term_to or dt.date.max)

    def put(self, row: Given) -> None:
        """The commune whose Association somebody chairs: the one that is named, of those that the centre serves."""
        super().put(row)
        words = row.values.get("association_unit", "")
        if not row.values.get("association"):
            if words:
                row.wrong.setdefault("association", "Ghi chức vụ ở Hội Khuyến học của xã này.")
            return
        left = self._from_left.get(_identity(row.values))
        communes = [*self._communes.values(), *([left] if left else [])]
        named = {fold(name): unit.id for unit in communes for name in (unit.name, unit.full_name)}
        found = named.get(fold(words)) if words else self.centre.unit_id
        if found is None:
            row.wrong["association_unit"] = f"{self.centre.name} không phục vụ “{words}”."
        else:
            row.values["association_unit_id"] = found

    def flat(self) -> Flat:
        """Told by name, position and the first day of the term."""
        return Flat(
            table="board_member",
            noun="người trong ban giám đốc",
            columns=("full_name", "position", "term_from", "term_to", "association", "association_unit_id"),
            strong=_identity,
            weak=_identity,
            needs={"full_name": "Thiếu họ tên.", "position": "Thiếu chức vụ.", "term_from": "Thiếu ngày bắt đầu."},
            made=self.made,
            empty=dict.fromkeys(("term_to", "association", "association_unit_id")),
            check=self._check,
            doubt=self._doubt,
            doubt_change=self._doubt_change,
            names={"position": POSITION_NAMES, "association": ASSOCIATION_NAMES,
                   "association_unit_id": {unit.id: unit.name for unit in (*self._communes.values(),
                                                                              *self._from_left.values())}},
        )  # fmt: skip

    def known(self) -> list[Known]:
        """Everybody who is or was on the board."""
        return [
            Known(
                one.id, one.unit_id,
                {"full_name": one.full_name, "position": Position(one.position), "term_from": one.term_from,
                 "term_to": one.term_to, "association_unit_id": one.association_unit_id,
                 "association": AssociationPost(one.association) if one.association else None,
                 "person_id": one.person_id},
                one.version,
            )
            for one in self._rows
        ]  # fmt: skip

    def _check(self, row: Mapping[str, Any], known: Known | None) -> dict[str, str]:  # noqa: ARG002 - of every row
        if row["term_from"] > self.task.today:
            return {"term_from": "Ngày này ở sau hôm nay."}
        if row.get("term_to") and row["term_to"] < row["term_from"]:
            return {"term_to": "Ngày kết thúc không thể trước ngày bắt đầu."}
        return {}

    def _doubt(self, row: Mapping[str, Any]) -> dict[str, str]:
        ends = self._terms.get((fold(row["full_name"]), row["position"]), [])
        if any(row["term_from"] <= day for day in ends):
            return {"term_from": "Nhiệm kỳ trước của người này ở chức vụ này chưa hết vào ngày ấy."}
        second = self._second_director(row) if row["position"] is Position.DIRECTOR else {}
        return second | self._unrecorded(row)

    def _doubt_change(self, row: Mapping[str, Any], changed: Collection[str]) -> dict[str, str]:
        """As the form asks, where the row says something else of the Association."""
        return {} if {"association", "association_unit_id"}.isdisjoint(changed) else self._unrecorded(row)

    def _unrecorded(self, row: Mapping[str, Any]) -> dict[str, str]:
        """As the form asks: who is said to chair an Association that does not have them."""
        post, unit_id = row.get("association"), row.get("association_unit_id")
        if not post or unit_id not in self._communes:
            return {}
        seat = Seat(row["full_name"], row.get("person_id"), post, unit_id, row["term_from"], row.get("term_to"))
        recorded = is_recorded(seat, self._heads)
        return {} if recorded else {"association": unrecorded_words(seat, self._communes[unit_id].full_name)}

    def _second_director(self, row: Mapping[str, Any]) -> dict[str, str]:
        """As the form asks: who else directs the centre in the same term, also by a row above."""
        first, last = row["term_from"], row.get("term_to")
        held = [
            f"{name} là giám đốc {term(from_on, to_on)}."
            for name, from_on, to_on in self._directors
            if at_the_same_time((from_on, to_on), (first, last))
        ]
        self._directors.append((row["full_name"], first, last))
        return {"position": " ".join(held)} if held else {}


def _plan(task: Task, given: Sequence[Given]) -> Plan:
    return plan_for(task, given, _Board)


def _rows(task: Task, filters: Filters) -> Iterator[Sequence[Value]]:  # noqa: ARG001 - the list is not narrowed
    for row in streamed(queries.board_listed(task.unit.path, task.today)):
        post = ASSOCIATION_NAMES[AssociationPost(row.association)] if row.association else ""
        position = POSITION_NAMES[Position(row.position)]
        yield [row.centre, row.full_name, position, row.term_from, row.term_to, post, row.association_unit or ""]


BOARD = ListKind(
    slug="ban-giam-doc",
    name="Ban giám đốc trung tâm",
    view=Action.PEOPLE_VIEW,
    export=Export(lambda _task: columns(FIELDS), _rows),
    reading=Reading(Action.CENTRE_EDIT, COMMUNE, lambda _task: FIELDS, _plan),
)
