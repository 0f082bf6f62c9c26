"""A person moves to another household."""

from lhtq.accounts.audit import record
from lhtq.accounts.policy import Action, Actor, require
from lhtq.db.command import command
from lhtq.register.models import Household, Person
from lhtq.register.rules import Relation
from lhtq.register.service.errors import HeadMissingError


@command
def move_person(actor: Actor, person: Person, old: Household, new: Household, relation: Relation) -> None:
    """Move a person from one household to another that the actor keeps too, with the members of both at hand.

    One who had left comes back to the living by it; who moves into an empty house is its head. The database takes the
    citizen's sheet that is still open along; what was handed in, and titles, stay where they happened (migration
    ``people_move``). Raises HeadMissingError for a head who would leave others behind without one.
    """
    require(actor, Action.HOUSEHOLD_EDIT, old)
    require(actor, Action.HOUSEHOLD_EDIT, new)
    if person.relation == Relation.HEAD and person.left_on is None and _others(old, person):
        raise HeadMissingError
    empty = not _others(new, person)
    person.household_id, person.unit_id = new.id, new.unit_id
    person.relation = Relation.HEAD if empty else relation
    person.left_on = person.left_because = None
    record(actor, Action.HOUSEHOLD_EDIT, person, unit_id=old.unit_id, note=f"Chuyển sang hộ {new.head_name}")
    if empty:
        new.head_name = person.full_name
        record(actor, Action.HOUSEHOLD_EDIT, new)


def _others(household: Household, person: Person) -> list[Person]:
    return [one for one in household.members if one.id != person.id and one.left_on is None]
