"""Publishing a draft, and confirming a provisional set."""

import datetime as dt
from dataclasses import dataclass

from lhtq.accounts.audit import record
from lhtq.accounts.policy import Action, Actor
from lhtq.criteria import queries
from lhtq.criteria.models import CriteriaSetRow
from lhtq.criteria.rules import Status, problems, set_of
from lhtq.criteria.service.drafts import copied, draft_to_change, refuse_unless_seen, require_province
from lhtq.criteria.service.errors import NotProvisionalError, ProblemsError, TooEarlyError
from lhtq.criteria.service.given import digest
from lhtq.db import db
from lhtq.db.command import command


@dataclass(frozen=True)
class Confirmation:
    """What is typed when a provisional set is confirmed."""

    name: str
    #: The decision or letter that confirms it.
    legal_basis: str
    source: str
    valid_from: dt.date


@command
def publish(actor: Actor, set_id: int, valid_from: dt.date, seen: str) -> None:
    """Publish a draft: sheets that are started later for the year of ``valid_from`` and after it follow this version.

    ``seen`` is the digest of the whole draft that the person looked at. Sheets that are open keep their version.
    Raises EditedMeanwhileError, PublishedError, ProblemsError, TooEarlyError.
    """
    draft = draft_to_change(actor, set_id)
    refuse_unless_seen(draft.content, seen)
    _publish(actor, draft, valid_from, note="Công bố")


@command
def confirm_provisional(actor: Actor, set_id: int, given: Confirmation) -> CriteriaSetRow:
    """Publish the newest version of a set, which is provisional, unchanged as an official one from a day.

    Raises NotProvisionalError for any other set, DraftExistsError, TooEarlyError.
    """
    require_province(actor)
    source, copy = copied(actor, set_id)
    if source.status != Status.PROVISIONAL or copy.version != source.version + 1:
        raise NotProvisionalError
    copy.status = Status.OFFICIAL
    copy.name, copy.legal_basis, copy.source = given.name, given.legal_basis, given.source
    record(actor, Action.CRITERIA_EDIT, copy, note=f"Xác nhận phiên bản {source.version}")
    _publish(actor, copy, given.valid_from, note="Công bố bộ tiêu chí đã xác nhận")
    return copy


def _publish(actor: Actor, draft: CriteriaSetRow, valid_from: dt.date, note: str) -> None:
    wrong = problems(queries.as_rules(draft))
    if wrong:
        raise ProblemsError(wrong)
    for newest in queries.published(set_of(draft.model))[:1]:
        if valid_from < newest.valid_from:
            raise TooEarlyError(newest.valid_from)
    draft.valid_from = valid_from
    draft.sha256 = digest(draft.content)
    # From here on the database refuses any change to the set and its lines.
    draft.published_at = dt.datetime.now(dt.UTC)
    record(actor, Action.CRITERIA_EDIT, draft, note=note)
    db.session.flush()
