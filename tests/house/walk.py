"""The walk of every role past every route."""

import io
import uuid
from dataclasses import dataclass

from flask import Flask
from sqlalchemy import text
from werkzeug.test import TestResponse

from lhtq.accounts.policy import GRANTS, OF_ONE_RECORD, Actor, Role
from lhtq.db import Base, db
from lhtq.documents import Template, default_template
from lhtq.issuing.preparing import Prepared, Shelf
from lhtq.units.models import Unit
from tests.client import Client
from tests.house.imports import households_list
from tests.house.routes import Route
from tests.house.scene import Scene, picture

#: Written when a person comes and goes; everything else that changes must be in the audit trail.
COMING_AND_GOING = frozenset({"sign_in", "sign_in_failure", "submission_key"})

#: The app may not look at them, and they are empty once a transaction has ended.
UNSEEN = frozenset({"measure_due", "measure_move", "title_move"})

#: What belongs to one account, and is not there for any other.
NOBODY_ELSES = frozenset({"accounts.switch_role", "issuing.prepared", "issuing.prepared_file"})

#: What a form sends as a file, by the word that stands for it.
FILES = {
    "picture": lambda: (io.BytesIO(picture()), "anh.jpg"),
    "template": lambda: (io.BytesIO(default_template(Template.REPORT)), "mau.docx"),
    "list": lambda: (io.BytesIO(households_list()), "danh sach.csv"),
}

#: The account of nobody who walks.
SOMEBODY_ELSE = 0


@dataclass(frozen=True)
class Step:
    """What came of asking: the answer, whether anything was changed, and whether it was written down."""

    answer: TestResponse
    changed: bool
    audited: bool


class Walker:
    """Walks the roles past a route; each step is undone before the next."""

    def __init__(self, app: Flask, scene: Scene, sign_in, person) -> None:
        self._app = app
        self._scene = scene
        self._sign_in = sign_in
        self._person = person
        self._actors: dict[tuple[Role, int], Actor] = {}
        self._clients: dict[tuple[Role, int], Client] = {}
        shelf: Shelf = app.extensions["lhtq.prepared"]
        paper = Prepared("bao-cao.pdf", "application/pdf", "/")
        scene.ids["document"] = shelf.begin(SOMEBODY_ELSE, paper, lambda _told: b"%PDF", inline=True)

    def walk(self, route: Route) -> None:
        """Raise AssertionError for a role that may more, or less, than the policy says."""
        try:
            self._walk(route)
        finally:
            if route.own and route.method == "POST":
                # Whoever signed out is not signed in again by undoing what the database was told.
                self._clients.clear()

    def _walk(self, route: Route) -> None:
        self._ask_as_nobody(route)
        for role in sorted(OF_ONE_RECORD):
            # One who signs in for one record, and it is another one.
            self._ask(route, role, self._scene.village, may=route.own and route.needs is None, refused=(403, 404))
        for role in sorted(set(Role) - OF_ONE_RECORD):
            granted = route.needs is None or route.needs in GRANTS[role]
            if route.at_top:
                self._ask(route, role, self._scene.province, may=granted, refused=(403,))
                self._ask(route, role, self._scene.above, may=False, refused=(403, 404))
                self._ask(route, role, self._scene.commune, may=False, refused=(403, 404))
                continue
            at_place = granted and not route.from_above
            self._ask(
                route, role, self._scene.commune, may=at_place, refused=(403, 404) if route.from_above else (403,)
            )
            self._ask(
                route,
                role,
                self._scene.above,
                may=granted and not route.at_the_unit_itself,
                refused=(403, 404) if route.at_the_unit_itself else (403,),
            )
            if route.own:
                continue
            at_sibling = route.outside if granted else (403, 404)
            self._ask(route, role, self._scene.sibling, may=False, refused=at_sibling)
            of_commune = any(f"{{{name}}}" in route.url for name in ("commune", "decision", "clan", "organisation"))
            if of_commune:
                below = granted and route.seen_below
                self._ask(route, role, self._scene.village, may=below, refused=(403, 404))

    def _ask_as_nobody(self, route: Route) -> None:
        step = self._step(Client(self._app, actor=None), route, filled=True)
        answer = step.answer
        assert answer.status_code in {303, 401}, f"{route.endpoint} answers {answer.status_code} to anybody"
        assert "dang-nhap" in (answer.location or answer.text), f"{route.endpoint} does not ask to sign in"
        assert not step.changed, f"{route.endpoint} changes something for anybody"

    def _ask(self, route: Route, role: Role, unit: Unit, *, may: bool, refused: tuple[int, ...]) -> None:
        who = f"{route.method} {route.endpoint} as {role} at {unit.full_name}"
        client = self._client(role, unit)
        for filled in (True, False) if route.form and not may else (True,):
            step = self._step(client, route, filled=filled)
            if not may:
                assert step.answer.status_code in refused, f"{who}: {step.answer.status_code}, not one of {refused}"
                assert not step.changed, f"{who} is refused, yet something is changed"
            else:
                self._check_allowed(route, who, step)

    def _check_allowed(self, route: Route, who: str, step: Step) -> None:
        answer, changed, audited = step.answer, step.changed, step.audited
        if route.endpoint in NOBODY_ELSES:
            assert answer.status_code == 404, f"{who}: {answer.status_code}"
            return
        expected = {422} if route.endpoint == "accounts.password" and route.method == "POST" else {200, 303}
        assert answer.status_code in expected, f"{who}: {answer.status_code}\n{answer.text[:2000]}"
        # Only what a form really changes shows that the same form refused changed nothing.
        assert changed == (route.method == "POST" and not route.own), f"{who}: changed is {changed}"
        assert audited == changed, f"{who} changes something that nobody wrote down"

    def _client(self, role: Role, unit: Unit) -> Client:
        if (role, unit.id) not in self._actors:
            self._actors[role, unit.id] = self._person(role, unit, **self._of_one_record(role))
        if (role, unit.id) not in self._clients:
            client = self._sign_in(self._actors[role, unit.id])
            client.token()
            self._clients[role, unit.id] = client
        return self._clients[role, unit.id]

    def _of_one_record(self, role: Role) -> dict[str, int | str]:
        if role not in OF_ONE_RECORD:
            return {}
        own = "person_id" if role is Role.CITIZEN else "organisation_id"
        return {own: self._scene.ids[f"other_{own}"]}

    def _send(self, client: Client, route: Route, *, filled: bool) -> TestResponse:
        names = self._scene.ids | {"key": str(uuid.uuid4())}
        url = route.url.format_map(names)
        if route.method == "GET":
            return client.get(url)
        form: dict[str, object] = {
            name.format_map(names): value.format_map(names) for name, value in (route.form if filled else {}).items()
        }
        if "body" in form:  # a part of a file, without a form around it
            headers = {"X-CSRFToken": client.token()}
            return client.post(url, data=str(form["body"]), headers=headers, content_type="application/octet-stream")
        if "file" in form:
            form["file"] = FILES[str(form["file"])]()
        return client.post(url, data=form)

    def _step(self, client: Client, route: Route, *, filled: bool) -> Step:
        """Ask within a savepoint: the next who asks finds the scene as it was.

        PostgreSQL counts what a transaction writes. Where it counted nothing, nothing has changed; else the rows tell,
        as they are and as they were, whether anything is left of it.
        """
        with self._app.app_context():
            connection = db.engines[None]
        point = connection.begin_nested()
        try:
            wrote = self._written()
            answer = self._send(client, route, filled=filled)
            after = None if self._written() == wrote else self._fingerprint()
        finally:
            point.rollback()
        if after is None:
            return Step(answer, changed=False, audited=False)
        before = self._fingerprint()
        return Step(answer, changed=after != before, audited=_trail(after) > _trail(before))

    def _written(self) -> list[tuple[str, int]]:
        """How many rows this transaction has written so far, by table."""
        with self._app.app_context():
            connection = db.engines[None]
        return [
            (row.relname, row.written)
            for row in connection.execute(
                text(
                    "SELECT relname, n_tup_ins + n_tup_upd + n_tup_del AS written FROM pg_stat_xact_user_tables "
                    "WHERE n_tup_ins + n_tup_upd + n_tup_del > 0 ORDER BY relname"
                )
            )
            if row.relname not in COMING_AND_GOING | UNSEEN
        ]

    def _fingerprint(self) -> dict[str, tuple[object, ...]]:
        """Count and digest of the rows of each table, with the eyes of the province."""
        tables = [name for name in sorted(Base.metadata.tables) if name not in COMING_AND_GOING | UNSEEN]
        parts = (
            f"SELECT '{name}', count(*), md5(coalesce(string_agg(t::text, '|' ORDER BY t::text), '')) FROM {name} t"  # noqa: S608
            for name in tables
        )
        with self._app.app_context():
            connection = db.engines[None]
        connection.execute(text("SELECT set_config('lhtq.scope', '08/', true)"))
        return {row[0]: tuple(row[1:]) for row in connection.execute(text(" UNION ALL ".join(parts)))}


def _trail(fingerprint: dict[str, tuple[object, ...]]) -> int:
    return int(str(fingerprint["audit_entry"][0]))
