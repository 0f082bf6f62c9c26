"""Values as words: numbers and days as a Vietnamese document writes them, and the sums of a table."""

import datetime as dt
from collections.abc import Sequence
from decimal import ROUND_FLOOR, ROUND_HALF_UP, Decimal

from lhtq.documents.parts import Column, Heading, Kind, Row, Table, Value

_ROOM = "….."
#: The same before a symbol, where nothing may stand; spaces that no writer takes for one.
_BY_HAND = "\u00a0" * 5


#: Control signs, which neither Word nor PDF can hold; but for the end of a line.
_CONTROL = {code: None for code in (*range(0x20), *range(0x7F, 0xA0), 0xFFFE, 0xFFFF) if code != ord("\n")}


def plain(text: str) -> str:
    """``text`` without signs that a document cannot hold."""
    return text.translate(_CONTROL)


def number(value: float | Decimal, decimals: int = 0) -> str:
    """``value`` with a point between thousands and a comma before decimals; decimals that are nothing are left out."""
    step = Decimal(1).scaleb(-decimals)
    rounded = Decimal(str(value)).quantize(step, ROUND_HALF_UP)
    if rounded == rounded.to_integral_value():
        rounded = rounded.quantize(Decimal(1))
    return f"{rounded:,}".translate({ord(","): ".", ord("."): ","})


def cell(value: Value, kind: Kind) -> str:
    """A cell as it is read."""
    match value:
        case None:
            return ""
        case str():
            return value
        case dt.date():
            return f"{value:%d/%m/%Y}"
        case _:
            return number(value, 0 if kind is Kind.WHOLE else 1)


def totals(table: Table) -> list[Value] | None:
    """The row of sums: its text in the first column that has none, sums, shares of them; None where nothing is summed.

    Rows that go across count for nothing, and neither does text in a column of numbers.
    """
    if not any(column.sum for column in table.columns):
        return None
    sums: list[Value] = [_sum(table.rows, at) if column.sum else None for at, column in enumerate(table.columns)]
    for at, column in enumerate(table.columns):
        if column.share is not None:
            sums[at] = _share(sums[column.share[0]], sums[column.share[1]])
    label = next((at for at, column in enumerate(table.columns) if _holds_label(column)), 0)
    sums[label] = table.total
    return sums


def label_at(table: Table) -> int:
    """The place of the column in which the row of sums has its text."""
    return next((at for at, column in enumerate(table.columns) if _holds_label(column)), 0)


def _holds_label(column: Column) -> bool:
    """A column of words wide enough to hold the text; the running number is not."""
    return column.kind is Kind.TEXT and column.heading.casefold() not in {"tt", "stt", "số tt"}


def _sum(rows: Sequence[Row], at: int) -> Value:
    found = [row.cells[at] for row in rows if not row.across]
    exact = [Decimal(str(value)) for value in found if isinstance(value, (int, float, Decimal))]
    total = sum(exact, Decimal(0))
    return int(total) if total == total.to_integral_value() else total


def _share(part: Value, whole: Value) -> Value:
    if not isinstance(part, (int, Decimal)) or not isinstance(whole, (int, Decimal)) or not whole:
        return None
    # Cut to one decimal, as pages do: a target is never shown as reached too early.
    return (Decimal(part) * 1000 / Decimal(whole)).to_integral_value(ROUND_FLOOR) / 10


def numbered(number_: str) -> str:
    """A number, with or without its symbol, as it is written: one below ten has a zero before it."""
    first, slash, rest = number_.strip().partition("/")
    return f"0{first}{slash}{rest}" if len(first) == 1 and first.isdigit() else f"{first}{slash}{rest}"


def number_line(heading: Heading) -> str:
    """The line "Số: 12/BC-UBND"; without a number there is room to write it."""
    number_ = numbered(heading.number)
    if not number_ and not heading.symbol:
        return ""  # minutes of a meeting have none
    if heading.symbol:
        return f"Số: {number_ or _BY_HAND}/{heading.symbol}"
    return f"Số: {number_ or _ROOM}"


def place_line(heading: Heading) -> str:
    """The line "Yên Hoa, ngày 05 tháng 02 năm 2026": a zero before days below ten and before the months 1 and 2."""
    return f"{heading.place}, {day_in_words(heading.day)}"


def day_in_words(day: dt.date | None) -> str:
    """A day as "ngày 05 tháng 02 năm 2026", or with room to write it."""
    if day is None:
        return f"ngày {_ROOM} tháng {_ROOM} năm {_ROOM}"
    month = f"{day.month:02}" if day.month < 3 else str(day.month)  # noqa: PLR2004 - as the decree counts them
    return f"ngày {day.day:02} tháng {month} năm {day.year}"
