"""What the pages of criteria share: who sees a draft, and what is said when an edit is refused."""

from collections.abc import Callable
from typing import Any, TypeAlias

from flask import Blueprint, request, url_for
from sqlalchemy.exc import NoResultFound

from lhtq.accounts import queries as accounts
from lhtq.accounts.current import actor
from lhtq.accounts.policy import Action, may_here
from lhtq.criteria import queries, service
from lhtq.criteria.forms import EditForm
from lhtq.criteria.models import CriteriaGroup, CriteriaSetRow, IndicatorRow
from lhtq.criteria.rules import (
    CITIZEN_GROUP_NAMES,
    SET_NAMES,
    SOURCE_NAMES,
    STATUS_NAMES,
    Kind,
    grade_words,
    threshold_words,
)
from lhtq.criteria.service import CodeTakenError, EditedMeanwhileError, PublishedError
from lhtq.units.rules import top_path
from lhtq.web.filters import moment

bp = Blueprint("criteria", __name__)

#: A record of a draft as it stands, with its form.
Now: TypeAlias = tuple[CriteriaSetRow | CriteriaGroup | IndicatorRow, EditForm]

PUBLISHED = "Bộ tiêu chí này vừa được công bố nên không sửa được nữa. Hãy sao chép thành phiên bản mới để sửa."


def words() -> dict[str, Any]:
    """What the templates of criteria call models, states, kinds and sources."""
    return {
        "titles": SET_NAMES,
        "statuses": STATUS_NAMES,
        "sources": SOURCE_NAMES,
        "people": CITIZEN_GROUP_NAMES,
        "threshold_words": threshold_words,
        "grade_words": grade_words,
        "Kind": Kind,
    }


def may_edit() -> bool:
    """Whether the actor administers the whole province."""
    return may_here(actor(), Action.CRITERIA_EDIT, top_path(actor().unit_path))


def set_shown(set_id: int) -> CriteriaSetRow:
    """A set with all that it says; a draft is shown to the province's administrator alone. Raises NoResultFound."""
    found = queries.whole_set(set_id)
    if found.published_at is None and not may_edit():
        raise NoResultFound
    return found


def draft_of(set_id: int) -> CriteriaSetRow:
    """A draft for its administrator; raises NotAllowedError, NoResultFound.

    A form that was sent for a set which was published meanwhile is shown again, with what was typed.
    """
    service.require_province(actor())
    found = queries.whole_set(set_id)
    if found.published_at is not None and request.method == "GET":
        raise NoResultFound
    return found


def set_url(set_id: int, anchor: str | None = None) -> str:
    """Address of the page of a set."""
    return url_for("criteria.criteria_set", set_id=set_id, _anchor=anchor)


def refused(form: EditForm, save: Callable[[], object], now: Callable[[], Now] | None = None) -> bool:
    """Save, and say on the form why not where it is refused.

    ``now`` gives the record and its form as they stand, for a record that somebody else may have saved meanwhile.
    """
    try:
        save()
    except CodeTakenError as error:
        form.refuse("code", f"Mã {error.code} đã dùng trong bộ tiêu chí này. Chọn mã khác.")
    except PublishedError:
        form.message = PUBLISHED
    except EditedMeanwhileError:
        if now is None:
            raise
        record, other = now()
        last = accounts.history(record)[-1:]
        who = f"{last[0].account_name} vừa sửa lúc {moment(last[0].at)}." if last else "Có người vừa sửa."
        form.tell(other, f"{who} Dưới mỗi ô khác nhau là bản vừa lưu; bấm lưu lại nếu vẫn muốn thay.")
    else:
        return False
    return True
