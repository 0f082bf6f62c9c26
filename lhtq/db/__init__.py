"""The database: session, base of every table, scope, commands, the bundled server."""

from lhtq.db.base import Base, db

__all__ = ["Base", "db"]
