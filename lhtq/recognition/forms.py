"""Forms of recognition."""

from wtforms import Field, ValidationError

from lhtq.recognition.service import DecisionGiven
from lhtq.web.forms import Form, Key, day, text


class DecisionForm(Form):
    """A decision that recognises a list."""

    key = Key()
    number = text("Số quyết định", most=60, required="Nhập số quyết định.", description="Ví dụ: 125/QĐ-UBND")
    signed_on = day("Ngày ký", required="Nhập ngày ký.")
    signer = text("Người ký", most=120, required="Nhập tên người ký.")
    signer_position = text("Chức vụ", most=120, required="Nhập chức vụ người ký.", default="Chủ tịch UBND")

    def __init__(self, year: int) -> None:
        super().__init__()
        self._year = year

    def validate_signed_on(self, field: Field) -> None:
        """A list of a year is signed in that year or after it: a mistyped year would grant titles that have run out."""
        if field.data is not None and field.data.year < self._year:
            raise ValidationError(f"Quyết định cho năm {self._year} không thể ký trước năm đó.")

    def given(self) -> DecisionGiven:
        """What was typed, as the service takes it."""
        return DecisionGiven(
            number=self.number.data,
            signed_on=self.signed_on.data,
            signer=self.signer.data,
            signer_position=self.signer_position.data,
        )


class RevocationForm(Form):
    """Why a title is taken back."""

    key = Key()
    reason = text("Lý do thu hồi", most=1000, required="Nhập lý do thu hồi.", lines=True, render_kw={"rows": "3"})
