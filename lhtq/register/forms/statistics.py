"""The form of a unit's figures of a year."""

from functools import cache
from typing import Any

from wtforms import HiddenField

from lhtq.register.queries import UnitYear
from lhtq.register.rules import too_many, year_figures_of
from lhtq.units.rules import Level
from lhtq.web.filters import date, number
from lhtq.web.forms import Form, whole_number

#: More than a village or commune can have of anything.
MOST = 1_000_000


class StatisticsForm(Form):
    """What every such form has; the figures are those of the level."""

    version = HiddenField()
    keys: tuple[str, ...] = ()

    def validate(self, extra_validators: Any = None) -> bool:
        """Everything; and that no part is larger than all people, where both are told: beside the part."""
        good = bool(super().validate(extra_validators))
        for key, words in too_many({key: self[key].data for key in self.keys}).items():
            self.refuse(key, words)
            good = False
        return good

    def given(self) -> dict[str, int | None]:
        """The figures by key; None for one left empty."""
        return {key: self[key].data for key in self.keys}

    def show_other(self, now: UnitYear) -> None:
        """Say beside each figure that differs what somebody else has saved, and go on from there."""
        for key in self.keys:
            kept = now.kept.get(key)
            if self[key].data != (kept.value if kept else None):
                words = f"{number(kept.value)} ({kept.by}, {date(kept.on)})" if kept else "để trống"
                self.refuse(key, f"Có người vừa lưu: {words}. Bấm lưu lại nếu vẫn muốn thay.")
        self.version.data = str(now.version)


@cache
def _form_of(level: Level) -> type[StatisticsForm]:
    figures = year_figures_of(level)
    fields = {
        figure.key: whole_number(
            figure.name, least=0, most=MOST, render_kw={"inputmode": "numeric", "autocomplete": "off", "size": "8"}
        )
        for figure in figures
    }
    return type("StatisticsForm", (StatisticsForm,), {**fields, "keys": tuple(fields)})


def statistics_form(level: Level, now: UnitYear) -> StatisticsForm:
    """The form of a village or commune, filled with what it keeps."""
    return _form_of(level)(data={key: one.value for key, one in now.kept.items()} | {"version": str(now.version)})
