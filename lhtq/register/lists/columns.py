"""What the lists of a commune share: reading texts, the day of an end, and the commune's columns above it."""

from collections.abc import Sequence

from lhtq.lists.kinds import Task
from lhtq.lists.rules import Field
from lhtq.units.rules import Level
from lhtq.workbook import values
from lhtq.workbook.sheets import Cell
from lhtq.workbook.writing import Column, Kind


def text(most: int, cell: Cell) -> str:
    """A text of at most so many signs."""
    return values.text(cell, most)


#: Told by an export; a commune says it on the page of the record.
ENDED = Field(
    "ended", "Thôi hoạt động từ", values.day, (), "Chỉ để xem; ghi ở trang của từng bản ghi.", (), 14, Kind.DAY
)


def commune_columns(task: Task) -> Sequence[Column]:
    """Which commune a row is of, in a list of several."""
    if task.unit.level in {Level.COMMUNE, Level.VILLAGE}:
        return ()
    return (Column("commune_code", "Mã xã", 8), Column("commune_name", "Tên xã", 20))
