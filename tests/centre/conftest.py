"""A centre of Yên Hoa, the people who keep it, and what it did."""

import datetime as dt

import pytest
from sqlalchemy import select

from lhtq.accounts.models import Account
from lhtq.accounts.policy import Role
from lhtq.db import db
from lhtq.membership.rules import BranchKind
from lhtq.register.models import Person
from lhtq.register.rules import Relation
from tests.factories import (
    AccountFactory,
    ActivityFactory,
    BranchFactory,
    CentreFactory,
    MemberFactory,
    PostFactory,
)


@pytest.fixture
def centre(place, arrange):
    """The centre of Yên Hoa."""
    with arrange():
        return CentreFactory(unit_id=place.yen_hoa.id)


@pytest.fixture
def activity(place, arrange, centre):
    """``activity(village, ...)`` is an activity of the centre that was held today."""

    def _activity(unit=None, **given):
        with arrange():
            maker = db.session.scalars(select(Account)).first() or AccountFactory(unit_id=place.yen_hoa.id)
            at = given.pop("centre", centre)
            return ActivityFactory(centre=at, unit_id=(unit or place.na_khuyen).id, made_by=maker.id, **given)

    return _activity


@pytest.fixture
def commune(place, sign_in):
    """The recorder of Yên Hoa."""
    return sign_in(Role.COMMUNE_RECORDER, at=place.yen_hoa)


@pytest.fixture
def village(place, sign_in):
    """The recorder of Nà Khuyến."""
    return sign_in(Role.VILLAGE_RECORDER, at=place.na_khuyen)


@pytest.fixture
def member(arrange):
    """``member(household)`` is its head, ``member(household, Relation.SPOUSE)`` the other adult."""

    def _member(household, relation=Relation.HEAD):
        with arrange():
            return db.session.scalars(
                select(Person).where(Person.household_id == household.id, Person.relation == relation)
            ).one()

    return _member


@pytest.fixture
def heads(place, arrange):
    """``heads(commune, name, position)``: somebody whom the Association of a commune has in a post."""
    branches = {}

    def _heads(commune, name, position, *, person=None, **term):
        linked = {"person_id": person.id, "person_unit_id": person.unit_id} if person else {}
        with arrange():
            if commune.id not in branches:
                branches[commune.id] = BranchFactory(
                    unit_id=commune.id, kind=BranchKind.ASSOCIATION, founded_on=dt.date(2020, 1, 1)
                )
            member = MemberFactory(branch=branches[commune.id], full_name=name, **linked)
            return PostFactory(branch=branches[commune.id], member=member, position=position, **term)

    return _heads
