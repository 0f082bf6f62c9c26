"""Loading criteria sets from their files. Run as the database's owner, by ``lhtq criteria load``."""

import datetime as dt
import hashlib
import tomllib
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from lhtq.criteria.models import CriteriaGroup, CriteriaSetRow, IndicatorRow
from lhtq.criteria.rules import CriteriaSet, Group, Indicator, Kind, Model, Status, Threshold, problems

#: The sets that come with the software.
SETS = Path(__file__).parent / "sets"


class SetRefusedError(Exception):
    """A file that cannot be published, or that differs from the version published before."""


def load_all(session: Session, folder: Path = SETS) -> list[str]:
    """Publish every set of a folder that is not there yet; gives the names of those published.

    Raises SetRefusedError where a file's rules do not add up, or where it was changed after publishing: a
    change is a new version.
    """
    return [name for path in sorted(folder.glob("*.toml")) if (name := _load(session, path))]


def _load(session: Session, path: Path) -> str | None:
    content = path.read_bytes()
    given, wrong = _read(path.name, content)
    digest = hashlib.sha256(content).hexdigest()
    known = session.query(CriteriaSetRow).filter_by(code=given["code"], version=given["version"]).one_or_none()
    if known is not None:
        if known.sha256 != digest:
            message = f"{path.name} differs from the version published before: give the change a new version"
            raise SetRefusedError(message)
        return None
    if wrong:
        raise SetRefusedError(f"{path.name}: " + "; ".join(wrong))
    row = _row(given, digest)
    session.add(row)
    session.flush()
    # Only now: from here on the database refuses any change to the set and its lines.
    row.published_at = dt.datetime.now(dt.UTC)
    session.commit()
    return path.stem


def _read(name: str, content: bytes) -> tuple[dict[str, Any], Sequence[str]]:
    """What a file says, and what does not add up in it."""
    try:
        given = tomllib.loads(content.decode(), parse_float=Decimal)
        return given, problems(_as_rules(given))
    except KeyError as error:
        raise SetRefusedError(f"{name}: {error} is missing") from error
    except (ArithmeticError, TypeError, ValueError) as error:
        raise SetRefusedError(f"{name}: {error}") from error


def _as_rules(given: dict[str, Any]) -> CriteriaSet:
    return CriteriaSet(
        id=0,
        code=given["code"],
        version=given["version"],
        model=Model(given["model"]),
        name=given["name"],
        status=Status(given["status"]),
        legal_basis=given["legal_basis"],
        pass_mark=Decimal(given["pass_mark"]),
        rounding=Decimal(given["rounding"]),
        title_years=given["title_years"],
        groups=tuple(
            Group(
                group["code"],
                group["name"],
                Decimal(group["floor"]),
                tuple(_indicator(line) for line in group["indicators"]),
            )
            for group in given["groups"]
        ),
    )


def _indicator(line: dict[str, Any]) -> Indicator:
    return Indicator(
        code=line["code"],
        name=line["name"],
        kind=Kind(line["kind"]),
        points_max=Decimal(line.get("points", 0)),
        thresholds=tuple(Threshold(t["least"], Decimal(t["points"])) for t in line.get("thresholds", [])),
        from_age=line.get("from_age"),
    )


def _row(given: dict[str, Any], digest: str) -> CriteriaSetRow:
    facts = ("code", "version", "model", "name", "status", "legal_basis", "source", "pass_mark", "rounding")
    return CriteriaSetRow(
        **{fact: given[fact] for fact in facts},
        title_years=given["title_years"],
        valid_from=given["valid_from"],
        sha256=digest,
        groups=[_group_row(position, group) for position, group in enumerate(given["groups"])],
    )


def _group_row(position: int, group: dict[str, Any]) -> CriteriaGroup:
    return CriteriaGroup(
        position=position,
        code=group["code"],
        name=group["name"],
        floor=group["floor"],
        indicators=[
            IndicatorRow(
                position=place,
                code=line["code"],
                name=line["name"],
                kind=Kind(line["kind"]),
                points_max=line.get("points", 0),
                guidance=line.get("guidance", ""),
                evidence=line.get("evidence", ""),
                options={key: line[key] for key in ("thresholds", "from_age") if key in line},
            )
            for place, line in enumerate(group["indicators"])
        ],
    )
