"""Administrative units."""

import datetime as dt

from sqlalchemy import CheckConstraint, Computed, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from lhtq.db import Base
from lhtq.units.rules import Level


class Unit(Base):
    """A province, district or cluster, commune or village, from ``valid_from`` to ``valid_to``.

    ``path`` is the codes from the province down, e.g. ``08/073/02233/004/``. ``code`` is the statistics
    office's, which reuses codes: (level, code, valid_from) is the key above the village, whose code is
    its commune's own numbering.
    """

    __tablename__ = "unit"
    __table_args__ = (
        UniqueConstraint("path", "valid_from"),
        Index(
            "uq_unit_level_code_valid_from",
            "level",
            "code",
            "valid_from",
            unique=True,
            postgresql_where="level <> 'village'",
        ),
        CheckConstraint("valid_to IS NULL OR valid_to >= valid_from", name="valid_period"),
        CheckConstraint("right(path, 1) = '/'", name="path_ends_with_slash"),
    )

    parent_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"), index=True)
    level: Mapped[Level] = mapped_column(String(12))
    type: Mapped[str] = mapped_column(String(40))
    code: Mapped[str] = mapped_column(String(12))
    name: Mapped[str] = mapped_column(String(120))
    path: Mapped[str] = mapped_column(String(120, collation="C"))
    valid_from: Mapped[dt.date]
    valid_to: Mapped[dt.date | None]
    legal_basis: Mapped[str] = mapped_column(String(300), default="")
    #: Type and name in lower case without diacritics, for finding.
    name_folded: Mapped[str] = mapped_column(String(160), Computed("lhtq_fold(type || ' ' || name)", persisted=True))

    @property
    def full_name(self) -> str:
        """Type and name as written in a sentence: ``xã Yên Hoa``."""
        return f"{self.type} {self.name}"

    @property
    def title_name(self) -> str:
        """Type and name as written in a heading: ``Xã Yên Hoa``."""
        return f"{self.type[:1].upper()}{self.type[1:]} {self.name}"

    @property
    def unit_path(self) -> str:
        """A unit belongs to itself: it can be asked what an actor may do here."""
        return self.path
