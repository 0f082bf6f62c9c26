"""Pages: titles held at a unit, those of one subject, those that run out."""

import datetime as dt

from flask import request
from sqlalchemy.exc import NoResultFound
from werkzeug.wrappers import Response

from lhtq.accounts.current import actor
from lhtq.accounts.policy import OF_ONE_RECORD, Action, Place, may, require
from lhtq.assessment import queries as assessment
from lhtq.assessment.views.sheet import asked_model
from lhtq.criteria.rules import MODEL_SLUGS, Model
from lhtq.recognition import queries
from lhtq.recognition.queries import TitleLine
from lhtq.recognition.rules import Happened
from lhtq.recognition.views.base import WORDS, bp
from lhtq.units import queries as units
from lhtq.web.counted import Counted, asked_counted
from lhtq.web.filters import today
from lhtq.web.paging import page
from lhtq.web.render import render_page


@bp.get("/danh-hieu/<int:unit_id>")
def titles(unit_id: int) -> Response:
    """The titles of a model held at a unit on a day; or those that were granted or taken back in some days."""
    unit = units.unit(unit_id)
    require(actor(), Action.PEOPLE_VIEW, Place(unit.path))
    day = request.args.get("ngay", today(), dt.date.fromisoformat)
    model, counted = asked_model(), asked_counted(request.args)
    happened = next((one for one in Happened if counted.first and one.value == request.args.get("xem")), None)

    if happened is None:
        counted = Counted(only=counted.only)  # whoever holds a title on a day holds it whatever other days say

    def rows(limit: int, offset: int) -> list[TitleLine]:
        if happened is not None:
            return queries.titles_counted(model, unit.path, happened, counted, limit, offset)
        return queries.titles_on(model, unit.path, day, limit, offset, only=counted.only)

    return render_page(
        "recognition/titles.html",
        unit=unit,
        above=units.ancestors(unit, within=actor().unit_path),
        day=day,
        model=model,
        happened=happened,
        counted=counted,
        narrowed={
            "mo_hinh": MODEL_SLUGS[model],
            **({"xem": happened.value} if happened else {"ngay": day.isoformat()}),
            **counted.fields,
        },
        revoked=[] if happened or counted.only else queries.revoked(model, unit.path, day),
        page=page(rows, request.args.get("trang", 1, int)),
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
