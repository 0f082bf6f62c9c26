"""Lists in which a row is a record: told by its name, made, or changed where the file says something else."""

from collections import defaultdict
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from lhtq.lists.kinds import Task
from lhtq.lists.rules import Edit, Finding, Given, New, Outcome, Plan, change_in_words

#: What a record is told by.
Identity = Callable[[Mapping[str, Any]], Hashable]


@dataclass(frozen=True)
class Known:
    """A record as it stands; ``closed`` says why it takes no change."""

    id: int
    unit_id: int
    values: Mapping[str, Any]
    version: int | None = None
    closed: str = ""


@dataclass(frozen=True)
class Flat:
    """How a list of records is compared.

    ``strong`` tells a record for certain; ``weak`` where just one in the file and one in the register are so called.
    """

    table: str
    noun: str
    columns: tuple[str, ...]
    strong: Identity
    weak: Identity
    #: What a new record must say, by key.
    needs: Mapping[str, str]
    made: Callable[[dict[str, Any]], dict[str, Any]]


def compare(task: Task, flat: Flat, given: Sequence[Given], known: Sequence[Known]) -> Plan:
    """What the rows would do to the records that are known."""
    plan = Plan()
    for row in given:
        # A cell that could not be read may stand so in the register, and tells the record all the same.
        row.values |= {key: words for key, words in row.raw.items() if key in flat.columns}
    matcher = _Matcher(flat, given, known)
    for row in given:
        before = len(plan.new) + len(plan.edits)
        found = matcher.match(row)
        row.forgive(found.values if found else {})
        reasons = dict(row.wrong) or matcher.refusal(row)
        if not reasons:
            reasons = _compare(task, flat, row, found, plan)
        changed = len(plan.new) + len(plan.edits) > before
        outcome = Outcome.WRONG if reasons else Outcome.UNCHANGED
        if changed:
            outcome = Outcome.NEW if plan.new and plan.new[-1].number == row.number else Outcome.CHANGED
        if outcome is Outcome.CHANGED:
            edit = plan.edits[-1]
            reasons = {key: change_in_words(edit.before[key], edit.after[key]) for key in edit.after}
        label = ", ".join(str(row.values[key]) for key in flat.columns[:2] if row.values.get(key))
        plan.findings.append(Finding(row.number, outcome, label, task.commune.id, reasons))
    return plan


def _compare(task: Task, flat: Flat, row: Given, found: Known | None, plan: Plan) -> dict[str, str]:
    """Put what a row changes into the plan; gives why it cannot."""
    if found is None:
        lacking = {key: words for key, words in flat.needs.items() if not row.values.get(key)}
        if not lacking:
            values = {column: row.values.get(column, "") for column in flat.columns}
            plan.new.append(New(flat.table, task.commune.id, row.number, flat.made(values)))
        return lacking
    after = {
        column: row.values[column]
        for column in flat.columns
        if row.values.get(column) and not _alike(row.values[column], found.values[column])
    }
    if found.closed:
        return {"": found.closed} if row.values.get("ended") is None or after else {}
    if row.values.get("ended") is not None:
        return {"ended": f"Việc thôi hoạt động ghi ở trang của {flat.noun}."}
    if after:
        before = {column: found.values[column] for column in after}
        plan.edits.append(Edit(flat.table, found.id, found.unit_id, row.number, before, after, found.version))
    return {}


def _alike(said: object, known: object) -> bool:
    """Whether two values differ in capitals at most: those of the register stay."""
    return said == known or (isinstance(said, str) and isinstance(known, str) and said.casefold() == known.casefold())


class _Matcher:
    """Which record a row is."""

    def __init__(self, flat: Flat, given: Sequence[Given], known: Sequence[Known]) -> None:
        self._flat = flat
        self._strong: dict[Hashable, list[Known]] = defaultdict(list)
        self._weak: dict[Hashable, list[Known]] = defaultdict(list)
        for one in known:
            self._strong[flat.strong(one.values)].append(one)
            if not one.closed:
                self._weak[flat.weak(one.values)].append(one)
        self._rows: dict[Hashable, int] = defaultdict(int)
        self._first: dict[Hashable, int] = {}
        for row in given:
            self._rows[flat.weak(row.values)] += 1
            self._first.setdefault(flat.strong(row.values), row.number)

    def refusal(self, row: Given) -> dict[str, str]:
        """Why a row cannot be told: it stands twice, or two records are so called."""
        first = self._first[self._flat.strong(row.values)]
        if first != row.number:
            return {"": f"Trùng với dòng {first}."}
        if len(self._strong[self._flat.strong(row.values)]) > 1:
            return {"": f"Trong sổ có nhiều {self._flat.noun} cùng tên này. Hãy sửa ở trang của {self._flat.noun}."}
        return {}

    def match(self, row: Given) -> Known | None:
        """The record of a row; None for a new one."""
        strong = self._strong[self._flat.strong(row.values)]
        if strong:
            return strong[0]
        weak = self._weak[self._flat.weak(row.values)]
        return weak[0] if len(weak) == 1 and self._rows[self._flat.weak(row.values)] == 1 else None
