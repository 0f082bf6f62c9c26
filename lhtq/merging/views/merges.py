"""Page: a merge that was made, what the other record was, and taking it back."""

from typing import Any

from flask import redirect, request, url_for
from sqlalchemy.exc import NoResultFound
from werkzeug.wrappers import Response

from lhtq.accounts import queries as accounts
from lhtq.accounts.current import actor
from lhtq.accounts.policy import Action, NotAllowedError, Place, require
from lhtq.assessment.rules import STATE_NAMES
from lhtq.db.scope import with_history
from lhtq.merging import service
from lhtq.merging.lists import NOUNS
from lhtq.merging.queries import records
from lhtq.merging.service import AlreadyMergedError, ChangedSinceError, RefusedError
from lhtq.merging.service.undo import undoing
from lhtq.merging.views.base import SLUG_OF, bp, lines_of, name_of
from lhtq.register.models import RecordMerge
from lhtq.register.rules import RecordKind
from lhtq.units import queries as units
from lhtq.web.render import render_page


@bp.get("/da-gop/<int:merge_id>")
def merged(merge_id: int) -> Response:
    """What was merged when and by whom, what the other record had, and what taking it back would do."""
    found = _merge(merge_id)
    message = "Chưa gộp lần nữa: có người vừa gộp hai hồ sơ này rồi." if request.args.get("da") else None
    return _page(found, message, 200)


@bp.post("/da-gop/<int:merge_id>")
def undo(merge_id: int) -> Response:
    """Take a merge back."""
    found = _merge(merge_id)
    for unit_id in (found.unit_id, found.other_unit_id):
        require(actor(), Action.RECORD_MERGE, Place(units.unit(unit_id).path))
    kind = RecordKind(found.kind)
    try:
        service.undo(actor(), merge_id)
    except AlreadyMergedError:
        return _page(_merge(merge_id), "Lần gộp này đã được hoàn tác rồi.", 409)
    except ChangedSinceError:
        return _page(found, "Hồ sơ vừa có người sửa. Hãy xem lại rồi bấm lần nữa.", 409)
    except RefusedError as error:
        return _page(found, " ".join(error.reasons), 422)
    first, second = sorted((found.kept_id, found.gone_id))
    return redirect(url_for(".pair", slug=SLUG_OF[kind], first=first, second=second), 303)


def _merge(merge_id: int) -> RecordMerge:
    """A merge of which the actor sees one record at least; raises NoResultFound, NotAllowedError."""
    found = records.merge(merge_id)
    here, there = (units.unit(unit_id).path for unit_id in (found.unit_id, found.other_unit_id))
    require(actor(), Action.PEOPLE_VIEW, Place(here if here.startswith(actor().unit_path) else there))
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
