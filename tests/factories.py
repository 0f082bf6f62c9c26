"""Records for tests; each call gives one that is valid and plain."""

import datetime as dt

import factory
from factory.alchemy import SQLAlchemyModelFactory

from lhtq.accounts.models import Account, Assignment
from lhtq.assessment.models import Sheet
from lhtq.assessment.rules import State
from lhtq.criteria.rules import Model
from lhtq.db import db
from lhtq.register.models import Household, Person
from lhtq.register.rules import Relation, Sex
from lhtq.units.models import Unit
from lhtq.units.rules import Level


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
    def head(self, create: bool, extracted: object, **_: object) -> None:
        """The head, and with ``adults=n`` so many adults in all."""
        PersonFactory(household=self, full_name=self.head_name, relation=Relation.HEAD)

    @factory.post_generation
    def adults(self, create: bool, extracted: int | None, **_: object) -> None:
        """Adults besides the head, to ``extracted`` in all; two without it."""
        for _n in range((extracted or 2) - 1):
            PersonFactory(household=self, relation=Relation.SPOUSE, sex=Sex.FEMALE)


class PersonFactory(_Factory):
    """A member; give ``household``."""

    class Meta:
        model = Person

    class Params:
        household = None

    household_id = factory.LazyAttribute(lambda o: o.household.id)
    unit_id = factory.LazyAttribute(lambda o: o.household.unit_id)
    full_name = factory.Sequence(lambda n: f"Ma Thị {n}")
    birth_year = 1980
    sex = Sex.MALE
    ethnicity = "Tày"
    relation = Relation.OTHER
    working = True


class SheetFactory(_Factory):
    """A draft sheet; give ``household`` and ``set_id``."""

    class Meta:
        model = Sheet

    class Params:
        household = None

    unit_id = factory.LazyAttribute(lambda o: o.household.unit_id)
    household_id = factory.LazyAttribute(lambda o: o.household.id)
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
