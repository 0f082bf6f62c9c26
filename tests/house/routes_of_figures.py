"""The routes of figures that compare units, and of their targets."""

from lhtq.accounts.policy import Action
from lhtq.indicators.rules import fingerprint
from lhtq.web.filters import today
from tests.house.route import Route

COMPARISON = (
    Route("indicators.compare", "GET", "/so-sanh/{commune}"),
    Route("indicators.compare_all", "GET", "/so-sanh/{commune}/tat-ca"),
    Route("indicators.province_map", "GET", "/so-sanh/{commune}/ban-do"),
    Route("indicators.changes", "GET", "/chi-tieu/{commune}/gia-dinh/thay-doi", Action.PEOPLE_VIEW),
    Route("indicators.targets", "GET", "/muc-tieu/{commune}", Action.TARGET_SET),
    Route(
        "indicators.targets", "POST", "/muc-tieu/{commune}", Action.TARGET_SET,
        {"seen": fingerprint({"family_rate": {today().year: 60}}), "family_rate-2030": "85"},
    ),
)  # fmt: skip
