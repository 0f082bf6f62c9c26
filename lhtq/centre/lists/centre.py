"""What a centre has and plans: goes out alone."""

from collections.abc import Iterator, Sequence

from lhtq.accounts.policy import Action
from lhtq.centre import queries
from lhtq.centre.rules import (
    ASSET_KIND_NAMES,
    ASSET_STATE_NAMES,
    ASSOCIATION_NAMES,
    KIND_NAMES,
    LINK_NAMES,
    POSITION_NAMES,
    ActivityKind,
    AssetKind,
    AssetState,
    AssociationPost,
    LinkKind,
    Position,
)
from lhtq.lists.kinds import Export, Filters, ListKind, Task, asked_year
from lhtq.lists.queries import paged, streamed
from lhtq.workbook.writing import Column, Kind, Value

_CENTRE = Column("centre", "Trung tâm", 34)
_CENTRES = (
    Column("name", "Tên", 40),
    Column("commune", "Xã", 20),
    Column("director", "Giám đốc", 26),
    Column("served", "Số xã phục vụ", 12, kind=Kind.WHOLE),
)
_BOARD = (
    _CENTRE,
    Column("full_name", "Họ và tên", 26),
    Column("position", "Chức vụ", 26),
    Column("from", "Từ ngày", 12, kind=Kind.DAY),
    Column("to", "Đến ngày", 12, kind=Kind.DAY),
    Column("association", "Chức vụ trong Hội Khuyến học", 30),
)
_ASSETS = (
    _CENTRE,
    Column("kind", "Loại", 14),
    Column("name", "Tên", 34),
    Column("quantity", "Số lượng", 10, kind=Kind.WHOLE),
    Column("state", "Tình trạng", 14),
)
_LINKS = (_CENTRE, Column("kind", "Loại", 26), Column("name", "Tên", 34), Column("village", "Thôn", 20))
_PLAN = (
    _CENTRE,
    Column("year", "Năm", 8, kind=Kind.WHOLE),
    Column("month", "Tháng", 8, kind=Kind.WHOLE),
    Column("kind", "Loại hoạt động", 30),
    Column("planned", "Số hoạt động dự kiến", 12, kind=Kind.WHOLE),
)


def _centres(task: Task, filters: Filters) -> Iterator[Sequence[Value]]:  # noqa: ARG001 - the list is not narrowed
    for row in paged(lambda limit, offset: queries.centres(task.unit.path, task.today, limit, offset)):
        yield [row.name, row.commune, row.director or "", row.served]


def _board(task: Task, filters: Filters) -> Iterator[Sequence[Value]]:  # noqa: ARG001 - the list is not narrowed
    for row in streamed(queries.board_listed(task.unit.path, task.today)):
        post = ASSOCIATION_NAMES[AssociationPost(row.association)] if row.association else ""
        position = POSITION_NAMES[Position(row.position)]
        yield [row.centre, row.full_name, position, row.term_from, row.term_to, post]


def _assets(task: Task, filters: Filters) -> Iterator[Sequence[Value]]:  # noqa: ARG001 - the list is not narrowed
    for row in streamed(queries.assets_listed(task.unit.path)):
        kind, state = ASSET_KIND_NAMES[AssetKind(row.kind)], ASSET_STATE_NAMES[AssetState(row.state)]
        yield [row.centre, kind, row.name, row.quantity, state]


def _links(task: Task, filters: Filters) -> Iterator[Sequence[Value]]:  # noqa: ARG001 - the list is not narrowed
    for row in streamed(queries.links_listed(task.unit.path)):
        yield [row.centre, LINK_NAMES[LinkKind(row.kind)], row.name, row.village or ""]


def _plan(task: Task, filters: Filters) -> Iterator[Sequence[Value]]:
    for row in streamed(queries.plan_listed(task.unit.path, asked_year(task, filters))):
        yield [row.centre, row.year, row.month, KIND_NAMES[ActivityKind(row.kind)], row.planned]


_VIEW = Action.PEOPLE_VIEW
CENTRES = ListKind("trung-tam", "Trung tâm học tập cộng đồng", _VIEW, Export(lambda _task: _CENTRES, _centres))
BOARD = ListKind("ban-giam-doc", "Ban giám đốc trung tâm", _VIEW, Export(lambda _task: _BOARD, _board))
ASSETS = ListKind("co-so-vat-chat", "Phòng và thiết bị của trung tâm", _VIEW, Export(lambda _task: _ASSETS, _assets))
LINKS = ListKind("lien-ket", "Nơi trung tâm liên kết", _VIEW, Export(lambda _task: _LINKS, _links))
PLAN = ListKind("ke-hoach", "Kế hoạch của trung tâm", _VIEW, Export(lambda _task: _PLAN, _plan))
