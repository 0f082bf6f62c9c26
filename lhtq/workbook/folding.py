"""Text as it is compared: without diacritics, capitals and signs."""

import unicodedata
from functools import lru_cache


#: The words of a column come again and again.
@lru_cache(maxsize=16_384)
def fold(text: str) -> str:
    """``text`` in small ASCII letters and digits, its words parted by one space: ``ho va ten`` of "HỌ VÀ  TÊN:"."""
    plain = unicodedata.normalize("NFKD", text.casefold().replace("đ", "d"))
    signs = (sign if sign.isascii() and sign.isalnum() else " " for sign in plain if not unicodedata.combining(sign))
    return " ".join("".join(signs).split())
