"""An officer who is in no register of the commune counts for the activities that they help to run."""

import pytest

from lhtq.accounts.policy import Role
from lhtq.membership.rules import BranchKind, Position
from lhtq.training.rules import CourseState
from lhtq.web.filters import today
from tests.day import this_day
from tests.factories import (
    ActivityFactory,
    BranchFactory,
    CentreFactory,
    CourseFactory,
    CourseParticipantFactory,
    MemberFactory,
    PostFactory,
)
from tests.web.press import press


@pytest.fixture
def recorder(place, person):
    """The recorder of Yên Hoa."""
    return person(Role.COMMUNE_RECORDER, place.yen_hoa)


@pytest.fixture
def chair(place, arrange):
    """The chair of the Association of Yên Hoa, trained in IT, who lives in no household of the commune."""
    with arrange():
        branch = BranchFactory(unit_id=place.yen_hoa.id, kind=BranchKind.ASSOCIATION, name="Hội xã")
        chair = MemberFactory(branch=branch, full_name="Hứa Thị Xa", birth_year=1970)
        PostFactory(branch=branch, member=chair, position=Position.CHAIR)
        topics = ["it-finding", "it-writing", "it-information", "it-equipment"]
        course = CourseFactory(unit_id=place.yen_hoa.id, kind="further", topics=topics, state=CourseState.HELD)
        CourseParticipantFactory(course=course, member=chair, attended=True, completed=True)
        return chair


@pytest.fixture
def activity(place, arrange, recorder):
    """A talk in Nà Khuyến today."""
    with arrange():
        centre = CentreFactory(unit_id=place.yen_hoa.id)
        return ActivityFactory(centre=centre, unit_id=place.na_khuyen.id, made_by=recorder.account_id)


def test_a_member_is_found_by_name_and_counts_while_the_link_stands(
    place, chair, activity, recorder, sign_in, measured
):
    commune = sign_in(recorder)
    url = f"/hoat-dong/{activity.id}/nguoi-day/them"
    press(commune, commune.get(url), "Lưu", full_name="Hứa Thị Xa", role="organiser")
    assert measured(place.yen_hoa, "officer_centre_it_rate") == (0, 1)  # a name alone may be anybody's
    press(commune, commune.get(f"{url}?tim=thi+xa"), "Chọn hội viên Hứa Thị Xa", role="organiser")
    page = commune.get(f"/hoat-dong/{activity.id}")
    assert page.text.count("Hứa Thị Xa: tổ chức") == 2
    assert measured(place.yen_hoa, "officer_centre_it_rate") == (1, 1)
    form = commune.get(f"/hoat-dong/{activity.id}/chi-tiet")
    press(commune, form, "Lưu chi tiết", state="cancelled")
    assert measured(place.yen_hoa, "officer_centre_it_rate") == (0, 1)
    press(commune, commune.get(f"/hoat-dong/{activity.id}/chi-tiet"), "Lưu chi tiết", state="done")
    assert measured(place.yen_hoa, "officer_centre_it_rate") == (1, 1)
    last = commune.get(f"/hoat-dong/{activity.id}").text.rsplit('/bo"', 1)[0].rsplit("/", 1)[1]
    commune.post(f"/hoat-dong/{activity.id}/nguoi-day/{last}/bo")
    assert measured(place.yen_hoa, "officer_centre_it_rate") == (0, 1)


def test_what_was_taught_goes_along_with_a_membership(place, chair, activity, recorder, sign_in, arrange, measured):
    commune = sign_in(recorder)
    url = f"/hoat-dong/{activity.id}/nguoi-day/them"
    press(commune, commune.get(f"{url}?tim=xa"), "Chọn hội viên Hứa Thị Xa")
    with arrange():
        school = BranchFactory(unit_id=place.yen_hoa.id, kind=BranchKind.SCHOOL)
    reviewer = sign_in(Role.COMMUNE_REVIEWER, at=place.yen_hoa)
    form = reviewer.get(f"/hoi-vien/{chair.id}/thoi")
    moved = press(reviewer, form, "Lưu", because="moved", left_on=this_day(), branch=str(school.id))
    page = reviewer.get(moved.location)
    press(reviewer, page, "Lưu chức vụ", branch=str(chair.branch_id), position="secretary", from_on=this_day())
    # On this day both memberships hold a position; what was learned and taught is that of the new one.
    assert measured(place.yen_hoa, "officer_centre_it_rate", today())[0] == 1


def test_a_villages_recorder_is_offered_nobody_of_the_commune(place, chair, activity, sign_in):
    village = sign_in(Role.VILLAGE_RECORDER, at=place.na_khuyen)
    url = f"/hoat-dong/{activity.id}/nguoi-day/them"
    assert "Chọn hội viên" not in village.get(f"{url}?tim=xa").text
    assert village.post(url, data={"role": "teacher", "member": str(chair.id), "key": ""}).status_code != 303
    assert "Hứa Thị Xa" not in village.get(f"/hoat-dong/{activity.id}").text
