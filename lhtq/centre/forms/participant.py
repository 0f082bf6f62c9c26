"""Forms of those who came."""

from wtforms import BooleanField, Field, HiddenField, RadioField, SelectField, ValidationError
from wtforms.validators import InputRequired

from lhtq.centre.forms.centre import id_or_none
from lhtq.centre.service import Came, LearnerGiven
from lhtq.register.rules import BIRTH_YEAR_MIN, SEX_NAMES, Sex
from lhtq.web.filters import today
from lhtq.web.forms import Form, Key, choices, text, whole_number

BIRTH_YEAR = {"inputmode": "numeric", "size": "6", "autocomplete": "off"}


class TickForm(Form):
    """Rows of a list that were ticked: ``hien`` are those that were shown, ``chon`` those that are ticked."""

    tim = HiddenField()


class _Born(Form):
    """Somebody with a year of birth."""

    def validate_birth_year(self, field: Field) -> None:
        """Nobody is born in the future."""
        if field.data is not None and field.data > today().year:
            raise ValidationError(f"Năm sinh không thể sau năm {today().year}.")


class LearnerForm(_Born):
    """One who came, and is not in the register of the commune."""

    key = Key()
    full_name = text("Họ và tên", most=120, required="Nhập họ và tên.", render_kw={"autocomplete": "off"})
    birth_year = whole_number("Năm sinh", least=BIRTH_YEAR_MIN, most=2200, required="Nhập năm sinh, ví dụ 1980.",
                              render_kw=BIRTH_YEAR)  # fmt: skip
    sex = RadioField(
        "Giới tính", choices=choices((sex.value, name) for sex, name in SEX_NAMES.items()), coerce=Sex,
        validators=[InputRequired("Chọn giới tính.")],
    )  # fmt: skip
    ethnicity = text("Dân tộc", most=40, required="Nhập dân tộc.", render_kw={"list": "dan-toc"})
    disabled = BooleanField("Người khuyết tật")
    poor = BooleanField("Thuộc hộ nghèo")

    def given(self) -> LearnerGiven:
        """What was typed, as the service takes it."""
        return LearnerGiven(
            self.full_name.data, self.birth_year.data, self.sex.data, self.ethnicity.data, self.disabled.data,
            self.poor.data,
        )  # fmt: skip


class CheckInForm(_Born):
    """Who says that they came: as much as tells namesakes apart, and nothing more."""

    full_name = text("Họ và tên", most=120, required="Nhập đầy đủ họ và tên.")
    birth_year = whole_number("Năm sinh", least=BIRTH_YEAR_MIN, most=2200, required="Nhập năm sinh, ví dụ 1980.",
                              render_kw={"inputmode": "numeric", "size": "6"})  # fmt: skip
    village = SelectField("Thôn (không bắt buộc)", coerce=id_or_none, default="")

    def came(self) -> Came:
        """What was typed, as the service takes it."""
        return Came(self.full_name.data, self.birth_year.data, self.village.data)


class SelfCheckInForm(Form):
    """One tap of somebody who is signed in."""
