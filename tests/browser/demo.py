"""The demonstration as anyone gets it, with an address for every page of it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import text

from lhtq import start
from lhtq.db.urls import Urls
from lhtq.demo import load
from lhtq.web.filters import today
from tests.browser import live

YEAR = today().year

#: Name of an id in the addresses → where it is found; all of the commune Yên Hoa and its first village.
_IDS = {
    "province": "SELECT id FROM unit WHERE path = '08/'",
    "district": "SELECT id FROM unit WHERE path = '08/072/'",
    "commune": "SELECT id FROM unit WHERE path = '08/072/02248/'",
    "village": "SELECT id FROM unit WHERE path = '08/072/02248/001/'",
    "set": "SELECT id FROM criteria_set LIMIT 1",
    "decision": "SELECT d.id FROM decision d JOIN unit u ON u.id = d.unit_id WHERE u.path = '08/072/02248/' LIMIT 1",
    "person": "SELECT p.id FROM person p JOIN unit u ON u.id = p.unit_id WHERE u.path = '08/072/02248/001/' "
    "ORDER BY p.id LIMIT 1",
    "clan": "SELECT c.id FROM clan c JOIN unit u ON u.id = c.unit_id JOIN sheet s ON s.clan_id = c.id "
    "WHERE u.path = '08/072/02248/' AND s.state = 'draft' ORDER BY s.complete DESC, c.id LIMIT 1",
    "organisation": "SELECT a.organisation_id FROM assignment a WHERE a.organisation_id IS NOT NULL",
    "citizen": "SELECT a.person_id FROM assignment a WHERE a.person_id IS NOT NULL",
    "family": "SELECT p.household_id FROM person p JOIN unit u ON u.id = p.unit_id WHERE u.path = '08/072/02248/001/' "
    "ORDER BY p.id LIMIT 1",
}

#: A household of the commune whose sheet of this year is in a state, one with evidence rather than without.
_STATES = ("draft", "submitted", "returned", "reviewed", "recognised", "refused")
_IN_STATE = """
    SELECT s.subject_id FROM sheet s JOIN unit u ON u.id = s.unit_id
     WHERE s.model = 'family' AND u.path ^@ '08/072/02248/' AND s.year = :year AND s.state = :state
     ORDER BY (SELECT count(*) FROM evidence e WHERE e.sheet_id = s.id) DESC, u.path, s.id LIMIT 1
"""

#: What a page is called in the tests → who opens it, and where.
PAGES = {
    "home of the village": ("thon-02248", "/"),
    "home of the commune's recorder": ("ghi-02248", "/"),
    "home of the reviewer": ("thamdinh-02248", "/"),
    "home of the approver": ("chutich-02248", "/"),
    "home of the administrator": ("quantri-02248", "/"),
    "home of the district": ("huyen-072", "/"),
    "home of the province": ("tinh", "/"),
    "village sheet": ("thon-02248", "/cham-diem/{village}/{year}"),
    "village sheet with an open row": ("ghi-02248", "/cham-diem/{village}/{year}?mo={draft}"),
    "village review": ("thon-02248", "/cham-diem/{village}/{year}/binh-xet"),
    "sheet that is scored": ("ghi-02248", "/phieu/ho/{draft}/{year}"),
    "sheet that was returned": ("ghi-02248", "/phieu/ho/{returned}/{year}"),
    "sheet under review": ("thamdinh-02248", "/phieu/ho/{submitted}/{year}"),
    "sheet before the decision": ("chutich-02248", "/phieu/ho/{reviewed}/{year}"),
    "sheet that is recognised": ("xem", "/phieu/ho/{recognised}/{year}"),
    "sheet of a citizen": ("thon-02248", "/phieu/cong-dan/{person}/{year}"),
    "own sheet of a citizen": ("congdan-02248", "/phieu/cong-dan/{citizen}/{year}"),
    "sheet of a clan": ("ghi-02248", "/phieu/dong-ho/{clan}/{year}"),
    "sheet of a village": ("ghi-02248", "/phieu/cong-dong/{village}/{year}"),
    "sheet of an organisation": ("thamdinh-02248", "/phieu/to-chuc/{organisation}/{year}"),
    "own sheet of an organisation": ("truong-02248", "/phieu/to-chuc/{organisation}/{year}"),
    "refusal": ("chutich-02248", "/phieu/ho/{reviewed}/{year}/tu-choi"),
    "commune review": ("thamdinh-02248", "/tham-dinh/{commune}/{year}"),
    "steps of recognition": ("chutich-02248", "/cong-nhan/{commune}/{year}"),
    "decision to sign": ("chutich-02248", "/cong-nhan/{commune}/{year}/ho"),
    "decision": ("xem", "/quyet-dinh/{decision}"),
    "titles": ("xem", "/danh-hieu/{commune}"),
    "titles of citizens": ("xem", "/danh-hieu/{commune}?mo_hinh=cong-dan"),
    "sheets of a unit": ("xem", "/phieu/{district}/{year}"),
    "households": ("ghi-02248", "/ho-gia-dinh/{commune}"),
    "households of a village": ("thon-02248", "/ho-gia-dinh/{village}?tim=van"),
    "household": ("thon-02248", "/ho/{family}"),
    "new household": ("thon-02248", "/ho-gia-dinh/{village}/them"),
    "member": ("thon-02248", "/ho/{family}/nguoi/{person}"),
    "new member": ("thon-02248", "/ho/{family}/nguoi/them"),
    "new village": ("ghi-02248", "/don-vi/{commune}/them-thon"),
    "village's figures": ("xem", "/don-vi/{village}"),
    "commune's figures": ("xem", "/don-vi/{commune}"),
    "district's figures": ("huyen-072", "/don-vi/{district}"),
    "province's figures": ("tinh", "/don-vi/{province}"),
    "criteria sets": ("xem", "/tieu-chi"),
    "criteria set": ("xem", "/tieu-chi/{set}"),
    "accounts": ("quantri-02248", "/tai-khoan"),
    "new account": ("quantri-02248", "/tai-khoan/them"),
    "own account": ("xem", "/toi"),
    "password": ("xem", "/doi-mat-khau"),
    "page that is not there": ("xem", "/khong-co-trang-nay"),
    "page that is not allowed": ("quantri-02248", "/ho/{family}"),
    "sign-in": (None, "/dang-nhap"),
}


@dataclass(frozen=True)
class Demo:
    """The running demonstration."""

    url: str
    ids: dict[str, int]

    def address(self, page: str) -> str:
        """Where a page of ``PAGES`` is."""
        return PAGES[page][1].format_map({"year": YEAR, **self.ids})


@contextmanager
def shown(database: Urls, folder: Path) -> Iterator[Demo]:
    """Load the demonstration into a prepared database and serve it."""
    load.load(database.owner)
    with start.owner_session(database.owner) as session:
        ids = {name: session.execute(text(query)).scalar_one() for name, query in _IDS.items()}
        for state in _STATES:
            ids[state] = session.execute(text(_IN_STATE), {"year": YEAR, "state": state}).scalar_one()
    with live.serve(database, folder) as url:
        yield Demo(url, ids)
