"""A large document is written beside the request: its page says how far it is, then gives the file."""

import os
import re
import threading
import time

import pytest

from lhtq.accounts.policy import Role
from lhtq.documents import certificates_pdf, excel, pdf, word
from lhtq.documents.kinds import Template
from lhtq.documents.parts import Batch, Certificate, Column, Document, Heading, Kind, Paragraph, Row, Signature, Table
from lhtq.documents.word.write import certificates_word
from lhtq.issuing import sending
from lhtq.issuing.preparing import KEPT, MOST, SILENT, Prepared, Shelf
from tests.web.press import heading, links

WANTED = Prepared("bao-cao.docx", "application/pdf", "/bao-cao/1/1")


@pytest.fixture
def shelf(app) -> Shelf:
    return app.extensions["lhtq.prepared"]


@pytest.fixture
def officer(place, sign_in):
    return sign_in(Role.PROVINCE_OFFICER, at=place.province)


def owner(client):
    return client.actor.account_id


def until(true, seconds=10.0):
    """Wait for another thread."""
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "nothing came of it"
        time.sleep(0.02)


def test_the_file_of_a_long_list_is_fetched_from_its_own_page(officer, shelf, anonymous, place, sign_in):
    key = shelf.begin(owner(officer), WANTED, lambda told: told(1, 1) or b"%PDF-1.7 all of it", inline=True)
    page = officer.get(f"/van-ban/{key}")
    assert heading(page) == "bao-cao.docx"
    assert "Đã lập xong, 1 KB" in page.text
    assert links(page)["Quay lại"] == "/bao-cao/1/1"
    file = officer.get(links(page)["Tải về"])
    assert file.data == b"%PDF-1.7 all of it"
    assert "bao-cao.docx" in file.headers["Content-Disposition"]
    # Where the line broke, the rest is enough.
    rest = officer.get(links(page)["Tải về"], headers={"Range": "bytes=9-"})
    assert (rest.status_code, rest.data) == (206, b"all of it")
    other = sign_in(Role.PROVINCE_OFFICER, at=place.province)
    for url in (f"/van-ban/{key}", f"/van-ban/{key}/tep"):
        assert other.get(url).status_code == 404
        assert anonymous.get(url).status_code in {303, 401}
    for key in ("x", "a" * 22):
        assert officer.get(f"/van-ban/{key}").status_code == 404


def test_the_page_says_how_far_it_is_and_asks_again_by_itself(officer, shelf):
    go_on, said = threading.Event(), threading.Event()

    def write(told):
        told(30, 120)
        said.set()
        go_on.wait(10)
        return b"done"

    key = shelf.begin(owner(officer), WANTED, write)
    said.wait(10)
    until(lambda: shelf.find(owner(officer), key).total)
    page = officer.get(f"/van-ban/{key}").text
    assert "Đang lập văn bản</b>: 25%" in page
    assert 'max="120" value="30">' in page
    assert "Tải về" not in page
    assert officer.get(f"/van-ban/{key}/tep").status_code == 404
    region = officer.get(f"/van-ban/{key}", headers={"HX-Request": "true", "HX-Target": "div#progress"}).text
    assert region.lstrip().startswith('<div id="progress">')
    go_on.set()
    until(lambda: shelf.find(owner(officer), key).ready)
    assert officer.get(f"/van-ban/{key}/tep").data == b"done"


def test_what_was_not_written_says_so(officer, shelf, caplog):
    def broken(told):
        raise RuntimeError("no room left")

    keys = [shelf.begin(owner(officer), WANTED, broken, inline=True)]
    assert "not written" in caplog.text
    keys.append(shelf.begin(owner(officer), WANTED, lambda told: time.sleep(1) or b""))
    # As when the server was stopped meanwhile.
    status = shelf.path(owner(officer), keys[1]).with_suffix(".json")
    os.utime(status, (0, time.time() - SILENT - 1))
    for key in keys:
        page = officer.get(f"/van-ban/{key}")
        assert "Chưa lập được văn bản" in page.text
        assert officer.get(f"/van-ban/{key}/tep").status_code == 404


def test_a_day_later_it_is_gone_and_the_oldest_make_room(tmp_path):
    shelf = Shelf(tmp_path)

    def put(account, age=0):
        key = shelf.begin(account, WANTED, lambda told: b"x", inline=True)
        for path in (shelf.path(account, key), shelf.path(account, key).with_suffix(".json")):
            os.utime(path, (0, time.time() - age))
        return key

    old = put(1, age=KEPT + 1)
    kept = [put(2, age=100 - n) for n in range(MOST)]
    assert shelf.find(1, old) is None
    put(2)
    assert [shelf.find(2, key) is not None for key in kept] == [False] + [True] * (MOST - 1)
    assert len(list((tmp_path / "2").glob("*.document"))) == MOST


def heading_of():
    return Heading("Ủy ban nhân dân\nxã Yên Hoa", "Yên Hoa", "Báo cáo", "Về việc học tập")


def document():
    table = Table([Column("Đơn vị", 6), Column("Số", 2, Kind.WHOLE, sum=True)], [Row(("Nà Khuyến", 3))], title="Biểu 1")
    return Document(heading_of(), [Paragraph("Đã làm."), table], Signature("CHỦ TỊCH"))


def batch():
    one = Certificate("Gia đình ông An", "Thôn Nà Khuyến", "“Gia đình học tập”", "", "Năm 2026", "Quyết định 1")
    return Batch(heading_of(), "CHỦ TỊCH", Signature("CHỦ TỊCH"), [one] * 3)


WRITERS = {
    "word": lambda told: word(document(), Template.REPORT, None, told),
    "pdf": lambda told: pdf(document(), told),
    "excel": lambda told: excel(document(), told),
    "certificates as word": lambda told: certificates_word(batch(), None, told),
    "certificates as pdf": lambda told: certificates_pdf(batch(), told),
}


@pytest.mark.parametrize("name", WRITERS)
def test_every_writer_tells_how_far_it_is_up_to_the_end(name):
    said = []
    assert WRITERS[name](lambda done, total: said.append((done, total)))
    done, total = zip(*said, strict=True)
    assert list(done) == sorted(done)
    assert done[-1] == total[-1] > 0


def test_the_certificates_of_many_are_written_aside(officer, place, decision, monkeypatch):
    monkeypatch.setattr(sending, "MANY", 0)
    asked = officer.post(f"/quyet-dinh/{decision}/giay-chung-nhan.pdf")
    assert asked.status_code == 303
    page = officer.get(asked.location)
    assert re.fullmatch(r"giay-chung-nhan-.*\.pdf", heading(page))
    assert officer.get(links(page)["Tải về"]).data.startswith(b"%PDF")
    assert links(page)["Quay lại"] == f"/quyet-dinh/{decision}"
