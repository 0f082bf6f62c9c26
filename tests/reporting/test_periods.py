"""Periods: what the form offers, who may ask whom, and which are refused."""

import datetime as dt
import io
import uuid

import docx
import pytest
from sqlalchemy import select

from lhtq.accounts.models import AuditEntry
from lhtq.accounts.policy import NotAllowedError, Role
from lhtq.db import db
from lhtq.reporting import queries, service
from lhtq.reporting.models import ReportReminder
from lhtq.reporting.rules.periods import PeriodKind, Way, usual_days
from lhtq.reporting.rules.reminding import Channel, Outcome, Reminder
from lhtq.web.filters import today
from tests.web.press import links, message_beside, press, value_of

YEAR = today().year


@pytest.mark.parametrize("kind", PeriodKind)
def test_the_form_of_each_kind_is_accepted_as_it_is_offered(kind, place, sign_in):
    province = sign_in(Role.PROVINCE_OFFICER, at=place.province)
    offered = province.get(f"/ky-bao-cao/{place.province.id}?loai={kind.value}")
    assert press(province, offered, "Đặt kỳ báo cáo").status_code == 303


@pytest.mark.parametrize(("kind", "year"), [(PeriodKind.INTERIM, "2026"), (PeriodKind.FINAL, "2030")])
def test_a_review_is_offered_for_the_plans_year(kind, year, place, sign_in):
    province = sign_in(Role.PROVINCE_OFFICER, at=place.province)
    offered = province.get(f"/ky-bao-cao/{place.province.id}?loai={kind.value}")
    assert value_of(offered, "year") == year
    assert value_of(offered, "province_due").endswith(year)


def test_what_a_district_asks_of_its_communes_goes_to_the_district(place, sign_in, acting):
    district = sign_in(Role.DISTRICT_REVIEWER, at=place.na_hang)
    page = district.get(f"/ky-bao-cao/{place.na_hang.id}")
    assert "Xã gửi thẳng tỉnh" not in page.text
    assert "Hạn của tỉnh" not in page.text
    refused = press(district, page, "Đặt kỳ báo cáo", way="straight")
    assert refused.status_code == 422
    assert message_beside(refused, "way") == "Kỳ do huyện hoặc cụm đặt thì xã gửi tới huyện hoặc cụm đó."
    made = press(district, page, "Đặt kỳ báo cáo")
    assert made.status_code == 303
    asked = district.get(made.location).text
    assert asked.count('data-l="Gửi tới">Huyện Na Hang') == 12
    period_id = made.location.rpartition("/")[2]
    own = f"/bao-cao/{place.na_hang.id}/{period_id}"
    assert ", không gửi lên cấp trên." in district.get(own).text
    assert ", gửi tới huyện Na Hang." in district.get(f"/bao-cao/{place.yen_hoa.id}/{period_id}").text
    document = docx.Document(io.BytesIO(district.post(f"{own}/van-ban.docx").data))
    words = "".join(document.element.body.itertext())
    assert "Lưu: VT." in words
    assert not [one for one in ("Trung ương", "Kính gửi", "Như trên") if one in words]
    with acting(Role.DISTRICT_REVIEWER, at=place.na_hang) as actor:
        days = usual_days(PeriodKind.AD_HOC, YEAR)
        given = service.PeriodGiven(PeriodKind.AD_HOC, YEAR, "Đột xuất", days, Way.STRAIGHT)
        with pytest.raises(NotAllowedError):
            service.set_period(actor, place.na_hang, given, today())


@pytest.fixture
def province(place, sign_in):
    return sign_in(Role.PROVINCE_OFFICER, at=place.province)


def test_a_second_annual_report_of_a_year_is_refused_and_what_was_typed_is_kept(place, period, province):
    offered = province.get(f"/ky-bao-cao/{place.province.id}")
    refused = press(province, offered, "Đặt kỳ báo cáo", name="Báo cáo năm, lần hai")
    assert refused.status_code == 422
    assert f"đã có kỳ cùng loại: {period.name}" in message_beside(refused, "year")
    assert value_of(refused, "name") == "Báo cáo năm, lần hai"
    next_year = province.get(f"/ky-bao-cao/{place.province.id}?nam={YEAR + 1}")
    assert press(province, next_year, "Đặt kỳ báo cáo").status_code == 303


def test_out_of_turn_is_asked_as_often_as_needed(place, province):
    offered = province.get(f"/ky-bao-cao/{place.province.id}?loai=ad-hoc")
    for name in ("Đột xuất về bão", "Đột xuất về chuyển đổi số"):
        assert press(province, offered, "Đặt kỳ báo cáo", name=name, key=str(uuid.uuid4())).status_code == 303


def test_a_year_is_closed_within_it(place, province):
    offered = province.get(f"/ky-bao-cao/{place.province.id}?nam={YEAR}")
    refused = press(province, offered, "Đặt kỳ báo cáo", year=str(YEAR - 3))
    assert refused.status_code == 422
    wanted = f"Ngày chốt của kỳ năm {YEAR - 3} phải nằm trong năm {YEAR - 3}."
    assert message_beside(refused, "as_of") == wanted


def test_a_period_set_by_mistake_is_withdrawn_with_what_was_owed_in_it(place, period, province, sign_in, arrange):
    with arrange():
        due = queries.due(period.id, place.yen_hoa.id)
        db.session.add(
            ReportReminder(
                due_id=due.id, unit_id=due.unit_id, kind=Reminder.LATE, channel=Channel.TEXT, address="0912345678",
                words="Đã quá hạn", outcome=Outcome.SENT,
            )
        )  # fmt: skip
    page = province.get(f"/ky-bao-cao/{place.province.id}/{period.id}")
    confirm = province.get(links(page)["Rút kỳ đặt nhầm"])
    assert "146 đơn vị không phải báo cáo kỳ này nữa" in confirm.text
    done = press(province, confirm, "Rút kỳ báo cáo")
    assert done.location == f"/ky-bao-cao/{place.province.id}"
    assert period.name not in links(province.get(done.location))
    commune = sign_in(Role.COMMUNE_REVIEWER, at=place.yen_hoa)
    assert "Chưa có kỳ báo cáo nào" in commune.get(f"/bao-cao/{place.yen_hoa.id}").text
    with arrange():
        notes = db.session.scalars(select(AuditEntry.note).where(AuditEntry.action == "period:set")).all()
    assert any(note.startswith(f"Rút kỳ {period.name}, năm {YEAR}") for note in notes)


def test_a_period_in_which_a_report_was_begun_stays(place, period, province, sign_in):
    here = f"/ky-bao-cao/{place.province.id}/{period.id}"
    confirm = province.get(f"{here}/rut")
    sign_in(Role.COMMUNE_REVIEWER, at=place.yen_hoa).post(f"/bao-cao/{place.yen_hoa.id}/{period.id}/bat-dau")
    refused = press(province, confirm, "Rút kỳ báo cáo")
    assert refused.status_code == 422
    assert "Đã có đơn vị bắt đầu soạn báo cáo của kỳ này nên không rút được nữa." in refused.text
    assert "Rút kỳ đặt nhầm" not in links(province.get(here))


def test_what_the_province_has_set_is_not_a_districts_to_withdraw(place, period, sign_in):
    district = sign_in(Role.DISTRICT_REVIEWER, at=place.na_hang)
    assert district.get(f"/ky-bao-cao/{place.na_hang.id}/{period.id}/rut").status_code == 404


def test_one_unit_is_not_asked_to_hand_in_before_the_figures_are_there_either(place, period, province):
    page = province.get(f"/ky-bao-cao/{place.province.id}/{period.id}/{place.yen_hoa.id}")
    early = f"{period.as_of - dt.timedelta(days=1):%d/%m/%Y}"
    refused = press(province, page, "Lưu", due_on=early)
    assert refused.status_code == 422
    assert message_beside(refused, "due_on") == "Hạn nộp phải từ ngày chốt số liệu trở đi."
    assert value_of(refused, "due_on") == early
    assert press(province, page, "Lưu", due_on=f"{period.as_of:%d/%m/%Y}").status_code == 303
