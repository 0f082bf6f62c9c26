"""Pages: titles held at a unit, those of one subject, those that run out."""

import datetime as dt

from flask import request
from sqlalchemy.exc import NoResultFound
from werkzeug.wrappers import Response

from lhtq.accounts.current import actor
from lhtq.accounts.policy import OF_ONE_RECORD, Action, Place, may, require
from lhtq.assessment import queries as assessment
from lhtq.assessment.views.sheet import asked_model
from lhtq.criteria.rules import Model
from lhtq.recognition import queries
from lhtq.recognition.views.base import WORDS, bp
from lhtq.units import queries as units
from lhtq.web.filters import today
from lhtq.web.paging import page
from lhtq.web.render import render_page


@bp.get("/danh-hieu/<int:unit_id>")
def titles(unit_id: int) -> Response:
    """The titles of a model held at a unit on a day."""
    unit = units.unit(unit_id)
    require(actor(), Action.PEOPLE_VIEW, Place(unit.path))
    day = request.args.get("ngay", today(), dt.date.fromisoformat)
    model = asked_model()
    return render_page(
        "recognition/titles.html",
        unit=unit,
        above=units.ancestors(unit, within=actor().unit_path),
        day=day,
        model=model,
        revoked=queries.revoked(model, unit.path, day),
        page=page(
            lambda limit, offset: queries.titles_on(model, unit.path, day, limit, offset),
            request.args.get("trang", 1, int),
        ),
        **WORDS,
    )


@bp.get("/danh-hieu-cua/<model:model>/<int:subject_id>")
def titles_of(model: Model, subject_id: int) -> Response:
    """Every title of one subject: by which decision, from when to when, whether it was taken back and why."""
    rows = queries.titles_of_subject(model, subject_id)
    try:
        subject = assessment.subject(model, subject_id, today().year)
    except NoResultFound:
        if not rows:
            raise
        subject = None  # it has moved on; the titles that were given here are still read here
    given = [queries.title(row.id) for row in rows]
    require(actor(), Action.PEOPLE_VIEW, subject or given[0])
    return render_page(
        "recognition/titles_of.html",
        model=model,
        subject=subject,
        alone=actor().role in OF_ONE_RECORD,
        name=subject.name if subject else rows[0].name,
        unit=subject.unit if subject else given[0].unit,
        rows=rows,
        elsewhere=queries.titles_elsewhere(model, subject_id),
        day=today(),
        revocable={title.id for title in given if may(actor(), Action.TITLE_REVOKE, title)},
        **WORDS,
    )


@bp.get("/sap-het-han/<int:unit_id>")
def running_out(unit_id: int) -> Response:
    """The titles of a model at a unit that run out soon, or ran out this year, and are not on their way to renewal."""
    unit = units.unit(unit_id)
    require(actor(), Action.PEOPLE_VIEW, Place(unit.path))
    model = asked_model()
    return render_page(
        "recognition/running_out.html",
        unit=unit,
        above=units.ancestors(unit, within=actor().unit_path),
        model=model,
        day=today(),
        page=page(
            lambda limit, offset: queries.running_out(model, unit.path, today(), limit, offset),
            request.args.get("trang", 1, int),
        ),
        **WORDS,
    )
