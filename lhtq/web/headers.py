"""Security headers of every answer."""

from collections.abc import Callable
from typing import Any

from flask import Flask, Response, request

from lhtq.web.render import FROM_OUTBOX, wants_region

#: Everything from ourselves, nothing inline, no frames.
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'; manifest-src 'self'; worker-src 'self'"
)


class _Lean:
    """Leaves off from a tap and its answer what goes without saying: each tap pays for a header.

    The outbox sends a row with the region it wants (``HX-Target``), and not that it is htmx that asks, which it is not.
    Flask says at the very end what an answer depends on; that of a POST is kept by no cache. Our pages read UTF-8.
    """

    def __init__(self, app: Any) -> None:
        self._app = app

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Any:
        """Answer one request."""
        if environ["REQUEST_METHOD"] != "POST" or "HTTP_HX_TARGET" not in environ:
            return self._app(environ, start_response)
        if "HTTP_HX_REQUEST" not in environ:
            environ |= {"HTTP_HX_REQUEST": "true", FROM_OUTBOX: True}

        def start(status: str, headers: list[tuple[str, str]], *rest: Any) -> Any:
            kept = [(name, value.removesuffix("; charset=utf-8")) for name, value in headers if name != "Vary"]
            return start_response(status, kept, *rest)

        return self._app(environ, start)


def init_app(app: Flask) -> None:
    """Set them on the way out."""
    app.wsgi_app = _Lean(app.wsgi_app)  # type: ignore[method-assign]

    @app.after_request
    def _set(response: Response) -> Response:
        if request.method == "POST" and "HX-Request" in request.headers:
            # No cache keeps it, and it is read by a page that has the rest already: each tap pays for a header.
            return response
        headers = response.headers
        headers.setdefault("Cache-Control", "private, no-store")
        if wants_region():
            return response  # the same: a part of a page, asked for by a page that has the rest
        headers.setdefault("X-Content-Type-Options", "nosniff")
        headers.setdefault("Content-Security-Policy", POLICY)
        headers.setdefault("Referrer-Policy", "same-origin")
        if request.is_secure:
            headers.setdefault("Strict-Transport-Security", "max-age=31536000")
        return response
