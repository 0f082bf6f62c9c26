"""Reports are built again from the snapshots that they rest on; merged communes report once; years make a review."""

import copy
import datetime as dt
from types import SimpleNamespace

import pytest
from sqlalchemy import select, text

from lhtq.accounts.policy import Role
from lhtq.db import db
from lhtq.db.scope import scoped_to
from lhtq.membership.rules import BranchKind
from lhtq.reporting import queries, service
from lhtq.reporting.models import ReportVersion
from lhtq.reporting.rules.periods import PeriodKind, Way
from lhtq.reporting.rules.snapshots import TornError, fingerprint, rebuilt
from lhtq.reporting.service.verifying import verify
from lhtq.units.models import Unit
from lhtq.web.filters import today
from tests.factories import BranchFactory
from tests.web.press import links

YEAR = today().year


@pytest.fixture
def handed_up(place, period, household, hand_in, accept):
    """A commune, its district and the province have handed in."""
    for village in (place.na_khuyen, place.ban_thang, place.ban_luc):
        household(village)
    for unit in (place.yen_hoa, place.na_hang, place.province):
        hand_in(unit, period)
        accept(unit, period)
    return period


def test_a_province_is_built_again_from_its_snapshots_to_the_same_fingerprint(place, handed_up, version_of, acting):
    version = version_of(place.province, handed_up)
    with acting(Role.VIEWER, at=place.province):
        again = rebuilt(copy.deepcopy(version.snapshot), queries.lookup)
    assert fingerprint(again) == version.fingerprint
    assert again["figures"]["plan.family_rate.whole"] == 2
    # Nothing of the figures and tables that stand in it is taken as given.
    spoiled = version.snapshot | {"figures": {}, "tables": []}
    with acting(Role.VIEWER, at=place.province):
        assert fingerprint(rebuilt(spoiled, queries.lookup)) == version.fingerprint


def test_a_report_from_below_that_was_touched_since_is_found(place, handed_up, version_of, acting):
    version = version_of(place.province, handed_up)

    def touched(report: int, number: int):
        found = copy.deepcopy(queries.lookup(report, number))
        for one in found["sources"]:
            one["figures"]["plan.family_rate.whole"] = 700
        return found

    with acting(Role.VIEWER, at=place.province), pytest.raises(TornError):
        rebuilt(version.snapshot, touched)


@pytest.fixture
def merged(place, arrange):
    """Yên Hoa and a commune of another district were one commune from 1 July on: Yên Hoa goes on."""
    with arrange():
        tan_trao = db.session.scalars(select(Unit).where(Unit.id == place.tan_trao.id)).one()
        tan_trao.valid_to = dt.date(YEAR, 6, 30)
    return place.tan_trao


def test_a_commune_merged_in_july_reports_once_with_its_predecessors_records(
    place, merged, period, household, acting, hand_in, accept, version_of, sign_in
):
    household(place.na_khuyen)
    household(place.tan_lap)
    with acting(Role.VIEWER, at=place.province):
        assert merged.id not in {due.unit_id for due in queries.dues_at_or_under(period.id, "08/")}
    province = sign_in(Role.PROVINCE_OFFICER, at=place.province)
    url = f"/ky-bao-cao/{place.province.id}/{period.id}/{place.yen_hoa.id}"
    assert "Xã Tân Trào" in province.get(url).text
    form = {"due_on": f"{today():%d/%m/%Y}", "goes_to": str(place.na_hang.id), "predecessors": str(merged.id)}
    assert province.post(url, data=form).status_code == 303
    hand_in(place.yen_hoa, period)
    snapshot = version_of(place.yen_hoa, period).snapshot
    assert snapshot["figures"]["plan.family_rate.whole"] == 2
    assert [one["name"] for one in snapshot["sources"]] == ["Xã Yên Hoa", "Xã Tân Trào"]
    accept(place.yen_hoa, period)
    # The district that the other commune lay in does not count it a second time.
    hand_in(place.son_duong, period)
    assert version_of(place.son_duong, period).snapshot["figures"]["plan.family_rate.whole"] == 0
    with acting(Role.VIEWER, at=place.province):
        locks = "SELECT count(*) FROM record_lock WHERE unit_id = :unit AND lifted_at IS NULL"
        assert db.session.scalar(text(locks), {"unit": place.tan_lap.id}) == 1


def test_communes_that_report_straight_to_the_province(place, set_period, household, hand_in, accept, version_of):
    period = set_period(way=Way.STRAIGHT)
    household(place.na_khuyen)
    hand_in(place.yen_hoa, period)
    accept(place.yen_hoa, period)
    hand_in(place.province, period)
    snapshot = version_of(place.province, period).snapshot
    assert len(snapshot["children"]) + len(snapshot["missing"]) == 138
    assert snapshot["figures"]["plan.family_rate.whole"] == 1


def test_a_cluster_stands_where_a_district_stood(place, set_period, arrange, acting):
    with arrange():
        district = db.session.scalars(select(Unit).where(Unit.id == place.na_hang.id)).one()
        district.level, district.type = "cluster", "cụm"
    period = set_period()
    with acting(Role.VIEWER, at=place.province):
        assert queries.due(period.id, place.yen_hoa.id).goes_to_id == place.na_hang.id
        assert queries.due(period.id, place.na_hang.id).goes_to_id == place.province.id


def test_a_commune_that_need_not_report_is_counted_by_the_district(
    place, period, household, acting, hand_in, version_of
):
    household(place.ban_luc)
    with acting(Role.PROVINCE_OFFICER, at=place.province) as actor:
        due = queries.due(period.id, place.da_vi.id)
        given = service.DueGiven(due.due_on, due.goes_to_id, [], waived=True)
        service.change_due(actor, due, given, today())
    hand_in(place.na_hang, period)
    assert version_of(place.na_hang, period).snapshot["own"]["plan.family_rate.whole"] == 1


def test_a_review_of_five_years_is_put_together_from_the_annual_reports(
    place, set_period, hand_in, accept, version_of, arrange, acting, sign_in
):
    for year in (2023, 2024, 2025):
        with arrange():
            BranchFactory(unit_id=place.yen_hoa.id, kind=BranchKind.AGENCY)
        period = set_period(PeriodKind.ANNUAL, year)
        hand_in(place.yen_hoa, period)
        accept(place.yen_hoa, period)
    review = set_period(PeriodKind.INTERIM, 2026)
    with arrange():
        BranchFactory(unit_id=place.yen_hoa.id, kind=BranchKind.AGENCY)
    hand_in(place.yen_hoa, review)
    version = version_of(place.yen_hoa, review)
    assert [one["year"] for one in version.snapshot["years"]] == [2023, 2024, 2025]
    # How it stood at the end of the last year, not the sum, and not what there is today.
    assert version.snapshot["figures"]["association.branches"] == 3
    (by_year,) = [table for table in version.snapshot["tables"] if table["by"] == "year"]
    branches = next(row for row in by_year["rows"] if row["name"] == "Chi hội, ban khuyến học")
    assert branches["cells"] == [1, 2, 3]
    with acting(Role.VIEWER, at=place.province):
        assert fingerprint(rebuilt(version.snapshot, queries.lookup)) == version.fingerprint
        due = queries.due(review.id, place.yen_hoa.id)
        found = queries.found_in(due, queries.report(due), version.snapshot)
    assert any("các năm 2021, 2022" in one.words for one in found)
    commune = sign_in(Role.COMMUNE_REVIEWER, at=place.yen_hoa)
    source = commune.get(f"/bao-cao/{place.yen_hoa.id}/{review.id}/nguon/plan/family_rate/whole")
    of_2024 = commune.get(links(source)["báo cáo năm 2024 của Xã Yên Hoa"])
    assert of_2024.status_code == 200
    assert "Báo cáo năm 2024" in of_2024.text
    assert "Danh sách lấy từ sổ" not in source.text, "it is of reports alone"
    here = f"/bao-cao/{place.yen_hoa.id}/{review.id}"
    source = commune.get(links(commune.get(f"{here}/ban/1"))["Chi hội, ban khuyến học"])
    assert "<h2>Cả kỳ: 3</h2>" in source.text
    assert "Là số cuối năm sau cùng" in source.text
    courses = commune.get(f"{here}/nguon/years/courses-all/qua-cac-nam")
    assert "Cộng từ các báo cáo năm đã được tiếp nhận" in courses.text
    for year, counted in ((2023, 1), (2024, 2), (2025, 3)):
        assert f"{counted} từ <a" in source.text
        assert f"báo cáo năm {year} của Xã Yên Hoa" in links(source)
    assert commune.get(f"{here}/nguon/years/association-branches/2022").status_code == 404


def test_every_report_is_verified_and_one_that_was_touched_is_found(place, handed_up, app):
    with app.app_context(), scoped_to("08/"):
        assert {one.holds for one in verify(db.session)} == {True}
        version = db.session.scalars(select(ReportVersion).order_by(ReportVersion.id)).first()
        db.session.expunge(version)
        touched = copy.deepcopy(version.snapshot)
        touched["sources"][0]["figures"]["plan.family_rate.whole"] = 700
        version.snapshot = touched

        # It was the commune's: so it is, the district's that rests on it, and the province's.
        assert {one.holds for one in verify(Spoiled(db.session, version))} == {False}


@pytest.mark.parametrize("where", ["cell", "figure"])
def test_a_number_that_was_changed_where_it_is_shown_is_found(place, handed_up, app, where):
    with app.app_context(), scoped_to("08/"):
        version = db.session.scalars(
            select(ReportVersion).where(ReportVersion.unit_id == place.province.id).order_by(ReportVersion.id)
        ).first()
        db.session.expunge(version)
        touched = copy.deepcopy(version.snapshot)
        if where == "cell":
            touched["tables"][0]["rows"][0]["cells"][0] = 9999
        else:
            touched["figures"]["plan.family_rate.whole"] = 9999
        version.snapshot = touched
        found = {one.unit: one.holds for one in verify(Spoiled(db.session, version))}
    # What it rests on is as it was.
    assert found == {place.yen_hoa.path: True, place.na_hang.path: True, place.province.path: False}


class Spoiled:
    """A session in which one version is another than the database has it: the app's role could not change it there."""

    def __init__(self, session, version):
        self._session = session
        self._version = version

    def execute(self, statement):
        return self._session.execute(statement)

    def scalars(self, statement):
        if statement.compile().params.get("report_id_1") == self._version.report_id:
            return SimpleNamespace(one=lambda: self._version.snapshot)
        return self._session.scalars(statement)
