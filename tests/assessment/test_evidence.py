"""Photos and PDF that stand for an indicator."""

import io
import uuid

import pytest
from PIL import Image

from lhtq.accounts.policy import Role
from lhtq.web.filters import today

YEAR = today().year


def photo(width=2000, height=1500):
    buffer = io.BytesIO()
    Image.effect_noise((width, height), 60).convert("RGB").save(buffer, "JPEG", quality=90)
    return buffer.getvalue()


def form(content, name="goc-hoc-tap.jpg", code="3.1", **changed):
    return {"key": str(uuid.uuid4()), "indicator": code, "file": (io.BytesIO(content), name), **changed}


@pytest.fixture
def dat(place, household):
    return household(place.na_khuyen, "Nguyễn Văn Đạt")


@pytest.fixture
def recorder(place, sign_in):
    return sign_in(Role.VILLAGE_RECORDER, at=place.na_khuyen)


def test_a_photo_is_made_small_and_shown_with_its_thumbnail(dat, recorder):
    url = f"/phieu/ho/{dat.id}/{YEAR}"
    answer = recorder.post(f"{url}/minh-chung", data=form(photo()))
    assert answer.status_code == 303
    page = recorder.get(url).text
    assert "Ảnh minh chứng tiêu chí 3.1" in page
    link = page.split('<img src="')[1].split('"')[0]
    small = recorder.get(link)
    assert small.mimetype == "image/jpeg"
    assert len(small.data) < 12_000
    kept = recorder.get(link.removesuffix("/nho"))
    assert max(Image.open(io.BytesIO(kept.data)).size) == 1280
    assert "sandbox" in kept.headers["Content-Security-Policy"]
    assert kept.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "Chọn ảnh hoặc tệp PDF."),
        (b"day la van ban", "không phải ảnh"),
        (photo()[:4000], "Không đọc được ảnh này"),
        (b"\xff\xd8\xff" + bytes(30_000_000), "Tệp nặng 30 MB, nhiều nhất 20 MB."),
    ],
    ids=["nothing", "text", "cut short", "30 MB"],
)
def test_what_is_no_evidence_is_told_beside_the_field(dat, recorder, content, words):
    url = f"/phieu/ho/{dat.id}/{YEAR}"
    answer = recorder.post(f"{url}/minh-chung", data=form(content, name="" if not content else "anh.jpg"))
    assert answer.status_code == 422
    assert words in answer.text
    assert '<option selected value="3.1">' in answer.text
    assert "Chưa có minh chứng." in recorder.get(url).text


def test_an_indicator_that_the_set_has_not_is_refused(dat, recorder):
    answer = recorder.post(f"/phieu/ho/{dat.id}/{YEAR}/minh-chung", data=form(photo(), code="9.9"))
    assert answer.status_code == 422
    assert "Chọn một mục trong danh sách." in answer.text


def test_the_same_photo_twice_is_one_piece_of_evidence(dat, recorder):
    content = photo()
    for _time in range(2):
        recorder.post(f"/phieu/ho/{dat.id}/{YEAR}/minh-chung", data=form(content))
    assert recorder.get(f"/phieu/ho/{dat.id}/{YEAR}").text.count("<img") == 1


def test_evidence_can_be_taken_off_while_the_village_works(dat, recorder, place, sign_in):
    url = f"/phieu/ho/{dat.id}/{YEAR}"
    recorder.post(f"{url}/minh-chung", data=form(photo()))
    remove = recorder.get(url).text.split('<form method="post" action="')[1:]
    link = next(part.split('"')[0] for part in remove if "/bo" in part.split('"')[0])
    viewer = sign_in(Role.VIEWER, at=place.yen_hoa)
    assert viewer.post(link).status_code == 403
    recorder.post(link)
    assert "Chưa có minh chứng." in recorder.get(url).text


def test_evidence_of_another_commune_does_not_exist(dat, recorder, place, sign_in):
    recorder.post(f"/phieu/ho/{dat.id}/{YEAR}/minh-chung", data=form(photo()))
    link = recorder.get(f"/phieu/ho/{dat.id}/{YEAR}").text.split('<img src="')[1].split('"')[0]
    stranger = sign_in(Role.COMMUNE_RECORDER, at=place.da_vi)
    assert stranger.get(link).status_code == 404
    assert stranger.get(link.removesuffix("/nho")).status_code == 404
