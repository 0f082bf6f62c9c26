"""Open sheets of a year taken over to the criteria set that is in force for it now."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Boolean, Integer, cast, column, func, update
from sqlalchemy.dialects.postgresql import JSONB

from lhtq.accounts.audit import record, record_bulk
from lhtq.accounts.policy import Action, Actor, Place, require
from lhtq.assessment import queries
from lhtq.assessment.models import Sheet
from lhtq.assessment.queries import Plan
from lhtq.assessment.rules import as_kept
from lhtq.criteria.rules import CriteriaSet, Model
from lhtq.db import db
from lhtq.db.command import command
from lhtq.units.models import Unit


@command
def carry_over(actor: Actor, commune: Unit, model: Model, year: int, on: dt.date) -> int:
    """Bring a commune's open sheets of a year to the set in force for it; gives how many. All of them or none.

    Answers stay where the new set asks the same thing and admits them; the others are dropped, and stay in the
    trail. Contested figures that the new set does not count alike are closed. Sheets that were handed in or decided
    are left as they are, and nobody becomes a scorer by this.
    """
    require(actor, Action.SHEET_CARRY_OVER, Place(commune.path))
    criteria = queries.set_for(model, year)
    plans = queries.carry_over_plans(queries.sheets_to_carry_over(model, commune, year, criteria.id), criteria, on)
    if not plans:
        return 0
    for plan in plans:
        require(actor, Action.SHEET_CARRY_OVER, plan.sheet)
        _write_down(actor, plan, criteria)
        _close_claims(actor, plan, criteria)
    _carry(actor, plans, criteria)
    return len(plans)


def _write_down(actor: Actor, plan: Plan, criteria: CriteriaSet) -> None:
    sheet, before, after = plan.sheet, plan.before, plan.after
    changes: dict[str, Any] = {
        "set_id": [sheet.set_id, criteria.id],
        "answers": [sheet.answers, as_kept(plan.answers)],
        "points": [str(before.total), str(after.total)],
        "complete": [before.complete, after.complete],
        "earned": [before.earned, after.earned],
        "claims": [[claim.indicator_code for claim in plan.closed], []],
    }
    record_bulk(actor, Action.SHEET_CARRY_OVER, Sheet.__tablename__, sheet.id, sheet.unit_id, changes)


def _close_claims(actor: Actor, plan: Plan, criteria: CriteriaSet) -> None:
    for claim in plan.closed:
        claim.allowed = False
        claim.answered_by = actor.account_id
        claim.answered_at = dt.datetime.now(dt.UTC)
        claim.answer = f"Đóng khi chuyển sang phiên bản {criteria.version} của bộ tiêu chí: số liệu này tính cách khác."
        record(actor, Action.SHEET_CARRY_OVER, claim)


def _carry(actor: Actor, plans: Sequence[Plan], criteria: CriteriaSet) -> None:
    """One statement for all: a commune has thousands."""
    rows = [{"id": plan.sheet.id, "answers": as_kept(plan.answers), "complete": plan.after.complete} for plan in plans]
    new = (
        func.jsonb_to_recordset(cast(rows, JSONB))
        .table_valued(column("id", Integer), column("answers", JSONB), column("complete", Boolean))
        .render_derived(name="carried", with_types=True)
    )
    db.session.execute(
        update(Sheet)
        .where(Sheet.id == new.c.id)
        .values(
            set_id=criteria.id,
            answers=new.c.answers,
            complete=new.c.complete,
            changed_by=actor.account_id,
            changed_at=dt.datetime.now(dt.UTC),
            version=Sheet.version + 1,
        ),
        execution_options={"synchronize_session": False},
    )
    for plan in plans:
        db.session.expire(plan.sheet)
