"""The form of a unit's own targets."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Any

from wtforms import BooleanField, Field, HiddenField

from lhtq.indicators.rules import PLAN_YEARS, columns, definitions, fingerprint, start_of
from lhtq.web.filters import number
from lhtq.web.forms import Form, points, whole_number

#: Percent by year, by measure.
Own = Mapping[str, Mapping[int, float]]


@dataclass(frozen=True)
class Editing:
    """What the form begins from: the targets that a unit has, and what it really had at the end of the last year."""

    own: Own
    this_year: int
    #: In percent, by measure; None where there was nothing to count.
    reached: Mapping[str, float | None]

    @property
    def last_year(self) -> int:
        """The year whose end can be taken as the start of a line."""
        return self.this_year - 1

    def offers(self, key: str) -> bool:
        """Whether there is a share of a measure that can be taken as its start."""
        return self.last_year in PLAN_YEARS and self.reached[key] is not None


class TargetsForm(Form):
    """Of each measure a start, with its year, and percent by year; what is left empty comes from above."""

    #: Fingerprint of the targets that the typing began from, and the years that had a column.
    seen = HiddenField()
    years = HiddenField()
    columns: tuple[int, ...] = ()
    editing: Editing

    def validate(self, extra_validators: Any = None) -> bool:
        """Whether it all can be: a start has a year and a percent, and a year has one target."""
        sound = bool(super().validate(extra_validators))
        for key in definitions():
            sound = self._start_is_sound(key) and sound
        return sound

    def given(self) -> dict[str, dict[int, Decimal]]:
        """The targets by measure and year."""
        found = {}
        for key in definitions():
            typed = {year: self[f"{key}-{year}"].data for year in self.columns}
            start, percent = self._start(key)
            filled = {year: one for year, one in [(start, percent), *typed.items()] if year and one is not None}
            if filled:
                found[key] = filled
        return found

    def any_of(self, key: str) -> bool:
        """Whether the unit has any target of its own of a measure."""
        return key in self.editing.own

    def show_other(self, editing: Editing) -> None:
        """Say beside each target that differs what somebody else has saved, and go on from there."""
        given = self.given()
        for key in definitions():
            other, mine = editing.own.get(key, {}), given.get(key, {})
            for year in sorted(other.keys() | mine.keys()):
                now = other.get(year)
                if now is None or mine.get(year) is None or float(mine[year]) != now:
                    words = "để trống" if now is None else f"{number(now)}%"
                    field = f"{key}-{year}" if year in self.columns else f"{key}-start"
                    self.refuse(field, f"Vừa có người lưu năm {year}: {words}.")
        self.seen.data = fingerprint(editing.own)

    def _start(self, key: str) -> tuple[int | None, Decimal | None]:
        reached = self.editing.reached[key]
        if self[f"{key}-take"].data and reached is not None:
            return self.editing.last_year, Decimal(str(reached))
        return self[f"{key}-start"].data, self[f"{key}-from"].data

    def _start_is_sound(self, key: str) -> bool:
        year, percent = self._start(key)
        if (year is None) != (percent is None):
            empty = f"{key}-start" if year is None else f"{key}-from"
            if not self[empty].errors:
                self.refuse(empty, "Điểm xuất phát cần cả năm và tỷ lệ.")
            return False
        typed = self[f"{key}-{year}"].data if year in self.columns else None
        if typed is not None and typed != percent:
            self.refuse(f"{key}-start", f"Năm {year} đã có mục tiêu khác ở ô bên. Bỏ trống một trong hai.")
            return False
        return True


def targets_form(editing: Editing, posted_years: str = "") -> TargetsForm:
    """The form, filled with what the unit has set; ``posted_years`` are the columns that were sent."""
    sent = {int(year) for year in posted_years.split(",") if year.isdecimal() and len(year) == len("2030")}
    years = tuple(sorted({*columns(editing.own.values(), editing.this_year)} | sent & {*PLAN_YEARS}))
    data: dict[str, object] = {"seen": fingerprint(editing.own), "years": ",".join(map(str, years))}
    for key, set_here in editing.own.items():
        start = start_of(set_here, years)
        if start is not None:
            data |= {f"{key}-start": start, f"{key}-from": _decimal(set_here[start])}
        data |= {f"{key}-{year}": _decimal(percent) for year, percent in set_here.items() if year in years}
    form = _form_of(years, editing.this_year)(data=data)
    form.editing = editing
    return form


@cache
def _form_of(years: Sequence[int], this_year: int) -> type[TargetsForm]:
    fields: dict[str, Field] = {}
    for key, definition in definitions().items():
        name = definition.short
        fields[f"{key}-start"] = whole_number(
            f"Năm xuất phát, {name}", least=PLAN_YEARS[0], most=min(this_year, PLAN_YEARS[-1]),
            render_kw={"inputmode": "numeric", "autocomplete": "off", "size": "4"},
        )  # fmt: skip
        fields[f"{key}-from"] = points(f"Tỷ lệ xuất phát, {name}", most=100)
        fields[f"{key}-take"] = BooleanField(f"Lấy mức thực có, {name}")
        fields |= {f"{key}-{year}": points(f"Mục tiêu {year}, {name}", most=100) for year in years}
    return type("TargetsForm", (TargetsForm,), {**fields, "columns": years})


def _decimal(percent: float) -> Decimal:
    return Decimal(str(percent))
