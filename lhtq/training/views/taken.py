"""Pages: the courses on whose lists one person, or one member, stands."""

from werkzeug.wrappers import Response

from lhtq.accounts.current import actor
from lhtq.accounts.policy import Action, require
from lhtq.membership import queries as membership
from lhtq.register import queries as register
from lhtq.training import queries
from lhtq.training.views.base import WORDS, bp
from lhtq.web.filters import today
from lhtq.web.render import render_page


@bp.get("/nguoi/<int:person_id>/khoa")
def of_person(person_id: int) -> Response:
    """What a person of the register has taken part in, also as a member; a citizen's own page too."""
    person = register.person(person_id)
    require(actor(), Action.PEOPLE_VIEW, person)
    return _page(person.full_name, f"/nguoi/{person.id}", queries.training_of(person_id))


@bp.get("/hoi-vien/<int:member_id>/khoa")
def of_member(member_id: int) -> Response:
    """What a member has taken part in."""
    member = membership.member(member_id)
    require(actor(), Action.PEOPLE_VIEW, member)
    return _page(member.full_name, f"/hoi-vien/{member.id}", queries.training_of_member(member_id))


def _page(full_name: str, back: str, rows: list[queries.TakenCourse]) -> Response:
    return render_page("training/taken.html", full_name=full_name, back=back, rows=rows, today=today(), **WORDS)
