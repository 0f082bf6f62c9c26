"""A village is scored on one page."""

from lhtq.accounts.policy import Role
from lhtq.web.filters import today
from tests.client import htmx

YEAR = today().year


def test_the_recorder_scores_a_household_and_sees_the_total_move(place, household, sign_in):
    dat = household(place.na_khuyen, "Nguyễn Văn Đạt")
    recorder = sign_in(Role.COMMUNE_RECORDER, at=place.yen_hoa)

    page = recorder.get(f"/cham-diem/{place.na_khuyen.id}/{YEAR}")
    assert "Nguyễn Văn Đạt" in page.text
    assert "Đã chấm xong 0/1 hộ" in page.text

    answer = recorder.post(
        f"/cham-diem/ho/{dat.id}/{YEAR}",
        data={"1.1": "10", "2.1": "1", "version": "0"},
        headers=htmx(f"output#result-{dat.id}"),
    )
    assert answer.status_code == 200
    assert "<html" not in answer.text
    assert "<b>20</b>/100 điểm" in answer.text
    assert "Còn thiếu 1.2" in answer.text
    assert 'hx-target="#progress"' in answer.text


def test_every_page_of_every_role_opens(place, household, sign_in):
    dat = household(place.na_khuyen)
    for role, at in [
        (Role.VILLAGE_RECORDER, place.na_khuyen), (Role.COMMUNE_RECORDER, place.yen_hoa),
        (Role.COMMUNE_REVIEWER, place.yen_hoa), (Role.COMMUNE_APPROVER, place.yen_hoa),
        (Role.DISTRICT_REVIEWER, place.na_hang), (Role.PROVINCE_OFFICER, place.province),
        (Role.VIEWER, place.province), (Role.ADMINISTRATOR, place.yen_hoa),
    ]:
        browser = sign_in(role, at=at)
        for url in ["/", "/toi", "/tieu-chi", f"/don-vi/{at.id}", "/doi-mat-khau"]:
            assert browser.get(url).status_code == 200, (role, url)
        if role is Role.ADMINISTRATOR:
            assert browser.get("/tai-khoan").status_code == 200
            assert browser.get("/tai-khoan/them").status_code == 200
            continue
        for url in [f"/ho-gia-dinh/{at.id}", f"/ho/{dat.id}", f"/phieu/ho/{dat.id}/{YEAR}", f"/danh-hieu/{at.id}",
                    f"/phieu/{at.id}/{YEAR}", f"/cham-diem/{place.na_khuyen.id}/{YEAR}"]:
            assert browser.get(url).status_code == 200, (role, url)
