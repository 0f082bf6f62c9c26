"""A decision, its certificates and the minutes of a review, taken from their pages; the province's own templates."""

import io

import pikepdf
import pytest
import python_calamine as calamine
from docx.api import Document as Open
from sqlalchemy import select

from lhtq.accounts.models import AuditEntry
from lhtq.accounts.policy import Role
from lhtq.db import db
from lhtq.documents import Template, default_template
from lhtq.web.filters import today
from tests.web.press import buttons, links, message_beside, press

YEAR = today().year


@pytest.fixture
def taken(arrange):
    """Which documents the trail says were taken, and as which files."""

    def _taken() -> list[tuple[str, str]]:
        with arrange():
            found = db.session.scalars(
                select(AuditEntry.changes).where(AuditEntry.action == "document:take").order_by(AuditEntry.id)
            )
            return [(changes["document"][1], changes["form"][1]) for changes in found]

    return _taken


def words_of(docx: bytes) -> str:
    made = Open(io.BytesIO(docx))
    return "\n".join(node.text for node in made.element.body.iter() if node.tag.endswith("}t") and node.text)


def pages_of(content: bytes) -> int:
    with pikepdf.open(io.BytesIO(content)) as made:
        return len(made.pages)


def test_a_decision_goes_out_with_its_list_and_certificates(decision, place, sign_in, taken):
    reviewer = sign_in(Role.COMMUNE_REVIEWER, place.yen_hoa)
    page = reviewer.get(f"/quyet-dinh/{decision}")
    assert buttons(page).count("Word") == 2
    # The first form of the page is that of the decision itself.
    word = press(reviewer, page, "Word")
    assert word.headers["Content-Disposition"] == f"attachment; filename=quyet-dinh-{decision}.docx"
    told = words_of(word.data)
    for words in (
        "Số: 07/QĐ-UBND", f"Yên Hoa, ngày 05 tháng 02 năm {YEAR}", "ỦY BAN NHÂN DÂN", "XÃ YÊN HOA", "KT. CHỦ TỊCH",
        "PHÓ CHỦ TỊCH", "Hoàng Văn Thụ", "cho 3 hộ thuộc xã Yên Hoa", "=Ma Văn Ỷ", "Nông <Thị> & Ưng",
        f"Thu hồi 05/02/{YEAR}", f"(Kèm theo Quyết định số 07/QĐ-UBND ngày 05 tháng 02 năm {YEAR} của Chủ tịch UBND",
        "Căn cứ Quyết định 387/QĐ-TTg ngày 25/3/2022 của Thủ tướng Chính phủ;",
    ):  # fmt: skip
        assert words in told, words
    assert pages_of(press(reviewer, page, "PDF").data) == 2
    sheet = calamine.CalamineWorkbook.from_filelike(
        io.BytesIO(reviewer.post(f"/quyet-dinh/{decision}/van-ban.xlsx").data)
    )
    rows = sheet.get_sheet_by_index(0).to_python()
    assert [row[1] for row in rows if "Ma Văn" in str(row[1])] == ["=Ma Văn Ỷ"]
    certificates = reviewer.post(f"/quyet-dinh/{decision}/giay-chung-nhan.pdf")
    assert pages_of(certificates.data) == 2  # none for a title that was taken back
    told = words_of(reviewer.post(f"/quyet-dinh/{decision}/giay-chung-nhan.docx").data)
    assert "Hộ gia đình ông (bà) =Ma Văn Ỷ" in told
    assert "Lý Văn Thu" not in told
    assert taken() == [
        ("quyet-dinh", "docx"), ("quyet-dinh", "pdf"), ("quyet-dinh", "xlsx"), ("giay-chung-nhan", "pdf"),
        ("giay-chung-nhan", "docx"),
    ]  # fmt: skip


def test_who_sees_one_village_of_a_decision_gets_no_list_that_is_short(decision, place, sign_in, taken):
    recorder = sign_in(Role.VILLAGE_RECORDER, place.na_khuyen)
    assert "Word" not in buttons(recorder.get(f"/quyet-dinh/{decision}"))
    assert recorder.post(f"/quyet-dinh/{decision}/van-ban.docx").status_code in {403, 404}
    assert taken() == []


def test_the_minutes_of_a_village_say_who_met_and_how_they_voted(decision, place, sign_in, taken):
    recorder = sign_in(Role.VILLAGE_RECORDER, place.na_khuyen)
    page = recorder.get(f"/cham-diem/{place.na_khuyen.id}/{YEAR}/binh-xet")
    told = words_of(press(recorder, page, "Word").data)
    for words in (
        "THÔN NÀ KHUYẾN", "XÃ YÊN HOA", f"ngày 05 tháng 02 năm {YEAR}, có 30 người dự", "Chủ trì: Ma Văn Quý",
        "Không có ý kiến khác.", "THƯ KÝ", "Nông Thị Lan", "=Ma Văn Ỷ", "27", "Số:",
    ):  # fmt: skip
        assert (words in told) is (words != "Số:"), words
    assert taken() == [("bien-ban", "docx")]


def test_a_province_replaces_a_template_and_goes_back(decision, place, sign_in, arrange):
    province, reviewer = sign_in(Role.ADMINISTRATOR, place.province), sign_in(Role.COMMUNE_REVIEWER, place.yen_hoa)
    address = "/mau-van-ban/quyet-dinh"
    assert links(province.get("/"))["Mẫu văn bản"] == "/mau-van-ban"
    assert address in links(province.get("/mau-van-ban")).values()
    docx = Open(io.BytesIO(province.get(f"{address}/mac-dinh.docx").data))
    docx.paragraphs[0].insert_paragraph_before("MẪU RIÊNG CỦA TỈNH")
    buffer = io.BytesIO()
    docx.save(buffer)

    wrong = press(province, province.get(address), "Thay mẫu", file=(io.BytesIO(b"x"), "x.docx"))
    assert wrong.status_code == 422
    assert "không phải tệp Word" in message_beside(wrong, "file")
    lacking = (io.BytesIO(default_template(Template.CERTIFICATE)), "x.docx")
    assert "{{can_cu}}" in message_beside(press(province, province.get(address), "Thay mẫu", file=lacking), "file")

    sent = press(province, province.get(address), "Thay mẫu", file=(io.BytesIO(buffer.getvalue()), "Mẫu <b>.docx"))
    assert sent.status_code == 303
    page = province.get(address)
    assert "Mẫu &lt;b&gt;.docx" in page.text
    assert province.get(f"{address}/dang-dung.docx").data == buffer.getvalue()
    made = f"/quyet-dinh/{decision}/van-ban.docx"
    assert "MẪU RIÊNG CỦA TỈNH" in words_of(reviewer.post(made).data)

    assert press(province, page, "Dùng lại mẫu mặc định").status_code == 303
    assert "MẪU RIÊNG CỦA TỈNH" not in words_of(reviewer.post(made).data)
    with arrange():
        kept = db.session.scalars(select(AuditEntry.action).where(AuditEntry.subject_type == "document_template")).all()
    assert kept == ["template:edit", "template:edit"]
