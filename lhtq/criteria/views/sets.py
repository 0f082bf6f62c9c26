"""Pages for everybody: the criteria sets, one set, what differs between two."""

from sqlalchemy.exc import NoResultFound
from werkzeug.wrappers import Response

from lhtq.criteria import queries, service
from lhtq.criteria.models import CriteriaSetRow
from lhtq.criteria.rules import SET_NAMES, Status, differences, set_of
from lhtq.criteria.views.base import bp, may_edit, set_shown, words
from lhtq.web.render import render_page


@bp.get("/tieu-chi")
def sets() -> Response:
    """Every criteria set by model; drafts for the province's administrator alone."""
    rows = [row for row in queries.sets() if row.published_at is not None or may_edit()]
    return render_page(
        "criteria/sets.html",
        by_model=[(model, found) for model in SET_NAMES if (found := [row for row in rows if row.model == model])],
        **words(),
    )


@bp.get("/tieu-chi/<int:set_id>")
def criteria_set(set_id: int) -> Response:
    """One set: groups, indicators, points, floors, sources, wordings, guidance, evidence asked for."""
    return set_page(set_id)


@bp.get("/tieu-chi/<int:set_id>/so-voi/<int:other_id>")
def compare(set_id: int, other_id: int) -> Response:
    """What a set says otherwise than an earlier version."""
    row, other = set_shown(set_id), set_shown(other_id)
    if row.model != other.model:
        raise NoResultFound
    return render_page(
        "criteria/compare.html",
        row=row,
        other=other,
        found=differences(queries.as_rules(other), queries.as_rules(row)),
        **words(),
    )


def set_page(set_id: int, message: str | None = None) -> Response:
    """The page of a set; ``message`` says why what was asked for it was refused."""
    row = set_shown(set_id)
    versions = [one for one in queries.sets() if one.code == row.code]
    draft = next((one for one in versions if one.published_at is None), None)
    return render_page(
        "criteria/set.html",
        status=422 if message else 200,
        row=row,
        criteria=queries.as_rules(row),
        province=may_edit(),
        editing=row.published_at is None and may_edit(),
        draft=draft,
        others=[one for one in versions if one.id != row.id and one.published_at is not None],
        to_confirm=draft is None and to_confirm(row),
        seen=service.digest(row.content),
        message=message,
        **words(),
    )


def to_confirm(row: CriteriaSetRow) -> bool:
    """Whether a set is the newest published version, and provisional."""
    published = [one for one in queries.published(set_of(row.model)) if one.code == row.code]
    newest = max(published, key=lambda one: one.version, default=None)
    return newest is not None and newest.id == row.id and row.status == Status.PROVISIONAL
