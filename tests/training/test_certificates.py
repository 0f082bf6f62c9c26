"""Certificates have the day on which they were given, which is none before the course ended."""

import datetime as dt

from lhtq.web.filters import today
from tests.day import this_day
from tests.training.test_courses import row_of
from tests.web.press import message_beside, press, value_of


def test_a_certificate_is_not_given_before_the_course_ended_and_its_day_can_be_corrected(place, commune, course, hoa):
    yesterday, before = (today() - dt.timedelta(days=days) for days in (1, 2))
    briefing = course(place.yen_hoa, completed=[hoa], starts_on=before, ends_on=yesterday)
    url = f"/khoa/{briefing.id}/chung-nhan"
    page = commune.get(url)
    row = row_of(page, "Ma Thị Hoa").split('for="so-')[1].split('"')[0]
    early = press(commune, page, "Lưu số giấy chứng nhận", given_on=f"{before:%d/%m/%Y}", **{f"so-{row}": "07/CN"})
    assert early.status_code == 422
    assert f"Khóa kết thúc ngày {yesterday:%d/%m/%Y}" in message_beside(early, "given_on")
    assert value_of(early, f"so-{row}") == "07/CN"
    press(commune, early, "Lưu số giấy chứng nhận", given_on=this_day())
    page = commune.get(url)
    for typed, words in ((f"{before:%d/%m/%Y}", "Khóa kết thúc ngày"), ("hôm nào", "không phải ngày đã qua")):
        wrong = press(commune, page, "Lưu số giấy chứng nhận", **{f"ngay-{row}": typed})
        assert words in message_beside(wrong, "given_on")
        assert value_of(wrong, f"ngay-{row}") == typed
    fixed = {f"ngay-{row}": f"{yesterday:%d/%m/%Y}", f"so-{row}": "08/CN"}
    press(commune, page, "Lưu số giấy chứng nhận", **fixed)
    printed = commune.get(f"{url}/in")
    assert f"08/CN, {yesterday:%d/%m/%Y}" in row_of(printed, "Ma Thị Hoa")
