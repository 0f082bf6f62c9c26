"""Invented courses: the province briefs every commune's officers, a district trains its own, a commune its villages."""

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from random import Random

from lhtq.accounts.policy import Action, Role
from lhtq.demo.association import Branches, Joined
from lhtq.demo.records import Records
from lhtq.demo.register import Register, Resident
from lhtq.demo.sheets import Hand, Step, Year
from lhtq.training.models import Course, CourseParticipant
from lhtq.training.rules import IT_SUBJECTS, CourseState, Kind, Topic, within_plan

#: Of those who are invited: how many come, and of them how many complete.
_COME, _COMPLETE = 0.85, 0.9
#: Days from today to a course that is still to come.
_AHEAD = 16


@dataclass(frozen=True)
class _Plan:
    """A course before it is written: who holds it, what it is, when."""

    unit_id: int
    hand: Hand
    kind: Kind
    topics: Collection[Topic]
    title: str
    place: str
    day: dt.date
    sessions: int = 1
    state: CourseState = CourseState.HELD


class Courses:
    """The courses of two years."""

    def __init__(self, records: Records, draw: Random, register: Register) -> None:
        self._records = records
        self._draw = draw
        self._register = register

    def add(self, communes: Sequence[Branches], last: Year, this: Year, on: dt.date) -> None:
        """Write them."""
        officers = [officer for one in communes for officer in one.officers]
        for year, share, title in (
            (last, 0.5, "Sơ kết thực hiện Kế hoạch 108/KH-UBND"),
            (this, 0.3, "Quán triệt Kế hoạch 108/KH-UBND giai đoạn 2026-2030"),
        ):
            plan = self._plan("08/", Role.PROVINCE_OFFICER, year.day(share), title)
            self._write(plan, year, officers)
        for place, (district, name) in enumerate((("08/072/", "Na Hang"), ("08/076/", "Sơn Dương"))):
            own = [one for one in communes if one.commune.path.startswith(district)]
            self._train(district, name, this.day(0.5), [officer for one in own for officer in one.officers], this)
            if place == 0:
                self._invite(district, name, on + dt.timedelta(days=_AHEAD), own, this)
        for one in communes[::2]:
            plan = _Plan(
                one.commune.id, one.commune.reviewer, Kind.BRIEFING, [Topic.POLICY, Topic.CRITERIA],
                f"Quán triệt bộ tiêu chí cho hội viên xã {one.commune.name}", "Nhà văn hóa xã", this.day(0.6),
            )  # fmt: skip
            self._write(plan, this, [member for village in one.villages[:4] for member in village])

    def _plan(self, path: str, role: Role, day: dt.date, title: str) -> _Plan:
        unit_id = self._records.unit_ids({path})[path]
        return _Plan(
            unit_id, self._register.hand(path, role), Kind.BRIEFING, [Topic.POLICY], title, "Hội trường", day
        )  # fmt: skip

    def _train(self, path: str, name: str, day: dt.date, officers: Sequence[Joined], year: Year) -> None:
        """IT for the officers of a district, with certificates for who completed."""
        plan = _Plan(
            self._records.unit_ids({path})[path], self._register.hand(path, Role.DISTRICT_REVIEWER), Kind.FURTHER,
            sorted(IT_SUBJECTS), f"Bồi dưỡng công nghệ thông tin cho cán bộ khuyến học {name}",
            "Phòng máy Trường Trung học phổ thông", day, sessions=4,
        )  # fmt: skip
        self._write(plan, year, officers, certified=True)

    def _invite(self, path: str, name: str, day: dt.date, communes: Sequence[Branches], year: Year) -> None:
        """What is still to come: nobody has been there."""
        plan = _Plan(
            self._records.unit_ids({path})[path], self._register.hand(path, Role.DISTRICT_REVIEWER), Kind.TRAINING,
            [Topic.CRITERIA], f"Tập huấn chấm điểm, bình xét cho chi hội {name}", "Hội trường huyện", day,
            state=CourseState.PLANNED,
        )  # fmt: skip
        self._write(plan, year, [members[0] for one in communes for members in one.villages])

    def _write(self, plan: _Plan, year: Year, people: Sequence[Joined], *, certified: bool = False) -> None:
        if not within_plan(plan.day):
            return
        row = {
            "unit_id": plan.unit_id, "kind": plan.kind,
            "topics": [topic.value for topic in Topic if topic in plan.topics],
            "title": plan.title, "starts_on": plan.day, "ends_on": plan.day, "sessions": plan.sessions,
            "place": plan.place, "trainers": plan.hand.name, "state": plan.state,
        }  # fmt: skip
        (course,) = self._records.add(Course, [row])
        self._records.note(
            Step(year.hour(min(plan.day, year.day(1))), plan.hand, Action.TRAINING_HOLD), Course, course, plan.unit_id
        )
        listed = [
            self._listed(plan, course, number, one, one.resident, certified=certified)
            for number, one in enumerate(people, 1)
            if one.resident is not None
        ]
        self._records.add(CourseParticipant, listed)

    def _listed(
        self, plan: _Plan, course: int, number: int, one: Joined, resident: Resident, *, certified: bool
    ) -> dict[str, object]:
        came = plan.state is CourseState.HELD and self._draw.random() < _COME
        completed = came and self._draw.random() < _COMPLETE
        given = completed and certified
        return {
            "course_id": course, "holder_unit_id": plan.unit_id, "unit_id": one.unit_id, "member_id": one.id,
            "person_id": resident.id, "full_name": resident.member.full_name,
            "birth_year": resident.member.birth_year, "invited": True, "attended": came, "completed": completed,
            "certificate_number": f"{number:02}/CN" if given else "", "certificate_on": plan.day if given else None,
        }  # fmt: skip
