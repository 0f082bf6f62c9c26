"""Who learns to read and write, by stage, ethnicity and sex (Kế hoạch 108/KH-UBND, IV.2)."""

import csv
import io
import re

import pytest

from lhtq.accounts.policy import Role
from lhtq.centre.models import Participant
from lhtq.centre.rules import ActivityKind, ActivityState, Origin
from lhtq.db import db
from lhtq.register.rules import Sex
from lhtq.web.filters import today
from tests.web.press import links

YEAR = today().year


@pytest.fixture
def literacy(arrange, activity):
    """``literacy(stage, (sex, ethnicity, completed), …)`` is a literacy class with these on its list."""

    def _literacy(stage, *learners, **given):
        found = activity(kind=ActivityKind.LITERACY, stage=stage, **given)
        with arrange():
            for n, (sex, ethnicity, completed) in enumerate(learners):
                db.session.add(
                    Participant(
                        activity_id=found.id, unit_id=found.unit_id, full_name=f"Học viên {n}", birth_year=1980,
                        sex=sex, ethnicity=ethnicity, completed=completed, origin=Origin.TYPED,
                    )
                )  # fmt: skip
        return found

    return _literacy


def rows(page):
    """The table of learners, each row as its words."""
    found = re.findall(r"<tr><th scope=\"row\">(.*?)</tr>", page.text)
    return [re.sub(r"(<[^>]+>)+", " | ", row).rstrip(" |") for row in found]


WOMAN, MAN = Sex.FEMALE, Sex.MALE


def test_learners_are_told_by_stage_ethnicity_and_sex_with_who_completed(place, literacy, sign_in):
    literacy(1, (WOMAN, "Dao", True), (WOMAN, "Dao", False), (MAN, "Dao", True), (WOMAN, "Tày", True), enrolled=4,
             completed=3)  # fmt: skip
    literacy(2, (MAN, "Mông", False), enrolled=3, completed=1)
    literacy(1, (MAN, "Dao", False), held_on=today().replace(year=YEAR - 1), enrolled=1)
    literacy(1, (MAN, "Dao", False), state=ActivityState.PLANNED, enrolled=1)
    for role, at in ((Role.VILLAGE_RECORDER, place.na_khuyen), (Role.DISTRICT_REVIEWER, place.na_hang)):
        client = sign_in(role, at=at)
        page = client.get(f"/xoa-mu-chu/{at.id}/{YEAR}")
        assert rows(page) == [
            "Dao | Giai đoạn 1 | 3 | 2 | 2 | 1",
            "Tày | Giai đoạn 1 | 1 | 1 | 1 | 1",
            "Mông | Giai đoạn 2 | 1 | 0 | 0 | 0",
        ]
        assert "1 lớp, ghi danh 4 người, học xong 3 người." in page.text
        assert "2 người chưa có trong danh sách học viên" in page.text
        lists = client.get(f"/cac-hoat-dong/{at.id}/{YEAR}")
        assert f"/xoa-mu-chu/{at.id}/{YEAR}" in links(lists).values()


def test_another_village_learns_nothing_of_it(place, literacy, sign_in):
    literacy(1, (WOMAN, "Dao", True), enrolled=1, completed=1)
    other = sign_in(Role.VILLAGE_RECORDER, at=place.ban_thang)
    assert "Chưa có lớp nào." in other.get(f"/xoa-mu-chu/{place.ban_thang.id}/{YEAR}").text
    assert other.get(f"/xoa-mu-chu/{place.na_khuyen.id}/{YEAR}").status_code == 404


def test_the_list_goes_out_as_it_is_seen(place, literacy, commune):
    literacy(1, (WOMAN, "Dao", True), (MAN, "", False), enrolled=2, completed=1)
    out = commune.post(f"/tai/xoa-mu-chu/{place.yen_hoa.id}", data={"dang": "csv", "nam": YEAR})
    told = list(csv.reader(io.StringIO(out.data.decode("utf-8-sig"))))
    assert told[0] == ["Giai đoạn", "Dân tộc", "Người học", "Nữ", "Học xong", "Nữ học xong"]
    assert told[1:] == [["Giai đoạn 1", "", "1", "0", "0", "0"], ["Giai đoạn 1", "Dao", "1", "1", "1", "1"]]
