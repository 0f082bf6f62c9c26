"""What the learning centres did in a period, by kind; how many there are, and how many are classified for its year."""

from sqlalchemy import func, select

from lhtq.centre.models import Activity, Centre, CentreSheet
from lhtq.centre.rules import GROUP_NAMES, ActivityKind, ActivityState
from lhtq.db import db
from lhtq.reporting.queries.sources.base import Reach, Span, total

_SUMMED = ("attendances", *GROUP_NAMES, "enrolled", "completed", "cost")


def activities(reach: Reach, span: Span) -> dict[str, int]:
    """``activity.<kind>.<what>``, and ``activity.all.<what>``: attendances and their groups, classes, money."""
    names = ("activities", *_SUMMED)
    kinds = [kind.value for kind in ActivityKind]
    found = {f"activity.{kind}.{name}": 0 for kind in [*kinds, "all"] for name in names}
    rows = db.session.execute(
        select(Activity.kind, func.count(), *(total(getattr(Activity, name)) for name in _SUMMED))
        .where(
            reach.holds(Activity.unit_id),
            Activity.state == ActivityState.DONE,
            Activity.held_on.between(span.first, span.last),
        )
        .group_by(Activity.kind)
    )
    for kind, *values in rows:
        for name, value in zip(names, values, strict=True):
            found[f"activity.{kind}.{name}"] = int(value)
            found[f"activity.all.{name}"] += int(value)
    return found


def centres(reach: Reach, span: Span) -> dict[str, int]:
    """``association.centres`` and ``association.classified``."""
    count = db.session.scalar(select(func.count()).select_from(Centre).where(reach.holds(Centre.unit_id)))
    classified = db.session.scalar(
        select(func.count())
        .select_from(CentreSheet)
        .where(
            reach.holds(CentreSheet.unit_id),
            CentreSheet.year == span.year,
            CentreSheet.closed_on <= span.last,
        )
    )
    return {"association.centres": count or 0, "association.classified": classified or 0}
