"""What a criteria set is made of: models, kinds of indicator, groups, and where shares come from."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from functools import cached_property
from types import MappingProxyType
from typing import TypeAlias


class Model(StrEnum):
    """The five learning models of Quyết định 387/QĐ-TTg and 677/QĐ-TTg."""

    FAMILY = "family"
    CLAN = "clan"
    COMMUNITY = "community"
    ORGANISATION = "organisation"
    CITIZEN = "citizen"


class Classified(StrEnum):
    """What is put into a class for a year by criteria, and holds no title (a learning centre)."""

    CENTRE = "centre"


#: What a criteria set is of.
SetOf: TypeAlias = Model | Classified


def set_of(value: str) -> SetOf:
    """What a set is of, by its word; raises ValueError."""
    return Classified(value) if value in set(Classified) else Model(value)


MODEL_TITLES: dict[Model, str] = {
    Model.FAMILY: "Gia đình học tập",
    Model.CLAN: "Dòng họ học tập",
    Model.COMMUNITY: "Cộng đồng học tập",
    Model.ORGANISATION: "Đơn vị học tập",
    Model.CITIZEN: "Công dân học tập",
}

#: What the sets are called by what they are of.
SET_NAMES: dict[SetOf, str] = dict[SetOf, str](MODEL_TITLES.items()) | {
    Classified.CENTRE: "Xếp loại trung tâm học tập cộng đồng"
}

#: What is counted of each model, as written behind a number.
MODEL_NOUNS: dict[Model, str] = {
    Model.FAMILY: "hộ",
    Model.CLAN: "dòng họ",
    Model.COMMUNITY: "thôn",
    Model.ORGANISATION: "đơn vị",
    Model.CITIZEN: "người",
}

#: How a model is written in addresses, as people read them aloud.
MODEL_SLUGS: dict[Model, str] = {
    Model.FAMILY: "ho",
    Model.CLAN: "dong-ho",
    Model.COMMUNITY: "cong-dong",
    Model.ORGANISATION: "to-chuc",
    Model.CITIZEN: "cong-dan",
}

#: The order of recognition within a year: model → the models that are decided before it, because its
#: criteria count their titles (Quyết định 387/QĐ-TTg and 677/QĐ-TTg).
BEFORE: dict[Model, tuple[Model, ...]] = {
    Model.CITIZEN: (),
    Model.FAMILY: (Model.CITIZEN,),
    Model.CLAN: (Model.FAMILY,),
    Model.COMMUNITY: (Model.FAMILY, Model.CLAN),
    Model.ORGANISATION: (Model.CITIZEN,),
}


class CitizenGroup(StrEnum):
    """The groups of people that Quyết định 244/QĐ-KHVN words its indicators for; pupils and students stand outside."""

    RURAL = "rural"
    WORKER = "worker"
    STAFF = "staff"


CITIZEN_GROUP_NAMES: dict[CitizenGroup, str] = {
    CitizenGroup.RURAL: "Nông dân, lao động nông thôn",
    CitizenGroup.WORKER: "Công nhân, thợ thủ công, buôn bán nhỏ",
    CitizenGroup.STAFF: "Cán bộ, công chức, viên chức",
}


class Kind(StrEnum):
    """How an indicator is scored."""

    #: None, half or all of the points, by the scorer with guidance.
    GRADED = "graded"
    #: Points by a threshold on a number that is entered.
    COUNT = "count"
    #: Points by a share that is counted from records, never asked.
    SHARE = "share"
    #: No points; failing it bars the title.
    GATE = "gate"


KIND_NAMES: dict[Kind, str] = {
    Kind.GRADED: "Chấm mức: không, một phần, đủ",
    Kind.COUNT: "Đếm số, theo ngưỡng",
    Kind.SHARE: "Tỷ lệ, phần mềm tự tính",
    Kind.GATE: "Điều kiện, không tính điểm",
}


#: The words for none, half and all of the points.
STEP_WORDS = ("Không", "Một phần", "Đủ")


class Source(StrEnum):
    """Which records a share is counted from."""

    #: Adults of the household; those who hold the citizen title.
    ADULTS = "adults"
    #: Families of the clan, or of the village; those that hold the family title.
    FAMILIES = "families"
    #: Clans with a family in the village; those that hold the clan title.
    CLANS = "clans"
    #: Staff of the organisation; those who hold the citizen title.
    STAFF = "staff"
    #: Activities planned for the year; those that were done, of each month and kind no more than were planned.
    PLAN = "plan"
    #: Adults of the communes that the centre serves; attendances of the year.
    ATTENDANCES = "attendances"
    #: Kinds of activities; those of which one was held in the year.
    KINDS = "kinds"
    #: Who enrolled in a class of the year; who completed it.
    COMPLETED = "completed"
    #: Villages that the centre serves; those in which an activity was held in the year.
    VILLAGES = "villages"
    #: A director and a deputy; those of the two that the board has.
    BOARD = "board"
    #: Communes that the centre serves; those whose Association's chair or a vice-chair is on the board.
    CHAIRS = "chairs"


#: What a share counts, in words: the whole, and the part of it.
SOURCE_NAMES: dict[Source, str] = {
    Source.ADULTS: "người lớn trong hộ là Công dân học tập",
    Source.FAMILIES: "gia đình đạt Gia đình học tập",
    Source.CLANS: "dòng họ đạt Dòng họ học tập",
    Source.STAFF: "người làm việc ở đơn vị là Công dân học tập",
    Source.PLAN: "hoạt động trong kế hoạch đã làm",
    Source.ATTENDANCES: "lượt người dự trên số người lớn",
    Source.KINDS: "loại hoạt động đã có trong năm",
    Source.COMPLETED: "học viên ghi danh đã học xong",
    Source.VILLAGES: "thôn có hoạt động trong năm",
    Source.BOARD: "giám đốc, phó giám đốc đã có người",
    Source.CHAIRS: "xã có Chủ tịch, Phó Chủ tịch Hội Khuyến học trong ban giám đốc",
}

_CENTRE: frozenset[SetOf] = frozenset({Classified.CENTRE})
SOURCE_MODELS: dict[Source, frozenset[SetOf]] = {
    Source.ADULTS: frozenset({Model.FAMILY}),
    Source.FAMILIES: frozenset({Model.CLAN, Model.COMMUNITY}),
    Source.CLANS: frozenset({Model.COMMUNITY}),
    Source.STAFF: frozenset({Model.ORGANISATION}),
    Source.PLAN: _CENTRE,
    Source.ATTENDANCES: _CENTRE,
    Source.KINDS: _CENTRE,
    Source.COMPLETED: _CENTRE,
    Source.VILLAGES: _CENTRE,
    Source.BOARD: _CENTRE,
    Source.CHAIRS: _CENTRE,
}

#: The shares that count people from an age on.
FROM_AN_AGE = frozenset({Source.ADULTS, Source.ATTENDANCES})


class Status(StrEnum):
    """Whether a set's wording and points are checked against the issued text."""

    OFFICIAL = "official"
    PROVISIONAL = "provisional"


STATUS_NAMES: dict[Status, str] = {
    Status.OFFICIAL: "Bộ tiêu chí chính thức",
    Status.PROVISIONAL: "Bộ tiêu chí tạm thời",
}


@dataclass(frozen=True)
class Threshold:
    """From ``least`` on, a count earns ``points``."""

    least: int
    points: Decimal


@dataclass(frozen=True)
class Grade:
    """From ``least`` points on, a year is classified as ``name``."""

    least: Decimal
    name: str


@dataclass(frozen=True)
class Share:
    """So many of a whole."""

    part: int
    whole: int


@dataclass(frozen=True)
class Indicator:
    """A scored line of a criteria set, or a gate."""

    code: str
    name: str
    kind: Kind
    points_max: Decimal
    guidance: str = ""
    #: What evidence the scorer is asked for; empty for none.
    evidence: str = ""
    #: The fewest points that a title needs in this line alone (citizen set: 5).
    floor: Decimal = Decimal(0)
    thresholds: tuple[Threshold, ...] = ()
    #: For ``share``: which records are counted.
    source: Source | None = None
    #: For a share that counts people from an age on: from which.
    from_age: int | None = None
    #: For ``share``: whether a subject that has none of the whole gets all the points, or none.
    full_if_empty: bool = False
    #: The same indicator in the words of each group of people; empty where one wording is for all.
    wordings: Mapping[CitizenGroup, str] = field(default_factory=lambda: MappingProxyType({}))

    @cached_property
    def steps(self) -> tuple[Decimal, ...]:
        """The points that a graded indicator can be given: none, half, all."""
        return (Decimal(0), self.points_max / 2, self.points_max)

    @cached_property
    def taps(self) -> tuple[tuple[str, str], ...]:
        """What can be tapped: what the form sends and the word on it. None where a number is typed, or counted."""
        if self.kind in {Kind.COUNT, Kind.SHARE}:
            return ()
        if self.kind is Kind.GATE:
            return (("1", "Đúng"), ("0", "Sai"))
        return tuple((f"{step.normalize():f}", word) for step, word in zip(self.steps, STEP_WORDS, strict=True))

    @property
    def asked(self) -> bool:
        """Whether somebody answers it; a share is counted."""
        return self.kind is not Kind.SHARE

    def wording(self, group: CitizenGroup | None) -> str:
        """The indicator in the words of a group of people; its own name where there are none."""
        return self.wordings.get(group, self.name) if group else self.name


@dataclass(frozen=True)
class Group:
    """A group of indicators, with the fewest points that a title needs in it."""

    code: str
    name: str
    floor: Decimal
    indicators: tuple[Indicator, ...]

    @cached_property
    def points_max(self) -> Decimal:
        """All the points that can be had in the group."""
        return sum((indicator.points_max for indicator in self.indicators), Decimal(0))


@dataclass(frozen=True)
class CriteriaSet:
    """One version of the criteria of a model."""

    id: int
    code: str
    version: int
    model: SetOf
    name: str
    status: Status
    legal_basis: str
    pass_mark: Decimal
    #: Points are rounded to whole multiples of this.
    rounding: Decimal
    #: How long a title holds.
    title_years: int
    groups: tuple[Group, ...]
    #: For citizens: from which age a person is asked.
    from_age: int | None = None
    #: For what is classified, the highest first; none for what holds a title.
    grades: tuple[Grade, ...] = ()

    @cached_property
    def indicators(self) -> tuple[Indicator, ...]:
        """Every indicator, in order."""
        return tuple(indicator for group in self.groups for indicator in group.indicators)

    @cached_property
    def asked(self) -> tuple[Indicator, ...]:
        """The indicators that somebody answers, in order."""
        return tuple(indicator for indicator in self.indicators if indicator.asked)

    @cached_property
    def points_max(self) -> Decimal:
        """All the points that can be had."""
        return sum((group.points_max for group in self.groups), Decimal(0))

    def indicator(self, code: str) -> Indicator:
        """The indicator with this code; raises UnknownIndicatorError."""
        for indicator in self.indicators:
            if indicator.code == code:
                return indicator
        raise UnknownIndicatorError(code)


class UnknownIndicatorError(Exception):
    """This version of the set has no indicator with the code."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def written(points: Decimal) -> str:
    """Points as people write them: ``10``, ``2,5``."""
    return f"{points.normalize():f}".replace(".", ",")
