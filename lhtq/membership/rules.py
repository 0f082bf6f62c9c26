"""What can be said of the Association without a database."""

import datetime as dt
from collections.abc import Mapping
from enum import StrEnum

from lhtq.units.rules import Level

#: Đồng; a fee above it is a slip of the finger.
MOST_FEE = 10_000_000
#: Digits of a card's number that are counted on.
MOST_DIGITS = 8


class BranchKind(StrEnum):
    """Where members are gathered (Kế hoạch 108/KH-UBND, I.2): the Association of a unit itself, or a branch of it."""

    ASSOCIATION = "association"
    VILLAGE = "village"
    SCHOOL = "school"
    AGENCY = "agency"
    CLAN = "clan"


BRANCH_KIND_NAMES: dict[BranchKind, str] = {
    BranchKind.ASSOCIATION: "Hội Khuyến học của đơn vị",
    BranchKind.VILLAGE: "Chi hội thôn, bản, tổ dân phố",
    BranchKind.SCHOOL: "Chi hội trường học",
    BranchKind.AGENCY: "Chi hội cơ quan, doanh nghiệp",
    BranchKind.CLAN: "Ban khuyến học dòng họ",
}


class Position(StrEnum):
    """What an officer is."""

    CHAIR = "chair"
    VICE_CHAIR = "vice-chair"
    SECRETARY = "secretary"
    COMMITTEE = "committee"
    OFFICER = "officer"
    BRANCH_HEAD = "branch-head"
    BRANCH_DEPUTY = "branch-deputy"


POSITION_NAMES: dict[Position, str] = {
    Position.CHAIR: "Chủ tịch",
    Position.VICE_CHAIR: "Phó Chủ tịch",
    Position.SECRETARY: "Thư ký",
    Position.COMMITTEE: "Ủy viên Ban Chấp hành",
    Position.OFFICER: "Cán bộ khuyến học",
    Position.BRANCH_HEAD: "Chi hội trưởng, Trưởng ban",
    Position.BRANCH_DEPUTY: "Chi hội phó, Phó Trưởng ban",
}

#: The positions of the Association of a unit; those of a branch are the rest.
OF_ASSOCIATION = (
    Position.CHAIR,
    Position.VICE_CHAIR,
    Position.SECRETARY,
    Position.COMMITTEE,
    Position.OFFICER,
)
OF_BRANCH = (Position.BRANCH_HEAD, Position.BRANCH_DEPUTY, Position.COMMITTEE)

#: Whose seat on the management board of a learning centre the plan counts (chair_in_centre_rate).
CHAIRS = frozenset({Position.CHAIR, Position.VICE_CHAIR})


#: Of these a branch has one at a time; a second one is asked about.
HEADS = frozenset({Position.CHAIR, Position.BRANCH_HEAD})


class Listed(StrEnum):
    """Which members of a unit a list shows, as addresses write it: those that a figure counts."""

    MEMBERS = "hoi-vien"
    OFFICERS = "chuc-vu"
    PAID = "da-nop"
    UNPAID = "chua-nop"


LISTED_NAMES: dict[Listed, str] = {
    Listed.MEMBERS: "Hội viên",
    Listed.OFFICERS: "Người giữ chức vụ",
    Listed.PAID: "Đã nộp hội phí",
    Listed.UNPAID: "Chưa nộp hội phí",
}


def asked_listed(said: Mapping[str, str]) -> Listed:
    """Which of them an address or a form asks for; all members for none that is known."""
    asked = said.get("loc", "")
    return Listed(asked) if asked in set(Listed) else Listed.MEMBERS


class LeftBecause(StrEnum):
    """Why somebody is no member of a branch any more."""

    MOVED = "moved"
    LEFT = "left"
    DIED = "died"
    #: Their record was found to be another one, which is a member already; nobody chooses it in a form.
    MERGED = "merged"


LEFT_NAMES: dict[LeftBecause, str] = {
    LeftBecause.MOVED: "Chuyển sang chi hội khác",
    LeftBecause.LEFT: "Thôi là hội viên",
    LeftBecause.DIED: "Đã mất",
    LeftBecause.MERGED: "Trùng hồ sơ, tính ở chi hội khác",
}


def kinds_at(level: Level) -> tuple[BranchKind, ...]:
    """The kinds that a unit of a level can have: a village has its branch, everything else is a commune's or above."""
    if level == Level.VILLAGE:
        return (BranchKind.VILLAGE,)
    if level == Level.COMMUNE:
        return tuple(kind for kind in BranchKind if kind is not BranchKind.VILLAGE)
    return (BranchKind.ASSOCIATION, BranchKind.SCHOOL, BranchKind.AGENCY)


def positions_of(kind: BranchKind) -> tuple[Position, ...]:
    """The positions that there are in a branch of a kind."""
    return OF_ASSOCIATION if kind == BranchKind.ASSOCIATION else OF_BRANCH


def numbered(prefix: str, first: str, count: int) -> list[str]:
    """Consecutive card numbers: ``TQ-`` and ``098`` give TQ-098, TQ-099, TQ-100. Zeros before the digits are kept."""
    return [f"{prefix}{int(first) + n:0{len(first)}}" for n in range(count)]


def after_card(number: str) -> tuple[str, str]:
    """What stands before the digits of a card's number, and the digits of the next one; empty where it has none."""
    prefix = number.rstrip("0123456789")
    digits = number[len(prefix) :][-MOST_DIGITS:]
    return (number[: len(number) - len(digits)], numbered("", digits, 2)[1]) if digits else ("", "")


def before_birth(joined_on: dt.date | None, birth_year: int) -> bool:
    """Whether somebody would have joined before the year in which they were born."""
    return joined_on is not None and joined_on.year < birth_year
