"""A commune takes its open sheets over to a criteria set that was published in the middle of the year."""

from contextlib import contextmanager
from decimal import Decimal

import pytest
from sqlalchemy import event, func, insert, select, text

from lhtq.accounts.models import AuditEntry
from lhtq.accounts.policy import Action, NotAllowedError, Role
from lhtq.assessment import queries, service
from lhtq.assessment.models import Claim, Sheet
from lhtq.assessment.rules import State
from lhtq.criteria import queries as criteria_queries
from lhtq.criteria import service as criteria
from lhtq.criteria.rules import Kind, Model, Share
from lhtq.criteria.service import GroupGiven, LineGiven, digest
from lhtq.db import db
from lhtq.register.models import Household
from lhtq.web.filters import today
from tests.conftest import FULL
from tests.web.press import links, press
from tests.weight import BUDGET
from tests.weight import page as weight

YEAR = today().year


@pytest.fixture
def publish(acting, place):
    """``publish()``: a new family set that no longer asks 1.2, doubles 1.3, and asks 5.1 besides; gives its id."""

    def _publish():
        with acting(Role.ADMINISTRATOR, at=place.province) as actor:
            draft = criteria.copy_set(actor, criteria_queries.set_in_force(Model.FAMILY, today()).id, today()).id
            group = criteria_queries.whole_set(draft).groups[0]
            lines = {line.code: line for line in group.indicators}
            criteria.remove_line(actor, draft, lines["1.2"].id, digest(lines["1.2"].facts))
            double = LineGiven(group.id, "1.3", lines["1.3"].name, Kind.GRADED, Decimal(20), Decimal(0))
            criteria.edit_line(actor, draft, lines["1.3"].id, double, digest(lines["1.3"].facts))
            new = criteria.add_group(actor, draft, GroupGiven("5", "Học nghề", Decimal(0))).id
            criteria.add_line(
                actor,
                draft,
                LineGiven(new, "5.1", "Có người học nghề", Kind.GRADED, Decimal(10), Decimal(0)),
            )
            criteria.publish(actor, draft, today(), digest(criteria_queries.whole_set(draft).content))
            return draft

    return _publish


@pytest.fixture
def begun(place, household, sheet, publish):
    """Sheets in each state under the old set, then a new one: the draft's household, and the new set's id."""
    households = {}
    for state in State:
        frozen = {} if state in (State.DRAFT, State.RETURNED) else {"figures": {"2.1": [2, 2]}, "total": 100}
        households[state] = household(place.na_khuyen, f"Nông Văn {state.value.title()}")
        sheet(households[state], answers=FULL, state=state, **frozen)
    return households, publish()


def stored(arrange, subject):
    with arrange():
        return db.session.scalars(select(Sheet).where(Sheet.subject_id == subject.id)).one()


def url(place, model="ho") -> str:
    return f"/chuyen-bo-tieu-chi/{place.yen_hoa.id}/{YEAR}/{model}"


def test_the_report_says_beforehand_what_is_dropped_what_is_asked_and_what_it_comes_to(begun, place, acting):
    _, new = begun
    with acting(Role.COMMUNE_REVIEWER, at=place.yen_hoa):
        report = queries.to_carry_over(Model.FAMILY, place.yen_hoa, YEAR, today())
        closed = queries.closed_on_older_set(Model.FAMILY, place.yen_hoa, YEAR)
    assert (report.criteria.id, len(report.sheets), closed) == (new, 2, 4)
    one = report.sheets[0]
    assert (one.dropped, one.asked, one.version) == (("1.2", "1.3"), ("5.1",), 2)
    assert (one.before.total, one.before.earned) == (100, True)
    assert (one.after.total, one.after.complete, one.after.earned) == (80, False, False)
    assert (report.losing, report.complete, report.earned) == (2, (2, 0), (2, 0))
    assert report.dropped == {"1.2": 2, "1.3": 2}


def test_the_reviewer_carries_the_open_sheets_over_and_sees_afterwards_what_was_done(begun, place, sign_in, arrange):
    households, new = begun
    reviewer = sign_in(Role.COMMUNE_REVIEWER, at=place.yen_hoa)
    page = reviewer.get(links(reviewer.get("/"))["2 phiếu Gia đình học tập đang chấm theo bộ tiêu chí cũ"])
    assert "2 phiếu đang chấm còn theo phiên bản cũ" in page.text
    assert "4 phiếu đã gửi hoặc đã có quyết định giữ phiên bản cũ" in page.text
    assert reviewer.get(links(page)["Phiên bản 3 khác gì phiên bản 2"]).status_code == 200
    assert stored(arrange, households[State.DRAFT]).version == 1
    done = press(reviewer, page, "Chuyển 2 phiếu sang phiên bản 3")
    assert done.status_code == 303
    after = reviewer.get(done.location)
    for words in (
        "Đã chuyển 2 phiếu sang phiên bản 3", "0 phiếu đang chấm còn", "2 phiếu bị bỏ bớt câu trả lời: 1.2 ở 2 phiếu",
        "Chấm xong: 2 phiếu trước, 0 phiếu sau", "Đạt: 2 phiếu trước, 0 phiếu sau", "1.2, 1.3", "5.1", "Nông Văn Draft",
    ):  # fmt: skip
        assert words in after.text
    assert "theo bộ tiêu chí cũ" not in reviewer.get("/").text
    for state, subject in households.items():
        found = stored(arrange, subject)
        if state in (State.DRAFT, State.RETURNED):
            assert (found.set_id, found.version, found.complete, found.state) == (new, 2, False, state)
            assert found.answers == {code: value for code, value in FULL.items() if code not in ("1.2", "1.3")}
            assert found.scorers == []
        else:
            assert (found.version, found.answers) == (1, FULL)
            assert found.set_id != new


def test_what_was_dropped_stays_in_the_trail_of_each_sheet(begun, place, acting, arrange):
    households, new = begun
    with acting(Role.COMMUNE_REVIEWER, at=place.yen_hoa) as actor:
        assert service.carry_over(actor, place.yen_hoa, Model.FAMILY, YEAR, today()) == 2
        assert service.carry_over(actor, place.yen_hoa, Model.FAMILY, YEAR, today()) == 0
    draft = stored(arrange, households[State.DRAFT])
    with arrange():
        entries = db.session.scalars(select(AuditEntry).where(AuditEntry.action == Action.SHEET_CARRY_OVER)).all()
        (own,) = (entry for entry in entries if entry.subject_id == draft.id)
        told = dict(own.changes)
    assert len(entries) == 2
    assert told["set_id"][1] == new
    assert (told["answers"][0], told["answers"][1]) == (FULL, draft.answers)


def test_a_carried_sheet_is_scored_to_its_end_under_the_new_set(begun, place, sign_in, acting, arrange):
    households, _ = begun
    with acting(Role.COMMUNE_REVIEWER, at=place.yen_hoa) as actor:
        service.carry_over(actor, place.yen_hoa, Model.FAMILY, YEAR, today())
    recorder, dat = sign_in(Role.COMMUNE_RECORDER, at=place.yen_hoa), households[State.DRAFT]
    late = recorder.post(f"/cham-diem/ho/{dat.id}/{YEAR}", data={"1.1": "5", "version": "1"})
    assert late.status_code == 409
    full = {code: str(value) for code, value in FULL.items() if code != "1.2"} | {"1.3": "20", "5.1": "10"}
    recorder.post(f"/cham-diem/ho/{dat.id}/{YEAR}", data=full | {"version": "2"})
    with acting(Role.VIEWER, at=place.yen_hoa):
        line = queries.line(queries.subject(Model.FAMILY, dat.id, YEAR), YEAR, today())
    assert (line.outcome.total, line.outcome.earned) == (110, True)
    assert "Chuyển sang phiên bản tiêu chí mới" in recorder.get(f"/phieu/ho/{dat.id}/{YEAR}").text


def test_a_contested_figure_stays_where_it_is_counted_alike_and_is_closed_elsewhere(
    place, household, sheet, acting, publish, arrange
):
    dat = household(place.na_khuyen, titled=0)
    sheet(dat, answers=FULL)
    recorder = acting(Role.COMMUNE_RECORDER, at=place.yen_hoa)
    with recorder as actor:
        subject = queries.subject(Model.FAMILY, dat.id, YEAR)
        service.claim(actor, subject, YEAR, "2.1", Share(2, 2), "Quyết định chưa nhập")
    with acting(Role.COMMUNE_REVIEWER, at=place.yen_hoa) as actor:
        found = queries.sheet(Model.FAMILY, dat.id, YEAR)
        service.answer_claim(actor, found.id, "2.1", Share(2, 2), allowed=True, answer="Đúng")
    publish()
    with acting(Role.COMMUNE_REVIEWER, at=place.yen_hoa) as actor:
        (one,) = queries.to_carry_over(Model.FAMILY, place.yen_hoa, YEAR, today()).sheets
        assert (one.closed, one.after.total) == ((), 80)
        service.carry_over(actor, place.yen_hoa, Model.FAMILY, YEAR, today())
    _count_from(acting, place, age=40)
    with acting(Role.COMMUNE_REVIEWER, at=place.yen_hoa) as actor:
        (one,) = queries.to_carry_over(Model.FAMILY, place.yen_hoa, YEAR, today()).sheets
        assert (one.closed, one.after.total) == (("2.1",), 60)
        service.carry_over(actor, place.yen_hoa, Model.FAMILY, YEAR, today())
        (told,) = queries.carried_over(Model.FAMILY, place.yen_hoa, YEAR).sheets
        assert (told.closed, told.before.total, told.after.total) == (("2.1",), 80, 60)
    with arrange():
        claim = db.session.scalars(select(Claim)).one()
        assert (claim.allowed, claim.answer.startswith("Đóng khi chuyển")) == (False, True)


def _count_from(acting, place, age: int) -> None:
    """Publish a set that counts adults from another age."""
    with acting(Role.ADMINISTRATOR, at=place.province) as actor:
        draft = criteria.copy_set(actor, criteria_queries.set_in_force(Model.FAMILY, today()).id, today()).id
        group = criteria_queries.whole_set(draft).groups[1]
        line = next(line for line in group.indicators if line.code == "2.1")
        known = criteria_queries.as_indicator(line)
        given = LineGiven(
            group.id, "2.1", line.name, Kind.SHARE, known.points_max, Decimal(0), source=known.source, from_age=age
        )
        criteria.edit_line(actor, draft, line.id, given, digest(line.facts))
        criteria.publish(actor, draft, today(), digest(criteria_queries.whole_set(draft).content))


def test_who_may_not_carry_over_does_not(begun, place, acting, sign_in, arrange):
    households, new = begun
    for role, unit, status in (
        (Role.COMMUNE_RECORDER, place.yen_hoa, 403), (Role.ADMINISTRATOR, place.yen_hoa, 403),
        (Role.COMMUNE_REVIEWER, place.da_vi, 404),
    ):  # fmt: skip
        client = sign_in(role, at=unit)
        assert client.get(url(place)).status_code == status
        assert client.post(url(place), data={"bo": str(new)}).status_code == status
    with acting(Role.COMMUNE_REVIEWER, at=place.da_vi) as actor, pytest.raises(NotAllowedError):
        service.carry_over(actor, place.yen_hoa, Model.FAMILY, YEAR, today())
    assert stored(arrange, households[State.DRAFT]).version == 1


def test_one_carries_over_to_the_set_that_one_saw(begun, place, sign_in, arrange, acting):
    households, _ = begun
    reviewer = sign_in(Role.COMMUNE_REVIEWER, at=place.yen_hoa)
    page = reviewer.get(url(place))
    _publish_again(acting, place)
    answer = press(reviewer, page, "Chuyển 2 phiếu sang phiên bản 3")
    assert answer.status_code == 422
    assert "Chuyển 2 phiếu sang phiên bản 4" in answer.text
    assert stored(arrange, households[State.DRAFT]).version == 1


def _publish_again(acting, place) -> None:
    """Publish the same criteria once more."""
    with acting(Role.ADMINISTRATOR, at=place.province) as actor:
        draft = criteria.copy_set(actor, criteria_queries.set_in_force(Model.FAMILY, today()).id, today()).id
        criteria.publish(actor, draft, today(), digest(criteria_queries.whole_set(draft).content))


def test_a_district_and_a_model_without_older_sheets_have_nothing_to_carry(begun, place, sign_in):
    reviewer = sign_in(Role.COMMUNE_REVIEWER, at=place.na_hang)
    assert reviewer.get(f"/chuyen-bo-tieu-chi/{place.na_hang.id}/{YEAR}/ho").status_code == 404
    own = sign_in(Role.COMMUNE_REVIEWER, at=place.yen_hoa)
    page = own.get(url(place, "dong-ho"))
    assert "0 phiếu đang chấm còn theo phiên bản cũ" in page.text
    assert "Chuyển 0 phiếu" not in page.text


def test_a_commune_of_1500_sheets_is_carried_over_in_a_few_statements_and_told_in_pages(
    app, place, arrange, publish, acting, sign_in
):
    with arrange():
        old = criteria_queries.set_in_force(Model.FAMILY, today()).id
        homes = [{"unit_id": place.na_khuyen.id, "head_name": f"Ma Văn {n}", "address": ""} for n in range(1500)]
        ids = db.session.scalars(insert(Household).returning(Household.id), homes).all()
        same = {
            "unit_id": place.na_khuyen.id, "model": Model.FAMILY, "name": "Ma Văn Thụ", "year": YEAR, "set_id": old,
            "answers": FULL, "complete": True, "scorers": [],
        }  # fmt: skip
        db.session.execute(insert(Sheet), [same | {"subject_id": id_} for id_ in ids])
    new = publish()
    reviewer = sign_in(Role.COMMUNE_REVIEWER, at=place.yen_hoa)
    page = reviewer.get(url(place))
    assert "1.500 phiếu đang chấm còn theo phiên bản cũ" in page.text
    assert page.text.count("<tr>") == 26
    assert weight(reviewer, url(place)) <= BUDGET["list of 25"]
    with acting(Role.COMMUNE_REVIEWER, at=place.yen_hoa) as actor, counted(db.engines[None]) as statements:
        assert service.carry_over(actor, place.yen_hoa, Model.FAMILY, YEAR, today()) == 1500
    assert len(statements) < 20
    with arrange():
        assert db.session.scalar(select(func.count()).where(Sheet.set_id == new)) == 1500
        figures = "SELECT complete, sum(sheets) FROM sheet_figure GROUP BY complete ORDER BY complete"
        assert [tuple(row) for row in db.session.execute(text(figures)) if row[1]] == [(False, 1500)]
    assert "Trang sau" in reviewer.get(url(place)).text


@contextmanager
def counted(connection):
    """The statements that are sent meanwhile."""
    sent = []

    def note(_connection, _cursor, statement, *_more):
        sent.append(statement)

    event.listen(connection, "before_cursor_execute", note)
    yield sent
    event.remove(connection, "before_cursor_execute", note)
