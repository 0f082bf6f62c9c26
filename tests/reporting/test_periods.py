"""Periods: what the form offers, who may ask whom, and which are refused."""

import pytest

from lhtq.accounts.policy import NotAllowedError, Role
from lhtq.reporting import service
from lhtq.reporting.rules.periods import PeriodKind, Way, usual_days
from lhtq.web.filters import today
from tests.web.press import message_beside, press, value_of

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
    with acting(Role.DISTRICT_REVIEWER, at=place.na_hang) as actor:
        days = usual_days(PeriodKind.AD_HOC, YEAR)
        given = service.PeriodGiven(PeriodKind.AD_HOC, YEAR, "Đột xuất", days, Way.STRAIGHT)
        with pytest.raises(NotAllowedError):
            service.set_period(actor, place.na_hang, given, today())
