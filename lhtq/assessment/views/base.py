"""What the pages of sheets share: their blueprint, the words of states and models, the units they are of."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, abort, url_for
from werkzeug.wrappers import Response

from lhtq.accounts.current import actor
from lhtq.accounts.policy import Action, Place, require
from lhtq.assessment import queries
from lhtq.assessment.models import Evidence
from lhtq.assessment.queries import Subject
from lhtq.assessment.rules import STATE_NAMES, State
from lhtq.assessment.service import SheetElsewhereError
from lhtq.criteria import queries as criteria_queries
from lhtq.criteria.rules import MODEL_NOUNS, MODEL_SLUGS, MODEL_TITLES, SOURCE_NAMES, CriteriaSet, Kind, Model
from lhtq.files.serving import store
from lhtq.units import queries as units
from lhtq.units.models import Unit
from lhtq.units.rules import Level
from lhtq.web.errors import page

bp = Blueprint("assessment", __name__)


@bp.errorhandler(SheetElsewhereError)
def elsewhere(_error: SheetElsewhereError) -> Response:
    """Say that the year was begun in another commune, from which the subject has come."""
    return page(409, "Năm nay đã có phiếu ở xã cũ, và phiếu ấy được làm tiếp ở đó. Năm sau đăng ký ở đây.")


def words() -> dict[str, Any]:
    """What the templates of sheets call states, models and kinds; no messages."""
    return {
        "states": STATE_NAMES,
        "Kind": Kind,
        "Model": Model,
        "State": State,
        "messages": [],
        "nouns": MODEL_NOUNS,
        "slugs": MODEL_SLUGS,
        "titles": MODEL_TITLES,
        "sources": SOURCE_NAMES,
    }


@dataclass(frozen=True)
class Thumbnails:
    """How many thumbnails a page could show, and what they would cost in bytes."""

    count: int
    bytes: int


def thumbnails_of(evidence: Sequence[Evidence]) -> Thumbnails:
    """Those of the photos among some evidence; nothing is looked up where there are none."""
    sizes = [store().size(one.thumbnail_digest) for one in evidence if one.thumbnail_digest]
    return Thumbnails(len(sizes), sum(sizes))


def village_of(unit_id: int, action: Action) -> Unit:
    """A village of the actor's, or 404."""
    unit = units.unit(unit_id)
    require(actor(), action, Place(unit.path))
    if unit.level != Level.VILLAGE:
        abort(404)
    return unit


def subject_of(model: Model, subject_id: int, year: int, action: Action) -> Subject:
    """The subject of a sheet, where the actor may do ``action`` to it; raises NoResultFound, NotAllowedError."""
    found = queries.subject_of(model, subject_id, year)
    require(actor(), action, found)
    return found


def criteria_of(subject: Subject, year: int) -> CriteriaSet:
    """The set that a subject's sheet of a year was started with, or the one it would be started with."""
    found = queries.find_sheet(subject.model, subject.id, year)
    return criteria_queries.criteria_set(found.set_id) if found else queries.set_for(subject.model, year)


#: The models that are scored in a village at once → the page where.
VILLAGE_PAGES = {Model.FAMILY: "assessment.village", Model.CITIZEN: "assessment.citizens"}


def village_url(model: Model, unit_id: int, year: int, **given: Any) -> str:
    """Address of the page where the families or the citizens of a village are scored."""
    return url_for(VILLAGE_PAGES[model], unit_id=unit_id, year=year, **given)


def sheet_url(subject: Subject, year: int, anchor: str | None = None) -> str:
    """Address of the page of a subject's sheet."""
    return url_for("assessment.sheet", model=subject.model, subject_id=subject.id, year=year, _anchor=anchor)
