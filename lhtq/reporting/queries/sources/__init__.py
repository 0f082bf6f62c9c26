"""Where the figures of a report come from: each source counts some records of some units in some days."""

from dataclasses import dataclass

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

    def at(self, unit_id: int, year: int, key: str) -> str:
        """The address for a unit and a year; of a key that names a model, for that model."""
        last = key.rpartition(".")[2]
        model = next((slug for model, slug in MODEL_SLUGS.items() if model.value == last), "ho")
        return self.address.format(unit=unit_id, year=year, model=model)


#: Beginning of a key → where its records are read. The longest that fits is taken.
_ORIGINS: dict[str, Origin] = {
    **{
        f"plan.{key}.": Origin(one.name, f"/chi-tieu/{{unit}}/{one.slug}?nam={{year}}")
        for key, one in definitions().items()
    },
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
