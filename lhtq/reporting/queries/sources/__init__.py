"""Where the figures of a report come from: each source counts some records of some units in some days."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from lhtq.assessment.rules import State
from lhtq.centre.rules import ActivityState
from lhtq.criteria.rules import MODEL_SLUGS
from lhtq.indicators.rules import definitions
from lhtq.recognition.rules import UNDECIDED, Happened
from lhtq.reporting.queries.sources.association import association, courses
from lhtq.reporting.queries.sources.base import Reach, Source, Span
from lhtq.reporting.queries.sources.centre import activities, centres
from lhtq.reporting.queries.sources.plan import plan
from lhtq.reporting.queries.sources.register import base
from lhtq.reporting.queries.sources.titles import sheets, titles
from lhtq.training.rules import Which
from lhtq.web.counted import Counted

__all__ = ["SOURCES", "Origin", "Reach", "Span", "figures", "origin"]

SOURCES: tuple[Source, ...] = (plan, titles, sheets, activities, centres, courses, association, base)


@dataclass(frozen=True)
class Origin:
    """What a figure counts, in words, and the address of the list behind it, with unit, days and kind left open."""

    words: str
    address: str

    def at(self, unit_id: int, period: Mapping[str, Any], key: str, *, only: bool = False) -> str:
        """The address for a unit in a period; of a key that names a model, kind or measure, for that one.

        With ``only`` the list has the unit's own records, without those of the units below it.
        """
        parts = key.split(".")
        model = next((slug for model, slug in MODEL_SLUGS.items() if model.value == parts[-1]), "ho")
        measure = definitions().get(parts[1])
        first, last = _days(period)
        return self.address.format(
            unit=unit_id, year=period["year"], on=last, model=model, measure=measure.slug if measure else "",
            kind="" if parts[1] == "all" else parts[1], held="&dat=roi" if parts[-1] == "part" else "",
            course="" if parts[-1] == "all" else f"&hinh_thuc={parts[-1]}",
            counted=Counted(first, last, only).query, only=Counted(only=only).query,
            alone="?rieng=1" if only else "",
        )  # fmt: skip


def _days(period: Mapping[str, Any]) -> tuple[dt.date, dt.date]:
    """The days whose records are counted, as ``compiling`` has them: nothing before the first."""
    first, on = (dt.date.fromisoformat(period[name]) for name in ("from", "on"))
    return first, max(first, on)


def _at(states: Iterable[State]) -> str:
    return "".join(f"&buoc={state.value}" for state in sorted(states))


_TITLES = "/danh-hieu/{unit}?mo_hinh={model}"
_SHEETS = "/phieu/{unit}/{year}?mo_hinh={model}{only}"
_MEMBERS = "/hoi-khuyen-hoc/{unit}/hoi-vien/{year}?loc="
_CENTRES = "/cac-trung-tam/{unit}?xem=o-day{only}"
_COURSES = "/tap-huan/{unit}?dem="
#: Beginning of a key → where its records are read. The longest that fits is taken.
_ORIGINS: dict[str, Origin] = {
    "plan.": Origin("Hồ sơ của chỉ tiêu", "/chi-tieu/{unit}/{measure}/ho-so?ngay={on}{held}{only}"),
    "held.": Origin("Danh hiệu đang giữ", f"{_TITLES}&ngay={{on}}{{only}}"),
    "granted.": Origin(
        "Danh hiệu công nhận trong kỳ, kể cả danh hiệu đã thu hồi",
        f"{_TITLES}&xem={Happened.GRANTED.value}{{counted}}",
    ),
    "revoked.": Origin("Danh hiệu thu hồi trong kỳ", f"{_TITLES}&xem={Happened.REVOKED.value}{{counted}}"),
    "sheets.": Origin("Phiếu của năm", _SHEETS),
    "sheets.undecided.": Origin("Phiếu của năm đã gửi, chờ quyết định", _SHEETS + _at(UNDECIDED)),
    "sheets.refused.": Origin("Phiếu của năm không được công nhận", _SHEETS + _at([State.REFUSED])),
    "activity.": Origin(
        "Hoạt động đã làm của trung tâm học tập cộng đồng",
        f"/cac-hoat-dong/{{unit}}/{{year}}?loai={{kind}}&trang_thai={ActivityState.DONE.value}{{counted}}",
    ),
    "courses.": Origin("Các khóa đơn vị đã tổ chức", f"{_COURSES}{Which.HOLDING.value}{{course}}{{counted}}"),
    "training.": Origin(
        "Người của đơn vị dự các khóa đã tổ chức", f"{_COURSES}{Which.ATTENDED.value}{{course}}{{counted}}"
    ),
    "training.completed.": Origin(
        "Người của đơn vị hoàn thành các khóa đã tổ chức", f"{_COURSES}{Which.COMPLETED.value}{{course}}{{counted}}"
    ),
    "association.branches": Origin("Chi hội, ban khuyến học", "/hoi-khuyen-hoc/{unit}?xem=chi-hoi&ngay={on}{only}"),
    "association.members": Origin("Hội viên", f"{_MEMBERS}hoi-vien&ngay={{on}}{{only}}"),
    "association.officers": Origin("Người giữ chức vụ trong Hội Khuyến học", f"{_MEMBERS}chuc-vu&ngay={{on}}{{only}}"),
    "association.payers": Origin("Hội viên đã nộp hội phí của năm", f"{_MEMBERS}da-nop&ngay={{on}}{{only}}"),
    "association.centres": Origin("Trung tâm học tập cộng đồng", _CENTRES),
    "association.classified": Origin(
        "Trung tâm đã xếp loại cho năm báo cáo", f"{_CENTRES}&xep_loai={{year}}&ngay={{on}}"
    ),
    "base.": Origin("Số liệu năm của đơn vị", "/so-lieu-nam/{unit}/{year}{alone}"),
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
