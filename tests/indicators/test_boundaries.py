"""The map where an installation has the boundaries of its communes: made-up squares, with borders that wind."""

import json
import math
import os
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lhtq.accounts.policy import Role
from lhtq.indicators.rules.shapes import SIDE, drawing, rings_by_code
from lhtq.units import queries as units
from lhtq.web.filters import today
from tests.web.press import links
from tests.weight import page


def border(start, end, bends):
    """The points between two corners, the same from both sides."""
    first, last = min(start, end), max(start, end)
    dx, dy = last[0] - first[0], last[1] - first[1]
    found = []
    for n in range(1, bends):
        way, out = n / bends, 0.05 * math.sin(n * 7.3)
        found.append((first[0] + dx * way - dy * out, first[1] + dy * way + dx * out))
    return found if (start, end) == (first, last) else found[::-1]


def square(column, row, bends=40):
    """A made-up commune, one of a chessboard."""
    corners = [(105 + (column + x) * 0.1, 22 + (row + y) * 0.1) for x, y in ((0, 0), (1, 0), (1, 1), (0, 1))]
    ring = []
    for start, end in zip(corners, [*corners[1:], corners[0]], strict=True):
        ring += [start, *border(start, end, bends)]
    return [*ring, ring[0]]


def collection(shapes, name="ma_xa"):
    return {
        "type": "FeatureCollection",
        "features": [
            {"type": "Feature", "properties": {name: code}, "geometry": {"type": "Polygon", "coordinates": [ring]}}
            for code, ring in shapes.items()
        ],
    }


def points(path):
    """The corners of a path."""
    numbers = [int(number) for number in re.findall(r"-?\d+", path)]
    x, y, *steps = numbers
    found = [(x, y)]
    for dx, dy in zip(steps[::2], steps[1::2], strict=True):
        found.append((found[-1][0] + dx, found[-1][1] + dy))
    return found


def area(corners):
    pairs = zip(corners, [*corners[1:], corners[0]], strict=True)
    return abs(sum(a[0] * b[1] - b[0] * a[1] for a, b in pairs)) / 2


@pytest.fixture
def given_file(app, tmp_path, monkeypatch):
    """``given_file(collection)``: the installation has this file."""

    def _given(content):
        path = tmp_path / "ranh-gioi.geojson"
        path.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
        monkeypatch.setitem(app.extensions, "lhtq.boundaries", path)
        return path

    return _given


@pytest.fixture
def province(place, sign_in):
    return sign_in(Role.PROVINCE_OFFICER, at=place.province)


def url(unit):
    return f"/so-sanh/{unit.id}/ban-do?chi_tieu=cong-dong"


@pytest.mark.parametrize(
    ("name", "codes"), [("code", ("02248", "02260")), ("MA_XA", ("2248", "2260")), ("ma", (2248, 2260.0))]
)
def test_communes_that_the_file_has_are_drawn_and_the_others_are_tiles(place, province, given_file, name, codes):
    given_file(collection({codes[0]: square(0, 0), codes[1]: square(1, 0), "99999": square(2, 0)}, name))
    answer = province.get(url(place.na_hang))
    assert answer.text.count('<path class="s') == 2
    assert "<title>Yên Hoa –</title>" in answer.text
    assert links(answer)["Yên Hoa –"] == f"/chi-tieu/{place.yen_hoa.id}/cong-dong"
    assert "Tệp ranh giới không có:" in answer.text
    tiles = answer.text.partition('class="tiles"')[2]
    assert "Sinh Long" in tiles
    assert "Yên Hoa" not in tiles


def test_a_file_that_is_replaced_is_read_anew(place, province, given_file):
    path = given_file(collection({"02248": square(0, 0)}))
    assert province.get(url(place.na_hang)).text.count('<path class="s') == 1
    given_file(collection({"02248": square(0, 0), "02260": square(1, 0)}))
    os.utime(path, ns=(1, 1))
    assert province.get(url(place.na_hang)).text.count('<path class="s') == 2


@pytest.mark.parametrize(
    "content",
    ["{", "[]", {"features": 3}, collection({"02248": [["x", 1]]}), collection({"02248": [[math.nan, 1]]}), "[" * 9999],
)
def test_a_file_that_is_none_leaves_the_tiles_and_says_so(place, province, given_file, content, caplog):
    given_file(content)
    answer = province.get(url(place.na_hang))
    assert "Không đọc được tệp ranh giới" in answer.text
    assert 'class="tiles"' in answer.text
    assert "boundaries: " in caplog.text


def test_a_file_that_is_gone_leaves_the_tiles(place, province, given_file):
    given_file("{}").unlink()
    assert 'class="tiles"' in province.get(url(place.na_hang)).text


def test_a_file_without_these_communes_is_as_none(place, province, given_file):
    given_file(collection({"99999": square(0, 0)}))
    answer = province.get(url(place.na_hang))
    assert "<svg" not in answer.text
    assert "Không đọc được" not in answer.text


def test_the_map_of_a_whole_province_stays_small(place, province, given_file, arrange):
    with arrange():
        codes = [one.code for one, _ in units.communes_under("08/", on=today())]
    given_file(collection({code: square(n % 12, n // 12) for n, code in enumerate(codes)}))
    answer = province.get(url(place.province))
    assert answer.text.count('<path class="s') == 138
    assert page(province, url(place.province)) <= 12_000


@settings(deadline=None, max_examples=20)
@given(st.integers(2, 60), st.integers(300, 4_000))
def test_neighbours_share_their_border_however_little_of_it_is_left(bends, most):
    found = drawing(rings_by_code(collection({f"{n:05}": square(n % 3, n // 3, bends) for n in range(9)})), most)
    assert max(found.width, found.height) == SIDE
    edges = {}
    for path in found.paths.values():
        corners = points(path)
        for start, end in zip(corners, [*corners[1:], corners[0]], strict=True):
            edges[frozenset((start, end))] = edges.get(frozenset((start, end)), 0) + 1
    outside = [edge for edge, times in edges.items() if times == 1]
    # What only one commune has lies on the rim: within a bend of the edge of the drawing.
    bend = SIDE * 0.1
    for edge in outside:
        for x, y in edge:
            assert min(x, y, found.width - x, found.height - y) <= bend
    assert sum(area(points(path)) for path in found.paths.values()) == pytest.approx(
        found.width * found.height, rel=0.2
    )


def test_an_island_and_a_hole_are_kept():
    outer, inner = square(0, 0, 3), [(105.04, 22.04), (105.06, 22.04), (105.05, 22.06), (105.04, 22.04)]
    shapes = {
        "type": "FeatureCollection",
        "features": [
            {"properties": {"code": "00001"}, "geometry": {"type": "MultiPolygon", "coordinates": [[outer, inner]]}},
            {"properties": {"code": "00002"}, "geometry": {"type": "Polygon", "coordinates": [inner]}},
            {"properties": {"code": "00003"}, "geometry": {"type": "Point", "coordinates": [105, 22]}},
            {"properties": None, "geometry": None},
        ],
    }
    found = drawing(rings_by_code(shapes), 200)
    assert set(found.paths) == {"00001", "00002"}
    assert found.paths["00001"].count("M") == 2
    hole = found.paths["00001"].split("M")[2]
    assert area(points(hole)) == area(points(found.paths["00002"])) > 0


def test_nothing_to_draw_is_an_empty_drawing():
    assert drawing({}, 100).paths == {}
