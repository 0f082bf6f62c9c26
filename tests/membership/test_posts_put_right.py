"""A position that was written down wrongly is put right, and one that never was is taken out; what ended is ended."""

import pytest

from lhtq.accounts.models import AuditEntry
from lhtq.accounts.policy import Role
from lhtq.db import db
from lhtq.membership.rules import BranchKind
from lhtq.web.filters import today
from tests.day import this_day
from tests.web.press import heading, links, message_beside, press, said, value_of


@pytest.fixture
def association(place, branch):
    """The Association of Yên Hoa."""
    return branch(place.yen_hoa, BranchKind.ASSOCIATION)


@pytest.fixture
def quy(association, member, officer):
    """Ma Văn Quý, whom the officer has made vice-chair of Yên Hoa since the first of June 2025."""
    who = member(association, full_name="Ma Văn Quý")
    page = officer.get(f"/hoi-vien/{who.id}")
    typed = {"branch": str(who.branch_id), "position": "vice-chair", "from_on": "01/6/2025"}
    assert press(officer, page, "Lưu chức vụ", **typed).status_code == 303
    return who


def link(client, who, words):
    """The first link of a member's page that begins with these words."""
    return next(url for text, url in links(client.get(f"/hoi-vien/{who.id}")).items() if text.startswith(words))


def test_a_term_and_a_position_that_were_typed_wrongly_are_put_right(officer, quy):
    form = officer.get(link(officer, quy, "Sửa Phó Chủ tịch"))
    assert heading(form) == "Ma Văn Quý: sửa chức vụ Phó Chủ tịch"
    assert [value_of(form, name) for name in ("position", "from_on", "to_on")] == ["vice-chair", "01/06/2025", ""]
    wrong = press(officer, form, "Lưu chức vụ", to_on="01/5/2025")
    assert message_beside(wrong, "to_on") == "Ngày hết nhiệm kỳ phải sau ngày bắt đầu."
    wrong = press(officer, wrong, "Lưu chức vụ", to_on="", position="branch-head")
    assert "không có chức vụ Chi hội trưởng" in message_beside(wrong, "position")
    assert press(officer, wrong, "Lưu chức vụ", position="chair", from_on="01/6/2024").status_code == 303
    page = officer.get(f"/hoi-vien/{quy.id}")
    assert "từ 01/06/2024" in page.text
    assert [words.split(",")[0] for words in links(page) if words.startswith("Sửa ")] == ["Sửa Chủ tịch"]


def test_a_position_that_was_ended_by_mistake_goes_on(officer, quy, place, measured):
    press(officer, officer.get(link(officer, quy, "Thôi giữ")), "Lưu ngày thôi", ended_on="01/7/2025")
    assert measured(place.yen_hoa, "officer_centre_it_rate") == (0, 0)
    form = officer.get(link(officer, quy, "Sửa Phó Chủ tịch"))
    assert value_of(form, "to_on") == "01/07/2025"
    assert press(officer, form, "Lưu chức vụ", to_on="").status_code == 303
    assert "đến 01/07/2025" not in officer.get(f"/hoi-vien/{quy.id}").text
    assert measured(place.yen_hoa, "officer_centre_it_rate") == (0, 1)


def test_a_chair_whom_there_is_already_is_asked_about_as_when_appointed(officer, quy, member, association):
    lan = member(association, full_name="Nông Thị Lan")
    typed = {"branch": str(quy.branch_id), "position": "chair", "from_on": "01/1/2025"}
    press(officer, officer.get(f"/hoi-vien/{lan.id}"), "Lưu chức vụ", **typed)
    answer = press(officer, officer.get(link(officer, quy, "Sửa Phó Chủ tịch")), "Lưu chức vụ", position="chair")
    assert answer.status_code == 422
    assert "Nông Thị Lan giữ chức Chủ tịch ở đây từ 01/01/2025." in answer.text
    sure = answer.text.split('name="sure" value="')[1].split('"')[0]
    assert press(officer, answer, "Lưu chức vụ", sure=sure).status_code == 303


def test_an_old_page_does_not_undo_what_somebody_else_has_saved(officer, quy):
    address = link(officer, quy, "Sửa Phó Chủ tịch")
    old, asked = officer.get(address), officer.get(address.replace("/sua", "/xoa"))
    press(officer, officer.get(address), "Lưu chức vụ", from_on="01/7/2025")
    answer = press(officer, old, "Lưu chức vụ", from_on="01/8/2025")
    assert answer.status_code == 422
    assert "Có người vừa lưu: Phó Chủ tịch" in message_beside(answer, "position")
    assert value_of(answer, "from_on") == "01/8/2025"
    again = press(officer, asked, "Xóa")
    assert again.status_code == 422
    assert "Có người vừa sửa chức vụ này." in said(again)
    assert press(officer, answer, "Lưu chức vụ").status_code == 303
    assert "từ 01/08/2025" in officer.get(f"/hoi-vien/{quy.id}").text


def test_what_never_was_is_taken_out_counts_on_no_day_and_stays_in_the_trail(officer, quy, place, measured, arrange):
    assert measured(place.yen_hoa, "officer_centre_it_rate") == (0, 1)
    asked = officer.get(links(officer.get(link(officer, quy, "Sửa Phó Chủ tịch")))["Xóa vì ghi nhầm"])
    assert heading(asked) == "Xóa chức vụ Phó Chủ tịch của Ma Văn Quý vì ghi nhầm?"
    assert "không còn tính là cán bộ của" in said(asked)
    assert press(officer, asked, "Xóa").status_code == 303
    assert "Chưa ghi chức vụ nào." in officer.get(f"/hoi-vien/{quy.id}").text
    assert measured(place.yen_hoa, "officer_centre_it_rate") == (0, 0)
    with arrange():
        notes = db.session.query(AuditEntry.note).filter(AuditEntry.subject_type == "post").all()
    assert ("Xóa vì ghi nhầm: Ma Văn Quý, Phó Chủ tịch, từ 01/06/2025",) in [tuple(row) for row in notes]


def test_neighbours_and_those_who_only_look_put_nothing_right(officer, quy, place, sign_in):
    address = link(officer, quy, "Sửa Phó Chủ tịch")
    for client in (sign_in(Role.COMMUNE_RECORDER, at=place.da_vi), sign_in(Role.VIEWER, at=place.province)):
        for path in (address, address.replace("/sua", "/xoa")):
            assert client.get(path).status_code in {403, 404}
            assert client.post(path).status_code in {403, 404}
    assert "từ 01/06/2025" in officer.get(f"/hoi-vien/{quy.id}").text


def test_an_earlier_term_is_written_down_beside_the_one_that_goes_on(officer, quy):
    typed = {"branch": str(quy.branch_id), "position": "vice-chair", "from_on": "01/6/2020"}
    page = officer.get(f"/hoi-vien/{quy.id}")
    over = press(officer, page, "Lưu chức vụ", **typed, to_on="01/6/2025")
    assert "đang giữ chức vụ ấy" in message_beside(over, "position")
    assert press(officer, over, "Lưu chức vụ", to_on="31/5/2025").status_code == 303
    assert "từ 01/06/2020 đến 31/05/2025" in officer.get(f"/hoi-vien/{quy.id}").text


def test_what_ended_with_a_membership_is_no_more_to_be_put_right(officer, quy):
    address = link(officer, quy, "Sửa Phó Chủ tịch")
    page = officer.get(f"/hoi-vien/{quy.id}/thoi")
    assert press(officer, page, "Lưu", because="left", left_on=this_day()).status_code == 303
    assert not any(words.startswith("Sửa Phó") for words in links(officer.get(f"/hoi-vien/{quy.id}")))
    answer = officer.post(address, data={"branch": quy.branch_id, "position": "chair", "from_on": "01/6/2025"})
    assert answer.status_code in {403, 409, 422}
    assert f"đến {today():%d/%m/%Y}" in officer.get(f"/hoi-vien/{quy.id}").text
