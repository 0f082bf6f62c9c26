"""What the lists of the Association share: levels, who is looked for where, the branch of a row."""

from collections import defaultdict
from collections.abc import Sequence
from functools import partial
from typing import Any

from lhtq.lists.kinds import Task
from lhtq.lists.rules import Field, Given
from lhtq.membership import queries
from lhtq.register.lists.columns import text
from lhtq.units.rules import Level
from lhtq.workbook import values
from lhtq.workbook.folding import fold
from lhtq.workbook.sheets import Cell
from lhtq.workbook.writing import Kind

EVERY_LEVEL = frozenset(Level)


def year_of_birth(cell: Cell) -> int:
    """The year of a birth, however much of the day is said."""
    return values.birth(cell)[0]


#: Everywhere the same: where somebody is a member, and who they are.
BRANCH = Field(
    "branch", "Chi hội", partial(text, 120), ("Tên chi hội", "Ban khuyến học", "Đơn vị"),
    "Như trong danh sách chi hội. Ô trống lấy theo dòng trên.", (), 34, required="branch",
)  # fmt: skip
FULL_NAME = Field(
    "full_name", "Họ và tên", values.name, ("Họ tên", "Họ tên hội viên", "Hội viên", "Tên"), "Họ tên đầy đủ.", (), 26,
    required="name",
)  # fmt: skip
BIRTH_YEAR = Field(
    "birth_year", "Năm sinh", year_of_birth, ("Ngày sinh", "Ngày sinh hoặc năm sinh"), "", (), 10, Kind.WHOLE,
    required="birth",
)  # fmt: skip
CARD_NUMBER = Field("card_number", "Số thẻ", partial(text, 30), ("Số thẻ hội viên", "Thẻ hội viên"), "", (), 14)


class Branches:
    """The branches that a file can speak of by their names; a row that names none is of the one above it."""

    def __init__(self, task: Task) -> None:
        self._by_name: dict[str, list[Any]] = defaultdict(list)
        for row in queries.known_branches(task.unit):
            self._by_name[fold(row.name)].append(row)
        self._last = ""

    def put(self, row: Given) -> None:
        """Put the branch of a row into it, one that goes on rather than one that ended; or why there is none."""
        self._last = row.values.get("branch") or self._last
        named = self._by_name.get(fold(self._last), [])
        going_on = [one for one in named if one.ended_on is None]
        found = going_on or named
        if len(found) == 1:
            row.values |= {"branch": found[0].name, "branch_id": found[0].id, "unit_id": found[0].unit_id,
                           "branch_kind": found[0].kind, "branch_ended": found[0].ended_on is not None}  # fmt: skip
        elif "branch" not in row.wrong:
            row.wrong["branch"] = self._why_not(found)

    def _why_not(self, found: Sequence[Any]) -> str:
        if found:
            return f"Có nhiều chi hội tên “{self._last}”. Hãy nhập ở trang của thôn, hoặc đổi tên chi hội."
        return f"Không có chi hội “{self._last}” ở đây." if self._last else "Thiếu tên chi hội."
