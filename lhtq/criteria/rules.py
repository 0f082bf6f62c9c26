"""Criteria sets and scoring: what an official could check against the decision, without a database."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum


class Model(StrEnum):
    """The five learning models of Quyết định 387/QĐ-TTg and 677/QĐ-TTg."""

    FAMILY = "family"
    CLAN = "clan"
    COMMUNITY = "community"
    ORGANISATION = "organisation"
    CITIZEN = "citizen"


MODEL_TITLES: dict[Model, str] = {
    Model.FAMILY: "Gia đình học tập",
    Model.CLAN: "Dòng họ học tập",
    Model.COMMUNITY: "Cộng đồng học tập",
    Model.ORGANISATION: "Đơn vị học tập",
    Model.CITIZEN: "Công dân học tập",
}


class Kind(StrEnum):
    """How an indicator is scored."""

    #: None, half or all of the points, by the scorer with guidance.
    GRADED = "graded"
    #: Points by a threshold on a number that is entered.
    COUNT = "count"
    #: Points by the share of a whole; the whole is counted in the register.
    SHARE = "share"
    #: No points; failing it bars the title.
    GATE = "gate"


class Status(StrEnum):
    """Whether a set's wording and points are checked against the issued text."""

    OFFICIAL = "official"
    PROVISIONAL = "provisional"


STATUS_NAMES: dict[Status, str] = {
    Status.OFFICIAL: "Bộ tiêu chí chính thức",
    Status.PROVISIONAL: "Bộ tiêu chí tạm thời",
}


@dataclass(frozen=True)
class Threshold:
    """From ``least`` on, a count earns ``points``."""

    least: int
    points: Decimal


@dataclass(frozen=True)
class Indicator:
    """A scored line of a criteria set, or a gate."""

    code: str
    name: str
    kind: Kind
    points_max: Decimal
    guidance: str = ""
    #: What evidence the scorer is asked for; empty for none.
    evidence: str = ""
    thresholds: tuple[Threshold, ...] = ()
    #: For ``share``: members of at least this age are the whole.
    from_age: int | None = None

    @property
    def steps(self) -> tuple[Decimal, ...]:
        """The points that a graded indicator can be given: none, half, all."""
        return (Decimal(0), self.points_max / 2, self.points_max)


@dataclass(frozen=True)
class Group:
    """A group of indicators, with the fewest points that a title needs in it."""

    code: str
    name: str
    floor: Decimal
    indicators: tuple[Indicator, ...]

    @property
    def points_max(self) -> Decimal:
        """All the points that can be had in the group."""
        return sum((indicator.points_max for indicator in self.indicators), Decimal(0))


@dataclass(frozen=True)
class CriteriaSet:
    """One version of the criteria of a model."""

    id: int
    code: str
    version: int
    model: Model
    name: str
    status: Status
    legal_basis: str
    pass_mark: Decimal
    #: Points are rounded to whole multiples of this.
    rounding: Decimal
    #: How long a title holds.
    title_years: int
    groups: tuple[Group, ...]

    @property
    def indicators(self) -> tuple[Indicator, ...]:
        """Every indicator, in order."""
        return tuple(indicator for group in self.groups for indicator in group.indicators)

    @property
    def points_max(self) -> Decimal:
        """All the points that can be had."""
        return sum((group.points_max for group in self.groups), Decimal(0))

    def indicator(self, code: str) -> Indicator:
        """The indicator with this code; raises UnknownIndicatorError."""
        for indicator in self.indicators:
            if indicator.code == code:
                return indicator
        raise UnknownIndicatorError(code)


#: What is answered to each indicator, by code: points given (graded), the number counted (count and
#: share), or 1 for a gate passed and 0 for one failed.
Answers = Mapping[str, Decimal]

#: The whole of each share indicator, by code, as counted in the register.
Wholes = Mapping[str, int]


class UnknownIndicatorError(Exception):
    """This version of the set has no indicator with the code."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class AnswerRefusedError(Exception):
    """An answer that the indicator does not admit; the message is for the person."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


@dataclass(frozen=True)
class GroupOutcome:
    """The points of a group, and whether they reach its floor."""

    group: Group
    points: Decimal

    @property
    def reached(self) -> bool:
        """Whether the floor is reached."""
        return self.points >= self.group.floor


@dataclass(frozen=True)
class Outcome:
    """Whether a sheet earns its title, and if not, every reason why."""

    total: Decimal
    pass_mark: Decimal
    missing: tuple[str, ...]
    failed_gates: tuple[str, ...]
    groups: tuple[GroupOutcome, ...]

    @property
    def complete(self) -> bool:
        """Whether every indicator has its answer."""
        return not self.missing

    @property
    def groups_below(self) -> tuple[GroupOutcome, ...]:
        """The groups under their floor."""
        return tuple(group for group in self.groups if not group.reached)

    @property
    def earned(self) -> bool:
        """Complete, no gate failed, every floor and the pass mark reached."""
        return self.complete and not self.failed_gates and not self.groups_below and self.total >= self.pass_mark


def check_answer(indicator: Indicator, value: Decimal, whole: int | None) -> None:
    """Raise AnswerRefusedError unless the indicator admits ``value``.

    ``whole`` is the register's count for a share.
    """
    if indicator.kind is Kind.GRADED and value not in indicator.steps:
        steps = " hoặc ".join(_plain(step) for step in indicator.steps)
        raise AnswerRefusedError(indicator.code, f"Tiêu chí {indicator.code}: cho điểm {steps}.")
    if indicator.kind is Kind.GATE and value not in (0, 1):
        raise AnswerRefusedError(indicator.code, f"Điều kiện {indicator.code}: chọn có hoặc không.")
    if indicator.kind in (Kind.COUNT, Kind.SHARE) and (value < 0 or value != int(value)):
        raise AnswerRefusedError(indicator.code, f"Tiêu chí {indicator.code}: nhập số nguyên từ 0 trở lên.")
    if indicator.kind is Kind.SHARE and whole is not None and value > whole:
        raise AnswerRefusedError(indicator.code, f"Tiêu chí {indicator.code}: nhiều nhất {whole}, theo sổ hộ.")
    if indicator.kind is Kind.COUNT and value > COUNT_MAX:
        raise AnswerRefusedError(indicator.code, f"Tiêu chí {indicator.code}: nhiều nhất {COUNT_MAX}.")


#: No count of a year is larger.
COUNT_MAX = 9999


def points(indicator: Indicator, value: Decimal, whole: int, rounding: Decimal) -> Decimal:
    """Points that an answer earns, rounded to ``rounding``.

    A share of an empty whole earns nothing: there is nobody in whom it could be reached.
    """
    if indicator.kind is Kind.GRADED:
        return value
    if indicator.kind is Kind.COUNT:
        return max((t.points for t in indicator.thresholds if value >= t.least), default=Decimal(0))
    if indicator.kind is Kind.SHARE and whole:
        exact = indicator.points_max * min(value, Decimal(whole)) / whole
        return (exact / rounding).quantize(Decimal(1), ROUND_HALF_UP) * rounding
    return Decimal(0)


def outcome(criteria: CriteriaSet, answers: Answers, wholes: Wholes) -> Outcome:
    """What the answers come to under a set; an answer to a code that the set has not is not counted.

    A title needs every answer, no failed gate, the floor in every group and the pass mark in total. Mark
    and floors are the set's own (the provisional family set: 70 of 100, half the points in every group).
    """
    groups = tuple(
        GroupOutcome(
            group,
            sum(
                (
                    points(indicator, answers[indicator.code], wholes.get(indicator.code, 0), criteria.rounding)
                    for indicator in group.indicators
                    if indicator.code in answers
                ),
                Decimal(0),
            ),
        )
        for group in criteria.groups
    )
    return Outcome(
        total=sum((group.points for group in groups), Decimal(0)),
        pass_mark=criteria.pass_mark,
        missing=tuple(i.code for i in criteria.indicators if i.code not in answers),
        failed_gates=tuple(i.code for i in criteria.indicators if i.kind is Kind.GATE and answers.get(i.code) == 0),
        groups=groups,
    )


def problems(criteria: CriteriaSet) -> Sequence[str]:
    """What is wrong with a set before it is published: sums, codes, thresholds that cannot be reached."""
    found: list[str] = []
    codes = [indicator.code for indicator in criteria.indicators] + [group.code for group in criteria.groups]
    found += [f"code {code} stands twice" for code in sorted({c for c in codes if codes.count(c) > 1})]
    if criteria.pass_mark > criteria.points_max:
        found.append(f"the pass mark {criteria.pass_mark} is above the {criteria.points_max} points")
    found += [
        f"the floor of group {group.code} is above its points"
        for group in criteria.groups
        if group.floor > group.points_max
    ]
    for indicator in criteria.indicators:
        found += _indicator_problems(indicator)
    return found


def _indicator_problems(indicator: Indicator) -> list[str]:
    found = []
    if (indicator.kind is Kind.GATE) != (indicator.points_max == 0):
        found.append(f"{indicator.code}: a gate has no points, every other kind has some")
    if (
        indicator.kind is Kind.COUNT
        and max((t.points for t in indicator.thresholds), default=0) != indicator.points_max
    ):
        found.append(f"{indicator.code}: the highest threshold does not earn the full points")
    if indicator.kind is Kind.SHARE and indicator.from_age is None:
        found.append(f"{indicator.code}: a share needs the age from which members count")
    return found


def _plain(value: Decimal) -> str:
    return f"{value.normalize():f}".replace(".", ",")
