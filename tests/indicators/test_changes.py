"""What changed a figure in a month is told by name: who came in, who went out, and where."""

import datetime as dt
from importlib import import_module

import pytest
from sqlalchemy import create_engine, event, text
from sqlalchemy.orm import Session

from lhtq.accounts.policy import Role
from lhtq.criteria.rules import Model
from lhtq.db import db
from lhtq.indicators import queries
from lhtq.indicators.queries import Between
from lhtq.indicators.rules import Change, definitions, month_before
from lhtq.register.models import Employment
from lhtq.web.filters import today
from lhtq.web.paging import PAGE
from tests.factories import (
    BranchFactory,
    CourseFactory,
    CourseParticipantFactory,
    MemberFactory,
    OrganisationFactory,
    PersonFactory,
    VillageFactory,
)
from tests.indicators.drilling import figures, rows
from tests.indicators.holders import hold_title
from tests.web.press import links, said
from tests.weight import BUDGET, page

BEFORE = month_before(today())
#: The last day of last year: a title of then counts on both evenings.
LONG_AGO = dt.date(today().year - 1, 1, 31)


@pytest.fixture
def month(place, arrange, settled):
    """A month in which Nà Khuyến came to hold its title, that of Bản Thàng ended, and Bản Lục held its all along."""
    with arrange():
        hold_title(place.na_khuyen, today())
        hold_title(place.ban_thang, LONG_AGO, BEFORE)
        hold_title(place.ban_luc, LONG_AGO)
        hold_title(place.tan_lap, today())
    settled()


def test_the_figure_of_the_month_opens_who_came_in_and_who_went_out(place, month, sign_in):
    reviewer = sign_in(Role.COMMUNE_REVIEWER, at=place.yen_hoa)
    told = reviewer.get(f"/don-vi/{place.yen_hoa.id}").text
    url = f"/chi-tieu/{place.yen_hoa.id}/cong-dong/thay-doi"
    assert f'<a href="{url}">0 thôn</a>' in told

    page = reviewer.get(url).text

    assert "<b>0</b> thôn: từ" in page
    assert "Đạt: mọi thay đổi (2)" in page
    assert [(row.cells[0], row.cells[-1]) for row in rows(reviewer, url)] == [
        ("thôn Nà Khuyến", "mới đạt"), ("thôn Bản Thàng", "không còn đạt"),
    ]  # fmt: skip
    assert [row.cells[0] for row in rows(reviewer, f"{url}?loc=vao")] == ["thôn Nà Khuyến"]
    assert [row.cells[0] for row in rows(reviewer, f"{url}?loc=ra")] == ["thôn Bản Thàng"]
    assert "Không có hồ sơ nào." in reviewer.get(f"{url}?loc=them").text


def test_every_level_is_told_its_own_and_nobody_elses(place, month, sign_in):
    for role, unit, names in (
        (Role.VILLAGE_RECORDER, place.na_khuyen, ["Nà Khuyến"]),
        (Role.COMMUNE_REVIEWER, place.da_vi, []),
        (Role.DISTRICT_REVIEWER, place.na_hang, ["Nà Khuyến", "Bản Thàng"]),
        (Role.PROVINCE_OFFICER, place.province, ["Nà Khuyến", "Bản Thàng", "Tân Lập"]),
    ):
        url = f"/chi-tieu/{unit.id}/cong-dong/thay-doi"
        found = rows(sign_in(role, at=unit), url)
        assert [row.cells[0].removeprefix("thôn ") for row in found if row.url.startswith("/don-vi/")] == names, role
    district = sign_in(Role.DISTRICT_REVIEWER, at=place.na_hang)
    assert district.get(f"/chi-tieu/{place.son_duong.id}/cong-dong/thay-doi").status_code == 404


def test_above_the_communes_the_month_is_told_by_unit_and_each_leads_on(place, month, sign_in):
    province = sign_in(Role.PROVINCE_OFFICER, at=place.province)
    page = province.get(f"/chi-tieu/{place.province.id}/cong-dong/thay-doi").text
    assert f'href="/chi-tieu/{place.son_duong.id}/cong-dong/thay-doi' in page
    assert "Theo đơn vị trực thuộc" in page
    # Na Hang gained one and lost one: its numbers are what they were.
    assert f'href="/chi-tieu/{place.na_hang.id}/cong-dong/thay-doi' not in page


def test_a_past_months_change_is_that_months(place, month, sign_in):
    province = sign_in(Role.PROVINCE_OFFICER, at=place.province)
    url = f"/chi-tieu/{place.province.id}/cong-dong/thay-doi?ngay={LONG_AGO}"
    assert [row.cells[0] for row in rows(province, url)][:2] == ["thôn Bản Thàng", "thôn Bản Lục"]


def test_who_joins_is_told_among_the_whole(place, arrange, settled, sign_in):
    with arrange():
        branch = BranchFactory(unit_id=place.na_khuyen.id)
        old = MemberFactory(branch=branch, full_name="Ma Văn Cũ", joined_on=LONG_AGO)
        MemberFactory(branch=branch, full_name="Ma Văn Mới", joined_on=today())
        course = CourseFactory(unit_id=place.na_hang.id, state="held", starts_on=today(), ends_on=today())
        CourseParticipantFactory(course=course, member=old, attended=True)
    settled()
    reviewer = sign_in(Role.COMMUNE_REVIEWER, at=place.yen_hoa)
    url = f"/chi-tieu/{place.yen_hoa.id}/quan-triet/thay-doi"
    assert [row.cells[0] for row in rows(reviewer, f"{url}?loc=them")] == ["Ma Văn Mới"]
    assert [row.cells[0] for row in rows(reviewer, f"{url}?loc=vao")] == ["Ma Văn Cũ"]
    assert "<b>+1</b> " in reviewer.get(url).text


def test_the_staff_of_an_organisation_that_ended_are_told_where_they_were_counted(
    place, household, arrange, settled, sign_in
):
    home = household(place.na_khuyen)
    with arrange():
        school = OrganisationFactory(unit_id=place.yen_hoa.id)
        teacher = PersonFactory(household=home, full_name="Ma Thị Giáo")
        db.session.add(
            Employment(
                organisation_id=school.id, unit_id=school.unit_id, person_id=teacher.id, person_unit_id=teacher.unit_id
            )
        )
        hold_title(school, LONG_AGO, model=Model.ORGANISATION)
    settled()
    recorder = sign_in(Role.COMMUNE_RECORDER, at=place.yen_hoa)
    url = f"/to-chuc/{school.id}/sua"
    form = {"kind": school.kind, "name": school.name, "head_name": school.head_name, "version": school.version}
    assert recorder.post(url, data=form | {"ended": "y"}).status_code == 303
    settled()

    reviewer = sign_in(Role.COMMUNE_REVIEWER, at=place.yen_hoa)
    behind = f"/chi-tieu/{place.yen_hoa.id}/nhan-vien"
    for url in (f"{behind}/thay-doi?loc=bot", f"{behind}/ho-so?ngay={BEFORE.isoformat()}"):
        assert [row.cells[0] for row in rows(reviewer, url)] == ["Ma Thị Giáo"], url
    assert "Ra khỏi tổng số (1)" in reviewer.get(f"{behind}/thay-doi").text
    assert rows(reviewer, f"{behind}/ho-so") == []


#: A measure that counts a record in one place up to a day, and in another from then on.
MOVED = """
CREATE OR REPLACE VIEW measure_span_clan_rate AS
SELECT 7 AS record_id, u.id AS unit_id, v.days AS whole, v.days AS part
  FROM (VALUES ('08/072/02248/', '{(,2026-03-10)}'::datemultirange),
               ('08/072/02260/', '{[2026-03-10,)}')) AS v (at, days)
  JOIN unit u ON u.path = v.at;
INSERT INTO measure_level (measure, unit_id, since, until, whole, part, registered, official)
SELECT 'clan_rate', id, '2026-03-10', 'infinity', 0, 0, 0, 0 FROM unit WHERE path IN ('08/072/02248/', '08/072/02260/')
"""
CHANGED = """
SELECT c.record_id, c.held
  FROM unit u, lhtq_measure_changes('clan_rate', u.id, :under, '2026-02-28', '2026-03-31', true) c
 WHERE u.level = 'commune' AND starts_with(u.path, :under)
"""


def test_a_record_that_moved_within_a_unit_did_not_change_there(server):
    engine = create_engine(server.copy().owner)
    with Session(engine) as session:
        session.execute(text(MOVED))

        def changed(under, scope="08/"):
            session.execute(text("SELECT set_config('lhtq.scope', :scope, true)"), {"scope": scope})
            return [tuple(row) for row in session.execute(text(CHANGED), {"under": under})]

        assert changed("08/072/02248/") == [(7, False)]
        assert changed("08/072/02260/") == [(7, True)]
        assert changed("08/072/") == changed("08/") == []
        # Whoever may not look there is told of nothing.
        assert changed("08/072/02248/", scope="08/076/") == changed("08/072/02248/", scope="") == []
        session.rollback()
    engine.dispose()


@pytest.mark.parametrize("change", [None, *Change])
def test_pages_of_changes_leave_none_out_and_tell_none_twice(place, arrange, settled, acting, change):
    with arrange():
        for parent in (place.yen_hoa, place.da_vi, place.tan_trao):
            for number in range(4):
                village = VillageFactory(parent=parent, name=f"Thôn {number}", code=f"1{number:02}")
                hold_title(village, *((today(),) if number % 2 else (LONG_AGO, BEFORE)))
    settled()
    between = Between(definitions()["community_rate"], place.province, BEFORE, today())
    paged, mark, pages = [], None, 0
    with acting(Role.PROVINCE_OFFICER, at=place.province):
        whole = [row.id for row in queries.changes(between, change, 100).rows]
        while True:
            found = queries.changes(between, change, 3, mark)
            paged, mark, pages = [*paged, *(row.id for row in found.rows)], found.next, pages + 1
            if mark is None:
                break
    assert paged == whole
    assert len(whole) == {None: 12, Change.CAME: 6, Change.WENT: 6}.get(change, 0)
    assert pages == max(1, -(-len(whole) // 3))


def test_places_in_which_nothing_changed_are_not_looked_at(place, month, acting, app):
    asked: list[str] = []
    between = Between(definitions()["community_rate"], place.province, BEFORE, today())
    with acting(Role.PROVINCE_OFFICER, at=place.province):
        engine = db.session.get_bind()

        def note(_connection, _cursor, statement, *_rest):
            asked.append(statement)

        event.listen(engine, "before_cursor_execute", note)
        queries.changes(between, None, 25)
        event.remove(engine, "before_cursor_execute", note)
    # Two communes had changes; the places are found by one statement more.
    assert sum("lhtq_measure_changes" in one for one in asked) == 2


@pytest.mark.parametrize("slug", [one.slug for one in definitions().values()])
def test_every_measure_tells_its_changes(place, household, month, sign_in, slug):
    for role, unit in ((Role.COMMUNE_REVIEWER, place.yen_hoa), (Role.PROVINCE_OFFICER, place.province)):
        client = sign_in(role, at=unit)
        assert client.get(f"/chi-tieu/{unit.id}/{slug}/thay-doi").status_code == 200
        assert client.get(f"/chi-tieu/{unit.id}/{slug}/thay-doi?loc=them&tu=9-9").status_code == 200


def test_the_figures_of_the_page_open_as_many_records(place, month, sign_in):
    province = sign_in(Role.PROVINCE_OFFICER, at=place.province)
    for count, url in figures(province, f"/chi-tieu/{place.province.id}/cong-dong/thay-doi"):
        assert len(rows(province, url)) == count, url


def test_a_page_of_changes_stays_small(place, arrange, settled, sign_in):
    with arrange():
        for number in range(60):
            parent = (place.yen_hoa, place.da_vi, place.tan_trao)[number % 3]
            hold_title(VillageFactory(parent=parent, name=f"Thôn Nà Lung {number}", code=f"2{number:02}"), today())
    settled()
    province = sign_in(Role.PROVINCE_OFFICER, at=place.province)
    url = f"/chi-tieu/{place.province.id}/cong-dong/thay-doi"
    assert province.get(url).text.count("mới đạt") == PAGE
    assert page(province, url) <= BUDGET["later page"]


def test_a_page_ends_after_some_places_and_says_how_many_are_left(place, month, sign_in, monkeypatch):
    monkeypatch.setattr(import_module("lhtq.indicators.queries.changes"), "PLACES", 1)
    province = sign_in(Role.PROVINCE_OFFICER, at=place.province)
    url = f"/chi-tieu/{place.province.id}/cong-dong/thay-doi?loc=them"
    first = province.get(url)
    assert "Không có hồ sơ nào ở các nơi đã xem." in said(first)
    assert "Trang sau tiếp từ nơi thứ 2 trong 2 nơi có thay đổi." in said(first)
    assert "Trang sau" not in links(province.get(links(first)["Trang sau"]))


def test_nobody_is_looked_for_where_the_sums_say_that_there_is_none(place, month, acting):
    between = Between(definitions()["community_rate"], place.province, BEFORE, today())
    with acting(Role.PROVINCE_OFFICER, at=place.province):
        # In Tân Trào, too, something changed; but nobody there was in the part before.
        assert (queries.changes(between, Change.WENT, 25).places, queries.changes(between, None, 25).places) == (1, 2)


def test_village_by_village_as_much_is_told_as_of_communes(place, household, settled, acting, monkeypatch):
    for village in (place.na_khuyen, place.ban_thang, place.ban_luc, place.tan_lap):
        for name in ("Ma Thị Hoa", "Nguyễn Văn An"):
            household(village, name)
    settled()
    for unit, many in ((place.province, 8), (place.yen_hoa, 4), (place.na_khuyen, 2)):
        monkeypatch.undo()
        between = Between(definitions()["family_rate"], unit, BEFORE, today())
        with acting(Role.PROVINCE_OFFICER, at=place.province):
            whole = queries.changes(between, Change.COUNTED, 100).rows
            monkeypatch.setattr(import_module("lhtq.indicators.queries.changes"), "_BY_VILLAGE", {"family_rate"})
            found = queries.changes(between, Change.COUNTED, 3)
            paged = [*found.rows]
            while found.next:
                found = queries.changes(between, Change.COUNTED, 3, found.next)
                paged += found.rows
        assert len(whole) == many
        assert paged == list(whole)


@pytest.mark.parametrize("mark", ["{place}-99999999999999999999", "99999999999999999999-1", "{place}-", "đâu đó"])
def test_an_address_that_begins_nowhere_begins_at_the_start(place, month, sign_in, mark):
    reviewer = sign_in(Role.COMMUNE_REVIEWER, at=place.yen_hoa)
    url = f"/chi-tieu/{place.yen_hoa.id}/cong-dong/thay-doi"
    assert rows(reviewer, f"{url}?tu={mark.format(place=place.yen_hoa.id)}") == rows(reviewer, url)
