"""Files of a decision: itself with its list, and the certificates of those whom it recognises."""

from flask import url_for
from werkzeug.wrappers import Response

from lhtq.accounts.current import actor
from lhtq.accounts.policy import Action, Place, require
from lhtq.assessment import queries as assessment
from lhtq.criteria.rules import Model
from lhtq.issuing.sending import Form, send
from lhtq.recognition import queries
from lhtq.recognition.models import Decision
from lhtq.recognition.papers import certificates_paper, decision_paper
from lhtq.recognition.views.base import bp
from lhtq.recognition.views.decisions import MOST_PRINTED
from lhtq.units import queries as units

#: More than the villages that a commune has, the ones that ended included.
MOST_VILLAGES = 1_000


@bp.post("/quyet-dinh/<int:decision_id>/van-ban.<any(docx, pdf, xlsx):form>")
def decision_file(decision_id: int, form: str) -> Response:
    """A decision with its list as Word, PDF or Excel; written down, as every list that is taken away."""
    found = _decision(decision_id)
    rows = queries.titles_of_decision(decision_id, MOST_PRINTED, 0)
    basis = assessment.set_for(Model(found.model), found.year).legal_basis
    return send(decision_paper(found, rows, basis, _places(found)), Form(form), found, found.unit, back=_page(found))


@bp.post("/quyet-dinh/<int:decision_id>/giay-chung-nhan.<any(docx, pdf):form>")
def certificates_file(decision_id: int, form: str) -> Response:
    """The certificates of a decision, a page each, as Word or PDF."""
    found = _decision(decision_id)
    rows = queries.titles_of_decision(decision_id, MOST_PRINTED, 0)
    return send(certificates_paper(found, rows, _places(found)), Form(form), found, found.unit, back=_page(found))


def _page(found: Decision) -> str:
    return url_for(".decision", decision_id=found.id)


def _places(found: Decision) -> dict[str, str]:
    """Full names by path: of the villages of a decision's commune, and of its province."""
    names = {place.path: place.title_name for place in units.at_or_under(found.unit.path, most=MOST_VILLAGES)}
    return names | {above.path: above.full_name for above in units.ancestors(found.unit)[:1]}


def _decision(decision_id: int) -> Decision:
    """A decision for those who see its whole commune: one village would have but its own names on the list."""
    found = queries.decision(decision_id)
    require(actor(), Action.PEOPLE_VIEW, Place(found.unit.path))
    return found
