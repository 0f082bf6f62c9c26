"""A browser for tests: it carries the form's token, and looks every page over."""

import re
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from lhtq.accounts.policy import Actor
from tests.page import findings


class Client(FlaskClient):
    """A test client in which ``actor`` is signed in."""

    def __init__(self, app: Flask, *, actor: Actor | None, js: bool = False) -> None:
        super().__init__(app, app.response_class, use_cookies=True)
        self.actor = actor
        self.js = js
        self._token: str | None = None

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:  # type: ignore[override]
        """Read the whole answer, look it over, and close the files behind it and behind a large form."""
        kwargs.setdefault("buffered", True)
        answer = super().open(*args, **kwargs)
        answer.request.environ["wsgi.input"].close()
        page = answer.mimetype == "text/html" and not 300 <= answer.status_code < 400 and answer.data
        if page and "Content-Encoding" not in answer.headers:
            found = findings(answer, asked_by_htmx="HX-Request" in answer.request.headers)
            assert not found, f"{answer.request.method} {answer.request.path}: {'; '.join(found)}"
        return answer

    def post(self, *args: Any, **kwargs: Any) -> TestResponse:  # type: ignore[override]
        """Post a form with its token, as a page of ours would."""
        data = kwargs.get("data")
        if data is None or (isinstance(data, dict) and "csrf_token" not in data):
            kwargs["data"] = {**(data or {}), "csrf_token": self.token()}
        kwargs.setdefault("headers", {})
        kwargs["headers"] = {"Sec-Fetch-Site": "same-origin", **kwargs["headers"]}
        return super().post(*args, **kwargs)

    def sign_in(self, username: str, password: str) -> TestResponse:
        """Sign in on the page; what is sent afterwards carries the token of the new session."""
        answer = self.post("/dang-nhap", data={"username": username, "password": password})
        self._token = None
        return answer

    def token(self) -> str:
        """The form token of this session, read from a page."""
        if self._token is None:
            page = self.get("/toi" if self.get_cookie("lhtq") else "/dang-nhap", follow_redirects=True)
            self._token = re.search(r'name="csrf_token" value="([^"]+)"', page.text).group(1)
        return self._token


def htmx(target: str) -> dict[str, str]:
    """The headers with which htmx 4 asks for a region, e.g. ``output#result-57``."""
    return {"HX-Request": "true", "HX-Request-Type": "partial", "HX-Target": target}
