"""A file is kept once, under the hash of its content, and seen by its commune alone."""

import hashlib
import io
import uuid

import pikepdf
import pytest

from lhtq.accounts.policy import Role
from lhtq.files.store import FileStore
from lhtq.web.filters import today

YEAR = today().year


def test_a_file_lies_under_the_hash_of_its_content(tmp_path):
    store = FileStore(tmp_path / "evidence")
    digest = store.put(b"goc hoc tap")
    assert digest == hashlib.sha256(b"goc hoc tap").hexdigest()
    assert store.path(digest).read_bytes() == b"goc hoc tap"


def test_the_same_content_is_kept_once_and_nothing_is_left_lying_about(tmp_path):
    store = FileStore(tmp_path)
    assert store.put(b"mot") == store.put(b"mot")
    store.put(b"hai")
    assert len([path for path in tmp_path.rglob("*") if path.is_file()]) == 2


def test_a_disk_that_takes_no_more_leaves_no_half_file(tmp_path):
    (tmp_path / hashlib.sha256(b"mot").hexdigest()[:2]).write_text("in the way")
    with pytest.raises(OSError, match=r"exists|directory"):
        FileStore(tmp_path).put(b"mot")
    assert len(list(tmp_path.rglob("*"))) == 1


@pytest.fixture
def link(place, household, sign_in):
    """The address of a PDF that Nà Khuyến put to a sheet."""
    dat = household(place.na_khuyen, "Nguyễn Văn Đạt")
    buffer = io.BytesIO()
    document = pikepdf.new()
    document.add_blank_page()
    document.save(buffer)
    village = sign_in(Role.VILLAGE_RECORDER, at=place.na_khuyen)
    form = {"key": str(uuid.uuid4()), "indicator": "1.1", "file": (io.BytesIO(buffer.getvalue()), "hoc-ba.jpg")}
    assert village.post(f"/phieu/ho/{dat.id}/{YEAR}/minh-chung", data=form).status_code == 303
    page = village.get(f"/phieu/ho/{dat.id}/{YEAR}").text
    assert "PDF Tiêu chí 1.1" in page
    return page.split('<a href="/minh-chung/')[1].split('"')[0]


def test_a_pdf_is_handed_out_as_a_download_that_runs_nothing(place, link, sign_in):
    kept = sign_in(Role.COMMUNE_REVIEWER, at=place.yen_hoa).get(f"/minh-chung/{link}")
    assert kept.mimetype == "application/pdf"
    assert kept.headers["Content-Disposition"] == f"attachment; filename=minh-chung-{link}.pdf"
    assert kept.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert kept.headers["X-Content-Type-Options"] == "nosniff"
    assert "private" in kept.headers["Cache-Control"]


def test_a_pdf_has_no_thumbnail(place, link, sign_in):
    answer = sign_in(Role.VILLAGE_RECORDER, at=place.na_khuyen).get(f"/minh-chung/{link}/nho")
    assert answer.status_code == 404


@pytest.mark.parametrize("ending", ["", "/nho"])
def test_evidence_is_seen_by_its_own_commune_and_those_above_alone(place, link, sign_in, anonymous, ending):
    if not ending:
        for role, unit in ((Role.VIEWER, place.yen_hoa), (Role.DISTRICT_REVIEWER, place.na_hang)):
            assert sign_in(role, at=unit).get(f"/minh-chung/{link}{ending}").status_code == 200
    for role, unit in (
        (Role.COMMUNE_RECORDER, place.da_vi),
        (Role.VILLAGE_RECORDER, place.ban_thang),
        (Role.DISTRICT_REVIEWER, place.son_duong),
    ):
        assert sign_in(role, at=unit).get(f"/minh-chung/{link}{ending}").status_code == 404
    assert anonymous.get(f"/minh-chung/{link}{ending}").status_code == 303


def test_the_administrator_of_the_accounts_sees_no_evidence(place, link, sign_in):
    assert sign_in(Role.ADMINISTRATOR, at=place.yen_hoa).get(f"/minh-chung/{link}").status_code == 403


def test_evidence_is_not_taken_off_through_another_household(place, household, link, sign_in):
    other = household(place.na_khuyen, "Ma Thị Hoa")
    village = sign_in(Role.VILLAGE_RECORDER, at=place.na_khuyen)
    assert village.post(f"/phieu/ho/{other.id}/{YEAR}/minh-chung/{link}/bo").status_code == 404
    assert village.get(f"/minh-chung/{link}").status_code == 200
