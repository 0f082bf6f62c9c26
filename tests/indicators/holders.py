"""Who holds a title: the figures of a story."""

import datetime as dt
import itertools

from lhtq.criteria import queries as criteria
from lhtq.criteria.rules import Model
from lhtq.db import db
from lhtq.recognition.models import Decision, Title
from lhtq.web.filters import today
from tests.factories import AccountFactory, SheetFactory

_numbers = itertools.count(1)


def hold_title(holder, since: dt.date, until: dt.date | None = None, model: Model = Model.COMMUNITY) -> None:
    """Give a village its title from a day on; with ``model`` an organisation or a clan of a commune theirs."""
    unit_id, commune_id = (holder.id, holder.parent_id) if model is Model.COMMUNITY else (holder.unit_id,) * 2
    year = since.year
    found = criteria.set_in_force(model, today())
    sheet = SheetFactory(
        model=model, subject_id=holder.id, unit_id=unit_id, set_id=found.id, year=year, answers={},
        complete=False, name=holder.name,
    )  # fmt: skip
    account = AccountFactory(unit_id=commune_id)
    decision = Decision(
        unit_id=commune_id, model=model, year=year, number=f"{next(_numbers)}/QĐ-UBND",
        signed_on=since, signed_year=year, signer="Hứa Đức Thắng", signer_position="Chủ tịch UBND",
        made_by=account.id,
    )  # fmt: skip
    db.session.add(decision)
    db.session.flush()
    db.session.add(
        Title(
            unit_id=unit_id,
            model=model,
            subject_id=holder.id,
            name=holder.name,
            sheet_id=sheet.id,
            decision_id=decision.id,
            year=year,
            valid_from=since,
            valid_to=until or dt.date(since.year + 5, 12, 31),
        )
    )
    db.session.flush()
