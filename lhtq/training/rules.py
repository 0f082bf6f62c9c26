"""What can be said of courses and briefings without a database."""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What is held (Kế hoạch 108/KH-UBND, I.2 and II.1): quán triệt, tập huấn, bồi dưỡng."""

    BRIEFING = "briefing"
    TRAINING = "training"
    FURTHER = "further"


KIND_NAMES: dict[Kind, str] = {
    Kind.BRIEFING: "Học tập, quán triệt",
    Kind.TRAINING: "Tập huấn",
    Kind.FURTHER: "Bồi dưỡng",
}


class Topic(StrEnum):
    """What is taught; the last four are the subjects of information technology that the plan names (I.2)."""

    POLICY = "policy"
    CRITERIA = "criteria"
    FINDING = "it-finding"
    WRITING = "it-writing"
    INFORMATION = "it-information"
    EQUIPMENT = "it-equipment"


TOPIC_NAMES: dict[Topic, str] = {
    Topic.POLICY: "Chủ trương của Đảng, chính sách của Nhà nước",
    Topic.CRITERIA: "Các bộ tiêu chí, cách đánh giá",
    Topic.FINDING: "CNTT: tìm tài liệu",
    Topic.WRITING: "CNTT: biên soạn, lưu giữ tài liệu",
    Topic.INFORMATION: "CNTT: quản lý thông tin",
    Topic.EQUIPMENT: "CNTT: vận hành thiết bị",
}

#: All of them, in however many courses, make somebody trained in information technology (docs/decisions.md).
#: Kế hoạch 108/KH-UBND, I.2: tìm, biên soạn, lưu giữ tài liệu, quản lý thông tin, vận hành thiết bị.
IT_SUBJECTS = frozenset({Topic.FINDING, Topic.WRITING, Topic.INFORMATION, Topic.EQUIPMENT})


class Which(StrEnum):
    """Of the courses that were held, or are to come, those that a figure of a unit counts, as addresses write it."""

    HOLDING = "to-chuc"
    ATTENDED = "co-du"
    COMPLETED = "hoan-thanh"
    COMING = "sap-toi"


#: What a list of such courses has; the unit's name and the days follow.
COUNT_NAMES: dict[Which, str] = {
    Which.HOLDING: "Chỉ khóa đã tổ chức, do đơn vị và nơi dưới nó tổ chức",
    Which.ATTENDED: "Chỉ khóa đã tổ chức, có người của đơn vị dự",
    Which.COMPLETED: "Chỉ khóa đã tổ chức, có người của đơn vị hoàn thành",
    Which.COMING: "Chỉ khóa sắp tới, do đơn vị tổ chức hoặc mời người của đơn vị",
}


class CourseState(StrEnum):
    """Where a course stands."""

    PLANNED = "planned"
    HELD = "held"
    CANCELLED = "cancelled"


STATE_NAMES: dict[CourseState, str] = {
    CourseState.PLANNED: "Dự kiến",
    CourseState.HELD: "Đã tổ chức",
    CourseState.CANCELLED: "Đã hủy",
}


class Step(StrEnum):
    """What is done to a course as a whole."""

    HOLD = "hold"
    CANCEL = "cancel"
    REOPEN = "reopen"


#: Step → (states it may start from, state it leads to). A course that anybody attended is not reopened.
TRANSITIONS: dict[Step, tuple[frozenset[CourseState], CourseState]] = {
    Step.HOLD: (frozenset({CourseState.PLANNED}), CourseState.HELD),
    Step.CANCEL: (frozenset({CourseState.PLANNED}), CourseState.CANCELLED),
    Step.REOPEN: (frozenset({CourseState.HELD, CourseState.CANCELLED}), CourseState.PLANNED),
}


class Listing(StrEnum):
    """How somebody comes onto the list of a course."""

    INVITED = "invited"
    ATTENDED = "attended"
    ON_THE_DAY = "on-the-day"


LISTING_NAMES: dict[Listing, str] = {
    Listing.INVITED: "Được mời",
    Listing.ATTENDED: "Được mời và có dự",
    Listing.ON_THE_DAY: "Không được mời, đến dự",
}


class FileKind(StrEnum):
    """What a file of a course is."""

    MATERIAL = "material"
    EVIDENCE = "evidence"


FILE_KIND_NAMES: dict[FileKind, str] = {
    FileKind.MATERIAL: "Tài liệu",
    FileKind.EVIDENCE: "Minh chứng",
}

#: Files of one course, and what they may weigh together in bytes.
MOST_FILES = 20
MOST_FILE_BYTES = 40_000_000
#: People on the list of one course: more than every officer and branch head of a province.
MOST_PARTICIPANTS = 5_000
MOST_SESSIONS = 60
#: Characters of the number of a certificate.
MOST_NUMBER = 30


@dataclass(frozen=True)
class Phase:
    """A phase of the plan, from the first day of one year to the last of another."""

    first: int
    last: int

    @property
    def begins(self) -> dt.date:
        """Its first day."""
        return dt.date(self.first, 1, 1)

    @property
    def ends(self) -> dt.date:
        """Its last day."""
        return dt.date(self.last, 12, 31)

    def __str__(self) -> str:
        return f"{self.first}-{self.last}"


#: Kế hoạch 108/KH-UBND is for 2021-2030, with a review after 2021-2025 and one at the end.
PHASES = (Phase(2021, 2025), Phase(2026, 2030))


def phase_of(day: dt.date) -> Phase:
    """The phase that a day falls into; the first before the plan, the last after it.

    The database derives the same from a course's first day (``course.phase``).
    """
    return next((phase for phase in PHASES if day <= phase.ends), PHASES[-1])


def within_plan(day: dt.date) -> bool:
    """Whether a day falls into the years of the plan."""
    return PHASES[0].begins <= day <= PHASES[-1].ends
