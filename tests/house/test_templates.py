"""Templates run without JavaScript, without anything inline, and a part of a page is the page's own part."""

import re
from contextlib import contextmanager

import jinja2
import pytest
from flask import template_rendered

from lhtq.accounts.policy import GRANTS, Role
from lhtq.paths import TEMPLATES
from lhtq.web.filters import today
from tests.client import htmx
from tests.conftest import FULL
from tests.house.markup import faults
from tests.house.routes import WALK

FILES = sorted(path.relative_to(TEMPLATES).as_posix() for path in TEMPLATES.rglob("*.html"))
#: The routes that answer with a page; the others hand out files, or lead to the page of a branch.
FILE_ENDPOINTS = {
    "assessment.evidence",
    "assessment.thumbnail",
    "issuing.current",
    "issuing.default",
    # Theirs who asked for it (tests/issuing/test_preparing.py).
    "issuing.prepared",
    "issuing.prepared_file",
    "lists.template",
    "membership.of_clan",
    "membership.of_organisation",
    "lists.reasons",
    "device.arrived",
    "training.course_file",
    "training.thumbnail",
    "centre.photo",
    "centre.thumbnail",
}
PAGES = [route for route in WALK if route.method == "GET" and route.endpoint not in FILE_ENDPOINTS]

#: Blocks that are no regions: they are filled once by each page.
OF_EVERY_PAGE = {"title", "scripts", "content"}


@pytest.mark.parametrize("name", FILES)
def test_a_template_compiles_and_holds_nothing_forbidden(app, name):
    app.jinja_env.get_template(name)
    assert list(faults((TEMPLATES / name).read_text(encoding="utf-8"))) == []


@pytest.mark.parametrize(
    ("spoiled", "fault"),
    [
        ("<script>alert(1)</script>", "a script within the page"),
        ('<p style="color: red">', "a style within the page"),
        ("<style>p { color: red }</style>", "a style within the page"),
        ('<button onclick="x()">', "a handler within the page"),
        ('<form action="/" hx-on:click="x()">', "a handler within the page"),
        ("{{ name|safe }}", "text that is not escaped"),
        ('<form method="post">', "a form without an action"),
        ('<form action="/a" hx-post="/b">', "an address that only htmx follows"),
        ('<button hx-get="/a/{{ id }}">', "an address that only htmx follows"),
    ],
)
def test_what_a_template_may_not_hold_is_found(spoiled, fault):
    assert any(found.startswith(fault) for found in faults(spoiled))


#: Pages whose forms no phone keeps: a password's, and one for whoever passes by.
NEVER_KEPT = {"accounts/password.html", "centre/check_in.html"}


@pytest.mark.parametrize("name", [name for name in FILES if name not in NEVER_KEPT])
def test_a_form_that_was_refused_carries_the_key_that_it_was_sent_with(name):
    """Or what a phone has kept of it would wait there for ever, once the corrected one is saved (static/outbox.js)."""
    source = (TEMPLATES / name).read_text(encoding="utf-8")
    if "ui.refused(" in source:
        assert "ui.sent_key(" in source or ".key)" in source
    for form in source.split("<form")[1:]:
        # Two of one name would be none for the phone.
        assert form.count("ui.sent_key(") + len(re.findall(r"ui\.hidden\([\w.]*\.key\)", form)) < 2


def test_a_name_that_a_template_does_not_get_is_an_error(app):
    assert app.jinja_env.undefined is jinja2.StrictUndefined
    with app.test_request_context("/"), pytest.raises(jinja2.UndefinedError):
        app.jinja_env.from_string("{{ forgotten }}").render()


def timeless(text: str) -> str:
    """A page without its form tokens, which tell the second they were made in."""
    return re.sub(r'name="csrf_token" value="[^"]+"', "", text)


@contextmanager
def rendered(app):
    """The names of the templates that are rendered meanwhile."""
    names: list[str] = []

    def note(_app, template, **_context):
        names.append(template.name)

    with template_rendered.connected_to(note, app):
        yield names


def regions_of(app, client, url: str) -> list[str]:
    """The regions of a page, each fetched alone; raises AssertionError for one that is not in its page as it is."""
    with rendered(app) as names:
        page = client.get(url)
    assert page.status_code == 200
    blocks = set(app.jinja_env.get_template(names[0]).blocks) - OF_EVERY_PAGE
    found = [id_ for id_ in re.findall(r'\bid="([\w-]+)"', page.text) if id_ in blocks]
    for id_ in found:
        part = client.get(url, headers=htmx(f"p#{id_}"))
        assert part.status_code == 200
        assert "<html" not in part.text
        assert part.text.strip()
        assert timeless(part.text).strip() in timeless(page.text), f"{id_} of {url} is not in its page"
    return found


@pytest.mark.parametrize("part", sorted({route.part for route in PAGES}))
def test_a_region_fetched_alone_is_in_its_page(app, scene, sign_in, part, subtests):
    for route in PAGES:
        if route.part == part:
            role = next(role for role in Role if route.needs is None or route.needs in GRANTS[role])
            at = scene.province if route.at_top else scene.above if route.from_above else scene.commune
            with subtests.test(route.endpoint):
                regions_of(app, sign_in(role, at=at), route.url.format_map(scene.ids))


def test_the_progress_of_a_village_is_a_region(app, scene, sign_in):
    viewer = sign_in(Role.VIEWER, at=scene.commune)
    assert regions_of(app, viewer, f"/cham-diem/{scene.village.id}/{scene.ids['year']}") == ["progress"]


def test_a_region_that_differs_from_its_page_is_found(app, scene, sign_in, monkeypatch):
    monkeypatch.setattr("lhtq.web.render.render_block", lambda *_given, **_named: '<p id="progress">0/0</p>')
    with pytest.raises(AssertionError, match="is not in its page"):
        regions_of(app, sign_in(Role.VIEWER, at=scene.commune), f"/cham-diem/{scene.village.id}/{scene.ids['year']}")


@pytest.mark.parametrize("region", ["row", "result"])
def test_a_region_of_a_row_is_in_the_page_that_follows(place, household, sign_in, region):
    dat = household(place.na_khuyen)
    client = sign_in(Role.COMMUNE_RECORDER, at=place.yen_hoa)
    answers = {code: str(value) for code, value in FULL.items()}
    answer = client.post(
        f"/cham-diem/ho/{dat.id}/{today().year}", data=answers | {"version": "0"}, headers=htmx(f"x#{region}-{dat.id}")
    )
    page = client.get(f"/cham-diem/{place.na_khuyen.id}/{today().year}?mo={dat.id}").text
    own, *others = re.split(r"<hx-partial[^>]*>", answer.text.replace("</hx-partial>", ""))
    assert own.strip().startswith("<")
    assert len(others) == 1
    for part in (own, *others):
        assert timeless(part).strip() in timeless(page)
