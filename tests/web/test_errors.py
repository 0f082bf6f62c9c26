"""When something goes wrong the person is told in plain words, and nothing typed is lost."""

import pytest
from flask.testing import FlaskClient
from sqlalchemy.exc import OperationalError

from lhtq.accounts.policy import Role
from lhtq.app import MOST_REQUEST_BYTES, create_app
from lhtq.config import Settings
from lhtq.db import db
from tests.client import Client, htmx
from tests.web.press import heading, links, press


@pytest.fixture
def recorder(place, sign_in):
    return sign_in(Role.VILLAGE_RECORDER, at=place.na_khuyen)


@pytest.fixture
def served(app, server, files):
    """The app as it is served: a bug is a page and no traceback."""
    made = create_app(Settings(server.copy().app, "key of the tests", files, secure_cookies=False))
    yield made
    with made.app_context():
        db.engine.dispose()


@pytest.mark.parametrize(
    "url", ["/khong-co", "/ho/999999", "/don-vi/999999", "/cham-diem/1/1999", "/phieu/ho/abc/2026", f"/don-vi/{10**20}"]
)
def test_a_page_that_is_not_there_says_so_and_leads_home(recorder, url):
    answer = recorder.get(url)
    assert answer.status_code == 404
    assert heading(answer) == "Không tìm thấy trang"
    assert links(answer)["Về trang chính"] == "/"
    assert "Mã yêu cầu:" in answer.text


def test_a_page_that_the_role_may_not_see_says_so(place, sign_in):
    answer = sign_in(Role.VIEWER, at=place.yen_hoa).get("/tai-khoan")
    assert answer.status_code == 403
    assert heading(answer) == "Không được phép"
    assert "Vai trò của bạn không được làm việc này." in answer.text


def test_an_address_that_takes_no_such_request_says_so(recorder):
    assert recorder.get("/dang-xuat").status_code == 405
    assert recorder.post("/toi").status_code == 405


def test_what_is_too_large_to_be_read_says_so(place, household, recorder):
    dat = household(place.na_khuyen)
    answer = FlaskClient.open(
        recorder,
        f"/phieu/ho/{dat.id}/2026/minh-chung",
        method="POST",
        content_type="multipart/form-data; boundary=x",
        environ_overrides={"CONTENT_LENGTH": str(MOST_REQUEST_BYTES + 1)},
    )
    assert answer.status_code == 413
    assert "Mỗi lần gửi nhiều nhất 20 MB." in answer.text


def test_a_form_with_an_old_token_is_shown_again_and_sent_with_one_button(place, recorder):
    url = f"/ho-gia-dinh/{place.na_khuyen.id}/them"
    typed = {"full_name": "Lý Thị Mây", "birth_year": "1990", "sex": "female", "ethnicity": "Dao"}
    form = recorder.get(url)
    stopped = press(recorder, form, "Lưu hộ", csrf_token="cũ", **typed)
    assert stopped.status_code == 400
    assert heading(stopped) == "Nội dung vừa nhập vẫn còn"
    assert "Lý Thị Mây" in stopped.text
    saved = press(recorder, stopped, "Gửi lại")
    assert saved.status_code == 303
    assert heading(recorder.get(saved.location)) == "Hộ Lý Thị Mây"


@pytest.mark.parametrize(
    "said", [{"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "", "Origin": "https://evil.example"}]
)
def test_what_another_site_sends_is_refused_and_not_shown(place, recorder, said):
    answer = recorder.post(
        f"/ho-gia-dinh/{place.na_khuyen.id}/them", data={"csrf_token": "x", "full_name": "Kẻ Gian"}, headers=said
    )
    assert answer.status_code == 400
    assert "Kẻ Gian" not in answer.text
    assert "Gửi lại" not in answer.text


def test_a_row_that_asks_is_answered_in_words_alone(recorder):
    answer = recorder.post("/cham-diem/ho/999999/2026", headers=htmx("output#result-999999"))
    assert (answer.status_code, answer.mimetype) == (404, "text/plain")
    assert answer.text == "Địa chỉ sai, hoặc nội dung này không thuộc phạm vi của bạn."


def test_a_bug_is_told_with_a_number_to_ask_after_and_nothing_else(served, monkeypatch, caplog):
    def broken(*_given: object) -> None:
        raise KeyError("mật khẩu của ai đó")

    monkeypatch.setattr("lhtq.accounts.views.SignInForm", broken)
    answer = Client(served, actor=None).get("/dang-nhap")
    assert answer.status_code == 500
    assert heading(answer) == "Có lỗi ở phía hệ thống"
    assert "mật khẩu của ai đó" not in answer.text
    number = answer.text.split("Mã yêu cầu: ")[1].split("<")[0]
    assert number in caplog.text


def test_a_database_that_is_away_is_told_and_not_mistaken_for_a_bug(served, monkeypatch):
    def away(*_given: object, **_named: object) -> None:
        raise OperationalError("SELECT 1", {}, ConnectionError("gone"))

    client = Client(served, actor=None)
    form = {"username": "lan", "password": "x", "csrf_token": client.token()}
    monkeypatch.setattr("lhtq.accounts.service.sign_in", away)
    answer = client.post("/dang-nhap", data=form)
    assert answer.status_code == 503
    assert "Nội dung chưa được lưu." in answer.text
