"""The lists of the part below, which knows nothing of lists: accounts."""

from collections.abc import Iterator, Sequence

from lhtq.accounts.policy import OF_ONE_RECORD, ROLE_NAMES, Action, Role
from lhtq.lists import queries
from lhtq.lists.kinds import Export, Filters, ListKind, Task
from lhtq.web.forms import searched
from lhtq.workbook.writing import Column, Kind, Value

_COLUMNS = (
    Column("full_name", "Họ và tên", 26),
    Column("username", "Tên đăng nhập", 24),
    Column("phone", "Điện thoại", 14),
    Column("role", "Vai trò", 30),
    Column("unit", "Đơn vị", 26),
    Column("active", "Đang dùng", 10, kind=Kind.YES),
)


def _rows(task: Task, filters: Filters) -> Iterator[Sequence[Value]]:
    of_one_record = filters.get("loai") == "rieng"
    roles = OF_ONE_RECORD if of_one_record else set(Role) - OF_ONE_RECORD
    search = searched(filters.get("tim", "")) if of_one_record else ""
    for row in queries.streamed(queries.accounts_listed(task.unit.path, sorted(roles), search)):
        yield [row.full_name, row.username, row.phone, ROLE_NAMES[Role(row.role)], row.unit, row.active]


ACCOUNTS = ListKind(
    slug="tai-khoan",
    name="Tài khoản",
    view=Action.ACCOUNT_MANAGE,
    export=Export(lambda _task: _COLUMNS, _rows),
)
LISTS: tuple[ListKind, ...] = (ACCOUNTS,)
