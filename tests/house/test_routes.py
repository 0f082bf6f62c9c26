"""Every route is guarded, for every role, at every place; and no address is lost."""

from pathlib import Path

import pytest
from sqlalchemy.exc import ProgrammingError

from lhtq.accounts import current
from lhtq.accounts.audit import UnauditedChangeError
from lhtq.db import scope
from tests.house.rooms import rooms
from tests.house.routes import WALK, Route

URLS = Path(__file__).with_name("urls.txt")


def addresses(app) -> list[str]:
    return sorted(
        f"{rule.rule} {','.join(sorted(rule.methods - {'HEAD', 'OPTIONS'}))}" for rule in app.url_map.iter_rules()
    )


def test_no_address_is_lost(app):
    """People keep them and print them: one that moves leaves a redirect and its line in the list."""
    assert addresses(app) == URLS.read_text(encoding="utf-8").splitlines()


def test_the_walk_passes_every_route(app):
    routes = {
        (rule.endpoint, method)
        for rule in app.url_map.iter_rules()
        for method in rule.methods - {"HEAD", "OPTIONS"}
        if rule.endpoint not in current.PUBLIC
    }
    assert routes == {(route.endpoint, route.method) for route in WALK}


@pytest.mark.parametrize("part", sorted({route.part for route in WALK}))
def test_each_route_does_what_the_policy_says_for_each_role_at_each_place(walker, part, subtests):
    """One scene for all routes of a part: what is done on it is undone before the next."""
    for route in WALK:
        if route.part == part:
            with subtests.test(f"{route.method} {route.endpoint}"):
                walker.walk(route)


def found(endpoint: str, method: str = "POST") -> Route:
    return next(route for route in WALK if (route.endpoint, route.method) == (endpoint, method))


def allow(*_args: object) -> None:
    """A guard that was forgotten."""


@pytest.mark.parametrize("endpoint", ["assessment.score", "accounts.accounts", "criteria.sets"])
def test_a_route_that_is_open_to_anybody_is_found(walker, monkeypatch, endpoint):
    monkeypatch.setattr(current, "PUBLIC", current.PUBLIC | {endpoint})
    route = next(route for route in WALK if route.endpoint == endpoint)
    with pytest.raises((AssertionError, AttributeError)):
        walker.walk(route)


@pytest.mark.parametrize(
    ("part", "endpoint", "method"),
    [
        ("register", "register.add_household", "POST"),
        ("register", "register.households", "GET"),
        ("accounts", "accounts.reset_password", "POST"),
        ("accounts", "accounts.accounts", "GET"),
        ("assessment", "assessment.score", "POST"),
        ("assessment", "assessment.commune_review", "POST"),
        ("assessment", "assessment.thumbnail", "GET"),
        ("assessment", "assessment.carry_over", "POST"),
        ("criteria", "criteria.facts", "POST"),
        ("criteria", "criteria.publish", "POST"),
        ("criteria", "criteria.preview", "GET"),
        ("centre", "centre.record", "POST"),
        ("centre", "centre.edit_centre", "POST"),
        ("centre", "centre.tick", "GET"),
        ("centre", "centre.photo", "GET"),
        ("centre", "centre.classification", "POST"),
        ("recognition", "recognition.recognise", "POST"),
        ("recognition", "recognition.refuse", "POST"),
    ],
)
def test_a_route_that_forgot_to_ask_the_policy_is_found(walker, monkeypatch, part, endpoint, method):
    for module in rooms(part, "views", "service"):
        monkeypatch.setattr(module, "require", allow, raising=False)
    for module in rooms("assessment", "service"):
        monkeypatch.setattr(module, "require", allow, raising=False)
    # Where row security refuses the row all the same, its error is what the walk stumbles over.
    with pytest.raises((AssertionError, ProgrammingError)):
        walker.walk(found(endpoint, method))


def switch_off_row_security(monkeypatch) -> None:
    everything = dict.fromkeys(("account", "person", "organisation", "history"), "") | {"path": "08/"}
    monkeypatch.setattr(scope, "_parameters", lambda: everything)


def test_a_record_that_row_security_no_longer_hides_is_found(walker, monkeypatch):
    """A decision is the one record that row security alone keeps: the villages below its commune see it too."""
    switch_off_row_security(monkeypatch)
    with pytest.raises(AssertionError, match="xã Đà Vị"):
        walker.walk(found("recognition.decision", "GET"))


@pytest.mark.parametrize(
    "endpoint", ["assessment.evidence", "assessment.thumbnail", "recognition.titles_of", "recognition.revoke"]
)
def test_what_row_security_no_longer_hides_is_refused_by_the_policy(walker, monkeypatch, endpoint):
    switch_off_row_security(monkeypatch)
    walker.walk(found(endpoint, "GET"))
    for module in rooms(endpoint.partition(".")[0], "views"):
        monkeypatch.setattr(module, "require", allow, raising=False)
    # With both gone, the first who may not is found.
    with pytest.raises(AssertionError, match=r"xã Đà Vị|not one of"):
        walker.walk(found(endpoint, "GET"))


def test_a_change_that_nobody_writes_down_is_found(walker, monkeypatch):
    monkeypatch.setattr("lhtq.register.service.household.record", lambda *_args, **_named: None)
    with pytest.raises(UnauditedChangeError):
        walker.walk(found("register.household"))
