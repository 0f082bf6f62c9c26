"""A commune keeps its centre: the board, what it has, whom it works with and serves, its plan."""

import datetime as dt

import pytest

from lhtq.accounts.policy import Role
from lhtq.centre.rules import ActivityKind
from lhtq.membership.rules import BranchKind
from lhtq.membership.rules import Position as Office
from lhtq.web.filters import today
from tests.factories import BranchFactory, MemberFactory, PostFactory
from tests.web.press import buttons, heading, links, message_beside, press, said, value_of

YEAR = today().year
BOARD = {"position": "deputy", "term_from": "01/06/2022", "full_name": "Ma Văn Phó"}


def test_a_commune_writes_its_centre_down_and_changes_it(place, commune):
    page = commune.get("/")
    form = commune.get(links(page)["Ghi trung tâm học tập cộng đồng của xã"])
    saved = press(commune, form, "Lưu trung tâm", decision_number="12/QĐ-UBND", decision_on="01/06/2019",
                  address="Thôn Nà Khuyến")  # fmt: skip
    page = commune.get(saved.location)
    assert heading(page) == "Trung tâm học tập cộng đồng xã Yên Hoa"
    assert "Quyết định số 12/QĐ-UBND ngày 01/06/2019" in page.text
    press(commune, commune.get(links(page)["Sửa"]), "Lưu trung tâm", phone="0987 654 321")
    assert "0987 654 321" in commune.get(saved.location).text
    assert "Ghi hoạt động của trung tâm học tập cộng đồng" in links(commune.get("/"))


def test_a_commune_has_one_centre(place, centre, commune):
    answer = press(commune, commune.get(f"/cac-trung-tam/{place.yen_hoa.id}/them"), "Lưu trung tâm")
    assert answer.status_code == 422
    assert "đã có trung tâm" in message_beside(answer, "name")


@pytest.mark.parametrize(
    ("typed", "field"),
    [({"name": " "}, "name"), ({"decision_on": "32/01/2020"}, "decision_on"), ({"decision_on": "01/01/2099"},
     "decision_on"), ({"phone": "9" * 31}, "phone")],
)  # fmt: skip
def test_what_cannot_be_is_explained_beside_its_field(commune, centre, typed, field):
    answer = press(commune, commune.get(f"/trung-tam/{centre.id}/sua"), "Lưu trung tâm", **typed)
    assert answer.status_code == 422
    assert message_beside(answer, field)


def test_two_who_change_the_centre_are_told_of_each_other(place, centre, commune, sign_in):
    url = f"/trung-tam/{centre.id}/sua"
    other = sign_in(Role.COMMUNE_RECORDER, at=place.yen_hoa)
    mine, theirs = commune.get(url), other.get(url)
    press(other, theirs, "Lưu trung tâm", name="Trung tâm A")
    answer = press(commune, mine, "Lưu trung tâm", name="Trung tâm B")
    assert "Trung tâm A" in message_beside(answer, "name")
    assert press(commune, answer, "Lưu trung tâm").status_code == 303


def test_the_chair_of_the_association_on_the_board_counts(place, centre, commune, household, member, measured, arrange):
    hoa = member(household(place.na_khuyen, "Ma Thị Hoa"))
    with arrange():
        branch = BranchFactory(unit_id=place.yen_hoa.id, kind=BranchKind.ASSOCIATION, founded_on=dt.date(2020, 1, 1))
        of_association = MemberFactory(
            branch=branch, full_name="Ma Thị Hoa", person_id=hoa.id, person_unit_id=hoa.unit_id
        )
        PostFactory(branch=branch, member=of_association, position=Office.VICE_CHAIR)
    url = f"/trung-tam/{centre.id}/ban-giam-doc/them"
    press(commune, commune.get(f"{url}?tim=thi+hoa"), "Chọn Ma Thị Hoa", position="director", term_from="01/06/2022",
          association="vice-chair")  # fmt: skip
    page = commune.get(f"/trung-tam/{centre.id}")
    assert links(page)["Ma Thị Hoa"] == f"/nguoi/{hoa.id}"
    assert "Phó Chủ tịch Hội Khuyến học xã" in page.text
    assert measured(place.yen_hoa, "chair_in_centre_rate") == (1, 1)
    assert measured(place.na_hang, "chair_in_centre_rate")[0] == 1
    assert measured(place.yen_hoa, "chair_in_centre_rate", dt.date(2022, 5, 31))[0] == 0
    press(commune, page, "Thôi nhiệm vụ Ma Thị Hoa")
    assert measured(place.yen_hoa, "chair_in_centre_rate", today() + dt.timedelta(days=1)) == (0, 1)


def test_a_second_director_in_the_same_term_is_questioned(commune, centre):
    url = f"/trung-tam/{centre.id}/ban-giam-doc/them"
    press(commune, commune.get(url), "Lưu", full_name="Ma Văn Cũ", position="director", term_from="01/01/2021",
          term_to="31/12/2022")  # fmt: skip
    press(commune, commune.get(url), "Lưu", full_name="Ma Văn Nay", position="director", term_from="31/12/2022")
    answer = press(
        commune, commune.get(url), "Lưu", full_name="Ma Văn Mới", position="director", term_from="01/01/2024"
    )
    assert answer.status_code == 422
    assert "Ma Văn Nay là giám đốc từ 31/12/2022." in answer.text
    assert "Ma Văn Cũ là giám đốc" not in answer.text
    assert value_of(answer, "full_name") == "Ma Văn Mới"
    sure = answer.text.split('name="sure" value="')[1].split('"')[0]
    assert press(commune, answer, "Lưu", sure=sure).status_code == 303
    assert press(commune, commune.get(url), "Lưu", full_name="Ma Thị Phó", position="deputy",
                 term_from="01/01/2024").status_code == 303  # fmt: skip


@pytest.mark.parametrize(
    ("typed", "field"),
    [({"full_name": ""}, "full_name"), ({"term_from": ""}, "term_from"), ({"term_to": "01/01/2022"}, "term_to"),
     ({"position": "vua"}, "position")],
)  # fmt: skip
def test_a_board_needs_names_and_terms(commune, centre, typed, field):
    answer = press(commune, commune.get(f"/trung-tam/{centre.id}/ban-giam-doc/them"), "Lưu", **BOARD | typed)
    assert answer.status_code == 422
    assert message_beside(answer, field)


def test_what_it_has_and_whom_it_works_with(place, centre, commune):
    here = f"/trung-tam/{centre.id}"
    press(commune, commune.get(f"{here}/co-so/them"), "Lưu", kind="equipment", name="Máy chiếu", quantity="2",
          state="broken")  # fmt: skip
    press(commune, commune.get(f"{here}/lien-ket/them"), "Lưu", kind="library", name="Tủ sách", village=str(
        place.na_khuyen.id))  # fmt: skip
    page = commune.get(here)
    assert "Thiết bị: Máy chiếu, 2, hỏng" in page.text
    assert "Tủ sách, Nà Khuyến" in page.text
    press(commune, page, "Không còn Máy chiếu")
    press(commune, page, "Thôi phối hợp Tủ sách")
    page = commune.get(here)
    assert "Máy chiếu, 2, hỏng" not in page.text
    assert "Không còn Máy chiếu" not in buttons(page)
    assert "Thôi phối hợp Tủ sách" not in buttons(page)
    # What ended is ended, not deleted.
    assert f"Máy chiếu, 2, từ {today():%d/%m/%Y}" in page.text
    assert f"Tủ sách, Nà Khuyến, từ {today():%d/%m/%Y}" in page.text


@pytest.mark.parametrize("quantity", ["0", "", "10000", "ba"])
def test_a_quantity_is_a_number(commune, centre, quantity):
    form = commune.get(f"/trung-tam/{centre.id}/co-so/them")
    answer = press(commune, form, "Lưu", kind="room", name="Phòng", quantity=quantity, state="good")
    assert answer.status_code == 422
    assert message_beside(answer, "quantity")


def test_the_plan_stands_against_what_was_done(place, centre, commune, activity):
    activity(held_on=dt.date(YEAR, 1, 10), kind=ActivityKind.LEGAL)
    form = commune.get(f"/trung-tam/{centre.id}/ke-hoach/{YEAR}?loai=legal")
    press(commune, form, "Lưu kế hoạch", **{"legal-thang_1": "2", "legal-thang_3": "1"})
    page = commune.get(f"/trung-tam/{centre.id}/ke-hoach/{YEAR}")
    assert "T1: 1/2 T3: 0/1" in said(page)
    assert "1 hoạt động đã làm, kế hoạch 3" in said(commune.get(f"/trung-tam/{centre.id}"))
    form = commune.get(f"/trung-tam/{centre.id}/ke-hoach/{YEAR}?loai=legal")
    press(commune, form, "Lưu kế hoạch", **{"legal-thang_3": ""})
    assert "T3: " not in commune.get(f"/trung-tam/{centre.id}/ke-hoach/{YEAR}").text


@pytest.mark.parametrize("typed", ["-1", "100", "x"])
def test_a_plan_is_of_numbers(commune, centre, typed):
    form = commune.get(f"/trung-tam/{centre.id}/ke-hoach/{YEAR}")
    answer = press(commune, form, "Lưu kế hoạch", **{"talk-thang_1": typed})
    assert answer.status_code == 422
    assert message_beside(answer, "talk-thang_1")


def test_the_calendar_shows_each_day_with_what_is_on_it(place, commune, activity):
    first = dt.date(YEAR, 3, 2)
    activity(held_on=first, topic="Tập huấn ghép cây")
    page = commune.get(f"/lich-hoat-dong/{place.yen_hoa.id}/{YEAR}/3")
    assert "Tập huấn ghép cây" in links(page)
    assert page.text.count("<li ") == 31
    assert f"from-{dt.date(YEAR, 3, 1).isoweekday()} " in page.text
    assert "Tháng này chưa có hoạt động nào." in commune.get(f"/lich-hoat-dong/{place.yen_hoa.id}/{YEAR}/4").text
    assert commune.get(f"/lich-hoat-dong/{place.yen_hoa.id}/{YEAR}/13").status_code == 404


def test_the_calendar_shows_one_kind_and_keeps_it_from_month_to_month_and_in_the_list(place, commune, activity):
    activity(held_on=dt.date(YEAR, 3, 2), topic="Tập huấn ghép cây", kind="technology")
    activity(held_on=dt.date(YEAR, 3, 3), topic="Luật Đất đai", kind="legal")
    whole = commune.get(f"/lich-hoat-dong/{place.yen_hoa.id}/{YEAR}/3")
    page = commune.get(f"/lich-hoat-dong/{place.yen_hoa.id}/{YEAR}/3?loai=legal")
    assert {"Tập huấn ghép cây", "Luật Đất đai"} <= links(whole).keys()
    assert "Luật Đất đai" in links(page)
    assert "Tập huấn ghép cây" not in links(page)
    assert value_of(page, "loai") == "legal"
    after = commune.get(links(page)["Tháng sau"])
    assert "Tháng này chưa có hoạt động nào loại phổ biến pháp luật." in after.text
    listed = commune.get(links(page)["Danh sách"])
    assert "Tập huấn ghép cây" not in links(listed)
    assert "loai=legal" in links(listed)["Lịch"]
    assert "Tập huấn ghép cây" in links(commune.get(f"/lich-hoat-dong/{place.yen_hoa.id}/{YEAR}/3?loai=khong-co"))


def test_a_calendar_that_shows_not_everything_says_so(place, commune, activity, monkeypatch):
    for day in (2, 3, 4):
        activity(held_on=dt.date(YEAR, 3, day), topic=f"Ngày {day}")
    monkeypatch.setattr("lhtq.centre.views.calendar.MOST_SHOWN", 2)
    page = commune.get(f"/lich-hoat-dong/{place.yen_hoa.id}/{YEAR}/3")
    assert "Lịch chỉ hiện 2 hoạt động đầu của tháng." in page.text
    assert "Ngày 4" not in links(page)


def test_a_weekday_of_the_calendar_is_no_month(place, commune):
    page = commune.get(f"/lich-hoat-dong/{place.yen_hoa.id}/2026/3").text
    for words in ("Chủ nhật, 1/3", "Thứ 2, 2/3", "Thứ 4, 4/3", "Thứ 7, 7/3"):
        assert f"<b>{words}</b>" in page


def test_the_list_is_by_month_and_kind_in_pages(place, commune, activity):
    for day in range(1, 28):
        activity(held_on=dt.date(YEAR, 2, day), topic=f"Chuyên đề {day}")
    activity(held_on=dt.date(YEAR, 5, 1), kind=ActivityKind.ARTS, topic="Hội khèn")
    here = f"/cac-hoat-dong/{place.yen_hoa.id}/{YEAR}"
    first = commune.get(here)
    assert "Hội khèn" in first.text
    assert "Chuyên đề 1<" not in first.text
    assert "Chuyên đề 1<" in commune.get(links(first)["Trang sau"]).text
    assert "Chuyên đề" not in commune.get(f"{here}?loai=arts").text
    assert "Hội khèn" not in commune.get(f"{here}?thang=2").text


def test_a_district_looks_on(place, centre, activity, sign_in):
    activity()
    district = sign_in(Role.DISTRICT_REVIEWER, at=place.na_hang)
    assert centre.name in district.get(f"/cac-trung-tam/{place.na_hang.id}").text
    page = district.get(f"/trung-tam/{centre.id}")
    assert "Sửa" not in links(page)
    assert district.get(f"/trung-tam/{centre.id}/sua").status_code == 403
    assert sign_in(Role.DISTRICT_REVIEWER, at=place.son_duong).get(f"/trung-tam/{centre.id}").status_code == 404


def test_the_units_page_tells_the_year(place, centre, commune, activity):
    activity(attendances=40, women=22, minority=38)
    activity(place.ban_thang, attendances=10, women=4)
    text = said(commune.get(f"/don-vi/{place.yen_hoa.id}"))
    assert "50 lượt người: nữ 26, dân tộc thiểu số 38" in text
    assert "Trung tâm đã làm 2 hoạt động, kế hoạch 0." in text
    assert "40 lượt người" in said(commune.get(f"/don-vi/{place.na_khuyen.id}"))
