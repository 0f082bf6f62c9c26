"""What answers come to under a criteria set."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from lhtq.criteria.rules.sets import CriteriaSet, Group, Indicator, Kind, Share, written

#: What is answered to each indicator that is asked, by code: points given (graded), the number counted
#: (count), or 1 for a gate passed and 0 for one failed.
Answers = Mapping[str, Decimal]

#: What each share indicator is counted as, by code.
Shares = Mapping[str, Share]

#: A share of nothing.
NOTHING = Share(0, 0)

#: No count of a year is larger.
COUNT_MAX = 9999


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
    #: Codes of answered indicators under their own floor.
    below_floor: tuple[str, ...]
    groups: tuple[GroupOutcome, ...]

    @property
    def complete(self) -> bool:
        """Whether every indicator that is asked has its answer."""
        return not self.missing

    @property
    def groups_below(self) -> tuple[GroupOutcome, ...]:
        """The groups under their floor."""
        return tuple(group for group in self.groups if not group.reached)

    @property
    def earned(self) -> bool:
        """Complete, no gate failed, every floor and the pass mark reached."""
        return (
            self.complete
            and not self.failed_gates
            and not self.below_floor
            and not self.groups_below
            and self.total >= self.pass_mark
        )


def check_answer(indicator: Indicator, value: Decimal) -> None:
    """Raise AnswerRefusedError unless the indicator admits ``value``."""
    code = indicator.code
    if indicator.kind is Kind.SHARE:
        raise AnswerRefusedError(code, f"Tiêu chí {code}: phần mềm tự tính từ sổ, không nhập.")
    if indicator.kind is Kind.GRADED and value not in indicator.steps:
        steps = " hoặc ".join(written(step) for step in indicator.steps)
        raise AnswerRefusedError(code, f"Tiêu chí {code}: cho điểm {steps}.")
    if indicator.kind is Kind.GATE and value not in (0, 1):
        raise AnswerRefusedError(code, f"Điều kiện {code}: chọn có hoặc không.")
    if indicator.kind is Kind.COUNT and (value < 0 or value != int(value)):
        raise AnswerRefusedError(code, f"Tiêu chí {code}: nhập số nguyên từ 0 trở lên.")
    if indicator.kind is Kind.COUNT and value > COUNT_MAX:
        raise AnswerRefusedError(code, f"Tiêu chí {code}: nhiều nhất {COUNT_MAX}.")


def check_claim(indicator: Indicator, claimed: Share) -> None:
    """Raise AnswerRefusedError unless a share may be said to be ``claimed`` instead of what is counted."""
    code = indicator.code
    if indicator.kind is not Kind.SHARE:
        raise AnswerRefusedError(code, f"Tiêu chí {code} do người chấm cho điểm, không phải số liệu tự tính.")
    if not 0 <= claimed.part <= claimed.whole <= COUNT_MAX:
        raise AnswerRefusedError(code, f"Tiêu chí {code}: số đạt không thể nhiều hơn tổng số.")


def points(indicator: Indicator, value: Decimal | Share, rounding: Decimal) -> Decimal:
    """Points that an answer or a counted share earns, rounded to ``rounding``.

    A share of an empty whole earns what the indicator says of it: nothing, or everything.
    """
    if isinstance(value, Share):
        return _share_points(indicator, value, rounding)
    if indicator.kind is Kind.GRADED:
        return value
    if indicator.kind is Kind.COUNT:
        return max((t.points for t in indicator.thresholds if value >= t.least), default=Decimal(0))
    return Decimal(0)


def outcome(criteria: CriteriaSet, answers: Answers, shares: Shares) -> Outcome:
    """What answers and counted shares come to under a set; an answer to a code that it has not is not counted.

    A title needs every answer, no failed gate, the floor in every indicator and every group, and the pass mark in
    total. Marks and floors are the set's own (citizens, Quyết định 244/QĐ-KHVN: 80 of 100, no indicator under 5;
    the provisional sets of the other four: 70 of 100, half the points in every group).
    """
    earned: dict[str, Decimal] = {}
    for indicator in criteria.indicators:
        if indicator.kind is Kind.SHARE:
            earned[indicator.code] = points(indicator, shares.get(indicator.code, NOTHING), criteria.rounding)
        elif indicator.code in answers:
            earned[indicator.code] = points(indicator, answers[indicator.code], criteria.rounding)
    groups = tuple(
        GroupOutcome(group, sum((earned.get(i.code, Decimal(0)) for i in group.indicators), Decimal(0)))
        for group in criteria.groups
    )
    return Outcome(
        total=sum((group.points for group in groups), Decimal(0)),
        pass_mark=criteria.pass_mark,
        missing=tuple(i.code for i in criteria.asked if i.code not in answers),
        failed_gates=tuple(i.code for i in criteria.indicators if i.kind is Kind.GATE and answers.get(i.code) == 0),
        below_floor=tuple(i.code for i in criteria.indicators if earned.get(i.code, i.floor) < i.floor),
        groups=groups,
    )


def grade(criteria: CriteriaSet, found: Outcome) -> str | None:
    """How a year is classified, in the set's own words; None while an answer is missing, or for a set without grades.

    A failed gate, or a group or indicator under its floor, leaves the lowest grade.
    """
    if not found.complete or not criteria.grades:
        return None
    if found.failed_gates or found.below_floor or found.groups_below:
        return criteria.grades[-1].name
    return next((one.name for one in criteria.grades if found.total >= one.least), criteria.grades[-1].name)


def _share_points(indicator: Indicator, share: Share, rounding: Decimal) -> Decimal:
    if not share.whole:
        return indicator.points_max if indicator.full_if_empty else Decimal(0)
    exact = indicator.points_max * min(share.part, share.whole) / share.whole
    return (exact / rounding).quantize(Decimal(1), ROUND_HALF_UP) * rounding
