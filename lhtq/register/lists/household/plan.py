"""What a file of households and people would do to the register."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from lhtq.lists.kinds import Task
from lhtq.lists.rules import Edit, Given, New, Outcome, Plan
from lhtq.register.lists.household.matching import Doubt, Refused, Register
from lhtq.register.lists.household.namesakes import Namesakes
from lhtq.register.lists.household.rows import Group, Row, grouped
from lhtq.register.lists.household.telling import told
from lhtq.register.queries import KnownHousehold, KnownPerson
from lhtq.register.rules import Relation
from lhtq.workbook.values import two_digit_years

#: Columns of the file that are columns of the record, where they say something.
_OF_PERSON = ("ethnicity", "phone", "working", "occupation", "disabled", "literate")

#: Households after which it is told how far it is.
_TELLING = 100


def plan(task: Task, given: Sequence[Given]) -> Plan:
    """Compare the rows with the register of the commune's villages."""
    groups, filled = grouped(task, given)
    register = Register(task)
    made = Plan()
    for group in groups:
        _check_alone(group)
    planner = _Planner(task, register, made, Namesakes(groups, register))
    done = 0
    for number, group in enumerate(groups):
        planner.household(group)
        done += len(group.rows)
        if number % _TELLING == 0:
            task.seen(done)
    rows = sorted((row for group in groups for row in group.rows), key=lambda row: row.number)
    for row in rows:
        row.settle()
    made.findings = [row.finding(task) for row in rows]
    made.notes = list(_notes(rows, filled))
    return made


def _check_alone(group: Group) -> None:
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


def _doubt(group: Group, words: str) -> None:
    first = group.first
    for row in group.rows:
        if row is first:
            row.doubt("", words, asks=True)
        else:
            row.doubt("", f"Theo hộ ở dòng {first.number}.", asks=False)


class _Planner:
    """Turns households into records to be made and changed."""

    def __init__(self, task: Task, register: Register, plan_: Plan, namesakes: Namesakes) -> None:
        self._task = task
        self._register = register
        self._namesakes = namesakes
        self._plan = plan_
        self._met: dict[int, int] = {}

    def household(self, group: Group) -> None:
        first = group.first
        chosen = first.number in self._task.chosen
        try:
            known = self._household_of(group)
        except Refused as error:
            group.refuse(str(error))
            return
        except Doubt as error:
            _doubt(group, str(error))
            if not chosen:
                return
            known = None
        if known is None:
            self._new_household(group, chosen=chosen)
        else:
            self._known_household(group, known)

    def _household_of(self, group: Group) -> KnownHousehold | None:
        """The household that is meant; None for a new one. Raises Doubt and Refused."""
        if not self._namesakes.contested(group):
            return self._register.household_of(group)
        known = self._namesakes.known(group)
        if known is None:
            if words := self._namesakes.refusal(group):
                raise Refused(words)
            if words := self._namesakes.doubt(group):
                raise Doubt(words)
        return known

    def _new_household(self, group: Group, *, chosen: bool) -> None:
        head = group.head
        if head is None:
            group.refuse("Hộ chưa có trong sổ và không có ai ghi “Chủ hộ”.")
            return
        for row in group.rows:
            self._complete(row)
        if head.outcome is Outcome.WRONG:
            group.refuse(f"Dòng {head.number} của chủ hộ còn sai nên chưa nhập được hộ này.")
            return
        village = group.village
        assert village is not None  # noqa: S101 - a household without a village is refused before
        values: dict[str, Any] = {
            "head_name": head.name, "address": group.said("address") or "", "code": group.code,
            "phone": group.said("household_phone") or "", "poor": bool(group.said("poor")),
        }  # fmt: skip
        home = New("household", village.id, head.number, values)
        self._plan.new.append(home)
        for row in group.rows:
            if row.outcome is Outcome.WRONG:
                continue
            self._plan.new.append(self._person(row, village.id, home))
            self._new(row, chosen=chosen)

    def _new(self, row: Row, *, chosen: bool) -> None:
        if row.outcome is Outcome.DOUBTFUL:
            row.taken = chosen
        elif row.outcome is None:
            row.outcome = Outcome.NEW

    def _known_household(self, group: Group, known: KnownHousehold) -> None:
        if known.id in self._met:
            group.refuse(f"Hộ này trùng với hộ ở dòng {self._met[known.id]}.")
            return
        self._met[known.id] = group.first.number
        matched: dict[int, tuple[Row, KnownPerson | None]] = {}
        for row in group.rows:
            row.given.forgive({"household_phone": known.phone})
            if row.outcome is not Outcome.WRONG:
                self._match(row, known, matched)
        if not self._check_head(group, known, matched):
            return
        self._edit_household(group, known, matched)
        for row, person in matched.values():
            if person is None:
                self._add_to(row, known)
            else:
                self._edit_person(row, person)

    def _match(self, row: Row, known: KnownHousehold, matched: dict[int, tuple[Row, KnownPerson | None]]) -> None:
        try:
            found = self._register.person_of(row, known)
            row.given.forgive({"full_name": found.full_name, "phone": found.phone} if found else {})
            row.settle()
            if row.outcome is not Outcome.WRONG:
                matched[row.number] = (row, found)
        except Refused as error:
            row.refuse("full_name", str(error))
        except Doubt as error:
            row.doubt("birth", str(error), asks=True)
            if row.number in self._task.chosen:
                row.taken = True
                matched[row.number] = (row, self._register.namesake(row, known))

    def _check_head(
        self, group: Group, known: KnownHousehold, matched: Mapping[int, tuple[Row, KnownPerson | None]]
    ) -> bool:
        """Whether the household keeps one head: another only where the file says what the old one is now."""
        head, old = group.head, self._register.heads.get(known.id)
        if old is None:
            return True
        by_person = {person.id: row for row, person in matched.values() if person is not None}
        old_row = by_person.get(old.id)
        stays = old_row is None or old_row.relation in {None, Relation.HEAD}
        if head is None or (head.number in matched and old_row is head):
            if stays or head is not None:
                return True
            group.refuse(f"{old.full_name} đang là chủ hộ, tệp không ghi ai thay.")
            return False
        if stays:
            group.refuse(
                f"Chủ hộ trong sổ là {old.full_name}, tệp ghi {head.name}. Hãy ghi cả {old.full_name} với quan hệ mới, "
                "hoặc đổi chủ hộ ở trang của hộ."
            )
            return False
        if head.number not in matched:
            group.refuse(f"Dòng {head.number} của chủ hộ còn sai nên chưa đổi chủ hộ được.")
            return False
        return True

    def _edit_household(
        self, group: Group, known: KnownHousehold, matched: Mapping[int, tuple[Row, KnownPerson | None]]
    ) -> None:
        head = group.head
        after: dict[str, Any] = {}
        if head is not None and head.number in matched and not _alike(head.name, known.head_name):
            after["head_name"] = head.name
        said = {"code": group.code, "address": group.said("address"), "phone": group.said("household_phone")}
        after |= {column: value for column, value in said.items() if value and value != getattr(known, column)}
        if group.says("poor") and bool(group.said("poor")) != known.poor:
            after["poor"] = bool(group.said("poor"))
        if after:
            self._change("household", group.first, known, after)

    def _add_to(self, row: Row, known: KnownHousehold) -> None:
        self._complete(row)
        if row.outcome is Outcome.WRONG:
            return
        person = self._person(row, known.unit_id, None)
        person.values["household_id"] = known.id
        self._plan.new.append(person)
        self._new(row, chosen=row.taken)

    def _edit_person(self, row: Row, known: KnownPerson) -> None:
        said = {"sex": row.sex, "relation": row.relation, **{key: row.given.values.get(key) for key in _OF_PERSON}}
        after: dict[str, Any] = {
            column: value
            for column, value in said.items()
            if value not in {None, ""} and value != getattr(known, column)
        }
        if not _alike(row.name, known.full_name):
            after["full_name"] = row.name
        if row.year != known.birth_year:
            after |= {"birth_year": row.year, "birth_date": row.born}
        elif row.born is not None and row.born != known.birth_date:
            after["birth_date"] = row.born
        if after:
            # Who is head no longer makes room before the new one is written.
            steps_back = known.relation == Relation.HEAD and after.get("relation", Relation.HEAD) != Relation.HEAD
            self._change("person", row, known, after, first=steps_back)
        elif row.outcome is None:
            row.outcome = Outcome.UNCHANGED

    def _change(
        self, table: str, row: Row, known: KnownHousehold | KnownPerson, after: dict[str, Any], *, first: bool = False
    ) -> None:
        before = {column: getattr(known, column) for column in after}
        self._plan.edits.append(
            Edit(table, known.id, known.unit_id, row.number, before, after, known.version, first=first)
        )
        row.told |= told(table, before, after)
        if row.outcome in {None, Outcome.UNCHANGED}:
            row.outcome = Outcome.CHANGED

    def _complete(self, row: Row) -> None:
        """Refuse a new person of whom the register must know more."""
        row.settle()
        if row.outcome is Outcome.WRONG:
            return
        if row.sex is None:
            row.refuse("sex", "Thiếu giới tính.")
        if row.relation is None:
            row.refuse("relation", "Thiếu quan hệ với chủ hộ.")

    def _person(self, row: Row, unit_id: int, home: New | None) -> New:
        said = row.given.values
        values: dict[str, Any] = {
            "full_name": row.name, "birth_year": row.year, "birth_date": row.born, "sex": row.sex,
            "ethnicity": said.get("ethnicity", ""), "relation": row.relation, "phone": said.get("phone", ""),
            "working": bool(said.get("working")), "occupation": said.get("occupation"),
            "disabled": bool(said.get("disabled")), "literate": said.get("literate"),
        }  # fmt: skip
        return New("person", unit_id, row.number, values, {"household_id": home} if home else {})


def _alike(said: str, known: str) -> bool:
    """Whether two names differ in capitals alone: those of the register stay."""
    return said.casefold() == known.casefold()


def _notes(rows: Sequence[Row], filled: int) -> Sequence[str]:
    """How the rows were understood, in words."""
    notes = []
    exact = sum(row.born is not None for row in rows)
    year = sum(row.born is None and row.year is not None for row in rows)
    if rows:
        notes.append(f"Ngày sinh: {exact} dòng đủ ngày, tháng, năm (đọc theo ngày/tháng/năm); {year} dòng chỉ có năm.")
    notes.append(two_digit_years())
    if filled:
        notes.append(f"{filled} dòng để trống cột Thôn, lấy theo dòng trên.")
    counted = Counter(
        key
        for row in rows
        for key in ("ethnicity", "occupation")
        if row.outcome is Outcome.NEW and not row.given.values.get(key)
    )
    if counted["ethnicity"]:
        notes.append(f"{counted['ethnicity']} người mới chưa ghi dân tộc, để trống.")
    if counted["occupation"]:
        notes.append(f"{counted['occupation']} người mới chưa rõ nhóm công dân học tập, để trống.")
    return notes
