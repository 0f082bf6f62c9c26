"""The commune reviews what was handed in: the odd sheets first, put forward or returned by the list."""

from types import SimpleNamespace

import pytest
from sqlalchemy import event, select
from sqlalchemy.exc import NoResultFound

from lhtq.accounts.policy import NotAllowedError, Refusal, Role
from lhtq.assessment import queries, service
from lhtq.assessment.models import Sheet
from lhtq.assessment.queries import ReviewAsked
from lhtq.assessment.rules import JUMP, Looked, Oddity, State, oddities
from lhtq.assessment.service import SheetsRefusedError
from lhtq.criteria.rules import Model
from lhtq.db import db
from lhtq.web.filters import today
from tests.assessment.conftest import ASK
from tests.conftest import FULL
from tests.web.press import links, message_beside, press, value_of

YEAR = today().year


@pytest.fixture
def reviewer(place, sign_in):
    return sign_in(Role.COMMUNE_REVIEWER, at=place.yen_hoa)


@pytest.fixture
def url(place):
    return f"/tham-dinh/{place.yen_hoa.id}/{YEAR}"


def states(arrange, *sheets):
    with arrange():
        found = dict(db.session.execute(select(Sheet.id, Sheet.state)).all())
    return [found[one.id] for one in sheets]


def names_in_order(page, *names):
    return sorted(names, key=lambda name: page.text.index(f">{name}<"))


def test_what_is_ticked_is_put_forward_and_the_rest_stays(place, handed_in, reviewer, url, arrange):
    dat, hoa = handed_in("Nguyễn Văn Đạt"), handed_in("Ma Thị Hoa")
    page = reviewer.get(url)
    assert "35/35" in page.text
    done = press(reviewer, page, "Đưa phiếu đã chọn vào danh sách", phieu=str(dat.id))
    assert done.status_code == 303
    left = reviewer.get(done.location)
    assert "Đã đưa 1 phiếu vào danh sách" in left.text
    assert "Ma Thị Hoa" in left.text
    assert "Nguyễn Văn Đạt" not in left.text
    assert states(arrange, dat, hoa) == [State.REVIEWED, State.SUBMITTED]
    assert "Chờ quyết định công nhận" in reviewer.get(f"/phieu/ho/{dat.subject_id}/{YEAR}").text


def test_the_whole_page_is_put_forward(handed_in, reviewer, url, arrange):
    sheets = [handed_in("Nguyễn Văn Đạt"), handed_in("Ma Thị Hoa")]
    press(reviewer, reviewer.get(url), "Đưa cả 2 phiếu của trang này")
    assert states(arrange, *sheets) == [State.REVIEWED, State.REVIEWED]


def test_nothing_ticked_is_told(handed_in, reviewer, url, arrange):
    dat = handed_in("Nguyễn Văn Đạt")
    for button in ("Đưa phiếu đã chọn vào danh sách", "Trả lại phiếu đã chọn"):
        answer = press(reviewer, reviewer.get(url), button)
        assert answer.status_code == 422
        assert "Chọn ít nhất một phiếu." in answer.text
    assert states(arrange, dat) == [State.SUBMITTED]


def test_what_is_ticked_is_returned_with_one_reason(place, handed_in, reviewer, url, sign_in, arrange):
    dat, hoa, pao = handed_in("Nguyễn Văn Đạt"), handed_in("Ma Thị Hoa"), handed_in("Giàng A Páo", place.ban_thang)
    answer = press(
        reviewer, reviewer.get(url), "Trả lại phiếu đã chọn", phieu=[str(dat.id), str(pao.id)],
        usual=["Thiếu minh chứng"], reason="Chưa có ảnh góc học tập",
    )  # fmt: skip
    assert answer.status_code == 303
    assert "Đã trả lại 2 phiếu." in reviewer.get(answer.location).text
    assert states(arrange, dat, hoa, pao) == [State.RETURNED, State.SUBMITTED, State.RETURNED]
    village = sign_in(Role.VILLAGE_RECORDER, at=place.na_khuyen).get(f"/phieu/ho/{dat.subject_id}/{YEAR}").text
    assert "Thiếu minh chứng. Chưa có ảnh góc học tập" in village


def test_a_return_without_a_reason_keeps_the_ticks(handed_in, reviewer, url, arrange):
    dat, hoa = handed_in("Nguyễn Văn Đạt"), handed_in("Ma Thị Hoa")
    answer = press(reviewer, reviewer.get(url), "Trả lại phiếu đã chọn", phieu=str(hoa.id), reason="  ")
    assert answer.status_code == 422
    assert message_beside(answer, "reason") == "Chọn hoặc ghi lý do để nơi chấm biết cần sửa gì."
    assert value_of(answer, "phieu") == str(hoa.id)
    assert states(arrange, dat, hoa) == [State.SUBMITTED, State.SUBMITTED]


def test_who_scored_a_sheet_is_told_which_and_nothing_is_put_forward(place, person, sign_in, handed_in, url, arrange):
    both = person(Role.COMMUNE_REVIEWER, place.yen_hoa)
    own = handed_in("Nguyễn Văn Đạt", scorers=[both.account_id])
    other = handed_in("Ma Thị Hoa")
    reviewer = sign_in(both)
    ticked = [str(own.id), str(other.id)]
    answer = press(reviewer, reviewer.get(url), "Đưa phiếu đã chọn vào danh sách", phieu=ticked, reason="giữ lại")
    assert answer.status_code == 422
    assert "Nguyễn Văn Đạt: Bạn đã làm một bước trước của việc này" in answer.text
    assert "Ma Thị Hoa: " not in answer.text
    assert set(value_of(answer, "phieu").split(",")) == set(ticked)
    assert value_of(answer, "reason") == "giữ lại"
    assert states(arrange, own, other) == [State.SUBMITTED, State.SUBMITTED]


def test_a_sheet_that_was_put_forward_meanwhile_is_named(handed_in, reviewer, url, arrange):
    dat, hoa = handed_in("Nguyễn Văn Đạt"), handed_in("Ma Thị Hoa")
    page = reviewer.get(url)
    press(reviewer, page, "Đưa phiếu đã chọn vào danh sách", phieu=str(dat.id))
    answer = press(reviewer, page, "Đưa phiếu đã chọn vào danh sách", phieu=[str(dat.id), str(hoa.id)])
    assert answer.status_code == 422
    assert "Nguyễn Văn Đạt: Ở trạng thái hiện tại, không làm được việc này." in answer.text
    assert states(arrange, hoa) == [State.SUBMITTED]


def test_a_sheet_of_another_commune_cannot_be_slipped_in(place, handed_in, reviewer, url, arrange):
    dat, stranger = handed_in("Nguyễn Văn Đạt"), handed_in("Triệu Văn Sơn", place.ban_luc)
    answer = reviewer.post(url, data={"phieu": [str(dat.id), str(stranger.id)]})
    assert answer.status_code == 404
    assert states(arrange, dat, stranger) == [State.SUBMITTED, State.SUBMITTED]


@pytest.mark.parametrize("step", [service.review, lambda actor, ids: service.return_(actor, ids, "Thiếu minh chứng")])
def test_each_guard_holds_below_the_page(place, handed_in, acting, arrange, step):
    dat = handed_in("Nguyễn Văn Đạt")
    with acting(Role.COMMUNE_RECORDER, at=place.yen_hoa) as actor, pytest.raises(NotAllowedError) as by_role:
        step(actor, [dat.id])
    assert by_role.value.refusal is Refusal.ROLE
    with acting(Role.COMMUNE_REVIEWER, at=place.da_vi) as actor, pytest.raises(NoResultFound):
        step(actor, [dat.id])
    draft = handed_in("Ma Thị Hoa", state=State.DRAFT, figures=None, total=None)
    with acting(Role.COMMUNE_REVIEWER, at=place.yen_hoa) as actor, pytest.raises(SheetsRefusedError) as by_state:
        step(actor, [dat.id, draft.id])
    assert by_state.value.refused == [("Ma Thị Hoa", Refusal.STATE)]
    assert states(arrange, dat, draft) == [State.SUBMITTED, State.DRAFT]


def test_what_is_odd_stands_on_top_in_words(place, handed_in, household, sheet, reviewer, url):
    handed_in("An Thường")
    handed_in("Bàn Sát", total=71.5)
    jumped = handed_in("Chẩu Tăng", total=100, votes=17)
    same = SimpleNamespace(id=jumped.subject_id, unit_id=jumped.unit_id, head_name=jumped.name)
    sheet(same, year=YEAR - 1, state=State.RECOGNISED, answers=FULL, total=79.5)
    handed_in("Đặng Thiếu", total=72, proof=["1.1", "1.2"], votes=10)
    page = reviewer.get(url)
    order = ["Đặng Thiếu", "Chẩu Tăng", "Bàn Sát", "An Thường"]
    assert names_in_order(page, *order) == order
    assert "sát mức đạt, thiếu 3 minh chứng, chỉ 10/35 đồng ý" in page.text
    assert "tăng 20 điểm so với năm trước, chỉ 17/35 đồng ý" in page.text
    assert "Có điểm cần xem: 3" in links(page)
    assert "Thiếu minh chứng: 1" in links(page)


def test_an_indicator_without_points_needs_no_evidence(handed_in, reviewer, url):
    handed_in("Nguyễn Văn Đạt", answers=FULL | {"3.2": 0}, proof=["1.1", "1.2", "3.1", "4.1"], total=90)
    assert "minh chứng</span>" not in reviewer.get(url).text
    assert "Có điểm cần xem: 0" in links(reviewer.get(url))


def test_the_same_answers_over_half_a_village_are_odd_even_when_some_are_put_forward(place, handed_in, reviewer, url):
    alike = [handed_in(f"Ma Văn Số {n}") for n in range(6)]
    others = [handed_in(f"Lý Khác {n}", answers=FULL | {"1.1": 5, "4.1": 5 * (n % 3)}, total=90) for n in range(5)]
    handed_in("Giàng A Páo", place.ban_thang)
    page = reviewer.get(f"{url}?loc=giong-nhau")
    assert page.text.count("giống hệt 5 phiếu khác") == len(alike)
    assert others[0].name not in page.text
    assert "Giàng A Páo" not in page.text
    press(reviewer, page, "Đưa phiếu đã chọn vào danh sách", phieu=[str(one.id) for one in alike[:3]])
    assert reviewer.get(url).text.count("giống hệt 5 phiếu khác") == len(alike) - 3


def test_the_list_is_filtered_by_oddity_and_village_and_stays_so_after_an_action(place, handed_in, reviewer, url):
    near, far = handed_in("Nguyễn Văn Đạt", total=70), handed_in("Giàng A Páo", place.ban_thang, total=70)
    plain = handed_in("Ma Thị Hoa")
    page = reviewer.get(links(reviewer.get(url))["Sát mức đạt: 2"])
    assert plain.name not in page.text
    page = reviewer.get(links(page)["Bản Thàng: 1"])
    assert far.name in page.text
    assert near.name not in page.text
    done = press(reviewer, page, "Đưa cả 1 phiếu của trang này")
    left = reviewer.get(done.location)
    assert "Không có phiếu nào theo cách lọc này." in left.text
    whole = reviewer.get(links(left)["Cả xã: 2"])
    assert near.name in whole.text
    assert plain.name not in whole.text


def test_each_model_has_its_own_list(place, handed_in, reviewer, url, arrange):
    handed_in("Nguyễn Văn Đạt")
    page = reviewer.get(url)
    assert "Gia đình học tập (1)" in links(page)
    other = reviewer.get(links(page)["Công dân học tập (0)"])
    assert "Không có phiếu Công dân học tập nào chờ thẩm định." in other.text
    assert "Nguyễn Văn Đạt" not in other.text


def test_the_last_page_is_shown_where_the_one_asked_for_is_empty(handed_in, reviewer, url):
    handed_in("Nguyễn Văn Đạt")
    assert "Nguyễn Văn Đạt" in reviewer.get(f"{url}?trang=9").text


@pytest.mark.parametrize("word", ["?loc=khong-co", "?thon=xyz", "?mo_hinh=khong", "?trang=-1", "?trang=a"])
def test_an_address_that_asks_for_nonsense_shows_the_list(handed_in, reviewer, url, word):
    handed_in("Nguyễn Văn Đạt")
    assert "Nguyễn Văn Đạt" in reviewer.get(url + word).text


def test_the_list_asks_the_same_number_of_statements_whatever_its_length(place, app, handed_in, acting):
    def statements():
        with acting(Role.COMMUNE_REVIEWER, at=place.yen_hoa), counted(app) as found:
            rows = queries.review_list(ReviewAsked(Model.FAMILY, place.yen_hoa.path, YEAR), 50, 0).rows
        return len(rows), found[0]

    handed_in("Nguyễn Văn Đạt")
    assert statements() == (1, 1)
    for n in range(60):
        handed_in(f"Ma Văn {n}", proof=())
    assert statements() == (50, 1)


class counted:  # noqa: N801 - read as a verb
    """The number of statements that the database is sent meanwhile, in a list of one."""

    def __init__(self, app):
        with app.app_context():
            self._connection = db.engines[None]
        self._found = [0]

    def _one(self, *_given):
        self._found[0] += 1

    def __enter__(self):
        db.session.connection()
        event.listen(self._connection, "before_cursor_execute", self._one)
        return self._found

    def __exit__(self, *_error):
        event.remove(self._connection, "before_cursor_execute", self._one)


PLAIN = {
    "total": 90, "pass_mark": 70, "last_total": 85, "without_evidence": 0, "alike": 0, "of_unit": 30, "votes_for": 30,
    "present": 35,
}  # fmt: skip


@pytest.mark.parametrize(
    ("changed", "found"),
    [
        ({}, set()),
        ({"last_total": None, "votes_for": None, "present": None}, set()),
        ({"total": 70}, {Oddity.AT_THE_MARK}),
        ({"total": 72}, {Oddity.AT_THE_MARK}),
        ({"total": 72.5, "last_total": 70}, set()),
        ({"last_total": 90 - JUMP}, {Oddity.JUMP}),
        ({"last_total": 90.5 - JUMP}, set()),
        ({"without_evidence": 1}, {Oddity.NO_EVIDENCE}),
        ({"alike": 5, "of_unit": 12}, {Oddity.ALIKE}),
        ({"alike": 5, "of_unit": 13}, set()),
        ({"alike": 4, "of_unit": 5}, set()),
        ({"votes_for": 17}, {Oddity.FEW_VOTES}),
        ({"votes_for": 18}, set()),
    ],
)
def test_each_mark_of_what_is_odd(changed, found):
    assert set(oddities(Looked(**{**PLAIN, **changed}))) == found


def test_the_query_sorts_by_what_the_words_say(place, handed_in, acting):
    """The marks stand once; this holds that the statement and the words use them alike."""
    for n, total in enumerate((70, 72, 72.5, 100)):
        for votes in (17, 18):
            handed_in(f"Ma Văn {n} {votes}", total=total, votes=votes, proof=ASK[: n + 2])
    with acting(Role.COMMUNE_REVIEWER, at=place.yen_hoa):
        found = queries.review_list(ReviewAsked(Model.FAMILY, place.yen_hoa.path, YEAR), 50, 0)
    lengths = [len(row.odd) for row in found.rows]
    assert lengths == sorted(lengths, reverse=True)
    assert found.odd == sum(1 for length in lengths if length)
    for kind in Oddity:
        assert found.kinds[kind] == sum(1 for row in found.rows if kind in row.odd)
