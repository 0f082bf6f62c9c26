"""Lists that go out as files: sheets, who has registered, what is scored, reviewed and contested."""

from collections.abc import Iterator, Sequence

from lhtq.accounts.policy import Action
from lhtq.assessment import queries
from lhtq.assessment.rules import ODDITY_NAMES, ODDITY_SLUGS, STATE_NAMES, Oddity, State
from lhtq.criteria.rules import CITIZEN_GROUP_NAMES, MODEL_SLUGS, MODEL_TITLES, Model
from lhtq.lists.kinds import Export, Filters, ListKind, Task, asked_number, asked_year
from lhtq.lists.queries import paged, streamed
from lhtq.units import queries as units
from lhtq.units.rules import Level
from lhtq.web.counted import asked_counted
from lhtq.workbook.writing import Column, Kind, Value

#: How the filter of everything that is odd is written in addresses.
ANY_ODDITY = "la"
#: Villages whose scoring goes out in one file: more than the province has.
_MOST_UNITS = 20_000


def asked_model(filters: Filters) -> Model:
    """The model that a list is narrowed to; families for none that is known."""
    slugs = {slug: model for model, slug in MODEL_SLUGS.items()}
    return slugs.get(filters.get("mo_hinh", ""), Model.FAMILY)


_SHEETS = (
    Column("name", "Tên", 30),
    Column("unit", "Nơi", 24),
    Column("state", "Bước", 20),
    Column("complete", "Đã chấm xong", 12, kind=Kind.YES),
    Column("total", "Điểm", 8, kind=Kind.DECIMAL),
)


def _sheets(task: Task, filters: Filters) -> Iterator[Sequence[Value]]:
    states = [State(said) for said in filters.get("buoc", "").split(",") if said in set(State)]
    asked = queries.Asked(
        asked_model(filters), task.unit.path, asked_year(task, filters), states or tuple(State),
        {"1": True, "0": False}.get(filters.get("da_cham", "")), asked_counted(filters).only,
    )  # fmt: skip
    for row in streamed(queries.sheets_listed(asked)):
        total = None if row.total is None else float(row.total)
        yield [row.name, row.unit_name, STATE_NAMES[State(row.state)], row.complete, total]


SHEETS = ListKind("phieu", "Phiếu chấm điểm", Action.PEOPLE_VIEW, Export(lambda _task: _SHEETS, _sheets))

_REGISTERED = (Column("name", "Tên", 30), Column("detail", "Năm sinh, chi tiết", 24), Column("state", "Đăng ký", 20))


def _registered(task: Task, filters: Filters) -> Iterator[Sequence[Value]]:
    asked = queries.AskedRegistration(
        asked_model(filters), task.unit, asked_year(task, filters), task.today, bool(filters.get("loc"))
    )
    for row in streamed(queries.registration_listed(asked)):
        state = STATE_NAMES[State(row.state)] if row.state else "Chưa đăng ký"
        yield [row.name, "" if row.detail is None else str(row.detail), state]


REGISTRATION = ListKind("dang-ky", "Đăng ký", Action.PEOPLE_VIEW, Export(lambda _task: _REGISTERED, _registered))

_BY_VILLAGE = (
    Column("name", "Thôn", 24),
    Column("registered", "Đã đăng ký", 12, kind=Kind.WHOLE),
    Column("missing", "Chưa đăng ký", 12, kind=Kind.WHOLE),
    Column("subjects", "Tất cả", 12, kind=Kind.WHOLE),
)


def _registered_by_village(task: Task, filters: Filters) -> Iterator[Sequence[Value]]:
    model, year = asked_model(filters), asked_year(task, filters)
    for row in queries.registration_by_village(model, task.unit, year, task.today):
        yield [row.name, row.registered, row.subjects - row.registered, row.subjects]


REGISTRATION_BY_VILLAGE = ListKind(
    "dang-ky-theo-thon", "Đăng ký theo thôn", Action.PEOPLE_VIEW,
    Export(lambda _task: _BY_VILLAGE, _registered_by_village),
)  # fmt: skip

#: What a village's scoring is narrowed to, by the value of ``loc`` → its words.
SCORED_FILTERS = {"": "Tất cả", "chua-cham": "Chưa chấm xong", "chua-dat": "Chưa đạt"}
_SCORED = (
    Column("village", "Thôn", 20),
    Column("name", "Tên", 30),
    Column("detail", "Năm sinh, chi tiết", 18),
    Column("group", "Nhóm công dân học tập", 26),
    Column("state", "Bước", 20),
    Column("complete", "Đã chấm xong", 12, kind=Kind.YES),
    Column("total", "Điểm", 8, kind=Kind.DECIMAL),
    Column("earned", "Đạt", 8, kind=Kind.YES),
    Column("evidence", "Minh chứng", 10, kind=Kind.WHOLE),
)


def is_shown(line: queries.Line, asked: str) -> bool:
    """Whether a line of a village's scoring is among those that ``asked`` leaves."""
    if asked == "chua-cham":
        return not line.outcome.complete
    return asked != "chua-dat" or (line.outcome.complete and not line.outcome.earned)


def _scored(task: Task, filters: Filters) -> Iterator[Sequence[Value]]:
    """Village by village: the lines of one are in memory at a time."""
    model, year, asked = asked_model(filters), asked_year(task, filters), filters.get("loc", "")
    for village in units.at_or_under(task.unit.path, most=_MOST_UNITS):
        if village.level != Level.VILLAGE:
            continue
        for line in queries.lines(model, village, year, task.today):
            if is_shown(line, asked):
                group = CITIZEN_GROUP_NAMES.get(line.group, "") if line.group else ""
                state = STATE_NAMES[line.state] if line.registered else "Chưa đăng ký"
                found = line.outcome
                total = float(found.total) if line.registered else None
                yield [
                    village.name, line.name, line.detail, group, state, found.complete, total, found.earned,
                    line.evidence,
                ]  # fmt: skip


SCORED = ListKind("cham-diem", "Chấm điểm", Action.PEOPLE_VIEW, Export(lambda _task: _SCORED, _scored))

_REVIEWED = (
    Column("name", "Tên", 30),
    Column("unit", "Thôn", 24),
    Column("total", "Điểm", 8, kind=Kind.DECIMAL),
    Column("votes", "Đồng ý", 8, kind=Kind.WHOLE),
    Column("present", "Dự họp", 8, kind=Kind.WHOLE),
    Column("evidence", "Minh chứng", 10, kind=Kind.WHOLE),
    Column("odd", "Cần xem", 50),
)


def asked_oddity(slug: str) -> Oddity | bool:
    """What of the commune's review is shown: a kind of oddity, any, or all of it."""
    kind = next((kind for kind, known in ODDITY_SLUGS.items() if known == slug), None)
    return kind or slug == ANY_ODDITY


def _reviewed(task: Task, filters: Filters) -> Iterator[Sequence[Value]]:
    asked = queries.ReviewAsked(
        asked_model(filters), task.unit.path, asked_year(task, filters), asked_oddity(filters.get("loc", "")),
        asked_number(filters, "thon"),
    )  # fmt: skip
    for row in map(queries.review_line, streamed(queries.review_listed(asked))):
        odd = "; ".join(f"{ODDITY_NAMES[kind]}: {words}" for kind, words in row.odd.items())
        looked = row.looked
        yield [row.name, row.unit_name, float(looked.total), looked.votes_for, looked.present, row.evidence, odd]


REVIEWED = ListKind("tham-dinh", "Phiếu chờ thẩm định", Action.SHEET_REVIEW, Export(lambda _task: _REVIEWED, _reviewed))

_CLAIMS = (
    Column("name", "Phiếu", 30),
    Column("title", "Danh hiệu", 24),
    Column("unit", "Nơi", 24),
    Column("code", "Tiêu chí", 10),
    Column("part", "Đề nghị", 10, kind=Kind.WHOLE),
    Column("whole", "Trên tổng số", 12, kind=Kind.WHOLE),
)


def _contested(task: Task, filters: Filters) -> Iterator[Sequence[Value]]:
    year = asked_year(task, filters)
    for row in paged(lambda limit, offset: queries.open_claims(task.unit.path, year, limit, offset)):
        yield [row.name, MODEL_TITLES[row.model], row.unit_name, row.code, row.part, row.whole]


CLAIMS = ListKind(
    "so-lieu-de-nghi", "Số liệu đề nghị sửa", Action.CLAIM_ANSWER, Export(lambda _task: _CLAIMS, _contested)
)

LISTS: tuple[ListKind, ...] = (SHEETS, REGISTRATION, REGISTRATION_BY_VILLAGE, SCORED, REVIEWED, CLAIMS)
