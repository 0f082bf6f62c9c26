"""What is looked at before a report is handed in: what blocks it, and what only warns."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from lhtq.reporting.rules.filling import add, source_of
from lhtq.reporting.rules.layouts import read
from lhtq.reporting.rules.proposing import outdated, proposals
from lhtq.reporting.rules.snapshots import Snapshot
from lhtq.reporting.rules.states import ReportState
from lhtq.reporting.rules.wording import around_difference


@dataclass(frozen=True)
class Finding:
    """One thing that was found. ``about`` is the part or table that it is about, or the page where it is put right."""

    blocks: bool
    words: str
    about: str = ""
    #: The unit below whose report it is about.
    unit_id: int | None = None


@dataclass(frozen=True)
class Behind:
    """An accepted report from below that rests on older versions than those that were accepted of ``units`` since."""

    unit_id: int
    name: str
    units: Sequence[str]


#: Groups of those who attended: none is larger than the whole.
_GROUPS = ("women", "minority", "elderly", "disabled", "poor")


def findings(snapshot: Snapshot, waiting: int, comments: Sequence[str], behind: Sequence[Behind] = ()) -> list[Finding]:
    """What is found in a report that is about to be handed in, what blocks first.

    ``waiting`` are reports from below that wait for this unit's answer, ``comments`` what the level above has
    spoken about and nobody has seen to.
    """
    found = [
        *_sums(snapshot),
        *_shares(snapshot),
        *_day(snapshot),
        *_words(snapshot),
        *_outdated(snapshot),
        *_below(snapshot, waiting),
        *_behind(behind),
        *_sheets(snapshot),
        *_years(snapshot),
        *_comments(comments),
    ]
    return sorted(found, key=lambda one: not one.blocks)


def blocked(found: list[Finding]) -> bool:
    """Whether anything keeps the report from being handed in."""
    return any(one.blocks for one in found)


def _sums(snapshot: Snapshot) -> Iterator[Finding]:
    """What stands in the tables by unit is, with the unit's own, what stands in the others."""
    if not snapshot["review"]:
        below = (one["figures"] for one in (*snapshot["sources"], *snapshot["children"]))
        summed = add(*below)
        wrong = sorted(key for key, value in snapshot["figures"].items() if summed.get(key) != value)
        if wrong:
            yield Finding(blocks=True, words=f"Tổng không khớp với các đơn vị cộng lại: {_places(snapshot, wrong)}.")
    figures = snapshot["figures"]
    for key, value in figures.items():
        head, _, last = key.rpartition(".")
        if head.startswith("activity.") and last in _GROUPS and value > figures.get(f"{head}.attendances", 0):
            yield Finding(blocks=True, words=f"Số người theo nhóm nhiều hơn số lượt người: {_places(snapshot, [key])}.")


def _places(snapshot: Snapshot, keys: list[str]) -> str:
    """Where figures stand, as people read it; one that stands in no table by its key."""
    names = {
        source_of(column, row.key): f"{table.title}, {row.name}, {column.heading}"
        for table in read(snapshot["layout"]).tables
        for row in table.rows
        for column in table.columns
        if column.source
    }
    return "; ".join(dict.fromkeys(names.get(key, key) for key in keys))


def _shares(snapshot: Snapshot) -> Iterator[Finding]:
    for table in snapshot["tables"]:
        shares = [column["share"] for column in table["columns"] if column["share"]]
        for row in table["rows"]:
            for part, whole in shares:
                yield from _share(table, row, row["cells"][part], row["cells"][whole])
        # One line for a table: a new commune misses most of them, and what blocks would drown.
        without = [
            row["name"]
            for row in table["rows"]
            if any(not row["cells"][part] and not row["cells"][whole] for part, whole in shares)
        ]
        if without and table["by"] == "row":
            words = f"{table['title']}: chưa có tổng số nên chưa tính được tỷ lệ ở {len(without)} dòng"
            yield Finding(blocks=False, words=f"{words}: {_some(without, '; ', 'dòng', most=2)}.", about=table["key"])


def _some(names: Sequence[str], between: str, what: str, *, most: int) -> str:
    """The first names of a list, and how many more there are."""
    more = f" và {len(names) - most} {what} khác" if len(names) > most else ""
    return f"{between.join(names[:most])}{more}"


def _share(table: dict[str, Any], row: dict[str, Any], part: int | None, whole: int | None) -> Iterator[Finding]:
    if table["by"] == "unit" and part is None:
        return  # it is missing as a whole, which is told once
    where = f"{table['title']}, {row['name']}"
    if part is not None and whole is not None and part > whole:
        yield Finding(blocks=True, words=f"{where}: số đạt ({part}) lớn hơn tổng số ({whole}).", about=table["key"])
    elif not whole and part:
        yield Finding(blocks=True, words=f"{where}: có {part} đạt nhưng chưa có tổng số.", about=table["key"])


def _day(snapshot: Snapshot) -> Iterator[Finding]:
    if snapshot["period"]["on"] < snapshot["period"]["as_of"]:
        yield Finding(blocks=False, words="Chưa tới ngày chốt số liệu của kỳ: số nộp là số đến hôm nay.")


def _words(snapshot: Snapshot) -> Iterator[Finding]:
    for part in read(snapshot["layout"]).parts:
        if part.required and not snapshot["texts"].get(part.key, "").strip():
            yield Finding(blocks=True, words=f"Phần {part.number} {part.heading} còn trống.", about=part.key)


#: Characters of a sentence that are quoted: its first words and figures.
_QUOTED = 100


def _outdated(snapshot: Snapshot) -> Iterator[Finding]:
    """Sentences with the figures of an earlier day or period: a decision may have come after they were written."""
    proposed = proposals(snapshot)
    for part in read(snapshot["layout"]).parts:
        for now in proposed.get(part.key, ()):
            for then in outdated(snapshot["texts"].get(part.key, ""), now):
                old, new = around_difference(then, now.rstrip("."), _QUOTED)
                words = f"Phần {part.number} {part.heading} có câu mang số khác với số liệu lúc này: “{old}”"
                yield Finding(blocks=False, words=f"{words}, nay là “{new}”.", about=part.key)


def _below(snapshot: Snapshot, waiting: int) -> Iterator[Finding]:
    if waiting:
        yield Finding(
            blocks=True, words=f"{waiting} báo cáo cấp dưới đã nộp, chưa được tiếp nhận hay trả lại.", about="board"
        )
    opened = [one["name"] for one in snapshot["missing"] if one["state"] == ReportState.REOPENED]
    if opened:
        names = _some(opened, ", ", "đơn vị", most=10)
        yield Finding(
            blocks=False,
            words=f"{len(opened)} báo cáo cấp dưới đang được mở lại để sửa, số liệu chưa có trong tổng: {names}.",
            about="board",
        )
    missing = [one for one in snapshot["missing"] if one["state"] not in {ReportState.SUBMITTED, ReportState.REOPENED}]
    if missing:
        names = _some([one["name"] for one in missing], ", ", "đơn vị", most=10)
        yield Finding(
            blocks=False,
            words=f"Chưa có báo cáo của {len(missing)} đơn vị, số liệu của họ không có trong tổng: {names}.",
            about="board",
        )


def _behind(reports: Sequence[Behind]) -> Iterator[Finding]:
    for one in reports:
        newer = _some(one.units, ", ", "đơn vị", most=5)
        yield Finding(
            blocks=False,
            words=f"Báo cáo của {one.name} chưa có số mới: sau đó đã tiếp nhận bản khác của {newer}. "
            "Muốn có số mới, báo cáo đó phải được mở lại để đơn vị nộp lại.",
            unit_id=one.unit_id,
        )


def _sheets(snapshot: Snapshot) -> Iterator[Finding]:
    stuck = snapshot["own"].get("sheets.undecided.all", 0)
    if stuck:
        yield Finding(
            blocks=False, words=f"{stuck} phiếu đã gửi mà chưa có quyết định, nên chưa được tính.", about="sheets"
        )


def _years(snapshot: Snapshot) -> Iterator[Finding]:
    if not snapshot["review"]:
        return
    have = {one["year"] for one in snapshot["years"]}
    without = [str(year) for year in snapshot["period"]["years"] if year not in have]
    if without:
        yield Finding(blocks=not have, words=f"Chưa có báo cáo năm được tiếp nhận của các năm {', '.join(without)}.")


def _comments(open_: Sequence[str]) -> Iterator[Finding]:
    if open_:
        yield Finding(blocks=False, words=f"{len(open_)} góp ý của cấp trên chưa đánh dấu là đã sửa.", about=open_[0])
