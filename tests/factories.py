"""Records for tests; each call gives one that is valid and plain."""

import datetime as dt

import factory
from factory.alchemy import SQLAlchemyModelFactory

from lhtq.accounts.models import Account, Assignment
from lhtq.assessment.models import Sheet
from lhtq.assessment.rules import State
from lhtq.criteria.rules import Model
from lhtq.db import db
from lhtq.membership.models import Branch, Member, Post
from lhtq.membership.rules import BranchKind, Position
from lhtq.register.models import Clan, Household, Organisation, Person
from lhtq.register.rules import Occupation, OrganisationKind, Relation, Sex
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
