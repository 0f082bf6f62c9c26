"""What is changed is written down, or it is not changed."""

import pytest
from sqlalchemy import event, update

from lhtq.accounts import audit
from lhtq.accounts.audit import UnauditedChangeError, record
from lhtq.accounts.models import Account, AuditEntry
from lhtq.accounts.policy import Action, Role
from lhtq.accounts.queries import history
from lhtq.db import db
from lhtq.db.command import command
from lhtq.register import queries
from lhtq.register.models import Household


@command
def change(household_id: int, address: str) -> None:
    """A change that nobody writes down."""
    queries.household(household_id).address = address


@command
def change_many(address: str) -> None:
    """The same, of many rows in one statement."""
    db.session.execute(update(Household).values(address=address))


@pytest.fixture
def dat(place, household):
    return household(place.na_khuyen, "Nguyễn Văn Đạt", address="Đầu làng")


@pytest.mark.parametrize("forgetful", [lambda dat: change(dat.id, "Cuối làng"), lambda _: change_many("Cuối làng")],
                         ids=["one", "many"])  # fmt: skip
def test_a_change_that_nobody_wrote_down_is_refused_and_undone(place, dat, acting, forgetful):
    with acting(Role.COMMUNE_RECORDER, at=place.yen_hoa), pytest.raises(UnauditedChangeError):
        forgetful(dat)
    with acting(Role.VIEWER, at=place.yen_hoa):
        assert queries.household(dat.id).address == "Đầu làng"


def test_without_its_guard_the_same_change_would_be_kept(place, dat, acting):
    event.remove(db.session, "before_commit", audit._guard)  # noqa: SLF001 - the guard itself is tried
    try:
        with acting(Role.COMMUNE_RECORDER, at=place.yen_hoa):
            change(dat.id, "Cuối làng")
        with acting(Role.VIEWER, at=place.yen_hoa):
            assert queries.household(dat.id).address == "Cuối làng"
    finally:
        event.listen(db.session, "before_commit", audit._guard)  # noqa: SLF001


def test_what_was_before_and_after_is_in_the_trail(place, dat, acting):
    with acting(Role.COMMUNE_RECORDER, at=place.yen_hoa) as actor:

        @command
        def move() -> None:
            found = queries.household(dat.id)
            found.address = "Cuối làng"
            record(actor, Action.HOUSEHOLD_EDIT, found, note="Chuyển nhà")

        move()
        (entry,) = history(queries.household(dat.id))
    assert entry.changes == {"address": ["Đầu làng", "Cuối làng"]}
    assert (entry.account_name, entry.role, entry.note) == (actor.name, Role.COMMUNE_RECORDER, "Chuyển nhà")
    assert (entry.action, entry.unit_id) == ("household:edit", place.na_khuyen.id)


def test_one_entry_does_not_cover_the_next_transaction(place, dat, acting):
    with acting(Role.COMMUNE_RECORDER, at=place.yen_hoa) as actor:

        @command
        def move() -> None:
            found = queries.household(dat.id)
            found.address = "Giữa làng"
            record(actor, Action.HOUSEHOLD_EDIT, found)

        move()
        with pytest.raises(UnauditedChangeError):
            change(dat.id, "Cuối làng")


def test_a_password_is_never_in_the_trail(place, acting, person):
    someone = person(Role.VIEWER, place.yen_hoa)
    with acting(Role.ADMINISTRATOR, at=place.yen_hoa) as actor:

        @command
        def reset() -> None:
            account = db.session.query(Account).filter_by(id=someone.account_id).one()
            account.password_hash = "$argon2id$another"
            record(actor, Action.ACCOUNT_MANAGE, account)

        reset()
        entry = db.session.query(AuditEntry).filter_by(subject_type="account", subject_id=someone.account_id).one()
    assert entry.changes == {"password_hash": ["…", "…"]}
