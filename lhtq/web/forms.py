"""The base of every form: clean text in, Vietnamese messages out."""

import datetime as dt
import unicodedata
import uuid
from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from typing import Any

from flask_wtf import FlaskForm
from wtforms import (
    DateField,
    DecimalField,
    Field,
    HiddenField,
    IntegerField,
    StringField,
    TextAreaField,
    ValidationError,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, NumberRange, StopValidation
from wtforms.widgets import TextInput

from lhtq.web.filters import today
from lhtq.web.submission_key import parsed

_MESSAGES: Mapping[str, str] = {
    "Not a valid integer value.": "Nhập một số nguyên.",
    "Not a valid decimal value.": "Nhập một số.",
    "Not a valid date value.": "Nhập ngày theo dạng ngày/tháng/năm, ví dụ 24/11/2026.",
    "Not a valid choice.": "Chọn một mục trong danh sách.",
    "Not a valid choice": "Chọn một mục trong danh sách.",
    "Invalid Choice: could not coerce.": "Chọn một mục trong danh sách.",
    "Invalid choice(s): one or more data inputs could not be coerced.": "Chọn một mục trong danh sách.",
    "'%(value)s' is not a valid choice for this field.": "Chọn một mục trong danh sách.",
}


class _Translations:
    """WTForms' own messages in Vietnamese."""

    def gettext(self, string: str) -> str:
        """A message in Vietnamese; one that has no translation stays."""
        return _MESSAGES.get(string, string)

    def ngettext(self, singular: str, plural: str, n: int) -> str:
        """Vietnamese has one form for any number."""
        return self.gettext(singular if n == 1 else plural)


class Form(FlaskForm):
    """Base of every form."""

    class Meta(FlaskForm.Meta):
        """Vietnamese messages; WTForms' own locales are not read."""

        def get_translations(self, form: object) -> _Translations:  # noqa: ARG002
            """Ours."""
            return _Translations()

    def refuse(self, field: str, message: str) -> None:
        """Put a message that a service raised beside its field."""
        errors = self[field].errors
        self[field].errors = (*errors, message)


class AskingForm(Form):
    """A form that asks once more about what is doubtful, and refuses none of it."""

    #: What was asked, and is meant: the codes that stood beside the tick.
    sure = StringField()

    def __init__(self, **given: Any) -> None:
        super().__init__(**given)
        self.asked_code = ""
        self.asked_words: list[str] = []

    def is_sure(self, asked: Mapping[str, str]) -> bool:
        """Whether what is doubtful, words by code, was said to be meant; if not it is asked beside a tick.

        A tick says yes to these doubts and to no others.
        """
        self.asked_code = " ".join(asked)
        if self.sure.data == self.asked_code or not asked:
            return True
        self.asked_words = list(asked.values())
        return False


def clean(text: str | None) -> str | None:
    """Text as kept: NFC, one space between words, none around."""
    return " ".join(unicodedata.normalize("NFC", text).split()) if text else text


def searched(text: str, most: int = 80) -> str:
    """Words to search for: as ``clean``, without signs that no name has, at most ``most`` characters."""
    return (clean("".join(sign if sign.isprintable() else " " for sign in text)) or "")[:most]


def clean_lines(text: str | None) -> str | None:
    """As ``clean``, with the lines of the text kept."""
    if not text:
        return text
    lines = (" ".join(line.split()) for line in unicodedata.normalize("NFC", text).splitlines())
    return "\n".join(lines).strip()


def no_control(form: object, field: Field) -> None:  # noqa: ARG001 - WTForms' signature
    """Refuse characters that no keyboard types."""
    if field.data and any(unicodedata.category(sign) == "Cc" and sign not in "\n\r\t" for sign in field.data):
        raise ValidationError("Có ký tự không đọc được. Hãy gõ lại.")


def text(label: str, *, most: int, required: str | None = None, lines: bool = False, **kwargs: Any) -> Field:
    """A text field of at most ``most`` characters; ``required`` is the message when it is left empty."""
    rules: list[Callable[..., None]] = [no_control, Length(max=most, message=f"Nhiều nhất {most} ký tự.")]
    if required:
        rules.insert(0, Filled(required))
    kind = TextAreaField if lines else StringField
    return kind(label, validators=rules, filters=[clean_lines if lines else clean], **kwargs)


def whole_number(label: str, *, least: int, most: int, required: str | None = None, **kwargs: Any) -> Field:
    """A whole number from ``least`` to ``most``."""
    rules: list[Callable[..., None]] = [NumberRange(least, most, f"Nhập số từ {least} đến {most}.")]
    rules.insert(0, InputRequired(required) if required else Blank())
    return IntegerField(label, validators=rules, **kwargs)


class PointsField(DecimalField):
    """Points with at most one decimal, which a comma or a point sets off."""

    data: Decimal | None

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read a comma as the point of a decimal; raises ValueError for what is no number."""
        super().process_formdata([value.strip().replace(",", ".") for value in valuelist])
        if self.data is not None and not self.data.is_finite():
            self.data = None
            raise ValueError(self.gettext("Not a valid decimal value."))

    def _value(self) -> str:
        """What was typed, or the points as people write them."""
        if self.raw_data:
            return str(self.raw_data[0])
        return "" if self.data is None else f"{self.data.normalize():f}".replace(".", ",")


def points(label: str, *, least: str = "0", most: int = 1000, required: str | None = None, **kwargs: Any) -> Field:
    """Points from ``least`` to ``most``, with at most one decimal; nothing typed is nothing where it may be."""
    message = f"Nhập số từ {least.replace('.', ',')} đến {most}, nhiều nhất một chữ số sau dấu phẩy."

    def in_range(form: object, field: Field) -> None:  # noqa: ARG001 - WTForms' signature
        if field.data is not None and (not Decimal(least) <= field.data <= most or field.data % Decimal("0.1")):
            raise ValidationError(message)

    first = InputRequired(required) if required else Blank()
    shown = {"inputmode": "decimal", "autocomplete": "off", "size": "6"}
    return PointsField(label, validators=[first, in_range], widget=TextInput(), render_kw=shown, **kwargs)


def begins_today(field: Field) -> None:
    """Mark a day that stands in its form as today's: a page kept on a device tells it anew (static/worker.js)."""
    field.render_kw = {**(field.render_kw or {}), "data-today": True}


def day(label: str, *, required: str | None = None, future: bool = False, **kwargs: Any) -> Field:
    """A day typed as dd/mm/yyyy; in the future only where ``future`` says so, none where nothing is ``required``."""
    rules: list[Callable[..., None]] = [] if future else [not_in_future]
    return DateField(
        label,
        format=["%d/%m/%Y", "%Y-%m-%d", "%d-%m-%Y", "%d.%m.%Y"],
        validators=[InputRequired(required) if required else Blank(), *rules],
        # A browser's own date field shows the month first on phones set to English.
        widget=TextInput(),
        render_kw={"inputmode": "numeric", "autocomplete": "off", "size": "12"},
        **kwargs,
    )


class TimeField(StringField):
    """A time of day as people write it: 19:30, 19h30, 8h."""

    data: dt.time | None

    def process_formdata(self, valuelist: list[str]) -> None:
        """Nothing typed is no time; raises ValueError for what is none."""
        self.data = None
        typed = (valuelist[0] if valuelist else "").strip().lower().replace("h", ":").rstrip(":")
        if typed:
            hour, _, minute = typed.partition(":")
            try:
                self.data = dt.time(int(hour), int(minute or 0))
            except ValueError:
                raise ValueError("Nhập giờ, ví dụ 19:30 hoặc 8h.") from None

    def _value(self) -> str:
        """What was typed, or the time as clocks show it."""
        if self.raw_data:
            return str(self.raw_data[0])
        return f"{self.data:%H:%M}" if self.data else ""


def not_in_future(form: object, field: Field) -> None:  # noqa: ARG001 - WTForms' signature
    """Refuse a day after today."""
    if isinstance(field.data, dt.date) and field.data > today():
        raise ValidationError("Ngày này chưa tới. Nhập ngày từ hôm nay trở về trước.")


class Filled(InputRequired):
    """Something other than spaces was typed."""

    def __call__(self, form: object, field: Field) -> None:
        """Raise StopValidation with the message when only spaces, or nothing, were typed."""
        if field.data and field.data.strip():
            return
        field.raw_data = [""]
        super().__call__(form, field)


class Blank:
    """An empty field is fine and ends the checks; what cannot be read as a number is not empty."""

    field_flags: Mapping[str, object] = {}

    def __call__(self, form: object, field: Field) -> None:  # noqa: ARG002 - WTForms' signature
        """Stop when nothing was typed."""
        if not field.raw_data or not str(field.raw_data[0]).strip():
            field.errors = []
            raise StopValidation


class Key(HiddenField):
    """The submission key, made with the form; ``value`` gives it as a UUID."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(default=lambda: str(uuid.uuid4()), **kwargs)

    def pre_validate(self, form: object) -> None:  # noqa: ARG002 - WTForms' signature
        """Replace a key that is none, so that the form can be sent again."""
        found = parsed(self.data)  # type: ignore[has-type]
        if found is None:
            self.data = str(uuid.uuid4())
            raise ValidationError("Biểu mẫu đã cũ. Hãy bấm gửi lại.")
        self.value = found


def described(field: Field, hint: str) -> dict[str, str]:
    """Attributes that tie a field to its hint and its messages for those who hear the page."""
    parts = [f"{field.id}-hint"] if hint or field.description else []
    if not field.errors:
        return {"aria-describedby": " ".join(parts)} if parts else {}
    return {"aria-invalid": "true", "aria-describedby": " ".join([*parts, f"{field.id}-error"])}


def choices(pairs: Iterable[tuple[Any, str]]) -> list[SelectChoice]:
    """Values and labels of a list to choose from."""
    return [SelectChoice(value=value, label=label) for value, label in pairs]
