"""Lists that go out as files: sheets, and who has registered."""

from collections.abc import Iterator, Sequence

from lhtq.accounts.policy import Action
from lhtq.assessment import queries
from lhtq.assessment.rules import STATE_NAMES, State
from lhtq.criteria.rules import MODEL_SLUGS, Model
from lhtq.lists.kinds import Export, Filters, ListKind, Task, asked_year
from lhtq.lists.queries import streamed
from lhtq.workbook.writing import Column, Kind, Value


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
        True if filters.get("da_cham") else None,
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

LISTS: tuple[ListKind, ...] = (SHEETS, REGISTRATION)
