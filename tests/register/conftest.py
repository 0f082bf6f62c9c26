"""Clans with families, organisations with staff, and the sheets of citizens."""

import datetime as dt

import pytest
from sqlalchemy import select

from lhtq.assessment.models import Sheet
from lhtq.assessment.rules import State
from lhtq.criteria import queries as criteria
from lhtq.criteria.rules import Model
from lhtq.db import db
from lhtq.recognition.models import Decision, Title
from lhtq.register.models import ClanFamily, Employment, Household, Person
from lhtq.register.rules import Relation
from lhtq.web.filters import today
from tests.factories import AccountFactory, ClanFactory, OrganisationFactory, SheetFactory


@pytest.fixture
def member(arrange):
    """``member(household)`` is its head, ``member(household, Relation.SPOUSE)`` the spouse."""

    def _member(household, relation=Relation.HEAD):
        with arrange():
            return db.session.scalars(select(Person).filter_by(household_id=household.id, relation=relation)).one()

    return _member


@pytest.fixture
def clan(arrange):
    """``clan(commune, household, ...)`` registers a clan with these families."""

    def _clan(commune, *households, **given):
        with arrange():
            made = ClanFactory(unit_id=commune.id, **given)
            for household in households:
                db.session.add(
                    ClanFamily(
                        clan_id=made.id, unit_id=commune.id, household_id=household.id,
                        household_unit_id=household.unit_id,
                    )
                )  # fmt: skip
            return made

    return _clan


@pytest.fixture
def organisation(arrange):
    """``organisation(commune, person, ...)`` registers an organisation in which these people work."""

    def _organisation(commune, *people, position="Giáo viên", **given):
        with arrange():
            made = OrganisationFactory(unit_id=commune.id, **given)
            for one in people:
                db.session.add(
                    Employment(
                        organisation_id=made.id, unit_id=commune.id, person_id=one.id, person_unit_id=one.unit_id,
                        position=position,
                    )
                )  # fmt: skip
            return made

    return _organisation


@pytest.fixture
def citizen_sheet(arrange):
    """``citizen_sheet(person, ...)`` gives a person a sheet of this year."""

    def _citizen_sheet(person, **given) -> Sheet:
        with arrange():
            found = criteria.set_in_force(Model.CITIZEN, today())
            return SheetFactory(
                model=Model.CITIZEN, subject_id=person.id, name=person.full_name, unit_id=person.unit_id,
                set_id=found.id, **{"year": today().year, "complete": False, **given},
            )  # fmt: skip

    return _citizen_sheet


@pytest.fixture
def titled(arrange, citizen_sheet, sheet):
    """``titled(commune, person)`` recognises a person as a learning citizen, or a household as a learning family."""

    def _titled(commune, subject, since=None, until=None) -> Title:
        of, number = (sheet, "8/QĐ-UBND") if isinstance(subject, Household) else (citizen_sheet, "7/QĐ-UBND")
        recognised = of(subject, state=State.RECOGNISED, figures={}, total=90)
        with arrange():
            decision = Decision(
                unit_id=commune.id, model=recognised.model, year=today().year, number=number,
                signed_on=today(), signed_year=today().year, signer="Hứa Đức Thắng", signer_position="Chủ tịch UBND",
                made_by=AccountFactory(unit_id=commune.id).id,
            )  # fmt: skip
            db.session.add(decision)
            db.session.flush()
            title = Title(
                unit_id=subject.unit_id, model=recognised.model, subject_id=subject.id, name=recognised.name,
                sheet_id=recognised.id, decision_id=decision.id, year=today().year, valid_from=since or today(),
                valid_to=until or today() + dt.timedelta(days=200),
            )  # fmt: skip
            db.session.add(title)
        return title

    return _titled
