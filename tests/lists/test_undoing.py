"""An import is taken back as a whole while nothing depends on it; otherwise it says what stands in the way."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from lhtq.accounts.policy import Role
from lhtq.db import db
from lhtq.lists import queries
from lhtq.register.models import Household
from tests.lists.test_importing import HOA, LUA, QUY
from tests.lists.test_trouble import changed
from tests.web.press import links, press

UNDO = "Hoàn tác cả lần nhập"


@pytest.fixture
def written(office):
    """An office that has written two households with three people."""
    office.rows(QUY, LUA, HOA)
    office.press("Nhập 3 dòng đúng")
    return office


def test_what_was_made_goes_and_the_file_with_it(written, look, app):
    ((digest,),) = look("SELECT digest FROM import_batch")
    path = app.extensions["lhtq.uploads"].path(digest)
    assert path.exists()
    page = written.press(UNDO)
    assert "Đã hoàn tác" in page.text
    assert look("SELECT (SELECT count(*) FROM household), (SELECT count(*) FROM person)") == [(0, 0)]
    assert look("SELECT sum(households) FROM register_figure") == [(0,)]
    assert not path.exists()


def test_what_was_changed_is_as_it_was(written, look):
    before = look("SELECT id, full_name, phone, relation FROM person ORDER BY id")
    written.rows(changed(LUA, quan_he="Chủ hộ", dt="0987654321"), changed(QUY, quan_he="Chồng", ten="Ma Văn Quý"), HOA)
    written.press("Nhập 2 dòng đúng")
    assert look("SELECT head_name FROM household ORDER BY id") == [("Ma Thị Lụa",), ("Bàn Thị Hoa",)]
    written.press(UNDO)
    assert look("SELECT id, full_name, phone, relation FROM person ORDER BY id") == before
    assert look("SELECT head_name FROM household ORDER BY id") == [("Ma Văn Quý",), ("Bàn Thị Hoa",)]


def test_the_same_file_can_be_imported_again(written, look):
    written.press(UNDO)
    written.rows(QUY, LUA, HOA)
    written.press("Nhập 3 dòng đúng")
    assert look("SELECT count(*) FROM person") == [(3,)]


def test_a_sheet_stands_in_the_way(written, look, sheet, arrange):
    with arrange():
        quy = db.session.query(Household).filter_by(head_name="Ma Văn Quý").one()
    sheet(quy)
    page = written.press(UNDO)
    assert page.status_code == 409
    assert "Dòng 2: hộ đã có phiếu chấm điểm" in page.text
    assert look("SELECT count(*) FROM household") == [(2,)]


def test_a_later_change_stands_in_the_way(written, place, look):
    ((hoa,),) = look("SELECT id FROM household WHERE head_name = 'Bàn Thị Hoa'")
    address = written.client.post(f"/ho/{hoa}", data={"address": "Cuối làng", "version": "1"})
    assert address.status_code == 303
    page = written.press(UNDO)
    assert "Dòng 4: hộ đã được sửa sau khi nhập" in page.text


def test_a_member_added_later_stands_in_the_way(written, look):
    ((hoa,),) = look("SELECT id FROM household WHERE head_name = 'Bàn Thị Hoa'")
    form = written.client.get(f"/ho/{hoa}/nguoi/them")
    added = press(
        written.client, form, "Lưu", full_name="Bàn Thị Con", birth_year="2015", sex="female", ethnicity="Dao"
    )
    assert added.status_code == 303
    assert "Dòng 4: hộ đã có thêm thành viên" in written.press(UNDO).text


def test_a_later_import_stands_in_the_way_until_it_is_taken_back(written):
    first = written.at
    written.rows(changed(QUY, dt="0987654321"), LUA)
    written.press("Nhập 1 dòng đúng")
    second = written.at
    written.at = first
    assert "đã được một lần nhập sau sửa" in written.press(UNDO).text
    written.at = second
    written.press(UNDO)
    written.at = first
    assert "Đã hoàn tác" in written.press(UNDO).text


def test_a_record_says_where_it_comes_from(written, place, acting, sign_in, look):
    ((quy,),) = look("SELECT id FROM person WHERE full_name = 'Ma Văn Quý'")
    # The village did not import it, and reads it all the same.
    with acting(Role.VILLAGE_RECORDER, at=place.na_khuyen):
        (origin,) = queries.origins("person", quy)
    assert (origin.file_name, origin.number, origin.changed) == ("danh sach.xlsx", 2, False)
    with acting(Role.VILLAGE_RECORDER, at=place.ban_thang):
        assert queries.origins("person", quy) == []
    page = written.client.get(f"/nguoi/{quy}")
    assert links(page)["danh sach.xlsx"] == written.at
    assert "dòng 2 (" in page.text
    in_village = sign_in(Role.VILLAGE_RECORDER, at=place.na_khuyen).get(f"/nguoi/{quy}")
    assert "Nhập từ tệp danh sach.xlsx, dòng 2" in in_village.text
    ((home,),) = look("SELECT household_id FROM person WHERE full_name = 'Ma Văn Quý'")
    assert "Nhập từ tệp" in written.client.get(f"/ho/{home}").text


def test_it_is_written_down_by_village(written, place, look):
    rows = look(
        "SELECT unit_id, changes->'household new', changes->'person new' FROM audit_entry "
        "WHERE action = 'list:import' ORDER BY unit_id"
    )
    assert rows == [(place.na_khuyen.id, [None, 1], [None, 2]), (place.ban_thang.id, [None, 1], [None, 1])]


def test_nobody_elses_import_is_taken_back_by_the_function(written, place, app, look):
    ((batch,),) = look("SELECT id FROM import_batch")
    with app.app_context():
        connection = db.engines[None]
    for path in (place.da_vi.path, place.na_khuyen.path, ""):
        connection.execute(text("SELECT set_config('lhtq.scope', :path, true)"), {"path": path})
        with pytest.raises(DBAPIError, match="cannot be taken back"), connection.begin_nested():
            connection.execute(text("SELECT lhtq_take_import_back(:batch)"), {"batch": batch})


def test_what_was_uploaded_of_late_is_not_forgotten(written, app, look):
    with app.app_context():
        connection = db.engines[None]
    with pytest.raises(DBAPIError, match="of late is kept"), connection.begin_nested():
        connection.execute(text("SELECT lhtq_forget_imports(now())"))


def test_after_ninety_days_the_file_is_gone_and_the_records_stay(written, app, arrange, look):
    written.rows(changed(QUY, sinh="2099"))
    ((digest,),) = look("SELECT digest FROM import_batch ORDER BY id DESC LIMIT 1")
    with arrange():
        db.session.execute(text("UPDATE import_batch SET made_at = now() - interval '91 days'"))
    old = written.at
    written.rows(HOA, name="moi.xlsx")
    assert not app.extensions["lhtq.uploads"].path(digest).exists()
    assert look("SELECT kept, file_name FROM import_batch ORDER BY id") == [
        (False, "danh sach.xlsx"), (False, "danh sach.xlsx"), (True, "moi.xlsx"),
    ]  # fmt: skip
    assert look("SELECT count(*) FROM import_finding WHERE outcome = 'wrong'") == [(0,)]
    assert look("SELECT count(*) FROM person") == [(3,)]
    assert written.client.get(f"{old}/ly-do").status_code == 404
    assert written.client.post(f"{old}/ghi").status_code == 403


VILLAGES = ("Loại", "Tên thôn, bản, tổ dân phố", "Căn cứ")


@pytest.fixture
def counted(arrange):
    """``counted()`` has the sums kept that a commit would keep: a test commits nothing."""

    def _counted():
        with arrange():
            db.session.execute(text("SET CONSTRAINTS ALL IMMEDIATE"))

    return _counted


def test_villages_that_nobody_has_used_go(office, look, counted):
    """What is counted of a unit is made with it, and goes with it."""
    office.rows(("thôn", "Nà Mới", "Nghị quyết 1"), headings=VILLAGES, slug="thon")
    office.press("Nhập 1 dòng đúng")
    counted()
    ours = "FROM measure_level k JOIN unit u ON u.id = k.unit_id WHERE u.name = 'Nà Mới'"
    assert look(f"SELECT sum(k.whole) {ours}") == [(1,)]
    of_the_commune = (
        "SELECT s.whole FROM measure_sum s JOIN unit u ON u.id = s.unit_id AND u.level = 'commune' "
        "WHERE u.name = 'Yên Hoa' AND s.measure = 'community_rate' AND s.until = 'infinity'"
    )
    ((before,),) = look(of_the_commune)
    assert "Đã hoàn tác" in office.press(UNDO).text
    counted()
    assert look("SELECT count(*) FROM unit WHERE name = 'Nà Mới'") == [(0,)]
    assert look(f"SELECT count(*) {ours}") == [(0,)]
    assert look(of_the_commune) == [(before - 1,)]


def test_a_household_stands_in_the_way_of_its_village(office, look):
    office.rows(("thôn", "Nà Mới", ""), headings=VILLAGES, slug="thon")
    office.press("Nhập 1 dòng đúng")
    villages = office.at
    office.rows(changed(QUY, thon="Nà Mới"))
    office.press("Nhập 1 dòng đúng")
    office.at = villages
    page = office.press(UNDO)
    assert (page.status_code, "Chưa hoàn tác được." in page.text) == (409, True)
    assert look("SELECT count(*) FROM unit WHERE name = 'Nà Mới'") == [(1,)]
