"""Changes to criteria sets: loading them from files, and the province's own versions, made on screen."""

from lhtq.criteria.service.drafts import copy_set, discard, edit_set, require_province
from lhtq.criteria.service.errors import (
    CodeTakenError,
    DraftExistsError,
    EditedMeanwhileError,
    NotProvisionalError,
    ProblemsError,
    PublishedError,
    TooEarlyError,
)
from lhtq.criteria.service.files import SETS, SetRefusedError, load_all, read
from lhtq.criteria.service.given import GroupGiven, LineGiven, SetGiven, digest
from lhtq.criteria.service.lines import (
    add_group,
    add_line,
    edit_group,
    edit_line,
    group_of,
    line_of,
    move_group,
    move_line,
    remove_group,
    remove_line,
)
from lhtq.criteria.service.publishing import Confirmation, confirm_provisional, publish

__all__ = [
    "SETS",
    "CodeTakenError",
    "Confirmation",
    "DraftExistsError",
    "EditedMeanwhileError",
    "GroupGiven",
    "LineGiven",
    "NotProvisionalError",
    "ProblemsError",
    "PublishedError",
    "SetGiven",
    "SetRefusedError",
    "TooEarlyError",
    "add_group",
    "add_line",
    "confirm_provisional",
    "copy_set",
    "digest",
    "discard",
    "edit_group",
    "edit_line",
    "edit_set",
    "group_of",
    "line_of",
    "load_all",
    "move_group",
    "move_line",
    "publish",
    "read",
    "remove_group",
    "remove_line",
    "require_province",
]
