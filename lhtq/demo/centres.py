"""Invented learning centres of the demo communes: boards, plans, two years of activities, classes with their people."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

from lhtq.accounts.policy import Action
from lhtq.centre.models import (
    Activity,
    ActivityHand,
    ActivitySession,
    BoardMember,
    Centre,
    CentreAsset,
    CentreLink,
    CentrePlan,
    CentreServed,
    CentreSheet,
    Participant,
)
from lhtq.centre.queries import classification
from lhtq.centre.rules import (
    CLASS_KINDS,
    ActivityKind,
    ActivityState,
    AssetKind,
    AssetState,
    AssociationPost,
    Counted,
    HandRole,
    LinkKind,
    MoneySource,
    Origin,
    Position,
    Venue,
    is_elderly,
)
from lhtq.demo.association import Branches
from lhtq.demo.records import Records, Row
from lhtq.demo.register import Commune, Resident, Village
from lhtq.demo.sheets import Hand, Step, Year
from lhtq.register.rules import Sex, has_age

#: Kind → what it was about, and how many are planned in a year.
_TOPICS: dict[ActivityKind, tuple[int, tuple[str, ...]]] = {
    ActivityKind.TALK: (
        6,
        (
            "Phòng chống dịch bệnh mùa đông",
            "Nuôi dạy con ở tuổi dậy thì",
            "Chăm sóc người cao tuổi tại nhà",
            "Xây dựng góc học tập trong gia đình",
        ),
    ),
    ActivityKind.TECHNOLOGY: (
        4,
        (
            "Kỹ thuật trồng ngô lai trên đất dốc",
            "Chăm sóc chè theo hướng hữu cơ",
            "Phòng bệnh cho trâu bò",
            "Ủ phân hữu cơ từ phụ phẩm",
        ),
    ),
    ActivityKind.LEGAL: (
        3,
        ("Luật Hôn nhân và gia đình", "Phòng chống bạo lực gia đình", "Thủ tục đất đai cần biết"),
    ),
    ActivityKind.ARTS: (3, ("Giao lưu hát then, đàn tính", "Giải bóng chuyền các thôn", "Đêm đọc sách cùng con")),
    ActivityKind.DIGITAL: (2, ("Dùng dịch vụ công trực tuyến", "Bán nông sản trên mạng an toàn")),
    ActivityKind.VOCATIONAL: (2, ("Nghề đan lát mây tre", "Nghề sửa chữa máy nông nghiệp")),
    ActivityKind.LITERACY: (1, ("Lớp xóa mù chữ buổi tối",)),
    ActivityKind.WEEK: (1, ("Tuần lễ hưởng ứng học tập suốt đời",)),
}
_WEEK_MONTH = 10
_DONE = 0.85
_FROM_AGE = 16
_ANSWERS = {"1.3": 5, "1.4": 3, "3.3": 10}


@dataclass(frozen=True)
class _Made:
    """A centre as written."""

    id: int
    commune: Commune


class Centres:
    """The learning centre of each demo commune."""

    def __init__(self, records: Records, draw: Random, today: dt.date) -> None:
        self._records = records
        self._draw = draw
        self._today = today

    def add(self, communes: Sequence[Branches], last: Year, this: Year) -> None:
        """Write the centres with last year's activities and this year's up to today, and what is planned soon."""
        for of_commune in communes:
            made = self._found(of_commune.commune, of_commune.officers[0].resident, last)
            for year in (last, this):
                self._plan(made, year)
            self._soon(made, this)
            self._close(made, last)

    def _found(self, commune: Commune, chair: Resident | None, year: Year) -> _Made:
        row = {
            "unit_id": commune.id,
            "name": f"Trung tâm học tập cộng đồng xã {commune.name}",
            "decision_number": f"{self._draw.randint(300, 900)}/QĐ-UBND",
            "decision_on": dt.date(2008, self._draw.randint(3, 11), self._draw.randint(1, 28)),
            "address": f"Trụ sở UBND xã {commune.name}",
            "phone": "",
            "version": 1,
        }
        (id_,) = self._records.add(Centre, [row])
        self._records.note(Step(year.moment(0.02), commune.recorder, Action.CENTRE_EDIT), Centre, id_, commune.id)
        of_centre: Row = {"centre_id": id_, "unit_id": commune.id}
        self._records.add(CentreServed, [of_centre | {"centre_unit_id": commune.id}])
        leader = self._draw.choice(commune.homes).people[0]
        term = {"term_from": dt.date(year.year - 1, 7, 1)}
        self._records.add(
            BoardMember,
            [
                of_centre
                | term
                | {
                    "full_name": leader.member.full_name, "position": Position.DIRECTOR, "association": None,
                    "association_unit_id": None, "person_id": leader.id, "person_unit_id": leader.unit_id,
                },
                of_centre
                | term
                | {
                    "full_name": chair.member.full_name if chair else commune.reviewer.name,
                    "position": Position.DEPUTY, "association": AssociationPost.CHAIR,
                    "association_unit_id": commune.id, "person_id": chair.id if chair else None,
                    "person_unit_id": chair.unit_id if chair else None,
                },
            ],
        )  # fmt: skip
        self._furnish(of_centre, commune)
        return _Made(id_, commune)

    def _furnish(self, of_centre: Row, commune: Commune) -> None:
        self._records.add(
            CentreAsset,
            [
                of_centre | {"kind": kind, "name": name, "quantity": quantity, "state": state}
                for kind, name, quantity, state in (
                    (AssetKind.ROOM, "Phòng học", 2, AssetState.USABLE),
                    (AssetKind.EQUIPMENT, "Máy chiếu", 1, AssetState.GOOD),
                    (AssetKind.EQUIPMENT, "Máy tính", 5, AssetState.USABLE),
                )
            ],
        )
        links: list[Row] = [
            of_centre
            | {"kind": LinkKind.CULTURE_HOUSE, "name": f"Nhà văn hóa {village.name}", "village_id": village.id}
            for village in commune.villages[:3]
        ]
        library = {"kind": LinkKind.LIBRARY, "name": "Thư viện trường tiểu học", "village_id": None}
        self._records.add(CentreLink, [*links, of_centre | library])

    def _plan(self, made: _Made, year: Year) -> None:
        """A plan by month and kind, and most of it done by the day that it is."""
        planned: dict[tuple[int, ActivityKind], int] = {}
        for kind, (count, _topics) in _TOPICS.items():
            for _n in range(count):
                month = _WEEK_MONTH if kind is ActivityKind.WEEK else self._draw.randint(1, 12)
                planned[month, kind] = planned.get((month, kind), 0) + 1
        self._records.add(
            CentrePlan,
            [
                {
                    "centre_id": made.id, "unit_id": made.commune.id, "year": year.year, "month": month, "kind": kind,
                    "planned": count,
                }
                for (month, kind), count in planned.items()
            ],
        )  # fmt: skip
        for (month, kind), count in planned.items():
            for _n in range(count):
                day = year.working(dt.date(year.year, month, self._draw.randint(3, 27)))
                village = self._draw.choice(made.commune.villages)
                if self._draw.random() < _DONE and day < self._today:
                    self._held(made, village, kind, day, year)

    def _held(self, made: _Made, village: Village, kind: ActivityKind, day: dt.date, year: Year) -> None:
        """An activity that was held; a class has its people, its sessions and who completed."""
        people = self._some(village, day.year, (12, 45) if kind not in CLASS_KINDS else (10, 22))
        days = [day + dt.timedelta(days=7 * n) for n in range(3)]
        days = [one for one in days if one <= self._today] if kind in CLASS_KINDS else []
        row = self._activity(made, village, kind, day) | _groups(people, day, max(1, len(days)))
        if kind in CLASS_KINDS:
            row |= {"ends_on": days[-1], "counted": Counted.PEOPLE, "enrolled": len(people)}
            finished = people[: len(people) - self._draw.randint(0, 3)] if len(days) == 3 else []  # noqa: PLR2004
            row["completed"] = len(finished)
        if kind is ActivityKind.LITERACY:
            row["stage"] = 1
        hand = village.recorder
        at = year.hour(day)
        (id_,) = self._records.add(Activity, [row | {"made_by": hand.account_id, "made_at": at}])
        self._records.note(Step(at, hand, Action.ACTIVITY_RECORD), Activity, id_, village.id)
        self._taught(id_, village, hand)
        if kind in CLASS_KINDS:
            self._list(id_, village, people, days, day, {one.id for one in finished})

    def _activity(self, made: _Made, village: Village, kind: ActivityKind, day: dt.date) -> Row:
        cost = self._draw.choice((0, 500_000, 800_000, 1_200_000, 2_000_000))
        return {
            "unit_id": village.id,
            "centre_id": made.id,
            "centre_unit_id": made.commune.id,
            "kind": kind,
            "state": ActivityState.DONE,
            "held_on": day,
            "ends_on": day,
            "starts_at": self._draw.choice((dt.time(8), dt.time(14), dt.time(19, 30))),
            "topic": self._draw.choice(_TOPICS[kind][1]),
            "outside": False,
            "place": f"Nhà văn hóa {village.name}",
            "venue": Venue.CULTURE_HOUSE,
            "organiser": f"Trung tâm học tập cộng đồng xã {made.commune.name}",
            "partners": self._draw.choice(("", "Chi hội Khuyến học", "Hội Nông dân xã", "Đoàn Thanh niên xã")),
            "stage": None,
            "counted": Counted.TYPED,
            "enrolled": 0,
            "completed": 0,
            "cost": cost,
            "money": MoneySource.BUDGET if cost else None,
            "result": "",
            "version": 1,
        }

    def _some(self, village: Village, year: int, count: tuple[int, int]) -> list[Resident]:
        found = [
            one for home in village.homes for one in home.people if has_age(one.member.birth_year, year, _FROM_AGE)
        ]
        return self._draw.sample(found, min(len(found), self._draw.randint(*count)))

    def _taught(self, activity_id: int, village: Village, hand: Hand) -> None:
        teacher = self._draw.choice(village.homes).people[0]
        self._records.add(
            ActivityHand,
            [
                {
                    "activity_id": activity_id, "unit_id": village.id, "role": HandRole.TEACHER,
                    "full_name": teacher.member.full_name, "person_id": teacher.id,
                    "person_unit_id": teacher.unit_id, "account_id": None,
                },
                {
                    "activity_id": activity_id, "unit_id": village.id, "role": HandRole.ORGANISER,
                    "full_name": hand.name, "person_id": None, "person_unit_id": None,
                    "account_id": hand.account_id,
                },
            ],
        )  # fmt: skip

    def _list(
        self, activity_id: int, village: Village, people: list[Resident], days: list[dt.date], on: dt.date,
        finished: set[int],
    ) -> None:  # fmt: skip
        place: Row = {"activity_id": activity_id, "unit_id": village.id}
        sessions = self._records.add(ActivitySession, [place | {"held_on": day, "topic": ""} for day in days])
        self._records.add(
            Participant,
            [
                place
                | {
                    "person_id": one.id, "person_unit_id": one.unit_id, "full_name": one.member.full_name,
                    "birth_year": one.member.birth_year, "sex": one.member.sex, "ethnicity": one.member.ethnicity,
                    "elderly": is_elderly(one.member.birth_year, None, on), "disabled": False, "poor": False,
                    "origin": Origin.TICKED, "confirmed": True, "completed": one.id in finished,
                    "sessions": list(sessions),
                }
                for one in people
            ],
        )  # fmt: skip

    def _soon(self, made: _Made, year: Year) -> None:
        """Two that are to come."""
        for kind, days in ((ActivityKind.TALK, 6), (ActivityKind.ARTS, 13)):
            village = made.commune.villages[0]
            day = self._today + dt.timedelta(days=days)
            row = self._activity(made, village, kind, day) | {"state": ActivityState.PLANNED} | _NOBODY
            at = year.hour(self._today)
            (id_,) = self._records.add(Activity, [row | {"made_by": village.recorder.account_id, "made_at": at}])
            self._records.note(Step(at, village.recorder, Action.ACTIVITY_RECORD), Activity, id_, village.id)

    def _close(self, made: _Made, year: Year) -> None:
        """Last year is classified and closed."""
        day, hand = dt.date(year.year, 12, 31), made.commune.recorder
        sheet: Row = {
            "centre_id": made.id, "unit_id": made.commune.id, "year": year.year, "answers": _ANSWERS,
            "set_id": classification(made.id, year.year, day).criteria.id, "changed_by": hand.account_id,
            "changed_at": year.hour(day), "version": 1,
        }  # fmt: skip
        (id_,) = self._records.add(CentreSheet, [sheet])
        found = classification(made.id, year.year, day)
        self._records.close_sheet(id_, found, day)
        self._records.note(
            Step(year.hour(day), hand, Action.CENTRE_CLASSIFY, note="Chốt xếp loại"),
            CentreSheet, id_, made.commune.id,
        )  # fmt: skip


_NOBODY = dict.fromkeys(("attendances", "women", "minority", "elderly", "disabled", "poor"), 0)


def _groups(people: Sequence[Resident], on: dt.date, times: int) -> Row:
    """Everybody at each of so many sessions."""
    members = [one.member for one in people]
    return {
        "attendances": times * len(members),
        "women": times * sum(one.sex is Sex.FEMALE for one in members),
        "minority": times * sum(one.ethnicity != "Kinh" for one in members),
        "elderly": times * sum(is_elderly(one.birth_year, None, on) for one in members),
        "disabled": 0,
        "poor": 0,
    }
