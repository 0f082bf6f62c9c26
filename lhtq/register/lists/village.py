"""The villages of a commune."""

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import Any

from lhtq.accounts.policy import Action
from lhtq.lists.kinds import Export, Filters, ListKind, Reading, Task
from lhtq.lists.queries import streamed
from lhtq.lists.rules import Field, Given, Plan
from lhtq.register import queries
from lhtq.register.lists.columns import commune_columns, text
from lhtq.register.lists.flat import Flat, Known, compare
from lhtq.register.lists.places import bare
from lhtq.units.models import Unit
from lhtq.units.rules import VILLAGE_TYPES, Level, child_path
from lhtq.workbook import values
from lhtq.workbook.folding import fold
from lhtq.workbook.sheets import Cell
from lhtq.workbook.writing import Value


def _kind(cell: Cell) -> str:
    return values.choice(cell, {kind: (kind,) for kind in VILLAGE_TYPES} | {"tổ dân phố": ("tổ dân phố", "tổ", "TDP")})


_FIELDS = (
    Field("type", "Loại", _kind, (), "Thôn, bản, tổ dân phố, xóm hoặc khu.", VILLAGE_TYPES, 14),
    Field("name", "Tên thôn, bản, tổ dân phố", partial(text, 120), ("Tên", "Thôn", "Tên thôn", "Bản"),
          "Không cần ghi chữ “thôn”.", (), 30, required="name"),
    Field("legal_basis", "Căn cứ", partial(text, 300), ("Nghị quyết", "Quyết định thành lập", "Căn cứ thành lập"),
          "Nghị quyết, quyết định thành lập, nếu có.", (), 40),
)  # fmt: skip


def _plan(task: Task, given: Sequence[Given]) -> Plan:
    known = [
        Known(unit.id, task.commune.id, {"type": unit.type, "name": unit.name, "legal_basis": unit.legal_basis})
        for unit in task.villages
    ]
    for row in given:
        _part(row, task.villages)
    numbers = _Numbers(queries.last_village_code(task.commune.id))

    def made(row: dict[str, Any]) -> dict[str, Any]:
        code = numbers.next()
        return {
            **row, "type": row["type"] or "thôn", "parent_id": task.commune.id, "level": Level.VILLAGE.value,
            "code": code, "path": child_path(task.commune.path, code), "valid_from": task.today,
        }  # fmt: skip

    def doubt(row: Mapping[str, Any]) -> dict[str, str]:
        named = next((unit for unit in task.villages if bare(unit.name) == bare(row["name"])), None)
        return {"name": f"Xã đã có {named.full_name}. Chọn dòng này nếu là nơi khác."} if named else {}

    flat = Flat(
        table="unit",
        noun="thôn",
        columns=("name", "type", "legal_basis"),
        strong=lambda row: (bare(row.get("name", "")), row.get("type", "thôn")),
        weak=lambda row: bare(row.get("name", "")),
        needs={"name": "Thiếu tên."},
        made=made,
        doubt=doubt,
        spelled=("name",),
        asked=("type",),
    )
    return compare(task, flat, given, known)


def _part(row: Given, villages: Sequence[Unit]) -> None:
    """Part "Thôn Nà Khuyến" into its type and its name, unless there is a village whose name is just that."""
    words = row.values.get("name", "")
    if any(fold(words) == fold(unit.name) for unit in villages):
        return
    for kind in VILLAGE_TYPES:
        begin = f"{fold(kind)} "
        if fold(words).startswith(begin) and row.values.get("type", kind) == kind:
            row.values["type"] = kind
            row.values["name"] = " ".join(words.split()[len(kind.split()) :])
            return


class _Numbers:
    """The numbers of villages to come, in the commune's own counting."""

    def __init__(self, last: int) -> None:
        self._last = last

    def next(self) -> str:
        """The next one."""
        self._last += 1
        return f"{self._last:03}"


def _rows(task: Task, filters: Filters) -> Iterator[Sequence[Value]]:  # noqa: ARG001 - not narrowed
    above = commune_columns(task)
    for row in streamed(queries.villages_listed(task.unit.path)):
        told = [row.type, row.name, row.legal_basis]
        yield [row.commune_code, row.commune, *told] if above else told


VILLAGES = ListKind(
    slug="thon",
    name="Thôn, bản, tổ dân phố",
    view=Action.PEOPLE_VIEW,
    export=Export(lambda task: [*commune_columns(task), *(each.column() for each in _FIELDS)], _rows),
    reading=Reading(Action.VILLAGE_EDIT, frozenset({Level.COMMUNE}), lambda _task: _FIELDS, _plan),
)
