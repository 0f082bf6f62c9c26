"""Whatever happens to a few people and households that are merged: nothing is counted twice, nothing is lost."""

import datetime as dt

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.exc import NoResultFound

from lhtq.accounts.policy import NotAllowedError, Role
from lhtq.assessment.models import Sheet
from lhtq.criteria.rules import Model
from lhtq.db import db
from lhtq.merging.service import AlreadyMergedError, ChangedSinceError, RefusedError
from lhtq.recognition.models import Title
from lhtq.register import queries as register
from lhtq.register import service as life
from lhtq.register.models import Household, Person
from lhtq.register.rules import Relation
from lhtq.register.service import AlreadyOfferedError, HeadMissingError, Heir, HouseholdGiven, Split, Taking
from lhtq.web.filters import today

YEAR = today().year
NEW_YEAR = dt.date(YEAR, 1, 1)
#: After how many days of the year a title begins, and for how many; for fewer than 200 it is a sheet without one.
DAYS = st.integers(0, 400)
#: Which of the six people, or of the three households; those that were split off come after.
PEOPLE, HOUSEHOLDS = st.integers(0, 5), st.integers(0, 3)
STEPS = st.one_of(
    st.tuples(st.just("sheet"), PEOPLE, st.integers(YEAR - 1, YEAR), DAYS, DAYS),
    st.tuples(st.just("family"), HOUSEHOLDS, st.integers(YEAR - 1, YEAR), DAYS, DAYS),
    st.tuples(st.just("revoke"), st.integers(0, 9)),
    st.tuples(st.just("go on"), PEOPLE),
    st.tuples(st.just("move"), PEOPLE, HOUSEHOLDS),
    st.tuples(st.just("merge"), PEOPLE, PEOPLE),
    st.tuples(st.just("merge households"), HOUSEHOLDS, HOUSEHOLDS, st.booleans()),
    st.tuples(st.just("undo"), st.integers(0, 9)),
    st.tuples(st.just("die"), PEOPLE),
    st.tuples(st.just("leave"), PEOPLE),
    st.tuples(st.just("stay"), PEOPLE),
    st.tuples(st.just("split"), PEOPLE),
    st.tuples(st.just("join"), HOUSEHOLDS, HOUSEHOLDS),
    st.tuples(st.just("go to another commune"), HOUSEHOLDS),
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
 WHERE p.left_on IS NULL AND h.ended_on IS NOT NULL
UNION ALL
SELECT 'nobody there', '', h.id FROM household h WHERE h.ended_on IS NULL
   AND NOT EXISTS (SELECT FROM person p WHERE p.household_id = h.id AND p.left_on IS NULL)
UNION ALL
SELECT 'withdrawn or not', '', s.id FROM sheet s JOIN household h ON h.id = s.household_id
 WHERE s.state = 'draft' AND (s.withdrawn_on IS NULL) <> (h.ended_on IS NULL)
"""
FIGURES = (
    (
        "SELECT coalesce(sum(sheets), 0) FROM sheet_figure",
        "SELECT count(*) FROM sheet WHERE aside_by IS NULL AND withdrawn_on IS NULL",
    ),
    (
        "SELECT coalesce(sum(households), 0) FROM register_figure",
        "SELECT count(*) FROM household WHERE ended_on IS NULL",
    ),
)


class World:
    """Three households with two people each, and what is done to them."""

    def __init__(self, arrange, merge, undo, sheet_for, owner, keep, households, people) -> None:
        self._arrange, self._merge, self._undo, self._sheet_for = arrange, merge, undo, sheet_for
        self.owner, self._keep = owner, keep
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
        self._begin(Model.FAMILY, self._home(number), year, since, length)

    def _home(self, number):
        return self._here(Household, self._households[number % len(self._households)])

    def _die(self, number) -> None:
        self._of(number, lambda home, one: life.die(self._keep.actor, home, one, today(), self._heir(home, one)))

    def _leave(self, number) -> None:
        self._of(number, lambda home, one: life.leave(self._keep.actor, home, [one], today()))

    def _stay(self, number) -> None:
        self._of(number, lambda home, one: life.stay(self._keep.actor, home, one))

    def _split(self, number) -> None:
        given = HouseholdGiven()
        made = self._of(
            number,
            lambda home, one: life.split(
                self._keep.actor, home, [one], Split(head=one, relations={}, on=today(), given=given)
            ),
        )
        if made is not None:
            self._households.append(made)

    def _join(self, one, into) -> None:
        old, new = self._home(one), self._home(into)
        if old and new:
            self._keep(old.unit_id, lambda: life.join(
                self._keep.actor, register.household(old.id), register.household(new.id), {}, today()
            ))  # fmt: skip

    def _go_to_another_commune(self, number) -> None:
        """And are there, the whole household."""
        home = self._home(number)
        if home is not None:
            self._keep.move(home)

    def _of(self, number, do):
        """Something happens to one of the people, as the recorder of their commune writes it down."""
        one = self._here(Person, self._people[number])
        if one is None:
            return None
        return self._keep(one.unit_id, lambda: do(register.household(one.household_id), register.person(one.id)))

    def _heir(self, home, one):
        other = next((found for found in home.living if found.id != one.id), None)
        return Heir(other) if other else None

    def _begin(self, model, record, year, since, length) -> None:
        if record is None or (record.left_on if model is Model.CITIZEN else record.ended_on):
            return
        if self.owner.rows(
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
        person, home = self._here(Person, self._people[number]), self._home(to)
        if person is None or home is None or person.relation == Relation.HEAD or person.left_on or home.ended_on:
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
                    id=self._households[n % len(self._households)].id,
                )
                for n in (one, other)
            ]
            pairs = dict(zip([row[0] for row in members[0]], [row[0] for row in members[1]], strict=False))
        homes = [self._households[n % len(self._households)] for n in (one, other)]
        return self._merge_(*homes, same=pairs)

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


class Keep:
    """The registers of two communes, kept by their recorders; what is refused changes nothing."""

    def __init__(self, acting, person, place) -> None:
        self._acting, self._place = acting, place
        self._recorders = {
            village.id: person(Role.COMMUNE_RECORDER, commune)
            for village, commune in (
                (place.na_khuyen, place.yen_hoa), (place.ban_thang, place.yen_hoa), (place.ban_luc, place.da_vi),
            )
        }  # fmt: skip
        self.actor = None

    def __call__(self, unit_id, do):
        with self._acting(self._recorders[unit_id]) as self.actor:
            try:
                return do()
            except (NotAllowedError, HeadMissingError, AlreadyOfferedError, NoResultFound):
                return None

    def move(self, household) -> None:
        """A whole household goes from its commune to the other."""
        here = household.unit_id == self._place.ban_luc.id
        village, commune = (
            (self._place.na_khuyen, self._place.yen_hoa) if here else (self._place.ban_luc, self._place.da_vi)
        )

        def let_go():
            home = register.household(household.id)
            return life.offer(self.actor, home, home.living, commune, today()).id

        offered = self(household.unit_id, let_go)
        if offered is not None:
            self(village.id, lambda: life.take(self.actor, register.transfer(offered), Taking(village), today()))


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


@pytest.fixture
def keep(acting, person, place):
    return Keep(acting, person, place)


@pytest.fixture
def merge(merge, person, place):
    """Merging, by one of the district who sees both communes."""
    officer = person(Role.DISTRICT_REVIEWER, place.na_hang)
    return lambda kept, gone, **given: merge(kept, gone, officer, **given)


@pytest.fixture
def undo(undo, person, place):
    officer = person(Role.DISTRICT_REVIEWER, place.na_hang)
    return lambda made: undo(made, officer)


@settings(
    max_examples=20, deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)  # fmt: skip
@given(begun=st.lists(st.tuples(DAYS, DAYS), min_size=9, max_size=9), steps=st.lists(STEPS, min_size=3, max_size=10))
def test_nothing_is_counted_twice_and_nothing_is_lost(
    app, arrange, merge, undo, sheet_for, owner, keep, homes, begun, steps
):
    with app.app_context():
        point = db.engines[None].begin_nested()
    households, people = homes
    world = World(arrange, merge, undo, sheet_for, owner, keep, list(households), people)
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
