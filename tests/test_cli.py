"""The command ``lhtq``, as the one who installs it types it."""

import json

import pytest
from click.testing import CliRunner
from sqlalchemy import create_engine, text

from lhtq.accounts.policy import Role
from lhtq.app import create_app
from lhtq.cli import main
from lhtq.config import Settings
from lhtq.db import db
from tests.client import Client


@pytest.fixture
def database(server, monkeypatch, tmp_path):
    """A prepared database that the environment names."""
    found = server.copy()
    monkeypatch.setenv("DATABASE_URL", found.owner)
    monkeypatch.setenv("LHTQ_APP_DATABASE_URL", found.app)
    monkeypatch.setenv("LHTQ_DATA", str(tmp_path))
    return found


@pytest.fixture
def phone(database, tmp_path):
    """A phone in front of the app on that database."""
    app = create_app(Settings(database.app, "key", tmp_path, secure_cookies=False), TESTING=True)
    yield lambda: Client(app, actor=None)
    with app.app_context():
        db.engine.dispose()


def run(*words: str):
    """What a command prints, and how it ends."""
    return CliRunner().invoke(main, words)


def ask(url: str, query: str):
    """One value, as the database's owner sees it."""
    engine = create_engine(url)
    with engine.connect() as connection:
        found = connection.execute(text(query)).scalar_one()
    engine.dispose()
    return found


def test_the_demo_accounts_hold_every_role_and_two_communes_in_each_of_two_districts():
    printed = run("demo", "accounts", "--json")
    accounts = json.loads(printed.stdout)
    assert all(account.keys() == {"username", "password", "role", "unit_code"} for account in accounts)
    assert {account["role"] for account in accounts} == set(Role)
    assert len({account["username"] for account in accounts}) == len(accounts)
    by_commune = {}
    for account in accounts:
        by_commune.setdefault(account["unit_code"], set()).add(account["role"])
    recording = {"commune-recorder", "commune-reviewer", "commune-approver", "administrator"}
    assert {code for code, roles in by_commune.items() if roles >= recording} == {"02248", "02260", "02545", "02560"}


def test_the_demonstration_is_loaded_once_and_everybody_in_it_signs_in(database, phone):
    assert run("demo", "load").stdout == "loaded\n"
    households = ask(database.owner, "SELECT count(*) FROM household")
    assert households > 300
    assert "nothing loaded" in run("demo", "load").stdout
    assert ask(database.owner, "SELECT count(*) FROM household") == households
    verified = run("rollup", "verify")
    assert (verified.exit_code, verified.stdout) == (0, "")
    for account in json.loads(run("demo", "accounts", "--json").stdout):
        client = phone()
        assert client.sign_in(account["username"], account["password"]).status_code == 303
        assert client.get("/", follow_redirects=True).status_code == 200


def test_figures_that_are_wrong_are_found_and_counted_anew(database):
    run("demo", "load")
    engine = create_engine(database.owner)
    with engine.begin() as connection:
        connection.execute(text("UPDATE register_figure SET households = households + 1"))
    engine.dispose()
    found = run("rollup", "verify")
    assert found.exit_code == 1
    assert "register_figure" in found.stdout
    assert run("rollup", "rebuild").exit_code == 0
    assert run("rollup", "verify").exit_code == 0


def test_the_first_administrator_gets_a_code_and_signs_in_with_it(phone):
    made = run("account", "first", "08/", "quan-tri", "Vũ Đình Khôi")
    client = phone()
    assert client.sign_in("quan-tri", made.stdout.strip()).status_code == 303
    assert client.get("/").location == "/doi-mat-khau"


def test_preparing_and_loading_again_adds_nothing(database):
    assert run("prepare").exit_code == 0
    assert run("units", "load").stdout == "0 units added\n"
    assert run("criteria", "load").stdout == ""


def test_a_criteria_file_that_cannot_be_is_refused_with_its_name(database, tmp_path):
    (tmp_path / "sets").mkdir()
    (tmp_path / "sets" / "gia-dinh.toml").write_text('code = "x"\n', encoding="utf-8")
    refused = run("criteria", "load", "--folder", str(tmp_path / "sets"))
    assert refused.exit_code == 1
    assert "gia-dinh" in refused.stderr
    assert "Traceback" not in refused.output


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("postgresql://nobody@127.0.0.1:1/nothing", "the database does not answer"),
        ("mysql://root@127.0.0.1/lhtq", "DATABASE_URL"),
        ("lhtq", "DATABASE_URL"),
    ],
)
def test_a_database_that_cannot_be_used_is_told_in_a_sentence(monkeypatch, url, words):
    monkeypatch.setenv("DATABASE_URL", url)
    monkeypatch.delenv("LHTQ_APP_DATABASE_URL", raising=False)
    told = run("prepare")
    assert told.exit_code == 1
    assert words in told.stderr
    assert "Traceback" not in told.output


@pytest.mark.parametrize("words", [(), ("serve",), ("demo",), ("account", "first"), ("rollup", "verify")])
def test_every_command_explains_itself(words):
    told = run(*words, "--help")
    assert told.exit_code == 0
    assert told.stdout.startswith("Usage: ")


def test_a_port_that_is_none_is_refused():
    told = run("serve", "--port", "tám nghìn")
    assert told.exit_code == 2
    assert "--port" in told.stderr
