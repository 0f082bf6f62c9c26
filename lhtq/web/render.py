"""One template a page; htmx gets the region it asked for, everyone else the page."""

from collections.abc import Iterable
from typing import Any

from flask import Response, current_app, g, make_response, redirect, render_template
from htmx_flask import request
from jinja2_fragments.flask import render_block
from werkzeug.wrappers import Response as BaseResponse

#: In the environment of a request: it is a row of the outbox.
FROM_OUTBOX = "lhtq.outbox"


def render_page(
    template: str, *, also: Iterable[str] = (), status: int = 200, retarget: str | None = None, **context: Any
) -> Response:
    """Render ``template``, or only the region that an htmx request targets.

    A region is a Jinja block whose root element has the block's name as its ``id`` (``row``, or ``row-57``
    where it repeats). ``also`` names regions to refresh beside the target, each sent as ``<hx-partial>``.
    ``retarget`` is the id of another element to put the answer in, where it needs more room than the one
    that asked.
    """
    region = region_asked_for(template, retarget)
    if region is None:
        return _vary(make_response(render_template(template, **context), status))
    html = render_block(template, region, **context)
    for name in also:
        fresh = render_block(template, name, **context)
        if FROM_OUTBOX in request.environ:  # it puts each in the place of its id (static/outbox.js)
            html += fresh
        else:
            html += f'<hx-partial hx-target="#{name}" hx-swap="outerHTML">{fresh}</hx-partial>'
    response = _vary(make_response(html, status))
    if retarget is not None:
        response.headers["HX-Retarget"] = f"#{retarget}"
        response.headers["HX-Reswap"] = "outerHTML"
    return response


def saved(
    url: str, template: str, *, also: Iterable[str] = (), retarget: str | None = None, **context: Any
) -> BaseResponse:
    """Answer a POST that succeeded: the fresh region for htmx, a redirect to ``url`` for a plain form."""
    if region_asked_for(template, retarget) is None:
        return redirect(url, 303)
    g.saved_at = url  # the same thing sent again by a plain form is answered with it (lhtq/web/submission_key.py)
    return render_page(template, also=also, retarget=retarget, **context)


def wants_region() -> bool:
    """Whether htmx asks for a part of a page, and not for a page through a link or the back button."""
    htmx = request.htmx
    return bool(htmx) and not htmx.boosted and not htmx.history_restore_request


def region_asked_for(template: str, retarget: str | None = None) -> str | None:
    """The block named by ``HX-Target`` (htmx 4 sends ``tag#id``), if this template has it."""
    if not wants_region():
        return None
    element_id = retarget or (request.htmx.target or "").partition("#")[2]
    name = element_id.partition("-")[0]
    return name if name in current_app.jinja_env.get_template(template).blocks else None


def _vary(response: Response) -> Response:
    """Say what a page depends on; the answer to a POST is kept by no cache."""
    if request.method == "GET":
        response.vary.update({"HX-Request", "HX-Target"})
    return response
