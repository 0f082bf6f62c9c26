"""A real PostgreSQL, one transaction a test, and people to act as."""

import datetime as dt
import itertools
import secrets
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from types import SimpleNamespace

import pytest
from flask import Flask
from sqlalchemy import select, text

from lhtq.accounts.current import TOKEN
from lhtq.accounts.models import Assignment, SignIn
from lhtq.accounts.policy import OF_ONE_RECORD, Actor, Role
from lhtq.accounts.queries import token_hash
from lhtq.app import create_app
from lhtq.config import Settings
from lhtq.criteria import queries as criteria
from lhtq.criteria.rules import Model
from lhtq.db import db
from lhtq.db.scope import scoped_to
from lhtq.indicators.queries import measures
from lhtq.units.models import Unit
from lhtq.web.filters import today
from tests.client import Client
from tests.database import TestServer
from tests.factories import AccountFactory, AssignmentFactory, HouseholdFactory, SheetFactory, VillageFactory

#: Answers that earn the title under the provisional family set: 100 points where all adults hold theirs.
FULL = {
    "1.1": 10, "1.2": 10, "1.3": 10, "2.2": 10, "3.1": 10, "3.2": 10, "4.1": 10, "4.2": 10, "G1": 1, "G2": 1,
}  # fmt: skip


#: The same for what has a page of its own; what is counted is not asked.
FULL_OF = {
    Model.CITIZEN: dict.fromkeys(("1.1", "1.2", "1.3", "1.4", "2.1", "2.2", "2.3", "2.4", "3.1", "3.2"), 10),
    Model.CLAN: {"2.1": 10, "2.2": 5, "3.1": 10, "3.2": 2, "4.1": 15, "4.2": 10, "G1": 1},
    Model.COMMUNITY: {"3.1": 10, "3.2": 10, "4.1": 4, "4.2": 10, "5.1": 10, "5.2": 10, "G1": 1},
    Model.ORGANISATION: {"2.1": 10, "2.2": 5, "3.1": 10, "3.2": 3, "4.1": 15, "4.2": 10, "G1": 1},
}


@pytest.fixture(scope="session", autouse=True)
def _data(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """What an app keeps on disk goes into a folder of this run, not into the checkout's."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("LHTQ_DATA", str(tmp_path_factory.mktemp("data")))
        yield


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestServer]:
    """The database server of this run."""
    made = TestServer(tmp_path_factory.mktemp("postgres") / "data")
    yield made
    made.close()


@pytest.fixture(scope="session")
def files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the evidence files."""
    return tmp_path_factory.mktemp("evidence")


@pytest.fixture(scope="session")
def app(server: TestServer, files: Path) -> Iterator[Flask]:
    """The app as in production, on a database of its own."""
    settings = Settings(server.copy().app, "key of the tests", files, secure_cookies=False)
    # What takes long is done before the answer: the transaction of a test is on one connection.
    made = create_app(settings, TESTING=True, WORK_INLINE=True)
    yield made
    with made.app_context():
        db.engine.dispose()


@pytest.fixture(autouse=True)
def _undo(request: pytest.FixtureRequest) -> Iterator[None]:
    """Run the test in one database transaction that is undone; the app's commits become savepoints.

    No app context stays open here: one that did would share its session with every request of the test.
    """
    if "app" not in request.fixturenames:
        yield
        return
    app = request.getfixturevalue("app")
    with app.app_context():
        engine, engines = db.engine, db.engines
    connection = engine.connect()
    outer = connection.begin()
    engines[None] = connection
    yield
    engines[None] = engine
    outer.rollback()
    connection.close()


@pytest.fixture
def arrange(app: Flask) -> Callable[[], AbstractContextManager[None]]:
    """Make records as the province would: everything visible, no audit entry asked for."""

    @contextmanager
    def _arrange() -> Iterator[None]:
        with app.app_context(), scoped_to("08/"):
            yield
            db.session.flush()
            db.session.info["audited"] = True
            db.session.commit()

    return _arrange


@pytest.fixture
def settled(arrange) -> Callable[[], None]:
    """``settled()`` counts what is due, as the end of a transaction does: that of a test never comes."""

    def _settled() -> None:
        with arrange():
            db.session.execute(text("SET CONSTRAINTS settle_measures IMMEDIATE"))

    return _settled


@pytest.fixture
def measured(arrange, settled) -> Callable[..., tuple[int, int]]:
    """``measured(unit, key, on=...)``: part and whole of one of the plan's measures, with the province's eyes."""

    def _measured(unit: Unit, key: str, on: dt.date | None = None) -> tuple[int, int]:
        settled()
        with arrange():
            found = measures(unit, on or today())[key]
        return found.part, found.whole

    return _measured


@pytest.fixture
def place(arrange) -> SimpleNamespace:
    """Na Hang with two communes and their villages, and a commune of another district."""
    with arrange():

        def unit(path: str) -> Unit:
            return db.session.scalars(select(Unit).where(Unit.path == path)).one()

        yen_hoa, da_vi, tan_trao = unit("08/072/02248/"), unit("08/072/02260/"), unit("08/076/02545/")
        return SimpleNamespace(
            province=unit("08/"),
            na_hang=unit("08/072/"),
            son_duong=unit("08/076/"),
            yen_hoa=yen_hoa,
            da_vi=da_vi,
            tan_trao=tan_trao,
            na_khuyen=VillageFactory(parent=yen_hoa, name="Nà Khuyến", code="001"),
            ban_thang=VillageFactory(parent=yen_hoa, name="Bản Thàng", code="002"),
            ban_luc=VillageFactory(parent=da_vi, name="Bản Lục", code="001"),
            tan_lap=VillageFactory(parent=tan_trao, name="Tân Lập", code="001"),
        )


@pytest.fixture
def household(arrange):
    """``household(village, ...)`` puts a household with two adults into a village, ``titled`` of them citizens."""

    def _household(unit, head_name="Nguyễn Văn Đạt", titled=None, **given):
        if titled is not None:
            given["adults__titled"] = titled
        with arrange():
            return HouseholdFactory(unit=unit, head_name=head_name, **given)

    return _household


@pytest.fixture
def sheet(arrange):
    """``sheet(household, ...)`` gives a household a sheet of this year; ``answers=FULL`` earns the title."""

    def _sheet(household, **given):
        with arrange():
            found = criteria.set_in_force(Model.FAMILY, today())
            answers = given.setdefault("answers", {})
            given.setdefault("complete", len(answers) == len(FULL))
            return SheetFactory(household=household, set_id=found.id, **{"year": today().year, **given})

    return _sheet


@pytest.fixture
def sheet_of(arrange):
    """``sheet_of(model, record, ...)`` gives a clan, organisation, village or person a sheet of this year.

    ``answers=FULL_OF[model]`` are all that is asked, at full points.
    """

    def _sheet_of(model, record, **given):
        with arrange():
            found = criteria.set_in_force(model, today())
            answers = given.setdefault("answers", {})
            given.setdefault("complete", len(answers) == len(found.asked))
            given.setdefault("name", record.full_name if model is Model.CITIZEN else record.name)
            unit_id = record.id if model is Model.COMMUNITY else record.unit_id
            return SheetFactory(
                model=model, subject_id=record.id, unit_id=unit_id, set_id=found.id, **{"year": today().year, **given}
            )

    return _sheet_of


_numbers = itertools.count()


@pytest.fixture
def person(arrange):
    """``person(Role.X, at=unit)`` makes an account with a role and gives it as an actor.

    ``person_id`` or ``organisation_id`` says whose record a role of one record is bound to.
    """

    def _person(role: Role, at: Unit, **given) -> Actor:
        own = {name: given.pop(name) for name in ("person_id", "organisation_id") if name in given}
        with arrange():
            account = AccountFactory(unit_id=at.id, **given)
            AssignmentFactory(account_id=account.id, unit_id=at.id, role=role, **own)
        return Actor(account.id, account.full_name, role, at.id, at.path, at.full_name, **own)

    return _person


@pytest.fixture
def acting(app: Flask, person):
    """``with acting(Role.X, at=unit) as actor``: call services and queries as a person would."""

    @contextmanager
    def _acting(role: Role | Actor, at: Unit | None = None) -> Iterator[Actor]:
        actor = role if isinstance(role, Actor) else person(role, at)
        path = "" if actor.role in OF_ONE_RECORD else actor.unit_path
        own = {"person_id": actor.person_id, "organisation_id": actor.organisation_id}
        with app.app_context(), scoped_to(path, actor.account_id, **own):
            yield actor

    return _acting


@pytest.fixture
def sign_in(app: Flask, arrange, person):
    """``sign_in(Role.X, at=unit)``: a browser in which that person is signed in."""

    def _sign_in(role: Role | Actor, at: Unit | None = None, *, js: bool = False) -> Client:
        actor = role if isinstance(role, Actor) else person(role, at)
        token = f"{actor.account_id}.{secrets.token_urlsafe(18)}"
        with arrange(), scoped_to("08/", actor.account_id):
            assignment = db.session.scalars(select(Assignment).filter_by(account_id=actor.account_id)).first()
            db.session.add(
                SignIn(token_hash=token_hash(token), account_id=actor.account_id, assignment_id=assignment.id)
            )
        client = Client(app, actor=actor, js=js)
        with client.session_transaction() as session:
            session[TOKEN] = token
            session["csrf_token"] = secrets.token_urlsafe(12)
        return client

    return _sign_in


@pytest.fixture
def anonymous(app: Flask) -> Client:
    """A browser in which nobody is signed in."""
    return Client(app, actor=None)
