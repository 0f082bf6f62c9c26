"""Two people merge the same two records at the same moment."""

from threading import Barrier, Thread

import pytest
from sqlalchemy import func, select

from lhtq.accounts.policy import Actor, Role
from lhtq.app import create_app
from lhtq.config import Settings
from lhtq.db import db
from lhtq.db.scope import scoped_to
from lhtq.merging.service import AlreadyMergedError, ChangedSinceError, Merging, merge_people
from lhtq.register.models import Person, RecordMerge
from lhtq.units.models import Unit
from lhtq.web.filters import today
from tests.factories import AccountFactory, HouseholdFactory, PersonFactory, VillageFactory


@pytest.fixture
def real(server, files):
    """An app whose transactions are real ones, with two records of one person: it, a recorder, and the two."""
    app = create_app(Settings(server.copy().app, "key of the tests", files, secure_cookies=False), TESTING=True)
    with app.app_context(), scoped_to("08/"):
        commune = db.session.scalars(select(Unit).where(Unit.path == "08/072/02248/")).one()
        home = HouseholdFactory(unit=VillageFactory(parent=commune))
        account = AccountFactory(unit_id=commune.id)
        pair = [PersonFactory(household=home, full_name="Ma Thị Hòa", titled=False).id for _ in range(2)]
        actor = Actor(account.id, account.full_name, Role.COMMUNE_RECORDER, commune.id, commune.path, "")
        db.session.flush()
        db.session.info["audited"] = True
        db.session.commit()
    yield app, actor, pair
    with app.app_context():
        db.engine.dispose()


def test_one_wins_and_the_other_is_told(real):
    app, actor, (one, other) = real
    start, told = Barrier(2), []

    def merge(kept: int, gone: int) -> None:
        with app.app_context(), scoped_to(actor.unit_path, actor.account_id):
            start.wait()
            try:
                merge_people(actor, Merging(kept, gone, 1, 1), today())
                told.append("merged")
            except (AlreadyMergedError, ChangedSinceError) as error:
                told.append(type(error).__name__)

    threads = [Thread(target=merge, args=pair) for pair in ((one, other), (other, one))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(told) == ["AlreadyMergedError", "merged"]
    with app.app_context(), scoped_to("08/"):
        assert db.session.scalars(select(func.count()).select_from(RecordMerge)).one() == 1
        assert len(db.session.scalars(select(Person).where(Person.full_name == "Ma Thị Hòa")).all()) == 1
