"""Material and evidence of a course."""

from lhtq.accounts.audit import record
from lhtq.accounts.policy import Action, Actor, require
from lhtq.db import db
from lhtq.db.command import command
from lhtq.files.intake import Intake
from lhtq.files.store import FileStore
from lhtq.training import queries
from lhtq.training.models import Course, CourseFile
from lhtq.training.rules import MOST_FILE_BYTES, MOST_FILES, FileKind
from lhtq.training.service.errors import TooManyError


@command
def add_file(actor: Actor, course: Course, kind: FileKind, title: str, intake: Intake, store: FileStore) -> CourseFile:
    """Put a photo or PDF to a course. The same file twice is one. Raises TooManyError: a course is no archive."""
    require(actor, Action.TRAINING_HOLD, course)
    # The file is safe on disk before any row names it.
    digest = store.put(intake.content)
    known = queries.files(course.id)
    for one in known:
        if one.digest == digest:
            return one
    if len(known) >= MOST_FILES or sum(one.size for one in known) + len(intake.content) > MOST_FILE_BYTES:
        raise TooManyError
    added = CourseFile(
        course_id=course.id,
        unit_id=course.unit_id,
        kind=kind,
        title=title,
        digest=digest,
        media_type=intake.media_type,
        size=len(intake.content),
        thumbnail_digest=store.put(intake.thumbnail) if intake.thumbnail else None,
        added_by=actor.account_id,
    )
    record(actor, Action.TRAINING_HOLD, added)
    return added


@command
def remove_file(actor: Actor, course: Course, file: CourseFile) -> None:
    """Take a file off a course; what it was stays in the audit trail."""
    require(actor, Action.TRAINING_HOLD, course)
    record(actor, Action.TRAINING_HOLD, file, note=f"Bỏ tệp: {file.title}")
    db.session.delete(file)
