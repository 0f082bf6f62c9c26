"""Pages: the literacy classes of a year, and who learns in them (Kế hoạch 108/KH-UBND, IV.2)."""

from werkzeug.wrappers import Response

from lhtq.accounts.policy import Action
from lhtq.centre import queries
from lhtq.centre.views.base import bp, show, unit_of
from lhtq.register.views.base import above


@bp.get("/xoa-mu-chu/<int:unit_id>/<year:year>")
def literacy(unit_id: int, year: int) -> Response:
    """The learners of a year by stage, ethnicity and sex, and who of them completed."""
    unit = unit_of(unit_id, Action.PEOPLE_VIEW)
    return show(
        "literacy",
        unit=unit,
        above=above(unit),
        year=year,
        by_stage=queries.literacy_stages(unit.path, year),
        learners=queries.literacy_learners(unit.path, year),
    )
