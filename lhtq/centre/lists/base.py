"""What the lists of a centre share: whose they are, and the words that stand in their cells."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

from lhtq.centre import queries
from lhtq.centre.models import Centre
from lhtq.lists.kinds import Task
from lhtq.lists.rules import Field, Finding, Given, Outcome, Plan
from lhtq.register.lists.columns import text
from lhtq.register.lists.flat import Flat, Known, compare
from lhtq.units.rules import Level
from lhtq.workbook import values
from lhtq.workbook.folding import fold
from lhtq.workbook.sheets import Cell
from lhtq.workbook.writing import Column

#: A centre is kept by the commune in which it stands.
COMMUNE = frozenset({Level.COMMUNE})
CENTRE = Field("centre", "Trung tâm", partial(text, 200), ("Tên trung tâm",), "Để trống nếu là trung tâm của xã.", (),
               34)  # fmt: skip


def one_of(
    key: str, heading: str, words: Mapping[Any, str], names: tuple[str, ...] = (), *, required: bool = False
) -> Field:
    """A column whose cells hold one of a few words."""
    known = {value: (name,) for value, name in words.items()}

    def parse(cell: Cell) -> Any:
        return values.choice(cell, known)

    return Field(key, heading, parse, names, "Chọn trong danh mục.", tuple(words.values()), 26,
                 required=key if required else "")  # fmt: skip


def columns(fields: Sequence[Field]) -> list[Column]:
    """The columns of an export, as a file that comes in has them."""
    return [each.column() for each in fields]


def plan_for(task: Task, given: Sequence[Given], comparison: Callable[[Task, Centre], "Comparison"]) -> Plan:
    """What rows would do to one of the lists of the commune's own centre."""
    centre = queries.own_centre(task.unit.id)
    if centre is None:
        words = {"": f"{task.unit.title_name} không có trung tâm học tập cộng đồng của mình. Hãy thêm trung tâm trước."}
        return Plan([Finding(row.number, Outcome.WRONG, "", task.unit.id, words) for row in given])
    of_centre = comparison(task, centre)
    for row in given:
        of_centre.put(row)
    return compare(task, of_centre.flat(), given, of_centre.known())


class Comparison(ABC):
    """What a file says of one list of a centre, against what is written down."""

    def __init__(self, task: Task, centre: Centre) -> None:
        self.task = task
        self.centre = centre

    def put(self, row: Given) -> None:
        """Put into a row what its cells mean here, or why they mean nothing."""
        if fold(row.values.get("centre", "")) not in {"", fold(self.centre.name)}:
            row.wrong["centre"] = f"Ở đây chỉ nhập cho {self.centre.name}."

    @abstractmethod
    def flat(self) -> Flat:
        """How the list is compared."""

    @abstractmethod
    def known(self) -> list[Known]:
        """What is written down."""

    def made(self, row: dict[str, Any]) -> dict[str, Any]:
        """A new record as a row of its table."""
        return {**row, "centre_id": self.centre.id}
