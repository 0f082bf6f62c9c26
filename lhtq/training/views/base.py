"""What the pages of training share."""

from typing import Any

from flask import Blueprint

from lhtq.accounts.current import actor
from lhtq.accounts.policy import OF_ONE_RECORD, Action, Place, require
from lhtq.training import queries
from lhtq.training.models import Course
from lhtq.training.rules import FILE_KIND_NAMES, KIND_NAMES, STATE_NAMES, TOPIC_NAMES, Step

bp = Blueprint("training", __name__)

#: The words of every page of courses.
WORDS: dict[str, Any] = {
    "kinds": KIND_NAMES,
    "topics": TOPIC_NAMES,
    "states": STATE_NAMES,
    "file_kinds": FILE_KIND_NAMES,
    "Step": Step,
}

NOT_YET = "Khóa này chưa tới ngày tổ chức nên chưa ghi được người dự."


def course_to_read(course_id: int) -> Course:
    """A course that the actor sees: held at or below their unit, or with their people, or themself, on its list."""
    found = queries.course(course_id)
    if actor().role in OF_ONE_RECORD:
        require(actor(), Action.PEOPLE_VIEW, queries.own_part(course_id, actor().person_id))
    else:
        require(actor(), Action.PEOPLE_VIEW, Place(actor().unit_path))
    return found


def course_to_keep(course_id: int) -> Course:
    """A course that the actor may change."""
    found = queries.course(course_id)
    require(actor(), Action.TRAINING_HOLD, found)
    return found
