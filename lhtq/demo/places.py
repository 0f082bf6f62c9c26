"""The invented villages of the demo communes, and where in them a house may stand."""

from dataclasses import dataclass

from lhtq.demo.names import Mix


@dataclass(frozen=True)
class Commune:
    """A demo commune: who lives there, its villages by type and name, when last year's decision was signed."""

    mix: Mix
    villages: tuple[tuple[str, str], ...]
    #: Month and day, so that of last year's titles some have ended in November and some have not.
    signed: tuple[int, int]


#: Path of the commune → what is invented there. The villages are numbered in this order, from 001.
COMMUNES: dict[str, Commune] = {
    "08/072/02248/": Commune(
        {"Tày": 62, "Dao": 18, "Mông": 12, "Kinh": 6, "Nùng": 2},
        (
            ("thôn", "Nà Khá"),
            ("thôn", "Bản Thàng"),
            ("thôn", "Khuổi Đấy"),
            ("bản", "Phiêng Ten"),
            ("thôn", "Nà Chang"),
            ("bản", "Lũng Khiêng"),
        ),
        (11, 14),
    ),
    "08/072/02260/": Commune(
        {"Tày": 45, "Dao": 38, "Mông": 12, "Kinh": 5},
        (
            ("thôn", "Bản Lục"),
            ("thôn", "Nà Pin"),
            ("bản", "Phai Khằn"),
            ("thôn", "Khuổi Tích"),
            ("bản", "Xá Thị"),
            ("thôn", "Nà Đứa"),
        ),
        (12, 8),
    ),
    "08/076/02545/": Commune(
        {"Tày": 42, "Kinh": 24, "Nùng": 14, "Dao": 12, "Sán Chay": 8},
        (
            ("thôn", "Tân Lập"),
            ("thôn", "Lũng Búng"),
            ("thôn", "Mỏ Chè"),
            ("thôn", "Đồng Mà"),
            ("thôn", "Tiền Phong"),
            ("thôn", "Vĩnh Tân"),
        ),
        (11, 28),
    ),
    "08/076/02560/": Commune(
        {"Kinh": 48, "Sán Chay": 24, "Tày": 14, "Sán Dìu": 8, "Nùng": 6},
        (
            ("thôn", "Đông Thịnh"),
            ("thôn", "Đa Năng"),
            ("thôn", "Tân Thịnh"),
            ("thôn", "Cây Thị"),
            ("thôn", "Đồng Khuân"),
            ("thôn", "Hưng Tiến"),
        ),
        (12, 19),
    ),
}

ADDRESSES = (
    "Đầu làng", "Giữa làng", "Cuối làng", "Gần nhà văn hóa", "Cạnh đường liên thôn", "Cạnh trường tiểu học",
    "Sau trạm y tế", "Ven suối", "Chân đồi", "Cạnh cầu treo", "Gần đập nước", "Ngõ 1", "Ngõ 2", "Ngõ 3", "",
)  # fmt: skip
