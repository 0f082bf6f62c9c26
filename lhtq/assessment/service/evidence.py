"""Photos and PDF of a sheet."""

from sqlalchemy.exc import NoResultFound

from lhtq.accounts.audit import record
from lhtq.accounts.policy import Action, Actor, require
from lhtq.assessment import queries
from lhtq.assessment.models import Evidence
from lhtq.assessment.queries import Subject
from lhtq.assessment.service.sheets import sheet_to_change
from lhtq.criteria import queries as criteria_queries
from lhtq.db import db
from lhtq.db.command import command
from lhtq.files.intake import Intake
from lhtq.files.store import FileStore


@command
def add_evidence(actor: Actor, subject: Subject, year: int, code: str, intake: Intake, store: FileStore) -> Evidence:
    """Put a photo or PDF to an indicator of an open sheet. The same file twice is one piece of evidence.

    Raises UnknownIndicatorError for a code that the sheet's criteria have not.
    """
    require(actor, Action.SHEET_SCORE, subject)
    sheet, _ = sheet_to_change(actor, subject, year)
    criteria_queries.criteria_set(sheet.set_id).indicator(code)
    # The file is safe on disk before any row names it.
    digest = store.put(intake.content)
    thumbnail = store.put(intake.thumbnail) if intake.thumbnail else None
    for known in queries.evidence_of(sheet.id):
        if (known.indicator_code, known.digest) == (code, digest):
            return known
    evidence = Evidence(
        sheet_id=sheet.id,
        unit_id=sheet.unit_id,
        indicator_code=code,
        digest=digest,
        media_type=intake.media_type,
        size=len(intake.content),
        thumbnail_digest=thumbnail,
        added_by=actor.account_id,
    )
    record(actor, Action.SHEET_SCORE, evidence)
    return evidence


@command
def remove_evidence(actor: Actor, subject: Subject, year: int, evidence: Evidence) -> None:
    """Take a piece of evidence off an open sheet; what it was stays in the audit trail.

    Raises NoResultFound for evidence of another sheet.
    """
    sheet, _ = sheet_to_change(actor, subject, year)
    if evidence.sheet_id != sheet.id:
        raise NoResultFound
    record(actor, Action.SHEET_SCORE, evidence, note=f"Bỏ minh chứng của tiêu chí {evidence.indicator_code}")
    db.session.delete(evidence)
