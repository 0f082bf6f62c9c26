"""How likely two records are one person or household: points, each with its reason in words.

Namesakes are common in villages: the same name and year of birth in one village alone stay below ``SHOWN``, unless
nobody else of the commune is called so. The marks are ours, and in docs/decisions.md.
"""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations
from typing import NamedTuple, TypeVar

from lhtq.register.rules import RecordKind
from lhtq.workbook.folding import spoken

#: Pairs with at least so many points are shown: more than a namesake of the same year and village has.
SHOWN = 75

#: Letter for letter the same, wherever the tone is written (Hòa, Hoà).
NAME_SAME = 40
#: The same without marks, i as y: a register typed without diacritics. Hoa and Hòa are two names, so less.
NAME_PLAIN = 30
#: One letter too many, too few, wrong, or two swapped.
NAME_SLIP = 15
#: Nobody else of those compared is called so.
NAME_RARE = 15
#: The full date is nearly a proof beside a name.
BIRTH_DATE = 40
#: Day and month in the other order, as spreadsheets do it.
BIRTH_SWAPPED = 30
BIRTH_YEAR = 20
#: The lunar year, or age counted the old way.
BIRTH_YEAR_NEXT = 10
#: 1968 for 1978: one key beside the other.
BIRTH_YEAR_TEN = 5
#: Two different days that are both known.
BIRTH_DATE_OTHER = -20
SEX_OTHER = -25
SAME_HOUSEHOLD = 30
#: A child called after father or mother: in one household, more years apart than a wrong year explains.
GENERATION = 15
GENERATION_APART = -30
SAME_VILLAGE = 10
#: Families share a phone, so that it tells little without the name.
SAME_PHONE = 25
#: Two households of one head: the whole household may have been written down twice.
SAME_HEAD = 20
SAME_CODE = 15
#: One was noted as moved away: the other may be where they moved to.
MOVED_AWAY = 15
#: For each pair of this name that was said to be two people, at most ``MARKED_MOST``.
MARKED = -5
MARKED_MOST = -15

#: Of a household: the number in the commune's register, beside a head's name.
HOUSEHOLD_CODE = 25
HOUSEHOLD_PHONE = 20
HOUSEHOLD_ADDRESS = 10
#: One member besides the head is the same, or more than one.
MEMBER_ONE = 20
MEMBERS_MORE = 35
#: Both have others in them, and none is the same.
MEMBERS_NONE = -15

#: A phone, or a day of birth, that more people share than this tells nothing.
MOST_SHARING = 12
#: A name that more heads of a commune have than this is compared no more.
MOST_NAMESAKES = 200


class Reason(NamedTuple):
    """Why two records look the same, or not, and how many points that is."""

    words: str
    points: int


class PersonSeen(NamedTuple):
    """What of a person is compared."""

    id: int
    full_name: str
    folded: str
    birth_year: int
    birth_date: dt.date | None
    sex: str
    phone: str
    household_id: int
    unit_id: int
    #: Moved away; the record stays.
    left: bool
    head: str
    code: str
    place: str
    #: The commune; pairs of two communes are looked for from above.
    commune_id: int | None


class HouseholdSeen(NamedTuple):
    """What of a household is compared."""

    id: int
    full_name: str
    folded: str
    birth_year: int | None
    code: str
    phone: str
    address: str
    unit_id: int
    place: str
    #: The commune, as of people.
    commune_id: int | None


Seen = TypeVar("Seen", PersonSeen, HouseholdSeen)


@dataclass(frozen=True)
class Pair:
    """Two records that may be one, the one with the smaller id first."""

    first: PersonSeen | HouseholdSeen
    second: PersonSeen | HouseholdSeen
    reasons: Sequence[Reason]

    @property
    def points(self) -> int:
        """All reasons together."""
        return sum(reason.points for reason in self.reasons)


@lru_cache(maxsize=65536)
def plain(folded: str) -> str:
    """A name that has no marks any more, with i for every y: Lý and Lí are written as one likes."""
    return folded.replace("y", "i")


def one_slip(one: str, other: str) -> bool:
    """Whether two names differ by one letter added, lost or changed, or by two neighbours swapped."""
    shorter = min(len(one), len(other))
    if max(len(one), len(other)) - shorter > 1 or one == other:
        return False
    start = 0
    while start < shorter and one[start] == other[start]:
        start += 1
    end = 0
    while end < shorter - start and one[-1 - end] == other[-1 - end]:
        end += 1
    one, other = one[start : len(one) - end], other[start : len(other) - end]
    return max(len(one), len(other)) == 1 or (len(one) == len(other) == 2 and one == other[::-1])  # noqa: PLR2004


def name_reasons(one: str, one_folded: str, other: str, other_folded: str) -> list[Reason]:
    """How alike two names are; nothing for two names."""
    mine, theirs = plain(one_folded), plain(other_folded)
    if mine != theirs:
        return [Reason("Họ tên lệch một chữ cái", NAME_SLIP)] if one_slip(mine, theirs) else []
    if spoken(one) == spoken(other):
        return [Reason("Cùng họ tên", NAME_SAME)]
    return [Reason("Cùng họ tên không dấu", NAME_PLAIN)]


def birth_reasons(one: PersonSeen, other: PersonSeen) -> list[Reason]:
    """How alike the dates of birth are; mostly the year alone is known."""
    if one.birth_date and other.birth_date and one.birth_year == other.birth_year:
        if one.birth_date == other.birth_date:
            return [Reason("Cùng ngày sinh", BIRTH_DATE)]
        if (one.birth_date.day, one.birth_date.month) == (other.birth_date.month, other.birth_date.day):
            return [Reason("Ngày và tháng sinh đổi chỗ cho nhau", BIRTH_SWAPPED)]
        return [Reason("Cùng năm sinh", BIRTH_YEAR), Reason("Ngày sinh khác nhau", BIRTH_DATE_OTHER)]
    return {
        0: [Reason("Cùng năm sinh", BIRTH_YEAR)],
        1: [Reason("Năm sinh lệch một năm", BIRTH_YEAR_NEXT)],
        10: [Reason("Năm sinh lệch đúng mười năm", BIRTH_YEAR_TEN)],
    }.get(abs(one.birth_year - other.birth_year), [])


def person_reasons(one: PersonSeen, other: PersonSeen) -> list[Reason]:
    """Why two people look like one; nothing where the names are two names."""
    found = name_reasons(one.full_name, one.folded, other.full_name, other.folded)
    if not found:
        return []
    found += birth_reasons(one, other)
    same_household = one.household_id == other.household_id
    tests = (
        (one.sex != other.sex, "Giới tính khác nhau", SEX_OTHER),
        (same_household, "Cùng hộ", SAME_HOUSEHOLD),
        (
            same_household and abs(one.birth_year - other.birth_year) > GENERATION,
            "Năm sinh cách nhau hơn 15 năm, có thể là hai đời",
            GENERATION_APART,
        ),
        (not same_household and one.unit_id == other.unit_id, "Cùng thôn", SAME_VILLAGE),
        (one.phone and one.phone == other.phone, "Cùng số điện thoại", SAME_PHONE),
        (not same_household and one.head == other.head, "Chủ hộ cùng tên", SAME_HEAD),
        (not same_household and one.code and one.code == other.code, "Hộ cùng mã số", SAME_CODE),
        (one.left != other.left, "Một hồ sơ đã ghi chuyển đi", MOVED_AWAY),
    )
    return found + [Reason(words, points) for holds, words, points in tests if holds]


def household_reasons(one: HouseholdSeen, other: HouseholdSeen, members: "Members") -> list[Reason]:
    """Why two households look like one; nothing where their heads have two names."""
    found = name_reasons(one.full_name, one.folded, other.full_name, other.folded)
    if not found:
        return []
    found = [Reason(f"Chủ hộ: {reason.words[0].lower()}{reason.words[1:]}", reason.points) for reason in found]
    years = abs(one.birth_year - other.birth_year) if one.birth_year and other.birth_year else None
    tests = (
        (years == 0, "Chủ hộ cùng năm sinh", BIRTH_YEAR),
        (years == 1, "Năm sinh chủ hộ lệch một năm", BIRTH_YEAR_NEXT),
        (one.unit_id == other.unit_id, "Cùng thôn", SAME_VILLAGE),
        (one.code and one.code == other.code, "Cùng mã số hộ", HOUSEHOLD_CODE),
        (one.phone and one.phone == other.phone, "Cùng số điện thoại", HOUSEHOLD_PHONE),
        (one.address and one.address == other.address, "Cùng địa chỉ", HOUSEHOLD_ADDRESS),
    )
    found += [Reason(words, points) for holds, words, points in tests if holds]
    mine, theirs = members[one.id], members[other.id]
    same = len(mine & theirs)
    if same:
        found.append(Reason(f"{same} thành viên giống nhau", MEMBER_ONE if same == 1 else MEMBERS_MORE))
    elif mine and theirs:
        found.append(Reason("Không thành viên nào giống nhau", MEMBERS_NONE))
    return found


def name_known(kind: RecordKind, so_called: int, marked: int = 0) -> list[Reason]:
    """What a place knows of a name: that nobody else has it besides these two, that a pair of it was said to be two."""
    found = []
    if so_called == 2:  # noqa: PLR2004 - these two
        words = "Không còn ai khác tên này" if kind is RecordKind.PERSON else "Không còn chủ hộ nào khác tên này"
        found.append(Reason(words, NAME_RARE))
    if marked:
        found.append(Reason("Đã có cặp cùng tên là hai người", max(MARKED * marked, MARKED_MOST)))
    return found


#: By household: its members besides the head, as plain name and year of birth.
Members = defaultdict[int, set[tuple[str, int]]]


def members_of(people: Iterable[PersonSeen]) -> Members:
    """Who is in each household besides its head."""
    found: Members = defaultdict(set)
    for one in people:
        if not one.left and one.folded != one.head:
            found[one.household_id].add((plain(one.folded), one.birth_year))
    return found


def likely_people(
    people: Sequence[PersonSeen], apart: Collection[tuple[int, int]], *, across: bool = False
) -> list[Pair]:
    """The pairs of people that are shown, the likeliest first.

    ``apart`` are the pairs that were said to be two. ``across`` looks at pairs of two communes alone, of people who
    were picked for something that they share: whether a name is rare is then not known.
    """
    by_id = {one.id: one for one in people}
    marked = Counter(plain(by_id[first].folded) for first, _ in apart if first in by_id)
    names = Counter(plain(one.folded) for one in people)
    found = []
    for key in _near(people):
        one, other = by_id[key[0]], by_id[key[1]]
        if key in apart or (one.left and other.left) or (across and one.commune_id == other.commune_id):
            continue
        reasons = person_reasons(one, other)
        # One says whom the other may be; a name alone would be every namesake of the place.
        if not reasons or not any(reason.points > 0 for reason in reasons[1:]):
            continue
        name = plain(one.folded)
        so_called = 0 if across or name != plain(other.folded) else names[name]
        reasons += name_known(RecordKind.PERSON, so_called, marked[name])
        found.append(Pair(one, other, reasons))
    return _shown(found)


def likely_households(
    households: Sequence[HouseholdSeen],
    people: Iterable[PersonSeen],
    apart: Collection[tuple[int, int]],
    *,
    across: bool = False,
) -> list[Pair]:
    """The pairs of households that are shown, the likeliest first; ``across`` as of people."""
    members = members_of(people)
    names = Counter(plain(one.folded) for one in households)
    blocks: defaultdict[object, list[HouseholdSeen]] = defaultdict(list)
    for seen in households:
        blocks[plain(seen.folded)].append(seen)
        if seen.code:
            blocks["code", seen.code].append(seen)
        if seen.phone:
            blocks["phone", seen.phone].append(seen)
    pairs = {(one.id, other.id): (one, other) for one, other in _pairs_in(blocks.values(), most=MOST_NAMESAKES)}
    found = []
    for key, (one, other) in pairs.items():
        if key in apart or (across and one.commune_id == other.commune_id):
            continue
        reasons = household_reasons(one, other, members)
        if not reasons:
            continue
        name = plain(one.folded)
        so_called = 0 if across or name != plain(other.folded) else names[name]
        reasons += name_known(RecordKind.HOUSEHOLD, so_called)
        found.append(Pair(one, other, reasons))
    return _shown(found)


def likely_members(mine: Sequence[PersonSeen], theirs: Sequence[PersonSeen]) -> list[tuple[int, int]]:
    """Of two households that are one: which member of the first is which of the second, each at most once.

    The households are known to be the same, so that name and year of birth are enough.
    """
    scored = sorted(
        (
            (sum(reason.points for reason in reasons), one.id, other.id)
            for one in mine
            for other in theirs
            if not one.left and not other.left and (reasons := person_reasons(one, other))
        ),
        key=lambda found: (-found[0], found[1:]),
    )
    pairs: dict[int, int] = {}
    for points, one_id, other_id in scored:
        if points >= NAME_PLAIN + BIRTH_YEAR_NEXT and one_id not in pairs and other_id not in pairs.values():
            pairs[one_id] = other_id
    return list(pairs.items())


def _shown(pairs: Iterable[Pair]) -> list[Pair]:
    return sorted(
        (pair for pair in pairs if pair.points >= SHOWN), key=lambda pair: (-pair.points, pair.first.id, pair.second.id)
    )


def _near(people: Sequence[PersonSeen]) -> set[tuple[int, int]]:
    """The ids of those who share enough to be compared at all: never everybody with everybody."""
    blocks: defaultdict[object, list[PersonSeen]] = defaultdict(list)
    by_name: defaultdict[tuple[str, int], list[PersonSeen]] = defaultdict(list)
    for one in people:
        by_name[plain(one.folded), one.birth_year].append(one)
        blocks[one.household_id].append(one)
        if one.phone:
            blocks["phone", one.phone].append(one)
        if one.birth_date:
            blocks["born", one.birth_date].append(one)
    found = {(one.id, other.id) for one, other in _pairs_in(blocks.values(), most=MOST_SHARING)}
    for (name, year), ones in by_name.items():
        found.update((one.id, other.id) for one, other in _pairs_in([ones], most=MOST_NAMESAKES))
        for later in (year + 1, year + 10):
            if others := by_name.get((name, later)):
                found.update(
                    (min(one.id, other.id), max(one.id, other.id))
                    for one in ones[:MOST_NAMESAKES]
                    for other in others[:MOST_NAMESAKES]
                )
    return found


def _pairs_in(blocks: Iterable[Sequence[Seen]], most: int) -> Iterator[tuple[Seen, Seen]]:
    for block in blocks:
        if 1 < len(block) <= most:
            yield from combinations(sorted(block), 2)
