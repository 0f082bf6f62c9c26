"""Forms of households, their members, and villages."""

from typing import Any

from wtforms import BooleanField, Field, HiddenField, RadioField, SelectField, StringField, ValidationError
from wtforms.validators import InputRequired, StopValidation

from lhtq.register.queries import Namesake
from lhtq.register.rules import (
    OCCUPATION_NAMES,
    RELATION_NAMES,
    SEX_NAMES,
    Birth,
    Occupation,
    Relation,
    Sex,
    as_birth,
    as_phone,
)
from lhtq.register.service import HouseholdGiven, PersonGiven
from lhtq.units.rules import VILLAGE_TYPES
from lhtq.web.filters import today
from lhtq.web.forms import Form, Key, choices, no_control, text

#: What a person may be said to be able to: the value of the form → what is kept.
LITERATE: dict[str, bool | None] = {"": None, "co": True, "chua": False}


class BirthField(StringField):
    """A year of birth, or the day: its data are a Birth."""

    data: Birth

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read what was typed; raises ValueError with words for the person."""
        if valuelist and valuelist[0].strip():
            self.data = as_birth(valuelist[0], today())

    def pre_validate(self, form: object) -> None:  # noqa: ARG002 - WTForms' signature
        """Stop where nothing was typed."""
        if not self.raw_data or not self.raw_data[0].strip():
            raise StopValidation("Nhập năm sinh, ví dụ 1980.")

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0]).strip()
        return str(self.data or "")


def phone(label: str) -> Field:
    """A field for a phone number; ``as_phone`` reads it."""

    def is_one(form: object, field: Field) -> None:  # noqa: ARG001 - WTForms' signature
        if field.data and as_phone(field.data) is None:
            raise ValidationError("Nhập số điện thoại, ví dụ 0912 345 678 hoặc 0207 3822 123.")

    return StringField(
        label, validators=[no_control, is_one], filters=[lambda typed: typed[:60] if typed else typed],
        render_kw={"inputmode": "tel", "autocomplete": "off", "size": "16"},
    )  # fmt: skip


class PersonForm(Form):
    """One person."""

    key = Key()
    full_name = text("Họ và tên", most=120, required="Nhập họ và tên.", render_kw={"autocomplete": "off"})
    birth_year = BirthField(
        "Năm sinh hoặc ngày sinh", description="Ví dụ 1980 hoặc 24/11/1980",
        render_kw={"inputmode": "numeric", "autocomplete": "off", "size": "12", "required": True},
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
    literate = SelectField(
        "Biết chữ", choices=choices([("", "Chưa rõ"), ("co", "Biết chữ"), ("chua", "Chưa biết chữ")]), default=""
    )
    disabled = BooleanField("Khuyết tật")
    phone = phone("Số điện thoại")

    def given(self, relation: Relation = Relation.HEAD) -> PersonGiven:
        """What was typed, as the service takes it."""
        return PersonGiven(
            full_name=self.full_name.data,
            birth_year=self.birth_year.data.year,
            birth_date=self.birth_year.data.date,
            sex=self.sex.data,
            ethnicity=self.ethnicity.data,
            relation=relation,
            working=self.working.data,
            occupation=self.occupation.data,
            phone=as_phone(self.phone.data or "") or "",
            disabled=self.disabled.data,
            literate=LITERATE[self.literate.data],
        )


class HouseholdFacts:
    """What is written down of a household besides its members."""

    address = text("Địa chỉ, vị trí nhà", most=200)
    code = text("Số hộ (theo sổ của xã)", most=30, render_kw={"autocomplete": "off", "size": "16"})
    household_phone = phone("Điện thoại của hộ")
    poor = BooleanField("Hộ nghèo")

    def facts(self) -> HouseholdGiven:
        """What was typed, as the service takes it."""
        return HouseholdGiven(
            address=self.address.data or "",
            code=self.code.data or "",
            phone=as_phone(self.household_phone.data or "") or "",
            poor=self.poor.data,
        )


class HouseholdForm(PersonForm, HouseholdFacts):
    """A new household: what is written down of it, and its head."""

    #: Whom the tick said not to be the one: the namesakes that stood beside it.
    sure = StringField()
    full_name = text("Họ và tên chủ hộ", most=120, required="Nhập họ và tên chủ hộ.", render_kw={"autocomplete": "off"})

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        #: Who may be the one that is typed, and was not seen beside the tick.
        self.asked: list[Namesake] = []

    def is_new(self, found: list[Namesake]) -> bool:
        """Whether nobody is so called, or the person has seen who is; if not, they stand in ``asked``."""
        self.asked = [] if self.sure.data == code_of(found) else found
        return not self.asked

    @property
    def asked_code(self) -> str:
        """What a tick says yes to: these namesakes and no others."""
        return code_of(self.asked)


def code_of(found: list[Namesake]) -> str:
    """Namesakes as the value of a tick."""
    return " ".join(str(one.id) for one in found)


class MemberForm(PersonForm):
    """A member of a household."""

    relation = SelectField(
        "Quan hệ với chủ hộ", choices=choices((r.value, name) for r, name in RELATION_NAMES.items()), coerce=Relation,
        default=Relation.CHILD,
    )  # fmt: skip
    #: What was asked once more, and is meant: a second spouse.
    sure = BooleanField("Đúng như vậy, vẫn ghi")
    version = HiddenField()
    asks = False


class AddressForm(HouseholdFacts, Form):
    """What is written down of a household."""

    version = HiddenField()


class VillageForm(Form):
    """A village of a commune."""

    key = Key()
    type = SelectField("Loại", choices=choices((kind, kind) for kind in VILLAGE_TYPES))
    name = text("Tên thôn, bản, tổ dân phố", most=120, required="Nhập tên.")
    legal_basis = text("Căn cứ (nghị quyết, quyết định thành lập)", most=300)


def member_form(person: Any = None) -> MemberForm:
    """The form of a member, filled with what is known of ``person``."""
    if person is None:
        return MemberForm()
    known = next(value for value, kept in LITERATE.items() if kept is person.literate)
    same = ("full_name", "sex", "ethnicity", "working", "occupation", "disabled", "phone", "relation", "version")
    given = {name: getattr(person, name) for name in same}
    return MemberForm(data=given | {"birth_year": Birth(person.birth_year, person.birth_date), "literate": known})


def facts_form(household: Any) -> AddressForm:
    """The form of what is written down of a household, filled with it."""
    return AddressForm(obj=household, data={"household_phone": household.phone})
