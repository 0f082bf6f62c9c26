"""The plan of the province in temporary tables: communes with their hands, villages, seasons, criteria."""

import datetime as dt
from collections.abc import Mapping, Sequence

from lhtq.accounts.policy import Role
from lhtq.criteria.rules import CriteriaSet, Model
from lhtq.demo.province.aside import Connection
from lhtq.demo.province.calendar import season
from lhtq.demo.province.communes import CommunePlan
from lhtq.demo.province.copying import copy
from lhtq.demo.province.hands import Hands
from lhtq.units.rules import Level

#: The villages are as old as the units that come with the software.
_VALID_FROM = dt.date(2022, 6, 3)


def write_villages(connection: Connection, plans: Sequence[CommunePlan]) -> None:
    """The villages as units."""
    copy(
        connection,
        "unit",
        "id, parent_id, level, type, code, name, path, valid_from, legal_basis",
        (
            (one.id, plan.id, Level.VILLAGE.value, one.type, one.code, one.name, one.path, _VALID_FROM,
             "Dữ liệu minh họa")
            for plan in plans
            for one in plan.villages
        ),
    )  # fmt: skip


def write(connection: Connection, hands: Hands, plans: Sequence[CommunePlan]) -> None:
    """What sets the communes and villages apart, and who works in them."""
    copy(
        connection,
        "commune_plan",
        "id, path, code, name, kind, place, district_id, recorder, reviewer, approver, approver_name, quiet, uncounted",
        (
            (
                plan.id, plan.path, plan.code, plan.name, plan.kind, plan.place, plan.district_id,
                hands.id(plan.path, Role.COMMUNE_RECORDER), hands.id(plan.path, Role.COMMUNE_REVIEWER),
                hands.id(plan.path, Role.COMMUNE_APPROVER), hands.name(plan.path, Role.COMMUNE_APPROVER), plan.quiet,
                plan.uncounted,
            )
            for plan in plans
        ),
    )  # fmt: skip
    copy(
        connection,
        "village_plan",
        "id, commune_id, code, name, recorder, recorder_name",
        (
            (
                village.id, plan.id, village.code, village.name, hands.id(village.path, Role.VILLAGE_RECORDER),
                hands.name(village.path, Role.VILLAGE_RECORDER),
            )
            for plan in plans
            for village in plan.villages
        ),
    )  # fmt: skip


def write_seasons(connection: Connection, plans: Sequence[CommunePlan], years: Sequence[int]) -> None:
    """Each commune's year of each model; what is late or stuck is so in the last of ``years``."""
    found = []
    for year in years:
        for plan in plans:
            lag, stuck = (plan.lag + plan.late, plan.stuck) if year == years[-1] else (plan.lag, None)
            found += [(plan.id, season(model, year, lag, plan.bend, stuck)) for model in Model]
    copy(
        connection,
        "season",
        "commune_id, model, year, registered, scored, met, reviewed, signed, share, decision_id",
        (
            (id_, one.model.value, one.year, one.registered, one.scored, one.met, one.reviewed, one.signed, one.share,
             number)
            for number, (id_, one) in enumerate(found, 1)
        ),
    )  # fmt: skip


def write_sets(connection: Connection, sets: Mapping[Model, CriteriaSet]) -> None:
    """Which criteria each model is scored by."""
    rows = ((model.value, one.id, one.title_years, one.from_age or 0) for model, one in sets.items())
    copy(connection, "criteria", "model, set_id, title_years, from_age", rows)
