"""Changes to training: courses, who is on their lists, their files."""

from lhtq.training.service.courses import CourseGiven, add_course, edit_course, step
from lhtq.training.service.errors import (
    AttendedError,
    BeforeEndError,
    ElsewhereError,
    ListedError,
    MarksRefusedError,
    NotYetError,
    NumberTakenError,
    TooManyError,
)
from lhtq.training.service.files import add_file, remove_file
from lhtq.training.service.participants import (
    Certificate,
    Marks,
    NamedGiven,
    add_named,
    add_person,
    certify,
    invite,
    invite_branch,
    invite_officers,
    mark,
    take_off,
)

__all__ = [
    "AttendedError",
    "BeforeEndError",
    "Certificate",
    "CourseGiven",
    "ElsewhereError",
    "ListedError",
    "Marks",
    "MarksRefusedError",
    "NamedGiven",
    "NotYetError",
    "NumberTakenError",
    "TooManyError",
    "add_course",
    "add_file",
    "add_named",
    "add_person",
    "certify",
    "edit_course",
    "invite",
    "invite_branch",
    "invite_officers",
    "mark",
    "remove_file",
    "step",
    "take_off",
]
