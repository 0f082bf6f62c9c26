"""A counted figure is contested with a reason, and counts as claimed once the commune allows it."""

import pytest

from lhtq.accounts.policy import Role
from lhtq.assessment.rules import State
from lhtq.web.filters import today
from tests.assessment.test_workflow import minutes
from tests.conftest import FULL
from tests.factories import AssignmentFactory
from tests.web.press import buttons, links, message_beside, press, value_of

YEAR = today().year
SAID = {"part": "2", "whole": "2", "reason": "Ma Thị Hoa đã có danh hiệu ở xã cũ"}


@pytest.fixture
def dat(place, household, sheet):
    """A household of two adults of whom the records have one as a learning citizen."""
    found = household(place.na_khuyen, "Nguyễn Văn Đạt", titled=1)
    sheet(found, answers=FULL)
    return found


@pytest.fixture
def url(dat):
    return f"/phieu/ho/{dat.id}/{YEAR}"


@pytest.fixture
def recorder(place, person, sign_in):
    return sign_in(person(Role.VILLAGE_RECORDER, place.na_khuyen, full_name="Bàn Thị Mụi"))


@pytest.fixture
def reviewer(place, person, sign_in):
    return sign_in(person(Role.COMMUNE_REVIEWER, place.yen_hoa, full_name="Hứa Thị Lý"))


@pytest.fixture
def claimed(recorder, url):
    """The recorder says that both hold it."""
    page = recorder.get(links(recorder.get(url))["Số liệu chưa đúng? Tiêu chí 2.1"])
    assert press(recorder, page, "Gửi đề nghị", **SAID).location == url


def test_until_it_is_allowed_the_counted_figure_counts_and_then_both_stand_side_by_side(
    place, claimed, recorder, reviewer, url
):
    waiting = recorder.get(url).text
    assert "<b>90</b>/100" in waiting
    assert "đang đề nghị 2 trên 2" in waiting
    assert "Chờ xã trả lời." in waiting

    listed = reviewer.get(f"/so-lieu/{place.yen_hoa.id}/{YEAR}")
    assert "2 trên 2" in listed.text
    page = reviewer.get(links(listed)["Nguyễn Văn Đạt"])
    assert "sổ tính <b>1 trên 2</b> người lớn trong hộ là Công dân học tập" in page.text
    assert page.text.count("sinh năm 1980") == 2
    press(reviewer, page, "Gửi trả lời", allowed="co", answer="Đã xem quyết định của xã cũ")

    shown = recorder.get(url).text
    assert "<b>100</b>/100" in shown
    assert "2 trên 2 (sổ tính 1 trên 2)" in shown
    assert "Ma Thị Hoa đã có danh hiệu ở xã cũ (Bàn Thị Mụi, " in shown
    assert "Hứa Thị Lý đã đồng ý: Đã xem quyết định của xã cũ" in shown
    assert "Không có đề nghị nào chờ trả lời." in reviewer.get(f"/so-lieu/{place.yen_hoa.id}/{YEAR}").text


def test_what_is_not_allowed_leaves_the_counted_figure_with_the_reason(claimed, recorder, reviewer, url):
    press(reviewer, reviewer.get(f"{url}/so-lieu/2.1"), "Gửi trả lời", allowed="khong", answer="Chưa có quyết định")
    shown = recorder.get(url).text
    assert "<b>90</b>/100" in shown
    assert "Hứa Thị Lý giữ số liệu tự tính: Chưa có quyết định" in shown
    # Said again, it is asked again.
    press(recorder, recorder.get(f"{url}/so-lieu/2.1"), "Gửi đề nghị", **SAID)
    assert "Chờ xã trả lời." in recorder.get(url).text


def test_what_was_allowed_is_handed_in_and_frozen(place, dat, claimed, recorder, reviewer, url):
    press(reviewer, reviewer.get(f"{url}/so-lieu/2.1"), "Gửi trả lời", allowed="co", answer="Đúng")
    recorder.post(f"/cham-diem/{place.na_khuyen.id}/{YEAR}/binh-xet", data=minutes(dat))
    assert "<b>100</b>/100" in recorder.get(url).text
    assert "100" in reviewer.get(f"/tham-dinh/{place.yen_hoa.id}/{YEAR}").text


@pytest.mark.parametrize(
    ("typed", "field", "words"),
    [
        ({"part": "3"}, "whole", "Tổng số không thể ít hơn số đạt."),
        ({"part": "-1"}, "part", "Nhập số từ 0 đến 9999."),
        ({"whole": "hai"}, "whole", "Nhập một số nguyên."),
        ({"reason": "  "}, "reason", "Ghi lý do để xã kiểm tra."),
    ],
)
def test_a_claim_that_cannot_be_is_explained_and_kept(dat, recorder, url, typed, field, words):
    page = recorder.get(f"{url}/so-lieu/2.1")
    answer = press(recorder, page, "Gửi đề nghị", **SAID | typed)
    assert answer.status_code == 422
    assert words in message_beside(answer, field)
    assert value_of(answer, "whole") == (SAID | typed)["whole"]
    assert "đang đề nghị" not in recorder.get(url).text


def test_only_a_counted_figure_can_be_contested(dat, recorder, url):
    for code in ("1.1", "9.9"):
        assert recorder.get(f"{url}/so-lieu/{code}").status_code == 404


def test_the_same_claim_sent_twice_is_said_once(dat, recorder, reviewer, url):
    page = recorder.get(f"{url}/so-lieu/2.1")
    press(recorder, page, "Gửi đề nghị", **SAID)
    press(reviewer, reviewer.get(f"{url}/so-lieu/2.1"), "Gửi trả lời", allowed="co", answer="Đúng")
    press(recorder, page, "Gửi đề nghị", **SAID)
    assert "đã đồng ý: Đúng" in recorder.get(url).text


def test_an_answer_needs_a_choice_and_a_reason(claimed, reviewer, url):
    page = reviewer.get(f"{url}/so-lieu/2.1")
    empty = press(reviewer, page, "Gửi trả lời")
    assert empty.status_code == 422
    assert message_beside(empty, "allowed") == "Chọn một trong hai."
    assert message_beside(empty, "answer") == "Ghi lý do để nơi đề nghị biết."


def test_who_answers_sees_what_was_said_anew_and_by_others_first(claimed, recorder, reviewer, place, sign_in, url):
    stale = reviewer.get(f"{url}/so-lieu/2.1")
    press(recorder, recorder.get(f"{url}/so-lieu/2.1"), "Gửi đề nghị", **SAID | {"part": "1", "whole": "1"})
    late = press(reviewer, stale, "Gửi trả lời", allowed="co", answer="Đúng")
    assert late.status_code == 409
    assert "Đề nghị này vừa được sửa hoặc đã có người trả lời." in late.text
    assert "Tính <b>1 trên 1</b>" in late.text
    assert value_of(late, "answer") == "Đúng"
    other = sign_in(Role.COMMUNE_REVIEWER, at=place.yen_hoa)
    press(other, other.get(f"{url}/so-lieu/2.1"), "Gửi trả lời", allowed="khong", answer="Chưa rõ")
    assert press(reviewer, late, "Gửi trả lời", allowed="co").status_code == 409
    assert "giữ số liệu tự tính: Chưa rõ" in recorder.get(url).text


def test_who_contests_does_not_answer_and_another_commune_sees_nothing(place, dat, person, arrange, sign_in, url):
    both = person(Role.COMMUNE_RECORDER, place.yen_hoa)
    client = sign_in(both)
    press(client, client.get(f"{url}/so-lieu/2.1"), "Gửi đề nghị", **SAID)
    assert client.get(f"/so-lieu/{place.yen_hoa.id}/{YEAR}").status_code == 403
    with arrange():
        role = AssignmentFactory(account_id=both.account_id, unit_id=place.yen_hoa.id, role=Role.COMMUNE_REVIEWER)
    client.post(f"/doi-vai-tro/{role.id}")
    assert "Gửi trả lời" not in buttons(client.get(f"{url}/so-lieu/2.1"))
    given = {"seen": "2/2", "allowed": "co", "answer": "Đúng"}
    assert client.post(f"{url}/so-lieu/2.1/tra-loi", data=given).status_code == 403
    stranger = sign_in(Role.COMMUNE_REVIEWER, at=place.da_vi)
    assert stranger.get(f"{url}/so-lieu/2.1").status_code == 404
    assert stranger.post(f"{url}/so-lieu/2.1/tra-loi", data=given).status_code == 404
    assert stranger.get(f"/so-lieu/{place.yen_hoa.id}/{YEAR}").status_code == 404


def test_a_figure_that_nobody_contests_has_no_answer(dat, reviewer, url):
    given = {"seen": "2/2", "allowed": "co", "answer": "Đúng"}
    assert reviewer.post(f"{url}/so-lieu/2.1/tra-loi", data=given).status_code == 404


def test_a_sheet_that_was_handed_in_with_an_open_claim_counts_by_the_records(
    place, dat, claimed, recorder, reviewer, url
):
    stale = reviewer.get(f"{url}/so-lieu/2.1")
    recorder.post(f"/cham-diem/{place.na_khuyen.id}/{YEAR}/binh-xet", data=minutes(dat))
    shown = recorder.get(url).text
    assert "<b>90</b>/100" in shown
    assert "Chưa được trả lời khi phiếu gửi xã: tính theo sổ." in shown
    assert press(reviewer, stale, "Gửi trả lời", allowed="co", answer="Đúng").status_code == 403
    assert "Gửi đề nghị" not in buttons(recorder.get(f"{url}/so-lieu/2.1"))
    refused = recorder.post(f"{url}/so-lieu/2.1", data=SAID | {"key": "00000000-0000-4000-8000-000000000001"})
    assert refused.status_code == 403


def test_a_claim_of_a_decided_sheet_is_not_on_the_list(place, household, sheet, recorder, reviewer, arrange):
    gone = household(place.na_khuyen, "Lý Văn Sáu", titled=1)
    kept = sheet(gone, answers=FULL)
    press(recorder, recorder.get(f"/phieu/ho/{gone.id}/{YEAR}/so-lieu/2.1"), "Gửi đề nghị", **SAID)
    listed = f"/so-lieu/{place.yen_hoa.id}/{YEAR}"
    assert "Lý Văn Sáu" in reviewer.get(listed).text
    recorder.post(f"/cham-diem/{place.na_khuyen.id}/{YEAR}/binh-xet", data=minutes(gone))
    assert kept.state == State.DRAFT  # as it was made; the village handed it in since
    assert "Lý Văn Sáu" not in reviewer.get(listed).text
