"""Reads of sheets. Nothing here filters by scope: the database does (``lhtq.db.scope``)."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, NamedTuple

from sqlalchemy import Row, func, select
from sqlalchemy.exc import NoResultFound
from sqlalchemy.orm import joinedload

from lhtq.accounts.policy import Action, Actor
from lhtq.assessment.models import Claim, Evidence, Sheet, VillageReview, is_own
from lhtq.assessment.queries import shares, subjects
from lhtq.assessment.queries.subjects import Subject
from lhtq.assessment.rules import OPEN, State, admits
from lhtq.criteria import queries as criteria_queries
from lhtq.criteria.rules import CitizenGroup, CriteriaSet, Model, Outcome, Share, outcome
from lhtq.db import db
from lhtq.units.models import Unit


@dataclass(frozen=True)
class Line:
    """A subject with its sheet of the year where it has one, under the sheet's own criteria."""

    id: int
    model: Model
    name: str
    #: What tells namesakes apart: a year of birth, a head's name.
    detail: str
    unit_path: str
    criteria: CriteriaSet
    sheet_id: int | None
    state: State
    version: int
    answers: Mapping[str, Decimal]
    #: Last year's answers, where there were any.
    last: Mapping[str, Decimal]
    #: As counted: now while the sheet is open, then as it was submitted.
    shares: Mapping[str, Share]
    claims: Mapping[str, Claim]
    outcome: Outcome
    evidence: int
    scorers: frozenset[int]
    reason: str
    cultural_family: bool
    group: CitizenGroup | None = None
    gone: bool = False
    #: Its household ended while it was open.
    withdrawn: bool = False

    @property
    def registered(self) -> bool:
        """Whether it has a sheet."""
        return self.sheet_id is not None

    @property
    def blank(self) -> bool:
        """Whether it is registered, open, and has no answers yet."""
        return self.registered and self.state in OPEN and not self.answers

    def admits(self, action: Action) -> bool:
        """Whether its state admits ``action``; nothing is begun with one that has left."""
        return not self.withdrawn and admits(self.state, action) and (self.registered or not self.gone)

    def earlier_hands(self, action: Action) -> frozenset[int]:  # noqa: ARG002 - a village scores, no more
        """Who scored it."""
        return self.scorers

    def is_own(self, actor: Actor) -> bool:
        """Whether it is of the one person or organisation that ``actor`` signs in for."""
        return is_own(self.model, self.id, actor)


@dataclass(frozen=True)
class Waiting:
    """Sheets of a unit that wait for the same step."""

    unit_id: int
    unit_name: str
    sheets: int


class _Entry(NamedTuple):
    """A subject on a list."""

    id: int
    name: str
    detail: object
    occupation: str | None
    gone: bool


@dataclass(frozen=True)
class _Sheets:
    """The sheets of a year, and what goes with them, by subject."""

    this: Mapping[int, Row[*tuple[Any, ...]]] = field(default_factory=dict)
    last: Mapping[int, Mapping[str, Decimal]] = field(default_factory=dict)
    claims: Mapping[int, Mapping[str, Claim]] = field(default_factory=dict)


def lines(model: Model, unit: Unit, year: int, on: dt.date) -> list[Line]:
    """The subjects of a unit with their sheets of a year: of a village its families or citizens, of a commune the rest.

    ``on`` is the day on which shares are counted.
    """
    rows = db.session.execute(subjects.listed(model, unit, year, on))
    return _lines(model, [_Entry(r.id, r.name, r.detail, r.occupation, r.gone) for r in rows], unit, year, on)


def line(subject: Subject, year: int, on: dt.date) -> Line:
    """One subject with its sheet of a year."""
    entry = _Entry(subject.id, subject.name, subject.detail, subject.group, subject.gone)
    return _lines(subject.model, [entry], subject.unit, year, on)[0]


def find_sheet(model: Model, subject_id: int, year: int, *, locked: bool = False) -> Sheet | None:
    """A subject's sheet of a year; ``locked`` for changing it."""
    statement = (
        select(Sheet)
        .options(joinedload(Sheet.unit, innerjoin=True))
        .where(Sheet.model == model, Sheet.subject_id == subject_id, Sheet.year == year)
    )
    if locked:
        statement = statement.with_for_update(of=Sheet).execution_options(populate_existing=True)
    return db.session.scalars(statement).one_or_none()


def sheet(model: Model, subject_id: int, year: int) -> Sheet:
    """A subject's sheet of a year; raises NoResultFound where it is not registered."""
    found = find_sheet(model, subject_id, year)
    if found is None:
        raise NoResultFound
    return found


def sheets_of_subject(model: Model, subject_id: int) -> Sequence[Sheet]:
    """Every sheet of a subject that the actor sees, the latest year first."""
    return db.session.scalars(
        select(Sheet).where(Sheet.model == model, Sheet.subject_id == subject_id).order_by(Sheet.year.desc()).limit(100)
    ).all()


def subject_of(model: Model, subject_id: int, year: int) -> Subject:
    """A subject as the page of its sheet shows it: where the sheet of that year belongs, if there is one.

    One that has moved on is still found by the sheet that it left behind. Raises NoResultFound.
    """
    found = find_sheet(model, subject_id, year)
    if found is None:
        return subjects.subject(model, subject_id, year)
    try:
        now = subjects.subject(model, subject_id, year)
    except NoResultFound:
        return Subject(model, subject_id, found.name, found.unit, gone=True)
    gone = now.gone or now.unit_id != found.unit_id
    return Subject(model, subject_id, found.name, found.unit, now.group, gone=gone, detail=now.detail)


def sheets(ids: Sequence[int]) -> Sequence[Sheet]:
    """Sheets by id with their units, locked for a change of state, in one order for all."""
    return db.session.scalars(
        select(Sheet)
        .options(joinedload(Sheet.unit, innerjoin=True))
        .where(Sheet.id.in_(ids))
        .order_by(Sheet.id)
        .with_for_update(of=Sheet)
        .execution_options(populate_existing=True)
    ).all()


def sheet_ids(model: Model, subject_ids: Sequence[int], path: str, year: int) -> Sequence[int]:
    """Ids of the sheets that these subjects have in a year at or under a unit."""
    return db.session.scalars(
        select(Sheet.id)
        .join(Unit, Unit.id == Sheet.unit_id)
        .where(Sheet.model == model, Sheet.subject_id.in_(subject_ids), Sheet.year == year)
        .where(Unit.path.startswith(path, autoescape=True))
    ).all()


def reviewed_ids(model: Model, unit_id: int, year: int) -> Sequence[int]:
    """Ids of the sheets of a unit that wait for a decision."""
    return db.session.scalars(
        select(Sheet.id).where(
            Sheet.unit_id == unit_id, Sheet.year == year, Sheet.model == model, Sheet.state == State.REVIEWED
        )
    ).all()


def waiting(model: Model, path: str, year: int, state: State) -> list[Waiting]:
    """The units at or under a unit with sheets in a state, and how many."""
    rows = db.session.execute(
        select(Unit.id, Unit.name, func.count())
        .join(Sheet, Sheet.unit_id == Unit.id)
        .where(Unit.path.startswith(path, autoescape=True))
        .where(Sheet.year == year, Sheet.model == model, Sheet.state == state)
        .group_by(Unit.id)
        .order_by(Unit.path)
    )
    return [Waiting(*row) for row in rows]


def by_state(path: str, year: int) -> dict[Model, dict[State, int]]:
    """How many sheets of each model stand in each state at or under a unit."""
    found: dict[Model, dict[State, int]] = {model: {} for model in Model}
    for model, state, count in db.session.execute(
        select(Sheet.model, Sheet.state, func.count())
        .join(Unit, Unit.id == Sheet.unit_id)
        .where(Unit.path.startswith(path, autoescape=True), Sheet.year == year)
        .group_by(Sheet.model, Sheet.state)
    ):
        found[Model(model)][State(state)] = count
    return found


def evidence_of(sheet_id: int) -> Sequence[Evidence]:
    """The evidence of a sheet, by indicator, oldest first."""
    return db.session.scalars(
        select(Evidence).where(Evidence.sheet_id == sheet_id).order_by(Evidence.indicator_code, Evidence.id)
    ).all()


def evidence(evidence_id: int) -> tuple[Evidence, Sheet]:
    """One piece of evidence with its sheet; raises NoResultFound outside the actor's scope."""
    row = db.session.execute(
        select(Evidence, Sheet)
        .join(Sheet, Sheet.id == Evidence.sheet_id)
        .options(joinedload(Sheet.unit, innerjoin=True))
        .where(Evidence.id == evidence_id)
    ).one()
    return row[0], row[1]


def village_review(review_id: int) -> VillageReview | None:
    """One review; none where the actor does not see it."""
    return db.session.scalars(select(VillageReview).where(VillageReview.id == review_id)).one_or_none()


def claims_of(sheet_id: int) -> dict[str, Claim]:
    """What is said against the counted figures of a sheet, by indicator."""
    return claims_by_sheet([sheet_id]).get(sheet_id, {})


def claims_by_sheet(sheet_ids: Sequence[int]) -> dict[int, dict[str, Claim]]:
    """What is said against the counted figures of sheets, by sheet and by indicator, as it stands now."""
    asked = select(Claim).where(Claim.sheet_id.in_(sheet_ids)).execution_options(populate_existing=True)
    claims: dict[int, dict[str, Claim]] = {}
    for claim in db.session.scalars(asked):
        claims.setdefault(claim.sheet_id, {})[claim.indicator_code] = claim
    return claims


def allowed(counted: Mapping[str, Share], claims: Mapping[str, Claim]) -> dict[str, Share]:
    """The shares that count: what was counted, or in its place the claim that was allowed."""
    return dict(counted) | {code: Share(claim.part, claim.whole) for code, claim in claims.items() if claim.allowed}


def numbers(answers: Mapping[str, Any]) -> dict[str, Decimal]:
    """Answers as kept in JSON, as numbers."""
    return {code: Decimal(str(value)) for code, value in answers.items()}


def _sheets_of(model: Model, ids: Sequence[int], year: int) -> _Sheets:
    if not ids:
        return _Sheets()
    evidence_count = (
        select(func.count()).where(Evidence.sheet_id == Sheet.id).correlate(Sheet).scalar_subquery().label("evidence")
    )
    rows = db.session.execute(
        select(
            Sheet.id, Sheet.subject_id, Sheet.set_id, Sheet.state, Sheet.version, Sheet.answers, Sheet.figures,
            Sheet.scorers, Sheet.reason, Sheet.cultural_family, Sheet.withdrawn_on, evidence_count,
        ).where(Sheet.model == model, Sheet.year == year, Sheet.subject_id.in_(ids))
    ).all()  # fmt: skip
    last = db.session.execute(
        select(Sheet.subject_id, Sheet.answers).where(
            Sheet.model == model, Sheet.year == year - 1, Sheet.subject_id.in_(ids)
        )
    )
    return _Sheets(
        {row.subject_id: row for row in rows},
        {row.subject_id: numbers(row.answers) for row in last},
        claims_by_sheet([row.id for row in rows]),
    )


def _lines(model: Model, entries: Sequence[_Entry], unit: Unit, year: int, on: dt.date) -> list[Line]:
    found = _sheets_of(model, [entry.id for entry in entries], year)
    fallback = subjects.set_for(model, year)
    known = {set_id: criteria_queries.criteria_set(set_id) for set_id in {row.set_id for row in found.this.values()}}
    sets = {id_: known[row.set_id] for id_, row in found.this.items()}
    counted: dict[int, dict[str, Share]] = {}
    for criteria in {fallback.id: fallback, **known}.values():
        ids = [
            entry.id
            for entry in entries
            if sets.get(entry.id, fallback).id == criteria.id
            and (entry.id not in found.this or State(found.this[entry.id].state) in OPEN)
        ]
        counted |= shares.counted(model, criteria, ids, year, on)
    return [
        _line(model, entry, unit, sets.get(entry.id, fallback), found, counted.get(entry.id, {})) for entry in entries
    ]


def _line(
    model: Model, entry: _Entry, unit: Unit, criteria: CriteriaSet, found: _Sheets, counted: Mapping[str, Share]
) -> Line:
    kept = found.this.get(entry.id)
    answers = numbers(kept.answers) if kept else {}
    own = shares.as_shares(kept.figures) if kept and kept.figures is not None else counted
    claims = found.claims.get(kept.id, {}) if kept else {}
    return Line(
        id=entry.id,
        model=model,
        name=entry.name,
        detail="" if entry.detail is None else str(entry.detail),
        unit_path=unit.path,
        criteria=criteria,
        sheet_id=kept.id if kept else None,
        state=State(kept.state) if kept else State.DRAFT,
        version=kept.version if kept else 0,
        answers=answers,
        last=found.last.get(entry.id, {}),
        shares=own,
        claims=claims,
        outcome=outcome(criteria, answers, allowed(own, claims)),
        evidence=kept.evidence if kept else 0,
        scorers=frozenset(kept.scorers) if kept else frozenset(),
        reason=kept.reason if kept else "",
        cultural_family=kept.cultural_family if kept else False,
        group=subjects.group_of(entry.occupation),
        gone=entry.gone,
        withdrawn=kept is not None and kept.withdrawn_on is not None,
    )
