"""The demonstration as anyone gets it, with an address for every page of it."""

import io
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import text

from lhtq import start
from lhtq.app import create_app
from lhtq.config import Settings
from lhtq.db import db
from lhtq.db.urls import Urls
from lhtq.demo import load
from lhtq.demo.accounts import PASSWORD
from lhtq.web.filters import today
from tests.browser import live
from tests.client import Client

YEAR = today().year

#: Name of an id in the addresses → where it is found; all of the commune Yên Hoa and its first village.
_IDS = {
    "province": "SELECT id FROM unit WHERE path = '08/'",
    "district": "SELECT id FROM unit WHERE path = '08/072/'",
    "commune": "SELECT id FROM unit WHERE path = '08/072/02248/'",
    "village": "SELECT id FROM unit WHERE path = '08/072/02248/001/'",
    "set": "SELECT id FROM criteria_set WHERE code = 'clan'",
    "draft_set": "SELECT id FROM criteria_set WHERE published_at IS NULL",
    "draft_group": "SELECT g.id FROM criteria_group g JOIN criteria_set s ON s.id = g.set_id "
    "WHERE s.published_at IS NULL ORDER BY g.position LIMIT 1",
    "draft_line": "SELECT i.id FROM indicator i JOIN criteria_group g ON g.id = i.group_id JOIN criteria_set s "
    "ON s.id = g.set_id WHERE s.published_at IS NULL ORDER BY g.position, i.position LIMIT 1",
    "title": "SELECT t.id FROM title t JOIN unit u ON u.id = t.unit_id WHERE u.path ^@ '08/072/02248/' "
    "AND t.model = 'citizen' ORDER BY t.id DESC LIMIT 1",
    "scored_person": "SELECT s.subject_id FROM sheet s JOIN unit u ON u.id = s.unit_id WHERE s.model = 'citizen' "
    "AND s.state = 'draft' AND u.path = '08/072/02248/001/' ORDER BY s.id LIMIT 1",
    "decision": "SELECT d.id FROM decision d JOIN unit u ON u.id = d.unit_id WHERE u.path = '08/072/02248/' LIMIT 1",
    "person": "SELECT p.id FROM person p JOIN unit u ON u.id = p.unit_id WHERE u.path = '08/072/02248/001/' "
    "ORDER BY p.id LIMIT 1",
    "other_person": "SELECT p.id FROM person p JOIN unit u ON u.id = p.unit_id WHERE u.path = '08/072/02248/001/' "
    "AND p.relation <> 'head' ORDER BY p.id DESC LIMIT 1",
    "other_family": "SELECT p.household_id FROM person p JOIN unit u ON u.id = p.unit_id "
    "WHERE u.path = '08/072/02248/001/' ORDER BY p.id DESC LIMIT 1",
    "course": "SELECT c.id FROM course c JOIN unit u ON u.id = c.unit_id WHERE u.path = '08/072/' "
    "AND c.kind = 'further'",
    "planned_course": "SELECT id FROM course WHERE state = 'planned'",
    "trained": "SELECT m.person_id FROM post p JOIN member m ON m.id = p.member_id JOIN unit u ON u.id = p.unit_id "
    "WHERE u.path = '08/072/02248/' AND p.position = 'chair'",
    "clan": "SELECT c.id FROM clan c JOIN unit u ON u.id = c.unit_id JOIN sheet s ON s.clan_id = c.id "
    "WHERE u.path = '08/072/02248/' AND s.state = 'draft' ORDER BY s.complete DESC, c.id LIMIT 1",
    "organisation": "SELECT a.organisation_id FROM assignment a WHERE a.organisation_id IS NOT NULL",
    "period": "SELECT id FROM report_period ORDER BY year DESC LIMIT 1",
    "last_period": "SELECT id FROM report_period ORDER BY year LIMIT 1",
    "next_commune": "SELECT id FROM unit WHERE path = '08/072/02260/'",
    "import": "SELECT max(id) FROM import_batch",
    "citizen": "SELECT a.person_id FROM assignment a WHERE a.person_id IS NOT NULL",
    "centre": "SELECT c.id FROM centre c JOIN unit u ON u.id = c.unit_id WHERE u.path = '08/072/02248/'",
    "activity": "SELECT a.id FROM activity a JOIN unit u ON u.id = a.unit_id WHERE u.path = '08/072/02248/001/' "
    "AND a.state = 'planned' ORDER BY a.id LIMIT 1",
    "class": "SELECT s.activity_id FROM activity_session s JOIN unit u ON u.id = s.unit_id "
    "WHERE u.path ^@ '08/072/02248/' ORDER BY s.id DESC LIMIT 1",
    "session": "SELECT s.id FROM activity_session s JOIN unit u ON u.id = s.unit_id "
    "WHERE u.path ^@ '08/072/02248/' ORDER BY s.id DESC LIMIT 1",
    "branch": "SELECT b.id FROM branch b JOIN unit u ON u.id = b.unit_id WHERE u.path = '08/072/02248/001/'",
    "association": "SELECT b.id FROM branch b JOIN unit u ON u.id = b.unit_id WHERE u.path = '08/072/02248/'",
    "member": "SELECT m.id FROM member m JOIN post p ON p.member_id = m.id JOIN unit u ON u.id = m.unit_id "
    "WHERE u.path = '08/072/02248/001/' AND p.position = 'branch-head'",
    "post": "SELECT p.id FROM post p JOIN unit u ON u.id = p.unit_id "
    "WHERE u.path = '08/072/02248/001/' AND p.position = 'branch-head'",
    "own_member": "SELECT m.id FROM member m JOIN assignment a ON a.person_id = m.person_id",
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
    "citizens of a village": ("thon-02248", "/cham-diem/{village}/{year}/cong-dan"),
    "citizens of a village with an open row": ("thon-02248", "/cham-diem/{village}/{year}/cong-dan?mo={scored_person}"),
    "citizens' review": ("thon-02248", "/cham-diem/{village}/{year}/cong-dan/binh-xet"),
    "who registered, by village": ("ghi-02248", "/dang-ky/{commune}/{year}/cong-dan"),
    "who registered in a village": ("thon-02248", "/dang-ky/{village}/{year}/ho"),
    "clans that registered": ("ghi-02248", "/dang-ky/{commune}/{year}/dong-ho"),
    "review of a clan": ("ghi-02248", "/phieu/dong-ho/{clan}/{year}/binh-xet"),
    "contested figure": ("ghi-02248", "/phieu/dong-ho/{clan}/{year}/so-lieu/1.1"),
    "contested figures": ("thamdinh-02248", "/so-lieu/{commune}/{year}"),
    "carrying over": ("thamdinh-02248", "/chuyen-bo-tieu-chi/{commune}/{year}/ho"),
    "clans": ("ghi-02248", "/cac-dong-ho/{commune}"),
    "clan": ("ghi-02248", "/dong-ho/{clan}"),
    "new clan": ("ghi-02248", "/cac-dong-ho/{commune}/them"),
    "family for a clan": ("ghi-02248", "/dong-ho/{clan}/ho/them?tim=ban"),
    "organisations": ("ghi-02248", "/cac-to-chuc/{commune}"),
    "organisation": ("ghi-02248", "/to-chuc/{organisation}"),
    "own organisation": ("truong-02248", "/to-chuc/{organisation}"),
    "staff for an organisation": ("ghi-02248", "/to-chuc/{organisation}/nguoi/them?tim=ma"),
    "person": ("ghi-02248", "/nguoi/{person}"),
    "person who moves": ("ghi-02248", "/nguoi/{person}/chuyen-ho?tim=ban"),
    "likely duplicates": ("ghi-02248", "/trung-lap/{commune}"),
    "likely duplicates of households": ("ghi-02248", "/trung-lap/{commune}?loai=ho"),
    "likely duplicates of two communes": ("huyen-072", "/trung-lap/{district}"),
    "two people side by side": ("ghi-02248", "/trung-lap/nguoi/{person}/{other_person}"),
    "two people before they are merged": ("ghi-02248", "/trung-lap/nguoi/{person}/{other_person}/gop?giu={person}"),
    "two households side by side": ("ghi-02248", "/trung-lap/ho/{family}/{other_family}"),
    "two households before they are merged": ("ghi-02248", "/trung-lap/ho/{family}/{other_family}/gop?giu={family}"),
    "hoi-khuyen-hoc of a commune": ("thamdinh-02248", "/hoi-khuyen-hoc/{commune}"),
    "hoi-khuyen-hoc of the province": ("tinh", "/hoi-khuyen-hoc/{province}"),
    "new chi-hoi": ("thamdinh-02248", "/hoi-khuyen-hoc/{commune}/chi-hoi/them?cua=clan-{clan}"),
    "chi-hoi": ("thamdinh-02248", "/chi-hoi/{branch}"),
    "chi-hoi to change": ("thamdinh-02248", "/chi-hoi/{branch}/sua"),
    "chi-hoi of the commune": ("thamdinh-02248", "/chi-hoi/{association}"),
    "chi-hoi: unpaid fees": ("thamdinh-02248", "/chi-hoi/{branch}/hoi-phi/{year}"),
    "chi-hoi: paid fees": ("thamdinh-02248", "/chi-hoi/{branch}/hoi-phi/{year}?da_nop=1"),
    "chi-hoi: cards to give": ("thamdinh-02248", "/chi-hoi/{branch}/the"),
    "chi-hoi: cards to print": ("thamdinh-02248", "/chi-hoi/{branch}/the/danh-sach"),
    "new hoi-vien": ("thamdinh-02248", "/chi-hoi/{branch}/hoi-vien/them?tim=ma"),
    "many new hoi-vien": ("thon-02248", "/chi-hoi/{branch}/hoi-vien/chon"),
    "hoi-vien": ("thamdinh-02248", "/hoi-vien/{member}"),
    "own hoi-vien": ("congdan-02248", "/hoi-vien/{own_member}"),
    "hoi-vien to change": ("thamdinh-02248", "/hoi-vien/{member}/sua"),
    "hoi-vien who leaves": ("thamdinh-02248", "/hoi-vien/{member}/thoi"),
    "hoi-vien who steps down": ("thamdinh-02248", "/hoi-vien/{member}/chuc-vu/{post}/thoi"),
    "position to put right": ("thamdinh-02248", "/hoi-vien/{member}/chuc-vu/{post}/sua"),
    "position to take out": ("thamdinh-02248", "/hoi-vien/{member}/chuc-vu/{post}/xoa"),
    "account of a citizen": ("ghi-02248", "/nguoi/{person}/tai-khoan"),
    "centres": ("huyen-072", "/cac-trung-tam/{district}"),
    "centre": ("ghi-02248", "/trung-tam/{centre}"),
    "centre to change": ("ghi-02248", "/trung-tam/{centre}/sua"),
    "board of a centre": ("ghi-02248", "/trung-tam/{centre}/ban-giam-doc/them?tim=ma"),
    "equipment of a centre": ("ghi-02248", "/trung-tam/{centre}/co-so/them"),
    "partner of a centre": ("ghi-02248", "/trung-tam/{centre}/lien-ket/them"),
    "commune that shares a centre": ("ghi-02248", "/trung-tam/{centre}/dung-chung"),
    "plan of a centre": ("ghi-02248", "/trung-tam/{centre}/ke-hoach/{year}"),
    "classification of a centre": ("ghi-02248", "/trung-tam/{centre}/xep-loai/{year}"),
    "activities": ("ghi-02248", "/cac-hoat-dong/{commune}/{year}"),
    "activities of a village": ("thon-02248", "/cac-hoat-dong/{village}/{year}"),
    "learners of literacy classes": ("ghi-02248", "/xoa-mu-chu/{commune}/{year}"),
    "calendar": ("ghi-02248", "/lich-hoat-dong/{commune}/{year}/1"),
    "new activity": ("thon-02248", "/cac-hoat-dong/{village}/them"),
    "new activity of the commune": ("ghi-02248", "/cac-hoat-dong/{commune}/them"),
    "activity": ("thon-02248", "/hoat-dong/{activity}"),
    "class": ("ghi-02248", "/hoat-dong/{class}"),
    "details of a class": ("ghi-02248", "/hoat-dong/{class}/chi-tiet"),
    "teacher of a class": ("ghi-02248", "/hoat-dong/{class}/nguoi-day/them?tim=ma"),
    "people of a class": ("ghi-02248", "/hoat-dong/{class}/nguoi"),
    "people to tick": ("ghi-02248", "/hoat-dong/{class}/nguoi/tich"),
    "learner by name": ("ghi-02248", "/hoat-dong/{class}/nguoi/them"),
    "attendance of a session": ("ghi-02248", "/hoat-dong/{class}/buoi/{session}"),
    "who completed": ("ghi-02248", "/hoat-dong/{class}/hoc-xong"),
    "code to check in": ("thon-02248", "/hoat-dong/{activity}/ma-diem-danh"),
    "what I taught": ("thon-02248", "/toi/da-day"),
    "refusal": ("chutich-02248", "/phieu/ho/{reviewed}/{year}/tu-choi"),
    "commune review": ("thamdinh-02248", "/tham-dinh/{commune}/{year}"),
    "steps of recognition": ("chutich-02248", "/cong-nhan/{commune}/{year}"),
    "decision to sign": ("chutich-02248", "/cong-nhan/{commune}/{year}/ho"),
    "decision": ("xem", "/quyet-dinh/{decision}"),
    "titles": ("xem", "/danh-hieu/{commune}"),
    "titles of citizens": ("xem", "/danh-hieu/{commune}?mo_hinh=cong-dan"),
    "titles of a person": ("xem", "/danh-hieu-cua/cong-dan/{person}"),
    "titles that run out": ("ghi-02248", "/sap-het-han/{commune}"),
    "title to take back": ("chutich-02248", "/thu-hoi/{title}"),
    "sheets of a unit": ("xem", "/phieu/{district}/{year}"),
    "people found": ("huyen-072", "/tim?q=ma+van"),
    "clans and numbers found": ("ghi-02248", "/tim?q=dong+ho&ca=1"),
    "figures of a village's year": ("thon-02248", "/so-lieu-nam/{village}/{year}"),
    "figures of a commune's year": ("ghi-02248", "/so-lieu-nam/{commune}/{year}"),
    "figures of a district's year": ("huyen-072", "/so-lieu-nam/{district}/{year}"),
    "households": ("ghi-02248", "/ho-gia-dinh/{commune}"),
    "imports of a commune": ("ghi-02248", "/nhap/{commune}"),
    "import that is checked": ("ghi-02248", "/nhap/tep/{import}"),
    "columns of an import": ("ghi-02248", "/nhap/tep/{import}/cot"),
    "wrong rows of an import": ("ghi-02248", "/nhap/tep/{import}/dong/sai"),
    "doubtful rows of an import": ("ghi-02248", "/nhap/tep/{import}/dong/nghi-ngo"),
    "households of a village": ("thon-02248", "/ho-gia-dinh/{village}?tim=van"),
    "household": ("thon-02248", "/ho/{family}"),
    "new household": ("thon-02248", "/ho-gia-dinh/{village}/them"),
    "member": ("thon-02248", "/ho/{family}/nguoi/{person}"),
    "new head": ("thon-02248", "/ho/{family}/chu-ho"),
    "household that splits": ("thon-02248", "/ho/{family}/tach-ho"),
    "household that joins another": ("ghi-02248", "/ho/{family}/nhap-ho?tim=ban"),
    "household for another village": ("ghi-02248", "/ho/{family}/chuyen-thon"),
    "household that leaves": ("thon-02248", "/ho/{family}/chuyen-di"),
    "one who comes back": ("thon-02248", "/ho/{family}/nguoi/tro-ve"),
    "death": ("thon-02248", "/nguoi/{person}/mat"),
    "moves between communes": ("ghi-02248", "/chuyen-den/{commune}"),
    "new member": ("thon-02248", "/ho/{family}/nguoi/them"),
    "measure": ("huyen-072", "/chi-tieu/{district}/gia-dinh"),
    "measure of a commune": ("thamdinh-02248", "/chi-tieu/{commune}/lao-dong"),
    "records behind a measure": ("thamdinh-02248", "/chi-tieu/{commune}/gia-dinh/ho-so?dat=chua"),
    "new village": ("ghi-02248", "/don-vi/{commune}/them-thon"),
    "communes beside each other": ("tinh", "/so-sanh/{province}?cap=xa&xep=-thieu"),
    "villages beside each other": ("xem", "/so-sanh/{commune}"),
    "every measure of the communes": ("huyen-072", "/so-sanh/{district}/tat-ca"),
    "every measure on paper": ("tinh", "/so-sanh/{province}/tat-ca?cap=xa&in=1"),
    "communes on paper": ("tinh", "/so-sanh/{province}?cap=xa&in=1"),
    "what a month changed": ("huyen-072", "/chi-tieu/{district}/gia-dinh/thay-doi"),
    "who of a district has paid": ("huyen-072", "/hoi-khuyen-hoc/{district}/hoi-vien/{year}?loc=da-nop"),
    "activities behind a figure": ("huyen-072", "/cac-hoat-dong/{district}/{year}?so=nu"),
    "odd sheets of a commune": ("huyen-072", "/phieu/{commune}/{year}?mo_hinh=ho&loc=sat-muc"),
    "map of the province": ("tinh", "/so-sanh/{province}/ban-do"),
    "targets of a commune": ("tinh", "/muc-tieu/{commune}"),
    "village's figures": ("xem", "/don-vi/{village}"),
    "commune's figures": ("xem", "/don-vi/{commune}"),
    "district's figures": ("huyen-072", "/don-vi/{district}"),
    "province's figures": ("tinh", "/don-vi/{province}"),
    "criteria sets": ("xem", "/tieu-chi"),
    "criteria set": ("xem", "/tieu-chi/{set}"),
    "criteria of the administrator": ("quantri", "/tieu-chi/{set}"),
    "document templates": ("quantri", "/mau-van-ban"),
    "document template": ("quantri", "/mau-van-ban/quyet-dinh"),
    "draft": ("quantri", "/tieu-chi/{draft_set}"),
    "facts of a draft": ("quantri", "/tieu-chi/{draft_set}/thong-tin"),
    "group of a draft": ("quantri", "/tieu-chi/{draft_set}/nhom/{draft_group}"),
    "line of a draft": ("quantri", "/tieu-chi/{draft_set}/muc/{draft_line}"),
    "draft on trial": ("quantri", "/tieu-chi/{draft_set}/xem-thu"),
    "check of a draft": ("quantri", "/tieu-chi/{draft_set}/kiem-tra"),
    "draft to publish": ("quantri", "/tieu-chi/{draft_set}/cong-bo"),
    "set to confirm": ("quantri", "/tieu-chi/{set}/xac-nhan"),
    "accounts of one record": ("quantri-02248", "/tai-khoan/cong-dan-co-quan"),
    "accounts": ("quantri-02248", "/tai-khoan"),
    "new account": ("quantri-02248", "/tai-khoan/them"),
    "village to take along": ("thon-02248", "/tai-ve/{village}/{year}"),
    "own account": ("xem", "/toi"),
    "data used": ("xem", "/du-lieu-da-dung"),
    "what waits to be sent": ("xem", "/cho-gui"),
    "password": ("xem", "/doi-mat-khau"),
    "courses of the province": ("tinh", "/tap-huan/{province}"),
    "courses that a village is invited to": ("thon-02248", "/tap-huan/{village}"),
    "new course": ("thamdinh-02248", "/tap-huan/{commune}/them"),
    "course": ("huyen-072", "/khoa/{course}"),
    "course of another": ("thamdinh-02248", "/khoa/{course}"),
    "course to change": ("huyen-072", "/khoa/{planned_course}/sua"),
    "list of a course to fill": ("huyen-072", "/khoa/{planned_course}/moi?don_vi={commune}&tim=ma"),
    "branch for a course": ("huyen-072", "/khoa/{planned_course}/moi?chi_hoi={branch}"),
    "attendance": ("huyen-072", "/khoa/{course}/diem-danh"),
    "certificates": ("huyen-072", "/khoa/{course}/chung-nhan"),
    "certificates to print": ("huyen-072", "/khoa/{course}/chung-nhan/in"),
    "who is not briefed": ("thamdinh-02248", "/chua-quan-triet/{commune}"),
    "who is not briefed in a district": ("huyen-072", "/chua-quan-triet/{district}"),
    "courses of a member": ("thamdinh-02248", "/hoi-vien/{member}/khoa"),
    "courses of a person": ("thamdinh-02248", "/nguoi/{trained}/khoa"),
    "reports of a commune": ("thamdinh-02248", "/bao-cao/{commune}"),
    "reports of the province": ("tinh", "/bao-cao/{province}"),
    "report that is written": ("thamdinh-02248", "/bao-cao/{commune}/{period}"),
    "report of the province": ("tinh", "/bao-cao/{province}/{last_period}"),
    "part of a report": ("thamdinh-02248", "/bao-cao/{commune}/{period}/phan/results"),
    "report to hand in": ("thamdinh-02248", "/bao-cao/{commune}/{period}/nop"),
    "report to return": ("huyen-072", "/bao-cao/{next_commune}/{period}/tra-lai"),
    "report to comment on": ("huyen-072", "/bao-cao/{next_commune}/{period}/gop-y/plan"),
    "report to be opened again": ("thamdinh-02248", "/bao-cao/{commune}/{last_period}/mo-lai"),
    "where a figure is from": ("tinh", "/bao-cao/{province}/{last_period}/nguon/plan/family_rate/rate"),
    "version of a report": ("thamdinh-02248", "/bao-cao/{commune}/{last_period}/ban/1"),
    "reports side by side": ("tinh", "/bao-cao/{province}/qua-cac-nam"),
    "who is late": ("huyen-072", "/bao-cao/{district}/{period}/theo-doi"),
    "periods of reports": ("tinh", "/ky-bao-cao/{province}"),
    "period of reports": ("tinh", "/ky-bao-cao/{province}/{period}"),
    "what a unit owes": ("tinh", "/ky-bao-cao/{province}/{period}/{commune}"),
    "page that is not there": ("xem", "/khong-co-trang-nay"),
    "page that is not allowed": ("quantri-02248", "/ho/{family}"),
    "doubtful figures of the province": ("tinh", "/chat-luong-so-lieu/{province}"),
    "doubtful figures of a district": ("huyen-072", "/chat-luong-so-lieu/{district}?loai=thieu-mau-so"),
    "doubtful figures of a commune": ("thamdinh-02248", "/chat-luong-so-lieu/{commune}"),
    "open figures": (None, "/so-lieu-mo"),
    "open figures, titles": (None, "/so-lieu-mo?chi_tieu=danh-hieu-ho"),
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


def _begin_a_draft(database: Urls, folder: Path) -> None:
    """The province's administrator copies the families' criteria into a draft, as the pages of one need."""
    app = create_app(Settings(database.app, "key", folder, secure_cookies=False), TESTING=True)
    administrator = Client(app, actor=None)
    administrator.sign_in("quantri", PASSWORD)
    with start.owner_session(database.owner) as session:
        family = session.execute(
            text("SELECT id FROM criteria_set WHERE code = 'family' ORDER BY version DESC LIMIT 1")
        ).scalar_one()
    assert administrator.post(f"/tieu-chi/{family}/sao-chep").status_code == 303
    with app.app_context():
        db.engine.dispose()


def _send_a_list(database: Urls, folder: Path) -> None:
    """The commune's recorder has a file checked in which something is wrong, and something in doubt."""
    settings = Settings(database.app, "key", folder, secure_cookies=False)
    app = create_app(settings, TESTING=True, WORK_INLINE=True)
    recorder = Client(app, actor=None)
    recorder.sign_in("ghi-02248", PASSWORD)
    with start.owner_session(database.owner) as session:
        commune, village = session.execute(
            text("SELECT c.id, v.name FROM unit v JOIN unit c ON c.id = v.parent_id WHERE v.path = '08/072/02248/001/'")
        ).one()
    lines = ["Thôn,Họ và tên,Năm sinh,Giới tính,Quan hệ với chủ hộ"]
    lines += [f"{village},{name},{born},Nữ,{relation}" for name, born, relation in (
        ("Lý Thị Chờ", 1975, "Chủ hộ"), ("Lý Thị Chờ", 1975, "Chủ hộ"), ("Lý Thị Con", 2001, "Con"),
        ("Lý Thị Sai", 2099, "Chủ hộ"),
    )]  # fmt: skip
    form = {
        "key": str(uuid.uuid4()),
        "list": "ho-va-nhan-khau",
        "file": (io.BytesIO("\n".join(lines).encode()), "a.csv"),
    }
    assert recorder.post(f"/nhap/{commune}", data=form).status_code == 303
    with app.app_context():
        db.engine.dispose()


@contextmanager
def shown(database: Urls, folder: Path) -> Iterator[Demo]:
    """Load the demonstration into a prepared database and serve it."""
    load.load(database.owner)
    _begin_a_draft(database, folder)
    _send_a_list(database, folder)
    with start.owner_session(database.owner) as session:
        ids = {name: session.execute(text(query)).scalar_one() for name, query in _IDS.items()}
        for state in _STATES:
            ids[state] = session.execute(text(_IN_STATE), {"year": YEAR, "state": state}).scalar_one()
    with live.serve(database, folder) as url:
        yield Demo(url, ids)
