"""Documents as a province would have them, for the tests."""

import datetime as dt

from lhtq.documents.parts import (
    Align,
    Appendix,
    Batch,
    Certificate,
    Column,
    Document,
    Head,
    Heading,
    Kind,
    Paragraph,
    Row,
    Signature,
    Table,
    Title,
)

DAY = dt.date(2026, 2, 5)
COLUMNS = (
    Column("TT", 1, Kind.WHOLE, Align.CENTRE),
    Column("Đơn vị", 5),
    Column("Tổng số hộ", 2, Kind.WHOLE, sum=True),
    Column("Được công nhận", 2, Kind.WHOLE, sum=True),
    Column("Tỷ lệ (%)", 2, Kind.PERCENT, share=(3, 2)),
)
SIGNED = Signature("TM. ỦY BAN NHÂN DÂN\nCHỦ TỊCH", "Hoàng Văn Thụ")


def table(rows: int = 60) -> Table:
    """Rows of 1.001 and 901 households and up, below a heading over three columns."""
    made = [
        Row((at, f"Xã Ỷ La {at}", 1000 + at, 900 + at, (900 + at) * 100 / (1000 + at))) for at in range(1, rows + 1)
    ]
    return Table(
        COLUMNS,
        [Row(across="Huyện Na Hang"), *made],
        heads=(Head("Số hộ", 2, 4),),
        title="Bảng 1. Số hộ",
        note="Đến 31/12.",
    )


def heading(kind: str = "Báo cáo", **given) -> Heading:
    """Of the commune Yên Hoa."""
    return Heading(
        **{
            "parent": "Ủy ban nhân dân huyện Na Hang",
            "body": "Ủy ban nhân dân\nxã Yên Hoa",
            "place": "Yên Hoa",
            "kind": kind,
            "subject": "Kết quả xây dựng xã hội học tập năm 2026",
            "number": "7",
            "symbol": "BC-UBND",
            "day": DAY,
            **given,
        }
    )


def report(**given) -> Document:
    """A report of three pages with an appendix on its side."""
    return Document(
        **{
            "heading": heading(),
            "to": ("Ủy ban nhân dân huyện Na Hang",),
            "body": (
                Title("I.", "TÌNH HÌNH CHUNG"),
                Paragraph("Các thôn đã tổ chức bình xét đúng thời gian quy định. " * 8),
                Title("1.", "Số liệu", level=2),
                table(),
                Paragraph("Trên đây là báo cáo của Ủy ban nhân dân xã."),
            ),
            "signature": SIGNED,
            "recipients": ("Như trên;", "Lưu: VT."),
            "appendices": (
                Appendix("Số liệu theo thôn", "(Kèm theo Báo cáo số 07/BC-UBND)", (table(30),), landscape=True),
            ),
            **given,
        }
    )


def batch(count: int) -> Batch:
    """Certificates of one decision; one has a name that needs two lines."""
    names = ["Hộ gia đình ông (bà) " + "Nguyễn Thị Tường Vy " * 4, *("Hộ gia đình ông (bà) Ma Văn Ỷ",) * (count - 1)]
    return Batch(
        heading("", parent="", number="12", symbol="QĐ-UBND"),
        "CHỦ TỊCH ỦY BAN NHÂN DÂN XÃ YÊN HOA",
        Signature("CHỦ TỊCH", "Hoàng Văn Thụ"),
        [
            Certificate(
                name,
                "Thôn Nà Khuyến, xã Yên Hoa",
                "Gia đình học tập",
                "năm 2026",
                "Quyết định số 12/QĐ-UBND\nngày 05 tháng 02 năm 2026",
            )
            for name in names
        ],
    )
