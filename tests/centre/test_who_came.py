"""Who came: ticked from the village's list, added by name, at which session, and who completed."""

import datetime as dt

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from lhtq.accounts.policy import Role
from lhtq.centre import queries
from lhtq.centre.rules import ActivityKind
from lhtq.db import db
from lhtq.register.rules import Relation, Sex
from lhtq.web.filters import today
from tests.factories import PersonFactory
from tests.web.press import heading, links, message_beside, press

LEARNER = {"full_name": "Lý Thị Mây", "birth_year": "1990", "sex": "female", "ethnicity": "Dao"}


@pytest.fixture
def family(place, household, arrange):
    """A poor household of Nà Khuyến: an old Kinh man, a disabled Tày woman."""
    dat = household(place.na_khuyen, "Nguyễn Văn Đạt", poor=True, adults=1)
    with arrange():
        db.session.execute(text("UPDATE person SET ethnicity = 'Kinh', birth_year = :y WHERE household_id = :h"),
                           {"y": today().year - 60, "h": dat.id})  # fmt: skip
        PersonFactory(household=dat, full_name="Ma Thị Hoa", relation=Relation.SPOUSE, sex=Sex.FEMALE, disabled=True)
    return dat


def tick(client, activity, *names):
    """Tick people by name in the list of the village, and untick the others."""
    page = client.get(f"/hoat-dong/{activity.id}/nguoi/tich")
    ids = {line.split(",")[0].split("<span>")[-1]: line.split('name="chon" value="')[1].split('"')[0]
           for line in page.text.split("<label")[1:] if 'name="chon"' in line}  # fmt: skip
    return press(client, page, "Lưu danh sách", chon=[ids[name] for name in names])


def from_list(client, activity):
    """Take the numbers from the list; where typed ones are shown that it replaces, say so."""
    answer = press(client, client.get(f"/hoat-dong/{activity.id}/nguoi"), "Lấy số liệu từ danh sách")
    return answer if answer.status_code == 303 else press(client, answer, "Thay bằng số của danh sách")


def numbers(client, activity):
    page = client.get(f"/hoat-dong/{activity.id}").text
    return page.split('<span class="big">')[1].split("</p>")[0]


def test_ticking_the_villages_list_counts_the_groups(village, activity, family):
    found = activity(attendances=0)
    tick(village, found, "Nguyễn Văn Đạt", "Ma Thị Hoa")
    from_list(village, found)
    assert numbers(village, found) == (
        "2</span> lượt người, trong đó nữ 1, dân tộc thiểu số 1, "
        "người cao tuổi 1, người khuyết tật 1, thuộc hộ nghèo 2."
    )
    tick(village, found, "Ma Thị Hoa")
    assert numbers(village, found).startswith("1</span> lượt người, trong đó nữ 1, dân tộc thiểu số 1, người khuyết")


def test_the_household_stands_in_one_text_with_the_name(village, activity, family):
    """Side by side in a row, they had no space between (``.choice`` in static/app.css)."""
    page = village.get(f"/hoat-dong/{activity().id}/nguoi/tich").text
    assert "<span>Ma Thị Hoa, 1980 <small>(hộ Nguyễn Văn Đạt)</small></span></label>" in page


def test_an_activity_of_the_commune_is_ticked_village_by_village(place, commune, activity, household):
    far = household(place.ban_thang, "Ma Văn Páo", adults=1)
    for n in range(30):
        household(place.na_khuyen, f"Nguyễn Văn {n:02}", adults=1)
    found = activity(place.yen_hoa, attendances=0)
    url = f"/hoat-dong/{found.id}/nguoi/tich"
    everybody = commune.get(url)
    assert "Ma Văn Páo" not in everybody.text, "the second village begins on the second page"
    page = commune.get(links(everybody)[place.ban_thang.title_name])
    assert place.ban_thang.full_name in heading(page)
    assert far.head_name in page.text
    assert "Nguyễn Văn 00" not in page.text

    first = commune.get(links(everybody)[place.na_khuyen.title_name])
    second = commune.get(press(commune, first, "Lưu và sang trang sau").location)
    assert "Nguyễn Văn 29" in second.text
    assert "Ma Văn Páo" not in second.text
    assert (
        f'name="thon" value="{place.na_khuyen.id}"' in second.text.partition('class="find"')[2].partition("</form>")[0]
    )


def test_a_village_has_no_other_to_choose(place, village, activity, family):
    url = f"/hoat-dong/{activity().id}/nguoi/tich"
    assert 'aria-label="Thôn"' not in village.get(url).text
    assert "Ma Thị Hoa" in village.get(f"{url}?thon={place.ban_thang.id}").text


def test_typed_numbers_stay_until_the_list_is_taken(village, activity, family):
    found = activity(attendances=40)
    tick(village, found, "Ma Thị Hoa")
    assert numbers(village, found).startswith("40</span>")
    from_list(village, found)
    assert numbers(village, found).startswith("1</span>")
    press(village, village.get(f"/hoat-dong/{found.id}/nguoi"), "Nhập số bằng tay")
    form = village.get(f"/hoat-dong/{found.id}/sua")
    press(village, form, "Lưu hoạt động", attendances="3")
    assert numbers(village, found).startswith("3</span>")


def test_the_elderly_are_those_who_have_turned_sixty(place, village, activity, household, arrange):
    dat = household(place.na_khuyen, "Nguyễn Văn Đạt", adults=1)
    with arrange():
        tomorrow = today() + dt.timedelta(days=1)
        born = tomorrow.replace(year=tomorrow.year - 60)
        db.session.execute(text("UPDATE person SET birth_year = :y, birth_date = :d WHERE household_id = :h"),
                           {"y": born.year, "d": born, "h": dat.id})  # fmt: skip
    found = activity(attendances=0)
    tick(village, found, "Nguyễn Văn Đạt")
    from_list(village, found)
    assert "cao tuổi" not in numbers(village, found)


def test_a_person_takes_part_and_their_village_knows(place, village, activity, family, member, acting):
    found = activity(topic="Phòng bệnh")
    tick(village, found, "Nguyễn Văn Đạt")
    dat = member(family)
    with acting(Role.VIEWER, at=place.na_khuyen):
        assert [(one.topic, one.completed) for one in queries.participations(dat.id)] == [("Phòng bệnh", False)]
    with acting(Role.VIEWER, at=place.da_vi):
        assert queries.participations(dat.id) == []


def test_what_somebody_took_part_in_stands_in_their_learning_life(village, activity, family, member):
    found = activity(topic="Phòng bệnh mùa đông")
    tick(village, found, "Nguyễn Văn Đạt")
    assert "Dự Phòng bệnh mùa đông" in village.get(f"/nguoi/{member(family).id}").text


def test_somebody_outside_the_register_is_added_by_name_once(village, activity):
    found = activity(attendances=0)
    url = f"/hoat-dong/{found.id}/nguoi/them"
    press(village, village.get(url), "Thêm vào danh sách", **LEARNER, poor="y")
    again = press(village, village.get(url), "Thêm vào danh sách", **LEARNER)
    assert "đã có người này" in message_beside(again, "full_name")
    from_list(village, found)
    assert numbers(village, found) == "1</span> lượt người, trong đó nữ 1, dân tộc thiểu số 1, thuộc hộ nghèo 1."


@pytest.mark.parametrize(
    ("typed", "field"),
    [({"full_name": " "}, "full_name"), ({"birth_year": "1899"}, "birth_year"), ({"birth_year": "2199"}, "birth_year"),
     ({"ethnicity": ""}, "ethnicity")],
)  # fmt: skip
def test_a_learner_needs_name_year_sex_and_ethnic_group(village, activity, typed, field):
    form = village.get(f"/hoat-dong/{activity().id}/nguoi/them")
    answer = press(village, form, "Thêm vào danh sách", **LEARNER | typed)
    assert answer.status_code == 422
    assert message_beside(answer, field)


@pytest.fixture
def learners(village, activity, family):
    """A class of two with a session today."""
    found = activity(kind=ActivityKind.VOCATIONAL, attendances=0, held_on=today() - dt.timedelta(days=1))
    tick(village, found, "Nguyễn Văn Đạt", "Ma Thị Hoa")
    page = village.get(f"/hoat-dong/{found.id}")
    for day in (today() - dt.timedelta(days=1), today()):
        page = village.get(f"/hoat-dong/{found.id}")
        press(village, page, "Thêm buổi", session_on=f"{day:%d/%m/%Y}")
    from_list(village, found)
    return found


def sessions(client, activity):
    page = client.get(f"/hoat-dong/{activity.id}").text
    return [part.split('"')[0] for part in page.split('<a href="')[1:] if "/buoi/" in part.split('"')[0]]


def ids_of(page):
    return [part.split('"')[0] for part in page.text.split('name="chon" value="')[1:]]


def test_attendances_of_a_class_are_those_of_its_sessions(village, learners):
    first, second = sessions(village, learners)
    everybody = ids_of(village.get(first))
    press(village, village.get(first), "Lưu điểm danh", chon=everybody)
    press(village, village.get(second), "Lưu điểm danh", chon=everybody[:1])
    assert numbers(village, learners).startswith("3</span> lượt người")
    assert "Ghi danh 2 người, học xong 0 người." in village.get(f"/hoat-dong/{learners.id}").text
    press(village, village.get(first), "Lưu điểm danh", chon=[])
    assert numbers(village, learners).startswith("1</span>")


def check_agreement(client, activity, arrange):
    """What stands on top of the activity is what its list comes to below, and the figures hold it."""
    page = client.get(f"/hoat-dong/{activity.id}").text
    of_list = page.split(" lượt. Số liệu lấy từ danh sách.")[0].rsplit(" ", 1)[1]
    assert numbers(client, activity).split("<")[0] == of_list
    with arrange():
        kept = queries.figures("08/072/02248/", activity.held_on.year)[activity.kind]
    assert kept.attendances == int(of_list)
    return kept.attendances


def test_the_numbers_on_top_are_those_of_the_list_after_every_step(village, learners, arrange):
    def told():
        return check_agreement(village, learners, arrange)

    first, second = sessions(village, learners)
    assert told() == 0
    for day in (first, second):
        page = village.get(day)
        press(village, page, "Lưu điểm danh", chon=ids_of(page))
    assert told() == 4
    press(village, village.get(f"/hoat-dong/{learners.id}"), f"Bỏ buổi này {today():%d/%m/%Y}")
    assert told() == 2
    tick(village, learners)
    assert told() == 2
    village.post(f"{first}/bo")
    assert told() == 2
    tick(village, learners, "Ma Thị Hoa")
    assert told() == 1
    tick(village, learners, "Nguyễn Văn Đạt", "Ma Thị Hoa")
    assert told() == 2
    press(village, village.get(f"/hoat-dong/{learners.id}"), "Thêm buổi", session_on=f"{today():%d/%m/%Y}")
    assert told() == 0


def test_no_more_complete_than_enrolled(village, learners):
    page = village.get(links(village.get(f"/hoat-dong/{learners.id}/nguoi"))["Ghi người học xong"])
    press(village, page, "Lưu người học xong", chon=[*ids_of(page), "999999"])
    page = village.get(f"/hoat-dong/{learners.id}").text
    assert "Ghi danh 2 người, học xong 2 người." in page
    with_learner = village.get(f"/hoat-dong/{learners.id}/nguoi")
    press(village, with_learner, "Bỏ Ma Thị Hoa")
    assert "Ghi danh 1 người, học xong 1 người." in village.get(f"/hoat-dong/{learners.id}").text


def test_what_is_no_class_any_more_has_nobody_who_completed_it(village, learners):
    page = village.get(links(village.get(f"/hoat-dong/{learners.id}/nguoi"))["Ghi người học xong"])
    press(village, page, "Lưu người học xong", chon=ids_of(page))
    answer = press(village, village.get(f"/hoat-dong/{learners.id}/sua"), "Lưu hoạt động", kind="talk")
    assert "Nói chuyện chuyên đề không có người học xong: 2 người" in answer.text
    press(village, answer, "Lưu hoạt động", sure=answer.text.split('name="sure" value="')[1].split('"')[0])
    listed = village.get(f"/hoat-dong/{learners.id}/nguoi").text
    assert "học xong" not in listed
    press(village, village.get(f"/hoat-dong/{learners.id}/sua"), "Lưu hoạt động", kind="vocational")
    assert "Ghi danh 2 người, học xong 0 người." in village.get(f"/hoat-dong/{learners.id}").text


def test_one_who_was_at_a_session_is_not_unticked_by_the_list(village, learners):
    first, _second = sessions(village, learners)
    page = village.get(first)
    press(village, page, "Lưu điểm danh", chon=ids_of(page))
    tick(village, learners)
    assert "Ghi danh 2 người" in village.get(f"/hoat-dong/{learners.id}").text


@pytest.mark.parametrize(
    "broken",
    ["women = attendances + 1", "minority = -1", "poor = attendances + 1", "completed = enrolled + 1", "cost = -1",
     "ends_on = held_on - 1"],
)  # fmt: skip
def test_the_database_itself_refuses_what_cannot_be(place, acting, activity, broken):
    found = activity()
    with (
        acting(Role.COMMUNE_RECORDER, at=place.yen_hoa),
        pytest.raises(IntegrityError, match="check"),
        db.session.begin_nested(),
    ):
        db.session.execute(text(f"UPDATE activity SET {broken} WHERE id = :id"), {"id": found.id})  # noqa: S608


def test_people_of_another_village_cannot_be_ticked(place, village, activity, household, member):
    far = member(household(place.ban_thang, "Giàng A Páo"))
    found = activity(attendances=0)
    page = village.get(f"/hoat-dong/{found.id}/nguoi/tich")
    village.post(f"/hoat-dong/{found.id}/nguoi/tich", data={"hien": str(far.id), "chon": str(far.id)})
    assert "Giàng A Páo" not in page.text
    assert "Giàng A Páo" not in village.get(f"/hoat-dong/{found.id}/nguoi").text
