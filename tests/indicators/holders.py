"""Villages that hold the community title: the figures of a story."""

import datetime as dt
import itertools

from lhtq.criteria import queries as criteria
from lhtq.criteria.rules import Model
from lhtq.db import db
from lhtq.recognition.models import Decision, Title
from lhtq.web.filters import today
from tests.factories import AccountFactory, SheetFactory

_numbers = itertools.count(1)


def hold_title(village, since: dt.date, until: dt.date | None = None) -> None:
    """Give a village its title from a day on."""
    year = since.year
    found = criteria.set_in_force(Model.COMMUNITY, today())
    sheet = SheetFactory(
        model=Model.COMMUNITY, subject_id=village.id, unit_id=village.id, set_id=found.id, year=year, answers={},
        complete=False, name=village.name,
    )  # fmt: skip
    account = AccountFactory(unit_id=village.parent_id)
    decision = Decision(
        unit_id=village.parent_id, model=Model.COMMUNITY, year=year, number=f"{next(_numbers)}/QĐ-UBND",
        signed_on=since, signed_year=year, signer="Hứa Đức Thắng", signer_position="Chủ tịch UBND",
        made_by=account.id,
    )  # fmt: skip
    db.session.add(decision)
    db.session.flush()
    db.session.add(
        Title(
            unit_id=village.id,
            model=Model.COMMUNITY,
            subject_id=village.id,
            name=village.name,
            sheet_id=sheet.id,
            decision_id=decision.id,
            year=year,
            valid_from=since,
            valid_to=until or dt.date(since.year + 5, 12, 31),
        )
    )
    db.session.flush()
