"""Open figures: a page, a CSV and a JSON file that anybody may read and any cache may keep."""

import datetime as dt
import hashlib
from itertools import groupby
from typing import Any

from flask import Response as Answer
from flask import json, request
from flask_login import current_user
from werkzeug.wrappers import Response

from lhtq.indicators import queries
from lhtq.indicators.queries import OpenRow
from lhtq.indicators.rules import open_figures as rules
from lhtq.indicators.rules.open_figures import Figure, Total
from lhtq.indicators.views.base import FIRST_YEAR, bp
from lhtq.web.filters import today
from lhtq.web.render import render_page
from lhtq.workbook.writing import Column, Kind, csv_lines

#: For so many seconds a cache answers without asking; the figures of a past year change when a record is corrected.
MAX_AGE = 3600


@bp.get("/so-lieu-mo")
def open_figures() -> Response:
    """One figure of a year, commune by commune, with what the files hold."""
    year = _year() or today().year
    figure = _figure()
    answer = render_page(
        "indicators/open_figures.html",
        figure=figure,
        figures=list(rules.figures().values()),
        year=year,
        years=range(today().year, FIRST_YEAR - 1, -1),
        day=_counted_on(year),
        groups=_groups(figure, year),
        texts=rules.texts(),
        few=rules.FEW,
    )
    # The page of somebody who is signed in bears their name: it is theirs alone.
    return answer if current_user.is_authenticated else _open(answer)


@bp.get("/so-lieu-mo.csv")
def open_figures_csv() -> Response:
    """Every figure, a line for each commune and year; opens in Excel as it is."""
    numbers = [column for figure in rules.figures().values() for column in figure.columns]
    numbers += ["hidden"]
    columns = [Column(name, name) for name in ("year", "counted_on", "parent_code", "parent", "code", "commune")]
    columns += [Column(name, name, kind=Kind.WHOLE) for name in numbers]
    answer = _open(Answer(b"".join(csv_lines(columns, map(_line, queries.open_figures(_year())))), mimetype="text/csv"))
    answer.headers["Content-Disposition"] = "inline; filename=so-lieu-mo.csv"
    return answer


@bp.get("/so-lieu-mo.json")
def open_figures_json() -> Response:
    """The same for programs, with where it comes from and what is hidden."""
    texts = rules.texts()
    told = {
        "title": texts.title,
        "source": texts.source,
        "licence": texts.licence,
        "attribution": texts.attribution,
        "hidden_below": rules.FEW,
        "rows": [_told(row) for row in queries.open_figures(_year())],
    }
    return _open(Answer(json.dumps(told, ensure_ascii=False, sort_keys=False), mimetype="application/json"))


def _open(answer: Any) -> Response:
    """Let every cache keep it, and any page read it; who has it already is told so."""
    answer.headers["Cache-Control"] = f"public, max-age={MAX_AGE}"
    answer.headers["Access-Control-Allow-Origin"] = "*"
    # Weak: what is sent may be compressed.
    answer.set_etag(hashlib.sha256(answer.get_data()).hexdigest()[:32], weak=True)
    made: Response = answer.make_conditional(request)
    return made


def _year() -> int | None:
    """The year that is asked for; None for all, and for one that there is nothing of."""
    year = request.args.get("nam", type=int)
    return year if year is not None and FIRST_YEAR <= year <= today().year else None


def _figure() -> Figure:
    """The figure that is asked for; that of families for none."""
    by_slug = {one.slug: one for one in rules.figures().values()}
    return by_slug.get(request.args.get("chi_tieu", ""), rules.figures()["family_rate"])


def _counted_on(year: int) -> dt.date:
    return min(dt.date(year, 12, 31), today())


def _groups(figure: Figure, year: int) -> list[tuple[str, Total, list[OpenRow]]]:
    """The communes of a year by the unit above them, with the sum of those that are shown."""
    found = []
    for parent, some in groupby(queries.open_figures(year), key=lambda row: row.parent):
        rows = list(some)
        found.append((parent, rules.total(figure, (row.counts[figure.key] for row in rows)), rows))
    return found


def _values(row: OpenRow) -> dict[str, int | None]:
    return {
        column: value
        for key, figure in rules.figures().items()
        for column, value in row.counts[key].values(figure).items()
    }


def _place(row: OpenRow) -> dict[str, str | int]:
    return {
        "year": row.year,
        "counted_on": _counted_on(row.year).isoformat(),
        "parent_code": row.parent_code,
        "parent": row.parent,
        "code": row.code,
        "commune": row.commune,
    }


def _line(row: OpenRow) -> list[str | int | None]:
    return [*_place(row).values(), *_values(row).values(), rules.hidden(row.counts)]


def _told(row: OpenRow) -> dict[str, object]:
    return {**_place(row), **_values(row), "hidden": rules.hidden(row.counts)}
