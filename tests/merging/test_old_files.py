"""A workbook of before a merge is imported again: its rows are the records that stand for those that went."""

import pytest

from lhtq.accounts.policy import Role
from lhtq.register import queries
from lhtq.register.rules import Relation
from tests.factories import ClanFactory, OrganisationFactory
from tests.lists.conftest import Office
from tests.lists.test_importing import counts

DAT = ("Nà Khuyến", "12", "Nguyễn Văn Đạt", 1980, "Nam", "Tày", "Chủ hộ", "")
LAN = ("Nà Khuyến", "12", "Lý Thị Lan", 1982, "Nữ", "Tày", "Vợ", "")
AGAIN = ("Nà Khuyến", "17", "Nguyen Van Dat", 1980, "Nam", "Kinh", "Chủ hộ", "0912345678")
LAN_AGAIN = ("Nà Khuyến", "17", "Lí Thị Lan", 1982, "Nữ", "Tày", "Vợ", "")
MINH = ("Nà Khuyến", "17", "Nguyễn Văn Minh", 2012, "Nam", "Tày", "Con", "")
OLD = (DAT, LAN, AGAIN, LAN_AGAIN, MINH)


@pytest.fixture
def office(place, recording):
    """The recorder of Yên Hoa, with files."""
    return Office(recording, place.yen_hoa)


@pytest.fixture
def ids(owner):
    """``ids(table)``: the ids of records by name."""

    def _ids(table="person", name="full_name"):
        return dict(owner.rows(f"SELECT {name}, id FROM {table}"))  # noqa: S608 - our own words

    return _ids


@pytest.fixture
def merged(office, merge, ids, acting, place):
    """The file has come in, and the two households in it were found to be one, but for the number that was kept."""
    office.rows(*OLD)
    office.press("Nhập 5 dòng đúng")
    homes, people = ids("household", "head_name"), ids()
    with acting(Role.COMMUNE_RECORDER, at=place.yen_hoa):
        kept, gone = (queries.household(homes[name]) for name in ("Nguyễn Văn Đạt", "Nguyen Van Dat"))
    same = {people["Nguyễn Văn Đạt"]: people["Nguyen Van Dat"], people["Lý Thị Lan"]: people["Lí Thị Lan"]}
    merge(kept, gone, same=same, relations={people["Nguyễn Văn Minh"]: Relation.OTHER}, taken=frozenset())
    return office


def found(page):
    """The counts that are not none."""
    return {words: number for words, number in counts(page).items() if number}


@pytest.mark.parametrize("rows", [OLD, OLD[::-1], OLD[2:], [(row[0], "", *row[2:]) for row in OLD]])
def test_the_old_file_changes_nothing(merged, owner, rows):
    before = owner.digest()
    assert found(merged.rows(*rows)) == {"giữ nguyên": len(rows)}
    after = owner.digest()
    assert {table for table in before if before[table] != after[table]} <= {"import_batch", "column_mapping"}


def test_what_is_news_goes_to_the_record_that_stands(merged, owner, ids):
    lan, minh = (*LAN_AGAIN[:-1], "0987654321"), (*MINH[:5], "Dao", *MINH[6:])
    assert found(merged.rows(AGAIN, lan, minh)) == {"thay đổi": 2, "giữ nguyên": 1}
    merged.press("Nhập 2 dòng đúng")
    people = ids()
    shown = owner.rows("SELECT id, phone, full_name FROM person WHERE phone = '0987654321'")
    assert shown == [(people["Lý Thị Lan"], "0987654321", "Lý Thị Lan")]
    assert owner.rows("SELECT ethnicity, relation FROM person WHERE full_name = 'Nguyễn Văn Minh'") == [
        ("Dao", "other")
    ]


def test_two_rows_of_one_record_do_not_both_change_it(merged):
    page = merged.rows(DAT, (*LAN[:-1], "0987654321"), AGAIN, (*LAN_AGAIN[:-1], "0987654322"))
    assert found(page) == {"thay đổi": 1, "sai": 1, "giữ nguyên": 2}
    assert "Dòng này và dòng 3 là một hồ sơ, đã gộp." in merged.lines("sai").text


def test_somebody_more_in_the_household_that_went_is_asked_about(merged, owner, ids):
    new = ("Nà Khuyến", "17", "Nguyễn Thị Mai", 2015, "Nữ", "Tày", "Con", "")
    assert found(merged.rows(AGAIN, new)) == {"nghi ngờ": 1, "giữ nguyên": 1}
    assert "Hộ này đã gộp vào hộ Nguyễn Văn Đạt" in merged.lines("nghi-ngo").text
    merged.client.post(f"{merged.at}/chon", data={"tat_ca": "1"})
    merged.press("Nhập 1 dòng đúng")
    assert owner.rows("SELECT household_id FROM person WHERE full_name = 'Nguyễn Thị Mai'") == [
        (ids("household", "head_name")["Nguyễn Văn Đạt"],)
    ]


def test_one_person_who_was_in_two_households(office, merge, ids, acting, place, owner):
    sau = ("Nà Khuyến", "20", "Lý Văn Sáu", 1950, "Nam", "Tày", "Chủ hộ", "")
    lan = ("Nà Khuyến", "20", "Lý Thị Lan", 1983, "Nữ", "Tày", "Con", "")
    office.rows(DAT, LAN, sau, lan)
    office.press("Nhập 4 dòng đúng")
    (kept,), (gone,) = (owner.rows("SELECT id FROM person WHERE birth_year = :y", y=year) for year in (1982, 1983))
    with acting(Role.COMMUNE_RECORDER, at=place.yen_hoa):
        mine, theirs = queries.person(kept[0]), queries.person(gone[0])
    merge(mine, theirs, taken=frozenset())
    assert found(office.rows(sau, lan)) == {"giữ nguyên": 2}
    assert found(office.rows(sau, (*lan[:-1], "0912345670"))) == {"thay đổi": 1, "giữ nguyên": 1}


def test_lists_that_name_people_and_households_find_them_too(merged, arrange, place, ids, owner):
    with arrange():
        ClanFactory(unit=place.yen_hoa, name="Dòng họ Nguyễn", head_name="Nguyễn Văn Cả")
        OrganisationFactory(unit=place.yen_hoa, name="Trường Tiểu học Yên Hoa")
    staff = (("Trường Tiểu học Yên Hoa", "Lí Thị Lan", 1982),)
    headings = ("Tên cơ quan, đơn vị", "Họ và tên", "Năm sinh")
    merged.rows(*staff, headings=headings, slug="nguoi-lam-viec")
    merged.press("Nhập 1 dòng đúng")
    assert owner.rows("SELECT person_id FROM employment") == [(ids()["Lý Thị Lan"],)]
    assert found(merged.rows(*staff, headings=headings, slug="nguoi-lam-viec")) == {"giữ nguyên": 1}
    families = (("Dòng họ Nguyễn", "Nguyen Van Dat", "Nà Khuyến"),)
    headings = ("Tên dòng họ", "Họ tên chủ hộ", "Thôn")
    merged.rows(*families, headings=headings, slug="gia-dinh-dong-ho")
    merged.press("Nhập 1 dòng đúng")
    assert owner.rows("SELECT household_id FROM clan_family") == [(ids("household", "head_name")["Nguyễn Văn Đạt"],)]
    assert found(merged.rows(*families, headings=headings, slug="gia-dinh-dong-ho")) == {"giữ nguyên": 1}
