"""Households with their people as a file: the columns that import reads, so that out and in again changes nothing."""

from collections.abc import Iterator, Sequence

from lhtq.lists.kinds import Filters, Task
from lhtq.lists.queries import streamed
from lhtq.register import queries
from lhtq.register.lists.household.fields import fields
from lhtq.register.rules import OCCUPATION_NAMES, RELATION_NAMES, SEX_NAMES, Occupation, Relation, Sex
from lhtq.web.forms import searched
from lhtq.workbook.writing import Column, Value


def columns(task: Task) -> Sequence[Column]:
    """Those of the template."""
    return [each.column() for each in fields(task) if each.offered]


def exported(task: Task, filters: Filters) -> Iterator[Sequence[Value]]:
    """Everybody who is there, by household; ``tim`` as on screen."""
    order = [column.key for column in columns(task)]
    for row in streamed(queries.people_listed(task.unit.path, searched(filters.get("tim", "")))):
        told: dict[str, Value] = {
            **row._mapping,  # noqa: SLF001 - SQLAlchemy's own name
            "birth": row.birth_date or row.birth_year,
            "sex": SEX_NAMES[Sex(row.sex)],
            "relation": RELATION_NAMES[Relation(row.relation)],
            "occupation": OCCUPATION_NAMES[Occupation(row.occupation)] if row.occupation else "",
            "literate": {True: "Có", False: "Không", None: ""}[row.literate],
        }
        yield [told[key] for key in order]
