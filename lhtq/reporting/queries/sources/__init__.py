"""Where the figures of a report come from: each source counts some records of some units in some days."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from lhtq.criteria.rules import MODEL_SLUGS
from lhtq.indicators.rules import definitions
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
    """What a figure counts, in words, and the address of the list behind it, with the unit and year left open."""

    words: str
    address: str

    def at(self, unit_id: int, period: Mapping[str, Any], key: str) -> str:
        """The address for a unit in a period; of a key that names a model or a measure, for that one."""
        parts = key.split(".")
        model = next((slug for model, slug in MODEL_SLUGS.items() if model.value == parts[-1]), "ho")
        measure = definitions().get(parts[1])
        return self.address.format(
            unit=unit_id, year=period["year"], on=period["on"], model=model, measure=measure.slug if measure else ""
        )


#: Beginning of a key → where its records are read. The longest that fits is taken.
_ORIGINS: dict[str, Origin] = {
    "plan.": Origin("Hồ sơ của chỉ tiêu", "/chi-tieu/{unit}/{measure}/ho-so?ngay={on}"),
    "held.": Origin("Danh hiệu đang giữ", "/danh-hieu/{unit}?mo_hinh={model}"),
    "granted.": Origin("Danh hiệu", "/danh-hieu/{unit}?mo_hinh={model}"),
    "revoked.": Origin("Danh hiệu", "/danh-hieu/{unit}?mo_hinh={model}"),
    "sheets.": Origin("Phiếu của năm", "/phieu/{unit}/{year}?mo_hinh={model}"),
    "activity.": Origin("Hoạt động của trung tâm học tập cộng đồng", "/cac-hoat-dong/{unit}/{year}"),
    "courses.": Origin("Các khóa của năm", "/tap-huan/{unit}?nam={year}"),
    "training.": Origin("Các khóa của năm", "/tap-huan/{unit}?nam={year}"),
    "association.": Origin("Hội Khuyến học", "/hoi-khuyen-hoc/{unit}"),
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
