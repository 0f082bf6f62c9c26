"""A centre's year is classified: what the records tell is counted, the rest is answered, and the year is closed."""

import datetime as dt

import pytest

from lhtq.accounts.policy import Role
from lhtq.centre import queries
from lhtq.centre.models import BoardMember, CentrePlan
from lhtq.centre.rules import ActivityKind, AssociationPost, Position
from lhtq.criteria import queries as criteria
from lhtq.criteria.rules import Classified, Model, Share
from lhtq.db import db
from lhtq.web.filters import today
from tests.web.press import buttons, links, press

YEAR = today().year
FULL = {"1.3": "10", "1.4": "3", "3.3": "10"}


@pytest.fixture
def here(centre):
    return f"/trung-tam/{centre.id}/xep-loai/{YEAR}"


@pytest.fixture
def year(place, centre, arrange, activity, household):
    """A year in which half of the plan was done, in one of two villages."""
    household(place.na_khuyen, adults=20)
    with arrange():
        of_centre = {"centre_id": centre.id, "unit_id": place.yen_hoa.id}
        db.session.add(CentrePlan(**of_centre, year=YEAR, month=1, kind=ActivityKind.TALK, planned=1))
        db.session.add(CentrePlan(**of_centre, year=YEAR, month=2, kind=ActivityKind.TALK, planned=1))
        db.session.add(
            BoardMember(
                **of_centre, full_name="Ma Văn Giám", position=Position.DIRECTOR, term_from=dt.date(2022, 1, 1),
                association=AssociationPost.CHAIR, association_unit_id=place.yen_hoa.id,
            )
        )  # fmt: skip
    activity(held_on=dt.date(YEAR, 1, 5), attendances=8)
    activity(held_on=dt.date(YEAR, 1, 6), kind=ActivityKind.VOCATIONAL, attendances=2, enrolled=4, completed=3)


def test_the_records_of_the_year_are_counted(place, centre, year, acting):
    with acting(Role.COMMUNE_RECORDER, at=place.yen_hoa):
        found = queries.classification(centre.id, YEAR, today())
    assert found.shares == {
        "1.1": Share(1, 2), "1.2": Share(1, 1), "2.1": Share(1, 2), "2.2": Share(2, 9), "2.3": Share(1, 2),
        "3.1": Share(10, 20), "3.2": Share(3, 4),
    }  # fmt: skip
    assert found.grade is None


def test_answers_are_saved_and_the_grade_follows(here, year, commune):
    page = commune.get(here)
    assert "Bộ tiêu chí tạm thời" in page.text
    assert "Còn thiếu 1.3, 1.4, 3.3." in page.text
    press(commune, page, "Lưu điểm", **FULL)
    page = commune.get(here)
    # 5 + 5 + 10 + 5, then 10 + 1 + 2,5, then 10 + 7,5 + 10.
    assert '<span class="big">66</span>/110' in page.text or "/100 điểm" in page.text
    assert "Tạm tính: <b>" in page.text


def test_a_group_under_its_floor_is_the_lowest_grade(here, centre, commune):
    press(commune, commune.get(here), "Lưu điểm", **FULL)
    text = commune.get(here).text
    assert "Nhóm 2 dưới 15 điểm." in text
    assert "Tạm tính: <b>Yếu</b>" in text


@pytest.mark.parametrize(
    ("code", "value", "words"),
    [("1.3", "7", "cho điểm"), ("1.4", "-1", "nhập số nguyên"), ("1.4", "ba", "nhập một số"),
     ("1.4", "NaN", "nhập một số")],
)  # fmt: skip
def test_what_cannot_be_is_explained_beside_its_line(here, centre, commune, code, value, words):
    answer = commune.post(here, data={"version": "0", code: value})
    assert answer.status_code == 422
    assert words in answer.text


def test_a_closed_year_is_counted_no_more_and_can_be_opened(here, year, commune, activity):
    unfinished = press(commune, commune.get(here), f"Chốt xếp loại năm {YEAR}")
    assert unfinished.status_code == 422
    assert "Chấm đủ các mục" in unfinished.text
    press(commune, commune.get(here), "Lưu điểm", **FULL)
    before = commune.get(here).text.split('<span class="big">')[1].split("<")[0]
    press(commune, commune.get(here), f"Chốt xếp loại năm {YEAR}")
    activity(held_on=dt.date(YEAR, 2, 5), attendances=30)
    page = commune.get(here)
    assert page.text.split('<span class="big">')[1].split("<")[0] == before
    assert "Lưu điểm" not in buttons(page)
    assert commune.post(here, data={"version": "9", "1.3": "0"}).status_code == 403
    press(commune, page, "Mở lại")
    assert commune.get(here).text.split('<span class="big">')[1].split("<")[0] != before


def test_the_grade_of_the_last_closed_year_stands_in_the_list_of_centres(here, year, commune, place, sign_in):
    district = sign_in(Role.DISTRICT_REVIEWER, at=place.na_hang)
    assert "Chưa chốt" in district.get(f"/cac-trung-tam/{place.na_hang.id}").text
    press(commune, commune.get(here), "Lưu điểm", **FULL)
    press(commune, commune.get(here), f"Chốt xếp loại năm {YEAR}")
    graded = commune.get(here).text.split("Đã chốt ngày")[1].split("<b>")[1].split("</b>")[0]
    assert f"{graded}, năm {YEAR}" in district.get(f"/cac-trung-tam/{place.na_hang.id}").text
    out = district.post(f"/tai/trung-tam/{place.na_hang.id}", data={"dang": "csv"}).data.decode("utf-8-sig")
    assert f"{graded},{YEAR}" in out


def test_two_who_score_the_same_year_are_told(here, centre, commune, place, sign_in):
    other = sign_in(Role.COMMUNE_RECORDER, at=place.yen_hoa)
    mine, theirs = commune.get(here), other.get(here)
    press(other, theirs, "Lưu điểm", **FULL)
    answer = press(commune, mine, "Lưu điểm", **{"1.3": "5"})
    assert answer.status_code == 422
    assert "Có người vừa lưu" in answer.text


def test_who_looks_on_sees_the_year_and_changes_nothing(here, centre, place, sign_in):
    district = sign_in(Role.DISTRICT_REVIEWER, at=place.na_hang)
    assert "Lưu điểm" not in buttons(district.get(here))
    assert district.post(here, data={"version": "0", "1.3": "10"}).status_code == 403
    assert sign_in(Role.COMMUNE_RECORDER, at=place.da_vi).get(here).status_code == 404


def test_its_set_stands_beside_the_others_and_belongs_to_no_title(place, sign_in, acting):
    viewer = sign_in(Role.VIEWER, at=place.yen_hoa)
    page = viewer.get("/tieu-chi")
    text = viewer.get(links(page)["Xếp loại trung tâm học tập cộng đồng (tạm thời), phiên bản 1"]).text
    assert "Tốt: từ 85 điểm; Khá: từ 70 điểm; Trung bình: từ 50 điểm; Yếu: từ 0 điểm" in text
    assert "Danh hiệu giữ trong" not in text
    assert "trung tâm" not in viewer.get(f"/cong-nhan/{place.yen_hoa.id}/{YEAR}").text.lower()
    with acting(Role.VIEWER, at=place.yen_hoa):
        assert criteria.set_in_force(Classified.CENTRE, today()).model not in set(Model)


def test_the_province_edits_the_grades(place, sign_in, acting):
    admin = sign_in(Role.ADMINISTRATOR, at=place.province)
    with acting(Role.VIEWER, at=place.province):
        published = criteria.set_in_force(Classified.CENTRE, today()).id
    draft = admin.post(f"/tieu-chi/{published}/sao-chep").location
    form = admin.get(f"{draft}/thong-tin")
    refused = press(admin, form, "Lưu", grade_lines="Tốt là từ chín mươi")
    assert "viết như" in refused.text
    press(admin, form, "Lưu", grade_lines="Tốt: từ 90 điểm\nĐạt: từ 60 điểm")
    assert "mức thấp nhất từ 0 điểm" in admin.get(f"{draft}/kiem-tra").text
    press(admin, admin.get(f"{draft}/thong-tin"), "Lưu", grade_lines="Tốt: từ 90 điểm\nĐạt: 60\nChưa đạt: từ 0 điểm")
    assert "Tốt: từ 90 điểm; Đạt: từ 60 điểm; Chưa đạt: từ 0 điểm" in admin.get(draft).text
    assert "Tốt: từ 90 điểm" in admin.get(f"{draft}/so-voi/{published}").text
