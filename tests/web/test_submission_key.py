"""The same form sent twice makes one record, and both answers are the same page."""

import io
import itertools
import threading
import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import create_engine, text

from lhtq.app import create_app
from lhtq.config import Settings
from lhtq.db import db
from lhtq.web import submission_key
from lhtq.web.filters import today
from tests.browser.village import HOUSEHOLDS, PASSWORD, settle
from tests.client import Client
from tests.conftest import FULL
from tests.house.scene import picture

YEAR = today().year
AN = HOUSEHOLDS[0]


class Site:
    """An app with a database of its own, whose commits stay: two requests are two transactions."""

    def __init__(self, server, folder) -> None:
        urls = server.copy()
        self.village = settle(urls.owner)
        self.app = create_app(Settings(urls.app, "key", folder, secure_cookies=False), TESTING=True)
        self._owner = create_engine(urls.owner)

    def phone(self, username: str) -> Client:
        """A phone on which that person has signed in."""
        client = Client(self.app, actor=None)
        client.sign_in(username, PASSWORD)
        client.token()
        return client

    def count(self, table: str) -> int:
        """How many rows there are, in the eyes of the owner."""
        with self._owner.connect() as connection:
            return connection.execute(text(f"SELECT count(*) FROM {table}")).scalar_one()  # noqa: S608 - our own names

    def close(self) -> None:
        """Leave no connection behind."""
        self._owner.dispose()
        with self.app.app_context():
            db.engine.dispose()


@pytest.fixture(scope="module")
def site(server, tmp_path_factory):
    made = Site(server, tmp_path_factory.mktemp("evidence"))
    yield made
    made.close()


def twice_at_once(site: Site, username: str, send: Callable[[Client], object], monkeypatch) -> list:
    """Two requests of one person, held back until both are about to use the key."""
    both = threading.Barrier(2, timeout=10)
    claim = submission_key.claim

    first = iter((both.wait,) * 2)

    def held(*given):
        next(first, lambda: None)()
        return claim(*given)

    monkeypatch.setattr(submission_key, "claim", held)
    phones = [site.phone(username) for _ in range(2)]
    with ThreadPoolExecutor(2) as pool:
        return list(pool.map(send, phones))


#: Whoever is in the village already is asked about, so each is called otherwise.
_given_names = map("".join, itertools.product("aeiou", repeat=3))


def person(**changed):
    name = f"Lý Thị {next(_given_names)}"
    return {"full_name": name, "birth_year": "1990", "sex": "female", "ethnicity": "Dao", **changed}


def test_a_household_sent_twice_at_the_same_moment_is_one(site, monkeypatch):
    before, form = site.count("household"), person(key=str(uuid.uuid4()))
    url = f"/ho-gia-dinh/{site.village.unit}/them"
    first, second = twice_at_once(site, "thon", lambda phone: phone.post(url, data=form), monkeypatch)
    assert first.status_code == second.status_code == 303
    assert first.location == second.location
    assert site.count("household") == before + 1


def test_a_member_sent_twice_at_the_same_moment_is_one(site, monkeypatch):
    before, form = site.count("person"), person(key=str(uuid.uuid4()), relation="child")
    url = f"/ho/{site.village.households[AN]}/nguoi/them"
    first, second = twice_at_once(site, "thon", lambda phone: phone.post(url, data=form), monkeypatch)
    assert first.location == second.location == f"/ho/{site.village.households[AN]}"
    assert site.count("person") == before + 1


def test_a_village_sent_twice_at_the_same_moment_is_one(site, monkeypatch):
    before = site.count("unit")
    form = {"key": str(uuid.uuid4()), "type": "thôn", "name": "Phiêng Ten"}
    url = f"/don-vi/{site.village.commune}/them-thon"
    first, second = twice_at_once(site, "nhaplieu", lambda phone: phone.post(url, data=form), monkeypatch)
    assert first.location == second.location
    assert site.count("unit") == before + 1


def test_an_account_sent_twice_at_the_same_moment_is_one_and_shows_one_code(site, monkeypatch):
    before = site.count("account")
    form = {"key": str(uuid.uuid4()), "full_name": "Hoàng Thị Lan", "username": "lan", "role": "viewer"}
    form["unit_id"] = str(site.village.commune)
    first, second = twice_at_once(site, "quantri", lambda p: p.post("/tai-khoan/them", data=form), monkeypatch)
    assert first.status_code == second.status_code == 200
    assert first.text.split("<main", 1)[1] == second.text.split("<main", 1)[1]
    assert site.count("account") == before + 1


def test_a_photo_sent_twice_at_the_same_moment_is_one(site, monkeypatch):
    key = str(uuid.uuid4())
    url = f"/phieu/ho/{site.village.households[HOUSEHOLDS[1]]}/{YEAR}/minh-chung"

    def send(phone):
        return phone.post(url, data={"key": key, "indicator": "1.1", "file": (io.BytesIO(picture()), "anh.jpg")})

    before = site.count("evidence")
    first, second = twice_at_once(site, "thon", send, monkeypatch)
    assert first.location == second.location
    assert site.count("evidence") == before + 1


def test_minutes_and_a_decision_sent_twice_at_the_same_moment_are_one(site, monkeypatch):
    household, village = site.village.households[AN], site.village.unit
    answers = {code: str(value) for code, value in FULL.items()}
    site.phone("thon").post(f"/cham-diem/ho/{household}/{YEAR}", data=answers | {"version": "0"})
    minutes = {
        "key": str(uuid.uuid4()), "held_on": f"{today():%d/%m/%Y}", "present": "35", "chair": "Ma Văn Quý",
        "secretary": "Nông Thị Lan", "chon": str(household),
    }  # fmt: skip
    url = f"/cham-diem/{village}/{YEAR}/binh-xet"
    first, second = twice_at_once(site, "nhaplieu", lambda phone: phone.post(url, data=minutes), monkeypatch)
    assert first.location == second.location
    assert site.count("village_review") == 1

    monkeypatch.undo()
    # The village's citizens wait for their decision, which comes before that of the families.
    citizens = site.count("sheet WHERE model = 'citizen'")
    decision = {
        "key": str(uuid.uuid4()), "number": "125/QĐ-UBND", "signed_on": f"{today():%d/%m/%Y}",
        "signer": "Hứa Văn Chủ", "signer_position": "Chủ tịch UBND", "noi": str(village),
        f"so-{village}": str(citizens),
    }  # fmt: skip
    url = f"/cong-nhan/{site.village.commune}/{YEAR}/cong-dan"
    first, second = twice_at_once(site, "chutich", lambda phone: phone.post(url, data=decision), monkeypatch)
    assert first.status_code == second.status_code == 303
    assert first.location == second.location
    assert (site.count("decision"), site.count("title")) == (1, citizens)


def test_two_villages_added_to_a_commune_at_the_same_moment_get_a_number_each(site, monkeypatch):
    before, names = site.count("unit"), iter(("Phiêng Ten", "Khuổi Đấy"))
    url = f"/don-vi/{site.village.commune}/them-thon"

    def send(phone):
        return phone.post(url, data={"key": str(uuid.uuid4()), "type": "thôn", "name": next(names)})

    first, second = twice_at_once(site, "nhaplieu", send, monkeypatch)
    assert first.status_code == second.status_code == 303
    assert first.location != second.location
    assert site.count("unit") == before + 2


def test_two_accounts_of_one_name_at_the_same_moment_are_one_and_a_message(site, monkeypatch):
    before = site.count("account")
    form = {"full_name": "Hoàng Thị Lan", "username": "lan.hai", "role": "viewer", "unit_id": str(site.village.commune)}

    def send(phone):
        return phone.post("/tai-khoan/them", data=form | {"key": str(uuid.uuid4())})

    answers = twice_at_once(site, "quantri", send, monkeypatch)
    assert sorted(answer.status_code for answer in answers) == [200, 422]
    assert any("Tên đăng nhập này đã có người dùng." in answer.text for answer in answers)
    assert site.count("account") == before + 1


def test_a_form_sent_again_later_leads_to_what_it_made(site):
    phone, form = site.phone("thon"), person(key=str(uuid.uuid4()))
    url = f"/ho-gia-dinh/{site.village.unit}/them"
    first = phone.post(url, data=form)
    before = site.count("household")
    assert phone.post(url, data=form).location == first.location
    assert site.count("household") == before


def test_two_people_may_have_the_same_key(site):
    before, form = site.count("household"), person(key=str(uuid.uuid4()))
    url = f"/ho-gia-dinh/{site.village.unit}/them"
    other = person(key=form["key"])
    assert site.phone("thon").post(url, data=form).location != site.phone("nhaplieu").post(url, data=other).location
    assert site.count("household") == before + 2


def test_a_form_that_failed_may_be_sent_again_with_its_key(site):
    phone, key = site.phone("thon"), str(uuid.uuid4())
    url, before = f"/ho-gia-dinh/{site.village.unit}/them", site.count("household")
    assert phone.post(url, data=person(key=key, birth_year="2999")).status_code == 422
    assert phone.post(url, data=person(key=key)).status_code == 303
    assert site.count("household") == before + 1


@pytest.mark.parametrize("key", ["", "1", "không phải khóa"])
def test_a_key_that_is_none_is_told_and_replaced(site, key):
    before = site.count("household")
    answer = site.phone("thon").post(f"/ho-gia-dinh/{site.village.unit}/them", data=person(key=key))
    assert answer.status_code == 422
    assert "Biểu mẫu đã cũ. Hãy bấm gửi lại." in answer.text
    assert uuid.UUID(answer.text.split('name="key" value="')[1].split('"')[0])
    assert site.count("household") == before


def test_without_the_key_the_same_form_makes_two(site, monkeypatch):
    """What the tests above would find if the key were forgotten."""
    monkeypatch.setattr(submission_key, "parsed", lambda _text: None)
    monkeypatch.setattr("lhtq.register.queries.namesakes", lambda *_given: [])
    monkeypatch.setattr("lhtq.register.views.household.once", lambda _account, _key, create: create())
    phone, form = site.phone("thon"), person(key=str(uuid.uuid4()))
    url = f"/ho-gia-dinh/{site.village.unit}/them"
    assert phone.post(url, data=form).location != phone.post(url, data=form).location
