"""What changes in a record, in words, under the headings of the file."""

import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from lhtq.lists.rules import Outcome, change_in_words
from lhtq.register.lists.household.rows import Row
from lhtq.register.rules import OCCUPATION_NAMES, RELATION_NAMES, SEX_NAMES, Occupation, Relation, Sex
from lhtq.workbook.values import two_digit_years

#: Columns that the file calls otherwise.
_KEYS = {
    ("household", "head_name"): "full_name",
    ("household", "phone"): "household_phone",
    ("person", "birth_year"): "birth",
    ("person", "birth_date"): "birth",
}
_NAMES: Mapping[str, Mapping[Any, str]] = {
    "sex": {one.value: SEX_NAMES[one] for one in Sex},
    "relation": {one.value: RELATION_NAMES[one] for one in Relation},
    "occupation": {one.value: OCCUPATION_NAMES[one] for one in Occupation},
}


def told(table: str, before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, str]:
    """By the key of the file's column, what it was and what it becomes."""
    return {
        _KEYS.get((table, column), column): change_in_words(_word(column, before[column]), _word(column, after[column]))
        for column in after
    }


def _word(column: str, value: Any) -> Any:
    if column in _NAMES:
        return _NAMES[column].get(value, value)
    return f"{value:%d/%m/%Y}" if isinstance(value, dt.date) else value


def notes(rows: Sequence[Row], filled: int, heading: int) -> Sequence[str]:
    """How the rows were understood, in words."""
    said = []
    exact = sum(row.born is not None for row in rows)
    year = sum(row.born is None and row.year is not None for row in rows)
    if rows:
        said.append(f"Ngày sinh: {exact} dòng đủ ngày, tháng, năm (đọc theo ngày/tháng/năm); {year} dòng chỉ có năm.")
    said.append(two_digit_years())
    if filled:
        said.append(f"{filled} dòng để trống cột Thôn, lấy theo dòng trên.")
    if heading:
        said.append(f"{heading} dòng chỉ ghi tên thôn, là thôn của các dòng bên dưới.")
    counted = Counter(
        key
        for row in rows
        for key in ("ethnicity", "occupation")
        if row.outcome is Outcome.NEW and not row.given.values.get(key)
    )
    if counted["ethnicity"]:
        said.append(f"{counted['ethnicity']} người mới chưa ghi dân tộc, để trống.")
    if counted["occupation"]:
        said.append(f"{counted['occupation']} người mới chưa rõ nhóm công dân học tập, để trống.")
    return said
