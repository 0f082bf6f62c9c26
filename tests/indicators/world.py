"""A small world in SQL whose records anything may happen to, and what the plan's measures are in it, counted plainly.

The counting here goes day by day over plain rows, from the words of the plan: it knows nothing of runs of days, of
triggers or of the views that it is held against.
"""

import datetime as dt
from collections import defaultdict
from types import SimpleNamespace

from sqlalchemy import text
from sqlalchemy.orm import Session

START = dt.date(2024, 1, 1)
#: Two communes with two villages each; three households with three people in each village.
WORLD = """
INSERT INTO unit (parent_id, level, type, code, name, path, valid_from, legal_basis)
  SELECT id, 'village', 'thôn', n::text, 'Thôn ' || n, path || n || '/', '2023-01-01', ''
    FROM unit, generate_series(1, 2) AS n WHERE path IN ('08/072/02248/', '08/072/02260/');
INSERT INTO account (unit_id, username, full_name, phone, password_hash, must_change_password, active)
  SELECT id, 'a', 'A', '', '', false, true FROM unit WHERE path = '08/';
INSERT INTO household (unit_id, head_name, address, version, created_at)
  SELECT id, 'Ma Văn ' || n, '', 1, '2024-01-10' FROM unit, generate_series(1, 3) AS n WHERE level = 'village';
INSERT INTO person (household_id, unit_id, full_name, birth_year, sex, ethnicity, relation, working, version)
  SELECT id, unit_id, head_name, 1980, 'male', 'Tày', CASE n WHEN 1 THEN 'head' ELSE 'other' END, n < 3, 1
    FROM household, generate_series(1, 3) AS n;
INSERT INTO clan (unit_id, name, head_name, phone, version, created_at)
  SELECT id, 'Dòng họ Ma', '', '', 1, '2024-01-10' FROM unit WHERE path IN ('08/072/02248/', '08/072/02260/');
INSERT INTO clan_family (clan_id, unit_id, household_id, household_unit_id)
  SELECT c.id, c.unit_id, h.id, h.unit_id FROM clan c JOIN household h ON (h.id + c.id) % 4 = 0 ;
INSERT INTO organisation (unit_id, kind, name, head_name, phone, address, version, created_at)
  SELECT id, 'school', 'Trường', '', '', '', 1, '2024-01-10' FROM unit
   WHERE path IN ('08/072/02248/', '08/072/02260/');
INSERT INTO employment (organisation_id, unit_id, person_id, person_unit_id, position)
  SELECT o.id, o.unit_id, p.id, p.unit_id, '' FROM organisation o JOIN person p ON (p.id + o.id) % 5 = 0;
INSERT INTO branch (unit_id, kind, name, phone, version)
  SELECT id, 'association', 'Hội', '', 1 FROM unit WHERE path IN ('08/072/02248/', '08/072/02260/');
INSERT INTO member (branch_id, unit_id, person_id, person_unit_id, full_name, birth_year, sex, phone, card_number,
                    version, joined_on)
  SELECT DISTINCT ON (p.id) b.id, b.unit_id, p.id, p.unit_id, p.full_name, 1980, 'male', '', '', 1, '2024-01-05'::date
    FROM branch b, person p WHERE p.id % 3 = 0 ORDER BY p.id, b.id;
INSERT INTO course (unit_id, kind, topics, title, starts_on, ends_on, sessions, place, trainers, result, state, version)
  SELECT id, kind, topics::varchar[], 'Khóa', '2024-02-01', '2024-02-03', 1, '', '', '', 'held', 1 FROM unit, (VALUES
    ('briefing', '{policy}'), ('further', '{it-finding,it-writing}'), ('further', '{it-information,it-equipment}')
  ) AS c (kind, topics) WHERE path = '08/072/';
INSERT INTO centre (unit_id, name, decision_number, address, phone, version)
  SELECT id, 'Trung tâm', '', '', '', 1 FROM unit WHERE path IN ('08/072/02248/', '08/072/02260/');
INSERT INTO activity (unit_id, centre_id, centre_unit_id, kind, state, held_on, ends_on, topic, made_by, version,
                      place, organiser, partners, result, outside, counted, attendances, women, minority, elderly,
                      disabled, poor, enrolled, completed, cost)
  SELECT c.unit_id, c.id, c.unit_id, 'talk', 'done', '2024-03-01', '2024-03-01', 'X', a.id, 1, '', '', '', '', false,
         'typed', 0, 0, 0, 0, 0, 0, 0, 0, 0 FROM centre c, account a;
"""
TABLES = (
    "household", "person", "title", "sheet", "clan", "clan_family", "organisation", "employment", "member", "branch",
    "household_stay", "person_stay", "post", "board_member", "course", "course_participant", "activity",
    "activity_hand", "year_statistics", "unit",
)  # fmt: skip
OFFICIAL = {"family_rate": "households", "clan_rate": "clans", "community_rate": "villages",
            "unit_rate": "organisations", "briefed_rate": "association_members"}  # fmt: skip
IT = {"it-finding", "it-writing", "it-information", "it-equipment"}


class Plain:
    """Every record of the world as it is now, and the measures counted from them for one day."""

    def __init__(self, session: Session) -> None:
        for table in TABLES:
            rows = session.execute(text(f"SELECT * FROM {table}")).mappings()  # noqa: S608 - our own names
            setattr(self, table, [SimpleNamespace(**row) for row in rows])
        self.place = {unit.id: unit.parent_id if unit.level == "village" else unit.id for unit in self.unit}
        self.level = {unit.id: unit.level for unit in self.unit}
        self.titles = defaultdict(list)
        for title in self.title:
            self.titles[title.model, title.subject_id].append(title)
        self.sheets = {sheet.id: sheet for sheet in self.sheet}
        self.people = {person.id: person for person in self.person}
        self.households = {household.id: household for household in self.household}
        self.was = {
            "household": _by(self.household_stay, "household_id"),
            "person": _by(self.person_stay, "person_id"),
        }

    def holds(self, model, subject_id, day):
        return any(title.valid_from <= day <= title.valid_to for title in self.titles[model, subject_id])

    def there(self, row, model, day):
        given = [title.valid_from for title in self.titles[model, row.id]]
        since = min([(row.created_at + dt.timedelta(hours=7)).date(), *given])
        return since <= day and before(day, row.ended_on)

    def records(self, measure, day):
        """(unit, whether it is in the part too) of every record in the whole."""
        return getattr(self, f"_{measure}")(day)

    def measures(self, measure, day):
        """Place → (whole, part), with official counts in the place of what was counted."""
        by_unit = defaultdict(lambda: [0, 0])
        for unit_id, held in self.records(measure, day):
            by_unit[unit_id][0] += 1
            by_unit[unit_id][1] += held
        official = self._official(measure, day.year)
        by_place = defaultdict(lambda: [0, 0])
        for unit_id in {*by_unit, *official}:
            whole, part = by_unit[unit_id]
            if self.level[unit_id] == "village" and unit_id in official:
                whole = official[unit_id]
            by_place[self.place[unit_id]][0] += whole
            by_place[self.place[unit_id]][1] += part
        for unit_id, count in official.items():
            if self.level[unit_id] != "village":
                by_place[unit_id][0] = count
        return {unit_id: tuple(pair) for unit_id, pair in by_place.items() if any(pair)}

    def _official(self, measure, year):
        key = OFFICIAL.get(measure)
        return {
            row.unit_id: row.figures[key]["value"]
            for row in self.year_statistics
            if row.year == year and key in row.figures and row.figures[key]["source"] == "official"
        }

    def _family_rate(self, day):
        for row in self.household:
            at = self.at("household", row, day)
            if at and row.merged_into_id is None and self.there(row, "family", day):
                yield at.unit_id, self.holds("family", row.id, day)

    def _clan_rate(self, day):
        for row in self.clan:
            if self.there(row, "clan", day):
                yield row.unit_id, self.holds("clan", row.id, day)

    def _unit_rate(self, day):
        for row in self.organisation:
            if self.there(row, "organisation", day):
                yield row.unit_id, self.holds("organisation", row.id, day)

    def _community_rate(self, day):
        for row in self.unit:
            if row.level == "village" and row.valid_from <= day and (row.valid_to is None or day <= row.valid_to):
                yield row.id, self.holds("community", row.id, day)

    def _worker_citizen_rate(self, day):
        for person, at in self._living_at(day):
            household = self.households[at.household_id]
            gone = household.merged_into_id is not None or not before(day, household.ended_on)
            if person.working and not gone and self._learning(household, at.unit_id, day):
                yield at.unit_id, self.holds("citizen", person.id, day)

    def _learning(self, household, village_id, day):
        clans = [
            link.clan_id for link in self.clan_family if link.household_id == household.id and before(day, link.left_on)
        ]
        return (
            self.holds("family", household.id, day)
            or self.holds("community", village_id, day)
            or any(self.holds("clan", clan, day) for clan in clans)
        )

    def _staff_citizen_rate(self, day):
        organisations = {row.id: row for row in self.organisation}
        living = {person.id for person in self._living(day)}
        for row in self.employment:
            organisation = organisations[row.organisation_id]
            works = before(day, row.left_on) and before(day, organisation.ended_on) and row.person_id in living
            if works and self.holds("organisation", organisation.id, day):
                yield row.unit_id, self.holds("citizen", row.person_id, day)

    def _digital_skill_rate(self, day):
        for person, at in self._living_at(day):
            if self.holds("citizen", person.id, day):
                yield at.unit_id, self._skilled(person, day)

    def _self_update_rate(self, day):
        for person, at in self._living_at(day):
            if self._skilled(person, day):
                own = [sheet.self_updated_on for sheet in self.sheet if (sheet.model, sheet.subject_id) == ("citizen", person.id)]  # fmt: skip  # noqa: E501
                yield at.unit_id, any(one and one <= day and one.year == day.year for one in own)

    def _skilled(self, person, day):
        return any(
            title.valid_from <= day <= title.valid_to and self.sheets[title.sheet_id].answers.get("2.1", 0) >= 5
            for title in self.titles["citizen", person.id]
        )

    def _living(self, day):
        return [one for one in self.person if one.merged_into_id is None and before(day, one.left_on)]

    def _living_at(self, day):
        """Who was there that day, and in which household and village they were then."""
        found = ((one, self.at("person", one, day)) for one in self._living(day))
        return [(one, at) for one, at in found if at]

    def at(self, kind, row, day):
        """Where a record was on a day: the row that says so, or None where it was nowhere."""
        for stay in self.was[kind][row.id]:
            if (stay.since is None or stay.since <= day) and day < stay.until:
                return stay
        return row if row.here_since is None or row.here_since <= day else None

    def _briefed_rate(self, day):
        courses = {row.id: row for row in self.course}
        for member in self.member:
            if (member.joined_on is None or member.joined_on <= day) and before(day, member.left_on):
                attended = [courses[row.course_id] for row in self.course_participant if row.member_id == member.id and row.attended]  # fmt: skip  # noqa: E501
                yield member.unit_id, any(
                    one.kind == "briefing" and one.state == "held" and one.starts_on <= day
                    and (one.starts_on.year <= 2025) == (day.year <= 2025)
                    for one in attended
                )  # fmt: skip

    def _chair_in_centre_rate(self, day):
        for unit in self.unit:
            branches = [b for b in self.branch if b.unit_id == unit.id and b.kind == "association" and before(day, b.ended_on)]  # fmt: skip  # noqa: E501
            if unit.level == "commune" and branches:
                yield (
                    unit.id,
                    any(
                        row.association_unit_id == unit.id and in_term(row.term_from, row.term_to, day)
                        for row in self.board_member
                    ),
                )

    def _officer_centre_it_rate(self, day):
        members = {row.id: row for row in self.member}
        branches = {row.id: row for row in self.branch}
        officers = {
            (post.unit_id, post.member_id)
            for post in self.post
            if in_term(post.from_on, post.to_on, day) and before(day, branches[post.branch_id].ended_on)
        }
        for unit_id, member_id in officers:
            yield unit_id, self._ran(members[member_id].person_id, day) and self._trained(member_id, day)

    def _ran(self, person_id, day):
        done = {row.id for row in self.activity if row.state == "done" and row.held_on <= day}
        return person_id is not None and any(
            hand.person_id == person_id and hand.activity_id in done for hand in self.activity_hand
        )

    def _trained(self, member_id, day):
        held = {row.id: row for row in self.course if row.state == "held" and row.ends_on <= day}
        topics = set()
        for row in self.course_participant:
            if row.member_id == member_id and row.completed and row.course_id in held:
                topics |= set(held[row.course_id].topics)
        return topics >= IT


def _by(rows, key):
    found = defaultdict(list)
    for row in rows:
        found[getattr(row, key)].append(row)
    return found


def before(day, end):
    """Whether a day lies before an end, if there is one."""
    return end is None or day < end


def in_term(first, last, day):
    """Whether a day lies in a term."""
    return first <= day and (last is None or day <= last)
