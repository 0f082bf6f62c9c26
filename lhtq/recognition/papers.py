"""The decision with its list and the certificates, as documents. Their wording is a draft to be edited in Word."""

from collections.abc import Mapping, Sequence
from itertools import groupby

from lhtq.criteria.rules import MODEL_NOUNS, MODEL_TITLES, Model
from lhtq.documents import Template
from lhtq.documents.parts import (
    Align,
    Appendix,
    Batch,
    Certificate,
    Column,
    Document,
    Heading,
    Kind,
    Paragraph,
    Row,
    Signature,
    Table,
)  # fmt: skip
from lhtq.documents.words import day_in_words, numbered
from lhtq.issuing.sending import Paper
from lhtq.recognition.models import Decision
from lhtq.recognition.queries.titles import TitleLine
from lhtq.units.models import Unit
from lhtq.units.rules import top_path

#: How one who holds a title is written before the name.
_BEFORE_NAME: dict[Model, str] = {Model.FAMILY: "Hộ gia đình ông (bà)", Model.CITIZEN: "Ông (bà)"}

_COLUMNS = (
    Column("TT", 1, Kind.WHOLE, Align.CENTRE),
    Column("Họ và tên", 6),
    Column("Hiệu lực từ ngày", 2.4, Kind.DAY),
    Column("Đến hết ngày", 2.4, Kind.DAY),
    Column("Ghi chú", 3),
)


def decision_paper(decision: Decision, rows: Sequence[TitleLine], basis: str, places: Mapping[str, str]) -> Paper:
    """A decision with the list of whom it recognises, by village.

    ``basis`` is what the criteria rest on, parted by semicolons; ``places`` the full names of units by path.
    """
    unit, model = decision.unit, Model(decision.model)
    cultural = sum(1 for row in rows if row.cultural_family)
    noun, title = MODEL_NOUNS[model], f"danh hiệu “{MODEL_TITLES[model]}” năm {decision.year}"
    first = f"Điều 1. Công nhận {title} cho {len(rows)} {noun} thuộc {unit.full_name} (có danh sách kèm theo)"
    first += f", trong đó có {cultural} hộ đồng thời là Gia đình văn hóa." if cultural else "."
    document = Document(
        heading=_heading(decision, "Quyết định", f"Về việc công nhận {title}"),
        authority=f"CHỦ TỊCH ỦY BAN NHÂN DÂN {unit.full_name.upper()}",
        bases=(
            *(f"Căn cứ {part.strip()}" for part in basis.split(";") if part.strip()),
            f"Theo đề nghị của Hội Khuyến học {unit.full_name}",
        ),
        resolves="QUYẾT ĐỊNH:",
        body=(
            Paragraph(first),
            Paragraph("Điều 2. Quyết định này có hiệu lực kể từ ngày ký."),
            Paragraph(
                f"Điều 3. Hội Khuyến học {unit.full_name}, các đơn vị liên quan và các {noun} có tên tại Điều 1 "
                "chịu trách nhiệm thi hành Quyết định này."
            ),
        ),
        signature=_signature(decision),
        recipients=("Như Điều 3;", f"Hội Khuyến học {unit.full_name};", "Lưu: VT."),
        appendices=(Appendix(f"Danh sách được công nhận {title}", _reference(decision), (_list(rows, noun, places),)),),
    )
    return Paper(Template.DECISION, document, f"quyet-dinh-{decision.id}")


def certificates_paper(decision: Decision, rows: Sequence[TitleLine], places: Mapping[str, str]) -> Paper:
    """A certificate for each title that a decision granted and that was not taken back.

    ``places`` are the full names of units by path, for the holder's address: the province's too.
    """
    unit, model = decision.unit, Model(decision.model)
    batch = Batch(
        heading=_heading(decision, "", f"Giấy chứng nhận theo Quyết định số {numbered(decision.number)}"),
        grants=f"CHỦ TỊCH ỦY BAN NHÂN DÂN {unit.full_name.upper()}",
        signature=_signature(decision),
        certificates=tuple(
            Certificate(
                name=f"{_BEFORE_NAME.get(model, '')} {row.name}".strip(),
                of=_address(row, unit, places),
                title=MODEL_TITLES[model],
                period=f"năm {row.year}",
                decision=f"Quyết định số {numbered(decision.number)}\n{day_in_words(decision.signed_on)}",
                detail=f"Có hiệu lực đến hết ngày {row.valid_to:%d/%m/%Y}",
            )
            for row in rows
            if row.revoked_on is None
        ),
    )
    return Paper(Template.CERTIFICATE, batch, f"giay-chung-nhan-{decision.id}")


def _heading(decision: Decision, kind: str, subject: str) -> Heading:
    number, _, symbol = decision.number.partition("/")
    return Heading(
        body=f"Ủy ban nhân dân\n{decision.unit.full_name}",
        place=decision.unit.name,
        kind=kind,
        subject=subject,
        number=number.strip(),
        symbol=symbol.strip(),
        day=decision.signed_on,
    )


def _signature(decision: Decision) -> Signature:
    """The chair signs; a deputy does in the chair's place (KT.), as the decree writes it."""
    position = decision.signer_position.strip()
    if position.casefold().startswith("phó"):
        return Signature("KT. CHỦ TỊCH\nPHÓ CHỦ TỊCH", decision.signer)
    return Signature("CHỦ TỊCH" if position.casefold().startswith("chủ tịch") else position.upper(), decision.signer)


def _reference(decision: Decision) -> str:
    return (
        f"(Kèm theo Quyết định số {numbered(decision.number)} {day_in_words(decision.signed_on)} "
        f"của Chủ tịch UBND {decision.unit.full_name})"
    )


def _address(row: TitleLine, commune: Unit, places: Mapping[str, str]) -> str:
    """Village, commune and province; a clan's and an organisation's begins at the commune."""
    parts = [places.get(row.unit_path, row.unit_name)] if row.unit_path != commune.path else []
    return ", ".join([*parts, commune.full_name, *filter(None, [places.get(top_path(commune.path))])])


def _list(rows: Sequence[TitleLine], noun: str, places: Mapping[str, str]) -> Table:
    made: list[Row] = []
    number = 0
    for path, group in groupby(rows, key=lambda row: row.unit_path):
        of_unit = list(group)
        made.append(Row(across=f"{places.get(path, of_unit[0].unit_name)}: {len(of_unit)} {noun}"))
        for row in of_unit:
            number += 1
            made.append(Row((number, row.name, row.valid_from, row.valid_to, _note(row))))
    return Table(_COLUMNS, made)


def _note(row: TitleLine) -> str:
    if row.revoked_on is not None:
        return f"Thu hồi {row.revoked_on:%d/%m/%Y}"
    return "Gia đình văn hóa" if row.cultural_family else ""
