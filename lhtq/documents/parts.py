"""What a document is made of, as plain values. Every writer (Word, PDF, Excel) takes these and nothing else."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import TypeAlias

Value: TypeAlias = str | int | float | Decimal | dt.date | None


class Align(StrEnum):
    """How text stands between its edges."""

    LEFT = "left"
    CENTRE = "centre"
    RIGHT = "right"
    BOTH = "both"


class Kind(StrEnum):
    """What the cells of a column hold, and so how they are written."""

    TEXT = "text"
    #: A whole number: 1.234.
    WHOLE = "whole"
    #: A number with one decimal, where it is not whole: 12,5.
    DECIMAL = "decimal"
    #: A share of a hundred, with one decimal: 87,5. The sign stands in the heading.
    PERCENT = "percent"
    DAY = "day"


#: The kinds that are written as numbers, to the right.
NUMBERS = frozenset({Kind.WHOLE, Kind.DECIMAL, Kind.PERCENT})


@dataclass(frozen=True)
class Heading:
    """The head of a document (Nghị định 30/2020/NĐ-CP, Phụ lục I): who issues it, number, place and day, what it is.

    ``body`` and ``parent`` are given as read aloud and written in capitals here; a line break in them stays.
    ``number`` and ``symbol`` make "Số: 12/BC-UBND"; without a number, room is left to write it by hand, and without
    a ``day`` so is that. ``kind`` is "báo cáo"; none where the document has only a subject.
    """

    body: str
    place: str
    kind: str
    subject: str
    parent: str = ""
    number: str = ""
    symbol: str = ""
    day: dt.date | None = None


@dataclass(frozen=True)
class Paragraph:
    """A paragraph of the body. ``basis`` is what a decision rests on: in italics, each on its own line."""

    text: str
    bold: bool = False
    italic: bool = False
    indent: bool = True
    align: Align = Align.BOTH


@dataclass(frozen=True)
class Title:
    """The heading of a section, numbered by ``number``: "I." at level 1 (bold capitals are the caller's), "1." at 2."""

    number: str
    text: str
    level: int = 1


@dataclass(frozen=True)
class Column:
    """A column of a table. ``width`` is its part of the whole width, beside the others' parts.

    ``sum`` makes the last row's sum of it. ``share`` names two columns by place, (part, whole), of which this one is
    the share of a hundred in the row of sums; in the rows it is what the caller gives, so that a figure in the
    document is the one on the page.
    """

    heading: str
    width: float = 1
    kind: Kind = Kind.TEXT
    align: Align | None = None
    sum: bool = False
    share: tuple[int, int] | None = None

    @property
    def stands(self) -> Align:
        """How its cells stand: as said, or numbers to the right, days in the middle, text to the left."""
        if self.align is not None:
            return self.align
        if self.kind is Kind.DAY:
            return Align.CENTRE
        return Align.RIGHT if self.kind in NUMBERS else Align.LEFT


@dataclass(frozen=True)
class Head:
    """A heading over several columns: ``first`` to ``last`` by place, above their own headings."""

    text: str
    first: int
    last: int


@dataclass(frozen=True)
class Row:
    """A row. One with ``across`` has a single text over the whole width, such as the name of a village."""

    cells: Sequence[Value] = ()
    bold: bool = False
    across: str = ""


@dataclass(frozen=True)
class Table:
    """A table. Its heading rows are repeated on every page.

    ``heads`` stand in a row above the columns' own headings; a column under none of them has a heading of two rows.
    ``total`` is the text of the row of sums ("Tổng cộng"), which is there when a column has a ``sum``. ``title`` names
    the table; ``note`` stands below it, small.
    """

    columns: Sequence[Column]
    rows: Sequence[Row]
    heads: Sequence[Head] = ()
    total: str = "Tổng cộng"
    title: str = ""
    note: str = ""


Part: TypeAlias = Paragraph | Title | Table


@dataclass(frozen=True)
class Signature:
    """Who signs: ``authority`` line by line as it stands ("TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH"), and the name."""

    authority: str
    name: str = ""


@dataclass(frozen=True)
class Appendix:
    """What follows the signature on pages of its own. ``reference`` is "(Kèm theo Quyết định số …)"."""

    title: str
    reference: str
    parts: Sequence[Part]
    number: str = "Phụ lục"
    landscape: bool = False


@dataclass(frozen=True)
class Document:
    """A whole document.

    ``to`` are those it is sent to above the body (Kính gửi); ``bases`` what it rests on; ``recipients`` the list of
    Nơi nhận, each as it stands ("Như Điều 3;"). ``left`` signs beside ``signature`` in minutes, where there are no
    recipients. ``landscape`` turns the whole document: for statistics whose tables are wide.
    """

    heading: Heading
    body: Sequence[Part]
    signature: Signature
    recipients: Sequence[str] = ()
    left: Signature | None = None
    to: Sequence[str] = ()
    bases: Sequence[str] = ()
    appendices: Sequence[Appendix] = ()
    landscape: bool = False
    #: What stands centred between the head and the bases of a decision: "CHỦ TỊCH ỦY BAN NHÂN DÂN XÃ …".
    authority: str = ""
    #: What stands centred and bold before the first article: "QUYẾT ĐỊNH:".
    resolves: str = ""

    @property
    def pieces(self) -> int:
        """How much there is to write: rows of tables."""
        parts = [*self.body, *(part for appendix in self.appendices for part in appendix.parts)]
        return sum(len(part.rows) for part in parts if isinstance(part, Table))


@dataclass(frozen=True)
class Certificate:
    """One page of a batch. All but ``name``, ``of`` and ``detail`` is the same on every page of one decision."""

    #: Who is recognised: "Gia đình ông Nguyễn Văn An".
    name: str
    #: Where: "Thôn Nà Khuyến, xã Yên Hoa, tỉnh Tuyên Quang".
    of: str
    #: What is granted: "Gia đình học tập".
    title: str
    #: For when: "năm 2026".
    period: str
    #: "Quyết định số 12/QĐ-UBND ngày 20 tháng 11 năm 2026".
    decision: str
    detail: str = ""


@dataclass(frozen=True)
class Batch:
    """The certificates of one decision, with what stands on every one of them."""

    heading: Heading
    #: Who recognises: "CHỦ TỊCH ỦY BAN NHÂN DÂN XÃ YÊN HOA".
    grants: str
    signature: Signature
    certificates: Sequence[Certificate] = field(default_factory=tuple)

    @property
    def pieces(self) -> int:
        """How much there is to write: certificates."""
        return len(self.certificates)
