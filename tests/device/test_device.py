"""The worker's file, the page of the data used, a village to take along, and pages for those who pay for bytes."""

import io
import json
import re
import shutil
import uuid

import pytest
from PIL import Image

from lhtq.accounts.policy import Role
from lhtq.paths import STATIC
from lhtq.web.filters import today
from lhtq.web.static_files import PARTS, build, light
from tests.web.press import heading, links

YEAR = today().year


def constants(worker):
    """What stands in front of the worker's own text."""
    return {
        name: json.loads(value)
        for name, value in re.findall(r"^const (FILES|SHELL|POLICY) = (.*);$", worker, re.MULTILINE)
    }


def test_anybody_gets_the_worker_and_nothing_of_a_person_is_in_it(anonymous, place, sign_in):
    answer = anonymous.get("/worker.js")
    assert answer.status_code == 200
    assert answer.mimetype == "text/javascript"
    assert answer.headers["Cache-Control"] == "max-age=3600"
    recorder = sign_in(Role.VILLAGE_RECORDER, at=place.na_khuyen)
    signed_in = recorder.get("/worker.js")
    assert signed_in.data == answer.data
    assert recorder.actor.name not in signed_in.text
    assert "data-account" not in constants(answer.text)["SHELL"]


def test_the_worker_knows_every_file_by_its_content_and_the_policy_of_the_pages(anonymous):
    worker = anonymous.get("/worker.js").text
    told = constants(worker)
    named = re.findall(r'(?:href|src)="(/s/[^"]+)"', anonymous.get("/dang-nhap").text)
    assert set(named) <= set(told["FILES"])
    assert told["POLICY"] == anonymous.get("/dang-nhap").headers["Content-Security-Policy"]
    assert "worker-src 'self'" in told["POLICY"]
    assert "Không có mạng, trang này chưa tải về" in told["SHELL"]
    assert "addEventListener" in worker


def test_a_changed_file_makes_another_worker(tmp_path):
    """Its list of files names each by its content."""
    source = tmp_path / "static"
    shutil.copytree(STATIC, source)
    _folder, before = build(source, tmp_path / "kept")
    with (source / "app.js").open("a", encoding="utf-8") as script:
        script.write("listen('click', () => history.back());\n")
    _folder, after = build(source, tmp_path / "kept")
    assert {name for name in after if before[name] != after[name]} == {"lhtq.js"}


def test_a_script_is_sent_without_what_only_its_readers_need():
    written = '/* Why:\n   so. */\n// a reason\nconst address = "http://a"; // kept\n\ngo(address, `a\n  b`);\n'
    light_one = light(written)
    assert "reason" not in light_one
    assert "so." not in light_one
    assert "address" not in light_one
    assert '"use strict"' in light_one
    assert "http://a" in light_one
    assert "a\n  b" in light_one or "a\\n  b" in light_one


def test_every_script_of_ours_is_sent():
    """One that is in the folder and in no page would be dead."""
    assert {path.stem for path in STATIC.glob("*.js")} == {*PARTS, "worker"}


def test_a_page_names_its_account_and_one_without_a_person_does_not(anonymous, place, sign_in):
    recorder = sign_in(Role.VILLAGE_RECORDER, at=place.na_khuyen)
    assert f'<body data-account="{recorder.actor.account_id}">' in recorder.get("/").text
    assert "<body>" in anonymous.get("/dang-nhap").text


def test_the_page_of_the_data_used_says_what_it_needs_and_how_it_reckons(place, sign_in):
    recorder = sign_in(Role.VILLAGE_RECORDER, at=place.na_khuyen)
    assert links(recorder.get("/toi"))["Dữ liệu đã dùng"] == "/du-lieu-da-dung"
    page = recorder.get("/du-lieu-da-dung")
    assert heading(page) == "Dữ liệu đã dùng"
    assert "cần JavaScript" in page.text
    assert "ước tính" in page.text


def test_a_village_to_take_along_is_its_sheet_its_whole_list_and_its_criteria(place, household, sign_in):
    for n in range(26):
        household(place.na_khuyen, f"Nguyễn Văn {n}")
    recorder = sign_in(Role.VILLAGE_RECORDER, at=place.na_khuyen)
    sheet = f"/cham-diem/{place.na_khuyen.id}/{YEAR}"
    found = links(recorder.get(links(recorder.get(sheet))["Tải về"]))
    register = f"/ho-gia-dinh/{place.na_khuyen.id}"
    assert found["Phiếu chấm điểm của thôn"] == sheet
    assert found["Danh sách hộ"] == register
    assert found["Danh sách hộ, trang 2"] == links(recorder.get(register))["Trang sau"]
    assert "Danh sách hộ, trang 3" not in found
    assert recorder.get(found["Bộ tiêu chí và hướng dẫn"]).status_code == 200


# Pages for those who pay dearly.


def photo():
    buffer = io.BytesIO()
    Image.effect_noise((800, 600), 60).convert("RGB").save(buffer, "JPEG", quality=90)
    return buffer.getvalue()


@pytest.fixture
def sheet(place, household, sign_in):
    """The recorder, and a household's sheet with two photos."""
    dat = household(place.na_khuyen)
    recorder = sign_in(Role.VILLAGE_RECORDER, at=place.na_khuyen)
    url = f"/phieu/ho/{dat.id}/{YEAR}"
    files = [(io.BytesIO(photo()), f"{n}.jpg") for n in range(2)]
    recorder.post(f"{url}/minh-chung", data={"key": str(uuid.uuid4()), "indicator": "3.1", "file": files})
    return recorder, url


@pytest.mark.parametrize(
    "asked", [{"Save-Data": "on"}, {"ECT": "2g"}, {"ECT": "slow-2g"}], ids=["saver", "2g", "slow 2g"]
)
def test_who_pays_dearly_gets_no_thumbnails_until_they_ask(sheet, asked):
    recorder, url = sheet
    page = recorder.get(url, headers=asked)
    assert "<img" not in page.text
    (words,) = [words for words in links(page) if words.startswith("Xem 2 ảnh (")]
    assert re.fullmatch(r"Xem 2 ảnh \(\d+ KB\)", words)
    assert page.text.count('<a href="/minh-chung/') == 2, "each photo can still be opened"
    with_pictures = recorder.get(links(page)[words].partition("#")[0], headers=asked)
    assert with_pictures.text.count("<img") == 2


def test_a_browser_is_asked_for_the_kind_of_its_line_where_one_signs_in(anonymous):
    assert anonymous.get("/dang-nhap").headers["Accept-CH"] == "ECT"


@pytest.mark.parametrize("asked", [{}, {"Save-Data": "off"}, {"ECT": "3g"}, {"ECT": "4g"}])
def test_everybody_else_sees_them_at_once(sheet, asked):
    recorder, url = sheet
    page = recorder.get(url, headers=asked)
    assert page.text.count("<img") == 2
    assert {"Save-Data", "ECT"} <= set(page.vary)
