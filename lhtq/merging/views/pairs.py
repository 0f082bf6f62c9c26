"""Pages: two records side by side, the preview of their merge, and saying that they are two."""

from typing import Any

from flask import redirect, request, url_for
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from lhtq.accounts.current import actor
from lhtq.merging import service
from lhtq.merging.forms import ConfirmForm, chosen
from lhtq.merging.lists import NOUNS
from lhtq.merging.queries import duplicates as queries
from lhtq.merging.queries import records
from lhtq.merging.rules import people as rules
from lhtq.merging.rules.duplicates import (
    Reason,
    household_reasons,
    likely_members,
    members_of,
    person_reasons,
)
from lhtq.merging.rules.plan import Plan, merge_plan
from lhtq.merging.service import AlreadyMergedError, ChangedSinceError, Merging, RefusedError
from lhtq.merging.views.base import SLUGS, both, bp, chosen_lines, lines_of, name_of
from lhtq.register import queries as register
from lhtq.register.models import Household, Person
from lhtq.register.rules import RELATION_NAMES, RecordKind, Relation
from lhtq.web.filters import today
from lhtq.web.render import render_page
from lhtq.web.submission_key import once

PAIR = '/trung-lap/<any("nguoi","ho"):slug>/<int:first>/<int:second>'


@bp.get(PAIR)
def pair(slug: str, first: int, second: int) -> Response:
    """Two records side by side: which stays, and whose value each field has."""
    kind = SLUGS[slug]
    found = both(kind, first, second)
    if gone := _merged(found):
        return gone
    return _pair_page(kind, found)


@bp.post(f"{PAIR}/khac")
def apart(slug: str, first: int, second: int) -> Response:
    """Say that two records are two, or take that back."""
    kind = SLUGS[slug]
    one, other = both(kind, first, second)
    service.mark_apart(actor(), kind, one, other, apart=request.form.get("khac", "1") == "1")
    return redirect(url_for(".pair", slug=slug, first=first, second=second), 303)


@bp.route(f"{PAIR}/gop", methods=["GET", "POST"])
def merge(slug: str, first: int, second: int) -> Response:
    """What moves where, before it is done; and doing it."""
    kind = SLUGS[slug]
    found = both(kind, first, second)
    form = ConfirmForm()
    given = chosen(request.form if request.method == "POST" else request.args, {one.id: one.version for one in found})
    if given is None:
        return _merged(found) or _pair_page(kind, found, "Chọn hồ sơ giữ lại.")
    if (gone := _merged(found)) or not form.validate_on_submit():
        return gone or _preview(kind, found, given, form)

    def create() -> str:
        do = service.merge_people if kind is RecordKind.PERSON else service.merge_households
        return url_for(".merged", merge_id=do(actor(), given, today()).id)

    try:
        return redirect(once(actor().account_id, form.key.value, create), 303)
    except AlreadyMergedError:
        found = both(kind, first, second)
        return _merged(found) or _preview(kind, found, given, form)
    except ChangedSinceError:
        message = "Hồ sơ vừa có người sửa. Dưới đây là bản mới nhất, hãy xem lại rồi gộp."
        found, form = both(kind, first, second), ConfirmForm(formdata=None)
    except RefusedError as error:
        message, found = " ".join(error.reasons), both(kind, first, second)
    return _preview(kind, found, given, form, message)


def _merged(found: tuple[Any, Any]) -> Response | None:
    """Where one of the two is merged already: the page that says by whom and when."""
    for one in found:
        if one.merged_into_id is not None:
            merge_ = register.stands_for(RecordKind(one.__tablename__), one.id)
            if merge_ is not None:
                again = "1" if request.method == "POST" else None
                return redirect(url_for(".merged", merge_id=merge_.id, da=again), 303)
    return None


def _pair_page(kind: RecordKind, found: tuple[Any, Any], message: str | None = None) -> Response:
    one, other = found
    reasons = _reasons(kind, one, other)
    members = _members(one, other) if kind is RecordKind.HOUSEHOLD else None
    return render_page(
        "merging/pair.html",
        status=422 if message else 200,
        message=message,
        here=url_for(".pair", slug=_slug(kind), first=one.id, second=other.id),
        pair=found,
        names=[name_of(record) for record in found],
        lines=lines_of(kind, one, other),
        kept=_suggested(one, other),
        apart=records.apart(kind, one.id, other.id),
        reasons=reasons,
        members=members,
        relations={relation: words for relation, words in RELATION_NAMES.items() if relation is not Relation.HEAD},
        noun=NOUNS[kind],
        is_person=kind is RecordKind.PERSON,
    )


def _preview(
    kind: RecordKind, found: tuple[Any, Any], given: Merging, form: ConfirmForm, message: str | None = None
) -> Response:
    kept, gone = found if found[0].id == given.kept_id else found[::-1]
    plan, refused = _plan(kind, kept, gone), service.why_not(kind, kept, gone)
    moving, of_members = _moving(kept, gone, given) if kind is RecordKind.HOUSEHOLD else ([], [])
    posted = request.form if request.method == "POST" else request.args
    return render_page(
        "merging/preview.html",
        status=422 if message or form.errors else 200,
        message=message,
        form=form,
        here=url_for(".merge", slug=_slug(kind), first=found[0].id, second=found[1].id),
        back=url_for(".pair", slug=_slug(kind), first=found[0].id, second=found[1].id),
        kept=kept,
        gone=gone,
        names=(name_of(kept), name_of(gone)),
        fields=chosen_lines(kind, kept, gone, given.taken),
        told=plan.told,
        members=moving,
        refused=[*refused, *plan.refused, *of_members],
        sent=_sent(posted, found),
        noun=NOUNS[kind],
        is_person=kind is RecordKind.PERSON,
    )


def _plan(kind: RecordKind, kept: Any, gone: Any) -> Plan:
    rows = records.owned_rows(kind, kept.id, gone.id)
    return merge_plan(rows, kept.id, gone.id, None, today(), records.names_of(rows))


def _sent(posted: "MultiDict[str, str]", found: tuple[Any, Any]) -> list[tuple[str, str]]:
    """What was chosen, and the versions that are shown now, as hidden fields."""
    kept = [(name, value) for name, value in posted.items(multi=True) if name[:3] in {"giu", "cap", "tru", "qh-"}]
    kept += [(name, value) for name, value in posted.items() if name.startswith("l-")]
    return [*kept[:500], *((f"v-{one.id}", str(one.version)) for one in found)]


def _moving(kept: Household, gone: Household, given: Merging) -> tuple[list[tuple[str, list[str]]], list[str]]:
    """Each member of the household that goes, with what becomes of them; and why that cannot be."""
    mine = {one.id: one for one in kept.members}
    same = {theirs: mine[kept_id] for kept_id, theirs in given.same.items() if kept_id in mine}
    found, refused = [], []
    for one in gone.members:
        if one.merged_into_id is not None:
            continue
        if one.id in same:
            plan = _plan(RecordKind.PERSON, same[one.id], one)
            first = f"gộp vào {same[one.id].full_name}, sinh năm {same[one.id].birth_year}"
            found.append((one.full_name, [first, *plan.told]))
            refused += plan.refused
        else:
            relation = given.relations.get(one.id, Relation(one.relation))
            relation = Relation.OTHER if relation is Relation.HEAD else relation
            found.append((one.full_name, [f"chuyển sang hộ giữ lại, là {RELATION_NAMES[relation].lower()}"]))
    return found, refused


def _members(one: Household, other: Household) -> tuple[list[tuple[Person, Person]], list[Person]]:
    """Who of two households seems to be the same, and who is in one alone."""
    people = queries.people_of([one.id, other.id])
    same = likely_members(
        [person for person in people if person.household_id == one.id],
        [person for person in people if person.household_id == other.id],
    )
    by_id = {person.id: person for person in (*one.members, *other.members)}
    paired = [(by_id[mine], by_id[theirs]) for mine, theirs in same if mine in by_id and theirs in by_id]
    known = {person.id for both_ in paired for person in both_}
    return paired, [person for person in by_id.values() if person.id not in known and person.left_on is None]


def _reasons(kind: RecordKind, one: Any, other: Any) -> list[Reason]:
    """Why two records look like one, reckoned as in the list of pairs of their commune."""
    ids = [one.id, other.id]
    if kind is RecordKind.PERSON:
        people = queries.people_seen(ids)
        if len(people) != len(ids):
            return []
        found, name = person_reasons(*people), queries.name_reasons(kind, *people)
    else:
        homes = queries.households_seen(ids)
        if len(homes) != len(ids):
            return []
        found = household_reasons(homes[0], homes[1], members_of(queries.people_of(ids)))
        name = queries.name_reasons(kind, *homes)
    return [*found, *name] if found else []


def _suggested(one: Any, other: Any) -> int:
    """The record to keep unless somebody says otherwise: who is here, holds a title, and was there first."""

    def worth(record: Any) -> tuple[bool, bool, bool, int]:
        left = record.left_on if isinstance(record, Person) else record.ended_on
        head = isinstance(record, Person) and rules.is_head(record)
        return left is None, head, record.title_to is not None, -record.id

    return int(max((one, other), key=worth).id)


def _slug(kind: RecordKind) -> str:
    return next(slug for slug, found in SLUGS.items() if found is kind)
