"""Whether somebody on a centre's board is whom the Association of the commune has written down as its chair."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from lhtq.centre.rules.centre import AssociationPost
from lhtq.register.rules import share_a_day
from lhtq.workbook.folding import spoken

#: A post as it is called after the name of the Association.
POST_WORDS: dict[AssociationPost, str] = {
    AssociationPost.CHAIR: "Chủ tịch",
    AssociationPost.VICE_CHAIR: "Phó Chủ tịch",
}


@dataclass(frozen=True)
class Head:
    """Who is or was chair or vice-chair of the Association of a commune, as the Association has it."""

    unit_id: int
    post: AssociationPost
    full_name: str
    person_id: int | None
    from_on: dt.date
    to_on: dt.date | None


@dataclass(frozen=True)
class Seat:
    """Somebody on a board who is said to hold a post of a commune's Association, with the term on the board."""

    full_name: str
    person_id: int | None
    post: AssociationPost
    unit_id: int
    term_from: dt.date
    term_to: dt.date | None


def is_recorded(seat: Seat, heads: Iterable[Head]) -> bool:
    """Whether the Association has the same person, or one of that name, in that post at some time of the term."""
    return any(
        head.unit_id == seat.unit_id
        and head.post == seat.post
        and share_a_day((head.from_on, head.to_on), (seat.term_from, seat.term_to))
        and _is_one(seat, head)
        for head in heads
    )


def unrecorded_words(seat: Seat, commune: str) -> str:
    """What is asked of one whom the Association does not have; ``commune`` with its type: xã Yên Hoa."""
    return (
        f"Hội Khuyến học {commune} chưa ghi ai tên {seat.full_name} giữ chức {POST_WORDS[seat.post]} "
        "trong nhiệm kỳ này. Kiểm tra lại tên, chức vụ và xã."
    )


def _is_one(seat: Seat, head: Head) -> bool:
    if seat.person_id is not None and head.person_id is not None:
        return seat.person_id == head.person_id
    return spoken(seat.full_name) == spoken(head.full_name)
