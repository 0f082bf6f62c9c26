"""How alike two records are, in points, and what is never compared."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lhtq.merging.rules.duplicates import (
    SHOWN,
    HouseholdSeen,
    PersonSeen,
    likely_households,
    likely_members,
    likely_people,
    one_slip,
    person_reasons,
)
from lhtq.workbook.folding import spoken


def seen(id_, full_name="Ma Thị Hòa", folded="ma thi hoa", **given):
    """A woman of 1990 in household 1 of village 1."""
    same = {
        "birth_year": 1990, "birth_date": None, "sex": "female", "phone": "", "household_id": 1, "unit_id": 1,
        "left": False, "head": "nguyen van dat", "code": "", "place": "Nà Khuyến", "commune_id": 9,
    }  # fmt: skip
    return PersonSeen(id_, full_name, folded, **(same | given))


def home(id_, full_name="Nguyễn Văn Đạt", folded="nguyen van dat", **given):
    same = {"birth_year": 1980, "code": "", "phone": "", "address": "", "unit_id": 1, "place": "Nà Khuyến",
            "commune_id": 9}  # fmt: skip
    return HouseholdSeen(id_, full_name, folded, **(same | given))


def points(one, other):
    return sum(reason.points for reason in person_reasons(one, other))


ELSEWHERE = {"household_id": 2, "head": "giang a pao"}


def test_where_the_tone_is_written_makes_no_other_name():
    assert spoken("Ma Thị Hòa") == spoken("ma thị HOÀ") == spoken("Ma Thị Hoà")
    assert spoken("Ma Thị Hòa") != spoken("Ma Thị Hoa")
    assert spoken("Nguyễn Thúy") == spoken("Nguyễn Thuý")


@pytest.mark.parametrize(
    ("one", "other", "slip"),
    [
        ("hoa", "hoaa", True), ("hoa", "ho", True), ("hoa", "hoe", True), ("hoa", "hao", True), ("hoa", "hoa", False),
        ("hoa", "hue", False), ("lan", "nal", False), ("", "a", True), ("ab", "ba", True), ("anh", "hanh", True),
        ("ma thi hoa", "ma hti hoa", True), ("ma thi hoa", "am hti hoa", False),
    ],
)  # fmt: skip
def test_a_slip_is_one_letter(one, other, slip):
    assert one_slip(one, other) is slip
    assert one_slip(other, one) is slip


@given(st.text("abh ", min_size=1, max_size=8), st.integers(0, 7), st.sampled_from("abx"))
def test_every_letter_that_is_changed_added_or_lost_is_a_slip(name, place, letter):
    place %= len(name)
    before, behind = name[:place], name[place + 1 :]
    for typed in (before + letter + behind, before + letter + name[place] + behind, before + behind):
        assert one_slip(name, typed) is (typed != name)


def test_a_namesake_of_one_year_and_village_is_not_shown_and_two_of_one_household_are():
    assert points(seen(1), seen(2, **ELSEWHERE)) < SHOWN
    assert points(seen(1), seen(2)) >= SHOWN


@pytest.mark.parametrize(
    ("given", "words", "worth"),
    [
        ({"full_name": "Ma Thi Hoa"}, "Cùng họ tên không dấu", 30),
        ({"full_name": "Ma Thị Hoàng", "folded": "ma thi hoan"}, "Họ tên lệch một chữ cái", 15),
        ({"birth_year": 1991}, "Năm sinh lệch một năm", 10),
        ({"birth_year": 2000}, "Năm sinh lệch đúng mười năm", 5),
        ({"sex": "male"}, "Giới tính khác nhau", -25),
        ({"phone": "0912"}, "Cùng số điện thoại", 25),
        ({"code": "12", **ELSEWHERE}, "Hộ cùng mã số", 15),
        ({"household_id": 2}, "Chủ hộ cùng tên", 20),
        ({"left": True}, "Một hồ sơ đã ghi chuyển đi", 15),
    ],
)
def test_each_reason_has_its_points(given, words, worth):
    one = seen(1, phone="0912", code="12")
    assert (words, worth) in person_reasons(one, seen(2, **({"phone": "0", "code": "1"} | given)))


@pytest.mark.parametrize(
    ("other", "words"),
    [
        (dt.date(1990, 3, 8), "Cùng ngày sinh"),
        (dt.date(1990, 8, 3), "Ngày và tháng sinh đổi chỗ cho nhau"),
        (dt.date(1990, 9, 8), "Ngày sinh khác nhau"),
        (None, "Cùng năm sinh"),
    ],
)
def test_days_of_birth_tell_more_than_years(other, words):
    found = person_reasons(seen(1, birth_date=dt.date(1990, 3, 8)), seen(2, birth_date=other))
    assert words in [reason.words for reason in found]


def test_father_and_son_of_one_name_in_one_household_are_not_shown():
    father, son = seen(1, birth_year=1960), seen(2, birth_year=1985)
    assert likely_people([father, son], []) == []
    # A year that is wrong by ten is no other generation.
    assert [pair.first.id for pair in likely_people([father, seen(3, birth_year=1970)], [])] == [1]


def test_two_names_are_two_people_whatever_else_they_share():
    assert person_reasons(seen(1), seen(2, "Lý Thị Mây", "ly thi may", phone="0912")) == []


def test_the_likeliest_come_first_and_what_was_said_counts():
    people = [seen(1), seen(2), seen(3, birth_date=dt.date(1990, 3, 8)), seen(4, **ELSEWHERE)]
    found = [(pair.first.id, pair.second.id) for pair in likely_people(people, [])]
    assert found == [(1, 2), (1, 3), (2, 3)]
    fewer = likely_people(people, [(1, 2), (1, 3)])
    assert [(pair.first.id, pair.second.id, pair.points) for pair in fewer] == [(2, 3, 90 - 10)]
    assert "Đã có cặp cùng tên là hai người" in [reason.words for reason in fewer[0].reasons]


def test_a_rare_name_makes_up_for_what_is_not_known():
    assert [pair.points for pair in likely_people([seen(1), seen(2, **ELSEWHERE)], [])] == [85]
    assert likely_people([seen(1), seen(2, **ELSEWHERE), seen(3, household_id=3, birth_year=1950)], []) == []


def test_nobody_is_looked_for_among_those_who_left():
    assert likely_people([seen(1, left=True), seen(2, left=True)], []) == []


def test_from_above_only_two_communes_are_a_pair():
    day = dt.date(1990, 3, 8)
    people = [seen(1, birth_date=day), seen(2, birth_date=day), seen(3, birth_date=day, commune_id=8, unit_id=5)]
    found = likely_people(people, [], across=True)
    assert {(pair.first.id, pair.second.id) for pair in found} == {(1, 3), (2, 3)}


def test_households_of_namesakes_need_more_than_the_head():
    assert likely_households([home(1), home(2), home(3, unit_id=2)], [], []) == []
    (found,) = likely_households([home(1, code="12"), home(2, code="12"), home(3, unit_id=2)], [], [])
    assert (found.first.id, found.second.id) == (1, 2)
    assert likely_households([home(1, code="12"), home(2, code="12"), home(3, unit_id=2)], [], [(1, 2)]) == []


def test_members_tell_households_apart_and_together():
    wife, other = seen(1), seen(2, "Lý Thị Mây", "ly thi may", household_id=2)
    homes = [home(1, code="12"), home(2, code="12"), home(3, unit_id=2)]
    (apart,) = likely_households(homes, [wife, other], [])
    assert "Không thành viên nào giống nhau" in [reason.words for reason in apart.reasons]
    (same,) = likely_households(homes, [wife, seen(2, household_id=2)], [])
    assert ("1 thành viên giống nhau", 20) in same.reasons


def test_each_member_is_at_most_one_of_the_other_household():
    mine = [seen(1), seen(2, "Ma Văn Minh", "ma van minh", birth_year=2012)]
    theirs = [seen(3, "Ma Thị Hoà"), seen(4, "Ma Thi Hoa"), seen(5, "Ma Văn Minh", "ma van minh", birth_year=2013)]
    assert likely_members(mine, theirs) == [(1, 3), (2, 5)]
    assert likely_members(mine, [seen(6, left=True)]) == []


def test_a_commune_is_compared_in_few_steps(monkeypatch):
    """Everybody with everybody would be 12,497,500 pairs of 5,000 people."""
    compared = []
    monkeypatch.setattr(
        "lhtq.merging.rules.duplicates.person_reasons", lambda one, other: compared.append((one, other)) or []
    )
    people = [
        seen(
            n,
            f"Ma Thị {n % 700}",
            f"ma thi {n % 700}",
            birth_year=1930 + n % 83,
            household_id=n // 4,
            phone=str(n // 4),
        )
        for n in range(5000)
    ]
    likely_people(people, [])
    assert 0 < len(compared) < 20_000
