"""Who is said to chair the Association is looked up in what the Association itself has written down."""

import datetime as dt

import pytest

from lhtq.accounts.policy import Role
from lhtq.centre import queries
from lhtq.centre.models import BoardMember, CentreServed
from lhtq.centre.rules import AssociationPost, Head, Seat, is_recorded
from lhtq.db import db
from lhtq.membership.rules import Position
from tests.web.press import message_beside, press, value_of

TYPED = {"position": "deputy", "term_from": "01/06/2024", "association": "chair"}
RECORDED, UNRECORDED = "có trong sổ của Hội", "sổ của Hội chưa ghi"


@pytest.fixture
def put(centre, commune):
    """``put("Ma Văn Chủ", ...)``: the commune adds somebody to the board by name; gives the answer."""

    def _put(name, **typed):
        form = commune.get(f"/trung-tam/{centre.id}/ban-giam-doc/them")
        return press(commune, form, "Lưu", full_name=name, **TYPED | typed)

    return _put


def test_the_form_offers_whom_the_association_has_and_confirms_one_of_them(place, centre, commune, put, heads):
    heads(place.yen_hoa, "Ma Văn Chủ", Position.CHAIR)
    heads(place.yen_hoa, "Ma Văn Xưa", Position.CHAIR, from_on=dt.date(2020, 1, 1), to_on=dt.date(2022, 1, 1))
    heads(place.yen_hoa, "Lý Thị Ủy", Position.COMMITTEE)
    form = commune.get(f"/trung-tam/{centre.id}/ban-giam-doc/them").text
    assert "Sổ của Hội ghi: Ma Văn Chủ (Chủ tịch, xã Yên Hoa)." in form
    assert '<option value="Ma Văn Chủ">Chủ tịch, xã Yên Hoa</option>' in form
    assert "Ma Văn Xưa" not in form
    assert "Lý Thị Ủy" not in form
    assert put("ma văn chủ").status_code == 303
    page = commune.get(f"/trung-tam/{centre.id}").text
    assert RECORDED in page
    assert UNRECORDED not in page


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("Hà Văn Lạ", {}),
        ("Ma Văn Chủ", {"association": "vice-chair"}),
        ("Ma Văn Chủ", {"term_from": "01/07/2022", "term_to": "01/06/2023"}),
    ],
)
def test_whom_the_association_does_not_have_is_asked_about_and_kept_when_meant(
    place, centre, commune, put, heads, measured, name, typed
):
    heads(place.yen_hoa, "Ma Văn Chủ", Position.CHAIR)
    answer = put(name, **typed)
    assert answer.status_code == 422
    post = "Phó Chủ tịch" if "association" in typed else "Chủ tịch"
    words = f"Hội Khuyến học xã Yên Hoa chưa ghi ai tên {name} giữ chức {post} trong nhiệm kỳ này."
    assert words in message_beside(answer, "association")
    assert (value_of(answer, "full_name"), value_of(answer, "term_from")) == (name, (TYPED | typed)["term_from"])
    sure = answer.text.split('name="sure" value="')[1].split('"')[0]
    assert press(commune, answer, "Lưu", sure=sure).status_code == 303
    page = commune.get(f"/trung-tam/{centre.id}").text
    assert UNRECORDED in page
    assert RECORDED not in page
    # What counts is what the commune says, as the plan has it: the Association's list is no part of the measure.
    first = dt.datetime.strptime((TYPED | typed)["term_from"], "%d/%m/%Y").date()  # noqa: DTZ007 - a day of a calendar
    assert measured(place.yen_hoa, "chair_in_centre_rate", first)[0] == 1


def test_a_second_director_and_an_unknown_chair_are_asked_about_at_once(place, centre, commune, put):
    press(commune, commune.get(f"/trung-tam/{centre.id}/ban-giam-doc/them"), "Lưu", full_name="Ma Văn Nay",
          position="director", term_from="01/01/2022")  # fmt: skip
    answer = put("Hà Văn Lạ", position="director")
    assert "Ma Văn Nay là giám đốc" in answer.text
    assert "chưa ghi ai tên Hà Văn Lạ" in message_beside(answer, "association")
    assert "Sổ của Hội chưa ghi ai giữ hai chức này." in answer.text
    sure = answer.text.split('name="sure" value="')[1].split('"')[0]
    assert press(commune, answer, "Lưu", sure=sure).status_code == 303


def test_the_same_person_counts_under_another_name_and_a_namesake_does_not(
    place, centre, commune, heads, household, member
):
    hoa, namesake = (member(household(at, "Ma Thị Hoa")) for at in (place.na_khuyen, place.ban_thang))
    heads(place.yen_hoa, "Ma Thị Hoa (Hương)", Position.CHAIR, person=hoa)
    form = commune.get(f"/trung-tam/{centre.id}/ban-giam-doc/them?tim=thi+hoa")
    for person, status in ((namesake, 422), (hoa, 303)):
        typed = {"key": value_of(form, "key"), "person": str(person.id), "association_unit": str(place.yen_hoa.id)}
        assert commune.post(form.request.path, data=TYPED | typed).status_code == status


def test_who_is_put_right_is_looked_up_too(place, centre, commune, put, heads, arrange):
    heads(place.yen_hoa, "Ma Văn Chủ", Position.CHAIR)
    put("Ma Văn Chủ", association="")
    with arrange():
        seat = db.session.query(BoardMember).one().id
    form = commune.get(f"/trung-tam/{centre.id}/ban-giam-doc/{seat}/sua")
    assert "chưa ghi ai tên" in message_beside(press(commune, form, "Lưu", association="vice-chair"), "association")
    assert press(commune, form, "Lưu", association="chair").status_code == 303
    assert RECORDED in commune.get(f"/trung-tam/{centre.id}").text


def test_of_the_association_of_a_commune_that_shares_the_centre_its_heads_alone_are_told(
    place, centre, acting, heads, arrange
):
    heads(place.da_vi, "Bàn Văn Phó", Position.VICE_CHAIR)
    heads(place.da_vi, "Lý Thị Ủy", Position.COMMITTEE)
    both = [place.yen_hoa.id, place.da_vi.id]
    with acting(Role.COMMUNE_RECORDER, at=place.yen_hoa):
        assert queries.heads(both) == []
    with arrange():
        db.session.add(CentreServed(centre_id=centre.id, centre_unit_id=place.yen_hoa.id, unit_id=place.da_vi.id))
    for at in (place.yen_hoa, place.da_vi):
        with acting(Role.COMMUNE_RECORDER, at=at):
            assert [(one.unit_id, one.post, one.full_name) for one in queries.heads(both)] == [
                (place.da_vi.id, "vice-chair", "Bàn Văn Phó")
            ]
    with acting(Role.COMMUNE_RECORDER, at=place.tan_trao):
        assert queries.heads(both) == []


@pytest.mark.parametrize(
    ("term", "recorded"),
    [((2019, 2021), True), ((2021, None), True), ((2022, 2022), True), ((2023, None), False), ((2010, 2019), False)],
)
def test_the_terms_have_to_meet(term, recorded):
    first, last = term
    seat = Seat("Hoà Văn A", None, AssociationPost.CHAIR, 1, dt.date(first, 1, 1), last and dt.date(last, 12, 31))
    head = Head(1, AssociationPost.CHAIR, "Hòa Văn A", 7, dt.date(2020, 1, 1), dt.date(2022, 12, 31))
    assert is_recorded(seat, [head]) is recorded
