"""What makes a figure doubtful, by which marks, and whom one calls about it."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from lhtq.accounts.policy import Role
from lhtq.assessment.rules import ALIKE_OTHERS, State
from lhtq.units.rules import Level


class Doubt(StrEnum):
    """A kind of finding; what it stands for is how it is written in addresses."""

    NO_WHOLE = "thieu-mau-so"
    APART = "lech-so"
    OVER_WHOLE = "lon-hon-tong"
    STUCK = "phieu-dung-lau"
    IDLE = "chua-hoat-dong"
    SAME_TOTALS = "diem-giong-nhau"
    ODD = "phieu-bat-thuong"


DOUBT_NAMES: dict[Doubt, str] = {
    Doubt.NO_WHOLE: "Thiếu mẫu số",
    Doubt.APART: "Số chính thức lệch xa sổ",
    Doubt.OVER_WHOLE: "Số đạt lớn hơn tổng số",
    Doubt.STUCK: "Phiếu dừng lâu",
    Doubt.IDLE: "Chưa có hoạt động trong quý",
    Doubt.SAME_TOTALS: "Cả thôn cùng một tổng điểm",
    Doubt.ODD: "Phiếu chờ thẩm định có điểm bất thường",
}

#: A sheet that stands in one state for so many days is stuck: the marks of the plan's year leave two months for the
#: whole way from the village to the decision (figures go up before 20 December), and no step of it needs half of them.
STUCK_DAYS = 30
#: The states in which somebody is waited for; a draft may be scored all year.
WAITING = (State.SUBMITTED, State.REVIEWED, State.RETURNED)
#: Of those, the ones whose points still can be looked at again before a decision.
BEFORE_DECISION = (State.SUBMITTED, State.REVIEWED)
#: An official count and the register may differ by so much of the larger one. People move, and lists are as of other
#: days; a fifth is two years of the fastest growth that a commune sees, or a village that is missing from one of them.
#: Ours, and for the province to change.
MOST_APART = 0.2
#: So many sheets of a village all with the same total are one too many for chance, as with the same answers.
MOST_SAME = ALIKE_OTHERS

#: Measures of which a village has a whole of its own; the rest are a commune's to write down.
OF_VILLAGES = frozenset({"family_rate"})
#: Measure → where its whole is written down; the unit's id follows.
REGISTERS: dict[str, str] = {
    "family_rate": "/ho-gia-dinh/",
    "clan_rate": "/cac-dong-ho/",
    "community_rate": "/don-vi/",
    "unit_rate": "/cac-to-chuc/",
    "briefed_rate": "/hoi-khuyen-hoc/",
}


def is_apart(one: int, other: int) -> bool:
    """Whether two counts of the same differ by more than they may, whichever of them is right."""
    return abs(one - other) > MOST_APART * max(one, other)


def first_of_quarter(day: dt.date) -> dt.date:
    """The first day of the quarter that a day lies in."""
    return day.replace(month=(day.month - 1) // 3 * 3 + 1, day=1)


def stuck_by(day: dt.date) -> dt.date:
    """The last day since which a sheet that still waits on ``day`` is stuck."""
    return day - dt.timedelta(days=STUCK_DAYS)


@dataclass(frozen=True)
class Contact:
    """Somebody to call about a finding: as what, and at which number; an empty one is not known."""

    name: str
    what: str
    phone: str


#: Role at a unit → who has it.
InCharge = Mapping[Role, Contact]

#: State → whose turn it is.
_TURN: dict[State, Role] = {
    State.SUBMITTED: Role.COMMUNE_REVIEWER,
    State.REVIEWED: Role.COMMUNE_APPROVER,
    State.RETURNED: Role.COMMUNE_RECORDER,
}
_KEEPER: dict[str, Role] = {
    Level.PROVINCE: Role.PROVINCE_OFFICER,
    Level.DISTRICT: Role.DISTRICT_REVIEWER,
    Level.CLUSTER: Role.DISTRICT_REVIEWER,
    Level.VILLAGE: Role.VILLAGE_RECORDER,
}


def in_charge_of(doubt: Doubt, level: str, *, state: State | None = None, measure: str = "") -> tuple[Role, ...]:
    """The roles in which somebody can mend a finding of a unit, the first to be called first.

    Members are the Association's to write down, and odd points for its review; whatever else is recorded, whoever
    records at the unit keeps.
    """
    keeper = _KEEPER.get(level, Role.COMMUNE_RECORDER)
    if state in (State.SUBMITTED, State.REVIEWED):
        return (_TURN[state],)
    if doubt in (Doubt.SAME_TOTALS, Doubt.ODD) or measure == "briefed_rate":
        return (Role.COMMUNE_REVIEWER, keeper)
    return (keeper, Role.COMMUNE_RECORDER)


def whom_to_call(roles: Iterable[Role], here: InCharge, above: InCharge, chair: Contact | None) -> Contact | None:
    """Somebody in charge at the unit or its commune, one with a number first; else the chair of the Association."""
    wanted = list(roles)
    found = [given[role] for role in wanted for given in (here, above) if role in given]
    known = [*found, *([chair] if chair else [])]
    return next((one for one in known if one.phone), known[0] if known else None)
