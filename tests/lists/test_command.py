"""The province's office imports a folder of communes from the command line."""

import pytest
from click.testing import CliRunner
from sqlalchemy import create_engine, text
from sqlalchemy.exc import IntegrityError, NotSupportedError

from lhtq.accounts.models import Account, Assignment
from lhtq.accounts.policy import ROLE_NAMES, Role
from lhtq.cli import main
from lhtq.lists.service import province
from lhtq.start import owner_session
from lhtq.units.models import Unit
from lhtq.units.rules import Level
from tests.lists.files import HEADINGS, xlsx
from tests.lists.test_importing import HOA, LUA, QUY
from tests.lists.test_trouble import changed


@pytest.fixture
def owner(server, monkeypatch, tmp_path):
    """The owner's URL of a prepared database with three villages in two communes and a recorder of the district."""
    found = server.copy()
    monkeypatch.setenv("DATABASE_URL", found.owner)
    monkeypatch.setenv("LHTQ_APP_DATABASE_URL", found.app)
    monkeypatch.setenv("LHTQ_DATA", str(tmp_path / "data"))
    monkeypatch.chdir(tmp_path)
    with owner_session(found.owner) as session:
        for path, code, name in (
            ("08/072/02248/", "001", "Nà Khuyến"),
            ("08/072/02248/", "002", "Bản Thàng"),
            ("08/072/02260/", "001", "Bản Lục"),
        ):
            commune = session.query(Unit).filter_by(path=path).one()
            session.add(
                Unit(level=Level.VILLAGE, type="thôn", code=code, name=name, parent_id=commune.id,
                     path=f"{path}{code}/", valid_from=commune.valid_from, legal_basis="")
            )  # fmt: skip
        district = session.query(Unit).filter_by(path="08/072/").one()
        account = Account(unit_id=district.id, username="nhap", full_name="Hoàng Văn Nhập", password_hash="")
        session.add(account)
        session.flush()
        session.add(Assignment(account_id=account.id, unit_id=district.id, role=Role.COMMUNE_RECORDER))
        session.commit()
    return found.owner


def run(*words: str):
    return CliRunner().invoke(main, ["import", *words])


def ask(url: str, query: str):
    engine = create_engine(url)
    with engine.connect() as connection:
        found = [tuple(row) for row in connection.execute(text(query))]
    engine.dispose()
    return found


def test_a_folder_is_imported_by_the_codes_in_the_names_of_its_files(owner, tmp_path):
    folder = tmp_path / "xa"
    folder.mkdir()
    (folder / "02248 Yên Hoa.xlsx").write_bytes(xlsx([QUY, LUA, HOA]))
    (folder / "02260.xlsx").write_bytes(xlsx([changed(QUY, thon="Bản Lục")]))
    (folder / "ghi chú.txt").write_text("không đọc")
    done = run(str(folder), "--account", "nhap")
    assert done.exit_code == 0, done.output
    assert "02248 Yên Hoa.xlsx: 3 mới, 0 thay đổi, 0 giữ nguyên, 0 nghi ngờ, 0 sai" in done.stdout
    assert ask(owner, "SELECT count(*) FROM person") == [(4,)]
    assert ask(owner, "SELECT DISTINCT account_name FROM audit_entry WHERE action = 'list:import'") == [
        ("Hoàng Văn Nhập",)
    ]
    again = run(str(folder), "--account", "nhap")
    assert "02260.xlsx: 0 mới, 0 thay đổi, 1 giữ nguyên" in again.stdout
    assert ask(owner, "SELECT count(*) FROM person") == [(4,)]


def test_a_key_that_refuses_them_is_our_fault_and_nobodys_change(owner, tmp_path, monkeypatch, caplog):
    def refused(*_given):
        raise IntegrityError("INSERT INTO person", {}, Exception("no such household"))

    monkeypatch.setattr("lhtq.lists.service.records._write_down", refused)
    (tmp_path / "02248.xlsx").write_bytes(xlsx([QUY]))
    done = run(str(tmp_path / "02248.xlsx"), "--account", "nhap")
    assert "02248.xlsx: Có lỗi ở phía hệ thống, không có gì của xã này được ghi." in done.stdout
    assert "import of 02248.xlsx failed" in caplog.text
    assert ask(owner, "SELECT count(*) FROM household") == [(0,)]


def test_rows_that_an_accepted_report_has_counted_are_refused_in_words(owner, tmp_path, monkeypatch):
    def locked(*_given, **_named):
        raise NotSupportedError("UPDATE fee", {}, Exception("locked behind an accepted report"))

    monkeypatch.setattr(province, "work", locked)
    (tmp_path / "02248.xlsx").write_bytes(xlsx([QUY]))
    done = run(str(tmp_path / "02248.xlsx"), "--account", "nhap")
    assert done.exit_code == 1
    assert "đã được tiếp nhận nên đã khóa" in done.stdout
    assert ask(owner, "SELECT count(*) FROM person") == [(0,)]
    # The commune's page does not say for ever that it is being looked at.
    ((problem,),) = ask(owner, "SELECT problem FROM import_batch")
    assert "đã được tiếp nhận nên đã khóa" in problem


def test_a_file_of_several_communes_is_parted_by_its_column(owner, tmp_path):
    rows = [("02248", *QUY), (2260, *changed(HOA, thon="Bản Lục")), ("99999", *LUA)]
    (tmp_path / "tinh.xlsx").write_bytes(xlsx(rows, ("Mã xã", *HEADINGS)))
    done = run(str(tmp_path / "tinh.xlsx"), "--account", "nhap")
    assert done.exit_code == 1
    assert "tinh 99999.csv: Không có xã mã 99999." in done.stdout
    assert ask(owner, "SELECT u.path FROM household h JOIN unit u ON u.id = h.unit_id ORDER BY 1") == [
        ("08/072/02248/001/",), ("08/072/02260/001/",),
    ]  # fmt: skip


def test_rows_without_a_code_are_told_by_their_numbers_and_the_others_written(owner, tmp_path):
    rows = [("02248", *QUY), ("", *LUA), ("02248", *changed(HOA, thon="Nà Khuyến")), (None, *HOA)]
    (tmp_path / "tinh.xlsx").write_bytes(xlsx(rows, ("Mã xã", *HEADINGS)))
    done = run(str(tmp_path / "tinh.xlsx"), "--account", "nhap")
    assert done.exit_code == 1
    assert "tinh.xlsx: Dòng 3, 5: không có mã xã, nên chưa nhập." in done.stdout
    assert "00000" not in done.stdout
    assert ask(owner, "SELECT count(*) FROM person") == [(2,)]


def test_the_help_says_which_account_is_needed():
    said = " ".join(run("--help").output.split())
    assert f"the role “{ROLE_NAMES[Role.COMMUNE_RECORDER]}” at the commune" in said


def test_wrong_rows_come_back_with_their_reasons_and_an_exit_code(owner, tmp_path):
    (tmp_path / "02248.xlsx").write_bytes(xlsx([QUY, changed(HOA, sinh="2099")]))
    done = run(str(tmp_path / "02248.xlsx"), "--account", "nhap")
    assert done.exit_code == 1
    assert "1 mới" in done.stdout
    assert (tmp_path / "ly-do" / "02248-ly-do.xlsx").exists()
    assert ask(owner, "SELECT count(*) FROM person") == [(1,)]


def test_checking_alone_writes_nothing(owner, tmp_path):
    (tmp_path / "02248.xlsx").write_bytes(xlsx([QUY]))
    done = run(str(tmp_path / "02248.xlsx"), "--account", "nhap", "--check")
    assert (done.exit_code, "1 mới" in done.stdout) == (0, True)
    assert ask(owner, "SELECT count(*) FROM person") == [(0,)]


def test_what_cannot_be_imported_says_why(owner, tmp_path):
    (tmp_path / "02545.xlsx").write_bytes(xlsx([QUY]))
    (tmp_path / "khong ma.xlsx").write_bytes(xlsx([QUY]))
    (tmp_path / "02248 cot la.xlsx").write_bytes(xlsx([("a", "b")], ("x", "y")))
    done = run(str(tmp_path), "--account", "nhap")
    assert done.exit_code == 1
    assert "02545.xlsx: Tài khoản này không được nhập cho" in done.stdout
    assert "khong ma.xlsx: Tên tệp không có mã xã (năm chữ số)" in done.stdout
    assert "02248 cot la.xlsx: Chưa rõ cột nào chứa gì" in done.stdout


@pytest.mark.parametrize("words", [("--account", "ai do"), ("--account", "nhap", "--list", "khong-co")])
def test_nothing_begins_without_an_account_and_a_list(owner, tmp_path, words):
    (tmp_path / "02248.xlsx").write_bytes(xlsx([QUY]))
    assert run(str(tmp_path / "02248.xlsx"), *words).exit_code == 2
