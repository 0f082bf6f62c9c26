"""Records for tests; each call gives one that is valid and plain."""

import datetime as dt

import factory
from factory.alchemy import SQLAlchemyModelFactory

from lhtq.accounts.models import Account, Assignment
from lhtq.assessment.models import Sheet
from lhtq.assessment.rules import State
from lhtq.centre.models import Activity, Centre, CentreServed
from lhtq.centre.rules import ActivityKind, ActivityState
from lhtq.criteria.rules import Model
from lhtq.db import db
from lhtq.membership.models import Branch, Member, Post
from lhtq.membership.rules import BranchKind, Position
from lhtq.register.models import Clan, Household, Organisation, Person
from lhtq.register.rules import Occupation, OrganisationKind, Relation, Sex
from lhtq.training.models import Course, CourseParticipant
from lhtq.training.rules import CourseState, Kind, Topic
from lhtq.units.models import Unit
from lhtq.units.rules import Level
from lhtq.web.filters import today


class _Factory(SQLAlchemyModelFactory):
    class Meta:
        abstract = True
        sqlalchemy_session_factory = lambda: db.session  # noqa: E731
        sqlalchemy_session_persistence = "flush"


class VillageFactory(_Factory):
    """A village; give ``parent`` (a commune)."""

    class Meta:
        model = Unit

    class Params:
        parent = None

    level = Level.VILLAGE
    type = "thôn"
    code = factory.Sequence(lambda n: f"{n + 1:03}")
    name = factory.Sequence(lambda n: f"Nà Thôn {n + 1}")
    parent_id = factory.LazyAttribute(lambda o: o.parent.id)
    path = factory.LazyAttribute(lambda o: f"{o.parent.path}{o.code}/")
    valid_from = dt.date(2022, 6, 3)


class HouseholdFactory(_Factory):
    """A household with its head; give ``unit`` (a village)."""

    class Meta:
        model = Household

    class Params:
        unit = None

    unit_id = factory.LazyAttribute(lambda o: o.unit.id)
    head_name = factory.Sequence(lambda n: f"Nguyễn Văn {n}")
    address = "Cạnh nhà văn hóa"

    @factory.post_generation
    def adults(self, create: bool, extracted: int | None, titled: int | None = None, **_: object) -> None:
        """The head, and with ``adults=n`` so many adults in all; two without it.

        They hold the citizen title, or with ``adults__titled=n`` so many of them.
        """
        count = extracted or 2
        titled = count if titled is None else titled
        PersonFactory(household=self, full_name=self.head_name, relation=Relation.HEAD, titled=titled > 0)
        for n in range(1, count):
            PersonFactory(household=self, relation=Relation.SPOUSE, sex=Sex.FEMALE, titled=titled > n)


class PersonFactory(_Factory):
    """A member; give ``household``."""

    class Meta:
        model = Person

    class Params:
        household = None
        #: Holds the citizen title, as everybody does unless the story is about it.
        titled = True

    household_id = factory.LazyAttribute(lambda o: o.household.id)
    unit_id = factory.LazyAttribute(lambda o: o.household.unit_id)
    full_name = factory.Sequence(lambda n: f"Ma Thị {n}")
    birth_year = 1980
    sex = Sex.MALE
    ethnicity = "Tày"
    relation = Relation.OTHER
    working = True
    occupation = Occupation.RURAL
    title_from = factory.LazyAttribute(lambda o: today() if o.titled else None)
    title_to = factory.LazyAttribute(lambda o: today() + dt.timedelta(days=300) if o.titled else None)


class ClanFactory(_Factory):
    """A clan of a commune; give ``unit_id``."""

    class Meta:
        model = Clan

    name = factory.Sequence(lambda n: f"Dòng họ Ma {n}")
    head_name = "Ma Văn Thụ"


class OrganisationFactory(_Factory):
    """An organisation of a commune; give ``unit_id``."""

    class Meta:
        model = Organisation

    kind = OrganisationKind.SCHOOL
    name = factory.Sequence(lambda n: f"Trường Tiểu học số {n}")
    head_name = "Nguyễn Thị Hiệu"


class BranchFactory(_Factory):
    """A branch of the Association; give ``unit_id``."""

    class Meta:
        model = Branch

    kind = BranchKind.VILLAGE
    name = factory.Sequence(lambda n: f"Chi hội số {n}")


class MemberFactory(_Factory):
    """A member; give ``branch``."""

    class Meta:
        model = Member

    class Params:
        branch = None

    branch_id = factory.LazyAttribute(lambda o: o.branch.id)
    unit_id = factory.LazyAttribute(lambda o: o.branch.unit_id)
    full_name = factory.Sequence(lambda n: f"Nông Văn {n}")
    birth_year = 1975
    sex = Sex.MALE


class CourseFactory(_Factory):
    """A briefing of today on the policies of Party and State, still planned; give ``unit_id``, its holder's."""

    class Meta:
        model = Course

    kind = Kind.BRIEFING
    topics = factory.LazyFunction(lambda: [Topic.POLICY.value])
    title = factory.Sequence(lambda n: f"Quán triệt Kế hoạch 108, đợt {n}")
    starts_on = factory.LazyFunction(today)
    ends_on = factory.LazyAttribute(lambda o: o.starts_on)
    state = CourseState.PLANNED


class CourseParticipantFactory(_Factory):
    """A member who is invited to a course; give ``course`` and ``member``."""

    class Meta:
        model = CourseParticipant

    class Params:
        course = None
        member = None

    course_id = factory.LazyAttribute(lambda o: o.course.id)
    holder_unit_id = factory.LazyAttribute(lambda o: o.course.unit_id)
    member_id = factory.LazyAttribute(lambda o: o.member.id)
    unit_id = factory.LazyAttribute(lambda o: o.member.unit_id)
    full_name = factory.LazyAttribute(lambda o: o.member.full_name)
    birth_year = factory.LazyAttribute(lambda o: o.member.birth_year)
    invited = True


class PostFactory(_Factory):
    """A position that a member holds since the beginning of 2024; give ``branch`` and ``member``."""

    class Meta:
        model = Post

    class Params:
        branch = None
        member = None

    branch_id = factory.LazyAttribute(lambda o: o.branch.id)
    unit_id = factory.LazyAttribute(lambda o: o.branch.unit_id)
    member_id = factory.LazyAttribute(lambda o: o.member.id)
    position = Position.COMMITTEE
    from_on = dt.date(2024, 1, 1)


class SheetFactory(_Factory):
    """A draft sheet; give ``household`` and ``set_id``."""

    class Meta:
        model = Sheet

    class Params:
        household = None

    unit_id = factory.LazyAttribute(lambda o: o.household.unit_id)
    subject_id = factory.LazyAttribute(lambda o: o.household.id)
    name = factory.LazyAttribute(lambda o: o.household.head_name)
    model = Model.FAMILY
    year = 2026
    state = State.DRAFT
    answers = factory.LazyFunction(dict)
    scorers = factory.LazyFunction(list)


class AccountFactory(_Factory):
    """An account; the password is ``hoc-tap-108``."""

    class Meta:
        model = Account

    username = factory.Sequence(lambda n: f"nguoi-{n}")
    full_name = factory.Sequence(lambda n: f"Hoàng Thị Người {n}")
    password_hash = "$argon2id$none"


class AssignmentFactory(_Factory):
    """A role of an account at a unit."""

    class Meta:
        model = Assignment


class CentreFactory(_Factory):
    """The centre of a commune; give ``unit_id``. ``shared`` are the ids of others that it serves."""

    class Meta:
        model = Centre

    name = "Trung tâm học tập cộng đồng xã Yên Hoa"

    @factory.post_generation
    def shared(self, create: bool, extracted: tuple[int, ...] | None, **_: object) -> None:
        """Its own commune is served, and the others."""
        for unit_id in (self.unit_id, *(extracted or ())):
            db.session.add(CentreServed(centre_id=self.id, centre_unit_id=self.unit_id, unit_id=unit_id))
        db.session.flush()


class ActivityFactory(_Factory):
    """A talk that was held today; give ``centre``, ``unit_id`` and ``made_by``."""

    class Meta:
        model = Activity

    class Params:
        centre = None

    centre_id = factory.LazyAttribute(lambda o: o.centre.id)
    centre_unit_id = factory.LazyAttribute(lambda o: o.centre.unit_id)
    unit_id = factory.LazyAttribute(lambda o: o.centre.unit_id)
    kind = ActivityKind.TALK
    state = ActivityState.DONE
    held_on = factory.LazyFunction(today)
    ends_on = factory.LazyAttribute(lambda o: o.held_on)
    topic = factory.Sequence(lambda n: f"Kỹ thuật trồng ngô {n}")
    attendances = 30
