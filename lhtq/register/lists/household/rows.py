"""Rows as people, and which of them make a household."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field

from lhtq.lists.kinds import Task
from lhtq.lists.rules import Finding, Given, Outcome
from lhtq.register.lists.places import Villages
from lhtq.register.rules import Relation, Sex
from lhtq.units.models import Unit
from lhtq.workbook.folding import fold


@dataclass
class Row:
    """One person of the file."""

    given: Given
    name: str
    folded: str
    year: int | None
    born: dt.date | None
    sex: Sex | None
    relation: Relation | None
    code: str
    village: Unit | None = None
    outcome: Outcome | None = None
    asks: bool = False
    #: What changes in it, by column, in words.
    told: dict[str, str] = field(default_factory=dict)
    #: Chosen by the person although in doubt.
    taken: bool = False

    @property
    def number(self) -> int:
        """The row as Excel numbers it."""
        return self.given.number

    @property
    def wrong(self) -> dict[str, str]:
        """Why it is wrong or in doubt, by column."""
        return self.given.wrong

    @property
    def waits(self) -> bool:
        """In doubt, and not chosen: nothing of it is written."""
        return self.outcome is Outcome.DOUBTFUL and not self.taken

    def settle(self) -> None:
        """What could not be read and is not forgiven makes it wrong."""
        if self.wrong and self.outcome is None:
            self.outcome = Outcome.WRONG

    def refuse(self, key: str, words: str) -> None:
        """It is wrong; the first reason of a column stays."""
        self.given.wrong.setdefault(key, words)
        self.outcome = Outcome.WRONG

    def doubt(self, key: str, words: str, *, asks: bool) -> None:
        """It is in doubt, unless it is wrong anyway."""
        if self.outcome is not Outcome.WRONG:
            self.given.wrong.setdefault(key, words)
            self.outcome = Outcome.DOUBTFUL
            self.asks = self.asks or asks

    def finding(self, task: Task) -> Finding:
        """What is shown of it."""
        born = f"{self.born:%d/%m/%Y}" if self.born else str(self.year or "")
        label = ", ".join(part for part in (self.name, born, self.village.title_name if self.village else "") if part)
        unit_id = self.village.id if self.village else task.unit.id
        return Finding(
            self.number, self.outcome or Outcome.UNCHANGED, label, unit_id, self.wrong or self.told, self.asks
        )


@dataclass
class Group:
    """The rows of one household."""

    rows: list[Row] = field(default_factory=list)

    @property
    def head(self) -> Row | None:
        """The first who is marked as head."""
        return next((row for row in self.rows if row.relation is Relation.HEAD), None)

    @property
    def first(self) -> Row:
        """The row that stands for the household."""
        return self.head or self.rows[0]

    @property
    def code(self) -> str:
        """The number of the household in the commune's register, if any row says it."""
        return next((row.code for row in self.rows if row.code), "")

    @property
    def village(self) -> Unit | None:
        """Where it lies."""
        return self.first.village or next((row.village for row in self.rows if row.village), None)

    def said(self, key: str) -> object:
        """What a row says of the household, the head's first; None for nothing."""
        ordered = [self.first, *self.rows]
        return next((row.given.values[key] for row in ordered if row.given.values.get(key)), None)

    def says(self, key: str) -> bool:
        """Whether the file has anything to say in a column of the household."""
        return any(key in row.given.values for row in self.rows)

    def refuse(self, words: str, but: Sequence[Row] = ()) -> None:
        """None of its rows can be written; the rows ``but`` say why already."""
        for row in self.rows:
            if row not in but:
                row.refuse("", words)


def check_alone(group: Group) -> None:
    """What can be said of a household without the register."""
    heads = [row for row in group.rows if row.relation is Relation.HEAD]
    if len(heads) > 1:
        numbers = ", ".join(str(row.number) for row in heads)
        group.refuse(f"Hộ có {len(heads)} người ghi là chủ hộ, ở các dòng {numbers}.")
    places = {row.village.id for row in group.rows if row.village is not None}
    if len(places) > 1:
        group.refuse("Các dòng của hộ này ghi nhiều thôn khác nhau.")
    seen: dict[tuple[str, object], Row] = {}
    for row in group.rows:
        who = (row.folded, row.born or row.year)
        if row.folded and who in seen:
            row.refuse("full_name", f"Trùng với dòng {seen[who].number}.")
        seen.setdefault(who, row)


def grouped(task: Task, given: Sequence[Given]) -> tuple[list[Group], int, int]:
    """The households of a file, how many rows take their village from the row above, how many name it for others."""
    reader = _Reader(task)
    for one in given:
        reader.take(one)
    return reader.groups, reader.filled, reader.heading


class _Reader:
    """Goes down the rows: a number of the household, a head, or another head's name begins a household."""

    def __init__(self, task: Task) -> None:
        self.groups: list[Group] = []
        self.filled = 0
        self.heading = 0
        self._villages = Villages(task)
        self._found: dict[str, Unit | str] = {}
        self._default = self._villages.of(task.village_id)
        self._by_code: dict[tuple[int | None, str], Group] = {}
        self._open: Group | None = None
        self._head_name = ""
        #: The village that the last row which stands above others named.
        self._under = ""

    def take(self, given: Given) -> None:
        if given.alone and self._villages.heads(given.alone):
            self._under, self._open, self._head_name = given.alone, None, ""
            self.heading += 1
            return
        row = _row(given)
        head_name = fold(given.values.get("head_name", ""))
        if row.relation is None and (head_name or self._head_name):
            row.relation = Relation.HEAD if row.folded == (head_name or self._head_name) else Relation.OTHER
        begins = row.relation is Relation.HEAD or head_name not in {"", self._head_name}
        self._place(row)
        group = self._group_of(row, begins=begins)
        group.rows.append(row)
        self._open = group
        self._head_name = head_name or ("" if begins else self._head_name)

    def _group_of(self, row: Row, *, begins: bool) -> Group:
        if row.code:
            key = (row.village.id if row.village else None, row.code)
            if key not in self._by_code:
                self._by_code[key] = self._add()
            return self._by_code[key]
        if begins or self._open is None:
            return self._add()
        return self._open

    def _add(self) -> Group:
        self.groups.append(Group())
        return self.groups[-1]

    def _place(self, row: Row) -> None:
        words = row.given.values.get("village") or self._under
        if not words:
            above = self._open.rows[-1].village if self._open else None
            row.village = self._default or above
            self.filled += row.village is not None and self._default is None
            if row.village is None:
                row.refuse("village", "Thiếu thôn.")
            return
        if words not in self._found:
            self._found[words] = self._villages.find(words)
        found = self._found[words]
        if isinstance(found, str):
            row.refuse("village", found)
        elif self._default is not None and found.id != self._default.id:
            row.refuse("village", f"Dòng này thuộc {found.title_name}, tệp đang nhập cho {self._default.title_name}.")
        else:
            row.village = found


def _row(given: Given) -> Row:
    said = given.values
    birth = said.get("birth") or said.get("born_male") or said.get("born_female")
    name = said.get("full_name") or given.raw.get("full_name", "")
    relation = said.get("relation")
    row = Row(
        given, name, fold(name), birth[0] if birth else None, birth[1] if birth else None, _sex(given), relation,
        said.get("code", ""),
    )  # fmt: skip
    if not name:
        row.refuse("full_name", "Thiếu họ tên.")
    if birth is None and not {"birth", "born_male", "born_female"} & given.wrong.keys():
        row.refuse("birth", "Thiếu năm sinh.")
    if given.wrong.keys() - _FORGIVEN:
        row.outcome = Outcome.WRONG
    return row


#: What may stand in the register as it could not be read: typed by hand, where any text is taken.
_FORGIVEN = {"full_name", "phone", "household_phone"}


def _sex(given: Given) -> Sex | None:
    said = given.values
    if "sex" in said:
        return Sex(said["sex"])
    if said.get("born_male"):
        return Sex.MALE
    if said.get("born_female"):
        return Sex.FEMALE
    if "female" in said:
        return Sex.FEMALE if said["female"] else Sex.MALE
    return None
