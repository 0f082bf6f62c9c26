"""Two years of invented sheets: last year's decided, this year's at every stage, a village each."""

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import cycle, islice
from random import Random

from lhtq.accounts.policy import Action
from lhtq.assessment.models import Sheet, VillageReview
from lhtq.assessment.queries import set_for
from lhtq.assessment.rules import State
from lhtq.criteria.rules import Kind, Model, Share
from lhtq.demo.records import Records, Row
from lhtq.demo.register import Commune, Home, Meeting, Village
from lhtq.demo.sheets import Paper, Step, Year, earning, failing, half
from lhtq.recognition.models import Decision, Title
from lhtq.recognition.rules import last_day
from lhtq.register.rules import has_age

#: How much of the year has passed when a step is done: the earliest and the latest.
_REGISTERED = (0.04, 0.1)
_SCORED = (0.5, 0.7)
_SCORED_LATELY = (0.6, 0.98)
_MET = (0.76, 0.78)
_REVIEWED = (0.8, 0.84)
_RETURNED = (0.84, 0.85)
_REFUSED = (0.85, 0.86)
_SIGNED = (0.91, 0.94)

#: Of the households that took part last year.
_TOOK_PART = 0.75
_ONE_REFUSED_OF = 16

_RETURN_REASONS = (
    "Tiêu chí 3.1: đề nghị bổ sung ảnh góc học tập của hộ.",
    "Tiêu chí 2.1: số công dân học tập chưa khớp với danh sách của xã, đề nghị kiểm tra lại.",
    "Tiêu chí 4.1: đề nghị chấm lại theo kết quả rà soát hộ nghèo năm nay.",
    "Biên bản bình xét chưa ghi ý kiến về hộ này, đề nghị bổ sung.",
)
_REFUSAL_REASONS = (
    "Xác minh sau bình xét: có con nghỉ học từ tháng 9, gia đình chưa vận động cháu đi học lại.",
    "Có thành viên bị xử lý vi phạm pháp luật trong năm, thôn chưa cập nhật vào phiếu.",
    "Hộ đã chuyển khỏi xã trước ngày ký quyết định.",
)
_NOTES = ("", "Các hộ nhất trí với điểm đã chấm.", "Đề nghị các hộ bổ sung góc học tập cho con.")

Stage = Callable[[Commune, Village, Home, Year], Paper]


class Sheets:
    """Writes the sheets of a commune, its meetings, decisions and titles."""

    def __init__(self, records: Records, draw: Random) -> None:
        self._records = records
        self._draw = draw

    def add(self, commune: Commune, last: Year, this: Year) -> None:
        """Last year's sheets, then this year's."""
        took_part = [
            (village, [home for home in village.homes if self._draw.random() < _TOOK_PART])
            for village in commune.villages
        ]
        papers = [
            paper for village, homes in took_part for paper in self._all(self._reviewed, commune, village, homes, last)
        ]
        signed_on = dt.date(last.year, *commune.given.signed)
        earlier = self._decide(commune, last, signed_on, papers, refused=len(papers) // _ONE_REFUSED_OF)
        self._add_this_year(commune, this, earlier)

    def _add_this_year(self, commune: Commune, year: Year, earlier: list[Row]) -> None:
        """The first village at several stages, one village at each of the others, the last one not begun."""
        first, scored, submitted, reviewed, recognised, _not_begun = commune.villages
        self._add_papers([
            *self._mixed(commune, first, year),
            *self._all(self._scored, commune, scored, scored.homes, year),
            *self._all(self._submitted, commune, submitted, submitted.homes, year),
            *self._all(self._reviewed, commune, reviewed, reviewed.homes, year),
        ])  # fmt: skip
        papers = list(self._all(self._reviewed, commune, recognised, recognised.homes, year))
        signed_on = year.day(self._draw.uniform(*_SIGNED))
        titles = self._decide(commune, year, signed_on, papers, refused=2)
        self._add_earlier_titles(commune, earlier, {title["subject_id"] for title in titles}, year.hour(signed_on))
        self._records.add(Title, titles)

    def _all(
        self, stage: Stage, commune: Commune, village: Village, homes: Iterable[Home], year: Year
    ) -> Iterator[Paper]:
        return (stage(commune, village, home, year) for home in homes)

    def _mixed(self, commune: Commune, village: Village, year: Year) -> Iterator[Paper]:
        """Of ten households two are not registered."""
        stages: list[Stage | None] = [
            None, self._returned, self._half_scored, self._just_scored, self._registered,
            None, self._just_failing, self._half_scored, self._just_scored, self._half_scored,
        ]  # fmt: skip
        drawn = list(islice(cycle(stages), len(village.homes)))
        self._draw.shuffle(drawn)
        return (stage(commune, village, home, year) for home, stage in zip(village.homes, drawn, strict=True) if stage)

    # Stages, each from the one before.

    def _registered(self, _commune: Commune, village: Village, home: Home, year: Year) -> Paper:
        criteria = set_for(Model.FAMILY, year.year)
        shares = {
            line.code: Share(adults, adults)
            for line in criteria.indicators
            if line.kind is Kind.SHARE and line.from_age is not None
            for adults in [sum(has_age(member.birth_year, year.year, line.from_age) for member in home.members)]
        }
        paper = Paper(home.id, home.members[0].full_name, village.id, year.year, criteria, shares)
        paper.register(village.recorder, self._moment(year, _REGISTERED))
        return paper

    def _half_scored(self, commune: Commune, village: Village, home: Home, year: Year) -> Paper:
        paper = self._registered(commune, village, home, year)
        answers = half(self._draw, earning(self._draw, paper.criteria, paper.shares))
        paper.score(village.recorder, self._moment(year, _SCORED_LATELY), answers)
        return paper

    def _just_scored(self, commune: Commune, village: Village, home: Home, year: Year) -> Paper:
        paper = self._registered(commune, village, home, year)
        paper.score(
            village.recorder, self._moment(year, _SCORED_LATELY), earning(self._draw, paper.criteria, paper.shares)
        )
        return paper

    def _just_failing(self, commune: Commune, village: Village, home: Home, year: Year) -> Paper:
        paper = self._registered(commune, village, home, year)
        paper.score(
            village.recorder, self._moment(year, _SCORED_LATELY), failing(self._draw, paper.criteria, paper.shares)
        )
        return paper

    def _scored(self, commune: Commune, village: Village, home: Home, year: Year) -> Paper:
        """Scored in one sitting, or begun and finished later."""
        paper = self._registered(commune, village, home, year)
        answers = earning(self._draw, paper.criteria, paper.shares)
        share = self._draw.uniform(*_SCORED)
        if self._draw.random() < 0.3:  # noqa: PLR2004 - three in ten in two sittings
            paper.score(village.recorder, year.moment(share), half(self._draw, answers))
        paper.score(village.recorder, year.moment(share + 0.05), answers)
        return paper

    def _submitted(self, commune: Commune, village: Village, home: Home, year: Year) -> Paper:
        paper = self._scored(commune, village, home, year)
        meeting = self._meeting(village, year)
        votes_for = meeting.present - self._draw.choice((0, 0, 0, 0, 1, 1, 2, 3))
        paper.submit(village.recorder, meeting.at, meeting.id, votes_for)
        return paper

    def _returned(self, commune: Commune, village: Village, home: Home, year: Year) -> Paper:
        paper = self._submitted(commune, village, home, year)
        paper.return_(commune.reviewer, self._moment(year, _RETURNED), self._draw.choice(_RETURN_REASONS))
        return paper

    def _reviewed(self, commune: Commune, village: Village, home: Home, year: Year) -> Paper:
        paper = self._submitted(commune, village, home, year)
        paper.review(commune.reviewer, self._moment(year, _REVIEWED))
        return paper

    def _moment(self, year: Year, shares: tuple[float, float]) -> dt.datetime:
        return year.moment(self._draw.uniform(*shares))

    # Meetings, decisions, titles.

    def _meeting(self, village: Village, year: Year) -> Meeting:
        """The village's review of a year, held when the first sheet needs it."""
        if year.year not in village.meetings:
            village.meetings[year.year] = self._hold_meeting(village, year)
        return village.meetings[year.year]

    def _hold_meeting(self, village: Village, year: Year) -> Meeting:
        held_on = year.day(self._draw.uniform(*_MET))
        at = year.hour(held_on)
        present = self._draw.randint(len(village.homes) // 2 + 8, len(village.homes) + 10)
        chair, secretary = self._draw.sample(village.homes, 2)
        (review_id,) = self._records.add(
            VillageReview,
            [
                {
                    "unit_id": village.id,
                    "model": Model.FAMILY,
                    "year": year.year,
                    "held_on": held_on,
                    "present": present,
                    "chair": chair.members[0].full_name,
                    "secretary": secretary.members[0].full_name,
                    "notes": self._draw.choice(_NOTES),
                    "created_at": at,
                }
            ],
        )
        changes = {"held_on": [None, str(held_on)], "present": [None, present]}
        self._records.note(
            Step(at, village.recorder, Action.SHEET_SUBMIT, changes), VillageReview, review_id, village.id
        )
        return Meeting(review_id, present, at)

    def _decide(
        self, commune: Commune, year: Year, signed_on: dt.date, papers: list[Paper], *, refused: int
    ) -> list[Row]:
        """Refuse some sheets and recognise the others by one decision; gives their titles, not yet written."""
        at = year.hour(signed_on)
        number = f"{self._draw.randint(60, 180)}/QĐ-UBND"
        decision_id = self._add_decision(commune, year, signed_on, number, at)
        unlucky = {paper.subject_id for paper in self._draw.sample(papers, refused)}
        for paper in papers:
            if paper.subject_id in unlucky:
                paper.refuse(commune.approver, self._moment(year, _REFUSED), self._draw.choice(_REFUSAL_REASONS))
            else:
                paper.recognise(commune.approver, at, number)
        return [
            {
                "unit_id": paper.unit_id,
                "model": Model.FAMILY,
                "subject_id": paper.subject_id,
                "name": paper.name,
                "sheet_id": sheet_id,
                "decision_id": decision_id,
                "year": year.year,
                "valid_from": signed_on,
                "valid_to": last_day(signed_on, paper.criteria.title_years),
            }
            for paper, sheet_id in zip(papers, self._add_papers(papers), strict=True)
            if paper.state is State.RECOGNISED
        ]

    def _add_decision(self, commune: Commune, year: Year, signed_on: dt.date, number: str, at: dt.datetime) -> int:
        (decision_id,) = self._records.add(
            Decision,
            [
                {
                    "unit_id": commune.id,
                    "model": Model.FAMILY,
                    "year": year.year,
                    "number": number,
                    "signed_on": signed_on,
                    "signed_year": signed_on.year,
                    "signer": commune.approver.name,
                    "signer_position": "Chủ tịch UBND",
                    "made_by": commune.approver.account_id,
                    "created_at": at,
                }
            ],
        )
        step = Step(at, commune.approver, Action.SHEET_RECOGNISE, {"number": [None, number]})
        self._records.note(step, Decision, decision_id, commune.id)
        return decision_id

    def _add_earlier_titles(self, commune: Commune, titles: list[Row], renewed: set[int], at: dt.datetime) -> None:
        """Last year's titles; that of a household recognised again ends on the day before."""
        steps: list[Step | None] = []
        for title in titles:
            before = title["valid_to"]
            if title["subject_id"] in renewed and before >= at.date():
                title["valid_to"] = at.date() - dt.timedelta(days=1)
                changes = {"valid_to": [str(before), str(title["valid_to"])]}
                steps.append(Step(at, commune.approver, Action.SHEET_RECOGNISE, changes))
            else:
                steps.append(None)
        for title, step, title_id in zip(titles, steps, self._records.add(Title, titles), strict=True):
            if step is not None:
                self._records.note(step, Title, title_id, title["unit_id"])

    def _add_papers(self, papers: list[Paper]) -> Sequence[int]:
        """Write sheets with their steps; gives their ids, in their order."""
        ids: dict[int, int] = {}
        # Those not frozen leave columns out, and a statement has one list of columns.
        for frozen in (True, False):
            some = [paper for paper in papers if paper.frozen is frozen]
            rows = [paper.values() for paper in some]
            ids |= {id(paper): id_ for paper, id_ in zip(some, self._records.add(Sheet, rows), strict=True)}
        for paper in papers:
            for step in paper.steps:
                self._records.note(step, Sheet, ids[id(paper)], paper.unit_id)
        return [ids[id(paper)] for paper in papers]
