"""The demo accounts: one or more for each role, in two communes of each of two districts."""

from dataclasses import dataclass

from lhtq.accounts.policy import Role

#: Every demo account has it; demo data is never loaded into a database that has accounts.
PASSWORD = "hoc-tap-108"  # noqa: S105

PROVINCE = "08/"
#: District → two of its communes. Na Hang: Yên Hoa, Đà Vị. Sơn Dương: Tân Trào, Tú Thịnh.
COMMUNES: dict[str, tuple[str, str]] = {"08/072/": ("02248", "02260"), "08/076/": ("02545", "02560")}


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
        accounts.append(DemoAccount(f"huyen-{code}", f"Nông Văn Huyện {code}", Role.DISTRICT_REVIEWER, district))
        for commune in communes:
            accounts += _of_commune(f"{district}{commune}/", commune)
    return accounts


def _of_commune(path: str, code: str) -> list[DemoAccount]:
    return [
        DemoAccount(f"ghi-{code}", f"Ma Thị Ghi {code}", Role.COMMUNE_RECORDER, path),
        DemoAccount(f"thamdinh-{code}", f"Quan Văn Thẩm {code}", Role.COMMUNE_REVIEWER, path),
        DemoAccount(f"chutich-{code}", f"Hứa Văn Chủ {code}", Role.COMMUNE_APPROVER, path),
        DemoAccount(f"quantri-{code}", f"Lương Thị Quản {code}", Role.ADMINISTRATOR, path),
        DemoAccount(f"thon-{code}", f"Bàn Văn Thôn {code}", Role.VILLAGE_RECORDER, f"{path}001/"),
    ]
