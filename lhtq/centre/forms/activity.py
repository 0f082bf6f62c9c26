"""Forms of an activity: the quick one, the second screen, sessions, who taught."""

import datetime as dt
from typing import Any

from wtforms import BooleanField, Field, HiddenField, RadioField, SelectField, StringField, ValidationError
from wtforms.validators import InputRequired

from lhtq.centre.forms.centre import NUMERIC
from lhtq.centre.models import Activity
from lhtq.centre.rules import (
    CLASS_KINDS,
    FIRST_YEAR,
    GROUP_NAMES,
    HAND_NAMES,
    KIND_NAMES,
    SOURCE_NAMES,
    STAGE_NAMES,
    STATE_NAMES,
    VENUE_NAMES,
    YEARS_AHEAD,
    ActivityKind,
    ActivityState,
    Attendance,
    Counted,
    Doubt,
    HandRole,
    MoneySource,
    Venue,
    last_day_words,
    session_words,
)
from lhtq.centre.service import ActivityGiven, DetailsGiven
from lhtq.device.forms import PhotosField
from lhtq.files.intake import Intake
from lhtq.web.filters import today
from lhtq.web.forms import AskingForm, Form, Key, TimeField, begins_today, choices, day, text, whole_number

#: Chosen instead of a place of the commune.
OUTSIDE = "ngoai"
MOST = 99_999
#: Of an amount in đồng: a hundred billion has twelve.
MOST_DIGITS = 11


def _place(value: str | None) -> int | str | None:
    return OUTSIDE if value == OUTSIDE else int(value) if value else None


class ActivityForm(AskingForm):
    """The one screen on which an activity is recorded."""

    key = Key()
    kind = SelectField(
        "Loại hoạt động", choices=choices((one.value, name) for one, name in KIND_NAMES.items()), coerce=ActivityKind
    )
    held_on = day("Ngày", required="Nhập ngày.", future=True)
    place_id = SelectField("Ở đâu", coerce=_place)
    topic = text("Nội dung", most=200, required="Nhập nội dung, ví dụ: Kỹ thuật trồng ngô lai.")
    attendances = whole_number("Số người dự", least=0, most=MOST, render_kw=NUMERIC)
    women = whole_number(GROUP_NAMES["women"], least=0, most=MOST, render_kw=NUMERIC)
    minority = whole_number(GROUP_NAMES["minority"], least=0, most=MOST, render_kw=NUMERIC)
    elderly = whole_number(GROUP_NAMES["elderly"], least=0, most=MOST, render_kw=NUMERIC)
    disabled = whole_number(GROUP_NAMES["disabled"], least=0, most=MOST, render_kw=NUMERIC)
    poor = whole_number(GROUP_NAMES["poor"], least=0, most=MOST, render_kw=NUMERIC)
    photos = PhotosField("Ảnh (nhiều nhất 5)")
    version = HiddenField()
    #: The earlier activity whose details are taken along.
    like = HiddenField()

    def __init__(self, *, listed: bool = False, first_session: dt.date | None = None, **given: Any) -> None:
        super().__init__(**given)
        self._first_session = first_session
        #: Its numbers are those of its list, and are not asked.
        self.listed = listed

    def validate_held_on(self, field: Field) -> None:
        """A day of the plan's years, or of the next one; not after the first session."""
        if field.data and not FIRST_YEAR <= field.data.year <= today().year + YEARS_AHEAD:
            raise ValidationError(f"Nhập ngày từ năm {FIRST_YEAR} đến năm {today().year + YEARS_AHEAD}.")
        if field.data and self._first_session and field.data > self._first_session:
            first = f"{self._first_session:%d/%m/%Y}"
            raise ValidationError(f"Đã có buổi ngày {first}. Nhập ngày không sau buổi ấy, hoặc bỏ buổi ấy trước.")

    def validate(self, extra_validators: Any = None) -> bool:
        """Everything; that it is said how many came; and that no group is larger: beside the field of the group."""
        good = bool(super().validate(extra_validators))
        if good and not all(taken.thumbnail for taken in self.taken):
            self.refuse("photos", "Có tệp không phải ảnh. Hãy chọn ảnh.")
            return False
        if self.listed or self.attendances.errors or any(self[name].errors for name in GROUP_NAMES):
            return good
        # How many came is known once it was held.
        if self.attendances.data is None and self.held_on.data is not None and self.held_on.data <= today():
            self.refuse("attendances", "Nhập số người dự.")
            return False
        for name in self.attendance().too_many():
            self.refuse(name, f"{GROUP_NAMES[name]} không thể nhiều hơn số người dự ({self.attendances.data or 0}).")
            good = False
        return good

    def attendance(self) -> Attendance:
        """The numbers; what is left empty is none."""
        return Attendance(self.attendances.data or 0, *(self[name].data or 0 for name in GROUP_NAMES))

    def given(self) -> ActivityGiven:
        """What was typed, as the service takes it."""
        return ActivityGiven(
            kind=self.kind.data,
            held_on=self.held_on.data,
            topic=self.topic.data,
            outside=self.place_id.data == OUTSIDE,
            attendance=self.attendance(),
        )

    @property
    def taken(self) -> list[Intake]:
        """The photos, as they are kept."""
        return list(self.photos.intakes)


def activity_form(places: list[tuple[int | str, str]], activity: Activity | None = None, **given: Any) -> ActivityForm:
    """The quick form of an activity, or of a new one; with the places that may be chosen."""
    listed = activity is not None and activity.counted == Counted.PEOPLE
    form = ActivityForm(obj=activity, listed=listed, **given)
    form.place_id.choices = choices(places)
    if activity is None:
        begins_today(form.held_on)
    if not form.is_submitted() and activity is not None:
        form.place_id.data = OUTSIDE if activity.outside else activity.unit_id
    return form


def _choice(label: str, names: dict[Any, str], kind: Any, **given: Any) -> SelectField:
    return SelectField(
        label, choices=choices([("", "Chưa ghi"), *((str(one), name) for one, name in names.items())]),
        coerce=lambda value: kind(value) if value and value != "None" else None, default="", **given,
    )  # fmt: skip


class DetailsForm(AskingForm):
    """The second screen: what can be told later."""

    state = SelectField(
        "Trạng thái", choices=choices((one.value, name) for one, name in STATE_NAMES.items()), coerce=ActivityState
    )
    ends_on = day("Ngày cuối cùng", required="Nhập ngày cuối cùng.", future=True)
    starts_at = TimeField("Bắt đầu lúc", render_kw={"size": "6", "autocomplete": "off"})
    ends_at = TimeField("Kết thúc lúc", render_kw={"size": "6", "autocomplete": "off"})
    venue = _choice("Loại địa điểm", VENUE_NAMES, Venue)
    place = text("Địa điểm cụ thể", most=200)
    organiser = text("Đơn vị tổ chức", most=200)
    partners = text("Đơn vị phối hợp", most=300)
    stage = _choice("Giai đoạn xóa mù chữ", STAGE_NAMES, int)
    enrolled = whole_number("Số người ghi danh", least=0, most=9999, render_kw=NUMERIC)
    completed = whole_number("Số người học xong", least=0, most=9999, render_kw=NUMERIC)
    cost = StringField("Kinh phí (đồng)", render_kw={"inputmode": "numeric", "autocomplete": "off", "size": "14"})
    money = _choice("Nguồn kinh phí", SOURCE_NAMES, MoneySource)
    result = text("Kết quả", most=1000, lines=True, render_kw={"rows": "3"})
    version = HiddenField()

    def __init__(self, activity: Activity, **given: Any) -> None:
        super().__init__(obj=activity, **given)
        self._activity = activity
        self.amount = 0

    def validate_state(self, field: Field) -> None:
        """What has not come yet has not been held."""
        if field.data == ActivityState.DONE and self._activity.held_on > today():
            raise ValidationError("Ngày của hoạt động chưa tới nên chưa thể ghi là đã làm.")

    def validate_ends_on(self, field: Field) -> None:
        """Not before the first day."""
        if field.data and field.data < self._activity.held_on:
            raise ValidationError("Ngày cuối cùng không thể trước ngày đầu tiên.")
        if field.data and field.data.year > today().year + YEARS_AHEAD:
            raise ValidationError(f"Nhập ngày đến hết năm {today().year + YEARS_AHEAD}.")

    def asked(self) -> dict[str, str]:
        """What is asked once more: a last day to come of what is held, where it was not meant so before."""
        now, ends_on = self._activity, self.ends_on.data
        meant = (now.state, now.ends_on) == (self.state.data, ends_on)
        if meant or self.state.data != ActivityState.DONE or ends_on <= today():
            return {}
        return {Doubt.FUTURE: last_day_words(ends_on)}

    def validate_ends_at(self, field: Field) -> None:
        """Not before it begins."""
        if field.data and self.starts_at.data and field.data < self.starts_at.data:
            raise ValidationError("Giờ kết thúc không thể trước giờ bắt đầu.")

    def validate_completed(self, field: Field) -> None:
        """No more complete a class than enrolled in it."""
        if self.enrolled is not None and (field.data or 0) > (self.enrolled.data or 0):
            raise ValidationError(f"Số người học xong không thể nhiều hơn số ghi danh ({self.enrolled.data or 0}).")

    def validate_cost(self, field: Field) -> None:
        """Whole đồng, with points or spaces between the thousands or without."""
        typed = "".join(field.data.split()).replace(".", "") if field.data else ""
        if typed and not (typed.isascii() and typed.isdecimal() and len(typed) <= MOST_DIGITS):
            raise ValidationError("Nhập số đồng, ví dụ 1.500.000.")
        self.amount = int(typed or 0)

    def given(self) -> DetailsGiven:
        """What was typed, as the service takes it."""
        now = self._activity
        return DetailsGiven(
            state=self.state.data,
            ends_on=self.ends_on.data,
            starts_at=self.starts_at.data,
            ends_at=self.ends_at.data,
            place=self.place.data or "",
            venue=self.venue.data,
            organiser=self.organiser.data or "",
            partners=self.partners.data or "",
            stage=self.stage.data if self.stage else None,
            enrolled=(self.enrolled.data or 0) if self.enrolled else now.enrolled,
            completed=(self.completed.data or 0) if self.completed else now.completed,
            cost=self.amount,
            money=self.money.data,
            result=self.result.data or "",
        )

    def different_from(self, activity: Activity) -> list[tuple[str, str]]:
        """The fields in which something else was typed than is kept now, each with what is kept in words."""
        given = self.given()
        return [
            (name, _kept_words(self[name], getattr(activity, name)))
            for name in vars(given)
            if name in self and getattr(given, name) != getattr(activity, name)
        ]


def _kept_words(field: Field, value: Any) -> str:
    """A value of an activity as its field shows it."""
    if value is None or value == "":
        return "để trống"
    if isinstance(field, SelectField):
        return str(next(choice.label for choice in field.choices if choice.value == str(value)))
    if isinstance(value, dt.date):
        return f"{value:%d/%m/%Y}"
    if isinstance(value, dt.time):
        return f"{value:%H:%M}"
    return f"{value:,}".replace(",", ".") if isinstance(value, int) else str(value)


def details_form(activity: Activity) -> DetailsForm:
    """The second screen of an activity: only what its kind has, and no numbers that its list gives."""
    form = DetailsForm(activity)
    if not form.is_submitted():
        form.cost.data = f"{activity.cost:,}".replace(",", ".") if activity.cost else ""
    if activity.kind != ActivityKind.LITERACY:
        del form.stage
    if activity.kind not in CLASS_KINDS or activity.counted == Counted.PEOPLE:
        del form.enrolled, form.completed
    return form


class SessionForm(AskingForm):
    """A day of an activity of several days."""

    key = Key()
    session_on = day("Ngày học", required="Nhập ngày.", future=True)
    session_topic = text("Nội dung buổi này", most=200)

    def __init__(self, activity: Activity, **given: Any) -> None:
        super().__init__(**given)
        self._activity = activity

    def validate_session_on(self, field: Field) -> None:
        """A day of the plan's years, or of the next one; not before the first day of the activity."""
        if field.data and field.data < self._activity.held_on:
            begins = f"{self._activity.held_on:%d/%m/%Y}"
            raise ValidationError(f"Hoạt động bắt đầu ngày {begins}. Nhập ngày từ đó, hoặc sửa ngày của hoạt động.")
        if field.data and not FIRST_YEAR <= field.data.year <= today().year + YEARS_AHEAD:
            raise ValidationError(f"Nhập ngày từ năm {FIRST_YEAR} đến năm {today().year + YEARS_AHEAD}.")

    def asked(self) -> dict[str, str]:
        """What is asked once more: a day to come of what is said to be held."""
        held_on = self.session_on.data
        if self._activity.state != ActivityState.DONE or held_on <= today():
            return {}
        return {Doubt.FUTURE: session_words(held_on)}


class HandForm(Form):
    """Who taught or helped: by name, as oneself, or picked from the results of a search."""

    key = Key()
    tim = HiddenField()
    role = RadioField(
        "Việc",
        choices=choices((role.value, name) for role, name in HAND_NAMES.items()),
        coerce=HandRole, default=HandRole.TEACHER, validators=[InputRequired("Chọn một trong hai.")],
    )  # fmt: skip
    full_name = text("Họ và tên", most=120)
    myself = BooleanField("Là tôi")

    picked = False

    def validate_full_name(self, field: Field) -> None:
        """A name, unless somebody was picked."""
        if not self.picked and not self.myself.data and not field.data:
            raise ValidationError("Nhập họ và tên, hoặc tìm trong sổ hộ rồi chọn.")
