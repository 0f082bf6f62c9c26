"""One decision over some five hundred families: every title, and every sum above them, true when it is committed."""

import time

from flask import Flask
from sqlalchemy import func, select

from lhtq.accounts.models import Account, Assignment
from lhtq.accounts.policy import Actor, Role
from lhtq.assessment import queries as assessment
from lhtq.assessment.models import Sheet
from lhtq.assessment.rules import State
from lhtq.criteria.rules import Model
from lhtq.db import db
from lhtq.db.scope import scoped_to
from lhtq.indicators.queries import measures
from lhtq.recognition import service
from lhtq.recognition.models import Decision
from lhtq.recognition.service import DecisionGiven
from lhtq.units import queries as units
from lhtq.units.models import Unit
from lhtq.units.rules import Level
from lhtq.web.filters import today
from tests.bench.install import Place
from tests.bench.report import Report
from tests.bench.visitor import app_of, take, visitor

#: Sheets of one decision, and the seconds that it may take (the customer's).
SHEETS, GOAL = 500, 2
#: The seconds that so many certificates may take.
CERTIFICATES_GOAL = 20
#: The number of the decision.
NUMBER = "999/QĐ-UBND"


def measure(place: Place, report: Report) -> None:
    """Sign for whole villages of one commune, as many as come to ``SHEETS``."""
    app = app_of(place)
    commune_id, year, lists = _waiting(app, place)
    before = _recognised(app)
    began = time.perf_counter()
    _sign(app, commune_id, year, lists)
    taken = time.perf_counter() - began
    sheets = sum(lists.values())
    rows = [[f"{sheets} families by one decision, to the end of its commit", f"{taken:.2f} s", f"{GOAL} s"]]
    officer, decision_id = visitor(app, place.found.officer), _decision(app)
    for words, ending in (("PDF", "pdf"), ("Word", "docx")):
        began = time.perf_counter()
        take(officer, f"/quyet-dinh/{decision_id}/giay-chung-nhan.{ending}")
        taken = time.perf_counter() - began
        rows.append([f"their {sheets} certificates as {words}", f"{taken:.2f} s", f"{CERTIFICATES_GOAL} s"])
    report.table(
        "Recognition",
        ("what", "taken", "goal"),
        rows,
        f"Learning families of the province before: {before}, after: {_recognised(app)}.",
    )
    with app.app_context():
        db.engine.dispose()


def _waiting(app: Flask, place: Place) -> tuple[int, int, dict[int, int]]:
    """A commune where most families wait for a decision, and how many wait in each of its villages."""
    year = place.found.year
    with app.app_context(), scoped_to("08/"):
        commune_id = db.session.scalars(
            select(Unit.parent_id)
            .join(Sheet, Sheet.unit_id == Unit.id)
            .where(Sheet.model == Model.FAMILY, Sheet.year == year, Sheet.state == State.REVIEWED)
            .group_by(Unit.parent_id)
            .order_by(func.count().desc())
            .limit(1)
        ).one()
        commune = units.unit(commune_id)
        waiting = assessment.waiting(Model.FAMILY, commune.path, year, State.REVIEWED)
    lists: dict[int, int] = {}
    for row in sorted(waiting, key=lambda row: -row.sheets):
        if sum(lists.values()) < SHEETS:
            lists[row.unit_id] = row.sheets
    return commune_id, year, lists


def _sign(app: Flask, commune_id: int, year: int, lists: dict[int, int]) -> None:
    with app.app_context(), scoped_to("08/"):
        commune = units.unit(commune_id)
        account = db.session.scalars(
            select(Account)
            .join(Assignment, Assignment.account_id == Account.id)
            .where(Assignment.unit_id == commune_id, Assignment.role == Role.COMMUNE_APPROVER)
        ).first()
        if account is None:
            raise RuntimeError(f"nobody signs in {commune.full_name}")
        actor = Actor(account.id, account.full_name, Role.COMMUNE_APPROVER, commune.id, commune.path, commune.full_name)
    with app.app_context(), scoped_to(actor.unit_path, actor.account_id):
        given = DecisionGiven(NUMBER, today(), "Hứa Đức Thắng", "Chủ tịch UBND")
        service.recognise(actor, units.unit(commune_id), Model.FAMILY, year, given, lists)


def _decision(app: Flask) -> int:
    with app.app_context(), scoped_to("08/"):
        return db.session.scalars(select(Decision.id).where(Decision.number == NUMBER)).one()


def _recognised(app: Flask) -> int:
    with app.app_context(), scoped_to("08/"):
        province = db.session.scalars(select(Unit).where(Unit.level == Level.PROVINCE)).one()
        return measures(province, today())["family_rate"].part
