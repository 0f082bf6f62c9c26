"""Imports: one commune on a page's worker, and a province by the command."""

import io
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from random import Random

from sqlalchemy import select

from lhtq import start
from lhtq.accounts.models import Account, Assignment
from lhtq.accounts.policy import Actor, Role
from lhtq.app import LISTS, create_app
from lhtq.config import Settings
from lhtq.db import db
from lhtq.db.scope import scoped_to
from lhtq.db.urls import Urls
from lhtq.demo import names
from lhtq.files.store import FileStore
from lhtq.lists import queries, service
from lhtq.register.rules import RELATION_NAMES, SEX_NAMES
from lhtq.units.models import Unit
from lhtq.units.rules import Level
from lhtq.web.filters import today
from lhtq.workbook.writing import Column, Page, write_xlsx
from tests.bench.install import Place, another
from tests.bench.report import Report

#: Households of a commune's file, and villages of a commune.
COMMUNE, VILLAGES = 3_000, 12
_HEADINGS = (
    "Thôn", "Mã hộ", "Họ và tên", "Ngày sinh", "Giới tính", "Dân tộc", "Quan hệ với chủ hộ", "Điện thoại",
    "Đang làm việc",
)  # fmt: skip
_COLUMNS = [Column(str(at), heading) for at, heading in enumerate(_HEADINGS)]


def measure(place: Place, households: int, report: Report) -> None:
    """Time both, on a database with units, villages and nobody in them."""
    with another(place, "imports") as urls:
        communes = _settle(urls, -(-households // COMMUNE) + 1)
        folder = place.folder / "xa"
        folder.mkdir()
        first, *others = communes
        people, checked, written = _one_commune(urls, place.folder, first)
        rows: list[tuple[object, ...]] = [
            ("one commune on one worker: dry run", f"{COMMUNE:,}", f"{people:,}", f"{checked:.1f} s", ""),
            ("the same: commit", f"{COMMUNE:,}", f"{people:,}", f"{written:.1f} s", "10 s both"),
        ]
        people = sum(_write(folder / f"{unit.code}.xlsx", unit, seed) for seed, unit in enumerate(others))
        took = _command(urls, place.folder, folder)
        many = len(others) * COMMUNE
        rows.append((f"`lhtq import`, {len(others)} communes", f"{many:,}", f"{people:,}", f"{took:.0f} s", "600 s"))
        report.table("Imports", ("what", "households", "people", "took", "at most"), rows)


def _settle(urls: Urls, count: int) -> list[Unit]:
    """Villages in so many communes, and who imports for the province."""
    start.prepare(urls)
    with start.owner_session(urls.owner) as session:
        asked = select(Unit).where(Unit.level == Level.COMMUNE).order_by(Unit.path).limit(count)
        communes = list(session.scalars(asked))
        for commune in communes:
            session.add_all(
                Unit(level=Level.VILLAGE, type="thôn", code=f"{n + 1:03}", name=f"Khau {n + 1}", parent_id=commune.id,
                     path=f"{commune.path}{n + 1:03}/", valid_from=commune.valid_from, legal_basis="")
                for n in range(VILLAGES)
            )  # fmt: skip
        province = session.scalars(select(Unit).where(Unit.level == Level.PROVINCE)).one()
        account = Account(unit_id=province.id, username="nhap", full_name="Hoàng Văn Nhập", password_hash="")
        session.add(account)
        session.flush()
        session.add(Assignment(account_id=account.id, unit_id=province.id, role=Role.COMMUNE_RECORDER))
        session.commit()
        communes = list(session.scalars(asked))
        session.expunge_all()
    return communes


def _people(seed: int) -> Iterator[tuple[object, ...]]:
    draw = Random(seed)  # noqa: S311 - names of nobody
    for number in range(COMMUNE):
        for one in names.household(draw, today().year, names.PROVINCE_MIX):
            born = f"{draw.randint(1, 28):02}/{draw.randint(1, 12):02}/{one.birth_year}"
            yield (
                f"Khau {number % VILLAGES + 1}", f"{number + 1:05}", one.full_name,
                born if draw.random() < 0.7 else one.birth_year, SEX_NAMES[one.sex], one.ethnicity,
                RELATION_NAMES[one.relation], f"09{draw.randint(10**7, 10**8 - 1)}", one.working,
            )  # fmt: skip


def _write(path: Path, commune: Unit, seed: int) -> int:
    """The file of a commune; gives how many people are in it."""
    rows = list(_people(seed))
    with path.open("wb") as file:
        write_xlsx([Page(commune.name, _COLUMNS, rows)], file)
    return len(rows)


def _one_commune(urls: Urls, folder: Path, commune: Unit) -> tuple[int, float, float]:
    """People of a commune's file, seconds of its upload with the dry run, and of its commit."""
    rows = list(_people(-1))
    buffer = io.BytesIO()
    write_xlsx([Page(commune.name, _COLUMNS, rows)], buffer)
    app = create_app(Settings(urls.app, "key", folder, secure_cookies=False))
    kind, store = LISTS[0], FileStore(folder / "uploads")
    job = service.Job(kind, store, today())
    with app.app_context(), scoped_to(commune.path, 1):
        actor = Actor(1, "", Role.COMMUNE_RECORDER, commune.id, commune.path, "")
        began = time.perf_counter()
        unit = db.session.get_one(Unit, commune.id)
        batch_id = service.upload(actor, kind, unit, service.File("xa.xlsx", buffer.getvalue()), store, today()).id
        service.work(actor, batch_id, job)
        checked = time.perf_counter()
        service.ask_to_write(actor, kind, queries.batch(batch_id))
        service.work(actor, batch_id, job)
        written = time.perf_counter()
    with app.app_context():
        db.engine.dispose()
    return len(rows), checked - began, written - checked


def _command(urls: Urls, data: Path, folder: Path) -> float:
    environment = os.environ | {
        "DATABASE_URL": urls.owner, "LHTQ_APP_DATABASE_URL": urls.app, "LHTQ_DATA": str(data / "import-data")
    }  # fmt: skip
    began = time.perf_counter()
    words = ["import", str(folder), "--account", "nhap", "--reasons", str(data / "ly-do")]
    done = subprocess.run(
        [sys.executable, "-c", "from lhtq.cli import main; main()", *words], env=environment, check=False,
        stdout=subprocess.DEVNULL,
    )  # fmt: skip
    if done.returncode not in {0, 1}:
        raise RuntimeError(f"lhtq import ended with {done.returncode}")
    return time.perf_counter() - began
