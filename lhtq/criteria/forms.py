"""Forms of criteria sets: a set, a group, an indicator, publishing, confirming."""

import re
from decimal import Decimal
from typing import Any

from wtforms import BooleanField, Field, HiddenField, RadioField, SelectField, ValidationError
from wtforms.fields.choices import SelectFieldBase
from wtforms.validators import InputRequired

from lhtq.criteria.models import CriteriaGroup, CriteriaSetRow, IndicatorRow
from lhtq.criteria.queries import as_indicator, grades_in
from lhtq.criteria.rules import (
    CITIZEN_GROUP_NAMES,
    CODE,
    COUNT_MAX,
    FROM_AN_AGE,
    KIND_NAMES,
    SOURCE_MODELS,
    SOURCE_NAMES,
    STATUS_NAMES,
    CitizenGroup,
    Classified,
    Grade,
    Kind,
    Model,
    Source,
    Status,
    Threshold,
    grade_words,
    threshold_words,
)
from lhtq.criteria.service import Confirmation, GroupGiven, LineGiven, SetGiven, digest
from lhtq.web.forms import Form, Key, choices, day, points, text, whole_number

_THRESHOLD = re.compile(r"(?:từ\s+)?([0-9]+)\s*:\s*([0-9]+(?:[.,][0-9])?)(?:\s*điểm)?[.;]?", re.IGNORECASE)
_GRADE = re.compile(r"([^:]{1,40}):\s*(?:từ\s+)?([0-9]{1,4}(?:[.,][0-9])?)(?:\s*điểm)?[.;]?", re.IGNORECASE)
_NUMERIC = {"inputmode": "numeric", "autocomplete": "off", "size": "6"}
_THREE_LINES = {"rows": "3"}


class EditForm(Form):
    """Base: what was seen of the record when the form was shown, and a general message."""

    seen = HiddenField()
    message: str | None = None

    def tell(self, other: "EditForm", message: str) -> None:
        """Say beside each field what somebody else saved there meanwhile; sent again, it replaces that."""
        for field in self:
            saved = _shown(other[field.name])
            if not isinstance(field, HiddenField) and _shown(field) != saved:
                self.refuse(field.name, f"Bản vừa lưu: {saved or 'để trống'}.")
        self.seen.data = other.seen.data
        self.message = message


class SetForm(EditForm):
    """What a set says of itself."""

    name = text("Tên bộ tiêu chí", most=200, required="Nhập tên bộ tiêu chí.")
    status = RadioField(
        "Trạng thái", choices=choices((one.value, name) for one, name in STATUS_NAMES.items()), coerce=Status,
        validators=[InputRequired("Chọn trạng thái.")],
    )  # fmt: skip
    legal_basis = text("Căn cứ", most=1000, required="Nhập văn bản làm căn cứ.", lines=True, render_kw=_THREE_LINES)
    source = text("Nguồn của lời văn và điểm", most=1000, required="Ghi lời văn và điểm lấy từ đâu.", lines=True,
                  render_kw=_THREE_LINES)  # fmt: skip
    pass_mark = points("Mức đạt (điểm)", least="0.5", most=9999, required="Nhập số điểm để đạt danh hiệu.")
    rounding = points("Bước làm tròn điểm", least="0.1", most=10, required="Nhập bước làm tròn, ví dụ 0,5.")
    title_years = whole_number("Danh hiệu giữ trong mấy năm", least=1, most=10, required="Nhập số năm.",
                               render_kw=_NUMERIC)  # fmt: skip
    from_age = whole_number("Chấm người từ bao nhiêu tuổi", least=0, most=120, render_kw=_NUMERIC)
    grade_lines = text("Mức xếp loại", most=400, lines=True, required="Ghi các mức xếp loại.", render_kw=_THREE_LINES,
                  description="Mỗi dòng một mức, ví dụ: Tốt: từ 85 điểm")  # fmt: skip
    valid_from = day("Dùng từ ngày", required="Nhập ngày, ví dụ 01/01/2027.", future=True)

    def validate_grade_lines(self, field: Field) -> None:
        """Lines that can be read."""
        grades_of(field.data or "")

    def given(self) -> SetGiven:
        """What was typed, as the service takes it."""
        return SetGiven(
            name=self.name.data,
            status=self.status.data,
            legal_basis=self.legal_basis.data,
            source=self.source.data,
            pass_mark=self.pass_mark.data,
            rounding=self.rounding.data,
            title_years=self.title_years.data,
            from_age=self.from_age.data if self.from_age else None,
            valid_from=self.valid_from.data,
            grades=grades_of(self.grade_lines.data or "") if self.grade_lines else (),
        )


def set_form(row: CriteriaSetRow, **how: Any) -> SetForm:
    """The form of a draft's own facts."""
    shown = "\n".join(grade_words(one) for one in grades_in(row))
    form = SetForm(obj=row, data={"seen": digest(row.facts), "grade_lines": shown}, **how)
    if row.model != Model.CITIZEN:
        del form.from_age
    if row.model not in set(Classified):
        del form.grade_lines
    return form


class _CodeForm(EditForm):
    """Something that has a code of its own in the set."""

    def validate_code(self, field: Field) -> None:
        """As codes are written."""
        if not CODE.fullmatch(field.data or ""):
            raise ValidationError("Viết mã bằng số, ví dụ 2 hoặc 2.1; điều kiện thêm chữ hoa, ví dụ G1.")


class GroupForm(_CodeForm):
    """A group."""

    key = Key()
    code = text("Mã nhóm", most=12, required="Nhập mã nhóm, ví dụ 2.", render_kw={"size": "6"})
    name = text("Tên nhóm", most=200, required="Nhập tên nhóm.")
    floor = points("Điểm tối thiểu của nhóm", description="Để trống nếu nhóm không có điểm tối thiểu.")

    def given(self) -> GroupGiven:
        """What was typed, as the service takes it."""
        return GroupGiven(self.code.data, self.name.data, self.floor.data or Decimal(0))


def group_form(group: CriteriaGroup | None = None, **how: Any) -> GroupForm:
    """The form of a group, or of a new one."""
    if group is None:
        return GroupForm(**how)
    return GroupForm(obj=group, data={"seen": digest(group.facts)}, **how)


class LineForm(_CodeForm):
    """An indicator. What only some kinds have is refused where another kind is chosen: nothing typed is dropped."""

    key = Key()
    group_id = SelectField("Thuộc nhóm", coerce=int)
    code = text("Mã tiêu chí", most=12, required="Nhập mã, ví dụ 2.1.", render_kw={"size": "6"})
    name = text("Nội dung tiêu chí", most=300, required="Nhập nội dung tiêu chí.", lines=True,
                render_kw={"rows": "2"})  # fmt: skip
    kind = RadioField("Cách chấm", coerce=Kind, validators=[InputRequired("Chọn cách chấm.")])
    points_max = points("Điểm tối đa", description="Điều kiện không có điểm: để trống.")
    floor = points("Điểm tối thiểu của riêng tiêu chí này", description="Để trống nếu không có.")
    guidance = text("Hướng dẫn cho người chấm", most=1000, lines=True, render_kw=_THREE_LINES)
    evidence = text("Minh chứng cần có", most=300, description="Để trống nếu không cần minh chứng.")
    thresholds = text("Ngưỡng, khi đếm số", most=500, lines=True, render_kw=_THREE_LINES,
                      description="Mỗi dòng một ngưỡng, ví dụ: từ 1: 5 điểm")  # fmt: skip
    source = SelectField("Tỷ lệ tính theo", coerce=lambda value: Source(value) if value else None, default="")
    from_age = whole_number("Tỷ lệ tính người từ bao nhiêu tuổi", least=0, most=120, render_kw=_NUMERIC)
    full_if_empty = BooleanField("Khi không có ai để tính tỷ lệ thì được đủ điểm")
    rural = text(f"Lời cho {CITIZEN_GROUP_NAMES[CitizenGroup.RURAL]}", most=300)
    worker = text(f"Lời cho {CITIZEN_GROUP_NAMES[CitizenGroup.WORKER]}", most=300)
    staff = text(f"Lời cho {CITIZEN_GROUP_NAMES[CitizenGroup.STAFF]}", most=300)

    def validate_thresholds(self, field: Field) -> None:
        """Lines that can be read, for a count alone."""
        if field.data and self.kind.data and self.kind.data is not Kind.COUNT:
            raise ValidationError(_only(Kind.COUNT, "ngưỡng"))
        thresholds_of(field.data or "")

    def validate_source(self, field: Field) -> None:
        """For a share alone."""
        if field.data and self.kind.data and self.kind.data is not Kind.SHARE:
            raise ValidationError(_only(Kind.SHARE, "số liệu này"))

    def validate_from_age(self, field: Field) -> None:
        """For a share of adults alone."""
        if field.data is not None and self.source.data not in FROM_AN_AGE:
            raise ValidationError("Chỉ tỷ lệ tính người lớn dùng tuổi này. Xóa ô này hoặc chọn lại số liệu.")

    def validate_full_if_empty(self, field: Field) -> None:
        """For a share alone."""
        if field.data and self.kind.data and self.kind.data is not Kind.SHARE:
            raise ValidationError(_only(Kind.SHARE, "cách tính này"))

    def given(self) -> LineGiven:
        """What was typed, as the service takes it."""
        return LineGiven(
            group_id=self.group_id.data,
            code=self.code.data,
            name=self.name.data,
            kind=self.kind.data,
            points_max=self.points_max.data or Decimal(0),
            floor=self.floor.data or Decimal(0),
            guidance=self.guidance.data or "",
            evidence=self.evidence.data or "",
            thresholds=thresholds_of(self.thresholds.data or ""),
            source=self.source.data if self.source else None,
            from_age=self.from_age.data if self.from_age else None,
            full_if_empty=bool(self.full_if_empty and self.full_if_empty.data),
            wordings={group: self[group.value].data or "" for group in CitizenGroup if group.value in self},
        )


def line_form(draft: CriteriaSetRow, line: IndicatorRow | None = None, **how: Any) -> LineForm:
    """The form of an indicator of a draft, or of a new one, with the fields that its model has."""
    form = LineForm(data=_line_data(line) if line else {"group_id": how.pop("group_id", None)}, **how)
    sources = [source for source, models in SOURCE_MODELS.items() if draft.model in models]
    form.group_id.choices = choices((group.id, f"{group.code}. {group.name}") for group in draft.groups)
    form.kind.choices = choices(
        (kind.value, name) for kind, name in KIND_NAMES.items() if sources or kind is not Kind.SHARE
    )
    if sources:
        form.source.choices = choices([("", "Không tính tỷ lệ"), *((one.value, SOURCE_NAMES[one]) for one in sources)])
    else:
        del form.source, form.full_if_empty
    if FROM_AN_AGE.isdisjoint(sources):
        del form.from_age
    if draft.model != Model.CITIZEN:
        del form.rural, form.worker, form.staff
    return form


class PublishForm(EditForm):
    """From which day a draft is used."""

    valid_from = day("Công bố, dùng từ ngày", required="Nhập ngày, ví dụ 01/01/2027.", future=True)


class ConfirmForm(EditForm):
    """What confirms a provisional set."""

    key = Key()
    name = text("Tên bộ tiêu chí", most=200, required="Nhập tên bộ tiêu chí.")
    legal_basis = text("Căn cứ", most=1000, required="Nhập văn bản làm căn cứ.", lines=True, render_kw=_THREE_LINES)
    source = text("Văn bản xác nhận của Hội Khuyến học tỉnh", most=1000, lines=True, render_kw=_THREE_LINES,
                  required="Ghi số, ngày của văn bản xác nhận.")  # fmt: skip
    valid_from = day("Dùng từ ngày", required="Nhập ngày, ví dụ 01/01/2027.", future=True)

    def given(self) -> Confirmation:
        """What was typed, as the service takes it."""
        return Confirmation(self.name.data, self.legal_basis.data, self.source.data, self.valid_from.data)


def thresholds_of(typed: str) -> tuple[Threshold, ...]:
    """Thresholds as typed, a line each (``từ 1: 5 điểm``), the lowest first; raises ValidationError."""
    found: dict[int, Threshold] = {}
    for number, line in enumerate(filter(None, typed.splitlines()), 1):
        read = _THRESHOLD.fullmatch(line.strip())
        if read is None:
            raise ValidationError(f"Dòng {number}: viết như “từ 1: 5 điểm”.")
        least = int(read[1])
        if least > COUNT_MAX:
            raise ValidationError(f"Dòng {number}: số đếm được nhiều nhất là {COUNT_MAX}.")
        if least in found:
            raise ValidationError(f"Dòng {number}: ngưỡng từ {least} đã có ở dòng trên.")
        found[least] = Threshold(least, Decimal(read[2].replace(",", ".")))
    return tuple(found[least] for least in sorted(found))


def grades_of(typed: str) -> tuple[Grade, ...]:
    """Grades as typed, a line each (``Tốt: từ 85 điểm``), the highest first; raises ValidationError."""
    found = []
    for number, line in enumerate(filter(None, typed.splitlines()), 1):
        read = _GRADE.fullmatch(line.strip())
        if read is None:
            raise ValidationError(f"Dòng {number}: viết như “Tốt: từ 85 điểm”.")
        found.append(Grade(Decimal(read[2].replace(",", ".")), read[1].strip()))
    return tuple(sorted(found, key=lambda one: -one.least))


def _line_data(row: IndicatorRow) -> dict[str, Any]:
    line = as_indicator(row)
    known = {name: getattr(row, name) for name in ("group_id", "code", "name", "kind", "guidance", "evidence")}
    return known | {
        "seen": digest(row.facts),
        "points_max": line.points_max or None,
        "floor": line.floor or None,
        "thresholds": "\n".join(threshold_words(step) for step in line.thresholds),
        "source": line.source,
        "from_age": line.from_age,
        "full_if_empty": line.full_if_empty,
        **{group.value: words for group, words in line.wordings.items()},
    }


def _only(kind: Kind, what: str) -> str:
    return f"Chỉ cách chấm “{KIND_NAMES[kind]}” dùng {what}. Xóa ô này hoặc đổi cách chấm."


def _shown(field: Field) -> str:
    """What stands in a field, as the person reads it."""
    if isinstance(field, BooleanField):
        return "có" if field.data else "không"
    if isinstance(field, SelectFieldBase):
        return next((str(option.label.text) for option in field if option.checked), "")
    return str(field._value())  # noqa: SLF001 - WTForms gives what is shown under no other name
