"""Imports of the scene's commune: one that waits for work, those that wait for an answer, one that is done."""

import datetime as dt

from lhtq.accounts.policy import Actor, Role
from lhtq.app import LISTS
from lhtq.db import db
from lhtq.files.store import FileStore
from lhtq.lists import queries, service
from lhtq.lists.models import ImportBatch
from lhtq.lists.rules import State
from lhtq.units.models import Unit
from lhtq.web.filters import today
from tests.factories import AccountFactory

HOUSEHOLDS = next(kind for kind in LISTS if kind.slug == "ho-va-nhan-khau")
HEADINGS = "Thôn,Mã hộ,Họ và tên,Năm sinh,Giới tính,Quan hệ với chủ hộ,Địa chỉ"


def households_list(name: str = "Ma Văn Mới") -> bytes:
    """A file with a new household, one whose address is new, and two that may be one."""
    lines = (
        HEADINGS,
        f"Nà Khuyến,901,{name},1975,Nam,Chủ hộ,",
        "Nà Khuyến,,Nguyễn Văn Ready,1980,Nam,Chủ hộ,Đầu cầu",
        "Nà Khuyến,,Nông Văn Ngờ,1975,Nam,Chủ hộ,",
        "Nà Khuyến,,Nông Văn Ngờ,1975,Nam,Chủ hộ,",
        "Nà Khuyến,,Lý Thị Chờ,1978,Nữ,Vợ,",
        "Bản Lục,905,Lý Văn Nhầm,1978,Nam,Chủ hộ,",
    )
    return "\n".join(lines).encode()


def make(commune: Unit, store: FileStore) -> dict[str, int | str]:
    """The imports of a commune by name."""
    account = AccountFactory(unit_id=commune.id)
    actor = Actor(account.id, account.full_name, Role.COMMUNE_RECORDER, commune.id, commune.path, "")

    def send(content: bytes, state: State) -> ImportBatch:
        file = service.File("danh sach.csv", content)
        batch = service.upload(actor, HOUSEHOLDS, commune, file, store, today())
        if state is not State.CHECKING:
            service.work(actor, batch.id, service.Job(HOUSEHOLDS, store, today()))
        return queries.batch(batch.id)

    waiting = send(households_list("Ma Văn Chờ"), State.CHECKING)
    checked = send(households_list(), State.CHECKED)
    mapped = send(households_list("Ma Văn Cột"), State.CHECKED)
    done = send(f"{HEADINGS}\nNà Khuyến,801,Ma Văn Xong,1975,Nam,Chủ hộ,".encode(), State.CHECKED)
    # Its columns are said, and remembered.
    service.choose_columns(actor, HOUSEHOLDS, mapped, mapped.mapping, None)
    service.work(actor, mapped.id, service.Job(HOUSEHOLDS, store, today()))
    service.ask_to_write(actor, HOUSEHOLDS, done)
    service.work(actor, done.id, service.Job(HOUSEHOLDS, store, today()))
    # As it would be if the process had died in the middle of it.
    waiting.beat_at = dt.datetime.now(dt.UTC) - dt.timedelta(minutes=5)
    db.session.flush()
    return {
        "waiting_import": waiting.id, "checked_import": checked.id, "mapped_import": mapped.id, "done_import": done.id,
        "sheet_name": mapped.sheet, "asked_row": queries.asked(checked.id)[0],
    }  # fmt: skip
