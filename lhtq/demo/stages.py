"""How far the sheets of a village, a clan or an organisation have come in a year, each stage from the one before."""

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from random import Random

from lhtq.accounts.policy import Action
from lhtq.assessment.models import Sheet, VillageReview
from lhtq.assessment.queries import counted, set_for
from lhtq.criteria.rules import Model, Shares
from lhtq.demo.records import Records
from lhtq.demo.register import Commune, Village
from lhtq.demo.sheets import Hand, Paper, Step, Year, earning, failing, half


@dataclass(frozen=True)
class Calendar:
    """How much of the year has passed when a step is done: the earliest and the latest."""

    scored: tuple[float, float]
    met: tuple[float, float]
    reviewed: tuple[float, float]
    signed: tuple[float, float]


#: Everybody registers at the start of the year; an open sheet may have been worked on until now.
_REGISTERED = (0.04, 0.1)
_SCORED_LATELY = (0.6, 0.98)
#: From the first sitting to the second.
_SITTINGS = 0.05
#: What is sent back or refused is so just after the review.
_NEXT = 0.01

_RETURN_REASONS = (
    "Tiêu chí 3.1: đề nghị bổ sung ảnh góc học tập của hộ.",
    "Tiêu chí 3.2: đề nghị ghi rõ hộ dùng phương tiện học nào.",
    "Tiêu chí 4.1: đề nghị chấm lại theo kết quả rà soát hộ nghèo năm nay.",
    "Biên bản bình xét chưa ghi ý kiến về hộ này, đề nghị bổ sung.",
)
_NOTES = ("", "Nhất trí với điểm đã chấm.", "Hội nghị đề nghị tiếp tục giữ danh hiệu năm sau.")
#: Of the families, those that the same meeting finds to be cultural families.
_CULTURAL = 0.4


@dataclass(frozen=True)
class Subject:
    """Who a sheet is of, and who scores it."""

    id: int
    name: str
    unit_id: int
    scorer: Hand


@dataclass(frozen=True)
class Assembly:
    """Who comes together to review sheets: a village, a clan or an organisation."""

    unit_id: int
    #: Hands in what was reviewed.
    sender: Hand
    reviewer: Hand
    #: The chair and the secretary are two of them.
    people: Sequence[str]
    present: tuple[int, int]


@dataclass(frozen=True)
class Season:
    """The year of a model: its steps come ``after`` the decisions before them, which may be of the same day."""

    model: Model
    year: Year
    calendar: Calendar
    after: dt.datetime | None = None


@dataclass(frozen=True)
class Desk:
    """What everybody writes with."""

    records: Records
    draw: Random

    def write(self, papers: Sequence[Paper]) -> Sequence[int]:
        """Write sheets with their steps; gives their ids, in their order."""
        ids: dict[int, int] = {}
        # Those not frozen leave columns out, and a statement has one list of columns.
        for frozen in (True, False):
            some = [paper for paper in papers if paper.frozen is frozen]
            rows = [paper.values() for paper in some]
            ids |= {id(paper): id_ for paper, id_ in zip(some, self.records.add(Sheet, rows), strict=True)}
        for paper in papers:
            for step in paper.steps:
                self.records.note(step, Sheet, ids[id(paper)], paper.unit_id)
        return [ids[id(paper)] for paper in papers]


class Round:
    """The sheets of one assembly in one year; shares are counted as the records stand on the day of its meeting."""

    def __init__(self, desk: Desk, season: Season, assembly: Assembly) -> None:
        self._desk = desk
        self._draw = desk.draw
        self._model = season.model
        self._year = season.year
        self._assembly = assembly
        self._criteria = set_for(season.model, season.year.year)
        self._calendar = season.calendar
        self._held_on = season.year.day(desk.draw.uniform(*season.calendar.met))
        self._at = later(season.year.hour(self._held_on), season.after)
        self._meeting: tuple[int, int] | None = None

    def papers(self, plan: "Iterable[tuple[Subject, Stage]]") -> list[Paper]:
        """The sheets of subjects, each at its stage."""
        listed = list(plan)
        ids = [subject.id for subject, _stage in listed]
        shares = counted(self._model, self._criteria, ids, self._year.year, self._held_on)
        return [stage(self, subject, shares[subject.id]) for subject, stage in listed]

    # Stages.

    def registered(self, subject: Subject, shares: Shares) -> Paper:
        """It has a sheet, and nothing on it."""
        paper = Paper(subject.id, subject.name, subject.unit_id, self._year.year, self._criteria, shares)
        paper.register(subject.scorer, self._moment(_REGISTERED))
        return paper

    def half_scored(self, subject: Subject, shares: Shares) -> Paper:
        """Some answers are there."""
        paper = self.registered(subject, shares)
        answers = half(self._draw, earning(self._draw, self._criteria, shares))
        paper.score(subject.scorer, self._moment(_SCORED_LATELY), answers)
        return paper

    def just_scored(self, subject: Subject, shares: Shares) -> Paper:
        """Scored, too late for the meeting or for want of one."""
        paper = self.registered(subject, shares)
        paper.score(subject.scorer, self._moment(_SCORED_LATELY), earning(self._draw, self._criteria, shares))
        return paper

    def just_failing(self, subject: Subject, shares: Shares) -> Paper:
        """Scored, and not enough."""
        paper = self.registered(subject, shares)
        paper.score(subject.scorer, self._moment(_SCORED_LATELY), failing(self._draw, self._criteria, shares))
        return paper

    def scored(self, subject: Subject, shares: Shares) -> Paper:
        """Scored in one sitting, or begun and finished later."""
        paper = self.registered(subject, shares)
        answers = earning(self._draw, self._criteria, shares)
        share = self._draw.uniform(*self._calendar.scored)
        if self._draw.random() < 0.3:  # noqa: PLR2004 - three in ten in two sittings
            paper.score(subject.scorer, self._year.moment(share), half(self._draw, answers))
        paper.score(subject.scorer, self._year.moment(share + _SITTINGS), answers)
        return paper

    def submitted(self, subject: Subject, shares: Shares) -> Paper:
        """Handed in with the votes of the meeting; one that does not earn the title stays where it is."""
        paper = self.scored(subject, shares)
        if paper.outcome.earned:
            review_id, present = self._meeting or self._hold_meeting()
            paper.cultural_family = self._model is Model.FAMILY and self._draw.random() < _CULTURAL
            votes_for = max(present // 2 + 1, present - self._draw.choice((0, 0, 0, 0, 1, 1, 2, 3)))
            paper.submit(self._assembly.sender, self._at, review_id, votes_for)
        return paper

    def returned(self, subject: Subject, shares: Shares) -> Paper:
        """The commune's Association wants something put right."""
        paper = self.submitted(subject, shares)
        if paper.frozen:
            at = self._year.moment(self._calendar.reviewed[1] + _NEXT)
            paper.return_(self._assembly.reviewer, at, self._draw.choice(_RETURN_REASONS))
        return paper

    def reviewed(self, subject: Subject, shares: Shares) -> Paper:
        """Put forward for the decision."""
        paper = self.submitted(subject, shares)
        if paper.frozen:
            paper.review(self._assembly.reviewer, self._moment(self._calendar.reviewed))
        return paper

    def _moment(self, shares: tuple[float, float]) -> dt.datetime:
        return self._year.moment(self._draw.uniform(*shares))

    def _hold_meeting(self) -> tuple[int, int]:
        """Its row and how many came, when the first sheet needs it."""
        present = self._draw.randint(*self._assembly.present)
        chair, secretary = self._draw.sample(self._assembly.people, 2)
        row = {
            "unit_id": self._assembly.unit_id,
            "model": self._model,
            "year": self._year.year,
            "held_on": self._held_on,
            "present": present,
            "chair": chair,
            "secretary": secretary,
            "notes": self._draw.choice(_NOTES),
            "created_at": self._at,
        }
        (review_id,) = self._desk.records.add(VillageReview, [row])
        changes = {"held_on": [None, str(self._held_on)], "present": [None, present]}
        step = Step(self._at, self._assembly.sender, Action.SHEET_SUBMIT, changes)
        self._desk.records.note(step, VillageReview, review_id, self._assembly.unit_id)
        self._meeting = review_id, present
        return self._meeting


Stage = Callable[[Round, Subject, Shares], Paper]


def village_assembly(commune: Commune, village: Village) -> Assembly:
    """The meeting of a village."""
    count = len(village.homes)
    heads = [home.head.full_name for home in village.homes]
    return Assembly(village.id, village.recorder, commune.reviewer, heads, (count // 2 + 8, count + 10))


def later(at: dt.datetime, after: dt.datetime | None) -> dt.datetime:
    """``at``, or where that is not after ``after`` the minute after it."""
    return at if after is None else max(at, after + dt.timedelta(minutes=1))
