"""Who moves to another branch stays in the Association as long as before, and has paid what was paid."""

import datetime as dt

import pytest

from lhtq.accounts.policy import Role
from lhtq.db import db
from lhtq.membership.models import FeeFigure
from lhtq.reporting.queries.sources.association import association
from lhtq.reporting.queries.sources.base import Reach, Span
from lhtq.web.filters import today
from tests.day import this_day
from tests.lists.conftest import Office
from tests.web.press import links, press, said

YEAR = today().year


@pytest.fixture
def moved(officer, place, branch, member):
    """Hà Thị Thu joined in 2015, paid in Nà Khuyến this year, and moved to Bản Thàng today: her page there."""
    old, new = branch(name="Chi hội Nà Khuyến"), branch(place.ban_thang, name="Chi hội Bản Thàng")
    thu = member(old, full_name="Hà Thị Thu", joined_on=dt.date(2015, 9, 2))
    form = officer.get(f"/chi-hoi/{old.id}/hoi-phi/{YEAR}")
    press(officer, form, "Ghi hội phí", members=[str(thu.id)], amount="36000")
    form = officer.get(f"/hoi-vien/{thu.id}/thoi")
    return press(officer, form, "Lưu", because="moved", left_on=this_day(), branch=str(new.id)).location


def branch_of(client, page):
    return links(client.get(page))["Chi hội Bản Thàng"]


def test_the_page_tells_the_whole_time_and_every_fee(officer, moved):
    page = officer.get(moved).text
    assert "<dt>Vào Hội</dt><dd>02/09/2015</dd>" in page
    assert f"từ 02/09/2015 đến {this_day()}" in page
    assert f"Năm {YEAR}: 36.000 đồng" in page


def test_who_keeps_the_new_branch_alone_reads_it_too_and_is_led_nowhere_closed(sign_in, place, moved):
    keeper = sign_in(Role.VILLAGE_RECORDER, at=place.ban_thang)
    page = keeper.get(moved)
    assert "<dt>Vào Hội</dt><dd>02/09/2015</dd>" in page.text
    assert f"Chi hội ở {place.na_khuyen.name}, từ 02/09/2015" in page.text
    assert f"Năm {YEAR}: 36.000 đồng" in page.text
    own = [url for url in links(page).values() if url.startswith(("/hoi-vien/", "/chi-hoi/"))]
    assert {keeper.get(url).status_code for url in own} == {200}


def test_one_who_paid_before_moving_is_not_asked_again_and_counts_once(officer, place, moved, arrange):
    branch = branch_of(officer, moved)
    fees = f"{branch}/hoi-phi/{YEAR}"
    assert "Không còn ai chưa nộp." in officer.get(fees).text
    paid = officer.get(f"{fees}?da_nop=1").text
    assert "Hà Thị Thu" in paid
    assert "Nộp ở chi hội trước" in paid
    listed = officer.get(branch).text
    assert "36.000 đồng" in listed
    assert '<td data-l="Vào Hội">02/09/2015</td>' in listed
    member = moved.rsplit("/", 1)[1]
    officer.post(fees, data={"members": [member], "amount": "36000", "paid_on": this_day()})
    with arrange():
        assert [(row.unit_id, row.payers) for row in db.session.query(FeeFigure)] == [(place.na_khuyen.id, 1)]
    assert "1 hội viên đã nộp hội phí" in said(officer.get(f"/hoi-khuyen-hoc/{place.yen_hoa.id}"))


def test_a_report_counts_who_paid_before_moving_as_one_who_has_paid(place, moved, acting):
    levels = {unit.id: unit.level for unit in (place.yen_hoa, place.na_khuyen, place.ban_thang)}
    with acting(Role.COMMUNE_REVIEWER, at=place.yen_hoa):
        found = association(Reach(place.yen_hoa, levels), Span(YEAR, dt.date(YEAR, 1, 1), today()))
    assert (found["association.payers"], found["association.members"]) == (1, 1)


def test_a_file_does_not_write_the_fee_a_second_time_and_lists_nobody_who_paid(officer, place, moved):
    office = Office(officer, place.yen_hoa)
    unpaid = officer.post(f"/tai/hoi-phi/{place.yen_hoa.id}", data={"dang": "csv", "nam": YEAR, "chua_nop": "1"})
    assert "Hà Thị Thu" not in unpaid.data.decode("utf-8-sig")
    born = officer.get(f"{moved}/sua").text.split('name="birth_year"')[1].split('value="')[1].split('"')[0]
    office.rows(
        (YEAR, "Chi hội Bản Thàng", "Hà Thị Thu", born, 36_000, this_day()),
        headings=("Năm", "Chi hội", "Họ và tên", "Năm sinh", "Số tiền", "Ngày nộp"), slug="hoi-phi",
    )  # fmt: skip
    assert f"Người này đã nộp hội phí năm {YEAR} ở chi hội trước." in office.lines("sai").text


def test_last_years_fee_is_still_to_be_paid_by_one_who_moved(officer, moved):
    assert "Hà Thị Thu" in officer.get(f"{branch_of(officer, moved)}/hoi-phi/{YEAR - 1}").text


def test_the_village_that_was_left_says_where_to_and_links_to_nothing_closed(
    sign_in, officer, place, hoa, branch, member
):
    old, new = branch(), branch(place.ban_thang, name="Chi hội Bản Thàng")
    was = member(old, hoa)
    form = officer.get(f"/hoi-vien/{was.id}/thoi")
    now = press(officer, form, "Lưu", because="moved", left_on=this_day(), branch=str(new.id)).location
    village = sign_in(Role.VILLAGE_RECORDER, at=place.na_khuyen)
    page = village.get(f"/hoi-vien/{was.id}")
    assert "Nay ở Chi hội Bản Thàng." in page.text
    assert now not in links(page).values()
