"""Who is on the list of a course, and who could be."""

import datetime as dt
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import joinedload

from lhtq.accounts.policy import Action, Actor
from lhtq.db import db
from lhtq.membership.models import Branch, Member, Post
from lhtq.membership.queries.branches import in_office
from lhtq.training.models import CourseParticipant
from lhtq.units.models import Unit


@dataclass(frozen=True)
class ParticipantLine:
    """Somebody on the list; ``branch`` and ``phone`` are today's membership's, empty for who is no member."""

    id: int
    full_name: str
    birth_year: int | None
    place: str
    unit_path: str
    branch: str
    phone: str
    member_id: int | None
    person_id: int | None
    invited: bool
    attended: bool
    completed: bool
    certificate_number: str
    certificate_on: dt.date | None


@dataclass(frozen=True)
class Counts:
    """How many of those whom the actor sees are on the list, came, completed, and hold a certificate."""

    listed: int
    invited: int
    attended: int
    completed: int
    certified: int


@dataclass(frozen=True)
class Invitable:
    """Somebody who may be put on a list: a member of today with where they are."""

    member_id: int
    person_id: int | None
    unit_id: int
    full_name: str
    birth_year: int
    phone: str = ""


@dataclass(frozen=True)
class OwnPart:
    """The part of one who signs in for themself in a course, as the subject of an action."""

    person_id: int
    unit_path: str = ""

    def admits(self, action: Action) -> bool:  # noqa: ARG002 - it is read alone
        """Every action."""
        return True

    def earlier_hands(self, action: Action) -> frozenset[int]:  # noqa: ARG002
        """Nobody's."""
        return frozenset()

    def is_own(self, actor: Actor) -> bool:
        """Whether it is the actor's."""
        return actor.person_id == self.person_id


def own_part(course_id: int, person_id: int | None) -> OwnPart:
    """That a person is on the list of a course; raises NoResultFound where they are not."""
    member = select(Member.id).where(Member.person_id == person_id)
    db.session.execute(
        select(CourseParticipant.id)
        .where(CourseParticipant.course_id == course_id)
        .where(or_(CourseParticipant.person_id == person_id, CourseParticipant.member_id.in_(member)))
        .limit(1)
    ).one()
    return OwnPart(person_id or 0)


#: What of a list is asked for, as addresses write it → the condition.
WHICH: dict[str, ColumnElement[bool]] = {
    "co-du": CourseParticipant.attended.is_(True),
    "vang": CourseParticipant.attended.is_(False),
    "xong": CourseParticipant.completed.is_(True),
}


def narrowed(which: str, search: str) -> list[ColumnElement[bool]]:
    """What a list of participants is narrowed to: ``which`` is a key of ``WHICH``, or anything else for all."""
    named = func.strpos(func.lhtq_fold(CourseParticipant.full_name), func.lhtq_fold(search)) > 0
    return [*([WHICH[which]] if which in WHICH else []), *([named] if search else [])]


def participants(
    course_id: int, which: str, search: str, limit: int, offset: int, path: str = ""
) -> list[ParticipantLine]:
    """The list of a course by place and name, or those at or under a place.

    ``which`` is a key of ``WHICH``, or anything else for all.
    """
    rows: Iterable[Any] = db.session.execute(
        select(*_LINE)
        .join(Unit, Unit.id == CourseParticipant.unit_id)
        .outerjoin(Member, Member.id == CourseParticipant.member_id)
        .outerjoin(Branch, Branch.id == Member.branch_id)
        .where(CourseParticipant.course_id == course_id, Unit.path.startswith(path, autoescape=True))
        .where(*narrowed(which, search))
        .order_by(Unit.path, CourseParticipant.sort, CourseParticipant.id)
        .limit(limit)
        .offset(offset)
    )
    return [ParticipantLine(*row) for row in rows]


_LINE = (
    CourseParticipant.id, CourseParticipant.full_name, CourseParticipant.birth_year, Unit.name, Unit.path,
    func.coalesce(Branch.name, ""), func.coalesce(Member.phone, ""), CourseParticipant.member_id,
    CourseParticipant.person_id, CourseParticipant.invited, CourseParticipant.attended, CourseParticipant.completed,
    CourseParticipant.certificate_number, CourseParticipant.certificate_on,
)  # fmt: skip


def counts(course_id: int) -> Counts:
    """How many there are on the list."""
    return Counts(
        *db.session.execute(
            select(
                func.count(),
                func.count().filter(CourseParticipant.invited),
                func.count().filter(CourseParticipant.attended),
                func.count().filter(CourseParticipant.completed),
                func.count().filter(CourseParticipant.certificate_number != ""),
            ).where(CourseParticipant.course_id == course_id)
        ).one()
    )


def participant(course_id: int, participant_id: int) -> CourseParticipant:
    """One of the list; raises NoResultFound."""
    return db.session.scalars(
        select(CourseParticipant)
        .options(joinedload(CourseParticipant.unit))
        .where(CourseParticipant.id == participant_id, CourseParticipant.course_id == course_id)
    ).one()


def of_course(course_id: int, ids: Collection[int]) -> Sequence[CourseParticipant]:
    """Those of some participants who are on the list of a course, by id."""
    return db.session.scalars(
        select(CourseParticipant)
        .where(CourseParticipant.course_id == course_id, CourseParticipant.id.in_(ids))
        .order_by(CourseParticipant.id)
    ).all()


_INVITABLE = (Member.id, Member.person_id, Member.unit_id, Member.full_name, Member.birth_year, Member.phone)


def invitable(course_id: int, branch_id: int, on: dt.date, limit: int, offset: int) -> list[Invitable]:
    """The members of a branch, and who holds a position in it, that are not on the list yet; by name."""
    return _invitable(
        _of_branch(branch_id, on),
        Member.id.not_in(
            select(CourseParticipant.member_id).where(
                CourseParticipant.course_id == course_id, CourseParticipant.member_id.is_not(None)
            )
        ),
        limit=limit,
        offset=offset,
    )


def members_of_branch(branch_id: int, on: dt.date, limit: int) -> list[Invitable]:
    """All of a branch: its members, and who holds a position in it."""
    return _invitable(_of_branch(branch_id, on), limit=limit)


def listed(path: str, member_ids: Collection[int], limit: int) -> list[Invitable]:
    """Those of some members who are members today at or under a unit."""
    return _invitable(Member.id.in_(member_ids), _under(path), limit=limit)


def find_members(name: str, born: int, path: str) -> list[Invitable]:
    """The members of today at or under a unit with exactly this name, marks and case aside, and year of birth."""
    return _invitable(Member.name_folded == func.lhtq_fold(name), Member.birth_year == born, _under(path), limit=2)


def member_of_person(person_id: int, path: str) -> Invitable | None:
    """The membership of a person at or under a unit today."""
    return next(iter(_invitable(Member.person_id == person_id, _under(path), limit=1)), None)


def _of_branch(branch_id: int, on: dt.date) -> ColumnElement[bool]:
    in_post = select(Post.member_id).where(Post.branch_id == branch_id, in_office(on))
    return or_(Member.branch_id == branch_id, Member.id.in_(in_post))


def _under(path: str) -> ColumnElement[bool]:
    return Member.unit_id.in_(select(Unit.id).where(Unit.path.startswith(path, autoescape=True)))


def _invitable(*which: ColumnElement[bool], limit: int, offset: int = 0) -> list[Invitable]:
    rows = db.session.execute(
        select(*_INVITABLE)
        .where(Member.left_on.is_(None), *which)
        .order_by(Member.sort, Member.id)
        .limit(limit)
        .offset(offset)
    )
    return [Invitable(*row) for row in rows]
