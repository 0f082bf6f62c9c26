"""Loading criteria sets from their files. Run as the database's owner, by ``lhtq criteria load``."""

import datetime as dt
import hashlib
import tomllib
from decimal import Decimal
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from lhtq.criteria.models import CriteriaGroup, CriteriaSetRow, IndicatorRow
from lhtq.criteria.queries import OPTIONS, as_rules
from lhtq.criteria.rules import Kind, problems

#: The sets that come with the software.
SETS = Path(__file__).parent.parent / "sets"


class SetRefusedError(Exception):
    """A file that cannot be published, or that differs from the version published before."""


def load_all(session: Session, folder: Path = SETS) -> list[str]:
    """Publish every set of a folder that is not there yet; gives the names of those published.

    Raises SetRefusedError where a file's rules do not add up, or where it was changed after publishing: a
    change is a new version. Where the province has made that version on screen, its own stands and the file is left.
    """
    return [name for path in sorted(folder.glob("*.toml")) if (name := _load(session, path))]


def _load(session: Session, path: Path) -> str | None:
    content = path.read_bytes()
    digest = hashlib.sha256(content).hexdigest()
    row = read(path.name, content, digest)
    known = session.query(CriteriaSetRow).filter_by(code=row.code, version=row.version).one_or_none()
    if known is not None:
        if known.made_by is None and known.sha256 != digest:
            message = f"{path.name} differs from the version published before: give the change a new version"
            raise SetRefusedError(message)
        return None
    wrong = problems(as_rules(row))
    if wrong:
        raise SetRefusedError(f"{path.name}: " + "; ".join(problem.english for problem in wrong))
    session.add(row)
    session.flush()
    # Only now: from here on the database refuses any change to the set and its lines.
    row.published_at = dt.datetime.now(dt.UTC)
    session.commit()
    return path.stem


def read(name: str, content: bytes, digest: str) -> CriteriaSetRow:
    """What a file says, as a row that is not saved yet. Raises SetRefusedError for what cannot be read."""
    try:
        row = _row(tomllib.loads(content.decode(), parse_float=float), digest)
        as_rules(row)
    except KeyError as error:
        raise SetRefusedError(f"{name}: {error} is missing") from error
    except (ArithmeticError, AttributeError, TypeError, ValueError) as error:
        raise SetRefusedError(f"{name}: {error}") from error
    return row


def _row(given: dict[str, Any], digest: str) -> CriteriaSetRow:
    facts = ("code", "version", "model", "name", "status", "legal_basis", "source", "title_years", "valid_from")
    return CriteriaSetRow(
        **{fact: given[fact] for fact in facts},
        pass_mark=_points(given["pass_mark"]),
        rounding=_points(given["rounding"]),
        from_age=given.get("from_age"),
        grades=sorted(given.get("grades", []), key=lambda one: -one["least"]),
        sha256=digest,
        groups=[_group_row(position, group) for position, group in enumerate(given["groups"])],
    )


def _group_row(position: int, group: dict[str, Any]) -> CriteriaGroup:
    return CriteriaGroup(
        position=position,
        code=group["code"],
        name=group["name"],
        floor=_points(group["floor"]),
        indicators=[_indicator_row(place, line) for place, line in enumerate(group["indicators"])],
    )


def _indicator_row(position: int, line: dict[str, Any]) -> IndicatorRow:
    return IndicatorRow(
        position=position,
        code=line["code"],
        name=line["name"],
        kind=Kind(line["kind"]),
        points_max=_points(line.get("points", 0)),
        guidance=line.get("guidance", ""),
        evidence=line.get("evidence", ""),
        options={key: line[key] for key in OPTIONS if key in line},
    )


def _points(given: float) -> Decimal:
    return Decimal(str(given))
