"""People and organisations who sign in for themselves."""

import pytest
from sqlalchemy import select

from lhtq.accounts.policy import Role
from lhtq.db import db
from lhtq.register.models import Person
from tests.factories import OrganisationFactory


@pytest.fixture
def own_record(place, arrange, household, person):
    """``own_record(Role.CITIZEN)`` signs a person of Nà Khuyến in for themself, or a school of Yên Hoa for itself."""

    def _own_record(role, **given):
        if role is Role.ORGANISATION:
            with arrange():
                school = OrganisationFactory(unit_id=place.yen_hoa.id)
            return person(role, place.yen_hoa, organisation_id=school.id, **given)
        dat = household(place.na_khuyen)
        with arrange():
            citizen = db.session.scalars(select(Person).filter_by(household_id=dat.id, full_name=dat.head_name)).one()
        return person(role, place.na_khuyen, person_id=citizen.id, **given)

    return _own_record
