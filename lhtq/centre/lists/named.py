"""The activity that a row of a file is about: its day and what it was, or those of the row above."""

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from lhtq.centre import queries
from lhtq.workbook.folding import fold


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
