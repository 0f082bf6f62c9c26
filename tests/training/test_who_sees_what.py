"""Who sees what of a course: its holder everybody, a unit its own people, a person themself."""

import pytest

from lhtq.accounts.policy import Role
from lhtq.training.rules import CourseState
from lhtq.web.filters import today
from tests.factories import CourseParticipantFactory, PersonFactory
from tests.web.press import buttons, heading, links, press


@pytest.fixture
def briefing(place, course, hoa, pao, luc):
    """A briefing that the province held for three members of two communes."""
    return course(place.province, attended=[hoa, pao, luc], title="Quán triệt của tỉnh", result="Đạt yêu cầu")


def test_a_unit_sees_the_course_and_its_own_people_in_it(place, briefing, sign_in):
    for role, unit, seen in (
        (Role.PROVINCE_OFFICER, place.province, {"Ma Thị Hoa", "Giàng A Páo", "Bàn Văn Lục"}),
        (Role.DISTRICT_REVIEWER, place.na_hang, {"Ma Thị Hoa", "Giàng A Páo", "Bàn Văn Lục"}),
        (Role.COMMUNE_REVIEWER, place.yen_hoa, {"Ma Thị Hoa", "Giàng A Páo"}),
        (Role.VILLAGE_RECORDER, place.na_khuyen, {"Ma Thị Hoa"}),
        (Role.VILLAGE_RECORDER, place.ban_thang, {"Giàng A Páo"}),
    ):
        client = sign_in(role, at=unit)
        listed = client.get(f"/tap-huan/{unit.id}")
        assert f'?noi={unit.id}&amp;xem=co-du">{len(seen)}<' in listed.text
        page = client.get(links(listed)["Quán triệt của tỉnh"])
        assert "Đạt yêu cầu" in page.text
        assert f"{len(seen)} người trong danh sách" in page.text
        found = {name for name in ("Ma Thị Hoa", "Giàng A Páo", "Bàn Văn Lục") if name in page.text}
        assert found == seen
        # Of the course of another nothing can be changed, and its list of those who completed is one's own too.
        keeps = role is Role.PROVINCE_OFFICER
        assert ("Bỏ Ma Thị Hoa" in buttons(page)) is keeps
        assert (client.get(f"/khoa/{briefing.id}/sua").status_code == 200) is keeps
        assert "Đỗ" not in client.get(f"/khoa/{briefing.id}/chung-nhan/in").text


def test_a_commune_reads_the_provinces_course_and_changes_nothing_in_it(place, briefing, sign_in, hoa):
    client = sign_in(Role.COMMUNE_REVIEWER, at=place.yen_hoa)
    for method, url in (
        ("get", "sua"), ("get", "moi"), ("get", "diem-danh"), ("get", "chung-nhan"), ("post", "buoc"), ("post", "tep"),
    ):  # fmt: skip
        assert getattr(client, method)(f"/khoa/{briefing.id}/{url}").status_code == 404


def test_who_has_nobody_on_the_list_does_not_know_of_the_course(place, briefing, sign_in, branch):
    client = sign_in(Role.COMMUNE_REVIEWER, at=place.tan_trao)
    assert client.get(f"/khoa/{briefing.id}").status_code == 404
    assert client.get(f"/khoa/{briefing.id}/chung-nhan/in").status_code == 404
    assert "Quán triệt của tỉnh" not in client.get(f"/tap-huan/{place.tan_trao.id}").text


@pytest.fixture
def citizen(place, household, arrange, sign_in, person):
    """``citizen(name)``: a person of Nà Khuyến who signs in for themself, with their record."""

    def _citizen(name):
        dat = household(place.na_khuyen)
        with arrange():
            record = PersonFactory(household=dat, full_name=name)
        return record, sign_in(person(Role.CITIZEN, place.na_khuyen, person_id=record.id))

    return _citizen


def test_a_citizen_reads_the_course_that_they_took_part_in_with_their_own_row_alone(
    place, citizen, course, arrange, hoa
):
    may, client = citizen("Lý Thị Mây")
    training = course(place.yen_hoa, attended=[hoa], title="Tập huấn máy tính", kind="training")
    other = course(place.yen_hoa, attended=[hoa])
    with arrange():
        CourseParticipantFactory(
            course=training, member_id=None, person_id=may.id, unit_id=may.unit_id, full_name=may.full_name,
            birth_year=may.birth_year, attended=True,
        )  # fmt: skip
    page = client.get(links(client.get(f"/nguoi/{may.id}"))["Tập huấn, bồi dưỡng đã dự"])
    assert "Có dự" in page.text
    shown = client.get(links(page)["Tập huấn máy tính"])
    assert heading(shown) == "Tập huấn máy tính"
    assert "Lý Thị Mây" in shown.text
    assert "Ma Thị Hoa" not in shown.text
    assert client.get(f"/khoa/{other.id}").status_code == 404
    assert client.get(f"/hoi-vien/{hoa.id}/khoa").status_code == 404


def test_a_citizen_who_is_a_member_reads_what_they_took_part_in_as_one(place, citizen, course, branch, member):
    may, client = citizen("Lý Thị Mây")
    joined = member(branch(place.yen_hoa, "agency"), "Lý Thị Mây", person_id=may.id, person_unit_id=may.unit_id)
    briefing = course(place.province, completed=[joined], title="Quán triệt của tỉnh")
    assert "Hoàn thành" in client.get(f"/nguoi/{may.id}/khoa").text
    assert "Lý Thị Mây" in client.get(f"/khoa/{briefing.id}").text


def test_a_citizen_who_took_no_part_is_refused_even_where_the_row_is_seen(place, citizen, course, hoa, monkeypatch):
    _may, client = citizen("Lý Thị Mây")
    briefing = course(place.yen_hoa, attended=[hoa])
    monkeypatch.setattr(
        "lhtq.db.scope._parameters",
        lambda: {"path": "08/", "account": "", "person": "", "organisation": "", "history": ""},
    )
    assert client.get(f"/khoa/{briefing.id}").status_code == 404


def test_the_village_of_a_member_of_an_agency_reads_what_they_took_part_in(
    place, household, arrange, branch, member, course, sign_in
):
    dat = household(place.na_khuyen)
    with arrange():
        may = PersonFactory(household=dat, full_name="Lý Thị Mây")
    joined = member(branch(place.yen_hoa, "agency"), "Lý Thị Mây", person_id=may.id, person_unit_id=may.unit_id)
    briefing = course(place.province, attended=[joined], state=CourseState.HELD)
    assert "Lý Thị Mây" in sign_in(Role.VILLAGE_RECORDER, at=place.na_khuyen).get(f"/khoa/{briefing.id}").text
    assert sign_in(Role.VILLAGE_RECORDER, at=place.ban_thang).get(f"/khoa/{briefing.id}").status_code == 404


def test_what_was_learned_goes_along_with_the_membership_and_stays_where_it_was(
    place, course, hoa, luc, sign_in, measured, province
):
    briefing = course(place.province, attended=[hoa])
    # The province moves her to the branch of the other commune.
    form = province.get(f"/hoi-vien/{hoa.id}/thoi")
    moved = press(province, form, "Lưu", because="moved", branch=str(luc.branch_id), left_on=f"{today():%d/%m/%Y}")
    assert "Quán triệt" in province.get(f"{moved.location}/khoa").text
    for unit in (place.yen_hoa, place.da_vi):
        assert "Ma Thị Hoa" in sign_in(Role.COMMUNE_REVIEWER, at=unit).get(f"/khoa/{briefing.id}").text
    assert measured(place.da_vi, "briefed_rate") == (1, 2)
