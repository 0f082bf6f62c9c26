"""Rows that Python makes, handed over by COPY."""

from collections.abc import Iterable, Sequence
from typing import Any

import psycopg
from psycopg import sql


def copy(connection: psycopg.Connection[Any], table: str, columns: str, rows: Iterable[Sequence[object]]) -> None:
    """Write rows into the named columns of a table, separated by commas."""
    names = sql.SQL(", ").join(sql.Identifier(name.strip()) for name in columns.split(","))
    statement = sql.SQL("COPY {} ({}) FROM STDIN").format(sql.Identifier(table), names)
    with connection.cursor() as cursor, cursor.copy(statement) as into:
        for row in rows:
            into.write_row(row)
