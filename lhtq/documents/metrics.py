"""Tinos: of the widths of Times New Roman, with every Vietnamese letter, and free (SIL Open Font License)."""

from functools import cache
from pathlib import Path

from reportlab.lib.fonts import addMapping
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

_FOLDER = Path(__file__).with_name("fonts")
PLAIN, BOLD, ITALIC, BOLD_ITALIC = "Tinos", "Tinos-Bold", "Tinos-Italic", "Tinos-BoldItalic"
_FILES = {
    PLAIN: "Tinos_400Regular.ttf",
    BOLD: "Tinos_700Bold.ttf",
    ITALIC: "Tinos_400Regular_Italic.ttf",
    BOLD_ITALIC: "Tinos_700Bold_Italic.ttf",
}
#: Millimetres in a point.
POINT = 25.4 / 72


@cache
def register() -> None:
    """Make the face known to the writer of PDF; read once in a process, when the first document is written."""
    for name, file in _FILES.items():
        pdfmetrics.registerFont(TTFont(name, _FOLDER / file))
    for bold, italic, name in ((0, 0, PLAIN), (1, 0, BOLD), (0, 1, ITALIC), (1, 1, BOLD_ITALIC)):
        addMapping(PLAIN, bold, italic, name)


def width_of(text: str, size: float, *, bold: bool = False) -> float:
    """How wide a line of text is, in millimetres, in Times at ``size`` points."""
    register()
    return float(pdfmetrics.stringWidth(text, BOLD if bold else PLAIN, size)) * POINT
