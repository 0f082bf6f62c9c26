"""Who was invited to a course, came, and completed it."""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from functools import partial
from typing import Any

from lhtq.accounts.policy import Action
from lhtq.lists.kinds import Export, Filters, ListKind, Reading, Task, asked_number
from lhtq.lists.queries import streamed
from lhtq.lists.rules import Edit, Field, Finding, Given, New, Outcome, Plan
from lhtq.register import queries as register
from lhtq.register.lists.columns import text
from lhtq.register.lists.places import Communes, Villages
from lhtq.training import queries
from lhtq.training.models import Course, CourseParticipant
from lhtq.training.rules import MOST_NUMBER, MOST_PARTICIPANTS, CourseState
from lhtq.units.models import Unit
from lhtq.units.rules import Level
from lhtq.web.forms import searched
from lhtq.workbook import values
from lhtq.workbook.folding import fold
from lhtq.workbook.sheets import Cell
from lhtq.workbook.writing import Kind, Value


def _year(cell: Cell) -> int:
    return values.birth(cell)[0]


FIELDS = (
    Field("starts_on", "Ngày", values.day, ("Ngày bắt đầu", "Từ ngày"), "Ngày đầu của khóa. Ô trống lấy dòng trên.",
          (), 12, Kind.DAY, required="starts_on"),
    Field("title", "Khóa", partial(text, 200), ("Tên khóa", "Lớp", "Tên lớp"),
          "Như trong danh sách khóa. Ô trống lấy theo dòng trên.", (), 40, required="title"),
    Field("full_name", "Họ và tên", values.name, ("Họ tên", "Tên", "Học viên"), "", (), 26, required="name"),
    Field("birth_year", "Năm sinh", _year, ("Ngày sinh",), "Không có năm sinh thì chỉ ghi tên.", (), 10, Kind.WHOLE),
    Field("place", "Nơi", partial(text, 120), ("Đơn vị", "Thôn", "Xã"),
          "Thôn của xã mở khóa, hoặc xã của tỉnh, huyện mở khóa. Để trống nếu là của nơi mở khóa.", (), 20),
    Field("invited", "Được mời", values.yes, ("Mời",), "Ghi x. Không có cột này thì ai cũng được mời.", (), 10,
          Kind.YES, empty_says=True),
    Field("attended", "Có dự", values.yes, ("Dự", "Có mặt"), "Ghi x.", (), 10, Kind.YES),
    Field("completed", "Hoàn thành", values.yes, ("Học xong",), "Ghi x.", (), 10, Kind.YES),
    Field("certificate_number", "Số giấy chứng nhận", partial(text, MOST_NUMBER), ("Giấy chứng nhận", "Số chứng nhận"),
          "Chỉ cho người hoàn thành.", (), 16),
    Field("certificate_on", "Ngày cấp giấy", values.day, ("Ngày cấp", "Cấp ngày"), "", (), 12, Kind.DAY),
)  # fmt: skip
_MARKS = ("attended", "completed")
_CERTIFICATE = ("certificate_number", "certificate_on")
_SAID = {
    "attended": "có dự", "completed": "hoàn thành", "certificate_number": "số giấy chứng nhận",
    "certificate_on": "ngày cấp giấy",
}  # fmt: skip
_SEVERAL = "Có nhiều người trùng họ tên và năm sinh này ở nơi đó. Hãy thêm ở trang của khóa."
_NOBODY = "Không có hội viên hay người trong sổ đúng họ tên và năm sinh này ở nơi đó: chỉ ghi tên."


class _Lists:
    """The lists of the courses that a unit holds."""

    def __init__(self, task: Task, plan: Plan) -> None:
        self._task, self._plan = task, plan
        self._communes, self._villages = Communes(task), Villages(task)
        self._courses: dict[tuple[Any, str], list[Course]] = defaultdict(list)
        held = queries.known_courses(task.unit.id)
        for course in held:
            self._courses[course.starts_on, fold(course.title)].append(course)
        self._listed: dict[tuple[int, str, int | None], list[CourseParticipant]] = defaultdict(list)
        #: Courses with the members and people on their lists, by "m" and "p".
        self._on: set[tuple[int, str, int | None]] = set()
        self._count: Counter[int] = Counter()
        #: Numbers of certificates, each of one participant of its course; those of new rows of none yet.
        self._numbers: dict[tuple[int, str], int | None] = {}
        for one in queries.known_on_lists([course.id for course in held]):
            self._listed[one.course_id, fold(one.full_name), one.birth_year].append(one)
            self._on |= {(one.course_id, "m", one.member_id), (one.course_id, "p", one.person_id)}
            self._count[one.course_id] += 1
            if one.certificate_number:
                self._numbers[one.course_id, one.certificate_number] = one.id
        self._last: tuple[Any, str] = (None, "")
        self._taken: dict[tuple[int, str, int | None], int] = {}
        #: Planned courses that somebody attended, and the first such row.
        self._held: dict[int, tuple[Course, int]] = {}

    def take(self, row: Given) -> tuple[dict[str, str], bool]:
        """Put what a row changes into the plan; gives why it cannot, and whether the person may have it so."""
        said = row.values
        self._last = said.get("starts_on") or self._last[0], said.get("title") or self._last[1]
        named = self._courses.get((self._last[0], fold(self._last[1])), [])
        if len(named) != 1:
            none = f"{self._task.unit.title_name} không mở khóa này vào ngày này."
            return {"title": "Có nhiều khóa như vậy." if named else none}, False
        if not said.get("full_name"):
            return {"full_name": "Thiếu họ tên."}, False
        course, key = named[0], (named[0].id, fold(said["full_name"]), said.get("birth_year"))
        known = self._listed[key].pop(0) if self._listed.get(key) else None
        if refused := self._refused(course, said, known):
            return refused, False
        if known is not None:
            self._change(row, course, known)
            return {}, False
        if key in self._taken:
            return {"": f"Trùng với dòng {self._taken[key]}."}, False
        self._taken[key] = row.number
        return self._add(row, course)

    def _refused(self, course: Course, said: dict[str, Any], known: CourseParticipant | None) -> dict[str, str]:
        """As the forms refuse it."""
        attended = said.get("attended") or (known is not None and known.attended)
        if said.get("completed") and not attended:
            return {"completed": "Người không dự thì không hoàn thành."}
        changes = known is None or bool(self._after(said, known))
        if changes and course.state == CourseState.CANCELLED:
            return {"title": "Khóa này đã hủy."}
        if said.get("attended") and changes and course.starts_on > self._task.today:
            return {"attended": "Khóa này chưa tới ngày."}
        if known is not None and said.get("invited") and not known.invited:
            return {"invited": "Trong danh sách đã ghi là không được mời."}
        return self._refused_certificate(course, said, known)

    def _refused_certificate(
        self, course: Course, said: dict[str, Any], known: CourseParticipant | None
    ) -> dict[str, str]:
        if not said.get("certificate_number") and not said.get("certificate_on"):
            return {}
        if not said.get("completed") and not (known is not None and known.completed):
            return {"certificate_number": "Người chưa hoàn thành thì chưa có giấy chứng nhận."}
        number, on = (said.get(key) or (known and getattr(known, key)) for key in _CERTIFICATE)
        if not number or not on:
            lacking = "certificate_on" if number else "certificate_number"
            return {lacking: "Số giấy chứng nhận và ngày cấp phải có cùng nhau."}
        holder = known.id if known is not None else None
        if (course.id, number) in self._numbers and (holder is None or self._numbers[course.id, number] != holder):
            return {"certificate_number": "Giấy chứng nhận khác của khóa này có số ấy."}
        self._numbers[course.id, number] = holder
        return {} if known is not None and on == known.certificate_on else self._refused_day(course, on)

    def _refused_day(self, course: Course, on: dt.date) -> dict[str, str]:
        if on > self._task.today:
            return {"certificate_on": "Ngày này ở sau hôm nay."}
        if on < course.ends_on:
            return {"certificate_on": f"Khóa kết thúc ngày {course.ends_on:%d/%m/%Y}."}
        return {}

    @staticmethod
    def _after(said: dict[str, Any], known: CourseParticipant) -> dict[str, Any]:
        """What a row says of somebody on the list, and the list does not."""
        marks = {key: True for key in _MARKS if said.get(key) and not getattr(known, key)}
        return marks | {key: said[key] for key in _CERTIFICATE if said.get(key) and said[key] != getattr(known, key)}

    def _change(self, row: Given, course: Course, known: CourseParticipant) -> None:
        after = self._after(row.values, known)
        if after:
            before = {key: getattr(known, key) for key in after}
            self._plan.edits.append(Edit("course_participant", known.id, known.unit_id, row.number, before, after))
            self._hold(course, row)

    def _add(self, row: Given, course: Course) -> tuple[dict[str, str], bool]:
        said = row.values
        place = self._place(said.get("place", ""))
        if isinstance(place, str):
            return {"place": place}, False
        if self._count[course.id] >= MOST_PARTICIPANTS:
            return {"": f"Danh sách một khóa có nhiều nhất {MOST_PARTICIPANTS} người."}, False
        who = self._who(said, place)
        if isinstance(who, str):
            return {"full_name": who}, False
        on = {(course.id, "m", who["member_id"]), (course.id, "p", who["person_id"])} - {
            (course.id, "m", None), (course.id, "p", None)
        }  # fmt: skip
        if on & self._on:
            return {"": "Người này đã có trong danh sách của khóa."}, False
        if not on and said.get("birth_year") and row.number not in self._task.chosen:
            return {"full_name": _NOBODY}, True
        self._on |= on
        self._count[course.id] += 1
        attended = bool(said.get("attended"))
        made = {
            **who, "course_id": course.id, "holder_unit_id": course.unit_id, "attended": attended,
            "invited": said.get("invited", True) or not attended, "completed": bool(said.get("completed")),
            "certificate_number": said.get("certificate_number") or "", "certificate_on": said.get("certificate_on"),
        }  # fmt: skip
        self._plan.new.append(New("course_participant", who["unit_id"], row.number, made))
        if attended:
            self._hold(course, row)
        return {}, False

    def _place(self, words: str) -> Unit | str:
        unit = self._task.unit
        if not words or fold(words) in {fold(unit.name), fold(unit.full_name)}:
            return unit
        found = self._villages.find(words) if unit.level == Level.COMMUNE else self._communes.find(words)
        if isinstance(found, Unit) and not found.path.startswith(unit.path):
            return f"{found.title_name} không thuộc {unit.full_name}."
        return found

    def _who(self, said: dict[str, Any], place: Unit) -> dict[str, Any] | str:
        """The member of a place, or the person of its register, or else the name alone; why there are several."""
        name, born = said["full_name"], said.get("birth_year")
        nobody = {"member_id": None, "person_id": None, "unit_id": place.id, "full_name": name, "birth_year": born}
        if born is None:
            return nobody
        members = queries.find_members(name, born, place.path)
        if members:
            return _of_member(members[0]) if len(members) == 1 else _SEVERAL
        commune = self._task.commune if self._task.commune.level == Level.COMMUNE else place
        found = register.find_people(name, born, commune.id) if commune.level == Level.COMMUNE else []
        if len(found) != 1:
            return _SEVERAL if found else nobody
        member = queries.member_of_person(found[0].id, self._task.unit.path)
        person = {**nobody, "person_id": found[0].id, "unit_id": found[0].unit_id}
        return person if member is None else _of_member(member)

    def _hold(self, course: Course, row: Given) -> None:
        if course.state == CourseState.PLANNED:
            self._held.setdefault(course.id, (course, row.number))

    def close(self) -> None:
        """A planned course that people attended is held."""
        for course, number in self._held.values():
            before, after = {"state": course.state}, {"state": CourseState.HELD}
            self._plan.edits.append(
                Edit("course", course.id, course.unit_id, number, before, after, course.version)
            )  # fmt: skip


def _of_member(member: queries.Invitable) -> dict[str, Any]:
    return {
        "member_id": member.member_id, "person_id": member.person_id, "unit_id": member.unit_id,
        "full_name": member.full_name, "birth_year": member.birth_year,
    }  # fmt: skip


def _plan(task: Task, given: Sequence[Given]) -> Plan:
    plan = Plan()
    lists = _Lists(task, plan)
    for row in given:
        # A name may stand so on the list, whatever is in it.
        row.forgive({"full_name": row.raw.get("full_name", "")})
        before = len(plan.new), len(plan.edits)
        reasons, asks = (dict(row.wrong), False) if row.wrong else lists.take(row)
        outcome = Outcome.DOUBTFUL if asks else Outcome.WRONG if reasons else Outcome.UNCHANGED
        if len(plan.new) > before[0]:
            outcome = Outcome.NEW
        elif len(plan.edits) > before[1]:
            outcome, reasons = Outcome.CHANGED, {"": ", ".join(_SAID[key] for key in plan.edits[-1].after)}
        label = ", ".join(str(row.values[key]) for key in ("full_name", "birth_year", "place") if row.values.get(key))
        plan.findings.append(Finding(row.number, outcome, label, task.unit.id, reasons, asks=asks))
    lists.close()
    return plan


def _rows(task: Task, filters: Filters) -> Iterator[Sequence[Value]]:
    search = searched(filters.get("tim", ""))
    statement = queries.on_lists_listed(task.unit.path, asked_number(filters, "khoa"), filters.get("xem", ""), search)
    for row in streamed(statement):
        yield [
            row.starts_on, row.title, row.full_name, row.birth_year, row.place, row.invited, row.attended,
            row.completed, row.certificate_number, row.certificate_on,
        ]  # fmt: skip


PARTICIPANTS = ListKind(
    slug="nguoi-du-khoa",
    name="Người dự tập huấn, bồi dưỡng",
    view=Action.PEOPLE_VIEW,
    export=Export(lambda _task: [each.column() for each in FIELDS], _rows),
    reading=Reading(Action.TRAINING_HOLD, frozenset(Level) - {Level.VILLAGE}, lambda _task: FIELDS, _plan),
)
