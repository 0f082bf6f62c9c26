"""Forms of reports: periods, who owes what, words of a part, and reasons."""

import datetime as dt
from collections.abc import Sequence

from wtforms import BooleanField, Field, IntegerField, RadioField, SelectField, SelectMultipleField, ValidationError
from wtforms.validators import InputRequired

from lhtq.reporting.models import ReportDue
from lhtq.reporting.rules.periods import (
    FIRST_YEAR,
    KIND_NAMES,
    WAY_NAMES,
    Days,
    PeriodKind,
    Way,
    closes_in_year,
    usual_days,
    usual_name,
)
from lhtq.reporting.service import DueGiven, PeriodGiven
from lhtq.units.models import Unit
from lhtq.units.rules import Level
from lhtq.web.forms import Form, Key, choices, day, text, whole_number

_HINT = "Ngày/tháng/năm, ví dụ 20/12/2026"
TOO_EARLY = "Hạn nộp phải từ ngày chốt số liệu trở đi."


class PeriodForm(Form):
    """A period to be set; the days that are offered are the plan's and ours.

    Below the ``province`` a period goes no further than who sets it: there is no way to choose, and no day for the
    province.
    """

    key = Key()
    kind = RadioField("Loại báo cáo", choices=choices((kind.value, name) for kind, name in KIND_NAMES.items()))
    year = whole_number("Năm", least=FIRST_YEAR, most=2031, required="Nhập năm.", render_kw={"size": "6"})
    name = text("Tên kỳ báo cáo", most=120, required="Nhập tên kỳ.")
    from_on = day("Số liệu từ ngày", required="Nhập ngày.", future=True, description=_HINT)
    as_of = day("Chốt số liệu đến hết ngày", required="Nhập ngày.", future=True)
    commune_due = day("Hạn của xã, phường, thị trấn", required="Nhập ngày.", future=True)
    between_due = day("Hạn của huyện, thành phố, cụm", required="Nhập ngày.", future=True)
    province_due = day("Hạn của tỉnh", required="Nhập ngày.", future=True)
    way = RadioField("Đường gửi", choices=choices((way.value, name) for way, name in WAY_NAMES.items()))

    def __init__(self, *, province: bool) -> None:
        super().__init__()
        self._province = province
        if not province:
            del self.province_due

    def offer(self, kind: PeriodKind, year: int) -> None:
        """Fill in what is usual for a kind and year."""
        days = usual_days(kind, year)
        self.kind.data, self.year.data, self.name.data = kind.value, year, usual_name(kind, year)
        self.from_on.data, self.as_of.data = days.from_on, days.as_of
        self.commune_due.data, self.between_due.data = days.commune_due, days.between_due
        if self._province:
            self.province_due.data = days.province_due
        self.way.data = Way.LEVELS.value

    def validate_as_of(self, field: Field) -> None:
        """A period has its days in order."""
        if field.data and self.from_on.data and field.data < self.from_on.data:
            raise ValidationError("Ngày chốt phải sau ngày bắt đầu.")
        year = self.year.data
        if field.data and year and not closes_in_year(self.kind.data, year, field.data):
            raise ValidationError(f"Ngày chốt của kỳ năm {year} phải nằm trong năm {year}.")

    def validate_commune_due(self, field: Field) -> None:
        """Nobody hands in before the figures are there."""
        if field.data and self.as_of.data and field.data < self.as_of.data:
            raise ValidationError(TOO_EARLY)

    def validate_between_due(self, field: Field) -> None:
        """The level above comes after."""
        if field.data and self.commune_due.data and field.data < self.commune_due.data:
            raise ValidationError("Hạn của huyện phải từ hạn của xã trở đi.")

    def validate_province_due(self, field: Field) -> None:
        """The province comes last."""
        if field.data and self.between_due.data and field.data < self.between_due.data:
            raise ValidationError("Hạn của tỉnh phải từ hạn của huyện trở đi.")

    def validate_way(self, field: Field) -> None:
        """What a district asks of its communes does not go past it."""
        if not self._province and field.data != Way.LEVELS:
            raise ValidationError("Kỳ do huyện hoặc cụm đặt thì xã gửi tới huyện hoặc cụm đó.")

    def given(self) -> PeriodGiven:
        """What was typed, as the service takes it."""
        last = (self.province_due if self._province else self.between_due).data
        days = Days(self.from_on.data, self.as_of.data, self.commune_due.data, self.between_due.data, last)
        return PeriodGiven(PeriodKind(self.kind.data), self.year.data, self.name.data, days, Way(self.way.data))


class WithdrawForm(Form):
    """That a period is taken back."""

    key = Key()


class DueForm(Form):
    """What one unit owes."""

    #: The day to which the period's figures are counted.
    as_of: dt.date
    due_on = day("Hạn nộp", required="Nhập ngày.", future=True, description=_HINT)
    goes_to = SelectField("Gửi tới", coerce=int)
    predecessors = SelectMultipleField("Gồm cả số liệu của đơn vị đã sáp nhập vào", coerce=int)
    waived = BooleanField("Không phải báo cáo kỳ này; đơn vị cấp trên tổng hợp thẳng từ sổ")

    @classmethod
    def of(cls, due: ReportDue, above: Sequence[Unit], ended: Sequence[Unit]) -> "DueForm":
        """The form of what is owed; ``above`` may receive it, ``ended`` may have been merged into the unit."""
        form = cls(
            data={
                "due_on": due.due_on, "goes_to": due.goes_to_id or 0, "predecessors": due.predecessors,
                "waived": due.waived_on is not None,
            }
        )  # fmt: skip
        top = due.unit.level == Level.PROVINCE
        nobody = "Ra ngoài hệ thống (Trung ương Hội, UBND tỉnh)" if top else "Không gửi lên cấp trên"
        outside = [(0, nobody)] if not above else []
        form.goes_to.choices = choices([*outside, *((unit.id, unit.title_name) for unit in above)])
        form.predecessors.choices = choices((unit.id, unit.title_name) for unit in ended)
        form.as_of = due.period.as_of
        return form

    def validate_due_on(self, field: Field) -> None:
        """As for the whole period: nobody hands in before the figures are there."""
        if field.data and field.data < self.as_of:
            raise ValidationError(TOO_EARLY)

    def given(self) -> DueGiven:
        """What was typed, as the service takes it."""
        return DueGiven(
            self.due_on.data, self.goes_to.data or None, self.predecessors.data or [], bool(self.waived.data)
        )


class PartForm(Form):
    """The words of a part; ``version`` is that of the words that were opened."""

    version = IntegerField(default=0)
    words = text("Nội dung", most=20_000, lines=True, render_kw={"rows": "14"})


class ReasonForm(Form):
    """Words that go with a step: why a report is returned, asked for again, or otherwise than before."""

    key = Key()
    words = text("Lý do", most=1000, required="Nhập lý do.", lines=True, render_kw={"rows": "4"})


class CommentForm(Form):
    """What is said about a part."""

    key = Key()
    words = text("Góp ý", most=1000, required="Nhập góp ý.", lines=True, render_kw={"rows": "4"})


class SubmitForm(Form):
    """Handing in; a later version says why."""

    key = Key()
    note = text("Lý do nộp lại", most=1000, lines=True, render_kw={"rows": "3"})

    def __init__(self, *, again: bool) -> None:
        super().__init__()
        self._again = again

    def validate_note(self, field: Field) -> None:
        """A version after the first is explained."""
        if self._again and not (field.data or "").strip():
            raise ValidationError("Nói vì sao số liệu khác bản đã nộp.")


class AnswerForm(Form):
    """What is answered to a request to open a report again."""

    key = Key()
    granted = RadioField(
        "Trả lời",
        choices=choices((("co", "Cho mở lại"), ("khong", "Không cho mở lại"))),
        validators=[InputRequired("Chọn một câu trả lời.")],
    )
    words = text("Lời trả lời", most=1000, required="Nhập lời trả lời.", lines=True, render_kw={"rows": "3"})
