"""Forms of organisations and their staff."""

from wtforms import BooleanField, HiddenField, SelectField
from wtforms.validators import InputRequired

from lhtq.register.forms.clan import PickForm
from lhtq.register.rules import BIRTH_YEAR_MIN, ORGANISATION_KIND_NAMES, OrganisationKind
from lhtq.register.service import OrganisationGiven
from lhtq.web.forms import Form, Key, choices, text, whole_number


class OrganisationForm(Form):
    """An organisation."""

    key = Key()
    kind = SelectField(
        "Loại", choices=choices((kind.value, name) for kind, name in ORGANISATION_KIND_NAMES.items()),
        coerce=OrganisationKind,
    )  # fmt: skip
    name = text("Tên cơ quan, đơn vị", most=200, required="Nhập tên cơ quan, đơn vị.")
    head_name = text("Họ và tên người đứng đầu", most=120, required="Nhập họ và tên người đứng đầu.")
    phone = text("Số điện thoại", most=30, render_kw={"inputmode": "tel"})
    address = text("Địa chỉ", most=200)
    ended = BooleanField("Đã thôi hoạt động")
    version = HiddenField()

    def given(self) -> OrganisationGiven:
        """What was typed, as the service takes it."""
        return OrganisationGiven(
            kind=self.kind.data,
            name=self.name.data,
            head_name=self.head_name.data,
            phone=self.phone.data or "",
            address=self.address.data or "",
        )


class PickStaffForm(PickForm):
    """A person picked from the results of a search, with what they do."""

    position = text("Chức vụ, công việc", most=120)


class FarStaffForm(Form):
    """A person of any commune, by what must be known of them."""

    key = Key()
    full_name = text("Họ và tên", most=120, required="Nhập đầy đủ họ và tên.", render_kw={"autocomplete": "off"})
    birth_year = whole_number(
        "Năm sinh", least=BIRTH_YEAR_MIN, most=2200, required="Nhập năm sinh, ví dụ 1980.",
        render_kw={"inputmode": "numeric", "size": "6"},
    )  # fmt: skip
    commune = SelectField(
        "Xã, phường, thị trấn nơi ở", coerce=lambda value: int(value) if value else None, default="",
        validators=[InputRequired("Chọn xã, phường.")],
    )  # fmt: skip
    far_position = text("Chức vụ, công việc", most=120)
