"""Forms of the Association."""

from wtforms import BooleanField, Field, HiddenField, RadioField, SelectField, SelectMultipleField, ValidationError
from wtforms.validators import InputRequired
from wtforms.widgets import CheckboxInput, ListWidget

from lhtq.membership.rules import LEFT_NAMES, MOST_DIGITS, MOST_FEE, POSITION_NAMES, BranchKind, LeftBecause, Position
from lhtq.membership.service import BranchGiven, MemberGiven
from lhtq.register.forms.clan import PickForm
from lhtq.register.forms.household import phone
from lhtq.register.rules import BIRTH_YEAR_MIN, SEX_NAMES, Sex, as_phone
from lhtq.web.filters import today
from lhtq.web.forms import AskingForm, Form, Key, choices, day, text, whole_number

DAY_HINT = "Ngày/tháng/năm, ví dụ 24/11/2026. Chưa rõ thì để trống."


def _id(value: str | None) -> int | None:
    return int(value) if value else None


class BranchForm(Form):
    """A branch; the view offers its kinds, and the clans and organisations that it can be of."""

    key = Key()
    kind = SelectField("Loại", coerce=BranchKind)
    name = text("Tên", most=120, required="Nhập tên, ví dụ: Chi hội thôn Nà Khuyến.")
    subject = SelectField(
        "Dòng họ, cơ quan, trường học trong sổ (nếu có)", default="", coerce=lambda value: value or ""
    )
    phone = phone("Số điện thoại liên hệ")
    founded_on = day("Ngày thành lập", description=DAY_HINT)
    ended = BooleanField("Đã thôi hoạt động")
    version = HiddenField()

    def given(self) -> BranchGiven:
        """What was typed, as the service takes it. A clan is taken for a clan's committee alone, and so on."""
        noun, _, number = (self.subject.data or "").partition("-")
        fits = (noun == "clan") == (self.kind.data is BranchKind.CLAN)
        return BranchGiven(
            kind=self.kind.data,
            name=self.name.data,
            phone=as_phone(self.phone.data or "") or "",
            founded_on=self.founded_on.data,
            subject_id=int(number) if number and fits else None,
        )


class MemberForm(Form):
    """A member."""

    key = Key()
    full_name = text("Họ và tên", most=120, required="Nhập họ và tên.", render_kw={"autocomplete": "off"})
    birth_year = whole_number(
        "Năm sinh", least=BIRTH_YEAR_MIN, most=2200, required="Nhập năm sinh, ví dụ 1980.",
        render_kw={"inputmode": "numeric", "size": "6"},
    )  # fmt: skip
    sex = RadioField(
        "Giới tính", choices=choices((sex.value, name) for sex, name in SEX_NAMES.items()), coerce=Sex,
        validators=[InputRequired("Chọn nam hoặc nữ.")],
    )  # fmt: skip
    phone = phone("Số điện thoại")
    joined_on = day("Ngày vào Hội", description=DAY_HINT)
    card_number = text("Số thẻ hội viên", most=30, render_kw={"autocomplete": "off"})
    card_on = day("Ngày cấp thẻ", description=DAY_HINT)
    version = HiddenField()

    def validate_birth_year(self, field: Field) -> None:
        """Nobody is born in the future."""
        if field.data is not None and field.data > today().year:
            raise ValidationError(f"Năm sinh không thể sau năm {today().year}.")

    def given(self) -> MemberGiven:
        """What was typed, as the service takes it."""
        return MemberGiven(
            full_name=self.full_name.data,
            birth_year=self.birth_year.data,
            sex=self.sex.data,
            phone=as_phone(self.phone.data or "") or "",
            card_number=self.card_number.data or "",
            card_on=self.card_on.data,
            joined_on=self.joined_on.data,
        )


class NewMemberForm(MemberForm):
    """Somebody who is typed: with a commune the one person of its register is linked."""

    commune = SelectField("Xã, phường nơi có tên trong sổ hộ (không có thì để trống)", default="", coerce=_id)


class PickMemberForm(PickForm):
    """A person picked from the results of a search."""

    picked_on = day("Ngày vào Hội", description=DAY_HINT)


class PostForm(AskingForm):
    """A position for a term."""

    key = Key()
    branch = SelectField("Ở", coerce=int)
    position = SelectField("Chức vụ", coerce=Position)
    from_on = day("Từ ngày", required="Nhập ngày bắt đầu nhiệm kỳ.")
    to_on = day("Đến ngày", future=True, description="Còn giữ chức vụ, chưa rõ ngày hết nhiệm kỳ thì để trống.")
    #: What stood there when the form was shown; a position counts no versions.
    seen = HiddenField()

    def offer(self, branches: list[tuple[int, str]], positions: tuple[Position, ...]) -> None:
        """Let these branches and positions be chosen."""
        self.branch.choices = choices(branches)
        self.position.choices = choices((position.value, POSITION_NAMES[position]) for position in positions)


class RemovePostForm(Form):
    """Taking out a position that was entered by mistake, as it stood on the page that asked."""

    key = Key()
    seen = HiddenField()


class EndPostForm(Form):
    """The day on which a position ends."""

    ended_on = day("Ngày thôi", required="Nhập ngày thôi giữ chức vụ.")


class LeaveForm(Form):
    """Why and when somebody is no member of a branch any more."""

    key = Key()
    because = RadioField(
        "Lý do",
        choices=choices((why.value, name) for why, name in LEFT_NAMES.items() if why is not LeftBecause.MERGED),
        coerce=LeftBecause,
        validators=[InputRequired("Chọn lý do.")],
    )
    branch = SelectField("Chuyển đến chi hội", default="", coerce=_id)
    left_on = day("Ngày", required="Nhập ngày.")


def _ticked(label: str, message: str) -> SelectMultipleField:
    """People of a list who are ticked; the view offers those who were."""
    return SelectMultipleField(
        label, coerce=int, option_widget=CheckboxInput(), widget=ListWidget(prefix_label=False),
        validators=[InputRequired(message)],
    )  # fmt: skip


class TickForm(Form):
    """People of the register who join at once."""

    key = Key()
    people = _ticked("Người vào Hội", "Đánh dấu ít nhất một người.")
    joined_on = day("Ngày vào Hội", description=DAY_HINT)


class CommitteeForm(Form):
    """A clan's committee joins at once."""

    key = Key()


class CardsForm(Form):
    """Cards with consecutive numbers for those who are ticked."""

    key = Key()
    members = _ticked("Hội viên được cấp thẻ", "Đánh dấu ít nhất một hội viên.")
    prefix = text("Phần đầu của số thẻ", most=20, description="Ví dụ TQ-YH-. Không có thì để trống.")
    first = text(
        "Số đầu tiên", most=MOST_DIGITS, required="Nhập số đầu tiên, ví dụ 001.",
        description="Người tiếp theo nhận số tiếp theo, lần lượt theo tên.",
        render_kw={"inputmode": "numeric", "size": "10", "autocomplete": "off"},
    )  # fmt: skip
    given_on = day("Ngày cấp", required="Nhập ngày cấp.")

    def validate_first(self, field: Field) -> None:
        """Raise ValidationError for what is not digits alone."""
        if not (field.data.isascii() and field.data.isdecimal()):
            raise ValidationError("Chỉ nhập chữ số, ví dụ 001.")


class FeeForm(Form):
    """The fee of a year for those who are ticked; the view offers who has not paid."""

    key = Key()
    members = _ticked("Hội viên đã nộp", "Đánh dấu ít nhất một hội viên.")
    amount = whole_number(
        "Số tiền mỗi người (đồng)", least=0, most=MOST_FEE, required="Nhập số tiền, ví dụ 36000.",
        render_kw={"inputmode": "numeric", "size": "10"},
    )  # fmt: skip
    paid_on = day("Ngày nộp", required="Nhập ngày nộp.")
