"""People scan the code on the wall; nobody learns from it whom the register has."""

import datetime as dt

import pytest
from sqlalchemy import select

from lhtq.accounts.policy import Role
from lhtq.centre import queries
from lhtq.centre.models import Activity, CheckInCount
from lhtq.centre.rules import ActivityKind, ActivityState, window
from lhtq.centre.service import check_ins as brake
from lhtq.centre.views import check_in as pages
from lhtq.db import db
from lhtq.register.rules import Sex
from lhtq.web.filters import ZONE, today
from tests.web.press import buttons, heading, links, message_beside, press


def address(client, activity):
    """Where the code leads."""
    page = client.get(f"/hoat-dong/{activity.id}/ma-diem-danh").text
    assert '<svg class="qr"' in page or 'class="qr"' in page
    return "/diem-danh/" + page.split("/diem-danh/")[1].split("<")[0]


@pytest.fixture
def talk(activity):
    return activity(topic="Phòng bệnh mùa đông", attendances=0)


def followed(client, answer):
    """The page that an answer leads to, or the answer where it is one itself."""
    return client.get(answer.location) if answer.status_code == 303 else answer


def come(client, url, **typed):
    return followed(client, press(client, client.get(url), "Tôi có mặt", **typed))


def on_list(client, activity):
    return client.get(f"/hoat-dong/{activity.id}/nguoi").text


def test_one_of_the_register_is_on_the_list_and_a_stranger_waits(place, household, village, talk, anonymous):
    household(place.na_khuyen, "Nguyễn Văn Đạt")
    url = address(village, talk)
    assert heading(anonymous.get(url)) == "Phòng bệnh mùa đông"
    known = come(anonymous, url, full_name="nguyen van dat", birth_year="1980")
    unknown = come(anonymous, url, full_name="Lý Thị Lạ", birth_year="1990")
    assert known.status_code == unknown.status_code == 200
    assert "Đã ghi điểm danh" in known.text
    assert "1 người chờ xác nhận" in on_list(village, talk)
    press(village, village.get(f"/hoat-dong/{talk.id}/nguoi"), "Có dự Lý Thị Lạ")
    assert "2 người, 2 lượt" in on_list(village, talk)


def strip(text):
    return [line for line in text.splitlines() if "csrf_token" not in line]


def test_the_answer_is_the_same_for_who_is_known_and_who_is_not(place, household, village, talk, anonymous):
    household(place.na_khuyen, "Nguyễn Văn Đạt")
    url = address(village, talk)
    answers = [
        strip(come(anonymous, url, full_name=name, birth_year="1980").text) for name in ("Nguyễn Văn Đạt", "Ai Đó")
    ]
    assert answers[0] == answers[1]
    assert "Nguyễn Văn Đạt" not in "".join(answers[0])


def test_twice_is_once_and_two_namesakes_are_not_guessed(place, household, village, talk, anonymous):
    household(place.na_khuyen, "Ma Văn Páo", adults=1)
    household(place.ban_thang, "Ma Văn Páo", adults=1)
    url = address(village, talk)
    for _ in range(2):
        come(anonymous, url, full_name="Ma Văn Páo", birth_year="1980")
    assert "0 người, 0 lượt. 1 người chờ xác nhận" in " ".join(on_list(village, talk).split())
    come(anonymous, url, full_name="Ma Văn Páo", birth_year="1980", village=str(place.na_khuyen.id))
    assert "1 người, 1 lượt" in on_list(village, talk)


def test_a_person_of_another_commune_is_a_stranger(place, household, village, talk, anonymous):
    household(place.ban_luc, "Giàng A Sính")
    come(anonymous, address(village, talk), full_name="Giàng A Sính", birth_year="1980")
    assert "1 người chờ xác nhận" in on_list(village, talk)


@pytest.mark.parametrize(
    ("typed", "field"),
    [({"full_name": ""}, "full_name"), ({"full_name": "a" * 121}, "full_name"), ({"birth_year": "x"}, "birth_year"),
     ({"birth_year": "2199"}, "birth_year"), ({"village": "999999"}, "village")],
)  # fmt: skip
def test_what_cannot_be_is_explained(village, talk, anonymous, typed, field):
    answer = come(anonymous, address(village, talk), **{"full_name": "Lý A", "birth_year": "1990"} | typed)
    assert answer.status_code == 422
    assert message_beside(answer, field)


def test_a_citizen_who_is_signed_in_needs_one_tap(place, household, member, village, talk, sign_in, person):
    hoa = member(household(place.na_khuyen, "Ma Thị Hoa"))
    citizen = sign_in(person(Role.CITIZEN, place.na_khuyen, person_id=hoa.id))
    page = citizen.get(address(village, talk))
    (tap,) = [words for words in buttons(page) if words.endswith(" có mặt") and not words.startswith("Tôi")]
    answer = press(citizen, page, tap)
    assert answer.status_code == 303
    assert "Đã ghi điểm danh" in citizen.get(answer.location).text
    assert "Ma Thị Hoa" in on_list(village, talk)
    assert "1 người, 1 lượt" in on_list(village, talk)


def test_it_is_said_to_nobody_else_that_somebody_came(village, talk, anonymous, sign_in, place):
    url = address(village, talk)
    said = press(anonymous, anonymous.get(url), "Tôi có mặt", full_name="Lý Thị Lạ", birth_year="1990").location
    for _again in range(2):
        shown = anonymous.get(said)
        assert "Đã ghi điểm danh" in shown.text
        assert "Lý Thị Lạ" not in shown.text
    assert "Tôi có mặt" in buttons(anonymous.get(links(shown)["Điểm danh cho người khác"]))
    other = sign_in(Role.VILLAGE_RECORDER, at=place.na_khuyen)
    for looker, where in ((other, said), (anonymous, f"{url}?xong=1")):
        assert "Đã ghi điểm danh" not in looker.get(where).text


def test_the_phone_that_sends_twice_on_a_bad_line_is_told_the_same(
    place, household, member, village, talk, sign_in, person
):
    hoa = member(household(place.na_khuyen, "Ma Thị Hoa"))
    citizen = sign_in(person(Role.CITIZEN, place.na_khuyen, person_id=hoa.id))
    url = address(village, talk)
    sent = {"toi": "1", "key": "7f9b6c1e-3f4e-4d9c-9e3e-0b9f4c1d2a3b"}
    for _time in range(2):
        answer = citizen.post(url, data=sent, headers={"Outbox": "1"})
        assert answer.status_code == 204
        assert "Đã ghi điểm danh" in citizen.get(answer.headers["HX-Redirect"]).text
    assert "1 người, 1 lượt" in on_list(village, talk)


def test_a_code_that_nobody_made_leads_nowhere(village, talk, anonymous):
    url = address(village, talk)
    assert anonymous.get(url[:-2]).status_code == 404
    assert anonymous.get("/diem-danh/abc").status_code == 404


def test_it_is_read_around_the_hours_alone(village, activity, anonymous, monkeypatch):
    def at(hour, minute):
        now = dt.datetime.combine(today(), dt.time(hour, minute), ZONE)
        monkeypatch.setattr(pages, "_now", lambda: now)

    found = activity(starts_at=dt.time(19, 0), ends_at=dt.time(21, 0), attendances=0)
    at(8, 0)
    url = address(village, found)
    for hour, minute, open_ in ((17, 59, False), (18, 1, True), (22, 59, True)):
        at(hour, minute)
        assert ("Tôi có mặt" in anonymous.get(url).text) == open_
        answer = followed(anonymous, anonymous.post(url, data={"full_name": "Lý A", "birth_year": str(1950 + hour)}))
        assert ("Đã ghi điểm danh" in answer.text) == open_
    assert "2 người chờ xác nhận" in on_list(village, found)
    at(23, 1)
    assert anonymous.get(url).status_code == 404


def test_without_hours_it_is_the_whole_day():
    found = window(dt.date(2026, 11, 25), None, None, ZONE)
    assert found.holds(dt.datetime(2026, 11, 25, 0, 0, tzinfo=ZONE))
    assert found.holds(dt.datetime(2026, 11, 25, 23, 59, tzinfo=ZONE))
    assert not found.holds(dt.datetime(2026, 11, 26, 0, 0, tzinfo=ZONE))


def test_what_is_cancelled_is_closed(village, activity, anonymous):
    found = activity(attendances=0)
    url = address(village, found)
    press(village, village.get(f"/hoat-dong/{found.id}/chi-tiet"), "Lưu chi tiết", state=ActivityState.CANCELLED.value)
    assert anonymous.get(url).status_code == 404


def test_a_session_is_ticked_by_the_code(village, activity, anonymous):
    found = activity(kind="series", attendances=0)
    press(village, village.get(f"/hoat-dong/{found.id}"), "Thêm buổi", session_on=f"{today():%d/%m/%Y}")
    come(anonymous, address(village, found), full_name="Lý Thị Lạ", birth_year="1990")
    session = links(village.get(f"/hoat-dong/{found.id}"))["Điểm danh"]
    assert "checked" in village.get(session).text


@pytest.mark.parametrize("kind", ["talk", "series"])
def test_who_scans_is_counted_at_once_where_the_numbers_are_those_of_the_list(
    place, household, member, village, activity, anonymous, arrange, kind
):
    """As the roll would count, and not when somebody opens it the next time."""
    found = activity(kind=kind, attendances=0)
    if kind == "series":
        press(village, village.get(f"/hoat-dong/{found.id}"), "Thêm buổi", session_on=f"{today():%d/%m/%Y}")
    press(village, village.get(f"/hoat-dong/{found.id}/nguoi"), "Lấy số liệu từ danh sách")
    for at, (name, sex, ethnicity) in enumerate(
        (("Nguyễn Văn Đạt", Sex.MALE, "Kinh"), ("Ma Thị Lụa", Sex.FEMALE, "Tày"), ("Lý A Sính", Sex.MALE, ""))
    ):
        one = household(place.na_khuyen, name)
        with arrange():
            head = db.session.merge(member(one))
            head.sex, head.ethnicity, head.birth_year, head.disabled = sex, ethnicity, 1950 + at * 20, at == 1
        come(anonymous, address(village, found), full_name=name, birth_year=str(1950 + at * 20))
    come(anonymous, address(village, found), full_name="Lý Thị Lạ", birth_year="1990")
    with arrange():
        now = db.session.get_one(Activity, found.id)
        listed = queries.count_of_list(found.id)
        numbers = listed.numbers(ActivityKind(kind))
        assert {name: getattr(now, name) for name in numbers} == numbers
    assert (listed.people, listed.attendance.attendances, listed.attendance.women, listed.waiting) == (3, 3, 1, 1)
    assert (listed.attendance.minority, listed.attendance.elderly, listed.attendance.disabled) == (1, 1, 1)
    assert numbers["enrolled"] == (3 if kind == "series" else 0)


def test_it_cannot_be_flooded(village, talk, anonymous, monkeypatch):
    monkeypatch.setattr(brake, "MOST_OF_ADDRESS", 3)
    url = address(village, talk)
    answers = [come(anonymous, url, full_name=f"Lý A {n}", birth_year="1990").status_code for n in range(5)]
    assert answers == [200, 200, 200, 429, 429]
    assert "3 người chờ xác nhận" in on_list(village, talk)


def test_the_brake_lets_go_again(village, talk, anonymous, monkeypatch):
    monkeypatch.setattr(brake, "MOST_OF_ADDRESS", 1)
    monkeypatch.setattr(brake, "WITHIN", dt.timedelta(0))
    url = address(village, talk)
    answers = [come(anonymous, url, full_name=f"Lý A {n}", birth_year="1990").status_code for n in range(2)]
    assert answers == [200, 200]


def test_an_address_is_not_kept_longer_than_it_is_braked(village, talk, anonymous, arrange):
    hours_ago = dt.datetime.now(dt.UTC) - dt.timedelta(hours=2)
    with arrange():
        db.session.add(CheckInCount(key="1 192.0.2.7", count=3, began_at=hours_ago))
    come(anonymous, address(village, talk), full_name="Lý A Một", birth_year="1990")
    with arrange():
        assert set(db.session.scalars(select(CheckInCount.key))) == {f"{talk.id}", f"{talk.id} 127.0.0.1"}
