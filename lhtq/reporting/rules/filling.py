"""From figures to tables: every cell of a report is worked out here, for the page and the documents alike."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from lhtq.reporting.rules.layouts import Column, Layout, Row, TableLayout

#: Figures by key; a key that is not there is not known, which is not nothing.
Figures = Mapping[str, int]

#: What happens in a period, and so adds up over years; everything else is how things stand at its end.
FLOWS = ("granted.", "revoked.", "sheets.", "activity.", "courses.", "training.")


@dataclass(frozen=True)
class Child:
    """A unit below with the figures of its accepted report; None where there is none."""

    key: str
    name: str
    figures: Figures | None


def add(*given: Figures) -> dict[str, int]:
    """The sum of figures; a key is known where any of them knows it."""
    total: dict[str, int] = {}
    for figures in given:
        for key, value in figures.items():
            total[key] = total.get(key, 0) + value
    return total


def over_years(years: Mapping[int, Figures]) -> dict[str, int]:
    """What several years come to: what happened added up, how things stood at the end of the last one."""
    found: dict[str, int] = {}
    for year in sorted(years):
        for key, value in years[year].items():
            found[key] = found.get(key, 0) + value if key.startswith(FLOWS) else value
    return found


def percent(part: int | None, whole: int | None) -> float | None:
    """A share of a hundred, cut to one decimal so that a target is never shown as reached too early."""
    if part is None or not whole:
        return None
    return part * 1000 // whole / 10


def fill(
    layout: Layout, figures: Figures, children: Sequence[Child], years: Mapping[int, Figures]
) -> list[dict[str, Any]]:
    """Every table of a layout with its cells. A table by unit is left out where there are none, so one by year."""
    return [
        _filled(table, figures, children, years)
        for table in layout.tables
        if (table.by != "unit" or children) and (table.by != "year" or years)
    ]


def _filled(
    table: TableLayout, figures: Figures, children: Sequence[Child], years: Mapping[int, Figures]
) -> dict[str, Any]:
    columns = _years(years) if table.by == "year" else table.columns
    if table.by == "unit":
        rows = [(Row(child.key, child.name), child.figures) for child in children]
    else:
        rows = [(row, figures) for row in table.rows]
    keys = [column.key for column in columns]
    return {
        "key": table.key,
        "title": table.title,
        "after": table.after,
        "by": table.by,
        "head": table.head,
        "landscape": table.landscape,
        "note": table.note,
        "columns": [
            {
                "key": column.key,
                "heading": column.heading,
                "width": column.width,
                "percent": column.percent,
                "sum": column.sum,
                "share": [keys.index(name) for name in column.share] if column.share else None,
            }
            for column in columns
        ],
        "rows": [
            {
                "key": row.key,
                "name": row.name,
                "cells": _by_year(row, years) if table.by == "year" else _cells(columns, row, of),
            }
            for row, of in rows
        ],
    }


def _years(years: Mapping[int, Figures]) -> list[Column]:
    return [Column(str(year), f"Năm {year}") for year in sorted(years)]


def _by_year(row: Row, years: Mapping[int, Figures]) -> list[int | None]:
    return [years[year].get(row.source) for year in sorted(years)]


def _cells(columns: Sequence[Column], row: Row, figures: Figures | None) -> list[int | float | None]:
    found: dict[str, int | float | None] = {}
    for column in columns:
        if column.given:
            found[column.key] = row.given.get(column.key)
        elif column.share is not None:
            part, whole = (found[name] for name in column.share)
            found[column.key] = percent(_whole(part), _whole(whole))
        else:
            found[column.key] = (figures or {}).get(source_of(column, row.key))
    return [found[column.key] for column in columns]


def _whole(value: float | None) -> int | None:
    return None if value is None else int(value)


def source_of(column: Column, row: str) -> str:
    """The key of the figure in a cell."""
    return column.source.replace("{row}", row)


@dataclass(frozen=True)
class Line:
    """A cell of a table over the years: its row and column, and its value in each; None where a year has none."""

    row: str
    column: str
    values: Sequence[int | float | None]


def side_by_side(reports: Sequence[Sequence[dict[str, Any]]]) -> dict[str, list[Line]]:
    """The tables of several reports of a unit beside each other, by title; those by unit are left to each report.

    Rows and columns are those of the latest layout that has them, and older ones follow.
    """
    found: dict[str, list[Line]] = {}
    values = [_by_place(tables) for tables in reports]
    for place in dict.fromkeys(place for of in reversed(values) for place in of):
        title, row, column = place
        found.setdefault(title, []).append(Line(row, column, [of.get(place) for of in values]))
    return found


def _by_place(tables: Sequence[dict[str, Any]]) -> dict[tuple[str, str, str], int | float | None]:
    return {
        (table["title"], row["name"], column["heading"]): cell
        for table in tables
        if table["by"] == "row"
        for row in table["rows"]
        for column, cell in zip(table["columns"], row["cells"], strict=True)
    }
