"""A whole village at once: registering its citizens, beginning with last year's answers, scoring many alike."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from lhtq.accounts.policy import Action, Actor, Place, require
from lhtq.assessment import queries
from lhtq.assessment.models import Sheet
from lhtq.assessment.rules import admitted
from lhtq.assessment.service.errors import ConflictError
from lhtq.assessment.service.sheets import register_all, register_some, score_many
from lhtq.criteria.rules import CitizenGroup, Model
from lhtq.db.command import command
from lhtq.register import service as register
from lhtq.register.rules import Occupation
from lhtq.units.models import Unit


@dataclass(frozen=True)
class Filling:
    """The same answers for many people of a village."""

    answers: Mapping[str, Decimal]
    #: For these people, also where they have answers; None for everybody registered who has none.
    ids: Sequence[int] | None
    #: When the page was made on which they were chosen.
    seen_at: dt.datetime


@command
def register_citizens(
    actor: Actor, unit: Unit, year: int, on: dt.date, *, group: CitizenGroup | None, ids: Sequence[int] | None = None
) -> int:
    """Register the citizens of a village, or those of ``ids``, who are not yet; gives how many were new.

    ``group`` is written to the records of those of them of whom nobody has said one; None leaves that for later.
    Raises NotAllowedError.
    """
    require(actor, Action.SHEET_REGISTER, Place(unit.path))
    if group is not None:
        unsaid = queries.without_group(unit, year, on)
        wanted = unsaid if ids is None else [id_ for id_ in unsaid if id_ in set(ids)]
        register.set_occupation(actor, wanted, Occupation(group))
    if ids is None:
        return register_all(actor, Model.CITIZEN, unit, year, on)
    return register_some(actor, Model.CITIZEN, unit, year, on, ids)


@command
def begin_as_last_year(actor: Actor, model: Model, unit: Unit, year: int, on: dt.date) -> int:
    """Give every open sheet of a unit that has no answers yet last year's, as far as its set admits them.

    Gives how many were begun so. All of them or none. Raises NotAllowedError.
    """
    require(actor, Action.SHEET_SCORE, Place(unit.path))
    given = {
        line.sheet_id: found
        for line in queries.lines(model, unit, year, on)
        if line.blank and (found := admitted(line.criteria, line.last))
    }
    # Locked only now: who scored one of them a moment ago keeps what they gave.
    blank = [sheet for sheet in queries.sheets([id_ for id_ in given if id_ is not None]) if not sheet.answers]
    return score_many(actor, blank, {sheet.id: given[sheet.id] for sheet in blank})


@command
def fill_down(actor: Actor, unit: Unit, year: int, filling: Filling, on: dt.date) -> int:
    """Give the same answers to many citizens of a village; gives how many sheets were changed. All or none.

    One who has answers keeps them unless named, and then keeps those that are not among the given ones. Those named
    who are not registered yet are registered. Raises ConflictError where somebody else scored one of those named
    since the page was made, AnswersRefusedError, NotAllowedError.
    """
    require(actor, Action.SHEET_SCORE, Place(unit.path))
    found = _blank(unit, year, on) if filling.ids is None else _named(actor, unit, year, filling, on)
    return score_many(
        actor, found, {sheet.id: queries.numbers(sheet.answers) | dict(filling.answers) for sheet in found}
    )


def _blank(unit: Unit, year: int, on: dt.date) -> list[Sheet]:
    ids = [line.sheet_id for line in queries.lines(Model.CITIZEN, unit, year, on) if line.blank]
    return [sheet for sheet in queries.sheets([id_ for id_ in ids if id_ is not None]) if not sheet.answers]


def _named(actor: Actor, unit: Unit, year: int, filling: Filling, on: dt.date) -> Sequence[Sheet]:
    ids = filling.ids or []
    register_some(actor, Model.CITIZEN, unit, year, on, ids)
    found = queries.sheets(queries.sheet_ids(Model.CITIZEN, ids, unit.path, year))
    for sheet in found:
        if sheet.changed_by not in {None, actor.account_id} and sheet.changed_at > filling.seen_at:
            raise ConflictError(sheet)
    return found
