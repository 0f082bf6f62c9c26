"""The activity that a row of a file is about: its day and what it was, or those of the row above; and its change."""

from collections import defaultdict
from collections.abc import Mapping
from functools import partial
from typing import Any

from lhtq.centre import queries
from lhtq.lists.kinds import Filters, Task, asked_number, asked_year
from lhtq.lists.rules import Edit, Field
from lhtq.register.lists.columns import text
from lhtq.workbook import values
from lhtq.workbook.folding import fold
from lhtq.workbook.sheets import Cell
from lhtq.workbook.writing import Kind

#: The columns that name it.
OF_ACTIVITY = (
    Field("held_on", "Ngày", values.day, ("Ngày tổ chức",), "Ngày của hoạt động. Ô trống lấy theo dòng trên.", (), 12,
          Kind.DAY, required="held_on"),
    Field("topic", "Hoạt động", partial(text, 200), ("Nội dung", "Tên lớp", "Lớp"),
          "Nội dung như trong danh sách hoạt động. Ô trống lấy theo dòng trên.", (), 40, required="topic"),
)  # fmt: skip


def birth_year(cell: Cell) -> int:
    """The year of birth in a cell, whatever else it says. Raises ValueWrongError."""
    return values.birth(cell)[0]


class NamedActivities:
    """The activities at or under a unit by day and topic; remembers which one the row before named."""

    def __init__(self, path: str) -> None:
        self.rows = queries.known_activities(path)
        self._named: dict[tuple[Any, str], list[Any]] = defaultdict(list)
        for row in self.rows:
            self._named[row.held_on, fold(row.topic)].append(row)
        self._last: tuple[Any, str] = (None, "")

    def find(self, said: Mapping[str, Any]) -> tuple[Any, dict[str, str]]:
        """The one activity that a row names, or why there is none."""
        self._last = said.get("held_on") or self._last[0], said.get("topic") or self._last[1]
        found = self._named.get((self._last[0], fold(self._last[1])), [])
        if len(found) == 1:
            return found[0], {}
        many = "Có nhiều hoạt động như vậy. Hãy nhập ở trang của thôn." if found else "Không có hoạt động này."
        return None, {"topic": many}


def changed(activity: Any, after: Mapping[str, Any], number: int) -> list[Edit]:
    """The change of an activity that is known, by a row of a file; none where all of it is so already."""
    before = {key: getattr(activity, key) for key in after}
    if before == after:
        return []
    return [Edit("activity", activity.id, activity.unit_id, number, before, after, activity.version)]


def classes(task: Task, filters: Filters) -> queries.Classes:
    """Of which activities the sessions go out: of one, or of those of a year."""
    return queries.Classes(task.unit.path, asked_number(filters, "hoat_dong"), asked_year(task, filters))
