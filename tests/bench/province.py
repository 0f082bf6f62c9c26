"""A province by the handful: 138 communes of 13 villages, their households, sheets, titles and trail, by COPY."""

import datetime as dt
import itertools
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any

import psycopg
from flask import Flask
from psycopg import sql
from sqlalchemy.pool import NullPool

from lhtq.accounts.policy import Action, Role
from lhtq.accounts.service import hash_password
from lhtq.assessment.rules import State
from lhtq.assessment.service import set_for
from lhtq.criteria.rules import CriteriaSet, Kind, outcome
from lhtq.db import db
from lhtq.demo import names, places
from lhtq.demo.sheets import as_kept, earning, half
from lhtq.recognition.rules import last_day
from lhtq.register.rules import has_age
from lhtq.web.filters import today

VILLAGES = 13

#: In this commune the first village is the one that is scored, the second the one whose whole year is run through.
COMMUNE = "02248"
SCORED, RUN_THROUGH = 120, 100

#: Of the households: those that hold a title, those with a sheet this year.
HOLDING, WITH_SHEET = 0.6, 0.9

#: State of this year's sheet → parts, for a household that holds a title and for one that does not.
WITH_TITLE = {State.RECOGNISED: 45, State.REVIEWED: 15, State.SUBMITTED: 15, State.DRAFT: 23, State.RETURNED: 2}
WITHOUT = {State.DRAFT: 55, State.SUBMITTED: 20, State.REVIEWED: 15, State.RETURNED: 5, State.REFUSED: 5}
#: Of the drafts, how many are complete; of all of them, how many different ones are made.
COMPLETE = 0.5
POOL = 40


@dataclass
class Found:
    """What was made, and where the bench looks."""

    year: int
    province_id: int = 0
    commune_id: int = 0
    #: The village of 120 households, half of them scored; that of 100, none of them.
    village_id: int = 0
    other_village_id: int = 0
    household_ids: tuple[int, ...] = ()
    other_household_ids: tuple[int, ...] = ()
    #: A household whose sheet has a long history, anywhere.
    recorder: str = "ghi"
    other_recorder: str = "ghi-2"
    officer: str = "tinh"
    villages: int = 0
    households: int = 0
    people: int = 0
    sheets: int = 0
    titles: int = 0
    entries: int = 0


@dataclass(frozen=True)
class Scored:
    """Answers as the table keeps them, and what they come to."""

    answers: str
    total: str
    complete: bool


class Pool:
    """A few answers for each number of adults: sheets are many, their answers alike."""

    def __init__(self, draw: Random, criteria: CriteriaSet) -> None:
        self._draw = draw
        self.criteria = criteria
        self.share = next(line for line in criteria.indicators if line.kind is Kind.SHARE)
        self._full = {adults: [self._make(adults, part=False) for _n in range(POOL)] for adults in range(1, 7)}
        self._part = {adults: [self._make(adults, part=True) for _n in range(POOL)] for adults in range(1, 7)}

    def take(self, adults: int, *, complete: bool) -> Scored:
        """Answers of a household with so many adults."""
        return self._draw.choice((self._full if complete else self._part)[adults])

    def _make(self, adults: int, *, part: bool) -> Scored:
        wholes = {self.share.code: adults}
        answers = earning(self._draw, self.criteria, wholes)
        if part:
            answers = half(self._draw, answers)
        found = outcome(self.criteria, answers, wholes)
        return Scored(json.dumps(as_kept(answers)), str(found.total), found.complete)


def fill(owner: str, conninfo: str, households: int, password: str) -> Found:
    """Fill a prepared database as its owner; gives what there is now."""
    app = Flask(__name__)
    app.config.update(SQLALCHEMY_DATABASE_URI=owner, SQLALCHEMY_ENGINE_OPTIONS={"poolclass": NullPool})
    db.init_app(app)
    year = today().year
    draw = Random("bench")  # noqa: S311 - nothing here is secret
    with app.app_context():
        pool = Pool(draw, set_for(year))
    with psycopg.connect(conninfo) as connection:
        # What is lost with the machine is made again.
        connection.execute("SET synchronous_commit = off")
        found = Filling(connection, draw, pool, year).run(households, password)
    with psycopg.connect(conninfo, autocommit=True) as connection:
        connection.execute("VACUUM ANALYZE")
    return found


class Filling:
    """One run; ids are counted here, because COPY gives none back."""

    def __init__(self, connection: psycopg.Connection[Any], draw: Random, pool: Pool, year: int) -> None:
        self._connection = connection
        self._draw = draw
        self._pool = pool
        self._found = Found(year)
        self._account = 0
        self._next_sheet = 1
        self._decisions: dict[tuple[int, int], int] = {}
        self._reviews: dict[tuple[int, int], int] = {}

    def run(self, households: int, password: str) -> Found:
        """Make everything, a commune at a time."""
        communes = self._rows("SELECT id, code, path FROM unit WHERE level = 'commune' ORDER BY path")
        villages = self._add_villages(communes)
        self._add_accounts(password, villages)
        self._add_meetings_and_decisions(communes, villages)
        sizes = self._sizes(villages, households)
        for commune_id, _code, _path in communes:
            self._add_households(commune_id, villages[commune_id], sizes)
        self._add_trail()
        self._set_sequences()
        self._look_around(villages)
        return self._found

    def _rows(self, query: str, *values: object) -> list[Any]:
        return self._connection.execute(query, values).fetchall()  # type: ignore[arg-type]

    def _copy(self, table: str, columns: str, rows: Iterable[Sequence[object]]) -> None:
        statement = sql.SQL("COPY {} ({}) FROM STDIN").format(sql.Identifier(table), sql.SQL(columns))  # type: ignore[arg-type]
        with self._connection.cursor() as cursor, cursor.copy(statement) as copy:
            for row in rows:
                copy.write_row(row)

    def _add_villages(self, communes: list[Any]) -> dict[int, list[int]]:
        """Thirteen in each commune; gives their ids by commune."""
        kinds = [village for commune in places.COMMUNES.values() for village in commune.villages]
        (first,) = self._rows("SELECT max(id) + 1 FROM unit")[0]
        ids = {commune_id: list(range(first + n * VILLAGES, first + (n + 1) * VILLAGES))
               for n, (commune_id, _code, _path) in enumerate(communes)}  # fmt: skip
        self._copy(
            "unit",
            "id, parent_id, level, type, code, name, path, valid_from, legal_basis",
            (
                (id_, commune_id, "village", kind, f"{n:03}", f"{name} {n}", f"{path}{n:03}/", "2022-06-03", "")
                for commune_id, _code, path in communes
                for n, id_ in enumerate(ids[commune_id], 1)
                for kind, name in [self._draw.choice(kinds)]
            ),
        )
        self._found.commune_id = next(id_ for id_, code, _path in communes if code == COMMUNE)
        self._found.village_id, self._found.other_village_id = ids[self._found.commune_id][:2]
        self._found.province_id = self._rows("SELECT id FROM unit WHERE level = 'province'")[0][0]
        self._found.villages = VILLAGES * len(communes)
        return ids

    def _add_accounts(self, password: str, villages: dict[int, list[int]]) -> None:
        """Recorders of the two villages, an officer of the province, and one whose hand everything else shows."""
        hash_ = hash_password(password)
        found = self._found
        for username, unit_id, role in (
            (found.recorder, found.village_id, Role.VILLAGE_RECORDER),
            (found.other_recorder, found.other_village_id, Role.VILLAGE_RECORDER),
            (found.officer, found.province_id, Role.PROVINCE_OFFICER),
            ("khac", found.commune_id, Role.COMMUNE_RECORDER),
        ):
            ((self._account,),) = self._rows(
                "INSERT INTO account (unit_id, username, full_name, phone, password_hash, must_change_password, active)"
                " VALUES (%s, %s, 'Ma Thị Duyên', '', %s, false, true) RETURNING id",
                unit_id, username, hash_,
            )  # fmt: skip
            self._connection.execute(
                "INSERT INTO assignment (account_id, unit_id, role, active) VALUES (%s, %s, %s, true)",
                (self._account, unit_id, role.value),
            )

    def _signed_on(self, year: int) -> dt.date:
        """Last year's decisions ten months ago, this year's of late: both hold today."""
        return today() - dt.timedelta(days=20 if year == self._found.year else 300)

    def _add_meetings_and_decisions(self, communes: list[Any], villages: dict[int, list[int]]) -> None:
        years = (self._found.year - 1, self._found.year)
        for year in years:
            for commune_id, _code, _path in communes:
                self._decisions[commune_id, year] = len(self._decisions) + 1
                for village_id in villages[commune_id]:
                    self._reviews[village_id, year] = len(self._reviews) + 1
        self._copy(
            "decision",
            "id, unit_id, model, year, number, signed_on, signed_year, signer, signer_position, made_by",
            (
                (id_, commune_id, "family", year, f"{id_}/QĐ-UBND", day, day.year, "Chẩu Văn Quyết",
                 "Chủ tịch UBND", self._account)
                for (commune_id, year), id_ in self._decisions.items()
                for day in [self._signed_on(year)]
            ),
        )  # fmt: skip
        self._copy(
            "village_review",
            "id, unit_id, model, year, held_on, present, chair, secretary, notes",
            (
                (id_, village_id, "family", year, self._signed_on(year) - dt.timedelta(days=40), 60, "Nông Văn Thuận",
                 "La Thị Điệp", "")
                for (village_id, year), id_ in self._reviews.items()
            ),
        )  # fmt: skip

    def _sizes(self, villages: dict[int, list[int]], households: int) -> dict[int, int]:
        """Households of each village: as many in all as asked for."""
        all_ = [village_id for ids in villages.values() for village_id in ids]
        fixed = {self._found.village_id: SCORED, self._found.other_village_id: RUN_THROUGH}
        others = [village_id for village_id in all_ if village_id not in fixed]
        weights = [self._draw.uniform(0.5, 1.5) for _village in others]
        rest = households - SCORED - RUN_THROUGH
        sizes = [int(rest * weight / sum(weights)) for weight in weights]
        sizes[0] += rest - sum(sizes)
        return fixed | dict(zip(others, sizes, strict=True))

    def _add_households(self, commune_id: int, villages: list[int], sizes: dict[int, int]) -> None:
        first = self._found.households + 1
        homes = [
            (id_, village_id, names.household(self._draw, self._found.year, names.PROVINCE_MIX))
            for id_, village_id in enumerate((v for v in villages for _n in range(sizes[v])), first)
        ]
        self._copy(
            "household",
            "id, unit_id, head_name, address, version",
            ((id_, unit_id, members[0].full_name, self._draw.choice(places.ADDRESSES), 1)
             for id_, unit_id, members in homes),
        )  # fmt: skip
        self._copy(
            "person",
            "household_id, unit_id, full_name, birth_year, sex, ethnicity, relation, working, version",
            ((id_, unit_id, one.full_name, one.birth_year, one.sex.value, one.ethnicity, one.relation.value,
              one.working, 1) for id_, unit_id, members in homes for one in members),
        )  # fmt: skip
        self._found.households += len(homes)
        self._found.people += sum(len(members) for _id, _unit_id, members in homes)
        self._add_sheets(commune_id, homes)

    def _add_sheets(self, commune_id: int, homes: list[tuple[int, int, list[names.Member]]]) -> None:
        sheets: list[Sequence[object]] = []
        titles: list[Sequence[object]] = []
        for household_id, unit_id, members in homes:
            for year, state in self._years(unit_id, len(sheets)):
                adults = self._adults(members, year)
                sheets.append(self._sheet(household_id, unit_id, year, state, adults))
                if state is State.RECOGNISED:
                    titles.append(self._title(commune_id, household_id, unit_id, year))
        self._end_earlier(titles)
        self._copy(
            "sheet",
            "id, unit_id, model, household_id, year, set_id, state, answers, complete, wholes, total, scorers, "
            "changed_by, village_review_id, votes_for, reviewed_by, reason, version",
            sheets,
        )
        columns = "unit_id, model, household_id, sheet_id, decision_id, year, valid_from, valid_to"
        self._copy("title", columns, titles)
        self._found.sheets += len(sheets)
        self._found.titles += len(titles)

    def _adults(self, members: list[names.Member], year: int) -> int:
        from_age = self._pool.share.from_age or 0
        return max(1, sum(has_age(member.birth_year, year, from_age) for member in members))

    def _years(self, unit_id: int, _n: int) -> Iterator[tuple[int, State]]:
        """The sheets of a household: year and state, last year's first."""
        this = self._found.year
        holds = self._draw.random() < HOLDING
        if holds:
            yield this - 1, State.RECOGNISED
        if unit_id == self._found.village_id:
            yield this, State.DRAFT
        elif unit_id != self._found.other_village_id and self._draw.random() < WITH_SHEET:
            parts = WITH_TITLE if holds else WITHOUT
            yield this, self._draw.choices(tuple(parts), tuple(parts.values()))[0]

    def _sheet(self, household_id: int, unit_id: int, year: int, state: State, adults: int) -> Sequence[object]:
        id_ = self._next_sheet
        self._next_sheet += 1
        scored_village = unit_id == self._found.village_id and state is State.DRAFT
        complete = bool(household_id % 2) if scored_village else self._draw.random() < COMPLETE
        given = self._pool.take(adults, complete=state is not State.DRAFT or complete)
        frozen = state not in {State.DRAFT, State.RETURNED}
        handed_in = state is not State.DRAFT
        decided = state in {State.REVIEWED, State.RECOGNISED, State.REFUSED}
        return (
            id_, unit_id, "family", household_id, year, self._pool.criteria.id, state.value, given.answers,
            given.complete, json.dumps({self._pool.share.code: adults}) if frozen else None,
            given.total if frozen else None, [self._account], self._account,
            self._reviews[unit_id, year] if handed_in else None, 58 if handed_in else None,
            self._account if decided else None, "", 3,
        )  # fmt: skip

    def _title(self, commune_id: int, household_id: int, unit_id: int, year: int) -> Sequence[object]:
        signed_on = self._signed_on(year)
        return [
            unit_id, "family", household_id, self._next_sheet - 1, self._decisions[commune_id, year], year, signed_on,
            last_day(signed_on, self._pool.criteria.title_years),
        ]  # fmt: skip

    def _end_earlier(self, titles: list[Any]) -> None:
        """A household recognised in both years stands twice in a row: its first title ends with the second."""
        for earlier, later in itertools.pairwise(titles):
            if earlier[2] == later[2]:
                earlier[7] = later[6] - dt.timedelta(days=1)

    def _add_trail(self) -> None:
        """Two entries a sheet: enough to see what reading a history costs."""
        cursor = self._connection.execute(
            "INSERT INTO audit_entry"
            " (account_id, account_name, role, unit_id, action, subject_type, subject_id, changes, note)"
            " SELECT %s, 'Ma Thị Duyên', 'commune-recorder', s.unit_id, step, 'sheet', s.id,"
            " jsonb_build_object('answers', jsonb_build_array('{}'::jsonb, s.answers)), ''"
            " FROM unnest(%s::text[]) AS step CROSS JOIN sheet s",
            (self._account, [Action.SHEET_REGISTER.value, Action.SHEET_SCORE.value]),
        )
        self._found.entries = cursor.rowcount

    def _set_sequences(self) -> None:
        for table in ("unit", "decision", "village_review", "household", "sheet"):
            self._connection.execute(
                sql.SQL("SELECT setval(pg_get_serial_sequence({}, 'id'), max(id)) FROM {}").format(
                    sql.Literal(table), sql.Identifier(table)
                )
            )

    def _look_around(self, villages: dict[int, list[int]]) -> None:
        of = "SELECT id FROM household WHERE unit_id = %s ORDER BY id"
        self._found.household_ids = tuple(id_ for (id_,) in self._rows(of, self._found.village_id))
        self._found.other_household_ids = tuple(id_ for (id_,) in self._rows(of, self._found.other_village_id))
