"""Page: a merge that was made, what the other record was, and taking it back."""

from typing import Any

from flask import redirect, request, url_for
from sqlalchemy.exc import NoResultFound
from werkzeug.wrappers import Response

from lhtq.accounts import queries as accounts
from lhtq.accounts.current import actor
from lhtq.accounts.policy import Action, NotAllowedError, Place, may_here, require
from lhtq.assessment.rules import STATE_NAMES
from lhtq.db.scope import with_history
from lhtq.merging import service
from lhtq.merging.queries import records
from lhtq.merging.service import AlreadyMergedError, ChangedSinceError, RefusedError
from lhtq.merging.service.undo import undoing
from lhtq.merging.views.base import NOUNS, SLUG_OF, bp, lines_of, name_of
from lhtq.register.models import RecordMerge
from lhtq.register.rules import RecordKind
from lhtq.units import queries as units
from lhtq.web.render import render_page


@bp.get("/da-gop/<int:merge_id>")
def merged(merge_id: int) -> Response:
    """What was merged when and by whom, what the other record had, and what taking it back would do."""
    found = _merge(merge_id, Action.PEOPLE_VIEW)
    message = "Chưa gộp lần nữa: có người vừa gộp hai hồ sơ này rồi." if request.args.get("da") else None
    return _page(found, message, 200)


@bp.post("/da-gop/<int:merge_id>")
def undo(merge_id: int) -> Response:
    """Take a merge back."""
    found = _merge(merge_id, Action.RECORD_MERGE)
    kind = RecordKind(found.kind)
    try:
        service.undo(actor(), merge_id)
    except AlreadyMergedError:
        return _page(_merge(merge_id, Action.PEOPLE_VIEW), "Lần gộp này đã được hoàn tác rồi.", 409)
    except ChangedSinceError:
        return _page(found, "Hồ sơ vừa có người sửa. Hãy xem lại rồi bấm lần nữa.", 409)
    except RefusedError as error:
        return _page(found, " ".join(error.reasons), 422)
    first, second = sorted((found.kept_id, found.gone_id))
    return redirect(url_for(".pair", slug=SLUG_OF[kind], first=first, second=second), 303)


def _merge(merge_id: int, action: Action) -> RecordMerge:
    """A merge of the actor's; raises NoResultFound, NotAllowedError."""
    found = records.merge(merge_id)
    here = [units.unit(found.unit_id), units.unit(found.other_unit_id)]
    reached = [place for place in here if may_here(actor(), action, place.path)]
    require(actor(), action, Place((reached or here)[0].path))
    return found


def _page(found: RecordMerge, message: str | None, status: int) -> Response:
    kind = RecordKind(found.kind)
    with with_history():
        kept, gone = (_seen(kind, id_) for id_ in (found.kept_id, found.gone_id))
        back = None
        if found.undone_at is None and kept is not None and gone is not None:
            try:
                back = undoing(actor(), found)
            except NotAllowedError:
                back = None
        return render_page(
            "merging/merged.html",
            status=status,
            message=message,
            merge=found,
            kept=kept,
            gone=gone,
            kept_name=name_of(kept) if kept is not None else None,
            lines=lines_of(kind, kept, gone) if kept is not None and gone is not None else [],
            aside=records.set_aside(found.id),
            people=records.children(found.id),
            history=accounts.history(gone) if gone is not None else [],
            by=accounts.names({found.merged_by} | ({found.undone_by} if found.undone_by else set())),
            back=back,
            states=STATE_NAMES,
            noun=NOUNS[kind],
            slug=SLUG_OF[kind],
        )


def _seen(kind: RecordKind, id_: int) -> Any:
    try:
        return records.person(id_) if kind is RecordKind.PERSON else records.household(id_)
    except NoResultFound:
        return None
