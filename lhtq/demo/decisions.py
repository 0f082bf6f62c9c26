"""Invented decisions: who is refused, who is recognised, and which earlier titles end by it."""

import datetime as dt
from collections.abc import Sequence

from lhtq.accounts.policy import Action
from lhtq.assessment.rules import State
from lhtq.criteria.rules import Model
from lhtq.demo.records import Row
from lhtq.demo.register import Commune
from lhtq.demo.sheets import Paper, Step
from lhtq.demo.stages import Desk, Season, later
from lhtq.recognition.models import Decision, Title
from lhtq.recognition.rules import last_day

_REFUSAL_REASONS = {
    Model.CITIZEN: (
        "Xác minh sau bình xét: trong năm không ở địa phương, chưa có minh chứng học tập.",
        "Đang bị xử lý vi phạm hành chính, đề nghị xét lại năm sau.",
    ),
    Model.FAMILY: (
        "Xác minh sau bình xét: có con nghỉ học từ tháng 9, gia đình chưa vận động cháu đi học lại.",
        "Có thành viên bị xử lý vi phạm pháp luật trong năm, thôn chưa cập nhật vào phiếu.",
        "Hộ đã chuyển khỏi xã trước ngày ký quyết định.",
    ),
}
#: How long after the review somebody is refused, as a share of the year.
_REFUSED = 0.01


class Decisions:
    """Writes decisions and titles; remembers the titles held and the numbers used."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._records = desk.records
        self._draw = desk.draw
        self._numbers: set[tuple[int, int, int]] = set()
        #: Model and subject → the id of its latest title, where that was given, and its last day.
        self._held: dict[tuple[Model, int], tuple[int, int, dt.date]] = {}

    def decide(
        self, commune: Commune, season: Season, signed_on: dt.date, papers: Sequence[Paper], refused: int = 0
    ) -> dt.datetime:
        """Write the sheets, recognising by one decision those put forward but ``refused`` of them; gives when."""
        year = season.year
        forward = [paper for paper in papers if paper.state is State.REVIEWED]
        at = later(year.hour(signed_on), season.after)
        if not forward:
            self._desk.write(papers)
            return at
        number = self._number(commune, signed_on)
        decision_id = self._add_decision(commune, season, signed_on, number, at)
        unlucky = {paper.subject_id for paper in self._draw.sample(forward, min(refused, len(forward) - 1))}
        for paper in forward:
            if paper.subject_id in unlucky:
                moment = year.moment(season.calendar.reviewed[1] + _REFUSED)
                paper.refuse(commune.approver, moment, self._draw.choice(_REFUSAL_REASONS[season.model]))
            else:
                paper.recognise(commune.approver, at, number)
        self._add_titles(commune, decision_id, signed_on, at, papers)
        return max(paper.steps[-1].at for paper in forward)

    def _number(self, commune: Commune, signed_on: dt.date) -> str:
        """As high as the year is old; a number is used once."""
        found = signed_on.timetuple().tm_yday // 2 + 12
        while (commune.id, signed_on.year, found) in self._numbers:
            found += 1
        self._numbers.add((commune.id, signed_on.year, found))
        return f"{found}/QĐ-UBND"

    def _add_decision(self, commune: Commune, season: Season, signed_on: dt.date, number: str, at: dt.datetime) -> int:
        row = {
            "unit_id": commune.id,
            "model": season.model,
            "year": season.year.year,
            "number": number,
            "signed_on": signed_on,
            "signed_year": signed_on.year,
            "signer": commune.approver.name,
            "signer_position": "Chủ tịch UBND",
            "made_by": commune.approver.account_id,
            "created_at": at,
        }
        (decision_id,) = self._records.add(Decision, [row])
        step = Step(at, commune.approver, Action.SHEET_RECOGNISE, {"number": [None, number]})
        self._records.note(step, Decision, decision_id, commune.id)
        return decision_id

    def _add_titles(
        self, commune: Commune, decision_id: int, signed_on: dt.date, at: dt.datetime, papers: Sequence[Paper]
    ) -> None:
        """Write the sheets and their titles; an earlier title of the same subject ends on the day before."""
        titles: list[Row] = [
            {
                "unit_id": paper.unit_id,
                "model": paper.criteria.model,
                "subject_id": paper.subject_id,
                "name": paper.name,
                "sheet_id": sheet_id,
                "decision_id": decision_id,
                "year": paper.year,
                "valid_from": signed_on,
                "valid_to": last_day(signed_on, paper.criteria.title_years),
                "cultural_family": paper.cultural_family,
            }
            for paper, sheet_id in zip(papers, self._desk.write(papers), strict=True)
            if paper.state is State.RECOGNISED
        ]
        self._end_earlier(commune, signed_on, at, [(title["model"], title["subject_id"]) for title in titles])
        for title, title_id in zip(titles, self._records.add(Title, titles), strict=True):
            self._held[title["model"], title["subject_id"]] = title_id, title["unit_id"], title["valid_to"]

    def _end_earlier(
        self, commune: Commune, signed_on: dt.date, at: dt.datetime, subjects: Sequence[tuple[Model, int]]
    ) -> None:
        held = [self._held[key] for key in subjects if key in self._held and self._held[key][2] >= signed_on]
        day = signed_on - dt.timedelta(days=1)
        self._records.end_titles([title_id for title_id, _unit_id, _valid_to in held], day)
        for title_id, unit_id, valid_to in held:
            step = Step(at, commune.approver, Action.SHEET_RECOGNISE, {"valid_to": [str(valid_to), str(day)]})
            self._records.note(step, Title, title_id, unit_id)
