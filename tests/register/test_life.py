"""What happens in a household: deaths, new heads, splits, joins; the record keeps up and the counts with it."""

import datetime as dt

import pytest
from sqlalchemy import select, text

from lhtq.accounts.models import Assignment
from lhtq.accounts.policy import Role
from lhtq.assessment.models import Sheet
from lhtq.assessment.rules import State
from lhtq.db import db
from lhtq.register.models import ClanCommitteeMember, Household, Person
from lhtq.register.rules import Relation
from lhtq.web.filters import today
from tests.conftest import FULL
from tests.day import this_day
from tests.factories import PersonFactory
from tests.web.press import buttons, heading, links, message_beside, press, value_of

YEAR = today().year


@pytest.fixture
def commune(place, sign_in):
    """The recorder of Yên Hoa, who keeps both villages."""
    return sign_in(Role.COMMUNE_RECORDER, at=place.yen_hoa)


@pytest.fixture
def na_khuyen(place, sign_in):
    return sign_in(Role.VILLAGE_RECORDER, at=place.na_khuyen)


@pytest.fixture
def family(place, household, arrange, member):
    """The household of Đạt with his wife Lụa, their children Nhi and Tú, and Tú's son Bảo; by name."""
    dat = household(place.na_khuyen, "Nguyễn Văn Đạt", titled=0)
    with arrange():
        wife = db.session.merge(member(dat, Relation.SPOUSE))
        wife.full_name = "Ma Thị Lụa"
        made = {
            name: PersonFactory(household=dat, full_name=f"Nguyễn {name}", relation=relation, titled=False)
            for name, relation in (("Nhi", Relation.CHILD), ("Tú", Relation.CHILD), ("Bảo", Relation.GRANDCHILD))
        }
    return {"household": dat, "Đạt": member(dat), "Lụa": wife} | made


#: What the roll-up should say, counted anew.
RECOUNTS = {
    "SELECT unit_id, households FROM register_figure WHERE households <> 0":
        "SELECT unit_id, count(*) FROM household WHERE ended_on IS NULL GROUP BY unit_id",
    "SELECT unit_id, model, year, state, complete, sheets FROM sheet_figure WHERE sheets <> 0":
        "SELECT unit_id, model, year, state, complete, count(*) FROM sheet WHERE withdrawn_on IS NULL "
        "GROUP BY unit_id, model, year, state, complete",
}  # fmt: skip


@pytest.fixture
def counted(arrange):
    """How many households are counted in a village; the counts are what a recount says."""

    def _counted(unit):
        with arrange():
            for kept, anew in RECOUNTS.items():
                assert sorted(map(tuple, db.session.execute(text(kept)))) == sorted(
                    map(tuple, db.session.execute(text(anew)))
                )
            figure = text("SELECT households FROM register_figure WHERE unit_id = :unit")
            return db.session.execute(figure, {"unit": unit.id}).scalar() or 0

    return _counted


def confirm(client, url, **typed):
    """Fill the form at an address, look at what it will change, and confirm that."""
    preview = press(client, client.get(url), "Xem thay đổi", **typed)
    assert preview.status_code == 200, preview.text
    return preview, press(client, preview, "Xác nhận")


def test_a_head_dies_and_the_same_form_asks_who_comes_after(na_khuyen, family, place, counted):
    url = links(na_khuyen.get(f"/nguoi/{family['Đạt'].id}"))["Đã mất"]
    missing = press(na_khuyen, na_khuyen.get(url), "Xem thay đổi", on=this_day())
    assert missing.status_code == 422
    assert "Chọn chủ hộ mới." in missing.text

    preview, done = confirm(na_khuyen, url, on=this_day(), heir=str(family["Lụa"].id))
    assert "Ma Thị Lụa làm chủ hộ, hộ mang tên Ma Thị Lụa." in preview.text
    assert "Nguyễn Nhi: Con; Nguyễn Tú: Con; Nguyễn Bảo: Cháu" in preview.text
    page = na_khuyen.get(done.location)
    assert heading(page) == "Hộ Ma Thị Lụa"
    assert "4 người đang ở hộ" in page.text
    assert page.text.count("Chủ hộ") == 2  # hers today, and his when he died
    assert counted(place.na_khuyen) == 1
    assert f"{this_day()}</span> Mất</li>" in na_khuyen.get(f"/nguoi/{family['Đạt'].id}").text


def test_nobody_dies_before_they_were_born(na_khuyen, family, arrange):
    url = f"/nguoi/{family['Nhi'].id}/mat"
    wrong = press(na_khuyen, na_khuyen.get(url), "Xem thay đổi", on="31/12/1979")
    assert wrong.status_code == 422
    assert message_beside(wrong, "on") == "Nguyễn Nhi sinh 1980: ngày mất không thể trước đó."
    assert value_of(wrong, "on") == "31/12/1979"
    assert press(na_khuyen, wrong, "Xem thay đổi", on="01/01/1980").status_code == 200
    with arrange():
        db.session.merge(family["Nhi"]).birth_date = dt.date(1980, 3, 2)
    wrong = press(na_khuyen, na_khuyen.get(url), "Xem thay đổi", on="01/03/1980")
    assert message_beside(wrong, "on") == "Nguyễn Nhi sinh 02/03/1980: ngày mất không thể trước đó."


def test_a_preview_changes_nothing_and_can_be_mended(na_khuyen, family):
    url = f"/nguoi/{family['Nhi'].id}/mat"
    preview = press(na_khuyen, na_khuyen.get(url), "Xem thay đổi", on=this_day())
    assert "Sửa lại" in links(preview)
    assert "5 người đang ở hộ" in na_khuyen.get(f"/ho/{family['household'].id}").text


def test_what_cannot_be_known_of_a_relation_is_asked_and_nothing_else(arrange, na_khuyen, family):
    preview = press(
        na_khuyen, na_khuyen.get(f"/ho/{family['household'].id}/chu-ho"), "Xem thay đổi", heir=str(family["Tú"].id)
    )
    assert "Nguyễn Bảo là gì của chủ hộ" in preview.text
    assert "Ma Thị Lụa là gì của chủ hộ" not in preview.text
    press(na_khuyen, preview, "Xác nhận", **{f"relation_{family['Bảo'].id}": "child"})
    with arrange():
        found = dict(
            db.session.execute(
                select(Person.full_name, Person.relation).where(Person.household_id == family["household"].id)
            ).all()
        )
    assert found == {
        "Nguyễn Tú": "head", "Nguyễn Văn Đạt": "parent", "Ma Thị Lụa": "parent", "Nguyễn Nhi": "other",
        "Nguyễn Bảo": "child",
    }  # fmt: skip


def test_a_relation_that_nobody_offered_is_refused(na_khuyen, family):
    url = f"/ho/{family['household'].id}/chu-ho"
    preview = press(na_khuyen, na_khuyen.get(url), "Xem thay đổi", heir=str(family["Tú"].id))
    answer = press(na_khuyen, preview, "Xác nhận", **{f"relation_{family['Bảo'].id}": "head"})
    assert answer.status_code == 422
    assert heading(na_khuyen.get(f"/ho/{family['household'].id}")) == "Hộ Nguyễn Văn Đạt"


def test_two_at_one_household_the_later_is_told_and_changes_nothing(na_khuyen, commune, family):
    url = f"/ho/{family['household'].id}/chu-ho"
    first = press(na_khuyen, na_khuyen.get(url), "Xem thay đổi", heir=str(family["Lụa"].id))
    second = press(commune, commune.get(url), "Xem thay đổi", heir=str(family["Nhi"].id))
    press(na_khuyen, first, "Xác nhận")
    late = press(commune, second, "Xác nhận")
    assert late.status_code == 422
    assert "Có người vừa sửa hộ này." in late.text
    assert heading(commune.get(f"/ho/{family['household'].id}")) == "Hộ Ma Thị Lụa"


def test_death_ends_account_work_and_post_and_a_mistake_gives_them_back(
    place, arrange, person, sign_in, organisation, clan, commune, family
):
    lua = family["Lụa"]
    school = organisation(place.yen_hoa, lua, name="Trường Mầm non")
    ma = clan(place.yen_hoa, family["household"], name="Dòng họ Ma")
    press(commune, commune.get(f"/dong-ho/{ma.id}/ban/them"), "Lưu", full_name="Ma Thị Lụa", position="Ủy viên")
    own = sign_in(person(Role.CITIZEN, place.na_khuyen, person_id=lua.id))
    assert own.get(f"/nguoi/{lua.id}").status_code == 200
    assert "Ủy viên, ban khuyến học Dòng họ Ma" in commune.get(f"/nguoi/{lua.id}").text

    confirm(commune, f"/nguoi/{lua.id}/mat", on=this_day())
    assert own.get(f"/nguoi/{lua.id}").status_code == 303  # to the sign-in page
    assert "Ma Thị Lụa" not in links(commune.get(f"/to-chuc/{school.id}"))
    page = commune.get(f"/nguoi/{lua.id}")
    assert "Thôi làm việc ở Trường Mầm non, Yên Hoa" in page.text
    assert f"(đến {this_day()})" in page.text
    with arrange():
        assert db.session.scalars(select(Assignment.ended_on).filter_by(person_id=lua.id)).one() == today()
        assert db.session.scalars(select(ClanCommitteeMember.left_on)).one() == today()

    press(commune, page, "Ghi nhầm, vẫn ở hộ Ma Thị Lụa")
    with arrange():
        assert db.session.scalars(select(Assignment.ended_on).filter_by(person_id=lua.id)).one() is None
        assert db.session.scalars(select(ClanCommitteeMember.left_on)).one() is None
    assert "Ma Thị Lụa" in links(commune.get(f"/to-chuc/{school.id}"))
    assert "Mất</li>" not in commune.get(f"/nguoi/{lua.id}").text


def test_the_last_one_dies_and_the_household_leaves_lists_counts_and_shares(
    place, household, sheet, member, arrange, commune, counted
):
    alone = household(place.na_khuyen, "Ma Văn Thụ", adults=1)
    household(place.na_khuyen, "Nông Văn Quý")
    draft = sheet(alone, answers={"1.1": 10})
    before = commune.get(f"/cham-diem/{place.na_khuyen.id}/{YEAR}").text
    assert "Ma Văn Thụ" in before
    preview, _ = confirm(commune, f"/nguoi/{member(alone).id}/mat", on=this_day())
    assert "hộ kết thúc từ ngày này" in preview.text

    assert counted(place.na_khuyen) == 1
    assert "Ma Văn Thụ" not in commune.get(f"/cham-diem/{place.na_khuyen.id}/{YEAR}").text
    assert "Ma Văn Thụ" not in commune.get(f"/phieu/{place.na_khuyen.id}/{YEAR}").text
    assert "Ma Văn Thụ" not in commune.get(f"/dang-ky/{place.na_khuyen.id}/{YEAR}/ho").text
    page = commune.get(f"/ho/{alone.id}")
    assert f"Không còn là hộ từ {this_day()}." in page.text
    assert buttons(page) == ["Đăng xuất"]
    own = commune.get(f"/phieu/ho/{alone.id}/{YEAR}")
    assert "phiếu đang chấm đã rút" in own.text
    scored = commune.post(f"/cham-diem/ho/{alone.id}/{YEAR}", data={"version": "1", "1.1": "5"})
    assert scored.status_code == 403
    assert commune.get(f"/ho/{alone.id}/nguoi/them").status_code == 403

    press(commune, commune.get(f"/nguoi/{member(alone).id}"), "Ghi nhầm, vẫn ở hộ Ma Văn Thụ")
    assert counted(place.na_khuyen) == 2
    with arrange():
        assert db.session.scalars(select(Sheet.withdrawn_on).where(Sheet.id == draft.id)).one() is None
    assert "Ma Văn Thụ" in commune.get(f"/cham-diem/{place.na_khuyen.id}/{YEAR}").text


def test_what_was_handed_in_is_seen_to_its_end_though_the_household_is_no_more(
    place, household, sheet, member, commune, counted
):
    alone = household(place.na_khuyen, "Ma Văn Thụ", adults=1)
    sheet(alone, state=State.SUBMITTED, answers=FULL, figures={"2.1": [1, 1]}, total=100)
    confirm(commune, f"/nguoi/{member(alone).id}/mat", on=this_day())
    counted(place.na_khuyen)
    assert "Ma Văn Thụ" in commune.get(f"/phieu/{place.na_khuyen.id}/{YEAR}?buoc=submitted").text


def test_some_split_off_with_a_head_of_their_own_and_the_clan(
    place, clan, commune, na_khuyen, family, arrange, counted
):
    dat = family["household"]
    clan(place.yen_hoa, dat, name="Dòng họ Nguyễn")
    url = f"/ho/{dat.id}/tach-ho"
    assert "Hộ mới cũng thuộc dòng họ" not in na_khuyen.get(url).text  # a village does not keep clans
    some = [str(family["Tú"].id), str(family["Bảo"].id)]
    wrong = press(commune, commune.get(url), "Xem thay đổi", people=some, head=str(family["Nhi"].id))
    assert message_beside(wrong, "head") == "Chủ hộ mới phải là một trong những người tách ra."

    preview = press(
        commune, commune.get(url), "Xem thay đổi", people=some, head=str(family["Tú"].id), with_clan="y",
        address="Đầu làng",
    )  # fmt: skip
    assert "Nguyễn Tú, Nguyễn Bảo ra khỏi hộ Nguyễn Văn Đạt" in preview.text
    confirmed = {f"relation_{family['Bảo'].id}": "child"}
    done = press(commune, preview, "Xác nhận", **confirmed)
    page = commune.get(done.location)
    assert heading(page) == "Hộ Nguyễn Tú"
    assert value_of(page, "address") == "Đầu làng"
    assert "Dòng họ Nguyễn" in links(page)
    assert "2 người đang ở hộ" in page.text
    assert "3 người đang ở hộ" in commune.get(f"/ho/{dat.id}").text
    assert counted(place.na_khuyen) == 2
    assert "Tách hộ, chuyển sang hộ Nguyễn Tú" in commune.get(f"/nguoi/{family['Bảo'].id}").text
    again = press(commune, preview, "Xác nhận", **confirmed)
    assert again.location == done.location
    assert counted(place.na_khuyen) == 2


def test_the_head_does_not_split_off_and_somebody_must(na_khuyen, family):
    form = na_khuyen.get(f"/ho/{family['household'].id}/tach-ho")
    assert "Nguyễn Văn Đạt, 1980" not in form.text
    nobody = press(na_khuyen, form, "Xem thay đổi")
    assert message_beside(nobody, "people") == "Chọn người."


def test_a_household_joins_another_and_is_no_more(place, household, commune, family, counted, sheet):
    household(place.ban_thang, "Giàng A Páo", titled=0)
    sheet(family["household"], answers={"1.1": 10})
    found = commune.get(f"/ho/{family['household'].id}/nhap-ho?tim=pao")
    form = commune.get(links(found)["Chọn hộ Giàng A Páo"])
    preview = press(commune, form, "Xem thay đổi", **{f"relation_{family['Nhi'].id}": "grandchild"})
    assert "5 người của hộ Nguyễn Văn Đạt sang hộ Giàng A Páo" in preview.text
    done = press(commune, preview, "Xác nhận")
    assert "7 người đang ở hộ" in commune.get(done.location).text
    old = commune.get(f"/ho/{family['household'].id}")
    assert "Không còn là hộ từ" in old.text
    assert "Nguyễn Nhi đã sang hộ Giàng A Páo" in old.text
    assert counted(place.na_khuyen) == 0
    assert counted(place.ban_thang) == 1
    assert "Nhập hộ, chuyển từ Nà Khuyến sang Bản Thàng" in commune.get(f"/nguoi/{family['Nhi'].id}").text


def test_a_household_moves_to_another_village_with_all_and_its_open_sheet(
    place, commune, na_khuyen, family, sheet, arrange, counted
):
    dat = family["household"]
    draft = sheet(dat, answers={"1.1": 10})
    preview, _ = confirm(commune, f"/ho/{dat.id}/chuyen-thon", village=str(place.ban_thang.id))
    assert "Cả hộ chuyển từ thôn Nà Khuyến sang thôn Bản Thàng" in preview.text
    assert counted(place.na_khuyen) == 0
    assert counted(place.ban_thang) == 1
    with arrange():
        assert db.session.scalars(select(Sheet.unit_id).where(Sheet.id == draft.id)).one() == place.ban_thang.id
    assert "đã sang" not in commune.get(f"/ho/{dat.id}").text
    assert f"{this_day()}</span> Chuyển từ Nà Khuyến sang Bản Thàng</li>" in (
        commune.get(f"/nguoi/{family['Nhi'].id}").text
    )
    assert na_khuyen.get(f"/ho/{dat.id}").status_code == 404
    assert "Chuyển sang thôn khác" not in na_khuyen.get(f"/ho/{dat.id}").text
    assert na_khuyen.get(f"/ho/{dat.id}/chuyen-thon").status_code == 404


def test_somebody_marries_into_another_household(place, household, commune, family):
    pao = household(place.ban_thang, "Giàng A Páo", titled=0)
    form = commune.get(f"/nguoi/{family['Nhi'].id}/chuyen-ho?tim=pao")
    preview = press(commune, form, "Chuyển sang hộ Giàng A Páo", kind="married", relation="spouse")
    assert f"Nguyễn Nhi kết hôn, sang hộ Giàng A Páo, thôn Bản Thàng, từ ngày {this_day()}" in preview.text
    # Two households in the register have a couple each: whether it is a second marriage is asked, never refused.
    assert "Hộ đã ghi" in preview.text
    assert "Nguyễn Nhi" in links(commune.get(f"/ho/{family['household'].id}"))
    press(commune, preview, "Xác nhận")
    assert "Vợ, chồng" in commune.get(f"/nguoi/{family['Nhi'].id}").text
    assert f"{this_day()}</span> Kết hôn, chuyển từ Nà Khuyến sang Bản Thàng, hộ Giàng A Páo" in (
        commune.get(f"/nguoi/{family['Nhi'].id}").text
    )
    assert "Nguyễn Nhi" in links(commune.get(f"/ho/{pao.id}"))


def test_the_head_cannot_leave_the_others_alone(na_khuyen, family):
    form = na_khuyen.get(f"/ho/{family['household'].id}/chuyen-di?nguoi={family['Đạt'].id}")
    answer = press(na_khuyen, form, "Xem thay đổi", commune="0")
    assert answer.status_code == 422
    assert "Hãy đổi chủ hộ trước." in answer.text


def test_the_database_ends_a_household_whoever_lets_the_last_one_go(arrange, place, household, member, counted):
    alone = household(place.na_khuyen, "Ma Văn Thụ", adults=1)
    with arrange():
        db.session.execute(
            text("UPDATE person SET left_on = '2026-03-01', left_because = 'moved' WHERE household_id = :id"),
            {"id": alone.id},
        )
        assert str(db.session.scalars(select(Household.ended_on).filter_by(id=alone.id)).one()) == "2026-03-01"
    assert counted(place.na_khuyen) == 0


def test_who_only_looks_is_offered_none_of_it(place, sign_in, family):
    viewer = sign_in(Role.VIEWER, at=place.yen_hoa)
    for url in (f"/ho/{family['household'].id}/tach-ho", f"/nguoi/{family['Lụa'].id}/mat"):
        assert viewer.get(url).status_code == 403
    assert "Thay đổi của hộ" not in viewer.get(f"/ho/{family['household'].id}").text


def test_a_person_s_own_eyes_see_their_journey_and_nobody_else_s(place, person, sign_in, titled, family):
    lua = family["Lụa"]
    titled(place.yen_hoa, lua)
    own = sign_in(person(Role.CITIZEN, place.na_khuyen, person_id=lua.id))
    page = own.get(f"/nguoi/{lua.id}")
    assert f"Được công nhận Công dân học tập năm {YEAR}, Nà Khuyến" in page.text
    assert f"Phiếu Công dân học tập năm {YEAR}: đã công nhận, 90 điểm" in page.text
    assert "Đã mất" not in links(page)
    assert own.get(f"/nguoi/{family['Nhi'].id}").status_code == 404
    assert own.get(f"/nguoi/{lua.id}/mat").status_code == 403


def test_a_long_journey_comes_in_pages(place, household, commune, family):
    pao = household(place.ban_thang, "Giàng A Páo", titled=0)
    for turn in range(26):
        to = pao if turn % 2 == 0 else family["household"]
        form = commune.get(f"/nguoi/{family['Nhi'].id}/chuyen-ho", query_string={"tim": to.head_name})
        press(commune, press(commune, form, f"Chuyển sang hộ {to.head_name}", relation="child"), "Xác nhận")
    first = commune.get(f"/nguoi/{family['Nhi'].id}")
    assert first.text.count("Nà Khuyến sang Bản Thàng") + first.text.count("Bản Thàng sang Nà Khuyến") == 25
    assert "Trang trước" in links(commune.get(links(first)["Trang sau"]))
