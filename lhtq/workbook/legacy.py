"""Vietnamese from before Unicode: text that is only right in a TCVN3 (ABC) or a VNI font.

Such a font draws its own letter for a Western one: "NguyÔn V¨n" in .VnTime, "Nguyeãn Vaên" in VNI-Times. The tables are
those of TCVN 5712:1993 (third set) and of VNI for Windows.
"""

import re
import unicodedata
from collections.abc import Iterable
from enum import StrEnum
from itertools import islice


class Font(StrEnum):
    """A kind of font that letters were typed for."""

    TCVN3 = "tcvn3"
    VNI = "vni"


def _pairs(written: str, meant: str) -> dict[str, str]:
    return dict(zip(written.split(), meant.split(), strict=True))


_TCVN3 = _pairs(
    "µ ¶ · ¸ ¹ ¨ » ¼ ½ ¾ Æ © Ç È É Ê Ë ® Ì Î Ï Ð Ñ ª Ò Ó Ô Õ Ö × Ø Ü Ý Þ ß á â ã ä « å æ ç è é "
    "¬ ê ë ì í î ï ñ ò ó ô \u00ad õ ö ÷ ø ù ú û ü ý þ ¡ ¢ § £ ¤ ¥ ¦",
    "à ả ã á ạ ă ằ ẳ ẵ ắ ặ â ầ ẩ ẫ ấ ậ đ è ẻ ẽ é ẹ ê ề ể ễ ế ệ ì ỉ ĩ í ị ò ỏ õ ó ọ ô ồ ổ ỗ ố ộ "
    "ơ ờ ở ỡ ớ ợ ù ủ ũ ú ụ ư ừ ử ữ ứ ự ỳ ỷ ỹ ý ỵ Ă Â Đ Ê Ô Ơ Ư",
)

#: A letter and the mark that VNI writes behind it; capitals are the same letters as capitals.
_VNI_SMALL = _pairs(
    "aù aø aû aõ aï aê aé aè aú aü aë aâ aá aà aå aã aä eù eø eû eõ eï eâ eá eà eå eã eä "
    "í ì æ ó ò où oø oû oõ oï oâ oá oà oå oã oä ô ôù ôø ôû ôõ ôï uù uø uû uõ uï ö öù öø öû öõ öï yù yø yû yõ î ñ",
    "á à ả ã ạ ă ắ ằ ẳ ẵ ặ â ấ ầ ẩ ẫ ậ é è ẻ ẽ ẹ ê ế ề ể ễ ệ "
    "í ì ỉ ĩ ị ó ò ỏ õ ọ ô ố ồ ổ ỗ ộ ơ ớ ờ ở ỡ ợ ú ù ủ ũ ụ ư ứ ừ ử ữ ự ý ỳ ỷ ỹ ỵ đ",
)
_VNI = _VNI_SMALL | {written.upper(): meant.upper() for written, meant in _VNI_SMALL.items()}
# A capital with a small mark, as in "Aâu": typed with the shift key for one letter only.
_VNI |= {written[0].upper() + written[1:]: meant.upper() for written, meant in _VNI_SMALL.items() if len(written) > 1}

#: What is written for each kind of font, and what is meant.
TABLES = {Font.TCVN3: _TCVN3, Font.VNI: _VNI}
_PATTERNS = {
    font: re.compile("|".join(sorted(map(re.escape, table), key=len, reverse=True))) for font, table in TABLES.items()
}

#: A font is believed where it makes Vietnamese of this share of the words that tell fonts apart.
_SHARE = 0.6
#: Words that are looked at, from the first on.
_MOST_WORDS = 5_000


def to_unicode(text: str, font: Font) -> str:
    """``text``, typed for ``font``, in Unicode (NFC); text with Unicode's own Vietnamese letters is not converted.

    The fonts of TCVN3 whose names end in H draw capitals for small letters, and cells do not tell their font. Where all
    plain letters are capitals, the others become capitals too ("NGUYÔN THÞ" is "NGUYỄN THỊ"); where they are small, the
    words stay small, and ``values.name`` gives a name its capitals.
    """
    if text.isascii() or _beyond_western(text):
        return unicodedata.normalize("NFC", text)
    meant = _PATTERNS[font].sub(lambda found: TABLES[font][found[0]], text)
    if font is Font.TCVN3 and _in_capitals(text):
        meant = meant.upper()
    return unicodedata.normalize("NFC", meant)


def guess_font(texts: Iterable[str], *, least: int = 1) -> Font | None:
    """The font that a column or a sheet was typed for; None for ASCII and for Unicode.

    At least so many different words must speak for it.

    Words are counted that are Vietnamese syllables when converted and none as they stand. Every Vietnamese syllable of
    Unicode is one as it stands, so Unicode has no such word.
    """
    words = list(islice((word for text in texts for word in _words(text)), _MOST_WORDS))
    best, share = None, _SHARE
    for font in Font:
        telling = [_tells(word, font) for word in words]
        won, lost = telling.count(True), telling.count(False)
        different = {word for word, told in zip(words, telling, strict=True) if told}
        if len(different) >= least and won >= share * (won + lost):
            best, share = font, won / (won + lost)
    return best


def _words(text: str) -> list[str]:
    """The words of ``text`` that are worth a look: more than one letter, no digit, something other than ASCII."""
    composed = unicodedata.normalize("NFC", text)
    return [
        word
        for word in re.split(r"[\s!-/:-@\[-`{-~]+", composed)
        if len(word) > 1 and not word.isascii() and not any(sign.isdecimal() for sign in word)
    ]


def _tells(word: str, font: Font) -> bool | None:
    """Whether ``word`` speaks for ``font`` (True), against it (False), or could be either (None)."""
    before = is_syllable(word) and word in (word.lower(), word.upper(), word.capitalize())
    converted = to_unicode(word, font)
    after = converted != word and is_syllable(converted)
    if after and before:
        return None
    return after


def _beyond_western(text: str) -> bool:
    return any(sign > "\u00ff" and sign.isalpha() for sign in unicodedata.normalize("NFC", text))


def _in_capitals(text: str) -> bool:
    """Whether all plain letters are capitals, and a converted word has at least two: "Hµ" is no evidence, "THÞ" is."""
    if any("a" <= sign <= "z" for sign in text):
        return False
    return any(sum("A" <= sign <= "Z" for sign in word) > 1 for word in _words(text))


_TONES = str.maketrans("", "", "\u0300\u0301\u0303\u0309\u0323")
_SYLLABLE = re.compile(
    r"(?:ngh|ng|nh|th|tr|ch|gh|gi|kh|ph|qu|kr|kl|pl|br|bl|dr|đr|gr|gl|[bcdđghklmnpqrstvx])?"
    r"(?:uyê|uya|uyu|uôi|uây|ươi|ươu|iêu|yêu|oai|oay|oao|oeo|"
    r"ai|ao|au|ay|âu|ây|eo|êu|ia|iê|iu|oa|oă|oe|oi|oo|ôi|ôô|ơi|ua|uâ|uê|ui|uô|uơ|uy|ưa|ưi|ươ|ưu|yê|[aăâeêioôơuưy])"
    r"(?:ch|ng|nh|[cmnptk])?(?<![ăâ])"  # these two never end one
)


def is_syllable(word: str) -> bool:
    """Whether ``word`` can be read in Vietnamese: beginning, vowels, end, and at most one tone."""
    apart = unicodedata.normalize("NFD", word.lower())
    toneless = apart.translate(_TONES)
    if len(apart) - len(toneless) > 1:
        return False
    return _SYLLABLE.fullmatch(unicodedata.normalize("NFC", toneless)) is not None
