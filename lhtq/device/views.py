"""Pages and files for a device: the worker that keeps pages, files in parts, the data it used."""

import json

from flask import Blueprint, Response, current_app, render_template, request

from lhtq.accounts.current import actor
from lhtq.device.forms import incoming
from lhtq.files.incoming import (
    MOST_PART,
    Arrived,
    TooLargeError,
    TooManyError,
    UploadRefusedError,
    WrongDigestError,
)
from lhtq.web.headers import POLICY
from lhtq.web.render import render_page

bp = Blueprint("device", __name__)

#: Seconds for which a browser does not ask again whether the worker has changed: once an hour, and not with each page.
WORKER_ASKED_FOR = 3600

_STATUS: dict[type[UploadRefusedError], int] = {TooLargeError: 413, TooManyError: 429, WrongDigestError: 422}


@bp.get("/worker.js")
def worker() -> Response:
    """The worker that keeps opened pages, with what it needs of this release in front.

    Any change of a static file or of the page for no line makes it another worker, so that browsers take it up.
    """
    shell = render_template("device/no_line.html", me=None)
    given = {"FILES": sorted(current_app.extensions["lhtq.static"]), "SHELL": shell, "POLICY": POLICY}
    constants = "".join(f"const {name} = {json.dumps(value, ensure_ascii=False)};\n" for name, value in given.items())
    response = Response(
        constants + current_app.extensions["lhtq.worker"],
        content_type="text/javascript; charset=utf-8",
        headers={"Cache-Control": f"max-age={WORKER_ASKED_FOR}"},
    )
    response.add_etag()
    return response


@bp.get("/du-lieu-da-dung")
def data_used() -> Response:
    """How many kilobytes this device has sent and received; the figures are on the device alone."""
    return render_page("device/data_used.html")


@bp.get("/tep/<sha256:digest>")
def arrived(digest: str) -> Response:
    """How much of a file has arrived from this account."""
    return _told(incoming().arrived(actor().account_id, digest))


@bp.post("/tep/<sha256:digest>")
def add_part(digest: str) -> Response:
    """Take a part of a file; its bytes are the body. 409 says where to go on."""
    offset, total = request.args.get("tu", -1, int), request.args.get("tong", 0, int)
    if (request.content_length or 0) > MOST_PART:
        return Response(f"Mỗi phần nhiều nhất {MOST_PART // 1000} KB.", 413, mimetype="text/plain")
    content = request.get_data()
    try:
        now = incoming().add(actor().account_id, digest, content, offset=offset, total=total)
    except UploadRefusedError as error:
        return Response(str(error), _STATUS[type(error)], mimetype="text/plain")
    taken = now.done or 0 <= offset == now.have - len(content)
    return _told(now, 200 if taken else 409)


def _told(now: Arrived, status: int = 200) -> Response:
    return Response(json.dumps({"have": now.have, "done": now.done}), status, mimetype="application/json")
