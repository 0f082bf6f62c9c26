"""Forms of imports: the file, its columns, which doubtful rows."""

from flask_wtf.file import FileField
from werkzeug.datastructures import FileStorage
from wtforms import Field, HiddenField, SelectField, ValidationError

from lhtq.lists.rules import Field as ListField
from lhtq.lists.rules import Source, letter, missing
from lhtq.web.forms import Form, Key, choices
from lhtq.workbook.sheets import LIMITS
from lhtq.workbook.values import is_empty, shown

#: Characters of a cell and of a row that show which row is meant.
_MOST_OF_CELL, _MOST_OF_ROW = 20, 60

TOO_LARGE = "Tệp nặng {size} MB, nhiều nhất {most} MB. Hãy bỏ ảnh và các trang thừa, hoặc chia thành nhiều tệp."
PICTURE_OR_PDF = (
    "Tệp này là ảnh hoặc PDF, không phải bảng tính. Hãy chọn tệp Excel có danh sách, hoặc gõ danh sách vào tệp mẫu."
)


class UploadForm(Form):
    """A file for one of the lists of a unit."""

    key = Key()
    list = SelectField("Danh sách")
    file = FileField("Tệp Excel (.xlsx, .xls), LibreOffice (.ods) hoặc .csv")
    #: A photo or PDF goes out before its form, which names it here (static/outbox.js); any other file comes with it.
    file_sent = HiddenField()

    def validate_file(self, field: Field) -> None:
        """One file, of a size that is read."""
        if self.file_sent.data:
            raise ValidationError(PICTURE_OR_PDF)
        if not isinstance(field.data, FileStorage) or not field.data.filename:
            raise ValidationError("Chọn tệp có danh sách.")
        size = field.data.stream.seek(0, 2)
        field.data.stream.seek(0)
        if size > LIMITS.bytes:
            raise ValidationError(TOO_LARGE.format(size=size // 1_000_000, most=LIMITS.bytes // 1_000_000))


class SheetForm(Form):
    """Which sheet of the file."""

    sheet = SelectField("Trang trong tệp")


class HeadingForm(Form):
    """Which row of the sheet holds the headings."""

    heading = SelectField("Dòng tiêu đề của danh sách", coerce=int)


class ColumnsForm(Form):
    """Which column holds what: a field for each key of the list, made by ``columns_form``."""

    def mapping(self, fields: tuple[ListField, ...]) -> dict[str, int]:
        """Key to column, of those that were chosen."""
        return {each.key: int(self[f"c-{each.key}"].data) for each in fields if self[f"c-{each.key}"].data}

    def refuse_incomplete(self, fields: tuple[ListField, ...]) -> bool:
        """Put a message beside each column that must be there and is not; whether there is one."""
        mapping = self.mapping(fields)
        for heading in missing(fields, mapping):
            key = next(each.key for each in fields if each.heading == heading)
            self.refuse(f"c-{key}", f"Chọn cột có {heading}.")
        for each in fields:
            twice = [other for other in fields if other.key != each.key and each.key in mapping
                     and mapping.get(other.key) == mapping[each.key]]  # fmt: skip
            if twice:
                self.refuse(f"c-{each.key}", f"Cột này cũng được chọn cho {twice[0].heading}.")
        return any(self[f"c-{each.key}"].errors for each in fields)


def heading_form(source: Source) -> HeadingForm:
    """The rows among which the headings may be, each with how it begins; filled with the one that is read as such."""
    form = HeadingForm()
    begun = [
        (number, " | ".join(shown(cell)[:_MOST_OF_CELL] for cell in cells if not is_empty(cell))[:_MOST_OF_ROW])
        for number, cells in enumerate(source.top, start=1)
    ]
    rows = [(number, f"Dòng {number}: {words}") for number, words in begun if words]
    form.heading.choices = [(0, "Không có dòng tiêu đề"), *rows]
    if not form.is_submitted():
        form.heading.data = source.table.heading_row
    return form


def columns_form(
    fields: tuple[ListField, ...], headings: list[str], mapping: dict[str, int], villages: list[tuple[int, str]]
) -> ColumnsForm:
    """The form that maps keys to the columns of a sheet, filled with a mapping; with a village for all where asked."""
    columns = choices([("", "Không có"), *((str(at), f"{letter(at)}: {heading or 'không tên'}"[:60])
                                          for at, heading in enumerate(headings))])  # fmt: skip
    given: dict[str, object] = {
        f"c-{each.key}": SelectField(each.heading, choices=columns, default="", description=each.note)
        for each in fields
    }
    if villages:
        given["village"] = SelectField(
            "Thôn của mọi dòng", default="",
            choices=choices([
                ("", "Theo cột Thôn hoặc dòng tên thôn của tệp"), *((str(id_), name) for id_, name in villages),
            ]),
        )  # fmt: skip
    made: ColumnsForm = type("_Columns", (ColumnsForm,), given)(
        data={f"c-{key}": str(at) for key, at in mapping.items()}
    )
    return made
