"""People scan the code on the wall: each tap is sent once, and what it came to is said."""

import pytest
from playwright.sync_api import Request, expect
from sqlalchemy import select, update

from lhtq import start
from lhtq.accounts.models import Account, Assignment
from lhtq.accounts.policy import Role
from lhtq.register.models import Person
from tests.browser.village import HOUSEHOLDS

BINH = HOUSEHOLDS[1]


@pytest.fixture
def code(site, centre, phone):
    """Where the code of an activity of the village leads."""
    village = phone("thon")
    village.page.goto(f"/cac-hoat-dong/{site.village.unit}/them")
    village.page.get_by_label("Nội dung").fill("Phòng bệnh mùa đông")
    village.page.get_by_label("Số người dự").fill("9")
    village.press("Lưu hoạt động")
    village.page.goto(f"{village.page.url}/ma-diem-danh")
    return village.page.get_by_text("/diem-danh/").inner_text().strip()


@pytest.fixture
def citizen(site):
    """Bình has an account of their own: one of the place's, given to them."""
    with start.owner_session(site.owner) as session:
        person = session.scalars(select(Person).where(Person.full_name == BINH)).one()
        account = session.scalars(select(Account).where(Account.username == "nhaplieu")).one()
        session.execute(
            update(Assignment)
            .where(Assignment.account_id == account.id)
            .values(role=Role.CITIZEN, person_id=person.id, unit_id=person.unit_id)
        )
        session.commit()
    return "nhaplieu"


def test_a_citizen_who_is_signed_in_taps_once(code, citizen, phone, js):
    own = phone(citizen, js=js)
    sent: list[Request] = []
    own.page.on("request", lambda request: sent.append(request) if "/diem-danh/" in request.url else None)
    own.page.goto(code)
    with own.page.expect_navigation():
        own.page.get_by_role("button", name="có mặt").first.tap()
    expect(own.page.get_by_text("Đã ghi điểm danh.")).to_be_visible()
    own.page.reload()
    expect(own.page.get_by_text("Đã ghi điểm danh.")).to_be_visible()
    assert [request.method for request in sent].count("POST") == 1


def test_somebody_who_is_not_signed_in_says_their_name_once(code, phone, js):
    stranger = phone(js=js)
    stranger.page.goto(code)
    stranger.page.get_by_label("Họ và tên").fill("Lý Thị Lạ")
    stranger.page.get_by_label("Năm sinh").fill("1990")
    stranger.press("Tôi có mặt")
    expect(stranger.page.get_by_text("Đã ghi điểm danh.")).to_be_visible()
    stranger.page.reload()
    expect(stranger.page.get_by_text("Đã ghi điểm danh.")).to_be_visible()
