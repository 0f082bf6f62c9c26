"""The numbers of an activity are typed or those of its list: neither takes the place of the other unseen."""

import pytest

from lhtq.centre.rules import ActivityKind
from tests.web.press import buttons, heading, links, press

LEARNER = {"full_name": "Lý Thị Mây", "birth_year": "1990", "sex": "female", "ethnicity": "Dao"}


@pytest.fixture
def talk(activity):
    """A talk of which 40 people, 25 of them women, were typed."""
    return activity(attendances=40, women=25)


def list_of(client, activity):
    return client.get(f"/hoat-dong/{activity.id}/nguoi")


def numbers(client, activity):
    return client.get(f"/hoat-dong/{activity.id}").text.split('<span class="big">')[1].split("</p>")[0]


def add(client, activity, name="Lý Thị Mây"):
    press(
        client,
        client.get(f"/hoat-dong/{activity.id}/nguoi/them"),
        "Thêm vào danh sách",
        **LEARNER | {"full_name": name},
    )


def test_an_empty_list_replaces_nothing_before_it_was_asked(village, talk):
    asked = press(village, list_of(village, talk), "Lấy số liệu từ danh sách")
    assert heading(asked) == "Lấy số liệu từ danh sách?"
    assert "Danh sách chưa có ai." in asked.text
    assert '>Lượt người</th><td data-l="Đã nhập">40</td><td data-l="Theo danh sách">0<' in asked.text
    assert '>Nữ</th><td data-l="Đã nhập">25</td><td data-l="Theo danh sách">0<' in asked.text
    assert numbers(village, talk) == "40</span> lượt người, trong đó nữ 25."
    village.get(links(asked)["Giữ số đã nhập"])
    assert numbers(village, talk).startswith("40</span>")


def test_what_was_typed_comes_back_when_numbers_are_typed_again(village, talk):
    add(village, talk)
    press(village, press(village, list_of(village, talk), "Lấy số liệu từ danh sách"), "Thay bằng số của danh sách")
    assert numbers(village, talk).startswith("1</span> lượt người, trong đó nữ 1,")
    assert "Số nhập tay trước đó được giữ lại: 40 lượt người." in list_of(village, talk).text
    add(village, talk, "Lý Thị Hoa")
    assert numbers(village, talk).startswith("2</span>")
    press(village, list_of(village, talk), "Nhập số bằng tay")
    assert numbers(village, talk) == "40</span> lượt người, trong đó nữ 25."
    assert "Lý Thị Hoa" in list_of(village, talk).text


def test_a_list_that_changed_meanwhile_is_shown_again(village, talk):
    asked = press(village, list_of(village, talk), "Lấy số liệu từ danh sách")
    add(village, talk)
    again = press(village, asked, "Thay bằng số của danh sách")
    assert "Danh sách có 1 người." in again.text
    assert numbers(village, talk).startswith("40</span>")
    assert press(village, again, "Thay bằng số của danh sách").status_code == 303


def test_nothing_is_asked_where_nothing_is_lost(village, activity):
    found = activity(attendances=0)
    add(village, found)
    assert press(village, list_of(village, found), "Lấy số liệu từ danh sách").status_code == 303
    press(village, list_of(village, found), "Nhập số bằng tay")
    assert numbers(village, found).startswith("1</span>"), "the numbers of the list are there to go on from"


def test_what_is_no_class_any_more_gets_back_nobody_who_enrolled(village, activity):
    found = activity(kind=ActivityKind.SERIES, attendances=40, enrolled=12, completed=9)
    asked = press(village, list_of(village, found), "Lấy số liệu từ danh sách")
    assert '>Ghi danh</th><td data-l="Đã nhập">12</td>' in asked.text
    press(village, asked, "Thay bằng số của danh sách")
    press(village, village.get(f"/hoat-dong/{found.id}/sua"), "Lưu hoạt động", kind=ActivityKind.TALK.value)
    press(village, list_of(village, found), "Nhập số bằng tay")
    page = village.get(f"/hoat-dong/{found.id}")
    assert "40</span> lượt người" in page.text
    assert "Ghi danh" not in page.text


def test_the_second_tap_of_one_button_keeps_what_was_typed(village, talk):
    page = press(village, list_of(village, talk), "Lấy số liệu từ danh sách")
    for _time in range(2):
        press(village, page, "Thay bằng số của danh sách")
    assert "Nhập số bằng tay" in buttons(list_of(village, talk))
    press(village, list_of(village, talk), "Nhập số bằng tay")
    assert numbers(village, talk).startswith("40</span>")
