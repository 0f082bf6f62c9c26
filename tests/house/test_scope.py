"""The database itself decides which rows are seen, and the app cannot talk it out of it."""

import pytest
from sqlalchemy import Connection, create_engine, text
from sqlalchemy.exc import ProgrammingError

from lhtq import models
from lhtq.app import create_app
from lhtq.config import Settings
from lhtq.db import Base, db
from lhtq.db.guard import UnsafeRoleError
from lhtq.db.scope import scoped_to

__all__ = ["models"]

#: Tables that row security leaves open, each with its reason.
UNSCOPED = {
    "account": "sign-in looks a name up before any place is known; what of an account is shown is decided by its roles",
    "sign_in": "read by the hash of a token that only its browser has, before any place is known",
    "sign_in_failure": "counts of names and addresses that were tried; belongs to no place",
    "check_in_count": "counts of addresses that used the public page; belongs to no place",
    "submission_key": "read by account and key together; the record behind it is scoped",
    "measure_move": "as measure_due",
    "title_move": "as measure_due",
    "measure_due": "what a transaction has still to count: the app may not look at it, and it is empty between them",
}

#: Tables whose rows everybody reads, each with its reason; row security says who writes them.
READ_BY_ALL = {
    "unit": "the names of places are public",
    "criteria_set": "criteria are public; the pages show a draft to the province's administrator alone",
    "criteria_group": "as their set",
    "indicator": "as their set",
    "report_period": "everybody reports in them; they hold nothing of anybody",
    "document_template": "holds nothing of anybody; everybody's documents go through it",
    "measure_feed": "which line of a criteria set a measure is read from: as the criteria",
}

#: The only tables from which the app may delete, and those of which it may change no row.
#: Of the criteria, drafts: what is published is closed by triggers (tests/criteria/test_editing.py).
#: Of an activity, what was put to it and taken off again; that it was there stays in the trail.
#: Of reports, a period set by mistake with what is owed in it: the key of a report keeps one that was begun.
DELETED_FROM = {
    "activity_photo",
    "activity_hand",
    "activity_session",
    # What of a centre was entered by mistake; what was is ended.
    "board_member",
    "centre_asset",
    "centre_link",
    "check_in_count",
    "course_file",
    "course_participant",
    "fee",
    "import_finding",
    # A position that was entered by mistake; one that was held is ended.
    "post",
    "report_due",
    "report_period",
    "sign_in",
    "sign_in_failure",
    "submission_key",
    "target",
    "evidence",
    "criteria_set",
    "criteria_group",
    "indicator",
}
NEVER_CHANGED = {
    "activity_hand",
    "activity_photo",
    "audit_entry",
    "course_file",
    "decision",
    "evidence",
    "fee",
    "import_finding",
    "import_row",
    "report_reminder",
    "report_version",
    "village_review",
}

#: Written by triggers alone: the app may read them, or not even that.
KEPT_BY_DATABASE = {
    "household_stay",
    "measure_above",
    "measure_due",
    "measure_feed",
    "measure_level",
    "measure_move",
    "measure_sum",
    "person_stay",
    "title_above",
    "title_move",
}
#: Of these every village and commune has rows, however empty its register is.
OF_EVERY_UNIT = {"measure_above", "measure_level", "measure_sum"}
#: Of these no commune has rows.
ABOVE_COMMUNES = {"measure_above"}

TABLES = sorted(Base.metadata.tables)
BY_PLACE = [name for name in TABLES if name not in UNSCOPED.keys() | READ_BY_ALL.keys()]


def unscoped_tables(connection: Connection) -> set[str]:
    """The mapped tables without row security, or with security and no policy that would show a row."""
    secured = connection.execute(
        text(
            "SELECT c.relname FROM pg_class c WHERE c.relrowsecurity AND c.relnamespace = 'public'::regnamespace "
            "AND EXISTS (SELECT FROM pg_policies p WHERE p.tablename = c.relname AND p.cmd IN ('ALL', 'SELECT'))"
        )
    ).scalars()
    return set(TABLES) - set(secured)


@pytest.fixture
def connection(app):
    """The app's own connection, with its own rights."""
    with app.app_context():
        return db.engines[None]


def seen(connection: Connection, table: str, path: str, of: str = "") -> int:
    """How many rows one at a unit sees of a table; ``of`` is a unit whose rows alone are counted."""
    connection.execute(text("SELECT set_config('lhtq.scope', :path, true)"), {"path": path})
    which = " WHERE unit_id IN (SELECT id FROM unit WHERE starts_with(path, :of))" if of else ""
    return connection.execute(text(f"SELECT count(*) FROM {table}{which}"), {"of": of}).scalar_one()  # noqa: S608


def test_every_table_is_scoped_or_excused(connection):
    assert unscoped_tables(connection) == set(UNSCOPED)


def test_a_table_that_lost_its_row_security_is_found(server):
    engine = create_engine(server.copy().owner)
    with engine.connect() as owner:
        owner.execute(text("ALTER TABLE household DISABLE ROW LEVEL SECURITY"))
        owner.execute(text("DROP POLICY by_place ON title"))
        assert unscoped_tables(owner) == set(UNSCOPED) | {"household", "title"}
    engine.dispose()


def test_rows_are_seen_from_their_place_and_above_alone(scene, connection, subtests):
    _write_down(connection, scene.commune.id)
    connection.execute(text("SET CONSTRAINTS settle_measures IMMEDIATE"))
    for table in BY_PLACE:
        place, above = (scene.above, scene.province) if table in ABOVE_COMMUNES else (scene.commune, scene.above)
        of = place.path if table in OF_EVERY_UNIT else ""
        with subtests.test(table):
            own = seen(connection, table, place.path, of)
            assert own > 0
            assert seen(connection, table, above.path, of) >= own
            assert seen(connection, table, scene.sibling.path, of) == 0
            assert seen(connection, table, "08/076/", of) == 0
            assert seen(connection, table, "") == 0


def _write_down(connection: Connection, unit_id: int) -> None:
    connection.execute(text("SELECT set_config('lhtq.scope', '08/', true)"))
    connection.execute(
        text(
            "INSERT INTO audit_entry (account_name, role, action, subject_type, subject_id, unit_id, changes, note) "
            "VALUES ('', '', '', 'unit', :unit, :unit, '{}', '')"
        ),
        {"unit": unit_id},
    )


def test_rows_of_another_commune_cannot_be_changed(scene, connection, subtests):
    connection.execute(text("SELECT set_config('lhtq.scope', :path, true)"), {"path": scene.sibling.path})
    for table in sorted(set(BY_PLACE) - NEVER_CHANGED - KEPT_BY_DATABASE):
        with subtests.test(table):
            changed = connection.execute(text(f"UPDATE {table} SET unit_id = unit_id"))  # noqa: S608 - our own names
            assert changed.rowcount == 0


def test_a_row_cannot_be_put_into_another_commune(scene, connection):
    connection.execute(text("SELECT set_config('lhtq.scope', :path, true)"), {"path": scene.sibling.path})
    with pytest.raises(ProgrammingError, match="row-level security"), connection.begin_nested():
        connection.execute(
            text("INSERT INTO household (unit_id, head_name, address, version) VALUES (:unit, 'X', '', 1)"),
            {"unit": scene.village.id},
        )


def test_units_are_read_by_all_and_made_under_the_own_one_alone(scene, connection):
    assert seen(connection, "unit", "") > 0
    connection.execute(text("SELECT set_config('lhtq.scope', :path, true)"), {"path": scene.sibling.path})
    changed = connection.execute(text("UPDATE unit SET name = 'X' WHERE id = :unit"), {"unit": scene.village.id})
    assert changed.rowcount == 0


@pytest.mark.parametrize("table", ["criteria_set", "criteria_group", "indicator"])
@pytest.mark.parametrize("statement", ["UPDATE {table} SET code = code", "DELETE FROM {table}"])
def test_criteria_are_read_by_all_and_touched_at_the_top_alone(scene, connection, table, statement):
    drafts = {
        "criteria_set": "published_at IS NULL",
        "criteria_group": "set_id IN (SELECT id FROM criteria_set WHERE published_at IS NULL)",
        "indicator": "group_id IN (SELECT g.id FROM criteria_group g JOIN criteria_set s ON s.id = g.set_id "
        "WHERE s.published_at IS NULL)",
    }
    assert seen(connection, table, "") == seen(connection, table, "08/") > 0
    for path in ("", scene.commune.path, scene.above.path):
        connection.execute(text("SELECT set_config('lhtq.scope', :path, true)"), {"path": path})
        assert connection.execute(text(statement.format(table=table))).rowcount == 0
    connection.execute(text("SELECT set_config('lhtq.scope', '08/', true)"))
    if statement.startswith("UPDATE"):
        changed = connection.execute(text(f"{statement.format(table=table)} WHERE {drafts[table]}"))
        assert changed.rowcount > 0


def test_criteria_are_made_at_the_top_alone(scene, connection):
    copy = (
        "INSERT INTO criteria_set (code, version, model, name, status, legal_basis, source, pass_mark, rounding, "
        "title_years, valid_from, sha256) SELECT code, 99, model, name, status, legal_basis, source, pass_mark, "
        "rounding, title_years, valid_from, '' FROM criteria_set WHERE id = :set"
    )
    for path in ("", scene.commune.path, scene.above.path):
        connection.execute(text("SELECT set_config('lhtq.scope', :path, true)"), {"path": path})
        with pytest.raises(ProgrammingError, match="row-level security"), connection.begin_nested():
            connection.execute(text(copy), {"set": scene.ids["set"]})
    connection.execute(text("SELECT set_config('lhtq.scope', '08/', true)"))
    assert connection.execute(text(copy), {"set": scene.ids["set"]}).rowcount == 1


def test_with_no_scope_a_session_sees_nothing(app, scene):
    with app.app_context():
        count = "SELECT count(*) FROM household"
        with scoped_to(scene.commune.path):
            assert db.session.execute(text(count)).scalar_one() > 0
        assert db.session.execute(text(count)).scalar_one() == 0


def test_the_app_is_no_superuser_bypasses_nothing_and_owns_nothing(connection):
    role = connection.execute(
        text("SELECT rolsuper, rolbypassrls, rolcreaterole, rolcreatedb FROM pg_roles WHERE rolname = current_user")
    ).one()
    assert tuple(role) == (False, False, False, False)
    owned = connection.execute(text("SELECT count(*) FROM pg_tables WHERE tableowner = current_user"))
    assert owned.scalar_one() == 0


def test_the_app_refuses_to_start_as_the_owner(server, tmp_path):
    with pytest.raises(UnsafeRoleError, match="cannot bypass row security"):
        create_app(Settings(server.copy().owner, "key", tmp_path, secure_cookies=False))


def test_the_app_deletes_and_changes_only_what_it_may(connection):
    granted = connection.execute(
        text(
            "SELECT table_name, privilege_type FROM information_schema.role_table_grants "
            "WHERE grantee = current_user AND table_schema = 'public'"
        )
    ).all()
    by_kind = {kind: {table for table, found in granted if found == kind} for _, kind in granted}
    assert by_kind.keys() == {"SELECT", "INSERT", "UPDATE", "DELETE"}
    assert by_kind["DELETE"] == DELETED_FROM
    assert by_kind["UPDATE"] == set(TABLES) - NEVER_CHANGED - KEPT_BY_DATABASE


@pytest.mark.parametrize(
    "statement",
    ["UPDATE audit_entry SET note = 'x'", "DELETE FROM audit_entry", "DELETE FROM title", "TRUNCATE decision"],
)
def test_the_trail_and_the_titles_are_not_taken_back(connection, statement):
    with pytest.raises(ProgrammingError, match="permission denied"), connection.begin_nested():
        connection.execute(text(statement))
