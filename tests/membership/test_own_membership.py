"""What a person sees of the own membership, and what becomes of it with a death or a move."""

import pytest

from lhtq.accounts.policy import Role
from lhtq.db import db
from lhtq.membership.models import Branch, Member, MemberFigure, Post
from lhtq.membership.rules import BranchKind, LeftBecause, Position
from lhtq.register.models import Person
from lhtq.web.filters import today
from tests.day import this_day
from tests.factories import MemberFactory, PostFactory
from tests.web.press import buttons, links, press

YEAR = today().year


@pytest.fixture
def own(hoa, branch, member, place, arrange):
    """Hoa is a member in Nà Khuyến, heads the branch until a day to come, and is on the committee of the commune."""
    ours, above = branch(), branch(place.yen_hoa, BranchKind.ASSOCIATION, name="Hội Khuyến học xã Yên Hoa")
    found = member(ours, hoa, card_number="TQ-17", phone="0912345678")
    with arrange():
        for where, position, to_on in (
            (ours, Position.BRANCH_HEAD, today().replace(year=YEAR + 2)), (above, Position.COMMITTEE, None),
        ):  # fmt: skip
            PostFactory(branch=where, member=found, position=position, to_on=to_on)
    return found


@pytest.fixture
def posts(arrange):
    """Until when each position is held, by position."""

    def _posts():
        with arrange():
            return {one.position: one.to_on for one in db.session.query(Post)}

    return _posts


@pytest.fixture
def recorder(place, sign_in):
    return sign_in(Role.COMMUNE_RECORDER, at=place.yen_hoa)


def die(recorder, person, on=None):
    page = press(recorder, recorder.get(f"/nguoi/{person.id}/mat"), "Xem thay đổi", on=on or this_day())
    return press(recorder, page, "Xác nhận")


def test_a_citizen_reads_the_whole_own_record_and_nobody_elses(sign_in, person, place, hoa, own, arrange, officer):
    press(officer, officer.get(f"/chi-hoi/{own.branch_id}/hoi-phi/{YEAR}"), "Ghi hội phí",
          members=[str(own.id)], amount="36000")  # fmt: skip
    citizen = sign_in(person(Role.CITIZEN, at=place.na_khuyen, person_id=hoa.id))
    me = citizen.get("/toi")
    page = citizen.get(links(me)["Thông tin của tôi trong sổ"])
    (address,) = (url for url in links(page).values() if url.startswith("/hoi-vien/"))
    assert address == f"/hoi-vien/{own.id}"
    record = citizen.get(address)
    for words in (
        "Ma Thị Hoa", "TQ-17", "0912345678", "Chi hội trưởng", "Ủy viên Ban Chấp hành, Hội Khuyến học xã Yên Hoa",
        f"Năm {YEAR}: 36.000 đồng",
    ):  # fmt: skip
        assert words in record.text
    assert set(buttons(record)) == {"Đăng xuất"}
    assert not any("/chi-hoi/" in url or url.endswith(("/sua", "/thoi")) for url in links(record).values())
    with arrange():
        other = MemberFactory(branch=db.session.get(Branch, own.branch_id))
    assert citizen.get(f"/hoi-vien/{other.id}").status_code == 404
    for url in (f"/chi-hoi/{own.branch_id}", f"/chi-hoi/{own.branch_id}/hoi-phi/{YEAR}"):
        assert citizen.get(url).status_code == 404
    for url in (f"/hoi-vien/{own.id}/sua", f"/hoi-vien/{own.id}/thoi"):
        assert citizen.get(url).status_code == 403


def test_a_death_ends_the_membership_and_every_position_with_it(recorder, hoa, own, posts, officer):
    assert die(recorder, hoa).status_code == 303
    page = officer.get(f"/hoi-vien/{own.id}")
    assert f"Đã mất ngày {this_day()}" in page.text
    assert set(posts().values()) == {today()}
    assert '<span class="big">0</span> hội viên' in officer.get(f"/hoi-khuyen-hoc/{own.unit_id}").text


def test_a_death_that_was_a_mistake_gives_back_what_it_ended(recorder, hoa, own, posts, arrange):
    before = posts()
    die(recorder, hoa)
    press(recorder, recorder.get(f"/nguoi/{hoa.id}"), "Ghi nhầm, vẫn ở hộ Ma Thị Hoa")
    assert posts() == before
    with arrange():
        found = db.session.get(Member, own.id)
        assert (found.left_on, found.left_because) == (None, None)
        assert {row.members for row in db.session.query(MemberFigure)} == {1}


def test_who_had_left_before_the_death_was_no_member_and_is_none_after_the_mistake(
    recorder, hoa, own, officer, arrange
):
    press(officer, officer.get(f"/hoi-vien/{own.id}/thoi"), "Lưu", because="left", left_on=this_day())
    die(recorder, hoa)
    press(recorder, recorder.get(f"/nguoi/{hoa.id}"), "Ghi nhầm, vẫn ở hộ Ma Thị Hoa")
    with arrange():
        assert db.session.get(Member, own.id).left_because == LeftBecause.LEFT


def test_a_form_that_was_opened_before_the_death_overwrites_nothing(recorder, hoa, own, officer):
    early = officer.get(f"/hoi-vien/{own.id}/sua")
    die(recorder, hoa)
    late = press(officer, early, "Lưu hội viên", phone="0900000000")
    assert late.status_code == 422
    assert "Có người vừa sửa" in late.text


def test_who_leaves_the_branch_of_the_village_leaves_the_post_in_the_commune_too(place, sign_in, own, posts):
    """The village's recorder sees no position of the commune; the database ends it all the same."""
    village = sign_in(Role.VILLAGE_RECORDER, at=place.na_khuyen)
    press(village, village.get(f"/hoi-vien/{own.id}/thoi"), "Lưu", because="left", left_on=this_day())
    assert set(posts().values()) == {today()}


def test_who_moves_away_stays_a_member_until_the_association_says_otherwise(recorder, hoa, own, arrange):
    form = recorder.get(f"/ho/{hoa.household_id}/chuyen-di?nguoi={hoa.id}")
    press(recorder, press(recorder, form, "Xem thay đổi", commune="0"), "Xác nhận")
    assert "Đã chuyển đi" in recorder.get(f"/nguoi/{hoa.id}").text
    with arrange():
        assert db.session.get(Member, own.id).left_on is None


def test_the_village_reads_of_which_branch_elsewhere_somebody_is_and_does_not_open_it(
    place, sign_in, household, arrange, branch, member
):
    pao = household(place.ban_luc, "Triệu Văn Páo")
    with arrange():
        person = db.session.query(Person).filter_by(household_id=pao.id, full_name="Triệu Văn Páo").one()
    school = branch(place.yen_hoa, BranchKind.SCHOOL, name="Chi hội Trường Tiểu học Yên Hoa")
    found = member(school, person)
    village = sign_in(Role.VILLAGE_RECORDER, at=place.ban_luc)
    page = village.get(f"/nguoi/{person.id}")
    assert "Hội viên Chi hội Trường Tiểu học Yên Hoa, Yên Hoa" in page.text
    assert f"/hoi-vien/{found.id}" not in links(page).values()
    assert village.get(f"/hoi-vien/{found.id}").status_code == 404
