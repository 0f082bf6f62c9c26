"""A clan and an organisation reach into another commune: what each side sees of the other, on its pages and beneath.

Yên Hoa has the clan and the school, Đà Vị the family and the teacher, Tân Trào nothing to do with either.
"""

import pytest
from sqlalchemy import text

from lhtq.accounts.policy import Role
from lhtq.db import db
from lhtq.register.queries import FAMILY_CARD, STAFF_CARD
from lhtq.register.rules import Relation
from lhtq.web.filters import today
from tests.web.press import links

YEAR = today().year

#: What only the own commune knows of each record, in signs that stand nowhere else on a page.
OF_THE_FAMILY = ("Khe Sâu", "Lý Thị Mai", "Pà Thẻn")
OF_THE_CLAN = ("0911 111 111", "Ma Thị Trưởng", "Ma Văn Láng Giềng")
OF_THE_SCHOOL = ("0922 222 222", "Hiệu Trưởng Hoa", "Nà Trường", "Ma Thị Đồng Nghiệp")


@pytest.fixture
def story(place, household, arrange, member, clan, organisation):
    """The records of both sides, by name."""
    held = {"title_from": today(), "title_to": today()}
    may = household(place.ban_luc, "Lý Văn May", address="Khe Sâu", **held)
    teacher, wife = member(may), member(may, Relation.SPOUSE)
    with arrange():
        for one, name in ((teacher, "Lý Văn May"), (wife, "Lý Thị Mai")):
            db.session.merge(one).full_name = name
            db.session.merge(one).ethnicity = "Pà Thẻn"
    near = household(place.na_khuyen, "Ma Văn Láng Giềng")
    ma = clan(place.yen_hoa, may, near, name="Dòng họ Ma", head_name="Ma Văn Thụ", phone="0911 111 111", **held)
    with arrange():
        db.session.execute(
            text(
                "INSERT INTO clan_committee_member (clan_id, unit_id, full_name, position) "
                "VALUES (:clan, :unit, 'Ma Thị Trưởng', 'Trưởng ban')"
            ),
            {"clan": ma.id, "unit": ma.unit_id},
        )
    colleague = household(place.na_khuyen, "Ma Thị Đồng Nghiệp")
    school = organisation(
        place.yen_hoa, teacher, member(colleague), position="Giáo viên dạy Toán", name="Trường Tiểu học Yên Hoa",
        head_name="Hiệu Trưởng Hoa", phone="0922 222 222", address="Nà Trường",
    )  # fmt: skip
    return {"household": may, "teacher": teacher, "wife": wife, "clan": ma, "school": school}


@pytest.fixture
def yen_hoa(place, sign_in):
    return sign_in(Role.COMMUNE_RECORDER, at=place.yen_hoa)


@pytest.fixture
def da_vi(place, sign_in):
    return sign_in(Role.COMMUNE_RECORDER, at=place.da_vi)


@pytest.fixture
def tan_trao(place, sign_in):
    return sign_in(Role.COMMUNE_RECORDER, at=place.tan_trao)


def of_da_vi(story):
    """Every page about the records of Đà Vị."""
    may, teacher, wife = story["household"], story["teacher"], story["wife"]
    return (
        f"/ho/{may.id}",
        f"/ho/{may.id}/nguoi/them",
        f"/ho/{may.id}/nguoi/{teacher.id}",
        f"/nguoi/{teacher.id}",
        f"/nguoi/{teacher.id}/chuyen-ho",
        f"/nguoi/{teacher.id}/tai-khoan",
        f"/nguoi/{wife.id}",
        f"/phieu/ho/{may.id}/{YEAR}",
        f"/phieu/cong-dan/{teacher.id}/{YEAR}",
        f"/ho-gia-dinh/{may.unit_id}",
        f"/phieu/cong-dong/{may.unit_id}/{YEAR}",
    )


def of_yen_hoa(story):
    """Every page about the records of Yên Hoa."""
    ma, school = story["clan"], story["school"]
    return (
        f"/cac-dong-ho/{ma.unit_id}",
        f"/dong-ho/{ma.id}",
        f"/dong-ho/{ma.id}/sua",
        f"/dong-ho/{ma.id}/ban/them",
        f"/dong-ho/{ma.id}/ho/them",
        f"/phieu/dong-ho/{ma.id}/{YEAR}",
        f"/cac-to-chuc/{ma.unit_id}",
        f"/to-chuc/{school.id}",
        f"/to-chuc/{school.id}/sua",
        f"/to-chuc/{school.id}/nguoi/them",
        f"/to-chuc/{school.id}/tai-khoan",
        f"/phieu/to-chuc/{school.id}/{YEAR}",
    )


def test_the_clan_s_commune_sees_of_the_family_its_head_place_and_title(story, yen_hoa):
    for url in (f"/dong-ho/{story['clan'].id}", f"/phieu/dong-ho/{story['clan'].id}/{YEAR}"):
        page = yen_hoa.get(url)
        assert all(words in page.text for words in ("Lý Văn May", "Bản Lục", "Đà Vị", "Ma Văn Láng Giềng"))
        assert "Lý Văn May" not in links(page)
        assert not [words for words in OF_THE_FAMILY if words in page.text]


def test_the_school_s_commune_sees_of_the_teacher_name_birth_year_place_and_title(story, yen_hoa):
    page = yen_hoa.get(f"/to-chuc/{story['school'].id}")
    assert all(words in page.text for words in ("Lý Văn May", "1980", "Giáo viên dạy Toán", "Đà Vị", "Đang giữ"))
    assert "Lý Văn May" not in links(page)
    for url in (f"/to-chuc/{story['school'].id}", f"/phieu/to-chuc/{story['school'].id}/{YEAR}"):
        assert not [words for words in OF_THE_FAMILY if words in yen_hoa.get(url).text]


def test_no_page_and_no_search_of_yen_hoa_opens_a_record_of_da_vi(place, story, yen_hoa):
    for url in of_da_vi(story):
        assert yen_hoa.get(url).status_code == 404, url
    for url in (
        f"/ho-gia-dinh/{place.yen_hoa.id}?tim=may",
        f"/dong-ho/{story['clan'].id}/ho/them?tim=may",
        f"/to-chuc/{story['school'].id}/nguoi/them?tim=may",
    ):
        assert "Lý Văn May" not in yen_hoa.get(url).text


@pytest.mark.parametrize("level", ["village", "commune"])
def test_the_family_s_side_sees_of_the_clan_name_head_commune_and_title(place, story, sign_in, level):
    unit, role = {
        "village": (place.ban_luc, Role.VILLAGE_RECORDER),
        "commune": (place.da_vi, Role.COMMUNE_RECORDER),
    }[level]
    client = sign_in(role, at=unit)
    page = client.get(f"/ho/{story['household'].id}")
    told = " ".join(page.text.split("Dòng họ: ")[1].split("</p>")[0].split())
    card, title = told.split(" Danh hiệu Dòng họ học tập: ")
    assert card == "<b>Dòng họ Ma</b>, Yên Hoa. Trưởng họ: Ma Văn Thụ."
    assert title == '<span class="ok">Đang giữ</span>.'
    for url in of_da_vi(story):
        shown = client.get(url).text
        assert not [words for words in (*OF_THE_CLAN, *OF_THE_SCHOOL) if words in shown], url


def test_the_teacher_s_side_sees_of_the_school_name_commune_and_what_they_do(story, da_vi):
    page = da_vi.get(f"/nguoi/{story['teacher'].id}")
    told = " ".join(page.text.split("<h2>Nơi làm việc</h2>")[1].split("<li>")[1].split("<form")[0].split())
    assert told == "<b>Trường Tiểu học Yên Hoa</b>, Yên Hoa: Giáo viên dạy Toán"
    assert "Trường Tiểu học" not in da_vi.get(f"/nguoi/{story['wife'].id}").text


def test_no_page_of_da_vi_opens_a_record_of_yen_hoa(story, da_vi):
    for url in of_yen_hoa(story):
        assert da_vi.get(url).status_code == 404, url
    ma, school = story["clan"], story["school"]
    for url in (f"/dong-ho/{ma.id}/ho/xa-khac", f"/to-chuc/{school.id}/nguoi/theo-ten", f"/dong-ho/{ma.id}/sua"):
        assert da_vi.post(url).status_code == 404, url


def test_a_third_commune_sees_nothing_of_either(place, story, tan_trao):
    for url in (*of_da_vi(story), *of_yen_hoa(story)):
        assert tan_trao.get(url).status_code == 404, url
    for url in (f"/cac-dong-ho/{place.tan_trao.id}", f"/cac-to-chuc/{place.tan_trao.id}"):
        shown = tan_trao.get(url).text
        assert "Dòng họ Ma" not in shown
        assert "Trường Tiểu học" not in shown


def test_neither_side_ends_the_link_as_the_other_and_a_third_not_at_all(story, arrange, yen_hoa, da_vi, tan_trao):
    with arrange():
        family = db.session.execute(
            text("SELECT id FROM clan_family WHERE household_id = :id"), {"id": story["household"].id}
        ).scalar_one()
        work = db.session.execute(
            text("SELECT id FROM employment WHERE person_id = :id"), {"id": story["teacher"].id}
        ).scalar_one()
    of_clan = f"/dong-ho/{story['clan'].id}/ho/{family}/thoi"
    of_household = f"/ho/{story['household'].id}/dong-ho/{family}/thoi"
    of_school = f"/to-chuc/{story['school'].id}/nguoi/{work}/thoi"
    of_teacher = f"/nguoi/{story['teacher'].id}/viec/{work}/thoi"
    for client, urls in (
        (yen_hoa, (of_household, of_teacher)),
        (da_vi, (of_clan, of_school)),
        (tan_trao, (of_clan, of_household, of_school, of_teacher)),
    ):
        for url in urls:
            assert client.post(url).status_code == 404
    assert da_vi.post(of_household).status_code == 303
    assert da_vi.post(of_teacher).status_code == 303
    assert "Lý Văn May" not in yen_hoa.get(f"/dong-ho/{story['clan'].id}").text
    assert "Lý Văn May" not in yen_hoa.get(f"/to-chuc/{story['school'].id}").text


def columns_of(view):
    return db.session.execute(
        text("SELECT column_name FROM information_schema.columns WHERE table_name = :view ORDER BY ordinal_position"),
        {"view": view},
    ).scalars()


@pytest.mark.parametrize("card", [FAMILY_CARD, STAFF_CARD], ids=["family", "staff"])
def test_a_card_has_the_columns_that_are_written_down_and_no_other(arrange, card):
    with arrange():
        assert set(columns_of(card.name)) == {column.name for column in card.c}


def test_what_a_card_shows_is_what_the_other_side_may_know():
    clan_s = {
        "clan_id",
        "clan_name",
        "clan_head_name",
        "clan_commune",
        "clan_unit_id",
        "clan_title_from",
        "clan_title_to",
    }
    family_s = {"household_id", "head_name", "village", "commune", "household_unit_id", "title_from", "title_to"}
    assert {column.name for column in FAMILY_CARD.c} == {"id", "left_on"} | clan_s | family_s
    school_s = {"organisation_id", "organisation_name", "organisation_commune", "organisation_unit_id", "position"}
    person_s = {
        "person_id", "full_name", "birth_year", "village", "commune", "person_unit_id", "person_left_on", "title_from",
        "title_to",
    }  # fmt: skip
    assert {column.name for column in STAFF_CARD.c} == {"id", "left_on"} | school_s | person_s


def count(table, where="true", **given):
    return db.session.execute(text(f"SELECT count(*) FROM {table} WHERE {where}"), given).scalar_one()  # noqa: S608


def test_beneath_the_pages_each_side_sees_the_cards_of_its_own_links_alone(place, story, acting):
    seen = {}
    for name in ("yen_hoa", "da_vi", "ban_luc", "na_khuyen", "tan_trao"):
        with acting(Role.VIEWER, at=getattr(place, name)):
            seen[name] = tuple(
                count(table)
                for table in ("clan_family_card", "employment_card", "clan", "organisation", "household", "person")
            )
    assert seen == {
        "yen_hoa": (2, 2, 1, 1, 2, 4),
        "da_vi": (1, 1, 0, 0, 1, 2),
        "ban_luc": (1, 1, 0, 0, 1, 2),
        "na_khuyen": (1, 1, 0, 0, 2, 4),
        "tan_trao": (0, 0, 0, 0, 0, 0),
    }


def test_beneath_the_pages_the_teacher_and_the_school_see_their_own_work_alone(place, story, acting, person):
    own = (
        (person(Role.CITIZEN, place.ban_luc, person_id=story["teacher"].id), (0, 1, 0, 0, 0, 1)),
        (person(Role.CITIZEN, place.ban_luc, person_id=story["wife"].id), (0, 0, 0, 0, 0, 1)),
        (person(Role.ORGANISATION, place.yen_hoa, organisation_id=story["school"].id), (0, 2, 0, 1, 0, 0)),
    )
    for actor, expected in own:
        with acting(actor):
            found = tuple(
                count(table)
                for table in ("clan_family_card", "employment_card", "clan", "organisation", "household", "person")
            )
        assert found == expected


def test_the_finders_give_an_id_and_a_village_for_an_exact_name_and_nothing_for_less(place, story, acting):
    person_of = "SELECT * FROM lhtq_find_person(:name, :born, :commune)"
    household_of = "SELECT * FROM lhtq_find_household(:name, :commune)"
    with acting(Role.COMMUNE_RECORDER, at=place.yen_hoa):

        def found(statement, **given):
            return [dict(row) for row in db.session.execute(text(statement), given).mappings()]

        there = {"commune": place.da_vi.id}
        assert found(person_of, name="ly van may", born=1980, **there) == [
            {"id": story["teacher"].id, "unit_id": place.ban_luc.id}
        ]
        assert found(household_of, name="Lý Văn May", **there) == [
            {"id": story["household"].id, "unit_id": place.ban_luc.id}
        ]
        assert found(person_of, name="Lý Văn May", born=1981, **there) == []
        assert found(person_of, name="Lý Văn", born=1980, **there) == []
        assert found(person_of, name="%", born=1980, **there) == []
        assert found(household_of, name="Lý Thị Mai", **there) == []
        assert found(household_of, name="Lý Văn May", commune=place.tan_trao.id) == []
        assert found(household_of, name="Lý Văn May", commune=place.na_hang.id) == []
