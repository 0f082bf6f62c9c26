"""The year of any model, from registering to the decision, with somebody else's hands at each step."""

import itertools
import uuid
from decimal import Decimal

import pytest
from sqlalchemy import select

from lhtq.accounts.policy import Role
from lhtq.assessment import queries, service
from lhtq.assessment.rules import OPEN, State
from lhtq.assessment.service import Minutes
from lhtq.criteria.rules import Kind
from lhtq.db import db
from lhtq.recognition import service as recognition
from lhtq.recognition.models import Title
from lhtq.recognition.service import DecisionGiven
from lhtq.register.models import ClanFamily, Employment, Person
from lhtq.units import queries as units
from lhtq.web.filters import today
from tests.factories import ClanFactory, OrganisationFactory, SheetFactory

YEAR = today().year


def full_answers(criteria):
    """Everything that can be answered, with all the points."""
    value = {Kind.GRADED: lambda one: one.points_max, Kind.GATE: lambda _one: Decimal(1)}
    most = lambda one: Decimal(max(step.least for step in one.thresholds))  # noqa: E731
    return {one.code: value.get(one.kind, most)(one) for one in criteria.asked}


class Procedure:
    """Takes sheets of any model through the year; each step by the role whose it is."""

    def __init__(self, acting, person, place):
        self._acting = acting
        self.recorder = person(Role.COMMUNE_RECORDER, place.yen_hoa)
        self.reviewer = person(Role.COMMUNE_REVIEWER, place.yen_hoa)
        self.chair = person(Role.COMMUNE_APPROVER, place.yen_hoa)
        self._commune = place.yen_hoa
        self._numbers = itertools.count(1)

    def score(self, model, *subject_ids, year=YEAR, **answers):
        """Register and score; full points where nothing else is said."""
        with self._acting(self.recorder) as actor:
            criteria = queries.set_for(model, year)
            given = full_answers(criteria) | {code: Decimal(value) for code, value in answers.items()}
            for id_ in subject_ids:
                subject = queries.subject(model, id_, YEAR)
                service.register(actor, subject, year)
                expected = queries.sheet(model, id_, year).version
                service.score(actor, subject, year, given, expected)

    def submit(self, model, *subject_ids, year=YEAR):
        """Hold the meeting, and hand in."""
        with self._acting(self.recorder) as actor:
            unit = units.unit(queries.subject(model, subject_ids[0], YEAR).unit_id)
            minutes = Minutes(today(), 30, "Ma Văn Quý", "Nông Thị Lan", "", dict.fromkeys(subject_ids, 30))
            service.submit(actor, model, unit, year, minutes, today())

    def review(self, model, *subject_ids, year=YEAR):
        """Put forward."""
        with self._acting(self.reviewer) as actor:
            service.review(actor, queries.sheet_ids(model, subject_ids, self._commune.path, year))

    def recognise(self, model, year=YEAR, signed_on=None):
        """Sign for everything that was put forward; gives the titles by subject."""
        with self._acting(self.chair) as actor:
            commune = units.unit(self._commune.id)
            lists = {row.unit_id: row.sheets for row in queries.waiting(model, commune.path, year, State.REVIEWED)}
            given = DecisionGiven(f"{next(self._numbers)}/QĐ-UBND", signed_on or today(), "Hứa Đức Thắng", "Chủ tịch")
            decision = recognition.recognise(actor, commune, model, year, given, lists)
            found = db.session.scalars(select(Title).filter_by(decision_id=decision.id)).all()
            return {title.subject_id: title.id for title in found}

    def hand_in(self, model, *subject_ids, year=YEAR, **answers):
        """Up to the commune's table."""
        self.score(model, *subject_ids, year=year, **answers)
        self.submit(model, *subject_ids, year=year)

    def through(self, model, *subject_ids, year=YEAR, signed_on=None, **answers):
        """The whole year; gives the titles by subject."""
        self.hand_in(model, *subject_ids, year=year, **answers)
        self.review(model, *subject_ids, year=year)
        return self.recognise(model, year, signed_on)

    def figures(self, model, subject_id, year=YEAR):
        """The shares of a sheet as it stands, by indicator: part and whole."""
        with self._acting(self.chair):
            line = queries.line(queries.subject(model, subject_id, YEAR), year, today())
            return {code: (share.part, share.whole) for code, share in line.shares.items()}

    def state(self, model, subject_id, year=YEAR):
        """Where a sheet stands."""
        with self._acting(self.chair):
            return State(queries.sheet(model, subject_id, year).state)


@pytest.fixture
def procedure(acting, person, place):
    return Procedure(acting, person, place)


@pytest.fixture
def adults(arrange):
    """``adults(household)``: the ids of its members."""

    def _adults(household):
        with arrange():
            return db.session.scalars(select(Person.id).filter_by(household_id=household.id).order_by(Person.id)).all()

    return _adults


@pytest.fixture
def clan(arrange):
    """``clan(commune, household, ...)``: a clan of a commune with these families, wherever they live."""

    def _clan(commune, *households, **given):
        with arrange():
            made = ClanFactory(unit_id=commune.id, **given)
            for one in households:
                db.session.add(
                    ClanFamily(clan_id=made.id, unit_id=commune.id, household_id=one.id, household_unit_id=one.unit_id)
                )
            return made

    return _clan


@pytest.fixture
def organisation(arrange):
    """``organisation(commune, person_id, ...)``: an organisation with this staff, wherever they live."""

    def _organisation(commune, *person_ids, **given):
        with arrange():
            made = OrganisationFactory(unit_id=commune.id, **given)
            for one in db.session.scalars(select(Person).where(Person.id.in_(person_ids))):
                db.session.add(
                    Employment(
                        organisation_id=made.id, unit_id=commune.id, person_id=one.id, person_unit_id=one.unit_id
                    )
                )
            return made

    return _organisation


def decision_form(*lists, **changed):
    """What is typed of a decision over lists of (unit, number of sheets)."""
    fields = {
        "key": str(uuid.uuid4()), "number": "125/QĐ-UBND", "signed_on": f"{today():%d/%m/%Y}",
        "signer": "Hứa Đức Thắng", "signer_position": "Chủ tịch UBND", "noi": [str(unit.id) for unit, _n in lists],
    }  # fmt: skip
    return fields | {f"so-{unit.id}": str(count) for unit, count in lists} | changed


@pytest.fixture
def force(arrange, acting, place):
    """``force(model, subject_id, state)``: its sheet of this year as if it had come to that state."""

    def _force(model, subject_id, state, year=YEAR, **given):
        with arrange():
            subject = queries.subject(model, subject_id, YEAR)
            criteria = queries.set_for(model, year)
            answers = {code: float(value) for code, value in full_answers(criteria).items()}
            handed_in = state not in OPEN
            shares = queries.counted(model, criteria, [subject_id], year, today())[subject_id]
            kept = {
                "answers": answers, "complete": True, "state": state,
                "figures": queries.figures(shares) if handed_in else None,
                "total": 90 if handed_in else None,
            } | given  # fmt: skip
            found = queries.find_sheet(model, subject_id, year)
            if found is None:
                return SheetFactory(
                    model=model, subject_id=subject_id, name=subject.name, unit_id=subject.unit_id, year=year,
                    set_id=criteria.id, **kept,
                )  # fmt: skip
            for name, value in kept.items():
                setattr(found, name, value)
            return found

    return _force
