"""A person who looks at the pages of the bench, signed in as at any other time."""

import time

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from lhtq import start
from lhtq.app import create_app
from lhtq.config import Settings
from lhtq.demo.accounts import PASSWORD
from tests.bench.install import Place
from tests.client import Client


def app_of(place: Place) -> Flask:
    """The app on the bench's database, as in production."""
    app = create_app(Settings(place.urls.app, "key of the bench", place.folder / "evidence", secure_cookies=False))
    start.settle()
    return app


def visitor(app: Flask, username: str) -> Client:
    """A browser in which this account has signed in."""
    client = Client(app, actor=None)
    answer = client.sign_in(username, PASSWORD)
    if answer.status_code != 303:
        raise RuntimeError(f"{username} could not sign in: {answer.status_code}")
    return client


def ask(client: Client, url: str, **sent: object) -> TestResponse:
    """One request without the looks that tests take at each answer. Raises RuntimeError for one that is refused."""
    answer = FlaskClient.open(client, url, buffered=True, **sent)  # type: ignore[arg-type]
    if answer.status_code >= 400:
        raise RuntimeError(f"{url}: {answer.status_code}")
    return answer


def take(client: Client, url: str) -> None:
    """Ask for a file, and look at its page until it is there."""
    form, headers = {"csrf_token": client.token()}, {"Sec-Fetch-Site": "same-origin"}
    answer = ask(client, url, method="POST", data=form, headers=headers)
    if answer.status_code != 303:
        return
    while "Tải về" not in (page := ask(client, str(answer.location)).text):
        if "Chưa lập được" in page:
            raise RuntimeError(f"{url} was not written")
        time.sleep(0.05)
    ask(client, f"{answer.location}/tep")
