"""Importing for the command ``lhtq import``: an app without a server, and an actor without a browser."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import click
from flask import Flask

from lhtq import start
from lhtq.accounts import queries as accounts
from lhtq.accounts.policy import Actor, Place, may
from lhtq.app import LISTS, create_app
from lhtq.config import from_environment
from lhtq.db import db
from lhtq.db.scope import scoped_to
from lhtq.lists.kinds import ListKind
from lhtq.lists.rules import OUTCOME_NAMES
from lhtq.lists.service import Job, reading_of
from lhtq.lists.service.province import LIMITS, Outcome, Part, files_of, parts_of, take_in
from lhtq.units import queries as units
from lhtq.web.filters import today
from lhtq.workbook.sheets import WorkbookRefusedError

#: By outcome, as a line of the report says it.
_WORDS = {one.value: words for one, words in OUTCOME_NAMES.items()}


@contextmanager
def opened(username: str, slug: str) -> Iterator["Run"]:
    """A run of imports in the name of an account. Raises click.UsageError for one that cannot be, or no such list."""
    kind = next((one for one in LISTS if one.slug == slug and one.reading), None)
    if kind is None:
        known = ", ".join(one.slug for one in LISTS if one.reading)
        raise click.UsageError(f"no list {slug}; there are {known}")
    found = start.database()
    start.prepare(found)
    app = create_app(from_environment(found.app))
    try:
        with app.app_context():
            account = accounts.find_account(username)
        with app.app_context(), scoped_to("", account.id if account else None):
            actors = accounts.actors_of(username)
        if not actors:
            raise click.UsageError(f"no account {username} with a role at a place")
        yield Run(app, kind, actors)
    finally:
        with app.app_context():
            db.engine.dispose()


class Run:
    """Files of one list, taken in one after the other."""

    def __init__(self, app: Flask, kind: ListKind, actors: Sequence[Actor]) -> None:
        self._app = app
        self._actors = actors
        self._job = Job(kind, app.extensions["lhtq.uploads"], today(), limits=LIMITS)

    def estimate(self, paths: Sequence[Path]) -> int:
        """How many files there are; one that holds several communes is counted once."""
        return len(files_of(paths))

    def parts(self, paths: Sequence[Path]) -> Iterator[Part]:
        """The communes of the files; a file that cannot be read is one without content, and says so when taken in."""
        for path in files_of(paths):
            try:
                yield from parts_of(path, self._job)
            except WorkbookRefusedError as error:
                yield Part(path.name, "", str(error).encode())

    def take_in(self, part: Part, reasons: Path | None, *, writing: bool) -> Outcome:
        """Import the rows of one commune under the role that may."""
        if not part.code:
            return Outcome(part.name, {}, part.content.decode())
        with self._app.app_context():
            commune = units.commune_of_code(part.code)
            if commune is None:
                return Outcome(part.name, {}, f"Không có xã mã {part.code}.")
            action = reading_of(self._job.kind).action
            actor = next((one for one in self._actors if may(one, action, Place(commune.path))), None)
            if actor is None:
                return Outcome(part.name, {}, f"Tài khoản này không được nhập cho {commune.full_name}.")
            with scoped_to(actor.unit_path, actor.account_id):
                return take_in(actor, commune, part, self._job, reasons, writing=writing)


def line(outcome: Outcome) -> str:
    """One line of the report."""
    if outcome.problem and not outcome.counts:
        return f"{outcome.name}: {outcome.problem}"
    counted = ", ".join(f"{outcome.counts.get(key, 0)} {words}" for key, words in _WORDS.items())
    told = f"{outcome.name}: {counted}"
    if outcome.problem:
        told += f". {outcome.problem}"
    return told + (f" (xem {outcome.reasons})" if outcome.reasons else "")
