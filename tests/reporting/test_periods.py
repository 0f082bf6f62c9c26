"""Periods: what the form offers, who may ask whom, and which are refused."""

import pytest

from lhtq.accounts.policy import Role
from lhtq.reporting.rules.periods import PeriodKind
from tests.web.press import press, value_of


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
