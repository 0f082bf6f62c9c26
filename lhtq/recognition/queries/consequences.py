"""What follows from taking a title back: each open sheet that counts it, with and without."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from lhtq.assessment import queries as assessment
from lhtq.assessment.models import Sheet
from lhtq.assessment.queries import Elsewhere, Holder
from lhtq.criteria import queries as criteria_queries
from lhtq.criteria.rules import Model, outcome
from lhtq.recognition.models import Title
from lhtq.recognition.rules import Change


@dataclass(frozen=True)
class Consequences:
    """What follows from taking a title back."""

    changes: Sequence[Change]
    #: Those of other communes that count it: their names, never their points.
    elsewhere: Sequence[Elsewhere]


def consequences(title: Title, on: dt.date) -> Consequences:
    """What would follow on a day; nothing of a title that does not hold on it. Decided sheets stay as they are."""
    if not title.valid_from <= on <= title.valid_to:
        return Consequences([], [])
    holder = Holder(Model(title.model), title.subject_id)
    found = assessment.open_sheets_counting(holder)
    changes = [
        change
        for key in sorted({(sheet.model, sheet.year, sheet.set_id) for sheet in found})
        for change in _changes([sheet for sheet in found if (sheet.model, sheet.year, sheet.set_id) == key], holder, on)
        if change.changed
    ]
    return Consequences(changes, assessment.counted_elsewhere(holder))


def _changes(sheets: Sequence[Sheet], holder: Holder, on: dt.date) -> list[Change]:
    """Of sheets of one model, year and set."""
    first = sheets[0]
    model, criteria = Model(first.model), criteria_queries.criteria_set(first.set_id)
    ids = [sheet.subject_id for sheet in sheets]
    before = assessment.counted(model, criteria, ids, first.year, on)
    after = assessment.counted(model, criteria, ids, first.year, on, without=holder)
    found = []
    for sheet in sheets:
        answers, claims = assessment.numbers(sheet.answers), assessment.claims_of(sheet.id)
        found.append(
            Change(
                model=model,
                subject_id=sheet.subject_id,
                year=sheet.year,
                name=sheet.name,
                unit_name=sheet.unit.name,
                before=outcome(criteria, answers, assessment.allowed(before[sheet.subject_id], claims)),
                after=outcome(criteria, answers, assessment.allowed(after[sheet.subject_id], claims)),
            )
        )
    return found
