"""Pages: a new head, a death, a household that splits, joins another, or moves to another village."""

from flask import abort, redirect, request, url_for
from werkzeug.wrappers import Response

from lhtq.accounts.current import actor
from lhtq.accounts.policy import Action, Place, may_here, require
from lhtq.register import queries, service
from lhtq.register.forms import DeathForm, HeadForm, JoinForm, SplitForm, VillageMoveForm
from lhtq.register.models import Household, Person
from lhtq.register.rules import RELATION_NAMES, Birth, Relation, after
from lhtq.register.views.base import bp
from lhtq.register.views.steps import Plan, RefusedError, Step, go_on_if_sent_before, named, walk
from lhtq.units import queries as units
from lhtq.units.models import Unit
from lhtq.web.filters import date, today
from lhtq.web.forms import choices, searched
from lhtq.web.paging import page


@bp.route("/ho/<int:household_id>/chu-ho", methods=["GET", "POST"])
def change_head(household_id: int) -> Response:
    """Make another member the head of a household."""
    found = kept(household_id)
    others = [one for one in found.living if one.relation != Relation.HEAD]
    form = HeadForm()
    form.offer(others)

    def plan() -> Plan:
        heir = one_of(others, form.heir.data)
        ask = queries.to_ask(found, heir)

        def do() -> str:
            service.change_head(actor(), found, service.Heir(heir, form.relations), form.on.data)
            return url_for(".household", household_id=household_id)

        return Plan([_heir_words(heir), *_known_words(found, heir)], do, ask)

    step = Step(f"Đổi chủ hộ, hộ {found.head_name}", *_back(found), "Xem thay đổi")
    return walk(step, form, found, plan)


@bp.route("/nguoi/<int:person_id>/mat", methods=["GET", "POST"])
def die(person_id: int) -> Response:
    """Write down a death; for a head, who comes after."""
    seen = queries.person(person_id)
    require(actor(), Action.HOUSEHOLD_EDIT, seen)
    found = kept(seen.household_id)
    person = one_of(found.living, person_id)
    others = [one for one in found.living if one is not person]
    form = DeathForm()
    if person.relation == Relation.HEAD and others:
        form.offer(others)
    else:
        del form.heir

    def plan() -> Plan:
        heir = one_of(others, form.heir.data) if "heir" in form else None
        on, born = form.on.data, Birth(person.birth_year, person.birth_date)
        if on < born.earliest:
            raise RefusedError("on", f"{person.full_name} sinh {born}: ngày mất không thể trước đó.")

        def do() -> str:
            given = service.Heir(heir, form.relations) if heir else None
            service.die(actor(), found, person, on, given)
            return url_for(".household", household_id=found.id)

        words = [f"{person.full_name} mất ngày {date(on)} và từ ngày đó không còn tính vào số người của hộ."]
        if heir:
            words += [_heir_words(heir), *_known_words(found, heir, person)]
        if not others:
            words.append("Không còn ai ở hộ: hộ kết thúc từ ngày này, phiếu đang chấm của hộ được rút.")
        words.append("Việc làm, chức vụ trong ban khuyến học dòng họ và tài khoản dừng lại; phiếu, danh hiệu giữ lại.")
        ask = queries.to_ask(found, heir, {person.id}) if heir else []
        return Plan(words, do, ask)

    step = Step(f"{person.full_name} đã mất", url_for("journey.person", person_id=person_id), person.full_name,
                "Xem thay đổi")  # fmt: skip
    return walk(step, form, found, plan)


@bp.post("/nguoi/<int:person_id>/o-lai")
def stay(person_id: int) -> Response:
    """Take back that somebody left or died."""
    found = queries.person(person_id)
    require(actor(), Action.HOUSEHOLD_EDIT, found)
    household = queries.household(found.household_id)
    service.stay(actor(), household, next(one for one in household.members if one.id == person_id))
    return redirect(url_for(".household", household_id=household.id), 303)


@bp.route("/ho/<int:household_id>/tach-ho", methods=["GET", "POST"])
def split(household_id: int) -> Response:
    """Let some members make up a household of their own."""
    found = kept(household_id)
    others = [one for one in found.living if one.relation != Relation.HEAD]
    clan = queries.clan_of(household_id, today())
    form = SplitForm()
    form.offer(others)
    if clan is None or not may_here(actor(), Action.CLAN_EDIT, clan.unit_path):
        clan = None
        del form.with_clan

    def plan() -> Plan:
        people = [one for one in others if one.id in form.people.data]
        head = one_of(others, form.head.data)
        if head not in people:
            raise RefusedError("head", "Chủ hộ mới phải là một trong những người tách ra.")
        staying = {one.id for one in found.living} - {one.id for one in people}
        ask = queries.to_ask(found, head, staying)
        known = {one.id: after(Relation(head.relation), Relation(one.relation)) for one in people}

        def do() -> str:
            relations = {id_: relation for id_, relation in known.items() if relation} | form.relations
            linked = clan.id if clan and form.with_clan.data else None
            given = service.Split(head, relations, form.on.data, form.facts(), linked)
            return url_for(".household", household_id=service.split(actor(), found, people, given).id)

        names = ", ".join(one.full_name for one in people)
        words = [f"{names} ra khỏi hộ {found.head_name} và thành hộ mới trong cùng thôn, chủ hộ là {head.full_name}."]
        if clan and form.with_clan.data:
            words.append(f"Hộ mới thuộc {clan.name} như hộ cũ.")
        words.append("Hộ mới có phiếu đánh giá riêng; phiếu và danh hiệu của hộ cũ ở lại hộ cũ.")
        return Plan(words, do, ask)

    step = Step(f"Tách hộ, hộ {found.head_name}", *_back(found), "Xem thay đổi",
                "Chủ hộ ở lại hộ cũ. Nếu chủ hộ ra ở riêng, hãy đổi chủ hộ trước.")  # fmt: skip
    return walk(step, form, found, plan)


@bp.route("/ho/<int:household_id>/nhap-ho", methods=["GET", "POST"])
def join(household_id: int) -> Response:
    """Let everybody of a household move into another one, picked from those that a search finds."""
    found = kept(household_id)
    commune = _commune(found)
    form = JoinForm()
    into_id = request.form.get("into", 0, int) or request.args.get("vao", 0, int)
    search = searched(request.args.get("tim", ""))
    rows = page(lambda limit, offset: queries.households(commune.path, search, limit, offset), 1) if search else None
    into = queries.household(into_id) if into_id else None
    step = Step(f"Nhập hộ {found.head_name} vào hộ khác", *_back(found), "Xem thay đổi",
                f"Mọi người của hộ sang hộ {into.head_name}." if into else "Tìm hộ sẽ nhận mọi người của hộ này.",
                {} if into else {"search": search, "page": rows, "own": household_id})  # fmt: skip
    if into is None:
        form.into.data = ""
        return walk(step, form, found, lambda: abort(404))
    require(actor(), Action.HOUSEHOLD_EDIT, into)
    form.into.data = str(into.id)
    form.ask(named(found.living))

    def plan() -> Plan:
        def do() -> str:
            service.join(actor(), found, into, form.relations, form.on.data)
            return url_for(".household", household_id=into.id)

        count = len(found.living)
        return Plan(
            [
                f"{count} người của hộ {found.head_name} sang hộ {into.head_name} từ ngày {date(form.on.data)}.",
                f"Hộ {found.head_name} kết thúc; phiếu đang chấm của hộ được rút, phiếu đã gửi và danh hiệu giữ lại.",
            ],
            do,
        )

    return walk(step, form, found, plan)


@bp.route("/ho/<int:household_id>/chuyen-thon", methods=["GET", "POST"])
def move_household(household_id: int) -> Response:
    """Move a whole household to another village of the commune."""
    found = kept(household_id)
    commune = _commune(found)
    require(actor(), Action.HOUSEHOLD_EDIT, Place(commune.path))
    villages = {one.id: one for one in units.children(commune.id, on=today()) if one.id != found.unit_id}
    form = VillageMoveForm()
    form.village.choices = choices([("", "Chọn thôn"), *((one.id, one.title_name) for one in villages.values())])

    def plan() -> Plan:
        village = villages[form.village.data]

        def do() -> str:
            service.move_household(actor(), found, village, form.on.data)
            return url_for(".household", household_id=household_id)

        return Plan(
            [
                f"Cả hộ chuyển từ {found.unit.full_name} sang {village.full_name} từ ngày {date(form.on.data)}.",
                "Phiếu đang chấm đi theo; phiếu đã gửi và danh hiệu được giữ ở thôn cũ.",
                "Số liệu của những ngày trước đó vẫn tính ở thôn cũ.",
            ],
            do,
        )

    step = Step(f"Chuyển hộ {found.head_name} sang thôn khác", *_back(found), "Xem thay đổi")
    return walk(step, form, found, plan)


def kept(household_id: int) -> Household:
    """A household that the actor keeps and that has not ended."""
    go_on_if_sent_before()
    found = queries.household(household_id)
    require(actor(), Action.HOUSEHOLD_EDIT, found)
    return found


def one_of(people: list[Person], person_id: int | None) -> Person:
    """One of some people by id, or 404."""
    return next((one for one in people if one.id == person_id), None) or abort(404)


def _commune(household: Household) -> Unit:
    return units.unit(household.unit.parent_id or household.unit_id)


def _back(household: Household) -> tuple[str, str]:
    return url_for(".household", household_id=household.id), f"Hộ {household.head_name}"


def _heir_words(heir: Person) -> str:
    return f"{heir.full_name} làm chủ hộ, hộ mang tên {heir.full_name}."


def _known_words(household: Household, heir: Person, without: Person | None = None) -> list[str]:
    """What those are to the new head of whom it need not be asked."""
    known = []
    for one in household.living:
        relation = after(Relation(heir.relation), Relation(one.relation))
        if one is not heir and one is not without and relation:
            known.append(f"{one.full_name}: {RELATION_NAMES[relation]}")
    return [f"Quan hệ với chủ hộ mới: {'; '.join(known)}."] if known else []
