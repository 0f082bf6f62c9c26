"""Every route with what it needs, and the walk of every role past it."""

import io
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from flask import Flask
from sqlalchemy import text
from werkzeug.test import TestResponse

from lhtq.accounts.policy import GRANTS, OF_ONE_RECORD, Action, Role
from lhtq.db import Base, db
from lhtq.units.models import Unit
from tests.client import Client
from tests.house.scene import Scene, picture

#: Written when a person comes and goes; everything else that changes must be in the audit trail.
COMING_AND_GOING = frozenset({"sign_in", "sign_in_failure", "submission_key"})


@dataclass(frozen=True)
class Route:
    """One method of one endpoint: its address and form with names of the scene in braces."""

    endpoint: str
    method: str
    url: str
    #: None: every role may, at the place.
    needs: Action | None = None
    form: dict[str, str] = field(default_factory=dict)
    #: It shows or does what is of the actor's own unit alone: nothing of another place can be asked for.
    own: bool = False
    #: Those below the place see it too.
    seen_below: bool = False
    #: It is the whole province's: the same role further down may not.
    at_top: bool = False
    #: How a place outside is refused; 422 where the place is a field of the form.
    outside: tuple[int, ...] = (404,)


HOUSEHOLD = {
    "key": "{key}", "full_name": "Lý Thị Mây", "birth_year": "1990", "sex": "female", "ethnicity": "Dao",
    "working": "y", "address": "Đầu làng",
}  # fmt: skip
MINUTES = {
    "key": "{key}", "held_on": "{today}", "present": "35", "chair": "Ma Văn Quý", "secretary": "Nông Thị Lan",
    "chon": "{ready}",
}  # fmt: skip
DECISION = {
    "key": "{key}", "number": "125/QĐ-UBND", "signed_on": "{today}", "signer": "Hứa Đức Thắng",
    "signer_position": "Chủ tịch UBND", "noi": "{village}", "so-{village}": "1",
}  # fmt: skip
FILLING = {"seen": "{now}", "whom": "tich", "chon": "{person}", "1.1": "10"}
CLAIM = {"key": "{key}", "part": "2", "whole": "2", "reason": "Ma Thị Hoa đã có danh hiệu ở xã cũ"}
ACCOUNT = {
    "key": "{key}", "full_name": "Hoàng Thị Lan", "username": "lan.moi", "unit_id": "{village}",
    "role": Role.VIEWER.value,
}  # fmt: skip
FACTS = {
    "seen": "{facts_seen}", "name": "Gia đình học tập 2026-2030", "status": "provisional", "legal_basis": "Căn cứ",
    "source": "Nguồn", "pass_mark": "75", "rounding": "0,5", "title_years": "1", "valid_from": "{today}",
}  # fmt: skip
LINE = {
    "key": "{key}", "seen": "{line_seen}", "group_id": "{group}", "code": "9.9", "name": "Đọc sách", "kind": "graded",
    "points_max": "5",
}  # fmt: skip


def _of_province(endpoint: str, url: str, form: dict[str, str] | None = None, methods: str = "GET POST") -> list[Route]:
    """The pages on which the province's administrator edits criteria."""
    return [
        Route(f"criteria.{endpoint}", method, url, Action.CRITERIA_EDIT, form or {}, at_top=True)
        for method in methods.split()
    ]


CRITERIA = (
    *_of_province("copy", "/tieu-chi/{clan_set}/sao-chep", methods="POST"),
    *_of_province("facts", "/tieu-chi/{draft_set}/thong-tin", FACTS),
    *_of_province("move", "/tieu-chi/{draft_set}/thu-tu", {"chuyen": "muc-{line}-xuong"}, "POST"),
    *_of_province("discard", "/tieu-chi/{draft_set}/bo", {"seen": "{draft_seen}"}, "POST"),
    *_of_province(
        "add_group", "/tieu-chi/{draft_set}/nhom/them", {"key": "{key}", "code": "9", "name": "Học nghề", "floor": "0"}
    ),
    *_of_province(
        "group", "/tieu-chi/{draft_set}/nhom/{group}",
        {"key": "{key}", "seen": "{group_facts_seen}", "code": "1", "name": "Học của trẻ", "floor": "2,5"},
    ),
    *_of_province("remove_group", "/tieu-chi/{draft_set}/nhom/{group}/bo", {"seen": "{group_seen}"}, "POST"),
    *_of_province("add_line", "/tieu-chi/{draft_set}/nhom/{group}/them", LINE),
    *_of_province("line", "/tieu-chi/{draft_set}/muc/{line}", LINE),
    *_of_province("remove_line", "/tieu-chi/{draft_set}/muc/{line}/bo", {"seen": "{line_seen}"}, "POST"),
    *_of_province("preview", "/tieu-chi/{draft_set}/xem-thu", methods="GET"),
    *_of_province("check", "/tieu-chi/{draft_set}/kiem-tra", methods="GET"),
    *_of_province(
        "publish", "/tieu-chi/{draft_set}/cong-bo", {"seen": "{draft_seen}", "valid_from": "01/01/{next_year}"}
    ),
    *_of_province(
        "confirm", "/tieu-chi/{clan_set}/xac-nhan",
        {
            "key": "{key}", "name": "Dòng họ học tập", "legal_basis": "Căn cứ", "source": "Công văn 12/HKH",
            "valid_from": "{today}",
        },
    ),
    Route("criteria.compare", "GET", "/tieu-chi/{set}/so-voi/{old_family_set}", own=True),
)  # fmt: skip

WALK = (
    Route("home.home", "GET", "/", own=True),
    Route("accounts.me", "GET", "/toi", own=True),
    Route("accounts.password", "GET", "/doi-mat-khau", own=True),
    Route("accounts.password", "POST", "/doi-mat-khau", own=True),
    Route("accounts.accounts", "GET", "/tai-khoan", Action.ACCOUNT_MANAGE, own=True),
    Route("accounts.add_account", "GET", "/tai-khoan/them", Action.ACCOUNT_MANAGE, own=True),
    Route("accounts.add_account", "POST", "/tai-khoan/them", Action.ACCOUNT_MANAGE, ACCOUNT, outside=(422,)),
    Route("accounts.reset_password", "POST", "/tai-khoan/{assignment}/cap-lai-ma", Action.ACCOUNT_MANAGE),
    Route("accounts.set_active", "POST", "/tai-khoan/{assignment}/tam-dung", Action.ACCOUNT_MANAGE),
    Route("register.households", "GET", "/ho-gia-dinh/{commune}", Action.PEOPLE_VIEW),
    Route("register.add_household", "GET", "/ho-gia-dinh/{village}/them", Action.HOUSEHOLD_EDIT),
    Route("register.add_household", "POST", "/ho-gia-dinh/{village}/them", Action.HOUSEHOLD_EDIT, HOUSEHOLD),
    Route("register.household", "GET", "/ho/{draft}", Action.PEOPLE_VIEW),
    Route(
        "register.household", "POST", "/ho/{draft}", Action.HOUSEHOLD_EDIT, {"address": "Cuối làng", "version": "1"}
    ),
    Route("register.add_member", "GET", "/ho/{draft}/nguoi/them", Action.HOUSEHOLD_EDIT),
    Route(
        "register.add_member", "POST", "/ho/{draft}/nguoi/them", Action.HOUSEHOLD_EDIT,
        HOUSEHOLD | {"relation": "child"},
    ),
    Route("register.member", "GET", "/ho/{draft}/nguoi/{person}", Action.HOUSEHOLD_EDIT),
    Route(
        "register.member", "POST", "/ho/{draft}/nguoi/{person}", Action.HOUSEHOLD_EDIT,
        HOUSEHOLD | {"relation": "head", "version": "1"},
    ),
    Route("register.add_village", "GET", "/don-vi/{commune}/them-thon", Action.VILLAGE_EDIT),
    Route(
        "register.add_village", "POST", "/don-vi/{commune}/them-thon", Action.VILLAGE_EDIT,
        {"key": "{key}", "type": "thôn", "name": "Phiêng Ten"},
    ),
    Route("criteria.sets", "GET", "/tieu-chi", own=True),
    Route("criteria.criteria_set", "GET", "/tieu-chi/{set}", own=True),
    *CRITERIA,
    Route("assessment.village", "GET", "/cham-diem/{village}/{year}", Action.PEOPLE_VIEW),
    Route("assessment.register_all", "POST", "/cham-diem/{village}/{next_year}/dang-ky", Action.SHEET_REGISTER),
    Route(
        "assessment.score", "POST", "/cham-diem/ho/{draft}/{year}", Action.SHEET_SCORE, {"1.2": "5", "version": "1"}
    ),
    Route("assessment.sheet", "GET", "/phieu/ho/{draft}/{year}", Action.PEOPLE_VIEW),
    Route(
        "assessment.add_evidence", "POST", "/phieu/ho/{draft}/{year}/minh-chung", Action.SHEET_SCORE,
        {"key": "{key}", "indicator": "3.1", "file": "picture"},
    ),
    Route(
        "assessment.remove_evidence", "POST", "/phieu/ho/{draft}/{year}/minh-chung/{evidence}/bo", Action.SHEET_SCORE
    ),
    Route("assessment.evidence", "GET", "/minh-chung/{evidence}", Action.PEOPLE_VIEW),
    Route("assessment.thumbnail", "GET", "/minh-chung/{evidence}/nho", Action.PEOPLE_VIEW),
    Route("assessment.village_review", "GET", "/cham-diem/{village}/{year}/binh-xet", Action.SHEET_SUBMIT),
    Route("assessment.village_review", "POST", "/cham-diem/{village}/{year}/binh-xet", Action.SHEET_SUBMIT, MINUTES),
    Route(
        "assessment.begin_as_last_year", "POST", "/cham-diem/{village}/{next_year}/ho/nam-truoc", Action.SHEET_SCORE
    ),
    Route("assessment.citizens", "GET", "/cham-diem/{village}/{year}/cong-dan", Action.PEOPLE_VIEW),
    Route("assessment.citizens", "POST", "/cham-diem/{village}/{year}/cong-dan", Action.SHEET_SCORE, FILLING),
    Route(
        "assessment.register_citizens", "POST", "/cham-diem/{village}/{next_year}/cong-dan/dang-ky",
        Action.SHEET_REGISTER, {"group": "rural"},
    ),
    Route("assessment.citizens_review", "GET", "/cham-diem/{village}/{year}/cong-dan/binh-xet", Action.SHEET_SUBMIT),
    Route(
        "assessment.citizens_review", "POST", "/cham-diem/{village}/{year}/cong-dan/binh-xet", Action.SHEET_SUBMIT,
        MINUTES | {"chon": "{ready_person}"},
    ),
    Route("assessment.registration", "GET", "/dang-ky/{village}/{year}/cong-dan", Action.PEOPLE_VIEW),
    Route(
        "assessment.registration", "POST", "/dang-ky/{village}/{next_year}/ho", Action.SHEET_REGISTER,
        {"tat_ca": "1"},
    ),
    Route("assessment.own_review", "GET", "/phieu/to-chuc/{organisation}/{year}/binh-xet", Action.SHEET_SUBMIT),
    Route(
        "assessment.own_review", "POST", "/phieu/to-chuc/{organisation}/{year}/binh-xet", Action.SHEET_SUBMIT, MINUTES
    ),
    Route("assessment.claim", "GET", "/phieu/ho/{draft}/{year}/so-lieu/2.1", Action.PEOPLE_VIEW),
    Route("assessment.claim", "POST", "/phieu/ho/{draft}/{year}/so-lieu/2.1", Action.SHEET_SCORE, CLAIM),
    Route(
        "assessment.answer_claim", "POST", "/phieu/ho/{draft}/{year}/so-lieu/2.1/tra-loi", Action.CLAIM_ANSWER,
        {"seen": "1/2", "allowed": "co", "answer": "Đã xem quyết định của xã cũ"},
    ),
    Route("assessment.claims", "GET", "/so-lieu/{commune}/{year}", Action.CLAIM_ANSWER),
    Route("assessment.commune_review", "GET", "/tham-dinh/{commune}/{year}", Action.SHEET_REVIEW),
    Route(
        "assessment.commune_review", "POST", "/tham-dinh/{commune}/{year}", Action.SHEET_REVIEW,
        {"phieu": "{submitted_sheet}"},
    ),
    Route("assessment.carry_over", "GET", "/chuyen-bo-tieu-chi/{commune}/{year}/ho", Action.SHEET_CARRY_OVER),
    Route(
        "assessment.carry_over", "POST", "/chuyen-bo-tieu-chi/{commune}/{year}/ho", Action.SHEET_CARRY_OVER,
        {"bo": "{set}"},
    ),
    Route("assessment.register", "POST", "/phieu/ho/{draft}/{next_year}/dang-ky", Action.SHEET_REGISTER),
    Route("assessment.review", "POST", "/phieu/ho/{submitted}/{year}/tham-dinh", Action.SHEET_REVIEW),
    Route(
        "assessment.return_", "POST", "/phieu/ho/{submitted}/{year}/tra-lai", Action.SHEET_RETURN,
        {"reason": "Thiếu học bạ"},
    ),
    Route("assessment.sheets", "GET", "/phieu/{commune}/{year}", Action.PEOPLE_VIEW),
    Route("recognition.steps", "GET", "/cong-nhan/{commune}/{year}", Action.PEOPLE_VIEW),
    Route("recognition.recognise", "GET", "/cong-nhan/{commune}/{year}/ho", Action.SHEET_RECOGNISE),
    Route("recognition.recognise", "POST", "/cong-nhan/{commune}/{year}/ho", Action.SHEET_RECOGNISE, DECISION),
    Route("recognition.refuse", "GET", "/phieu/ho/{reviewed}/{year}/tu-choi", Action.SHEET_REFUSE),
    Route(
        "recognition.refuse", "POST", "/phieu/ho/{reviewed}/{year}/tu-choi", Action.SHEET_REFUSE,
        {"reason": "Vi phạm điều kiện"},
    ),
    Route("recognition.decision", "GET", "/quyet-dinh/{decision}", Action.PEOPLE_VIEW, seen_below=True),
    Route("recognition.titles", "GET", "/danh-hieu/{commune}", Action.PEOPLE_VIEW),
    Route("recognition.titles_of", "GET", "/danh-hieu-cua/ho/{recognised}", Action.PEOPLE_VIEW),
    Route("recognition.running_out", "GET", "/sap-het-han/{commune}", Action.PEOPLE_VIEW),
    Route("recognition.revoke", "GET", "/thu-hoi/{title}", Action.TITLE_REVOKE),
    Route(
        "recognition.revoke", "POST", "/thu-hoi/{title}", Action.TITLE_REVOKE,
        {"key": "{key}", "reason": "Vi phạm pháp luật trong năm"},
    ),
    Route("indicators.unit", "GET", "/don-vi/{commune}"),
    # It is of one's own roles alone: the one of the scene is somebody else's, whoever asks.
    Route("accounts.switch_role", "POST", "/doi-vai-tro/{assignment}", own=True),
    Route("accounts.sign_out", "POST", "/dang-xuat", own=True),
)  # fmt: skip


class Walker:
    """Walks the roles past a route; each step is undone before the next."""

    def __init__(self, app: Flask, scene: Scene, sign_in, person) -> None:
        self._app = app
        self._scene = scene
        self._sign_in = sign_in
        self._person = person
        self._clients: dict[tuple[Role, int], Client] = {}

    def walk(self, route: Route) -> None:
        """Raise AssertionError for a role that may more, or less, than the policy says."""
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
            for unit in (self._scene.commune, self._scene.above):
                self._ask(route, role, unit, may=granted, refused=(403,))
            if route.own:
                continue
            at_sibling = route.outside if granted else (403, 404)
            self._ask(route, role, self._scene.sibling, may=False, refused=at_sibling)
            of_commune = any(name in route.url for name in ("{commune}", "{decision}"))
            if of_commune:
                below = granted and route.seen_below
                self._ask(route, role, self._scene.village, may=below, refused=(403, 404))

    def _ask_as_nobody(self, route: Route) -> None:
        before = self._fingerprint()
        answer = self._send(Client(self._app, actor=None), route, filled=True)
        assert answer.status_code in {303, 401}, f"{route.endpoint} answers {answer.status_code} to anybody"
        assert "dang-nhap" in (answer.location or answer.text), f"{route.endpoint} does not ask to sign in"
        assert self._fingerprint() == before, f"{route.endpoint} changes something for anybody"

    def _ask(self, route: Route, role: Role, unit: Unit, *, may: bool, refused: tuple[int, ...]) -> None:
        who = f"{route.method} {route.endpoint} as {role} at {unit.full_name}"
        client = self._client(role, unit)
        for filled in (True, False) if route.form and not may else (True,):
            with self._undone():
                before = self._fingerprint()
                answer = self._send(client, route, filled=filled)
                after = self._fingerprint()
            if not may:
                assert answer.status_code in refused, f"{who}: {answer.status_code}, not one of {refused}"
                assert after == before, f"{who} is refused, yet something is changed"
            else:
                self._check_allowed(route, who, answer, changed=after != before, audited=_trail(after) > _trail(before))

    def _check_allowed(self, route: Route, who: str, answer: TestResponse, *, changed: bool, audited: bool) -> None:
        if route.endpoint == "accounts.switch_role":
            assert answer.status_code == 404, f"{who}: {answer.status_code}"
            return
        expected = {422} if route.endpoint == "accounts.password" and route.method == "POST" else {200, 303}
        assert answer.status_code in expected, f"{who}: {answer.status_code}\n{answer.text[:2000]}"
        # Only what a form really changes shows that the same form refused changed nothing.
        assert changed == (route.method == "POST" and not route.own), f"{who}: changed is {changed}"
        assert audited == changed, f"{who} changes something that nobody wrote down"

    def _client(self, role: Role, unit: Unit) -> Client:
        if (role, unit.id) not in self._clients:
            client = self._sign_in(role, at=unit) if role not in OF_ONE_RECORD else self._one_record(role, unit)
            client.token()
            self._clients[role, unit.id] = client
        return self._clients[role, unit.id]

    def _one_record(self, role: Role, unit: Unit) -> Client:
        own = "person_id" if role is Role.CITIZEN else "organisation_id"
        return self._sign_in(self._person(role, unit, **{own: self._scene.ids[f"other_{own}"]}))

    def _send(self, client: Client, route: Route, *, filled: bool) -> TestResponse:
        names = self._scene.ids | {"key": str(uuid.uuid4())}
        url = route.url.format_map(names)
        if route.method == "GET":
            return client.get(url)
        form: dict[str, object] = {
            name.format_map(names): value.format_map(names) for name, value in (route.form if filled else {}).items()
        }
        if "file" in form:
            form["file"] = (io.BytesIO(picture()), "anh.jpg")
        return client.post(url, data=form)

    @contextmanager
    def _undone(self) -> Iterator[None]:
        """A savepoint around what is asked: the next who asks finds the scene as it was."""
        with self._app.app_context():
            connection = db.engines[None]
        point = connection.begin_nested()
        yield
        point.rollback()

    def _fingerprint(self) -> dict[str, tuple[object, ...]]:
        """Count and digest of the rows of each table, with the eyes of the province."""
        tables = [name for name in sorted(Base.metadata.tables) if name not in COMING_AND_GOING]
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
