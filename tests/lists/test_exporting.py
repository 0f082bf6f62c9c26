"""What goes out of a list comes in again without changing anything, and it is written down who took it."""

import datetime as dt
import io

import pytest

from lhtq.accounts.policy import GRANTS, Role
from lhtq.app import LISTS
from lhtq.db import db
from lhtq.membership.models import Fee
from lhtq.membership.rules import BranchKind
from lhtq.workbook.reading import read
from tests.factories import BranchFactory, MemberFactory
from tests.lists.test_importing import HOA, LUA, QUY, counts
from tests.web.press import press

SLUGS = ("ho-va-nhan-khau", "thon", "dong-ho", "gia-dinh-dong-ho", "co-quan", "nguoi-lam-viec",
         "chi-hoi", "hoi-vien", "hoi-phi")  # fmt: skip


def take(client, unit, slug, form, **filters):
    return client.post(f"/tai/{slug}/{unit.id}", data={"dang": form, **filters})


@pytest.fixture
def full(office, place, household, clan, organisation, member, arrange):
    """A commune with something in every list: two namesakes, a family and a teacher of other communes."""
    office.rows(QUY, LUA, HOA)
    office.press("Nhập 3 dòng đúng")
    first, second = household(place.na_khuyen, "Nguyễn Văn Đạt"), household(place.na_khuyen, "Nguyễn Văn Đạt")
    far = household(place.ban_luc, "Lý Văn Sơn")
    clan(place.yen_hoa, first, far, name="Dòng họ Nguyễn", head_name="Nguyễn Văn Cả", phone="0912 345 678 (nhà)")
    clan(place.yen_hoa, second, name="Dòng họ Nguyễn", head_name="Nguyễn Văn Hai")
    organisation(place.yen_hoa, member(first), member(far), name="Trường Tiểu học Yên Hoa", address="=1+1")
    _of_the_association(place, arrange, member(far))
    return office


def _of_the_association(place, arrange, son):
    """Branches with members: two namesakes, one who left and came again, one from another commune, fees."""
    with arrange():
        hoi = BranchFactory(unit_id=place.yen_hoa.id, kind=BranchKind.ASSOCIATION, name="Hội Khuyến học xã")
        BranchFactory(unit_id=place.yen_hoa.id, kind=BranchKind.AGENCY, name="Chi hội cũ", ended_on=dt.date(2020, 1, 1))
        thon = BranchFactory(unit_id=place.na_khuyen.id, founded_on=dt.date(2015, 9, 2), phone="máy bàn 12")
        first = MemberFactory(branch=thon, full_name="Ma Văn Hai", card_number="01", joined_on=dt.date(2020, 1, 1))
        MemberFactory(branch=thon, full_name="Ma Văn Hai", card_number="02", phone="0912 345 678 (nhà)")
        BranchFactory(unit_id=place.ban_thang.id, name="Chi hội thôn Bản Thàng", phone="0912 345 679")
        MemberFactory(branch=thon, full_name="Ma Thị Tư", phone="0912 345 680")
        MemberFactory(branch=hoi, full_name="Lò Thị Ba", left_on=dt.date(2022, 3, 1), left_because="left")
        MemberFactory(branch=hoi, full_name="Lò Thị Ba", card_on=dt.date(2023, 5, 6))
        MemberFactory(branch=hoi, full_name=son.full_name, person_id=son.id, person_unit_id=son.unit_id)
        db.session.add(
            Fee(member_id=first.id, unit_id=first.unit_id, year=2026, amount=36_000, paid_on=dt.date(2026, 3, 1))
        )


@pytest.mark.parametrize("form", ["xlsx", "csv"])
@pytest.mark.parametrize("slug", SLUGS)
def test_out_and_in_again_changes_nothing(full, place, look, slug, form):
    out = take(full.client, place.yen_hoa, slug, form)
    assert out.status_code == 200
    page = full.send(out.data, f"{slug}.{form}", slug=slug)
    found = counts(page)
    assert found["giữ nguyên"] > 0
    assert {words: number for words, number in found.items() if words != "giữ nguyên" and number} == {}


def test_it_is_written_down_who_took_which_list(full, place, look):
    take(full.client, place.yen_hoa, "ho-va-nhan-khau", "csv", tim="dat")
    ((account, unit_id, changes),) = look(
        "SELECT account_id, unit_id, changes FROM audit_entry WHERE action = 'list:export'"
    )
    assert (account, unit_id) == (full.client.actor.account_id, place.yen_hoa.id)
    assert changes == {"list": [None, "ho-va-nhan-khau"], "form": [None, "csv"], "tim": [None, "dat"]}


def test_a_list_goes_out_as_it_is_narrowed_on_screen(full, place):
    out = take(full.client, place.yen_hoa, "ho-va-nhan-khau", "csv", tim="bàn thị").data.decode("utf-8-sig")
    assert "Bàn Thị Hoa" in out
    assert "Ma Văn Quý" not in out


def test_a_formula_stays_text(full, place):
    out = take(full.client, place.yen_hoa, "co-quan", "csv").data.decode("utf-8-sig")
    assert ",'=1+1," in out
    book = read(take(full.client, place.yen_hoa, "co-quan", "xlsx").data, "x.xlsx")
    assert "=1+1" in book.sheets[0].rows[1]


def test_the_buttons_stand_on_the_pages_of_the_lists(full, place):
    for address in ("ho-gia-dinh", "cac-dong-ho", "cac-to-chuc"):
        page = full.client.get(f"/{address}/{place.yen_hoa.id}")
        answer = press(full.client, page, "Excel")
        assert answer.mimetype.startswith("application/vnd.openxmlformats")
        assert read(io.BytesIO(answer.data).read(), "x.xlsx").sheets[0].rows


def test_one_who_sees_no_people_takes_no_list(full, place, sign_in):
    administrator = sign_in(Role.ADMINISTRATOR, at=place.yen_hoa)
    assert take(administrator, place.yen_hoa, "ho-va-nhan-khau", "csv").status_code == 403
    assert take(administrator, place.yen_hoa, "tai-khoan", "csv").status_code == 200
    elsewhere = sign_in(Role.COMMUNE_RECORDER, at=place.da_vi)
    assert take(elsewhere, place.yen_hoa, "ho-va-nhan-khau", "csv").status_code == 404
    assert take(elsewhere, place.da_vi, "khong-co", "csv").status_code == 404


def test_every_list_goes_out_at_every_level(full, place, sign_in):
    for unit, role in (
        (place.na_khuyen, Role.VILLAGE_RECORDER), (place.yen_hoa, Role.COMMUNE_RECORDER),
        (place.na_hang, Role.DISTRICT_REVIEWER), (place.province, Role.PROVINCE_OFFICER),
    ):  # fmt: skip
        client = sign_in(role, at=unit)
        for kind in LISTS:
            out = take(client, unit, kind.slug, "csv")
            assert out.status_code == (200 if kind.view in GRANTS[role] else 403), kind.slug
            assert out.data.startswith("\ufeff".encode()) is (out.status_code == 200)


def test_members_go_out_as_the_pages_of_their_branch_show_them(full, place, look):
    ((branch,),) = look("SELECT id FROM branch WHERE phone = 'máy bàn 12'")
    searched = press(full.client, full.client.get(f"/chi-hoi/{branch}?tim=02"), "CSV").data.decode("utf-8-sig")
    assert ",01," not in searched
    assert ",02," in searched
    unpaid = press(full.client, full.client.get(f"/chi-hoi/{branch}/hoi-phi/2026"), "CSV").data.decode("utf-8-sig")
    assert ",01," not in unpaid
    assert ",02,," in unpaid
    cards = press(full.client, full.client.get(f"/chi-hoi/{branch}/the/danh-sach"), "CSV").data.decode("utf-8-sig")
    assert ",01," in cards
