"""A commune with two village branches and its Association, and the people who hold courses."""

import pytest

from lhtq.accounts.policy import Role
from lhtq.db import db
from lhtq.membership.models import Post
from lhtq.membership.rules import BranchKind, Position
from lhtq.training.rules import CourseState
from lhtq.web.filters import today
from tests.factories import BranchFactory, CourseFactory, CourseParticipantFactory, MemberFactory


@pytest.fixture
def commune(place, sign_in):
    """The Association's reviewer of Yên Hoa."""
    return sign_in(Role.COMMUNE_REVIEWER, at=place.yen_hoa)


@pytest.fixture
def province(place, sign_in):
    """The province's officer."""
    return sign_in(Role.PROVINCE_OFFICER, at=place.province)


@pytest.fixture
def branch(arrange):
    """``branch(unit)``: a branch of a village, or with ``kind`` another."""

    def _branch(unit, kind=BranchKind.VILLAGE, **given):
        with arrange():
            return BranchFactory(unit_id=unit.id, kind=kind, **given)

    return _branch


@pytest.fixture
def member(arrange):
    """``member(branch, name)``: somebody who is a member already."""

    def _member(branch, full_name, **given):
        with arrange():
            return MemberFactory(branch=branch, full_name=full_name, **given)

    return _member


@pytest.fixture
def officer(arrange):
    """``officer(member, association)``: a member holds a position in the Association of a unit."""

    def _officer(member, association, position=Position.CHAIR):
        with arrange():
            db.session.add(
                Post(
                    branch_id=association.id, unit_id=association.unit_id, member_id=member.id, position=position,
                    from_on=today(),
                )
            )  # fmt: skip

    return _officer


@pytest.fixture
def course(arrange):
    """``course(unit)``: a briefing of today that is planned; ``attended=[member, …]`` have been there."""

    def _course(unit, *invited, attended=(), completed=(), **given):
        with arrange():
            if attended or completed:
                given.setdefault("state", CourseState.HELD)
            made = CourseFactory(unit_id=unit.id, **given)
            for one in invited:
                CourseParticipantFactory(course=made, member=one)
            for one in attended:
                CourseParticipantFactory(course=made, member=one, attended=True)
            for one in completed:
                CourseParticipantFactory(course=made, member=one, attended=True, completed=True)
            return made

    return _course


@pytest.fixture
def hoa(place, branch, member):
    """Ma Thị Hoa, a member in Nà Khuyến."""
    return member(branch(place.na_khuyen, name="Chi hội Nà Khuyến"), "Ma Thị Hoa", phone="0912 345 678")


@pytest.fixture
def pao(place, branch, member):
    """Giàng A Páo, a member in Bản Thàng, in the same commune."""
    return member(branch(place.ban_thang, name="Chi hội Bản Thàng"), "Giàng A Páo", birth_year=1990)


@pytest.fixture
def luc(place, branch, member):
    """Bàn Văn Lục, a member in Đà Vị, the commune beside."""
    return member(branch(place.ban_luc, name="Chi hội Bản Lục"), "Bàn Văn Lục", birth_year=1968)
