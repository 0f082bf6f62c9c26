"""The page of one person."""

from flask import Blueprint, request
from werkzeug.wrappers import Response

from lhtq.accounts import queries as accounts
from lhtq.accounts.current import actor
from lhtq.accounts.policy import Action, require
from lhtq.journey import queries
from lhtq.lists.queries import origins
from lhtq.membership import queries as membership
from lhtq.register import queries as register
from lhtq.register.rules import (
    LEFT_NAMES,
    OCCUPATION_NAMES,
    RELATION_NAMES,
    SEX_NAMES,
    Birth,
    LeftBecause,
    Occupation,
)
from lhtq.register.views.base import above
from lhtq.web.filters import today
from lhtq.web.paging import page
from lhtq.web.render import render_page

bp = Blueprint("journey", __name__)


@bp.get("/nguoi/<int:person_id>")
def person(person_id: int) -> Response:
    """One person: who they are, where they work, and their learning life; also for the person's own eyes."""
    found = register.person(person_id)
    require(actor(), Action.PEOPLE_VIEW, found)
    entries = page(lambda limit, offset: queries.journey(found, limit, offset), request.args.get("trang", 1, int))
    return render_page(
        "journey/person.html",
        person=found,
        born=Birth(found.birth_year, found.birth_date),
        above=above(found.unit),
        clan=register.clan_of(found.household_id, today()),
        work=register.work_of(person_id),
        posts=register.posts_of(person_id),
        memberships=[one for one in membership.membership_of(person_id) if one.left_on is None],
        accounts=accounts.own_accounts(person_id=person_id),
        holds=found.holds_title(today()),
        origins=origins("person", person_id),
        entries=entries,
        year=today().year,
        sexes=SEX_NAMES,
        relations=RELATION_NAMES,
        left_names=LEFT_NAMES,
        occupations=OCCUPATION_NAMES,
        Occupation=Occupation,
        mistaken={LeftBecause.DIED, LeftBecause.MOVED},
    )
