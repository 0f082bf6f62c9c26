"""Every figure that somebody reads is pressed on, and what it opens is counted: the two are the same.

The scene has something of everything in two communes of Na Hang, and in a commune of another district as well: where a
list held one record of another place, its count would not be the figure.
"""

import datetime as dt
import re
import uuid
from types import SimpleNamespace

import pytest

from lhtq.accounts.policy import Role
from lhtq.assessment.rules import State
from lhtq.centre.rules import ActivityKind, ActivityState
from lhtq.db import db
from lhtq.membership.models import Fee
from lhtq.membership.rules import BranchKind, Position
from lhtq.training.rules import CourseState
from lhtq.web.filters import today
from tests.conftest import FULL
from tests.factories import (
    ActivityFactory,
    BranchFactory,
    CentreFactory,
    CourseFactory,
    CourseParticipantFactory,
    MemberFactory,
    PostFactory,
)
from tests.indicators.drilling import bare, figures, rows
from tests.indicators.holders import hold_title

YEAR = today().year
ROLES = (
    (Role.VILLAGE_RECORDER, "na_khuyen"),
    (Role.COMMUNE_RECORDER, "yen_hoa"),
    (Role.COMMUNE_REVIEWER, "yen_hoa"),
    (Role.COMMUNE_APPROVER, "yen_hoa"),
    (Role.DISTRICT_REVIEWER, "na_hang"),
    (Role.PROVINCE_OFFICER, "province"),
)


@pytest.fixture
def scene(place, arrange, household, sheet, sign_in, person, settled):
    """Families at every step, branches with fees and officers, activities and courses, in three communes."""
    for village, many in ((place.na_khuyen, 2), (place.ban_luc, 1), (place.tan_lap, 3)):
        _families(village, many, household, sheet, sign_in)
    recorder = person(Role.COMMUNE_RECORDER, place.yen_hoa).account_id
    with arrange():
        hold_title(place.ban_thang, today())
        hold_title(place.na_khuyen, dt.date(YEAR - 1, 1, 1), today() - dt.timedelta(days=today().day))
        course = CourseFactory(unit_id=place.province.id, state=CourseState.HELD)
        CourseFactory(unit_id=place.na_hang.id, state=CourseState.HELD, title="Của huyện")
        coming = CourseFactory(unit_id=place.na_hang.id, title="Sắp tới", starts_on=today())
        for village, many in ((place.na_khuyen, 2), (place.ban_luc, 3), (place.tan_lap, 4)):
            _association(village, many, course, coming)
            _centre(village, many, recorder)
    settled()
    return place


def _families(village, many, household, sheet, sign_in):
    titled = {"answers": FULL, "figures": {"2.1": [2, 2]}, "total": 100}
    for number in range(many):
        household(village, f"Chưa đăng ký {number}")
        sheet(household(village, f"Chưa chấm {number}"))
        sheet(household(village, f"Chấm xong {number}"), answers=FULL)
        for state in (State.SUBMITTED, State.RETURNED):
            sheet(household(village, f"Hộ {state} {number}"), state=state, **titled)
        sheet(household(village, f"Công nhận {number}"), state=State.REVIEWED, **titled)
    chair = sign_in(Role.COMMUNE_APPROVER, at=SimpleNamespace(id=village.parent_id, **_place_of(village)))
    chair.post(
        f"/cong-nhan/{village.parent_id}/{YEAR}/ho",
        data={"key": str(uuid.uuid4()), "number": "1", "signed_on": f"{today():%d/%m/%Y}", "signer": "Hứa Đức Thắng",
              "signer_position": "Chủ tịch UBND", "noi": [str(village.id)], f"so-{village.id}": str(many)},
    )  # fmt: skip
    sheet(household(village, "Chờ quyết định"), state=State.REVIEWED, **titled)


def _place_of(village):
    return {"path": village.path.rsplit("/", 2)[0] + "/", "full_name": "xã"}


def _association(village, many, course, coming):
    branch = BranchFactory(unit_id=village.id)
    of_commune = BranchFactory(unit_id=village.parent_id, kind=BranchKind.ASSOCIATION, name="Hội")
    members = [MemberFactory(branch=branch, joined_on=dt.date(YEAR - 1, 2, 1)) for _n in range(many)]
    members.append(MemberFactory(branch=of_commune, joined_on=today()))
    MemberFactory(branch=branch, joined_on=dt.date(YEAR - 1, 2, 1), left_on=today())
    for one in members[1:]:
        db.session.add(Fee(member_id=one.id, unit_id=one.unit_id, year=YEAR, amount=36_000, paid_on=today()))
    # Somebody who is in office in a branch and above it is one, wherever both are counted.
    PostFactory(branch=branch, member=members[0], position=Position.BRANCH_HEAD)
    PostFactory(branch=of_commune, member=members[0], position=Position.CHAIR)
    for one in members:
        done = one is members[0]
        CourseParticipantFactory(course=course, member=one, attended=one is not members[-1], completed=done)
    CourseParticipantFactory(course=coming, member=members[0])


def _centre(village, many, recorder):
    centre = CentreFactory(unit_id=village.parent_id)
    for number in range(many):
        given = {"women": 5 + number, "minority": 3, "elderly": number, "disabled": 1, "poor": 2}
        ActivityFactory(centre=centre, unit_id=village.id, made_by=recorder, **given)
    ActivityFactory(centre=centre, unit_id=village.id, made_by=recorder, state=ActivityState.PLANNED)
    of_class = {"enrolled": 9, "completed": 7, "women": 4}
    ActivityFactory(centre=centre, made_by=recorder, kind=ActivityKind.LITERACY, **of_class)


#: Lists that tell a figure of many people: part of the address → the cell of each row that adds to it.
SUMS = ((r"/tap-huan/.*dem=co-du", -2), (r"/tap-huan/.*dem=hoan-thanh", -1), (r"/dang-ky/[^?]*$", -1))


def behind(client, url):
    """What the list at an address comes to: its rows, or where they tell a figure of many people, that."""
    if "/cac-hoat-dong/" in url:
        return _of_activities(client, url)
    if url.endswith(f"/hoi-phi/{YEAR}"):
        return client.get(url).text.count('name="members"')
    found = rows(client, url)
    if "/thay-doi" in url:
        return sum({"mới đạt": 1, "không còn đạt": -1}.get(row.cells[-1], 0) for row in found)
    cell = next((cell for pattern, cell in SUMS if re.search(pattern, url)), None)
    return len(found) if cell is None else sum(int(row.cells[cell]) for row in found)


def _of_activities(client, url):
    """The first table of that page is the year by kind; the list stands under it."""
    query = url.partition("so=")[2].partition("&")[0]
    found = [row for row in rows(client, url, table=-1) if row.url.startswith("/hoat-dong/")]
    return len(found) if query == "hoat-dong" else sum(int(row.cells[-1]) for row in found)


#: Numbers that are links and no figures: years, months, and what is done elsewhere than in a list of records.
NO_FIGURE = re.compile(
    r"\?nam=\d{4}$|/don-vi/\d+\?nam=|/trung-tam/\d+/ke-hoach/|/hoi-khuyen-hoc/\d+$|/cong-nhan/|/cham-diem/"
)


def pages(unit):
    """The pages on which a unit's figures stand."""
    measures = ("gia-dinh", "cong-dong", "quan-triet")
    here = [
        "/", f"/don-vi/{unit.id}", f"/hoi-khuyen-hoc/{unit.id}", f"/tap-huan/{unit.id}", f"/chua-quan-triet/{unit.id}",
        f"/cac-hoat-dong/{unit.id}/{YEAR}", *(f"/chi-tieu/{unit.id}/{slug}" for slug in measures),
    ]  # fmt: skip
    return (
        here if unit.level == "village" else [*here, f"/so-sanh/{unit.id}", f"/so-sanh/{unit.id}?chi_tieu=quan-triet"]
    )


@pytest.mark.parametrize(("role", "at"), ROLES)
def test_every_figure_opens_as_many_records_as_it_says(scene, sign_in, role, at):
    unit = getattr(scene, at)
    client = sign_in(role, at=unit)
    wrong, pressed = [], 0
    for page in pages(unit):
        for count, url in figures(client, page):
            if NO_FIGURE.search(url):
                continue
            pressed += 1
            if (found := behind(client, url)) != count:
                wrong.append((page, count, url, found))
    assert wrong == []
    assert pressed > 40


@pytest.mark.parametrize(("role", "at"), ROLES)
def test_no_number_of_a_unit_stands_without_its_records(scene, sign_in, role, at):
    unit = getattr(scene, at)
    client = sign_in(role, at=unit)
    assert {page: found for page in pages(unit) if (found := _alone(client, page))} == {}


def _alone(client, page):
    """The numbers on which nobody can press; what is still missing is no record, and an activity's own are its own."""
    left = ("Còn thiếu", "Lượt người", "Danh sách")
    return [one for one in bare(client, page) if not one.startswith(left)]
