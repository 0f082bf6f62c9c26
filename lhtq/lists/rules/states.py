"""The states of an import, and what a row of it turns out to be."""

import datetime as dt
from enum import StrEnum


class State(StrEnum):
    """Where an import stands."""

    #: Kept, and waiting for somebody to say which column holds what.
    MAPPING = "mapping"
    #: To be compared with the register, or being compared.
    CHECKING = "checking"
    CHECKED = "checked"
    #: To be written, or being written.
    WRITING = "writing"
    DONE = "done"
    #: Nothing of it was written, by the person's choice.
    DROPPED = "dropped"
    UNDONE = "undone"


STATE_NAMES: dict[State, str] = {
    State.MAPPING: "Chờ chọn cột",
    State.CHECKING: "Đang kiểm tra",
    State.CHECKED: "Đã kiểm tra, chưa nhập",
    State.WRITING: "Đang nhập",
    State.DONE: "Đã nhập",
    State.DROPPED: "Đã bỏ, không nhập gì",
    State.UNDONE: "Đã hoàn tác",
}

#: The states in which a thread works on it, or should.
AT_WORK = frozenset({State.CHECKING, State.WRITING})
#: The states in which nothing of it has been written yet.
OPEN_STATES = frozenset({State.MAPPING, State.CHECKING, State.CHECKED})


class Outcome(StrEnum):
    """What a row means for the register."""

    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    #: It may be another record: written only where the person chooses it.
    DOUBTFUL = "doubtful"
    WRONG = "wrong"


OUTCOME_NAMES: dict[Outcome, str] = {
    Outcome.NEW: "mới",
    Outcome.CHANGED: "thay đổi",
    Outcome.UNCHANGED: "giữ nguyên",
    Outcome.DOUBTFUL: "nghi ngờ",
    Outcome.WRONG: "sai",
}

#: As addresses write them; what stays as it is has no list.
OUTCOME_SLUGS: dict[Outcome, str] = {
    Outcome.WRONG: "sai",
    Outcome.DOUBTFUL: "nghi-ngo",
    Outcome.CHANGED: "thay-doi",
    Outcome.NEW: "moi",
}

#: A process that has said nothing for so long is taken for dead, and its work may be taken up by another.
DEAD_AFTER = dt.timedelta(seconds=60)
#: How long the file and what was found in it are kept after the upload.
KEPT = dt.timedelta(days=90)
