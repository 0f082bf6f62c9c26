"""Security headers of every answer."""

from flask import Flask, Response, request

from lhtq.web.render import wants_region

#: Everything from ourselves, nothing inline, no frames.
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'; manifest-src 'self'; worker-src 'self'"
)


def init_app(app: Flask) -> None:
    """Set them on the way out."""

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
