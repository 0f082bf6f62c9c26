"""The form of somebody on the board of a centre, and what it asks once more."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from wtforms import Field, HiddenField, SelectField, ValidationError

from lhtq.centre.forms.centre import id_or_none
from lhtq.centre.rules import (
    ASSOCIATION_NAMES,
    POSITION_NAMES,
    AssociationPost,
    Head,
    Position,
    Seat,
    is_recorded,
    unrecorded_words,
)
from lhtq.centre.service import BoardGiven
from lhtq.register.rules import in_term
from lhtq.units.models import Unit
from lhtq.web.forms import AskingForm, Key, choices, day, text


class BoardForm(AskingForm):
    """Somebody on the board, by name or picked from the results of a search."""

    key = Key()
    tim = HiddenField()
    full_name = text("Họ và tên", most=120, render_kw={"list": "can-bo-hoi"})
    position = SelectField(
        "Chức vụ", choices=choices((one.value, name) for one, name in POSITION_NAMES.items()), coerce=Position
    )
    term_from = day("Nhiệm kỳ từ ngày", required="Nhập ngày bắt đầu nhiệm kỳ.")
    term_to = day("Đến ngày", future=True)
    association = SelectField(
        "Chức vụ ở Hội Khuyến học xã",
        choices=choices([("", "Không"), *((one.value, name) for one, name in ASSOCIATION_NAMES.items())]),
        coerce=lambda value: AssociationPost(value) if value and value != "None" else None, default="",
    )  # fmt: skip
    association_unit = SelectField("Hội của xã nào", coerce=id_or_none)
    version = HiddenField()

    def __init__(self, communes: Mapping[int, Unit], heads: Sequence[Head], **given: Any) -> None:
        super().__init__(**given)
        self.association_unit.choices = choices((id_, commune.title_name) for id_, commune in communes.items())
        self._communes = communes
        self._heads = heads
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

    def offered(self, on: dt.date) -> list[tuple[Head, str]]:
        """Whom the Associations have as chair or vice-chair on a day, each with the commune, to choose from."""
        return [
            (head, self._communes[head.unit_id].full_name)
            for head in self._heads
            if in_term((head.from_on, head.to_on), on)
        ]

    def unrecorded(self, full_name: str, person_id: int | None) -> dict[str, str]:
        """What is asked of one whom the Association does not have in the post that was chosen, by a code of it."""
        given = self.given()
        if given.association is None or given.association_unit_id is None:
            return {}
        seat = Seat(full_name, person_id, given.association, given.association_unit_id, given.term_from, given.term_to)
        if is_recorded(seat, self._heads):
            return {}
        commune = self._communes[seat.unit_id].full_name
        return {f"unrecorded-{seat.unit_id}-{seat.post}": unrecorded_words(seat, commune)}

    def is_meant(self, asked: Mapping[str, str], beside: Mapping[str, str]) -> bool:
        """As ``is_sure``, where what is doubtful of the Association stands beside its field as well."""
        if self.is_sure({**asked, **beside}):
            return True
        for words in beside.values():
            self.refuse("association", words)
        return False
