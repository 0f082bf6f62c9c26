"""The tables are made by migrations, and the models say the same."""

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, create_engine, text
from sqlalchemy.exc import InternalError, ProgrammingError

from lhtq import models, start
from lhtq.db import Base
from lhtq.paths import MIGRATIONS

__all__ = ["models"]

SCRIPTS = ScriptDirectory(str(MIGRATIONS))
REVISIONS = [script.revision for script in reversed(list(SCRIPTS.walk_revisions()))]


def differences(connection: Connection) -> list[object]:
    """Where the models and the tables differ."""
    return compare_metadata(MigrationContext.configure(connection, opts={"compare_type": True}), Base.metadata)


@pytest.fixture
def empty(server):
    """The owner's URL of an empty database."""
    return server.empty().owner


@pytest.fixture
def owner(server):
    """The owner's connection to a prepared database of its own."""
    engine = create_engine(server.copy().owner)
    with engine.connect() as connection:
        yield connection
    engine.dispose()


def down(url: str, revision: str) -> None:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["url"] = url
    command.downgrade(config, revision)


def tables(url: str) -> set[str]:
    engine = create_engine(url)
    with engine.connect() as connection:
        found = set(connection.execute(text("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")).scalars())
    engine.dispose()
    return found


def test_there_is_one_head_and_the_numbers_are_in_order():
    assert SCRIPTS.get_heads() == [REVISIONS[-1]]
    assert [f"{number:04}" for number in range(1, len(REVISIONS) + 1)] == REVISIONS


def test_the_models_say_what_the_migrations_made(owner):
    assert differences(owner) == []


def test_a_table_that_the_models_do_not_know_so_is_found(owner):
    owner.execute(text("ALTER TABLE household DROP COLUMN address"))
    assert differences(owner)


def test_step_by_step_up_all_the_way_down_and_up_again(empty):
    for revision in REVISIONS:
        start.migrate(empty, revision)
    full = tables(empty)
    assert set(Base.metadata.tables) <= full
    down(empty, "base")
    assert tables(empty) <= {"alembic_version"}
    start.migrate(empty)
    assert tables(empty) == full


def test_migrating_twice_and_loading_twice_changes_nothing(server):
    found = server.copy()
    counts = "SELECT (SELECT count(*) FROM unit), (SELECT count(*) FROM criteria_set), (SELECT count(*) FROM indicator)"
    engine = create_engine(found.owner)
    with engine.connect() as connection:
        before = tuple(connection.execute(text(counts)).one())
    start.prepare(found)
    with engine.connect() as connection:
        assert tuple(connection.execute(text(counts)).one()) == before
    engine.dispose()
    assert before[0] == 146


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE criteria_set SET valid_from = valid_from + 1",
        "DELETE FROM indicator",
        "UPDATE indicator SET points_max = 11",
        "UPDATE criteria_group SET floor = 0",
        "INSERT INTO criteria_group (set_id, position, code, name, floor) SELECT id, 9, 'x', 'X', 0 FROM criteria_set",
    ],
)
def test_a_published_criteria_set_is_closed_even_to_the_owner(owner, statement):
    with pytest.raises((InternalError, ProgrammingError), match="is published"):
        owner.execute(text(statement))
