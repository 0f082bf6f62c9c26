"""The years that are over, classified and closed for every learning centre by the real rules."""

import datetime as dt
import json
from collections.abc import Iterator, Sequence
from decimal import Decimal

from lhtq.assessment.queries import figures
from lhtq.assessment.rules import as_kept
from lhtq.centre.queries.classification import counted
from lhtq.criteria import queries as criteria
from lhtq.criteria.rules import Classified, grade, outcome
from lhtq.demo.province.aside import Connection
from lhtq.demo.province.copying import copy

_COLUMNS = (
    "centre_id, unit_id, year, set_id, answers, figures, total, grade, closed_on, changed_by, changed_at, version"
)
_CENTRES = "SELECT t.id, t.unit_id, c.recorder FROM centre t JOIN commune_plan c ON c.id = t.unit_id ORDER BY t.id"
#: Hundreds of small questions, none worth a second process.
_FEW_ROWS = """
    ANALYZE person, unit, activity, centre_plan, centre_served;
    SET LOCAL max_parallel_workers_per_gather = 0
"""
#: What is answered and not counted: rooms and equipment in part or in full, places that work together, good effect.
_ANSWERS = ({"1.3": 5, "1.4": 3, "3.3": 10}, {"1.3": 10, "1.4": 3, "3.3": 5}, {"1.3": 5, "1.4": 1, "3.3": 5})


def close_years(connection: Connection, years: Sequence[int]) -> None:
    """Write the classification of each year, as its last day left it."""
    connection.execute(_FEW_ROWS, prepare=False)
    copy(connection, "centre_sheet", _COLUMNS, list(_rows(connection, years)))


def _rows(connection: Connection, years: Sequence[int]) -> Iterator[Sequence[object]]:
    centres = connection.execute(_CENTRES).fetchall()
    for year in years:
        end = dt.date(year, 12, 31)
        asked = criteria.set_in_force(Classified.CENTRE, end)
        for centre_id, unit_id, recorder in centres:
            answers = {code: Decimal(value) for code, value in _ANSWERS[(centre_id + year) % len(_ANSWERS)].items()}
            shares = counted(asked, centre_id, year, end)
            found = outcome(asked, answers, shares)
            yield (
                centre_id, unit_id, year, asked.id, json.dumps(as_kept(answers)), json.dumps(figures(shares)),
                found.total, grade(asked, found), end, recorder, end, 1,
            )  # fmt: skip
