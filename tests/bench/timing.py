"""Server time of pages over the whole province, one request after the other in one process."""

import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from flask import Flask
from sqlalchemy import event

from lhtq.db import db
from tests.bench.install import Place
from tests.bench.report import Report
from tests.bench.visitor import app_of, ask, visitor
from tests.client import Client, htmx

#: What the median of a page may take, in milliseconds, where a goal is set.
GOAL = 50
#: The same of a page that puts 138 communes beside each other.
COMPARISON_GOAL = 100
#: Requests before the clock counts: plans are made, templates compiled, pages of the disk in memory.
WARM = 5


@dataclass
class Database:
    """Statements and seconds spent in them since the last look."""

    statements: int = 0
    seconds: float = 0.0
    _began: list[float] = field(default_factory=list)

    def take(self) -> tuple[int, float]:
        """What was counted; counting begins anew."""
        found = self.statements, self.seconds
        self.statements, self.seconds = 0, 0.0
        return found

    def begin(self, *_args: Any) -> None:
        """A statement is sent."""
        self._began.append(time.perf_counter())

    def end(self, *_args: Any) -> None:
        """Its answer is here."""
        self.statements += 1
        self.seconds += time.perf_counter() - self._began.pop()


def measure(place: Place, requests: int, report: Report) -> None:
    """Time each page ``requests`` times."""
    app = app_of(place)
    rows = []
    note = f"{requests} requests each after {WARM} to warm up, in one process, one after the other."
    with counted(app) as database:
        for name, goal, once in _pages(place, app):
            rows.append([name, *_row(once, requests, database), f"{goal} ms" if goal else ""])
    report.table(
        "Server time",
        ("page", "median", "9 of 10 within", "longest", "of it database", "statements", "goal"),
        rows,
        note,
    )


@contextmanager
def counted(app: Flask) -> Iterator[Database]:
    """Count what the app asks of its database meanwhile."""
    found = Database()
    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", found.begin)
    event.listen(engine, "after_cursor_execute", found.end)
    yield found
    engine.dispose()


def _pages(place: Place, app: Flask) -> Iterator[tuple[str, int | None, Callable[[], object]]]:
    found = place.found
    recorder, officer = visitor(app, found.recorder), visitor(app, found.officer)
    commune, reviewer = visitor(app, found.commune_recorder), visitor(app, found.reviewer)
    village, year = found.village_id, found.year

    def page(client: Client, url: str) -> Callable[[], object]:
        return lambda: ask(client, url)

    yield "village sheet of 120", GOAL, page(recorder, f"/cham-diem/{village}/{year}")
    citizens = f"/cham-diem/{found.citizens_id}/{year}/cong-dan"
    yield f"citizens of a village, {found.citizens}", None, page(commune, citizens)
    yield "commune review, 50 of 1,500", GOAL, page(reviewer, f"/tham-dinh/{found.handed_in_id}/{year}")
    yield "sheet of a clan of 60 families", None, page(commune, f"/phieu/dong-ho/{found.clan_id}/{year}")
    yield "province", GOAL, page(officer, f"/don-vi/{found.province_id}")
    yield "district", GOAL, page(officer, f"/don-vi/{found.district_id}")
    yield "a measure of the province", GOAL, page(officer, f"/chi-tieu/{found.province_id}/gia-dinh")
    for slug in ("quan-triet", "ky-nang-so"):
        yield f"a month's changes, {slug}", GOAL, page(officer, f"/chi-tieu/{found.province_id}/{slug}/thay-doi")
    compared = f"/so-sanh/{found.province_id}"
    yield "comparison of all communes", COMPARISON_GOAL, page(officer, f"{compared}?cap=xa")
    yield "all measures of all communes", COMPARISON_GOAL, page(officer, f"{compared}/tat-ca?cap=xa")
    yield "map of all communes", COMPARISON_GOAL, page(officer, f"{compared}/ban-do")
    yield "doubtful figures of the province", None, page(officer, f"/chat-luong-so-lieu/{found.province_id}")
    yield "home of the province", None, page(officer, "/")
    yield "home of the village", None, page(recorder, "/")
    yield "commune", GOAL, page(officer, f"/don-vi/{found.commune_id}")
    yield "households of a commune, 25", None, page(commune, f"/ho-gia-dinh/{found.commune_id}")
    yield "households of the province, 25", None, page(officer, f"/ho-gia-dinh/{found.province_id}")
    yield "a name in a commune", None, page(commune, f"/ho-gia-dinh/{found.commune_id}?tim=dat")
    yield "a name in the province", None, page(officer, f"/ho-gia-dinh/{found.province_id}?tim=dat")
    yield from _searches(place, app)
    yield "sheets of the province, 25", None, page(officer, f"/phieu/{found.province_id}/{year}")
    yield "titles of the province, 25", None, page(officer, f"/danh-hieu/{found.province_id}")
    yield "one household's sheet", None, page(recorder, f"/phieu/ho/{found.household_ids[0]}/{year}")
    yield "a tap saved", None, _tap(visitor(app, found.other_recorder), place)


#: What is typed: common words alone and together, words that are rare, marks, beginnings, nobody's name.
SEARCHES = ("nguyen van", "anh", "hoa", "Nguyễn Thị Phượng", "giang a pao", "tran hoang", "ng v h", "xyz", "0912345")
#: What the median of a search may take.
SEARCH_GOAL = 30


def _searches(place: Place, app: Flask) -> Iterator[tuple[str, int | None, Callable[[], object]]]:
    """Each from the province, a district and a commune."""
    found = place.found
    for where, username in (("province", found.officer), ("district", found.district), ("commune", found.reviewer)):
        client = visitor(app, username)
        for typed in SEARCHES:
            url = "/tim?" + urlencode({"q": typed})
            yield f"search, {where}: {typed}", SEARCH_GOAL, lambda client=client, url=url: ask(client, url)


def _tap(client: Client, place: Place) -> Callable[[], object]:
    """Each time another household's answers, so that every one is a change."""
    households = iter(place.found.other_household_ids * 2)
    token = client.token()

    def once() -> object:
        household = next(households)
        url = f"/cham-diem/ho/{household}/{place.found.year}"
        form = {"1.1": "10", "1.2": "5", "version": "0", "csrf_token": token}
        headers = {"Sec-Fetch-Site": "same-origin", **htmx(f"output#result-{household}")}
        return ask(client, url, method="POST", data=form, headers=headers)

    return once


def _row(once: Callable[[], object], requests: int, database: Database) -> list[str]:
    for _n in range(WARM):
        once()
    taken, in_database = [], []
    database.take()
    for _n in range(requests):
        began = time.perf_counter()
        once()
        taken.append((time.perf_counter() - began) * 1000)
        statements, seconds = database.take()
        in_database.append(seconds * 1000)
    nine_of_ten = statistics.quantiles(taken, n=10)[-1] if requests > 1 else taken[0]
    return [
        f"{statistics.median(taken):.1f} ms",
        f"{nine_of_ten:.1f} ms",
        f"{max(taken):.1f} ms",
        f"{statistics.median(in_database):.1f} ms",
        str(statements),
    ]
