"""Boundaries from a GeoJSON file as paths of a small drawing.

A border that two communes share is simplified once, for both: no gap opens between them.
"""

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

#: Names under which a file may keep the statistics office's code of a commune.
CODE_NAMES = ("code", "ma", "ma_xa")
#: Digits of that code; a file that holds it as a number has lost the zeros before it.
CODE_DIGITS = 5
#: Length of the longer side of a drawing, in its own units.
SIDE = 600
#: Borders are simplified on a grid so much finer: on the drawing's own a winding one would meet itself at every turn.
FINER = 64
#: What stands out by less is not seen.
LEAST = 0.7 * FINER
#: Coordinates beyond these are metres of a projection, not degrees.
MOST_DEGREES = (180, 90)
#: Characters of a step of a path, about.
_STEP_LENGTH = 6
#: Ends of a ring that is cut into two borders at least have a point between them, or nothing would be enclosed.
_FEW_BORDERS = 2

Ring = Sequence[tuple[float, float]]
_Point = tuple[int, int]
_Border = tuple[_Point, ...]


@dataclass(frozen=True)
class Drawing:
    """Paths by code, within a box that begins at 0 0."""

    width: int
    height: int
    paths: Mapping[str, str]


def rings_by_code(collection: Any) -> dict[str, list[Ring]]:
    """The rings of each commune of a GeoJSON feature collection. Raises ValueError for what is none."""
    found: dict[str, list[Ring]] = {}
    try:
        for feature in collection["features"]:
            code = _code(feature.get("properties") or {})
            if code:
                found.setdefault(code, []).extend(_rings(feature["geometry"] or {}))
    except (AttributeError, IndexError, KeyError, TypeError) as error:
        raise ValueError("not a collection of areas in GeoJSON") from error
    return found


def drawing(shapes: Mapping[str, Sequence[Ring]], most: int) -> Drawing:
    """Areas by code as paths that are no longer than about ``most`` characters all together."""
    width, height, placed = _placed(shapes)
    cut = {code: [_borders(ring, turns) for ring in rings] for code, rings, turns in _with_junctions(placed)}
    sharp = _Sharpness(border for rings in cut.values() for borders in rings for border in borders)
    few = {
        _key(border)
        for rings in cut.values()
        for borders in rings
        if len(borders) <= _FEW_BORDERS
        for border in borders
    }
    tolerance = max(LEAST, sharp.tolerance(most // _STEP_LENGTH))
    paths = {
        code: "".join(
            _path([sharp.kept(border, tolerance, closing=_key(border) in few) for border in borders])
            for borders in rings
        )
        for code, rings in cut.items()
    }
    return Drawing(width, height, {code: path for code, path in paths.items() if path})


def _code(properties: Mapping[str, Any]) -> str:
    named = {str(name).lower(): value for name, value in properties.items()}
    value = next((named[name] for name in CODE_NAMES if named.get(name) is not None), "")
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    code = str(value).strip()
    return code.zfill(CODE_DIGITS) if code.isdecimal() else code


def _rings(geometry: Mapping[str, Any]) -> Iterator[Ring]:
    kind = geometry.get("type")
    coordinates = geometry.get("coordinates", []) if kind in {"Polygon", "MultiPolygon"} else []
    for polygon in [coordinates] if kind == "Polygon" else coordinates:
        for ring in polygon:
            points = [(float(point[0]), float(point[1])) for point in ring]
            if not all(map(math.isfinite, (value for point in points for value in point))):
                raise ValueError("a point that is nowhere")
            yield points


def _placed(shapes: Mapping[str, Sequence[Ring]]) -> tuple[int, int, dict[str, list[_Border]]]:
    """Width and height of the drawing, and the rings on the finer grid, north up; rings without an area left out."""
    points = [point for rings in shapes.values() for ring in rings for point in ring]
    if not points:
        return 0, 0, {}
    west, east = min(x for x, _ in points), max(x for x, _ in points)
    south, north = min(y for _, y in points), max(y for _, y in points)
    degrees = max(abs(west), abs(east)) <= MOST_DEGREES[0] and max(abs(south), abs(north)) <= MOST_DEGREES[1]
    # A degree of longitude is shorter the farther from the equator.
    narrow = math.cos(math.radians((south + north) / 2)) if degrees else 1.0
    scale = SIDE * FINER / (max((east - west) * narrow, north - south) or 1.0)

    def place(ring: Ring) -> _Border:
        found: list[_Point] = []
        for x, y in ring:
            point = (round((x - west) * narrow * scale), round((north - y) * scale))
            if not found or found[-1] != point:
                found.append(point)
        return tuple(found[:-1] if len(found) > 1 and found[0] == found[-1] else found)

    placed = {code: [one for one in map(place, rings) if len(set(one)) > 2] for code, rings in shapes.items()}  # noqa: PLR2004
    size = (round((east - west) * narrow * scale / FINER), round((north - south) * scale / FINER))
    return *size, placed


def _with_junctions(placed: Mapping[str, list[_Border]]) -> list[tuple[str, list[_Border], set[_Point]]]:
    """With the rings the points at which borders meet: those that are not everywhere between the same two others."""
    between: dict[_Point, frozenset[_Point]] = {}
    junctions: set[_Point] = set()
    for rings in placed.values():
        for ring in rings:
            for before, point, after in zip((ring[-1], *ring[:-1]), ring, (*ring[1:], ring[0]), strict=True):
                ends = frozenset((before, after))
                if between.setdefault(point, ends) != ends:
                    junctions.add(point)
    return [(code, rings, junctions) for code, rings in placed.items()]


def _borders(ring: _Border, junctions: set[_Point]) -> list[_Border]:
    """A ring cut where borders meet; one that meets none, or but one, is cut in two: the same from both sides."""
    first = next((n for n, point in enumerate(ring) if point in junctions), ring.index(min(ring)))
    turned = (*ring[first:], *ring[:first], ring[first])
    cuts = [n for n, point in enumerate(turned) if point in junctions or n in {0, len(turned) - 1}]
    found = [turned[start : end + 1] for start, end in pairwise(cuts)]
    return [half for border in found for half in (_halves(border) if border[0] == border[-1] else [border])]


def _halves(border: _Border) -> list[_Border]:
    """A closed border cut at its farthest point."""
    home = border[0]
    far = max(range(1, len(border) - 1), key=lambda n: (math.dist(home, border[n]), border[n]))
    return [border[: far + 1], border[far:]]


def _key(border: _Border) -> _Border:
    """The same for both directions."""
    return min(border, border[::-1])


class _Sharpness:
    """How far each point of a border stands out, from which it is known for any tolerance what is left of it."""

    def __init__(self, borders: Iterable[_Border]) -> None:
        self._of = {key: _standing_out(key) for key in map(_key, borders)}

    def tolerance(self, points: int) -> float:
        """The tolerance at which about so many points are left; most borders are drawn from both sides."""
        sharp = sorted((out for one in self._of.values() for out in one[1:-1]), reverse=True)
        return sharp[points // 2] if len(sharp) > points // 2 else 0.0

    def kept(self, border: _Border, tolerance: float, *, closing: bool) -> _Border:
        """What is left of a border; where it is ``closing`` an area, the sharpest point in any case."""
        key = _key(border)
        sharp = self._of[key]
        inner = max(sharp[1:-1], default=0)
        least = min(tolerance, inner) if closing else tolerance
        left = tuple(point for point, out in zip(key, sharp, strict=True) if out >= least)
        return left if key == border else left[::-1]


def _standing_out(border: _Border) -> list[float]:
    """By how much each point stands out from the line between those that stand out more (Douglas and Peucker).

    What stands out by less than the drawing can show is not looked at, and stays at nothing.
    """
    sharp = [0.0] * len(border)
    sharp[0] = sharp[-1] = math.inf
    spans = [(0, len(border) - 1, math.inf)]
    while spans:
        first, last, most = spans.pop()
        if last - first < 2:  # noqa: PLR2004 - nothing lies between
            continue
        middle, out = _farthest(border, first, last)
        sharp[middle] = min(most, out)
        if out >= LEAST:
            spans += [(first, middle, sharp[middle]), (middle, last, sharp[middle])]
    return sharp


def _farthest(border: _Border, first: int, last: int) -> tuple[int, float]:
    """The point between two others that is farthest from the line through them, and how far."""
    (x, y), (end_x, end_y) = border[first], border[last]
    dx, dy = end_x - x, end_y - y
    length = math.hypot(dx, dy)
    if not length:
        return max(((n, math.dist(border[n], border[first])) for n in range(first + 1, last)), key=lambda one: one[1])
    far, out = first + 1, -1
    for n in range(first + 1, last):
        px, py = border[n]
        distance = abs(dx * (py - y) - dy * (px - x))
        if distance > out:
            far, out = n, distance
    return far, out / length


def _path(borders: Sequence[_Border]) -> str:
    """The borders of one ring as a path, each step from the point before; nothing where they enclose nothing."""
    points: list[_Point] = []
    for fine in (point for border in borders for point in border[:-1]):
        point = (round(fine[0] / FINER), round(fine[1] / FINER))
        if not points or points[-1] != point:
            points.append(point)
    if len(set(points)) <= _FEW_BORDERS:
        return ""
    steps = "".join(f"{after[0] - before[0]}{after[1] - before[1]:+d} " for before, after in pairwise(points))
    return f"M{points[0][0]} {points[0][1]}l{steps.rstrip()}z"
