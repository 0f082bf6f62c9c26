"""The measures of Nghị định 30/2020/NĐ-CP, Phụ lục I, phần I: the one place to change them.

Where the decree leaves room (a margin of 30 to 35 mm) one value is taken here. The decree does not bind the
Association's own letters, which follow the same frame.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Layout:
    """Lengths in millimetres, sizes of letters in points."""

    #: A4.
    short: float = 210
    long: float = 297
    #: Top and bottom 20-25, left 30-35, right 15-20.
    top: float = 20
    bottom: float = 20
    left: float = 30
    right: float = 15

    #: Quốc hiệu 12-13, upright, bold, capitals; Tiêu ngữ 13-14, upright, bold.
    nation: float = 13
    motto: float = 14
    #: Issuing body 12-13, bold; the one above it 12-13, not bold.
    issuer: float = 13
    #: "Số: …" 13, upright; place and day 13-14, italic.
    number: float = 13
    place: float = 14
    #: Kind of document and subject 13-14, bold.
    kind: float = 14
    subject: float = 14
    #: Body 13-14, both edges; the first line 1 or 1.27 cm in; paragraphs at least 6 pt apart; single to 1.5 lines.
    body: float = 14
    indent: float = 12.7
    apart: float = 6
    lines: float = 1.15
    #: Signature 13-14, bold; "Nơi nhận:" 12, italic, bold; its list 11.
    signature: float = 14
    recipients: float = 12
    recipient: float = 11
    #: Page numbers 13-14, in the middle of the top margin, not on page one.
    page: float = 13
    #: Tables: the decree says nothing of their letters; 12 keeps a district's table on a page.
    table: float = 12
    #: The rule below the issuing body and the subject is a third to a half as long as the words.
    rule: float = 0.4

    #: Width of the left half of the head, where the issuing body stands; the rest is for the nation's name.
    head_left: float = 66

    def size(self, *, landscape: bool = False) -> tuple[float, float]:
        """Width and height of a page."""
        return (self.long, self.short) if landscape else (self.short, self.long)

    def width(self, *, landscape: bool = False) -> float:
        """Width between the margins."""
        return self.size(landscape=landscape)[0] - self.left - self.right


LAYOUT = Layout()

NATION = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
MOTTO = "Độc lập - Tự do - Hạnh phúc"
#: What the decree asks for by name. It is not free: a machine without it shows one of the same widths.
FACE = "Times New Roman"
