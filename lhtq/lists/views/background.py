"""The long part of an import in a thread of the serving process, which says on its own connection how far it is."""

import contextlib
import contextvars
import logging
import threading
import uuid
from collections.abc import Callable

from flask import Flask, current_app
from sqlalchemy.exc import NotSupportedError, SQLAlchemyError

from lhtq.accounts.policy import Actor
from lhtq.db.command import when_committed
from lhtq.db.scope import beside, scoped_to
from lhtq.lists import queries, service
from lhtq.lists.kinds import ListKind
from lhtq.lists.views.base import uploads
from lhtq.web.filters import today
from lhtq.workbook.sheets import WorkbookRefusedError

log = logging.getLogger("lhtq")

#: Seconds between two signs of life.
BEAT = 1.0
#: One import at a time in a process: a large one needs memory, and pages are served beside it.
_turn = threading.Semaphore(1)


class _Progress:
    """How far the work is: set by the worker, written down by the thread beside it."""

    def __init__(self) -> None:
        self.said: tuple[str, int, int] = ("Chờ đến lượt", 0, 0)

    def __call__(self, step: str, done: int = 0, total: int = 0) -> None:
        self.said = (step, done, total)


def start(actor: Actor, kind: ListKind, batch_id: int) -> None:
    """Have an import worked on, unless somebody does already; with ``WORK_INLINE`` within this request.

    It is looked for on another connection, so what asks for it must be committed first.
    """
    job = service.Job(kind, uploads(), today())
    if current_app.config["WORK_INLINE"]:
        when_committed(lambda: _do(actor, batch_id, job))
        return
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]  # noqa: SLF001 - Flask's own way
    thread = threading.Thread(target=_work, args=(app, actor, batch_id, job), daemon=True, name=f"import-{batch_id}")
    when_committed(thread.start)


def _work(app: Flask, actor: Actor, batch_id: int, job: service.Job) -> None:
    token, progress, over = str(uuid.uuid4()), _Progress(), threading.Event()
    with app.app_context(), scoped_to(actor.unit_path, actor.account_id):
        try:
            with beside() as connection:
                if not queries.claim(connection, batch_id, token):
                    return
        except SQLAlchemyError:
            log.exception("import %s not begun", batch_id)
            return
        beats = threading.Thread(
            target=contextvars.copy_context().run, args=(_beat, batch_id, token, progress, over), daemon=True
        )
        beats.start()
        try:
            with _turn:
                _do(actor, batch_id, service.Job(job.kind, job.store, job.today, progress), over.set)
        finally:
            over.set()
            beats.join()


def _do(actor: Actor, batch_id: int, job: service.Job, quiet: Callable[[], None] = lambda: None) -> None:
    try:
        service.work(actor, batch_id, job)
    except WorkbookRefusedError as error:
        quiet()
        service.stopped(actor, batch_id, str(error))
    except NotSupportedError:
        # The one change that the database refuses as such (migration 0038): nothing of the file is written.
        quiet()
        service.stopped(actor, batch_id, service.LOCKED)
    except Exception:
        if current_app.testing:
            raise
        log.exception("import %s failed", batch_id)
        quiet()
        with contextlib.suppress(SQLAlchemyError):
            service.stopped(actor, batch_id, service.BROKEN)


def _beat(batch_id: int, token: str, progress: _Progress, over: threading.Event) -> None:
    while not over.wait(BEAT):
        with contextlib.suppress(SQLAlchemyError), beside() as connection:
            queries.beat(connection, batch_id, token, progress.said)
