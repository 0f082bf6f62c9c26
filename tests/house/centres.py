"""A learning centre in the middle of its year, and the routes past it."""

import datetime as dt

from sqlalchemy import select

from lhtq.accounts.models import Account
from lhtq.accounts.policy import Action
from lhtq.centre.models import (
    ActivityHand,
    ActivityPhoto,
    ActivitySession,
    BoardMember,
    CentreAsset,
    CentreInvitation,
    CentreLink,
    CentrePlan,
    CentreSheet,
    Participant,
)
from lhtq.centre.rules import (
    ActivityKind,
    AssetKind,
    AssetState,
    HandRole,
    LinkKind,
    Origin,
    Position,
)
from lhtq.criteria import queries as criteria
from lhtq.criteria.rules import Classified
from lhtq.db import Base, db
from lhtq.register.models import Person
from lhtq.units.models import Unit
from lhtq.units.rules import Level
from lhtq.web.filters import today
from tests.factories import ActivityFactory, CentreFactory, VillageFactory
from tests.house.route import Route


def make(commune: Unit, village: Unit, person_id: int, account: Account, photo: str) -> dict[str, int | str]:
    """A centre of a commune with a class in a village: ids by name."""
    shared, far = db.session.scalars(
        select(Unit)
        .where(Unit.path.startswith("08/070/"), Unit.level == Level.COMMUNE)
        .order_by(Unit.path.desc())
        .limit(2)
    )
    centre = CentreFactory(unit_id=commune.id, shared=(shared.id,))
    # Another one, whose commune would share it with this one, and is asked to share this one's.
    other = CentreFactory(unit_id=far.id)
    of_centre = {"centre_id": centre.id, "unit_id": commune.id}
    # Nobody typed how many came, so nothing is asked where its list is to tell that.
    found = ActivityFactory(
        centre=centre, unit_id=village.id, kind=ActivityKind.SERIES, made_by=account.id, attendances=0
    )
    of_activity = {"activity_id": found.id, "unit_id": village.id}
    person = db.session.get(Person, person_id)
    criteria_set = criteria.set_in_force(Classified.CENTRE, today())
    db.session.add(CentrePlan(**of_centre, year=today().year, month=1, kind=ActivityKind.TALK, planned=2))
    sheet = of_centre | {"set_id": criteria_set.id, "answers": {}, "changed_by": account.id}
    db.session.add(CentreSheet(**sheet, year=today().year))
    db.session.add(CentreSheet(**sheet, year=today().year - 1, figures={}, total=40, grade="Yếu", closed_on=today()))
    # One that has no centre yet: where communes are merged, the older one lies within.
    older = VillageFactory(parent=commune, level=Level.COMMUNE, code="900", name="Yên Hoa Cũ")
    return {
        "centre": centre.id,
        "shared": shared.id,
        "last_year": today().year - 1,
        "new_commune": older.id,
        "activity": found.id,
        "board_member": _id(
            BoardMember(
                **of_centre, full_name="Ma Văn Giám", position=Position.DIRECTOR, term_from=dt.date(2022, 1, 1)
            )
        ),
        "asset": _id(
            CentreAsset(**of_centre, kind=AssetKind.ROOM, name="Phòng học", quantity=2, state=AssetState.GOOD)
        ),
        "asked_away": _id(
            CentreInvitation(**of_centre, to_unit_id=far.id, centre_name=centre.name)
        ),
        "invitation": _id(
            CentreInvitation(centre_id=other.id, unit_id=far.id, to_unit_id=older.id, centre_name=other.name)
        ),
        "link": _id(CentreLink(**of_centre, kind=LinkKind.LIBRARY, name="Thư viện xã")),
        "session": _id(ActivitySession(**of_activity, held_on=today())),
        "photo": _id(
            ActivityPhoto(**of_activity, digest=photo, thumbnail_digest=photo, size=900, added_by=account.id)
        ),
        "hand": _id(ActivityHand(**of_activity, role=HandRole.TEACHER, full_name="Cô Mai")),
        "participant": _id(
            Participant(
                **of_activity, person_id=person.id, person_unit_id=person.unit_id, full_name=person.full_name,
                birth_year=person.birth_year, sex=person.sex, ethnicity=person.ethnicity, origin=Origin.TICKED,
                sessions=[],
            )
        ),
        "stranger": _id(
            Participant(
                **of_activity, full_name="Lý Thị Lạ", birth_year=1990, origin=Origin.SCANNED, confirmed=False,
                sessions=[],
            )
        ),
    }  # fmt: skip


def _id(record: Base) -> int:
    db.session.add(record)
    db.session.flush()
    return record.id


CENTRE = {"key": "{key}", "name": "Trung tâm mới", "version": "1"}
BOARD = {
    "key": "{key}", "full_name": "Ma Thị Phó", "position": "deputy", "term_from": "01/01/2022", "association": "",
    "association_unit": "{commune}",
}  # fmt: skip
ASSET = {"key": "{key}", "kind": "equipment", "name": "Máy chiếu", "quantity": "1", "state": "good"}
LINK = {"key": "{key}", "kind": "museum", "name": "Nhà truyền thống"}
VERSION = {"key": "{key}", "version": "1"}
REASON = {"key": "{key}", "reason": "Đường xa"}
RECORD = {
    "key": "{key}", "kind": "talk", "held_on": "{today}", "place_id": "{village}", "topic": "Phòng bệnh mùa đông",
    "attendances": "12", "women": "7", "version": "1",
}  # fmt: skip
DETAILS = {"state": "done", "ends_on": "{today}", "organiser": "Chi hội Khuyến học", "cost": "500.000", "version": "1"}
LEARNER = {"key": "{key}", "full_name": "Lý Thị Mây", "birth_year": "1990", "sex": "female", "ethnicity": "Dao"}
TICKS = {"hien": "{spouse}", "chon": "{spouse}"}
LIST = {"hien": "{participant}", "chon": "{participant}"}


def _both(endpoint: str, url: str, action: Action, form: dict[str, str]) -> list[Route]:
    return [Route(f"centre.{endpoint}", method, url, action, form) for method in ("GET", "POST")]


def _post(endpoint: str, url: str, action: Action, form: dict[str, str] | None = None) -> Route:
    return Route(f"centre.{endpoint}", "POST", url, action, form or {})


_C, _A = "/trung-tam/{centre}", "/hoat-dong/{activity}"
_EDIT, _RECORD, _SEE = Action.CENTRE_EDIT, Action.ACTIVITY_RECORD, Action.PEOPLE_VIEW
_SHARE = Action.CENTRE_SHARE

ROUTES = (
    Route("centre.centres", "GET", "/cac-trung-tam/{commune}", _SEE),
    *_both("add_centre", "/cac-trung-tam/{new_commune}/them", _EDIT, CENTRE),
    Route("centre.centre", "GET", _C, _SEE),
    *_both("edit_centre", f"{_C}/sua", _EDIT, CENTRE),
    *_both("serve", f"{_C}/dung-chung", _SHARE, {"key": "{key}", "commune": "{far_commune}"}),
    *_both("end_served", f"{_C}/dung-chung/{{shared}}/thoi", _SHARE, REASON),
    Route("centre.invitation", "GET", "/loi-moi-trung-tam/{invitation}", _SHARE),
    _post("agree", "/loi-moi-trung-tam/{invitation}/dong-y", _SHARE),
    _post("decline", "/loi-moi-trung-tam/{invitation}/tu-choi", _SHARE, REASON),
    _post("withdraw", "/loi-moi-trung-tam/{asked_away}/rut", _SHARE),
    *_both("add_board_member", f"{_C}/ban-giam-doc/them", _EDIT, BOARD),
    *_both("edit_board_member", f"{_C}/ban-giam-doc/{{board_member}}/sua", _EDIT, BOARD | VERSION),
    _post("end_board_member", f"{_C}/ban-giam-doc/{{board_member}}/thoi", _EDIT),
    *_both("remove_board_member", f"{_C}/ban-giam-doc/{{board_member}}/xoa", _EDIT, VERSION),
    *_both("add_asset", f"{_C}/co-so/them", _EDIT, ASSET),
    *_both("edit_asset", f"{_C}/co-so/{{asset}}/sua", _EDIT, ASSET | VERSION),
    _post("end_asset", f"{_C}/co-so/{{asset}}/bo", _EDIT),
    *_both("remove_asset", f"{_C}/co-so/{{asset}}/xoa", _EDIT, VERSION),
    *_both("add_link", f"{_C}/lien-ket/them", _EDIT, LINK),
    *_both("edit_link", f"{_C}/lien-ket/{{link}}/sua", _EDIT, LINK | VERSION),
    _post("end_link", f"{_C}/lien-ket/{{link}}/bo", _EDIT),
    *_both("remove_link", f"{_C}/lien-ket/{{link}}/xoa", _EDIT, VERSION),
    Route("centre.plan", "GET", f"{_C}/ke-hoach/{{year}}", _SEE),
    _post("plan", f"{_C}/ke-hoach/{{year}}", _EDIT, {"loai": "talk", "talk-thang_3": "4"}),
    Route("centre.classification", "GET", f"{_C}/xep-loai/{{year}}", _SEE),
    _post("classification", f"{_C}/xep-loai/{{year}}", Action.CENTRE_CLASSIFY, {"1.3": "10", "version": "1"}),
    _post("close_year", f"{_C}/xep-loai/{{last_year}}/chot", Action.CENTRE_CLASSIFY, {"mo_lai": "1"}),
    Route("centre.activities", "GET", "/cac-hoat-dong/{commune}/{year}", _SEE),
    Route("centre.literacy", "GET", "/xoa-mu-chu/{commune}/{year}", _SEE),
    Route("centre.calendar", "GET", "/lich-hoat-dong/{commune}/{year}/1", _SEE),
    *_both("record", "/cac-hoat-dong/{village}/them", _RECORD, RECORD),
    Route("centre.activity", "GET", _A, _SEE),
    *_both("edit", f"{_A}/sua", _RECORD, RECORD),
    *_both("details", f"{_A}/chi-tiet", _RECORD, DETAILS),
    _post(
        "add_session", f"{_A}/buoi/them", _RECORD,
        {"key": "{key}", "session_on": "01/01/{next_year}", "sure": "future"},
    ),
    *_both("attendance", f"{_A}/buoi/{{session}}", _RECORD, LIST),
    _post("remove_session", f"{_A}/buoi/{{session}}/bo", _RECORD),
    *_both("add_hand", f"{_A}/nguoi-day/them", _RECORD, {"key": "{key}", "role": "organiser", "full_name": "Anh Páo"}),
    _post("remove_hand", f"{_A}/nguoi-day/{{hand}}/bo", _RECORD),
    Route("centre.photo", "GET", f"{_A}/anh/{{photo}}", _SEE),
    Route("centre.thumbnail", "GET", f"{_A}/anh/{{photo}}/nho", _SEE),
    _post("remove_photo", f"{_A}/anh/{{photo}}/bo", _RECORD),
    Route("centre.participants", "GET", f"{_A}/nguoi", _RECORD),
    *_both("tick", f"{_A}/nguoi/tich", _RECORD, TICKS),
    *_both("add_learner", f"{_A}/nguoi/them", _RECORD, LEARNER),
    _post("confirm", f"{_A}/nguoi/{{stranger}}/xac-nhan", _RECORD),
    _post("drop", f"{_A}/nguoi/{{stranger}}/bo", _RECORD),
    _post("count_from_list", f"{_A}/so-lieu", _RECORD, {"tu": "danh-sach"}),
    *_both("completed", f"{_A}/hoc-xong", _RECORD, LIST),
    Route("centre.code", "GET", f"{_A}/ma-diem-danh", _RECORD),
    Route("centre.taught", "GET", "/toi/da-day", own=True),
)  # fmt: skip
