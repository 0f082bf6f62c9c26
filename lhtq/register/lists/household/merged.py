"""Households and people that were merged into others: a file that was made before names them as they were."""

from collections import defaultdict
from collections.abc import Sequence

from lhtq.register.lists.household.rows import Row
from lhtq.register.queries import KnownHousehold, KnownPerson, MergedRecords
from lhtq.register.rules import Relation
from lhtq.workbook.folding import fold


class Merged:
    """What was merged of the villages of a file, and what stands for it now."""

    def __init__(self, gone: MergedRecords) -> None:
        self._gone = gone
        self.households = {one.id: one for one in gone.households}
        self.folded = {one.id: fold(one.full_name) for one in gone.people}
        #: By household the people who went while they were in it.
        self.members: dict[int, list[KnownPerson]] = defaultdict(list)
        #: The same by the household of today: its own, and those of households that went into it.
        self._of: dict[int, list[KnownPerson]] = defaultdict(list)
        for one in gone.people:
            self.members[one.household_id].append(one)
            self._of[gone.household_now.get(one.household_id, one.household_id)].append(one)
        self._by_code = {(one.unit_id, one.code.casefold()): one for one in gone.households if one.code}
        self._by_head: dict[tuple[int, str], list[KnownHousehold]] = defaultdict(list)
        for home in gone.households:
            self._by_head[home.unit_id, fold(home.head_name)].append(home)

    def of_code(self, village_id: int, code: str) -> KnownHousehold | None:
        """The household that had a number in a village."""
        return self._by_code.get((village_id, code.casefold()))

    def led_by(self, village_id: int, head: Row) -> list[KnownHousehold]:
        """The households of a village that had a head of a name and year of birth."""
        return [one for one in self._by_head.get((village_id, head.folded), []) if self._born(one) in {None, head.year}]

    def member(self, row: Row, household_id: int) -> KnownPerson | None:
        """Who of a household of today, or of one that went into it, a row names as they were."""
        named = [one for one in self._of.get(household_id, []) if self.folded[one.id] == row.folded]
        found = same_birth(named, row)
        return found[0] if found else None

    def member_of_old(self, row: Row, household_id: int) -> KnownPerson | None:
        """The same of a household that went."""
        named = [one for one in self.members.get(household_id, []) if self.folded[one.id] == row.folded]
        found = same_birth(named, row)
        return found[0] if found else None

    def household_now(self, household_id: int) -> int:
        """The household that stands for one; itself where it was not merged."""
        return self._gone.household_now.get(household_id, household_id)

    def person_now(self, person_id: int) -> int:
        """The person who stands for one who was merged."""
        return self._gone.person_now[person_id]

    def _born(self, home: KnownHousehold) -> int | None:
        """When the head was born; None where nobody knows who it was."""
        return next((one.birth_year for one in self.members[home.id] if one.relation == Relation.HEAD), None)


def same_birth(people: Sequence[KnownPerson], row: Row) -> list[KnownPerson]:
    """Those born in the year of a row; where several are, those born on its day."""
    same = [one for one in people if one.birth_year == row.year]
    if len(same) > 1 and row.born is not None:
        exact = [one for one in same if one.birth_date == row.born]
        return exact or [one for one in same if one.birth_date is None]
    return same
