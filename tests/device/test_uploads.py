"""Files that arrive in parts: each account's own, bounded, checked, and gone after a day."""

import hashlib
import io
import os
import time

import pytest
from PIL import Image

from lhtq.accounts.policy import Role
from lhtq.files import incoming
from lhtq.files.incoming import Incoming, TooLargeError, TooManyError, WrongDigestError
from lhtq.web.filters import today
from tests.web.press import links

YEAR = today().year


def photo(width=400, height=300):
    buffer = io.BytesIO()
    Image.effect_noise((width, height), 60).convert("RGB").save(buffer, "JPEG", quality=90)
    return buffer.getvalue()


def digest_of(content):
    return hashlib.sha256(content).hexdigest()


def send(client, content, *, start=0, end=None, total=None, digest=None):
    """Send a part of a file, as static/photo.js does."""
    return client.post(
        f"/tep/{digest or digest_of(content)}?tu={start}&tong={total or len(content)}",
        data=content[start:end],
        headers={"X-CSRFToken": client.token()},
        content_type="application/octet-stream",
    )


@pytest.fixture
def recorder(place, sign_in):
    return sign_in(Role.VILLAGE_RECORDER, at=place.na_khuyen)


@pytest.fixture
def evidence(place, household, recorder):
    """``evidence(digest, ...)``: the recorder adds files that were sent before to a household's sheet."""
    dat = household(place.na_khuyen)
    url = f"/phieu/ho/{dat.id}/{YEAR}"

    def _evidence(*digests, by=recorder, key="7f9b6c1e-3f4e-4d9c-9e3e-0b9f4c1d2a3b"):
        return by.post(f"{url}/minh-chung", data={"key": key, "indicator": "3.1", "file_sent": list(digests)})

    _evidence.url = url
    return _evidence


def test_a_photo_arrives_in_parts_and_goes_with_a_small_form(recorder, evidence):
    content = photo()
    url = f"/tep/{digest_of(content)}"
    assert recorder.get(url).json == {"have": 0, "done": False}
    assert send(recorder, content, end=30_000).json == {"have": 30_000, "done": False}
    assert recorder.get(url).json == {"have": 30_000, "done": False}
    assert send(recorder, content, start=30_000).json == {"have": len(content), "done": True}
    assert recorder.get(url).json == {"have": len(content), "done": True}

    assert evidence(digest_of(content)).status_code == 303
    page = recorder.get(evidence.url)
    assert page.text.count("<img") == 1
    (address,) = [address for words, address in links(page).items() if "Tiêu chí 3.1," in words]
    kept = Image.open(io.BytesIO(recorder.get(address).data))
    assert (kept.format, kept.size) == ("JPEG", (400, 300))


def test_a_part_that_comes_twice_or_too_early_changes_nothing(recorder):
    content = photo()
    send(recorder, content, end=10_000)
    for start, status in ((0, 200), (5_000, 409), (20_000, 409)):
        answer = send(recorder, content, start=start, end=start + 10_000)
        assert answer.status_code == status
        assert answer.json == {"have": 10_000, "done": False}
    assert send(recorder, content, start=10_000).json["done"]


def test_what_is_there_already_is_not_taken_again(recorder):
    content = photo()
    send(recorder, content)
    answer = send(recorder, content, end=10_000)
    assert (answer.status_code, answer.json) == (200, {"have": len(content), "done": True})


def test_a_file_that_is_not_what_was_announced_is_thrown_away(recorder):
    content, other = photo(), digest_of(b"another")
    send(recorder, content, end=10_000, digest=other)
    answer = send(recorder, content, start=10_000, digest=other)
    assert answer.status_code == 422
    assert "Tệp bị hỏng trên đường gửi." in answer.text
    assert recorder.get(f"/tep/{other}").json == {"have": 0, "done": False}


def test_nobody_learns_what_another_account_has_sent_nor_can_use_it(recorder, place, sign_in, evidence):
    content = photo()
    send(recorder, content)
    neighbour = sign_in(Role.VILLAGE_RECORDER, at=place.na_khuyen)
    assert neighbour.get(f"/tep/{digest_of(content)}").json == {"have": 0, "done": False}
    answer = evidence(digest_of(content), by=neighbour)
    assert answer.status_code == 422
    assert "Ảnh chưa gửi xong. Hãy chọn lại ảnh rồi gửi tiếp." in answer.text
    assert "Chưa có minh chứng." in neighbour.get(evidence.url).text


def test_a_photo_that_has_not_arrived_completely_is_no_photo(recorder, evidence):
    content = photo()
    send(recorder, content, end=10_000)
    answer = evidence(digest_of(content))
    assert answer.status_code == 422
    assert "Ảnh chưa gửi xong." in answer.text


@pytest.mark.parametrize("named", ["", "x" * 64, "../../../secret-key", "A" * 64, "0" * 63])
def test_what_is_no_digest_is_no_file(recorder, evidence, named):
    assert evidence(named).status_code == 422
    assert recorder.get(f"/tep/{named or 'x'}").status_code == 404


@pytest.mark.parametrize(("total", "size"), [(20_000_001, 10), (100_000_000_000, 10), (300_000, 256_001)])
def test_a_file_or_a_part_that_is_too_large_is_refused(recorder, total, size):
    answer = send(recorder, bytes(size), total=total)
    assert answer.status_code == 413
    assert "nhiều nhất" in answer.text


@pytest.mark.parametrize("query", ["", "?tu=0&tong=0", "?tu=-1&tong=10", "?tu=x&tong=10", "?tu=0&tong=-5"])
def test_a_part_that_does_not_say_where_it_belongs_is_not_taken(recorder, query):
    answer = recorder.post(
        f"/tep/{digest_of(b'x')}{query}",
        data=b"x",
        headers={"X-CSRFToken": recorder.token()},
        content_type="application/octet-stream",
    )
    assert answer.status_code in {409, 413}
    assert recorder.get(f"/tep/{digest_of(b'x')}").json["have"] == 0


def test_a_part_beyond_the_end_is_not_taken(recorder):
    content = photo()
    answer = send(recorder, content, total=len(content) - 1)
    assert answer.status_code == 409
    assert answer.json == {"have": 0, "done": False}


def test_a_part_without_the_token_of_the_session_is_refused(recorder):
    content = photo()
    answer = recorder.post(f"/tep/{digest_of(content)}?tu=0&tong={len(content)}", data=content)
    assert answer.status_code == 400
    assert recorder.get(f"/tep/{digest_of(content)}").json["have"] == 0


def test_what_is_no_photo_is_told_beside_the_field(recorder, evidence):
    content = b"day la van ban"
    send(recorder, content)
    answer = evidence(digest_of(content))
    assert answer.status_code == 422
    assert "không phải ảnh" in answer.text


def test_several_at_once_and_not_more_than_five(recorder, evidence):
    photos = [photo(300 + n, 200) for n in range(6)]
    for content in photos:
        send(recorder, content)
    answer = evidence(*(digest_of(content) for content in photos))
    assert answer.status_code == 422
    assert "Mỗi lần nhiều nhất 5 tệp." in answer.text
    assert evidence(*(digest_of(content) for content in photos[:5])).status_code == 303
    assert recorder.get(evidence.url).text.count("<img") == 5


def test_the_same_form_twice_adds_its_photo_once(recorder, evidence):
    content = photo()
    send(recorder, content)
    assert [evidence(digest_of(content)).status_code for _time in range(2)] == [303, 303]
    assert recorder.get(evidence.url).text.count("<img") == 1


def test_a_refused_form_names_what_was_sent_so_that_it_is_not_asked_for_again(recorder, evidence):
    content = photo()
    send(recorder, content)
    answer = recorder.post(
        f"{evidence.url}/minh-chung",
        data={"key": "7f9b6c1e-3f4e-4d9c-9e3e-0b9f4c1d2a3b", "indicator": "9.9", "file_sent": digest_of(content)},
    )
    assert answer.status_code == 422
    assert f'name="file_sent" value="{digest_of(content)}"' in answer.text
    assert "Đã gửi 1 tệp, không cần chọn lại." in answer.text


# The folder itself.


@pytest.fixture
def arriving(tmp_path):
    return Incoming(tmp_path / "incoming")


def put(arriving, content, account=1):
    return arriving.add(account, digest_of(content), content, offset=0, total=len(content))


def begin(arriving, n, account=1):
    return arriving.add(account, digest_of(str(n).encode()), b"part", offset=0, total=1000)


def test_an_account_may_have_only_so_much_on_its_way(arriving):
    for n in range(incoming.MOST_FILES):
        begin(arriving, n)
    with pytest.raises(TooManyError):
        begin(arriving, "one more")
    # What is on its way goes on, and another account is not concerned.
    assert arriving.add(1, digest_of(b"0"), b"more", offset=4, total=1000).have == 8
    assert begin(arriving, "one more", account=2).have == 4


def test_what_arrived_longest_ago_makes_room(arriving, monkeypatch):
    monkeypatch.setattr(incoming, "MOST_FILES", 3)
    for n, content in enumerate((b"a", b"b", b"c")):
        put(arriving, content)
        os.utime(next(arriving._folder.glob(f"1/{digest_of(content)}")), (n, time.time() - 60 + n))  # noqa: SLF001
    put(arriving, b"d")
    assert [arriving.content(1, digest_of(content)) for content in (b"a", b"b", b"c", b"d")] == [None, b"b", b"c", b"d"]


def test_all_of_an_account_together_are_bounded(arriving, monkeypatch):
    monkeypatch.setattr(incoming, "MOST_IN_ALL", 100)
    arriving.add(1, digest_of(b"x"), bytes(60), offset=0, total=1000)
    with pytest.raises(TooManyError):
        arriving.add(1, digest_of(b"x"), bytes(60), offset=60, total=1000)


def test_what_nobody_used_within_a_day_is_gone(arriving, tmp_path):
    put(arriving, b"old")
    begin(arriving, "cut")
    for path in (tmp_path / "incoming").glob("*/*"):
        os.utime(path, (0, time.time() - incoming.KEPT - 1))
    put(arriving, b"new", account=2)
    assert arriving.content(1, digest_of(b"old")) == b"old", "it was looked for less than an hour ago"
    os.utime(tmp_path / "incoming" / "swept", (0, time.time() - incoming.SWEPT_EVERY - 1))
    put(arriving, b"newer", account=2)
    assert arriving.content(1, digest_of(b"old")) is None
    assert arriving.arrived(1, digest_of(b"cut")).have == 0
    assert arriving.content(2, digest_of(b"new")) == b"new"


def test_a_file_that_was_spoiled_on_the_disk_is_not_handed_out(arriving, tmp_path):
    put(arriving, b"whole")
    (tmp_path / "incoming" / "1" / digest_of(b"whole")).write_bytes(b"hal")
    assert arriving.content(1, digest_of(b"whole")) is None


def test_a_wrong_or_too_large_file_leaves_nothing(arriving):
    with pytest.raises(WrongDigestError):
        arriving.add(1, digest_of(b"x"), b"y", offset=0, total=1)
    with pytest.raises(TooLargeError):
        arriving.add(1, digest_of(b"x"), b"y", offset=0, total=incoming.MOST_PART * 1000)
    assert arriving.arrived(1, digest_of(b"x")).have == 0
