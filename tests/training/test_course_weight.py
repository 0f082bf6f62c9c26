"""The pages of training stay as light as a bad line needs them, full as they get."""

import pytest

from lhtq.accounts.policy import Role
from lhtq.training.rules import CourseState, Topic
from tests.factories import BranchFactory, CourseFactory, CourseParticipantFactory, MemberFactory
from tests.weight import BUDGET, page

FAMILY_NAMES = ("Nguyễn Văn", "Hoàng Thị", "Ma Văn", "Nông Thị", "Bàn Văn", "Triệu Thị", "Giàng A", "Lý Thị")
GIVEN_NAMES = ("Đạt", "Hoa", "Mai", "Páo", "Thụ", "Lụa", "Quý", "Sính", "Chiến", "Nhung", "Yến")


@pytest.fixture
def crowd(place, arrange):
    """26 members of Nà Khuyến, with the names and the numbers that people have."""
    with arrange():
        branch = BranchFactory(unit_id=place.na_khuyen.id, name="Chi hội Nà Khuyến")
        return [
            MemberFactory(
                branch=branch, full_name=f"{FAMILY_NAMES[n % 8]} {GIVEN_NAMES[n % 11]}", birth_year=1950 + 2 * n,
                phone=f"09{n * 7919 % 100:02} {n * 104729 % 1000:03} {n * 15485863 % 1000:03}",
            )
            for n in range(26)
        ]  # fmt: skip


@pytest.fixture
def course(place, arrange, crowd):
    """A briefing of the commune that all of them completed."""
    with arrange():
        made = CourseFactory(
            unit_id=place.yen_hoa.id, state=CourseState.HELD, topics=[topic.value for topic in Topic],
            place="Hội trường Ủy ban nhân dân xã", trainers="Quan Văn Hợp, Nông Thị Bích Huệ",
        )  # fmt: skip
        for member in crowd:
            CourseParticipantFactory(course=made, member=member, attended=True, completed=True)
        return made


@pytest.fixture
def commune(place, sign_in):
    return sign_in(Role.COMMUNE_REVIEWER, at=place.yen_hoa)


@pytest.mark.parametrize("url", ["", "/diem-danh", "/chung-nhan"])
def test_the_pages_of_a_course_with_a_full_list_are_small(commune, course, url):
    assert commune.get(f"/khoa/{course.id}{url}").text.count("<tr>") == 26
    assert page(commune, f"/khoa/{course.id}{url}") <= BUDGET["later page"]


def test_the_page_that_fills_a_list_is_small(place, commune, arrange, crowd, sign_in):
    province = sign_in(Role.PROVINCE_OFFICER, at=place.province)
    with arrange():
        here, above = CourseFactory(unit_id=place.yen_hoa.id), CourseFactory(unit_id=place.province.id)
    branch = f"/khoa/{here.id}/moi?chi_hoi={crowd[0].branch_id}"
    assert commune.get(branch).text.count('name="members"') == 25
    assert page(commune, branch) <= BUDGET["later page"]
    # The whole province to choose from, and the communes of a district.
    assert province.get(f"/khoa/{above.id}/moi").text.count("<option") >= 138
    for unit in (place.province, place.na_hang):
        assert page(province, f"/khoa/{above.id}/moi?don_vi={unit.id}") <= BUDGET["later page"]


def test_the_lists_of_25_are_small(place, commune, arrange, crowd):
    with arrange():
        for number in range(26):
            CourseFactory(unit_id=place.yen_hoa.id, title=f"Tập huấn cán bộ khuyến học xã, đợt {number}")
    for url in (f"/tap-huan/{place.yen_hoa.id}", f"/chua-quan-triet/{place.yen_hoa.id}"):
        assert 'data-l="' in commune.get(url).text
        assert page(commune, url) <= BUDGET["list of 25"], url
