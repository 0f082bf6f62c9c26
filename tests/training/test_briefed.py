"""Who has been briefed in the phase of the plan, who has not and is to be called, and who is trained in IT."""

import datetime as dt
import re

import pytest
from sqlalchemy import text

from lhtq import start
from lhtq.accounts.policy import Role
from lhtq.db import db
from lhtq.indicators import queries as rollup
from lhtq.indicators import service as rebuilding
from lhtq.membership.rules import BranchKind
from lhtq.training import queries
from lhtq.training.queries import Briefing
from lhtq.training.rules import CourseState, Phase, phase_of, within_plan
from lhtq.web.filters import today
from tests.training.test_courses import plan
from tests.web.press import links, message_beside, press, said, value_of

LAST = dt.date(2024, 5, 6)


@pytest.mark.parametrize(
    ("day", "phase"),
    [
        (dt.date(2021, 1, 1), Phase(2021, 2025)),
        (dt.date(2025, 12, 31), Phase(2021, 2025)),
        (dt.date(2026, 1, 1), Phase(2026, 2030)),
        (dt.date(2030, 12, 31), Phase(2026, 2030)),
        (dt.date(2019, 1, 1), Phase(2021, 2025)),
        (dt.date(2031, 1, 1), Phase(2026, 2030)),
    ],
)
def test_a_day_falls_into_a_phase_of_the_plan_also_in_the_database(place, course, day, phase):
    assert phase_of(day) == phase
    if within_plan(day):
        assert course(place.yen_hoa, starts_on=day).phase == phase.first


@pytest.fixture
def rate(measured, place):
    """``rate(on)``: the briefed of Yên Hoa on a day, and all its members."""
    return lambda on=None: measured(place.yen_hoa, "briefed_rate", on)


@pytest.fixture
def kept(app, acting, place):
    """``kept()``: what the roll-up says of Yên Hoa today."""

    def _kept():
        with acting(Role.VIEWER, at=place.yen_hoa):
            return queries.totals(place.yen_hoa, today().year, today()).briefing

    return _kept


def test_a_briefing_counts_in_its_phase_from_its_day_on(place, course, hoa, pao, rate, kept):
    course(place.province, attended=[hoa], starts_on=LAST)
    assert rate() == (0, 2)
    assert rate(LAST) == (1, 2)
    assert rate(LAST - dt.timedelta(days=1)) == (0, 2)
    course(place.yen_hoa, attended=[hoa, pao], kind="training")  # a training course is no briefing
    course(place.yen_hoa, pao, state=CourseState.HELD)  # invited is not there
    assert rate() == (0, 2)
    assert kept() == Briefing(2, 0)
    course(place.na_hang, attended=[hoa])
    course(place.yen_hoa, attended=[hoa])  # twice is once
    assert rate() == (1, 2)
    assert kept() == Briefing(2, 1)


def test_who_joins_later_or_has_left_is_not_counted_on_a_day(place, course, branch, member, rate):
    village = branch(place.na_khuyen)
    gone = member(village, "Lý Văn Thôi", left_on=dt.date(2024, 12, 31))
    member(village, "Lý Văn Mới", joined_on=dt.date(2025, 6, 1))
    course(place.yen_hoa, attended=[gone], starts_on=LAST)
    assert rate(LAST) == (1, 1)
    assert rate(dt.date(2025, 12, 31)) == (0, 1)


def test_the_roll_up_follows_every_change(place, commune, course, hoa, pao, kept):
    briefing = course(place.yen_hoa, hoa, pao)
    assert kept() == Briefing(2, 0)
    page = commune.get(f"/khoa/{briefing.id}/diem-danh")
    press(commune, page, "Cả trang này có dự")
    assert kept() == Briefing(2, 2)
    press(commune, commune.get(f"/khoa/{briefing.id}"), "Bỏ Giàng A Páo")
    assert kept() == Briefing(2, 1)
    form = commune.get(f"/khoa/{briefing.id}/sua")
    press(commune, form, "Lưu khóa", kind="training")
    assert kept() == Briefing(2, 0)
    press(commune, commune.get(f"/khoa/{briefing.id}/sua"), "Lưu khóa", kind="briefing")
    assert kept() == Briefing(2, 1)
    press(commune, commune.get(f"/khoa/{briefing.id}/sua"), "Lưu khóa", starts_on="06/05/2024", ends_on="")
    assert kept() == Briefing(2, 0)
    press(commune, commune.get(f"/khoa/{briefing.id}/sua"), "Lưu khóa", starts_on=f"{today():%d/%m/%Y}", ends_on="")
    left = commune.get(f"/hoi-vien/{hoa.id}/thoi")
    press(commune, left, "Lưu", because="left", left_on=f"{today():%d/%m/%Y}")
    assert kept() == Briefing(1, 0)


def test_a_figure_that_went_wrong_is_found_and_built_anew(server, place):
    database = server.copy()
    made = """
        INSERT INTO branch (unit_id, kind, name, phone, version) SELECT id, 'association', 'H', '', 1 FROM unit
          WHERE path = '08/072/02248/';
        INSERT INTO member (branch_id, unit_id, full_name, birth_year, sex, phone, card_number, version)
          SELECT id, unit_id, 'Ma Thị Hoa', 1980, 'female', '', '', 1 FROM branch;
        INSERT INTO course (unit_id, kind, topics, title, starts_on, ends_on, sessions, place, trainers, result, state,
                            version)
          SELECT unit_id, 'briefing', '{policy}', 'Q', '2026-05-06', '2026-05-06', 1, '', '', '', 'held', 1 FROM branch;
        INSERT INTO course_participant (course_id, holder_unit_id, unit_id, member_id, full_name, invited, attended,
                                        completed, certificate_number)
          SELECT c.id, c.unit_id, m.unit_id, m.id, m.full_name, true, true, false, '' FROM course c, member m;
    """
    with start.owner_session(database.owner) as session:
        session.execute(text("SET CONSTRAINTS settle_measures IMMEDIATE"))
        session.execute(text(made))
        assert session.execute(text("SELECT phase, briefed FROM briefed_figure")).all() == [(2026, 1)]
        for change in (
            "UPDATE course_participant SET completed = true",
            "UPDATE course SET starts_on = '2025-05-06', ends_on = '2025-05-06'",
            "UPDATE course SET state = 'cancelled'",
            "UPDATE course SET state = 'held', starts_on = '2026-05-06', ends_on = '2026-05-06'",
            "DELETE FROM course_participant WHERE id < 0",
        ):
            session.execute(text(change))
            assert rollup.differences(session) == []
        told = "SELECT year, courses, attended, completed FROM training_figure ORDER BY year"
        assert session.execute(text(told)).all() == [(2025, 0, 0, 0), (2026, 1, 1, 1)]
        session.execute(text("UPDATE briefed_figure SET briefed = 7 WHERE phase = 2026"))
        (found,) = rollup.differences(session)
        assert found.table == "briefed_figure"
        session.commit()
        rebuilding.rebuild(session)
        assert rollup.differences(session) == []
        assert session.execute(text("SELECT briefed FROM briefed_figure WHERE phase = 2026")).scalar_one() == 1


def test_who_is_to_be_called_is_listed_with_a_phone_and_a_position(
    place, commune, course, branch, hoa, pao, member, officer
):
    officer(hoa, branch(place.yen_hoa, BranchKind.ASSOCIATION))
    course(place.yen_hoa, attended=[pao])
    page = commune.get(links(commune.get(f"/tap-huan/{place.yen_hoa.id}"))["1 người chưa được quán triệt"])
    assert f"giai đoạn {phase_of(today())}" in page.text
    assert "50%" in page.text
    assert links(page)["0912 345 678"] == "tel:0912345678"
    assert "Chủ tịch" in page.text
    assert "Giàng A Páo" not in page.text
    member_row = commune.get(links(page)["Chi hội Nà Khuyến"])
    assert "Ma Thị Hoa" in member_row.text
    assert "Ma Thị Hoa" not in commune.get(f"/chua-quan-triet/{place.yen_hoa.id}?chi_hoi={pao.branch_id}").text


def test_under_the_title_of_a_branch_stands_its_own_share(place, commune, course, hoa, pao):
    course(place.yen_hoa, attended=[pao])
    for one, share, words in ((pao, "100%", "1 trên 1, còn 0"), (hoa, "0%", "0 trên 1, còn 1")):
        page = commune.get(f"/chua-quan-triet/{place.yen_hoa.id}?chi_hoi={one.branch_id}")
        assert f'<span class="big">{share}</span> cán bộ, hội viên của Chi hội' in page.text
        assert words in said(page)


def test_the_district_reads_how_far_each_commune_is(place, sign_in, course, hoa, pao, luc):
    course(place.province, attended=[hoa])
    page = sign_in(Role.DISTRICT_REVIEWER, at=place.na_hang).get(f"/chua-quan-triet/{place.na_hang.id}")
    assert "33,3%" in page.text
    row = next(row for row in page.text.split("<tr>") if "Xã Yên Hoa" in row)
    assert 'data-l="Tỷ lệ">50%<' in row
    assert '?dat=chua">1<' in row
    assert "Ma Thị Hoa" not in page.text


def test_the_home_page_says_what_is_coming_and_who_is_to_be_briefed(place, sign_in, course, hoa, pao):
    course(place.province, hoa, starts_on=today())
    home = sign_in(Role.VILLAGE_RECORDER, at=place.na_khuyen).get("/")
    coming = "1 khóa sắp tới do đơn vị tổ chức hoặc có người của đơn vị được mời"
    assert links(home)[coming] == f"/tap-huan/{place.na_khuyen.id}?dem=sap-toi"
    waiting = "hội viên chưa được quán triệt giai đoạn 2026-2030"
    assert links(home)[f"1 {waiting}"] == f"/chua-quan-triet/{place.na_khuyen.id}"
    home = sign_in(Role.COMMUNE_REVIEWER, at=place.yen_hoa).get("/")
    assert f"2 {waiting}" in links(home)
    assert coming not in links(sign_in(Role.VILLAGE_RECORDER, at=place.ban_thang).get("/"))


def test_a_row_that_cannot_be_is_refused_by_the_database(app, arrange, place, course, hoa):
    briefing = course(place.yen_hoa, hoa)
    for change in ("completed = true", "invited = false", "certificate_number = '7'", "certificate_on = '2026-01-01'"):
        with app.app_context():
            connection = db.engines[None]
            point = connection.begin_nested()
            connection.execute(text("SELECT set_config('lhtq.scope', '08/', true)"))
            with pytest.raises(Exception, match="ck_course_participant"):
                connection.execute(text(f"UPDATE course_participant SET {change} WHERE course_id = {briefing.id}"))  # noqa: S608
            point.rollback()


def test_the_page_of_a_unit_and_of_those_above_it_tells_its_training(place, course, hoa, pao, sign_in):
    course(place.yen_hoa, pao, attended=[hoa])
    for role, at in (
        (Role.COMMUNE_RECORDER, place.yen_hoa),
        (Role.DISTRICT_REVIEWER, place.na_hang),
        (Role.PROVINCE_OFFICER, place.province),
    ):
        words = " ".join(re.sub("<[^>]+>", "", sign_in(role, at=at).get(f"/don-vi/{at.id}").text).split())
        assert f"Năm {today().year}: 1 khóa đã tổ chức, 1 lượt người dự, 0 lượt hoàn thành." in words
        assert f"Giai đoạn {phase_of(today())}: 1 trên 2 cán bộ, hội viên đã được quán triệt, còn 1 người." in words


def test_a_new_course_is_of_no_kind_until_somebody_says_of_which(place, commune):
    form = commune.get(f"/tap-huan/{place.yen_hoa.id}/them")
    untouched = plan(kind=value_of(form, "kind"))
    assert message_beside(press(commune, form, "Lưu khóa", **untouched), "kind") == "Chọn hình thức."
