"""A learning life (chặng đường học tập): what every part knows of a person, as entries in one order.

A part that has more to tell adds a function to ``SOURCES``: what it gives is sorted and paged with the rest.
"""

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from lhtq.assessment.queries import sheets_of_subject
from lhtq.assessment.rules import STATE_NAMES, State
from lhtq.centre import queries as centres
from lhtq.centre.rules import KIND_NAMES, ActivityState, HandRole
from lhtq.criteria.rules import MODEL_TITLES, Model
from lhtq.membership import queries as membership
from lhtq.membership.rules import LEFT_NAMES, POSITION_NAMES, LeftBecause
from lhtq.recognition import queries as recognition
from lhtq.recognition.queries import ElsewhereTitle, TitleLine
from lhtq.register import queries as register
from lhtq.register.models import LifeEvent, Person
from lhtq.register.rules import EventKind, RecordKind
from lhtq.training.queries import training_of
from lhtq.training.rules import KIND_NAMES as COURSE_NAMES
from lhtq.units.models import Unit
from lhtq.web.filters import ZONE, number, today


@dataclass(frozen=True)
class Entry:
    """One thing in a learning life: the day it is ordered by, what kind it is, and the words."""

    day: dt.date
    kind: str
    words: str
    #: Where more of it is seen; none for who may not open that.
    address: str | None = None


def moves(person: Person) -> Iterable[Entry]:
    """What the register wrote down: moves, marriages, a death."""
    events = register.events_of(person.id)
    ids = {one.unit_id for one in events} | {one.to_unit_id for one in events}
    units = register.unit_names(ids)
    above = register.unit_names({unit.parent_id for unit in units.values()})
    for event in events:
        yield Entry(event.happened_on, "Nơi ở", _told(event, units, above))


def work(person: Person) -> Iterable[Entry]:
    """Where somebody has stopped working; since when they work is not written down."""
    for one in register.work_of(person.id):
        if one.left_on is not None:
            yield Entry(one.left_on, "Việc làm", f"Thôi làm việc ở {one.organisation_name}, {one.commune}")


def posts(person: Person) -> Iterable[Entry]:
    """Which posts in clans' committees are over."""
    for one in register.posts_of(person.id):
        if one.left_on is not None:
            yield Entry(one.left_on, "Chức vụ", f"Thôi {one.position}, ban khuyến học {one.clan or 'dòng họ'}")


def learning(person: Person) -> Iterable[Entry]:
    """The activities of learning centres in which somebody took part, and at which they taught or helped."""
    for came in centres.participations(person.id):
        done = ", học xong" if came.completed else ""
        yield Entry(came.held_on, "Học tập", f"Dự {came.topic} ({KIND_NAMES[came.kind].lower()}), {came.place}{done}")
    for one in centres.taught_by(person.id):
        if one.state == ActivityState.DONE:
            verb = "Dạy" if one.role == HandRole.TEACHER else "Tổ chức"
            yield Entry(one.held_on, "Học tập", f"{verb} {one.topic}, {one.place}")


def titles(person: Person) -> Iterable[Entry]:
    """The titles of the person, of the household they live in, and of its clan; of the last two as far as seen.

    What was recognised where they lived before is told with the commune that did it.
    """
    clan = register.clan_of(person.household_id, today())
    for model, subject_id in (
        (Model.CITIZEN, person.id), (Model.FAMILY, person.household_id), (Model.CLAN, clan.id if clan else None),
    ):  # fmt: skip
        if subject_id is None:
            continue
        for here in recognition.titles_of_subject(model, subject_id):
            yield from _recognised(model, here, here.unit_name)
        for elsewhere in recognition.titles_elsewhere(model, subject_id):
            yield from _recognised(model, elsewhere, elsewhere.commune)


def sheets(person: Person) -> Iterable[Entry]:
    """The sheets of the person, and of the household they live in as far as it is seen, by year."""
    for model, subject_id, slug in ((Model.CITIZEN, person.id, "cong-dan"), (Model.FAMILY, person.household_id, "ho")):
        for sheet in sheets_of_subject(model, subject_id):
            points = f", {number(sheet.total)} điểm" if sheet.total is not None else ""
            state = "đã rút" if sheet.withdrawn_on else STATE_NAMES[State(sheet.state)].lower()
            words = f"Phiếu {MODEL_TITLES[model]} năm {sheet.year}: {state}{points}"
            yield Entry(sheet.changed_at.date(), "Phiếu", words, f"/phieu/{slug}/{subject_id}/{sheet.year}")


def memberships(person: Person) -> Iterable[Entry]:
    """When they joined and left which branches of the Association."""
    for one in membership.membership_of(person.id):
        where = _branch(one.branch_name, one.place)
        if one.joined_on:
            yield Entry(one.joined_on, "Hội Khuyến học", f"Vào {where}")
        if one.left_on:
            why = LEFT_NAMES[one.left_because or LeftBecause.LEFT]
            yield Entry(one.left_on, "Hội Khuyến học", f"{why}: {where}")


def positions(person: Person) -> Iterable[Entry]:
    """The positions that they hold and held in the Association."""
    for one in membership.positions_of(person.id):
        what = f"{POSITION_NAMES[one.position]}, {_branch(one.branch_name, one.place)}"
        yield Entry(one.from_on, "Chức vụ", f"Giữ chức {what}")
        if one.to_on and one.to_on <= today():
            yield Entry(one.to_on, "Chức vụ", f"Thôi giữ chức {what}")


def merges(person: Person) -> Iterable[Entry]:
    """Which other records were found to be theirs; what those had is told with the rest."""
    for one in register.merged_into(RecordKind.PERSON, person.id):
        day = one.merged_at.astimezone(ZONE).date()
        yield Entry(day, "Hồ sơ", f"Gộp hồ sơ trùng {one.name}, số {one.gone_id}", f"/da-gop/{one.id}")


def training(person: Person) -> Iterable[Entry]:
    """The briefings and courses that the person attended."""
    for one in training_of(person.id):
        if one.attended:
            done = ": hoàn thành" if one.completed else ""
            words = f"{COURSE_NAMES[one.kind]}, {one.title}, {one.holder}{done}"
            yield Entry(one.starts_on, "Tập huấn", words, f"/khoa/{one.id}")


#: What there is to tell of a person, by part.
SOURCES: tuple[Callable[[Person], Iterable[Entry]], ...] = (
    moves,
    work,
    posts,
    learning,
    training,
    titles,
    sheets,
    memberships,
    positions,
    merges,
)


def journey(person: Person, limit: int, offset: int) -> list[Entry]:
    """The learning life of a person, the latest first. Each source gives a few dozen at most: they are sorted here."""
    entries = [entry for source in SOURCES for entry in source(person)]
    entries.sort(key=lambda entry: entry.day, reverse=True)
    return entries[offset : offset + limit]


def _recognised(model: Model, title: TitleLine | ElsewhereTitle, place: str) -> Iterable[Entry]:
    words = f"Được công nhận {MODEL_TITLES[model]} năm {title.year}, {place}"
    yield Entry(title.valid_from, "Danh hiệu", words)
    if title.revoked_on:
        yield Entry(title.revoked_on, "Danh hiệu", f"Bị thu hồi danh hiệu {MODEL_TITLES[model]}")


def _branch(name: str | None, place: str) -> str:
    return f"{name or 'một chi hội Hội Khuyến học'}, {place}"


def _told(event: LifeEvent, units: dict[int, Unit], above: dict[int, Unit]) -> str:
    """An event in words without its day, with the communes where a move led from one to another."""
    old, new = units[event.unit_id], units.get(event.to_unit_id or 0)
    if event.kind == EventKind.DIED:
        return "Mất"
    if event.kind == EventKind.LEFT:
        return f"Chuyển từ {old.name} ra ngoài tỉnh"
    if event.kind == EventKind.HEAD:
        return "Làm chủ hộ"
    whose = f", {event.detail}" if event.detail else ""
    if event.kind == EventKind.RETURNED:
        return f"Từ ngoài tỉnh về {new.name if new else ''}{whose}"
    why = {EventKind.MARRIED: "Kết hôn, ", EventKind.SPLIT: "Tách hộ, ", EventKind.JOINED: "Nhập hộ, "}
    if new is None or new.id == old.id:
        words = f"{why.get(EventKind(event.kind), '')}chuyển sang{whose.removeprefix(',')}"
        return words[:1].upper() + words[1:]
    far = old.parent_id != new.parent_id
    places = [f"{unit.name}, {above[unit.parent_id].name}" if far and unit.parent_id in above else unit.name
              for unit in (old, new)]  # fmt: skip
    words = f"{why.get(EventKind(event.kind), '')}chuyển từ {places[0]} sang {places[1]}{whose}"
    return words[:1].upper() + words[1:]
