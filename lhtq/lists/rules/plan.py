"""What an import would do: what each row is, which records are made and which are changed."""

import datetime as dt
import hashlib
import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from lhtq.lists.rules.states import Outcome


@dataclass
class New:
    """A record to be made. ``parents`` are columns that take the id of another new record."""

    table: str
    unit_id: int
    number: int
    values: dict[str, Any]
    parents: dict[str, "New"] = field(default_factory=dict)
    #: Given when it is written.
    id: int = 0


@dataclass(frozen=True)
class Edit:
    """A record to be changed: its columns before and after. ``first`` is written before anything else is."""

    table: str
    id: int
    unit_id: int
    number: int
    before: Mapping[str, Any]
    after: Mapping[str, Any]
    version: int | None = None
    first: bool = False


@dataclass(frozen=True)
class Finding:
    """What one row is. ``reasons`` by the key of a column, or "" for the whole row."""

    number: int
    outcome: Outcome
    label: str
    unit_id: int
    reasons: Mapping[str, str] = field(default_factory=dict)
    #: The person may choose to have it written all the same.
    asks: bool = False


def change_in_words(before: Any, after: Any) -> str:
    """A change of a cell as people read it: ``0912345678 thành 0987654321``."""
    return f"{_word(before)} thành {_word(after)}"


def _word(value: Any) -> str:
    if isinstance(value, bool):
        return "có" if value else "không"
    if isinstance(value, dt.date):
        return f"{value:%d/%m/%Y}"
    return "(trống)" if value in {None, ""} else str(value)


@dataclass
class Plan:
    """What an import would do. ``first`` of the edits come before the new records, the others after them."""

    findings: list[Finding] = field(default_factory=list)
    new: list[New] = field(default_factory=list)
    edits: list[Edit] = field(default_factory=list)
    #: What was understood how, in Vietnamese.
    notes: list[str] = field(default_factory=list)

    def counts(self) -> dict[str, int]:
        """How many rows there are of each outcome."""
        found = Counter(finding.outcome for finding in self.findings)
        return {outcome.value: found[outcome] for outcome in Outcome}

    def fingerprint(self) -> str:
        """What the person was shown: the same file against the same register gives the same."""
        shown = [
            [one.number, one.outcome.value, sorted(one.reasons.items())]
            for one in self.findings
            if one.outcome is not Outcome.UNCHANGED
        ]
        return hashlib.sha256(json.dumps(shown).encode()).hexdigest()
