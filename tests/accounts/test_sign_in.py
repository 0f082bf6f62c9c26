"""People sign in and out on phones that others use too."""

import datetime as dt

import pytest
from sqlalchemy import update

from lhtq.accounts.models import SignIn, SignInFailure
from lhtq.accounts.policy import Role
from lhtq.accounts.rules import IDLE, wait_after
from lhtq.accounts.service import hash_password
from lhtq.db import db
from tests.client import Client, htmx
from tests.factories import AssignmentFactory
from tests.web.press import buttons, heading, links, message_beside, press, value_of

PASSWORD = "nương-ngô-trên-đồi"
HASH = hash_password(PASSWORD)
NOT_RIGHT = "Tên đăng nhập hoặc mật khẩu không đúng."


@pytest.fixture
def mui(place, person):
    """The recorder of Nà Khuyến, who knows her password."""
    return person(
        Role.VILLAGE_RECORDER, place.na_khuyen, username="mui.na-khuyen", full_name="Bàn Thị Mụi", password_hash=HASH
    )


def sign_in_as(client, username="mui.na-khuyen", password=PASSWORD, page="/dang-nhap"):
    return press(client, client.get(page), "Đăng nhập", username=username, password=password)


def test_one_signs_in_signs_out_and_the_phone_knows_nobody_any_more(mui, anonymous):
    answer = sign_in_as(anonymous)
    assert answer.status_code == 303
    home = anonymous.get(answer.location)
    assert heading(home) == "Việc cần làm"
    assert "Bàn Thị Mụi" in home.text

    press(anonymous, home, "Đăng xuất")
    assert anonymous.get("/").location == "/dang-nhap?tiep=/"


def test_a_user_name_is_taken_as_people_type_it(mui, anonymous):
    assert sign_in_as(anonymous, username="  Mui.Na-Khuyen ").status_code == 303


def test_sign_out_ends_the_session_on_the_server(mui, anonymous):
    sign_in_as(anonymous)
    stolen = anonymous.get_cookie("lhtq").value
    press(anonymous, anonymous.get("/"), "Đăng xuất")
    anonymous.set_cookie("lhtq", stolen)
    assert anonymous.get("/").status_code == 303


@pytest.mark.parametrize(
    ("username", "password"),
    [("mui.na-khuyen", "đoán bừa"), ("khong-ai-ca", PASSWORD)],
    ids=["wrong password", "unknown name"],
)
def test_which_of_the_two_was_wrong_is_not_told_and_the_name_is_kept(mui, anonymous, username, password):
    answer = sign_in_as(anonymous, username, password)
    assert answer.status_code == 422
    assert message_beside(answer, "password") == NOT_RIGHT
    assert value_of(answer, "username") == username
    assert value_of(answer, "password") == ""


def test_who_has_typed_nothing_yet_is_not_told_off(anonymous):
    assert "Chưa" not in anonymous.get("/dang-nhap").text


def test_an_empty_form_says_beside_each_field_what_is_missing(anonymous):
    answer = sign_in_as(anonymous, "  ", "")
    assert answer.status_code == 422
    assert message_beside(answer, "username") == "Nhập tên đăng nhập."
    assert message_beside(answer, "password") == "Nhập mật khẩu."


def test_one_without_a_role_is_told_no_more_than_a_stranger(place, arrange, person, anonymous):
    left = person(Role.VIEWER, place.yen_hoa, username="da-nghi", password_hash=HASH, active=False)
    assert left.account_id
    answer = sign_in_as(anonymous, "da-nghi")
    assert answer.status_code == 422
    assert message_beside(answer, "password") == NOT_RIGHT


def test_after_failures_in_a_row_one_waits_even_with_the_right_password_and_then_gets_in(mui, anonymous, arrange):
    for _time in range(5):
        assert sign_in_as(anonymous, password="đoán bừa").status_code == 422
    resting = sign_in_as(anonymous)
    assert resting.status_code == 429
    assert message_beside(resting, "password").startswith("Sai nhiều lần liền. Hãy đợi ")
    assert value_of(resting, "username") == "mui.na-khuyen"

    with arrange():
        db.session.execute(update(SignInFailure).values(last_at=dt.datetime.now(dt.UTC) - dt.timedelta(minutes=15)))
    assert sign_in_as(anonymous).status_code == 303
    press(anonymous, anonymous.get("/"), "Đăng xuất")
    assert sign_in_as(anonymous, password="đoán bừa").status_code == 422


def test_a_neighbour_at_the_same_address_does_not_wait(place, person, mui, anonymous):
    for _time in range(6):
        sign_in_as(anonymous, password="đoán bừa")
    person(Role.VIEWER, place.yen_hoa, username="hang-xom", password_hash=HASH)
    assert sign_in_as(anonymous, "hang-xom").status_code == 303


def test_the_wait_grows_from_nothing_to_a_quarter_of_an_hour_and_no_further():
    waits = [wait_after(failures) for failures in range(40)]
    assert waits[:5] == [dt.timedelta(0)] * 5
    assert waits == sorted(waits)
    assert waits[-1] == dt.timedelta(minutes=15)


def test_sign_in_returns_to_the_page_that_was_asked_for(place, mui, anonymous):
    wanted = f"/ho-gia-dinh/{place.na_khuyen.id}?tim=dat&trang=2"
    asked = anonymous.get(wanted)
    assert asked.status_code == 303
    answer = sign_in_as(anonymous, page=asked.location)
    assert answer.location == wanted


@pytest.mark.parametrize(
    "elsewhere",
    [
        "https://evil.example/", "//evil.example", "/\\evil.example", "\\\\evil.example", "/\t/evil.example",
        "javascript:alert(1)", "evil.example", " //evil.example",
    ],
)  # fmt: skip
def test_sign_in_never_leads_to_another_host(mui, anonymous, elsewhere):
    page = anonymous.get("/dang-nhap", query_string={"tiep": elsewhere})
    answer = press(anonymous, page, "Đăng nhập", username="mui.na-khuyen", password=PASSWORD)
    assert (answer.status_code, answer.location) == (303, "/")


def test_a_form_sent_after_the_sign_out_is_not_lost(place, mui, anonymous):
    sign_in_as(anonymous)
    form = anonymous.get(f"/ho-gia-dinh/{place.na_khuyen.id}/them")
    press(anonymous, form, "Đăng xuất")
    typed = {"full_name": "Hoàng Văn Thụ", "birth_year": "1975", "sex": "male", "ethnicity": "Tày"}

    stopped = press(anonymous, form, "Lưu hộ", **typed)
    assert stopped.status_code == 401
    assert "Bạn đã đăng xuất nên nội dung vừa nhập chưa được lưu." in stopped.text
    wrong = press(anonymous, stopped, "Đăng nhập", username="mui.na-khuyen", password="đoán bừa")
    assert message_beside(wrong, "password") == NOT_RIGHT

    kept = press(anonymous, wrong, "Đăng nhập", username="mui.na-khuyen", password=PASSWORD)
    assert heading(kept) == "Nội dung vừa nhập vẫn còn"
    assert "Hoàng Văn Thụ" in kept.text
    register = f"/ho-gia-dinh/{place.na_khuyen.id}"
    assert "Chưa có hộ nào trong sổ." in anonymous.get(register).text

    saved = press(anonymous, kept, "Gửi lại")
    assert saved.status_code == 303
    assert heading(anonymous.get(saved.location)) == "Hộ Hoàng Văn Thụ"
    assert anonymous.get(register).text.count("Hoàng Văn Thụ") == 1


@pytest.mark.parametrize(
    ("url", "form"),
    [
        ("/dang-nhap", {"username": "mui.na-khuyen", "password": PASSWORD}),
        ("/doi-mat-khau", {"current": PASSWORD, "new": "mot-mat-khau-khac", "again": "mot-mat-khau-khac"}),
    ],
)
def test_a_password_is_never_shown_or_carried_on(mui, sign_in, anonymous, url, form):
    for client in (sign_in(mui), anonymous):
        answer = client.post(url, data=form | {"csrf_token": "cũ"})
        assert answer.status_code in {303, 400}
        assert PASSWORD not in answer.text
        assert "mot-mat-khau-khac" not in answer.text


def test_taps_sent_after_the_sign_out_bring_the_sign_in_in_place_of_the_page(place, household, anonymous):
    dat = household(place.na_khuyen)
    answer = anonymous.post(f"/cham-diem/ho/{dat.id}/2026", data={"1.1": "10"}, headers=htmx(f"output#result-{dat.id}"))
    assert answer.status_code == 401
    assert answer.headers["HX-Retarget"] == "body"
    assert heading(answer) == "Đăng nhập"


def test_what_another_site_sends_is_not_carried_through_the_sign_in(anonymous):
    answer = anonymous.post("/doi-mat-khau", data={"new": "x"}, headers={"Sec-Fetch-Site": "cross-site"})
    assert answer.status_code == 303
    assert answer.location == "/dang-nhap"


def test_a_phone_left_alone_for_a_night_is_signed_out(mui, anonymous, arrange):
    sign_in_as(anonymous)
    assert anonymous.get("/").status_code == 200
    with arrange():
        _age_sign_ins(IDLE + dt.timedelta(minutes=1))
    assert anonymous.get("/").status_code == 303


def test_a_phone_in_use_stays_signed_in(mui, anonymous, arrange):
    sign_in_as(anonymous)
    for _part_of_the_day in range(2):
        with arrange():
            _age_sign_ins(IDLE - dt.timedelta(hours=1))
        assert anonymous.get("/").status_code == 200


def test_one_with_several_roles_switches_between_them(place, person, arrange, household, anonymous):
    household(place.na_khuyen, "Nguyễn Văn Đạt")
    hue = person(Role.COMMUNE_RECORDER, place.yen_hoa, username="hue", password_hash=HASH)
    with arrange():
        AssignmentFactory(account_id=hue.account_id, unit_id=place.da_vi.id, role=Role.VIEWER)
    sign_in_as(anonymous, "hue")
    register = f"/ho-gia-dinh/{place.na_khuyen.id}"
    assert anonymous.get(register).status_code == 200

    me = anonymous.get("/toi")
    assert "Cán bộ nhập liệu xã, xã Yên Hoa" in me.text
    moved = press(anonymous, me, "Dùng vai trò Người xem, xã Đà Vị")
    assert moved.location == "/"
    assert "Người xem, xã Đà Vị" in anonymous.get("/").text
    assert anonymous.get(register).status_code == 404

    press(anonymous, anonymous.get("/toi"), "Dùng vai trò Cán bộ nhập liệu xã, xã Yên Hoa")
    assert anonymous.get(register).status_code == 200


def test_nobody_takes_the_role_of_somebody_else(place, person, arrange, mui, sign_in):
    chair = person(Role.COMMUNE_APPROVER, place.yen_hoa)
    with arrange():
        role = AssignmentFactory(account_id=chair.account_id, unit_id=place.na_khuyen.id, role=Role.COMMUNE_APPROVER)
    village = sign_in(mui)
    assert village.post(f"/doi-vai-tro/{role.id}").status_code == 404
    assert "Người ghi ở thôn" in village.get("/").text


def test_one_role_alone_offers_nothing_to_switch_to(mui, sign_in):
    assert not [words for words in buttons(sign_in(mui).get("/toi")) if words.startswith("Dùng vai trò")]


def test_the_pages_of_the_signed_in_are_kept_by_no_shared_cache(mui, sign_in):
    assert sign_in(mui).get("/").headers["Cache-Control"] == "private, no-store"


def test_the_cookie_cannot_be_read_by_scripts_nor_sent_by_other_sites(mui, anonymous):
    cookie = next(c for c in sign_in_as(anonymous).headers.getlist("Set-Cookie") if c.startswith("lhtq="))
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie


def test_a_cookie_that_was_not_ours_is_nobodys(app, anonymous):
    with anonymous.session_transaction() as session:
        session["k"] = "1.never-given"
    assert anonymous.get("/").status_code == 303
    forged = Client(app, actor=None)
    forged.set_cookie("lhtq", "eyJrIjoiMS54In0.forged.forged")
    assert links(forged.get("/dang-nhap"))["LHTQ Học tập suốt đời"] == "/"


def _age_sign_ins(age):
    db.session.execute(update(SignIn).values(seen_at=dt.datetime.now(dt.UTC) - age))


def test_how_one_is_reached_is_a_number_or_nothing(mui, sign_in):
    village = sign_in(mui)
    refused = village.post("/toi/lien-he", data={"phone": "abc", "email": "mui@yenhoa.vn"})
    assert refused.status_code == 422
    assert message_beside(refused, "phone") == "Nhập số điện thoại, ví dụ 0912 345 678, hoặc để trống."
    assert (value_of(refused, "phone"), value_of(refused, "email")) == ("abc", "mui@yenhoa.vn")
    for told in ("0912 345 678", "+84 912 345 678", "0207 3822 123", ""):
        assert village.post("/toi/lien-he", data={"phone": told, "email": ""}).status_code == 303
        assert value_of(village.get("/toi"), "phone") == told
