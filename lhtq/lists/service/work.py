"""The long part of an import: comparing a file with the register, and writing what is good in it."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from lhtq.accounts.audit import record
from lhtq.accounts.policy import Actor, NotAllowedError, Refusal, require
from lhtq.db import db
from lhtq.db.command import command
from lhtq.files.store import FileStore
from lhtq.lists import queries
from lhtq.lists.kinds import ListKind
from lhtq.lists.models import ImportBatch
from lhtq.lists.rules import Outcome, Plan, Source, State, read_rows, unread
from lhtq.lists.service.errors import RegisterMovedError
from lhtq.lists.service.records import IMPORTED, write
from lhtq.lists.service.upload import fields_of, reading_of, source_of, task_at
from lhtq.workbook.sheets import LIMITS, Limits

#: Said where the register is no longer what the person was shown.
MOVED = "Sổ đã thay đổi từ lúc kiểm tra, nên chưa nhập. Đây là kết quả kiểm tra mới; hãy xem rồi bấm nhập."
#: What a file is told that would change what an accepted report has counted.
LOCKED = (
    "Tệp có số liệu nằm trong một báo cáo đã được tiếp nhận nên đã khóa. Xin mở lại báo cáo của kỳ đó, "
    "hoặc bỏ những dòng ấy ra khỏi tệp."
)
BROKEN = "Có lỗi ở phía hệ thống, không có gì được ghi. Hãy bấm làm tiếp; nếu vẫn lỗi, hãy báo người quản trị."


class Tell(Protocol):
    """Tells others how far the work is."""

    def __call__(self, step: str, done: int = 0, total: int = 0) -> None:
        """``step`` in words, and rows of rows."""


def silent(step: str, done: int = 0, total: int = 0) -> None:
    """Tells nobody: for work that its caller waits for."""


@dataclass(frozen=True)
class Job:
    """What is worked on, and with what."""

    kind: ListKind
    store: FileStore
    today: dt.date
    tell: Tell = silent
    limits: Limits = LIMITS
    #: Write what is good without asking: for a command that was told to.
    at_once: bool = False


@command
def ask_to_write(actor: Actor, kind: ListKind, batch: ImportBatch) -> None:
    """Have the good rows of a checked import written, and the doubtful ones that are chosen; ``work`` does it."""
    reading = reading_of(kind)
    require(actor, reading.action, batch)
    if batch.state != State.CHECKED or not batch.kept:
        raise NotAllowedError(Refusal.STATE)
    batch.state, batch.problem, batch.rows_done = State.WRITING, "", 0
    record(actor, reading.action, batch)


@command
def choose_rows(actor: Actor, kind: ListKind, batch: ImportBatch, numbers: Sequence[int], shown: Sequence[int]) -> None:
    """Of the doubtful rows ``shown``, have just ``numbers`` written all the same."""
    reading = reading_of(kind)
    require(actor, reading.action, batch)
    if batch.state != State.CHECKED:
        raise NotAllowedError(Refusal.STATE)
    asked = set(queries.asked(batch.id))
    batch.chosen = sorted((set(batch.chosen) - set(shown)) | (set(numbers) & asked))
    record(actor, reading.action, batch)


@command
def drop(actor: Actor, kind: ListKind, batch: ImportBatch) -> None:
    """Write nothing of an import, by the person's choice."""
    reading = reading_of(kind)
    require(actor, reading.action, batch)
    if batch.state not in {State.MAPPING, State.CHECKED} and not batch.problem:
        raise NotAllowedError(Refusal.STATE)
    batch.state = State.DROPPED
    record(actor, reading.action, batch)


@command
def work(actor: Actor, batch_id: int, job: Job) -> None:
    """Do what waits at an import: compare it, or write it. All of it in one transaction.

    Raises WorkbookRefusedError where the file cannot be read any more.
    """
    batch = queries.batch(batch_id)
    reading = reading_of(job.kind)
    require(actor, reading.action, batch)
    if batch.state == State.CHECKING:
        _check(actor, batch, job)
    elif batch.state == State.WRITING:
        _write(actor, batch, job)
    # Work under way is written down by the steps before and after it; the records themselves by ``write``.
    record(actor, reading.action, batch)


@command
def stopped(actor: Actor, batch_id: int, words: str) -> None:
    """Say why the work on an import has stopped: what was to be compared is asked for its columns again."""
    batch = queries.batch(batch_id)
    batch.problem, batch.claim, batch.beat_at = words[:500], "", None
    record(actor, IMPORTED, batch)


def look(actor: Actor, batch: ImportBatch, job: Job) -> tuple[Plan, Source]:
    """What the file of an import would do now."""
    job.tell("Đọc tệp")
    reading = reading_of(job.kind)
    task = task_at(batch.unit, actor, job.today, chosen=frozenset(batch.chosen), village_id=batch.village_id)
    source = source_of(batch, reading.fields(task), job.store, job.limits)
    rows = read_rows(source, fields_of(reading, task, batch.headings), batch.mapping)
    job.tell("So với sổ", 0, len(rows))
    task = replace(task, seen=lambda done: job.tell("So với sổ", done, len(rows)))
    return reading.plan(task, rows), source


def _check(actor: Actor, batch: ImportBatch, job: Job) -> None:
    if job.at_once:
        queries.one_at_a_time(task_at(batch.unit, actor, job.today).commune.id)
    plan, source = look(actor, batch, job)
    _show(batch, plan, source)
    if job.at_once and (plan.new or plan.edits):
        _put(actor, batch, plan, job)
        _close(batch, plan)
    job.tell("Xong", len(plan.findings), len(plan.findings))


def _show(batch: ImportBatch, plan: Plan, source: Source) -> None:
    """Keep what a plan found, for the person to decide on."""
    queries.keep_findings(batch.id, [one for one in plan.findings if one.outcome is not Outcome.UNCHANGED])
    batch.counts = plan.counts()
    batch.notes = [words for words in (unread(source, batch.mapping), *source.notes, *plan.notes) if words]
    batch.fingerprint = plan.fingerprint()
    batch.state = State.CHECKED
    batch.rows_all = batch.rows_done = len(plan.findings)
    batch.claim, batch.beat_at = "", None
    batch.problem = ""


def _write(actor: Actor, batch: ImportBatch, job: Job) -> None:
    job.tell("Chờ người khác nhập xong")
    commune_id = task_at(batch.unit, actor, job.today).commune.id
    queries.one_at_a_time(commune_id)
    if queries.batch(batch.id).state != State.WRITING:
        return  # a worker that was taken for dead has done it meanwhile
    plan, source = look(actor, batch, job)
    if plan.fingerprint() != batch.fingerprint:
        batch.chosen = []
        _show(batch, plan, source)
        batch.problem = MOVED
        return
    try:
        _put(actor, batch, plan, job)
    except RegisterMovedError:
        batch.chosen = []
        _show(batch, *look(actor, batch, job))
        batch.problem = MOVED
        return
    _close(batch, plan)
    job.tell("Xong", len(plan.findings), len(plan.findings))


def _put(actor: Actor, batch: ImportBatch, plan: Plan, job: Job) -> None:
    """Write a plan into the register, all of it or nothing.

    Raises RegisterMovedError where somebody has changed the register since it was read. A key that refuses a plan
    which the register still asks for is no change by anybody: that IntegrityError is ours, and goes on.
    """
    job.tell("Ghi vào sổ", 0, len(plan.findings))
    try:
        with db.session.begin_nested():
            batch.written = write(actor, batch, plan, lambda done: job.tell("Ghi vào sổ", done, len(plan.new)))
    except IntegrityError as error:
        now, _source = look(actor, batch, job)
        if now.fingerprint() == plan.fingerprint():
            raise
        raise RegisterMovedError from error


def _close(batch: ImportBatch, plan: Plan) -> None:
    batch.counts = plan.counts()
    batch.state = State.DONE
    batch.rows_all = batch.rows_done = len(plan.findings)
    batch.claim, batch.beat_at = "", None
    batch.done_at = db.session.scalar(text("SELECT clock_timestamp()"))
