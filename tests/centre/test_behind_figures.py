"""What a centre has done and who came is a number that opens the activities it is made of."""

import datetime as dt

import pytest

from lhtq.accounts.policy import Role
from lhtq.centre.rules import ActivityKind, ActivityState
from lhtq.web.filters import today
from tests.factories import CentreFactory
from tests.indicators.drilling import figures, rows

YEAR = today().year
JANUARY = dt.date(YEAR, 1, 1)


def listed(client, url):
    """The list under the year's figures: topics and what each adds."""
    found = [row for row in rows(client, url, table=-1) if row.url.startswith("/hoat-dong/")]
    return {row.cells[0]: row.cells[-1] for row in found}


@pytest.fixture
def year(place, centre, activity):
    """Two talks with women, one without anybody of a minority; a plan, and one that was called off."""
    activity(topic="Trồng ngô", held_on=JANUARY, attendances=30, women=12, minority=9)
    activity(place.ban_thang, topic="Nuôi lợn", attendances=20, women=8)
    activity(topic="Đọc sách", kind=ActivityKind.ARTS, attendances=5)
    activity(topic="Sắp tới", state=ActivityState.PLANNED, attendances=40, women=40)
    activity(topic="Bỏ", state=ActivityState.CANCELLED, attendances=40, women=40)


def test_a_number_of_women_opens_the_activities_that_they_came_to(place, year, commune):
    url = f"/cac-hoat-dong/{place.yen_hoa.id}/{YEAR}?so=nu"
    assert listed(commune, url) == {"Trồng ngô": "12", "Nuôi lợn": "8"}
    assert "Nữ: <b>20</b>" in commune.get(url).text
    assert listed(commune, f"/cac-hoat-dong/{place.yen_hoa.id}/{YEAR}?so=dan-toc-thieu-so") == {"Trồng ngô": "9"}
    assert set(listed(commune, f"/cac-hoat-dong/{place.yen_hoa.id}/{YEAR}?so=hoat-dong")) == {
        "Trồng ngô", "Nuôi lợn", "Đọc sách",
    }  # fmt: skip
    # A filter that nobody knows is none: everything of the year is there.
    assert len(listed(commune, f"/cac-hoat-dong/{place.yen_hoa.id}/{YEAR}?so=ai-do")) == 5


def test_a_kind_of_a_month_is_asked_for_with_the_figure(place, year, commune):
    found = figures(commune, f"/cac-hoat-dong/{place.yen_hoa.id}/{YEAR}")
    (women,) = [url for count, url in found if url.endswith("loai=talk&so=nu")]
    assert listed(commune, f"{women}&thang=1") == {"Trồng ngô": "12"}


def test_the_file_holds_what_the_list_shows(place, year, commune):
    asked = {"dang": "csv", "nam": YEAR, "so": "nu"}
    lines = commune.post(f"/tai/hoat-dong/{place.yen_hoa.id}", data=asked).data.decode("utf-8-sig").splitlines()
    assert len(lines) == 1 + 2


def test_a_shared_centre_opens_what_it_did_in_all_its_communes_and_nothing_of_another(
    place, arrange, centre, activity, commune, sign_in
):
    with arrange():
        other = CentreFactory(unit_id=place.da_vi.id, name="Trung tâm xã Đà Vị")
    activity(topic="Ở nhà", held_on=JANUARY)
    activity(place.ban_luc, topic="Ở xã dùng chung")
    activity(place.ban_luc, topic="Của xã kia", centre=other)
    for page in (f"/trung-tam/{centre.id}", f"/don-vi/{place.yen_hoa.id}"):
        (url,) = {url for _count, url in figures(commune, page) if "trung_tam=" in url}
        assert set(listed(commune, url)) == {"Ở nhà", "Ở xã dùng chung"}, page
    plan = [url for _count, url in figures(commune, f"/trung-tam/{centre.id}/ke-hoach/{YEAR}") if "thang=1" in url]
    assert set(listed(commune, plan[0])) == {"Ở nhà"}
    elsewhere = sign_in(Role.DISTRICT_REVIEWER, at=place.son_duong)
    url = f"/cac-hoat-dong/{place.son_duong.id}/{YEAR}?so=hoat-dong&trung_tam={centre.id}"
    assert listed(elsewhere, url) == {}
