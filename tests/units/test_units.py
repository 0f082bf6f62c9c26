"""The places of Tuyên Quang are real, and a level of the hierarchy may be absent."""

import datetime as dt
from collections import Counter

import pytest
from sqlalchemy import create_engine, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from lhtq.accounts.policy import Role
from lhtq.units import service
from lhtq.units.models import Unit
from lhtq.units.rules import Level
from lhtq.web.filters import today
from tests.conftest import FULL
from tests.factories import VillageFactory
from tests.web.press import heading, links, press, said

LOADED = dt.date(2022, 6, 3)


@pytest.fixture
def session(server):
    """The owner of a prepared database; what is not committed is undone."""
    engine = create_engine(server.template.owner)
    with Session(engine) as found:
        yield found
        found.rollback()
    engine.dispose()


def unit(session, path):
    return session.scalars(select(Unit).where(Unit.path == path)).one()


def test_the_province_has_seven_districts_and_138_communes(session):
    units = session.scalars(select(Unit)).all()
    assert Counter(unit.level for unit in units) == {"province": 1, "district": 7, "commune": 138}
    assert {unit.name for unit in units if unit.level == "district"} == {
        "Tuyên Quang", "Lâm Bình", "Na Hang", "Chiêm Hóa", "Hàm Yên", "Yên Sơn", "Sơn Dương",
    }  # fmt: skip
    assert Counter(unit.type for unit in units if unit.level == "commune") == {"xã": 122, "phường": 10, "thị trấn": 6}


def test_every_unit_stands_under_its_parent(session):
    units = {unit.id: unit for unit in session.scalars(select(Unit))}
    for found in units.values():
        above = units[found.parent_id].path if found.parent_id else ""
        assert found.path == f"{above}{found.code}/"


def test_every_unit_says_since_when_and_by_what_act_it_exists(session):
    assert all(unit.valid_to is None and unit.legal_basis for unit in session.scalars(select(Unit)))


def test_level_code_and_day_are_the_key_so_that_a_code_can_be_given_again(session):
    na_hang = unit(session, "08/072/")

    def again(level, valid_from):
        return Unit(level=level, type="xã", code="072", name="Mới", path=f"{level}/072/", valid_from=valid_from)

    session.add_all([again(Level.DISTRICT, dt.date(2030, 1, 1)), again(Level.COMMUNE, na_hang.valid_from)])
    session.flush()
    session.add(again(Level.DISTRICT, na_hang.valid_from))
    with pytest.raises(IntegrityError, match="uq_unit_level_code_valid_from"):
        session.flush()


def test_loading_again_changes_nothing(server):
    engine = create_engine(server.copy().owner)
    with Session(engine) as session:
        before = [(u.id, u.path, u.name) for u in session.scalars(select(Unit).order_by(Unit.id))]
        assert service.load(session) == 0
        assert [(u.id, u.path, u.name) for u in session.scalars(select(Unit).order_by(Unit.id))] == before
    engine.dispose()


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """``folder(line, ...)`` is a folder of units with these lines in its one file."""

    def _folder(*lines):
        (tmp_path / "units.csv").write_text("\n".join(["code,name,type,parent_code,level", *lines]), encoding="utf-8")
        (tmp_path / "sources.toml").write_text(
            '[[files]]\nname = "units.csv"\nvalid_from = 2030-01-01\nlegal_basis = "Nghị quyết 1"\n', encoding="utf-8"
        )
        monkeypatch.setattr(service, "DATA", tmp_path)

    return _folder


@pytest.fixture
def owner(server):
    """The owner of a database of its own."""
    engine = create_engine(server.copy().owner)
    with Session(engine) as found:
        yield found
    engine.dispose()


@pytest.mark.parametrize(
    "line", ["90001,Lạc,xã,99999,commune", "90001,Lạc,xã,08,hamlet"], ids=["unknown parent", "unknown level"]
)
def test_a_unit_under_a_code_or_level_that_nobody_knows_is_refused(owner, folder, line):
    folder("08,Tuyên Quang,tỉnh,,province", line)
    with pytest.raises(Exception, match=r"99999|hamlet"):
        service.load(owner)
    owner.rollback()
    assert owner.scalars(select(Unit).where(Unit.code == "90001")).all() == []


def test_a_code_that_two_levels_share_is_loaded_for_both(owner, folder):
    folder("08,Tuyên Quang,tỉnh,,province", "071,Lâm Bình,huyện,08,district", "071,Nà Mới,xã,071,commune")
    service.load(owner)
    found = owner.scalars(select(Unit).where(Unit.code == "071", Unit.valid_from == dt.date(2030, 1, 1)))
    assert sorted(unit.level for unit in found) == ["commune", "district"]


@pytest.fixture
def commune_of_the_province(place, arrange):
    """A commune with no district above it, as everywhere since July 2025, and its village."""
    with arrange():
        commune = VillageFactory(parent=place.province, level=Level.COMMUNE, type="xã", code="99001", name="Minh Quang")
        return commune, VillageFactory(parent=commune, type="bản", name="Noong Phường", code="001")


def test_without_a_district_a_village_is_scored_reviewed_and_counted(
    place, commune_of_the_province, household, sheet, sign_in, settled
):
    commune, village = commune_of_the_province
    dat = household(village, "Nguyễn Văn Đạt")
    year = today().year
    recorder = sign_in(Role.COMMUNE_RECORDER, at=commune)
    assert "Bản Noong Phường" in links(recorder.get("/"))
    assert recorder.post(f"/cham-diem/ho/{dat.id}/{year}", data=FULL | {"version": "0"}).status_code == 303

    form = recorder.get(f"/cham-diem/{village.id}/{year}/binh-xet")
    handed_in = press(
        recorder, form, "Gửi xã thẩm định", held_on=f"{today():%d/%m/%Y}", present="30", chair="Ma Văn Quý",
        secretary="Nông Thị Lan",
    )  # fmt: skip
    assert handed_in.status_code == 303
    reviewer = sign_in(Role.COMMUNE_REVIEWER, at=commune)
    press(reviewer, reviewer.get(f"/tham-dinh/{commune.id}/{year}"), "Đưa cả 1 phiếu của trang này")
    chair = sign_in(Role.COMMUNE_APPROVER, at=commune)
    signed = press(
        chair, chair.get(f"/cong-nhan/{commune.id}/{year}/ho"), "Công nhận theo quyết định này", number="9",
        signed_on=f"{today():%d/%m/%Y}", signer="Hứa Đức Thắng",
    )  # fmt: skip
    assert heading(chair.get(signed.location)) == "Quyết định số 9"

    province = sign_in(Role.PROVINCE_OFFICER, at=place.province)
    settled()
    page = province.get(f"/don-vi/{place.province.id}")
    assert "100% (1/1)" in said(page)
    assert links(page)["Xã Minh Quang"] == f"/don-vi/{commune.id}?nam={year}"
    assert "Tỉnh Tuyên Quang" in links(province.get(f"/don-vi/{village.id}"))


def test_households_of_a_commune_without_villages_count_for_the_commune(place, household, sign_in, settled):
    household(place.tan_trao, "Hoàng Văn Thụ")
    settled()
    page = sign_in(Role.DISTRICT_REVIEWER, at=place.son_duong).get(f"/don-vi/{place.tan_trao.id}")
    assert "(0/1)" in said(page)


def test_a_unit_that_has_ended_is_no_longer_shown(place, arrange, sign_in):
    with arrange():
        VillageFactory(parent=place.yen_hoa, name="Nà Cũ", code="009", valid_to=today() - dt.timedelta(days=1))
    recorder = sign_in(Role.COMMUNE_RECORDER, at=place.yen_hoa)
    assert "Nà Cũ" not in recorder.get("/").text
    assert "Nà Cũ" not in recorder.get(f"/don-vi/{place.yen_hoa.id}").text


def test_a_unit_that_is_not_there_is_not_found(place, sign_in):
    assert sign_in(Role.PROVINCE_OFFICER, at=place.province).get("/don-vi/999999").status_code == 404
