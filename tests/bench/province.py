"""A province by the handful: 138 communes of 13 villages, their households, sheets, titles and trail, by COPY.

Adults of the families that hold a title hold the citizen title, by a sheet of their own. One village is scored as
citizens, one commune has handed in all its families, and one clan has its families in both.
"""

import datetime as dt
import itertools
from collections.abc import Iterable, Iterator, Sequence
from random import Random
from typing import Any

import psycopg
from flask import Flask
from psycopg import sql
from sqlalchemy.pool import NullPool

from lhtq.accounts.policy import Action, Role
from lhtq.accounts.service import hash_password
from lhtq.assessment.queries import set_for
from lhtq.assessment.rules import OPEN, State
from lhtq.criteria.rules import Model
from lhtq.db import db
from lhtq.demo import names, places
from lhtq.recognition.rules import last_day
from lhtq.register.rules import Occupation, has_age
from lhtq.web.filters import today
from tests.bench.pool import Pool
from tests.bench.records import Found, Home, Paper

VILLAGES = 13

#: In this commune the first village is the one that is scored, the second the one whose whole year is run through, the
#: third the one that is scored as citizens.
COMMUNE = "02248"
SCORED, RUN_THROUGH, CITIZENS = 120, 100, 135
#: In this one every family's sheet is handed in.
HANDED_IN, SUBMITTED = "02260", 1_500
#: Families of the clan: of the first commune and of the other.
CLAN = (40, 20)

#: Of the households: those that hold a title, those with a sheet this year.
HOLDING, WITH_SHEET = 0.6, 0.9

#: State of this year's sheet → parts, for a household that holds a title and for one that does not.
WITH_TITLE = {State.RECOGNISED: 45, State.REVIEWED: 15, State.SUBMITTED: 15, State.DRAFT: 23, State.RETURNED: 2}
WITHOUT = {State.DRAFT: 55, State.SUBMITTED: 20, State.REVIEWED: 15, State.RETURNED: 5, State.REFUSED: 5}
#: Of the drafts, how many are complete.
COMPLETE = 0.5


def fill(owner: str, conninfo: str, households: int, password: str) -> Found:
    """Fill a prepared database as its owner; gives what there is now."""
    app = Flask(__name__)
    app.config.update(SQLALCHEMY_DATABASE_URI=owner, SQLALCHEMY_ENGINE_OPTIONS={"poolclass": NullPool})
    db.init_app(app)
    year = today().year
    draw = Random("bench")  # noqa: S311 - nothing here is secret
    with app.app_context():
        pools = {model: Pool(draw, set_for(model, year)) for model in (Model.FAMILY, Model.CITIZEN, Model.CLAN)}
    with psycopg.connect(conninfo) as connection:
        # What is lost with the machine is made again.
        connection.execute("SET synchronous_commit = off")
        found = Filling(connection, draw, pools, year).run(households, password)
    with psycopg.connect(conninfo, autocommit=True) as connection:
        connection.execute("VACUUM ANALYZE")
    return found


class Filling:
    """One run; ids are counted here, because COPY gives none back."""

    def __init__(self, connection: psycopg.Connection[Any], draw: Random, pools: dict[Model, Pool], year: int) -> None:
        self._connection = connection
        self._draw = draw
        self._pools = pools
        self._found = Found(year)
        self._account = 0
        self._next_sheet = 1
        self._next_person = 1
        self._decisions: dict[tuple[Model, int, int], int] = {}
        self._reviews: dict[tuple[Model, int, int], int] = {}
        #: Of which villages the sheets of this year are all in one state.
        self._all_in: dict[int, State] = {}

    def run(self, households: int, password: str) -> Found:
        """Make everything, a commune at a time."""
        communes = self._rows("SELECT id, code, path FROM unit WHERE level = 'commune' ORDER BY path")
        villages = self._add_villages(communes)
        self._add_accounts(password, villages)
        self._add_meetings_and_decisions(communes, villages)
        sizes = self._sizes(villages, households)
        for commune_id, _code, _path in communes:
            self._add_households(commune_id, villages[commune_id], sizes)
        self._add_clan(villages)
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
        self._found.handed_in_id = next(id_ for id_, code, _path in communes if code == HANDED_IN)
        found = self._found
        found.village_id, found.other_village_id, found.citizens_id = ids[found.commune_id][:3]
        self._all_in = dict.fromkeys(ids[found.handed_in_id], State.SUBMITTED)
        self._found.province_id = self._rows("SELECT id FROM unit WHERE level = 'province'")[0][0]
        self._found.district_id = self._rows("SELECT parent_id FROM unit WHERE id = %s", found.commune_id)[0][0]
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
            (found.district, found.district_id, Role.DISTRICT_REVIEWER),
            (found.commune_recorder, found.commune_id, Role.COMMUNE_RECORDER),
            (found.reviewer, found.handed_in_id, Role.COMMUNE_REVIEWER),
            ("nguoi-khac", found.province_id, Role.VIEWER),
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
        for model, year in itertools.product((Model.CITIZEN, Model.FAMILY), years):
            for commune_id, _code, _path in communes:
                self._decisions[model, commune_id, year] = len(self._decisions) + 1
                for village_id in villages[commune_id]:
                    self._reviews[model, village_id, year] = len(self._reviews) + 1
        self._copy(
            "decision",
            "id, unit_id, model, year, number, signed_on, signed_year, signer, signer_position, made_by",
            (
                (id_, commune_id, model.value, year, f"{id_}/QĐ-UBND", day, day.year, "Chẩu Văn Quyết",
                 "Chủ tịch UBND", self._account)
                for (model, commune_id, year), id_ in self._decisions.items()
                for day in [self._signed_on(year)]
            ),
        )  # fmt: skip
        self._copy(
            "village_review",
            "id, unit_id, model, year, held_on, present, chair, secretary, notes",
            (
                (id_, village_id, model.value, year, self._signed_on(year) - dt.timedelta(days=40), 60,
                 "Nông Văn Thuận", "La Thị Điệp", "")
                for (model, village_id, year), id_ in self._reviews.items()
            ),
        )  # fmt: skip

    def _sizes(self, villages: dict[int, list[int]], households: int) -> dict[int, int]:
        """Households of each village: as many in all as asked for."""
        all_ = [village_id for ids in villages.values() for village_id in ids]
        found = self._found
        fixed = {found.village_id: SCORED, found.other_village_id: RUN_THROUGH, found.citizens_id: CITIZENS}
        handed_in = villages[found.handed_in_id]
        fixed |= {id_: SUBMITTED // VILLAGES + (n < SUBMITTED % VILLAGES) for n, id_ in enumerate(handed_in)}
        others = [village_id for village_id in all_ if village_id not in fixed]
        weights = [self._draw.uniform(0.5, 1.5) for _village in others]
        rest = households - sum(fixed.values())
        sizes = [int(rest * weight / sum(weights)) for weight in weights]
        sizes[0] += rest - sum(sizes)
        return fixed | dict(zip(others, sizes, strict=True))

    def _add_households(self, commune_id: int, villages: list[int], sizes: dict[int, int]) -> None:
        first = self._found.households + 1
        homes = [
            self._home(id_, village_id)
            for id_, village_id in enumerate((v for v in villages for _n in range(sizes[v])), first)
        ]
        self._copy(
            "household",
            "id, unit_id, head_name, address, version",
            ((home.id, home.unit_id, home.members[0].full_name, self._draw.choice(places.ADDRESSES), 1)
             for home in homes),
        )  # fmt: skip
        self._copy(
            "person",
            "id, household_id, unit_id, full_name, birth_year, sex, ethnicity, relation, working, occupation, version",
            ((home.first_person + n, home.id, home.unit_id, one.full_name, one.birth_year, one.sex.value, one.ethnicity,
              one.relation.value, one.working, occupation, 1)
             for home in homes for n, (one, occupation) in enumerate(zip(home.members, home.occupations, strict=True))),
        )  # fmt: skip
        self._found.households += len(homes)
        self._found.people += sum(len(home.members) for home in homes)
        self._add_citizens(commune_id, homes)
        self._add_families(commune_id, homes)

    def _home(self, id_: int, unit_id: int) -> Home:
        members = names.household(self._draw, self._found.year, names.PROVINCE_MIX)
        first = self._next_person
        self._next_person += len(members)
        occupations = [names.occupation(self._draw, one, self._found.year) for one in members]
        return Home(id_, unit_id, first, members, occupations, self._draw.random() < HOLDING)

    def _add_citizens(self, commune_id: int, homes: list[Home]) -> None:
        """Last year's sheets and titles of those whose families hold one, this year's in the village of citizens.

        Last year's decisions hold today; the triggers on the titles tell people of it.
        """
        year, criteria = self._found.year, self._pools[Model.CITIZEN].criteria
        papers: list[Paper] = []
        for home in homes:
            holding = home.holds or home.unit_id == self._found.other_village_id
            for person_id, member in self._adults(home, year - 1, criteria.from_age or 0):
                if holding:
                    papers.append(Paper(person_id, member.full_name, home.unit_id, year - 1, State.RECOGNISED))
                if home.unit_id == self._found.citizens_id:
                    papers.append(Paper(person_id, member.full_name, home.unit_id, year, State.DRAFT))
                    self._found.citizens += 1
        self._add_papers(Model.CITIZEN, commune_id, papers)

    def _add_families(self, commune_id: int, homes: list[Home]) -> None:
        share = self._pools[Model.FAMILY].share
        papers = [
            Paper(home.id, home.members[0].full_name, home.unit_id, year, state,
                  max(1, len(self._adults(home, year, share.from_age if share else 0))))
            for home in homes
            for year, state in self._years(home)
        ]  # fmt: skip
        self._add_papers(Model.FAMILY, commune_id, papers)

    def _adults(self, home: Home, year: int, from_age: int | None) -> list[tuple[int, names.Member]]:
        """Who is of age and learns at no school, by id."""
        return [
            (home.first_person + n, one)
            for n, (one, occupation) in enumerate(zip(home.members, home.occupations, strict=True))
            if has_age(one.birth_year, year, from_age or 0) and occupation is not Occupation.STUDENT
        ]

    def _years(self, home: Home) -> Iterator[tuple[int, State]]:
        """The sheets of a household: year and state, last year's first."""
        this = self._found.year
        if home.holds:
            yield this - 1, State.RECOGNISED
        if home.unit_id in self._all_in:
            yield this, self._all_in[home.unit_id]
        elif home.unit_id == self._found.village_id:
            yield this, State.DRAFT
        elif home.unit_id != self._found.other_village_id and self._draw.random() < WITH_SHEET:
            parts = WITH_TITLE if home.holds else WITHOUT
            yield this, self._draw.choices(tuple(parts), tuple(parts.values()))[0]

    def _add_papers(self, model: Model, commune_id: int, papers: list[Paper]) -> None:
        first = self._next_sheet
        self._next_sheet += len(papers)
        titles = [
            self._title(model, commune_id, id_, paper)
            for id_, paper in enumerate(papers, first)
            if paper.state is State.RECOGNISED
        ]
        self._end_earlier(titles)
        self._copy(
            "sheet",
            "id, unit_id, model, subject_id, name, year, set_id, state, answers, complete, figures, total, "
            "cultural_family, scorers, changed_by, village_review_id, votes_for, reviewed_by, reason, version",
            (self._sheet(model, id_, paper) for id_, paper in enumerate(papers, first)),
        )
        columns = (
            "unit_id, model, subject_id, name, sheet_id, decision_id, year, valid_from, valid_to, cultural_family, "
            "revoked_because"
        )
        self._copy("title", columns, titles)
        self._found.sheets += len(papers)
        self._found.titles += len(titles)

    def _sheet(self, model: Model, id_: int, paper: Paper) -> Sequence[object]:
        pool = self._pools[model]
        state = paper.state
        scored_village = paper.unit_id == self._found.village_id and state is State.DRAFT
        complete = bool(paper.subject_id % 2) if scored_village else self._draw.random() < COMPLETE
        given = pool.take(min(6, paper.adults), complete=state is not State.DRAFT or complete)
        frozen = state not in OPEN
        handed_in = state is not State.DRAFT
        decided = state in {State.REVIEWED, State.RECOGNISED, State.REFUSED}
        return (
            id_, paper.unit_id, model.value, paper.subject_id, paper.name, paper.year, pool.criteria.id, state.value,
            given.answers, given.complete, given.figures if frozen else None, given.total if frozen else None, False,
            [self._account], self._account, self._reviews[model, paper.unit_id, paper.year] if handed_in else None,
            58 if handed_in else None, self._account if decided else None, "", 3,
        )  # fmt: skip

    def _title(self, model: Model, commune_id: int, sheet_id: int, paper: Paper) -> list[Any]:
        signed_on = self._signed_on(paper.year)
        return [
            paper.unit_id, model.value, paper.subject_id, paper.name, sheet_id,
            self._decisions[model, commune_id, paper.year], paper.year, signed_on,
            last_day(signed_on, self._pools[model].criteria.title_years), False, "",
        ]  # fmt: skip

    def _end_earlier(self, titles: list[list[Any]]) -> None:
        """A subject recognised in both years stands twice in a row: its first title ends with the second."""
        for earlier, later in itertools.pairwise(titles):
            if earlier[2] == later[2]:
                earlier[8] = later[7] - dt.timedelta(days=1)

    def _add_clan(self, villages: dict[int, list[int]]) -> None:
        """A clan of the first commune with families there and in the other, and its sheet of this year."""
        found = self._found
        ((found.clan_id,),) = self._rows(
            "INSERT INTO clan (unit_id, name, head_name, phone, version) VALUES (%s, 'Dòng họ Ma', 'Ma Văn Thọ', '', 1)"
            " RETURNING id",
            found.commune_id,
        )
        for commune_id, count in zip((found.commune_id, found.handed_in_id), CLAN, strict=True):
            self._connection.execute(
                "INSERT INTO clan_family (clan_id, unit_id, household_id, household_unit_id)"
                " SELECT %s, %s, id, unit_id FROM household WHERE unit_id = ANY(%s) ORDER BY random() LIMIT %s",
                (found.clan_id, found.commune_id, villages[commune_id], count),
            )
        self._add_papers(
            Model.CLAN,
            found.commune_id,
            [Paper(found.clan_id, "Dòng họ Ma", found.commune_id, found.year, State.DRAFT)],
        )

    def _add_trail(self) -> None:
        """Two entries a sheet: enough to see what reading a history costs."""
        cursor = self._connection.execute(
            "INSERT INTO audit_entry"
            " (account_id, account_name, role, unit_id, action, subject_type, subject_id, changes, note)"
            " SELECT %s, 'Ma Thị Duyên', 'commune-recorder', s.unit_id, step, 'sheet', s.id,"
            " jsonb_build_object('answers', jsonb_build_array('{}'::jsonb, s.answers)), ''"
            " FROM unnest(%s::text[]) AS step CROSS JOIN sheet s WHERE s.model <> 'citizen'",
            (self._account, [Action.SHEET_REGISTER.value, Action.SHEET_SCORE.value]),
        )
        self._found.entries = cursor.rowcount

    def _set_sequences(self) -> None:
        for table in ("unit", "decision", "village_review", "household", "person", "sheet"):
            self._connection.execute(
                sql.SQL("SELECT setval(pg_get_serial_sequence({}, 'id'), max(id)) FROM {}").format(
                    sql.Literal(table), sql.Identifier(table)
                )
            )

    def _look_around(self, villages: dict[int, list[int]]) -> None:
        of = "SELECT id FROM household WHERE unit_id = %s ORDER BY id"
        self._found.household_ids = tuple(id_ for (id_,) in self._rows(of, self._found.village_id))
        self._found.other_household_ids = tuple(id_ for (id_,) in self._rows(of, self._found.other_village_id))
