"""Where the figures of a report come from: each source counts some records of some units in some days."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from lhtq.assessment.rules import State
from lhtq.criteria.rules import MODEL_SLUGS
from lhtq.indicators.rules import definitions
from lhtq.recognition.rules import UNDECIDED
from lhtq.reporting.queries.sources.association import association, courses
from lhtq.reporting.queries.sources.base import Reach, Source, Span
from lhtq.reporting.queries.sources.centre import activities, centres
from lhtq.reporting.queries.sources.plan import plan
from lhtq.reporting.queries.sources.register import base
from lhtq.reporting.queries.sources.titles import sheets, titles

__all__ = ["SOURCES", "Origin", "Reach", "Span", "figures", "origin"]

SOURCES: tuple[Source, ...] = (plan, titles, sheets, activities, centres, courses, association, base)


@dataclass(frozen=True)
class Origin:
    """What a figure counts, in words, and the address of the list behind it, with unit, days and kind left open."""

    words: str
    address: str
    #: In what that list is another one than what the figure counts.
    differs: str = ""
    #: Whether a list is of a calendar year: a period may lie in two.
    yearly: bool = False

    def at(self, unit_id: int, period: Mapping[str, Any], key: str) -> dict[int, str]:
        """The addresses for a unit in a period, by year; of a key that names a model, kind or measure, for that one."""
        parts = key.split(".")
        model = next((slug for model, slug in MODEL_SLUGS.items() if model.value == parts[-1]), "ho")
        measure = definitions().get(parts[1])
        years = _years(period) if self.yearly else (period["year"],)
        return {
            year: self.address.format(
                unit=unit_id, year=year, on=period["on"], model=model, measure=measure.slug if measure else "",
                kind="" if parts[1] == "all" else parts[1], held="&dat=roi" if parts[-1] == "part" else "",
            )
            for year in years
        }  # fmt: skip

    def difference(self, period: Mapping[str, Any]) -> str:
        """In what the list is another one, for a period; of a year's list also where the period is not that year."""
        first, last = (dt.date.fromisoformat(period[name]) for name in ("from", "on"))
        said = [self.differs.format(first=f"{first:%d/%m/%Y}", on=f"{last:%d/%m/%Y}")] if self.differs else []
        if self.yearly:
            said.append(f"Trang mở ra theo năm dương lịch, số này tính từ {first:%d/%m/%Y} đến {last:%d/%m/%Y}.")
        return " ".join(said)


def _years(period: Mapping[str, Any]) -> range:
    return range(dt.date.fromisoformat(period["from"]).year, dt.date.fromisoformat(period["on"]).year + 1)


def _at(states: Iterable[State]) -> str:
    return "".join(f"&buoc={state.value}" for state in sorted(states))


_TITLES = "/danh-hieu/{unit}?mo_hinh={model}&ngay={on}"
_SHEETS = "/phieu/{unit}/{year}?mo_hinh={model}"
_COURSES = (
    "Trang có cả khóa chưa tổ chức, mọi hình thức, và khóa của nơi khác có người của đơn vị; số này chỉ tính "
    "khóa đã tổ chức, đúng hình thức."
)
#: Beginning of a key → where its records are read. The longest that fits is taken.
_ORIGINS: dict[str, Origin] = {
    "plan.": Origin("Hồ sơ của chỉ tiêu", "/chi-tieu/{unit}/{measure}/ho-so?ngay={on}{held}"),
    "held.": Origin("Danh hiệu đang giữ", _TITLES),
    "granted.": Origin(
        "Danh hiệu công nhận trong kỳ",
        _TITLES,
        "Trang liệt kê danh hiệu còn hiệu lực ngày {on}; số này chỉ tính danh hiệu có hiệu lực từ một ngày trong kỳ, "
        "từ {first} đến {on}, kể cả danh hiệu đã thu hồi.",
    ),
    "revoked.": Origin(
        "Danh hiệu thu hồi trong kỳ",
        f"{_TITLES}#thu-hoi",
        "Ở mục “Đã thu hồi”: trang liệt kê một năm tới ngày {on}, nhiều nhất 100 danh hiệu; số này tính từ {first}.",
    ),
    "sheets.": Origin("Phiếu của năm", _SHEETS),
    "sheets.undecided.": Origin("Phiếu của năm đã gửi, chờ quyết định", _SHEETS + _at(UNDECIDED)),
    "sheets.refused.": Origin("Phiếu của năm không được công nhận", _SHEETS + _at([State.REFUSED])),
    "activity.": Origin(
        "Hoạt động của trung tâm học tập cộng đồng",
        "/cac-hoat-dong/{unit}/{year}?loai={kind}",
        "Trang có cả hoạt động chưa làm; số này chỉ tính hoạt động đã làm.",
        yearly=True,
    ),
    "courses.": Origin("Các khóa đơn vị tổ chức", "/tap-huan/{unit}?nam={year}", _COURSES, yearly=True),
    "training.": Origin("Người của đơn vị dự các khóa", "/tap-huan/{unit}?nam={year}", _COURSES, yearly=True),
    "association.": Origin(
        "Hội Khuyến học", "/hoi-khuyen-hoc/{unit}", "Trang là của hôm nay; số này là của ngày {on}."
    ),
    "association.officers": Origin(
        "Người giữ chức vụ trong Hội Khuyến học",
        "/hoi-khuyen-hoc/{unit}/hoi-vien/{year}?loc=chuc-vu",
        "Trang là của hôm nay; số này là của ngày {on}.",
    ),
    "association.centres": Origin("Trung tâm học tập cộng đồng", "/cac-trung-tam/{unit}"),
    "association.classified": Origin(
        "Trung tâm đã xếp loại cho năm báo cáo",
        "/cac-trung-tam/{unit}",
        "Trang có mọi trung tâm, với lần xếp loại mới nhất; số này chỉ tính trung tâm đã chốt xếp loại tới ngày {on}.",
    ),
    "base.": Origin("Số liệu năm của đơn vị", "/so-lieu-nam/{unit}/{year}"),
}


def figures(reach: Reach, span: Span) -> dict[str, int]:
    """Every figure of some units in some days, by key."""
    found: dict[str, int] = {}
    for source in SOURCES:
        found |= source(reach, span)
    return found


def origin(key: str) -> Origin:
    """Where the records behind a figure are read."""
    fitting = max((start for start in _ORIGINS if key.startswith(start)), key=len)
    return _ORIGINS[fitting]
