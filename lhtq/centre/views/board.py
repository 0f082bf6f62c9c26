"""Pages: who is on the board of a centre, put right, ended or taken out."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from flask import redirect, request, url_for
from werkzeug.wrappers import Response

from lhtq.accounts.current import actor
from lhtq.centre import queries, service
from lhtq.centre.forms import BoardForm
from lhtq.centre.models import BoardMember, Centre, CentreServed
from lhtq.centre.rules import POSITION_NAMES, POST_WORDS, AssociationPost, Head, Position, Seat, is_recorded
from lhtq.centre.views.base import bp, centre_to_edit, show
from lhtq.centre.views.removing import ask_to_remove
from lhtq.register import queries as register
from lhtq.register.models import Person
from lhtq.register.rules import in_term
from lhtq.units import queries as units
from lhtq.units.models import Unit
from lhtq.web.filters import term, today
from lhtq.web.forms import searched
from lhtq.web.paging import page
from lhtq.web.submission_key import once


@dataclass(frozen=True)
class BoardLine:
    """Somebody on the board as the page of the centre shows them."""

    member: BoardMember
    #: Whether the Association has them in the post that they are said to hold; none where nothing is said or told.
    recorded: bool | None


def board_lines(found: Centre, served: Sequence[CentreServed]) -> list[BoardLine]:
    """Everybody who is or was on a board, beside what the Associations of its communes say of them."""
    members = queries.board(found.id)
    # Of the Association of a commune that has left the centre nothing is told, so nothing is said.
    told = {found.unit_id, *(link.unit_id for link in served)}
    heads = queries.heads(told) if any(one.association for one in members) else []
    return [BoardLine(one, _is_recorded(one, heads) if one.association_unit_id in told else None) for one in members]


@bp.route("/trung-tam/<int:centre_id>/ban-giam-doc/them", methods=["GET", "POST"])
def add_board_member(centre_id: int) -> Response:
    """Put somebody on the management board: from the register or by name."""
    found = centre_to_edit(centre_id)
    form, person = _form(found, None), _picked()
    form.picked = person is not None
    if form.validate_on_submit() and _is_meant(found, form, person, None):

        def create() -> str:
            service.add_board_member(actor(), found, form.given(), person)
            return url_for(".centre", centre_id=centre_id)

        return redirect(once(actor().account_id, form.key.value, create), 303)
    return _page(found, form, None)


@bp.route("/trung-tam/<int:centre_id>/ban-giam-doc/<int:member_id>/sua", methods=["GET", "POST"])
def edit_board_member(centre_id: int, member_id: int) -> Response:
    """Put right what was written down of somebody on the board."""
    found = centre_to_edit(centre_id)
    member = queries.board_member(centre_id, member_id)
    form, person = _form(found, member), _picked()
    form.picked = person is not None
    if form.validate_on_submit():
        if form.version.data != str(member.version):
            form.refuse("full_name", f"Có người vừa lưu: {_words(member)}. Bấm lưu lại nếu vẫn muốn thay.")
            form.version.data = str(member.version)
        elif _is_meant(found, form, person, member):

            def change() -> str:
                service.edit_board_member(actor(), found, member, form.given(), person)
                return url_for(".centre", centre_id=centre_id)

            return redirect(once(actor().account_id, form.key.value, change), 303)
    return _page(found, form, member)


@bp.post("/trung-tam/<int:centre_id>/ban-giam-doc/<int:member_id>/thoi")
def end_board_member(centre_id: int, member_id: int) -> Response:
    """Say that somebody left the board."""
    found = centre_to_edit(centre_id)
    member = queries.board_member(centre_id, member_id)
    if member.term_to is None:
        service.end_board_member(actor(), found, member, today())
    return redirect(url_for(".centre", centre_id=centre_id), 303)


@bp.route("/trung-tam/<int:centre_id>/ban-giam-doc/<int:member_id>/xoa", methods=["GET", "POST"])
def remove_board_member(centre_id: int, member_id: int) -> Response:
    """Take out somebody who was entered by mistake; asks first."""
    found = centre_to_edit(centre_id)
    member = queries.board_member(centre_id, member_id)
    return ask_to_remove(
        found,
        member,
        _removal_words(found, member),
        url_for(".centre", centre_id=centre_id),
        lambda: service.remove_board_member(actor(), found, member),
    )


def _form(found: Centre, member: BoardMember | None) -> BoardForm:
    communes = {link.unit_id: link.unit for link in queries.served(found.id)}
    given = {}
    if member is not None:
        if member.association_unit_id and member.association_unit_id not in communes:
            communes[member.association_unit_id] = units.unit(member.association_unit_id)
        names = ("full_name", "position", "term_from", "term_to", "association", "version")
        given = {name: getattr(member, name) for name in names}
        given["association_unit"] = member.association_unit_id or found.unit_id
    return BoardForm(communes, queries.heads(communes), data=given)


def _picked() -> Person | None:
    """Who was picked from the results of a search."""
    picked = request.form.get("person", 0, int)
    return register.person(picked) if picked else None


def _is_meant(found: Centre, form: BoardForm, person: Person | None, member: BoardMember | None) -> bool:
    name = person.full_name if person else form.full_name.data
    person_id = person.id if person else None
    if person is None and member is not None and service.keeps_link(member, name):
        person_id = member.person_id
    return form.is_meant(_directors(found, form, member), form.unrecorded(name, person_id))


def _directors(found: Centre, form: BoardForm, member: BoardMember | None) -> dict[str, str]:
    """Who else directs the centre in a term, in words by a code that names them; a centre has one director."""
    if form.position.data != Position.DIRECTOR:
        return {}
    return {
        f"held-{one.id}": f"{one.full_name} là giám đốc {term(one.term_from, one.term_to)}."
        for one in queries.directors_between(found.id, form.term_from.data, form.term_to.data)
        if member is None or one.id != member.id
    }


def _page(found: Centre, form: BoardForm, member: BoardMember | None) -> Response:
    search = searched(request.values.get("tim", ""))
    return show(
        "board",
        status=422 if form.errors or form.asked_words else 200,
        form=form,
        centre=found,
        member=member,
        action=request.path,
        search=search,
        post_words=POST_WORDS,
        today=today(),
        page=page(lambda limit, offset: register.people(found.unit.path, search, limit, offset), 1) if search else None,
    )


def _is_recorded(member: BoardMember, heads: Sequence[Head]) -> bool:
    return is_recorded(
        Seat(
            member.full_name,
            member.person_id,
            AssociationPost(member.association or ""),
            member.association_unit_id or 0,
            member.term_from,
            member.term_to,
        ),
        heads,
    )


def _words(member: BoardMember) -> str:
    position = POSITION_NAMES[Position(member.position)].lower()
    return f"{member.full_name}, {position}, {term(member.term_from, member.term_to)}"


def _removal_words(found: Centre, member: BoardMember) -> list[str]:
    """What changes with somebody who is taken out, also in what is counted of the days that are past."""
    words = [f"{_words(member)}: không còn trong ban giám đốc, cả ở những ngày đã qua."]
    others = [one for one in queries.board(found.id) if one.id != member.id]
    if member.position == Position.DIRECTOR and not any(
        one.position == Position.DIRECTOR and _at(one, today()) for one in others
    ):
        words.append(f"{found.name} không còn ghi ai là giám đốc hôm nay.")
    if member.association_unit_id:
        same = [one for one in others if one.association_unit_id == member.association_unit_id]
        words.append(_counted_words(member, units.unit(member.association_unit_id), same))
    return words


def _counted_words(member: BoardMember, commune: Unit, others: Sequence[BoardMember]) -> str:
    """What becomes of the commune in chair_in_centre_rate (Kế hoạch 108/KH-UBND, I.2)."""
    measure = "xã có Chủ tịch, Phó Chủ tịch Hội Khuyến học tham gia quản lý trung tâm"
    still = next((one for one in others if _at(one, today())), None)
    if still is not None:
        return f"Hôm nay {commune.full_name} vẫn tính là {measure}, nhờ {still.full_name}."
    if _at(member, today()):
        return f"Từ hôm nay {commune.full_name} không còn tính là {measure}, và cả những ngày chỉ có người này."
    return f"Những ngày chỉ có người này, {commune.full_name} không còn tính là {measure}."


def _at(member: BoardMember, on: dt.date) -> bool:
    return in_term((member.term_from, member.term_to), on)
