"""A decision that documents are made of."""

import datetime as dt

import pytest

from lhtq.assessment.models import VillageReview
from lhtq.assessment.rules import State
from lhtq.criteria.rules import Model
from lhtq.db import db
from lhtq.recognition.models import Decision, Title
from lhtq.web.filters import today
from tests.factories import AccountFactory

YEAR = today().year
SIGNED = dt.date(YEAR, 2, 5)


@pytest.fixture
def decision(arrange, place, household, sheet):
    """A decision of Yên Hoa over two households of Nà Khuyến; a third one's title was taken back."""
    with arrange():
        account = AccountFactory(unit_id=place.yen_hoa.id)
        made = Decision(
            unit_id=place.yen_hoa.id,
            model=Model.FAMILY,
            year=YEAR,
            number="7/QĐ-UBND",
            signed_on=SIGNED,
            signed_year=YEAR,
            signer="Hoàng Văn Thụ",
            signer_position="Phó Chủ tịch UBND",
            made_by=account.id,
        )
        review = VillageReview(
            unit_id=place.na_khuyen.id,
            model=Model.FAMILY,
            year=YEAR,
            held_on=SIGNED,
            present=30,
            chair="Ma Văn Quý",
            secretary="Nông Thị Lan",
            notes="Đồng ý cả.\nKhông có ý kiến khác.",
        )
        db.session.add_all([made, review])
        db.session.flush()
        ids = made.id, review.id
    for name, revoked in (("=Ma Văn Ỷ", None), ("Nông <Thị> & Ưng", None), ("Lý Văn Thu", SIGNED)):
        found = household(place.na_khuyen, name)
        given = {"total": 90, "figures": {}, "village_review_id": ids[1], "votes_for": 27}
        row = sheet(found, state=State.RECOGNISED, **given)
        with arrange():
            db.session.add(
                Title(
                    unit_id=place.na_khuyen.id, sheet_id=row.id, decision_id=ids[0], year=YEAR, model=Model.FAMILY,
                    subject_id=found.id, name=name, valid_from=SIGNED, valid_to=dt.date(YEAR + 1, 2, 4),
                    revoked_on=revoked,
                )
            )  # fmt: skip
    return ids[0]
