"""How many sheets that wait for a review are odd in which way, place by place: what a review list counts of its own."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ARRAY, Integer, String, cast, column, func, select

from lhtq.assessment.rules import ALIKE_OTHERS, ALIKE_PART, JUMP, NEAR_THE_MARK, VOTES_PART, Oddity
from lhtq.criteria.rules import Model
from lhtq.db import db


@dataclass(frozen=True)
class OddCount:
    """The odd sheets of a commune with its villages, or of a unit above, of a year and model: how many by kind."""

    place_id: int
    year: int
    model: Model
    kinds: Mapping[Oddity, int]


#: The columns of the function, in its order.
_KINDS = (Oddity.ALIKE, Oddity.AT_THE_MARK, Oddity.FEW_VOTES, Oddity.JUMP, Oddity.NO_EVIDENCE)


def odd_counts(place_ids: Collection[int]) -> list[OddCount]:
    """The same as ``review_list`` counts, for several communes at once; those without any odd sheet are left out.

    The marks are handed to the database, so that they stand in the rules alone.
    """
    marks = (NEAR_THE_MARK, JUMP, ALIKE_OTHERS, ALIKE_PART, VOTES_PART)
    columns: list[Any] = [
        column("place_id", Integer), column("year", Integer), column("model", String),
        *(column(kind.name.lower(), Integer) for kind in _KINDS),
    ]  # fmt: skip
    found = func.lhtq_sheets_odd(cast(list(place_ids), ARRAY(Integer)), *marks).table_valued(*columns, name="odd")
    rows = db.session.execute(select(found).order_by(found.c.place_id, found.c.year, found.c.model))
    counts = [
        OddCount(
            place_id, year, Model(model), {kind: count for kind, count in zip(_KINDS, counted, strict=True) if count}
        )
        for place_id, year, model, *counted in rows
    ]
    return [one for one in counts if one.kinds]
