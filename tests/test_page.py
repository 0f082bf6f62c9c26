"""The look over every page finds what it is there for."""

import pytest
from flask import Response
from werkzeug.test import TestResponse

from tests.page import HEADERS, findings

GOOD = """<!doctype html><html lang="vi"><head><title>Việc cần làm</title></head><body><h1>Việc cần làm</h1>
<form action="/"><label for="ten">Tên</label><input id="ten" name="ten"><img src="/a.png" alt=""></form>
</body></html>"""


def answered(text: str, *, without: str = "") -> TestResponse:
    headers = {name: "x" for name in HEADERS if name != without}
    return Response(text, headers=headers, mimetype="text/html")


def test_nothing_is_found_in_a_good_page():
    assert findings(answered(GOOD)) == []


@pytest.mark.parametrize(
    ("good", "bad", "found"),
    [
        ("<h1>Việc cần làm</h1>", "", "0 h1"),
        ('lang="vi"', 'lang="en"', "lang is not vi"),
        ("<title>Việc cần làm</title>", "<title> </title>", "no title"),
        ("<h1>", '<h1 id="ten">', "id ten stands 2 times"),
        ('for="ten"', "", "no label for input ten"),
        ('action="/"', "", "form without an action"),
        (' alt=""', "", "picture without words"),
        ("</form>", "", "expected-one-end-tag"),
        ("Việc cần làm</h1>", "Vie\u0323\u0302c</h1>", "not NFC"),
    ],
)
def test_what_is_wrong_with_a_page_is_found(good, bad, found):
    assert good in GOOD
    assert found in "; ".join(findings(answered(GOOD.replace(good, bad))))


def test_a_page_without_its_security_headers_is_found():
    found = findings(answered(GOOD, without="Content-Security-Policy"))
    assert found == ["no header Content-Security-Policy"]


def test_a_fragment_is_looked_over_too():
    assert findings(answered('<p id="a">Đủ</p>')) == []
    assert findings(answered('<p id="a">Đủ</p><p id="a"></p>')) == ["id a stands 2 times"]
