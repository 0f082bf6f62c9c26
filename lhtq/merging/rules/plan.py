"""What moves when one record is merged into another, and what moves back: plans, made without a database.

A plan is a list of changes, each a cell: table, row, column, what it was, what it shall be. The database carries it out
cell by cell (migration ``merged_records``), and leaves alone a cell that is not what it was.
"""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any, NamedTuple

from lhtq.assessment.rules import STATE_NAMES, State
from lhtq.membership.rules import LeftBecause

#: How far a sheet has come: of two of a year the one that came further counts.
_FURTHER = (State.DRAFT, State.RETURNED, State.SUBMITTED, State.REVIEWED, State.REFUSED, State.RECOGNISED)

Change = dict[str, Any]
Row = Mapping[str, Any]


@dataclass(frozen=True)
class Owned:
    """A row that one of two records has; ``of`` is whose it is, as its column ``owner`` says."""

    table: str
    owner: str
    of: int
    row: Row

    @property
    def id(self) -> int:
        """The row's id."""
        return int(self.row["id"])


@dataclass(frozen=True)
class Names:
    """What rows are called that the page tells of: units by id, links by table and id, accounts by id of their role."""

    units: Mapping[int, str] = field(default_factory=dict)
    links: Mapping[tuple[str, int], str] = field(default_factory=dict)

    def unit(self, unit_id: int) -> str:
        """A unit's name."""
        return self.units.get(unit_id, "nơi khác")

    def link(self, owned: Owned) -> str:
        """What a row points to."""
        return self.links.get((owned.table, owned.id), "")


@dataclass
class Plan:
    """The changes in order, and what is said of them before they are made."""

    changes: list[Change] = field(default_factory=list)
    told: list[str] = field(default_factory=list)
    #: Why it cannot be done at all; nothing is changed then.
    refused: list[str] = field(default_factory=list)

    def set(self, owned: Owned, column: str, after: Any, **also: Any) -> None:
        """Change a cell."""
        change = {"table": owned.table, "id": owned.id, "column": column, "before": owned.row[column], "after": after}
        self.changes.append(change | also)


def merge_plan(rows: Sequence[Owned], kept: int, gone: int, merge_id: int | None, today: dt.date, names: Names) -> Plan:
    """What passes from ``gone`` to ``kept``; ``merge_id`` is what sheets that no longer count are set aside by."""
    plan = Plan()
    of: defaultdict[tuple[str, int], list[Owned]] = defaultdict(list)
    for owned in rows:
        of[owned.table, owned.of].append(owned)
    _sheets_and_titles(plan, of, kept, gone, merge_id, names)
    for table, move in _MOVES.items():
        move(plan, of[table, kept], of[table, gone], kept, today, names)
    for (table, owner), others in list(of.items()):
        if owner == gone and table not in {"sheet", "title", *_MOVES}:
            _others(plan, of[table, kept], others, kept)
    return plan


def _sheets_and_titles(
    plan: Plan, of: Mapping[tuple[str, int], list[Owned]], kept: int, gone: int, merge_id: int | None, names: Names
) -> None:
    titles = {owned.row["sheet_id"]: owned for one in (kept, gone) for owned in of.get(("title", one), [])}
    mine = {owned.row["year"]: owned for owned in of.get(("sheet", kept), []) if owned.row["aside_by"] is None}
    aside: set[int] = set()
    moves: list[Owned] = []
    for sheet in sorted(of.get(("sheet", gone), []), key=lambda owned: (owned.row["year"], owned.id)):
        year, moves = sheet.row["year"], [*moves, sheet]
        other = mine.get(year)
        if sheet.row["aside_by"] is not None:
            continue
        if other is None:
            plan.told.append(f"Phiếu năm {year} ở {names.unit(sheet.row['unit_id'])} ({_state(sheet)}): chuyển sang.")
            continue
        counts, left = sorted((other, sheet), key=lambda one: _worth(one, titles.get(one.id), kept), reverse=True)
        aside.add(left.id)
        moved = counts is sheet
        plan.set(left, "aside_by", merge_id, beside=counts.id, version=counts.row["version"] + int(moved))
        plan.told.append(
            f"Năm {year} cả hai có phiếu: tính phiếu ở {names.unit(counts.row['unit_id'])} ({_state(counts)}); phiếu ở "
            f"{names.unit(left.row['unit_id'])} ({_state(left)}) không tính nữa, vẫn xem được trong lịch sử gộp."
        )
    for sheet in moves:
        plan.set(sheet, sheet.owner, kept, version=sheet.row["version"] + 1)
    for owned in of.get(("title", gone), []):
        plan.set(owned, owned.owner, kept)
    _titles(plan, titles, aside, moves)


def _titles(plan: Plan, titles: Mapping[int, Owned], aside: set[int], moves: Sequence[Owned]) -> None:
    """No title of a sheet that is set aside holds, and no two hold on one day: the earlier ends before the later."""
    for sheet_id in sorted(aside & titles.keys()):
        title = titles[sheet_id]
        end = _day(title.row["valid_from"]) - dt.timedelta(days=1)
        if end < _day(title.row["valid_to"]):
            plan.set(title, "valid_to", str(end), revoked=title.row["revoked_on"])
        plan.told.append(f"Danh hiệu năm {title.row['year']} của phiếu không tính: không tính nữa, không bị xóa.")
    moved = {sheet.id for sheet in moves} - aside
    for sheet_id in sorted(moved & titles.keys()):
        row = titles[sheet_id].row
        plan.told.append(f"Danh hiệu năm {row['year']} (đến {_day(row['valid_to']):%d/%m/%Y}): chuyển sang.")
    counted = [title for sheet_id, title in titles.items() if sheet_id not in aside]
    for title_id, end in _cut(counted).items():
        owned = next(one for one in counted if one.id == title_id)
        plan.set(owned, "valid_to", str(end), revoked=owned.row["revoked_on"])
        plan.told.append(
            f"Danh hiệu năm {owned.row['year']} hết hiệu lực ngày {end:%d/%m/%Y} vì danh hiệu sau kế tiếp."
        )


def _cut(titles: Sequence[Owned]) -> dict[int, dt.date]:
    """Where titles of one subject overlap: the last day of the earlier, by its id; as a decision would have set it."""
    held = sorted(
        (owned for owned in titles if _day(owned.row["valid_to"]) >= _day(owned.row["valid_from"])),
        key=lambda owned: (owned.row["valid_from"], owned.id),
    )
    found = {}
    for title, later in pairwise(held):
        end = _day(later.row["valid_from"]) - dt.timedelta(days=1)
        if end < _day(title.row["valid_to"]):
            found[title.id] = end
    return found


def _worth(sheet: Owned, title: Owned | None, kept: int) -> tuple[bool, int, str, bool]:
    """Of two sheets of a year the greater counts. What was taken back stays taken back, whichever record it was."""
    revoked = title is not None and title.row["revoked_on"] is not None
    until = "" if title is None else str(title.row["valid_to"])
    return revoked, _FURTHER.index(State(sheet.row["state"])), until, sheet.of == kept


def _clans(plan: Plan, mine: list[Owned], theirs: list[Owned], kept: int, today: dt.date, names: Names) -> None:
    """A family belongs to one clan at a time."""
    taken = any(owned.row["left_on"] is None for owned in mine)
    for owned in theirs:
        if owned.row["left_on"] is not None:
            plan.set(owned, owned.owner, kept)
        elif taken:
            plan.set(owned, "left_on", str(today))
            plan.told.append(f"Cả hai hộ thuộc dòng họ: giữ dòng họ của hộ ở lại, thôi ghi ở {names.link(owned)}.")
        else:
            plan.set(owned, owned.owner, kept)
            plan.told.append(f"Là gia đình của {names.link(owned)}: chuyển sang.")


def _work(plan: Plan, mine: list[Owned], theirs: list[Owned], kept: int, _today: dt.date, names: Names) -> None:
    """Nobody works at one place twice: the other line stays with the record that goes, and counts no more."""
    taken = {owned.row["organisation_id"] for owned in mine if owned.row["left_on"] is None}
    for owned in theirs:
        if owned.row["left_on"] is None and owned.row["organisation_id"] in taken:
            plan.told.append(f"Cả hai làm việc ở {names.link(owned)}: giữ dòng của hồ sơ ở lại.")
        else:
            plan.set(owned, owned.owner, kept)
            plan.told.append(f"Làm việc ở {names.link(owned)}: chuyển sang.")


def _account(plan: Plan, mine: list[Owned], theirs: list[Owned], kept: int, today: dt.date, names: Names) -> None:
    """A person has one account of their own; that of the record that goes ends with it."""
    for owned in theirs:
        if not mine:
            plan.set(owned, owned.owner, kept)
            plan.told.append(f"Tài khoản {names.link(owned)}: chuyển sang, người dùng vẫn đăng nhập như cũ.")
        elif owned.row["ended_on"] is None:
            plan.set(owned, "ended_on", str(today))
            plan.told.append(f"Cả hai có tài khoản: tài khoản {names.link(owned)} bị dừng.")


def _membership(plan: Plan, mine: list[Owned], theirs: list[Owned], kept: int, today: dt.date, names: Names) -> None:
    """A person is a member of one branch at a time: of two the one who holds a position there stays a member."""
    here, there = (next((owned for owned in rows if owned.row["left_on"] is None), None) for rows in (mine, theirs))
    if here and there:
        if here.row["in_office"] and there.row["in_office"]:
            plan.refused.append(
                "Cả hai hồ sơ đang giữ chức vụ trong Hội Khuyến học. Hội ghi thôi một bên trước, rồi mới gộp."
            )
        goes_on, ends = (there, here) if there.row["in_office"] else (here, there)
        plan.set(ends, "left_on", str(today))
        plan.set(ends, "left_because", LeftBecause.MERGED.value)
        plan.told.append(f"Cả hai là hội viên: tính ở {_branch(goes_on, names)}, thôi ghi ở {_branch(ends, names)}.")
    for owned in theirs:
        plan.set(owned, owned.owner, kept)
        plan.told.append(f"Hội viên {_branch(owned, names)}: chuyển sang.")


def _branch(owned: Owned, names: Names) -> str:
    return names.link(owned) or "một chi hội nơi khác"


#: By table, what becomes of its rows where more is known of them than that they pass.
_MOVES = {"clan_family": _clans, "employment": _work, "assignment": _account, "member": _membership}


class Other(NamedTuple):
    """A table of which nothing else is known here: what its rows are called, and what there is once for each record."""

    words: str
    once: tuple[str, ...] = ()


#: By table; a table that ``merge_owned`` names and this does not is called by its own name.
OTHERS: dict[str, Other] = {
    "life_event": Other("Việc đã ghi trong đời"),
    "person_stay": Other("Người đã ở hộ này trước đây"),
    "transfer": Other("Hồ sơ chuyển xã"),
    "clan_committee_member": Other("Chức vụ trong dòng họ"),
    "course_participant": Other("Khóa tập huấn, bồi dưỡng đã dự", ("course_id",)),
    "participant": Other("Hoạt động, lớp học đã dự", ("activity_id",)),
    "activity_hand": Other("Hoạt động đã dạy, đã tổ chức"),
    "board_member": Other("Ban giám đốc trung tâm học tập cộng đồng"),
}


def _others(plan: Plan, mine: Sequence[Owned], theirs: Sequence[Owned], kept: int) -> None:
    """Rows pass as they are; where the record that stays has the same already, the other's stays where it was."""
    table = theirs[0].table
    words, once = OTHERS.get(table, Other(table))
    taken = {tuple(owned.row[column] for column in once) for owned in mine if once}
    stays = [owned for owned in theirs if once and tuple(owned.row[column] for column in once) in taken]
    for owned in theirs:
        if owned not in stays:
            plan.set(owned, owned.owner, kept)
    if len(stays) < len(theirs):
        plan.told.append(f"{words}: {len(theirs) - len(stays)} dòng chuyển sang.")
    if stays:
        plan.told.append(f"{words}: {len(stays)} dòng cả hai cùng có, giữ dòng của hồ sơ ở lại.")


def undo_plan(changes: Sequence[Change], rows: Sequence[Owned], kept: int, gone: int) -> Plan:
    """What goes back, from the last change to the first; what has changed since stays as it is, and is told.

    ``changes`` are those that were made to what the two records have, ``rows`` what they have today.
    """
    plan = Plan()
    now = {(owned.table, owned.id): owned for owned in rows}
    stays = _sheets_that_stay(plan, changes, now)
    for change in reversed(changes):
        owned = now.get((change["table"], change["id"]))
        if owned is None:
            plan.told.append("Một liên kết đã đổi chủ sau khi gộp: giữ như hiện nay.")
        elif (owned.id if owned.table == "sheet" else owned.row.get("sheet_id")) in stays:
            continue
        elif owned.row[change["column"]] != change["after"] or (
            "revoked" in change and owned.row["revoked_on"] != change["revoked"]
        ):
            plan.told.append(_changed(owned))
        else:
            plan.set(owned, change["column"], change["before"])
    _hold_once(plan, now, kept, gone)
    _member_once(plan, now)
    return plan


def _sheets_that_stay(plan: Plan, changes: Sequence[Change], now: Mapping[tuple[str, int], Owned]) -> set[int]:
    """The sheets that were worked on since; one of two of a year cannot be taken apart any more."""
    found = set()
    for change in changes:
        # One that a later merge has taken on is nothing of these two: that merge is taken back first.
        if change["table"] != "sheet" or ("sheet", change["id"]) not in now:
            continue
        sheet = now.get(("sheet", change["beside"] if "beside" in change else change["id"]))
        if sheet is not None and sheet.row["version"] == change["version"]:
            continue
        year = now["sheet", change["id"]].row["year"]
        if "beside" in change:
            plan.refused.append(f"Phiếu năm {year} đã được làm tiếp sau khi gộp hai phiếu: không tách lại được nữa.")
        elif sheet is not None and sheet.row["aside_by"] is None:
            found.add(sheet.id)
            plan.told.append(f"Phiếu năm {year} đã được làm tiếp sau khi gộp: ở lại với hồ sơ giữ lại.")
    return found


def _hold_once(plan: Plan, now: Mapping[tuple[str, int], Owned], kept: int, gone: int) -> None:
    """A title whose last day comes back ends before one that was given since."""
    after = {(change["table"], change["id"], change["column"]): change["after"] for change in plan.changes}

    def then(owned: Owned) -> Owned:
        cells: dict[str, Any] = {
            column: after.get(("title", owned.id, column), owned.row[column]) for column in ("subject_id", "valid_to")
        }
        return Owned("title", owned.owner, cells["subject_id"], {**owned.row, **cells})

    titles = [then(owned) for owned in now.values() if owned.table == "title"]
    for owner in (kept, gone):
        cut = _cut([title for title in titles if title.of == owner])
        for change in plan.changes:
            if change["table"] == "title" and change["column"] == "valid_to" and change["id"] in cut:
                change["after"] = str(cut[change["id"]])


def _member_once(plan: Plan, now: Mapping[tuple[str, int], Owned]) -> None:
    """A membership that ended with the merge stays so where its person has joined another branch since."""
    after = {
        (change["id"], change["column"]): change["after"] for change in plan.changes if change["table"] == "member"
    }

    def then(owned: Owned, column: str) -> Any:
        return after.get((owned.id, column), owned.row[column])

    members = [owned for owned in now.values() if owned.table == "member"]
    held = Counter(then(owned, owned.owner) for owned in members if then(owned, "left_on") is None)
    for owned in members:
        if (owned.id, "left_on") in after and held[then(owned, owned.owner)] > 1:
            plan.changes = [
                change
                for change in plan.changes
                if (change["table"], change["id"]) != ("member", owned.id) or change["column"] == owned.owner
            ]
            plan.told.append(_changed(owned))


def _changed(owned: Owned) -> str:
    what = {
        "title": f"Danh hiệu năm {owned.row.get('year')}",
        "clan_family": "Dòng họ",
        "employment": "Nơi làm việc",
        "assignment": "Tài khoản",
        "member": "Hội viên",
    }
    words = what.get(owned.table) or OTHERS.get(owned.table, Other(owned.table)).words
    return f"{words} đã đổi sau khi gộp: giữ như hiện nay."


def _state(sheet: Owned) -> str:
    name = STATE_NAMES[State(sheet.row["state"])]
    total = sheet.row["total"]
    return f"{name[0].lower()}{name[1:]}" + (f", {total:g} điểm".replace(".", ",") if total is not None else "")


def _day(value: Any) -> dt.date:
    return dt.date.fromisoformat(value)
