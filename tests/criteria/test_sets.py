"""The criteria are data with a legal basis; what is published is never changed."""

import pytest
from sqlalchemy import create_engine, select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from lhtq.accounts.policy import Role
from lhtq.criteria import queries, service
from lhtq.criteria.models import CriteriaSetRow
from lhtq.criteria.rules import Model, problems
from lhtq.criteria.service import SetRefusedError
from lhtq.web.filters import today
from tests.web.press import heading, links

FILE = service.SETS / "family-2026-2.toml"


@pytest.fixture
def session(server):
    """The owner of a prepared database of its own."""
    engine = create_engine(server.copy().owner)
    with Session(engine) as found:
        yield found
    engine.dispose()


@pytest.fixture
def folder(tmp_path):
    """``folder(old, new)`` is a folder with the family set, ``old`` replaced by ``new``."""

    def _folder(old, new):
        content = FILE.read_text(encoding="utf-8")
        assert old in content
        (tmp_path / FILE.name).write_text(content.replace(old, new, 1), encoding="utf-8")
        return tmp_path

    return _folder


def versions(session):
    return session.scalars(
        select(CriteriaSetRow.version).filter_by(code="family").order_by(CriteriaSetRow.version)
    ).all()


def test_loading_again_publishes_nothing(session):
    assert versions(session) == [1, 2]
    assert service.load_all(session) == []
    assert versions(session) == [1, 2]


def test_a_published_version_that_was_edited_is_refused(session, folder):
    with pytest.raises(SetRefusedError, match="give the change a new version"):
        service.load_all(session, folder("pass_mark = 70", "pass_mark = 60"))
    session.rollback()
    assert set(session.scalars(select(CriteriaSetRow.pass_mark).filter_by(code="family"))) == {70}


def test_a_new_version_is_added_beside_the_old_one(session, folder):
    assert service.load_all(session, folder("version = 2", "version = 3")) == [FILE.stem]
    assert versions(session) == [1, 2, 3]


def test_a_file_whose_rules_do_not_add_up_is_not_published(session, folder):
    content = folder("version = 2", "version = 3") / FILE.name
    content.write_text(content.read_text(encoding="utf-8").replace("pass_mark = 70", "pass_mark = 170"))
    with pytest.raises(SetRefusedError, match="the pass mark 170 is above the 100 points"):
        service.load_all(session, content.parent)
    session.rollback()
    assert versions(session) == [1, 2]


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE criteria_set SET pass_mark = 1",
        "DELETE FROM criteria_set",
        "UPDATE criteria_group SET floor = 0",
        "DELETE FROM indicator",
        "UPDATE indicator SET points_max = 99",
        "INSERT INTO criteria_group (set_id, position, code, name, floor) SELECT id, 9, '9', 'x', 0 FROM criteria_set",
    ],
)
def test_the_database_itself_refuses_to_change_what_is_published(session, statement):
    with pytest.raises(DBAPIError, match="published"):
        session.execute(text(statement))
    session.rollback()


def test_a_set_is_not_in_force_before_its_day(acting, place):
    with acting(Role.VIEWER, at=place.yen_hoa):
        found = queries.set_in_force(Model.FAMILY, today())
    assert (found.code, found.version, found.points_max) == ("family", 2, 100)
    assert problems(found) == []


def test_the_page_of_a_set_says_that_it_is_provisional_and_on_what_it_stands(place, sign_in):
    looker = sign_in(Role.VIEWER, at=place.na_khuyen)
    listed = looker.get("/tieu-chi")
    assert "Bộ tiêu chí tạm thời" in listed.text
    page = looker.get(links(listed)["Gia đình học tập 2021-2030 (tạm thời), phiên bản 2"])
    assert heading(page) == "Gia đình học tập 2021-2030 (tạm thời)"
    for words in (
        "Bộ tiêu chí tạm thời.", "chờ Hội Khuyến học tỉnh xác nhận", "Quyết định 387/QĐ-TTg ngày 25/3/2022",
        "Kế hoạch 108/KH-UBND ngày 03/6/2022", "Từ 70 trên 100 điểm", "2.1 Người lớn là công dân học tập",
        "20 điểm theo tỷ lệ", "điều kiện, không tính điểm", "30 điểm, tối thiểu 15 điểm", "Mã kiểm của tệp",
    ):  # fmt: skip
        assert words in page.text


def test_wherever_points_are_given_the_criteria_are_said_to_be_provisional(place, household, sign_in):
    dat, year = household(place.na_khuyen), today().year
    recorder = sign_in(Role.COMMUNE_RECORDER, at=place.yen_hoa)
    reviewer = sign_in(Role.COMMUNE_REVIEWER, at=place.yen_hoa)
    chair = sign_in(Role.COMMUNE_APPROVER, at=place.yen_hoa)
    for client, url in (
        (recorder, f"/cham-diem/{place.na_khuyen.id}/{year}"),
        (recorder, f"/cham-diem/{place.na_khuyen.id}/{year}/binh-xet"),
        (recorder, f"/phieu/ho/{dat.id}/{year}"),
        (reviewer, f"/tham-dinh/{place.yen_hoa.id}/{year}"),
        (chair, f"/cong-nhan/{place.yen_hoa.id}/{year}/ho"),
    ):
        assert "Bộ tiêu chí tạm thời" in client.get(url).text, url


def test_a_set_that_is_not_there_is_not_found(place, sign_in):
    assert sign_in(Role.VIEWER, at=place.na_khuyen).get("/tieu-chi/999999").status_code == 404
