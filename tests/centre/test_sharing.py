"""Communes share a centre when they have agreed to it: they are asked, answer, and may leave."""

import pytest
from sqlalchemy.exc import ProgrammingError

from lhtq.accounts.models import AuditEntry
from lhtq.accounts.policy import Role
from lhtq.centre.models import CentreInvitation, CentreServed
from lhtq.db import db
from lhtq.web.filters import today
from tests.factories import CentreFactory
from tests.lists.conftest import Office, look
from tests.lists.test_importing import counts
from tests.web.press import buttons, heading, links, message_beside, press

__all__ = ["look"]

TASK = "lời mời dùng chung trung tâm học tập cộng đồng, chờ trả lời"


@pytest.fixture
def other(place, sign_in):
    """The recorder of Đà Vị, a commune of the same district."""
    return sign_in(Role.COMMUNE_RECORDER, at=place.da_vi)


@pytest.fixture
def invite(place, centre, commune):
    """``invite()``: Yên Hoa asks Đà Vị to share its centre."""

    def _invite(unit=None):
        form = commune.get(f"/trung-tam/{centre.id}/dung-chung")
        return press(commune, form, "Lưu", commune=str((unit or place.da_vi).id))

    return _invite


def open_invitation(client):
    """From the first page to the invitation that waits there, as its officer finds it."""
    listed = client.get(next(to for words, to in links(client.get("/")).items() if TASK in words))
    return client.get(next(to for words, to in links(listed).items() if words.startswith("Trả lời lời mời")))


def test_a_commune_that_is_asked_shares_nothing_until_it_agrees(place, centre, commune, other, invite):
    assert invite().status_code == 303
    page = commune.get(f"/trung-tam/{centre.id}")
    assert "<dd>Xã Yên Hoa</dd>" in page.text
    assert "Xã Đà Vị: chờ trả lời" in page.text
    assert "1 xã" in commune.get(f"/cac-trung-tam/{place.yen_hoa.id}").text
    assert other.get(f"/trung-tam/{centre.id}").status_code == 404
    assert "Chưa có trung tâm" in other.get(f"/cac-hoat-dong/{place.ban_luc.id}/them").text
    asked = open_invitation(other)
    assert f"Xã Yên Hoa mời xã Đà Vị dùng chung {centre.name}." in asked.text
    saved = press(other, asked, "Đồng ý dùng chung")
    page = other.get(saved.location).text
    assert "<dd>Xã Yên Hoa</dd>" in page
    assert "<dd>Xã Đà Vị</dd>" in page
    assert "<dd>Xã Yên Hoa, Xã Đà Vị</dd>" in commune.get(f"/trung-tam/{centre.id}").text
    assert "2 xã" in commune.get(f"/cac-trung-tam/{place.yen_hoa.id}").text
    assert TASK not in other.get("/").text


def test_a_shared_centre_is_seen_and_used_by_both(place, centre, commune, other, invite, activity):
    invite()
    press(other, open_invitation(other), "Đồng ý dùng chung")
    assert other.get(f"/trung-tam/{centre.id}/sua").status_code == 404
    saved = press(other, other.get(f"/cac-hoat-dong/{place.ban_luc.id}/them"), "Lưu hoạt động", topic="Múa khèn",
                  attendances="9")  # fmt: skip
    # The centre's commune sees what was done, the other one's people it does not.
    page = commune.get(saved.location).text
    assert "Múa khèn" in page
    assert "Danh sách người dự" not in page
    assert commune.get(f"{saved.location}/nguoi").status_code == 404
    mine = activity()
    assert other.get(f"/hoat-dong/{mine.id}").status_code == 404


def test_a_commune_declines_and_says_why(place, centre, commune, other, invite):
    invite()
    asked = open_invitation(other)
    refused = press(other, asked, "Từ chối")
    assert refused.status_code == 422
    assert "Nhập lý do" in message_beside(refused, "reason")
    press(other, asked, "Từ chối", reason="Xã sắp có trung tâm riêng")
    assert f"Xã Đà Vị: đã từ chối ngày {today():%d/%m/%Y}: Xã sắp có trung tâm riêng" in commune.get(
        f"/trung-tam/{centre.id}").text  # fmt: skip
    assert other.get(f"/trung-tam/{centre.id}").status_code == 404
    # It may be asked again, and an answer is given once.
    assert invite().status_code == 303
    answered = other.get(asked.request.path)
    assert "Đã từ chối" in answered.text
    assert "Đồng ý dùng chung" not in buttons(answered)
    assert press(other, asked, "Đồng ý dùng chung").status_code == 409


def test_an_invitation_waits_once_and_is_withdrawn(place, centre, commune, other, invite):
    invite()
    assert "chưa trả lời" in message_beside(invite(), "commune")
    asked = open_invitation(other)
    press(commune, commune.get(f"/trung-tam/{centre.id}"), "Rút lời mời xã Đà Vị")
    assert TASK not in other.get("/").text
    late = press(other, asked, "Đồng ý dùng chung")
    assert late.status_code == 409
    assert "Đã rút" in late.text
    assert "<dd>Xã Yên Hoa</dd>" in commune.get(f"/trung-tam/{centre.id}").text


def test_a_commune_of_another_district_is_asked_too(place, centre, commune, invite, sign_in):
    invite(place.tan_trao)
    far = sign_in(Role.COMMUNE_RECORDER, at=place.tan_trao)
    press(far, open_invitation(far), "Đồng ý dùng chung")
    assert "Xã Tân Trào" in commune.get(f"/trung-tam/{centre.id}").text


def test_nobody_else_sees_or_answers_an_invitation(place, invite, sign_in, arrange):
    invite()
    with arrange():
        asked = db.session.query(CentreInvitation).one()
        here = f"/loi-moi-trung-tam/{asked.id}"
    for role, at, status in (
        (Role.COMMUNE_RECORDER, place.tan_trao, 404),
        (Role.VILLAGE_RECORDER, place.ban_luc, 404),
        (Role.COMMUNE_REVIEWER, place.da_vi, 403),
        (Role.COMMUNE_RECORDER, place.yen_hoa, 404),
    ):
        client = sign_in(role, at=at)
        assert client.get(here).status_code == status
        assert client.post(f"{here}/dong-y").status_code == status
        assert client.post(f"{here}/tu-choi", data={"reason": "Không"}).status_code == status


@pytest.mark.parametrize("ends", ["commune", "other"])
def test_either_leaves_a_shared_centre_with_a_reason_that_the_other_reads(place, centre, commune, other, invite, ends):
    invite()
    press(other, open_invitation(other), "Đồng ý dùng chung")
    client = {"commune": commune, "other": other}[ends]
    asks = client.get(links(client.get(f"/trung-tam/{centre.id}"))["Thôi dùng chung xã Đà Vị"])
    assert heading(asks) == "Xã Đà Vị thôi dùng chung trung tâm"
    assert "Nhập lý do" in message_beside(press(client, asks, "Thôi dùng chung"), "reason")
    press(client, asks, "Thôi dùng chung", reason="Đường xa")
    assert f"Xã Đà Vị: thôi dùng chung ngày {today():%d/%m/%Y}: Đường xa" in commune.get(f"/trung-tam/{centre.id}").text
    assert other.get(f"/trung-tam/{centre.id}").status_code == 404
    assert "Chưa có trung tâm" in other.get(f"/cac-hoat-dong/{place.ban_luc.id}/them").text


def test_a_commune_with_a_centre_is_told_so_when_it_agrees(place, centre, other, invite, arrange):
    with arrange():
        CentreFactory(unit_id=place.da_vi.id, name="Trung tâm Đà Vị")
    invite()
    answer = press(other, open_invitation(other), "Đồng ý dùng chung")
    assert answer.status_code == 422
    assert "Xã Đà Vị đang có trung tâm phục vụ" in answer.text
    assert "Từ chối" in buttons(answer)


def test_a_district_puts_its_own_communes_together_and_asks_no_other(place, centre, commune, other, invite, sign_in):
    invite()
    district = sign_in(Role.DISTRICT_REVIEWER, at=place.na_hang)
    form = district.get(links(district.get(f"/trung-tam/{centre.id}"))["Mời xã dùng chung"])
    press(district, form, "Lưu", commune=str(place.da_vi.id))
    page = commune.get(f"/trung-tam/{centre.id}").text
    assert "<dd>Xã Yên Hoa, Xã Đà Vị</dd>" in page
    assert "chờ trả lời" not in page
    assert TASK not in other.get("/").text
    form = district.get(f"/trung-tam/{centre.id}/dung-chung")
    press(district, form, "Lưu", commune=str(place.tan_trao.id))
    page = commune.get(f"/trung-tam/{centre.id}").text
    assert "<dd>Xã Yên Hoa, Xã Đà Vị</dd>" in page
    assert "Xã Tân Trào: chờ trả lời" in page


def test_a_commune_that_shares_the_centre_is_not_asked_again(centre, other, invite):
    invite()
    press(other, open_invitation(other), "Đồng ý dùng chung")
    assert "đang có trung tâm phục vụ" in message_beside(invite(), "commune")


def test_the_trail_knows_who_asked_who_agreed_and_why_it_ended(place, centre, commune, other, invite, arrange):
    invite()
    press(other, open_invitation(other), "Đồng ý dùng chung")
    press(other, other.get(f"/trung-tam/{centre.id}/dung-chung/{place.da_vi.id}/thoi"), "Thôi dùng chung",
          reason="Đường xa")  # fmt: skip
    with arrange():
        told = db.session.query(AuditEntry).filter_by(action="centre:share").order_by(AuditEntry.id).all()
        assert [(one.subject_type, one.unit_id) for one in told] == [
            ("centre_invitation", place.yen_hoa.id),
            ("centre_served", place.da_vi.id),
            ("centre_invitation", place.da_vi.id),
            ("centre_served", place.da_vi.id),
        ]
        assert told[2].changes["state"] == ["offered", "agreed"]
        assert told[3].changes["left_because"] == ["", "Đường xa"]


def insert(row):
    with db.session.begin_nested():
        db.session.add(row)
        db.session.flush()


def begin_again(commune):
    with db.session.begin_nested():
        db.session.query(CentreServed).filter_by(unit_id=commune.id).one().left_on = None
        db.session.flush()


def test_the_database_puts_no_commune_under_a_centre_that_was_not_asked(place, centre, acting, arrange):
    link = {"centre_id": centre.id, "centre_unit_id": place.yen_hoa.id, "unit_id": place.da_vi.id}
    for at in (place.yen_hoa, place.da_vi):
        with acting(Role.COMMUNE_RECORDER, at=at), pytest.raises(ProgrammingError, match="row-level security"):
            insert(CentreServed(**link))
    with arrange():
        db.session.add(CentreServed(**link, left_on=today()))
    with acting(Role.COMMUNE_RECORDER, at=place.yen_hoa), pytest.raises(ProgrammingError, match="row-level security"):
        begin_again(place.da_vi)


HEADINGS = ("Trung tâm", "Xã dùng chung", "Tình trạng")


def test_a_file_that_names_a_commune_asks_it_and_says_so_before(place, centre, commune, other, look):
    keeper = Office(commune, place.yen_hoa)
    keeper.rows(("", "xã Đà Vị", ""), ("", "Xã Không Có", ""), ("", "Yên Hoa", ""), ("", "Đà Vị", ""),
                ("Trung tâm khác", "Đà Vị", ""), headings=HEADINGS, slug="xa-dung-chung")  # fmt: skip
    found = counts(keeper.page())
    assert (found["mới"], found["giữ nguyên"], found["sai"]) == (1, 1, 3)
    words = "Xã Đà Vị được mời; chưa dùng chung cho tới khi xã ấy đồng ý."
    assert words in keeper.page().text
    assert words in keeper.lines("moi").text
    keeper.press("Nhập 1 dòng đúng, bỏ 3 dòng sai hoặc nghi ngờ")
    assert look("SELECT count(*) FROM centre_served") == [(1,)]
    assert look("SELECT to_unit_id, state, centre_name FROM centre_invitation") == [
        (place.da_vi.id, "offered", centre.name)
    ]
    # What was not answered is taken back with the import; the commune is not asked any more.
    keeper.press("Hoàn tác cả lần nhập")
    assert look("SELECT count(*) FROM centre_invitation") == [(0,)]
    keeper.rows(("", "xã Đà Vị", ""), headings=HEADINGS, slug="xa-dung-chung")
    keeper.press("Nhập 1 dòng đúng")
    press(other, open_invitation(other), "Đồng ý dùng chung")
    assert look("SELECT count(*) FROM centre_served") == [(2,)]
    assert keeper.press("Hoàn tác cả lần nhập").status_code == 409


def test_a_district_that_keeps_both_communes_puts_them_together_by_file(place, centre, sign_in, look, invite):
    district = Office(sign_in(Role.DISTRICT_REVIEWER, at=place.na_hang), place.yen_hoa)
    district.rows(("", "xã Đà Vị", ""), ("", "xã Tân Trào", ""), headings=HEADINGS, slug="xa-dung-chung")
    told = district.page().text
    assert "Xã Tân Trào được mời" in told
    assert "Xã Đà Vị được mời" not in told
    district.press("Nhập 2 dòng đúng")
    assert look("SELECT unit_id FROM centre_served ORDER BY id") == [(place.yen_hoa.id,), (place.da_vi.id,)]
    assert look("SELECT to_unit_id FROM centre_invitation") == [(place.tan_trao.id,)]


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_who_shares_and_who_is_asked_goes_out_and_in_again(place, centre, commune, other, invite, kind):
    invite()
    press(other, open_invitation(other), "Đồng ý dùng chung")
    invite(place.tan_trao)
    keeper = Office(commune, place.yen_hoa)
    out = commune.post(f"/tai/xa-dung-chung/{place.yen_hoa.id}", data={"dang": kind}).data
    if kind == "csv":
        told = out.decode("utf-8-sig")
        assert "xã Đà Vị,Đang dùng chung" in told
        assert "xã Tân Trào,Chờ trả lời" in told
    found = counts(keeper.send(out, f"x.{kind}", slug="xa-dung-chung"))
    assert found == {"mới": 0, "thay đổi": 0, "giữ nguyên": 2, "nghi ngờ": 0, "sai": 0}
