"""The page of one sheet, where clans and organisations are scored."""

import pytest

from lhtq.accounts.policy import Role
from lhtq.web.filters import today
from tests.client import htmx
from tests.factories import ClanFactory

YEAR = today().year


@pytest.fixture
def clan(place, arrange):
    with arrange():
        return ClanFactory(unit_id=place.yen_hoa.id)


@pytest.mark.parametrize("more", [{}, {"dien": "du"}])
def test_the_row_of_a_clan_stays_a_clans_when_it_is_saved(place, clan, sign_in, more):
    recorder = sign_in(Role.COMMUNE_RECORDER, at=place.yen_hoa)
    answer = recorder.post(
        f"/cham-diem/dong-ho/{clan.id}/{YEAR}",
        data={"3.2": "2", "version": "0", **more},
        # As it is sent by a row that was refused before: all of it is put in anew.
        headers=htmx(f"form#row-{clan.id}"),
    )
    assert answer.status_code == 200
    assert f'hx-post="/cham-diem/dong-ho/{clan.id}/{YEAR}"' in answer.text
    assert '"3.2" inputmode="numeric" autocomplete="off" value="2"' in answer.text
