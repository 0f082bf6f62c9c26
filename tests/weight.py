"""What a page costs on the line: bytes as sent, compressed, with headers; for a save those of both ways.

Of a request, what the app causes is counted: its first line, the headers that its own pages and cookies add, its
form. What a browser tells of itself with every request is left out: over HTTP/2, as phones speak to the server in
front, it is sent once.
"""

import re
import secrets
from urllib.parse import urlencode

from werkzeug.test import TestResponse

from tests.client import Client

#: The budget of the pages, in bytes.
BUDGET = {
    "sign-in, cold": 14_600,
    "first page signed in, cold": 36_000,
    "later page": 7_000,
    "list of 25": 6_000,
    "fragment": 1_500,
    "save, both ways": 1_200,
    "village of 100": 120_000,
    #: Like the village sheet of households a whole village in one page, opened once: one flight of TCP. What is
    #: opened in it afterwards are fragments.
    "400 citizens": 14_600,
}

#: What the server in front adds to the headers of an answer: status, name, time, how the line is kept.
OF_THE_SERVER = len(
    "HTTP/1.1 200 OK\r\nServer: gunicorn\r\nDate: Tue, 24 Nov 2026 12:00:00 GMT\r\nConnection: keep-alive\r\n\r\n"
)
_FILES = re.compile(r'(?:href|src)="(/s/[^"]+)"')


def get(client: Client, url: str) -> TestResponse:
    """Ask as a browser that understands Brotli."""
    return client.get(url, headers={"Accept-Encoding": "br"})


def of_answer(answer: TestResponse) -> int:
    """Bytes of one answer."""
    return OF_THE_SERVER + _of_headers(answer.headers.items()) + len(answer.data)


def cold(client: Client, url: str) -> int:
    """Bytes of a page and of every file that it names, each once."""
    files = sorted(set(_FILES.findall(client.get(url).text)))
    return sum(of_answer(get(client, address)) for address in (url, *files))


def page(client: Client, url: str) -> int:
    """Bytes of a page whose files the browser has."""
    return of_answer(get(client, url))


def save(client: Client, url: str, form: dict[str, str], target: str) -> tuple[int, int]:
    """Bytes of the request and of the answer of a save in the background, as ``static/outbox.js`` sends it."""
    body = urlencode({"csrf_token": client.token(), **form, "key": secrets.token_urlsafe(12)})
    headers = {
        "HX-Target": f"#{target.rpartition('#')[2]}",
        "Content-Type": "application/x-www-form-urlencoded",
    }
    answer = client.post(url, data=body, headers={**headers, "Accept-Encoding": "br"})
    assert answer.status_code == 200, answer.text
    cookie = answer.request.headers["Cookie"]
    sent = [*headers.items(), ("Cookie", cookie), ("Content-Length", str(len(body)))]
    return len(f"POST {url} HTTP/1.1\r\n\r\n") + _of_headers(sent) + len(body), of_answer(answer)


def _of_headers(headers) -> int:
    return sum(len(f"{name}: {value}\r\n".encode()) for name, value in headers)
