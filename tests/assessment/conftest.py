"""Sheets that wait for a commune's review."""

import pytest

from lhtq.accounts.policy import Role
from lhtq.assessment.models import Evidence, VillageReview
from lhtq.assessment.rules import State
from lhtq.criteria.rules import Model
from lhtq.db import db
from lhtq.web.filters import today
from tests.conftest import FULL

YEAR = today().year
#: Indicators of the family set that ask for evidence.
ASK = ("1.1", "1.2", "3.1", "3.2", "4.1")


@pytest.fixture
def handed_in(place, household, sheet, arrange, person):
    """``handed_in(name, ...)``: a household of Nà Khuyến whose sheet waits for the commune, with nothing odd about it.

    ``proof`` are the indicators that have evidence, ``votes`` those in favour of the 35 present.
    """
    adder = person(Role.VILLAGE_RECORDER, place.na_khuyen)
    reviews = {}

    def _handed_in(name, village=place.na_khuyen, *, proof=ASK, votes=35, **given):
        found = household(village, name)
        if village.id not in reviews:
            with arrange():
                held = VillageReview(
                    unit_id=village.id, model=Model.FAMILY, year=YEAR, held_on=today(), present=35, chair="Ma Văn Quý",
                    secretary="Nông Thị Lan",
                )  # fmt: skip
                db.session.add(held)
                db.session.flush()
                reviews[village.id] = held.id
        kept = {"answers": FULL, "figures": {"2.1": [2, 2]}, "total": 100, "state": State.SUBMITTED} | given
        made = sheet(found, village_review_id=reviews[village.id], votes_for=votes, **kept)
        with arrange():
            for code in proof:
                db.session.add(
                    Evidence(
                        sheet_id=made.id, unit_id=village.id, indicator_code=code, digest="0" * 64,
                        media_type="image/jpeg", size=1, added_by=adder.account_id,
                    )
                )  # fmt: skip
        return made

    return _handed_in
