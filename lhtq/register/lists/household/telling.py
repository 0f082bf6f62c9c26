"""What changes in a record, in words, under the headings of the file."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from lhtq.lists.rules import change_in_words
from lhtq.register.rules import OCCUPATION_NAMES, RELATION_NAMES, SEX_NAMES, Occupation, Relation, Sex

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
