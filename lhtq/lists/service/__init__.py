"""Imports: taking a file in, comparing, writing, taking back; and what is written down of exports."""

from lhtq.lists.service.errors import InTheWayError, RegisterMovedError
from lhtq.lists.service.exporting import EXPORTED, take_away
from lhtq.lists.service.reasons import tell_reasons
from lhtq.lists.service.records import IMPORTED
from lhtq.lists.service.undoing import undo
from lhtq.lists.service.upload import (
    File,
    Where,
    choose_columns,
    choose_sheet,
    fields_of,
    lacks_village,
    reading_of,
    source_of,
    task_at,
    upload,
)
from lhtq.lists.service.work import (
    BROKEN,
    LOCKED,
    MOVED,
    Job,
    Tell,
    ask_to_write,
    choose_rows,
    drop,
    look,
    silent,
    stopped,
    work,
)

__all__ = [
    "BROKEN",
    "EXPORTED",
    "IMPORTED",
    "LOCKED",
    "MOVED",
    "File",
    "InTheWayError",
    "Job",
    "RegisterMovedError",
    "Tell",
    "Where",
    "ask_to_write",
    "choose_columns",
    "choose_rows",
    "choose_sheet",
    "drop",
    "fields_of",
    "lacks_village",
    "look",
    "reading_of",
    "silent",
    "source_of",
    "stopped",
    "take_away",
    "task_at",
    "tell_reasons",
    "undo",
    "upload",
    "work",
]
