"""A person moves, or dies: what was done before stays where it happened, and the title goes along."""

import datetime as dt
import uuid

import pytest
from sqlalchemy import select, text, update

from lhtq.accounts.models import Assignment
from lhtq.accounts.policy import Role
from lhtq.assessment.models import Claim, Evidence, Sheet
from lhtq.assessment.rules import State
from lhtq.db import db
from lhtq.register.models import Person
from lhtq.register.rules import LEFT_NAMES, Occupation, Relation
from lhtq.web.filters import today
from tests.factories import PersonFactory
from tests.web.press import heading, links, press, said, value_of

YEAR = today().year


@pytest.fixture
def commune(place, sign_in):
    """The recorder of Yên Hoa, who keeps both villages."""
    return sign_in(Role.COMMUNE_RECORDER, at=place.yen_hoa)


@pytest.fixture
def na_khuyen(place, sign_in):
    return sign_in(Role.VILLAGE_RECORDER, at=place.na_khuyen)


@pytest.fixture
def ban_thang(place, sign_in):
    return sign_in(Role.VILLAGE_RECORDER, at=place.ban_thang)


@pytest.fixture
def dat(place, household):
    """The household of Nguyễn Văn Đạt in Nà Khuyến."""
    return household(place.na_khuyen, "Nguyễn Văn Đạt", titled=0)


@pytest.fixture
def pao(place, household):
    """The household of Giàng A Páo in Bản Thàng."""
    return household(place.ban_thang, "Giàng A Páo", titled=0)


@pytest.fixture
def lua(dat, arrange):
    """Ma Thị Lụa, a daughter in the household of Đạt."""
    with arrange():
        return PersonFactory(household=dat, full_name="Ma Thị Lụa", relation=Relation.CHILD, titled=False)


def move(client, person, to, relation="spouse"):
    form = client.get(f"/nguoi/{person.id}/chuyen-ho", query_string={"tim": to.head_name})
    preview = press(client, form, f"Chuyển sang hộ {to.head_name}", relation=relation)
    return press(client, preview, "Xác nhận") if preview.status_code == 200 else preview


def leave(client, household, person, because):
    if because == "died":
        sent = press(client, client.get(f"/nguoi/{person.id}/mat"), "Xem thay đổi", on=f"{today():%d/%m/%Y}")
    else:
        form = client.get(f"/ho/{household.id}/chuyen-di?nguoi={person.id}")
        sent = press(client, form, "Xem thay đổi", commune="0")
    return press(client, sent, "Xác nhận")


def test_a_person_s_page_tells_who_they_are_and_leads_on(place, clan, organisation, commune, dat, lua):
    ma = clan(place.yen_hoa, dat, name="Dòng họ Nguyễn")
    school = organisation(place.yen_hoa, lua, name="Trường Mầm non")
    found = links(commune.get(f"/ho/{dat.id}"))["Ma Thị Lụa"]
    page = commune.get(found)
    assert heading(page) == "Ma Thị Lụa"
    assert "Nông dân, lao động nông thôn" in page.text
    onward = links(page)
    assert onward["Nguyễn Văn Đạt"] == f"/ho/{dat.id}"
    assert onward["Dòng họ Nguyễn"] == f"/dong-ho/{ma.id}"
    assert onward["Trường Mầm non"] == f"/to-chuc/{school.id}"
    sheet = commune.get(onward[f"Phiếu công dân năm {YEAR}"])
    assert "Ma Thị Lụa" in heading(sheet)


def test_a_pupil_has_no_citizen_sheet_to_go_to(dat, arrange, commune):
    with arrange():
        pupil = PersonFactory(household=dat, full_name="Ma Thị Nhi", occupation=Occupation.STUDENT, titled=False)
    assert f"Phiếu công dân năm {YEAR}" not in links(commune.get(f"/nguoi/{pupil.id}"))


def test_a_person_moves_to_another_village_of_the_commune(commune, na_khuyen, ban_thang, dat, pao, lua):
    moved = move(commune, lua, pao)
    assert moved.location == f"/ho/{pao.id}"
    assert "Ma Thị Lụa" in commune.get(moved.location).text
    old = commune.get(f"/ho/{dat.id}")
    assert "Ma Thị Lụa" not in links(old)
    assert f"Ma Thị Lụa đã sang hộ Giàng A Páo ngày {today():%d/%m/%Y}" in old.text
    assert "Vợ, chồng" in ban_thang.get(f"/nguoi/{lua.id}").text
    assert na_khuyen.get(f"/nguoi/{lua.id}").status_code == 404


@pytest.mark.parametrize("state", [State.DRAFT, State.RETURNED])
def test_a_sheet_that_is_open_goes_along_with_all_that_is_on_it(
    arrange, person, place, citizen_sheet, commune, na_khuyen, ban_thang, pao, lua, state
):
    sheet = citizen_sheet(lua, state=state, answers={"1.1": 10})
    someone = person(Role.VIEWER, place.yen_hoa)
    with arrange():
        db.session.add(
            Evidence(
                sheet_id=sheet.id, unit_id=sheet.unit_id, indicator_code="1.1", digest="0" * 64,
                media_type="image/jpeg", size=1000, added_by=someone.account_id,
            )
        )  # fmt: skip
        db.session.add(
            Claim(
                sheet_id=sheet.id, unit_id=sheet.unit_id, indicator_code="1.1", part=1, whole=2, reason="Thiếu",
                claimed_by=someone.account_id,
            )
        )  # fmt: skip
    move(commune, lua, pao)
    page = ban_thang.get(f"/phieu/cong-dan/{lua.id}/{YEAR}")
    assert "Tiêu chí 1.1" in page.text
    assert "Không còn ở" not in page.text
    assert na_khuyen.get(f"/phieu/cong-dan/{lua.id}/{YEAR}").status_code == 404
    with arrange():
        units = {
            db.session.scalars(select(table.unit_id).where(column == sheet.id)).one()
            for table, column in ((Sheet, Sheet.id), (Evidence, Evidence.sheet_id), (Claim, Claim.sheet_id))
        }
    assert units == {pao.unit_id}
    # The new village goes on with it.
    press(ban_thang, page, "Lưu điểm", **{"1.2": "10"})
    assert value_of(ban_thang.get(f"/phieu/cong-dan/{lua.id}/{YEAR}"), "1.2") == "10"


@pytest.mark.parametrize("state", [State.SUBMITTED, State.REVIEWED, State.RECOGNISED, State.REFUSED])
def test_a_sheet_that_was_handed_in_stays_where_it_happened(
    citizen_sheet, commune, na_khuyen, ban_thang, pao, lua, state
):
    citizen_sheet(lua, state=state, figures={}, total=90)
    move(commune, lua, pao)
    page = na_khuyen.get(f"/phieu/cong-dan/{lua.id}/{YEAR}")
    assert "Ma Thị Lụa" in heading(page)
    assert "Không còn ở thôn Nà Khuyến." in page.text
    assert "Không còn ở thôn Nà Khuyến." in commune.get(f"/phieu/cong-dan/{lua.id}/{YEAR}").text
    assert "Ma Thị Lụa" not in ban_thang.get(f"/phieu/{pao.unit_id}/{YEAR}?mo_hinh=cong-dan").text


def test_the_figures_follow_the_open_sheet(arrange, citizen_sheet, commune, pao, lua):
    citizen_sheet(lua)
    move(commune, lua, pao)
    with arrange():
        counted = db.session.execute(text("SELECT unit_id FROM sheet_figure WHERE model = 'citizen' AND sheets > 0"))
        assert counted.scalars().all() == [pao.unit_id]


def test_a_title_stays_in_the_old_village_and_counts_for_the_new_household(
    place, titled, commune, na_khuyen, ban_thang, dat, pao, lua
):
    titled(place.yen_hoa, lua)
    behind = 'Ma Thị Lụa, sinh năm 1980: <span class="ok">đang giữ danh hiệu'
    assert behind in na_khuyen.get(f"/phieu/ho/{dat.id}/{YEAR}").text
    move(commune, lua, pao)
    assert "Ma Thị Lụa" in na_khuyen.get(f"/danh-hieu/{place.na_khuyen.id}?mo_hinh=cong-dan").text
    history = links(commune.get(f"/nguoi/{lua.id}"))["Các danh hiệu đã có"]
    assert "7/QĐ-UBND" in commune.get(history).text
    assert "Đã công nhận" in na_khuyen.get(f"/phieu/cong-dan/{lua.id}/{YEAR}").text
    assert "Ma Thị Lụa" not in na_khuyen.get(f"/phieu/ho/{dat.id}/{YEAR}").text
    assert behind in ban_thang.get(f"/phieu/ho/{pao.id}/{YEAR}").text
    assert "Đang giữ</span> đến" in ban_thang.get(f"/nguoi/{lua.id}").text
    assert "Ma Thị Lụa" not in ban_thang.get(f"/danh-hieu/{place.ban_thang.id}?mo_hinh=cong-dan").text


def test_work_and_account_go_along(arrange, place, person, organisation, commune, pao, lua):
    school = organisation(place.yen_hoa, lua, name="Trường Mầm non")
    person(Role.CITIZEN, place.na_khuyen, person_id=lua.id)
    move(commune, lua, pao)
    assert "Ma Thị Lụa" in links(commune.get(f"/to-chuc/{school.id}"))
    with arrange():
        assert db.session.scalars(select(Assignment.unit_id).filter_by(person_id=lua.id)).one() == pao.unit_id


def test_a_head_does_not_leave_others_without_one(commune, member, dat, pao):
    head = member(dat)
    answer = move(commune, head, pao)
    assert answer.status_code == 422
    assert "Hộ cũ còn người ở và cần chủ hộ." in answer.text
    assert value_of(answer, "relation") == "spouse"
    assert "Nguyễn Văn Đạt" in links(commune.get(f"/ho/{dat.id}"))


def test_a_head_who_lived_alone_moves_in_with_others_and_the_household_is_no_more(
    place, household, commune, member, pao
):
    alone = household(place.na_khuyen, "Ma Văn Thụ", adults=1)
    head = member(alone)
    assert move(commune, head, pao, "parent").status_code == 303
    assert "Cha, mẹ" in commune.get(f"/nguoi/{head.id}").text
    page = commune.get(f"/ho/{alone.id}")
    assert f"Không còn là hộ từ {today():%d/%m/%Y}." in page.text
    assert "Thêm thành viên" not in links(page)
    assert "Ma Văn Thụ" not in links(commune.get(f"/ho-gia-dinh/{place.na_khuyen.id}"))


def test_one_who_had_moved_away_comes_back_by_moving_in(commune, dat, pao, lua):
    leave(commune, dat, lua, "moved")
    move(commune, lua, pao)
    assert "không còn ở hộ" not in commune.get(f"/ho/{pao.id}").text


def test_a_village_moves_people_within_itself_alone(place, household, na_khuyen, pao, lua):
    page = na_khuyen.get(f"/nguoi/{lua.id}/chuyen-ho?tim=pao")
    assert "Không tìm thấy hộ nào" in page.text
    typed = {"key": str(uuid.uuid4()), "household": str(pao.id), "relation": "spouse"}
    assert na_khuyen.post(f"/nguoi/{lua.id}/chuyen-ho", data=typed).status_code == 404
    hoa = household(place.na_khuyen, "Ma Thị Hoa")
    assert move(na_khuyen, lua, hoa).status_code == 303
    assert "Ma Thị Lụa" in links(na_khuyen.get(f"/ho/{hoa.id}"))


def test_a_move_without_a_household_goes_nowhere(commune, dat, lua):
    assert commune.post(f"/nguoi/{lua.id}/chuyen-ho", data={"relation": "spouse"}).status_code == 404
    wrong = {"key": str(uuid.uuid4()), "household": str(dat.id), "relation": "head"}
    assert commune.post(f"/nguoi/{lua.id}/chuyen-ho", data=wrong).status_code == 422


@pytest.mark.parametrize(("because", "words"), [("died", "Đã mất ngày"), ("moved", "Đã chuyển đi ngày")])
def test_one_who_died_or_moved_away_leaves_the_lists_of_the_living_and_stays_in_the_history(
    place, organisation, titled, commune, na_khuyen, dat, lua, because, words
):
    school = organisation(place.yen_hoa, lua, name="Trường Mầm non")
    titled(place.yen_hoa, lua)
    assert "Ma Thị Lụa" in links(commune.get(f"/to-chuc/{school.id}"))
    leave(commune, dat, lua, because)

    assert words in na_khuyen.get(f"/nguoi/{lua.id}").text
    assert "2 người đang ở hộ" in na_khuyen.get(f"/ho/{dat.id}").text
    assert "Ma Thị Lụa" not in commune.get(f"/to-chuc/{school.id}").text
    assert "Ma Thị Lụa" not in commune.get(f"/to-chuc/{school.id}/nguoi/them?tim=lua").text
    assert "Không tìm thấy hộ" in na_khuyen.get(f"/ho-gia-dinh/{place.na_khuyen.id}?tim=lua").text
    assert "Ma Thị Lụa" not in na_khuyen.get(f"/phieu/ho/{dat.id}/{YEAR}").text
    assert "Lập tài khoản" not in links(commune.get(f"/nguoi/{lua.id}"))
    assert "Ma Thị Lụa" in na_khuyen.get(f"/danh-hieu/{place.na_khuyen.id}?mo_hinh=cong-dan").text
    assert "Đã công nhận" in na_khuyen.get(f"/phieu/cong-dan/{lua.id}/{YEAR}").text


@pytest.mark.parametrize("because", LEFT_NAMES)
def test_the_open_sheet_of_one_who_left_stays_and_says_so(citizen_sheet, commune, na_khuyen, dat, lua, because):
    citizen_sheet(lua)
    leave(commune, dat, lua, because.value)
    page = na_khuyen.get(f"/phieu/cong-dan/{lua.id}/{YEAR}")
    assert "Không còn ở thôn Nà Khuyến." in page.text


def test_the_database_moves_the_sheet_whoever_moves_the_person(arrange, citizen_sheet, pao, lua):
    sheet = citizen_sheet(lua)
    with arrange():
        db.session.execute(update(Person).where(Person.id == lua.id).values(household_id=pao.id, unit_id=pao.unit_id))
        assert db.session.scalars(select(Sheet.unit_id).where(Sheet.id == sheet.id)).one() == pao.unit_id


def test_a_title_that_has_run_out_is_not_said_never_to_have_been(place, household, titled, sign_in, arrange):
    yesterday = today() - dt.timedelta(days=1)
    home = household(place.na_khuyen, "Ma Thị Hoa")
    with arrange():
        hoa = PersonFactory(household=home, full_name="Ma Thị Mai", relation=Relation.CHILD, titled=False)
    recorder = sign_in(Role.COMMUNE_RECORDER, at=place.yen_hoa)
    assert "Công dân học tậpChưa có" in said(recorder.get(f"/nguoi/{hoa.id}"))
    titled(place.yen_hoa, hoa, since=yesterday - dt.timedelta(days=300), until=yesterday)
    assert f"Không còn, đã giữ đến {yesterday:%d/%m/%Y}" in said(recorder.get(f"/nguoi/{hoa.id}"))
