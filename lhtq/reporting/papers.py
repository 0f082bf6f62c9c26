"""A report as documents, and its tables as every page shows them: the same cells through the same words."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from lhtq.documents import Template
from lhtq.documents.parts import (
    Appendix,
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
from lhtq.documents.words import cell, totals
from lhtq.issuing.sending import Paper
from lhtq.reporting.rules.snapshots import Snapshot
from lhtq.units.models import Unit
from lhtq.units.rules import Level
from lhtq.workbook.folding import fold

#: Width of the column of names, beside 2 of a number.
_NAME = 6


@dataclass(frozen=True)
class ShownRow:
    """A row as it is read: the cells in words."""

    key: str
    name: str
    cells: Sequence[str]


@dataclass(frozen=True)
class ShownTable:
    """A table as it is read: ``keys`` of its columns of numbers; ``total`` is empty where nothing is summed."""

    key: str
    title: str
    note: str
    by: str
    head: str
    keys: Sequence[str]
    headings: Sequence[str]
    rows: Sequence[ShownRow]
    total: Sequence[str]


def table_of(raw: dict[str, Any], *, titled: bool = True) -> Table:
    """A table of a snapshot as documents take it."""
    columns = [Column(raw["head"], _NAME)]
    for column in raw["columns"]:
        share = tuple(place + 1 for place in column["share"]) if column["share"] else None
        columns.append(
            Column(
                column["heading"],
                column["width"],
                Kind.PERCENT if column["percent"] else Kind.WHOLE,
                sum=column["sum"],
                share=(share[0], share[1]) if share and _summed(raw, column["share"]) else None,
            )
        )
    rows = [Row((row["name"], *row["cells"])) for row in raw["rows"]]
    return Table(columns, rows, title=raw["title"] if titled else "", note=raw["note"])


def _summed(raw: dict[str, Any], share: Sequence[int]) -> bool:
    """Whether a share has sums to be a share of."""
    return all(raw["columns"][place]["sum"] for place in share)


def shown(raw: dict[str, Any]) -> ShownTable:
    """A table of a snapshot as a page shows it: word for word what stands in the documents."""
    table = table_of(raw)
    kinds = [column.kind for column in table.columns]
    summed = totals(table)
    return ShownTable(
        key=raw["key"],
        title=raw["title"],
        note=raw["note"],
        by=raw["by"],
        head=raw["head"],
        keys=[column["key"] for column in raw["columns"]],
        headings=[column["heading"] for column in raw["columns"]],
        rows=[ShownRow(row["key"], row["name"], _words(row["cells"], kinds[1:])) for row in raw["rows"]],
        total=_words(summed[1:], kinds[1:]) if summed else [],
    )


def _words(values: Sequence[Any], kinds: Sequence[Kind]) -> list[str]:
    return [cell(value, kind) for value, kind in zip(values, kinds, strict=True)]


@dataclass(frozen=True)
class Issue:
    """What of a document is not in the snapshot: whose it is, to whom it goes, and its day."""

    unit: Unit
    above: Sequence[Unit]
    goes_to: Unit | None
    day: dt.date | None


def report_paper(snapshot: Snapshot, issue: Issue) -> Paper:
    """The report with its parts; each table stands where the layout puts it, wide ones in an appendix on its side."""
    layout = snapshot["layout"]
    tables = snapshot["tables"]
    body: list[Part] = [Paragraph(_opening(snapshot))]
    for part in layout["parts"]:
        body.append(Title(part["number"], part["heading"]))
        body += [Paragraph(line) for line in snapshot["texts"].get(part["key"], "").splitlines() if line.strip()]
        body += [table_of(raw) for raw in tables if raw["after"] == part["key"] and not raw["landscape"]]
    wide = [raw for raw in tables if raw["landscape"]]
    appendices = [
        Appendix(raw["title"], _attached(snapshot), [table_of(raw, titled=False)], f"Phụ lục {at}", landscape=True)
        for at, raw in enumerate(wide, 1)
    ]
    document = Document(
        heading=_heading(snapshot, issue, "Báo cáo"),
        to=_to(issue),
        body=body,
        recipients=_recipients(issue),
        signature=_signature(issue),
        appendices=appendices,
    )
    return Paper(Template.REPORT, document, _file_name(snapshot, ""))


def statistics_paper(snapshot: Snapshot, issue: Issue) -> Paper:
    """The tables alone, on their side; in Excel the sums are formulas."""
    document = Document(
        heading=_heading(snapshot, issue, "Biểu số liệu"),
        body=[table_of(raw) for raw in snapshot["tables"]],
        signature=_signature(issue),
        landscape=True,
    )
    return Paper(Template.STATISTICS, document, _file_name(snapshot, "Số liệu"))


def _file_name(snapshot: Snapshot, what: str) -> str:
    """By which a person finds the file again among others: of what period and unit it is, without the marks."""
    return fold(f"{what} {snapshot['period']['name']} {snapshot['unit']['name']}").replace(" ", "-")


def _opening(snapshot: Snapshot) -> str:
    on = dt.date.fromisoformat(snapshot["period"]["on"])
    draft = " Bố cục theo mẫu tạm, chờ mẫu chính thức." if snapshot["layout"]["provisional"] else ""
    return f"Căn cứ {snapshot['layout']['basis']}; số liệu tính đến hết ngày {on:%d/%m/%Y}.{draft}"


def _attached(snapshot: Snapshot) -> str:
    return f"(Kèm theo Báo cáo của {snapshot['unit']['name']}, {snapshot['period']['name']})"


def _heading(snapshot: Snapshot, issue: Issue, kind: str) -> Heading:
    unit = issue.unit
    subject = snapshot["layout"]["subject"].replace("{name}", _in_words(snapshot))
    if unit.level == Level.PROVINCE:
        body, parent = f"Hội Khuyến học\n{unit.full_name}", "Hội Khuyến học Việt Nam"
    else:
        body, parent = f"Ủy ban nhân dân\n{unit.full_name}", ""
        if issue.above:
            parent = f"Ủy ban nhân dân {issue.above[-1].full_name}"
    symbol = "BC-HKH" if unit.level == Level.PROVINCE else "BC-UBND"
    return Heading(body, unit.name, kind, subject, parent=parent, symbol=symbol, day=issue.day)


def _in_words(snapshot: Snapshot) -> str:
    """The period as it stands after the subject: "năm 2026" of "Báo cáo năm 2026"."""
    return str(snapshot["period"]["name"]).removeprefix("Báo cáo ")


def _to(issue: Issue) -> list[str]:
    if issue.goes_to is not None:
        return [f"Ủy ban nhân dân {issue.goes_to.full_name}"]
    if issue.unit.level == Level.PROVINCE:
        return ["Trung ương Hội Khuyến học Việt Nam", f"Ủy ban nhân dân {issue.unit.full_name}"]
    return []  # what a district asked of its communes by itself


def _recipients(issue: Issue) -> list[str]:
    above = [f"Hội Khuyến học {issue.goes_to.full_name};"] if issue.goes_to else []
    return [*(["Như trên;"] if _to(issue) else []), *above, "Lưu: VT."]


def _signature(issue: Issue) -> Signature:
    if issue.unit.level == Level.PROVINCE:
        return Signature("TM. BAN THƯỜNG VỤ\nCHỦ TỊCH")
    return Signature("TM. ỦY BAN NHÂN DÂN\nCHỦ TỊCH")
