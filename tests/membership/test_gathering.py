"""Many at once: a village's adults are ticked, a clan's committee is taken over, cards are numbered."""

import pytest
from sqlalchemy import select

from lhtq.accounts.policy import Role
from lhtq.db import db
from lhtq.membership.models import Member
from lhtq.membership.rules import BranchKind, after_card, numbered
from lhtq.register.models import ClanCommitteeMember, Household, Person
from lhtq.web.filters import today
from tests.day import this_day
from tests.factories import ClanFactory, HouseholdFactory, OrganisationFactory, PersonFactory
from tests.web.press import buttons, links, message_beside, press, said, value_of

YEAR = today().year


@pytest.fixture
def names(arrange):
    """``names(branch)``: who is a member of a branch today, by name."""

    def _names(branch):
        with arrange():
            query = select(Member.full_name).where(Member.branch_id == branch.id, Member.left_on.is_(None))
            return sorted(db.session.scalars(query))

    return _names


@pytest.fixture
def organisation_of(arrange):
    """``organisation_of(commune)``: a school."""

    def _organisation(unit):
        with arrange():
            return OrganisationFactory(unit_id=unit.id)

    return _organisation


def test_adults_of_the_village_are_ticked_from_a_list(officer, place, household, hoa, arrange, branch, member, names):
    ours = branch()
    with arrange():
        home = db.session.get(Household, hoa.household_id)
        PersonFactory(household=home, full_name="Ma Văn Nhỏ", birth_year=YEAR - 17)
        lon = PersonFactory(household=home, full_name="Ma Văn Lớn", birth_year=YEAR - 18)
        gone = PersonFactory(household=home, full_name="Ma Văn Xa", left_on=today(), left_because="moved")
        elsewhere = PersonFactory(household=home, full_name="Ma Văn Khác")
    member(branch(place.yen_hoa, BranchKind.SCHOOL), elsewhere)
    household(place.ban_thang, "Hoàng Văn Bên")
    page = officer.get(links(officer.get(f"/chi-hoi/{ours.id}"))["Chọn nhiều người trong thôn"])
    assert "Ma Văn Lớn" in page.text
    for other in ("Ma Văn Nhỏ", gone.full_name, elsewhere.full_name, "Hoàng Văn Bên"):
        assert other not in page.text

    nobody = press(officer, page, "Thêm những người đã chọn", joined_on="31/12/2199")
    assert message_beside(nobody, "people") == "Đánh dấu ít nhất một người."
    assert message_beside(nobody, "joined_on").startswith("Ngày này chưa tới")
    assert value_of(nobody, "joined_on") == "31/12/2199"
    done = press(officer, nobody, "Thêm những người đã chọn", people=[str(hoa.id), str(lon.id)], joined_on=this_day())
    again = officer.get(done.location)
    assert "Đã thêm 2 hội viên." in again.text
    assert "Ma Văn Lớn" not in again.text
    assert names(ours) == ["Ma Thị Hoa", "Ma Văn Lớn"]
    assert "0912345678" in officer.get(f"/chi-hoi/{ours.id}").text  # the phone of the register came along


def test_the_same_list_sent_twice_adds_nobody_twice(officer, hoa, branch, names):
    ours = branch()
    page = officer.get(f"/chi-hoi/{ours.id}/hoi-vien/chon")
    first = press(officer, page, "Thêm những người đã chọn", people=[str(hoa.id)])
    second = press(officer, page, "Thêm những người đã chọn", people=[str(hoa.id)])
    assert (second.status_code, second.location) == (303, first.location)
    assert names(ours) == ["Ma Thị Hoa"]


def test_nobody_of_another_village_is_ticked_by_hand(officer, place, household, arrange, branch, names):
    ours = branch()
    other = household(place.ban_thang, "Hoàng Văn Bên")
    with arrange():
        stranger = db.session.scalars(select(Person.id).where(Person.household_id == other.id)).first()
    household(place.na_khuyen)
    page = officer.get(f"/chi-hoi/{ours.id}/hoi-vien/chon")
    answer = press(officer, page, "Thêm những người đã chọn", people=[str(stranger)])
    assert answer.status_code == 422
    assert names(ours) == []


def test_a_long_list_is_ticked_page_by_page(officer, place, arrange, branch, names):
    ours = branch()
    with arrange():
        for _n in range(14):
            HouseholdFactory(unit=place.na_khuyen)
    page = officer.get(f"/chi-hoi/{ours.id}/hoi-vien/chon")
    assert page.text.count('name="people"') == 25
    rest = officer.get(links(page)["Trang sau"])
    assert rest.text.count('name="people"') == 3
    ids = [part.split('"')[0] for part in rest.text.split('name="people" value="')[1:]]
    done = press(officer, rest, "Thêm những người đã chọn", people=ids)
    assert "Không còn ai ở trang này." in officer.get(done.location).text
    assert len(names(ours)) == 3


def test_only_a_village_has_a_list_to_tick(officer, place, branch):
    school = branch(place.yen_hoa, BranchKind.SCHOOL)
    assert "Chọn nhiều người trong thôn" not in links(officer.get(f"/chi-hoi/{school.id}"))
    assert officer.get(f"/chi-hoi/{school.id}/hoi-vien/chon").status_code == 404


def test_a_clans_committee_is_taken_over_where_it_is_known_who_they_are(
    officer, place, hoa, household, arrange, branch, member, names
):
    with arrange():
        clan = ClanFactory(unit_id=place.yen_hoa.id, name="Dòng họ Ma")
        home = db.session.get(Household, hoa.household_id)
        elsewhere = PersonFactory(household=home, full_name="Ma Văn Khác")
        for name, position, person in (
            ("Ma Thị Hoa", "Trưởng ban", hoa.id), ("Ma Thị Hoa", "Thủ quỹ", hoa.id), ("Ma Văn Ai", "Ủy viên", None),
            ("Ma Văn Khác", "Ủy viên", elsewhere.id),
        ):  # fmt: skip
            db.session.add(ClanCommitteeMember(
                clan_id=clan.id, unit_id=clan.unit_id, full_name=name, position=position, person_id=person
            ))  # fmt: skip
    member(branch(), elsewhere)
    founding = officer.get(officer.get(links(officer.get(f"/dong-ho/{clan.id}"))["Ban khuyến học trong Hội"]).location)
    assert value_of(founding, "name") == "Ban khuyến học Dòng họ Ma"
    made = press(officer, founding, "Lưu chi hội")
    page = officer.get(made.location)
    assert links(officer.get(f"/dong-ho/{clan.id}"))["Ban khuyến học trong Hội"] == f"/dong-ho/{clan.id}/chi-hoi"
    assert officer.get(f"/dong-ho/{clan.id}/chi-hoi").location == made.location
    assert "Ma Văn Khác, Ủy viên: đang là hội viên của chi hội khác" in page.text
    assert "tìm trong sổ hộ Ma Văn Ai" in links(page)

    after = officer.get(press(officer, page, "Lấy từ ban khuyến học của dòng họ").location)
    assert "Lấy từ ban khuyến học của dòng họ" not in buttons(after)
    assert "Ma Văn Ai, Ủy viên" in after.text
    with arrange():
        found = db.session.scalars(select(Member).where(Member.person_id == hoa.id)).one()
        assert (found.full_name, found.birth_year, found.phone) == ("Ma Thị Hoa", 1985, "0912345678")


def test_the_branch_of_a_school_is_reached_from_the_school(officer, place, arrange, sign_in, organisation_of, branch):
    school = organisation_of(place.yen_hoa)
    founding = officer.get(officer.get(links(officer.get(f"/to-chuc/{school.id}"))["Chi hội khuyến học"]).location)
    assert value_of(founding, "kind") == "school"
    made = press(officer, founding, "Lưu chi hội")
    assert officer.get(f"/to-chuc/{school.id}/chi-hoi").location == made.location
    viewer = sign_in(Role.VIEWER, at=place.yen_hoa)
    other = organisation_of(place.yen_hoa)
    assert viewer.get(f"/to-chuc/{other.id}/chi-hoi").location == f"/hoi-khuyen-hoc/{place.yen_hoa.id}"


def test_cards_get_numbers_one_after_the_other_by_name(officer, branch, member, arrange):
    ours = branch()
    thu, lan = member(ours, full_name="Hà Thị Thu"), member(ours, full_name="Nông Thị Lan")
    member(ours, full_name="Ma Văn An", card_number="YH-098", card_on=today())
    listed = officer.get(links(officer.get(f"/chi-hoi/{ours.id}"))["Thẻ hội viên"])
    page = officer.get(links(listed)["Cấp thẻ"])
    assert (value_of(page, "prefix"), value_of(page, "first")) == ("YH-", "099")  # on from the last one
    assert "Ma Văn An" not in page.text
    wrong = press(officer, page, "Cấp thẻ", members=[str(thu.id)], first="09a")
    assert message_beside(wrong, "first") == "Chỉ nhập chữ số, ví dụ 001."
    taken = press(officer, wrong, "Cấp thẻ", members=[str(thu.id), str(lan.id)], first="097")
    assert message_beside(taken, "first") == "Số YH-098 đã cấp cho Ma Văn An. Nhập số khác."
    done = press(officer, taken, "Cấp thẻ", members=[str(thu.id), str(lan.id)], first="099")
    printed = officer.get(done.location)
    rows = [row.split("</tr>")[0] for row in printed.text.split("<tr>")[2:]]
    assert [("YH-098" in rows[0]), ("YH-099" in rows[1] and "Nông Thị Lan" in rows[1])] == [True, True]
    assert "YH-100" in rows[2]
    assert this_day() in rows[2]
    assert "Không còn hội viên nào chưa có thẻ." in officer.get(f"/chi-hoi/{ours.id}/the").text


def test_who_may_only_look_prints_the_list_and_gives_no_cards(place, sign_in, branch, member):
    ours = branch()
    member(ours, card_number="7", full_name="Hà Thị Thu")
    viewer = sign_in(Role.VIEWER, at=place.yen_hoa)
    page = viewer.get(f"/chi-hoi/{ours.id}/the/danh-sach")
    assert "Hà Thị Thu" in page.text
    assert "Cấp thẻ" not in links(page)
    assert viewer.get(f"/chi-hoi/{ours.id}/the").status_code == 403


def test_numbers_go_on_with_their_zeros():
    assert numbered("TQ-", "098", 3) == ["TQ-098", "TQ-099", "TQ-100"]
    assert after_card("TQ-099") == ("TQ-", "100")
    assert after_card("") == ("", "")
    assert after_card("TQ") == ("", "")
    assert after_card("2026012345678901") == ("20260123", "45678902")


def test_the_years_before_are_listed_with_their_sums(officer, branch, member):
    ours = branch()
    thu, lan = member(ours), member(ours)
    for year, who, amount in ((YEAR - 1, [thu], "30000"), (YEAR, [thu, lan], "36000")):
        page = officer.get(f"/chi-hoi/{ours.id}/hoi-phi/{year}")
        press(officer, page, "Ghi hội phí", members=[str(one.id) for one in who], amount=amount)
    page = officer.get(f"/chi-hoi/{ours.id}/hoi-phi/{YEAR}")
    assert '<span class="big">72.000</span> đồng, 2 người đã nộp.' in page.text
    assert links(page)[f"Năm {YEAR - 1}"] in {
        f"/chi-hoi/{ours.id}/hoi-phi/{YEAR - 1}", f"/chi-hoi/{ours.id}/hoi-phi/{YEAR - 1}?da_nop=1"
    }  # fmt: skip
    assert f"Năm {YEAR - 1}</a>: 1 người, 30.000 đồng" in page.text


def test_home_says_what_is_to_do_for_the_association(place, sign_in, branch, member, officer):
    village = sign_in(Role.VILLAGE_RECORDER, at=place.na_khuyen)
    form = village.get(links(village.get("/"))["Lập chi hội khuyến học của thôn Nà Khuyến"])
    assert value_of(form, "name") == "Chi hội thôn Nà Khuyến"
    ours = branch()
    member(ours), member(ours)
    home = links(village.get("/"))
    assert not any(words.startswith("Lập chi hội") for words in home)
    assert home[f"2 hội viên chưa nộp hội phí năm {YEAR}"] == f"/chi-hoi/{ours.id}/hoi-phi/{YEAR}"
    commune = links(officer.get("/"))
    association = f"/hoi-khuyen-hoc/{place.yen_hoa.id}"
    assert commune["Lập Hội khuyến học của xã Yên Hoa"] == f"{association}/chi-hoi/them"
    assert commune["1 thôn chưa có chi hội khuyến học"] == association
    assert commune[f"2 hội viên chưa nộp hội phí năm {YEAR}"] == f"{association}/hoi-vien/{YEAR}?loc=chua-nop"
    assert "Lập chi hội thôn Bản Thàng" in links(officer.get(association))
    viewer = sign_in(Role.VIEWER, at=place.yen_hoa)
    assert "hội viên" not in viewer.get("/").text


def test_the_page_of_a_unit_tells_of_the_association(place, sign_in, branch, member):
    member(branch())
    for role, unit in ((Role.COMMUNE_RECORDER, place.yen_hoa), (Role.PROVINCE_OFFICER, place.province)):
        page = sign_in(role, at=unit).get(f"/don-vi/{unit.id}")
        assert "1 chi hội, 1 hội viên, 0 người giữ chức vụ" in said(page)
        assert links(page)["Hội Khuyến học"] == f"/hoi-khuyen-hoc/{unit.id}"
    administrator = sign_in(Role.ADMINISTRATOR, at=place.yen_hoa).get(f"/don-vi/{place.yen_hoa.id}")
    assert "1 chi hội, 1 hội viên, 0 người giữ chức vụ" in administrator.text
    assert f"/hoi-khuyen-hoc/{place.yen_hoa.id}" not in links(administrator).values()


def test_the_next_number_is_counted_on_through_the_branches_that_are_seen(officer, place, sign_in, branch, member):
    ours, other = branch(), branch(place.ban_thang)
    member(ours, card_number="YH-007", card_on=today())
    member(other, card_number="YH-012", card_on=today())
    member(other, card_number="YH-9", card_on=today())
    member(ours)
    assert value_of(officer.get(f"/chi-hoi/{ours.id}/the"), "first") == "013"
    village = sign_in(Role.VILLAGE_RECORDER, at=place.na_khuyen)
    assert value_of(village.get(f"/chi-hoi/{ours.id}/the"), "first") == "008"


def test_the_association_of_a_unit_is_none_of_its_branches(officer, place, branch, member):
    member(branch(place.yen_hoa, BranchKind.ASSOCIATION))
    branch()
    page = officer.get(f"/hoi-khuyen-hoc/{place.yen_hoa.id}")
    assert "1 hội viên, 1 chi hội" in said(page)
