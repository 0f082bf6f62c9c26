"""Forms of what happens in a household. Each is shown twice: to fill in, and with what it will change, to confirm."""

from collections.abc import Iterable
from typing import Any

from flask import request
from wtforms import BooleanField, HiddenField, RadioField, SelectField, SelectMultipleField
from wtforms.form import BaseForm
from wtforms.validators import InputRequired

from lhtq.register.forms.household import HouseholdFacts
from lhtq.register.models import Person
from lhtq.register.rules import BIRTH_YEAR_MIN, RELATION_NAMES, Relation
from lhtq.web.filters import today
from lhtq.web.forms import Form, Key, choices, day, text, whole_number

#: What a member may be to a head who is somebody else.
_RELATIONS = [(relation.value, name) for relation, name in RELATION_NAMES.items() if relation is not Relation.HEAD]
#: The value of a destination that is no commune.
OUTSIDE = 0
_PREFIX = "relation_"


def _number(value: Any) -> int | None:
    return int(value) if value not in {"", None} else None


class LifeForm(Form):
    """On which day, what was seen of the household, and whether what it will change was confirmed."""

    key = Key()
    seen = HiddenField()
    confirmed = HiddenField()
    on = day("Ngày", required="Nhập ngày.", default=today)

    def ask(self, people: Iterable[tuple[int, str]]) -> None:
        """Ask what some people, by id and name, are to the head."""
        for id_, name in people:
            label = f"{name} là gì của chủ hộ"
            field = SelectField(label, choices=choices(_RELATIONS), coerce=Relation, default=Relation.OTHER)
            BaseForm.__setitem__(self, f"{_PREFIX}{id_}", field)
            self[f"{_PREFIX}{id_}"].process(request.form if self.is_submitted() else None)

    @property
    def asked(self) -> list[Any]:
        """The fields that ``ask`` made."""
        return [field for field in self if field.name.startswith(_PREFIX)]

    @property
    def relations(self) -> dict[int, Relation]:
        """What was said, by the person's id."""
        return {int(field.name.removeprefix(_PREFIX)): field.data for field in self.asked}

    def fits(self) -> bool:
        """Whether what was asked afterwards was answered by something that was offered."""
        return not [field for field in self.asked if not field.validate(self)]

    @property
    def shown(self) -> list[Any]:
        """The fields to fill in, in their order."""
        own = {"key", "seen", "confirmed", "csrf_token"}
        return [field for field in self if field.name not in own and not field.name.startswith(_PREFIX)]


def _chosen(people: Iterable[Person]) -> list[Any]:
    return choices((one.id, f"{one.full_name}, {one.birth_year}") for one in people)


class HeadForm(LifeForm):
    """Who is head from now on."""

    heir = RadioField("Chủ hộ mới", coerce=_number, validators=[InputRequired("Chọn chủ hộ mới.")])

    def offer(self, people: Iterable[Person]) -> None:
        """Let one of ``people`` be chosen."""
        self.heir.choices = _chosen(people)


class DeathForm(HeadForm):
    """On which day somebody died, and for a head who comes after."""

    on = day("Ngày mất", required="Nhập ngày mất.")


class SplitForm(HouseholdFacts, LifeForm):
    """Who makes up a household of their own."""

    people = SelectMultipleField("Những người tách ra", coerce=_number, validators=[InputRequired("Chọn người.")])
    head = RadioField("Chủ hộ mới", coerce=_number, validators=[InputRequired("Chọn chủ hộ mới.")])
    with_clan = BooleanField("Hộ mới cũng thuộc dòng họ của hộ cũ")

    def offer(self, people: Iterable[Person]) -> None:
        """Let some of ``people`` be chosen."""
        self.people.choices = self.head.choices = _chosen(people)


class JoinForm(LifeForm):
    """The household that all move into."""

    into = HiddenField()


class VillageMoveForm(LifeForm):
    """The village that a household moves to."""

    village = SelectField("Thôn mới", coerce=_number, validators=[InputRequired("Chọn thôn.")])


class LeaveForm(LifeForm):
    """Who leaves the commune, and where to."""

    people = SelectMultipleField("Những người chuyển đi", coerce=_number, validators=[InputRequired("Chọn người.")])
    commune = SelectField("Chuyển đến", coerce=_number, default="", validators=[InputRequired("Chọn nơi đến.")])
    on = day("Ngày chuyển", required="Nhập ngày chuyển.", default=today)

    def offer(self, people: Iterable[Person]) -> None:
        """Let some of ``people`` be chosen."""
        self.people.choices = _chosen(people)


class ComeBackForm(LifeForm):
    """One who had left the province, by what must be known of them."""

    full_name = text("Họ và tên", most=120, required="Nhập đầy đủ họ và tên.", render_kw={"autocomplete": "off"})
    birth_year = whole_number(
        "Năm sinh", least=BIRTH_YEAR_MIN, most=2200, required="Nhập năm sinh, ví dụ 1980.",
        render_kw={"inputmode": "numeric", "size": "6"},
    )  # fmt: skip
    commune = SelectField(
        "Trước khi đi đã ở xã, phường", coerce=_number, default="", validators=[InputRequired("Chọn xã, phường.")]
    )
    relation = SelectField("Quan hệ với chủ hộ", choices=choices(_RELATIONS), coerce=Relation, default=Relation.OTHER)
    on = day("Ngày về", required="Nhập ngày về.", default=today)


class TakeForm(LifeForm):
    """Where those who come from another commune are taken in: a household of their own in a village."""

    village = SelectField("Thôn", coerce=_number, validators=[InputRequired("Chọn thôn.")])
    head = SelectField("Chủ hộ mới", coerce=_number)


class SendBackForm(Form):
    """Why they are not taken."""

    key = Key()
    reason = text("Lý do trả lại", most=300, required="Nhập lý do để xã kia biết.", lines=True)
