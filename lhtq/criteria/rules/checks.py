"""What is wrong with a criteria set before it is published."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from lhtq.criteria.rules.scoring import COUNT_MAX
from lhtq.criteria.rules.sets import (
    FROM_AN_AGE,
    SOURCE_MODELS,
    Classified,
    CriteriaSet,
    Indicator,
    Kind,
    Model,
    written,
)

#: A code of a group or indicator: ``2``, ``2.1``, ``G1``. Answers are sent under it, beside names of our own.
CODE = re.compile(r"[A-Z]{0,3}[0-9]{1,3}(\.[0-9]{1,3}){0,2}")

#: Points are kept with one decimal.
_TENTH = Decimal("0.1")


@dataclass(frozen=True)
class Problem:
    """Something that does not add up: the code of the group or indicator (empty for the set), in both languages."""

    code: str
    words: str
    english: str


def problems(criteria: CriteriaSet) -> list[Problem]:
    """Everything that keeps a set from being published: sums, codes, marks that cannot be reached."""
    return [*_of_set(criteria), *_of_grades(criteria), *_of_groups(criteria), *_of_indicators(criteria)]


def _of_set(criteria: CriteriaSet) -> Iterator[Problem]:
    codes = [i.code for i in criteria.indicators] + [group.code for group in criteria.groups]
    for code in sorted({code for code in codes if codes.count(code) > 1}):
        yield Problem(code, f"Mã {code} dùng hai lần.", f"code {code} stands twice")
    for code in sorted({code for code in codes if not CODE.fullmatch(code)}):
        yield Problem(
            code, f"Mã {code} viết chưa đúng: dùng số như 2.1, hoặc chữ hoa và số như G1.", f"{code}: no code"
        )
    if not criteria.groups:
        yield Problem("", "Bộ tiêu chí chưa có nhóm nào.", "there is no group")
    if criteria.pass_mark > criteria.points_max:
        yield Problem(
            "",
            f"Mức đạt {written(criteria.pass_mark)} cao hơn tổng {written(criteria.points_max)} điểm.",
            f"the pass mark {criteria.pass_mark:f} is above the {criteria.points_max:f} points",
        )
    if criteria.pass_mark <= 0:
        yield Problem("", "Mức đạt phải lớn hơn 0.", "the pass mark is not above zero")
    if criteria.rounding <= 0:
        yield Problem("", "Bước làm tròn phải lớn hơn 0.", "points are rounded to nothing")
    if criteria.model is Model.CITIZEN and criteria.from_age is None:
        yield Problem("", "Ghi từ tuổi nào thì chấm Công dân học tập.", "the age from which citizens count is missing")


def _of_grades(criteria: CriteriaSet) -> Iterator[Problem]:
    if not isinstance(criteria.model, Classified):
        return
    least = [one.least for one in criteria.grades]
    if not least or least[-1] != 0 or len(set(least)) != len(least):
        yield Problem(
            "",
            "Ghi các mức xếp loại, mỗi mức một điểm khác nhau; mức thấp nhất từ 0 điểm.",
            "the grades must differ in points, and the lowest begin at nothing",
        )
    elif least[0] > criteria.points_max:
        yield Problem(
            "",
            f"Mức {criteria.grades[0].name} cao hơn tổng {written(criteria.points_max)} điểm.",
            f"the grade {criteria.grades[0].name} is above the {criteria.points_max:f} points",
        )


def _of_groups(criteria: CriteriaSet) -> Iterator[Problem]:
    for group in criteria.groups:
        if not group.indicators:
            yield Problem(group.code, f"Nhóm {group.code} chưa có tiêu chí.", f"group {group.code} is empty")
        if group.floor > group.points_max:
            yield Problem(
                group.code,
                f"Điểm tối thiểu của nhóm {group.code} cao hơn số điểm của nhóm.",
                f"the floor of group {group.code} is above its points",
            )


def _of_indicators(criteria: CriteriaSet) -> Iterator[Problem]:
    for indicator in criteria.indicators:
        code = indicator.code
        if (indicator.kind is Kind.GATE) != (indicator.points_max == 0):
            yield Problem(
                code,
                f"{code}: điều kiện không có điểm, tiêu chí khác phải có điểm.",
                f"{code}: a gate has no points, every other kind has some",
            )
        if indicator.floor > indicator.points_max:
            yield Problem(
                code, f"{code}: điểm tối thiểu cao hơn điểm tối đa.", f"{code}: the floor is above the points"
            )
        if indicator.kind is Kind.GRADED:
            yield from _of_graded(indicator)
        if indicator.kind is Kind.COUNT:
            yield from _of_count(indicator)
        if indicator.kind is Kind.SHARE:
            yield from _of_share(indicator, criteria)


def _of_graded(indicator: Indicator) -> Iterator[Problem]:
    if indicator.steps[1] % _TENTH:
        yield Problem(
            indicator.code,
            f"{indicator.code}: một nửa của {written(indicator.points_max)} điểm có hơn một chữ số sau dấu phẩy.",
            f"{indicator.code}: half the points has more than one decimal",
        )


def _of_count(indicator: Indicator) -> Iterator[Problem]:
    code = indicator.code
    if max((t.points for t in indicator.thresholds), default=0) != indicator.points_max:
        yield Problem(
            code,
            f"{code}: ngưỡng cao nhất phải cho đủ điểm tối đa.",
            f"{code}: the highest threshold does not earn the full points",
        )
    steps = sorted(indicator.thresholds, key=lambda t: t.least)
    if any(low.points >= high.points or low.least == high.least for low, high in pairwise(steps)):
        yield Problem(
            code,
            f"{code}: ngưỡng cao hơn phải cho nhiều điểm hơn.",
            f"{code}: a higher threshold must earn more points",
        )
    if any(t.least > COUNT_MAX for t in indicator.thresholds):
        yield Problem(
            code,
            f"{code}: ngưỡng cao nhất không thể hơn {COUNT_MAX}.",
            f"{code}: a threshold is above what can be counted",
        )


def _of_share(indicator: Indicator, criteria: CriteriaSet) -> Iterator[Problem]:
    code, model = indicator.code, criteria.model
    if criteria.rounding > 0 and indicator.points_max % criteria.rounding:
        yield Problem(
            code,
            f"{code}: số điểm không phải là bội của bước làm tròn {written(criteria.rounding)}.",
            f"{code}: the points are no multiple of the rounding",
        )
    if indicator.source is None or model not in SOURCE_MODELS[indicator.source]:
        yield Problem(
            code,
            f"{code}: chọn số liệu để tính tỷ lệ cho danh hiệu này.",
            f"{code}: a share needs a source that {model} has",
        )
    elif indicator.source in FROM_AN_AGE and indicator.from_age is None:
        yield Problem(
            code,
            f"{code}: ghi từ tuổi nào thì tính là người lớn.",
            f"{code}: a share of adults needs the age from which members count",
        )
