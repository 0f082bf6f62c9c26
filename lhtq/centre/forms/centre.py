"""Forms of a centre: what it is, its board, what it has, whom it works with, its plan."""

from collections.abc import Mapping
from typing import Any

from wtforms import Field, HiddenField, IntegerField, SelectField, ValidationError
from wtforms.validators import InputRequired, NumberRange

from lhtq.centre.rules import (
    ASSET_KIND_NAMES,
    ASSET_STATE_NAMES,
    ASSOCIATION_NAMES,
    LINK_NAMES,
    POSITION_NAMES,
    ActivityKind,
    AssetKind,
    AssetState,
    AssociationPost,
    LinkKind,
    Position,
)
from lhtq.centre.service import BoardGiven, CentreGiven
from lhtq.web.forms import AskingForm, Blank, Form, Key, choices, day, text, whole_number

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


class BoardForm(AskingForm):
    """Somebody on the board, by name or picked from the results of a search."""

    key = Key()
    tim = HiddenField()
    full_name = text("Họ và tên", most=120)
    position = SelectField(
        "Chức vụ", choices=choices((one.value, name) for one, name in POSITION_NAMES.items()), coerce=Position
    )
    term_from = day("Nhiệm kỳ từ ngày", required="Nhập ngày bắt đầu nhiệm kỳ.")
    term_to = day("Đến ngày", future=True)
    association = SelectField(
        "Chức vụ ở Hội Khuyến học xã",
        choices=choices([("", "Không"), *((one.value, name) for one, name in ASSOCIATION_NAMES.items())]),
        coerce=lambda value: AssociationPost(value) if value else None, default="",
    )  # fmt: skip
    association_unit = SelectField("Hội của xã nào", coerce=id_or_none)

    def __init__(self, communes: Mapping[int, str], **given: Any) -> None:
        super().__init__(**given)
        self.association_unit.choices = choices(communes.items())
        #: One who is picked from the register needs no name.
        self.picked = False

    def validate_full_name(self, field: Field) -> None:
        """A name, unless somebody was picked."""
        if not self.picked and not field.data:
            raise ValidationError("Nhập họ và tên, hoặc tìm trong sổ hộ rồi chọn.")

    def validate_term_to(self, field: Field) -> None:
        """No term ends before it begins."""
        if field.data and self.term_from.data and field.data < self.term_from.data:
            raise ValidationError("Ngày kết thúc không thể trước ngày bắt đầu.")

    def given(self) -> BoardGiven:
        """What was typed, as the service takes it."""
        post = self.association.data
        return BoardGiven(
            full_name=self.full_name.data or "",
            position=self.position.data,
            term_from=self.term_from.data,
            term_to=self.term_to.data,
            association=post,
            association_unit_id=self.association_unit.data if post else None,
        )


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


class LinkForm(Form):
    """A culture house, library or museum that a centre works with."""

    key = Key()
    kind = SelectField("Loại", choices=choices((one.value, name) for one, name in LINK_NAMES.items()), coerce=LinkKind)
    name = text("Tên", most=120, required="Nhập tên, ví dụ: Nhà văn hóa thôn Nà Khá.")
    village = SelectField("Ở thôn", coerce=id_or_none, default="")


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
