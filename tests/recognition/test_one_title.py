"""A subject holds one title of a model at a time, wherever it was given."""

import datetime as dt

from sqlalchemy import select

from lhtq.accounts.policy import Role
from lhtq.assessment.queries import set_for
from lhtq.assessment.rules import State
from lhtq.criteria.rules import Model
from lhtq.db import db
from lhtq.recognition import queries
from lhtq.recognition.models import Decision, Title
from lhtq.register.models import Person
from lhtq.web.filters import today
from tests.factories import PersonFactory, SheetFactory

YEAR = today().year


def give_title(person: Person, unit, commune, account_id: int, signed_on: dt.date, year: int) -> Title:
    """A citizen title, as the chair of a commune gives it."""
    sheet = SheetFactory(
        household=None, unit_id=unit.id, year=year, set_id=set_for(Model.CITIZEN, year).id, model=Model.CITIZEN,
        subject_id=person.id, name=person.full_name, state=State.RECOGNISED,
    )  # fmt: skip
    decision = Decision(
        unit_id=commune.id, model=Model.CITIZEN, year=year, number=f"{year}", signed_on=signed_on,
        signed_year=signed_on.year, signer="H", signer_position="CT", made_by=account_id,
    )  # fmt: skip
    db.session.add(decision)
    db.session.flush()
    title = Title(
        unit_id=unit.id, model=Model.CITIZEN, subject_id=person.id, name=person.full_name, sheet_id=sheet.id,
        decision_id=decision.id, year=year, valid_from=signed_on, valid_to=signed_on + dt.timedelta(days=364),
    )  # fmt: skip
    db.session.add(title)
    db.session.flush()
    return title


def test_one_who_moved_and_is_recognised_again_holds_the_new_title_alone(place, arrange, household, acting, person):
    old_home, new_home = household(place.ban_luc), household(place.na_khuyen)
    chair = person(Role.COMMUNE_APPROVER, place.yen_hoa)
    with arrange():
        one = PersonFactory(household=old_home, titled=False)
        give_title(one, place.ban_luc, place.da_vi, chair.account_id, today() - dt.timedelta(days=200), YEAR - 1)
        assert db.session.scalars(select(Person.title_from).filter_by(id=one.id)).one() is not None
        one.household_id, one.unit_id = new_home.id, new_home.unit_id
    with acting(chair):
        given = give_title(one, place.na_khuyen, place.yen_hoa, chair.account_id, today(), YEAR)
        db.session.info["audited"] = True
        db.session.commit()
        # The commune sees its own title alone, and still the other one has ended.
        assert [line.id for line in queries.titles_of_subject(Model.CITIZEN, one.id)] == [given.id]
    with acting(Role.PROVINCE_OFFICER, at=place.province):
        held = queries.titles_on(Model.CITIZEN, "08/", today(), 10, 0)
        assert [line.id for line in held if line.subject_id == one.id] == [given.id]
        found = db.session.execute(select(Person.title_from, Person.title_to).filter_by(id=one.id)).one()
        assert tuple(found) == (given.valid_from, given.valid_to)


def test_titles_of_different_models_do_not_end_each_other(place, arrange, household, acting):
    dat = household(place.na_khuyen)
    with arrange():
        one = PersonFactory(household=dat, titled=False)
    with acting(Role.PROVINCE_OFFICER, at=place.province) as officer:
        give_title(one, place.na_khuyen, place.yen_hoa, officer.account_id, today(), YEAR)
        family = SheetFactory(household=dat, set_id=set_for(Model.FAMILY, YEAR).id, year=YEAR)
        decision = db.session.scalars(select(Decision)).one()
        db.session.add(
            Title(
                unit_id=dat.unit_id, model=Model.FAMILY, subject_id=dat.id, name="X", sheet_id=family.id,
                decision_id=decision.id, year=YEAR, valid_from=today(), valid_to=today(),
            )
        )  # fmt: skip
        db.session.flush()
        assert len(queries.titles_on(Model.CITIZEN, "08/", today(), 10, 0)) == 1
        assert len(queries.titles_on(Model.FAMILY, "08/", today(), 10, 0)) == 1
        db.session.rollback()
