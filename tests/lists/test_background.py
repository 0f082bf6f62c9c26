"""The work goes on when its page is left, says how far it is, and is taken up again when its process has died."""

import threading
import time

import pytest
from flask import Flask
from sqlalchemy import create_engine, text
from sqlalchemy.exc import IntegrityError

from lhtq.accounts.current import TOKEN
from lhtq.accounts.models import SignIn
from lhtq.accounts.policy import Actor, Role
from lhtq.accounts.queries import token_hash
from lhtq.app import create_app
from lhtq.config import Settings
from lhtq.db import db
from lhtq.db.scope import scoped_to
from lhtq.units.models import Unit
from lhtq.web import submission_key
from tests.client import Client
from tests.factories import AccountFactory, AssignmentFactory, VillageFactory
from tests.lists.conftest import Office
from tests.lists.test_importing import HOA, LUA, QUY, counts
from tests.web.press import buttons, press

#: Seconds after which work that is not done has failed.
PATIENCE = 30


@pytest.fixture
def served(server, tmp_path):
    """The app as it is served, on a database of its own: its threads commit."""
    urls = server.copy()
    app = create_app(Settings(urls.app, "key of the tests", tmp_path, secure_cookies=False))
    yield app, urls
    _wait_for_work()
    with app.app_context():
        db.engine.dispose()


def _wait_for_work() -> None:
    """A page says that the work is done before its thread has given its connection back."""
    for thread in threading.enumerate():
        if thread.name.startswith("import-"):
            thread.join(PATIENCE)
            assert not thread.is_alive()


@pytest.fixture
def bureau(served):
    """The recorder of Yên Hoa, at the served app."""
    app, _urls = served
    return Office(*_sign_in(app))


def _sign_in(app: Flask):
    token = "1.abcdefghijklmnopqrstuvwxyz"
    with app.app_context(), scoped_to("08/"):
        commune = db.session.query(Unit).filter_by(path="08/072/02248/").one()
        for code, name in (("001", "Nà Khuyến"), ("002", "Bản Thàng")):
            VillageFactory(parent=commune, name=name, code=code)
        account = AccountFactory(id=1, unit_id=commune.id)
        assignment = AssignmentFactory(account_id=account.id, unit_id=commune.id, role=Role.COMMUNE_RECORDER)
        db.session.add(SignIn(token_hash=token_hash(token), account_id=account.id, assignment_id=assignment.id))
        db.session.flush()
        db.session.info["audited"] = True
        db.session.commit()
        actor = Actor(account.id, account.full_name, Role.COMMUNE_RECORDER, commune.id, commune.path, "")
    client = Client(app, actor=actor)
    with client.session_transaction() as session:
        session[TOKEN] = token
        session["csrf_token"] = "abcdefghijkl"
    return client, commune


def settled(bureau, *words: str):
    """The import's page once it says one of the words; what is waited for is the work, not a time."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        page = bureau.page()
        if any(word in page.text for word in words):
            return page
        time.sleep(0.05)
    raise AssertionError(page.text)


def test_a_thread_checks_and_writes_while_the_page_may_be_left(bureau):
    bureau.rows(QUY, LUA, HOA)
    page = settled(bureau, "Đã kiểm tra, chưa nhập")
    assert counts(page)["mới"] == 3
    press(bureau.client, page, "Nhập 3 dòng đúng")
    assert "Đã ghi lúc" in settled(bureau, "Đã ghi lúc").text
    assert "Ma Văn Quý" in bureau.client.get(f"/ho-gia-dinh/{bureau.unit.id}").text


def test_work_that_is_asked_for_with_a_key_begins_when_that_is_committed(bureau, monkeypatch):
    """Its thread looks for it on another connection: before the commit it would find nothing to do."""
    bureau.rows(QUY, LUA, HOA)
    settled(bureau, "Đã kiểm tra, chưa nhập")
    order, keep, begin = [], submission_key._keep, threading.Thread.start  # noqa: SLF001 - before the commit
    monkeypatch.setattr(submission_key, "_keep", lambda *given, **named: (order.append("kept"), keep(*given, **named)))
    monkeypatch.setattr(threading.Thread, "start", lambda thread: (order.append("begun"), begin(thread)))
    answer = bureau.client.post(f"{bureau.at}/ghi", data={"key": "A" * 16}, headers={"Outbox": "1"})
    assert answer.status_code == 204
    assert "Đã ghi lúc" in settled(bureau, "Đã ghi lúc").text
    assert order[:2] == ["kept", "begun"]


def test_work_whose_process_died_is_noticed_and_taken_up(bureau, served, monkeypatch):
    _app, urls = served
    # A process that dies does nothing more: as good as a thread that never began.
    with monkeypatch.context() as patch:
        patch.setattr("lhtq.lists.views.background.threading.Thread.start", lambda _thread: None)
        page = bureau.rows(QUY, LUA, HOA)
    assert "Đang kiểm tra" in page.text
    assert buttons(page) == ["Đăng xuất"]
    engine = create_engine(urls.owner)
    with engine.begin() as owner:
        owner.execute(text("UPDATE import_batch SET beat_at = now() - interval '61 seconds', claim = 'dead'"))
    engine.dispose()
    page = bureau.page()
    assert "Việc đang dừng" in page.text
    press(bureau.client, page, "Làm tiếp")
    assert counts(settled(bureau, "Đã kiểm tra, chưa nhập"))["mới"] == 3


def test_work_that_somebody_does_is_not_done_by_another(bureau, served, monkeypatch):
    _app, urls = served
    with monkeypatch.context() as patch:
        patch.setattr("lhtq.lists.views.background.threading.Thread.start", lambda _thread: None)
        bureau.rows(QUY, LUA, HOA)
    engine = create_engine(urls.owner)
    with engine.begin() as owner:
        owner.execute(
            text("UPDATE import_batch SET beat_at = now(), claim = 'other', step = 'So với sổ', rows_done = 2")
        )
        assert bureau.client.post(f"{bureau.at}/tiep").status_code == 303
    with engine.connect() as owner:
        assert owner.execute(text("SELECT claim, state FROM import_batch")).one() == ("other", "checking")
    engine.dispose()
    assert "So với sổ, 2 trên 3 dòng" in bureau.page().text


@pytest.mark.parametrize("bug", [KeyError("Ma Văn Quý"), IntegrityError("INSERT", {}, Exception("no such parent"))])
def test_a_bug_is_told_and_leaves_nothing_half_done(bureau, monkeypatch, caplog, bug):
    """A key that refuses what the register still asks for is ours too: nobody has changed anything meanwhile."""
    bureau.rows(QUY, LUA, HOA)
    page = settled(bureau, "Đã kiểm tra, chưa nhập")

    def broken(*_given: object) -> None:
        raise bug

    with monkeypatch.context() as patch:
        patch.setattr("lhtq.lists.service.records._write_down", broken)
        press(bureau.client, page, "Nhập 3 dòng đúng")
        page = settled(bureau, "Có lỗi ở phía hệ thống, không có gì được ghi.")
    assert "failed" in caplog.text
    assert "Sổ đã thay đổi" not in page.text
    assert "Ma Văn Quý" not in bureau.client.get(f"/ho-gia-dinh/{bureau.unit.id}").text
    press(bureau.client, page, "Làm tiếp")
    assert "Đã ghi lúc" in settled(bureau, "Đã ghi lúc").text
