"""Pages: who attended and completed a course, and the certificates."""

from flask import redirect, request, url_for
from werkzeug.wrappers import Response

from lhtq.accounts.current import actor
from lhtq.training import queries, service
from lhtq.training.forms import CertificatesForm, MarksForm
from lhtq.training.models import Course
from lhtq.training.rules import MOST_PARTICIPANTS
from lhtq.training.service import BeforeEndError, MarksRefusedError, NotYetError, NumberTakenError
from lhtq.training.views.base import NOT_YET, WORDS, bp, course_to_keep, course_to_read
from lhtq.web.filters import today
from lhtq.web.forms import searched
from lhtq.web.paging import page
from lhtq.web.render import render_page


@bp.route("/khoa/<int:course_id>/diem-danh", methods=["GET", "POST"])
def attendance(course_id: int) -> Response:
    """Tick who attended and who completed, a page of the list at a time."""
    found = course_to_keep(course_id)
    form = MarksForm()
    if form.validate_on_submit():
        try:
            service.mark(actor(), found, form.marks(), today())
            return redirect(_here(course_id), 303)
        except NotYetError:
            form.refuse("attended", NOT_YET)
        except MarksRefusedError as error:
            _refuse(form, error)
    return _attendance_page(form, queries.course(course_id))


@bp.route("/khoa/<int:course_id>/chung-nhan", methods=["GET", "POST"])
def certificates(course_id: int) -> Response:
    """Number the certificates of those who completed."""
    found = course_to_keep(course_id)
    form = CertificatesForm() if request.method == "POST" else CertificatesForm(data={"given_on": today()})
    ends_on = found.ends_on
    if form.is_submitted():
        valid = form.validate()
        given = form.certificates(request.form.items())
        if valid and not form.errors:
            try:
                service.certify(actor(), found, given, form.given_on.data)
                return redirect(
                    url_for(".certificates", course_id=course_id, trang=request.args.get("trang", 1, int)), 303
                )
            except BeforeEndError:
                form.refuse("given_on", f"Khóa kết thúc ngày {ends_on:%d/%m/%Y}. Nhập ngày cấp từ ngày đó.")
            except NumberTakenError:
                form.refuse("given_on", "Hai giấy chứng nhận của khóa này trùng số. Sửa lại số.")
    return render_page(
        "training/certificates.html",
        status=422 if form.errors else 200,
        course=queries.course(course_id),
        form=form,
        typed=request.form,
        page=page(
            lambda limit, offset: queries.participants(course_id, "xong", "", limit, offset),
            request.args.get("trang", 1, int),
        ),
        **WORDS,
    )


@bp.get("/khoa/<int:course_id>/chung-nhan/in")
def certificate_list(course_id: int) -> Response:
    """Everybody who completed, to be printed: of those whom the actor sees."""
    found = course_to_read(course_id)
    return render_page(
        "training/certificate_list.html",
        course=found,
        rows=queries.participants(course_id, "xong", "", MOST_PARTICIPANTS, 0),
        **WORDS,
    )


def _here(course_id: int) -> str:
    return url_for(
        ".attendance",
        course_id=course_id,
        trang=request.args.get("trang", 1, int),
        tim=searched(request.args.get("tim", "")) or None,
    )


def _refuse(form: MarksForm, error: MarksRefusedError) -> None:
    """Say of whom it cannot be, beside the column."""
    if error.incomplete:
        form.refuse("completed", f"{', '.join(error.incomplete)}: đánh dấu có dự trước khi đánh dấu hoàn thành.")
    if error.holds:
        form.refuse("completed", f"{', '.join(error.holds)}: đã có giấy chứng nhận. Bỏ số giấy chứng nhận trước.")
    if error.uninvited:
        form.refuse(
            "attended", f"{', '.join(error.uninvited)}: không được mời mà đến dự. Nếu không dự, hãy bỏ khỏi danh sách."
        )


def _attendance_page(form: MarksForm, found: Course) -> Response:
    search = searched(request.args.get("tim", ""))
    rows = page(
        lambda limit, offset: queries.participants(found.id, "", search, limit, offset),
        request.args.get("trang", 1, int),
    )
    sent = form.is_submitted()
    attended = {row.id for row in rows.rows if row.attended}
    completed = {row.id for row in rows.rows if row.completed}
    return render_page(
        "training/attendance.html",
        status=422 if form.errors else 200,
        course=found,
        form=form,
        page=rows,
        search=search,
        here=_here(found.id),
        seen_attended=attended,
        seen_completed=completed,
        attended=set(form.attended.data or ()) if sent else attended,
        completed=set(form.completed.data or ()) if sent else completed,
        **WORDS,
    )
