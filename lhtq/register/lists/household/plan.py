"""What a file of households and people would do to the register."""

from collections.abc import Mapping, Sequence
from typing import Any

from lhtq.lists.kinds import Task
from lhtq.lists.rules import Edit, Given, New, Outcome, Plan
from lhtq.register.lists.household.matching import Doubt, Refused, Register
from lhtq.register.lists.household.namesakes import Namesakes
from lhtq.register.lists.household.rows import Group, Row, check_alone, grouped
from lhtq.register.lists.household.spelling import alike, renames, same, why_no_new_head
from lhtq.register.lists.household.telling import notes, told
from lhtq.register.queries import KnownHousehold, KnownPerson
from lhtq.register.rules import Relation
from lhtq.workbook.folding import marks_differ

#: Columns of the file that are columns of the record, where they say something.
_OF_PERSON = ("ethnicity", "phone", "working", "occupation", "disabled", "literate")

#: Households after which it is told how far it is.
_TELLING = 100


def plan(task: Task, given: Sequence[Given]) -> Plan:
    """Compare the rows with the register of the commune's villages."""
    groups, filled, heading = grouped(task, given)
    register = Register(task)
    made = Plan()
    for group in groups:
        check_alone(group)
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
    made.notes = list(notes(rows, filled, heading))
    return made


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
        #: By the number of a row whom it names as they were before they were merged.
        self._was: dict[int, KnownPerson] = {}
        #: By table and id the row that changes a record.
        self._changed: dict[tuple[str, int], int] = {}

    def household(self, group: Group) -> None:
        if group.village is None:
            group.refuse("Không rõ hộ ở thôn nào.", but=[row for row in group.rows if "village" in row.wrong])
            return
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
        elif known.id in self._met:
            group.refuse(f"Hộ này trùng với hộ ở dòng {self._met[known.id]}.")
        elif known.id in self._register.merged.households:
            self._met[known.id] = first.number
            self._merged_household(group, known)
        else:
            self._met[known.id] = first.number
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
            group.refuse(f"Dòng {head.number} của chủ hộ còn sai nên chưa nhập được hộ này.", but=[head])
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
            if row.outcome is Outcome.WRONG or (row is not head and not chosen and self._is_elsewhere(row)):
                continue
            self._plan.new.append(self._person(row, village.id, home))
            self._new(row, chosen=chosen)

    def _is_elsewhere(self, row: Row) -> bool:
        """Whether a new person waits, because they may stand in another household already."""
        if words := self._register.elsewhere(row):
            row.doubt("", words, asks=True)
            row.taken = row.number in self._task.chosen
        return row.waits

    def _new(self, row: Row, *, chosen: bool) -> None:
        if row.outcome is Outcome.DOUBTFUL:
            row.taken = chosen
        elif row.outcome is None:
            row.outcome = Outcome.NEW

    def _known_household(self, group: Group, known: KnownHousehold) -> None:
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
            elif not row.waits:
                self._edit_person(row, person, self._was.get(row.number))

    def _match(self, row: Row, known: KnownHousehold, matched: dict[int, tuple[Row, KnownPerson | None]]) -> None:
        was = None if self._register.is_member(row, known) else self._register.merged.member(row, known.id)
        if was is not None:
            self._match_merged(row, was, known, matched)
            return
        try:
            found = self._register.person_of(row, known)
            row.given.forgive({"full_name": found.full_name, "phone": found.phone} if found else {})
            row.settle()
            if row.outcome is not Outcome.WRONG:
                matched[row.number] = (row, found)
                self._ask_about_name(row, found)
        except Refused as error:
            row.refuse("full_name", str(error))
        except Doubt as error:
            row.doubt("birth", str(error), asks=True)
            if row.number in self._task.chosen:
                row.taken = True
                matched[row.number] = (row, self._register.namesake(row, known))

    def _ask_about_name(self, row: Row, found: KnownPerson | None) -> None:
        """A name with other diacritics may be a slip of the file, or put one of the register right: who knows says."""
        if found is not None and marks_differ(row.name, found.full_name):
            words = f"Trong sổ ghi “{found.full_name}”. Chọn dòng này để sửa thành “{row.name}”."
            row.doubt("full_name", words, asks=True)
            row.taken = row.number in self._task.chosen

    def _match_merged(
        self,
        row: Row,
        was: KnownPerson,
        known: KnownHousehold,
        matched: dict[int, tuple[Row, KnownPerson | None]],
    ) -> None:
        """One who was merged is who stands for them, in this household or another."""
        self._was[row.number] = was
        now = self._register.person_now(was)
        if now is not None and now.household_id == known.id:
            row.given.forgive({"full_name": was.full_name, "phone": was.phone})
            row.settle()
            if row.outcome is not Outcome.WRONG:
                matched[row.number] = (row, now)
        else:
            self._merged_person(row, was, now)

    def _merged_household(self, group: Group, was: KnownHousehold) -> None:
        """A household that was merged: what the file says of it that is news goes to what stands for it."""
        now = self._register.household_now(was)
        for row in group.rows:
            row.given.forgive({"household_phone": was.phone})
        if now is not None and group.first.outcome is not Outcome.WRONG:
            after = {
                column: value for column, value in self._facts(group, was).items() if column in self._facts(group, now)
            }
            if after:
                self._change("household", group.first, now, after)
        for row in group.rows:
            if row.outcome is Outcome.WRONG:
                continue
            old = self._register.merged.member_of_old(row, was.id)
            if old is not None:
                self._merged_person(row, old, self._register.person_now(old))
            elif now is None:
                row.refuse("", f"Hộ {was.head_name} đã gộp vào một hộ ở nơi khác. Hãy ghi người này ở đó.")
            else:
                self._went_along(row, now)

    def _went_along(self, row: Row, now: KnownHousehold) -> None:
        """Somebody of a household that was merged who moved into the other with it; or nobody that is known there."""
        if self._register.is_member(row, now):
            matched: dict[int, tuple[Row, KnownPerson | None]] = {}
            self._match(row, now, matched)
            for _row, person in matched.values():
                if person is not None:
                    # What somebody is to the head was settled when the two became one.
                    self._edit_person(row, person, person)
            return
        words = f"Hộ này đã gộp vào hộ {now.head_name}, ở đó chưa có người này. Chọn dòng này để thêm."
        row.doubt("", words, asks=True)
        if row.number in self._task.chosen and row.outcome is not Outcome.WRONG:
            row.taken = True
            if row.relation is Relation.HEAD:
                row.refuse("relation", f"Hộ này đã gộp vào hộ {now.head_name}. Hãy ghi quan hệ với chủ hộ ấy.")
            else:
                self._add_to(row, now)

    def _merged_person(self, row: Row, was: KnownPerson, now: KnownPerson | None) -> None:
        """What a row says anew of somebody who was merged goes to who stands for them."""
        row.given.forgive({"full_name": was.full_name, "phone": was.phone})
        row.settle()
        if row.outcome is Outcome.WRONG:
            return
        if now is not None:
            self._edit_person(row, now, was)
        elif self._news(row, was, was):
            row.refuse("", "Người này đã gộp vào hồ sơ ở nơi khác. Hãy sửa ở đó.")
        elif row.outcome is None:
            row.outcome = Outcome.UNCHANGED

    def _check_head(
        self, group: Group, known: KnownHousehold, matched: Mapping[int, tuple[Row, KnownPerson | None]]
    ) -> bool:
        """Whether the household keeps one head: another only where the file says what the old one is now."""
        head, old = group.head, self._register.heads.get(known.id)
        if old is None or (head is not None and head.number in self._was and head.number not in matched):
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
        if words := why_no_new_head(head, old_row, known_again=head.number in matched):
            group.refuse(words)
            return False
        return True

    def _edit_household(
        self, group: Group, known: KnownHousehold, matched: Mapping[int, tuple[Row, KnownPerson | None]]
    ) -> None:
        head = group.head
        if group.first.waits:
            return
        after: dict[str, Any] = {}
        named = head is not None and head.number in matched and head.number not in self._was
        if named and head is not None:
            person = matched[head.number][1]
            name = person.full_name if person is not None and not renames(head, person.full_name) else head.name
            if not alike(name, known.head_name):
                after["head_name"] = name
        after |= self._facts(group, known)
        if after:
            self._change("household", group.first, known, after)

    def _facts(self, group: Group, known: KnownHousehold) -> dict[str, Any]:
        """What the file says of a household itself that is not what is known of it."""
        said = {"code": group.code, "address": group.said("address"), "phone": group.said("household_phone")}
        after: dict[str, Any] = {
            column: value for column, value in said.items() if value and not same(column, value, getattr(known, column))
        }
        if group.says("poor") and bool(group.said("poor")) != known.poor:
            after["poor"] = bool(group.said("poor"))
        return after

    def _add_to(self, row: Row, known: KnownHousehold) -> None:
        self._complete(row)
        if row.outcome is Outcome.WRONG or (not row.taken and self._is_elsewhere(row)):
            return
        person = self._person(row, known.unit_id, None)
        person.values["household_id"] = known.id
        self._plan.new.append(person)
        self._new(row, chosen=row.taken)

    def _edit_person(self, row: Row, known: KnownPerson, was: KnownPerson | None = None) -> None:
        after = self._news(row, known, was)
        if after:
            # Who is head no longer makes room before the new one is written.
            steps_back = known.relation == Relation.HEAD and after.get("relation", Relation.HEAD) != Relation.HEAD
            self._change("person", row, known, after, first=steps_back)
        elif row.outcome is None:
            row.outcome = Outcome.UNCHANGED

    def _news(self, row: Row, known: KnownPerson, was: KnownPerson | None) -> dict[str, Any]:
        """What a row says that is not known; of one who was merged only what their old record did not say either.

        What that record said was looked at when it was merged, as was what they are to the head.
        """
        after = self._differences(row, known)
        if was is not None:
            old = self._differences(row, was)
            after = {column: value for column, value in after.items() if column in old and column != "relation"}
        return after

    def _differences(self, row: Row, known: KnownPerson) -> dict[str, Any]:
        said = {"sex": row.sex, "relation": row.relation, **{key: row.given.values.get(key) for key in _OF_PERSON}}
        after: dict[str, Any] = {
            column: value
            for column, value in said.items()
            if value not in {None, ""} and not same(column, value, getattr(known, column))
        }
        if renames(row, known.full_name):
            after["full_name"] = row.name
        if row.year != known.birth_year:
            after |= {"birth_year": row.year, "birth_date": row.born}
        elif row.born is not None and row.born != known.birth_date:
            after["birth_date"] = row.born
        return after

    def _change(
        self, table: str, row: Row, known: KnownHousehold | KnownPerson, after: dict[str, Any], *, first: bool = False
    ) -> None:
        other = self._changed.setdefault((table, known.id), row.number)
        if other != row.number:
            row.refuse("", f"Dòng này và dòng {other} là một hồ sơ, đã gộp. Chỉ giữ một dòng.")
            return
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
