"""Everyone keeps a password of their own."""

import pytest

from lhtq.accounts.policy import Role
from lhtq.accounts.rules import PASSWORD_MAX
from lhtq.accounts.service import hash_password
from tests.client import Client
from tests.web.press import heading, message_beside, press

OLD = "nương-ngô-trên-đồi"
NEW = "suối chảy qua bản"
HASH = hash_password(OLD)
PAGE = "/doi-mat-khau"


@pytest.fixture
def mui(place, person):
    return person(Role.VILLAGE_RECORDER, place.na_khuyen, username="mui.na-khuyen", password_hash=HASH)


@pytest.fixture
def new_hand(place, person):
    """Somebody whose password was read aloud by the administrator."""
    return person(
        Role.VILLAGE_RECORDER, place.na_khuyen, username="nguoi-moi", password_hash=HASH, must_change_password=True
    )


def change(client, current=OLD, new=NEW, again=None):
    return press(client, client.get(PAGE), "Đổi mật khẩu", current=current, new=new, again=again or new)


def signs_in(client, username, password):
    answer = press(client, client.get("/dang-nhap"), "Đăng nhập", username=username, password=password)
    return answer.status_code == 303


def test_the_new_password_holds_and_the_old_one_no_longer(app, mui, sign_in):
    phone = sign_in(mui)
    answer = change(phone)
    assert answer.status_code == 303
    assert "Đã đổi mật khẩu." in phone.get(answer.location).text
    assert not signs_in(Client(app, actor=None), "mui.na-khuyen", OLD)
    assert signs_in(Client(app, actor=None), "mui.na-khuyen", NEW)


def test_a_change_signs_the_other_phones_out_and_not_this_one(mui, sign_in):
    this, lost = sign_in(mui), sign_in(mui)
    change(this)
    assert this.get("/").status_code == 200
    assert lost.get("/").status_code == 303


@pytest.mark.parametrize(
    ("typed", "field", "words"),
    [
        ({"current": "không phải"}, "current", "Mật khẩu hiện tại không đúng."),
        ({"current": ""}, "current", "Nhập mật khẩu hiện tại."),
        ({"new": "ngắn"}, "new", "Mật khẩu cần ít nhất 8 ký tự."),
        ({"new": "x" * PASSWORD_MAX + "yz"}, "new", f"Mật khẩu dài nhất {PASSWORD_MAX} ký tự."),
        ({"new": "TuyenQuang"}, "new", "Mật khẩu này quá dễ đoán. Hãy chọn mật khẩu khác."),
        ({"new": "abababab"}, "new", "Mật khẩu này quá dễ đoán. Hãy chọn mật khẩu khác."),
        ({"new": "Mui.Na-Khuyen1"}, "new", "Mật khẩu không được chứa tên đăng nhập."),
        ({"again": "suối cạn"}, "again", "Hai lần nhập mật khẩu mới không giống nhau."),
    ],
)
def test_a_password_that_will_not_do_is_explained_beside_its_field(app, mui, sign_in, typed, field, words):
    answer = change(sign_in(mui), **typed)
    assert answer.status_code == 422
    assert message_beside(answer, field) == words
    assert signs_in(Client(app, actor=None), "mui.na-khuyen", OLD)


def test_passwords_are_never_written_back_into_the_page(mui, sign_in):
    answer = change(sign_in(mui), again="suối cạn")
    assert OLD not in answer.text
    assert NEW not in answer.text


@pytest.mark.parametrize("page", ["/", "/toi", "/tieu-chi", "/don-vi/1"])
def test_a_one_time_code_opens_nothing_but_the_change_of_password(new_hand, sign_in, page):
    answer = sign_in(new_hand).get(page)
    assert (answer.status_code, answer.location) == (303, PAGE)


def test_a_one_time_code_saves_nothing(place, household, new_hand, sign_in):
    dat = household(place.na_khuyen, address="Đầu làng")
    phone = sign_in(new_hand)
    page = phone.get(PAGE)
    token = page.text.split('name="csrf_token" value="')[1].split('"')[0]
    answer = phone.post(f"/ho/{dat.id}", data={"address": "Cuối làng", "csrf_token": token})
    assert answer.location == PAGE
    change(phone)
    assert "Đầu làng" in phone.get(f"/ho/{dat.id}").text


def test_after_the_change_the_work_begins(new_hand, sign_in):
    phone = sign_in(new_hand)
    assert "Mã đăng nhập dùng một lần." in phone.get(PAGE).text
    change(phone)
    assert heading(phone.get("/")) == "Việc cần làm"


def test_the_one_time_code_cannot_be_kept_as_the_password(new_hand, sign_in):
    phone = sign_in(new_hand)
    answer = change(phone, new=OLD)
    assert answer.status_code == 422
    assert message_beside(answer, "new")
    assert phone.get("/").location == PAGE


def test_one_with_a_one_time_code_can_sign_out(new_hand, sign_in):
    phone = sign_in(new_hand)
    assert press(phone, phone.get(PAGE), "Đăng xuất").location == "/dang-nhap"
    assert phone.get(PAGE).location.startswith("/dang-nhap")
