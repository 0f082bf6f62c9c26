"""Forms of courses, their lists and their files."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from wtforms import BooleanField, Field, HiddenField, SelectField, SelectMultipleField, ValidationError
from wtforms.validators import InputRequired
from wtforms.widgets import CheckboxInput, ListWidget

from lhtq.device.forms import PhotosField
from lhtq.register.forms.clan import PickForm
from lhtq.register.rules import BIRTH_YEAR_MIN
from lhtq.training.rules import (
    FILE_KIND_NAMES,
    KIND_NAMES,
    LISTING_NAMES,
    MOST_NUMBER,
    MOST_SESSIONS,
    PHASES,
    TOPIC_NAMES,
    FileKind,
    Kind,
    Listing,
    Topic,
    within_plan,
)
from lhtq.training.service import Certificate, CourseGiven, Marks, NamedGiven
from lhtq.units import queries as units
from lhtq.web.filters import today
from lhtq.web.forms import Form, Key, choices, clean, day, no_control, text, whole_number

DAY_HINT = "Ngày/tháng/năm, ví dụ 24/11/2026."


def _id(value: str | None) -> int | None:
    return int(value) if value else None


def _kind(value: str | None) -> Kind | None:
    return Kind(value) if value else None


class _Ticks(SelectMultipleField):
    """Choices that are each a tick."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class CourseForm(Form):
    """A course."""

    key = Key()
    #: Nothing stands chosen: a training course that passed for a briefing would count in briefed_rate.
    kind = SelectField(
        "Hình thức", coerce=_kind, default="", validators=[InputRequired("Chọn hình thức.")],
        choices=choices([("", "Chọn hình thức"), *((kind.value, name) for kind, name in KIND_NAMES.items())]),
    )  # fmt: skip
    title = text("Tên", most=200, required="Nhập tên, ví dụ: Quán triệt Kế hoạch 108/KH-UBND.")
    topics = _Ticks(
        "Nội dung", coerce=Topic, choices=choices((topic.value, name) for topic, name in TOPIC_NAMES.items()),
        validators=[InputRequired("Đánh dấu ít nhất một nội dung.")],
    )  # fmt: skip
    starts_on = day("Từ ngày", required="Nhập ngày bắt đầu.", future=True, description=DAY_HINT)
    ends_on = day("Đến ngày", future=True, description="Chỉ một ngày thì để trống.")
    sessions = whole_number(
        "Số buổi", least=1, most=MOST_SESSIONS, required="Nhập số buổi, ví dụ 2.", default=1,
        render_kw={"inputmode": "numeric", "size": "4"},
    )  # fmt: skip
    place = text("Nơi tổ chức", most=200)
    trainers = text("Báo cáo viên, giảng viên", most=500)
    result = text("Kết quả, ghi chú", most=2000, lines=True, render_kw={"rows": "3"})
    version = HiddenField()

    def validate_starts_on(self, field: Field) -> None:
        """Courses are counted in the phases of the plan."""
        if isinstance(field.data, dt.date) and not within_plan(field.data):
            raise ValidationError(f"Nhập ngày từ năm {PHASES[0].first} đến năm {PHASES[-1].last}.")

    def validate_ends_on(self, field: Field) -> None:
        """It ends when or after it begins, and before the plan does."""
        if field.data is None or not isinstance(self.starts_on.data, dt.date):
            return
        if field.data < self.starts_on.data:
            raise ValidationError("Ngày kết thúc phải từ ngày bắt đầu trở đi.")
        if not within_plan(field.data):
            raise ValidationError(f"Nhập ngày đến hết năm {PHASES[-1].last}.")

    def given(self) -> CourseGiven:
        """What was typed, as the service takes it."""
        return CourseGiven(
            kind=self.kind.data,
            topics=self.topics.data,
            title=self.title.data,
            starts_on=self.starts_on.data,
            ends_on=self.ends_on.data or self.starts_on.data,
            sessions=self.sessions.data,
            place=self.place.data or "",
            trainers=self.trainers.data or "",
            result=self.result.data or "",
        )


def _how() -> SelectField:
    return SelectField(
        "Ghi là", coerce=Listing, default=Listing.INVITED,
        choices=choices((how.value, name) for how, name in LISTING_NAMES.items()),
    )  # fmt: skip


class InviteForm(Form):
    """Members of a branch who are ticked, or with ``everybody`` the whole branch."""

    key = Key()
    how = _how()
    branch = HiddenField()
    members = _Ticks("Hội viên, cán bộ", coerce=int, validate_choice=False)
    everybody = HiddenField()


class OfficersForm(Form):
    """Every officer of the communes at or under a unit."""

    key = Key()
    how = _how()
    unit = HiddenField()


class PersonForm(PickForm):
    """A person of the register, picked from the results of a search."""

    how = _how()
    unit = HiddenField()


class NamedForm(Form):
    """Somebody by exact name, year of birth and place."""

    key = Key()
    how = _how()
    full_name = text("Họ và tên", most=120, required="Nhập đầy đủ họ và tên.", render_kw={"autocomplete": "off"})
    birth_year = whole_number(
        "Năm sinh", least=BIRTH_YEAR_MIN, most=2200, render_kw={"inputmode": "numeric", "size": "6"}
    )
    place = SelectField("Đơn vị", coerce=_id, default="", validators=[InputRequired("Chọn đơn vị.")])
    name_only = BooleanField("Chỉ ghi tên (không có trong danh sách hội viên và sổ hộ)")

    def validate(self, extra_validators: Any = None) -> bool:
        """Whoever is looked up is known by name and year of birth."""
        valid: bool = super().validate(extra_validators)
        if self.birth_year.data is None and not self.birth_year.errors and not self.name_only.data:
            self.refuse("birth_year", "Nhập năm sinh, ví dụ 1980.")
            return False
        return valid

    def given(self) -> NamedGiven:
        """What was typed, as the service takes it."""
        return NamedGiven(
            full_name=self.full_name.data,
            birth_year=self.birth_year.data,
            unit=units.unit(self.place.data),
            name_only=self.name_only.data,
        )


class MarksForm(Form):
    """Who of a page of the list attended and who completed, beside what was ticked when it was shown."""

    attended = _Ticks("Có dự", coerce=int, validate_choice=False)
    completed = _Ticks("Hoàn thành", coerce=int, validate_choice=False)
    seen_attended = HiddenField()
    seen_completed = HiddenField()
    shown = HiddenField()
    everybody = HiddenField()

    def marks(self) -> Marks:
        """What was ticked, as the service takes it."""
        attended = set(self.attended.data or ())
        if self.everybody.data:
            attended |= ids(self.shown.data)
        return Marks(
            attended=attended,
            completed=set(self.completed.data or ()),
            seen_attended=ids(self.seen_attended.data),
            seen_completed=ids(self.seen_completed.data),
        )


def number(given: str | None) -> int:
    """The id that is written here; 0, which no record has, for anything else."""
    return int(given) if given and given.isascii() and given.isdigit() and len(given) <= _LONGEST_ID else 0


def ids(given: str | None) -> set[int]:
    """Ids with commas between; what is none is left out."""
    return {number(part) for part in (given or "").split(",")[:1000]} - {0}


_LONGEST_ID = 9


class CertificatesForm(Form):
    """The day on which certificates are given; their numbers, and the days of earlier ones, stand in the rows."""

    given_on = day("Ngày cấp", required="Nhập ngày cấp.", description=DAY_HINT)

    def certificates(self, fields: Iterable[tuple[str, str]]) -> dict[int, Certificate]:
        """What a posted page says, by participant; what is wrong with a row is put beside the day."""
        sent = list(fields)
        days = self._days(sent)
        return {id_: Certificate(typed, days.get(id_)) for id_, typed in self.numbers(sent).items()}

    def _days(self, fields: Iterable[tuple[str, str]]) -> dict[int, dt.date | None]:
        found: dict[int, dt.date | None] = {}
        for name, typed in fields:
            head, _, id_ = name.partition("-")
            if head == "ngay" and number(id_):
                try:
                    found[number(id_)] = _given_on(typed)
                except ValueError:
                    self.refuse("given_on", f"“{typed[:20]}” không phải ngày đã qua. Nhập ngày/tháng/năm.")
        return found

    def numbers(self, fields: Iterable[tuple[str, str]]) -> dict[int, str]:
        """The numbers of a posted page by participant; what is wrong with one is put beside the day."""
        found: dict[int, str] = {}
        for name, typed in fields:
            head, _, id_ = name.partition("-")
            if head != "so" or not number(id_):
                continue
            given = _Number(clean(typed) or "")
            if len(given.data) > MOST_NUMBER:
                self.refuse("given_on", f"Số {given.data[:20]}…: nhiều nhất {MOST_NUMBER} ký tự.")
            try:
                no_control(self, given)
            except ValidationError as error:
                self.refuse("given_on", str(error))
            found[number(id_)] = given.data
        return found


def _given_on(typed: str) -> dt.date | None:
    """The day in a row, none where it is empty; raises ValueError for what is no day up to today."""
    if not typed.strip():
        return None
    found = dt.datetime.strptime(typed.strip(), "%d/%m/%Y").date()  # noqa: DTZ007 - a day has no zone
    if found > today():
        raise ValueError
    return found


class _Number:
    """A number in a row, as the checks of a field take it."""

    def __init__(self, data: str) -> None:
        self.data: Any = data


class FileForm(Form):
    """Photos or PDF of a course; those that come together have one name."""

    key = Key()
    kind = SelectField(
        "Loại tệp", coerce=FileKind, choices=choices((kind.value, name) for kind, name in FILE_KIND_NAMES.items())
    )
    name = text("Tên tệp", most=120, required="Nhập tên, ví dụ: Ảnh buổi học.")
    file = PhotosField("Ảnh hoặc PDF", required="Chọn ảnh hoặc tệp PDF.")
