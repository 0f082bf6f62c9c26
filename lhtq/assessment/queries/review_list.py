"""What a commune reviews: the sheets handed in, those with something odd first, found in one statement."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Any

from sqlalchemy import (
    CTE,
    ColumnElement,
    ScalarSelect,
    Select,
    all_,
    and_,
    bindparam,
    case,
    false,
    func,
    literal,
    or_,
    select,
    true,
)
from sqlalchemy.orm import aliased
from sqlalchemy.sql.selectable import LateralFromClause

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
    given = _given(asked) | {"limit": limit, "offset": offset}
    rows = db.session.execute(_statement(asked.odd, of_unit=asked.unit_id is not None), given).all()
    return ReviewList(
        rows=[review_line(row) for row in rows if row.id is not None],
        found=rows[0].found,
        all=rows[0].all,
        odd=rows[0].odd,
        kinds={kind: getattr(rows[0], f"of_{kind.name}") for kind in Oddity},
    )


def review_listed(asked: ReviewAsked) -> Select[Any]:
    """The statement of all of them, in the same order, whose rows ``review_line`` reads."""
    list_ = _judged(_figures(_handed_in()))
    return (
        select(list_)
        .where(_kept(list_, asked.odd, of_unit=asked.unit_id is not None))
        .order_by(list_.c.oddities.desc(), list_.c.path, list_.c.sort, list_.c.id)
        .params(_given(asked))
    )


def _given(asked: ReviewAsked) -> dict[str, Any]:
    return {
        "model": asked.model,
        "under": f"{asked.path}%",
        "year": asked.year,
        "last_year": asked.year - 1,
        "unit_id": asked.unit_id,
    }


@cache
def _statement(odd: Oddity | bool, *, of_unit: bool) -> Select[*tuple[Any, ...]]:
    """The statement of a filter, put together once in the life of a process."""
    list_ = _judged(_figures(_handed_in()))
    kept = _kept(list_, odd, of_unit=of_unit)
    page = (
        select(list_)
        .where(kept)
        .order_by(list_.c.oddities.desc(), list_.c.path, list_.c.sort, list_.c.id)
        .limit(bindparam("limit"))
        .offset(bindparam("offset"))
        .cte("page")
    )
    totals = select(
        func.count().filter(kept).label("found"),
        func.count().label("all"),
        func.count().filter(list_.c.oddities > 0).label("odd"),
        *(func.count().filter(list_.c[kind.name]).label(f"of_{kind.name}") for kind in Oddity),
    ).cte("totals")
    return (
        select(totals, page)
        .select_from(totals.outerjoin(page, true()))
        .order_by(page.c.oddities.desc(), page.c.path, page.c.sort, page.c.id)
    )


def _handed_in() -> CTE:
    """The sheets of the year that were handed in, each with how many others of its unit have the same answers."""
    here = select(Unit.id).where(Unit.path.like(bindparam("under")))
    # One number stands for the answers, which are long to sort by.
    same = func.jsonb_hash_extended(Sheet.answers, 0)
    return (
        select(
            Sheet.id, Sheet.subject_id, Sheet.unit_id, Sheet.name, Sheet.sort, Sheet.set_id, Sheet.state, Sheet.total,
            Sheet.answers, Sheet.votes_for, Sheet.village_review_id,
            (func.count().over(partition_by=[Sheet.unit_id, same]) - 1).label("alike"),
            func.count().over(partition_by=Sheet.unit_id).label("of_unit"),
        )
        .where(Sheet.model == bindparam("model"), Sheet.year == bindparam("year"), Sheet.state.in_(_HANDED_IN))
        .where(Sheet.unit_id.in_(here))
        .cte("handed_in")
    )  # fmt: skip


def _figures(sheet: CTE) -> CTE:
    """Those that wait, each with the figures by which it is found odd."""
    last = aliased(Sheet, name="last")
    asking, proof = _asking(), _evidence(sheet)
    return (
        select(
            sheet.c.id, sheet.c.subject_id, sheet.c.name, sheet.c.sort, sheet.c.unit_id, Unit.path,
            Unit.name.label("unit_name"), sheet.c.total, CriteriaSetRow.pass_mark, last.total.label("last_total"),
            _without_evidence(sheet, asking, proof).label("without_evidence"),
            proof.c.pieces.label("evidence"),
            sheet.c.alike, sheet.c.of_unit, sheet.c.votes_for, VillageReview.present,
        )
        .select_from(sheet)
        .join(Unit, Unit.id == sheet.c.unit_id)
        .join(CriteriaSetRow, CriteriaSetRow.id == sheet.c.set_id)
        .outerjoin(VillageReview, VillageReview.id == sheet.c.village_review_id)
        .outerjoin(
            last,
            and_(
                last.model == bindparam("model"),
                last.subject_id == sheet.c.subject_id,
                last.year == bindparam("last_year"),
            ),
        )
        .join(proof, true())
        .outerjoin(asking, asking.c.set_id == sheet.c.set_id)
        .where(sheet.c.state == State.SUBMITTED)
        .cte("figures")
        # Each figure is worked out once, however often it is looked at below.
        .prefix_with("MATERIALIZED")
    )  # fmt: skip


def _judged(found: CTE) -> CTE:
    """The same with a column for each oddity that says whether it is there, and how many are."""
    c = found.c
    odd: dict[Oddity, ColumnElement[bool]] = {
        Oddity.AT_THE_MARK: c.total.between(c.pass_mark, c.pass_mark + NEAR_THE_MARK),
        Oddity.JUMP: func.coalesce(c.total - c.last_total >= JUMP, false()),
        Oddity.NO_EVIDENCE: c.without_evidence > 0,
        Oddity.ALIKE: and_(c.alike >= ALIKE_OTHERS, c.alike + 1 >= ALIKE_PART * c.of_unit),
        Oddity.FEW_VOTES: func.coalesce(c.votes_for < VOTES_PART * c.present, false()),
    }
    return select(
        found,
        *(holds.label(kind.name) for kind, holds in odd.items()),
        sum((case((holds, 1), else_=0) for holds in odd.values()), literal(0)).label("oddities"),
    ).cte("judged")


def _evidence(sheet: CTE) -> LateralFromClause:
    """How many pieces of evidence a sheet has, and for which indicators.

    Looked up sheet by sheet: the evidence of a province, or of many years of a commune, is never read through.
    """
    return (
        select(func.count().label("pieces"), func.array_agg(Evidence.indicator_code).label("codes"))
        .where(Evidence.sheet_id == sheet.c.id)
        .correlate(sheet)
        .lateral("proof")
    )


def _asking() -> CTE:
    """The indicators of each set that ask for evidence, in an array; a gate is no matter of evidence."""
    return (
        select(CriteriaGroup.set_id, func.array_agg(IndicatorRow.code).label("codes"))
        .join(IndicatorRow, IndicatorRow.group_id == CriteriaGroup.id)
        .where(IndicatorRow.evidence != "", IndicatorRow.kind != Kind.GATE)
        .group_by(CriteriaGroup.set_id)
        .cte("asking")
    )


def _without_evidence(sheet: CTE, asking: CTE, proof: LateralFromClause) -> ScalarSelect[int]:
    """How many indicators of a sheet ask for evidence, were given points, and have none."""
    code = func.unnest(asking.c.codes).column_valued("code")
    return (
        select(func.count())
        .where(sheet.c.answers[code].astext != "0", or_(proof.c.codes.is_(None), code != all_(proof.c.codes)))
        .correlate(sheet, asking, proof)
        .scalar_subquery()
    )


def _kept(judged: CTE, odd: Oddity | bool, *, of_unit: bool) -> ColumnElement[bool]:
    kept: ColumnElement[bool] = true()
    if isinstance(odd, Oddity):
        kept = judged.c[odd.name]
    elif odd:
        kept = judged.c.oddities > 0
    return and_(kept, judged.c.unit_id == bindparam("unit_id")) if of_unit else kept


def review_line(row: Any) -> ReviewLine:
    """A row of the statement."""
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
