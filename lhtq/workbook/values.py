"""What a messy cell means, or in Vietnamese why it means nothing.

Every function raises ValueWrongError where the cell cannot be meant; an empty cell is wrong too, except for ``phone``,
``text`` and ``yes``, which take it as nothing said.
"""

import datetime as dt
import re
import unicodedata
from collections.abc import Iterable, Mapping
from typing import TypeVar
from zoneinfo import ZoneInfo

from lhtq.workbook.folding import fold
from lhtq.workbook.sheets import Cell

T = TypeVar("T")

#: Of births and other days.
EARLIEST_YEAR = 1900
#: Of days that are not births.
LATEST_YEAR = 2100
#: Of a name.
MOST_NAME = 120
#: Of a cell that a message quotes.
_MOST_QUOTED = 40

#: Day 0 of Excel's day numbers from March 1900 on: Excel takes 1900 for a leap year.
_DAY_ZERO = dt.date(1899, 12, 30)

_NO_DIGITS = re.compile(r"\D")

_YES = frozenset(("x", "co", "1", "v", "y", "yes", "dung", "true", "roi", "da"))
_NO = frozenset(("", "khong", "0", "k", "ko", "n", "no", "sai", "false", "chua"))


class ValueWrongError(Exception):
    """A cell that cannot be meant; the message is for the person."""


def today() -> dt.date:
    """Today in Việt Nam."""
    return dt.datetime.now(ZoneInfo("Asia/Ho_Chi_Minh")).date()


def is_empty(cell: Cell) -> bool:
    """Whether nothing is said: no cell, or only spaces."""
    return cell is None or (isinstance(cell, str) and not _plain(cell))


def name(cell: Cell) -> str:
    """A person's name in NFC with single spaces, each word with a capital; all capitals become small but for those."""
    if is_empty(cell):
        raise ValueWrongError("Thiếu họ tên.")
    if not isinstance(cell, str):
        raise ValueWrongError(f"{quoted(cell)} không phải họ tên.")
    words = _plain(cell)
    if any(sign.isdigit() for sign in words):
        raise ValueWrongError(f"Họ tên {quoted(cell)} có chữ số.")
    if not any(sign.isalpha() for sign in words) or any(
        sign not in " '’.-()," and not _in_a_word(sign) for sign in words
    ):
        raise ValueWrongError(f"Họ tên {quoted(cell)} có ký hiệu lạ.")
    if len(words) > MOST_NAME:
        raise ValueWrongError(f"Họ tên dài quá {MOST_NAME} chữ.")
    begun = words if words == words.lower() else _begun(words)
    return _capitals(begun) if begun in (begun.upper(), begun.lower()) else begun


def birth(cell: Cell) -> tuple[int, dt.date | None]:
    """The year of birth, and the day where one is said; a month alone is dropped. See ``two_digit_years``."""
    if is_empty(cell):
        raise ValueWrongError("Thiếu năm sinh.")
    year, born = _year_or_day(cell)
    now = today()
    if year > now.year or (born is not None and born > now):
        raise ValueWrongError(f"{quoted(cell)} ở sau hôm nay.")
    if year < EARLIEST_YEAR:
        raise ValueWrongError(f"Năm sinh {year} quá sớm, sớm nhất là {EARLIEST_YEAR}.")
    return year, born


def day(cell: Cell) -> dt.date:
    """A day, in the styles that ``birth`` reads."""
    if is_empty(cell):
        raise ValueWrongError("Thiếu ngày.")
    year, found = _year_or_day(cell)
    if found is None:
        raise ValueWrongError(f"{quoted(cell)} không đủ ngày, tháng, năm. Hãy ghi như 31/12/2025.")
    if not EARLIEST_YEAR <= year <= LATEST_YEAR:
        raise ValueWrongError(f"Năm {year} không nằm trong {EARLIEST_YEAR}–{LATEST_YEAR}.")
    return found


def two_digit_years() -> str:
    """In Vietnamese, which century a year of two digits is taken into: the last one that is not in the future."""
    last = today().year % 100
    return f"Năm ghi hai chữ số: 00 đến {last:02} hiểu là 20xx, {last + 1:02} đến 99 hiểu là 19xx."


def phone(cell: Cell) -> str:
    """A Vietnamese telephone number from its leading zero on, or nothing; the zero that Excel ate is given back.

    Numbers of eleven digits from before 2018 stay as they are: whether they were ever changed is not known here.
    """
    if is_empty(cell):
        return ""
    told = _plain(shown(cell))
    if re.search(r"\d[eE]\+?\d", told):
        raise ValueWrongError(f"Excel đã rút gọn số điện thoại thành {quoted(cell)}. Hãy gõ lại số.")
    digits = re.sub(r"\(0\)|\.0$|[\s.\-()–]|^'", "", told)
    digits = re.sub(r"^(\+|00)?84(?=\d{9,10}$)", "0", digits)
    if re.fullmatch(r"[35789][0-9]{8}|2[0-9]{8,9}|1[0-9]{9}", digits):
        digits = f"0{digits}"
    if not re.fullmatch(r"0[1-9][0-9]{8,9}", digits):
        raise ValueWrongError(f"{quoted(cell)} không phải một số điện thoại, ví dụ 0912345678.")
    return digits


def same_phone(said: str, known: str) -> bool:
    """Whether two numbers have the same digits, however they are parted and whatever is written beside them."""
    digits = _NO_DIGITS.sub("", said)
    return bool(digits) and digits == _NO_DIGITS.sub("", known)


def whole(cell: Cell, least: int, most: int) -> int:
    """A whole number; dots or spaces may part its thousands."""
    if is_empty(cell):
        raise ValueWrongError("Thiếu số.")
    told = _plain(shown(cell))
    digits = re.sub(r"[.,\s](?=\d{3}(\D|$))", "", told)
    digits = re.sub(r"[.,]0+$", "", digits)
    if isinstance(cell, bool | dt.date) or not re.fullmatch(r"[+-]?[0-9]{1,15}", digits):
        raise ValueWrongError(f"{quoted(cell)} không phải số nguyên.")
    number = int(digits)
    if not least <= number <= most:
        raise ValueWrongError(f"{number} không nằm trong {least}–{most}.")
    return number


def yes(cell: Cell) -> bool:
    """Whether a cell is ticked: "x", "có", 1; not ticked: empty, "không", 0."""
    if isinstance(cell, str) and _plain(cell) in {"✓", "✔", "☑", "√"}:
        return True
    told = fold(shown(cell))
    if told in _YES:
        return True
    if told in _NO:
        return False
    raise ValueWrongError(f"{quoted(cell)} không rõ là có hay không. Hãy ghi “x” hoặc để trống.")


def choice(cell: Cell, names: Mapping[T, Iterable[str]]) -> T:
    """The value one of whose names stands in the cell, without regard to capitals, signs and diacritics.

    Diacritics count where two values would otherwise be the same.
    """
    if is_empty(cell):
        raise ValueWrongError("Thiếu lựa chọn.")
    told = _plain(shown(cell))
    for alike in (str.casefold, fold):
        found = [value for value, each in names.items() if any(alike(told) == alike(name) for name in each)]
        if len(found) == 1:
            return found[0]
    offered = "; ".join(next(iter(each), "") for each in names.values())
    raise ValueWrongError(f"{quoted(cell)} không có trong danh mục. Hãy chọn một trong: {offered}.")


def text(cell: Cell, most: int) -> str:
    """Text in NFC with single spaces, of at most ``most`` characters; nothing where the cell is empty."""
    words = _plain(shown(cell))
    if len(words) > most:
        raise ValueWrongError(f"Dài {len(words)} chữ, nhiều nhất {most}.")
    return words


def shown(cell: Cell) -> str:
    """A cell as a person would read it aloud: dates as 31/12/2025, 5.0 as 5."""
    match cell:
        case None:
            return ""
        case bool():
            return "1" if cell else "0"
        case float():
            return str(int(cell)) if cell.is_integer() else str(cell).replace(".", ",")
        case dt.date():
            return f"{cell:%d/%m/%Y}"
    return str(cell)


def quoted(cell: Cell) -> str:
    """The beginning of a cell in quotation marks, for a message."""
    told = _plain(shown(cell))
    return f"“{told}”" if len(told) <= _MOST_QUOTED else f"“{told[:_MOST_QUOTED]}…”"


def _plain(told: str) -> str:
    """``told`` in NFC, without control and invisible signs, its words parted by one space."""
    composed = unicodedata.normalize("NFC", told)
    if composed.isprintable():
        return " ".join(composed.split())
    # Cf are signs that are not seen (zero-width spaces, a byte order mark), Cc control signs.
    seen = (" " if unicodedata.category(sign) == "Cc" else sign for sign in composed)
    return " ".join("".join(sign for sign in seen if unicodedata.category(sign) != "Cf").split())


def _in_a_word(sign: str) -> bool:
    return sign.isalpha() or bool(unicodedata.combining(sign))


def _begun(words: str) -> str:
    """``words`` with a capital at the beginning of each, but for what stands in brackets: (con)."""
    return re.sub(r"\([^)]*\)?|(?<!\S)\S", lambda found: found[0] if found[0][0] == "(" else found[0].upper(), words)


def _capitals(words: str) -> str:
    """``words``, each with a capital at its beginning; ``title()`` would also raise what follows an apostrophe."""
    return re.sub(r"[^\s\-(]+", lambda word: word[0][:1].title() + word[0][1:].lower(), words)


# A year may stand alone or behind words; a day has its parts in one order and one sign between them.
_WORDS = re.compile(r"^(sinh|sn|ns|nam|ngay|thang)\b[\s:.]*|^(sn|ns)(?=\d)[\s:.]*")
_MONTHS = 12
_TIME = re.compile(r"[ t]\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?( ?[ap]m)?$")
_YEAR_FIRST = re.compile(r"(\d{4})([/.\-])(\d{1,2})\2(\d{1,2})", re.ASCII)
_DAY_FIRST = re.compile(r"(\d{1,2})([/.\-])(\d{1,2})\2(\d{4}|\d{2})", re.ASCII)
_MONTH_FIRST = re.compile(r"(\d{1,2})[/.\-](\d{4})", re.ASCII)


def _year_or_day(cell: Cell) -> tuple[int, dt.date | None]:
    if isinstance(cell, dt.date):
        return cell.year, cell
    if isinstance(cell, bool):
        raise ValueWrongError("“có/không” không phải ngày hay năm.")
    told = _spoken(shown(cell))
    if re.fullmatch(r"[0-9]{1,9}([.,]0+)?", told):
        return _from_number(int(re.split(r"[.,]", told)[0]), cell)
    if found := _YEAR_FIRST.fullmatch(told):
        return _day_of(int(found[1]), int(found[3]), int(found[4]), cell)
    if found := _DAY_FIRST.fullmatch(told):
        return _day_of(_full_year(found[4]), int(found[3]), int(found[1]), cell)
    if found := _MONTH_FIRST.fullmatch(told):
        if not 1 <= int(found[1]) <= _MONTHS:
            raise ValueWrongError(f"{quoted(cell)}: không có tháng {int(found[1])}.")
        return int(found[2]), None
    raise ValueWrongError(f"{quoted(cell)} không phải ngày hay năm. Hãy ghi như 31/12/1980 hoặc 1980.")


def _spoken(told: str) -> str:
    """``told`` without the words and the time of day around a date; "ngày 5 tháng 3 năm 1980" as 5/3/1980."""
    words = " ".join(unicodedata.normalize("NFD", _plain(told).casefold()).split())
    words = "".join(sign for sign in words if not unicodedata.combining(sign)).removeprefix("'")
    while (shorter := _WORDS.sub("", words)) != words:
        words = shorter
    words = re.sub(r"\s*(,?\s*thang|,?\s*nam)\s*", "/", words)
    return _TIME.sub("", re.sub(r"\s*([/.\-])\s*", r"\1", words)).strip()


def _from_number(number: int, cell: Cell) -> tuple[int, dt.date | None]:
    """A year, or a day as Excel counts it from 1900 on: 29221 is 1 January 1980."""
    if EARLIEST_YEAR <= number <= LATEST_YEAR:
        return number, None
    if LATEST_YEAR < number <= (dt.date(LATEST_YEAR, 12, 31) - _DAY_ZERO).days:
        found = _DAY_ZERO + dt.timedelta(days=number)
        return found.year, found
    raise ValueWrongError(f"{quoted(cell)} không phải ngày hay năm. Hãy ghi như 31/12/1980 hoặc 1980.")


def _day_of(year: int, month: int, in_month: int, cell: Cell) -> tuple[int, dt.date]:
    try:
        return year, dt.date(year, month, in_month)
    except ValueError:
        raise ValueWrongError(f"{quoted(cell)}: không có ngày này trong lịch.") from None


def _full_year(digits: str) -> int:
    if len(digits) > 2:  # noqa: PLR2004 - two digits are two digits
        return int(digits)
    now = today().year
    century = now - now % 100
    return int(digits) + (century if int(digits) <= now % 100 else century - 100)
