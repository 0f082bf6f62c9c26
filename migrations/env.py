"""Runs the migrations as the database's owner; the URL comes from ``lhtq.start``."""

from alembic import context
from sqlalchemy import create_engine, pool

from lhtq import models
from lhtq.db import Base

__all__ = ["models"]

engine = create_engine(context.config.attributes["url"], poolclass=pool.NullPool)
with engine.connect() as connection:
    context.configure(connection=connection, target_metadata=Base.metadata, compare_type=True)
    with context.begin_transaction():
        context.run_migrations()
