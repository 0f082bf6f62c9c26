"""The scene that the house's own rules are tried on."""

import pytest

from tests.house import scene as scenes
from tests.house.walk import Walker


@pytest.fixture
def scene(app, place, arrange, household, sheet, sheet_of) -> scenes.Scene:
    """A commune in the middle of its year."""
    return scenes.make(place, arrange, household, sheet, sheet_of, app)


@pytest.fixture
def walker(app, scene, sign_in, person) -> Walker:
    """Every role, ready to walk."""
    return Walker(app, scene, sign_in, person)
