"""Invented reports: those of last year handed up to the province, and this year's on their way."""

import datetime as dt
from dataclasses import dataclass

from lhtq.accounts.policy import Action, Role
from lhtq.db import db
from lhtq.demo.accounts import COMMUNES, PROVINCE
from lhtq.demo.records import Records
from lhtq.demo.register import Register
from lhtq.demo.sheets import Hand, Step, Year
from lhtq.reporting import queries
from lhtq.reporting.models import (
    RecordLock,
    Report,
    ReportComment,
    ReportDue,
    ReportPeriod,
    ReportText,
    ReportVersion,
)
from lhtq.reporting.rules.layouts import layout
from lhtq.reporting.rules.periods import PeriodKind, Way, usual_days, usual_name
from lhtq.reporting.rules.proposing import proposals
from lhtq.reporting.rules.snapshots import fingerprint
from lhtq.reporting.rules.states import ReportState
from lhtq.units.models import Unit
from lhtq.units.rules import Level

#: What stands in a part of which the figures say nothing.
_WORDS = {
    "direction": "Thực hiện theo Kế hoạch 108/KH-UBND của tỉnh.",
    "publicity": "Tuyên truyền qua hệ thống loa của thôn và các cuộc họp thôn.",
    "results": "Kết quả nêu ở các biểu kèm theo.",
    "difficulties": "Sổ hộ của một số thôn chưa đầy đủ.",
    "next": "Hoàn thành đăng ký của các thôn trong quý I.",
}
#: This year's report of a commune: the first two are of Na Hang, the others of Sơn Dương.
_NOW = (ReportState.DRAFT, ReportState.SUBMITTED, ReportState.ACCEPTED, ReportState.RETURNED)


@dataclass(frozen=True)
class _Desk:
    """Who writes a unit's report, and who answers it."""

    writer: Hand
    receiver: Hand


class Reports:
    """The reports of two years."""

    def __init__(self, records: Records, register: Register) -> None:
        self._records = records
        self._register = register

    def add(self, last: Year, this: Year, day: dt.date) -> None:
        """Write them: last year's up to the province, this year's as far as they have come."""
        communes = [f"{district}{code}/" for district, codes in COMMUNES.items() for code in codes]
        before = self._period(last.year, last.moment(0.5))
        units = queries.reporting_units(PROVINCE, dt.date(last.year, 12, 31))
        by_path = {unit.path: unit for unit in units}
        for path in [*communes, *COMMUNES, PROVINCE]:
            self._report(before, by_path[path], ReportState.ACCEPTED, last, last.day(0.97))
        now = self._period(this.year, this.hour(day))
        for path, state in zip(communes, _NOW, strict=True):
            self._report(now, by_path[path], state, this, day)

    def _period(self, year: int, at: dt.datetime) -> int:
        """The annual report of a year, asked for by the province; gives its id."""
        days = usual_days(PeriodKind.ANNUAL, year)
        units = queries.reporting_units(PROVINCE, days.as_of)
        by_path = {unit.path: unit.id for unit in units}
        row = {
            "unit_id": by_path[PROVINCE], "kind": PeriodKind.ANNUAL, "year": year,
            "name": usual_name(PeriodKind.ANNUAL, year), "from_on": days.from_on, "as_of": days.as_of,
            "way": Way.LEVELS, "layout": PeriodKind.ANNUAL.value,
        }  # fmt: skip
        (period,) = self._records.add(ReportPeriod, [row])
        officer = self._register.hand(PROVINCE, Role.PROVINCE_OFFICER)
        self._records.note(Step(at, officer, Action.PERIOD_SET), ReportPeriod, period, by_path[PROVINCE])
        self._records.add(
            ReportDue,
            [
                {
                    "period_id": period, "unit_id": unit.id, "goes_to_id": by_path.get(_above(unit.path)),
                    "due_on": days.due(Level(unit.level)), "predecessors": [],
                }
                for unit in units
            ],
        )  # fmt: skip
        return period

    def _report(self, period: int, unit: Unit, state: ReportState, year: Year, day: dt.date) -> None:
        desk = self._desk(unit)
        due = queries.due(period, unit.id)
        handed_in = state is not ReportState.DRAFT
        row = {"due_id": due.id, "unit_id": unit.id, "state": state, "number": int(handed_in), "reason": ""}
        at = [year.hour(day) for _ in range(3)]
        if handed_in:
            row |= {"submitted_at": sorted(at)[1]}
        if state is ReportState.RETURNED:
            row |= {"reason": "Biểu 3 thiếu các buổi ở thôn. Bổ sung rồi nộp lại."}
        (report,) = self._records.add(Report, [row])
        texts = self._write(report, unit, due, day)
        steps = [(Action.REPORT_WRITE, desk.writer, "")]
        if handed_in:
            self._hand_in(report, unit, due, texts, desk.writer, sorted(at)[1], day)
            steps.append((Action.REPORT_SUBMIT, desk.writer, ""))
        if state is ReportState.RETURNED:
            self._comment(report, unit, desk.receiver, sorted(at)[2])
            steps.append((Action.REPORT_RETURN, desk.receiver, str(row["reason"])))
        if state is ReportState.ACCEPTED:
            self._lock(report, due, day)
            steps.append((Action.REPORT_ACCEPT, desk.receiver, ""))
        for moment, (action, hand, note) in zip(sorted(at), steps, strict=False):
            self._records.note(Step(moment, hand, action, note=note), Report, report, unit.id)
        db.session.expire_all()  # the next one reads what was written past the session

    def _write(self, report: int, unit: Unit, due: ReportDue, day: dt.date) -> dict[str, str]:
        proposed = proposals(queries.compiled(due, {}, day))
        texts = {
            part.key: " ".join(proposed[part.key]) or _WORDS.get(part.key, "")
            for part in layout(PeriodKind.ANNUAL.value).parts
        }
        rows = [{"report_id": report, "unit_id": unit.id, "part": part, "words": text} for part, text in texts.items()]
        self._records.add(ReportText, rows)
        return texts

    def _hand_in(  # noqa: PLR0913, PLR0917 - what a version holds
        self, report: int, unit: Unit, due: ReportDue, texts: dict[str, str], hand: Hand, at: dt.datetime, day: dt.date
    ) -> None:
        snapshot = queries.compiled(due, texts, day)
        row = {
            "report_id": report, "unit_id": unit.id, "number": 1, "snapshot": snapshot,
            "fingerprint": fingerprint(snapshot), "made_by": hand.account_id, "made_by_name": hand.name, "made_at": at,
            "note": "",
        }  # fmt: skip
        self._records.add(ReportVersion, [row])

    def _comment(self, report: int, unit: Unit, hand: Hand, at: dt.datetime) -> None:
        row = {
            "report_id": report, "unit_id": unit.id, "about": "activities", "made_by": hand.account_id,
            "made_by_name": hand.name, "made_at": at, "words": "Chưa thấy các buổi tổ chức ở nhà văn hóa thôn.",
        }  # fmt: skip
        self._records.add(ReportComment, [row])

    def _lock(self, report: int, due: ReportDue, day: dt.date) -> None:
        period = due.period
        without = queries.apart(period.id, queries.dues_under(period.id, due.unit.path))
        rows = [
            {
                "report_id": report, "unit_id": id_, "from_on": period.from_on, "to_on": min(period.as_of, day),
                "year": period.year,
            }
            for id_ in queries.reach_of(due.unit, without).levels
        ]  # fmt: skip
        self._records.add(RecordLock, rows)

    def _desk(self, unit: Unit) -> _Desk:
        province = self._register.hand(PROVINCE, Role.PROVINCE_OFFICER)
        if unit.level == Level.PROVINCE:
            return _Desk(province, province)
        if unit.level == Level.DISTRICT:
            return _Desk(self._register.hand(unit.path, Role.DISTRICT_REVIEWER), province)
        above = self._register.hand(_above(unit.path), Role.DISTRICT_REVIEWER)
        return _Desk(self._register.hand(unit.path, Role.COMMUNE_REVIEWER), above)


def _above(path: str) -> str:
    """Path of the unit above; nothing for the top."""
    above = path.rstrip("/").rpartition("/")[0]
    return f"{above}/" if above else ""
