"""Whatever a commune's register holds: out as a file and in again changes nothing, row by row."""

import datetime as dt
import io

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lhtq.lists.kinds import Task
from lhtq.lists.rules import Outcome, find_source, read_rows
from lhtq.register.lists.household import HOUSEHOLDS
from lhtq.register.lists.household.fields import fields
from lhtq.register.queries import KnownHousehold, KnownPerson, MergedRecords
from lhtq.register.rules import OCCUPATION_NAMES, RELATION_NAMES, SEX_NAMES, Occupation, Relation, Sex, ethnicities
from lhtq.units.models import Unit
from lhtq.units.rules import Level
from lhtq.workbook.reading import read
from lhtq.workbook.writing import Page, csv_lines, write_xlsx

TODAY = dt.date(2026, 11, 25)
COMMUNE = Unit(id=1, level=Level.COMMUNE, type="xã", name="Yên Hoa", code="02248", path="08/072/02248/")
VILLAGES = [
    Unit(id=2, level=Level.VILLAGE, type="thôn", name="Nà Khuyến", code="001", path="08/072/02248/001/"),
    Unit(id=3, level=Level.VILLAGE, type="bản", name="Bản Thàng", code="002", path="08/072/02248/002/"),
]
TASK = Task(COMMUNE, COMMUNE, VILLAGES, COMMUNE.path, TODAY)

#: What a form takes as a name: letters with all their marks, digits too, and nothing that it would trim.
names = st.text(st.sampled_from("aăâbcdđeêghiklmnoôơpqrstuưvxyáàảãạốệỹĐÔÂ 1'-"), min_size=1, max_size=30).map(
    lambda words: " ".join(words.split())
).filter(bool)  # fmt: skip
texts = st.text(st.sampled_from("abcđêô 123=+-@,;\"'.:/()"), max_size=20).map(lambda words: " ".join(words.split()))
phones = st.one_of(st.just(""), st.from_regex(r"\A0[35789]\d{8}\Z"), texts)


@st.composite
def person(draw, relation):
    """What the register holds of one person, without ids."""
    born = draw(st.one_of(st.dates(dt.date(1900, 1, 1), TODAY), st.integers(1900, 2026)))
    return {
        "full_name": draw(names), "birth_year": born if isinstance(born, int) else born.year,
        "birth_date": None if isinstance(born, int) else born, "sex": draw(st.sampled_from(Sex)).value,
        "ethnicity": draw(st.sampled_from(ethnicities())), "relation": relation, "phone": draw(phones),
        "working": draw(st.booleans()), "occupation": draw(st.sampled_from([None, *(one.value for one in Occupation)])),
        "disabled": draw(st.booleans()), "literate": draw(st.sampled_from([None, True, False])),
    }  # fmt: skip


@st.composite
def registers(draw):
    """Households with their people, as a commune might hold them; a number stands once."""
    households, people = [], []
    codes = draw(st.lists(st.text("0123456789-=", min_size=1, max_size=5), max_size=4, unique=True))
    for id_ in range(1, draw(st.integers(1, 5)) + 1):
        village = draw(st.sampled_from(VILLAGES))
        members = [draw(person("head"))]
        others = [relation.value for relation in Relation if relation is not Relation.HEAD]
        members += [draw(person(draw(st.sampled_from(others)))) for _n in range(draw(st.integers(0, 3)))]
        code = codes.pop() if codes else ""
        households.append(
            KnownHousehold(id_, village.id, code, members[0]["full_name"], draw(texts), draw(phones),
                           draw(st.booleans()), None, 1)
        )  # fmt: skip
        people += [
            KnownPerson(id=100 * id_ + n, household_id=id_, unit_id=village.id, left_on=None, version=1, **one)
            for n, one in enumerate(members)
        ]
    return households, people


def told(households, people):
    """The rows of the export."""
    homes = {home.id: home for home in households}
    villages = {unit.id: unit.name for unit in VILLAGES}
    for one in people:
        home = homes[one.household_id]
        said = {
            **vars(one), "village": villages[home.unit_id], "code": home.code, "address": home.address,
            "household_phone": home.phone, "poor": home.poor, "birth": one.birth_date or one.birth_year,
            "sex": SEX_NAMES[Sex(one.sex)], "relation": RELATION_NAMES[Relation(one.relation)],
            "occupation": OCCUPATION_NAMES[Occupation(one.occupation)] if one.occupation else "",
            "literate": {True: "Có", False: "Không", None: ""}[one.literate],
        }  # fmt: skip
        yield [said[each.key] for each in fields(TASK) if each.offered]


def found(content: bytes, name: str, register, monkeypatch):
    """What the file would do to the register it came from."""
    households, people = register
    monkeypatch.setattr("lhtq.register.queries.known_households", lambda _ids: households)
    monkeypatch.setattr("lhtq.register.queries.known_people", lambda _ids: people)
    monkeypatch.setattr("lhtq.register.queries.merged_records", lambda _ids: MergedRecords())
    columns = fields(TASK)
    source = find_source(read(content, name).sheets, columns)
    assert source is not None
    return HOUSEHOLDS.reading.plan(TASK, read_rows(source, columns, source.guessed))


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(register=registers())
def test_out_and_in_again_changes_nothing(register, monkeypatch):
    columns = [each.column() for each in fields(TASK) if each.offered]
    made = found(b"".join(csv_lines(columns, told(*register))), "x.csv", register, monkeypatch)
    assert (made.new, made.edits) == ([], [])


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(register=registers())
def test_the_same_through_a_workbook(register, monkeypatch):
    columns = [each.column() for each in fields(TASK) if each.offered]
    buffer = io.BytesIO()
    write_xlsx([Page("Danh sách", columns, told(*register))], buffer)
    made = found(buffer.getvalue(), "x.xlsx", register, monkeypatch)
    assert (made.new, made.edits) == ([], [])


def test_what_is_told_for_each_row_is_that_it_stays(monkeypatch):
    home = KnownHousehold(1, 2, "1", "MA VĂN QUÝ 2", "", "", False, None, 1)
    quy = KnownPerson(100, 1, 2, "MA VĂN QUÝ 2", 1975, None, "male", "Tày", "head", "máy bàn", True, None, False, None,
                      None, 1)  # fmt: skip
    columns = [each.column() for each in fields(TASK) if each.offered]
    content = b"".join(csv_lines(columns, told([home], [quy])))
    made = found(content, "x.csv", ([home], [quy]), monkeypatch)
    assert [one.outcome for one in made.findings] == [Outcome.UNCHANGED]


def test_one_odd_word_among_unicode_is_no_other_font(monkeypatch):
    home = KnownHousehold(1, 2, "", "Nguyễn Văn Đạt", "boâ", "", False, None, 1)
    people = [
        KnownPerson(
            100 + at, 1, 2, name, 1975 + at, None, "male", "Tày", relation, "", True, None, False, None, None, 1
        )
        for at, (name, relation) in enumerate(
            [("Nguyễn Văn Đạt", "head"), ("Ma Thị Hoa", "spouse"), ("Nguyễn Văn Nam", "child"), ("Lê Thị Mơ", "child")]
        )
    ]
    columns = [each.column() for each in fields(TASK) if each.offered]
    content = b"".join(csv_lines(columns, told([home], people)))
    made = found(content, "x.csv", ([home], people), monkeypatch)
    assert (made.new, made.edits) == ([], [])
