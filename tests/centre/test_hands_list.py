"""Who taught and who helped comes in from a file, is linked to the register where it says so, and goes out again."""

import csv
import io

import pytest

from lhtq.accounts.policy import Role
from lhtq.web.filters import today
from tests.lists.conftest import Office, look
from tests.lists.test_importing import counts

__all__ = ["look"]

YEAR = today().year
HANDS = ("Ngày", "Hoạt động", "Việc", "Họ và tên", "Năm sinh")
TOLD = "SELECT role, full_name, person_id FROM activity_hand ORDER BY id"


@pytest.fixture
def keeper(place, centre, sign_in):
    """The recorder of Yên Hoa, whose centre it is."""
    return Office(sign_in(Role.COMMUNE_RECORDER, at=place.yen_hoa), place.yen_hoa)


def test_who_taught_comes_in_and_goes_out_and_is_taken_back(keeper, place, activity, household, member, look):
    hoa = member(household(place.na_khuyen, "Ma Thị Hoa"))
    activity(topic="Dệt thổ cẩm")
    day = f"{today():%d/%m/%Y}"
    rows = [
        (day, "Dệt thổ cẩm", "Giảng dạy, báo cáo", "Ma Thị Hoa", hoa.birth_year),
        ("", "", "Tổ chức", "Lò Thị Lan", ""),
    ]
    keeper.rows(
        *rows,
        ("", "", "Tổ chức", "lò thị lan", ""),
        ("", "", "Tổ chức", "Người Không Có", 1950),
        ("", "", "", "Không Việc", ""),
        (day, "Hoạt động khác", "Tổ chức", "Lò Thị Lan", ""),
        headings=HANDS, slug="nguoi-day",
    )  # fmt: skip
    wrong = keeper.lines("sai").text
    for words in ("Trùng với dòng 3.", "Không có người này trong sổ hộ.", "Thiếu việc", "Không có hoạt động này."):
        assert words in wrong
    keeper.press("Nhập 2 dòng đúng, bỏ 4 dòng sai hoặc nghi ngờ")
    assert look(TOLD) == [("teacher", "Ma Thị Hoa", hoa.id), ("organiser", "Lò Thị Lan", None)]
    keeper.press("Hoàn tác cả lần nhập")
    assert look(TOLD) == []
    keeper.rows(*rows, headings=HANDS, slug="nguoi-day")
    keeper.press("Nhập 2 dòng đúng")
    out = keeper.client.post(f"/tai/nguoi-day/{place.yen_hoa.id}", data={"dang": "csv", "nam": YEAR})
    told = list(csv.reader(io.StringIO(out.data.decode("utf-8-sig"))))
    assert told == [
        list(HANDS),
        [day, "Dệt thổ cẩm", "Giảng dạy, báo cáo", "Ma Thị Hoa", str(hoa.birth_year)],
        [day, "Dệt thổ cẩm", "Tổ chức", "Lò Thị Lan", ""],
    ]
    keeper.rows(*told[1:], headings=HANDS, slug="nguoi-day")
    assert counts(keeper.page())["giữ nguyên"] == 2
