"""The numbers of an activity, where they are taken from its list."""

from lhtq.accounts.audit import record
from lhtq.accounts.policy import Action, Actor
from lhtq.centre import queries
from lhtq.centre.models import Activity
from lhtq.centre.rules import Counted
from lhtq.db import db


def recount(actor: Actor, activity: Activity) -> None:
    """Bring the numbers up to the list, where they are taken from it: after its people or its sessions changed."""
    if activity.counted == Counted.PEOPLE:
        db.session.flush()
        put_count(activity)
        if db.session.is_modified(activity):
            record(actor, Action.ACTIVITY_RECORD, activity)


def put_count(activity: Activity) -> None:
    """Write what its list comes to on an activity."""
    for name, value in queries.count_of_list(activity.id).numbers(activity.kind).items():
        setattr(activity, name, value)
