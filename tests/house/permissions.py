"""Prints the policy as a page: ``python -m tests.house.permissions`` writes ``docs/permissions.md``."""

from pathlib import Path

from lhtq.accounts.policy import AT_THE_UNIT_ITSELF, FOUR_EYES, GRANTS, ROLE_NAMES, Action, Role
from lhtq.assessment.rules import STATE_NAMES, TRANSITIONS, State

PAGE = Path(__file__).parents[2] / "docs" / "permissions.md"

HEAD = """# Who may do what

Printed from `lhtq/accounts/policy.py` and `lhtq/assessment/rules.py` by `make pages`; a test holds it to them. A role
may do a thing at its own unit and below; elsewhere the record does not exist for it.

"""


def page() -> str:
    """The whole page, as Markdown."""
    roles = "".join(f"- **{role.value}**: {ROLE_NAMES[role]}\n" for role in Role)
    return f"{HEAD}{roles}\n## By role\n\n{_by_role()}\n## By state of the sheet\n\n{_by_state()}"


def _by_role() -> str:
    head = ["action", *(role.value for role in Role), "other eyes", "not from above"]
    rows = [
        [
            action.value,
            *("✓" if action in GRANTS[role] else "" for role in Role),
            *("✓" if action in which else "" for which in (FOUR_EYES, AT_THE_UNIT_ITSELF)),
        ]
        for action in Action
    ]
    return _table([head, *rows])


def _by_state() -> str:
    head = ["action", *(state.value for state in State), "leads to"]
    rows = [
        [action.value, *("✓" if state in starts else "" for state in State), target.value if target else "(stays)"]
        for action, (starts, target) in TRANSITIONS.items()
    ]
    names = "".join(f"- **{state.value}**: {STATE_NAMES[state]}\n" for state in State)
    return f"{_table([head, *rows])}\n{names}"


def _table(rows: list[list[str]]) -> str:
    lines = [f"| {' | '.join(row)} |" for row in rows]
    lines.insert(1, f"|{'---|' * len(rows[0])}")
    return "".join(f"{line}\n" for line in lines)


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
