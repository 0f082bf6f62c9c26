"""Forms of clans, their committee and their families."""

from wtforms import BooleanField, HiddenField, SelectField
from wtforms.validators import InputRequired

from lhtq.register.service import ClanGiven
from lhtq.web.forms import Form, Key, text


class ClanForm(Form):
    """A clan."""

    key = Key()
    name = text("Tên dòng họ", most=120, required="Nhập tên dòng họ, ví dụ: Dòng họ Ma, Nà Khuyến.")
    head_name = text("Họ và tên trưởng họ", most=120, required="Nhập họ và tên trưởng họ.")
    phone = text("Số điện thoại", most=30, render_kw={"inputmode": "tel"})
    ended = BooleanField("Đã thôi hoạt động (các gia đình được ra khỏi dòng họ)")
    version = HiddenField()

    def given(self) -> ClanGiven:
        """What was typed, as the service takes it."""
        return ClanGiven(self.name.data, self.head_name.data, self.phone.data or "")


class CommitteeForm(Form):
    """Somebody on the committee of a clan."""

    key = Key()
    full_name = text("Họ và tên", most=120, required="Nhập họ và tên.")
    position = text("Chức danh trong ban", most=120, required="Nhập chức danh, ví dụ: Trưởng ban.")


class PickForm(Form):
    """A record picked from the results of a search: a button of its row says which."""

    key = Key()
    tim = HiddenField()


class FarFamilyForm(Form):
    """The family of another commune, by what must be known of it."""

    key = Key()
    head_name = text("Họ và tên chủ hộ", most=120, required="Nhập đầy đủ họ và tên chủ hộ.")
    commune = SelectField(
        "Xã, phường, thị trấn", coerce=lambda value: int(value) if value else None, default="",
        validators=[InputRequired("Chọn xã, phường.")],
    )  # fmt: skip
