"""Which household of the register a household of the file is, and which person of it a row."""

from collections import Counter, defaultdict

from lhtq.lists.kinds import Task
from lhtq.register import queries
from lhtq.register.lists.household.merged import Merged, same_birth
from lhtq.register.lists.household.rows import Group, Row
from lhtq.register.queries import KnownHousehold, KnownPerson
from lhtq.register.rules import Relation
from lhtq.workbook.folding import fold, marks_differ, marks_lost, spoken

#: A person as the file and the register tell one: folded name and year of birth.
Who = tuple[str, int | None]


#: What is said of one person, as a row of a file or of the register.
Said = tuple[object, ...]


class Doubt(Exception):  # noqa: N818 - no error: the person decides
    """It may be a record that is there already."""


class Refused(Exception):  # noqa: N818 - a reason for the person
    """It cannot be written as it is; the words say why."""


class Register:
    """The households and people of the villages that a file speaks of."""

    def __init__(self, task: Task) -> None:
        unit_ids = [unit.id for unit in task.villages]
        self.names = {unit.id: unit.title_name for unit in task.villages}
        self.households = {one.id: one for one in queries.known_households(unit_ids)}
        self.members: dict[int, list[KnownPerson]] = defaultdict(list)
        self.heads: dict[int, KnownPerson] = {}
        self._by_code: dict[str, list[KnownHousehold]] = defaultdict(list)
        self._by_head: dict[tuple[int, str], list[KnownHousehold]] = defaultdict(list)
        #: By name and year of birth whoever is there, wherever in the commune.
        self._by_person: dict[Who, list[KnownPerson]] = defaultdict(list)
        self.folded: dict[int, str] = {}
        self._people: dict[int, KnownPerson] = {}
        for person in queries.known_people(unit_ids):
            self._add_person(person)
        for household in self.households.values():
            if household.code:
                self._by_code[household.code.casefold()].append(household)
            if household.ended_on is None:
                head = self.heads.get(household.id)
                folded = self.folded[head.id] if head else fold(household.head_name)
                self._by_head[household.unit_id, folded].append(household)
        self.merged = Merged(queries.merged_records(unit_ids))
        self._add_merged()

    def _add_merged(self) -> None:
        """Households that went are told by who was in them as others are, but found after those that are there."""
        self.households |= self.merged.households
        self.folded |= self.merged.folded
        for id_ in self.merged.households:
            self.members[id_] = self.merged.members[id_]

    def _add_person(self, person: KnownPerson) -> None:
        self.members[person.household_id].append(person)
        self.folded[person.id] = fold(person.full_name)
        if person.left_on is None:
            self._people[person.id] = person
            self._by_person[self.folded[person.id], person.birth_year].append(person)
            if person.relation == Relation.HEAD:
                self.heads[person.household_id] = person

    def household_of(self, group: Group) -> KnownHousehold | None:
        """The household that is meant; None for a new one. Raises Doubt and Refused."""
        village = group.village
        assert village is not None  # noqa: S101 - a household without a village is refused before
        if group.code:
            found = self._of_code(group, village.id)
            if found is not None:
                return found
        return self._of_head(group, village.id)

    def _of_code(self, group: Group, village_id: int) -> KnownHousehold | None:
        coded = self._by_code.get(group.code.casefold(), [])
        here = [one for one in coded if one.unit_id == village_id]
        if len(here) > 1:
            raise Refused(f"Trong thôn có {len(here)} hộ cùng mã {group.code}. Hãy sửa mã ở trang của hộ trước.")
        if here:
            if here[0].ended_on is not None:
                raise Refused(f"Hộ mã {group.code} đã thôi là hộ của thôn từ {here[0].ended_on:%d/%m/%Y}.")
            return here[0]
        if went := self.merged.of_code(village_id, group.code):
            return went
        if coded:
            place = self.names.get(coded[0].unit_id, "thôn khác")
            raise Refused(
                f"Mã hộ {group.code} đang là hộ {coded[0].head_name} ở {place}. Hãy sửa thôn trong tệp, "
                "hoặc chuyển hộ ở trang của hộ."
            )
        return None

    def _of_head(self, group: Group, village_id: int) -> KnownHousehold | None:
        same = self.led_by(group)
        if group.code:
            # One with another number is another household.
            other = [one for one in same if one.code]
            same = [one for one in same if not one.code]
            if other and not same:
                raise Doubt(
                    f"Trong thôn đã có hộ {other[0].head_name} cùng năm sinh chủ hộ, mã {other[0].code}. "
                    "Chọn dòng này nếu là hộ khác."
                )
        if len(same) > 1:
            same = self._likest(group, [one for one in same if self.is_spelled(group, one)] or same)
        if same:
            if words := self._stranger(group, same[0]):
                raise Doubt(words)
            return same[0]
        went = [one for one in self.merged.led_by(village_id, group.first) if not group.code or not one.code]
        if went:
            return max(went, key=lambda one: self.exactly_alike(group, one.id))
        self._ask_about_moved(group, village_id)
        return None

    def _stranger(self, group: Group, household: KnownHousehold) -> str:
        """Why a household may be another than the one whose head is so called: another name and nobody else alike."""
        first, others = group.first, [row for row in group.rows if row is not group.first]
        head = self.heads.get(household.id)
        lost = marks_lost(first.name, household.head_name) or marks_lost(household.head_name, first.name)
        if not lost and not marks_differ(first.name, household.head_name):
            return ""
        if any(self.is_member(row, household) for row in others):
            return ""
        certain = head is not None and first.born is not None and first.born == head.birth_date
        if not others and (lost or certain):
            return ""
        return (
            f"Trong thôn có hộ {household.head_name} cùng năm sinh chủ hộ, nhưng tên khác dấu và không có thành viên "
            "nào trùng. Chọn dòng này nếu là hộ khác; nếu là hộ ấy, hãy ghi tên chủ hộ như trong sổ."
        )

    def is_spelled(self, group: Group, household: KnownHousehold) -> bool:
        """Whether the head's name is that of a household with all its diacritics."""
        return spoken(group.first.name) == spoken(household.head_name)

    def led_by(self, group: Group) -> list[KnownHousehold]:
        """The households of the group's village with a head of the same name and year of birth."""
        head, village = group.first, group.village
        named = self._by_head.get((village.id, head.folded), []) if village else []
        return [one for one in named if self._is_head(one, head)]

    def all_led_by(self, group: Group) -> list[KnownHousehold]:
        """The same with those that were merged into others."""
        went = self.merged.led_by(group.village.id, group.first) if group.village else []
        return [*self.led_by(group), *went]

    def household_now(self, household: KnownHousehold) -> KnownHousehold | None:
        """What stands for a household that was merged: none where it is out of sight, or no more."""
        now = self.households.get(self.merged.household_now(household.id))
        return now if now is not None and now.ended_on is None else None

    def person_now(self, was: KnownPerson) -> KnownPerson | None:
        """Who stands for a person that was merged: none where they are out of sight, or have left."""
        return self._people.get(self.merged.person_now(was.id))

    def is_member(self, row: Row, household: KnownHousehold) -> bool:
        """Whether somebody of the row's name and birth is in a household."""
        named = [one for one in self.members[household.id] if self.folded[one.id] == row.folded]
        return bool(same_birth([one for one in named if one.left_on is None], row))

    def _is_head(self, household: KnownHousehold, head: Row) -> bool:
        known = self.heads.get(household.id)
        return known is None or known.birth_year == head.year

    def _likest(self, group: Group, same: list[KnownHousehold]) -> list[KnownHousehold]:
        """Of namesakes the one whose members stand in the file too. Raises Doubt where that tells nothing."""
        if len(same) == 1:
            return same
        counted = sorted(((self.alike(group, one.id), one.id) for one in same), reverse=True)
        if counted[0][0] == counted[1][0]:
            raise Doubt(
                f"Trong thôn có {len(same)} hộ cùng tên chủ hộ và năm sinh, không rõ là hộ nào. Ghi mã hộ để "
                "phân biệt, hoặc chọn dòng này để nhập thành hộ mới."
            )
        return [self.households[counted[0][1]]]

    def alike(self, group: Group, household_id: int) -> int:
        """How many of the group's people are members of a household."""
        known = {(self.folded[one.id], one.birth_year) for one in self.members[household_id] if one.left_on is None}
        return sum((row.folded, row.year) in known for row in group.rows)

    def exactly_alike(self, group: Group, household_id: int) -> int:
        """How much of what the group says is what the register holds of a household: whole people, and its facts.

        Members whom the group does not name count against it: of two households where one holds all of the other, the
        smaller group is the smaller household.
        """
        known = self.households[household_id]
        members = Counter(self._as_row(one) for one in self.members[household_id] if one.left_on is None)
        people = (members & Counter(_said(row) for row in group.rows)).total()
        facts = (
            group.code == known.code,
            (group.said("address") or "") == known.address,
            (group.said("household_phone") or "") == known.phone,
            bool(group.said("poor")) == known.poor,
        )
        return people + sum(facts) - abs(members.total() - len(group.rows))

    def _as_row(self, one: KnownPerson) -> Said:
        return (
            self.folded[one.id], one.birth_year, one.birth_date, one.sex, one.relation, one.ethnicity, one.phone,
            one.working, one.occupation, one.disabled, one.literate,
        )  # fmt: skip

    def _ask_about_moved(self, group: Group, village_id: int) -> None:
        """Raise Doubt where its people are already there: in another household of the village, or of the commune."""
        at, certain = self._where(group)
        led = {one.household_id for one in self._by_person.get((group.first.folded, group.first.year), [])}
        for household_id, count in at.items():
            known = self.households[household_id]
            words = f"{count} người của hộ này đang ở hộ {known.head_name}"
            if known.unit_id == village_id and (count > 1 or household_id in certain):
                raise Doubt(
                    f"{words} trong thôn: có thể hộ đã đổi chủ hộ hoặc tách hộ. Chọn dòng này để vẫn nhập thành hộ mới."
                )
            most = 1 < count > len(group.rows) / 2
            if known.unit_id != village_id and household_id in led and (most or self._is_sure(group.first, known)):
                raise Doubt(
                    f"{words} ở {self.names.get(known.unit_id, 'thôn khác')}: có thể hộ đã chuyển thôn, khi đó hãy "
                    "chuyển ở trang của hộ. Chọn dòng này để vẫn nhập thành hộ mới."
                )

    def _where(self, group: Group) -> tuple[Counter[int], set[int]]:
        """The households in which people of its names and years are, how many, and where one is of the very day."""
        at: Counter[int] = Counter()
        certain: set[int] = set()
        for row in group.rows:
            at.update(one.household_id for one in self._by_person.get((row.folded, row.year), []))
            certain |= {one.household_id for one in self._born_with(row)}
        return at, certain

    def _is_sure(self, row: Row, household: KnownHousehold) -> bool:
        """Whether somebody of the row's name is in a household who was born on the very day."""
        return any(one.household_id == household.id for one in self._born_with(row))

    def _born_with(self, row: Row) -> list[KnownPerson]:
        """Whoever in the commune has a row's name and its day of birth; nobody where it says no day."""
        named = self._by_person.get((row.folded, row.year), [])
        return [one for one in named if row.born is not None and row.born == one.birth_date]

    def elsewhere(self, row: Row) -> str:
        """Why a new person may be there already: somebody of the name and day of birth, in the commune."""
        found = self._born_with(row)
        if not found:
            return ""
        known = self.households[found[0].household_id]
        return (
            f"{found[0].full_name} sinh {found[0].birth_date:%d/%m/%Y} đang ở hộ {known.head_name}, "
            f"{self.names.get(known.unit_id, 'thôn khác')}. Chọn dòng này nếu là người khác."
        )

    def person_of(self, row: Row, household: KnownHousehold) -> KnownPerson | None:
        """The member that a row is; None for a new one. Raises Doubt and Refused."""
        named = [one for one in self.members[household.id] if self.folded[one.id] == row.folded]
        here = [one for one in named if one.left_on is None]
        same = same_birth(here, row)
        if len(same) == 1:
            return same[0]
        if len(same) > 1:
            raise Refused("Trong hộ có nhiều người cùng tên, cùng năm sinh. Hãy xem trang của hộ.")
        gone = same_birth([one for one in named if one.left_on is not None], row)
        if gone:
            raise Refused(
                f"Người này đã được ghi là không còn ở hộ từ {gone[0].left_on:%d/%m/%Y}. Hãy sửa ở trang của hộ."
            )
        if len(here) == 1:
            raise Doubt(
                f"Trong hộ đã có {here[0].full_name} sinh năm {here[0].birth_year}. Chọn dòng này để sửa năm sinh của "
                "người đó theo tệp."
            )
        return None

    def namesake(self, row: Row, household: KnownHousehold) -> KnownPerson | None:
        """The one member of the name, whatever the year of birth: who a chosen doubtful row is."""
        here = [one for one in self.members[household.id] if self.folded[one.id] == row.folded and one.left_on is None]
        return here[0] if len(here) == 1 else None


def _said(row: Row) -> Said:
    """All that a row says of a person, as the register would hold it."""
    said = row.given.values
    return (
        row.folded, row.year, row.born, row.sex, row.relation, said.get("ethnicity") or "", said.get("phone") or "",
        bool(said.get("working")), said.get("occupation"), bool(said.get("disabled")), said.get("literate"),
    )  # fmt: skip
