"""Loading the invented data: the demo accounts, and in four communes a register with two years of sheets."""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import cycle, islice
from random import Random
from typing import Any

from flask import Flask
from sqlalchemy import Connection, insert, select, text
from sqlalchemy.pool import NullPool

from lhtq.accounts.models import Account, Assignment, AuditEntry
from lhtq.accounts.policy import Action, Role
from lhtq.accounts.service import hash_password
from lhtq.assessment.models import Sheet, VillageReview
from lhtq.assessment.rules import State
from lhtq.assessment.service import set_for
from lhtq.criteria.rules import CriteriaSet, Indicator, Kind, Model
from lhtq.db import Base, db
from lhtq.demo import names, places
from lhtq.demo.accounts import PASSWORD, demo_accounts
from lhtq.demo.sheets import Hand, Paper, Step, Year, earning, failing, half
from lhtq.recognition.models import Decision, Title
from lhtq.recognition.rules import last_day
from lhtq.register.models import Household, Person
from lhtq.register.rules import has_age
from lhtq.units.models import Unit
from lhtq.units.rules import Level, child_path
from lhtq.web.filters import today

#: The same people and points each time; only the days follow the calendar.
_SEED = "lhtq"

#: The village that is shown to visitors, and how many households it has.
_SHOWN = ("08/072/02248/001/", 40)

_VALID_FROM = dt.date(2022, 6, 3)

#: How far a year has gone when a step is done, as a share.
_REGISTERED, _MET, _REVIEWED, _RETURNED, _REFUSED, _DECIDED = 0.08, 0.78, 0.84, 0.845, 0.855, 0.93

_RETURN_REASONS = (
    "Tiêu chí 3.1: đề nghị bổ sung ảnh góc học tập của hộ.",
    "Tiêu chí 2.1: số công dân học tập chưa khớp với danh sách của xã, đề nghị kiểm tra lại.",
    "Tiêu chí 4.1: hộ mới thoát nghèo trong năm, đề nghị chấm lại theo kết quả rà soát.",
    "Biên bản bình xét chưa ghi ý kiến về hộ này, đề nghị bổ sung.",
)
_REFUSAL_REASONS = (
    "Xác minh sau bình xét: có con nghỉ học từ tháng 9, gia đình chưa vận động cháu đi học lại.",
    "Có thành viên bị xử lý vi phạm pháp luật trong năm, thôn chưa cập nhật vào phiếu.",
    "Hộ đã chuyển khỏi xã trước ngày ký quyết định.",
)
_NOTES = ("", "Các hộ nhất trí với điểm đã chấm.", "Đề nghị các hộ bổ sung góc học tập cho con.")


@dataclass(frozen=True)
class _Home:
    """A household with its members."""

    id: int
    members: list[names.Member]


@dataclass
class _Village:
    """A village; ``number`` counts from 1. ``reviews`` are the ids of its village reviews, by year."""

    id: int
    number: int
    recorder: Hand
    homes: list[_Home]
    reviews: dict[int, tuple[int, int, dt.datetime]] = field(default_factory=dict)


@dataclass
class _Commune:
    """A demo commune with those who work on its sheets."""

    id: int
    given: places.Commune
    reviewer: Hand
    approver: Hand
    villages: list[_Village]


#: A line of the trail before it is written: table, id of the row, unit, step.
_Line = tuple[str, int, int, Step]


def load(owner: str) -> bool:
    """Load the invented data as the database's owner; False, and nothing changed, where accounts exist.

    All of it or nothing. The same data every time for the same day.
    """
    # An app of its own: the criteria are read as the real one reads them, past row security.
    app = Flask(__name__)
    app.config.update(SQLALCHEMY_DATABASE_URI=owner, SQLALCHEMY_ENGINE_OPTIONS={"poolclass": NullPool})
    db.init_app(app)
    with app.app_context(), db.engine.begin() as connection:
        # Two processes that start at the same moment load it once.
        connection.execute(text("LOCK TABLE account IN SHARE ROW EXCLUSIVE MODE"))
        if connection.scalar(select(Account.id).limit(1)) is not None:
            return False
        _Loading(connection, today()).run()
    return True


class _Loading:
    """One run: the open transaction, the dice, and the trail that is written last, in order of time."""

    def __init__(self, connection: Connection, day: dt.date) -> None:
        self._connection = connection
        self._draw = Random(_SEED)  # noqa: S311 - nothing here is secret
        self._day = day
        self._years = (
            Year(self._draw, day.year - 1, dt.date(day.year - 1, 12, 31)),
            Year(self._draw, day.year, day),
        )
        self._trail: list[_Line] = []

    def run(self) -> None:
        """Write everything."""
        hands = self._add_accounts()
        communes = [self._add_commune(path, given, hands) for path, given in places.COMMUNES.items()]
        for commune in communes:
            earlier = self._last_year(commune)
            self._this_year(commune, earlier)
        self._write_trail()

    def _insert(self, table: type[Base], rows: list[dict[str, Any]]) -> Sequence[int]:
        """Insert rows and give their ids, in the order of the rows."""
        if not rows:
            return []
        statement = insert(table).returning(table.id, sort_by_parameter_order=True)
        return self._connection.scalars(statement, rows).all()

    def _unit_ids(self, paths: set[str]) -> dict[str, int]:
        found = self._connection.execute(select(Unit.path, Unit.id).where(Unit.path.in_(paths), Unit.valid_to.is_(None)))
        return {path: id_ for path, id_ in found}

    # Accounts and register.

    def _add_accounts(self) -> dict[tuple[str, Role], Hand]:
        """The demo accounts with their roles; gives them by unit and role. Villages come first, for theirs."""
        self._add_villages()
        accounts = demo_accounts()
        unit_ids = self._unit_ids({account.unit_path for account in accounts})
        hash_ = hash_password(PASSWORD)
        ids = self._insert(
            Account,
            [
                {
                    "unit_id": unit_ids[account.unit_path],
                    "username": account.username,
                    "full_name": account.full_name,
                    "password_hash": hash_,
                    "must_change_password": False,
                    "created_at": self._begin(),
                }
                for account in accounts
            ],
        )
        found = dict(zip(ids, accounts, strict=True))
        self._insert(
            Assignment,
            [
                {"account_id": id_, "unit_id": unit_ids[account.unit_path], "role": account.role}
                for id_, account in found.items()
            ],
        )
        return {
            (account.unit_path, account.role): Hand(id_, account.full_name, account.role)
            for id_, account in found.items()
        }

    def _add_villages(self) -> None:
        parents = self._unit_ids(set(places.COMMUNES))
        self._insert(
            Unit,
            [
                {
                    "parent_id": parents[path],
                    "level": Level.VILLAGE,
                    "type": type_,
                    "code": f"{number:03}",
                    "name": name,
                    "path": child_path(path, f"{number:03}"),
                    "valid_from": _VALID_FROM,
                    "legal_basis": "Dữ liệu minh họa",
                }
                for path, commune in places.COMMUNES.items()
                for number, (type_, name) in enumerate(commune.villages, 1)
            ],
        )

    def _add_commune(self, path: str, given: places.Commune, hands: dict[tuple[str, Role], Hand]) -> _Commune:
        paths = [child_path(path, f"{number:03}") for number in range(1, len(given.villages) + 1)]
        ids = self._unit_ids({path, *paths})
        recorder = hands[path, Role.COMMUNE_RECORDER]
        return _Commune(
            id=ids[path],
            given=given,
            reviewer=hands[path, Role.COMMUNE_REVIEWER],
            approver=hands[path, Role.COMMUNE_APPROVER],
            villages=[
                _Village(
                    id=ids[village],
                    number=number,
                    recorder=hands.get((village, Role.VILLAGE_RECORDER), recorder),
                    homes=self._add_homes(ids[village], village, given.mix),
                )
                for number, village in enumerate(paths, 1)
            ],
        )

    def _add_homes(self, unit_id: int, path: str, mix: names.Mix) -> list[_Home]:
        count = _SHOWN[1] if path == _SHOWN[0] else self._draw.randint(25, 45)
        families = [names.household(self._draw, self._day.year, mix) for _n in range(count)]
        ids = self._insert(
            Household,
            [
                {
                    "unit_id": unit_id,
                    "head_name": family[0].full_name,
                    "address": self._draw.choice(places.ADDRESSES),
                    "created_at": self._begin(),
                }
                for family in families
            ],
        )
        homes = [_Home(id_, family) for id_, family in zip(ids, families, strict=True)]
        self._insert(
            Person,
            [
                {
                    "household_id": home.id,
                    "unit_id": unit_id,
                    "full_name": member.full_name,
                    "birth_year": member.birth_year,
                    "sex": member.sex,
                    "ethnicity": member.ethnicity,
                    "relation": member.relation,
                    "working": member.working,
                }
                for home in homes
                for member in home.members
            ],
        )
        return homes

    def _begin(self) -> dt.datetime:
        """When the register was made: at the start of last year."""
        return self._years[0].moment(0.02)

    # Sheets.

    def _last_year(self, commune: _Commune) -> list[dict[str, Any]]:
        """Last year's sheets, recognised but for a few; gives the titles that they brought."""
        year = self._years[0]
        papers = []
        for village in commune.villages:
            self._hold_review(village, year)
            for home in village.homes:
                if self._draw.random() < 0.75:  # noqa: PLR2004 - three households in four took part
                    papers.append(self._reviewed(commune, village, home, year))
        signed_on = dt.date(year.year, *commune.given.signed)
        return self._decide(commune, year, signed_on, papers, refused=len(papers) // 16)

    def _this_year(self, commune: _Commune, earlier: list[dict[str, Any]]) -> None:
        """This year's sheets: one village at each stage, and the first village at several."""
        year = self._years[1]
        first, scored, submitted, reviewed, recognised, _untouched = commune.villages
        for village in (first, submitted, reviewed, recognised):
            self._hold_review(village, year)
        open_ = list(self._mixed(commune, first, year))
        open_ += [self._scored(scored, home, year) for home in scored.homes]
        open_ += [self._submitted(submitted, home, year) for home in submitted.homes]
        open_ += [self._reviewed(commune, reviewed, home, year) for home in reviewed.homes]
        self._add_papers(open_)
        decided = [self._reviewed(commune, recognised, home, year) for home in recognised.homes]
        signed_on = year.day(_DECIDED)
        self._end_titles(commune, earlier, {paper.household_id for paper in decided[2:]}, signed_on)
        self._insert_titles(earlier)
        self._insert_titles(self._decide(commune, year, signed_on, decided, refused=2))

    def _mixed(self, commune: _Commune, village: _Village, year: Year) -> Iterator[Paper]:
        """Of ten households: two unregistered, one registered, two half scored, three scored, one failing, one returned."""
        stages = list(islice(cycle("--0hh+++!<"), len(village.homes)))
        self._draw.shuffle(stages)
        for home, stage in zip(village.homes, stages, strict=True):
            if stage == "-":
                continue
            if stage == "<":
                paper = self._submitted(village, home, year)
                reason = self._draw.choice(_RETURN_REASONS)
                paper.return_(commune.reviewer, year.moment(_RETURNED), reason)
                yield paper
                continue
            paper = self._registered(village, home, year)
            if stage in "+!h":
                make = failing if stage == "!" else earning
                answers = make(self._draw, paper.criteria, paper.wholes)
                paper.score(
                    village.recorder,
                    year.moment(self._draw.uniform(0.6, 0.98)),
                    half(self._draw, answers) if stage == "h" else answers,
                )
            yield paper

    def _registered(self, village: _Village, home: _Home, year: Year) -> Paper:
        criteria = set_for(year.year)
        wholes = {
            line.code: adults
            for line in criteria.indicators
            if line.kind is Kind.SHARE and (adults := _whole(line, home, year.year))
        }
        paper = Paper(home.id, village.id, year.year, criteria, wholes)
        paper.register(village.recorder, year.moment(_REGISTERED))
        return paper

    def _scored(self, village: _Village, home: _Home, year: Year) -> Paper:
        """Scored in one sitting, or begun and finished later."""
        paper = self._registered(village, home, year)
        answers = earning(self._draw, paper.criteria, paper.wholes)
        share = self._draw.uniform(0.5, 0.7)
        if self._draw.random() < 0.3:  # noqa: PLR2004 - three in ten in two sittings
            paper.score(village.recorder, year.moment(share), half(self._draw, answers))
        paper.score(village.recorder, year.moment(share + 0.05), answers)
        return paper

    def _submitted(self, village: _Village, home: _Home, year: Year) -> Paper:
        paper = self._scored(village, home, year)
        review_id, present, at = village.reviews[year.year]
        votes_for = present - self._draw.choice((0, 0, 0, 0, 1, 1, 2, 3))
        paper.submit(village.recorder, at, review_id, votes_for)
        return paper

    def _reviewed(self, commune: _Commune, village: _Village, home: _Home, year: Year) -> Paper:
        paper = self._submitted(village, home, year)
        paper.review(commune.reviewer, year.moment(_REVIEWED))
        return paper

    def _hold_review(self, village: _Village, year: Year) -> None:
        """The village's meeting of a year, with its minutes."""
        present = self._draw.randint(len(village.homes) // 2 + 8, len(village.homes) + 10)
        chair, secretary = (self._draw.choice(home.members[:1]) for home in self._draw.sample(village.homes, 2))
        held_on = year.day(_MET)
        at = year.hour(held_on)
        (review_id,) = self._insert(
            VillageReview,
            [
                {
                    "unit_id": village.id,
                    "model": Model.FAMILY,
                    "year": year.year,
                    "held_on": held_on,
                    "present": present,
                    "chair": chair.full_name,
                    "secretary": secretary.full_name,
                    "notes": self._draw.choice(_NOTES),
                    "created_at": at,
                }
            ],
        )
        village.reviews[year.year] = (review_id, present, at)
        changes = {"held_on": [None, str(held_on)], "present": [None, present]}
        step = Step(at, village.recorder, Action.SHEET_SUBMIT, changes)
        self._trail.append((VillageReview.__tablename__, review_id, village.id, step))

    # Decisions and titles.

    def _decide(
        self, commune: _Commune, year: Year, signed_on: dt.date, papers: list[Paper], refused: int
    ) -> list[dict[str, Any]]:
        """Refuse the first sheets, recognise the others by one decision; gives their titles, not yet inserted."""
        at = year.hour(signed_on)
        number = f"{self._draw.randint(60, 180)}/QĐ-UBND"
        decision_id = self._add_decision(commune, year.year, number, signed_on, at)
        # Sheets stand by village: those refused are taken from all of them.
        self._draw.shuffle(papers)
        for paper in papers[:refused]:
            paper.refuse(commune.approver, year.moment(_REFUSED), self._draw.choice(_REFUSAL_REASONS))
        for paper in papers[refused:]:
            paper.recognise(commune.approver, at, number)
        return [
            {
                "unit_id": paper.unit_id,
                "model": Model.FAMILY,
                "household_id": paper.household_id,
                "sheet_id": sheet_id,
                "decision_id": decision_id,
                "year": paper.year,
                "valid_from": signed_on,
                "valid_to": last_day(signed_on, paper.criteria.title_years),
            }
            for paper, sheet_id in self._add_papers(papers)
            if paper.state is State.RECOGNISED
        ]

    def _add_decision(
        self, commune: _Commune, year: int, number: str, signed_on: dt.date, at: dt.datetime
    ) -> int:
        (decision_id,) = self._insert(
            Decision,
            [
                {
                    "unit_id": commune.id,
                    "model": Model.FAMILY,
                    "year": year,
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
        self._trail.append((Decision.__tablename__, decision_id, commune.id, step))
        return decision_id
