"""Forms of recognition."""

from lhtq.recognition.service import DecisionGiven
from lhtq.web.forms import Form, Key, day, text


class DecisionForm(Form):
    """A decision that recognises a list."""

    key = Key()
    number = text("Số quyết định", most=60, required="Nhập số quyết định.", description="Ví dụ: 125/QĐ-UBND")
    signed_on = day("Ngày ký", required="Nhập ngày ký.")
    signer = text("Người ký", most=120, required="Nhập tên người ký.")
    signer_position = text("Chức vụ", most=120, required="Nhập chức vụ người ký.", default="Chủ tịch UBND")

    def given(self) -> DecisionGiven:
        """What was typed, as the service takes it."""
        return DecisionGiven(
            number=self.number.data,
            signed_on=self.signed_on.data,
            signer=self.signer.data,
            signer_position=self.signer_position.data,
        )
