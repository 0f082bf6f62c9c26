"""The session and the base of every mapped class."""

import datetime as dt
from typing import Any, ClassVar

from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import DateTime, MetaData
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, registry


class Base(DeclarativeBase):
    """Base of every mapped class; constraint names are fixed so that a message can name the field."""

    registry = registry(
        metadata=MetaData(
            naming_convention={
                "pk": "pk_%(table_name)s",
                "fk": "fk_%(table_name)s_%(column_0_name)s",
                "ix": "ix_%(table_name)s_%(column_0_N_name)s",
                "uq": "uq_%(table_name)s_%(column_0_N_name)s",
                "ck": "ck_%(table_name)s_%(constraint_name)s",
            }
        ),
        type_annotation_map={dt.datetime: DateTime(timezone=True), dict[str, Any]: JSONB()},
    )

    #: Whether a change of this table must come with an entry in the audit trail.
    audited: ClassVar[bool] = True

    id: Mapped[int] = mapped_column(primary_key=True, sort_order=-1)


#: autoflush is off so that a query inside a command cannot flush a change before the audit trail has
#: read what it was before (SQLAlchemy forgets the old value at a flush).
db = SQLAlchemy(
    model_class=Base,
    session_options={
        "autoflush": False,
        "expire_on_commit": False,
        "join_transaction_mode": "create_savepoint",
    },
)
