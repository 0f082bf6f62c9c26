"""An administrator makes, renews and ends the accounts of the own unit and below."""

import uuid

import pytest

from lhtq.accounts.models import Account
from lhtq.accounts.policy import OF_ONE_RECORD, ROLE_NAMES, Role
from lhtq.accounts.queries import history
from lhtq.accounts.service import hash_password
from lhtq.db import db
from tests.client import Client
from tests.factories import AssignmentFactory
from tests.web.press import heading, message_beside, press, value_of

PAGE = "/tai-khoan/them"
HASH = hash_password("nương-ngô-trên-đồi")


@pytest.fixture
def admin(place, sign_in):
    return sign_in(Role.ADMINISTRATOR, at=place.yen_hoa)


def add(client, unit, **changed):
    typed = {"full_name": "Nông Thị Lan", "username": "lan.yen-hoa", "phone": "0912 345 678", **changed}
    return press(
        client, client.get(PAGE), "Tạo tài khoản", unit_id=str(unit.id), role=Role.VILLAGE_RECORDER.value, **typed
    )


def code_on(page):
    return page.text.split('id="code">')[1].split("<")[0]


def browser(app, username, password):
    """A browser, and the answer to signing in with it."""
    client = Client(app, actor=None)
    return client, press(client, client.get("/dang-nhap"), "Đăng nhập", username=username, password=password)


def line_of(page, name):
    """The line of a person in the list of accounts."""
    return next(line for line in page.text.split("<tr>") if name in line)


def role_on(page, name):
    """The id of the role that the list has of a person."""
    return line_of(page, name).split('action="/tai-khoan/')[1].split("/")[0]


def test_a_new_account_signs_in_with_its_code_and_sets_a_password_at_once(app, place, admin):
    made = add(admin, place.na_khuyen)
    assert heading(made) == "Mã đăng nhập của Nông Thị Lan"
    assert "lan.yen-hoa" in made.text
    lan, answer = browser(app, "lan.yen-hoa", code_on(made))
    assert answer.status_code == 303
    assert lan.get("/").location == "/doi-mat-khau"
    listed = admin.get("/tai-khoan")
    assert "Thôn Nà Khuyến" in line_of(listed, "Nông Thị Lan")
    assert code_on(made) not in listed.text


def test_the_same_form_sent_twice_makes_one_account_and_shows_the_same_code(place, admin):
    form = admin.get(PAGE)
    typed = {"full_name": "Nông Thị Lan", "username": "lan", "unit_id": str(place.yen_hoa.id), "role": "viewer"}
    first = press(admin, form, "Tạo tài khoản", **typed)
    again = press(admin, form, "Tạo tài khoản", **typed)
    assert code_on(first) == code_on(again)
    assert admin.get("/tai-khoan").text.count("Nông Thị Lan") == 1


@pytest.mark.parametrize(
    ("typed", "field", "words"),
    [
        ({"full_name": "  "}, "full_name", "Nhập họ và tên."),
        ({"full_name": "a" * 121}, "full_name", "Nhiều nhất 120 ký tự."),
        ({"username": ""}, "username", "Nhập tên đăng nhập."),
        ({"username": "Da-Co"}, "username", "Tên đăng nhập này đã có người dùng. Hãy chọn tên khác."),
        ({"phone": "9" * 31}, "phone", "Nhiều nhất 30 ký tự."),
    ],
)
def test_what_cannot_be_is_explained_beside_its_field_and_kept(place, person, admin, typed, field, words):
    person(Role.VIEWER, place.da_vi, username="da-co")
    answer = add(admin, place.na_khuyen, **typed)
    assert answer.status_code == 422
    assert message_beside(answer, field) == words
    assert value_of(answer, "unit_id") == str(place.na_khuyen.id)
    assert value_of(answer, "role") == Role.VILLAGE_RECORDER.value
    assert "Nông Thị Lan" not in admin.get("/tai-khoan").text


def test_only_the_own_unit_and_those_below_are_offered_and_taken(place, admin):
    form = admin.get(PAGE).text
    assert "Xã Yên Hoa" in form
    assert "Thôn Nà Khuyến" in form
    assert "Xã Đà Vị" not in form
    for elsewhere in (place.da_vi, place.na_hang, place.province):
        answer = add(admin, elsewhere)
        assert answer.status_code == 422
        assert message_beside(answer, "unit_id") == "Chọn một mục trong danh sách."


def test_a_role_that_does_not_exist_is_not_taken(place, admin):
    answer = press(
        admin, admin.get(PAGE), "Tạo tài khoản", full_name="Lan", username="lan", unit_id=str(place.yen_hoa.id),
        role="king",
    )  # fmt: skip
    assert answer.status_code == 422
    assert message_beside(answer, "role") == "Chọn một mục trong danh sách."


def test_every_role_but_those_of_one_record_can_be_given(place, admin):
    form = admin.get(PAGE).text
    assert {role for role, name in ROLE_NAMES.items() if name in form} == set(Role) - OF_ONE_RECORD
    for role in OF_ONE_RECORD:
        answer = admin.post(
            PAGE, data={"key": str(uuid.uuid4()), "full_name": "Lan", "username": "lan", "role": role.value,
                        "unit_id": place.yen_hoa.id},
        )  # fmt: skip
        assert message_beside(answer, "role") == "Chọn một mục trong danh sách."


def test_the_list_holds_the_accounts_of_the_own_unit_and_below_alone(place, person, admin):
    person(Role.VILLAGE_RECORDER, place.na_khuyen, full_name="Người Của Thôn")
    person(Role.VIEWER, place.da_vi, full_name="Người Xã Khác")
    person(Role.PROVINCE_OFFICER, place.province, full_name="Người Của Tỉnh")
    listed = admin.get("/tai-khoan").text
    assert "Người Của Thôn" in listed
    assert "Người Xã Khác" not in listed
    assert "Người Của Tỉnh" not in listed


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ADMINISTRATOR])
def test_nobody_else_manages_accounts(place, person, sign_in, own_record, role):
    somebody = person(Role.VIEWER, place.na_khuyen, full_name="Người Của Thôn")
    client = sign_in(own_record(role) if role in OF_ONE_RECORD else person(role, place.yen_hoa))
    assert client.get("/tai-khoan").status_code == 403
    assert client.get(PAGE).status_code == 403
    assert "Vai trò của bạn không được làm việc này." in client.post(PAGE, data={"username": "x"}).text
    admin = sign_in(Role.ADMINISTRATOR, at=place.yen_hoa)
    role_id = role_on(admin.get("/tai-khoan"), somebody.name)
    # Who signs in for one record sees no other account: that there is one is not told.
    refused = 404 if role in OF_ONE_RECORD else 403
    assert client.post(f"/tai-khoan/{role_id}/cap-lai-ma").status_code == refused
    assert client.post(f"/tai-khoan/{role_id}/tam-dung").status_code == refused
    assert client.get("/tai-khoan/cong-dan-co-quan").status_code == 403


def test_a_role_that_ends_signs_its_person_out_at_the_next_request(app, place, person, sign_in, admin):
    mui = person(Role.VILLAGE_RECORDER, place.na_khuyen, full_name="Bàn Thị Mụi", username="mui", password_hash=HASH)
    phone = sign_in(mui)
    assert phone.get("/").status_code == 200

    ended = press(admin, admin.get("/tai-khoan"), "Dừng")
    assert "(đã dừng)" in line_of(admin.get(ended.location), "Bàn Thị Mụi")
    assert phone.get("/").status_code == 303
    assert browser(app, "mui", "nương-ngô-trên-đồi")[1].status_code == 422

    press(admin, admin.get("/tai-khoan"), "Mở lại")
    assert "(đã dừng)" not in line_of(admin.get("/tai-khoan"), "Bàn Thị Mụi")
    assert browser(app, "mui", "nương-ngô-trên-đồi")[1].status_code == 303


def test_a_new_code_ends_the_old_password_and_signs_out_everywhere(app, place, person, sign_in, admin):
    mui = person(Role.VILLAGE_RECORDER, place.na_khuyen, full_name="Bàn Thị Mụi", username="mui", password_hash=HASH)
    phone = sign_in(mui)
    renewed = press(admin, admin.get("/tai-khoan"), "Cấp lại mã")
    assert heading(renewed) == "Mã đăng nhập của Bàn Thị Mụi"
    assert phone.get("/").status_code == 303
    assert browser(app, "mui", "nương-ngô-trên-đồi")[1].status_code == 422
    signed_in, _answer = browser(app, "mui", code_on(renewed))
    assert signed_in.get("/").location == "/doi-mat-khau"


def test_accounts_of_another_commune_cannot_be_touched(place, person, sign_in, admin):
    stranger = person(Role.VIEWER, place.da_vi, full_name="Người Xã Khác")
    phone = sign_in(stranger)
    role_id = role_on(sign_in(Role.ADMINISTRATOR, at=place.na_hang).get("/tai-khoan"), stranger.name)
    assert admin.post(f"/tai-khoan/{role_id}/cap-lai-ma").status_code == 404
    assert admin.post(f"/tai-khoan/{role_id}/tam-dung").status_code == 404
    assert phone.get("/").status_code == 200


def test_the_code_of_one_from_above_is_not_given_by_the_commune(place, person, arrange, sign_in, admin):
    officer = person(Role.PROVINCE_OFFICER, place.province, full_name="Người Của Tỉnh")
    with arrange():
        here = AssignmentFactory(account_id=officer.account_id, unit_id=place.yen_hoa.id, role=Role.VIEWER)
    assert admin.post(f"/tai-khoan/{here.id}/cap-lai-ma").status_code == 404
    assert sign_in(officer).get("/").status_code == 200


def test_the_code_of_one_who_also_acts_above_is_not_given_by_the_commune(place, person, arrange, admin):
    risen = person(Role.VIEWER, place.yen_hoa, full_name="Người Lên Tỉnh")
    role_id = role_on(admin.get("/tai-khoan"), risen.name)
    with arrange():
        AssignmentFactory(account_id=risen.account_id, unit_id=place.province.id, role=Role.ADMINISTRATOR)
    assert admin.post(f"/tai-khoan/{role_id}/cap-lai-ma").status_code in {403, 404}


def test_an_administrator_does_not_end_the_own_role(place, person, sign_in):
    nhung = person(Role.ADMINISTRATOR, place.yen_hoa, full_name="Hoàng Thị Nhung")
    own = sign_in(nhung)
    other = sign_in(Role.ADMINISTRATOR, at=place.na_hang)
    role_id = role_on(other.get("/tai-khoan"), nhung.name)
    assert "/tam-dung" not in line_of(own.get("/tai-khoan"), nhung.name)
    assert own.post(f"/tai-khoan/{role_id}/tam-dung").status_code == 403
    assert own.get("/").status_code == 200


def test_what_was_done_to_an_account_is_written_down_without_its_password(place, acting, admin):
    add(admin, place.na_khuyen)
    press(admin, admin.get("/tai-khoan"), "Cấp lại mã")
    with acting(Role.ADMINISTRATOR, at=place.yen_hoa):
        account = db.session.query(Account).filter_by(username="lan.yen-hoa").one()
        steps = history(account)
    assert [step.note for step in steps] == ["", "Cấp lại mã đăng nhập"]
    assert all(step.changes["password_hash"] == ["…", "…"] for step in steps)
