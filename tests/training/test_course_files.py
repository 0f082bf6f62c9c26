"""Material and evidence of a course, as a phone sends them: the files first, then the form that names them."""

import hashlib

import pytest

from lhtq.accounts.policy import Role
from tests.house.scene import picture
from tests.web.press import message_beside, press


@pytest.fixture
def url(place, course):
    """The address of a course of the commune."""
    return f"/khoa/{course(place.yen_hoa).id}"


def sent_before(client, content):
    """Send a file as static/photo.js does; its digest."""
    digest = hashlib.sha256(content).hexdigest()
    client.post(
        f"/tep/{digest}?tu=0&tong={len(content)}",
        data=content,
        headers={"X-CSRFToken": client.token()},
        content_type="application/octet-stream",
    )
    return digest


def add(client, url, *digests, name="Ảnh hội trường"):
    """Send the form with what was sent before it."""
    typed = {"kind": "evidence", "name": name, "key": "7f9b6c1e-3f4e-4d9c-9e3e-0b9f4c1d2a3b"}
    return client.post(f"{url}/tep", data={**typed, "file_sent": list(digests)})


def test_a_photo_that_was_sent_before_is_kept_with_the_course(commune, url):
    added = add(commune, url, sent_before(commune, picture()))
    assert added.status_code == 303
    assert "Minh chứng: Ảnh hội trường" in commune.get(added.location).text


def test_a_form_that_was_refused_does_not_ask_for_the_photo_again(commune, url):
    refused = add(commune, url, sent_before(commune, picture()), name="")
    assert refused.status_code == 422
    assert "Nhập tên" in message_beside(refused, "name")
    assert "Đã gửi 1 tệp, không cần chọn lại." in refused.text
    added = press(commune, refused, "Thêm tệp", name="Ảnh hội trường")
    assert "Minh chứng: Ảnh hội trường" in commune.get(added.location).text


def test_a_photo_of_somebody_else_is_none(commune, url, place, sign_in):
    other = sign_in(Role.COMMUNE_REVIEWER, at=place.yen_hoa)
    refused = add(commune, url, sent_before(other, picture()))
    assert "Ảnh chưa gửi xong." in message_beside(refused, "file")


def test_of_files_that_are_too_many_together_none_is_kept(commune, url, monkeypatch):
    monkeypatch.setattr("lhtq.training.service.files.MOST_FILES", 1)
    photos = [sent_before(commune, picture(shade)) for shade in ("white", "black")]
    refused = add(commune, url, *photos)
    assert message_beside(refused, "file").startswith("Mỗi khóa giữ nhiều nhất")
    assert "Chưa có tệp nào." in refused.text
