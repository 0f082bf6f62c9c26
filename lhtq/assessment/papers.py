"""The minutes of a review as a document. Their wording is a draft to be edited in Word."""

from collections.abc import Sequence

from lhtq.assessment.models import VillageReview
from lhtq.assessment.queries.reviews import Voted
from lhtq.criteria.rules import MODEL_NOUNS, MODEL_TITLES, Model
from lhtq.documents import Template
from lhtq.documents.parts import (
    Align,
    Column,
    Document,
    Heading,
    Kind,
    Paragraph,
    Part,
    Row,
    Signature,
    Table,
    Title,
)  # fmt: skip
from lhtq.documents.words import day_in_words
from lhtq.issuing.sending import Paper
from lhtq.units.models import Unit

_COLUMNS = (
    Column("TT", 1, Kind.WHOLE, Align.CENTRE),
    Column("Họ và tên", 5),
    Column("Điểm", 1.4, Kind.DECIMAL),
    Column("Phiếu đồng ý", 1.8, Kind.WHOLE),
    Column("Số người dự", 1.8, Kind.WHOLE),
    Column("Tỷ lệ (%)", 1.6, Kind.PERCENT),
    Column("Ghi chú", 2.6),
)


def minutes_paper(review: VillageReview, unit: Unit, commune: Unit, voted: Sequence[Voted]) -> Paper:
    """The minutes of the meeting that confirmed the points of sheets, with the votes that each got."""
    model = Model(review.model)
    noun = MODEL_NOUNS[model]
    body: list[Part] = [
        Title("1.", "Thời gian, thành phần", level=2),
        Paragraph(f"Cuộc họp được tổ chức {day_in_words(review.held_on)}, có {review.present} người dự."),
        Paragraph(f"Chủ trì: {review.chair}. Thư ký: {review.secretary}."),
        Title("2.", "Kết quả bình xét", level=2),
        Paragraph(f"Cuộc họp xem xét điểm của {len(voted)} {noun} và biểu quyết từng {noun} như sau:"),
        Table(_COLUMNS, [_row(at, one, review.present) for at, one in enumerate(voted, start=1)]),
    ]
    if review.notes:
        body += [Title("3.", "Ý kiến tại cuộc họp", level=2), *map(Paragraph, review.notes.splitlines())]
    document = Document(
        heading=Heading(
            parent=commune.full_name if commune.id != unit.id else "",
            body=unit.full_name,
            place=commune.name,
            kind="Biên bản",
            subject=f"Bình xét danh hiệu “{MODEL_TITLES[model]}” năm {review.year}",
            day=review.held_on,
        ),
        body=body,
        left=Signature("THƯ KÝ", review.secretary),
        signature=Signature("CHỦ TRÌ", review.chair),
    )
    return Paper(Template.MINUTES, document, f"bien-ban-{review.id}")


def _row(at: int, one: Voted, present: int) -> Row:
    note = "Gia đình văn hóa" if one.cultural_family else ""
    return Row((at, one.name, one.total, one.votes_for, present, one.votes_for * 100 / present, note))
