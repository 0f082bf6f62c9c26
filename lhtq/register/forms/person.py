"""Forms of one person: moving to another household, and the account of one's own."""

from wtforms import HiddenField, SelectField

from lhtq.register.forms.life import LifeForm
from lhtq.register.rules import RELATION_NAMES, EventKind, Relation
from lhtq.web.filters import today
from lhtq.web.forms import Form, Key, choices, day, text


class MoveForm(LifeForm):
    """The household to move to, picked from the results of a search by the button of its row."""

    household = HiddenField()
    kind = SelectField(
        "Lý do", choices=choices([(EventKind.MOVED.value, "Chuyển chỗ ở"), (EventKind.MARRIED.value, "Kết hôn")]),
        coerce=EventKind, default=EventKind.MOVED,
    )  # fmt: skip
    on = day("Ngày chuyển", required="Nhập ngày chuyển.", default=today)
    relation = SelectField(
        "Quan hệ với chủ hộ mới",
        choices=choices((r.value, name) for r, name in RELATION_NAMES.items() if r is not Relation.HEAD),
        coerce=Relation, default=Relation.OTHER,
    )  # fmt: skip


class OwnAccountForm(Form):
    """The account of one citizen or organisation."""

    key = Key()
    full_name = text("Họ và tên người dùng tài khoản", most=120, required="Nhập họ và tên.")
    username = text(
        "Tên đăng nhập", most=60, required="Nhập tên đăng nhập.",
        render_kw={"autocapitalize": "none", "spellcheck": "false", "autocomplete": "off"},
    )  # fmt: skip
    phone = text("Số điện thoại", most=30, render_kw={"inputmode": "tel"})
