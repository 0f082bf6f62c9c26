"""The policy is one table: printed for people, asked in one function."""

import ast
from dataclasses import dataclass
from pathlib import Path

import pytest

from lhtq.accounts import policy
from lhtq.accounts.policy import (
    AT_THE_UNIT_ITSELF,
    FOUR_EYES,
    GRANTS,
    OF_ONE_RECORD,
    ROLE_NAMES,
    Action,
    Actor,
    Refusal,
    Role,
    may,
    refusal,
)
from lhtq.assessment.rules import TRANSITIONS, State, admits
from lhtq.paths import ROOT
from tests.house.permissions import PAGE, page

NA_HANG, YEN_HOA, DA_VI, NA_KHUYEN = "08/072/", "08/072/02248/", "08/072/02260/", "08/072/02248/001/"


@dataclass(frozen=True)
class Sheet:
    """A sheet in a state, at a place, that some have had in their hands."""

    unit_path: str = NA_KHUYEN
    state: State = State.SUBMITTED
    hands: frozenset[int] = frozenset()
    person_id: int = 0

    def admits(self, action: Action) -> bool:
        return admits(self.state, action)

    def earlier_hands(self, _action: Action) -> frozenset[int]:
        return self.hands

    def is_own(self, actor: Actor) -> bool:
        return actor.person_id == self.person_id


def one(role: Role, path: str = YEN_HOA, account_id: int = 7) -> Actor:
    return Actor(account_id, "Hoàng Thị Lan", role, 1, path, "xã Yên Hoa")


def test_the_page_for_people_says_what_the_policy_says():
    assert PAGE.read_text(encoding="utf-8") == page(), "run: make pages"


def test_a_grant_that_the_page_does_not_tell_is_found(monkeypatch):
    told = page()
    monkeypatch.setitem(GRANTS, Role.VIEWER, GRANTS[Role.VIEWER] | {Action.SHEET_RECOGNISE})
    assert page() != told


def test_every_role_has_a_name_and_grants():
    assert set(GRANTS) == set(ROLE_NAMES) == set(Role)


def test_every_action_is_granted_to_somebody_and_asked_for_somewhere():
    assert frozenset().union(*GRANTS.values()) == set(Action)
    asked = {
        node.attr
        for path in sorted((ROOT / "lhtq").rglob("*.py"))
        if path != Path(policy.__file__)
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "Action"
    }
    assert asked == {action.name for action in Action}


@pytest.mark.parametrize("role", [role for role in Role if role not in OF_ONE_RECORD])
@pytest.mark.parametrize("action", Action)
def test_a_role_may_what_it_is_granted_at_its_unit_and_below_alone(role, action):
    state = next(iter(TRANSITIONS[action][0])) if action in TRANSITIONS else State.DRAFT
    granted = action in GRANTS[role]
    from_above = granted and action not in AT_THE_UNIT_ITSELF
    assert may(one(role, YEN_HOA), action, Sheet(state=state)) == from_above
    assert may(one(role, NA_HANG), action, Sheet(state=state)) == from_above
    assert may(one(role, NA_KHUYEN), action, Sheet(state=state)) == granted
    for elsewhere in (DA_VI, "08/076/", NA_KHUYEN + "1/"):
        assert not may(one(role, elsewhere), action, Sheet(state=state))


@pytest.mark.parametrize("role", sorted(OF_ONE_RECORD))
@pytest.mark.parametrize("action", Action)
def test_a_role_of_one_record_may_what_it_is_granted_with_its_own_alone(role, action):
    state = next(iter(TRANSITIONS[action][0])) if action in TRANSITIONS else State.DRAFT
    own = Actor(7, "Hoàng Thị Lan", role, 1, NA_KHUYEN, "thôn Nà Khuyến", person_id=3)
    assert may(own, action, Sheet(state=state, person_id=3)) == (action in GRANTS[role])
    assert not may(own, action, Sheet(state=state, person_id=4))
    assert not may(own, action, policy.Place(NA_KHUYEN))


def test_a_code_that_begins_alike_is_another_place():
    assert not may(one(Role.VIEWER, "08/072/0224/"), Action.PEOPLE_VIEW, Sheet())


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("action", TRANSITIONS)
def test_a_step_is_taken_from_its_own_states_alone(action, state):
    role = next(role for role in Role if action in GRANTS[role])
    expected = None if state in TRANSITIONS[action][0] else Refusal.STATE
    assert refusal(one(role), action, Sheet(state=state)) == expected


@pytest.mark.parametrize("action", sorted(FOUR_EYES))
def test_who_did_an_earlier_step_does_not_do_the_next(action):
    role = next(role for role in Role if action in GRANTS[role])
    state = next(iter(TRANSITIONS[action][0])) if action in TRANSITIONS else State.DRAFT
    assert refusal(one(role), action, Sheet(state=state, hands=frozenset({7}))) == Refusal.FOUR_EYES
    assert refusal(one(role), action, Sheet(state=state, hands=frozenset({8}))) is None


def test_the_reason_is_told_in_words():
    assert all(reason.words.endswith(".") for reason in Refusal)
    assert refusal(one(Role.VIEWER), Action.SHEET_SCORE, Sheet()) == Refusal.ROLE
    assert refusal(one(Role.VIEWER, DA_VI), Action.PEOPLE_VIEW, Sheet()) == Refusal.PLACE
