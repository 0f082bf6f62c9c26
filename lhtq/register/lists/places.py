"""Which village a cell means."""

from collections.abc import Iterable

from lhtq.lists.kinds import Task
from lhtq.register.queries import village_elsewhere
from lhtq.units import queries as units
from lhtq.units.models import Unit
from lhtq.units.rules import VILLAGE_TYPES
from lhtq.workbook.folding import fold, spoken

#: Other words that stand before the name of a village.
_TYPES = tuple(sorted((fold(kind) for kind in (*VILLAGE_TYPES, "làng", "tổ", "ấp", "tdp")), key=len, reverse=True))

#: The same as they are said: a person may be called Tô.
_SPOKEN_TYPES = tuple(f"{spoken(kind)} " for kind in (*VILLAGE_TYPES, "làng", "tổ", "ấp", "tdp"))

#: Characters of a list of villages in a message.
_MOST_NAMED = 300


class Villages:
    """The villages of a commune by what people write of them."""

    def __init__(self, task: Task) -> None:
        self._task = task
        self._by_name: dict[str, list[Unit]] = {}
        for unit in task.villages:
            for written in {fold(unit.name), fold(unit.full_name), bare(unit.name), fold(unit.code)}:
                self._by_name.setdefault(written, []).append(unit)
        self._of_id = {unit.id: unit for unit in task.villages}

    def of(self, unit_id: int | None) -> Unit | None:
        """The village of an id, where it is of this commune."""
        return self._of_id.get(unit_id) if unit_id is not None else None

    def name_of(self, unit_id: int) -> str:
        """The name of a village of this commune."""
        unit = self._of_id.get(unit_id)
        return unit.title_name if unit else ""

    def heads(self, words: str) -> bool:
        """Whether words that stand alone name a village, of this commune or as a village is named."""
        known = fold(words) in self._by_name or bare(words) in self._by_name
        return known or spoken(words).startswith(_SPOKEN_TYPES)

    def find(self, words: str) -> Unit | str:
        """The village that is meant, or why there is none."""
        found = self._by_name.get(fold(words)) or self._by_name.get(bare(words)) or []
        if len(found) > 1:
            codes = ", ".join(f"{unit.title_name} ghi {unit.code}" for unit in found)
            return f"{self._task.commune.title_name} có nhiều thôn tên “{words}”. Hãy ghi mã thôn: {codes}."
        if not found:
            return self._nowhere(words)
        if not found[0].path.startswith(self._task.reach) or not found[0].path.startswith(self._task.unit.path):
            return f"{found[0].title_name} không thuộc {self._task.unit.full_name}."
        return found[0]

    def _nowhere(self, words: str) -> str:
        elsewhere = village_elsewhere(words)
        if elsewhere is not None:
            place = f"{elsewhere[0].title_name} thuộc {elsewhere[1].full_name}"
            return f"{self._task.commune.title_name} không có thôn “{words}”. {place}."
        known = ", ".join(unit.name for unit in self._task.villages)
        if len(known) > _MOST_NAMED:
            known = f"{known[:_MOST_NAMED]}…"
        listed = f"Các thôn của xã: {known}." if known else "Xã chưa có thôn nào, hãy nhập danh sách thôn trước."
        return f"{self._task.commune.title_name} không có thôn “{words}”. {listed}"


class Communes:
    """The communes of today by what people write of them; nothing written is the commune of the import."""

    def __init__(self, task: Task) -> None:
        self._own = task.commune
        self._by_name: dict[str, list[Unit]] = {}
        for unit, above in units.communes():
            for written in {fold(unit.name), fold(unit.full_name), fold(f"{unit.full_name} {above}"), unit.code}:
                self._by_name.setdefault(written, []).append(unit)

    def find(self, words: str) -> Unit | str:
        """The commune that is meant, or why there is none."""
        if not words or fold(words) in {fold(self._own.name), fold(self._own.full_name)}:
            return self._own
        found = self._by_name.get(fold(words), [])
        if len(found) == 1:
            return found[0]
        if found:
            return f"Tỉnh có nhiều xã tên “{words}”. Hãy ghi mã xã: {', '.join(unit.code for unit in found)}."
        return f"Tỉnh không có xã “{words}”."


def bare(words: str) -> str:
    """A name of a village, folded, without the word before it."""
    folded = fold(words)
    for kind in _TYPES:
        if folded.startswith(f"{kind} "):
            return folded.removeprefix(f"{kind} ")
    return folded


def names(villages: Iterable[Unit]) -> tuple[str, ...]:
    """The names of villages as a template offers them."""
    return tuple(unit.name for unit in villages)
