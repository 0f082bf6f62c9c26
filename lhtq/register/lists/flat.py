"""Lists in which a row is a record: told by its name, made, or changed where the file says something else."""

from collections import defaultdict
from collections.abc import Callable, Collection, Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from lhtq.lists.kinds import Task
from lhtq.lists.rules import Edit, Finding, Given, New, Outcome, Plan, change_in_words
from lhtq.workbook.folding import marks_differ, marks_lost, spoken
from lhtq.workbook.values import same_phone

#: What a record is told by.
Identity = Callable[[Mapping[str, Any]], Hashable]
#: What is to be said of a row, by the key of a column or "" for the whole row.
Words = dict[str, str]


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
    #: What a column of a new record is that says nothing; "" where it is not told.
    empty: Mapping[str, Any] = field(default_factory=dict)
    #: What else of a row ``made`` is given: what was found for it.
    extra: tuple[str, ...] = ()
    #: Where a new record lies; the commune.
    unit_of: Callable[[Mapping[str, Any]], int] | None = None
    #: Why a record cannot be as the row would have it, asked of all of it as it would stand.
    check: Callable[[Mapping[str, Any], Known | None], Words] = lambda _row, _known: {}
    #: What is asked once more before a new record is made.
    doubt: Callable[[Mapping[str, Any]], Words] = lambda _row: {}
    #: What is asked once more before a record is changed: of it as it would stand, and which columns a row changes.
    doubt_change: Callable[[Mapping[str, Any], Collection[str]], Words] = lambda _row, _changed: {}
    #: Columns that are names: diacritics that a row has lost take none away, and other ones are asked about.
    spelled: tuple[str, ...] = ()
    #: Columns whose every change is asked about.
    asked: tuple[str, ...] = ()
    #: What a row is called by in the list of what was found; the first two columns.
    label: tuple[str, ...] = ()
    #: How the values of a column are called in a message.
    names: Mapping[str, Mapping[Any, str]] = field(default_factory=dict)


def compare(task: Task, flat: Flat, given: Sequence[Given], known: Sequence[Known]) -> Plan:
    """What the rows would do to the records that are known."""
    plan = Plan()
    for row in given:
        # A cell that could not be read may stand so in the register, and tells the record all the same.
        row.values |= {key: words for key, words in row.raw.items() if key in flat.columns}
    matcher = _Matcher(flat, given, known)
    for row in given:
        plan.findings.append(_find(task, flat, matcher, row, plan))
    return plan


def _find(task: Task, flat: Flat, matcher: "_Matcher", row: Given, plan: Plan) -> Finding:
    """What a row is; what it would write is put into the plan."""
    before = len(plan.new), len(plan.edits)
    found = matcher.match(row)
    row.forgive(found.values if found else {})
    reasons = dict(row.wrong) or matcher.refusal(row)
    if not reasons:
        reasons = _compare(task, flat, row, found, plan)
    label = ", ".join(
        str(_named(flat, key, row.values[key])) for key in flat.label or flat.columns[:2] if row.values.get(key)
    )
    unit_id = found.unit_id if found else _unit_of(task, flat, row)
    if reasons:
        return Finding(row.number, Outcome.WRONG, label, unit_id, reasons)
    made, changed = len(plan.new) > before[0], len(plan.edits) > before[1]
    doubts = flat.doubt(row.values) if made else _of_change(flat, plan.edits[-1], found) if changed and found else {}
    if doubts:
        if row.number not in task.chosen:
            (plan.new if made else plan.edits).pop()
        # Also where it was chosen: what is written is what was shown.
        return Finding(row.number, Outcome.DOUBTFUL, label, unit_id, doubts, asks=True)
    if made:
        return Finding(row.number, Outcome.NEW, label, unit_id)
    if changed:
        return Finding(row.number, Outcome.CHANGED, label, unit_id, _in_words(flat, plan.edits[-1]))
    return Finding(row.number, Outcome.UNCHANGED, label, unit_id)


def _of_change(flat: Flat, edit: Edit, known: Known) -> Words:
    """What a change does that is to be asked about, in words."""
    return _slips(flat, edit) | flat.doubt_change({**known.values, **edit.after}, edit.after)


def _slips(flat: Flat, edit: Edit) -> Words:
    """What a change does that may be a slip of the file, in words."""
    return {
        key: f"Trong sổ là “{_named(flat, key, edit.before[key])}”. Chọn dòng này để sửa theo tệp."
        for key in edit.after
        if key in flat.asked or (key in flat.spelled and marks_differ(edit.after[key], edit.before[key]))
    }


def _in_words(flat: Flat, edit: Edit) -> Words:
    return {
        key: change_in_words(_named(flat, key, edit.before[key]), _named(flat, key, edit.after[key]))
        for key in edit.after
    }


def _named(flat: Flat, key: str, value: Any) -> Any:
    """A value as it is called in a message."""
    return flat.names[key].get(value, value) if key in flat.names else value


def _unit_of(task: Task, flat: Flat, row: Given) -> int:
    return flat.unit_of(row.values) if flat.unit_of is not None else task.commune.id


def _compare(task: Task, flat: Flat, row: Given, found: Known | None, plan: Plan) -> Words:
    """Put what a row changes into the plan; gives why it cannot."""
    if found is None:
        return _make(task, flat, row, plan)
    after = {
        column: row.values[column]
        for column in flat.columns
        if row.values.get(column) not in {None, ""}
        and not _alike(column, row.values[column], found.values[column])
        and not (column in flat.spelled and _is_spelling(row.values[column], found.values[column]))
    }
    if found.closed:
        return {"": found.closed} if row.values.get("ended") is None or after else {}
    if row.values.get("ended") is not None:
        return {"ended": f"Việc thôi hoạt động ghi ở trang của {flat.noun}."}
    refused = flat.check({**found.values, **row.values}, found)
    if after and not refused:
        before = {column: found.values[column] for column in after}
        plan.edits.append(Edit(flat.table, found.id, found.unit_id, row.number, before, after, found.version))
    return refused


def _make(task: Task, flat: Flat, row: Given, plan: Plan) -> Words:
    """Put a new record into the plan; gives why it cannot be."""
    refused = {key: words for key, words in flat.needs.items() if row.values.get(key) in {None, ""}}
    if row.values.get("ended") is not None:
        refused["ended"] = f"Việc thôi hoạt động ghi ở trang của {flat.noun}."
    values = {column: row.values.get(column, flat.empty.get(column, "")) for column in flat.columns}
    refused = refused or flat.check({**row.values, **values}, None)
    if not refused:
        values |= {key: row.values.get(key) for key in flat.extra}
        plan.new.append(New(flat.table, _unit_of(task, flat, row), row.number, flat.made(values)))
    return refused


def _alike(column: str, said: object, known: object) -> bool:
    """Whether two values differ in capitals and white space at most, numbers in their signs: the register's stay."""
    if isinstance(said, str) and isinstance(known, str):
        if column == "phone" and same_phone(said, known):
            return True
        return " ".join(said.split()).casefold() == " ".join(known.split()).casefold()
    return said == known


def _is_spelling(said: str, known: str) -> bool:
    """Whether a name is the known one with its tone written elsewhere, or without any of its diacritics."""
    return spoken(said) == spoken(known) or marks_lost(said, known)


def _same(flat: Flat, row: Given, known: Known) -> bool:
    """Whether a row says of every column what the record has; nothing is said by an empty cell, and by no more."""
    told = ((column, row.values.get(column), known.values[column]) for column in flat.columns)
    return all(_alike(column, said, has) or (said in _NOTHING and has in _NOTHING) for column, said, has in told)


#: What stands for nothing in a cell and in a record; False is 0 here.
_NOTHING: tuple[Any, ...] = (None, "", 0)


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
        #: Of records that are called alike: the ones that have found their row, and those rows.
        self._taken: set[int] = set()
        self._settled: set[int] = set()
        self._rows: dict[Hashable, int] = defaultdict(int)
        self._first: dict[Hashable, int] = {}
        for row in given:
            self._rows[flat.weak(row.values)] += 1
            self._first.setdefault(flat.strong(row.values), row.number)

    def refusal(self, row: Given) -> dict[str, str]:
        """Why a row cannot be told: it stands twice, or two records are so called and neither is just like it."""
        if row.number in self._settled:
            return {}
        first = self._first[self._flat.strong(row.values)]
        if first != row.number:
            return {"": f"Trùng với dòng {first}."}
        if len(self._strong[self._flat.strong(row.values)]) > 1:
            return {"": f"Trong sổ có nhiều {self._flat.noun} cùng tên này. Hãy sửa ở trang của {self._flat.noun}."}
        return {}

    def match(self, row: Given) -> Known | None:
        """The record of a row; None for a new one."""
        strong = self._strong[self._flat.strong(row.values)]
        if len(strong) > 1:
            left = (one for one in strong if one.id not in self._taken)
            same = next((one for one in left if _same(self._flat, row, one)), None)
            if same is not None:
                self._taken.add(same.id)
                self._settled.add(row.number)
                return same
        if strong:
            return strong[0]
        weak = self._weak[self._flat.weak(row.values)]
        return weak[0] if len(weak) == 1 and self._rows[self._flat.weak(row.values)] == 1 else None
