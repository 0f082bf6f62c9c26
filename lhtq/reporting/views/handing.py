"""Pages: handing a report in, accepting or returning it, saying something about it, opening it again."""

from collections.abc import Callable

from flask import abort, redirect, url_for
from werkzeug.wrappers import Response

from lhtq.accounts.current import actor
from lhtq.accounts.policy import Action, may, require
from lhtq.reporting import queries, service
from lhtq.reporting.forms import AnswerForm, CommentForm, ReasonForm, SubmitForm
from lhtq.reporting.models import ReportDue
from lhtq.reporting.rules.checks import blocked
from lhtq.reporting.rules.snapshots import differences
from lhtq.reporting.service import BlockedError
from lhtq.reporting.views.base import WORDS, bp, owed, owed_for, still_owed
from lhtq.web.filters import today
from lhtq.web.forms import Form
from lhtq.web.render import render_page
from lhtq.web.submission_key import once

#: Of a report that is opened again though its unit need not report any more.
NOT_OWED = "Kỳ này đơn vị không phải nộp nữa, nên không có bản nộp lại."


def _done(due: ReportDue, form: Form, do: Callable[[], object], about: str | None = None) -> Response:
    """Do something once, and go back to the report, there to the part or table that it was about."""

    def work() -> str:
        do()
        return _report(due, about)

    return redirect(once(actor().account_id, form.key.value, work), 303)


def _report(due: ReportDue, about: str | None) -> str:
    return url_for(".report", unit_id=due.unit_id, period_id=due.period_id, _anchor=about)


@bp.route("/bao-cao/<int:unit_id>/<int:period_id>/nop", methods=["GET", "POST"])
def submit(unit_id: int, period_id: int) -> Response:
    """The check list of a report, and the one button that hands it in."""
    due = still_owed(Action.REPORT_SUBMIT, unit_id, period_id)
    report = queries.report(due)
    form = SubmitForm(again=report.number > 0)
    message = None
    if form.validate_on_submit():
        try:
            return _done(due, form, lambda: service.submit(actor(), due, form.note.data or "", today()))
        except BlockedError:
            message = "Còn việc phải sửa trước khi nộp."
            due = queries.due(period_id, unit_id)  # what was read before was undone with the command
            report = queries.report(due)
    require(actor(), Action.REPORT_SUBMIT, report)
    snapshot = queries.snapshot_now(due, report, today())
    found = queries.found_in(due, report, snapshot)
    before = queries.lookup(report.id, report.number) if report.number else None
    return render_page(
        "reporting/submit.html",
        status=422 if form.errors or message else 200,
        due=due,
        unit=due.unit,
        report=report,
        form=form,
        message=message,
        findings=found,
        blocked=blocked(found),
        changes=differences(before, snapshot) if before else [],
        # Where what is missing is written; who hands in alone only reads.
        parts=[part.key for part in queries.layout_of(due).parts] if may(actor(), Action.REPORT_WRITE, report) else [],
        **WORDS,
    )


@bp.post("/bao-cao/<int:unit_id>/<int:period_id>/tiep-nhan")
def accept(unit_id: int, period_id: int) -> Response:
    """Accept a report."""
    due = owed(unit_id, period_id)
    service.accept(actor(), due)
    return redirect(url_for(".report", unit_id=unit_id, period_id=period_id), 303)


@bp.route("/bao-cao/<int:unit_id>/<int:period_id>/tra-lai", methods=["GET", "POST"])
def return_(unit_id: int, period_id: int) -> Response:
    """Give a report back with a reason."""
    due = owed(unit_id, period_id)
    report = queries.report(due)
    form = ReasonForm()
    if form.validate_on_submit():
        return _done(due, form, lambda: service.return_(actor(), due, form.words.data))
    require(actor(), Action.REPORT_RETURN, service.received(due, report))
    return _reason(due, form, "Trả lại báo cáo", "Trả lại", "tra-lai", "Đơn vị sẽ thấy lý do này và nộp lại.")


@bp.route("/bao-cao/<int:unit_id>/<int:period_id>/gop-y/<about>", methods=["GET", "POST"])
def comment(unit_id: int, period_id: int, about: str) -> Response:
    """Say something about a part or a table."""
    due = owed(unit_id, period_id)
    report = queries.report(due)
    names = _abouts(due)
    if about not in names:
        abort(404)
    form = CommentForm()
    if form.validate_on_submit():
        return _done(due, form, lambda: service.comment(actor(), due, about, form.words.data), about)
    require(actor(), Action.REPORT_COMMENT, service.received(due, report))
    return _reason(due, form, f"Góp ý: {names[about]}", "Gửi góp ý", f"gop-y/{about}", "")


def _abouts(due: ReportDue) -> dict[str, str]:
    """What can be spoken about, with its heading."""
    data = queries.layout_of(due)
    parts = {part.key: f"{part.number} {part.heading}" for part in data.parts}
    return parts | {table.key: table.title for table in data.tables}


@bp.post("/bao-cao/<int:unit_id>/<int:period_id>/gop-y/<int:comment_id>/xong")
def see_to(unit_id: int, period_id: int, comment_id: int) -> Response:
    """Say that what a comment asks for is done."""
    due = owed_for(Action.REPORT_WRITE, unit_id, period_id)
    seen_to = service.see_to(actor(), due, comment_id)
    return redirect(_report(due, seen_to.about), 303)


@bp.route("/bao-cao/<int:unit_id>/<int:period_id>/mo-lai", methods=["GET", "POST"])
def ask_reopening(unit_id: int, period_id: int) -> Response:
    """Ask that an accepted report be opened again."""
    due = owed_for(Action.REPORT_ASK_REOPENING, unit_id, period_id)
    report = queries.report(due)
    form = ReasonForm()
    if form.validate_on_submit():
        return _done(due, form, lambda: service.ask_reopening(actor(), due, form.words.data))
    require(actor(), Action.REPORT_ASK_REOPENING, report)
    return _reason(due, form, "Xin mở lại báo cáo", "Gửi yêu cầu", "mo-lai", _who_answers(due))


def _who_answers(due: ReportDue) -> str:
    """What comes of asking: where nobody is above, another of the same unit answers, and there must be one."""
    if due.waived_on is not None:
        return f"Cấp trên cho mở lại thì báo cáo này không khóa số liệu nữa. {NOT_OWED}"
    if due.goes_to is not None:
        return "Cấp trên cho mở lại thì báo cáo này không khóa số liệu nữa, và bản nộp lại nói rõ đã đổi gì."
    return (
        f"Một cán bộ khác của {due.unit.full_name} trả lời. Cho mở lại thì báo cáo này không khóa số liệu nữa, và bản "
        "nộp lại nói rõ đã đổi gì. Nếu chỉ có một tài khoản cán bộ, hãy nhờ người quản trị mở thêm tài khoản cho "
        "người trả lời."
    )


@bp.route("/bao-cao/<int:unit_id>/<int:period_id>/mo-lai/cap-tren", methods=["GET", "POST"])
def reopen(unit_id: int, period_id: int) -> Response:
    """Open an accepted report again in which the level above itself found an error."""
    due = owed(unit_id, period_id)
    report = queries.report(due)
    form = ReasonForm()
    if form.validate_on_submit():
        return _done(due, form, lambda: service.reopen(actor(), due, form.words.data))
    require(actor(), Action.REPORT_REOPEN_UNASKED, service.received(due, report))
    if queries.open_reopening(report.id) is not None:
        return redirect(url_for(".answer_reopening", unit_id=unit_id, period_id=period_id), 303)
    then = f". {NOT_OWED}" if due.waived_on else ", và đơn vị phải nộp lại."
    hint = f"Đơn vị sẽ thấy lý do này. Báo cáo không khóa số liệu nữa{then}"
    return _reason(due, form, "Mở lại báo cáo đã tiếp nhận", "Mở lại để đơn vị sửa", "mo-lai/cap-tren", hint)


@bp.route("/bao-cao/<int:unit_id>/<int:period_id>/mo-lai/tra-loi", methods=["GET", "POST"])
def answer_reopening(unit_id: int, period_id: int) -> Response:
    """Open an accepted report again, or refuse to."""
    due = owed(unit_id, period_id)
    report = queries.report(due)
    form = AnswerForm()
    if form.validate_on_submit():
        granted = form.granted.data == "co"
        return _done(due, form, lambda: service.answer_reopening(actor(), due, form.words.data, granted=granted))
    require(actor(), Action.REPORT_REOPEN, service.received(due, report))
    asked = queries.open_reopening(report.id)
    if asked is None:
        abort(404)
    return render_page(
        "reporting/answer.html", status=422 if form.errors else 200, due=due, unit=due.unit, form=form, asked=asked
    )


def _reason(due: ReportDue, form: Form, heading: str, button: str, step: str, hint: str) -> Response:
    return render_page(
        "reporting/reason.html",
        status=422 if form.errors else 200,
        due=due,
        unit=due.unit,
        form=form,
        heading=heading,
        button=button,
        step=step,
        hint=hint,
    )
