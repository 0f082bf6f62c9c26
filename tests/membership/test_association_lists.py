"""The Association's lists come in from spreadsheets: branches, their members, the fees of a year."""

import datetime as dt

import pytest
from sqlalchemy.exc import IntegrityError

from lhtq.accounts.policy import Role
from lhtq.membership.rules import BranchKind
from tests.factories import BranchFactory, ClanFactory, MemberFactory, PersonFactory, PostFactory
from tests.lists.conftest import Office, look
from tests.lists.test_importing import counts
from tests.web.press import buttons, message_beside, press

__all__ = ["look"]

BRANCHES = ("Loại", "Tên chi hội", "Thôn", "Dòng họ", "Ngày thành lập")
MEMBERS = ("Chi hội", "Họ và tên", "Năm sinh", "Giới tính", "Ngày vào Hội", "Số thẻ", "Ngày cấp thẻ", "Xã nơi ở")
OFFICERS = ("Chi hội", "Chức vụ", "Họ và tên", "Năm sinh", "Số thẻ", "Từ ngày", "Đến ngày")
FEES = ("Năm", "Chi hội", "Họ và tên", "Năm sinh", "Số thẻ", "Số tiền", "Ngày nộp")


@pytest.fixture
def association(place, sign_in):
    """Who keeps the Association of Yên Hoa, and no register."""
    return Office(sign_in(Role.COMMUNE_REVIEWER, at=place.yen_hoa), place.yen_hoa)


@pytest.fixture
def chi_hoi(place, arrange):
    """The branch of Nà Khuyến."""
    with arrange():
        return BranchFactory(unit_id=place.na_khuyen.id, name="Chi hội Nà Khuyến")


def test_branches_are_founded_from_a_file_each_at_its_place(association, place, arrange, look):
    with arrange():
        ClanFactory(unit_id=place.yen_hoa.id, name="Dòng họ Ma")
    association.rows(
        ("Hội Khuyến học", "Hội Khuyến học xã Yên Hoa", "", "", ""),
        ("Chi hội thôn", "Chi hội Nà Khuyến", "Nà Khuyến", "", "02/09/2015"),
        ("Dòng họ", "Ban khuyến học họ Ma", "", "Dòng họ Ma", ""),
        headings=BRANCHES, slug="chi-hoi",
    )  # fmt: skip
    association.press("Nhập 3 dòng đúng")
    assert look(
        "SELECT b.kind, b.name, u.name, b.clan_id IS NOT NULL, b.founded_on::text FROM branch b "
        "JOIN unit u ON u.id = b.unit_id ORDER BY b.id"
    ) == [
        ("association", "Hội Khuyến học xã Yên Hoa", "Yên Hoa", False, None),
        ("village", "Chi hội Nà Khuyến", "Nà Khuyến", False, "2015-09-02"),
        ("clan", "Ban khuyến học họ Ma", "Yên Hoa", True, None),
    ]


def test_a_branch_that_cannot_be_is_refused_in_its_cell(association, place, arrange):
    with arrange():
        clan = ClanFactory(unit_id=place.yen_hoa.id, name="Dòng họ Ma")
        BranchFactory(unit_id=place.yen_hoa.id, kind=BranchKind.CLAN, clan_id=clan.id, name="Ban cũ")
    association.rows(
        ("Chi hội thôn", "Chi hội nào", "", "", ""),
        ("Hội Khuyến học", "Hội của thôn", "Nà Khuyến", "", ""),
        ("Dòng họ", "Ban khuyến học mới", "", "Dòng họ Ma", ""),
        ("Dòng họ", "Ban họ Lò", "", "Dòng họ Lò", ""),
        headings=BRANCHES, slug="chi-hoi",
    )  # fmt: skip
    assert counts(association.page())["sai"] == 4
    wrong = association.lines("sai").text
    assert "Thiếu tên thôn." in wrong
    assert "không có loại chi hội này" in wrong
    assert "Nơi này đã có chi hội đang hoạt động" in wrong
    assert "Sổ của xã không có “Dòng họ Lò”" in wrong


def test_members_join_and_one_of_the_register_is_linked(association, place, chi_hoi, household, arrange, look):
    home = household(place.ban_luc)
    with arrange():
        hoa = PersonFactory(household=home, full_name="Ma Thị Hoa", birth_year=1985)
    association.rows(
        ("Chi hội Nà Khuyến", "Ma Thị Hoa", 1985, "Nữ", "20/11/2020", "TQ-01", "01/12/2020", "Đà Vị"),
        ("", "Lò Văn Tư", "05/06/1970", "Nam", "", "", "", ""),
        headings=MEMBERS, slug="hoi-vien",
    )  # fmt: skip
    association.press("Nhập 2 dòng đúng")
    assert look(
        "SELECT full_name, birth_year, sex, joined_on::text, card_number, person_id, unit_id, branch_id FROM member "
        "ORDER BY id"
    ) == [
        ("Ma Thị Hoa", 1985, "female", "2020-11-20", "TQ-01", hoa.id, place.na_khuyen.id, chi_hoi.id),
        ("Lò Văn Tư", 1970, "male", None, "", None, place.na_khuyen.id, chi_hoi.id),
    ]
    assert look("SELECT unit_id, members FROM member_figure WHERE members > 0") == [(place.na_khuyen.id, 2)]
    again = association.rows(
        ("Chi hội Nà Khuyến", "Ma Thị Hoa", 1985, "Nữ", "", "TQ-01", "", "Đà Vị"), headings=MEMBERS, slug="hoi-vien"
    )
    assert counts(again)["giữ nguyên"] == 1


def test_nobody_becomes_a_member_twice(association, place, chi_hoi, household, arrange):
    home = household(place.ban_luc)
    with arrange():
        hoa = PersonFactory(household=home, full_name="Ma Thị Hoa", birth_year=1985)
        far = BranchFactory(unit_id=place.ban_luc.id)
        MemberFactory(
            branch=far, full_name="Ma Thị Hoa", birth_year=1985, person_id=hoa.id, person_unit_id=home.unit_id
        )
        hoi = BranchFactory(unit_id=place.yen_hoa.id, kind=BranchKind.ASSOCIATION, name="Hội xã")
        MemberFactory(branch=hoi, full_name="Lò Văn Tư", birth_year=1970)
    association.rows(
        ("Chi hội Nà Khuyến", "Ma Thị Hoa", 1985, "Nữ", "", "", "", "Đà Vị"),
        ("Chi hội Nà Khuyến", "Lò Văn Tư", 1970, "Nam", "", "", "", ""),
        ("Chi hội khác", "Lò Văn Năm", 1970, "Nam", "", "", "", ""),
        ("Chi hội Nà Khuyến", "Lò Văn Sáu", 1970, "Nam", "01/01/2099", "", "", ""),
        ("Chi hội Nà Khuyến", "Lò Văn Bảy", 1970, "Nam", "01/01/1960", "", "", ""),
        headings=MEMBERS, slug="hoi-vien",
    )  # fmt: skip
    found = counts(association.page())
    assert (found["sai"], found["nghi ngờ"], found["mới"]) == (4, 1, 0)
    assert "Không thể vào Hội trước năm sinh." in association.lines("sai").text
    assert not [words for words in buttons(association.page()) if words.startswith("Nhập")]
    wrong = association.lines("sai").text
    assert "đang là hội viên của một chi hội" in wrong
    assert "Không có chi hội “Chi hội khác”" in wrong
    assert "Ngày này ở sau hôm nay." in wrong
    assert "là hội viên của Hội xã" in association.lines("nghi-ngo").text


def test_phones_that_were_typed_with_spaces_come_back_in_unchanged(association, place, chi_hoi, arrange):
    with arrange():
        BranchFactory(unit_id=place.ban_thang.id, name="Chi hội Bản Thàng", phone="0912 345 678")
        MemberFactory(branch=chi_hoi, full_name="Ma Văn Hai", birth_year=1960, phone="0207 3822 123")
    for slug, rows in (("chi-hoi", 2), ("hoi-vien", 1)):
        out = association.client.post(f"/tai/{slug}/{place.yen_hoa.id}", data={"dang": "csv"}).data
        found = counts(association.send(out, "x.csv", slug=slug))
        assert found == {"mới": 0, "thay đổi": 0, "giữ nguyên": rows, "nghi ngờ": 0, "sai": 0}


def test_fees_are_written_once_and_taken_back_with_their_import(association, chi_hoi, arrange, look):
    with arrange():
        first = MemberFactory(branch=chi_hoi, full_name="Ma Văn Hai", birth_year=1960, card_number="01")
        MemberFactory(branch=chi_hoi, full_name="Ma Văn Hai", birth_year=1960, card_number="02")
    rows = (
        (2026, "Chi hội Nà Khuyến", "Ma Văn Hai", 1960, "01", "36.000", "01/03/2026"),
        (2026, "", "Ma Văn Hai", 1960, "", 36000, "01/03/2026"),
        (2026, "", "Ma Văn Ba", 1960, "", 36000, "01/03/2026"),
        (2026, "", "Ma Văn Hai", 1960, "02", 36000, ""),
    )
    association.rows(*rows, headings=FEES, slug="hoi-phi")
    wrong = association.lines("sai").text
    assert "Hãy ghi thêm số thẻ." in wrong
    assert "Chi hội không có hội viên này." in wrong
    assert "Thiếu ngày nộp." in wrong
    association.press("Nhập 1 dòng đúng, bỏ 3 dòng sai hoặc nghi ngờ")
    assert look("SELECT member_id, year, amount, paid_on::text FROM fee") == [(first.id, 2026, 36_000, "2026-03-01")]
    written = association.at
    other = (2026, "Chi hội Nà Khuyến", "Ma Văn Hai", 1960, "01", 50000, "01/03/2026")
    association.rows(other, headings=FEES, slug="hoi-phi")
    assert "Đã ghi 36000 đồng" in association.lines("sai").text
    association.at = written
    association.press("Hoàn tác cả lần nhập")
    assert look("SELECT count(*) FROM fee") == [(0,)]


def test_the_list_of_who_has_yet_to_pay_is_filled_in_bit_by_bit(association, place, chi_hoi, arrange, look):
    """The officer takes the list out, writes down the two who paid today, and brings it in with the others empty."""
    with arrange():
        for name in ("Ma Văn Hai", "Ma Văn Ba", "Ma Văn Tư"):
            MemberFactory(branch=chi_hoi, full_name=name, birth_year=1960)
    file = association.client.post(f"/tai/hoi-phi/{place.yen_hoa.id}", data={"dang": "csv", "nam": 2026, "chua_nop": 1})
    headings, *listed = [line.split(",") for line in file.data.decode("utf-8-sig").splitlines()]
    rows = [(*row[:5], "36000", "01/03/2026") if "Ba" not in row[2] else tuple(row) for row in listed]
    association.rows(*rows, headings=headings, slug="hoi-phi")
    association.press("Nhập 2 dòng đúng")
    assert look("SELECT m.full_name FROM fee f JOIN member m ON m.id = f.member_id ORDER BY 1") == [
        ("Ma Văn Hai",), ("Ma Văn Tư",),
    ]  # fmt: skip


def test_officers_come_in_with_their_terms(association, place, chi_hoi, arrange, look):
    with arrange():
        hoi = BranchFactory(unit_id=place.yen_hoa.id, kind=BranchKind.ASSOCIATION, name="Hội xã")
        two = [MemberFactory(branch=chi_hoi, full_name="Ma Văn Hai", birth_year=1960, card_number=n) for n in "12"]
        chair = MemberFactory(branch=hoi, full_name="Lò Thị Chủ", birth_year=1970)
        for one in two:
            PostFactory(branch=chi_hoi, member=one)
        PostFactory(branch=hoi, member=chair, position="chair", to_on=dt.date(2099, 1, 1))
    for kind in ("csv", "xlsx"):
        out = association.client.post(f"/tai/can-bo-hoi/{place.yen_hoa.id}", data={"dang": kind}).data
        found = counts(association.send(out, f"x.{kind}", slug="can-bo-hoi"))
        assert found == {"mới": 0, "thay đổi": 0, "giữ nguyên": 3, "nghi ngờ": 0, "sai": 0}
    association.rows(
        ("Hội xã", "Chủ tịch", "Lò Thị Chủ", 1970, "", "01/01/2024", "31/12/2028"),
        ("", "Phó Chủ tịch", "Ma Văn Hai", 1960, "2", "01/05/2025", ""),
        ("", "Phó Chủ tịch", "Ma Văn Hai", 1960, "", "01/05/2025", ""),
        ("", "Phó Chủ tịch", "Ma Văn Hai", 1960, "2", "01/06/2025", ""),
        ("", "Chi hội trưởng", "Lò Thị Chủ", 1970, "", "01/05/2025", ""),
        ("", "Thư ký", "Lò Thị Chủ", 1970, "", "01/05/2099", ""),
        ("", "Thư ký", "Ai Đó", 1970, "", "01/05/2025", ""),
        headings=OFFICERS, slug="can-bo-hoi",
    )  # fmt: skip
    wrong = association.lines("sai").text
    for words in ("Hãy ghi thêm số thẻ", "đang giữ chức vụ này", "Hội xã không có chức vụ này", "ở sau hôm nay",
                  "Không có hội viên này"):  # fmt: skip
        assert words in wrong
    association.press("Nhập 2 dòng đúng, bỏ 5 dòng sai hoặc nghi ngờ")
    told = "SELECT position, member_id, from_on::text, to_on::text FROM post WHERE branch_id = :hoi ORDER BY id"
    assert look(told, hoi=hoi.id) == [
        ("chair", chair.id, "2024-01-01", "2028-12-31"), ("vice-chair", two[1].id, "2025-05-01", None)
    ]  # fmt: skip
    association.press("Hoàn tác cả lần nhập")
    assert look(told, hoi=hoi.id) == [("chair", chair.id, "2024-01-01", "2099-01-01")]


def test_a_second_chair_in_a_file_is_questioned_as_on_screen(association, place, arrange):
    with arrange():
        hoi = BranchFactory(unit_id=place.yen_hoa.id, kind=BranchKind.ASSOCIATION, name="Hội xã")
        for name in ("Lò Thị Chủ", "Ma Văn Hai", "Ma Văn Ba"):
            MemberFactory(branch=hoi, full_name=name, birth_year=1970)
    association.rows(
        ("Hội xã", "Chủ tịch", "Lò Thị Chủ", 1970, "", "01/01/2024", "31/12/2025"),
        ("", "Chủ tịch", "Ma Văn Hai", 1970, "", "01/06/2025", ""),
        ("", "Phó Chủ tịch", "Ma Văn Ba", 1970, "", "01/06/2025", ""),
        headings=OFFICERS, slug="can-bo-hoi",
    )  # fmt: skip
    found = counts(association.page())
    assert (found["mới"], found["nghi ngờ"]) == (2, 1)
    assert "Lò Thị Chủ giữ chức vụ này ở đây từ 01/01/2024 đến 31/12/2025." in association.lines("nghi-ngo").text


def test_a_card_of_another_commune_is_taken_although_nobody_here_sees_it(association, place, chi_hoi, arrange, look):
    with arrange():
        there = BranchFactory(unit_id=place.ban_luc.id)
        far = MemberFactory(branch=there, full_name="Bàn Văn Kín", card_number="TQ-07")
        near = MemberFactory(branch=chi_hoi, full_name="Ma Văn Hai", birth_year=1960, card_number="TQ-06")
    association.rows(
        ("Chi hội Nà Khuyến", "Lò Văn Tư", 1970, "Nam", "", "TQ-07", "", ""),
        ("", "Ma Văn Hai", 1960, "Nam", "", "TQ-06", "", ""),
        ("", "Lò Văn Năm", 1970, "Nam", "", "TQ-08", "", ""),
        ("", "Lò Văn Sáu", 1970, "Nam", "", "TQ-08", "", ""),
        headings=MEMBERS, slug="hoi-vien",
    )  # fmt: skip
    found = counts(association.page())
    assert (found["mới"], found["giữ nguyên"], found["sai"]) == (1, 1, 2)
    assert "Số thẻ TQ-07 đã cấp cho hội viên khác." in association.lines("sai").text
    form = association.client.get(f"/hoi-vien/{near.id}/sua")
    answer = press(association.client, form, "Lưu hội viên", card_number="TQ-07")
    assert answer.status_code == 422
    assert "một hội viên ở nơi khác" in message_beside(answer, "card_number")
    assert "Kín" not in answer.text
    form = association.client.get(f"/chi-hoi/{chi_hoi.id}/hoi-vien/them")
    typed = {"full_name": "Lò Văn Tư", "birth_year": "1970", "sex": "male"}
    answer = press(association.client, form, "Thêm hội viên", card_number="TQ-06", **typed)
    assert "đã cấp cho Ma Văn Hai" in message_beside(answer, "card_number")
    assert look("SELECT card_number FROM member WHERE id = :id", id=far.id) == [("TQ-07",)]
    with pytest.raises(IntegrityError, match="another member"), arrange():
        MemberFactory(branch=chi_hoi, card_number="TQ-07")


def test_a_recorder_elsewhere_and_a_viewer_bring_nothing_in(place, chi_hoi, sign_in):
    assert sign_in(Role.VIEWER, at=place.yen_hoa).get(f"/nhap/{place.yen_hoa.id}").status_code == 403
    assert sign_in(Role.COMMUNE_REVIEWER, at=place.da_vi).get(f"/nhap/{place.yen_hoa.id}").status_code == 404
