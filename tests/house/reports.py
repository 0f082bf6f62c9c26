"""Reports of a commune in every state, each of a period of its own, and the routes past them."""

import datetime as dt
from functools import cache

from lhtq.accounts.models import Account
from lhtq.accounts.policy import Action
from lhtq.db import Base, db
from lhtq.reporting.models import (
    RecordLock,
    Report,
    ReportComment,
    ReportDue,
    ReportPeriod,
    ReportReminder,
    ReportReopening,
    ReportText,
    ReportVersion,
)
from lhtq.reporting.rules.layouts import layout, layout_data
from lhtq.reporting.rules.periods import PeriodKind, Way
from lhtq.reporting.rules.reminding import Channel, Outcome, Reminder
from lhtq.reporting.rules.snapshots import Snapshot, fingerprint, worked_out
from lhtq.reporting.rules.states import ReportState
from lhtq.units.models import Unit
from tests.house.route import Route

#: No other record of the scene is of it: what lies behind an accepted report is locked.
YEAR = 2024
#: Period → the state of the commune's report in it.
STATES = {
    "none_period": None,
    "draft_period": ReportState.DRAFT,
    "submitted_period": ReportState.SUBMITTED,
    "accepted_period": ReportState.ACCEPTED,
    "asked_period": ReportState.ACCEPTED,
}


@cache
def _bare(unit_id: int, path: str, name: str) -> Snapshot:
    period = {"id": 0, "kind": "annual", "name": "Báo cáo năm", "year": YEAR, "from": f"{YEAR}-01-01"}
    period |= {"as_of": f"{YEAR}-11-30", "on": f"{YEAR}-11-30", "years": []}
    source = {"unit": path, "id": unit_id, "name": name, "figures": {"plan.family_rate.part": 1}}
    return worked_out(
        {
            "review": False, "layout": layout_data("annual"), "period": period, "sources": [source], "children": [],
            "unit": {"id": unit_id, "path": path, "name": name}, "missing": [], "years": [], "texts": {},
        }
    )  # fmt: skip


def make(commune: Unit, above: Unit, province: Unit, account: Account) -> dict[str, int | str]:
    """Ids by name for the addresses."""
    ids: dict[str, int | str] = {}
    for name, state in STATES.items():
        period = ReportPeriod(
            unit_id=province.id, kind=PeriodKind.ANNUAL, year=YEAR, name=name, from_on=dt.date(YEAR, 1, 1),
            as_of=dt.date(YEAR, 11, 30), way=Way.LEVELS, layout="annual",
        )  # fmt: skip
        ids[name] = _id(period)
        due = ReportDue(
            period_id=period.id, unit_id=commune.id, goes_to_id=above.id, due_on=dt.date(YEAR, 12, 10), predecessors=[]
        )
        _id(due)
        db.session.add(
            ReportReminder(
                due_id=due.id, unit_id=commune.id, kind=Reminder.LATE, channel=Channel.TEXT, address="0912345678",
                words="Đã quá hạn", outcome=Outcome.SENT,
            )
        )  # fmt: skip
        if state is not None:
            ids |= _report(commune, due, state, account, name)
    return ids


def _report(commune: Unit, due: ReportDue, state: ReportState, account: Account, name: str) -> dict[str, int | str]:
    handed_in = state is not ReportState.DRAFT
    report = Report(due_id=due.id, unit_id=commune.id, state=state, number=int(handed_in), reason="")
    here = {"report_id": _id(report), "unit_id": commune.id}
    db.session.add_all(
        ReportText(**here, part=part.key, words="Đã làm.") for part in layout("annual").parts if part.required
    )
    if handed_in:
        snapshot = _bare(commune.id, commune.path, commune.title_name)
        made = {"made_by": account.id, "made_by_name": account.full_name}
        db.session.add(ReportVersion(**here, **made, number=1, snapshot=snapshot, fingerprint=fingerprint(snapshot)))
    if state is ReportState.ACCEPTED:
        db.session.add(RecordLock(**here, from_on=dt.date(YEAR, 1, 1), to_on=dt.date(YEAR, 11, 30), year=YEAR))
    if name == "asked_period":
        db.session.add(ReportReopening(**here, reason="Sót", asked_by=account.id, asked_by_name=account.full_name))
    if name != "draft_period":
        return {}
    comment = ReportComment(
        **here, about="results", words="Nêu rõ hơn", made_by=account.id, made_by_name=account.full_name
    )
    return {"comment": _id(comment)}


def _id(record: Base) -> int:
    db.session.add(record)
    db.session.flush()
    return record.id


_PERIOD = {
    "key": "{key}", "kind": "annual", "name": "Báo cáo khác", "year": "2023", "way": "straight",
    "from_on": "01/12/2022", "as_of": "30/11/2023", "commune_due": "10/12/2023", "between_due": "20/12/2023",
    "province_due": "25/12/2023",
}  # fmt: skip
_REASON = {"key": "{key}", "words": "Thiếu số liệu lớp xóa mù chữ"}


def _at(period: str, rest: str = "") -> str:
    return f"/bao-cao/{{commune}}/{{{period}}}{rest}"


def _seen(endpoint: str, url: str) -> Route:
    return Route(f"reporting.{endpoint}", "GET", url, Action.PEOPLE_VIEW)


def _from_above(
    endpoint: str, url: str, needs: Action, form: dict[str, str] | None = None, method: str = "POST"
) -> Route:
    """What the unit does to which the report goes."""
    return Route(f"reporting.{endpoint}", method, url, needs, form or {}, from_above=True)


def _of_province(endpoint: str, url: str, form: dict[str, str] | None = None) -> Route:
    method = "GET" if form is None else "POST"
    return Route(f"reporting.{endpoint}", method, url, Action.PERIOD_SET, form or {}, at_top=True)


ROUTES = (
    _seen("unit", "/bao-cao/{commune}"),
    _seen("report", _at("submitted_period")),
    _seen("source", _at("submitted_period", "/nguon/plan/family_rate/part")),
    _seen("board", "/bao-cao/{commune}/{submitted_period}/theo-doi"),
    _seen("version", _at("submitted_period", "/ban/1")),
    _seen("years", "/bao-cao/{commune}/qua-cac-nam"),
    Route("reporting.report_file", "POST", _at("submitted_period", "/van-ban.xlsx"), Action.PEOPLE_VIEW),
    Route("reporting.statistics_file", "POST", _at("submitted_period", "/bang-so-lieu.docx"), Action.PEOPLE_VIEW),
    Route("reporting.begin", "POST", _at("none_period", "/bat-dau"), Action.REPORT_WRITE),
    Route("reporting.part", "GET", _at("draft_period", "/phan/results"), Action.REPORT_WRITE),
    Route(
        "reporting.part", "POST", _at("draft_period", "/phan/results"), Action.REPORT_WRITE,
        {"words": "Viết lại", "version": "1"},
    ),
    Route("reporting.see_to", "POST", _at("draft_period", "/gop-y/{comment}/xong"), Action.REPORT_WRITE),
    Route("reporting.submit", "GET", _at("draft_period", "/nop"), Action.REPORT_SUBMIT),
    Route("reporting.submit", "POST", _at("draft_period", "/nop"), Action.REPORT_SUBMIT, {"key": "{key}"}),
    _from_above("accept", _at("submitted_period", "/tiep-nhan"), Action.REPORT_ACCEPT),
    _from_above("return_", _at("submitted_period", "/tra-lai"), Action.REPORT_RETURN, method="GET"),
    _from_above("return_", _at("submitted_period", "/tra-lai"), Action.REPORT_RETURN, _REASON),
    _from_above("comment", _at("submitted_period", "/gop-y/plan"), Action.REPORT_COMMENT, method="GET"),
    _from_above("comment", _at("submitted_period", "/gop-y/plan"), Action.REPORT_COMMENT, _REASON),
    Route(
        "reporting.ask_reopening", "GET", _at("accepted_period", "/mo-lai"), Action.REPORT_ASK_REOPENING,
        at_the_unit_itself=True,
    ),
    Route(
        "reporting.ask_reopening", "POST", _at("accepted_period", "/mo-lai"), Action.REPORT_ASK_REOPENING, _REASON,
        at_the_unit_itself=True,
    ),
    _from_above("reopen", _at("accepted_period", "/mo-lai/cap-tren"), Action.REPORT_REOPEN_UNASKED, method="GET"),
    _from_above("reopen", _at("accepted_period", "/mo-lai/cap-tren"), Action.REPORT_REOPEN_UNASKED, _REASON),
    _from_above("answer_reopening", _at("asked_period", "/mo-lai/tra-loi"), Action.REPORT_REOPEN, method="GET"),
    _from_above(
        "answer_reopening", _at("asked_period", "/mo-lai/tra-loi"), Action.REPORT_REOPEN, _REASON | {"granted": "co"}
    ),
    _of_province("periods", "/ky-bao-cao/{province}"),
    _of_province("periods", "/ky-bao-cao/{province}", _PERIOD),
    _of_province("period", "/ky-bao-cao/{province}/{none_period}"),
    _of_province("due", "/ky-bao-cao/{province}/{none_period}/{commune}"),
    _of_province("withdraw", "/ky-bao-cao/{province}/{none_period}/rut"),
    _of_province("withdraw", "/ky-bao-cao/{province}/{none_period}/rut", {"key": "{key}"}),
    _of_province(
        "due", "/ky-bao-cao/{province}/{none_period}/{commune}", {"due_on": "12/12/2024", "goes_to": "{province}"}
    ),
)  # fmt: skip
