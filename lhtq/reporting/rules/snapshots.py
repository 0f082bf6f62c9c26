"""Snapshots: what was handed in, its fingerprint, building it again from those below, and what a later one changed.

A snapshot is plain data: ``layout`` (the whole of it), ``period``, ``unit``, ``sources`` (units whose own records were
counted, each with its figures), ``children`` and ``years`` (reports that it rests on, each with its figures and
fingerprint), ``missing`` (units below without an accepted report), ``texts``; and what follows from these: ``own``,
``figures`` and ``tables``.
"""

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from lhtq.reporting.rules.filling import Child, Figures, add, fill, over_years
from lhtq.reporting.rules.layouts import read
from lhtq.reporting.rules.wording import around_difference

Snapshot: TypeAlias = dict[str, Any]
#: Gives the snapshot of a version of a report, by the report's id and the version's number.
Lookup: TypeAlias = Callable[[int, int], Snapshot]


class TornError(Exception):
    """A report rests on a snapshot that is not the one it was made with."""


def canonical(snapshot: Mapping[str, Any]) -> bytes:
    """The one way in which a snapshot is written down to be fingerprinted."""
    return json.dumps(snapshot, sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode()


def fingerprint(snapshot: Mapping[str, Any]) -> str:
    """SHA-256 of a snapshot, in hexadecimal."""
    return hashlib.sha256(canonical(snapshot)).hexdigest()


def worked_out(given: Mapping[str, Any]) -> Snapshot:
    """A snapshot with its figures and tables, from what it rests on."""
    years: dict[int, Figures] = {}
    for one in given["years"]:  # before units were merged, a year has a report of each
        years[one["year"]] = add(years.get(one["year"], {}), one["figures"])
    own = add(*(one["figures"] for one in given["sources"]))
    figures = over_years(years) if given["review"] else add(own, *(one["figures"] for one in given["children"]))
    below = sorted((*given["children"], *given["missing"]), key=lambda one: str(one["unit"]))
    children = [Child(str(one["id"]), one["name"], one.get("figures")) for one in below]
    tables = fill(read(given["layout"]), figures, children, years)
    return {**given, "own": own, "figures": figures, "tables": tables}


def rebuilt(snapshot: Snapshot, lookup: Lookup) -> Snapshot:
    """A snapshot built anew out of the snapshots that it rests on, down to those of the first who counted.

    Raises TornError where one of them is not the one that this was made with. Where nothing was touched, the result has
    the fingerprint of ``snapshot``.
    """
    return worked_out(
        {
            **snapshot,
            "children": [_rebuilt_below(one, lookup) for one in snapshot["children"]],
            "years": [_rebuilt_below(one, lookup) for one in snapshot["years"]],
        }
    )


def _rebuilt_below(one: Mapping[str, Any], lookup: Lookup) -> dict[str, Any]:
    below = rebuilt(lookup(one["report"], one["number"]), lookup)
    if fingerprint(below) != one["fingerprint"]:
        raise TornError(f"{one['name']}: {one['fingerprint']}")
    return {**one, "figures": below["figures"]}


@dataclass(frozen=True)
class Difference:
    """A cell or a part in words that two versions have otherwise; None where one of them does not have it."""

    where: str
    before: str | int | float | None
    after: str | int | float | None

    @property
    def shown(self) -> "tuple[str | int | float | None, str | int | float | None]":
        """Both as a list shows them: of long words what stands around the first difference."""
        if isinstance(self.before, str) and isinstance(self.after, str):
            return around_difference(self.before, self.after, SHOWN)
        return self.before, self.after


#: Characters of a part's words that a list of differences shows.
SHOWN = 300

#: The words that stand for a part's text in a list of differences.
REWRITTEN = "lời văn"


def differences(before: Snapshot, after: Snapshot) -> list[Difference]:
    """What a later version of a report says otherwise: cell by cell, and which parts were written anew."""
    old, new = _cells(before), _cells(after)
    found = [
        Difference(where, old.get(where), new.get(where))
        for where in [*new, *(name for name in old if name not in new)]
        if old.get(where) != new.get(where)
    ]
    headings = {part["key"]: part["heading"] for part in after["layout"]["parts"]}
    return found + [
        Difference(f"{headings[key]}: {REWRITTEN}", before["texts"].get(key, ""), after["texts"].get(key, ""))
        for key in headings
        if before["texts"].get(key, "") != after["texts"].get(key, "")
    ]


def _cells(snapshot: Snapshot) -> dict[str, int | float | None]:
    return {
        f"{table['title']}; {row['name']}; {column['heading']}": cell
        for table in snapshot["tables"]
        for row in table["rows"]
        for column, cell in zip(table["columns"], row["cells"], strict=True)
    }
