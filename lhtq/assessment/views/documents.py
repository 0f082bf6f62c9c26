"""Files of a review: its minutes."""

from flask import url_for
from sqlalchemy.exc import NoResultFound
from werkzeug.wrappers import Response

from lhtq.accounts.current import actor
from lhtq.accounts.policy import Action, Place, require
from lhtq.assessment import queries
from lhtq.assessment.papers import minutes_paper
from lhtq.assessment.views.base import bp
from lhtq.issuing.sending import Form, send
from lhtq.units import queries as units
from lhtq.units.rules import Level


@bp.post("/bien-ban/<int:review_id>/van-ban.<any(docx, pdf, xlsx):form>")
def minutes_file(review_id: int, form: str) -> Response:
    """The minutes of a review with every vote, as Word, PDF or Excel; written down."""
    review = queries.village_review(review_id)
    if review is None:
        raise NoResultFound
    unit = units.unit(review.unit_id)
    require(actor(), Action.PEOPLE_VIEW, Place(unit.path))
    commune = units.ancestors(unit)[-1] if unit.level == Level.VILLAGE else unit
    back = url_for("indicators.unit", unit_id=unit.id)
    paper = minutes_paper(review, unit, commune, queries.voted_at(review_id))
    return send(paper, Form(form), review, unit, back=back)
