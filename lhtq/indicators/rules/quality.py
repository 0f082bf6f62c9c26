"""What makes a figure doubtful, by which marks, and whom one calls about it."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from lhtq.accounts.policy import Action, Role
from lhtq.assessment.rules import ALIKE_OTHERS, ODDITY_NAMES, ODDITY_SLUGS, STATE_NAMES, Oddity, State
from lhtq.criteria.rules import MODEL_SLUGS, MODEL_TITLES, Model
from lhtq.indicators.rules.measures import Definition, Measure
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

#: A sheet that stands for so many days where somebody is waited for is stuck. Ours, and for the province to change.
STUCK_DAYS = 30
#: The states in which somebody is waited for; a draft may be scored all year.
WAITING = (State.SUBMITTED, State.REVIEWED, State.RETURNED)
#: Of those, the ones whose points still can be looked at again before a decision.
BEFORE_DECISION = (State.SUBMITTED, State.REVIEWED)
#: An official count and the register may differ by so much of the larger one: they are of other days and from other
#: lists, but at a fifth one village in five is missing from one of them. Ours, and for the province to change.
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


@dataclass(frozen=True)
class Sheets:
    """How many sheets of a model and year, in a state."""

    count: int
    model: Model
    year: int
    state: State

    @property
    def words(self) -> str:
        """How many of what."""
        return f"{self.count} phiếu {MODEL_TITLES[self.model]} năm {self.year}"

    def url(self, unit_id: int, states: Iterable[State] = ()) -> str:
        """The list of those of a unit, in some states or their own."""
        asked = "".join(f"&buoc={state}" for state in states or (self.state,))
        return f"/phieu/{unit_id}/{self.year}?mo_hinh={MODEL_SLUGS[self.model]}{asked}"


@dataclass(frozen=True)
class About:
    """A unit that something is found about."""

    id: int
    level: str


@dataclass(frozen=True)
class Finding:
    """Something that makes a figure doubtful: about whom, in words, where it is mended and who can."""

    doubt: Doubt
    unit_id: int
    #: What is wrong, in words, each with the address where it is mended.
    links: tuple[tuple[str, str], ...]
    #: The roles to call, the first one first.
    roles: tuple[Role, ...]
    since: dt.date | None = None
    #: What one must be allowed to do to open the address; nothing more than seeing people where it is None.
    needs: Action | None = None
    #: The same for those who may not: where they can look.
    seen: tuple[tuple[str, str], ...] = ()

    @property
    def words(self) -> str:
        """What is wrong, without addresses."""
        return ", ".join(words for words, _url in self.links)


def no_whole(about: About, missing: Iterable[Definition]) -> Finding:
    """Measures of a unit without anything to count: by what one record of each is called."""
    links = tuple((one.records, f"{REGISTERS[one.key]}{about.id}") for one in missing)
    return Finding(Doubt.NO_WHOLE, about.id, links, in_charge_of(Doubt.NO_WHOLE, about.level))


def wrong_count(about: About, definition: Definition, measure: Measure, year: int) -> list[Finding]:
    """What is wrong with the numbers of a measure: a part larger than the whole, a whole far from the register."""
    found = []
    if measure.part > measure.whole:
        words = f"{definition.short}: đạt {measure.part}, tổng số chỉ {measure.whole} {definition.records}"
        links = ((words, f"/chi-tieu/{about.id}/{definition.slug}"),)
        found.append(Finding(Doubt.OVER_WHOLE, about.id, links, in_charge_of(Doubt.OVER_WHOLE, about.level)))
    if measure.official and is_apart(measure.whole, measure.registered):
        words = f"Số chính thức năm {year}: {measure.whole} {definition.records}; sổ đếm được {measure.registered}"
        links = ((words, f"/so-lieu-nam/{about.id}/{year}"),)
        found.append(Finding(Doubt.APART, about.id, links, in_charge_of(Doubt.APART, about.level)))
    return found


def stuck(about: About, sheets: Sheets, since: dt.date) -> Finding:
    """Sheets that have stood in one state too long, the oldest since a day."""
    words = f"{sheets.words}: {STATE_NAMES[sheets.state].lower()}"
    roles = in_charge_of(Doubt.STUCK, about.level, sheets.state)
    return Finding(Doubt.STUCK, about.id, ((words, sheets.url(about.id)),), roles, since)


def idle(about: About, on: dt.date) -> Finding:
    """A commune in which nothing was held in the quarter."""
    first = first_of_quarter(on)
    words = f"Chưa ghi hoạt động nào từ đầu quý ({first:%d/%m/%Y})"
    links = ((words, f"/cac-hoat-dong/{about.id}/{on.year}"),)
    return Finding(Doubt.IDLE, about.id, links, in_charge_of(Doubt.IDLE, about.level))


def same_totals(about: About, sheets: Sheets, total: str) -> Finding:
    """Sheets of a unit that all came to the same, not decided on yet."""
    links = ((f"{sheets.words} đều {total} điểm", sheets.url(about.id, BEFORE_DECISION)),)
    return Finding(Doubt.SAME_TOTALS, about.id, links, in_charge_of(Doubt.SAME_TOTALS, about.level))


def odd(about: About, counted: Iterable[tuple[Sheets, Oddity]]) -> Finding:
    """Sheets that wait for a commune's review and are odd in some ways (the marks of ``assessment/rules.py``).

    Who reviews is led to the review, with the same list; who may only look, to the list.
    """
    told = [
        (
            f"{sheets.words}: {ODDITY_NAMES[kind].lower()}",
            sheets.year,
            f"{MODEL_SLUGS[sheets.model]}&loc={ODDITY_SLUGS[kind]}",
        )
        for sheets, kind in counted
    ]
    review, seen = (
        tuple((words, f"/{page}/{about.id}/{year}?mo_hinh={query}") for words, year, query in told)
        for page in ("tham-dinh", "phieu")
    )
    roles = in_charge_of(Doubt.ODD, about.level)
    return Finding(Doubt.ODD, about.id, review, roles, needs=Action.SHEET_REVIEW, seen=seen)


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
}
_KEEPER: dict[str, Role] = {
    Level.PROVINCE: Role.PROVINCE_OFFICER,
    Level.DISTRICT: Role.DISTRICT_REVIEWER,
    Level.CLUSTER: Role.DISTRICT_REVIEWER,
    Level.VILLAGE: Role.VILLAGE_RECORDER,
}


def in_charge_of(doubt: Doubt, level: str, state: State | None = None) -> tuple[Role, ...]:
    """The roles in which somebody can mend a finding of a unit, the first to be called first.

    What waits is the turn of the one it waits for, odd points are the review's; all else whoever records keeps.
    """
    keeper = _KEEPER.get(level, Role.COMMUNE_RECORDER)
    if state in (State.SUBMITTED, State.REVIEWED):
        return (_TURN[state],)
    if doubt in (Doubt.SAME_TOTALS, Doubt.ODD):
        return (Role.COMMUNE_REVIEWER, keeper)
    return (keeper, Role.COMMUNE_RECORDER)


def whom_to_call(roles: Iterable[Role], here: InCharge, above: InCharge, chair: Contact | None) -> Contact | None:
    """Somebody in charge at the unit or its commune, one with a number first; else the chair of the Association."""
    wanted = list(roles)
    found = [given[role] for role in wanted for given in (here, above) if role in given]
    known = [*found, *([chair] if chair else [])]
    return next((one for one in known if one.phone), known[0] if known else None)
