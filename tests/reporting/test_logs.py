"""What was noted in a year stands beside the part of the report that tells of it."""

import datetime as dt

import pytest

from lhtq.accounts.policy import Role
from lhtq.centre.rules import MoneySource
from lhtq.db import db
from lhtq.membership.models import Fee
from lhtq.membership.rules import BranchKind
from lhtq.web.filters import today
from tests.factories import AccountFactory, ActivityFactory, BranchFactory, CentreFactory, MemberFactory
from tests.web.press import value_of


@pytest.fixture
def noted(place, arrange):
    """A year of Yên Hoa: three activities that cost something, one that did not, one of another year, and two fees."""
    with arrange():
        given = {
            "centre": CentreFactory(unit_id=place.yen_hoa.id), "unit_id": place.na_khuyen.id,
            "made_by": AccountFactory(unit_id=place.yen_hoa.id).id,
        }  # fmt: skip
        for cost, money in ((200_000, MoneySource.BUDGET), (1_300_000, MoneySource.BUDGET), (50_000, None), (0, None)):
            ActivityFactory(**given, cost=cost, money=money, topic="Phòng bệnh mùa đông")
        ActivityFactory(
            **given | {"held_on": dt.date(today().year - 2, 5, 5)}, cost=9_000_000, money=MoneySource.BUDGET
        )
        branch = BranchFactory(unit_id=place.yen_hoa.id, kind=BranchKind.AGENCY)
        for amount in (36_000, 24_000):
            member = MemberFactory(branch=branch)
            db.session.add(
                Fee(member_id=member.id, unit_id=branch.unit_id, year=today().year, amount=amount, paid_on=today())
            )


def test_what_was_spent_and_paid_is_told_by_who_paid(place, period, noted, sign_in):
    commune = sign_in(Role.COMMUNE_REVIEWER, at=place.yen_hoa)
    here = f"/bao-cao/{place.yen_hoa.id}/{period.id}"
    commune.post(f"{here}/bat-dau")
    page = commune.get(f"{here}/phan/resources").text
    for line in (
        "Ngân sách nhà nước: 2 hoạt động của trung tâm, 1.500.000 đồng",
        "Chưa ghi nguồn: 1 hoạt động của trung tâm, 50.000 đồng",
        "Hội phí: 2 hội viên đã nộp, 60.000 đồng",
    ):
        assert line in page
    assert "9.000.000" not in page


def test_what_made_it_known_is_told_with_its_day_and_how_many_came(place, period, noted, sign_in):
    commune = sign_in(Role.COMMUNE_REVIEWER, at=place.yen_hoa)
    here = f"/bao-cao/{place.yen_hoa.id}/{period.id}"
    commune.post(f"{here}/bat-dau")
    page = commune.get(f"{here}/phan/publicity").text
    assert page.count(f"{today():%d/%m/%Y}: ") == 4
    assert "Phòng bệnh mùa đông (Nà Khuyến)" in page
    typed = {"words": "Đang viết dở.", "version": "1", "them": "publicity"}
    begun = commune.post(f"{here}/phan/publicity", data=typed)
    assert value_of(begun, "words").startswith("Đang viết dở.\n")
    assert value_of(begun, "words").count("Phòng bệnh mùa đông (Nà Khuyến), 30 lượt người") == 4
    assert "Đang viết dở." not in commune.get(here).text, "it is saved by who has read it"
    again = commune.post(f"{here}/phan/publicity", data=typed | {"words": value_of(begun, "words")})
    assert value_of(again, "words") == value_of(begun, "words"), "nothing stands there twice"


def test_a_log_with_more_than_is_shown_says_so(place, period, noted, arrange, sign_in):
    commune = sign_in(Role.COMMUNE_REVIEWER, at=place.yen_hoa)
    here = f"/bao-cao/{place.yen_hoa.id}/{period.id}"
    commune.post(f"{here}/bat-dau")
    assert "dòng mới nhất" not in commune.get(f"{here}/phan/publicity").text
    with arrange():
        centre = CentreFactory(unit_id=place.da_vi.id)
        by = AccountFactory(unit_id=place.yen_hoa.id).id
        for _ in range(17):
            ActivityFactory(centre=centre, unit_id=place.ban_thang.id, made_by=by)
    page = commune.get(f"{here}/phan/publicity").text
    assert page.count(f"<li>{today():%d/%m/%Y}: ") == 20
    assert "Chỉ có 20 dòng mới nhất; các dòng cũ hơn xem trong sổ." in page


def test_where_nothing_was_noted_nothing_is_told(place, period, sign_in):
    commune = sign_in(Role.COMMUNE_REVIEWER, at=place.yen_hoa)
    here = f"/bao-cao/{place.yen_hoa.id}/{period.id}"
    commune.post(f"{here}/bat-dau")
    page = commune.get(f"{here}/phan/resources")
    assert "Chưa ghi gì trong kỳ này." in page.text
    assert "Thêm những dòng này vào bài" not in page.text
