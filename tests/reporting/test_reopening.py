"""Opening an accepted report again: its unit asks, the level above answers, and pages tell where it is."""

import datetime as dt
import uuid
from types import SimpleNamespace

import pytest
from sqlalchemy import select

from lhtq.accounts.models import Assignment, AuditEntry
from lhtq.accounts.policy import Role
from lhtq.db import db
from lhtq.reporting import queries
from lhtq.reporting.models import RecordLock, ReportDue
from lhtq.web.filters import today
from tests.web.press import links, press

TODAY = f"{today():%d/%m/%Y}"


def words(page):
    """The words of a page, without its marks and line breaks."""
    return " ".join(page.text.split())


def ask(client, here, reason="Sót một hộ"):
    return client.post(f"{here}/mo-lai", data={"key": str(uuid.uuid4()), "words": reason})


def answer(client, here, granted, reason="Đồng ý"):
    data = {"key": str(uuid.uuid4()), "granted": "co" if granted else "khong", "words": reason}
    return client.post(f"{here}/mo-lai/tra-loi", data=data)


def open_unasked(client, here, reason="Biểu 3 thiếu các buổi ở thôn"):
    return client.post(f"{here}/mo-lai/cap-tren", data={"key": str(uuid.uuid4()), "words": reason})


@pytest.fixture
def yen_hoa(place, period, household, hand_in, accept):
    """Yên Hoa's report of the year is accepted by the district."""
    household(place.na_khuyen)
    hand_in(place.yen_hoa, period)
    accept(place.yen_hoa, period)
    here = f"/bao-cao/{place.yen_hoa.id}/{period.id}"
    return SimpleNamespace(
        here=here, unit=f"/bao-cao/{place.yen_hoa.id}", board=f"/bao-cao/{place.na_hang.id}/{period.id}/theo-doi"
    )


@pytest.fixture
def commune(place, person, sign_in):
    return sign_in(person(Role.COMMUNE_REVIEWER, place.yen_hoa, full_name="Ma Thị Lan"))


@pytest.fixture
def district(place, person, sign_in):
    return sign_in(person(Role.DISTRICT_REVIEWER, place.na_hang, full_name="Nông Văn Huy"))


@pytest.fixture
def unlocked(place, arrange):
    """``unlocked()``: whether no lock of Yên Hoa's records holds."""

    def _unlocked():
        with arrange():
            held = select(RecordLock.id).where(RecordLock.unit_id == place.yen_hoa.id, RecordLock.lifted_at.is_(None))
            return db.session.scalars(held).all() == []

    return _unlocked


def test_the_history_tells_who_asked_and_who_answered_and_how(yen_hoa, commune, district):
    ask(commune, yen_hoa.here, "Sót một hộ")
    answer(district, yen_hoa.here, granted=False, reason="Để kỳ sau")
    ask(commune, yen_hoa.here, "Sót một hộ, có biên bản")
    answer(district, yen_hoa.here, granted=True, reason="Đồng ý, nộp lại trong tuần")
    told = words(commune.get(yen_hoa.here)).partition("Lịch sử")[2]
    steps = [
        f"ngày {TODAY}, Ma Thị Lan, xã Yên Hoa: Xin mở lại: Sót một hộ<",
        f"ngày {TODAY}, Nông Văn Huy, huyện Na Hang: Không cho mở lại: Để kỳ sau",
        f"ngày {TODAY}, Ma Thị Lan, xã Yên Hoa: Xin mở lại: Sót một hộ, có biên bản",
        f"ngày {TODAY}, Nông Văn Huy, huyện Na Hang: Cho mở lại: Đồng ý, nộp lại trong tuần",
    ]
    assert all(step in told for step in steps)
    assert [told.index(step) for step in steps] == sorted(told.index(step) for step in steps)
    assert told.index("Tiếp nhận") < told.index(steps[0])
    assert "Trả lời xin mở lại" not in told


def test_what_is_granted_is_said_to_be_opened_again_and_not_returned_wherever_it_stands(
    place, period, yen_hoa, commune, district
):
    ask(commune, yen_hoa.here)
    answer(district, yen_hoa.here, granted=True, reason="Đồng ý")
    page = words(commune.get(yen_hoa.here))
    assert ">Được mở lại để sửa</span>" in page
    assert f"Mở lại từ {TODAY}, chờ nộp lại, gửi tới huyện Na Hang." in page
    assert "Việc tiếp theo:</b> xã Yên Hoa sửa số liệu trong sổ và lời văn" in page
    assert links(commune.get(yen_hoa.here))["Kiểm tra và nộp"] == f"{yen_hoa.here}/nop"
    assert "theo sổ lúc này" in page
    seen = words(district.get(yen_hoa.here))
    assert "Việc tiếp theo:</b> xã Yên Hoa sửa số liệu" in seen
    assert "Được mở lại để sửa: 1" in district.get(yen_hoa.board).text
    assert "Bị trả lại: 0" in district.get(yen_hoa.board).text
    listed = words(commune.get(yen_hoa.unit))
    assert "Được mở lại để sửa" in listed
    assert "Bị trả lại" not in page + seen + listed
    assert links(commune.get("/"))[f"{period.name}: được mở lại để sửa, sửa xong thì nộp lại"] == yen_hoa.here


def test_what_was_in_by_its_day_and_is_opened_again_after_it_is_not_late(
    place, set_period, household, hand_in, accept, commune, district, arrange
):
    household(place.na_khuyen)
    period = set_period()
    hand_in(place.yen_hoa, period)
    accept(place.yen_hoa, period)
    with arrange():
        due = db.session.scalars(select(ReportDue).where(ReportDue.unit_id == place.yen_hoa.id)).one()
        due.due_on = today() - dt.timedelta(days=20)
    here, board = f"/bao-cao/{place.yen_hoa.id}/{period.id}", f"/bao-cao/{place.na_hang.id}/{period.id}/theo-doi"
    ask(commune, here)
    answer(district, here, granted=True)
    assert "trễ" not in commune.get(here).text
    assert "trễ" not in commune.get(f"/bao-cao/{place.yen_hoa.id}").text
    assert "Quá hạn: 0" in district.get(board).text
    assert f"mở lại từ {TODAY}, chờ nộp lại" in words(district.get(f"{board}?loc=reopened"))
    assert "Xã Yên Hoa" not in district.get(f"{board}?loc=tre").text


def test_the_district_that_adds_up_is_told_that_a_report_is_open_and_not_that_there_is_none(
    place, period, yen_hoa, commune, district
):
    above = f"/bao-cao/{place.na_hang.id}/{period.id}"
    district.post(f"{above}/bat-dau")
    ask(commune, yen_hoa.here)
    answer(district, yen_hoa.here, granted=True)
    check = district.get(f"{above}/nop").text
    assert "1 báo cáo cấp dưới đang được mở lại để sửa, số liệu chưa có trong tổng: Xã Yên Hoa." in check
    assert "Chưa có báo cáo của 11 đơn vị" in check


def test_the_district_does_not_ask_in_the_name_of_the_commune(yen_hoa, district, commune, place, sign_in):
    assert "Xin mở lại để sửa" not in links(district.get(yen_hoa.here))
    assert ask(district, yen_hoa.here).status_code in {403, 404}
    assert ask(sign_in(Role.PROVINCE_OFFICER, at=place.province), yen_hoa.here).status_code in {403, 404}
    assert "Xin mở lại để sửa" in links(commune.get(yen_hoa.here))
    assert answer(commune, yen_hoa.here, granted=True).status_code in {403, 404}


def test_who_asked_does_not_answer_though_they_work_at_the_district_as_well(
    place, yen_hoa, person, sign_in, arrange, district, unlocked
):
    both = person(Role.COMMUNE_REVIEWER, place.yen_hoa)
    ask(sign_in(both), yen_hoa.here)
    with arrange():
        first = db.session.scalars(select(Assignment).where(Assignment.account_id == both.account_id)).one()
        first.unit_id, first.role = place.na_hang.id, Role.DISTRICT_REVIEWER
    again = sign_in(both)
    page = again.get(yen_hoa.here)
    assert "Trả lời" not in links(page)
    assert "Bạn là người xin, nên người khác của huyện Na Hang trả lời." in words(page)
    refused = answer(again, yen_hoa.here, granted=True)
    assert refused.status_code == 403
    assert "cần người khác làm bước này" in refused.text
    assert open_unasked(again, yen_hoa.here).status_code == 403
    assert not unlocked()
    assert answer(district, yen_hoa.here, granted=False, reason="Không").status_code == 303
    assert open_unasked(again, yen_hoa.here).status_code == 403, "nor when it was refused, by another way"
    assert not unlocked()


def test_of_the_provinces_own_report_one_officer_asks_and_another_answers(
    place, period, hand_in, accept, person, sign_in
):
    hand_in(place.province, period)
    accept(place.province, period)
    here = f"/bao-cao/{place.province.id}/{period.id}"
    one, other = (sign_in(person(Role.PROVINCE_OFFICER, place.province)) for _ in range(2))
    assert "Mở lại để đơn vị sửa" not in links(one.get(here))
    assert open_unasked(one, here).status_code == 403
    asking = words(one.get(f"{here}/mo-lai"))
    assert "Một cán bộ khác của tỉnh Tuyên Quang trả lời." in asking, "it is known before one asks"
    assert "nhờ người quản trị mở thêm tài khoản" in asking
    assert ask(one, here, "Sót huyện Na Hang").status_code == 303
    assert "nhờ người quản trị mở thêm tài khoản" in words(one.get(here))
    asks = f"Tỉnh Tuyên Quang xin mở lại {period.name}"
    assert asks not in links(one.get("/"))
    assert links(other.get("/"))[asks] == here
    assert answer(one, here, granted=True).status_code == 403
    assert answer(other, here, granted=True).status_code == 303


def test_the_district_that_finds_an_error_opens_the_report_for_a_reason_of_its_own(
    place, yen_hoa, commune, district, unlocked, arrange, hand_in, period
):
    assert links(district.get(yen_hoa.here))["Mở lại để đơn vị sửa"] == f"{yen_hoa.here}/mo-lai/cap-tren"
    assert "Mở lại để đơn vị sửa" not in links(commune.get(yen_hoa.here))
    assert open_unasked(commune, yen_hoa.here).status_code in {403, 404}
    empty = open_unasked(district, yen_hoa.here, "")
    assert empty.status_code == 422
    assert "Nhập lý do." in empty.text
    assert open_unasked(district, yen_hoa.here).status_code == 303
    page = words(commune.get(yen_hoa.here))
    assert "<b>Nông Văn Huy, huyện Na Hang, mở lại báo cáo này để đơn vị sửa</b>" in page
    assert "Được mở lại để sửa" in page
    told = page.partition("Lịch sử")[2]
    line = f"ngày {TODAY}, Nông Văn Huy, huyện Na Hang: Mở lại để đơn vị sửa: Biểu 3 thiếu các buổi ở thôn"
    assert told.count(line) == 1
    assert "xin" not in told.casefold(), "nobody has asked"
    assert unlocked()
    with arrange():
        entries = db.session.scalars(select(AuditEntry).where(AuditEntry.action == "report:reopen-unasked")).all()
    assert {one.subject_type for one in entries} == {"report", "report_reopening"}
    assert {"state": ["accepted", "reopened"]}.items() <= next(
        one.changes for one in entries if one.subject_type == "report"
    ).items()
    hand_in(place.yen_hoa, period, note="Thêm các buổi ở thôn")
    assert "Đã nộp" in commune.get(yen_hoa.here).text


def test_a_request_that_waits_is_answered_and_not_passed_by(yen_hoa, commune, district, unlocked):
    ask(commune, yen_hoa.here)
    assert "Mở lại để đơn vị sửa" not in links(district.get(yen_hoa.here))
    assert district.get(f"{yen_hoa.here}/mo-lai/cap-tren").location == f"{yen_hoa.here}/mo-lai/tra-loi"
    assert open_unasked(district, yen_hoa.here).status_code == 403
    assert not unlocked()


def test_who_handed_it_in_for_the_commune_does_not_open_it_alone(
    place, period, household, accept, person, sign_in, acting
):
    household(place.na_khuyen)
    here = f"/bao-cao/{place.yen_hoa.id}/{period.id}"
    writer = person(Role.DISTRICT_REVIEWER, place.na_hang)
    one, other = sign_in(writer), sign_in(Role.DISTRICT_REVIEWER, at=place.na_hang)
    one.post(f"{here}/bat-dau")
    for part in ("direction", "publicity", "results", "difficulties", "next"):
        one.post(f"{here}/phan/{part}", data={"words": "Đã làm.", "version": "1"})
    one.post(f"{here}/nop", data={"key": str(uuid.uuid4())})
    accept(place.yen_hoa, period)
    with acting(writer):
        assert queries.find_report(queries.due(period.id, place.yen_hoa.id)).state == "accepted"
    assert "Mở lại để đơn vị sửa" not in links(one.get(here))
    assert open_unasked(one, here).status_code == 403
    assert open_unasked(other, here).status_code == 303


def test_a_district_that_handed_in_reads_whether_there_is_another_version_or_only_an_open_report(
    place, period, yen_hoa, commune, district, hand_in, accept
):
    hand_in(place.na_hang, period)
    above = f"/bao-cao/{place.na_hang.id}/{period.id}"
    open_unasked(district, yen_hoa.here)
    page = words(district.get(above))
    assert "Báo cáo của Xã Yên Hoa đang được mở lại để sửa, chưa có bản mới." in page
    assert "có bản khác" not in page
    hand_in(place.yen_hoa, period, note="Sửa")
    assert "Xã Yên Hoa có bản khác" in district.get(above).text
    assert "cấp trên phải trả lại báo cáo này để nộp bản khác" in district.get(above).text, "it is not accepted yet"
    accept(place.na_hang, period)
    assert "báo cáo này phải được mở lại để nộp bản khác" in district.get(above).text


def test_years_side_by_side_say_which_report_is_not_accepted(place, period, yen_hoa, commune, district):
    side_by_side = f"{yen_hoa.unit}/qua-cac-nam"
    assert "được mở lại để sửa" not in commune.get(side_by_side).text
    open_unasked(district, yen_hoa.here)
    assert "được mở lại để sửa" in commune.get(side_by_side).text


def test_of_one_who_need_not_report_any_more_nothing_is_asked_when_it_is_opened_again(
    place, period, yen_hoa, commune, district, sign_in, unlocked
):
    province = sign_in(Role.PROVINCE_OFFICER, at=place.province)
    press(province, province.get(f"/ky-bao-cao/{place.province.id}/{period.id}/{place.yen_hoa.id}"), "Lưu", waived="y")
    assert "không có bản nộp lại" in words(commune.get(f"{yen_hoa.here}/mo-lai"))
    ask(commune, yen_hoa.here)
    asked = words(district.get(f"{yen_hoa.here}/mo-lai/tra-loi"))
    assert "không có bản nộp lại" in asked
    assert "phải nộp lại." not in asked
    answer(district, yen_hoa.here, granted=True)
    assert unlocked(), "for this it is opened: the one above counts from the records"
    page = words(commune.get(yen_hoa.here))
    assert "Không phải nộp kỳ này." in page
    assert "không còn khóa số liệu, và kỳ này không phải nộp lại" in page
    assert "Cần xem trước khi nộp" not in page
    for closed in ("/nop", "/phan/results"):
        assert commune.get(f"{yen_hoa.here}{closed}").status_code == 403
