"""Who keeps the Association of Yên Hoa, and branches and members that stand already."""

import pytest

from lhtq.accounts.policy import Role
from lhtq.membership.rules import BranchKind
from tests.factories import BranchFactory, MemberFactory, PersonFactory


@pytest.fixture
def officer(place, sign_in):
    """Who keeps the Association of Yên Hoa."""
    return sign_in(Role.COMMUNE_REVIEWER, at=place.yen_hoa)


@pytest.fixture
def branch(place, arrange):
    """``branch(unit, kind)``: a branch that stands already."""

    def _branch(unit=None, kind=BranchKind.VILLAGE, **given):
        with arrange():
            return BranchFactory(unit_id=(unit or place.na_khuyen).id, kind=kind, **given)

    return _branch


@pytest.fixture
def member(arrange):
    """``member(branch)``: somebody who is a member already; ``person`` says who of the register it is."""

    def _member(branch, person=None, **given):
        if person is not None:
            given |= {"person_id": person.id, "person_unit_id": person.unit_id, "full_name": person.full_name}
        with arrange():
            return MemberFactory(branch=branch, **given)

    return _member


@pytest.fixture
def hoa(household, place, arrange):
    """Ma Thị Hoa of Nà Khuyến, born 1985, in the register."""
    dat = household(place.na_khuyen)
    with arrange():
        return PersonFactory(household=dat, full_name="Ma Thị Hoa", birth_year=1985, phone="0912345678")
