"""Forms of households, their members, and villages."""

from typing import Any

from wtforms import BooleanField, Field, HiddenField, RadioField, SelectField, ValidationError
from wtforms.validators import InputRequired

from lhtq.register.rules import (
    BIRTH_YEAR_MIN,
    LEFT_NAMES,
    OCCUPATION_NAMES,
    RELATION_NAMES,
    SEX_NAMES,
    LeftBecause,
    Occupation,
    Relation,
    Sex,
)
from lhtq.register.service import PersonGiven
from lhtq.units.rules import VILLAGE_TYPES
from lhtq.web.filters import today
from lhtq.web.forms import Form, Key, choices, text, whole_number


class PersonForm(Form):
    """One person."""

    key = Key()
    full_name = text("Họ và tên", most=120, required="Nhập họ và tên.", render_kw={"autocomplete": "off"})
    birth_year = whole_number(
        "Năm sinh", least=BIRTH_YEAR_MIN, most=2200, required="Nhập năm sinh, ví dụ 1980.",
        render_kw={"inputmode": "numeric", "size": "6"},
    )  # fmt: skip
    sex = RadioField(
        "Giới tính", choices=choices((sex.value, name) for sex, name in SEX_NAMES.items()), coerce=Sex,
        validators=[InputRequired("Chọn giới tính.")],
    )  # fmt: skip
    ethnicity = text("Dân tộc", most=40, required="Nhập dân tộc.", render_kw={"list": "dan-toc"})
    working = BooleanField("Đang làm việc (kể cả làm ruộng, làm nương)")
    occupation = SelectField(
        "Nhóm công dân học tập",
        choices=choices([("", "Chưa ghi"), *((one.value, name) for one, name in OCCUPATION_NAMES.items())]),
        coerce=lambda value: Occupation(value) if value else None, default="",
    )  # fmt: skip

    def validate_birth_year(self, field: Field) -> None:
        """Nobody is born in the future."""
        if field.data is not None and field.data > today().year:
            raise ValidationError(f"Năm sinh không thể sau năm {today().year}.")

    def given(self, relation: Relation = Relation.HEAD) -> PersonGiven:
        """What was typed, as the service takes it."""
        return PersonGiven(
            full_name=self.full_name.data,
            birth_year=self.birth_year.data,
            sex=self.sex.data,
            ethnicity=self.ethnicity.data,
            relation=relation,
            working=self.working.data,
            occupation=self.occupation.data,
        )


class HouseholdForm(PersonForm):
    """A new household: its address and its head."""

    full_name = text("Họ và tên chủ hộ", most=120, required="Nhập họ và tên chủ hộ.", render_kw={"autocomplete": "off"})
    address = text("Địa chỉ, vị trí nhà", most=200)


class MemberForm(PersonForm):
    """A member of a household."""

    relation = SelectField(
        "Quan hệ với chủ hộ", choices=choices((r.value, name) for r, name in RELATION_NAMES.items()), coerce=Relation,
        default=Relation.CHILD,
    )  # fmt: skip
    left = SelectField(
        "Ở hộ này", choices=choices([("", "Đang ở"), *((one.value, name) for one, name in LEFT_NAMES.items())]),
        coerce=lambda value: LeftBecause(value) if value else None, default="",
    )  # fmt: skip
    version = HiddenField()


class AddressForm(Form):
    """The address line of a household."""

    address = text("Địa chỉ, vị trí nhà", most=200)
    version = HiddenField()


class VillageForm(Form):
    """A village of a commune."""

    key = Key()
    type = SelectField("Loại", choices=choices((kind, kind) for kind in VILLAGE_TYPES))
    name = text("Tên thôn, bản, tổ dân phố", most=120, required="Nhập tên.")
    legal_basis = text("Căn cứ (nghị quyết, quyết định thành lập)", most=300)


def member_form(person: Any = None) -> MemberForm:
    """The form of a member, filled with what is known of ``person``."""
    form = MemberForm(obj=person)
    if person is not None and not form.is_submitted():
        form.left.data = person.left_because or (LeftBecause.MOVED if person.left_on else None)
    return form
