"""The form with which a template comes in."""

from flask_wtf.file import FileField, FileRequired
from wtforms import Field, ValidationError

from lhtq.documents import MOST_BYTES, Template, TemplateRefusedError, check_template
from lhtq.web.forms import Form, Key, searched


class TemplateForm(Form):
    """A Word file that is to be the template of a kind of document."""

    key = Key()
    file = FileField("Tệp Word (.docx)", validators=[FileRequired("Chọn tệp Word (.docx).")])

    content: bytes = b""
    file_name: str = ""

    def __init__(self, kind: Template) -> None:
        super().__init__()
        self._kind = kind

    def validate_file(self, field: Field) -> None:
        """Whole, harmless, and with what such a document must say."""
        if not field.data:
            return
        # One byte more than is taken tells that there is more.
        self.content = field.data.read(MOST_BYTES + 1)
        self.file_name = searched(field.data.filename or "", 120) or "mau.docx"
        try:
            check_template(self.content, self._kind)
        except TemplateRefusedError as error:
            raise ValidationError(" ".join(error.problems)) from None
