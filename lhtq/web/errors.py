"""Pages for what goes wrong: plain words, a request id, and nothing typed is lost."""

import logging
import secrets
from dataclasses import dataclass
from urllib.parse import urlsplit

from flask import Flask, Response, g, render_template, request
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import NoResultFound, OperationalError
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response as BaseResponse

from lhtq.web.render import wants_region

#: Names and values of a form, in order.
Fields = list[tuple[str, str]]


@dataclass(frozen=True)
class Why:
    """Why what was typed is not saved and when to send it again, in words, with the way to a page that helps."""

    heading: str
    words: str
    address: str = ""
    leads_to: str = ""


OTHER_SESSION = Why(
    "Nội dung vừa nhập vẫn còn",
    "Phiên làm việc đã đổi nên nội dung chưa được lưu. Xem lại rồi bấm nút dưới đây để gửi lại.",
)

log = logging.getLogger("lhtq")

#: Status → (heading, what to do).
PAGES: dict[int, tuple[str, str]] = {
    400: ("Yêu cầu không đọc được", "Hãy quay lại trang trước và thử lại."),
    403: ("Không được phép", "Vai trò của bạn không được làm việc này."),
    404: ("Không tìm thấy trang", "Địa chỉ sai, hoặc nội dung này không thuộc phạm vi của bạn."),
    405: ("Không tìm thấy trang", "Hãy quay lại trang trước và thử lại."),
    409: ("Có người vừa sửa nội dung này", "Hãy mở lại trang để xem bản mới nhất rồi làm lại."),
    413: ("Tệp quá lớn", "Mỗi lần gửi nhiều nhất 20 MB. Hãy chọn ảnh hoặc tệp nhỏ hơn."),
    500: ("Có lỗi ở phía hệ thống", "Nội dung chưa được lưu. Hãy quay lại trang trước và gửi lại."),
    503: ("Hệ thống tạm thời không phục vụ được", "Nội dung chưa được lưu. Hãy đợi một phút rồi gửi lại."),
}


def page(status: int, message: str | None = None, back: tuple[str, str] = ("/", "Về trang chính")) -> Response:
    """The page of an error; ``message`` says what to do where the usual words are too general.

    ``back`` is an address with its words.
    """
    heading, advice = PAGES.get(status, PAGES[400 if status < 500 else 500])  # noqa: PLR2004
    if wants_region():  # the row that asked says it in its own place (static/app.js)
        return Response(message or advice, status, mimetype="text/plain")
    html = render_template(
        "errors/error.html", heading=heading, advice=message or advice, back=back, request_id=g.request_id
    )  # fmt: skip
    return Response(html, status, mimetype="text/html")


def same_origin() -> bool:
    """Whether the browser says that this request comes from one of our own pages."""
    site = request.headers.get("Sec-Fetch-Site")
    if site:
        return site == "same-origin"
    origin = request.headers.get("Origin")
    return origin is not None and origin.rstrip("/") == request.host_url.rstrip("/")


def this_url() -> str:
    """Path and query of this request."""
    return request.full_path.rstrip("?")


def typed_fields() -> Fields:
    """What the form of this request held, for showing it again; files cannot be kept."""
    return [(name, value) for name, value in request.form.items(multi=True) if name != "csrf_token"]


def holds_password() -> bool:
    """Whether the form of this request has a password in it: such a form is never shown or carried on."""
    return not request.form.keys().isdisjoint({"password", "new"})


def init_app(app: Flask) -> None:
    """Register the handlers."""
    app.before_request(_name_request)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(NoResultFound, lambda _error: page(404))
    app.register_error_handler(StaleDataError, lambda _error: page(409))
    app.register_error_handler(CSRFError, _csrf)
    app.register_error_handler(OperationalError, _database)
    if not app.testing:  # a test shall see the bug itself
        app.register_error_handler(Exception, _bug)


def _name_request() -> None:
    g.request_id = secrets.token_hex(4)


def _http(error: HTTPException) -> BaseResponse | HTTPException:
    if error.code is None or error.code < 400:  # noqa: PLR2004 - a redirect is an answer
        return error
    return page(error.code)


def _csrf(_error: CSRFError) -> BaseResponse:
    if holds_password():
        return page(400, "Phiên làm việc đã đổi nên chưa gửi được. Hãy mở lại trang và nhập lại; cần cho phép cookie.")
    return send_again(this_url(), typed_fields(), 400) if same_origin() else page(400)


def _database(error: OperationalError) -> Response:
    log.error("database unavailable, request %s: %s", g.request_id, error.orig.__class__.__name__)
    return page(503)


def _bug(error: Exception) -> Response:
    log.error("request %s failed", g.request_id, exc_info=error)
    return page(500)


def send_again(url: str, fields: Fields, status: int, why: Why = OTHER_SESSION) -> Response:
    """Show what was typed, with one button that sends it to ``url`` again."""
    html = render_template("errors/send_again.html", url=local(url), fields=fields, why=why)
    response = Response(html, status, mimetype="text/html")
    response.headers["HX-Retarget"] = "body"
    return response


def local(url: str | None) -> str:
    """``url`` where it is a path of ours, the home page for anything else."""
    parts = urlsplit(url or "")
    if parts.scheme or parts.netloc or not parts.path.startswith("/") or parts.path.startswith(("//", "/\\")):
        return "/"
    return url or "/"
