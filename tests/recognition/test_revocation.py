"""A title is taken back with a reason, and what follows is shown before."""

import datetime as dt
import uuid

import pytest
from sqlalchemy import select

from lhtq.accounts.audit import AuditEntry
from lhtq.accounts.policy import Action, NotAllowedError, Refusal, Role
from lhtq.assessment.rules import State
from lhtq.criteria.rules import Model
from lhtq.db import db
from lhtq.recognition import queries, service
from lhtq.recognition.models import Title
from lhtq.register.models import Person
from lhtq.web.filters import today
from tests.web.press import links, message_beside, press, value_of

YEAR = today().year
REASON = "Bị xử phạt hành chính ngày 3/11,\nbiên bản số 12"


@pytest.fixture
def chair(place, sign_in):
    return sign_in(Role.COMMUNE_APPROVER, at=place.yen_hoa)


@pytest.fixture
def dat(place, household):
    return household(place.na_khuyen, "Ma Văn Đạt", titled=0)


@pytest.fixture
def citizen(dat, adults, procedure):
    """A title of the head of the household; both adults hold theirs."""
    people = adults(dat)
    return procedure.through(Model.CITIZEN, *people)[people[0]]


def row_of(page, name):
    """What the table of consequences says of one sheet."""
    return next(part for part in page.text.split("<tr>") if f">{name}</a>" in part)


def test_the_chair_sees_what_follows_and_takes_the_title_back(place, dat, adults, citizen, procedure, chair, arrange):
    procedure.score(Model.FAMILY, dat.id)
    one = adults(dat)[0]
    page = chair.get(links(chair.get(f"/danh-hieu-cua/cong-dan/{one}"))[f"Thu hồi danh hiệu năm {YEAR}"])
    row = row_of(page, "Ma Văn Đạt")
    assert 'data-l="Điểm bây giờ">100<' in row
    assert 'data-l="Sau thu hồi">90<' in row
    assert "vẫn đạt" in row
    assert "Phiếu đã gửi hoặc đã có quyết định" in page.text

    done = press(chair, page, "Thu hồi danh hiệu", reason=REASON)
    assert done.status_code == 303
    shown = chair.get(done.location)
    assert f"đã thu hồi ngày {today():%d/%m/%Y}" in shown.text
    assert "Bị xử phạt hành chính ngày 3/11,\nbiên bản số 12" in shown.text
    assert "Thu hồi danh hiệu" not in links(shown)
    assert procedure.figures(Model.FAMILY, dat.id) == {"2.1": (1, 2)}
    listed = chair.get(f"/danh-hieu/{place.na_khuyen.id}?mo_hinh=cong-dan").text
    assert f"thu hồi {today():%d/%m/%Y}" in listed
    with arrange():
        title = db.session.get(Title, citizen)
        assert (title.revoked_on, title.revoked_because) == (today(), REASON)
        assert title.valid_to < today()
        assert db.session.get(Person, one).title_to is None
        assert db.session.scalars(select(AuditEntry.note).filter_by(action=Action.TITLE_REVOKE)).all() == [REASON]


def test_a_sheet_that_would_no_longer_earn_its_title_is_told(dat, citizen, procedure, chair):
    procedure.score(Model.FAMILY, dat.id, **{"2.2": 5, "1.1": 5, "1.2": 5, "3.1": 5, "3.2": 5})
    page = chair.get(f"/thu-hoi/{citizen}")
    row = row_of(page, "Ma Văn Đạt")
    assert 'data-l="Điểm bây giờ">75<' in row
    assert 'data-l="Sau thu hồi">65<' in row
    assert "không còn đạt" in row


def test_looking_changes_nothing(dat, citizen, procedure, chair):
    procedure.score(Model.FAMILY, dat.id)
    for _n in range(2):
        assert 'data-l="Sau thu hồi">90<' in chair.get(f"/thu-hoi/{citizen}").text
    assert procedure.figures(Model.FAMILY, dat.id) == {"2.1": (2, 2)}


def test_what_is_handed_in_or_decided_stays(dat, citizen, procedure, chair):
    procedure.hand_in(Model.FAMILY, dat.id)
    page = chair.get(f"/thu-hoi/{citizen}")
    assert "Không phiếu nào đang chấm ở đây thay đổi điểm." in page.text
    press(chair, page, "Thu hồi danh hiệu", reason=REASON)
    assert procedure.figures(Model.FAMILY, dat.id) == {"2.1": (2, 2)}


def test_a_family_takes_its_clan_and_its_village_with_it(place, dat, household, clan, citizen, procedure, chair):
    other = household(place.na_khuyen, "Ma Thị Hoa", titled=0)
    ma = clan(place.yen_hoa, dat, other, name="Dòng họ Ma Yên Hoa")
    title = procedure.through(Model.FAMILY, dat.id)[dat.id]
    procedure.score(Model.CLAN, ma.id)
    procedure.score(Model.COMMUNITY, place.na_khuyen.id)
    page = chair.get(f"/thu-hoi/{title}")
    assert 'data-l="Điểm bây giờ">80<' in row_of(page, "Dòng họ Ma Yên Hoa")
    assert 'data-l="Sau thu hồi">60<' in row_of(page, "Dòng họ Ma Yên Hoa")
    assert "Nà Khuyến" in row_of(page, "Nà Khuyến")
    press(chair, page, "Thu hồi danh hiệu", reason=REASON)
    assert procedure.figures(Model.CLAN, ma.id) == {"1.1": (0, 2)}
    assert procedure.figures(Model.COMMUNITY, place.na_khuyen.id)["1.1"] == (0, 2)


def test_a_clan_takes_the_villages_of_its_families_with_it(place, dat, household, clan, force, procedure, chair):
    away = household(place.ban_luc, "Ma Văn Xa", titled=0)
    ma = clan(place.yen_hoa, dat, away)
    force(Model.CLAN, ma.id, State.REVIEWED)
    title = procedure.recognise(Model.CLAN)[ma.id]
    force(Model.COMMUNITY, place.na_khuyen.id, State.DRAFT)
    force(Model.COMMUNITY, place.ban_thang.id, State.DRAFT)
    force(Model.COMMUNITY, place.ban_luc.id, State.DRAFT)
    page = chair.get(f"/thu-hoi/{title}")
    assert "Nà Khuyến" in row_of(page, "Nà Khuyến")
    assert ">Bản Thàng</a>" not in page.text
    # The village of another commune: its name, and nothing of its points.
    assert "1 nơi của xã khác cũng tính danh hiệu này" in page.text
    assert "Bản Lục (Đà Vị)" in page.text
    assert ">Bản Lục</a>" not in page.text


def test_of_an_organisation_in_another_commune_only_the_name_is_told(
    place, dat, adults, citizen, organisation, procedure, force, chair
):
    near = organisation(place.yen_hoa, *adults(dat), name="Trường Tiểu học Yên Hoa")
    far = organisation(place.da_vi, adults(dat)[0], name="Trường Tiểu học Đà Vị")
    organisation(place.da_vi, adults(dat)[1], name="Hợp tác xã Đà Vị")
    force(Model.ORGANISATION, near.id, State.DRAFT)
    force(Model.ORGANISATION, far.id, State.DRAFT)
    page = chair.get(f"/thu-hoi/{citizen}")
    assert 'data-l="Sau thu hồi">80<' in row_of(page, "Trường Tiểu học Yên Hoa")
    assert "Trường Tiểu học Đà Vị (Đà Vị)" in page.text
    assert ">Trường Tiểu học Đà Vị</a>" not in page.text
    assert "Hợp tác xã Đà Vị" not in page.text


def test_without_a_reason_nothing_happens(citizen, chair, procedure, dat, arrange):
    page = chair.get(f"/thu-hoi/{citizen}")
    for reason in ("", "   "):
        answer = press(chair, page, "Thu hồi danh hiệu", reason=reason)
        assert answer.status_code == 422
        assert message_beside(answer, "reason") == "Nhập lý do thu hồi."
    long = press(chair, page, "Thu hồi danh hiệu", reason="x" * 1001)
    assert message_beside(long, "reason") == "Nhiều nhất 1000 ký tự."
    assert value_of(long, "reason") == "x" * 1001
    with arrange():
        assert db.session.get(Title, citizen).revoked_on is None


def test_the_same_form_sent_twice_takes_back_once(citizen, chair, arrange):
    form = {"key": str(uuid.uuid4()), "reason": REASON}
    first, second = (chair.post(f"/thu-hoi/{citizen}", data=form) for _n in range(2))
    assert first.status_code == second.status_code == 303
    assert first.location == second.location
    with arrange():
        assert len(db.session.scalars(select(AuditEntry).filter_by(action=Action.TITLE_REVOKE)).all()) == 1


@pytest.mark.parametrize(
    ("role", "at", "status"),
    [
        (Role.COMMUNE_REVIEWER, "yen_hoa", 403), (Role.VILLAGE_RECORDER, "na_khuyen", 403),
        (Role.PROVINCE_OFFICER, "province", 403), (Role.COMMUNE_APPROVER, "da_vi", 404),
    ],
)  # fmt: skip
def test_nobody_else_takes_a_title_back(place, citizen, sign_in, arrange, role, at, status):
    client = sign_in(role, at=getattr(place, at))
    assert client.get(f"/thu-hoi/{citizen}").status_code == status
    answer = client.post(f"/thu-hoi/{citizen}", data={"key": str(uuid.uuid4()), "reason": REASON})
    assert answer.status_code == status
    with arrange():
        assert db.session.get(Title, citizen).revoked_on is None


def test_a_title_is_taken_back_once(citizen, acting, place, chair):
    with acting(Role.COMMUNE_APPROVER, at=place.yen_hoa) as actor:
        service.revoke(actor, queries.title(citizen), REASON, today())
        with pytest.raises(NotAllowedError) as error:
            service.revoke(actor, queries.title(citizen), "Lý do khác", today())
        assert error.value.refusal is Refusal.STATE
        assert queries.title(citizen).revoked_because == REASON
    assert chair.get(f"/thu-hoi/{citizen}").status_code == 403


def test_an_old_title_is_taken_back_without_touching_the_one_that_is_held(dat, adults, procedure, chair, arrange):
    one = adults(dat)[0]
    long_ago = today() - dt.timedelta(days=30)
    old = procedure.through(Model.CITIZEN, one, year=YEAR - 1, signed_on=long_ago)[one]
    procedure.through(Model.CITIZEN, one)
    procedure.score(Model.FAMILY, dat.id)
    page = chair.get(f"/thu-hoi/{old}")
    assert "Danh hiệu đã hết hạn." in page.text
    press(chair, page, "Thu hồi danh hiệu", reason=REASON)
    assert procedure.figures(Model.FAMILY, dat.id) == {"2.1": (1, 2)}
    with arrange():
        assert db.session.get(Title, old).revoked_on == today()
        assert db.session.get(Person, one).title_to > today()


def test_refusing_a_sheet_shows_what_follows(place, dat, procedure, chair, force):
    force(Model.FAMILY, dat.id, State.REVIEWED)
    page = chair.get(f"/phieu/ho/{dat.id}/{YEAR}/tu-choi")
    assert f"không được danh hiệu Gia đình học tập năm {YEAR}" in page.text
    assert "Hiện không giữ danh hiệu nào của năm trước." in page.text
    assert "Dòng họ học tập, Cộng đồng học tập" in page.text


def test_refusing_a_sheet_leaves_the_title_of_last_year_to_its_day(place, dat, force, procedure, chair, arrange):
    force(Model.FAMILY, dat.id, State.REVIEWED, year=YEAR - 1)
    title = procedure.recognise(Model.FAMILY, YEAR - 1, today())[dat.id]
    force(Model.FAMILY, dat.id, State.REVIEWED)
    with arrange():
        last = db.session.get(Title, title).valid_to
    page = chair.get(f"/phieu/ho/{dat.id}/{YEAR}/tu-choi")
    assert f"Danh hiệu năm {YEAR - 1} vẫn có hiệu lực đến hết {last:%d/%m/%Y}." in page.text
    press(chair, page, "Không công nhận", reason="Có đơn đang xác minh")
    assert "đang giữ" in chair.get(f"/danh-hieu-cua/ho/{dat.id}").text
