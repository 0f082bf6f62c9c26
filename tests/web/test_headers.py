"""What goes with a page: who may frame it, run in it, keep it; and files that are kept for a year."""

import re

import pytest
from sqlalchemy.exc import OperationalError

from lhtq.accounts.policy import Role
from lhtq.app import create_app
from lhtq.config import Settings
from lhtq.db import db
from lhtq.web.headers import POLICY
from tests.client import Client, htmx
from tests.conftest import FULL


@pytest.fixture
def page(place, sign_in):
    return sign_in(Role.VIEWER, at=place.yen_hoa).get("/")


@pytest.fixture
def behind_a_proxy(app, server, files):
    """The app as in production: TLS ends at a proxy in front."""
    made = create_app(Settings(server.copy().app, "key", files, secure_cookies=True, proxies=1), TESTING=True)
    yield made
    with made.app_context():
        db.engine.dispose()


def test_nothing_but_our_own_files_runs_in_a_page(page):
    policy = page.headers["Content-Security-Policy"]
    assert policy == POLICY
    assert "unsafe" not in policy
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy


def test_a_page_is_kept_by_nobody(page):
    assert page.headers["Cache-Control"] == "private, no-store"
    assert page.headers["X-Content-Type-Options"] == "nosniff"
    assert page.headers["Referrer-Policy"] == "same-origin"


def test_a_page_with_regions_says_what_it_depends_on(place, sign_in):
    page = sign_in(Role.VIEWER, at=place.yen_hoa).get(f"/cham-diem/{place.na_khuyen.id}/2026")
    assert {"HX-Request", "HX-Target"} <= set(page.vary)


def test_a_region_is_kept_by_nobody_and_leaves_the_rest_to_its_page(place, sign_in):
    client = sign_in(Role.VILLAGE_RECORDER, at=place.na_khuyen)
    url = f"/cham-diem/{place.na_khuyen.id}/2026"
    part, whole = client.get(url, headers=htmx("p#progress")), client.get(url)
    assert part.headers["Cache-Control"] == "private, no-store"
    assert "Content-Security-Policy" not in part.headers
    assert "Content-Security-Policy" in whole.headers


def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(anonymous, behind_a_proxy):
    cookie = anonymous.get("/dang-nhap").headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert "Secure" not in cookie
    assert "Secure" in Client(behind_a_proxy, actor=None).get("/dang-nhap").headers["Set-Cookie"]


def test_behind_tls_a_browser_is_told_to_stay_there(anonymous, behind_a_proxy):
    forwarded = {"X-Forwarded-Proto": "https", "X-Forwarded-Host": "hoctap.example"}
    told = Client(behind_a_proxy, actor=None).get("/dang-nhap", headers=forwarded)
    assert told.headers["Strict-Transport-Security"] == "max-age=31536000"
    assert "Strict-Transport-Security" not in anonymous.get("/dang-nhap", headers=forwarded).headers


def test_files_have_their_content_in_their_name_and_are_kept_for_a_year(page, anonymous):
    files = re.findall(r'(?:href|src)="(/s/[^"]+)"', page.text)
    assert len(files) == 4
    for url in files:
        assert re.search(r"\.[0-9a-f]{12}\.\w+$", url)
        for encoding in ("br", "gzip"):
            kept = anonymous.get(url, headers={"Accept-Encoding": encoding})
            assert kept.status_code == 200
            assert "immutable" in kept.headers["Cache-Control"]
            assert kept.headers.get("Content-Encoding", encoding) == encoding


@pytest.mark.parametrize(
    "url",
    [
        "/s/",
        "/s/app.css",
        "/s/worker.js",
        "/s/vendor/htmx-LICENSE.txt",
        "/s/SHA256SUMS",
        "/s/../pyproject.toml",
        "/static/app.css",
    ],
)
def test_nothing_else_of_the_folders_is_handed_out(anonymous, url):
    assert anonymous.get(url).status_code in {303, 404}


def test_a_large_page_is_sent_compressed(place, household, sheet, sign_in):
    for _n in range(5):
        sheet(household(place.na_khuyen), answers=FULL)
    client = sign_in(Role.VILLAGE_RECORDER, at=place.na_khuyen)
    url = f"/cham-diem/{place.na_khuyen.id}/2026"
    plain = client.get(url)
    for encoding in ("br", "gzip"):
        small = client.get(url, headers={"Accept-Encoding": encoding})
        assert small.headers["Content-Encoding"] == encoding
        assert len(small.data) * 4 < len(plain.data)


def test_whether_it_runs_can_be_asked_without_signing_in(anonymous):
    assert anonymous.get("/suc-khoe").status_code == 200


def test_that_the_database_is_away_is_said(app, anonymous, monkeypatch):
    def away(*_given: object, **_named: object) -> None:
        raise OperationalError("SELECT 1", {}, ConnectionError("gone"))

    monkeypatch.setattr("lhtq.web.health.db.session.execute", away)
    assert anonymous.get("/suc-khoe").status_code == 503
