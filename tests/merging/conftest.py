"""Two records of one person or household, as people make them."""

import datetime as dt

import pytest
from sqlalchemy import make_url, select, text

from lhtq.accounts.policy import Role
from lhtq.app import create_app
from lhtq.assessment.models import Sheet
from lhtq.config import Settings
from lhtq.criteria import queries as criteria
from lhtq.db import Base, db
from lhtq.db.urls import with_role
from lhtq.indicators.queries import LATEST_TITLES, ROLLUPS
from lhtq.merging import service
from lhtq.merging.queries import records
from lhtq.merging.service import Merging
from lhtq.recognition.models import Decision, Title
from lhtq.register.models import Person
from lhtq.register.rules import Relation
from lhtq.web.filters import today
from tests.factories import AccountFactory, PersonFactory, SheetFactory

YEAR = today().year


@pytest.fixture
def recorder(place, person):
    """The recorder of Yên Hoa, who keeps both villages."""
    return person(Role.COMMUNE_RECORDER, place.yen_hoa)


@pytest.fixture
def recording(recorder, sign_in):
    """The same, in a browser."""
    return sign_in(recorder)


@pytest.fixture
def member(arrange):
    """``member(household)`` is its head; with a name, somebody new in it who holds no title."""

    def _member(household, full_name=None, relation=Relation.CHILD, **given):
        with arrange():
            if full_name is None:
                return db.session.scalars(select(Person).filter_by(household_id=household.id, relation="head")).one()
            return PersonFactory(
                household=household, full_name=full_name, relation=relation, **{"titled": False, **given}
            )

    return _member


@pytest.fixture
def sheet_for(arrange):
    """``sheet_for(model, record, ...)``: a sheet of a year, and with ``until`` the title that it earned."""

    def _sheet_for(model, record, *, year=YEAR, since=None, until=None, **given) -> Sheet:
        with arrange():
            found = criteria.set_in_force(model, today())
            name = record.full_name if isinstance(record, Person) else record.head_name
            if until:
                given |= {"state": "recognised", "figures": {}, "total": 90}
            sheet = SheetFactory(
                model=model, subject_id=record.id, name=name, unit_id=record.unit_id, set_id=found.id, year=year,
                complete=bool(until), **given,
            )  # fmt: skip
            if until:
                _recognise(sheet, since or today(), until)
            return sheet

    return _sheet_for


def _recognise(sheet: Sheet, since: dt.date, until: dt.date) -> None:
    decision = Decision(
        unit_id=sheet.unit_id, model=sheet.model, year=sheet.year, number=f"{sheet.id}/QĐ-UBND", signed_on=since,
        signed_year=since.year, signer="Hứa Đức Thắng", signer_position="Chủ tịch UBND",
        made_by=AccountFactory(unit_id=sheet.unit_id).id,
    )  # fmt: skip
    db.session.add(decision)
    db.session.flush()
    db.session.add(
        Title(
            unit_id=sheet.unit_id, model=sheet.model, subject_id=sheet.subject_id, name=sheet.name, sheet_id=sheet.id,
            decision_id=decision.id, year=sheet.year, valid_from=since, valid_to=until,
        )
    )  # fmt: skip


@pytest.fixture
def merge(acting, recorder):
    """``merge(kept, gone, ...)`` merges two records as they are now; gives the id of the merge."""

    def _merge(kept, gone, actor=None, **given) -> int:
        with acting(actor or recorder) as found:
            if isinstance(kept, Person):
                do, read = service.merge_people, records.person
            else:
                do, read = service.merge_households, records.household
            versions = (read(kept.id).version, read(gone.id).version)
            return do(found, Merging(kept.id, gone.id, *versions, **given), today()).id

    return _merge


@pytest.fixture
def undo(acting, recorder):
    """``undo(merge_id)`` takes it back."""

    def _undo(merge_id, actor=None) -> None:
        with acting(actor or recorder) as found:
            service.undo(found, merge_id)

    return _undo


@pytest.fixture(scope="session")
def app(server, files):
    """The app of this folder: it works as its own role, and the test can look past it as the database's owner."""
    made = create_app(
        Settings(
            with_role(make_url(server.copy().owner)).render_as_string(hide_password=False), "key of the tests", files,
            secure_cookies=False,
        ),
        TESTING=True,
        WORK_INLINE=True,
    )  # fmt: skip
    yield made
    with made.app_context():
        db.engine.dispose()


#: Rows that are written anew when they are counted anew.
MEASURES = ("measure_level", "measure_sum")


class Owner:
    """The database with its owner's eyes: everything, whatever was merged."""

    #: What is written when a merge is made and taken back, and what nobody reads again.
    #: Of a day that was put back, the sums above keep a row of noughts: ``differences`` looks at it.
    BESIDE = frozenset(
        {
            "audit_entry", "record_merge", "submission_key", "sign_in", "account", "measure_due", "measure_move",
            "measure_above", "title_above", "title_move",
        }
    )  # fmt: skip

    def __init__(self, connection) -> None:
        self._connection = connection

    def rows(self, statement: str, **given) -> list[tuple[object, ...]]:
        """The rows of a statement."""
        with self._connection.begin_nested() as point:
            self._connection.execute(text("SET ROLE NONE"))
            found = [tuple(row) for row in self._connection.execute(text(statement), given)]
            point.rollback()
        return found

    def differences(self) -> list[tuple[object, ...]]:
        """Where the roll-up, and the title that a record carries, are not what the records say."""
        self._settle()
        return [row for table in (*ROLLUPS, LATEST_TITLES) for row in self.rows(f"SELECT * FROM {table}_difference")]  # noqa: S608

    def _settle(self) -> None:
        """Count what is due, as the end of a transaction does."""
        self._connection.execute(text("SET CONSTRAINTS settle_measures IMMEDIATE"))

    def digest(self) -> dict[str, object]:
        """Every row of every table but the log's, without the number of its version; of figures those that are any."""
        counted = {"register_figure": "households", "sheet_figure": "sheets", "title_figure": "change"}
        whole = "SELECT coalesce(string_agg((to_jsonb(t) - {without})::text, '|' ORDER BY {order}), '') FROM {table} t"
        found: dict[str, object] = {}
        self._settle()
        for table in sorted(set(Base.metadata.tables) - self.BESIDE):
            if table in counted:
                rows = whole.format(without="'id'", order="t.unit_id, (to_jsonb(t) - 'id')::text", table=table)
                found[table] = self.rows(f"{rows} WHERE {counted[table]} <> 0")
            elif table in MEASURES:
                order = "t.unit_id, t.measure, t.since"
                found[table] = self.rows(whole.format(without="'id'", order=order, table=table))
            else:
                found[table] = self.rows(whole.format(without="'version'", order="id", table=table))
        return found


@pytest.fixture
def owner(app) -> Owner:
    """The owner's eyes upon the transaction of the test."""
    with app.app_context():
        return Owner(db.engines[None])
