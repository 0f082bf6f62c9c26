"""Text as it is compared: without diacritics, capitals and signs; and whether diacritics alone differ."""

import unicodedata
from functools import lru_cache


#: The words of a column come again and again.
@lru_cache(maxsize=16_384)
def fold(text: str) -> str:
    """``text`` in small ASCII letters and digits, its words parted by one space: ``ho va ten`` of "HỌ VÀ  TÊN:"."""
    plain = unicodedata.normalize("NFKD", text.casefold().replace("đ", "d"))
    signs = (sign if sign.isascii() and sign.isalnum() else " " for sign in plain if not unicodedata.combining(sign))
    return " ".join("".join(signs).split())


#: The marks of Vietnamese tones; other marks belong to their letter.
_TONES = {"\u0300", "\u0301", "\u0303", "\u0309", "\u0323"}


@lru_cache(maxsize=65_536)
def spoken(name: str) -> str:
    """A name as it is said: lower case, the tone behind its syllable, wherever it was written (Hòa, Hoà)."""
    return " ".join(_syllable(word) for word in name.casefold().split())


def marks_lost(said: str, known: str) -> bool:
    """Whether ``said`` is what is ``known``, written without any of its diacritics."""
    return fold(said) == fold(known) and not _is_marked(said) and _is_marked(known)


def marks_differ(said: str, known: str) -> bool:
    """Whether two names, both written with diacritics, differ in these alone: Hiền and Hiện."""
    if fold(said) != fold(known) or not _is_marked(said) or not _is_marked(known):
        return False
    return _letters(said) != _letters(known)


def _is_marked(text: str) -> bool:
    return _letters(text) != fold(text)


def _letters(text: str) -> str:
    """``text`` as it is said, without the signs that ``fold`` drops."""
    kept = (sign if sign.isalnum() or unicodedata.combining(sign) else " " for sign in spoken(text))
    return " ".join("".join(kept).split())


def _syllable(word: str) -> str:
    signs = unicodedata.normalize("NFD", word)
    tone = "".join(sign for sign in signs if sign in _TONES)
    return unicodedata.normalize("NFC", "".join(sign for sign in signs if sign not in _TONES)) + tone
