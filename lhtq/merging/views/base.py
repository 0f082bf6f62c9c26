"""What the pages of merging share: their blueprint, two records, the words of their fields."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, redirect, request, url_for
from sqlalchemy.exc import NoResultFound
from werkzeug.wrappers import Response

from lhtq.accounts.current import actor
from lhtq.accounts.policy import Action, require
from lhtq.criteria.rules import Model
from lhtq.db.scope import with_history
from lhtq.merging.queries import records
from lhtq.merging.rules.fields import HOUSEHOLD_FIELDS, PERSON_FIELDS, differing
from lhtq.register import queries as register
from lhtq.register.models import Household, Person
from lhtq.register.rules import OCCUPATION_NAMES, RELATION_NAMES, SEX_NAMES, RecordKind
from lhtq.web import errors
from lhtq.web.filters import date, today

bp = Blueprint("merging", __name__)

#: How addresses write the kinds of records.
SLUGS: dict[str, RecordKind] = {"nguoi": RecordKind.PERSON, "ho": RecordKind.HOUSEHOLD}
SLUG_OF: dict[RecordKind, str] = {kind: slug for slug, kind in SLUGS.items()}
FIELDS = {RecordKind.PERSON: PERSON_FIELDS, RecordKind.HOUSEHOLD: HOUSEHOLD_FIELDS}


@dataclass(frozen=True)
class Line:
    """A field of two records side by side; ``name`` is its choice, none where it is not chosen."""

    words: str
    values: tuple[str, str]
    differs: bool
    name: str | None = None


def name_of(one: Person | Household) -> str:
    """What a record is called."""
    return one.full_name if isinstance(one, Person) else one.head_name


def both(kind: RecordKind, first: int, second: int) -> tuple[Any, Any]:
    """Two different records that the actor may merge, also where they were merged already; raises NoResultFound."""
    if first == second:
        raise NoResultFound
    with with_history():
        one = records.person if kind is RecordKind.PERSON else records.household
        found = (one(first), one(second))
    for record in found:
        require(actor(), Action.RECORD_MERGE, record)
    return found


def lines_of(kind: RecordKind, one: Any, other: Any) -> list[Line]:
    """All fields of two records side by side."""
    fields, different = FIELDS[kind], differing(FIELDS[kind], one, other)
    found = []
    for words, value in _FACTS[kind]:
        values = (value(one), value(other))
        found.append(Line(words, values, values[0] != values[1]))
    for name, (words, columns) in fields.items():
        values = (_written(one, columns), _written(other, columns))
        found.append(Line(words, values, name in different, name if name in different else None))
    return found


def chosen_lines(kind: RecordKind, kept: Any, gone: Any, taken: frozenset[str]) -> list[tuple[str, str, str]]:
    """The fields that differ: name, what will be, what will not."""
    fields = FIELDS[kind]
    found = []
    for name in differing(fields, kept, gone):
        words, columns = fields[name]
        mine, theirs = _written(kept, columns), _written(gone, columns)
        found.append((words, theirs, mine) if name in taken else (words, mine, theirs))
    return found


def _written(one: Any, columns: tuple[str, ...]) -> str:
    """A value in words."""
    if columns == ("birth_year", "birth_date"):
        return date(one.birth_date) or str(one.birth_year)
    value = getattr(one, columns[0])
    if value is None or value == "":
        return "chưa ghi"
    if isinstance(value, bool):
        return "có" if value else "không"
    names: dict[str, dict[Any, str]] = {"sex": SEX_NAMES, "occupation": OCCUPATION_NAMES}
    return names.get(columns[0], {}).get(value, str(value))


def _title(one: Any) -> str:
    day: dt.date | None = one.title_to
    if day is None:
        return "chưa có"
    return f"đến {date(day)}" if day >= today() else f"đã hết hạn ngày {date(day)}"


_FACTS: dict[RecordKind, tuple[tuple[str, Any], ...]] = {
    RecordKind.PERSON: (
        ("Số hồ sơ", lambda one: str(one.id)),
        ("Thôn", lambda one: one.unit.title_name),
        ("Hộ", lambda one: f"{one.household.head_name} ({RELATION_NAMES[one.relation].lower()})"),
        ("Còn ở hộ", lambda one: f"rời ngày {date(one.left_on)}" if one.left_on else "đang ở"),
        ("Danh hiệu Công dân học tập", _title),
    ),
    RecordKind.HOUSEHOLD: (
        ("Số hồ sơ", lambda one: str(one.id)),
        ("Chủ hộ", lambda one: one.head_name),
        ("Thôn", lambda one: one.unit.title_name),
        ("Số người", lambda one: str(sum(1 for person in one.members if person.left_on is None))),
        ("Danh hiệu Gia đình học tập", _title),
    ),
}


@bp.app_errorhandler(NoResultFound)
def _moved_on(_error: NoResultFound) -> Response:
    """Lead an old address of a record that was merged to the one that stands for it; any other is not found."""
    found = _kind_asked_for() if request.method == "GET" else None
    if found is not None and request.endpoint is not None:
        kind, argument = found
        arguments = dict(request.view_args or {})
        merge = register.stands_for(kind, arguments[argument])
        if merge is not None and not _seen(kind, merge.kept_id):
            return redirect(url_for("merging.merged", merge_id=merge.id), 303)
        if merge is not None:
            return redirect(url_for(request.endpoint, **arguments | {argument: merge.kept_id}), 303)
    return errors.page(404)


def _seen(kind: RecordKind, id_: int) -> bool:
    """Whether a record, or the one that it was found to be, is in the actor's scope."""
    one = records.people([id_]) if kind is RecordKind.PERSON else records.households([id_])
    return bool(one) or register.stands_for(kind, id_) is not None


def _kind_asked_for() -> tuple[RecordKind, str] | None:
    """Of which kind the page is, and the argument that names the record."""
    arguments = request.view_args or {}
    if "subject_id" in arguments:
        kind = {Model.CITIZEN: RecordKind.PERSON, Model.FAMILY: RecordKind.HOUSEHOLD}.get(arguments.get("model"))  # type: ignore[arg-type]
        return (kind, "subject_id") if kind else None
    if set(arguments) == {"person_id"}:
        return RecordKind.PERSON, "person_id"
    return (RecordKind.HOUSEHOLD, "household_id") if set(arguments) == {"household_id"} else None
