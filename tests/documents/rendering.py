"""Documents as LibreOffice shows them: page by page, with the place, face and size of every word."""

import os
import re
import shutil
import subprocess
import unicodedata
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree as ET

from lhtq.documents import metrics

POINT = 25.4 / 72
FONTS = """<?xml version="1.0"?><fontconfig><dir>{fonts}</dir><cachedir>{cache}</cachedir>
<match target="pattern"><edit name="family" mode="assign" binding="strong"><string>Tinos</string></edit></match>
</fontconfig>"""
#: Formulas are worked out anew when a workbook is opened.
PROFILE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry"><item oor:path="/org.openoffice.Office.Calc/Formula/Load">
<prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item></oor:items>"""


@dataclass(frozen=True)
class Word:
    """A word on a page; lengths in millimetres from its left and upper edge."""

    text: str
    left: float
    top: float
    right: float


@dataclass(frozen=True)
class Page:
    """A page and its words in reading order."""

    width: float
    height: float
    words: list[Word]

    @property
    def text(self) -> str:
        """The words with a space between."""
        return " ".join(word.text for word in self.words)

    def line(self, words: str) -> tuple[float, float, float]:
        """Left, top and right of the first place where these words stand one after another."""
        wanted = words.split()
        texts = [word.text for word in self.words]
        at = next(at for at in range(len(texts)) if texts[at : at + len(wanted)] == wanted)
        found = self.words[at : at + len(wanted)]
        return min(word.left for word in found), found[0].top, max(word.right for word in found)

    def row(self, words: str) -> str:
        """What stands at the height of these words, from left to right; nothing where they are not."""
        tops = [word.top for word in self.words if word.text == words]
        beside = [word for word in self.words if any(abs(word.top - top) < 1 for top in tops)]
        return " ".join(word.text for word in sorted(beside, key=lambda word: word.left))


@dataclass(frozen=True)
class Shown:
    """A PDF: its pages, the faces in it, and for a text the sizes that it is set in."""

    pages: list[Page]
    faces: set[str]
    sizes: dict[str, set[int]]

    def size_of(self, words: str) -> set[int]:
        """The sizes of the lines in which these words stand."""
        return {size for text, sizes in self.sizes.items() if words in text for size in sizes}


def run(*command: str, **environment: str) -> str:
    found = shutil.which(command[0])
    assert found, f"{command[0]} is not on the PATH: run deploy/office.sh"
    environment["PATH"] = os.environ["PATH"]
    done = subprocess.run([found, *command[1:]], check=True, capture_output=True, timeout=120, env=environment)  # noqa: S603
    return done.stdout.decode()


def as_pdf(folder: Path, *names: str) -> None:
    """Let LibreOffice turn files of a folder into PDF, all in one run, in the face that comes with the software."""
    profile = folder / "profile" / "user"
    profile.mkdir(parents=True)
    (profile / "registrymodifications.xcu").write_text(PROFILE, encoding="utf-8")
    fonts = folder / "fonts.conf"
    own = Path(metrics.__file__).with_name("fonts")
    fonts.write_text(FONTS.format(fonts=own, cache=folder / "cache"), encoding="utf-8")
    run(
        "soffice", "--headless", "--norestore", f"-env:UserInstallation={(folder / 'profile').as_uri()}",
        "--convert-to", "pdf", "--outdir", str(folder / "shown"), *(str(folder / name) for name in names),
        HOME=str(folder), FONTCONFIG_FILE=str(fonts),
    )  # fmt: skip


def shown(path: Path) -> Shown:
    """Read a PDF with poppler's tools."""
    tree = ET.fromstring(_plain(run("pdftotext", "-bbox", str(path), "-")))  # noqa: S314 - of our own tool
    pages = [_page(page) for page in tree.iter("{http://www.w3.org/1999/xhtml}page")]
    rows = run("pdffonts", str(path)).splitlines()[2:]
    assert all(" yes " in row for row in rows), f"a face is not carried: {rows}"
    return Shown(pages, {row.split()[0].partition("+")[2] for row in rows}, _sizes(path))


def _page(page: ET.Element) -> Page:
    words = [
        Word(
            unicodedata.normalize("NFC", word.text or ""),
            float(word.get("xMin", 0)) * POINT,
            float(word.get("yMin", 0)) * POINT,
            float(word.get("xMax", 0)) * POINT,
        )
        for word in page
    ]
    return Page(float(page.get("width", 0)) * POINT, float(page.get("height", 0)) * POINT, words)


def _sizes(path: Path) -> dict[str, set[int]]:
    tree = ET.fromstring(_plain(run("pdftohtml", "-xml", "-i", "-stdout", "-zoom", "1", str(path))))  # noqa: S314
    sizes = {font.get("id"): int(font.get("size", 0)) for font in tree.iter("fontspec")}
    found: dict[str, set[int]] = {}
    for line in tree.iter("text"):
        text = unicodedata.normalize("NFC", "".join(line.itertext())).strip()
        found.setdefault(text, set()).add(sizes[line.get("font")])
    return found


def _plain(xml: str) -> str:
    """Without what declares the kind of document."""
    return re.sub(r"<!DOCTYPE[^>]*>", "", xml)
