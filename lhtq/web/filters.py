"""How dates, numbers and shares are written in Vietnamese."""

import datetime as dt
from decimal import Decimal
from zoneinfo import ZoneInfo

from flask import Flask

#: The country has one time zone; times are stored in UTC.
ZONE = ZoneInfo("Asia/Ho_Chi_Minh")


def today() -> dt.date:
    """The day it is in Viet Nam."""
    return dt.datetime.now(ZONE).date()


def date(value: dt.date | None) -> str:
    """``24/11/2026``; nothing for no date."""
    if value is None:
        return ""
    if isinstance(value, dt.datetime):
        value = value.astimezone(ZONE)
    return f"{value:%d/%m/%Y}"


def term(first: dt.date, last: dt.date | None) -> str:
    """``từ 01/01/2024 đến 31/12/2028``; a term without an end names its beginning alone."""
    return f"từ {date(first)} đến {date(last)}" if last else f"từ {date(first)}"


def moment(value: dt.datetime) -> str:
    """``14:05 ngày 24/11/2026``."""
    return f"{value.astimezone(ZONE):%H:%M} ngày {date(value)}"


def number(value: float | Decimal | None) -> str:
    """Thousands with a point, decimals with a comma, no idle zeros: ``1.234,5``."""
    if value is None:
        return "–"
    text = f"{value:,f}" if isinstance(value, Decimal) else f"{value:,}"
    whole, _, decimals = text.partition(".")
    decimals = decimals.rstrip("0")
    return whole.replace(",", ".") + (f",{decimals}" if decimals else "")


def percent(share: float | None) -> str:
    """A share of one as ``70,5%``, cut to one decimal so that a target is never shown as reached too early."""
    if share is None:
        return "–"
    return f"{number(int(share * 1000 + 1e-9) / 10)}%"


def plain(value: Decimal | None) -> str:
    """A number as a form sends it: ``10``, ``7.5``; nothing for none."""
    return "" if value is None else f"{value.normalize():f}"


def size(count: int) -> str:
    """Bytes as kilobytes: ``84 KB``."""
    return f"{number(max(1, round(count / 1000)))} KB"


def init_app(app: Flask) -> None:
    """Give the filters to the templates."""
    app.jinja_env.filters.update(date=date, moment=moment, number=number, percent=percent, plain=plain, size=size)
