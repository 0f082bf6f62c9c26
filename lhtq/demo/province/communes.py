"""What sets the communes apart: who lives there, how far they are, what is wrong in some of them; their villages."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice
from random import Random

from lhtq.criteria.rules import Model
from lhtq.demo import names, places
from lhtq.demo.province.calendar import LATE
from lhtq.units.models import Unit
from lhtq.units.rules import child_path

#: Villages of a commune: 138 times 13 are the province's 1,794.
VILLAGES = 13
#: Of all villages the mean; one of them has from half to one and a half times as many households.
_SPREAD = (0.5, 1.5)
#: By how much a commune may be ahead of the province, or behind it.
_BEND = 0.13

#: District → who lives there; the others are as the province.
_MIXES: Mapping[str, names.Mix] = {
    "070": {"Kinh": 82, "Tày": 10, "Dao": 3, "Nùng": 3, "Sán Chay": 2},
    "071": {"Tày": 62, "Dao": 24, "Mông": 9, "Kinh": 5},
    "072": {"Tày": 55, "Dao": 26, "Mông": 10, "Kinh": 8, "Nùng": 1},
    "073": {"Tày": 58, "Kinh": 22, "Dao": 14, "Mông": 3, "Sán Chay": 3},
}
_FIRST = (
    "Nà", "Bản", "Khuổi", "Tân", "Đồng", "Vĩnh", "An", "Phúc", "Làng", "Đức", "Minh", "Lũng", "Phai", "Thượng", "Hòa",
)  # fmt: skip
_LAST = (
    "Bình", "Lập", "Thịnh", "Mỏ", "Chang", "Khoang", "Tiến", "Sơn", "Ninh", "Cọ", "Lượng", "Hải", "Dầu", "Thành", "Phú",
    "Luông", "Lình", "Cường", "Gò", "Quang",
)  # fmt: skip

#: Places among the communes, from 0: of late communes every so many; those where nobody reviews; those without an
#: activity of late; those that have said no figures of the year.
_LATE_EVERY = 13
_STUCK = {21: Model.CITIZEN, 47: Model.FAMILY, 88: Model.FAMILY, 119: Model.CITIZEN}
_QUIET = {9, 33, 58, 74, 101, 130}
_UNCOUNTED = {15, 62, 96, 127}


@dataclass(frozen=True)
class VillagePlan:
    """A village before it is written."""

    id: int
    type: str
    code: str
    name: str
    path: str
    homes: int


@dataclass(frozen=True)
class CommunePlan:
    """A commune with what sets it apart; ``place`` is its own among all of them."""

    id: int
    district_id: int
    path: str
    name: str
    kind: str
    place: int
    mix: names.Mix
    bend: float
    lag: int
    #: This year so many days later than in the years before.
    late: int
    stuck: Model | None
    villages: list[VillagePlan]

    @property
    def code(self) -> str:
        """The commune's own code."""
        return self.path.rstrip("/").rpartition("/")[2]

    @property
    def quiet(self) -> bool:
        """Whether its centre has done nothing of late."""
        return self.place in _QUIET

    @property
    def uncounted(self) -> bool:
        """Whether it has said no figures of this year."""
        return self.place in _UNCOUNTED


@dataclass(frozen=True)
class Extent:
    """How large the province is: households in all, those of some villages by path, and where; everywhere if empty."""

    households: int = 200_000
    sizes: Mapping[str, int] = field(default_factory=dict)
    districts: Collection[str] = ()

    def times(self, factor: int) -> "Extent":
        """So many times as large."""
        sizes = {path: homes * factor for path, homes in self.sizes.items()}
        return Extent(self.households * factor, sizes, self.districts)


#: The province as it is.
WHOLE = Extent()


def communes(draw: Random, units: list[Unit], extent: Extent) -> list[CommunePlan]:
    """The communes of ``units`` with their villages."""
    sizes = extent.sizes
    first = max(unit.id for unit in units) + 1
    listed = sorted((unit for unit in units if unit.level == "commune"), key=lambda unit: unit.path)
    real = {
        place: unit
        for place, unit in enumerate(listed)
        if not extent.districts or unit.path.split("/")[1] in extent.districts
    }
    weights = {
        child_path(unit.path, f"{number:03}"): draw.uniform(*_SPREAD)
        for unit in real.values()
        for number in range(1, VILLAGES + 1)
    }
    free = {path: weight for path, weight in weights.items() if path not in sizes}
    one = (extent.households - sum(sizes.values())) / sum(free.values())
    homes = {path: max(2, round(weight * one)) for path, weight in free.items()} | dict(sizes)
    return [_commune(draw, unit, place, first + place * VILLAGES, homes) for place, unit in real.items()]


def _commune(draw: Random, unit: Unit, place: int, first: int, homes: Mapping[str, int]) -> CommunePlan:
    given = places.COMMUNES.get(unit.path)
    known = given.villages if given else ()
    others = _villages(draw, unit.type, {name for _type, name in known})
    drawn = [*known, *islice(others, VILLAGES - len(known))]
    district = unit.path.split("/")[1]
    paths = [child_path(unit.path, f"{number:03}") for number in range(1, VILLAGES + 1)]
    return CommunePlan(
        id=unit.id,
        district_id=unit.parent_id or 0,
        path=unit.path,
        name=unit.name,
        kind=unit.type,
        place=place,
        mix=given.mix if given else _MIXES.get(district, names.PROVINCE_MIX),
        bend=draw.uniform(-_BEND, _BEND),
        lag=draw.randrange(7),
        late=0 if place % _LATE_EVERY else LATE,
        stuck=_STUCK.get(place),
        villages=[
            VillagePlan(first + number, type_, path.split("/")[-2], name, path, homes[path])
            for number, (path, (type_, name)) in enumerate(zip(paths, drawn, strict=True))
        ],
    )


def _villages(draw: Random, kind: str, taken: set[str]) -> Iterator[tuple[str, str]]:
    """Type and name of ever more villages, each name once in a commune."""
    if kind == "phường":
        yield from (("tổ dân phố", f"Tổ {number}") for number in range(1, VILLAGES + 1))
        return
    while True:
        name = f"{draw.choice(_FIRST)} {draw.choice(_LAST)}"
        if name not in taken:
            taken.add(name)
            yield ("thôn", "thôn", "thôn", "bản")[draw.randrange(4)] if kind == "xã" else "tổ dân phố", name
