"""Titles held at the end of a period, granted and taken back in it; sheets of its year by where they stand."""

from collections import defaultdict

from sqlalchemy import func, select

from lhtq.assessment.rules import State
from lhtq.criteria.rules import Model
from lhtq.db import db
from lhtq.indicators.models import SheetFigure
from lhtq.recognition.models import Title
from lhtq.recognition.rules import UNDECIDED
from lhtq.reporting.queries.sources.base import Reach, Span


def titles(reach: Reach, span: Span) -> dict[str, int]:
    """``held.*``, ``granted.*`` and ``revoked.*`` by model, and ``*.all``."""
    counts = {
        "held": Title.valid_from.__le__(span.last) & Title.valid_to.__ge__(span.last),
        "granted": Title.valid_from.between(span.first, span.last),
        "revoked": Title.revoked_on.between(span.first, span.last),
    }
    found = {f"{name}.{model.value}": 0 for name in counts for model in Model}
    rows = db.session.execute(
        select(Title.model, *(func.count().filter(which) for which in counts.values()))
        .where(reach.holds(Title.unit_id))
        .group_by(Title.model)
    )
    for model, *values in rows:
        found |= {f"{name}.{model}": value for name, value in zip(counts, values, strict=True)}
    return found | {f"{name}.all": sum(found[f"{name}.{model.value}"] for model in Model) for name in counts}


def sheets(reach: Reach, span: Span) -> dict[str, int]:
    """``sheets.registered.*``, ``sheets.undecided.*``, ``sheets.refused.*`` by model, and ``*.all``; of the year."""
    found: defaultdict[str, int] = defaultdict(int)
    for name in ("registered", "undecided", "refused"):
        found |= {f"sheets.{name}.{one}": 0 for one in [*(model.value for model in Model), "all"]}
    rows = db.session.execute(
        select(SheetFigure.model, SheetFigure.state, func.sum(SheetFigure.sheets))
        .where(reach.holds(SheetFigure.unit_id), SheetFigure.year == span.year)
        .group_by(SheetFigure.model, SheetFigure.state)
    )
    for model, state, count in rows:
        for of in (model, "all"):
            found[f"sheets.registered.{of}"] += count
            found[f"sheets.undecided.{of}"] += count if State(state) in UNDECIDED else 0
            found[f"sheets.refused.{of}"] += count if State(state) is State.REFUSED else 0
    return dict(found)
