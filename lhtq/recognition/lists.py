"""Lists that go out as files: titles held, those of one decision, those that run out, and decisions."""

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import Select

from lhtq.accounts.policy import Action
from lhtq.assessment.lists import asked_model
from lhtq.assessment.rules import STATE_NAMES, State
from lhtq.criteria.rules import MODEL_TITLES, Model
from lhtq.lists.kinds import Export, Filters, ListKind, Task, asked_day, asked_number, asked_year
from lhtq.lists.queries import streamed
from lhtq.recognition import queries
from lhtq.recognition.rules import Happened
from lhtq.web.counted import asked_counted
from lhtq.workbook.writing import Column, Kind, Value

_TITLES = (
    Column("name", "Tên", 30),
    Column("unit", "Nơi", 24),
    Column("title", "Danh hiệu", 24),
    Column("number", "Quyết định", 20),
    Column("from", "Từ ngày", 12, kind=Kind.DAY),
    Column("to", "Đến ngày", 12, kind=Kind.DAY),
    Column("cultural", "Gia đình văn hóa", 12, kind=Kind.YES),
    Column("revoked", "Thu hồi ngày", 12, kind=Kind.DAY),
)


def _wanted(task: Task, filters: Filters) -> Select[Any]:
    decision_id = asked_number(filters, "quyet_dinh")
    if decision_id is not None:
        return queries.titles_of_decision_listed(decision_id, task.unit.path)
    model, counted = asked_model(filters), asked_counted(filters)
    happened = next((one for one in Happened if counted.first and one.value == filters.get("xem")), None)
    if happened is not None:
        return queries.titles_counted_listed(model, task.unit.path, happened, counted)
    return queries.titles_listed(model, task.unit.path, asked_day(task, filters), only=counted.only)


def _titles(task: Task, filters: Filters) -> Iterator[Sequence[Value]]:
    for row in streamed(_wanted(task, filters)):
        yield [
            row.name, row.unit_name, MODEL_TITLES[Model(row.model)], row.number, row.valid_from, row.valid_to,
            row.cultural_family, row.revoked_on,
        ]  # fmt: skip


TITLES = ListKind("danh-hieu", "Danh hiệu", Action.PEOPLE_VIEW, Export(lambda _task: _TITLES, _titles))

_RUNNING_OUT = (
    Column("name", "Tên", 30),
    Column("unit", "Nơi", 24),
    Column("to", "Ngày cuối", 12, kind=Kind.DAY),
    Column("state", "Phiếu năm nay", 20),
)


def _running_out(task: Task, filters: Filters) -> Iterator[Sequence[Value]]:
    for row in streamed(queries.running_out_listed(asked_model(filters), task.unit.path, task.today)):
        state = STATE_NAMES[State(row.state)] if row.state else "Chưa đăng ký"
        yield [row.name, row.unit_name, row.valid_to, state]


RUNNING_OUT = ListKind(
    "sap-het-han", "Danh hiệu sắp hết hạn", Action.PEOPLE_VIEW, Export(lambda _task: _RUNNING_OUT, _running_out)
)

_DECISIONS = (
    Column("number", "Số quyết định", 20),
    Column("signed_on", "Ngày ký", 12, kind=Kind.DAY),
    Column("title", "Danh hiệu", 24),
    Column("unit", "Xã", 24),
    Column("signer", "Người ký", 26),
    Column("position", "Chức vụ", 24),
)


def _decisions(task: Task, filters: Filters) -> Iterator[Sequence[Value]]:
    for row in streamed(queries.decisions_listed(task.unit.path, asked_year(task, filters))):
        yield [
            row.number,
            row.signed_on,
            MODEL_TITLES[Model(row.model)],
            row.unit_name,
            row.signer,
            row.signer_position,
        ]


DECISIONS = ListKind("quyet-dinh", "Quyết định", Action.PEOPLE_VIEW, Export(lambda _task: _DECISIONS, _decisions))

LISTS: tuple[ListKind, ...] = (TITLES, RUNNING_OUT, DECISIONS)
