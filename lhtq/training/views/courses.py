"""Pages: the courses of a unit, one course, planning and changing it."""

from flask import redirect, request, url_for
from werkzeug.wrappers import Response

from lhtq.accounts.current import actor
from lhtq.accounts.policy import Action, Place, may, require
from lhtq.register.service import WrongLevelError
from lhtq.register.views.base import above
from lhtq.training import queries, service
from lhtq.training.forms import CourseForm, FileForm
from lhtq.training.models import Course
from lhtq.training.rules import COUNT_NAMES, PHASES, Step, phase_of
from lhtq.training.service import AttendedError, NotYetError
from lhtq.training.views.base import WORDS, bp, course_to_keep, course_to_read
from lhtq.units import queries as units
from lhtq.units.models import Unit
from lhtq.units.rules import Level
from lhtq.web.filters import today
from lhtq.web.forms import searched
from lhtq.web.paging import page
from lhtq.web.render import render_page
from lhtq.web.submission_key import once

#: What may be asked for of a list, as addresses write it, in words.
WHICH_NAMES = {"": "Tất cả", "co-du": "Có dự", "vang": "Chưa dự", "xong": "Hoàn thành"}


@bp.get("/tap-huan/<int:unit_id>")
def courses(unit_id: int) -> Response:
    """The courses that a unit and those under it hold, and those that invite their people; or those of a figure."""
    unit = units.unit(unit_id)
    require(actor(), Action.PEOPLE_VIEW, Place(unit.path))
    year = min(max(request.args.get("nam", today().year, int), PHASES[0].first), PHASES[-1].last)
    wanted = queries.asked_courses(request.args, year)
    return render_page(
        "training/courses.html",
        unit=unit,
        above=above(unit),
        year=year,
        years=range(min(today().year + 1, PHASES[-1].last), PHASES[0].first - 1, -1),
        topic=wanted.topic,
        wanted=wanted,
        counted=wanted.counted,
        counts=COUNT_NAMES,
        totals=queries.totals(unit, year, today()),
        phase=phase_of(today()),
        page=page(
            lambda limit, offset: queries.courses(unit, wanted, limit, offset), request.args.get("trang", 1, int)
        ),
        Level=Level,
        **WORDS,
    )


@bp.route("/tap-huan/<int:unit_id>/them", methods=["GET", "POST"])
def add_course(unit_id: int) -> Response:
    """Plan a course."""
    unit = units.unit(unit_id)
    require(actor(), Action.TRAINING_HOLD, Place(unit.path))
    form = CourseForm()
    if form.validate_on_submit():

        def create() -> str:
            return url_for(".course", course_id=service.add_course(actor(), unit, form.given()).id)

        try:
            return redirect(once(actor().account_id, form.key.value, create), 303)
        except WrongLevelError:
            form.refuse("title", "Thôn không tổ chức khóa. Hãy mở trang của xã rồi thêm.")
    return _form_page(form, url_for(".add_course", unit_id=unit_id), unit)


@bp.get("/khoa/<int:course_id>")
def course(course_id: int) -> Response:
    """One course: its facts, its files, and of its list whom the actor sees."""
    return course_page(course_to_read(course_id))


def course_page(found: Course, form: FileForm | None = None, message: str | None = None) -> Response:
    """The page of a course, with the form of a file as it was sent."""
    which = request.args.get("xem", "")
    search = searched(request.args.get("tim", ""))
    at = request.args.get("noi", 0, int)
    place = units.unit(at) if at else None
    form = form or FileForm(formdata=None)
    return render_page(
        "training/course.html",
        status=422 if form.errors or message else 200,
        course=found,
        above=above(found.unit) if found.unit_path.startswith(actor().unit_path) else [],
        keeping=may(actor(), Action.TRAINING_HOLD, found),
        counts=queries.counts(found.id),
        files=queries.files(found.id),
        which=which,
        place=place,
        which_names=WHICH_NAMES,
        search=search,
        page=page(
            lambda limit, offset: queries.participants(
                found.id, which, search, limit, offset, place.path if place else ""
            ),
            request.args.get("trang", 1, int),
        ),
        form=form,
        message=message,
        phase=phase_of(found.starts_on),
        today=today(),
        **WORDS,
    )


@bp.route("/khoa/<int:course_id>/sua", methods=["GET", "POST"])
def edit_course(course_id: int) -> Response:
    """Change what is known of a course."""
    found = course_to_keep(course_id)
    form = CourseForm(obj=found)
    stored = None
    if form.validate_on_submit():
        if form.version.data != str(found.version):
            stored = found
            form.version.data = str(found.version)
            form.refuse("title", "Có người vừa sửa khóa này. So với bản đang lưu ở trên rồi gửi lại.")
        else:
            try:
                service.edit_course(actor(), found, form.given(), today())
                return redirect(url_for(".course", course_id=course_id), 303)
            except NotYetError:
                form.refuse("starts_on", "Khóa đã tổ chức thì ngày không thể sau hôm nay.")
    found = queries.course(course_id)
    return _form_page(form, url_for(".edit_course", course_id=course_id), found.unit, found, stored)


@bp.post("/khoa/<int:course_id>/buoc")
def step(course_id: int) -> Response:
    """Say that a course was held or is cancelled, or plan it again."""
    found = course_to_keep(course_id)
    taken = next((step for step in Step if step.value == request.form.get("buoc")), None)
    if taken is None:
        return course_page(found, message="Chọn một việc: đã tổ chức, hủy hoặc lập lại.")
    try:
        service.step(actor(), found, taken, today())
    except NotYetError:
        return course_page(queries.course(course_id), message="Chưa tới ngày tổ chức. Nếu đã học sớm, hãy sửa ngày.")
    except AttendedError:
        return course_page(
            queries.course(course_id), message="Đã ghi người dự khóa này. Bỏ đánh dấu có dự của mọi người rồi lập lại."
        )
    return redirect(url_for(".course", course_id=course_id), 303)


def _form_page(
    form: CourseForm, action: str, unit: Unit, course: Course | None = None, stored: Course | None = None
) -> Response:
    return render_page(
        "training/course_form.html",
        status=422 if form.errors else 200,
        form=form,
        action=action,
        unit=unit,
        course=course,
        stored=stored,
        **WORDS,
    )
