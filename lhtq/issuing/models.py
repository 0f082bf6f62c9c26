"""The Word templates that a province has put in the place of the ones that come along. None is ever deleted."""

import datetime as dt

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, func
from sqlalchemy.orm import Mapped, mapped_column

from lhtq.db import Base
from lhtq.documents import Template


class DocumentTemplate(Base):
    """A template of a province, in use until ``ended_at``. The file lies in the store, under its digest."""

    __tablename__ = "document_template"
    __table_args__ = (
        CheckConstraint("ended_at >= added_at", name="period"),
        Index("uq_document_template_in_use", "unit_id", "kind", unique=True, postgresql_where="ended_at IS NULL"),
    )

    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    kind: Mapped[Template] = mapped_column(String(20))
    digest: Mapped[str] = mapped_column(String(64))
    size: Mapped[int]
    #: What the file was called where it came from.
    file_name: Mapped[str] = mapped_column(String(120))
    added_by: Mapped[int] = mapped_column(ForeignKey("account.id"))
    added_by_name: Mapped[str] = mapped_column(String(120))
    added_at: Mapped[dt.datetime] = mapped_column(server_default=func.now())
    ended_at: Mapped[dt.datetime | None]
