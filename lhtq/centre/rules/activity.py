"""Activities: their kinds, who came, and what about one is asked once more before it is kept."""

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from enum import StrEnum

from lhtq.register.rules import Sex


class ActivityKind(StrEnum):
    """What a centre does."""

    TALK = "talk"
    SERIES = "series"
    LITERACY = "literacy"
    VOCATIONAL = "vocational"
    ARTS = "arts"
    TECHNOLOGY = "technology"
    LEGAL = "legal"
    DIGITAL = "digital"
    WEEK = "week"


KIND_NAMES: dict[ActivityKind, str] = {
    ActivityKind.TALK: "Nói chuyện chuyên đề",
    ActivityKind.SERIES: "Lớp chuyên đề nhiều buổi",
    ActivityKind.LITERACY: "Lớp xóa mù chữ",
    ActivityKind.VOCATIONAL: "Lớp dạy nghề ngắn hạn",
    ActivityKind.ARTS: "Văn nghệ, thể thao",
    ActivityKind.TECHNOLOGY: "Chuyển giao khoa học kỹ thuật",
    ActivityKind.LEGAL: "Phổ biến pháp luật",
    ActivityKind.DIGITAL: "Kỹ năng số",
    ActivityKind.WEEK: "Tuần lễ hưởng ứng học tập suốt đời",
}

#: The kinds in which people enrol and complete.
CLASS_KINDS = frozenset({ActivityKind.SERIES, ActivityKind.LITERACY, ActivityKind.VOCATIONAL, ActivityKind.DIGITAL})

#: The stages of literacy (Thông tư 33/2021/TT-BGDĐT).
STAGE_NAMES: dict[int, str] = {1: "Giai đoạn 1", 2: "Giai đoạn 2"}


class ActivityState(StrEnum):
    """Whether it has been held."""

    PLANNED = "planned"
    DONE = "done"
    CANCELLED = "cancelled"


STATE_NAMES: dict[ActivityState, str] = {
    ActivityState.PLANNED: "Dự kiến",
    ActivityState.DONE: "Đã làm",
    ActivityState.CANCELLED: "Đã hủy",
}


class Figure(StrEnum):
    """A figure of activities that were held, as addresses write it; each name is that of its column."""

    ACTIVITIES = "hoat-dong"
    ATTENDANCES = "luot-nguoi"
    WOMEN = "nu"
    MINORITY = "dan-toc-thieu-so"
    ELDERLY = "cao-tuoi"
    DISABLED = "khuyet-tat"
    POOR = "ho-ngheo"
    ENROLLED = "ghi-danh"
    COMPLETED = "hoc-xong"


FIGURE_NAMES: dict[Figure, str] = {
    Figure.ACTIVITIES: "Hoạt động đã làm",
    Figure.ATTENDANCES: "Lượt người",
    Figure.WOMEN: "Nữ",
    Figure.MINORITY: "Dân tộc thiểu số",
    Figure.ELDERLY: "Cao tuổi",
    Figure.DISABLED: "Khuyết tật",
    Figure.POOR: "Hộ nghèo",
    Figure.ENROLLED: "Ghi danh",
    Figure.COMPLETED: "Học xong",
}


class Venue(StrEnum):
    """Where it is held (Kế hoạch 108/KH-UBND, IV.4 asks for activities by venue)."""

    CULTURE_HOUSE = "culture-house"
    CENTRE = "centre"
    SCHOOL = "school"
    LIBRARY = "library"
    MUSEUM = "museum"
    OFFICE = "office"
    FIELD = "field"
    ONLINE = "online"
    OTHER = "other"


VENUE_NAMES: dict[Venue, str] = {
    Venue.CULTURE_HOUSE: "Nhà văn hóa",
    Venue.CENTRE: "Trung tâm học tập cộng đồng",
    Venue.SCHOOL: "Trường học",
    Venue.LIBRARY: "Thư viện, tủ sách",
    Venue.MUSEUM: "Bảo tàng, nhà truyền thống",
    Venue.OFFICE: "Trụ sở xã, hội trường",
    Venue.FIELD: "Tại ruộng, vườn, nhà dân",
    Venue.ONLINE: "Trực tuyến",
    Venue.OTHER: "Nơi khác",
}


class MoneySource(StrEnum):
    """Who paid for it."""

    BUDGET = "budget"
    CONTRIBUTIONS = "contributions"
    PROJECT = "project"
    MIXED = "mixed"


SOURCE_NAMES: dict[MoneySource, str] = {
    MoneySource.BUDGET: "Ngân sách nhà nước",
    MoneySource.CONTRIBUTIONS: "Xã hội hóa",
    MoneySource.PROJECT: "Chương trình, dự án",
    MoneySource.MIXED: "Nhiều nguồn",
}


#: Years of which activities are written down: the plan's first one, and how far ahead one is planned.
FIRST_YEAR, YEARS_AHEAD = 2021, 1
MONTHS = range(1, 13)


class HandRole(StrEnum):
    """What somebody does for an activity."""

    TEACHER = "teacher"
    ORGANISER = "organiser"


HAND_NAMES: dict[HandRole, str] = {HandRole.TEACHER: "Giảng dạy, báo cáo", HandRole.ORGANISER: "Tổ chức"}


class Counted(StrEnum):
    """Where the numbers of an activity come from."""

    TYPED = "typed"
    PEOPLE = "people"


class Origin(StrEnum):
    """How somebody came onto the list of an activity."""

    TICKED = "ticked"
    TYPED = "typed"
    SCANNED = "scanned"


#: Field → the group in words, in the order in which they are asked.
GROUP_NAMES: dict[str, str] = {
    "women": "Nữ",
    "minority": "Dân tộc thiểu số",
    "elderly": "Người cao tuổi",
    "disabled": "Người khuyết tật",
    "poor": "Thuộc hộ nghèo",
}

#: Every other ethnic group is a minority.
MAJORITY = "Kinh"

#: Who is elderly (Luật Người cao tuổi 39/2009/QH12, Điều 2).
ELDERLY_FROM = 60


@dataclass(frozen=True)
class Groups:
    """To which of the groups one person belongs."""

    women: bool
    minority: bool
    elderly: bool
    disabled: bool
    poor: bool


@dataclass(frozen=True)
class Attendance:
    """How many came, and how many of them are of each group: attendances, where there were several sessions."""

    attendances: int = 0
    women: int = 0
    minority: int = 0
    elderly: int = 0
    disabled: int = 0
    poor: int = 0

    def too_many(self) -> list[str]:
        """The groups that are larger than the whole."""
        return [name for name in GROUP_NAMES if getattr(self, name) > self.attendances]

    def __add__(self, other: "Attendance") -> "Attendance":
        return Attendance(*(getattr(self, one.name) + getattr(other, one.name) for one in fields(self)))


def replaced(typed: Mapping[str, int], listed: Mapping[str, int]) -> dict[str, tuple[int, int]]:
    """The numbers that those of a list would replace, each beside the list's; none where nothing was typed."""
    if not any(typed.values()):
        return {}
    return {name: (number, listed[name]) for name, number in typed.items() if number != listed[name]}


def is_elderly(birth_year: int, birth_date: dt.date | None, on: dt.date) -> bool:
    """Whether somebody has turned 60 by a day; with the year alone, by the end of that day's year."""
    if birth_date is None:
        return on.year - birth_year >= ELDERLY_FROM
    return (on.year - birth_date.year, on.month, on.day) >= (ELDERLY_FROM, birth_date.month, birth_date.day)


def groups_of(sex: Sex | None, ethnicity: str, *, elderly: bool, disabled: bool = False, poor: bool = False) -> Groups:
    """The groups of one person; what nobody has said counts for none."""
    return Groups(
        women=sex == Sex.FEMALE,
        minority=bool(ethnicity) and ethnicity.casefold() != MAJORITY.casefold(),
        elderly=elderly,
        disabled=disabled,
        poor=poor,
    )


class Doubt(StrEnum):
    """What is asked once more before an activity is kept; none of it is refused."""

    OUTSIDE = "outside"
    FUTURE = "future"
    OLD = "old"
    CROWD = "crowd"
    COMPLETED = "completed"


#: At one session more than this times everybody who lives there: a number that was mistyped, rather than a crowd.
CROWD = 1.5


def doubts(*, outside: bool, held_on: dt.date, today: dt.date, a_session: int, people: int) -> list[Doubt]:
    """What is odd about an activity: ``a_session`` who came to each session, ``people`` who live at its place."""
    return [*_of_place(outside=outside), *_of_day(held_on, today), *_of_crowd(a_session, people)]


def doubt_words(doubt: Doubt, *, held_on: dt.date, people: int, a_session: int) -> str:
    """What is asked, in words."""
    return {
        Doubt.OUTSIDE: "Hoạt động này ở ngoài địa bàn của trung tâm.",
        Doubt.FUTURE: f"Ngày {held_on:%d/%m/%Y} chưa tới: hoạt động được ghi là dự kiến, chưa tính là đã làm.",
        Doubt.OLD: f"Ngày {held_on:%d/%m/%Y} thuộc năm trước: số liệu của năm {held_on.year} sẽ thay đổi.",
        Doubt.CROWD: f"Số lượt người mỗi buổi ({a_session}) nhiều hơn hẳn số người trong sổ ở nơi này ({people}).",
    }[doubt]


def last_day_words(ends_on: dt.date) -> str:
    """What is asked of a last day to come of what is said to be held."""
    return f"Ngày cuối cùng {ends_on:%d/%m/%Y} chưa tới, mà hoạt động được ghi là đã làm."


def session_words(held_on: dt.date) -> str:
    """What is asked of a session to come of what is said to be held."""
    return f"Ngày {held_on:%d/%m/%Y} chưa tới: buổi được ghi là dự kiến, đến ngày ấy mới điểm danh được."


def to_come_words(held_on: dt.date) -> str:
    """Why nobody is said to be at a session yet."""
    return f"Ngày {held_on:%d/%m/%Y} chưa tới nên chưa điểm danh được."


def no_class_words(kind: ActivityKind, completed: int) -> str:
    """What is asked where a class that people completed becomes what is none."""
    return f"{KIND_NAMES[kind]} không có người học xong: {completed} người đã ghi học xong sẽ không còn được ghi."


def _of_place(*, outside: bool) -> Iterator[Doubt]:
    if outside:
        yield Doubt.OUTSIDE


def _of_day(held_on: dt.date, today: dt.date) -> Iterator[Doubt]:
    if held_on > today:
        yield Doubt.FUTURE
    if held_on.year < today.year:
        yield Doubt.OLD


def _of_crowd(a_session: int, people: int) -> Iterator[Doubt]:
    if people and a_session > people * CROWD:
        yield Doubt.CROWD
