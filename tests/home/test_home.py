"""The first page leads to the register of the place, as far as the role may open it."""

import pytest

from lhtq.accounts.policy import Role
from tests.web.press import links

REGISTER = ("Hộ gia đình", "Nhập từ Excel", "Trùng lặp", "Tìm người")


@pytest.mark.parametrize(
    ("role", "at", "found"),
    [
        (Role.COMMUNE_RECORDER, "yen_hoa", REGISTER),
        (Role.VILLAGE_RECORDER, "na_khuyen", ("Hộ gia đình", "Nhập từ Excel", "Tìm người")),
        (Role.VIEWER, "yen_hoa", ("Hộ gia đình", "Tìm người")),
        (Role.DISTRICT_REVIEWER, "na_hang", ()),
    ],
)
def test_who_keeps_a_register_is_led_to_it_and_every_link_opens(place, sign_in, role, at, found):
    client = sign_in(role, at=getattr(place, at))
    home = client.get("/")
    shown = {words: url for words, url in links(home).items() if words in REGISTER}
    assert tuple(shown) == found
    for url in shown.values():
        assert client.get(url).status_code == 200, url


def test_the_search_says_what_it_finds(place, sign_in):
    assert 'placeholder="Người, hộ, điện thoại"' in sign_in(Role.VIEWER, at=place.yen_hoa).get("/").text
