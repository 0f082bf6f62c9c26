"""A draft of the family set, and who makes it."""

import pytest

from lhtq.accounts.policy import Role
from lhtq.criteria import queries
from lhtq.criteria.rules import Model
from lhtq.web.filters import today
from tests.web.press import press


@pytest.fixture
def admin(place, sign_in):
    """The province's administrator at the browser."""
    return sign_in(Role.ADMINISTRATOR, at=place.province)


@pytest.fixture
def family(arrange):
    """The id of the family set in force."""
    with arrange():
        return queries.set_in_force(Model.FAMILY, today()).id


@pytest.fixture
def citizen(arrange):
    with arrange():
        return queries.set_in_force(Model.CITIZEN, today()).id


@pytest.fixture
def draft(admin, family):
    """The page of a draft of the family set, copied just now."""
    return admin.get(press(admin, admin.get(f"/tieu-chi/{family}"), "Sao chép thành phiên bản mới").location)


@pytest.fixture
def whole(arrange):
    """``whole(id)``: a set with all that it says."""

    def _whole(set_id):
        with arrange():
            return queries.whole_set(set_id)

    return _whole
