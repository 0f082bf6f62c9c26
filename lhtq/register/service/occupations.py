"""The group that people stand in for the citizen title, written down for many at once."""

from collections.abc import Sequence

from lhtq.accounts.audit import record
from lhtq.accounts.policy import Action, Actor, require
from lhtq.db.command import command
from lhtq.register import queries
from lhtq.register.rules import Occupation


@command
def set_occupation(actor: Actor, person_ids: Sequence[int], occupation: Occupation) -> int:
    """Write down the group of those people of whom nobody has said it yet; gives how many. All of them or none.

    What has been said of somebody is left as it is. Raises NotAllowedError.
    """
    people = queries.without_occupation(person_ids)
    for person in people:
        require(actor, Action.HOUSEHOLD_EDIT, person)
        person.occupation = occupation
        record(actor, Action.HOUSEHOLD_EDIT, person)
    return len(people)
