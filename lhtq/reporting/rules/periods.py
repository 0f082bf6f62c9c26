"""Periods for which units report: their kinds, their usual days, and which way a report goes."""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from lhtq.units.rules import Level


class PeriodKind(StrEnum):
    """What is reported (Kế hoạch 108/KH-UBND, IV and II.4)."""

    ANNUAL = "annual"
    HALF_YEAR = "half-year"
    AD_HOC = "ad-hoc"
    INTERIM = "interim"
    FINAL = "final"


KIND_NAMES: dict[PeriodKind, str] = {
    PeriodKind.ANNUAL: "Báo cáo năm",
    PeriodKind.HALF_YEAR: "Báo cáo 6 tháng",
    PeriodKind.AD_HOC: "Báo cáo đột xuất",
    PeriodKind.INTERIM: "Sơ kết 5 năm 2021-2025",
    PeriodKind.FINAL: "Tổng kết 10 năm 2021-2030",
}

#: The kinds that are put together from the annual reports of their years.
REVIEWS = frozenset({PeriodKind.INTERIM, PeriodKind.FINAL})


class Way(StrEnum):
    """Through which units a report goes up."""

    LEVELS = "levels"
    STRAIGHT = "straight"


WAY_NAMES: dict[Way, str] = {
    Way.LEVELS: "Xã gửi huyện (hoặc cụm), huyện gửi tỉnh",
    Way.STRAIGHT: "Xã gửi thẳng tỉnh",
}

#: The levels that owe a report; villages hand in sheets.
REPORTING: tuple[Level, ...] = (Level.PROVINCE, Level.DISTRICT, Level.CLUSTER, Level.COMMUNE)
#: Those between the province and the communes, of which either may be absent.
BETWEEN = frozenset({Level.DISTRICT, Level.CLUSTER})


@dataclass(frozen=True)
class Days:
    """The days of a period: what it covers, to which day figures are counted, and by when each level hands in."""

    from_on: dt.date
    as_of: dt.date
    commune_due: dt.date
    between_due: dt.date
    province_due: dt.date

    def due(self, level: Level) -> dt.date:
        """By when a unit of a level hands in."""
        if level is Level.PROVINCE:
            return self.province_due
        return self.between_due if level in BETWEEN else self.commune_due


def usual_days(kind: PeriodKind, year: int) -> Days:
    """The days that are offered for a period; whoever sets it may change them.

    The 20th and the 25th of December, the second quarter of 2026 and the fourth of 2030 are the plan's. The day for the
    communes, and that a year of reports runs from December to November so that no day is reported twice or never, are
    ours. The final review rests on the annual report of 2030 too, and so is due with it.
    """
    year = REVIEW_YEARS.get(kind, year)
    if kind is PeriodKind.INTERIM:
        return Days(dt.date(2021, 1, 1), dt.date(2025, 12, 31), *_days(year, (4, 30), (5, 31), (6, 30)))
    if kind is PeriodKind.FINAL:
        return Days(dt.date(2021, 1, 1), dt.date(2030, 11, 30), *_days(year, (12, 10), (12, 20), (12, 31)))
    first = dt.date(year, 1, 1) if year <= FIRST_YEAR else dt.date(year - 1, 12, 1)
    if kind is PeriodKind.HALF_YEAR:
        return Days(first, dt.date(year, 5, 31), *_days(year, (6, 10), (6, 20), (6, 25)))
    return Days(first, dt.date(year, 11, 30), *_days(year, (12, 10), (12, 20), (12, 25)))


def usual_year(kind: PeriodKind, today: dt.date) -> int:
    """The year in which a period falls: the plan's for a review, else this one."""
    return REVIEW_YEARS.get(kind, today.year)


#: The years in which the plan wants the reviews.
REVIEW_YEARS = {PeriodKind.INTERIM: 2026, PeriodKind.FINAL: 2030}

#: The plan's first year.
FIRST_YEAR = 2021


def _days(year: int, *given: tuple[int, int]) -> tuple[dt.date, dt.date, dt.date]:
    commune, between, province = (dt.date(year, month, day) for month, day in given)
    return commune, between, province


def closes_in_year(kind: PeriodKind, year: int, as_of: dt.date) -> bool:
    """Whether a period's figures end in its year, as those of a year and of half of one do.

    A review of 2021 to 2025 is made in 2026, and what is asked out of turn may look back.
    """
    return kind not in {PeriodKind.ANNUAL, PeriodKind.HALF_YEAR} or as_of.year == year


def usual_name(kind: PeriodKind, year: int) -> str:
    """What a period is called where nobody says otherwise."""
    if kind in REVIEWS:
        return KIND_NAMES[kind]
    return f"{KIND_NAMES[kind]}{' đầu' if kind is PeriodKind.HALF_YEAR else ''} năm {year}".replace("năm năm", "năm")


def years_of(kind: PeriodKind, from_on: dt.date, as_of: dt.date) -> tuple[int, ...]:
    """The years whose annual reports a review is put together from; none for the other kinds."""
    return tuple(range(from_on.year, as_of.year + 1)) if kind in REVIEWS else ()
