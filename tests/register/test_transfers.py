"""A record goes to another commune when both agree: who sees what of it, and what goes along.

Yên Hoa lets go, Đà Vị takes; Sơn Dương is another district that has nothing to do with it.
"""

import pytest
from sqlalchemy import select, text

from lhtq.accounts.models import Assignment
from lhtq.accounts.policy import Role
from lhtq.assessment.models import Sheet
from lhtq.assessment.rules import State
from lhtq.db import db
from lhtq.register.models import Person, Transfer
from lhtq.register.rules import Relation
from lhtq.web.filters import today
from tests.conftest import FULL
from tests.day import this_day
from tests.factories import PersonFactory
from tests.web.press import buttons, heading, links, message_beside, press

YEAR = today().year


@pytest.fixture
def yen_hoa(place, sign_in):
    return sign_in(Role.COMMUNE_RECORDER, at=place.yen_hoa)


@pytest.fixture
def da_vi(place, sign_in):
    return sign_in(Role.COMMUNE_RECORDER, at=place.da_vi)


@pytest.fixture
def dat(place, household, arrange, member):
    """The household of Đạt with his wife Lụa and their daughter Nhi."""
    made = household(place.na_khuyen, "Nguyễn Văn Đạt", titled=0, address="Khe Sâu")
    with arrange():
        db.session.merge(member(made, Relation.SPOUSE)).full_name = "Ma Thị Lụa"
        PersonFactory(
            household=made, full_name="Nguyễn Nhi", relation=Relation.CHILD, titled=False, ethnicity="Pà Thẻn"
        )
    return made


@pytest.fixture
def nhi(dat, member):
    return member(dat, Relation.CHILD)


@pytest.fixture
def waiting(arrange):
    """The one move there is."""

    def _waiting() -> Transfer:
        with arrange():
            return db.session.scalars(select(Transfer).order_by(Transfer.id.desc())).first()

    return _waiting


def offer(client, household, place, *people):
    """Let people go to Đà Vị; all of the household where none are named."""
    who = "&".join(f"nguoi={one.id}" for one in people)
    form = client.get(f"/ho/{household.id}/chuyen-di?{who}")
    preview = press(client, form, "Xem thay đổi", commune=str(place.da_vi.id))
    return press(client, preview, "Xác nhận")


def counts(arrange):
    with arrange():
        kept = dict(map(tuple, db.session.execute(text("SELECT unit_id, households FROM register_figure"))))
        anew = dict(
            map(tuple, db.session.execute(
                text("SELECT unit_id, count(*) FROM household WHERE ended_on IS NULL GROUP BY unit_id")
            ))
        )  # fmt: skip
    assert {unit: n for unit, n in kept.items() if n} == anew
    return anew


def test_a_whole_household_goes_with_its_sheets_and_titles_and_history_stays(
    place, arrange, sheet, sign_in, yen_hoa, da_vi, dat, nhi, waiting
):
    old = sheet(dat, year=YEAR - 1, state=State.RECOGNISED, answers=FULL, figures={"2.1": [2, 2]}, total=100)
    draft = sheet(dat, answers={"1.1": 10})
    offer(yen_hoa, dat, place)
    assert "đang chờ xã Đà Vị nhận" in yen_hoa.get(f"/ho/{dat.id}").text
    assert da_vi.get(f"/ho/{dat.id}").status_code == 404  # until it is taken

    assert "hộ, người từ xã khác chuyển đến, chờ nhận" in da_vi.get("/").text
    listed = da_vi.get(f"/chuyen-den/{place.da_vi.id}")
    page = da_vi.get(links(listed)["Nhận hoặc trả lại Nguyễn Văn Đạt"])
    done = press(da_vi, page, "Nhận về thôn này", village=str(place.ban_luc.id))
    assert done.location == f"/ho/{dat.id}"
    taken = da_vi.get(done.location)
    assert heading(taken) == "Hộ Nguyễn Văn Đạt"
    assert "3 người đang ở hộ" in taken.text
    assert counts(arrange) == {place.ban_luc.id: 1}
    assert yen_hoa.get(f"/ho/{dat.id}").status_code == 404
    with arrange():
        units = dict(map(tuple, db.session.execute(select(Sheet.id, Sheet.unit_id))))
    assert units == {old.id: place.na_khuyen.id, draft.id: place.ban_luc.id}
    assert "Nguyễn Văn Đạt" in heading(yen_hoa.get(f"/phieu/ho/{dat.id}/{YEAR - 1}"))
    # Those who live in it have not gone elsewhere, though they left Nà Khuyến with it.
    assert "đã sang" not in taken.text
    assert f"{this_day()}</span> Chuyển từ Nà Khuyến, Yên Hoa sang Bản Lục, Đà Vị</li>" in (
        da_vi.get(f"/nguoi/{nhi.id}").text
    )
    assert "Đã nhận" in yen_hoa.get(f"/chuyen-den/{place.yen_hoa.id}").text
    assert waiting().state == "taken"


def test_what_somebody_was_recognised_for_before_they_moved_is_told_where_they_live_now(
    place, sign_in, titled, yen_hoa, da_vi, dat, nhi, waiting
):
    titled(place.yen_hoa, dat)
    titled(place.yen_hoa, nhi)
    offer(yen_hoa, dat, place)
    # Offered is not yet taken: nothing of it is told.
    assert da_vi.get(f"/danh-hieu-cua/ho/{dat.id}").status_code == 404
    page = da_vi.get(f"/chuyen-den/ho-so/{waiting().id}")
    press(da_vi, page, "Nhận về thôn này", village=str(place.ban_luc.id))
    for model, one in (("ho", dat), ("cong-dan", nhi)):
        titles = da_vi.get(f"/danh-hieu-cua/{model}/{one.id}")
        assert "Chưa được công nhận lần nào." not in titles.text
        assert f'<b>Năm {YEAR}</b>, Yên Hoa: <span class="ok">đang giữ</span>' in titles.text
        assert f"Hiệu lực {this_day()} đến" in titles.text
        # The decision names others too.
        assert "Quyết định" not in titles.text
    life = da_vi.get(f"/nguoi/{nhi.id}").text
    assert f"Được công nhận Công dân học tập năm {YEAR}, Yên Hoa" in life
    assert f"Được công nhận Gia đình học tập năm {YEAR}, Yên Hoa" in life
    # Yên Hoa sees what it gave, as before; a third place sees nothing.
    assert "Không còn ở" in yen_hoa.get(f"/danh-hieu-cua/ho/{dat.id}").text
    assert sign_in(Role.COMMUNE_RECORDER, at=place.tan_trao).get(f"/danh-hieu-cua/ho/{dat.id}").status_code == 404


def test_a_person_goes_into_a_household_that_is_there_with_title_and_account(
    place, arrange, person, household, titled, citizen_sheet, yen_hoa, da_vi, dat, nhi, waiting
):
    titled(place.yen_hoa, nhi)
    person(Role.CITIZEN, place.na_khuyen, person_id=nhi.id)
    may = household(place.ban_luc, "Lý Văn May", titled=0)
    offer(yen_hoa, dat, place, nhi)
    page = da_vi.get(f"/chuyen-den/ho-so/{waiting().id}?tim=may")
    done = press(da_vi, page, "Nhận vào hộ Lý Văn May", **{f"relation_{nhi.id}": "spouse"})
    assert done.location == f"/ho/{may.id}"
    own = da_vi.get(f"/nguoi/{nhi.id}")
    assert "Vợ, chồng" in own.text
    assert "Đang giữ</span> đến" in own.text
    assert "Đã công nhận" in yen_hoa.get(f"/phieu/cong-dan/{nhi.id}/{YEAR}").text
    assert yen_hoa.get(f"/nguoi/{nhi.id}").status_code == 404
    with arrange():
        assert db.session.scalars(select(Assignment.unit_id).filter_by(person_id=nhi.id)).one() == place.ban_luc.id
    assert "2 người đang ở hộ" in yen_hoa.get(f"/ho/{dat.id}").text
    assert counts(arrange) == {place.na_khuyen.id: 1, place.ban_luc.id: 1}
    # This year's sheet was handed in where it happened: there is no second one.
    again = da_vi.post(f"/phieu/cong-dan/{nhi.id}/{YEAR}/dang-ky")
    assert again.status_code == 409
    assert "Năm nay đã có phiếu ở xã cũ" in again.text


def test_some_of_a_household_become_one_of_their_own(place, arrange, yen_hoa, da_vi, dat, nhi, waiting):
    offer(yen_hoa, dat, place, nhi)
    page = da_vi.get(f"/chuyen-den/ho-so/{waiting().id}")
    done = press(da_vi, page, "Nhận về thôn này", village=str(place.ban_luc.id), head=str(nhi.id))
    assert heading(da_vi.get(done.location)) == "Hộ Nguyễn Nhi"
    assert counts(arrange) == {place.na_khuyen.id: 1, place.ban_luc.id: 1}


def test_what_each_side_sees_of_a_move(place, sign_in, yen_hoa, da_vi, dat, nhi, waiting):
    offer(yen_hoa, dat, place, nhi)
    found = waiting()
    url = f"/chuyen-den/ho-so/{found.id}"
    page = da_vi.get(url).text
    for seen in ("Nguyễn Nhi, sinh năm 1980", "Chủ hộ: Nguyễn Văn Đạt", "thôn Nà Khuyến, xã Yên Hoa"):
        assert seen in page
    for hidden in ("Khe Sâu", "Pà Thẻn", "Ma Thị Lụa"):
        assert hidden not in page
    assert da_vi.get(f"/nguoi/{nhi.id}").status_code == 404
    assert yen_hoa.get(url).status_code == 404  # its own side does not take it
    assert "Rút lại Nguyễn Văn Đạt" in buttons(yen_hoa.get(f"/chuyen-den/{place.yen_hoa.id}"))
    district = sign_in(Role.DISTRICT_REVIEWER, at=place.na_hang)
    assert "Nguyễn Nhi" in district.get(f"/chuyen-den/{place.na_hang.id}").text
    assert district.get(url).status_code == 403
    stranger = sign_in(Role.COMMUNE_RECORDER, at=place.tan_trao)
    assert stranger.get(url).status_code == 404
    assert "Nguyễn Nhi" not in stranger.get(f"/chuyen-den/{place.tan_trao.id}").text
    assert stranger.get(f"/chuyen-den/{place.da_vi.id}").status_code == 404
    village = sign_in(Role.VILLAGE_RECORDER, at=place.ban_luc)
    assert village.get(url).status_code == 404  # who comes is the commune's to place


def test_it_is_sent_back_with_a_reason_and_nothing_has_moved(place, yen_hoa, da_vi, dat, nhi, waiting):
    offer(yen_hoa, dat, place, nhi)
    url = f"/chuyen-den/ho-so/{waiting().id}"
    empty = press(da_vi, da_vi.get(url), "Trả lại xã cũ")
    assert empty.status_code == 422
    assert message_beside(empty, "reason") == "Nhập lý do để xã kia biết."
    press(da_vi, da_vi.get(url), "Trả lại xã cũ", reason="Chị Nhi về Tân Trào")
    assert "Bị trả lại: Chị Nhi về Tân Trào" in yen_hoa.get(f"/chuyen-den/{place.yen_hoa.id}").text
    assert yen_hoa.get(f"/nguoi/{nhi.id}").status_code == 200
    late = da_vi.post(url, data={"key": "00000000-0000-4000-8000-000000000001", "village": place.ban_luc.id,
                                 "head": nhi.id})  # fmt: skip
    assert late.status_code == 422
    assert "đã được trả lời" in late.text
    assert da_vi.get(f"/nguoi/{nhi.id}").status_code == 404


def test_what_was_offered_can_be_withdrawn_and_is_offered_once(place, yen_hoa, da_vi, dat, nhi):
    offer(yen_hoa, dat, place, nhi)
    twice = offer(yen_hoa, dat, place, nhi)
    assert twice.status_code == 422
    assert "Hãy rút lại trước." in message_beside(twice, "commune")
    listed = yen_hoa.get(f"/chuyen-den/{place.yen_hoa.id}")
    press(yen_hoa, listed, "Rút lại Nguyễn Văn Đạt")
    assert "Nhận hoặc trả lại" not in da_vi.get(f"/chuyen-den/{place.da_vi.id}").text
    assert offer(yen_hoa, dat, place, nhi).status_code == 303


def test_the_own_commune_is_no_other_one(place, yen_hoa, dat):
    form = yen_hoa.get(f"/ho/{dat.id}/chuyen-di")
    preview = press(yen_hoa, form, "Xem thay đổi", commune=str(place.yen_hoa.id))
    answer = press(yen_hoa, preview, "Xác nhận")
    assert answer.status_code == 422
    assert message_beside(answer, "commune").startswith("Hộ đang ở xã này.")


def test_one_who_died_meanwhile_is_not_taken(place, arrange, yen_hoa, da_vi, dat, nhi, waiting):
    offer(yen_hoa, dat, place, nhi)
    with arrange():
        db.session.execute(
            text("UPDATE person SET left_on = current_date, left_because = 'died' WHERE id = :id"), {"id": nhi.id}
        )
    page = da_vi.get(f"/chuyen-den/ho-so/{waiting().id}")
    answer = press(da_vi, page, "Nhận về thôn này", village=str(place.ban_luc.id), head=str(nhi.id))
    assert answer.status_code == 422
    assert "Hộ ở xã cũ đã thay đổi" in answer.text
    assert counts(arrange) == {place.na_khuyen.id: 1}


@pytest.mark.parametrize("scope", ["yen_hoa", "tan_trao", "ban_luc"])
def test_the_database_lets_only_the_receiving_commune_take(place, acting, yen_hoa, dat, nhi, waiting, scope):
    offer(yen_hoa, dat, place, nhi)
    unit = getattr(place, scope)
    village = {"yen_hoa": place.ban_thang, "tan_trao": place.tan_lap, "ban_luc": place.ban_luc}[scope]
    with acting(Role.COMMUNE_RECORDER, at=unit):
        answer = db.session.execute(
            text("SELECT lhtq_take_transfer(:id, :village, NULL, '{}')"),
            {"id": waiting().id, "village": village.id},
        ).scalar_one()
        db.session.rollback()
    # A village of the receiving commune passes the place, and then there must be a household or a whole one.
    assert answer == ("changed" if scope == "ban_luc" else "place")


def test_one_who_left_the_province_comes_back_to_the_record_that_there_is(
    place, arrange, yen_hoa, da_vi, household, dat, nhi
):
    form = yen_hoa.get(f"/ho/{dat.id}/chuyen-di?nguoi={nhi.id}")
    press(yen_hoa, press(yen_hoa, form, "Xem thay đổi", commune="0"), "Xác nhận")
    assert f"{this_day()}</span> Chuyển từ Nà Khuyến ra ngoài tỉnh</li>" in yen_hoa.get(f"/nguoi/{nhi.id}").text
    may = household(place.ban_luc, "Lý Văn May", titled=0)
    url = links(da_vi.get(f"/ho/{may.id}"))["Người từ ngoài tỉnh về"]
    typed = {"birth_year": "1980", "commune": str(place.yen_hoa.id), "relation": "spouse"}

    wrong = press(da_vi, da_vi.get(url), "Xem thay đổi", full_name="Nguyễn Nhị", **typed | {"birth_year": "1981"})
    refused = press(da_vi, wrong, "Xác nhận")
    assert refused.status_code == 422
    assert message_beside(refused, "full_name").startswith("Không có ai đúng họ tên và năm sinh này")

    preview = press(da_vi, da_vi.get(url), "Xem thay đổi", full_name="nguyen nhi", **typed)
    press(da_vi, preview, "Xác nhận")
    assert "Nguyễn Nhi" in links(da_vi.get(f"/ho/{may.id}"))
    assert f"{this_day()}</span> Từ ngoài tỉnh về Bản Lục" in da_vi.get(f"/nguoi/{nhi.id}").text
    with arrange():
        assert db.session.scalars(select(Person.id).where(Person.full_name == "Nguyễn Nhi")).all() == [nhi.id]
    assert yen_hoa.get(f"/nguoi/{nhi.id}").status_code == 404


def test_who_still_lives_somewhere_is_not_fetched_by_name(place, da_vi, household, dat, nhi):
    may = household(place.ban_luc, "Lý Văn May", titled=0)
    form = da_vi.get(f"/ho/{may.id}/nguoi/tro-ve")
    typed = {"full_name": "Nguyễn Nhi", "birth_year": "1980", "commune": str(place.yen_hoa.id)}
    answer = press(da_vi, press(da_vi, form, "Xem thay đổi", **typed), "Xác nhận")
    assert answer.status_code == 422
    assert "Không có ai" in message_beside(answer, "full_name")
