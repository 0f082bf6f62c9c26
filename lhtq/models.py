"""Every mapped table in one import, for the migrations and the house's own tests."""

from lhtq.accounts import models as accounts
from lhtq.assessment import models as assessment
from lhtq.centre import models as centre
from lhtq.criteria import models as criteria
from lhtq.indicators import models as indicators
from lhtq.issuing import models as issuing
from lhtq.lists import models as lists
from lhtq.membership import models as membership
from lhtq.recognition import models as recognition
from lhtq.register import models as register
from lhtq.reporting import models as reporting
from lhtq.training import models as training
from lhtq.units import models as units
from lhtq.web import submission_key

__all__ = [
    "accounts",
    "assessment",
    "centre",
    "criteria",
    "indicators",
    "issuing",
    "lists",
    "membership",
    "recognition",
    "register",
    "reporting",
    "submission_key",
    "training",
    "units",
]
