"""From a commune to the province: begun, written, handed in, returned, accepted, and who is late."""

import datetime as dt
import uuid

from lhtq.accounts.policy import Role
from lhtq.assessment.rules import State
from lhtq.membership.rules import BranchKind, Position
from lhtq.reporting.rules.snapshots import fingerprint
from lhtq.web.filters import today
from tests.factories import BranchFactory, MemberFactory, PersonFactory, PostFactory
from tests.web.press import links

YEAR = today().year


def key() -> str:
    return str(uuid.uuid4())


def test_the_province_asks_everybody_and_says_by_when(place, sign_in):
    province = sign_in(Role.PROVINCE_OFFICER, at=place.province)
    page = province.get(f"/ky-bao-cao/{place.province.id}?nam={YEAR}")
    assert f'value="20/12/{YEAR}"' in page.text
    assert f'value="25/12/{YEAR}"' in page.text
    form = {
        "key": key(), "kind": "annual", "name": f"Báo cáo năm {YEAR}", "year": str(YEAR), "way": "levels",
        "from_on": f"01/12/{YEAR - 1}", "as_of": f"30/11/{YEAR}", "commune_due": f"10/12/{YEAR}",
        "between_due": f"20/12/{YEAR}", "province_due": f"25/12/{YEAR}",
    }  # fmt: skip
    answer = province.post(f"/ky-bao-cao/{place.province.id}", data=form, follow_redirects=True)
    assert "146 đơn vị phải báo cáo" in answer.text
    again = province.post(f"/ky-bao-cao/{place.province.id}", data=form | {"key": key()})
    assert again.status_code == 422
    assert "đã có kỳ mang tên này" in again.text
    wrong = province.post(f"/ky-bao-cao/{place.province.id}", data=form | {"key": key(), "as_of": "01/01/2020"})
    assert "Ngày chốt phải sau ngày bắt đầu." in wrong.text


def test_a_commune_writes_checks_and_hands_in_and_the_district_returns_and_accepts(place, period, household, sign_in):
    household(place.na_khuyen)
    here = f"/bao-cao/{place.yen_hoa.id}/{period.id}"
    commune = sign_in(Role.COMMUNE_REVIEWER, at=place.yen_hoa)
    assert "Chưa làm" in commune.get(here).text
    assert "Bị trả lại" not in commune.post(f"{here}/bat-dau", follow_redirects=True).text
    check = commune.get(f"{here}/nop").text
    assert "Phần I. CÔNG TÁC LÃNH ĐẠO, CHỈ ĐẠO còn trống." in check
    assert "Nộp báo cáo</button>" not in check
    assert f'href="{here}/phan/direction">Viết phần này' in check
    approver = sign_in(Role.COMMUNE_APPROVER, at=place.yen_hoa)
    assert "Viết phần này" not in approver.get(f"{here}/nop").text, "who hands in alone only reads"
    for part in ("direction", "publicity", "results", "difficulties", "next"):
        page = commune.get(f"{here}/phan/{part}")
        assert page.status_code == 200
        saved = commune.post(f"{here}/phan/{part}", data={"words": f"Lời của phần {part}.", "version": "1"})
        assert saved.status_code == 303
    assert commune.post(f"{here}/nop", data={"key": key()}, follow_redirects=True).text.count("Đã nộp") == 1
    assert commune.post(f"{here}/phan/next", data={"words": "Muộn", "version": "2"}).status_code == 403

    district = sign_in(Role.DISTRICT_REVIEWER, at=place.na_hang)
    assert commune.post(f"{here}/tiep-nhan").status_code in {403, 404}
    said = district.post(f"{here}/gop-y/results", data={"key": key(), "words": "Nêu rõ lớp xóa mù chữ."})
    assert said.location == f"{here}#results", "back at the part that was spoken about"
    assert links(district.get(here))["Theo dõi nộp, Huyện Na Hang"].endswith("/theo-doi")
    assert district.post(f"{here}/tra-lai", data={"key": key()}).status_code == 422
    district.post(f"{here}/tra-lai", data={"key": key(), "words": "Thiếu lớp xóa mù chữ"})
    page = commune.get(here).text
    assert "Thiếu lớp xóa mù chữ" in page
    assert "Nêu rõ lớp xóa mù chữ." in page
    assert "1 góp ý của cấp trên chưa đánh dấu là đã sửa." in page
    assert f'href="{here}#results">Xem</a>' in commune.get(f"{here}/nop").text
    commune.post(f"{here}/phan/results", data={"words": "Có 2 lớp xóa mù chữ.", "version": "2"})
    assert "Nói vì sao" in commune.post(f"{here}/nop", data={"key": key()}).text
    commune.post(f"{here}/nop", data={"key": key(), "note": "Bổ sung lớp xóa mù chữ"})
    second = commune.get(f"{here}/ban/2").text
    assert "KẾT QUẢ THỰC HIỆN: lời văn" in second
    assert "Có 2 lớp xóa mù chữ." in second
    accepted = district.post(f"{here}/tiep-nhan", follow_redirects=True)
    assert "Đã tiếp nhận" in accepted.text
    assert "Góp ý" not in links(accepted), "what is accepted is settled"


def test_two_who_write_one_part_see_each_others_words(place, period, sign_in):
    here = f"/bao-cao/{place.yen_hoa.id}/{period.id}"
    one, other = sign_in(Role.COMMUNE_REVIEWER, at=place.yen_hoa), sign_in(Role.COMMUNE_RECORDER, at=place.yen_hoa)
    one.post(f"{here}/bat-dau")
    one.post(f"{here}/phan/direction", data={"words": "Bản của một người.", "version": "1"})
    answer = other.post(f"{here}/phan/direction", data={"words": "Bản của người kia.", "version": "1"})
    assert answer.status_code == 422
    assert "Bản của một người." in answer.text
    assert "Bản của người kia." in answer.text
    assert other.post(f"{here}/phan/direction", data={"words": "Gộp.", "version": "2"}).status_code == 303


def test_who_hands_a_report_in_for_a_commune_does_not_accept_it(place, period, household, sign_in):
    household(place.na_khuyen)
    here = f"/bao-cao/{place.yen_hoa.id}/{period.id}"
    one, other = sign_in(Role.DISTRICT_REVIEWER, at=place.na_hang), sign_in(Role.DISTRICT_REVIEWER, at=place.na_hang)
    one.post(f"{here}/bat-dau")
    for part in ("direction", "publicity", "results", "difficulties", "next"):
        one.post(f"{here}/phan/{part}", data={"words": "Đã làm.", "version": "1"})
    one.post(f"{here}/nop", data={"key": key()})
    refused = one.post(f"{here}/tiep-nhan")
    assert refused.status_code == 403
    assert "cần người khác làm bước này" in refused.text
    assert other.post(f"{here}/tiep-nhan").status_code == 303


def test_a_district_adds_up_what_it_accepted_and_tells_who_is_missing(
    place, period, household, hand_in, accept, sign_in, version_of
):
    for village in (place.na_khuyen, place.ban_thang, place.ban_luc):
        household(village)
    hand_in(place.yen_hoa, period)
    here = f"/bao-cao/{place.na_hang.id}/{period.id}"
    district = sign_in(Role.DISTRICT_REVIEWER, at=place.na_hang)
    district.post(f"{here}/bat-dau")
    assert "1 báo cáo cấp dưới đã nộp, chưa được tiếp nhận hay trả lại." in district.get(f"{here}/nop").text
    accept(place.yen_hoa, period)
    page = district.get(here).text
    assert f'. <a href="{here}/theo-doi">1/12 đơn vị cấp dưới đã được tiếp nhận' in page
    assert "Chưa có báo cáo của 11 đơn vị" in page
    hand_in(place.na_hang, period)
    snapshot = version_of(place.na_hang, period).snapshot
    # The household of Đà Vị, which has not reported, is in no sum; those of Yên Hoa are in its report alone.
    assert snapshot["figures"]["plan.family_rate.whole"] == 2
    assert snapshot["own"]["plan.family_rate.whole"] == 0
    source = district.get(f"{here}/nguon/plan/family_rate/whole").text
    assert "2 từ" in " ".join(source.split())
    assert "báo cáo của Xã Yên Hoa, bản 1" in source


def test_a_figure_of_the_commune_leads_to_its_records(place, period, household, sign_in):
    household(place.na_khuyen)
    commune = sign_in(Role.COMMUNE_REVIEWER, at=place.yen_hoa)
    source = commune.get(f"/bao-cao/{place.yen_hoa.id}/{period.id}/nguon/plan/family_rate/rate").text
    assert "<h2>Đạt: 0</h2>" in source
    assert "<h2>Tổng số: 1</h2>" in source
    assert f'<a href="/chi-tieu/{place.yen_hoa.id}/gia-dinh/ho-so?ngay={today().isoformat()}">' in source
    assert commune.get(f"/chi-tieu/{place.yen_hoa.id}/gia-dinh/ho-so?ngay={today().isoformat()}").status_code == 200
    assert commune.get(f"/bao-cao/{place.yen_hoa.id}/{period.id}/nguon/plan/family_rate/khac").status_code == 404


def test_the_list_behind_a_cell_is_of_its_state_and_day(place, set_period, household, sheet, arrange, sign_in):
    period = set_period(from_on=dt.date(YEAR - 1, 12, 1))
    sheet(household(place.na_khuyen, "Ma Thị Hoa"), state=State.REFUSED)
    sheet(household(place.na_khuyen, "Giàng A Páo"), state=State.SUBMITTED)
    commune = sign_in(Role.COMMUNE_REVIEWER, at=place.yen_hoa)

    def behind(cell):
        return commune.get(f"/bao-cao/{place.yen_hoa.id}/{period.id}/nguon/{cell}")

    refused = commune.get(links(behind("recognition/family/refused"))["Xã Yên Hoa"]).text
    assert "Ma Thị Hoa" in refused
    assert "Giàng A Páo" not in refused
    undecided = commune.get(links(behind("recognition/family/undecided"))["Xã Yên Hoa"]).text
    assert "Giàng A Páo" in undecided
    assert "Ma Thị Hoa" not in undecided
    assert links(behind("plan/family_rate/part"))["Xã Yên Hoa"].endswith("&dat=roi")
    officers = f"hoi-vien/{today().year}?loc=chuc-vu&ngay={today()}"
    assert links(behind("association/officers/number"))["Xã Yên Hoa"].endswith(officers)


def test_the_board_says_who_is_late_and_whom_to_call(place, set_period, hand_in, person, sign_in):
    period = set_period(commune_due=today(), between_due=today(), province_due=today())
    person(Role.COMMUNE_REVIEWER, place.da_vi, full_name="La Văn Viện", phone="0912 345 678")
    hand_in(place.yen_hoa, period)
    board = f"/bao-cao/{place.na_hang.id}/{period.id}/theo-doi"
    district = sign_in(Role.DISTRICT_REVIEWER, at=place.na_hang)
    page = district.get(board).text
    assert "La Văn Viện" in page
    assert 'href="tel:0912345678"' in page
    assert "hạn hôm nay" in page
    assert "Đã nộp: 1" in page
    assert "Xã Yên Hoa" not in district.get(f"{board}?loc=none").text
    assert sign_in(Role.DISTRICT_REVIEWER, at=place.son_duong).get(board).status_code == 404


def test_where_no_account_has_a_number_the_board_has_that_of_the_associations_chair(
    place, set_period, arrange, person, sign_in
):
    period = set_period()
    person(Role.COMMUNE_REVIEWER, place.da_vi, full_name="La Văn Viện")
    with arrange():
        association = BranchFactory(unit_id=place.da_vi.id, kind=BranchKind.ASSOCIATION)
        chair = MemberFactory(branch=association, full_name="Ma Thị Chủ", phone="0987 654 321")
        PostFactory(branch=association, member=chair, position=Position.CHAIR)
    page = sign_in(Role.DISTRICT_REVIEWER, at=place.na_hang).get(f"/bao-cao/{place.na_hang.id}/{period.id}/theo-doi")
    assert links(page)["0987 654 321"] == "tel:0987654321"
    assert "Ma Thị Chủ (Hội Khuyến học)" in page.text


def test_what_nobody_was_asked_is_an_empty_cell_of_the_report_and_no_zero(
    place, period, household, arrange, hand_in, version_of
):
    def base(unit):
        hand_in(unit, period)
        (table,) = (one for one in version_of(unit, period).snapshot["tables"] if one["key"] == "base")
        cells = {row["key"]: row["cells"][0] for row in table["rows"]}
        return [cells[key] for key in ("people", "literate", "illiterate", "clans")]

    household(place.na_khuyen)
    assert base(place.yen_hoa) == [2, None, None, 0]
    # Somebody who was asked can read: so nobody is known who cannot.
    home = household(place.ban_luc)
    with arrange():
        PersonFactory(household=home, birth_year=YEAR - 30, literate=True)
    assert base(place.da_vi) == [3, 1, 0, 0]


def test_what_was_handed_in_does_not_follow_the_records(place, period, household, hand_in, version_of, sign_in):
    household(place.na_khuyen)
    hand_in(place.yen_hoa, period)
    before = version_of(place.yen_hoa, period)
    assert fingerprint(before.snapshot) == before.fingerprint
    household(place.na_khuyen)
    page = sign_in(Role.VIEWER, at=place.yen_hoa).get(f"/bao-cao/{place.yen_hoa.id}/{period.id}").text
    assert "như bản đã nộp" in page
    assert version_of(place.yen_hoa, period).snapshot["figures"]["plan.family_rate.whole"] == 1


def test_a_title_given_in_the_period_is_told(place, period, household, sheet, title, hand_in, version_of):
    dat = household(place.na_khuyen)
    title(sheet(dat, state="recognised"), place.yen_hoa)
    hand_in(place.yen_hoa, period)
    figures = version_of(place.yen_hoa, period).snapshot["figures"]
    assert (figures["held.family"], figures["granted.family"], figures["plan.family_rate.part"]) == (1, 1, 1)
    assert "1 gia đình" in version_of(place.yen_hoa, period).snapshot["texts"]["results"]
