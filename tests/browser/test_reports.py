"""The year's report from the commune to the province, as each person meets it on a phone."""

import datetime as dt
import re

from playwright.sync_api import Download, Page, expect

from lhtq.web.filters import today
from tests.browser.phone import Phone

YEAR = today().year
PERIOD = f"Báo cáo năm {YEAR}"
REPORT = f"{PERIOD}, xã Yên Hoa"
OF_DISTRICT, OF_PROVINCE = f"{PERIOD}, huyện Na Hang", f"{PERIOD}, tỉnh Tuyên Quang"
#: Parts that must have words and that no figure of this place proposes any for.
EMPTY = {
    "I. CÔNG TÁC LÃNH ĐẠO, CHỈ ĐẠO": "Đã ban hành 2 văn bản.",
    "II. CÔNG TÁC TUYÊN TRUYỀN": "Đã phát thanh 12 buổi ở các thôn.",
    "III. KẾT QUẢ THỰC HIỆN": "Các thôn đã đăng ký đủ.",
    "VIII. PHƯƠNG HƯỚNG, NHIỆM VỤ KỲ TỚI": "Năm tới mở thêm 1 lớp xóa mù chữ.",
}
#: What the sheets of the place propose for the sixth.
PROPOSED = "Còn 12 phiếu đã gửi mà chưa có quyết định công nhận."
#: Milliseconds that an answer may take where much is counted.
SLOW = 15_000


def test_a_report_goes_from_the_commune_to_the_province(phone, owner, js):
    province, commune = phone("tinh", js=js), phone("thamdinh", js=js)
    asks_everybody(province)
    _gives_the_number(commune)
    begins(commune)
    _looks_where_a_figure_is_from(commune)
    _is_late(owner)
    _sees_whom_to_call(province)
    _writes_what_is_missing(commune)
    _hands_in(commune)

    district = phone("huyen", js=js)
    _comments_and_returns(district)
    _corrects_and_hands_in_again(commune)
    _accepts_the_commune(district)
    _compiles(district, OF_DISTRICT, below="1/12 đơn vị cấp dưới đã được tiếp nhận")
    _accepts_the_district(province)
    _compiles(province, OF_PROVINCE, below="1/7 đơn vị cấp dưới đã được tiếp nhận")
    taken = _takes_the_word_file(province)
    assert taken.suggested_filename == f"bao-cao-nam-{YEAR}-tinh-tuyen-quang.docx"
    _asks_for_reopening(commune)
    _grants_it(district)
    _writes_again(commune)


def asks_everybody(province: Phone) -> None:
    province.follow("Số liệu của tỉnh Tuyên Quang")
    province.follow("Báo cáo")
    stands_at(province, "Báo cáo, tỉnh Tuyên Quang")
    province.follow("Đặt kỳ báo cáo")
    stands_at(province, "Kỳ báo cáo, tỉnh Tuyên Quang")
    page, now = province.page, today()
    expect(page.get_by_label("Tên kỳ báo cáo")).to_have_value(PERIOD)
    for label, day in (
        ("Số liệu từ ngày", dt.date(YEAR, 1, 1)),
        ("Chốt số liệu đến hết ngày", now),
        ("Hạn của xã, phường, thị trấn", now - dt.timedelta(days=1)),
        ("Hạn của huyện, thành phố, cụm", now + dt.timedelta(days=10)),
        ("Hạn của tỉnh", now + dt.timedelta(days=15)),
    ):
        page.get_by_label(label).fill(f"{day:%d/%m/%Y}")
    province.press("Đặt kỳ báo cáo")
    stands_at(province, "Kỳ báo cáo, tỉnh Tuyên Quang")
    due = page.get_by_label("Hạn của xã, phường, thị trấn")
    expect(due).to_have_accessible_description(re.compile("Hạn nộp phải từ ngày chốt số liệu trở đi."))
    due.fill(f"{now:%d/%m/%Y}")
    province.press("Đặt kỳ báo cáo")
    stands_at(province, PERIOD)
    expect(page.get_by_text("146 đơn vị phải báo cáo")).to_be_visible()


def _gives_the_number(commune: Phone) -> None:
    commune.follow("Quan Văn Thẩm")
    commune.page.get_by_label("Số điện thoại").fill("0912 345 678")
    commune.press("Lưu liên hệ")
    expect(commune.page.get_by_text("Đã lưu.", exact=True)).to_be_visible()


def begins(commune: Phone) -> None:
    commune.page.goto("/")
    commune.follow(f"{PERIOD}: chưa làm, nộp trước {today():%d/%m/%Y}")
    stands_at(commune, REPORT)
    expect(commune.page.get_by_text("hạn hôm nay")).to_be_visible()
    commune.press("Bắt đầu soạn")
    stands_at(commune, REPORT)
    expect(commune.page.get_by_text("Đang soạn", exact=True)).to_be_visible()


def _looks_where_a_figure_is_from(commune: Phone) -> None:
    page = commune.page
    families = page.get_by_role("row").filter(has_text="Gia đình đạt danh hiệu")
    commune.turn(families.get_by_role("link", name="6", exact=True))
    stands_at(commune, "Gia đình đạt danh hiệu Gia đình học tập: Tổng số")
    expect(page.get_by_text("6 từ sổ của")).to_be_visible()
    commune.turn(page.get_by_role("link", name="Xã Yên Hoa", exact=True))
    expect(page.get_by_role("row").filter(has_text="Hoàng Văn An")).to_be_visible()
    page.go_back()
    commune.follow(REPORT)
    stands_at(commune, REPORT)


def _is_late(owner) -> None:
    """A day goes by."""
    owner("UPDATE report_due SET due_on = due_on - 1 WHERE unit_id = (SELECT id FROM unit WHERE code = '02248')")


def _sees_whom_to_call(province: Phone) -> None:
    province.follow("Theo dõi")
    stands_at(province, f"Theo dõi nộp {PERIOD}, tỉnh Tuyên Quang")
    province.follow("Quá hạn: 1")
    row = province.page.get_by_role("row").filter(has_text="Xã Yên Hoa")
    expect(row).to_contain_text("Đang soạn")
    expect(row).to_contain_text("trễ 1 ngày")
    expect(row).to_contain_text("Quan Văn Thẩm")
    expect(row.get_by_role("link", name="0912 345 678")).to_have_attribute("href", "tel:0912345678")


def _writes_what_is_missing(commune: Phone) -> None:
    """One part out of the proposed sentences; then from the check list to each part that it names, and back."""
    page = commune.page
    commune.page.goto("/")
    commune.follow(f"{PERIOD}: đang soạn")
    commune.turn(page.locator("a[href$='phan/difficulties']"))
    stands_at(commune, "VI. KHÓ KHĂN, VƯỚNG MẮC")
    words = page.get_by_label("Nội dung")
    expect(words).to_have_value(PROPOSED)
    words.fill("Đường xa.")
    commune.press("Thêm các câu này vào bài")
    expect(words).to_have_value(f"Đường xa.\n{PROPOSED}")
    expect(page.get_by_text("Đã thêm vào bài, chưa lưu.")).to_be_visible()
    commune.press("Lưu")
    stands_at(commune, REPORT)
    _checks(commune)
    stands_at(commune, f"Nộp {REPORT}")
    expect(page.get_by_role("button", name="Nộp báo cáo")).to_have_count(0)
    for heading in EMPTY:
        expect(page.get_by_role("listitem").filter(has_text=f"Phần {heading} còn trống.")).to_be_visible()
    for heading, words in EMPTY.items():
        stands_at(commune, f"Nộp {REPORT}")
        commune.turn(page.get_by_role("listitem").filter(has_text=heading).get_by_role("link"))
        stands_at(commune, heading)
        page.get_by_label("Nội dung").fill(words)
        commune.press("Lưu")
        stands_at(commune, REPORT)
        expect(page.get_by_text(words)).to_be_visible()
        _checks(commune)


def _checks(writer: Phone) -> None:
    """The check list is reached from the top of a report and from its end."""
    writer.turn(writer.page.get_by_role("link", name="Kiểm tra và nộp").first)


def _hands_in(commune: Phone) -> None:
    commune.press("Nộp báo cáo")
    stands_at(commune, REPORT)
    expect(commune.page.get_by_text("Đã nộp", exact=True)).to_be_visible()
    expect(commune.page.get_by_text("như bản đã nộp")).to_be_visible()
    expect(commune.page.get_by_role("link", name="Sửa phần này")).to_have_count(0)


def _comments_and_returns(district: Phone) -> None:
    page = district.page
    district.follow(f"1 báo cáo chờ bạn tiếp nhận hoặc trả lại: {PERIOD}")
    stands_at(district, f"Theo dõi nộp {PERIOD}, huyện Na Hang")
    district.follow("Xã Yên Hoa")
    stands_at(district, REPORT)
    district.turn(page.locator("a[href$='gop-y/publicity']"))
    stands_at(district, "Góp ý: II. CÔNG TÁC TUYÊN TRUYỀN")
    page.get_by_label("Góp ý").fill("Nêu rõ thôn nào đã phát thanh.")
    district.press("Gửi góp ý")
    stands_at(district, REPORT)
    expect(page.get_by_text("Nêu rõ thôn nào đã phát thanh.")).to_be_visible()
    district.follow("Trả lại")
    stands_at(district, "Trả lại báo cáo")
    district.press("Trả lại")
    expect(page.get_by_label("Lý do")).to_have_accessible_description(re.compile("Nhập lý do"))
    page.get_by_label("Lý do").fill("Phần tuyên truyền còn chung chung")
    district.press("Trả lại")
    stands_at(district, REPORT)
    expect(page.get_by_text("Bị trả lại", exact=True)).to_be_visible()


def _corrects_and_hands_in_again(commune: Phone) -> None:
    page = commune.page
    page.goto("/")
    commune.follow(f"{PERIOD}: bị trả lại")
    stands_at(commune, REPORT)
    expect(page.get_by_text("Cần sửa: Phần tuyên truyền còn chung chung")).to_be_visible()
    commune.turn(page.locator("a[href$='phan/publicity']"))
    expect(page.get_by_text("Nêu rõ thôn nào đã phát thanh.")).to_be_visible()
    page.get_by_label("Nội dung").fill("Đã phát thanh 12 buổi ở thôn Nà Khuyến.")
    commune.press("Lưu")
    commune.press("Đã sửa")
    expect(page.get_by_text("đã sửa", exact=True)).to_be_visible()
    _checks(commune)
    changed = page.get_by_role("row").filter(has_text="CÔNG TÁC TUYÊN TRUYỀN: lời văn")
    expect(changed).to_contain_text("Đã phát thanh 12 buổi ở thôn Nà Khuyến.")
    commune.press("Nộp báo cáo")
    why = page.get_by_label("Lý do nộp lại")
    expect(why).to_have_accessible_description(re.compile("Nói vì sao"))
    why.fill("Nêu rõ thôn đã phát thanh")
    commune.press("Nộp báo cáo")
    stands_at(commune, REPORT)
    expect(page.get_by_text("Đã nộp", exact=True)).to_be_visible()
    commune.follow("Bản 2")
    stands_at(commune, f"Bản 2, {REPORT}")
    commune.follow(REPORT)


def _accepts_the_commune(district: Phone) -> None:
    district.page.goto("/")
    district.follow("1 báo cáo chờ bạn tiếp nhận hoặc trả lại")
    district.follow("Xã Yên Hoa")
    district.press("Tiếp nhận")
    stands_at(district, REPORT)
    expect(district.page.get_by_text("Đã tiếp nhận", exact=True)).to_be_visible()


def _compiles(above: Phone, report: str, *, below: str) -> None:
    """The unit above puts its own together out of what it accepted, and hands it in."""
    page = above.page
    page.goto("/")
    above.follow(f"{PERIOD}: chưa làm")
    stands_at(above, report)
    expect(page.get_by_role("link", name=below)).to_be_visible()
    above.press("Bắt đầu soạn")
    _checks(above)
    for heading, words in EMPTY.items():
        above.turn(page.get_by_role("listitem").filter(has_text=heading).get_by_role("link"))
        page.get_by_label("Nội dung").fill(words)
        above.press("Lưu")
        _checks(above)
    stands_at(above, f"Nộp {report}")
    expect(page.get_by_text("số liệu của họ không có trong tổng")).to_be_visible()
    above.press("Nộp báo cáo")
    stands_at(above, report)
    expect(page.get_by_text("Đã nộp", exact=True)).to_be_visible()


def _accepts_the_district(province: Phone) -> None:
    province.page.goto("/")
    province.follow(f"1 báo cáo chờ bạn tiếp nhận hoặc trả lại: {PERIOD}")
    province.follow("Huyện Na Hang")
    stands_at(province, OF_DISTRICT)
    province.press("Tiếp nhận")
    expect(province.page.get_by_text("Đã tiếp nhận", exact=True)).to_be_visible()


def _takes_the_word_file(province: Phone) -> Download:
    """A report of the province is written beside the request: a page says how far it is."""
    page = province.page
    whole = page.get_by_role("form", name="Báo cáo và bảng số liệu")
    province.turn(whole.get_by_role("button", name="Word"))
    ready = page.get_by_role("link", name="Tải về")
    if not province.js:
        for _look in range(60):
            if ready.count():
                break
            page.wait_for_timeout(500)
            province.follow("Xem lại")
    expect(ready).to_be_visible(timeout=SLOW)
    fits_here(page)
    with page.expect_download() as taken:
        ready.tap()
    province.follow("Quay lại")
    stands_at(province, OF_PROVINCE)
    return taken.value


def _asks_for_reopening(commune: Phone) -> None:
    commune.page.reload()
    commune.follow("Xin mở lại để sửa")
    stands_at(commune, "Xin mở lại báo cáo")
    commune.page.get_by_label("Lý do").fill("Bỏ sót một lớp xóa mù chữ")
    commune.press("Gửi yêu cầu")
    stands_at(commune, REPORT)
    asked = commune.page.get_by_role("paragraph").filter(has_text="xin mở lại")
    expect(asked.filter(has_text="Bỏ sót một lớp xóa mù chữ")).to_be_visible()
    expect(commune.page.get_by_role("link", name="Xin mở lại để sửa")).to_have_count(0)


def _grants_it(district: Phone) -> None:
    page = district.page
    page.goto("/")
    district.follow(f"Xã Yên Hoa xin mở lại {PERIOD}")
    district.follow("Trả lời")
    stands_at(district, "Xã Yên Hoa xin mở lại báo cáo")
    page.get_by_label("Cho mở lại", exact=True).check()
    page.get_by_label("Lời trả lời").fill("Đồng ý, nộp lại trong tuần")
    district.press("Gửi trả lời")
    stands_at(district, REPORT)
    expect(page.get_by_text("Được mở lại để sửa", exact=True)).to_be_visible()


def _writes_again(commune: Phone) -> None:
    commune.page.reload()
    answer = commune.page.get_by_role("paragraph").filter(has_text="Nông Văn Huy, huyện Na Hang, cho mở lại")
    expect(answer).to_contain_text("Đồng ý, nộp lại trong tuần")
    expect(commune.page.get_by_role("link", name="Sửa phần này").first).to_be_visible()


def stands_at(person: Phone, heading: str) -> None:
    """That page is open, whole within the phone's width."""
    expect(person.page.get_by_role("heading", level=1)).to_have_text(heading, timeout=SLOW)
    fits_here(person.page)


def fits_here(page: Page) -> None:
    wide = page.evaluate("document.documentElement.scrollWidth")
    assert wide <= 360, f"{page.url} is {wide} wide"
