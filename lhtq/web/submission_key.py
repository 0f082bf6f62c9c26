"""Submission keys: what is sent twice is done once, and both answers are the same.

A key is made where a form is made (``Key()``), or on the device by the outbox (``static/outbox.js``), which gives one
to each thing that is sent. It stands in the field ``key``. ``init_app`` looks for it around every view that changes
something: the key, the effect and the answer are one transaction.
"""

import base64
import datetime as dt
import hashlib
import re
import uuid
from collections.abc import Callable
from functools import wraps
from typing import Any

from flask import Flask, Response, g, make_response, redirect, request
from sqlalchemy import String, UniqueConstraint, delete, func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Mapped, mapped_column
from werkzeug.datastructures import FileStorage

from lhtq.db import Base, db
from lhtq.db.command import TornRequestError, command, held
from lhtq.web import errors
from lhtq.web.render import wants_region

#: How long a key is known. The outbox sends nothing by itself that is older than 60 days (``static/queue.js``).
KEPT = dt.timedelta(days=90)

#: Header with which the outbox says that it can be told where to go instead of being sent there.
OUTBOX = "Outbox"
#: Header that marks an answer as ours, and not that of somebody between the device and us.
OURS = "LHTQ"

_SHORT = re.compile(r"[A-Za-z0-9_-]{16}")
_NOT_CONTENT = frozenset({"csrf_token", "key"})

#: The largest part of a page that is kept as an answer, in characters; a row with its taps has about 5,000.
_MOST_KEPT = 20_000

OTHER_CONTENT = "Biểu mẫu này đã được gửi với nội dung khác. Hãy mở lại trang để xem bản đã lưu rồi làm lại."
DONE_BEFORE = "Việc này đã được làm ở lần gửi trước. Hãy mở lại trang để xem."


class SubmissionKey(Base):
    """A key, what it was used for, and what the first sending was answered with."""

    __tablename__ = "submission_key"
    __table_args__ = (UniqueConstraint("account_id", "key"),)
    audited = False

    account_id: Mapped[int]
    key: Mapped[uuid.UUID]
    location: Mapped[str | None] = mapped_column(String(500))
    created_at: Mapped[dt.datetime] = mapped_column(server_default=func.now())
    #: Digest of address and content; none for keys from before it was kept.
    content: Mapped[str | None] = mapped_column(String(64))
    #: ``to``: the address that a page is sent on to; ``part`` and ``headers``: the part of a page that htmx got.
    answer: Mapped[dict[str, Any] | None]


def sent_before(account_id: int, key: uuid.UUID) -> str | None:
    """Where the first sending of a form was sent on to; None where it was not sent, or failed."""
    return db.session.scalars(
        select(SubmissionKey.location).where(SubmissionKey.account_id == account_id, SubmissionKey.key == key)
    ).one_or_none()


@command
def once(account_id: int, key: uuid.UUID, create: Callable[[], str]) -> str:
    """Call ``create`` unless ``key`` has been used, and give the URL it answered with, then or now.

    Key and effect are one transaction. A second sending at the same moment waits for the first at the
    key's unique index: it then finds the answer, or, where the first failed, does the work itself.
    """
    if g.get("submission_key") != key and not claim(account_id, key, None):
        return db.session.scalars(select(SubmissionKey.location).where(*_is(account_id, key))).one() or "/"
    location = create()
    db.session.execute(update(SubmissionKey).where(*_is(account_id, key)).values(location=location))
    return location


def claim(account_id: int, key: uuid.UUID, content: str | None) -> bool:
    """Write down that a key is used, inside a transaction; False where it was used before."""
    written = db.session.execute(
        insert(SubmissionKey)
        .values(account_id=account_id, key=key, content=content)
        .on_conflict_do_nothing()
        .returning(SubmissionKey.id)
    )
    return written.scalar() is not None


def forget_old(account_id: int) -> None:
    """Forget the keys of an account that are older than ``KEPT``, inside a transaction."""
    db.session.execute(
        delete(SubmissionKey).where(
            SubmissionKey.account_id == account_id, SubmissionKey.created_at < func.now() - KEPT
        )
    )


def parsed(text: str | None) -> uuid.UUID | None:
    """A key as sent: a UUID, or 16 signs of base64url, which cost every tap 20 bytes less; None for anything else."""
    if text and _SHORT.fullmatch(text):
        return uuid.UUID(bytes=base64.urlsafe_b64decode(text) + bytes(4))
    try:
        return uuid.UUID(text)
    except (TypeError, ValueError, AttributeError):
        return None


def init_app(app: Flask, account_of: Callable[[], int | None]) -> None:
    """Put every view that takes a POST under its key. ``account_of`` gives the account of a request."""
    posted = {rule.endpoint for rule in app.url_map.iter_rules() if "POST" in (rule.methods or ())}
    for endpoint in posted:
        app.view_functions[endpoint] = _under_key(app.view_functions[endpoint], account_of)

    @app.after_request
    def _mark(response: Response) -> Response:
        if request.method != "POST":
            return response
        page = OUTBOX in request.headers and response.location is None and "HX-Redirect" not in response.headers
        if page or (wants_region() and response.status_code >= 400):  # noqa: PLR2004
            response.headers[OURS] = "1"
        if page and response.mimetype == "text/html":
            response.set_data(b"")  # the outbox opens the page as one (static/outbox.js): the line pays for it once
        return response


def _under_key(view: Callable[..., Any], account_of: Callable[[], int | None]) -> Callable[..., Any]:
    @wraps(view)
    def answered(**given: Any) -> Any:
        key = parsed(request.form.get("key")) if request.method == "POST" and not errors.holds_password() else None
        account_id = account_of() if key else None
        if key is None or account_id is None:
            return _told(make_response(view(**given))) if OUTBOX in request.headers else view(**given)
        return _told(_once(account_id, key, lambda: make_response(view(**given))))

    return answered


def _once(account_id: int, key: uuid.UUID, view: Callable[[], Response]) -> Response:
    content, response, kept = _content(), None, False
    try:
        with held() as hold:
            if not claim(account_id, key, content):
                db.session.rollback()
            else:
                g.submission_key = key
                response = view()
                kept = _is_effect(response, hold.done)
                if kept:
                    _keep(account_id, key, content, response, done=hold.done)
                    db.session.commit()
                else:
                    db.session.rollback()
        if kept:
            for do in hold.after:
                do()
        if response is not None:
            return response
    except BaseException:
        db.session.rollback()
        raise
    return _again(account_id, key, content, view)


def _is_effect(response: Response, done: int) -> bool:
    """Whether an answer uses the key up: a refusal does not, nor a page on the way to something (a preview)."""
    if response.status_code >= 400:  # noqa: PLR2004
        return False
    return bool(done or response.location or wants_region())


def _keep(account_id: int, key: uuid.UUID, content: str, response: Response, *, done: int) -> None:
    """Write the answer beside the key. Raises TornRequestError where a part of the work was undone meanwhile."""
    answer = _answer(response)
    kept = select(SubmissionKey.id).where(*_is(account_id, key))
    if db.session.scalar(kept) is None and (done or not claim(account_id, key, content)):
        raise TornRequestError
    db.session.execute(update(SubmissionKey).where(*_is(account_id, key)).values(answer=answer))


def _answer(response: Response) -> dict[str, Any] | None:
    to = response.location or g.get("saved_at")
    if wants_region() and response.location is None and response.mimetype == "text/html":
        part = response.get_data(as_text=True)
        if len(part) <= _MOST_KEPT:
            told = {name: value for name, value in response.headers if name.startswith("HX-")}
            return {"to": to, "part": part, "headers": told}
    return {"to": to} if to else None


def _again(account_id: int, key: uuid.UUID, content: str, view: Callable[[], Response]) -> Response:
    """Answer a second sending as the first one."""
    found = db.session.execute(
        select(SubmissionKey.content, SubmissionKey.answer, SubmissionKey.location).where(*_is(account_id, key))
    ).one()
    if found.content is not None and found.content != content:
        return errors.page(409, OTHER_CONTENT)
    answer = found.answer or {}
    if "part" in answer and wants_region():
        return Response(answer["part"], 200, headers=answer["headers"], mimetype="text/html")
    if answer.get("to"):
        return make_response(redirect(answer["to"], 303))
    if found.location is not None:  # a page that shows what was made: its view finds that by the same key
        return view()
    return errors.page(409, DONE_BEFORE)


def _told(response: Response) -> Response:
    """Tell the outbox where a page would have been sent on to: a script cannot read that from a redirect."""
    if OUTBOX not in request.headers or response.location is None:
        return response
    told = Response(status=204)
    told.headers["HX-Redirect"] = response.location
    return told


def _content() -> str:
    """Digest of what is sent: address and fields, but for the form's token and the key; a file as its own digest."""
    digest = hashlib.sha256(request.full_path.encode())
    pairs = [(name, value) for name, value in request.form.items(multi=True) if name not in _NOT_CONTENT]
    for name, file in request.files.items(multi=True):
        if file.filename:
            pairs.append((f"{name}_sent", _digest(file)))
    for pair in sorted(pairs):
        digest.update(b"\0" + b"\1".join(text.encode() for text in pair))
    return digest.hexdigest()


def _digest(file: FileStorage) -> str:
    digest = hashlib.sha256()
    while part := file.stream.read(1 << 20):
        digest.update(part)
    file.stream.seek(0)
    return digest.hexdigest()


def _is(account_id: int, key: uuid.UUID) -> tuple[Any, Any]:
    return SubmissionKey.account_id == account_id, SubmissionKey.key == key
