"""Pages: the Word templates that a province's administrator replaces, and large documents while they are written."""

import io

from flask import Blueprint, abort, redirect, send_file, url_for
from werkzeug.wrappers import Response

from lhtq.accounts.current import actor
from lhtq.documents import NEEDED, PLACEHOLDERS, TEMPLATE_NAMES, Template, default_template
from lhtq.documents.kinds import KNOWN
from lhtq.files.serving import store, stored
from lhtq.issuing import queries, service
from lhtq.issuing.forms import TemplateForm
from lhtq.issuing.preparing import Prepared
from lhtq.issuing.sending import MEDIA_TYPES, Form, shelf
from lhtq.units.rules import top_path
from lhtq.web.render import render_page
from lhtq.web.submission_key import once

bp = Blueprint("issuing", __name__)


def _kind(slug: str) -> Template:
    try:
        return Template(slug)
    except ValueError:
        abort(404)


@bp.get("/mau-van-ban")
def templates() -> Response:
    """Every kind of document with the template that is in use."""
    service.require_province(actor())
    return render_page(
        "issuing/templates.html", names=TEMPLATE_NAMES, in_use=queries.in_use(top_path(actor().unit_path))
    )


@bp.route("/mau-van-ban/<slug>", methods=["GET", "POST"])
def template(slug: str) -> Response:
    """One template: what can stand in it, which one is in use, and another one in its place."""
    service.require_province(actor())
    kind = _kind(slug)
    form = TemplateForm(kind)
    if form.validate_on_submit():

        def create() -> str:
            service.replace(actor(), kind, form.file_name, form.content, store())
            return url_for(".template", slug=kind.value)

        return redirect(once(actor().account_id, form.key.value, create), 303)
    return render_page(
        "issuing/template.html",
        status=422 if form.errors else 200,
        form=form,
        kind=kind,
        name=TEMPLATE_NAMES[kind],
        placeholders=[(name, PLACEHOLDERS[name], name in NEEDED[kind]) for name in PLACEHOLDERS if name in KNOWN[kind]],
        in_use=queries.in_use(top_path(actor().unit_path)).get(kind),
    )


@bp.get("/mau-van-ban/<slug>/mac-dinh.docx")
def default(slug: str) -> Response:
    """The template that comes with the software, to be changed in Word."""
    service.require_province(actor())
    kind = _kind(slug)
    content = io.BytesIO(default_template(kind))
    return send_file(content, MEDIA_TYPES[Form.WORD], as_attachment=True, download_name=f"mau-{kind.value}.docx")


@bp.get("/mau-van-ban/<slug>/dang-dung.docx")
def current(slug: str) -> Response:
    """The province's own template that is in use."""
    service.require_province(actor())
    kind = _kind(slug)
    found = queries.in_use(top_path(actor().unit_path)).get(kind)
    if found is None:
        abort(404)
    return stored(found.digest, MEDIA_TYPES[Form.WORD], download=f"mau-{kind.value}.docx")


@bp.post("/mau-van-ban/<slug>/mac-dinh")
def restore(slug: str) -> Response:
    """Go back to the template that comes with the software."""
    kind = _kind(slug)
    service.restore_default(actor(), kind)
    return redirect(url_for(".template", slug=kind.value), 303)


@bp.get("/van-ban/<key>")
def prepared(key: str) -> Response:
    """How far a large document is; then the file."""
    return render_page("issuing/prepared.html", key=key, found=_prepared(key))


@bp.get("/van-ban/<key>/tep")
def prepared_file(key: str) -> Response:
    """A large document that is ready: by parts too, where the line broke."""
    found = _prepared(key)
    if not found.ready:
        abort(404)
    path = shelf().path(actor().account_id, key)
    response = send_file(path, found.media_type, as_attachment=True, download_name=found.name, conditional=True)
    response.headers["Cache-Control"] = "private, no-cache"
    return response


def _prepared(key: str) -> Prepared:
    """A document that this account asked for."""
    try:
        found = shelf().find(actor().account_id, key)
    except ValueError:
        found = None
    if found is None:
        abort(404)
    return found
