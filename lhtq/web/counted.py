"""What a list is narrowed to where a figure leads to it, as its address says: days, and a unit's own records alone."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from lhtq.web.filters import date


@dataclass(frozen=True)
class Counted:
    """The first and the last day of what was counted, none where days do not matter; ``only`` without the units below.

    True where it narrows anything.
    """

    first: dt.date | None = None
    last: dt.date | None = None
    only: bool = False

    def __bool__(self) -> bool:
        return self.first is not None or self.only

    @property
    def fields(self) -> dict[str, str]:
        """Names and values of an address or a form."""
        days = {"tu": self.first.isoformat(), "den": self.last.isoformat()} if self.first and self.last else {}
        return days | ({"rieng": "1"} if self.only else {})

    @property
    def query(self) -> str:
        """The same as the end of an address, after other fields; nothing where nothing is narrowed."""
        return f"&{urlencode(self.fields)}" if self else ""

    @property
    def days(self) -> str:
        """``từ 01/12/2025 đến hết 30/11/2026``; nothing where days do not matter."""
        return f"từ {date(self.first)} đến hết {date(self.last)}" if self.first else ""


#: Nothing is narrowed.
EVERYTHING = Counted()


def asked_counted(said: Mapping[str, str]) -> Counted:
    """What an address or a form asks for; days that are none, or not in order, narrow nothing."""
    only = said.get("rieng") == "1"
    try:
        first, last = (dt.date.fromisoformat(said.get(name, "")) for name in ("tu", "den"))
    except ValueError:
        return Counted(only=only)
    return Counted(first, last, only) if first <= last else Counted(only=only)
