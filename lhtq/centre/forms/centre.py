"""Forms of a centre: what it is, what it has, whom it works with, who shares it, its plan."""

from collections.abc import Mapping

from wtforms import HiddenField, IntegerField, SelectField
from wtforms.validators import InputRequired, NumberRange

from lhtq.centre.rules import (
    ASSET_KIND_NAMES,
    ASSET_STATE_NAMES,
    LINK_NAMES,
    ActivityKind,
    AssetKind,
    AssetState,
    LinkKind,
)
from lhtq.centre.service import AssetGiven, CentreGiven, LinkGiven
from lhtq.web.forms import Blank, Form, Key, choices, day, text, whole_number

NUMERIC = {"inputmode": "numeric", "autocomplete": "off", "size": "6"}


def id_or_none(value: str | None) -> int | None:
    """What a list of places sends; nothing for none. Raises ValueError."""
    return int(value) if value and value != "None" else None


class CentreForm(Form):
    """What a centre is."""

    key = Key()
    name = text(
        "Tên trung tâm", most=200, required="Nhập tên trung tâm, ví dụ: Trung tâm học tập cộng đồng xã Yên Hoa."
    )
    decision_number = text("Số quyết định thành lập", most=60)
    decision_on = day("Ngày quyết định")
    address = text("Địa chỉ", most=200)
    phone = text("Số điện thoại", most=30, render_kw={"inputmode": "tel"})
    version = HiddenField()

    def given(self) -> CentreGiven:
        """What was typed, as the service takes it."""
        return CentreGiven(
            name=self.name.data,
            decision_number=self.decision_number.data or "",
            decision_on=self.decision_on.data,
            address=self.address.data or "",
            phone=self.phone.data or "",
        )


class ServeForm(Form):
    """Another commune that a centre serves."""

    key = Key()
    commune = SelectField("Xã, phường cùng dùng trung tâm", coerce=id_or_none, default="",
                          validators=[InputRequired("Chọn xã, phường.")])  # fmt: skip


class DeclineForm(Form):
    """Why a commune does not want to share a centre."""

    key = Key()
    reason = text("Lý do từ chối", most=300, required="Nhập lý do để xã kia biết.", lines=True)


class LeaveForm(Form):
    """Why a centre is shared no longer."""

    key = Key()
    reason = text("Lý do thôi dùng chung", most=300, required="Nhập lý do để xã kia biết.", lines=True)


class AssetForm(Form):
    """Rooms or equipment."""

    key = Key()
    kind = SelectField(
        "Loại", choices=choices((one.value, name) for one, name in ASSET_KIND_NAMES.items()), coerce=AssetKind
    )
    name = text("Tên", most=120, required="Nhập tên, ví dụ: Phòng học, Máy chiếu.")
    quantity = whole_number("Số lượng", least=1, most=9999, required="Nhập số lượng.", render_kw=NUMERIC)
    state = SelectField(
        "Tình trạng", choices=choices((one.value, name) for one, name in ASSET_STATE_NAMES.items()), coerce=AssetState
    )
    left_on = day("Không còn từ ngày")
    version = HiddenField()

    def given(self) -> AssetGiven:
        """What was typed, as the service takes it."""
        return AssetGiven(
            self.kind.data, self.name.data, self.quantity.data, self.state.data, self.left_on and self.left_on.data
        )


class LinkForm(Form):
    """A culture house, library or museum that a centre works with."""

    key = Key()
    kind = SelectField("Loại", choices=choices((one.value, name) for one, name in LINK_NAMES.items()), coerce=LinkKind)
    name = text("Tên", most=120, required="Nhập tên, ví dụ: Nhà văn hóa thôn Nà Khá.")
    village = SelectField("Ở thôn", coerce=id_or_none, default="")
    left_on = day("Thôi phối hợp từ ngày")
    version = HiddenField()

    def given(self) -> LinkGiven:
        """What was typed, as the service takes it."""
        return LinkGiven(self.kind.data, self.name.data, self.village.data, self.left_on and self.left_on.data)


class RemoveForm(Form):
    """Taking out what was entered by mistake, as it stood on the page that asked."""

    key = Key()
    version = HiddenField()


class PlanForm(Form):
    """How many activities of one kind are planned, month by month."""

    def planned(self) -> dict[int, int]:
        """The number of each month; nothing typed is none."""
        return {month: self[f"thang_{month}"].data or 0 for month in range(1, 13)}


for _month in range(1, 13):
    setattr(
        PlanForm,
        f"thang_{_month}",
        IntegerField(f"Tháng {_month}", validators=[Blank(), NumberRange(0, 99, "Nhập số từ 0 đến 99.")],
                     render_kw=NUMERIC),
    )  # fmt: skip


def plan_form(planned: Mapping[int, int], kind: ActivityKind) -> PlanForm:
    """The form of a kind, with what is planned."""
    return PlanForm(data={f"thang_{month}": number or None for month, number in planned.items()}, prefix=f"{kind}-")
