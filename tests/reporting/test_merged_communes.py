"""A commune that was merged into another in a period that was set before: its records are told once."""

import datetime as dt
from types import SimpleNamespace

import pytest
from sqlalchemy import select

from lhtq.accounts.models import AuditEntry
from lhtq.accounts.policy import Role
from lhtq.centre.rules import MoneySource
from lhtq.db import db
from lhtq.membership.models import Fee
from lhtq.membership.rules import BranchKind
from lhtq.training.rules import CourseState
from lhtq.units.models import Unit
from lhtq.web.filters import today
from tests.factories import (
    AccountFactory,
    ActivityFactory,
    BranchFactory,
    CentreFactory,
    CourseFactory,
    MemberFactory,
)
from tests.web.press import links, press, value_of

ENDED = today() - dt.timedelta(days=40)


@pytest.fixture
def merged(place, period, arrange):
    """Tân Trào owed a report of its own when it was merged into Yên Hoa."""
    with arrange():
        db.session.scalars(select(Unit).where(Unit.id == place.tan_trao.id)).one().valid_to = ENDED
    return place.tan_trao


@pytest.fixture
def pages(place, period):
    """Where the province says what a commune owes, and where the communes find their reports."""
    return SimpleNamespace(
        period=f"/ky-bao-cao/{place.province.id}/{period.id}",
        successor=f"/ky-bao-cao/{place.province.id}/{period.id}/{place.yen_hoa.id}",
        predecessor=f"/ky-bao-cao/{place.province.id}/{period.id}/{place.tan_trao.id}",
        report=f"/bao-cao/{place.tan_trao.id}/{period.id}",
    )


@pytest.fixture
def province(place, sign_in):
    return sign_in(Role.PROVINCE_OFFICER, at=place.province)


def name(province, page, *merged):
    """Say on a commune's page which others it reports for."""
    return press(province, province.get(page), "Lưu", predecessors=[str(one.id) for one in merged])


def test_who_is_named_as_merged_owes_nothing_and_says_where_its_figures_are(
    place, period, merged, pages, province, sign_in, arrange
):
    commune = sign_in(Role.COMMUNE_REVIEWER, at=place.tan_trao)
    assert "Bắt đầu soạn" in commune.get(pages.report).text
    assert name(province, pages.successor, merged).status_code == 303
    page = commune.get(pages.report).text
    assert "Không phải nộp kỳ này. Số liệu nằm trong báo cáo của xã Yên Hoa." in page
    assert "Bắt đầu soạn" not in page
    assert "Biểu 1." not in page, "no second report stands beside the other"
    assert "Số liệu nằm trong báo cáo của xã Yên Hoa." in commune.get(f"/bao-cao/{merged.id}").text
    assert "không phải nộp, nằm trong báo cáo của Xã Yên Hoa" in province.get(pages.period).text
    assert "145 đơn vị phải báo cáo, 1 đơn vị không phải nộp" in province.get(pages.period).text
    assert links(province.get(pages.predecessor))["Đổi ở đơn vị này"] == pages.successor
    own = {"due_on": f"{today():%d/%m/%Y}", "goes_to": str(place.son_duong.id)}
    assert province.post(pages.predecessor, data=own).status_code == 403
    with arrange():
        notes = db.session.scalars(select(AuditEntry.note).where(AuditEntry.unit_id == merged.id)).all()
    assert "Số liệu nằm trong báo cáo của xã Yên Hoa." in notes


def test_who_is_taken_off_again_owes_its_report(place, period, merged, pages, province, sign_in):
    name(province, pages.successor, merged)
    name(province, pages.successor)
    page = sign_in(Role.COMMUNE_REVIEWER, at=place.tan_trao).get(pages.report).text
    assert "Bắt đầu soạn" in page
    assert "Số liệu nằm trong báo cáo" not in page


def test_where_the_successor_need_not_report_the_merged_is_in_no_report_of_it(
    place, period, merged, pages, province, sign_in
):
    press(province, province.get(pages.successor), "Lưu", predecessors=[str(merged.id)], waived="y")
    page = sign_in(Role.COMMUNE_REVIEWER, at=place.tan_trao).get(pages.report).text
    assert "Số liệu nằm trong báo cáo" not in page


def test_a_draft_of_who_was_merged_is_not_handed_in_beside_the_other(place, period, merged, pages, province, sign_in):
    commune = sign_in(Role.COMMUNE_REVIEWER, at=place.tan_trao)
    commune.post(f"{pages.report}/bat-dau")
    name(province, pages.successor, merged)
    assert "Kiểm tra và nộp" not in commune.get(pages.report).text
    assert commune.post(f"{pages.report}/phan/next", data={"words": "Muộn", "version": "1"}).status_code == 403


def test_two_communes_do_not_report_for_one(place, period, merged, pages, province):
    name(province, pages.successor, merged)
    other = pages.successor.replace(f"/{place.yen_hoa.id}", f"/{place.da_vi.id}")
    refused = name(province, other, merged)
    assert refused.status_code == 422
    assert "Xã Tân Trào đã nằm trong báo cáo của xã Yên Hoa." in refused.text
    assert f'value="{merged.id}" checked' in refused.text, "what was ticked is kept"


def test_who_ended_and_is_in_nobodys_report_is_named_with_the_way_to_choose(
    place, period, merged, pages, province, sign_in
):
    board = f"/bao-cao/{place.province.id}/{period.id}/theo-doi"
    words = f"Xã Tân Trào kết thúc ngày {ENDED:%d/%m/%Y}, chưa nằm trong báo cáo của đơn vị nào khác."
    assert words in province.get(board).text
    assert links(province.get(board))["Chọn đơn vị báo cáo thay"] == pages.period
    assert words in province.get(pages.period).text
    assert words in province.get(pages.predecessor).text
    district = sign_in(Role.DISTRICT_REVIEWER, at=place.son_duong)
    its_board = district.get(f"/bao-cao/{place.son_duong.id}/{period.id}/theo-doi")
    assert words in its_board.text
    assert "Chọn đơn vị báo cáo thay" not in links(its_board), "the province set the period"
    name(province, pages.successor, merged)
    assert words not in province.get(board).text


@pytest.fixture
def noted(place, arrange, merged, household, sheet, title):
    """What Tân Trào noted while it stood, what Yên Hoa noted, and what Tân Trào did in another year."""
    before = ENDED - dt.timedelta(days=2)
    with arrange():
        by = AccountFactory(unit_id=place.tan_trao.id).id
        there = {"centre": CentreFactory(unit_id=place.tan_trao.id), "unit_id": place.tan_lap.id, "made_by": by}
        money = {"cost": 700_000, "money": MoneySource.BUDGET}
        ActivityFactory(**there, **money, held_on=before, topic="Chuyển đổi số ở Tân Trào")
        ActivityFactory(**there, held_on=dt.date(ENDED.year - 2, 5, 5), topic="Năm cũ")
        here = {"centre": CentreFactory(unit_id=place.yen_hoa.id), "unit_id": place.na_khuyen.id, "made_by": by}
        ActivityFactory(**here, **money, topic="Phòng bệnh mùa đông")
        held = {"state": CourseState.HELD, "starts_on": before}
        CourseFactory(unit_id=place.tan_trao.id, **held, title="Quán triệt ở Tân Trào")
        member = MemberFactory(branch=BranchFactory(unit_id=place.tan_trao.id, kind=BranchKind.AGENCY))
        db.session.add(
            Fee(member_id=member.id, unit_id=place.tan_trao.id, year=before.year, amount=36_000, paid_on=before)
        )
    title(sheet(household(place.tan_lap), state="recognised"), place.tan_trao, "7/QĐ-UBND", signed_on=before)
    return f"{before:%d/%m/%Y}"


def test_the_successor_writes_with_what_its_predecessor_noted_named_by_its_unit(
    place, period, noted, merged, pages, province, sign_in
):
    name(province, pages.successor, merged)
    commune = sign_in(Role.COMMUNE_REVIEWER, at=place.yen_hoa)
    here = f"/bao-cao/{place.yen_hoa.id}/{period.id}"
    commune.post(f"{here}/bat-dau")
    publicity = commune.get(f"{here}/phan/publicity").text
    own, theirs = (
        f"{today():%d/%m/%Y}: Nói chuyện chuyên đề, Phòng bệnh mùa đông (Nà Khuyến), 30 lượt người",
        f"{noted}: Nói chuyện chuyên đề, Chuyển đổi số ở Tân Trào (Tân Lập, Xã Tân Trào), 30 lượt người",
    )
    assert publicity.index(own) < publicity.index(theirs), "the latest first"
    assert "Năm cũ" not in publicity
    assert "gồm cả của Xã Tân Trào, đã sáp nhập vào xã Yên Hoa." in publicity
    results = commune.get(f"{here}/phan/direction").text
    assert f"{noted}: Học tập, quán triệt, Quán triệt ở Tân Trào (Xã Tân Trào)" in results
    assert f"{noted}: Quyết định số 7/QĐ-UBND của xã Tân Trào công nhận" in results
    resources = commune.get(f"{here}/phan/resources").text
    assert "<li>Ngân sách nhà nước: 1 hoạt động của trung tâm, 700.000 đồng" in resources
    assert "<li>Xã Tân Trào, Ngân sách nhà nước: 1 hoạt động của trung tâm, 700.000 đồng" in resources
    assert "<li>Xã Tân Trào, Hội phí: 1 hội viên đã nộp, 36.000 đồng" in resources
    added = commune.post(f"{here}/phan/publicity", data={"words": "", "version": "1", "them": "publicity"})
    assert theirs in value_of(added, "words")


def test_what_a_commune_noted_is_offered_to_nobody_that_does_not_report_for_it(place, period, noted, sign_in):
    commune = sign_in(Role.COMMUNE_REVIEWER, at=place.yen_hoa)
    here = f"/bao-cao/{place.yen_hoa.id}/{period.id}"
    commune.post(f"{here}/bat-dau")
    pages_ = "".join(commune.get(f"{here}/phan/{part}").text for part in ("direction", "publicity", "resources"))
    assert "Phòng bệnh mùa đông" in pages_
    assert "Tân Trào" not in pages_
