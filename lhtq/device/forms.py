"""Photos of a form, whichever way they came."""

import io
from typing import Any, cast

from flask import current_app
from flask_wtf.file import FileRequired, MultipleFileField
from werkzeug.datastructures import FileStorage
from wtforms import ValidationError
from wtforms.utils import unset_value
from wtforms.validators import StopValidation

from lhtq.accounts.current import actor
from lhtq.files.incoming import Incoming
from lhtq.files.intake import FileRefusedError, Intake, take_in

#: Files of one form; more are sent with another one.
MOST_AT_ONCE = 5


class PhotosField(MultipleFileField):
    """Photos or PDF, sent with the form or before it in parts; ``intakes`` is what is kept of them.

    A file that was sent before (``/tep/``, static/photo.js) is named by its SHA-256 in a field ``<name>_sent``, as
    often as there are such files. It has to be of the same account, and complete.
    """

    intakes: list[Intake]

    def __init__(self, label: str, *, required: str | None = None, **kwargs: Any) -> None:
        super().__init__(label, validators=[FileRequired(required)] if required else [], **kwargs)
        self.sent: list[str] = []
        self._missing = False

    def process(self, formdata: Any, data: Any = unset_value, extra_filters: Any = None) -> None:
        """Take the files that came with the form, then those that were sent before it."""
        super().process(formdata, data, extra_filters)
        for digest in formdata.getlist(f"{self.name}_sent")[: MOST_AT_ONCE + 1] if formdata else ():
            content = incoming().content(actor().account_id, digest) if _is_digest(digest) else None
            self._missing = self._missing or content is None
            if content is not None and digest not in self.sent:
                self.sent.append(digest)
                before: list[FileStorage] = self.data or []  # type: ignore[has-type]
                self.data = [*before, FileStorage(io.BytesIO(content), filename=digest)]

    def pre_validate(self, form: object) -> None:  # noqa: ARG002 - WTForms' signature
        """Raise StopValidation for a file that is not here after all, and for too many."""
        if self._missing:
            raise StopValidation("Ảnh chưa gửi xong. Hãy chọn lại ảnh rồi gửi tiếp.")
        if len(self.data or []) > MOST_AT_ONCE:
            raise StopValidation(f"Mỗi lần nhiều nhất {MOST_AT_ONCE} tệp. Hãy gửi làm nhiều lần.")

    @property
    def unkept(self) -> int:
        """How many files came with the form itself: a browser does not choose them again when the form comes back."""
        return sum(1 for file in self.data or [] if file) - len(self.sent)

    def post_validate(self, form: object, validation_stopped: bool) -> None:  # noqa: ARG002 - the same
        """Told by their content; what is kept is made here. Raises ValidationError for what is no evidence."""
        if validation_stopped:
            return
        try:
            self.intakes = [take_in(file.read()) for file in self.data or [] if file]
        except FileRefusedError as error:
            raise ValidationError(str(error)) from None


def incoming() -> Incoming:
    """The files that are on their way in."""
    return cast(Incoming, current_app.extensions["lhtq.incoming"])


def _is_digest(text: str) -> bool:
    return len(text) == 64 and set(text) <= set("0123456789abcdef")  # noqa: PLR2004 - hexadecimal SHA-256
