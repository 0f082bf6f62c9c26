"""What is typed of a set, a group and an indicator, and how it is put into their rows."""

import datetime as dt
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from lhtq.criteria.models import Content, CriteriaGroup, CriteriaSetRow, IndicatorRow
from lhtq.criteria.rules import CitizenGroup, Grade, Kind, Source, Status, Threshold


@dataclass(frozen=True)
class SetGiven:
    """What is typed of a set."""

    name: str
    status: Status
    legal_basis: str
    source: str
    pass_mark: Decimal
    rounding: Decimal
    title_years: int
    from_age: int | None
    valid_from: dt.date
    grades: tuple[Grade, ...] = ()

    def put(self, row: CriteriaSetRow) -> None:
        """Write it into a row."""
        for name, value in vars(self).items():
            setattr(row, name, value)
        row.grades = [{"least": _number(one.least), "name": one.name} for one in self.grades]


@dataclass(frozen=True)
class GroupGiven:
    """What is typed of a group."""

    code: str
    name: str
    floor: Decimal

    def put(self, row: CriteriaGroup) -> None:
        """Write it into a row."""
        row.code, row.name, row.floor = self.code, self.name, self.floor


@dataclass(frozen=True)
class LineGiven:
    """What is typed of an indicator, and in which group it stands."""

    group_id: int
    code: str
    name: str
    kind: Kind
    points_max: Decimal
    floor: Decimal
    guidance: str = ""
    evidence: str = ""
    thresholds: tuple[Threshold, ...] = ()
    source: Source | None = None
    from_age: int | None = None
    full_if_empty: bool = False
    wordings: Mapping[CitizenGroup, str] = field(default_factory=dict)

    @property
    def options(self) -> dict[str, Any]:
        """What only some kinds have, by the names of ``OPTIONS``; nothing is written for what was not given."""
        written: dict[str, Any] = {
            "thresholds": [{"least": step.least, "points": _number(step.points)} for step in self.thresholds],
            "of": self.source.value if self.source else None,
            "from_age": self.from_age,
            "full_if_empty": self.full_if_empty,
            "floor": _number(self.floor),
            "wording": {group.value: words for group, words in self.wordings.items() if words},
        }
        return {name: value for name, value in written.items() if value}

    def put(self, row: IndicatorRow) -> None:
        """Write it into a row."""
        row.group_id = self.group_id
        row.code, row.name, row.kind, row.points_max = self.code, self.name, self.kind, self.points_max
        row.guidance, row.evidence, row.options = self.guidance, self.evidence, self.options


def digest(content: Content) -> str:
    """SHA-256 of what a set, group or line says, in one way of writing."""
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _number(value: Decimal) -> int | float:
    return int(value) if value == int(value) else float(value)
