"""Which people and households may be merged, and how their values are kept in a log."""

import datetime as dt
import enum
from collections.abc import Collection, Iterable, Sequence
from typing import Any, Protocol

from lhtq.register.rules import LeftBecause, Relation


class PersonLike(Protocol):
    """A person with their household, as far as merging asks."""

    id: int
    household_id: int
    relation: Any
    left_on: dt.date | None
    left_because: Any
    merged_into_id: int | None


class Transfer(Protocol):
    """A move to another commune: of each of the people at least ``id`` and ``name``."""

    people: list[dict[str, Any]]


def is_head(one: PersonLike) -> bool:
    """Whether somebody is the head of their household today."""
    return one.relation == Relation.HEAD and one.left_on is None


def is_member(one: PersonLike, household: Any) -> bool:
    """Whether somebody is there, in a household, and nobody else's record."""
    return bool(one.household_id == household.id) and one.left_on is None and one.merged_into_id is None


def refused(kept: Any, gone: Any) -> list[str]:
    """Why two people cannot be merged so."""
    found = []
    if LeftBecause.DIED in {kept.left_because, gone.left_because}:
        found.append("Một hồ sơ ghi đã mất. Hãy sửa cho đúng ở hồ sơ đó trước, rồi gộp.")
    elif kept.left_on is not None:
        found.append("Hồ sơ giữ lại đã ghi chuyển đi. Hãy giữ hồ sơ kia.")
    if is_head(gone) and kept.household_id != gone.household_id:
        found.append(
            "Hồ sơ bị gộp là chủ hộ của một hộ khác. Hãy giữ hồ sơ đó, hoặc gộp hai hộ, hoặc chọn chủ hộ khác trước."
        )
    elif gone.left_on is None and kept.household_id != gone.household_id and _alone(gone):
        found.append("Hồ sơ bị gộp là người duy nhất của hộ mình. Hãy gộp hai hộ.")
    return found


def households_refused(kept: Any, gone: Any) -> list[str]:
    """Why two households cannot be merged so."""
    return ["Một trong hai hộ không còn nữa."] if kept.ended_on is not None or gone.ended_on is not None else []


def waiting(transfers: Iterable[Transfer], people: Collection[int] | None = None) -> list[str]:
    """Who of a household, or of these ``people`` alone, waits for another commune to take them."""
    names = [
        ", ".join(one["name"] for one in transfer.people)
        for transfer in transfers
        if people is None or any(one["id"] in people for one in transfer.people)
    ]
    return [f"{name} đang chờ xã khác nhận. Hãy chờ xã đó trả lời, hoặc rút lại trước." for name in names]


def headless(members: Sequence[PersonLike]) -> bool:
    """Whether somebody is there and nobody is the head."""
    present = [one for one in members if one.left_on is None]
    return bool(present) and not any(is_head(one) for one in present)


def as_kept(value: Any) -> Any:
    """A column's value as a log in JSON keeps it."""
    if isinstance(value, enum.Enum):
        return value.value
    return value.isoformat() if isinstance(value, dt.date) else value


def _alone(one: Any) -> bool:
    return not any(other.id != one.id and other.left_on is None for other in one.household.members)
