"""What a commune reviews: the sheets handed in, those with something odd first, found in one statement."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import CTE, ColumnElement, Select, all_, and_, case, false, func, literal, or_, select, true
from sqlalchemy.orm import aliased

from lhtq.assessment.models import Evidence, Sheet, VillageReview
from lhtq.assessment.rules import (
    ALIKE_OTHERS,
    ALIKE_PART,
    JUMP,
    NEAR_THE_MARK,
    OPEN,
    VOTES_PART,
    Looked,
    Oddity,
    State,
    oddities,
)
from lhtq.criteria.models import CriteriaGroup, CriteriaSetRow, IndicatorRow
from lhtq.criteria.rules import Kind, Model
from lhtq.db import db
from lhtq.units.models import Unit

#: The states of sheets that are compared with one another: what is put forward stays part of the comparison.
_HANDED_IN = tuple(state for state in State if state not in OPEN)


@dataclass(frozen=True)
class ReviewAsked:
    """Which sheets of a commune are reviewed: of a model and year, all or those with something odd, of one unit or all.

    ``odd`` is a kind of oddity, or True for any.
    """

    model: Model
    path: str
    year: int
    odd: Oddity | bool = False
    unit_id: int | None = None


@dataclass(frozen=True)
class ReviewLine:
    """A sheet that waits for the commune's review."""

    id: int
    subject_id: int
    name: str
    unit_name: str
    looked: Looked
    evidence: int

    @property
    def odd(self) -> Mapping[Oddity, str]:
        """What is odd about it, in words."""
        return oddities(self.looked)


@dataclass(frozen=True)
class ReviewList:
    """A page of the sheets that wait, and how many there are in all of them."""

    rows: Sequence[ReviewLine]
    #: Of the filter; of all that wait; of those with something odd; with each kind.
    found: int
    all: int
    odd: int
    kinds: Mapping[Oddity, int]


def review_list(asked: ReviewAsked, limit: int, offset: int) -> ReviewList:
    """The sheets that wait for review, by how much is odd about them, then by unit and name."""
    list_ = _judged(_handed_in(asked), asked).cte("judged")
    kept = _kept(list_, asked)
    page = (
        select(list_)
        .where(kept)
        .order_by(list_.c.oddities.desc(), list_.c.path, list_.c.sort, list_.c.id)
        .limit(limit)
        .offset(offset)
        .cte("page")
    )
    totals = select(
        func.count().filter(kept).label("found"),
        func.count().label("all"),
        func.count().filter(list_.c.oddities > 0).label("odd"),
        *(func.count().filter(list_.c[kind.name]).label(f"of_{kind.name}") for kind in Oddity),
    ).cte("totals")
    rows = db.session.execute(
        select(totals, page)
        .select_from(totals.outerjoin(page, true()))
        .order_by(page.c.oddities.desc(), page.c.path, page.c.sort, page.c.id)
    ).all()
    return ReviewList(
        rows=[_line(row) for row in rows if row.id is not None],
        found=rows[0].found,
        all=rows[0].all,
        odd=rows[0].odd,
        kinds={kind: getattr(rows[0], f"of_{kind.name}") for kind in Oddity},
    )


def _handed_in(asked: ReviewAsked) -> CTE:
    """The sheets of the year that were handed in, each with how many others of its unit have the same answers."""
    here = select(Unit.id).where(Unit.path.startswith(asked.path, autoescape=True))
    # One number stands for the answers, which are long to sort by.
    same = func.jsonb_hash_extended(Sheet.answers, 0)
    return (
        select(
            Sheet.id, Sheet.subject_id, Sheet.unit_id, Sheet.name, Sheet.sort, Sheet.set_id, Sheet.state, Sheet.total,
            Sheet.answers, Sheet.votes_for, Sheet.village_review_id,
            (func.count().over(partition_by=[Sheet.unit_id, same]) - 1).label("alike"),
            func.count().over(partition_by=Sheet.unit_id).label("of_unit"),
        )
        .where(Sheet.model == asked.model, Sheet.year == asked.year, Sheet.state.in_(_HANDED_IN))
        .where(Sheet.unit_id.in_(here))
        .cte("handed_in")
    )  # fmt: skip


def _judged(sheet: CTE, asked: ReviewAsked) -> Select[*tuple[Any, ...]]:
    """Those that wait, each with its figures and a column for each oddity that says whether it has it."""
    last = aliased(Sheet, name="last")
    proof = _evidence(sheet)
    lacking = _lacking(sheet, proof)
    without = func.coalesce(lacking.c.without, 0)
    odd: dict[Oddity, ColumnElement[bool]] = {
        Oddity.AT_THE_MARK: sheet.c.total.between(CriteriaSetRow.pass_mark, CriteriaSetRow.pass_mark + NEAR_THE_MARK),
        Oddity.JUMP: func.coalesce(sheet.c.total - last.total >= JUMP, false()),
        Oddity.NO_EVIDENCE: without > 0,
        Oddity.ALIKE: and_(sheet.c.alike >= ALIKE_OTHERS, sheet.c.alike + 1 >= ALIKE_PART * sheet.c.of_unit),
        Oddity.FEW_VOTES: func.coalesce(sheet.c.votes_for < VOTES_PART * VillageReview.present, false()),
    }
    return (
        select(
            sheet.c.id, sheet.c.subject_id, sheet.c.name, sheet.c.sort, sheet.c.unit_id, Unit.path,
            Unit.name.label("unit_name"), sheet.c.total, CriteriaSetRow.pass_mark, last.total.label("last_total"),
            without.label("without_evidence"), func.coalesce(proof.c.pieces, 0).label("evidence"),
            sheet.c.alike, sheet.c.of_unit, sheet.c.votes_for, VillageReview.present,
            *(holds.label(kind.name) for kind, holds in odd.items()),
            sum((case((holds, 1), else_=0) for holds in odd.values()), literal(0)).label("oddities"),
        )
        .select_from(sheet)
        .join(Unit, Unit.id == sheet.c.unit_id)
        .join(CriteriaSetRow, CriteriaSetRow.id == sheet.c.set_id)
        .outerjoin(VillageReview, VillageReview.id == sheet.c.village_review_id)
        .outerjoin(
            last,
            and_(last.model == asked.model, last.subject_id == sheet.c.subject_id, last.year == asked.year - 1),
        )
        .outerjoin(proof, proof.c.sheet_id == sheet.c.id)
        .outerjoin(lacking, lacking.c.id == sheet.c.id)
        .where(sheet.c.state == State.SUBMITTED)
    )  # fmt: skip


def _evidence(sheet: CTE) -> CTE:
    """How many pieces of evidence each sheet has, and for which indicators."""
    return (
        select(
            Evidence.sheet_id,
            func.count().label("pieces"),
            func.array_agg(Evidence.indicator_code.distinct()).label("codes"),
        )
        .where(Evidence.sheet_id.in_(select(sheet.c.id)))
        .group_by(Evidence.sheet_id)
        .cte("proof")
    )


def _lacking(sheet: CTE, proof: CTE) -> CTE:
    """How many indicators of each sheet ask for evidence, were given points, and have none."""
    code = IndicatorRow.code
    return (
        select(sheet.c.id, func.count().label("without"))
        .join(CriteriaGroup, CriteriaGroup.set_id == sheet.c.set_id)
        .join(IndicatorRow, IndicatorRow.group_id == CriteriaGroup.id)
        .outerjoin(proof, proof.c.sheet_id == sheet.c.id)
        .where(sheet.c.state == State.SUBMITTED, IndicatorRow.evidence != "", IndicatorRow.kind != Kind.GATE)
        .where(sheet.c.answers[code].astext != "0")
        .where(or_(proof.c.codes.is_(None), code != all_(proof.c.codes)))
        .group_by(sheet.c.id)
        .cte("lacking")
    )


def _kept(judged: CTE, asked: ReviewAsked) -> ColumnElement[bool]:
    kept: ColumnElement[bool] = true()
    if isinstance(asked.odd, Oddity):
        kept = judged.c[asked.odd.name]
    elif asked.odd:
        kept = judged.c.oddities > 0
    return kept if asked.unit_id is None else and_(kept, judged.c.unit_id == asked.unit_id)


def _line(row: Any) -> ReviewLine:
    return ReviewLine(
        id=row.id,
        subject_id=row.subject_id,
        name=row.name,
        unit_name=row.unit_name,
        looked=Looked(
            total=Decimal(row.total),
            pass_mark=Decimal(row.pass_mark),
            last_total=row.last_total,
            without_evidence=row.without_evidence,
            alike=row.alike,
            of_unit=row.of_unit,
            votes_for=row.votes_for,
            present=row.present,
        ),
        evidence=row.evidence,
    )
