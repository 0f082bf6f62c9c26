"""Households of a file that share the name and year of birth of their heads, in one village and without a number."""

from collections import defaultdict
from collections.abc import Sequence

from lhtq.register.lists.household.matching import Register, Who
from lhtq.register.lists.household.rows import Group
from lhtq.register.queries import KnownHousehold

#: A group by its place in memory: groups are no keys.
Pairs = dict[int, KnownHousehold]


class Namesakes:
    """Which of them is which household of the register, told by their members."""

    def __init__(self, groups: Sequence[Group], register: Register) -> None:
        self._register = register
        self._alike: dict[tuple[int, *Who], list[Group]] = defaultdict(list)
        for group in groups:
            head, village = group.head, group.village
            if head is not None and village is not None and not group.code:
                self._alike[village.id, head.folded, head.year].append(group)
        self._contested = {id(group): alike for alike in self._alike.values() if len(alike) > 1 for group in alike}
        self._pairs: Pairs = {}
        for alike in self._alike.values():
            if len(alike) > 1:
                self._pair(alike)

    def contested(self, group: Group) -> bool:
        """Whether another household of the file has the same name, year and village."""
        return id(group) in self._contested

    def known(self, group: Group) -> KnownHousehold | None:
        """The household of the register that one of several namesakes is."""
        return self._pairs.get(id(group))

    def refusal(self, group: Group) -> str:
        """Why one that is no household of the register yet is the same as another of the file; nothing if it is not."""
        people = {(row.folded, row.year) for row in group.rows}
        for other in self._before(group):
            if people <= {(row.folded, row.year) for row in other.rows}:
                return f"Hộ này trùng với hộ ở dòng {other.first.number}."
        return ""

    def doubt(self, group: Group) -> str:
        """Why one that is no household of the register yet may be another of the file; nothing for the first."""
        paired = [other for other in self._contested[id(group)] if id(other) in self._pairs]
        others = [*self._before(group), *paired]
        if not others:
            return ""
        return f"Cùng tên chủ hộ và năm sinh với hộ ở dòng {others[0].first.number}. Chọn dòng này nếu là hộ khác."

    def _before(self, group: Group) -> list[Group]:
        alike = self._contested[id(group)]
        return alike[: next(at for at, other in enumerate(alike) if other is group)]

    def _pair(self, groups: list[Group]) -> None:
        """Give each the household with most of its members, and of those the one most like it, the surest first."""
        known = self._register.all_led_by(groups[0])
        # As many here as there: what members do not tell apart is the same either way.
        enough = 1 if len(known) == len(groups) else 2
        ranked = sorted(
            (
                (
                    self._register.alike(group, one.id),
                    self._register.is_spelled(group, one),
                    self._register.exactly_alike(group, one.id),
                    -at,
                    -one.id,
                )
                for at, group in enumerate(groups)
                for one in known
            ),
            reverse=True,
        )
        taken: set[int] = set()
        for alike, _spelled, _exactly, at, id_ in ranked:
            group = groups[-at]
            if id(group) in self._pairs or -id_ in taken or alike < min(enough, len(group.rows)):
                continue
            self._pairs[id(group)] = self._register.households[-id_]
            taken.add(-id_)
