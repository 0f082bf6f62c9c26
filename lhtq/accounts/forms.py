"""Forms of signing in, passwords and accounts."""

import json
import re

from wtforms import Field, HiddenField, PasswordField, SelectField, ValidationError
from wtforms.validators import InputRequired, Length

from lhtq.accounts import service
from lhtq.accounts.policy import OF_ONE_RECORD, ROLE_NAMES, Role
from lhtq.accounts.rules import PASSWORD_MAX, password_problem
from lhtq.web.forms import Form, Key, choices, text
from lhtq.workbook import values


class SignInForm(Form):
    """User name and password."""

    username = text(
        "Tên đăng nhập", most=60, required="Nhập tên đăng nhập.",
        render_kw={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"},
    )  # fmt: skip
    password = PasswordField(
        "Mật khẩu",
        validators=[InputRequired("Nhập mật khẩu."), Length(max=PASSWORD_MAX, message="Mật khẩu quá dài.")],
        render_kw={"autocomplete": "current-password"},
    )
    #: The page that was asked for before.
    tiep = HiddenField()
    #: URL and fields of a form that was sent after the sign-out.
    again = HiddenField()
    fields = HiddenField()

    def typed(self) -> list[tuple[str, str]]:
        """The carried fields, or none where they cannot be read."""
        try:
            pairs = json.loads(self.fields.data or "[]")
            return [(str(name), str(value)) for name, value in pairs]
        except (ValueError, TypeError):
            return []


class PasswordForm(Form):
    """The present password and, twice, the new one."""

    def __init__(self, account_id: int, username: str) -> None:
        super().__init__()
        self._account_id = account_id
        self._username = username

    current = PasswordField(
        "Mật khẩu hiện tại",
        validators=[InputRequired("Nhập mật khẩu hiện tại.")],
        render_kw={"autocomplete": "current-password"},
    )
    new = PasswordField(
        "Mật khẩu mới (ít nhất 8 ký tự)",
        validators=[InputRequired("Nhập mật khẩu mới.")],
        render_kw={"autocomplete": "new-password"},
    )
    again = PasswordField(
        "Nhập lại mật khẩu mới",
        validators=[InputRequired("Nhập lại mật khẩu mới.")],
        render_kw={"autocomplete": "new-password"},
    )

    def validate_current(self, field: Field) -> None:
        """The present password proves that it is the person who holds the phone."""
        if not service.password_fits(self._account_id, field.data[:PASSWORD_MAX]):
            raise ValidationError("Mật khẩu hiện tại không đúng.")

    def validate_new(self, field: Field) -> None:
        """The rules for passwords, and another one than before: a one-time code was read aloud."""
        if field.data == self.current.data:
            raise ValidationError("Mật khẩu mới phải khác mật khẩu hiện tại.")
        problem = password_problem(field.data, self._username)
        if problem:
            raise ValidationError(problem)

    def validate_again(self, field: Field) -> None:
        """Typed the same twice."""
        if field.data != self.new.data:
            raise ValidationError("Hai lần nhập mật khẩu mới không giống nhau.")


_EMAIL = re.compile(r"[^@\s<>,;]+@[^@\s<>,;]+\.[^@\s<>,;]+")


class ContactForm(Form):
    """How one is reached: the level above calls a unit that is late, and reminders go there."""

    phone = text("Số điện thoại", most=30, render_kw={"inputmode": "tel", "autocomplete": "tel"})
    email = text("Thư điện tử", most=120, render_kw={"inputmode": "email", "autocomplete": "email"})

    def validate_phone(self, field: Field) -> None:
        """A number, or none."""
        try:
            values.phone(field.data)
        except values.ValueWrongError as error:
            raise ValidationError("Nhập số điện thoại, ví dụ 0912 345 678, hoặc để trống.") from error

    def validate_email(self, field: Field) -> None:
        """One address, or none."""
        if field.data and not _EMAIL.fullmatch(field.data):
            raise ValidationError("Nhập một địa chỉ thư, ví dụ lan@gmail.com, hoặc để trống.")


class AccountForm(Form):
    """A new account with its first role."""

    key = Key()
    full_name = text("Họ và tên", most=120, required="Nhập họ và tên.")
    username = text(
        "Tên đăng nhập", most=60, required="Nhập tên đăng nhập.",
        render_kw={"autocapitalize": "none", "spellcheck": "false", "autocomplete": "off"},
    )  # fmt: skip
    phone = text("Số điện thoại", most=30, render_kw={"inputmode": "tel"})
    unit_id = SelectField("Đơn vị", coerce=int)
    #: One who signs in for one record gets the account on the page of that record.
    role = SelectField(
        "Vai trò",
        choices=choices((role.value, name) for role, name in ROLE_NAMES.items() if role not in OF_ONE_RECORD),
        coerce=Role,
    )
