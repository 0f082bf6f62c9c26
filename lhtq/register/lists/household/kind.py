"""Households with their people as a list: what the engine is told of it."""

from lhtq.accounts.policy import Action
from lhtq.lists.kinds import Export, ListKind, Reading
from lhtq.register.lists.household.export import columns, exported
from lhtq.register.lists.household.fields import fields
from lhtq.register.lists.household.plan import plan
from lhtq.register.lists.places import Villages
from lhtq.units.rules import Level

HOUSEHOLDS = ListKind(
    slug="ho-va-nhan-khau",
    name="Hộ và nhân khẩu",
    view=Action.PEOPLE_VIEW,
    export=Export(columns, exported),
    reading=Reading(
        action=Action.HOUSEHOLD_EDIT,
        levels=frozenset({Level.COMMUNE, Level.VILLAGE}),
        fields=fields,
        plan=plan,
        by_village=True,
        heads=lambda task, words: Villages(task).heads(words),
    ),
)
