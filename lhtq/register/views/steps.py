"""How what happens in a household is asked and confirmed: a form, what it will change in words, and then it is done."""

import uuid
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from flask import abort, redirect, request
from werkzeug.wrappers import Response

from lhtq.accounts.current import actor
from lhtq.register import queries
from lhtq.register.forms import LifeForm
from lhtq.register.models import Household, Person
from lhtq.register.service import HeadMissingError
from lhtq.web.render import render_page
from lhtq.web.submission_key import once, sent_before

HEADLESS = "Chủ hộ đi mà hộ còn người ở. Hãy đổi chủ hộ trước."
STALE = "Có người vừa sửa hộ này. Hãy xem lại rồi gửi lần nữa."


class RefusedError(Exception):
    """What was chosen does not go together: the field and the words beside it."""

    def __init__(self, name: str, words: str) -> None:
        super().__init__(words)
        self.name = name
        self.words = words


class _StaleError(Exception):
    """Somebody changed the household since the form was made."""


@dataclass(frozen=True)
class Step:
    """One of the forms: its heading, where it leads back to, and what its button says."""

    title: str
    back: str
    back_words: str
    submit: str
    hint: str = ""
    #: Where another household is to be found before there is a form: what was searched for, and what was found.
    more: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Plan:
    """What a filled form will change: whose relation must be asked, in words, and the doing of it."""

    words: Sequence[str]
    do: Callable[[], str]
    ask: Sequence[Person] = ()


def go_on_if_sent_before() -> None:
    """Answer a form that was sent twice as the first time: what it changed may be seen no more as it was then."""
    try:
        key = uuid.UUID(request.form.get("key", ""))
    except ValueError:
        return
    location = sent_before(actor().account_id, key)
    if location:
        abort(redirect(location, 303))


def named(people: Iterable[Person]) -> list[tuple[int, str]]:
    """Ids and names."""
    return [(one.id, one.full_name) for one in people]


def walk(step: Step, form: LifeForm, household: Household, plan_of: Callable[[], Plan]) -> Response:
    """Show the form; sent, show what it will change; confirmed, do it once and go where ``do`` says."""
    if not form.is_submitted():
        form.seen.data = household.seen
        return _page(step, form)
    if not form.validate():
        return _page(step, form, status=422)
    household_id = household.id
    try:
        plan = plan_of()
        form.ask(named(plan.ask))
        if not form.confirmed.data or not form.fits():
            return _page(step, form, words=plan.words, status=422 if form.errors else 200)

        def create() -> str:
            _must_be_as(household, form.seen.data)
            return plan.do()

        return redirect(once(actor().account_id, form.key.value, create), 303)
    except RefusedError as refused:
        form.refuse(refused.name, refused.words)
        return _page(step, form, status=422)
    except (HeadMissingError, _StaleError) as error:
        form.seen.data = queries.household(household_id).seen
        return _page(step, form, status=422, message=STALE if isinstance(error, _StaleError) else HEADLESS)


def _must_be_as(household: Household, seen: str | None) -> None:
    if seen != household.seen:
        raise _StaleError


def _page(
    step: Step, form: LifeForm, *, words: Sequence[str] = (), status: int = 200, message: str | None = None
) -> Response:
    return render_page(
        "register/life.html", status=status, step=step, form=form, words=words, message=message, action=request.path,
    )  # fmt: skip
