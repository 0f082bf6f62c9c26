"""Recognised citizens go out for the Central Association's toolset."""

import io

from lhtq.accounts.policy import Role
from lhtq.criteria.rules import Model
from lhtq.db import db
from lhtq.register.models import Person
from lhtq.workbook.reading import read
from tests.conftest import FULL_OF


def test_the_citizens_of_a_commune_go_out_with_their_decision_and_place(
    place, household, sheet_of, title, arrange, sign_in
):
    dat = household(place.na_khuyen, "Nguyễn Văn Đạt", titled=0)
    with arrange():
        person = db.session.query(Person).filter_by(household_id=dat.id, relation="head").one()
    made = sheet_of(Model.CITIZEN, person, answers=FULL_OF[Model.CITIZEN], state="recognised", figures={}, total=100)
    title(made, place.yen_hoa, number="7/QĐ-UBND")
    reviewer = sign_in(Role.COMMUNE_REVIEWER, at=place.yen_hoa)
    assert "Trung ương Hội" in reviewer.get(f"/bao-cao/{place.yen_hoa.id}").text
    out = reviewer.post(f"/tai/cong-dan-trung-uong/{place.yen_hoa.id}", data={"dang": "xlsx"})
    (heading, row) = read(io.BytesIO(out.data).read(), "x.xlsx").sheets[0].rows[:2]
    told = dict(zip(heading, row, strict=False))
    assert told["Họ và tên"] == "Nguyễn Văn Đạt"
    assert (told["Thôn, bản, tổ dân phố"], told["Xã, phường, thị trấn"]) == ("Thôn Nà Khuyến", "Xã Yên Hoa")
    assert (told["Huyện, thành phố"], told["Tỉnh"], told["Số quyết định"]) == (
        "Huyện Na Hang", "Tỉnh Tuyên Quang", "7/QĐ-UBND",
    )  # fmt: skip
