"""Whatever happens to a few people and households that are merged: nothing is counted twice, nothing is lost."""

import datetime as dt

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from lhtq.assessment.models import Sheet
from lhtq.criteria.rules import Model
from lhtq.db import db
from lhtq.merging.service import AlreadyMergedError, ChangedSinceError, RefusedError
from lhtq.recognition.models import Title
from lhtq.register.models import Household, Person
from lhtq.register.rules import Relation
from lhtq.web.filters import today

YEAR = today().year
NEW_YEAR = dt.date(YEAR, 1, 1)
#: After how many days of the year a title begins, and for how many; for fewer than 200 it is a sheet without one.
DAYS = st.integers(0, 400)
#: Which of the six people, or of the three households.
PEOPLE, HOUSEHOLDS = st.integers(0, 5), st.integers(0, 2)
STEPS = st.one_of(
    st.tuples(st.just("sheet"), PEOPLE, st.integers(YEAR - 1, YEAR), DAYS, DAYS),
    st.tuples(st.just("family"), HOUSEHOLDS, st.integers(YEAR - 1, YEAR), DAYS, DAYS),
    st.tuples(st.just("revoke"), st.integers(0, 9)),
    st.tuples(st.just("go on"), PEOPLE),
    st.tuples(st.just("move"), PEOPLE, HOUSEHOLDS),
    st.tuples(st.just("merge"), PEOPLE, PEOPLE),
    st.tuples(st.just("merge households"), HOUSEHOLDS, HOUSEHOLDS, st.booleans()),
    st.tuples(st.just("undo"), st.integers(0, 9)),
    st.tuples(st.just("there and back"), PEOPLE, PEOPLE),
    st.tuples(st.just("there and back of households"), HOUSEHOLDS, HOUSEHOLDS),
)

#: No subject has two sheets of a year that count, nor two titles on one day.
TWICE = """
SELECT 'sheet', model, subject_id FROM sheet WHERE aside_by IS NULL GROUP BY model, subject_id, year HAVING count(*) > 1
UNION ALL
SELECT 'title', a.model, a.subject_id FROM title a JOIN title b ON a.model = b.model AND a.subject_id = b.subject_id
   AND a.id < b.id AND a.valid_from <= b.valid_to AND b.valid_from <= a.valid_to
   AND a.valid_to >= a.valid_from AND b.valid_to >= b.valid_from
UNION ALL
SELECT 'open sheet elsewhere', s.model, s.subject_id FROM sheet s JOIN person p ON s.person_id = p.id
 WHERE s.state = 'draft' AND s.unit_id <> p.unit_id
UNION ALL
SELECT 'of one who is no more', s.model, s.subject_id FROM sheet s
  LEFT JOIN person p ON p.id = s.person_id LEFT JOIN household h ON h.id = s.household_id
 WHERE coalesce(p.merged_into_id, h.merged_into_id) IS NOT NULL
UNION ALL
SELECT 'no head', '', h.id FROM household h WHERE h.ended_on IS NULL AND EXISTS (SELECT FROM person p
   WHERE p.household_id = h.id AND p.left_on IS NULL)
   AND NOT EXISTS (SELECT FROM person p WHERE p.household_id = h.id AND p.left_on IS NULL AND p.relation = 'head')
UNION ALL
SELECT 'in a household that is no more', '', p.id FROM person p JOIN household h ON h.id = p.household_id
 WHERE p.left_on IS NULL AND h.merged_into_id IS NOT NULL
"""
FIGURES = (
    ("SELECT coalesce(sum(sheets), 0) FROM sheet_figure", "SELECT count(*) FROM sheet WHERE aside_by IS NULL"),
    (
        "SELECT coalesce(sum(households), 0) FROM register_figure",
        "SELECT count(*) FROM household WHERE ended_on IS NULL",
    ),
)


class World:
    """Three households with two people each, and what is done to them."""

    def __init__(self, arrange, merge, undo, sheet_for, owner, households, people) -> None:
        self._arrange, self._merge, self._undo, self._sheet_for = arrange, merge, undo, sheet_for
        self.owner = owner
        self._households, self._people = households, people
        self._merges: list[int] = []
        self.sheets = self.titles = 0

    def do(self, step) -> None:
        """One step; what is refused changes nothing."""
        verb, *given = step
        do = {"merge": self._merge_any, "undo": self._undo_any}.get(verb)
        (do or getattr(self, "_" + verb.replace(" ", "_")))(*given)

    def _here(self, model, of):
        with self._arrange():
            return db.session.scalars(select(model).where(model.id == of.id)).one_or_none()

    def _sheet(self, number, year, since, length) -> None:
        self._begin(Model.CITIZEN, self._here(Person, self._people[number]), year, since, length)

    def _family(self, number, year, since, length) -> None:
        self._begin(Model.FAMILY, self._here(Household, self._households[number]), year, since, length)

    def _begin(self, model, record, year, since, length) -> None:
        if record is None or self.owner.rows(
            "SELECT 1 FROM sheet WHERE model = :model AND subject_id = :id AND year = :year AND aside_by IS NULL",
            model=model.value, id=record.id, year=year,
        ):  # fmt: skip
            return
        first = NEW_YEAR + dt.timedelta(days=since)
        titled = length >= 200
        until = {"since": first, "until": first + dt.timedelta(days=length)} if titled else {}
        self._sheet_for(model, record, year=year, **until)
        self.sheets, self.titles = self.sheets + 1, self.titles + int(titled)

    def _revoke(self, number) -> None:
        with self._arrange():
            found = db.session.scalars(select(Title).where(Title.revoked_on.is_(None)).order_by(Title.id)).all()
            if found:
                title = found[number % len(found)]
                title.revoked_on = today()
                yesterday = today() - dt.timedelta(days=1)
                title.valid_to = max(title.valid_from - dt.timedelta(days=1), min(title.valid_to, yesterday))

    def _go_on(self, number) -> None:
        """Score a sheet that is open."""
        with self._arrange():
            for sheet in db.session.scalars(select(Sheet).filter_by(subject_id=self._people[number].id, state="draft")):
                sheet.answers = {**sheet.answers, "1.1": len(sheet.answers)}

    def _move(self, number, to) -> None:
        person, home = self._here(Person, self._people[number]), self._here(Household, self._households[to])
        if person is None or home is None or person.relation == Relation.HEAD:
            return
        with self._arrange():
            found = db.session.get(Person, person.id)
            found.household_id, found.unit_id = home.id, home.unit_id

    def _merge_(self, kept, gone, **given) -> int | None:
        model = type(kept)
        kept, gone = self._here(model, kept), self._here(model, gone)
        if kept is None or gone is None or kept.id == gone.id:
            return None
        try:
            return self._merge(kept, gone, **given)
        except RefusedError:
            return None

    def _merge_people(self, one, other) -> int | None:
        return self._merge_(self._people[one], self._people[other])

    def _merge_any(self, one, other) -> None:
        self._kept(self._merge_people(one, other))

    def _merge_two(self, one, other, *, same=True) -> int | None:
        pairs = {}
        if same:
            members = [
                self.owner.rows(
                    "SELECT id FROM person WHERE household_id = :id AND left_on IS NULL ORDER BY id",
                    id=self._households[n].id,
                )
                for n in (one, other)
            ]
            pairs = dict(zip([row[0] for row in members[0]], [row[0] for row in members[1]], strict=False))
        return self._merge_(self._households[one], self._households[other], same=pairs)

    def _merge_households(self, one, other, same) -> None:
        self._kept(self._merge_two(one, other, same=same))

    def _kept(self, made) -> None:
        if made is not None:
            self._merges.append(made)

    def _undo_(self, made) -> None:
        try:
            self._undo(made)
        except (RefusedError, AlreadyMergedError):
            return

    def _undo_any(self, number) -> None:
        if self._merges:
            self._undo_(self._merges[number % len(self._merges)])

    def _there_and_back(self, one, other) -> None:
        self._same_again(lambda: self._merge_people(one, other))

    def _there_and_back_of_households(self, one, other) -> None:
        self._same_again(lambda: self._merge_two(one, other))

    def _same_again(self, do) -> None:
        before = self.owner.digest()
        made = do()
        assert self.owner.differences() == []
        if made is not None:
            self._undo(made)
        assert self.owner.digest() == before


@pytest.fixture
def homes(place, household, arrange):
    """Three households in two villages, of two people each."""
    made = [
        household(village, name, titled=0)
        for village, name in (
            (place.na_khuyen, "Nguyễn Văn Đạt"), (place.na_khuyen, "Nguyen Van Dat"), (place.ban_thang, "Giàng A Páo"),
        )
    ]  # fmt: skip
    with arrange():
        people = db.session.scalars(
            select(Person).where(Person.household_id.in_([home.id for home in made])).order_by(Person.id)
        ).all()
    return made, people


@settings(
    max_examples=20, deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)  # fmt: skip
@given(begun=st.lists(st.tuples(DAYS, DAYS), min_size=9, max_size=9), steps=st.lists(STEPS, min_size=3, max_size=10))
def test_nothing_is_counted_twice_and_nothing_is_lost(app, arrange, merge, undo, sheet_for, owner, homes, begun, steps):
    with app.app_context():
        point = db.engines[None].begin_nested()
    world = World(arrange, merge, undo, sheet_for, owner, *homes)
    # Everybody has a sheet of this year, so that merging two is always a choice between two.
    of_this_year = [("sheet", n, YEAR, *begun[n]) for n in range(6)]
    of_this_year += [("family", n, YEAR, *begun[6 + n]) for n in range(3)]
    try:
        for step in (*of_this_year, *steps):
            try:
                world.do(step)
            except ChangedSinceError:  # somebody of it is not there any more
                continue
            assert owner.rows(TWICE) == []
            assert owner.differences() == []
        for kept, counted in FIGURES:
            assert owner.rows(kept) == owner.rows(counted)
        assert owner.rows("SELECT count(*) FROM sheet") == [(world.sheets,)]
        assert owner.rows("SELECT count(*) FROM title") == [(world.titles,)]
        assert owner.rows("SELECT count(*) FROM person") == [(6,)]
    finally:
        point.rollback()
