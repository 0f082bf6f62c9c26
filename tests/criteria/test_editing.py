"""The province's administrator makes a new version of the criteria on screen, alone or beside another."""

import datetime as dt
from decimal import Decimal

import pytest
from sqlalchemy import text
from sqlalchemy.exc import NoResultFound

from lhtq.accounts.policy import Action, NotAllowedError, Role
from lhtq.criteria import queries, service
from lhtq.criteria.service import (
    CodeTakenError,
    DraftExistsError,
    EditedMeanwhileError,
    GroupGiven,
    ProblemsError,
    TooEarlyError,
    digest,
)
from lhtq.db import db
from lhtq.web.filters import today
from tests.criteria.drafts import NEXT_YEAR, codes, edit, here, id_of
from tests.web.press import buttons, heading, links, message_beside, press, value_of


def test_a_copy_says_the_same_as_the_published_set_under_the_next_number(draft, family, whole):
    published, copy = whole(family), whole(id_of(draft))
    assert (copy.version, copy.published_at, copy.sha256) == (published.version + 1, None, "")
    same = {"version": copy.version, "valid_from": copy.valid_from.isoformat()}
    assert copy.content == published.content | same


def test_a_set_has_one_draft_at_a_time(admin, draft, family, acting, place):
    again = press(admin, draft, "Lên 1.1")
    assert again.status_code == 303
    page = admin.get(f"/tieu-chi/{family}")
    assert "Sao chép thành phiên bản mới" not in buttons(page)
    assert links(page)["Mở bản nháp phiên bản 3"] == here(draft)
    assert admin.post(f"/tieu-chi/{family}/sao-chep").location == here(draft)
    with acting(Role.ADMINISTRATOR, at=place.province) as actor, pytest.raises(DraftExistsError):
        service.copy_set(actor, family, today())


def test_a_draft_is_not_copied(draft, acting, place):
    with acting(Role.ADMINISTRATOR, at=place.province) as actor, pytest.raises(NoResultFound):
        service.copy_set(actor, id_of(draft), today())


def test_a_draft_is_shown_to_the_administrator_of_the_province_alone(admin, draft, family, place, sign_in):
    assert "Bản nháp" in admin.get("/tieu-chi").text
    for role, unit in ((Role.ADMINISTRATOR, place.yen_hoa), (Role.PROVINCE_OFFICER, place.province)):
        other = sign_in(role, at=unit)
        assert "Bản nháp" not in other.get("/tieu-chi").text
        assert other.get(here(draft)).status_code == 404
        assert other.get(f"{here(draft)}/so-voi/{family}").status_code == 404
        assert "Sao chép thành phiên bản mới" not in buttons(other.get(f"/tieu-chi/{family}"))


def test_the_administrator_of_a_commune_may_not_touch_the_criteria(place, acting, family):
    with acting(Role.ADMINISTRATOR, at=place.yen_hoa) as actor, pytest.raises(NotAllowedError):
        service.copy_set(actor, family, today())


def test_a_draft_is_edited_from_its_name_to_its_thresholds(admin, draft, whole):
    page = edit(
        admin, draft, "Sửa thông tin chung", name="Gia đình học tập 2026-2030", pass_mark="72,5", valid_from=NEXT_YEAR
    )
    assert heading(page) == "Gia đình học tập 2026-2030"
    assert "Từ 72,5 trên 100 điểm" in page.text
    page = edit(admin, page, "Thêm nhóm", code="5", name="Học nghề", floor="2,5")
    page = edit(
        admin, page, "Thêm tiêu chí vào nhóm 5", code="5.1", name="Số lớp nghề đã học", kind="count", points_max="7,5",
        thresholds="từ 3: 7,5 điểm\n1: 2.5", evidence="Chứng chỉ nghề",
    )  # fmt: skip
    assert "5.1 Số lớp nghề đã học" in page.text
    assert "7,5 điểm (từ 1: 2,5 điểm; từ 3: 7,5 điểm)" in page.text
    page = edit(admin, page, "Sửa 5.1", floor="2,5", guidance="Đếm lớp có chứng chỉ.")
    assert "tối thiểu 2,5 điểm (từ 1" in page.text
    saved = queries.as_rules(whole(id_of(draft)))
    assert (saved.pass_mark, saved.points_max, saved.groups[-1].floor) == (Decimal("72.5"), Decimal("107.5"), 2.5)
    assert [step.least for step in saved.indicator("5.1").thresholds] == [1, 3]


def test_groups_and_lines_are_moved_and_removed(admin, draft, whole):
    assert codes(whole(id_of(draft)))[:3] == ["1.1", "1.2", "1.3"]
    admin.get(press(admin, draft, "Xuống 1.1").location)
    assert codes(whole(id_of(draft)))[:3] == ["1.2", "1.1", "1.3"]
    press(admin, draft, "Lên 1.2")
    press(admin, draft, "Xuống nhóm 1")
    moved = whole(id_of(draft))
    assert [group.code for group in moved.groups][:2] == ["2", "1"]
    page = admin.get(here(draft))
    press(admin, admin.get(links(page)["Sửa 1.3"]), "Bỏ tiêu chí này")
    gone = press(admin, admin.get(links(page)["Sửa nhóm 4"]), "Bỏ nhóm này cùng 4 tiêu chí")
    assert gone.status_code == 303
    left = whole(id_of(draft))
    assert "1.3" not in codes(left)
    assert "4" not in [group.code for group in left.groups]
    page = edit(admin, admin.get(here(draft)), "Sửa 1.2", group_id=str(left.groups[0].id))
    assert [line.code for line in whole(id_of(draft)).groups[0].indicators][-1] == "1.2"


def test_everything_that_is_done_to_a_draft_is_written_down(admin, draft, arrange):
    press(admin, admin.get(links(draft)["Sửa 1.3"]), "Bỏ tiêu chí này")
    press(admin, admin.get(here(draft)), "Bỏ bản nháp")
    with arrange():
        notes = db.session.execute(
            text("SELECT note FROM audit_entry WHERE action = :action ORDER BY id"), {"action": Action.CRITERIA_EDIT}
        ).scalars()
        told = list(notes)
    assert told[0] == "Sao chép từ phiên bản 2"
    assert told[1].startswith("Bỏ tiêu chí 1.3")
    assert told[2] == "Bỏ bản nháp family, phiên bản 3"
    assert admin.get(here(draft)).status_code == 404


@pytest.mark.parametrize(
    ("typed", "field", "words"),
    [
        ({"code": "1.2"}, "code", "Mã 1.2 đã dùng trong bộ tiêu chí này. Chọn mã khác."),
        ({"code": "2"}, "code", "Mã 2 đã dùng trong bộ tiêu chí này. Chọn mã khác."),
        ({"code": "dien"}, "code", "Viết mã bằng số"),
        ({"code": ""}, "code", "Nhập mã, ví dụ 2.1."),
        ({"name": " "}, "name", "Nhập nội dung tiêu chí."),
        ({"points_max": "mười"}, "points_max", "Nhập một số."),
        ({"points_max": "-5"}, "points_max", "Nhập số từ 0 đến 1000"),
        ({"points_max": "2,55"}, "points_max", "nhiều nhất một chữ số sau dấu phẩy"),
        ({"points_max": "NaN"}, "points_max", "Nhập một số."),
        ({"kind": "count", "thresholds": "từ 1: 5 điểm\nnhiều: 10"}, "thresholds", "Dòng 2: viết như “từ 1: 5 điểm”."),
        ({"kind": "count", "thresholds": "1: 5\n1: 10"}, "thresholds", "Dòng 2: ngưỡng từ 1 đã có ở dòng trên."),
        ({"thresholds": "từ 1: 5 điểm"}, "thresholds", "Chỉ cách chấm “Đếm số, theo ngưỡng” dùng ngưỡng."),
        ({"source": "adults"}, "source", "Chỉ cách chấm “Tỷ lệ, phần mềm tự tính” dùng số liệu này."),
        ({"from_age": "18"}, "from_age", "Chỉ tỷ lệ tính người lớn dùng tuổi này."),
    ],
)
def test_what_cannot_be_is_refused_beside_its_field_and_kept(admin, draft, whole, typed, field, words):
    before = whole(id_of(draft)).content
    answer = edit(admin, draft, "Sửa 1.1", guidance="Chữ vừa gõ", **typed)
    assert answer.status_code == 422
    assert words in message_beside(answer, field)
    assert value_of(answer, "guidance") == "Chữ vừa gõ"
    assert value_of(answer, field).strip() == typed[field].strip()
    assert whole(id_of(draft)).content == before


def test_two_editors_of_one_line_see_both_and_choose(place, sign_in, admin, draft, whole):
    second = sign_in(Role.ADMINISTRATOR, at=place.province)
    page = second.get(links(draft)["Sửa 1.1"])
    edit(admin, draft, "Sửa 1.1", name="Trẻ đến trường đều", points_max="8")
    answer = press(second, page, "Lưu", name="Mọi trẻ đi học")
    assert answer.status_code == 422
    assert admin.actor.name in answer.text
    assert message_beside(answer, "name") == "Bản vừa lưu: Trẻ đến trường đều."
    assert message_beside(answer, "points_max") == "Bản vừa lưu: 8."
    assert value_of(answer, "name") == "Mọi trẻ đi học"
    assert whole(id_of(draft)).groups[0].indicators[0].name == "Trẻ đến trường đều"
    assert press(second, answer, "Lưu").status_code == 303
    assert whole(id_of(draft)).groups[0].indicators[0].name == "Mọi trẻ đi học"


def test_two_editors_of_different_lines_do_not_stand_in_each_others_way(place, sign_in, admin, draft, whole):
    second = sign_in(Role.ADMINISTRATOR, at=place.province)
    page = second.get(links(draft)["Sửa 1.2"])
    edit(admin, draft, "Sửa 1.1", name="Trẻ đến trường đều")
    assert press(second, page, "Lưu", name="Trẻ học khá").status_code == 303
    assert [line.name for line in whole(id_of(draft)).groups[0].indicators[:2]] == ["Trẻ đến trường đều", "Trẻ học khá"]


def test_what_was_edited_meanwhile_is_neither_removed_nor_published_nor_given_up(place, sign_in, admin, draft, whole):
    second = sign_in(Role.ADMINISTRATOR, at=place.province)
    line, group = (second.get(links(draft)[link]) for link in ("Sửa 1.1", "Sửa nhóm 1"))
    publishing, page = second.get(links(draft)["Công bố"]), second.get(here(draft))
    edit(admin, draft, "Sửa 1.1", name="Trẻ đến trường đều")
    for shown, button in (
        (line, "Bỏ tiêu chí này"), (group, "Bỏ nhóm này cùng 3 tiêu chí"), (page, "Bỏ bản nháp"),
        (publishing, "Công bố"),
    ):  # fmt: skip
        answer = press(second, shown, button)
        assert answer.status_code == 422, button
        assert "Có người vừa sửa" in answer.text
    assert whole(id_of(draft)).published_at is None
    assert codes(whole(id_of(draft)))[0] == "1.1"


def test_services_refuse_what_no_form_would_send(acting, place, draft, whole):
    row = whole(id_of(draft))
    with acting(Role.ADMINISTRATOR, at=place.province) as actor:
        with pytest.raises(CodeTakenError):
            service.add_group(actor, row.id, GroupGiven("1", "Trùng", Decimal(0)))
        with pytest.raises(NoResultFound):
            service.move_line(actor, row.id, 999_999, up=True)
        with pytest.raises(EditedMeanwhileError):
            service.publish(actor, row.id, today(), "")
        with pytest.raises(TooEarlyError):
            service.publish(actor, row.id, dt.date(2020, 1, 1), digest(row.content))
        for group in row.groups:
            service.remove_group(actor, row.id, group.id, digest(group.content))
        with pytest.raises(ProblemsError):
            service.publish(actor, row.id, today(), digest(queries.whole_set(row.id).content))
