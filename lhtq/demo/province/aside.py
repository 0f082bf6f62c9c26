"""Keys, indexes and triggers put aside while millions of rows arrive, and put back as they were.

An index is built faster at once than row by row, and putting a foreign key back looks at every row: what was loaded
past them is checked all the same.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from psycopg import sql

#: Those that get most of the rows; the others keep their indexes and keys.
TABLES = (
    "household",
    "person",
    "village_review",
    "sheet",
    "title",
    "member",
    "fee",
    "course_participant",
    "participant",
    "audit_entry",
)

_KEYS = """
    SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid)
      FROM pg_constraint
     WHERE contype = ANY(%(kinds)s)
       AND (conrelid = ANY(%(tables)s::regclass[]) OR confrelid = ANY(%(tables)s::regclass[]))
     ORDER BY array_position(ARRAY['p', 'u', 'x', 'f'], contype::text), conrelid, conname
"""
_INDEXES = """
    SELECT c.relname, pg_get_indexdef(c.oid)
      FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
     WHERE i.indrelid = ANY(%(tables)s::regclass[])
       AND NOT EXISTS (SELECT FROM pg_constraint k WHERE k.conindid = i.indexrelid AND k.contype IN ('p', 'u', 'x'))
     ORDER BY i.indrelid, c.relname
"""
_TRIGGERED = """
    SELECT DISTINCT tgrelid::regclass::text FROM pg_trigger t
     WHERE NOT tgisinternal AND tgrelid::regclass::text <> ALL(ARRAY['criteria_set', 'criteria_group', 'indicator'])
"""

Connection = psycopg.Connection[Any]


@contextmanager
def put_aside(connection: Connection, step: Callable[[str], None]) -> Iterator[None]:
    """Load meanwhile without them; ``step`` hears what is put back. Raises IntegrityError for rows that break a key."""
    tables = {"tables": list(TABLES)}
    triggered = [table for (table,) in connection.execute(_TRIGGERED).fetchall()]
    foreign = connection.execute(_KEYS, tables | {"kinds": ["f"]}).fetchall()
    own = connection.execute(_KEYS, tables | {"kinds": ["p", "u", "x"]}).fetchall()
    indexes = connection.execute(_INDEXES, tables).fetchall()
    for table in triggered:
        _alter(connection, table, sql.SQL("DISABLE TRIGGER USER"))
    for table, name, _definition in [*foreign, *own]:
        _alter(connection, table, sql.SQL("DROP CONSTRAINT {}").format(sql.Identifier(name)))
    for name, _definition in indexes:
        connection.execute(sql.SQL("DROP INDEX {}").format(sql.Identifier(name)))
    yield
    for table, name, definition in own:
        _add(connection, table, name, definition)
    for _name, definition in indexes:
        connection.execute(definition)
    step("indexes")
    for table, name, definition in foreign:
        _add(connection, table, name, definition)
    step("foreign keys")
    for table in triggered:
        _alter(connection, table, sql.SQL("ENABLE TRIGGER USER"))


def _add(connection: Connection, table: str, name: str, definition: str) -> None:
    what = sql.SQL("ADD CONSTRAINT {} ").format(sql.Identifier(name)) + sql.SQL(definition)
    _alter(connection, table, what)


def _alter(connection: Connection, table: str, what: sql.Composable) -> None:
    connection.execute(sql.SQL("ALTER TABLE {} ").format(sql.Identifier(table)) + what)
