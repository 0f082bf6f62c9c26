"""The lists of training that go out as files, and come in from them."""

from lhtq.lists.kinds import ListKind
from lhtq.training.lists.briefed import NOT_BRIEFED
from lhtq.training.lists.courses import COURSES
from lhtq.training.lists.participants import PARTICIPANTS

LISTS: tuple[ListKind, ...] = (COURSES, PARTICIPANTS, NOT_BRIEFED)
