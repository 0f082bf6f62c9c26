"""Forms of sheets: the taps of a household, evidence, minutes, reasons, contested figures."""

import datetime as dt
from collections.abc import Collection, Iterable, Mapping
from decimal import Decimal, InvalidOperation

from wtforms import Field, HiddenField, RadioField, SelectField, SelectMultipleField, ValidationError
from wtforms.validators import InputRequired

from lhtq.assessment.service import AnswersRefusedError, Minutes
from lhtq.criteria.rules import CITIZEN_GROUP_NAMES, CitizenGroup, CriteriaSet, Kind, Share
from lhtq.device.forms import PhotosField
from lhtq.web.forms import Form, Key, choices, day, text, whole_number

#: Fields of a row that are no answers.
NOT_ANSWERS = frozenset({"csrf_token", "key", "version", "dien", "tro_ve"})


def answers(fields: Iterable[tuple[str, str]]) -> dict[str, Decimal]:
    """The answers of a posted row, by indicator code; a field left empty is no answer.

    Raises AnswersRefusedError for what is no number.
    """
    given: dict[str, Decimal] = {}
    messages: dict[str, str] = {}
    for code, typed in fields:
        if code in NOT_ANSWERS or not typed.strip():
            continue
        try:
            given[code] = Decimal(typed.strip().replace(",", "."))
        except InvalidOperation:
            messages[code] = f"Tiêu chí {code[:12]}: nhập một số."
            continue
        if not given[code].is_finite():
            messages[code] = f"Tiêu chí {code[:12]}: nhập một số."
    if messages:
        raise AnswersRefusedError(messages)
    return given


def filled(criteria: CriteriaSet, given: Mapping[str, Decimal]) -> dict[str, Decimal]:
    """What was given, with full points for every graded indicator and every gate left open.

    A household that has everything but one thing is two taps. What is counted is never guessed.
    """
    full = {line.code: line.points_max for line in criteria.indicators if line.kind is Kind.GRADED}
    passed = {line.code: Decimal(1) for line in criteria.indicators if line.kind is Kind.GATE}
    return full | passed | dict(given)


def _now() -> str:
    return dt.datetime.now(dt.UTC).isoformat(timespec="milliseconds")


class EvidenceForm(Form):
    """Photos or PDF for an indicator."""

    key = Key()
    indicator = SelectField("Cho tiêu chí")
    file = PhotosField("Ảnh hoặc PDF", required="Chọn ảnh hoặc tệp PDF.")

    def ask_for(self, criteria: CriteriaSet) -> None:
        """Offer the indicators of a set, those that ask for evidence marked."""
        self.indicator.choices = choices((line.code, f"{line.code} {line.name}") for line in criteria.indicators)


class MinutesForm(Form):
    """The minutes of a village review."""

    key = Key()
    held_on = day("Ngày họp bình xét", required="Nhập ngày họp.")
    present = whole_number(
        "Số người dự họp", least=1, most=5000, required="Nhập số người dự họp.", render_kw={"inputmode": "numeric"}
    )
    chair = text("Người chủ trì", most=120, required="Nhập tên người chủ trì.")
    secretary = text("Thư ký ghi biên bản", most=120, required="Nhập tên thư ký.")
    notes = text("Ý kiến, điểm được sửa và lý do", most=2000, lines=True, render_kw={"rows": "3"})

    def __init__(self, year: int) -> None:
        super().__init__()
        self._year = year

    def validate_held_on(self, field: Field) -> None:
        """The review of a year is held in that year, or in the first weeks after it."""
        if field.data is not None and field.data.year < self._year:
            raise ValidationError(f"Buổi bình xét năm {self._year} không thể họp trước năm đó.")

    def minutes(self, votes: Mapping[int, int], cultural: Collection[int] = ()) -> Minutes:
        """What was typed, with the votes by subject, as the service takes it."""
        return Minutes(
            held_on=self.held_on.data,
            present=self.present.data,
            chair=self.chair.data,
            secretary=self.secretary.data,
            notes=self.notes.data or "",
            votes=votes,
            cultural=cultural,
        )


class OwnMinutesForm(MinutesForm):
    """The minutes of the meeting of one clan, village or organisation about its own sheet."""

    votes = whole_number("Số phiếu đồng ý", least=0, most=5000, render_kw={"inputmode": "numeric", "size": "6"})


class GroupForm(Form):
    """In which group those citizens are asked of whom nobody has said it."""

    group = SelectField(
        "Người chưa ghi nhóm thì xét theo nhóm",
        choices=choices([("", "Để ghi sau"), *((one.value, name) for one, name in CITIZEN_GROUP_NAMES.items())]),
        coerce=lambda value: CitizenGroup(value) if value else None, default="",
    )  # fmt: skip


class FillForm(Form):
    """The same points for many people: for those who are ticked, or for everybody who has none yet."""

    whom = HiddenField(default="trong")
    seen = HiddenField(default=_now)

    own_fields = frozenset({"whom", "seen", "chon", "csrf_token", "key"})
    seen_at: dt.datetime

    def validate_seen(self, field: Field) -> None:
        """When the page was made."""
        try:
            self.seen_at = dt.datetime.fromisoformat(field.data or "").astimezone(dt.UTC)
        except (ValueError, OverflowError):
            self.look_again()
            raise ValidationError("Biểu mẫu đã cũ. Hãy bấm gửi lại.") from None

    def look_again(self) -> None:
        """Say that the page is made now."""
        self.seen.data = _now()


class ReasonForm(Form):
    """Why a sheet is returned or refused."""

    reason = text("Lý do", most=1000, required="Nhập lý do để thôn biết cần sửa gì.", lines=True,
                  render_kw={"rows": "3"})  # fmt: skip
    version = HiddenField()


#: What sheets are usually returned for; a person may write anything else, or more.
USUAL_REASONS = (
    "Thiếu minh chứng",
    "Điểm chưa khớp với minh chứng",
    "Nhiều phiếu giống hệt nhau, cần chấm lại từng phiếu",
    "Biên bản bình xét chưa đủ",
)


class ReturnForm(Form):
    """Why sheets of a list are returned: usual reasons that were ticked, and what was written."""

    usual = SelectMultipleField("Lý do thường gặp", choices=choices((words, words) for words in USUAL_REASONS))
    reason = text("Lý do trả lại, viết thêm", most=600, lines=True, render_kw={"rows": "3"})

    def validate_reason(self, field: Field) -> None:
        """Something was ticked or written."""
        if not (self.usual.data or (field.data or "").strip()):
            raise ValidationError("Chọn hoặc ghi lý do để nơi chấm biết cần sửa gì.")

    def words(self) -> str:
        """The one reason, as the village reads it."""
        return ". ".join(filter(None, ["; ".join(self.usual.data or []), self.reason.data]))


class ClaimForm(Form):
    """What a counted share should be, and why."""

    key = Key()
    part = whole_number("Số đạt đúng ra là", least=0, most=9999, required="Nhập số đạt.",
                        render_kw={"inputmode": "numeric", "size": "6"})  # fmt: skip
    whole = whole_number("Trên tổng số", least=0, most=9999, required="Nhập tổng số.",
                         render_kw={"inputmode": "numeric", "size": "6"})  # fmt: skip
    reason = text("Vì sao số liệu tự tính chưa đúng", most=1000, required="Ghi lý do để xã kiểm tra.", lines=True,
                  render_kw={"rows": "3"})  # fmt: skip

    def validate_whole(self, field: Field) -> None:
        """No more reach it than there are."""
        if field.data is not None and self.part.data is not None and self.part.data > field.data:
            raise ValidationError("Tổng số không thể ít hơn số đạt.")


class AnswerForm(Form):
    """What the commune answers to a contested figure."""

    allowed = RadioField(
        "Trả lời", choices=choices([("co", "Đồng ý tính theo đề nghị"), ("khong", "Giữ số liệu tự tính")]),
        validators=[InputRequired("Chọn một trong hai.")],
    )  # fmt: skip
    answer = text("Lý do", most=1000, required="Ghi lý do để nơi đề nghị biết.", lines=True, render_kw={"rows": "3"})
    #: The claimed share as the page showed it.
    seen = HiddenField()

    def seen_share(self) -> Share | None:
        """That share; none where the field was not sent as it was made."""
        part, _, whole = (self.seen.data or "").partition("/")
        return Share(int(part), int(whole)) if part.isdecimal() and whole.isdecimal() else None
