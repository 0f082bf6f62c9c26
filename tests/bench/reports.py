"""Reports over the whole province: compiling a district of some thirty communes, and the province's files."""

import time
from collections.abc import Callable
from dataclasses import replace

from flask import Flask
from sqlalchemy import select

from lhtq.accounts.models import Account
from lhtq.accounts.policy import Actor, Role
from lhtq.db import db
from lhtq.db.scope import scoped_to
from lhtq.reporting import queries, service
from lhtq.reporting.models import ReportPeriod
from lhtq.reporting.rules.layouts import layout
from lhtq.reporting.rules.periods import PeriodKind, Way, usual_days, usual_name
from lhtq.units.models import Unit
from lhtq.units.rules import Level
from lhtq.web.filters import today
from tests.bench.install import Place
from tests.bench.report import Report
from tests.bench.visitor import app_of, take, visitor

#: The district of the most communes.
DISTRICT = "08/076/"
#: What each may take, in seconds (the customer's).
COMPILE_GOAL, FILE_GOAL = 3, 10


def measure(place: Place, report: Report) -> None:
    """Hand every report of a district up to the province, and time what people wait for."""
    app = app_of(place)
    with app.app_context():
        actor, communes, district, province, period = _ask_for(place)
    handed_in = [_timed(lambda unit=unit: _hand_up(app, actor, period, unit)) for unit in communes]
    rows = [
        ("a commune handed in and accepted, the longest", max(handed_in), None),
        (
            f"a district of {len(communes)} communes compiled",
            _timed(lambda: _compile(app, actor, period, district)),
            COMPILE_GOAL,
        ),
        ("the same handed in and accepted", _timed(lambda: _hand_up(app, actor, period, district)), COMPILE_GOAL),
        ("the province compiled", _timed(lambda: _compile(app, actor, period, province)), None),
        ("the province handed in and accepted", _timed(lambda: _hand_up(app, actor, period, province)), None),
    ]
    officer = visitor(app, place.found.officer)
    for words, ending in (("Word", "docx"), ("PDF", "pdf"), ("Excel", "xlsx")):
        url = f"/bao-cao/{province.id}/{period}/van-ban.{ending}"
        rows.append((f"the province's report as {words}", _timed(lambda url=url: take(officer, url)), FILE_GOAL))
    report.table(
        "Reports",
        ("what", "taken", "goal"),
        [[words, f"{taken:.2f} s", f"{goal} s" if goal else ""] for words, taken, goal in rows],
        "Once each, by the services and pages that people use.",
    )
    with app.app_context():
        db.engine.dispose()


def _ask_for(place: Place) -> tuple[Actor, list[Unit], Unit, Unit, int]:
    """The province asks for the report of this year."""
    with scoped_to("08/"):
        account = db.session.scalars(select(Account).where(Account.username == place.found.officer)).one()
        province = db.session.scalars(select(Unit).where(Unit.path == "08/")).one()
        actor = Actor(account.id, account.full_name, Role.PROVINCE_OFFICER, province.id, province.path, "")
        year = place.found.year
        name = usual_name(PeriodKind.ANNUAL, year)
        given = service.PeriodGiven(PeriodKind.ANNUAL, year, name, usual_days(PeriodKind.ANNUAL, year), Way.LEVELS)
        period: ReportPeriod = service.set_period(actor, province, given, today())
        units = queries.reporting_units(DISTRICT, today())
        communes = [unit for unit in units if unit.level == Level.COMMUNE]
        (district,) = [unit for unit in units if unit.level != Level.COMMUNE]
        return actor, communes, district, province, period.id


def _hand_up(app: Flask, actor: Actor, period: int, unit: Unit) -> None:
    with app.app_context(), scoped_to("08/"):
        due = queries.due(period, unit.id)
        report = service.begin(actor, due, today())
        texts = queries.texts(report.id)
        for part in layout(PeriodKind.ANNUAL.value).parts:
            service.write(actor, due, part.key, texts[part.key].words or "Đã làm.", texts[part.key].version)
        service.submit(actor, due, "", today())
        # Who hands in does not accept.
        other = db.session.scalars(select(Account.id).where(Account.id != actor.account_id).limit(1)).one()
        service.accept(replace(actor, account_id=other), due)


def _compile(app: Flask, actor: Actor, period: int, unit: Unit) -> None:
    with app.app_context(), scoped_to(actor.unit_path):
        queries.compiled(queries.due(period, unit.id), {}, today())


def _timed(do: Callable[[], object]) -> float:
    began = time.perf_counter()
    do()
    return time.perf_counter() - began
