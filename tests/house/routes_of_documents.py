"""Documents that go out, and the templates that they go through."""

from lhtq.accounts.policy import Action
from tests.house.route import Route


def _of_template(endpoint: str, url: str, form: dict[str, str] | None = None, method: str = "GET") -> Route:
    """A page on which the province's administrator replaces templates."""
    return Route(f"issuing.{endpoint}", method, url, Action.TEMPLATE_EDIT, form or {}, at_top=True)


DOCUMENTS = (
    _of_template("templates", "/mau-van-ban"),
    _of_template("template", "/mau-van-ban/bao-cao"),
    _of_template("template", "/mau-van-ban/bao-cao", {"key": "{key}", "file": "template"}, "POST"),
    _of_template("default", "/mau-van-ban/bao-cao/mac-dinh.docx"),
    _of_template("current", "/mau-van-ban/quyet-dinh/dang-dung.docx"),
    _of_template("restore", "/mau-van-ban/quyet-dinh/mac-dinh", method="POST"),
    Route("issuing.prepared", "GET", "/van-ban/{document}", own=True),
    Route("issuing.prepared_file", "GET", "/van-ban/{document}/tep", own=True),
    Route("recognition.decision_file", "POST", "/quyet-dinh/{decision}/van-ban.xlsx", Action.PEOPLE_VIEW),
    Route("recognition.certificates_file", "POST", "/quyet-dinh/{decision}/giay-chung-nhan.pdf", Action.PEOPLE_VIEW),
    Route("assessment.minutes_file", "POST", "/bien-ban/{review}/van-ban.docx", Action.PEOPLE_VIEW),
)
