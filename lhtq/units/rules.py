"""What can be said of administrative units without a database."""

from enum import StrEnum


class Level(StrEnum):
    """The step of the hierarchy that a unit stands on. A level may be absent: no code counts them."""

    PROVINCE = "province"
    DISTRICT = "district"
    CLUSTER = "cluster"
    COMMUNE = "commune"
    VILLAGE = "village"


#: From the top down.
TOP_DOWN: tuple[Level, ...] = (Level.PROVINCE, Level.DISTRICT, Level.CLUSTER, Level.COMMUNE, Level.VILLAGE)

#: What a level is called on screen where a unit's own type is not at hand.
LEVEL_NAMES: dict[Level, str] = {
    Level.PROVINCE: "tỉnh",
    Level.DISTRICT: "huyện, thành phố",
    Level.CLUSTER: "cụm",
    Level.COMMUNE: "xã, phường, thị trấn",
    Level.VILLAGE: "thôn, bản, tổ dân phố",
}

#: The types that a village may have.
VILLAGE_TYPES: tuple[str, ...] = ("thôn", "bản", "tổ dân phố", "xóm", "khu")


def child_path(parent: str, code: str) -> str:
    """Path of a unit under ``parent``: codes from the province down, each ended by a slash."""
    return f"{parent}{code}/"


def top_path(path: str) -> str:
    """Path of the unit at the top of the tree that ``path`` lies in; nothing for no path."""
    top, slash, _ = path.partition("/")
    return top + slash
