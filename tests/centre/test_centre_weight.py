"""The pages of centres stay as light as a bad line needs them."""

import datetime as dt
from random import Random

import pytest

from lhtq.accounts.policy import Role
from lhtq.centre.models import ActivitySession, BoardMember, CentreAsset, CentrePlan, Participant
from lhtq.centre.rules import ActivityKind, AssetKind, AssetState, Origin, Position
from lhtq.db import db
from lhtq.demo import names
from lhtq.register.rules import Sex
from lhtq.web.filters import today
from tests.factories import HouseholdFactory
from tests.weight import BUDGET, page

YEAR = today().year
TOPICS = ("Kỹ thuật trồng ngô lai", "Phòng bệnh mùa đông", "Luật Hôn nhân và gia đình", "Hát then, đàn tính")


@pytest.fixture
def busy(place, centre, arrange, activity):
    """A centre with a board, equipment, a plan and 26 activities of every kind; a class of 26 in 12 sessions."""
    draw = Random(108)  # noqa: S311 - names of nobody
    kinds = list(ActivityKind)
    for n in range(26):
        activity(kind=kinds[n % len(kinds)], topic=f"{TOPICS[n % 4]}, đợt {n}", attendances=20 + n, women=9, minority=n)
    found = activity(kind=ActivityKind.SERIES, topic="Lớp đan lát")
    with arrange():
        of_centre = {"centre_id": centre.id, "unit_id": place.yen_hoa.id}
        for n in range(9):
            name = names.full_name(draw, "Tày", Sex.MALE, 1970)
            db.session.add(BoardMember(**of_centre, full_name=name, position=Position.MEMBER, term_from=today()))
            db.session.add(
                CentreAsset(**of_centre, kind=AssetKind.EQUIPMENT, name=f"Máy tính phòng {n}", quantity=n + 1,
                            state=AssetState.GOOD)
            )  # fmt: skip
        for kind in ActivityKind:
            for month in range(1, 13):
                db.session.add(CentrePlan(**of_centre, year=YEAR, month=month, kind=kind, planned=2))
        for _n in range(26):
            HouseholdFactory(unit=place.na_khuyen, head_name=names.full_name(draw, "Dao", Sex.MALE, 1970))
            db.session.add(
                Participant(
                    activity_id=found.id, unit_id=place.na_khuyen.id, birth_year=1980, origin=Origin.TYPED,
                    full_name=names.full_name(draw, "Tày", Sex.FEMALE, 1980), sex=Sex.FEMALE, ethnicity="Tày",
                    sessions=[],
                )
            )  # fmt: skip
        for n in range(12):
            day = today() - dt.timedelta(days=n)
            of_class = {"activity_id": found.id, "unit_id": place.na_khuyen.id}
            db.session.add(ActivitySession(**of_class, held_on=day, topic=f"{TOPICS[n % 4]}, bài {n}"))
    return found


def test_recording_and_its_pages_are_small(place, centre, busy, commune, village, sign_in):
    province = sign_in(Role.PROVINCE_OFFICER, at=place.province)
    for client, url in (
        (village, f"/cac-hoat-dong/{place.na_khuyen.id}/them"),
        (commune, f"/cac-hoat-dong/{place.yen_hoa.id}/them"),
        (village, f"/hoat-dong/{busy.id}"),
        (village, f"/hoat-dong/{busy.id}/chi-tiet"),
        (village, f"/hoat-dong/{busy.id}/nguoi"),
        (village, f"/hoat-dong/{busy.id}/ma-diem-danh"),
        (commune, f"/trung-tam/{centre.id}"),
        (commune, f"/trung-tam/{centre.id}/ke-hoach/{YEAR}"),
        (commune, f"/trung-tam/{centre.id}/xep-loai/{YEAR}"),
        (commune, f"/trung-tam/{centre.id}/dung-chung"),
        (commune, f"/lich-hoat-dong/{place.yen_hoa.id}/{YEAR}/{today().month}"),
        (province, f"/don-vi/{place.province.id}"),
        (commune, f"/don-vi/{place.yen_hoa.id}"),
    ):
        assert page(client, url) <= BUDGET["later page"], url


def test_a_list_of_25_is_small(place, busy, commune, village):
    listed = f"/cac-hoat-dong/{place.yen_hoa.id}/{YEAR}"
    assert commune.get(listed).text.count('<a href="/hoat-dong/') == 25
    assert page(commune, listed) <= BUDGET["list of 25"]
    ticks = f"/hoat-dong/{busy.id}/nguoi/tich"
    assert village.get(ticks).text.count('name="chon"') == 25
    assert page(village, ticks) <= BUDGET["list of 25"]
