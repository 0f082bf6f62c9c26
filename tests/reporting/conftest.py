"""A year of reports in Na Hang: the province asks, the communes hand in."""

import datetime as dt
from types import SimpleNamespace

import pytest
from sqlalchemy import text

from lhtq.accounts.policy import Role
from lhtq.db import db
from lhtq.recognition.models import Decision, Title
from lhtq.reporting import queries, service
from lhtq.reporting.rules.layouts import layout
from lhtq.reporting.rules.periods import Days, PeriodKind, Way, usual_days, usual_name
from lhtq.web.filters import today

YEAR = today().year


@pytest.fixture(autouse=True)
def _measures_at_once(request):
    """Count the plan's measures at each change: the end of the transaction, where it is done, never comes in a test."""
    if "place" in request.fixturenames:
        app = request.getfixturevalue("app")
        with app.app_context():
            connection = db.engines[None]
        connection.execute(text("SET CONSTRAINTS settle_measures IMMEDIATE"))


@pytest.fixture
def set_period(place, acting):
    """``set_period(kind, year, way=...)``: the province asks everybody for a report, counted to today."""

    def _set(kind=PeriodKind.ANNUAL, year=YEAR, way=Way.LEVELS, **days):
        usual = usual_days(kind, year)
        if year == YEAR and kind is PeriodKind.ANNUAL:
            days = {"from_on": dt.date(YEAR, 1, 1), "as_of": today()} | days
        made = Days(**{name: days.get(name, getattr(usual, name)) for name in usual.__dataclass_fields__})
        given = service.PeriodGiven(kind, year, usual_name(kind, year), made, way)
        with acting(Role.PROVINCE_OFFICER, at=place.province) as actor:
            return service.set_period(actor, place.province, given, today())

    return _set


@pytest.fixture
def period(set_period):
    """The annual report of this year."""
    return set_period()


@pytest.fixture
def hand_in(acting):
    """``hand_in(unit, period)``: begin a unit's report, write what must be there, and hand it in."""

    def _hand_in(unit, period, note="", words="Đã làm."):
        role = Role.COMMUNE_REVIEWER if unit.level == "commune" else Role.DISTRICT_REVIEWER
        with acting(role, at=unit) as actor:
            due = queries.due(period.id, unit.id)
            report = service.begin(actor, due, today())
            for part in layout(period.layout).parts:
                text = queries.texts(report.id)[part.key]
                if part.required and not text.words:
                    service.write(actor, due, part.key, words, text.version)
            return service.submit(actor, due, note, today())

    return _hand_in


@pytest.fixture
def accept(acting):
    """``accept(unit, period)``: the one to whom it goes accepts a report."""

    def _accept(unit, period):
        with acting(Role.PROVINCE_OFFICER, at=SimpleNamespace(id=1, path="08/", full_name="tỉnh Tuyên Quang")) as actor:
            service.accept(actor, queries.due(period.id, unit.id))

    return _accept


@pytest.fixture
def version_of(acting, place):
    """``version_of(unit, period)``: the latest version that a unit handed in, with the province's eyes."""

    def _version(unit, period, number=None):
        with acting(Role.VIEWER, at=place.province):
            report = queries.report(queries.due(period.id, unit.id))
            return queries.version(report.id, number or report.number)

    return _version


@pytest.fixture
def title(arrange, person):
    """``title(sheet, commune)``: the title that a sheet has earned, by a decision of today."""

    def _title(sheet, commune, number="1/QĐ-UBND", signed_on=None):
        day = signed_on or today()
        signer = person(Role.COMMUNE_APPROVER, commune)
        with arrange():
            decision = Decision(
                unit_id=commune.id, model=sheet.model, year=sheet.year, number=number, signed_on=day,
                signed_year=day.year, signer="Chẩu Văn Quyết", signer_position="Chủ tịch UBND",
                made_by=signer.account_id,
            )  # fmt: skip
            db.session.add(decision)
            db.session.flush()
            made = Title(
                unit_id=sheet.unit_id, model=sheet.model, subject_id=sheet.subject_id, name=sheet.name,
                sheet_id=sheet.id, decision_id=decision.id, year=sheet.year, valid_from=day,
                valid_to=day + dt.timedelta(days=364),
            )  # fmt: skip
            db.session.add(made)
            db.session.flush()
        return made

    return _title
