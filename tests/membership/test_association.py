"""The Association of a commune: branches are founded, members join, hold positions, pay, move and leave."""

import pytest

from lhtq.accounts.models import AuditEntry
from lhtq.accounts.policy import Role
from lhtq.db import db
from lhtq.membership import queries
from lhtq.membership.models import FeeFigure, MemberFigure
from lhtq.membership.rules import BranchKind, Position
from lhtq.web.filters import today
from tests.day import this_day
from tests.factories import ClanFactory
from tests.web.press import links, message_beside, press, said, value_of

YEAR = today().year


def test_a_village_branch_is_founded_and_its_first_member_found_in_the_register(officer, place, hoa):
    page = officer.get(f"/hoi-khuyen-hoc/{place.na_khuyen.id}/chi-hoi/them")
    made = press(officer, page, "Lưu chi hội", name="Chi hội Nà Khuyến", founded_on="02/9/2015")
    branch = officer.get(made.location)
    assert "Chi hội Nà Khuyến" in branch.text
    assert "02/09/2015" in branch.text

    found = officer.get(f"{made.location}/hoi-vien/them?tim=hoa")
    joined = press(officer, found, "Thêm Ma Thị Hoa", picked_on="20/11/2020")
    page = officer.get(joined.location)
    assert "Ma Thị Hoa" in page.text
    assert "0912345678" in page.text
    assert "20/11/2020" in page.text
    assert links(page)["Xem người trong sổ"] == f"/nguoi/{hoa.id}"
    assert "Ma Thị Hoa" in officer.get(f"{made.location}?tim=ma thi").text


def test_a_unit_has_one_association_and_a_clan_one_committee(officer, place, arrange, branch):
    branch(place.yen_hoa, BranchKind.ASSOCIATION)
    with arrange():
        clan = ClanFactory(unit_id=place.yen_hoa.id)
    page = officer.get(f"/hoi-khuyen-hoc/{place.yen_hoa.id}/chi-hoi/them")
    again = press(officer, page, "Lưu chi hội", kind="association", name="Hội Khuyến học xã Yên Hoa")
    assert again.status_code == 422
    assert "đã có chi hội đang hoạt động" in message_beside(again, "name")
    assert value_of(again, "name") == "Hội Khuyến học xã Yên Hoa"

    page = officer.get(f"/hoi-khuyen-hoc/{place.yen_hoa.id}/chi-hoi/them")
    first = press(officer, page, "Lưu chi hội", kind="clan", name="Ban khuyến học họ Ma", subject=f"clan-{clan.id}")
    assert links(officer.get(first.location))["Xem dòng họ"] == f"/dong-ho/{clan.id}"
    page = officer.get(f"/hoi-khuyen-hoc/{place.yen_hoa.id}/chi-hoi/them")
    second = press(officer, page, "Lưu chi hội", kind="clan", name="Ban thứ hai", subject=f"clan-{clan.id}")
    assert second.status_code == 422


def test_a_village_cannot_have_the_association_of_a_commune(officer, place):
    page = officer.get(f"/hoi-khuyen-hoc/{place.na_khuyen.id}/chi-hoi/them")
    answer = press(officer, page, "Lưu chi hội", kind="association", name="Hội")
    assert answer.status_code == 422
    assert message_beside(answer, "kind")


def test_a_member_of_another_commune_is_linked_by_exact_name_and_year(officer, place, household, branch):
    far = household(place.tan_lap, "Triệu Văn Páo")
    ours = branch()
    page = officer.get(f"/chi-hoi/{ours.id}/hoi-vien/them")
    typed = {"full_name": "Triệu Văn Páo", "birth_year": "1980", "sex": "male", "commune": str(place.tan_trao.id)}
    wrong = press(officer, page, "Thêm hội viên", **(typed | {"birth_year": "1981"}))
    assert wrong.status_code == 422
    assert "không có ai đúng họ tên" in message_beside(wrong, "commune")
    assert value_of(wrong, "full_name") == "Triệu Văn Páo"
    made = press(officer, wrong, "Thêm hội viên", **typed)
    assert "Xem người trong sổ" in officer.get(made.location).text
    assert far.unit_id == place.tan_lap.id


def test_one_who_is_in_no_register_is_a_member_all_the_same(officer, branch):
    page = officer.get(f"/chi-hoi/{branch().id}/hoi-vien/them")
    made = press(officer, page, "Thêm hội viên", full_name="Hà Thị Thu", birth_year="1960", sex="female")
    assert "Không có trong sổ hộ" in officer.get(made.location).text


@pytest.mark.parametrize(
    ("typed", "field", "words"),
    [
        ({"joined_on": "01/02/1950"}, "joined_on", "Không thể vào Hội trước năm sinh."),
        ({"phone": "abc"}, "phone", "Nhập số điện thoại"),
        ({"birth_year": str(YEAR + 1)}, "birth_year", "Năm sinh không thể sau năm"),
    ],
)
def test_what_cannot_be_of_a_member_is_told_beside_its_field(officer, branch, member, typed, field, words):
    ours = branch()
    given = {"full_name": "Hà Thị Thu", "birth_year": "1960", "sex": "female"} | typed
    answer = press(officer, officer.get(f"/chi-hoi/{ours.id}/hoi-vien/them"), "Thêm hội viên", **given)
    assert answer.status_code == 422
    assert words in message_beside(answer, field)
    assert value_of(answer, field) == typed[field]
    thu = member(ours, birth_year=1960)
    answer = press(officer, officer.get(f"/hoi-vien/{thu.id}/sua"), "Lưu hội viên", **typed)
    assert words in message_beside(answer, field)


def test_a_person_of_the_register_does_not_join_before_birth(officer, branch, hoa):
    ours = branch()
    found = officer.get(f"/chi-hoi/{ours.id}/hoi-vien/them?tim=hoa")
    answer = press(officer, found, "Thêm Ma Thị Hoa", picked_on="01/02/1980")
    assert "Không thể vào Hội trước năm sinh." in message_beside(answer, "picked_on")
    answer = press(
        officer, officer.get(f"/chi-hoi/{ours.id}/hoi-vien/chon"), "Thêm những người đã chọn", people=[str(hoa.id)],
        joined_on="01/02/1980",
    )  # fmt: skip
    assert "Không thể vào Hội trước năm sinh." in message_beside(answer, "joined_on")


def test_the_phone_of_a_branch_is_a_number(officer, branch):
    form = officer.get(f"/chi-hoi/{branch().id}/sua")
    answer = press(officer, form, "Lưu chi hội", phone="abc")
    assert "Nhập số điện thoại" in message_beside(answer, "phone")


def test_nobody_is_a_member_of_two_branches_at_once(officer, branch, place, hoa, member):
    member(branch(), full_name=hoa.full_name, person_id=hoa.id, person_unit_id=hoa.unit_id)
    other = branch(place.yen_hoa, BranchKind.SCHOOL)
    page = officer.get(f"/chi-hoi/{other.id}/hoi-vien/them?tim=hoa")
    answer = press(officer, page, "Thêm Ma Thị Hoa")
    assert answer.status_code == 422
    assert "đang là hội viên của một chi hội" in answer.text


def test_a_member_who_moves_takes_card_and_history_along_and_leaves_the_position(officer, place, branch, member):
    old, new = branch(), branch(place.ban_thang)
    thu = member(old, full_name="Hà Thị Thu", card_number="TQ-17")
    page = officer.get(f"/hoi-vien/{thu.id}")
    press(officer, page, "Lưu chức vụ", branch=str(old.id), position="branch-head", from_on="01/1/2024")
    assert "Chi hội trưởng" in officer.get(f"/chi-hoi/{old.id}").text

    page = officer.get(f"/hoi-vien/{thu.id}/thoi")
    refused = press(officer, page, "Lưu", because="moved", left_on=this_day())
    assert message_beside(refused, "branch") == "Chọn chi hội mà hội viên chuyển đến."
    moved = press(officer, refused, "Lưu", because="moved", left_on=this_day(), branch=str(new.id))
    page = officer.get(moved.location)
    assert "TQ-17" in page.text
    assert links(page)[old.name] == f"/hoi-vien/{thu.id}"
    before = officer.get(f"/hoi-vien/{thu.id}")
    assert "Chuyển sang chi hội khác" in before.text
    assert new.name in before.text
    assert f"từ 01/01/2024 đến {this_day()}" in before.text  # the position ended with it


def test_a_term_ends_after_it_began_and_is_not_held_twice(officer, branch, member):
    thu = member(branch())
    page = officer.get(f"/hoi-vien/{thu.id}")
    typed = {"branch": str(thu.branch_id), "position": "committee", "from_on": "01/6/2025"}
    wrong = press(officer, page, "Lưu chức vụ", **typed, to_on="01/5/2025")
    assert message_beside(wrong, "to_on") == "Ngày hết nhiệm kỳ phải sau ngày bắt đầu."
    press(officer, wrong, "Lưu chức vụ", **typed, to_on="")
    again = press(officer, officer.get(f"/hoi-vien/{thu.id}"), "Lưu chức vụ", **typed)
    assert "đang giữ chức vụ ấy" in message_beside(again, "position")
    end = next(url for words, url in links(officer.get(f"/hoi-vien/{thu.id}")).items() if words.startswith("Thôi giữ"))
    early = press(officer, officer.get(end), "Lưu ngày thôi", ended_on="31/5/2025")
    assert "bắt đầu ngày 01/06/2025" in message_beside(early, "ended_on")
    press(officer, early, "Lưu ngày thôi", ended_on=this_day())
    assert f"đến {this_day()}" in officer.get(f"/hoi-vien/{thu.id}").text


def test_a_second_head_of_a_branch_in_the_same_term_is_questioned(officer, branch, member):
    ours = branch()
    thu, lan = member(ours, full_name="Hà Thị Thu"), member(ours, full_name="Nông Thị Lan")
    typed = {"branch": str(ours.id), "position": "branch-head", "from_on": "01/6/2024"}
    assert press(officer, officer.get(f"/hoi-vien/{thu.id}"), "Lưu chức vụ", **typed).status_code == 303
    answer = press(officer, officer.get(f"/hoi-vien/{lan.id}"), "Lưu chức vụ", **typed | {"from_on": "01/6/2025"})
    assert answer.status_code == 422
    assert "Hà Thị Thu giữ chức Chi hội trưởng, Trưởng ban ở đây từ 01/06/2024." in answer.text
    assert value_of(answer, "from_on") == "01/6/2025"
    sure = answer.text.split('name="sure" value="')[1].split('"')[0]
    assert press(officer, answer, "Lưu chức vụ", sure=sure).status_code == 303
    before = typed | {"from_on": "01/1/2020", "to_on": "01/6/2024"}
    page = officer.get(f"/hoi-vien/{member(ours).id}")
    assert press(officer, page, "Lưu chức vụ", **before).status_code == 303  # one hands over to the other


def test_a_branch_has_no_chair_of_the_association(officer, branch, member):
    thu = member(branch())
    page = officer.get(f"/hoi-vien/{thu.id}")
    answer = press(officer, page, "Lưu chức vụ", branch=str(thu.branch_id), position="chair", from_on=this_day())
    assert answer.status_code == 422
    assert "không có chức vụ Chủ tịch" in message_beside(answer, "position")


def test_fees_are_ticked_from_the_list_and_can_be_taken_back(officer, branch, member, app, arrange):
    ours = branch()
    thu, lan = member(ours, full_name="Hà Thị Thu"), member(ours, full_name="Nông Thị Lan")
    page = officer.get(f"/chi-hoi/{ours.id}/hoi-phi/{YEAR}")
    nobody = press(officer, page, "Ghi hội phí", amount="36000")
    assert message_beside(nobody, "members") == "Đánh dấu ít nhất một hội viên."
    assert value_of(nobody, "amount") == "36000"
    done = press(officer, nobody, "Ghi hội phí", members=[str(thu.id)], amount="36000")
    unpaid = officer.get(done.location)
    assert "Nông Thị Lan" in unpaid.text
    assert "Hà Thị Thu" not in unpaid.text
    assert "1 hội viên đã nộp hội phí" in said(officer.get(f"/hoi-khuyen-hoc/{ours.unit_id}"))
    paid = officer.get(f"/chi-hoi/{ours.id}/hoi-phi/{YEAR}?da_nop=1")
    assert "36.000" in paid.text
    press(officer, paid, "Bỏ, ghi nhầm Hà Thị Thu")
    assert "0 hội viên đã nộp hội phí" in said(officer.get(f"/hoi-khuyen-hoc/{ours.unit_id}"))
    with arrange():
        notes = db.session.query(AuditEntry.note).filter(AuditEntry.subject_type == "fee").all()
    assert (f"Bỏ hội phí năm {YEAR}: 36000 đồng",) in notes
    assert lan.id != thu.id


def test_the_district_sees_its_communes_and_keeps_an_association_of_its_own(place, sign_in, branch, member):
    ours = branch()
    member(ours), member(ours)
    district = sign_in(Role.DISTRICT_REVIEWER, at=place.na_hang)
    page = district.get(f"/hoi-khuyen-hoc/{place.na_hang.id}")
    assert "2 hội viên, 1 chi hội" in said(page)
    assert "Chi hội" in page.text
    form = district.get(links(page)["Thêm chi hội"])
    made = press(district, form, "Lưu chi hội", kind="association", name="Hội Khuyến học huyện Na Hang")
    assert "Hội Khuyến học huyện Na Hang" in district.get(f"/hoi-khuyen-hoc/{place.na_hang.id}").text
    commune = sign_in(Role.COMMUNE_REVIEWER, at=place.yen_hoa)
    assert commune.get(made.location).status_code == 404


def test_somebody_else_changed_the_member_meanwhile(officer, branch, member):
    thu = member(branch(), full_name="Hà Thị Thu")
    first = officer.get(f"/hoi-vien/{thu.id}/sua")
    press(officer, officer.get(f"/hoi-vien/{thu.id}/sua"), "Lưu hội viên", phone="0987654321")
    late = press(officer, first, "Lưu hội viên", phone="0900000000")
    assert late.status_code == 422
    assert "Có người vừa sửa" in message_beside(late, "full_name")


def test_the_figures_are_true_after_joining_paying_moving_and_leaving(officer, place, branch, member, app, arrange):
    ours, other = branch(), branch(place.ban_thang)
    thu, lan = member(ours), member(ours)
    page = officer.get(f"/chi-hoi/{ours.id}/hoi-phi/{YEAR}")
    press(officer, page, "Ghi hội phí", members=[str(thu.id), str(lan.id)], amount="1")
    page = officer.get(f"/hoi-vien/{thu.id}/thoi")
    press(officer, page, "Lưu", because="moved", left_on=this_day(), branch=str(other.id))
    page = officer.get(f"/hoi-vien/{lan.id}/thoi")
    press(officer, page, "Lưu", because="died", left_on=this_day())
    with arrange():
        members = {row.unit_id: row.members for row in db.session.query(MemberFigure)}
        payers = {(row.unit_id, row.year): row.payers for row in db.session.query(FeeFigure)}
    assert members == {place.na_khuyen.id: 0, place.ban_thang.id: 1}
    assert payers == {(place.na_khuyen.id, YEAR): 2}


def test_who_leads_the_communes_associations_is_told_for_the_measures(acting, place, branch, member, arrange, officer):
    association = branch(place.yen_hoa, BranchKind.ASSOCIATION)
    quy, lan = member(association, full_name="Ma Văn Quý"), member(association, full_name="Nông Thị Lan")
    for who, position in ((quy, "chair"), (lan, "secretary")):
        page = officer.get(f"/hoi-vien/{who.id}")
        press(officer, page, "Lưu chức vụ", branch=str(association.id), position=position, from_on="01/1/2025")
    with acting(Role.PROVINCE_OFFICER, at=place.province) as actor:
        assert [row.full_name for row in queries.chairs(actor.unit_path, today())] == ["Ma Văn Quý"]
        officers = queries.commune_officers(actor.unit_path, today())
        assert [(row.full_name, row.position) for row in officers] == [
            ("Ma Văn Quý", Position.CHAIR), ("Nông Thị Lan", Position.SECRETARY),
        ]  # fmt: skip
