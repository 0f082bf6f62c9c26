"""What was written down wrongly of a centre is put right, and what never was is taken out; what ended is ended."""

import datetime as dt

import pytest

from lhtq.accounts.models import AuditEntry
from lhtq.accounts.policy import Role
from lhtq.centre.models import BoardMember, CentreAsset, CentreLink
from lhtq.db import db
from lhtq.membership.rules import Position
from lhtq.web.filters import today
from tests.web.press import buttons, heading, links, message_beside, press, value_of

DAY = dt.timedelta(days=1)


@pytest.fixture
def add(place, centre, arrange):
    """``add(BoardMember, ...)``: what stands on the centre's page; gives its address."""
    paths = {BoardMember: "ban-giam-doc", CentreAsset: "co-so", CentreLink: "lien-ket"}

    def _add(table, **given):
        with arrange():
            row = table(centre_id=centre.id, unit_id=place.yen_hoa.id, **given)
            db.session.add(row)
            db.session.flush()
            return f"/trung-tam/{centre.id}/{paths[table]}/{row.id}"

    return _add


@pytest.fixture
def room(add):
    """Two rooms in a good state."""
    return add(CentreAsset, kind="room", name="Phòng học", quantity=2, state="good")


@pytest.fixture
def library(add, place):
    """A library in Nà Khuyến with which the centre works."""
    return add(CentreLink, kind="library", name="Tủ sách", village_id=place.na_khuyen.id)


@pytest.fixture
def chair(place, add, heads):
    """The chair of the commune's Association is deputy director since the middle of 2022."""
    heads(place.yen_hoa, "Ma Văn Chủ", Position.CHAIR)
    return add(
        BoardMember, full_name="Ma Văn Chủ", position="deputy", term_from=dt.date(2022, 6, 1), association="chair",
        association_unit_id=place.yen_hoa.id,
    )  # fmt: skip


def test_a_term_that_was_typed_wrongly_is_put_right_and_the_measure_follows(place, centre, commune, chair, measured):
    page = commune.get(f"/trung-tam/{centre.id}")
    form = commune.get(links(page)["Sửa Ma Văn Chủ"])
    assert [value_of(form, name) for name in ("full_name", "position", "term_from", "term_to", "association")] == [
        "Ma Văn Chủ", "deputy", "01/06/2022", "", "chair"
    ]  # fmt: skip
    assert press(commune, form, "Lưu", term_from="01/06/2024", position="member").status_code == 303
    assert "01/06/2024 đến nay" in commune.get(f"/trung-tam/{centre.id}").text
    assert measured(place.yen_hoa, "chair_in_centre_rate", dt.date(2024, 5, 31)) == (0, 1)
    assert measured(place.yen_hoa, "chair_in_centre_rate", dt.date(2024, 6, 1)) == (1, 1)
    # A term that was ended by mistake goes on again.
    press(commune, commune.get(f"/trung-tam/{centre.id}"), "Thôi nhiệm vụ Ma Văn Chủ")
    assert measured(place.yen_hoa, "chair_in_centre_rate", today() + DAY) == (0, 1)
    press(commune, commune.get(f"{chair}/sua"), "Lưu", term_to="")
    assert measured(place.yen_hoa, "chair_in_centre_rate", today() + DAY) == (1, 1)


@pytest.mark.parametrize(
    ("typed", "field"),
    [({"full_name": ""}, "full_name"), ({"term_from": ""}, "term_from"), ({"term_to": "01/01/2022"}, "term_to"),
     ({"term_from": "32/01/2022"}, "term_from"), ({"position": "vua"}, "position")],
)  # fmt: skip
def test_what_cannot_be_is_explained_beside_its_field_and_kept(commune, chair, typed, field):
    answer = press(commune, commune.get(f"{chair}/sua"), "Lưu", **typed)
    assert answer.status_code == 422
    assert message_beside(answer, field)
    if field != "position":
        assert value_of(answer, field) == typed[field]


def test_two_who_put_the_board_right_are_told_of_each_other(place, commune, chair, sign_in):
    other = sign_in(Role.COMMUNE_RECORDER, at=place.yen_hoa)
    mine, theirs = commune.get(f"{chair}/sua"), other.get(f"{chair}/sua")
    press(other, theirs, "Lưu", position="member")
    answer = press(commune, mine, "Lưu", term_from="01/07/2022")
    assert "Có người vừa lưu: Ma Văn Chủ, thành viên khác" in message_beside(answer, "full_name")
    assert value_of(answer, "term_from") == "01/07/2022"
    assert press(commune, answer, "Lưu").status_code == 303


def test_the_link_to_the_register_stays_with_the_name_and_goes_with_it(place, centre, commune, add, household, member,
                                                                       arrange):  # fmt: skip
    hoa = member(household(place.na_khuyen, "Ma Thị Hoa"))
    seat = add(
        BoardMember, full_name="Ma Thị Hoa", position="member", term_from=dt.date(2022, 6, 1), person_id=hoa.id,
        person_unit_id=hoa.unit_id,
    )  # fmt: skip
    press(commune, commune.get(f"{seat}/sua"), "Lưu", position="deputy")
    assert links(commune.get(f"/trung-tam/{centre.id}"))["Ma Thị Hoa"] == f"/nguoi/{hoa.id}"
    press(commune, commune.get(f"{seat}/sua"), "Lưu", full_name="Ma Thị Hòa Bình")
    assert "Ma Thị Hòa Bình" not in links(commune.get(f"/trung-tam/{centre.id}"))
    press(commune, commune.get(f"{seat}/sua?tim=thi+hoa"), "Chọn Ma Thị Hoa")
    assert links(commune.get(f"/trung-tam/{centre.id}"))["Ma Thị Hoa"] == f"/nguoi/{hoa.id}"


def test_a_director_who_is_put_right_is_not_asked_about_themself(commune, add):
    seat = add(BoardMember, full_name="Ma Văn Nay", position="director", term_from=dt.date(2022, 1, 1))
    assert press(commune, commune.get(f"{seat}/sua"), "Lưu", term_from="01/02/2022").status_code == 303
    add(BoardMember, full_name="Ma Văn Mới", position="director", term_from=dt.date(2024, 1, 1))
    answer = press(commune, commune.get(f"{seat}/sua"), "Lưu", term_from="01/03/2022")
    assert "Ma Văn Mới là giám đốc từ 01/01/2024." in answer.text


def test_somebody_who_never_was_on_the_board_is_taken_out_after_a_question(
    place, centre, commune, chair, measured, arrange
):
    assert measured(place.yen_hoa, "chair_in_centre_rate") == (1, 1)
    form = commune.get(links(commune.get(f"/trung-tam/{centre.id}"))["Sửa Ma Văn Chủ"])
    asks = commune.get(links(form)["Xóa vì ghi nhầm"])
    assert heading(asks) == "Xóa Ma Văn Chủ vì ghi nhầm?"
    assert (
        "Từ hôm nay xã Yên Hoa không còn tính là xã có Chủ tịch, Phó Chủ tịch Hội Khuyến học tham gia quản lý trung tâm"
        in asks.text
    )
    assert "Không xóa" in links(asks)
    # Having looked at the question changes nothing.
    assert "Ma Văn Chủ" in commune.get(f"/trung-tam/{centre.id}").text
    assert press(commune, asks, "Xóa").status_code == 303
    assert "Ma Văn Chủ" not in commune.get(f"/trung-tam/{centre.id}").text
    assert measured(place.yen_hoa, "chair_in_centre_rate") == (0, 1)
    assert measured(place.yen_hoa, "chair_in_centre_rate", dt.date(2023, 1, 1)) == (0, 1)
    with arrange():
        told = db.session.query(AuditEntry).filter_by(subject_type="board_member").order_by(AuditEntry.id.desc())
        assert told.first().note == "Xóa vì ghi nhầm: Ma Văn Chủ, Phó giám đốc, từ 01/06/2022"
    assert commune.get(f"{chair}/xoa").status_code == 404


def test_the_question_says_who_still_counts_and_that_a_director_is_missing(place, commune, chair, add):
    vice = add(
        BoardMember, full_name="Bàn Văn Phó", position="director", term_from=dt.date(2022, 6, 1),
        association="vice-chair", association_unit_id=place.yen_hoa.id,
    )  # fmt: skip
    asks = commune.get(f"{vice}/xoa").text
    assert "vẫn tính là xã có Chủ tịch, Phó Chủ tịch Hội Khuyến học tham gia quản lý trung tâm, nhờ Ma Văn Chủ." in asks
    assert "không còn ghi ai là giám đốc hôm nay" in asks


def test_what_was_put_right_since_the_question_is_asked_about_again(commune, chair):
    asks = commune.get(f"{chair}/xoa")
    press(commune, commune.get(f"{chair}/sua"), "Lưu", term_from="01/07/2022")
    again = press(commune, asks, "Xóa")
    assert again.status_code == 422
    assert "Có người vừa sửa" in again.text
    assert "từ 01/07/2022" in again.text
    assert press(commune, again, "Xóa").status_code == 303


def test_rooms_are_put_right_and_taken_out(commune, centre, room, arrange):
    form = commune.get(f"{room}/sua")
    assert [value_of(form, name) for name in ("kind", "name", "quantity", "state")] == [
        "room",
        "Phòng học",
        "2",
        "good",
    ]
    answer = press(commune, form, "Lưu", quantity="0")
    assert "Nhập số từ 1 đến 9999." in message_beside(answer, "quantity")
    press(commune, answer, "Lưu", quantity="3", state="broken")
    assert "Phòng: Phòng học, 3, hỏng" in commune.get(f"/trung-tam/{centre.id}").text
    asks = commune.get(links(commune.get(f"{room}/sua"))["Xóa vì ghi nhầm"])
    assert "Phòng học, số lượng 3: không còn trong danh sách" in asks.text
    press(commune, asks, "Xóa")
    assert "Phòng học" not in commune.get(f"/trung-tam/{centre.id}").text
    with arrange():
        told = db.session.query(AuditEntry).filter_by(subject_type="centre_asset").order_by(AuditEntry.id)
        assert [one.changes.get("quantity") for one in told] == [[2, 3], None]
        assert told.all()[-1].note == "Xóa vì ghi nhầm: Phòng học, 3"


def test_what_was_ended_by_mistake_is_there_again(commune, centre, room, library):
    page = commune.get(f"/trung-tam/{centre.id}")
    press(commune, page, "Không còn Phòng học")
    press(commune, page, "Thôi phối hợp Tủ sách")
    page = commune.get(f"/trung-tam/{centre.id}")
    assert "Không còn Phòng học" not in buttons(page)
    form = commune.get(links(page)["Sửa Phòng học"])
    assert value_of(form, "left_on") == f"{today():%d/%m/%Y}"
    press(commune, form, "Lưu", left_on="")
    press(commune, commune.get(links(page)["Sửa Tủ sách"]), "Lưu", left_on="01/02/2024")
    page = commune.get(f"/trung-tam/{centre.id}")
    assert "Không còn Phòng học" in buttons(page)
    assert "Tủ sách, Nà Khuyến, từ 01/02/2024" in page.text


def test_partners_are_put_right_and_taken_out(place, commune, centre, library):
    form = commune.get(f"{library}/sua")
    assert [value_of(form, name) for name in ("kind", "name", "village")] == [
        "library", "Tủ sách", str(place.na_khuyen.id)
    ]  # fmt: skip
    assert message_beside(press(commune, form, "Lưu", name=" "), "name")
    press(commune, form, "Lưu", kind="museum", name="Nhà truyền thống", village=str(place.ban_thang.id))
    page = commune.get(f"/trung-tam/{centre.id}")
    assert "Nhà truyền thống, Bản Thàng" in page.text
    asks = commune.get(links(commune.get(links(page)["Sửa Nhà truyền thống"]))["Xóa vì ghi nhầm"])
    press(commune, asks, "Xóa")
    assert "Nhà truyền thống, Bản" not in commune.get(f"/trung-tam/{centre.id}").text


@pytest.mark.parametrize("which", ["room", "library"])
def test_two_who_put_a_belonging_right_are_told_of_each_other(request, commune, which):
    at = request.getfixturevalue(which)
    mine, theirs = commune.get(f"{at}/sua"), commune.get(f"{at}/sua")
    press(commune, theirs, "Lưu", name="Tên kia")
    answer = press(commune, mine, "Lưu", name="Tên này")
    assert "Có người vừa lưu: Tên kia" in message_beside(answer, "name")
    assert press(commune, answer, "Lưu").status_code == 303
    assert "Tên này" in commune.get(at.rpartition("/")[0].rpartition("/")[0]).text


def test_who_shares_a_centre_or_looks_on_puts_nothing_right(place, centre, chair, room, library, sign_in, arrange):
    for role, at, status in (
        (Role.COMMUNE_RECORDER, place.da_vi, 404),
        (Role.COMMUNE_REVIEWER, place.yen_hoa, 403),
        (Role.DISTRICT_REVIEWER, place.na_hang, 403),
    ):
        client = sign_in(role, at=at)
        for address in (chair, room, library):
            for path in ("sua", "xoa"):
                assert client.get(f"{address}/{path}").status_code == status
                assert client.post(f"{address}/{path}").status_code == status
