"""A card's number is one member's in the whole Association, whose branches do not see each other's members."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from sqlalchemy.exc import IntegrityError

from lhtq.membership import queries

#: How the database calls its check (migration 0030).
_ONE_HOLDER = "one_card_holder"


class CardTakenError(Exception):
    """A number belongs to somebody's card already; ``full_name`` is empty where the actor does not see whose."""

    def __init__(self, number: str, full_name: str) -> None:
        super().__init__(number)
        self.number = number
        self.full_name = full_name


@contextmanager
def free_cards(numbers: Sequence[str]) -> Iterator[None]:
    """Write these numbers in the block, if nobody has one of them. Raises CardTakenError."""
    asked = [number for number in numbers if number]
    taken = queries.cards_taken(asked) if asked else set()
    for number in asked:
        if number in taken:
            raise CardTakenError(number, dict(queries.holders([number])).get(number, ""))
    try:
        yield
    except IntegrityError as error:  # another has just written it
        if is_of_card(error):
            raise CardTakenError(asked[0], "") from error
        raise


def is_of_card(error: IntegrityError) -> bool:
    """Whether the database refused a card's number."""
    return getattr(getattr(error.orig, "diag", None), "constraint_name", "") == _ONE_HOLDER
