"""A citizen, or an organisation, signs in for its own record: it registers and scores itself, and sees nothing else."""

import io
from types import SimpleNamespace

import pytest
from sqlalchemy import select

from lhtq.accounts.models import Assignment
from lhtq.accounts.policy import Role
from lhtq.db import db
from lhtq.register.models import Employment, Person
from lhtq.web.filters import today
from tests.client import Client
from tests.factories import AssignmentFactory, OrganisationFactory, PersonFactory
from tests.house.scene import picture
from tests.web.press import buttons, heading, links, message_beside, press, value_of

YEAR = today().year
PASSWORD = "nương-ngô-trên-đồi"


@pytest.fixture
def commune(place, sign_in):
    """The recorder of Yên Hoa."""
    return sign_in(Role.COMMUNE_RECORDER, at=place.yen_hoa)


@pytest.fixture
def admin(place, sign_in):
    return sign_in(Role.ADMINISTRATOR, at=place.yen_hoa)


@pytest.fixture
def story(place, household, arrange):
    """Ma Thị Lụa with her household in Nà Khuyến; a school of Yên Hoa in which she works; and others around."""
    dat = household(place.na_khuyen, "Nguyễn Văn Đạt")
    with arrange():
        lua = PersonFactory(household=dat, full_name="Ma Thị Lụa", birth_year=1990, titled=False)
        head = db.session.scalars(select(Person).filter_by(household_id=dat.id, full_name="Nguyễn Văn Đạt")).one()
        school = OrganisationFactory(unit_id=place.yen_hoa.id, name="Trường Mầm non", head_name="Hoàng Thị Hiệu")
        other = OrganisationFactory(unit_id=place.yen_hoa.id, name="Hợp tác xã chè")
        db.session.add(
            Employment(
                organisation_id=school.id, unit_id=school.unit_id, person_id=lua.id, person_unit_id=lua.unit_id,
                position="Giáo viên",
            )
        )  # fmt: skip
    return SimpleNamespace(household=dat, lua=lua, head=head, school=school, other=other)


def open_account(client, url, **typed):
    return press(client, client.get(f"{url}/tai-khoan"), "Lập tài khoản", **typed)


def code_on(page):
    return page.text.split('id="code">')[1].split("<")[0]


def first_sign_in(app, username, code):
    """A phone on which somebody signs in with a code and sets a password."""
    phone = Client(app, actor=None)
    page = phone.get(f"/dang-nhap?ten={username}")
    assert value_of(page, "username") == username
    assert press(phone, page, "Đăng nhập", password=code).status_code == 303
    phone._token = None  # noqa: SLF001 - a new session has a new token
    form = phone.get(phone.get("/").location)
    press(phone, form, "Đổi mật khẩu", current=code, new=PASSWORD, again=PASSWORD)
    return phone


@pytest.fixture
def lua(app, commune, story):
    """The phone of Ma Thị Lụa, signed in."""
    return first_sign_in(app, "lua", code_on(open_account(commune, f"/nguoi/{story.lua.id}", username="lua")))


@pytest.fixture
def school(app, commune, story):
    """The phone of the one who signs in for the school."""
    made = open_account(commune, f"/to-chuc/{story.school.id}", username="hieu", full_name="Hoàng Thị Hiệu")
    return first_sign_in(app, "hieu", code_on(made))


def test_the_recorder_opens_an_account_from_a_person_s_page(app, commune, story):
    url = links(commune.get(f"/nguoi/{story.lua.id}"))["Lập tài khoản"]
    form = commune.get(url)
    assert value_of(form, "username") == "lua.mathi.1990"
    made = press(commune, form, "Lập tài khoản")
    assert heading(made) == "Mã đăng nhập của Ma Thị Lụa"
    assert "http://localhost/dang-nhap" in made.text
    assert made.text.count('<svg viewBox="0 0') == 1
    assert "style=" not in made.text
    phone = first_sign_in(app, "lua.mathi.1990", code_on(made))
    assert phone.get("/").location == f"/phieu/cong-dan/{story.lua.id}/{YEAR}"

    page = commune.get(f"/nguoi/{story.lua.id}")
    assert "Tên đăng nhập: lua.mathi.1990" in page.text
    assert "Lập tài khoản" not in links(page)
    assert code_on(made) not in page.text


def test_the_same_form_sent_twice_opens_one_account_and_shows_the_same_code(commune, admin, story):
    form = commune.get(f"/nguoi/{story.lua.id}/tai-khoan")
    first, again = press(commune, form, "Lập tài khoản"), press(commune, form, "Lập tài khoản")
    assert code_on(first) == code_on(again)
    assert admin.get("/tai-khoan/cong-dan-co-quan").text.count("Ma Thị Lụa") == 1


def test_a_person_has_one_account_and_an_organisation_may_have_two(commune, story):
    form = commune.get(f"/nguoi/{story.lua.id}/tai-khoan")
    open_account(commune, f"/nguoi/{story.lua.id}", username="lua")
    late = press(commune, form, "Lập tài khoản", username="lua-2")
    assert late.status_code == 422
    assert message_beside(late, "full_name").startswith("Người này đã có tài khoản.")
    assert value_of(late, "username") == "lua-2"
    for username in ("hieu", "pho-hieu"):
        assert open_account(commune, f"/to-chuc/{story.school.id}", username=username).status_code == 200
    page = commune.get(f"/to-chuc/{story.school.id}").text
    assert ": hieu" in page
    assert ": pho-hieu" in page


@pytest.mark.parametrize(
    ("typed", "field", "words"),
    [
        ({"username": "Da-Co"}, "username", "Tên đăng nhập này đã có người dùng. Hãy chọn tên khác."),
        ({"username": " "}, "username", "Nhập tên đăng nhập."),
        ({"full_name": ""}, "full_name", "Nhập họ và tên."),
        ({"phone": "9" * 31}, "phone", "Nhiều nhất 30 ký tự."),
    ],
)
def test_what_cannot_be_is_explained_beside_its_field_and_kept(place, person, commune, story, typed, field, words):
    person(Role.VIEWER, place.da_vi, username="da-co")
    for url in (f"/nguoi/{story.lua.id}", f"/to-chuc/{story.school.id}"):
        answer = open_account(commune, url, **{"username": "lua", "phone": "0912"} | typed)
        assert answer.status_code == 422
        assert message_beside(answer, field) == words
        assert value_of(answer, "username") == typed.get("username", "lua").strip()


@pytest.mark.parametrize(
    "role", [Role.VILLAGE_RECORDER, Role.COMMUNE_REVIEWER, Role.COMMUNE_APPROVER, Role.VIEWER, Role.ADMINISTRATOR]
)
def test_nobody_else_opens_such_accounts(place, sign_in, story, role):
    client = sign_in(role, at=place.yen_hoa)
    for url in (f"/nguoi/{story.lua.id}", f"/to-chuc/{story.school.id}"):
        assert client.get(f"{url}/tai-khoan").status_code == 403
        assert client.post(f"{url}/tai-khoan", data={"username": "x"}).status_code == 403
        if role is not Role.ADMINISTRATOR:
            assert "Lập tài khoản" not in links(client.get(url))


def test_a_recorder_of_another_commune_opens_none(place, sign_in, story):
    client = sign_in(Role.COMMUNE_RECORDER, at=place.da_vi)
    for url in (f"/nguoi/{story.lua.id}", f"/to-chuc/{story.school.id}"):
        assert client.get(f"{url}/tai-khoan").status_code == 404


def test_the_administrator_finds_renews_and_ends_them_apart_from_the_officers(app, commune, admin, lua, story):
    assert "Ma Thị Lụa" not in admin.get("/tai-khoan").text
    listed = admin.get(links(admin.get("/tai-khoan"))["Tài khoản công dân, cơ quan"])
    assert "Công dân tự đánh giá" in listed.text
    assert "Thôn Nà Khuyến" in listed.text
    found = admin.get("/tai-khoan/cong-dan-co-quan?tim=thi lua")
    assert "Ma Thị Lụa" in found.text
    assert "Không tìm thấy" in admin.get("/tai-khoan/cong-dan-co-quan?tim=pao").text

    renewed = press(admin, found, "Cấp lại mã")
    assert links(renewed)["Xong, quay lại"] == "/tai-khoan/cong-dan-co-quan"
    assert lua.get("/").location.startswith("/dang-nhap")
    phone = first_sign_in(app, "lua", code_on(renewed))
    ended = press(admin, admin.get("/tai-khoan/cong-dan-co-quan"), "Dừng")
    assert "(đã dừng)" in admin.get(ended.location).text
    assert phone.get("/").location.startswith("/dang-nhap")
    assert "(đã dừng)" in commune.get(f"/nguoi/{story.lua.id}").text


def test_many_such_accounts_come_in_pages(place, arrange, person, story, admin):
    for number in range(26):
        with arrange():
            one = PersonFactory(household=story.household, full_name=f"Ma Thị {chr(65 + number)}")
        person(Role.CITIZEN, place.na_khuyen, person_id=one.id, full_name=one.full_name)
    first = admin.get("/tai-khoan/cong-dan-co-quan?tim=ma")
    assert "Ma Thị Z" not in first.text
    assert "Ma Thị Z" in admin.get(links(first)["Trang sau"]).text


def test_a_citizen_registers_scores_and_adds_evidence(lua, story):
    page = lua.get(lua.get("/").location)
    assert heading(page).endswith("Ma Thị Lụa")
    page = lua.get(press(lua, page, f"Đăng ký năm {YEAR}").location)
    assert "Chưa đăng ký" not in page.text
    saved = press(lua, page, "Lưu điểm", **{"1.1": "10", "1.2": "5"})
    page = lua.get(saved.location)
    assert (value_of(page, "1.1"), value_of(page, "1.2")) == ("10", "5")
    photo = {"file": (io.BytesIO(picture()), "anh.jpg"), "indicator": "1.1"}
    page = lua.get(press(lua, page, "Thêm minh chứng", **photo).location)
    evidence = links(page)[next(words for words in links(page) if words.startswith("Tiêu chí 1.1"))]
    assert lua.get(evidence).status_code == 200
    assert lua.get(f"{evidence}/nho").status_code == 200


def test_the_village_goes_on_with_what_a_citizen_began(place, sign_in, lua, story):
    url = f"/phieu/cong-dan/{story.lua.id}/{YEAR}"
    press(lua, lua.get(url), f"Đăng ký năm {YEAR}")
    press(lua, lua.get(url), "Lưu điểm", **{"1.1": "10"})
    village = sign_in(Role.VILLAGE_RECORDER, at=place.na_khuyen)
    page = village.get(url)
    assert value_of(page, "1.1") == "10"
    assert "Ma Thị Lụa" in page.text.split("<h2>Các bước</h2>")[1]


def test_a_citizen_sees_the_own_record_and_nothing_else(place, lua, story):
    own = lua.get(links(lua.get("/toi"))["Thông tin của tôi trong sổ"])
    assert heading(own) == "Ma Thị Lụa"
    assert "Trường Mầm non" in own.text
    assert "Nguyễn Văn Đạt" not in own.text
    assert buttons(own) == ["Đăng xuất"]
    assert not [url for url in links(own).values() if url.startswith(("/ho/", "/to-chuc/", "/don-vi/"))]

    village, commune, dat, head = place.na_khuyen, place.yen_hoa, story.household, story.head
    for url in (
        f"/ho/{dat.id}", f"/ho/{dat.id}/nguoi/{story.lua.id}", f"/nguoi/{head.id}", f"/phieu/cong-dan/{head.id}/{YEAR}",
        f"/phieu/ho/{dat.id}/{YEAR}", f"/phieu/cong-dong/{village.id}/{YEAR}", f"/ho-gia-dinh/{village.id}",
        f"/don-vi/{village.id}", f"/don-vi/{commune.id}", f"/cham-diem/{village.id}/{YEAR}",
        f"/phieu/{village.id}/{YEAR}", f"/danh-hieu/{village.id}", f"/cac-dong-ho/{commune.id}",
        f"/cac-to-chuc/{commune.id}", f"/to-chuc/{story.school.id}", f"/cong-nhan/{commune.id}/{YEAR}",
    ):  # fmt: skip
        assert lua.get(url).status_code in {403, 404}, url
    for url in (
        f"/phieu/cong-dan/{head.id}/{YEAR}/dang-ky", f"/cham-diem/cong-dan/{head.id}/{YEAR}",
        f"/phieu/cong-dan/{head.id}/{YEAR}/minh-chung", f"/cham-diem/{village.id}/{YEAR}/dang-ky",
        f"/nguoi/{story.lua.id}/chuyen-ho", f"/phieu/cong-dan/{story.lua.id}/{YEAR}/tham-dinh",
        f"/nguoi/{story.lua.id}/tai-khoan",
    ):  # fmt: skip
        assert lua.post(url).status_code in {403, 404}, url


def test_an_organisation_keeps_its_staff_and_scores_itself(place, household, school, story):
    assert school.get("/").location == f"/phieu/to-chuc/{story.school.id}/{YEAR}"
    sheet = school.get(school.get("/").location)
    sheet = school.get(press(school, sheet, f"Đăng ký năm {YEAR}").location)
    graded = next(
        indicator for indicator in ("2.1", "2.2", "3.1", "3.2") if f'type="radio" name="{indicator}"' in sheet.text
    )
    points = sheet.text.split(f'type="radio" name="{graded}" value="')[3].split('"')[0]
    saved = press(school, sheet, "Lưu điểm", **{graded: points})
    assert value_of(school.get(saved.location), graded) == points

    page = school.get(links(sheet)["Người làm việc"])
    assert "Giáo viên" in page.text
    assert "Ma Thị Lụa" not in links(page)
    household(place.ban_luc, "Lý Thị Mây")
    form = school.get(links(page)["Thêm người làm việc"])
    assert "Tìm theo tên" not in form.text  # the people of the commune are not the school's to look through
    typed = {"full_name": "Lý Thị Mây", "birth_year": "1980"}
    press(school, form, "Tìm và thêm", commune=str(place.da_vi.id), far_position="Kế toán", **typed)
    page = school.get(f"/to-chuc/{story.school.id}")
    assert "Lý Thị Mây" in page.text
    press(school, page, "Thôi làm việc Ma Thị Lụa")
    assert "Ma Thị Lụa" not in school.get(f"/to-chuc/{story.school.id}").text


def test_an_organisation_sees_its_own_record_and_nothing_else(place, school, story):
    own = f"/to-chuc/{story.school.id}"
    assert school.get(links(school.get("/toi"))["Người làm việc của cơ quan"]).status_code == 200
    assert "Sửa" not in links(school.get(own))
    village, commune, lua = place.na_khuyen, place.yen_hoa, story.lua
    for url in (
        f"{own}/sua", f"{own}/tai-khoan", f"/to-chuc/{story.other.id}", f"/to-chuc/{story.other.id}/nguoi/them",
        f"/phieu/to-chuc/{story.other.id}/{YEAR}", f"/cac-to-chuc/{commune.id}", f"/nguoi/{lua.id}",
        f"/phieu/cong-dan/{lua.id}/{YEAR}", f"/ho/{story.household.id}", f"/ho-gia-dinh/{village.id}",
        f"/don-vi/{commune.id}", f"/cac-dong-ho/{commune.id}", f"/phieu/{commune.id}/{YEAR}",
    ):  # fmt: skip
        assert school.get(url).status_code in {403, 404}, url
    for url in (f"{own}/sua", f"/to-chuc/{story.other.id}/nguoi/theo-ten", f"/nguoi/{lua.id}/chuyen-ho"):
        assert school.post(url, data={"name": "Trường Khác"}).status_code in {403, 404}, url
    # One of the commune is not picked by a number either.
    assert school.post(f"{own}/nguoi/them", data={"person": str(story.head.id)}).status_code == 404


def test_one_who_is_an_officer_too_changes_between_the_roles(place, arrange, person, sign_in, story):
    actor = person(Role.VILLAGE_RECORDER, place.na_khuyen, full_name="Ma Thị Lụa")
    with arrange():
        AssignmentFactory(
            account_id=actor.account_id, unit_id=place.na_khuyen.id, role=Role.CITIZEN, person_id=story.lua.id
        )
    phone = sign_in(actor)
    assert phone.get(f"/ho/{story.household.id}").status_code == 200
    press(phone, phone.get("/toi"), "Dùng vai trò Công dân tự đánh giá, thôn Nà Khuyến")
    assert phone.get("/").location == f"/phieu/cong-dan/{story.lua.id}/{YEAR}"
    assert phone.get(f"/ho/{story.household.id}").status_code == 404
    press(phone, phone.get("/toi"), "Dùng vai trò Người ghi ở thôn, thôn Nà Khuyến")
    assert phone.get(f"/ho/{story.household.id}").status_code == 200


@pytest.mark.parametrize("typed", ["%00", "a" * 500, "<b>lua</b>"])
def test_an_odd_name_in_the_address_of_the_sign_in_page_breaks_nothing(anonymous, typed):
    page = anonymous.get(f"/dang-nhap?ten={typed}")
    assert page.status_code == 200
    assert len(value_of(page, "username")) <= 60


def test_the_bound_record_is_of_the_account_s_role(arrange, commune, story):
    open_account(commune, f"/nguoi/{story.lua.id}", username="lua")
    open_account(commune, f"/to-chuc/{story.school.id}", username="hieu")
    with arrange():
        rows = db.session.execute(
            select(Assignment.role, Assignment.person_id, Assignment.organisation_id, Assignment.unit_id)
            .where(Assignment.role.in_([Role.CITIZEN, Role.ORGANISATION]))
            .order_by(Assignment.id)
        ).all()
    assert [tuple(row) for row in rows] == [
        (Role.CITIZEN, story.lua.id, None, story.lua.unit_id),
        (Role.ORGANISATION, None, story.school.id, story.school.unit_id),
    ]
