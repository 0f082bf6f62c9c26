"""A live server on a fresh database for each story, and phones for the people in it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser
from sqlalchemy import create_engine, text

from lhtq import start
from tests.browser import live
from tests.browser.phone import Phone
from tests.browser.village import Village, settle
from tests.database import TestServer


@dataclass(frozen=True)
class Site:
    """A running server, what is in it, and how its database's owner reaches that."""

    url: str
    village: Village
    owner: str
    folder: Path
    server: live.Server


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """One browser for the run; each phone is a context of its own."""
    with live.chromium() as browser:
        yield browser


@pytest.fixture
def site(server: TestServer, tmp_path: Path) -> Iterator[Site]:
    """The app as served, with its own commits: nothing is undone, so each story gets a database of its own."""
    database = server.copy()
    village = settle(database.owner)
    with live.running(database, tmp_path) as running:
        yield Site(running.url, village, database.owner, tmp_path, running)


@pytest.fixture
def owner(site: Site) -> Iterator[Callable[..., Any]]:
    """``owner("SELECT …")``: the first value that a statement of the database's owner gives, if there is one."""
    engine = create_engine(site.owner)

    def _owner(statement: str, **given: object) -> Any:
        with engine.begin() as connection:
            done = connection.execute(text(statement), given)
            return done.scalar() if done.returns_rows else None

    yield _owner
    engine.dispose()


@pytest.fixture
def centre(site: Site) -> None:
    """The commune has a centre."""
    with start.owner_session(site.owner) as session:
        session.execute(
            text("INSERT INTO centre (unit_id, name, decision_number, address, phone, version) "
                 "VALUES (:commune, 'Trung tâm học tập cộng đồng', '', '', '', 1)"),
            {"commune": site.village.commune},
        )  # fmt: skip
        session.execute(
            text(
                "INSERT INTO centre_served (centre_id, centre_unit_id, unit_id) SELECT id, unit_id, unit_id FROM centre"
            )
        )
        session.commit()


@pytest.fixture(params=[True, False], ids=["js", "no-js"])
def js(request: pytest.FixtureRequest) -> bool:
    """The story is told twice: with JavaScript and without."""
    return request.param


@pytest.fixture
def phone(chromium: Browser, site: Site) -> Iterator[Callable[..., Phone]]:
    """``phone("thon", js=True)``: a phone on which that person has just signed in; nobody without a name."""
    given: list[Phone] = []

    def _phone(username: str | None = None, *, js: bool = True) -> Phone:
        made = Phone(chromium, site.url, js=js)
        given.append(made)
        if username:
            made.sign_in(username)
        return made

    yield _phone
    for made in given:
        made.put_away()
