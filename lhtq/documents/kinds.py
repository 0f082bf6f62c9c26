"""The documents that have a Word template, and the names that stand in one for what is filled in."""

from enum import StrEnum


class Template(StrEnum):
    """A kind of document whose Word template a province can replace; the value stands in addresses."""

    REPORT = "bao-cao"
    STATISTICS = "bang-so-lieu"
    DECISION = "quyet-dinh"
    MINUTES = "bien-ban"
    CERTIFICATE = "giay-chung-nhan"


TEMPLATE_NAMES: dict[Template, str] = {
    Template.REPORT: "Báo cáo",
    Template.STATISTICS: "Bảng số liệu",
    Template.DECISION: "Quyết định công nhận",
    Template.MINUTES: "Biên bản bình xét",
    Template.CERTIFICATE: "Giấy chứng nhận",
}

#: Every name that can stand in a template as ``{{name}}``, with its meaning in the words of the page.
PLACEHOLDERS: dict[str, str] = {
    "co_quan_cap_tren": "Tên cơ quan chủ quản",
    "co_quan": "Tên cơ quan ban hành",
    "so_ky_hieu": "Số và ký hiệu, ví dụ Số: 12/BC-UBND",
    "dia_danh_ngay_thang": "Địa danh, ngày tháng năm",
    "ten_loai": "Tên loại văn bản",
    "trich_yeu": "Trích yếu nội dung",
    "kinh_gui": "Nơi được gửi tới, sau chữ Kính gửi; riêng một đoạn",
    "tham_quyen": "Thẩm quyền ban hành, đứng trước các căn cứ",
    "can_cu": "Các căn cứ, mỗi căn cứ một đoạn; riêng một đoạn",
    "quyet_nghi": "Chữ QUYẾT ĐỊNH:",
    "noi_dung": "Toàn bộ nội dung với các bảng; riêng một đoạn",
    "noi_nhan": "Danh sách nơi nhận; riêng một đoạn",
    "ky": "Quyền hạn, chức vụ của người ký",
    "ho_ten": "Họ tên người ký",
    "ky_trai": "Chức vụ của người ký bên trái",
    "ho_ten_trai": "Họ tên người ký bên trái",
    "ke_co_quan": "Đường kẻ dưới tên cơ quan; riêng một đoạn",
    "ke_trich_yeu": "Đường kẻ dưới trích yếu; riêng một đoạn",
    "nguoi_cong_nhan": "Thẩm quyền công nhận trên giấy chứng nhận",
    "ten": "Tên người, hộ, đơn vị được công nhận",
    "dia_chi": "Nơi của người, hộ, đơn vị được công nhận",
    "danh_hieu": "Danh hiệu",
    "thoi_gian": "Năm của danh hiệu",
    "quyet_dinh": "Quyết định công nhận: số và ngày",
    "ghi_chu": "Ghi chú riêng của một giấy",
}

#: Those that stand alone in their paragraph, which is replaced whole.
BLOCKS = frozenset({"kinh_gui", "can_cu", "noi_dung", "noi_nhan", "ke_co_quan", "ke_trich_yeu"})

_HEAD = frozenset({"co_quan", "so_ky_hieu", "dia_danh_ngay_thang"})
#: Without these a document would lose what it must say.
NEEDED: dict[Template, frozenset[str]] = {
    Template.REPORT: _HEAD | {"trich_yeu", "noi_dung", "noi_nhan", "ky", "ho_ten"},
    Template.STATISTICS: _HEAD | {"trich_yeu", "noi_dung", "ky", "ho_ten"},
    Template.DECISION: _HEAD | {"trich_yeu", "can_cu", "noi_dung", "noi_nhan", "ky", "ho_ten"},
    Template.MINUTES: frozenset({"co_quan", "trich_yeu", "noi_dung", "ky", "ho_ten", "ky_trai", "ho_ten_trai"}),
    Template.CERTIFICATE: frozenset({"ten", "danh_hieu", "quyet_dinh", "ky", "ho_ten"}),
}

#: Those that a template of this kind may have besides.
_FRAME = _HEAD | {
    "co_quan_cap_tren", "ten_loai", "trich_yeu", "kinh_gui", "tham_quyen", "can_cu", "quyet_nghi", "noi_dung",
    "noi_nhan", "ky", "ho_ten", "ky_trai", "ho_ten_trai", "ke_co_quan", "ke_trich_yeu",
}  # fmt: skip
KNOWN: dict[Template, frozenset[str]] = {
    **dict.fromkeys((Template.REPORT, Template.STATISTICS, Template.DECISION, Template.MINUTES), _FRAME),
    Template.CERTIFICATE: _HEAD
    | {
        "co_quan_cap_tren", "ke_co_quan", "nguoi_cong_nhan", "ten", "dia_chi", "danh_hieu", "thoi_gian", "quyet_dinh",
        "ghi_chu", "ky", "ho_ten",
    },
}  # fmt: skip
