"""Which fields of two records are chosen between, and what may be merged at all."""

from collections.abc import Mapping
from typing import Any

#: Name of a choice → (what it is called, the columns that go together).
PERSON_FIELDS: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "full_name": ("Họ và tên", ("full_name",)),
    "birth": ("Ngày, năm sinh", ("birth_year", "birth_date")),
    "sex": ("Giới tính", ("sex",)),
    "ethnicity": ("Dân tộc", ("ethnicity",)),
    "phone": ("Số điện thoại", ("phone",)),
    "occupation": ("Nhóm công dân học tập", ("occupation",)),
    "working": ("Đang làm việc", ("working",)),
    "literate": ("Biết đọc, biết viết", ("literate",)),
    "disabled": ("Người khuyết tật", ("disabled",)),
}
HOUSEHOLD_FIELDS: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "address": ("Địa chỉ", ("address",)),
    "code": ("Mã số hộ", ("code",)),
    "phone": ("Số điện thoại", ("phone",)),
    "poor": ("Hộ nghèo", ("poor",)),
}
#: Of these the one that says something is taken where nobody chooses.
_UNSAID: frozenset[Any] = frozenset({"", None})


def differing(fields: Mapping[str, tuple[str, tuple[str, ...]]], one: object, other: object) -> list[str]:
    """The choices in which two records differ."""
    return [
        name
        for name, (_, columns) in fields.items()
        if any(getattr(one, column) != getattr(other, column) for column in columns)
    ]


def says_more(columns: tuple[str, ...], kept: object, gone: object) -> bool:
    """Whether ``gone`` says something where ``kept`` says nothing; the year of birth must be the same for its day."""
    said = [getattr(kept, column) in _UNSAID and getattr(gone, column) not in _UNSAID for column in columns]
    if columns == ("birth_year", "birth_date"):
        return said[1] and kept.birth_year == gone.birth_year  # type: ignore[attr-defined]
    return any(said)
