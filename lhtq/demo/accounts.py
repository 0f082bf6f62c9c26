"""The demo accounts: one or more for each role, in two communes of each of two districts."""

from dataclasses import dataclass

from lhtq.accounts.policy import Role

#: Every demo account has it; demo data is never loaded into a database that has accounts.
PASSWORD = "hoc-tap-108"  # noqa: S105

PROVINCE = "08/"
#: District → two of its communes. Na Hang: Yên Hoa, Đà Vị. Sơn Dương: Tân Trào, Tú Thịnh.
COMMUNES: dict[str, tuple[str, str]] = {"08/072/": ("02248", "02260"), "08/076/": ("02545", "02560")}

#: The people of a commune: begin of the user name → role. The last one is of the commune's first village.
_POSTS: dict[str, Role] = {
    "ghi": Role.COMMUNE_RECORDER,
    "thamdinh": Role.COMMUNE_REVIEWER,
    "chutich": Role.COMMUNE_APPROVER,
    "quantri": Role.ADMINISTRATOR,
    "thon": Role.VILLAGE_RECORDER,
}

#: Code of a district → its officer; code of a commune → its people, in the order of the posts.
_NAMES: dict[str, tuple[str, ...]] = {
    "072": ("Nông Thị Bích Huệ",),
    "076": ("Trần Quang Thiệp",),
    "02248": ("Ma Thị Duyên", "Quan Văn Hợp", "Chẩu Văn Quyết", "Hoàng Thị Nhung", "Nông Văn Thuận"),
    "02260": ("Bàn Thị Hoa", "La Văn Viện", "Đặng Hữu Chiến", "Hứa Thị Loan", "Triệu Tiến Sáng"),
    "02545": ("Hoàng Thị Lan Anh", "Viên Tiến Dũng", "Ma Công Bình", "Lương Thị Thoa", "Nông Thị Mơ"),
    "02560": ("Nguyễn Thị Thu Hiền", "Lâm Văn Toàn", "Phạm Đức Vượng", "Ninh Thị Quyên", "Trần Văn Giáp"),
}


#: The household in Yên Hoa's first village whose head leads the commune's primary school and signs in for it, and whose
#: other adult signs in for herself.
HEAD_TEACHER, CITIZEN = "Ma Văn Khánh", "Hoàng Thị Mai"
_OWN_COMMUNE = "02248"


@dataclass(frozen=True)
class DemoAccount:
    """An account that anyone may try."""

    username: str
    full_name: str
    role: Role
    unit_path: str
    password: str = PASSWORD

    @property
    def unit_code(self) -> str:
        """The unit's own code, the last of its path."""
        return self.unit_path.rstrip("/").rpartition("/")[2]


def demo_accounts() -> list[DemoAccount]:
    """Every demo account, the province's first."""
    accounts = [
        DemoAccount("tinh", "Hà Thị Minh Nguyệt", Role.PROVINCE_OFFICER, PROVINCE),
        DemoAccount("quantri", "Vũ Đình Khôi", Role.ADMINISTRATOR, PROVINCE),
        DemoAccount("xem", "Đỗ Thị Thanh", Role.VIEWER, PROVINCE),
    ]
    for district, communes in COMMUNES.items():
        code = district.split("/")[1]
        accounts.append(DemoAccount(f"huyen-{code}", _NAMES[code][0], Role.DISTRICT_REVIEWER, district))
        for commune in communes:
            accounts += _of_commune(f"{district}{commune}/", commune)
    return accounts


def _of_commune(path: str, code: str) -> list[DemoAccount]:
    accounts = [
        DemoAccount(f"{post}-{code}", name, role, f"{path}001/" if role is Role.VILLAGE_RECORDER else path)
        for (post, role), name in zip(_POSTS.items(), _NAMES[code], strict=True)
    ]
    if code == _OWN_COMMUNE:
        accounts += [
            DemoAccount(f"truong-{code}", HEAD_TEACHER, Role.ORGANISATION, path),
            DemoAccount(f"congdan-{code}", CITIZEN, Role.CITIZEN, f"{path}001/"),
        ]
    return accounts
