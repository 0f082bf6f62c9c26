"""Requests a second of a list of 25 rows: bare WSGI, LHTQ, Django's admin, in turn and in one run."""

import http.client
import os
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass

from lhtq.paths import ROOT
from tests.bench.install import Place, libpq
from tests.bench.report import Report
from tests.bench.visitor import app_of, visitor

#: Each round asks a site for this long, or for so many pages.
SECONDS, MOST = 4.0, 20_000
#: Ours over Django's.
GOAL = 8


@dataclass(frozen=True)
class Site:
    """A server, and the page that is asked of it."""

    name: str
    port: int
    url: str
    cookie: str


def measure(place: Place, rounds: int, report: Report) -> None:
    """Ask the three in turn, ``rounds`` times."""
    with ExitStack() as stack:
        sites = list(_sites(place, stack))
        for site in sites:
            _ask(site, 0.5)
        rates = {site.name: [] for site in sites}
        for _round in range(rounds):
            for site in sites:
                rates[site.name].append(_ask(site, SECONDS))
    medians = {name: statistics.median(found) for name, found in rates.items()}
    _bare, commune, province, django, django_kept = medians.values()
    report.table(
        "Requests a second, one worker",
        ("page", "requests a second", "over Django's"),
        [[name, f"{rate:,.0f}", f"{rate / django:.1f}"] for name, rate in medians.items()],
        f"The median of {rounds} rounds of {SECONDS:.0f} s, in turn, one request after the other on one connection; "
        f"lists of 25 out of a table of as many. Goal: LHTQ at least {GOAL} times Django's as it comes. A commune's "
        f"list is {commune / django:.1f} times, the province's {province / django:.1f} times; with its connections "
        f"kept open {commune / django_kept:.1f} and {province / django_kept:.1f}.",
    )


def _sites(place: Place, stack: ExitStack) -> Iterator[Site]:
    found = place.found
    app = app_of(place)
    environment = {
        "DATABASE_URL": place.urls.owner,
        "LHTQ_APP_DATABASE_URL": place.urls.app,
        "LHTQ_DATA": str(place.folder / "data"),
        "LHTQ_SECRET_KEY": app.config["SECRET_KEY"],
    }
    yield Site("a bare reply of 8 KB", stack.enter_context(_served("tests.bench.bare:application", {})), "/", "")
    ours = stack.enter_context(_served("wsgi:app", environment))
    for name, username, unit in (
        ("LHTQ, households of a commune", found.commune_recorder, found.commune_id),
        ("LHTQ, households of the province", found.officer, found.province_id),
    ):
        cookie = visitor(app, username).get_cookie("lhtq")
        yield Site(name, ours, f"/ho-gia-dinh/{unit}", f"lhtq={cookie.value if cookie else ''}")
    django = {
        "DJANGO_SETTINGS_MODULE": "tests.bench.django_site.settings",
        "BENCH_DJANGO_URL": place.django_url,
        "BENCH_OWNER_URL": libpq(place.urls.owner),
    }
    made = subprocess.run(
        [sys.executable, "-m", "tests.bench.django_site.setup"],
        cwd=ROOT, env=os.environ | django, stdout=subprocess.PIPE, text=True, check=True,
    )  # fmt: skip
    for name, kept in (("Django's admin, as it comes", "0"), ("Django's admin, connections kept open", "600")):
        port = stack.enter_context(_served("django.core.wsgi:get_wsgi_application()", django | {"BENCH_KEPT": kept}))
        yield Site(name, port, "/admin/django_site/household/", made.stdout)


@contextmanager
def _served(target: str, environment: dict[str, str]) -> Iterator[int]:
    """One process and one thread of the WSGI server for ``target``; gives its port."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        server = subprocess.Popen(
            [sys.executable, "-m", "gunicorn", target, "--bind", f"fd://{listener.fileno()}", "--workers", "1",
             "--worker-class", "gthread", "--threads", "1", "--keep-alive", "60", "--log-level", "warning"],
            cwd=ROOT, env=os.environ | environment, pass_fds=[listener.fileno()],
        )  # fmt: skip
        try:
            yield listener.getsockname()[1]
        finally:
            server.terminate()
            server.wait(10)


def _ask(site: Site, seconds: float) -> float:
    """Requests a second, one after the other on one connection. Raises RuntimeError for an answer that is no page."""
    connection = http.client.HTTPConnection("127.0.0.1", site.port, timeout=30)
    headers = {"Cookie": site.cookie, "Accept-Encoding": "br, gzip"}
    began, count = time.perf_counter(), 0
    while (spent := time.perf_counter() - began) < seconds and count < MOST:
        connection.request("GET", site.url, headers=headers)
        answer = connection.getresponse()
        body = answer.read()
        if answer.status != http.HTTPStatus.OK or not body:
            raise RuntimeError(f"{site.name}: {answer.status}")
        count += 1
    connection.close()
    return count / spent
