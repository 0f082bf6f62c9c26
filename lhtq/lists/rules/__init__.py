"""What can be said of an import without a database: its states, what a row means, what is to be changed."""

from lhtq.lists.rules.plan import Edit, Finding, New, Plan, change_in_words
from lhtq.lists.rules.rows import Field, Given, Source, find_source, key_of, letter, missing, read_rows, unread
from lhtq.lists.rules.states import (
    AT_WORK,
    DEAD_AFTER,
    KEPT,
    OPEN_STATES,
    OUTCOME_NAMES,
    OUTCOME_SLUGS,
    STATE_NAMES,
    Outcome,
    State,
)

__all__ = [
    "AT_WORK",
    "DEAD_AFTER",
    "KEPT",
    "OPEN_STATES",
    "OUTCOME_NAMES",
    "OUTCOME_SLUGS",
    "STATE_NAMES",
    "Edit",
    "Field",
    "Finding",
    "Given",
    "New",
    "Outcome",
    "Plan",
    "Source",
    "State",
    "change_in_words",
    "find_source",
    "key_of",
    "letter",
    "missing",
    "read_rows",
    "unread",
]
