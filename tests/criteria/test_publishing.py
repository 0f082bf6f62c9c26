"""A version is tried, checked, published and confirmed; what is published never changes, and sheets keep theirs."""

import datetime as dt
from decimal import Decimal

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.exc import DBAPIError, NoResultFound
from sqlalchemy.orm import Session

from lhtq.accounts.policy import NotAllowedError, Role
from lhtq.assessment import queries as assessment
from lhtq.criteria import queries, service
from lhtq.criteria.models import CriteriaSetRow
from lhtq.criteria.rules import Model, Status
from lhtq.criteria.service import (
    GroupGiven,
    NotProvisionalError,
    PublishedError,
    digest,
)
from lhtq.db import db
from lhtq.web.filters import today
from tests.conftest import FULL
from tests.criteria.drafts import NEXT_YEAR, YEAR, edit, here, id_of
from tests.web.press import buttons, heading, links, message_beside, press, value_of
from tests.weight import BUDGET
from tests.weight import page as weight


def test_the_check_names_what_is_wrong_and_leads_there(admin, draft):
    page = edit(admin, draft, "Sửa thông tin chung", pass_mark="170")
    page = edit(admin, page, "Sửa 1.1", kind="count", thresholds="từ 1: 5 điểm")
    found = links(admin.get(links(page)["Kiểm tra"]))
    assert found["Mức đạt 170 cao hơn tổng 100 điểm."] == f"{here(draft)}/thong-tin"
    line = found["1.1: ngưỡng cao nhất phải cho đủ điểm tối đa."]
    assert heading(admin.get(line)) == "Tiêu chí 1.1"
    answer = press(admin, admin.get(f"{here(draft)}/cong-bo"), "Công bố", valid_from=NEXT_YEAR)
    assert answer.status_code == 422
    assert "Bản nháp còn chỗ chưa đúng" in answer.text
    page = edit(admin, page, "Sửa thông tin chung", pass_mark="70")
    page = edit(admin, page, "Sửa 1.1", kind="graded", thresholds="")
    assert "Có thể công bố" in admin.get(links(page)["Kiểm tra"]).text


def test_a_draft_is_tried_as_the_scorer_will_see_it_and_nothing_is_saved(admin, citizen):
    page = admin.get(press(admin, admin.get(f"/tieu-chi/{citizen}"), "Sao chép thành phiên bản mới").location)
    page = edit(admin, page, "Sửa 1.1", rural="Nghe loa xã", staff="Đọc văn bản mới")
    trial = admin.get(links(page)["Xem thử"])
    assert "1.1 Nghe loa xã" in trial.text
    assert "Lưu điểm" not in buttons(trial)
    assert "1.1 Đọc văn bản mới" in admin.get(links(trial)["Cán bộ, công chức, viên chức"]).text


def test_a_draft_scores_nothing_until_it_is_published_and_then_from_its_day_on(admin, draft, family, acting, place):
    edit(admin, draft, "Sửa thông tin chung", pass_mark="75")
    with acting(Role.VIEWER, at=place.yen_hoa):
        assert queries.set_in_force(Model.FAMILY, dt.date(YEAR + 5, 1, 1)).id == family
        with pytest.raises(NoResultFound):
            queries.criteria_set(id_of(draft))
    done = press(admin, admin.get(f"{here(draft)}/cong-bo"), "Công bố", valid_from=NEXT_YEAR)
    assert done.location == here(draft)
    with acting(Role.VIEWER, at=place.yen_hoa):
        assert queries.set_in_force(Model.FAMILY, dt.date(YEAR, 12, 31)).id == family
        assert assessment.set_for(Model.FAMILY, YEAR).id == family
        later = assessment.set_for(Model.FAMILY, YEAR + 1)
        row = queries.whole_set(id_of(draft))
        assert row.sha256 == digest(row.content)
    assert (later.id, later.pass_mark) == (id_of(draft), 75)


def test_a_version_is_not_in_force_before_the_one_it_follows(admin, draft):
    page = admin.get(f"{here(draft)}/cong-bo")
    answer = press(admin, page, "Công bố", valid_from="01/01/2020")
    assert answer.status_code == 422
    assert "Nhập ngày từ" in message_beside(answer, "valid_from")
    assert press(admin, page, "Công bố", valid_from="").status_code == 422


def test_what_is_published_is_closed_to_every_verb_and_to_the_database(admin, draft, acting, place, whole, app):
    facts = admin.get(links(draft)["Sửa thông tin chung"])
    press(admin, admin.get(f"{here(draft)}/cong-bo"), "Công bố", valid_from=NEXT_YEAR)
    before = whole(id_of(draft))
    late = press(admin, facts, "Lưu", name="Tên khác")
    assert late.status_code == 422
    assert "vừa được công bố" in late.text
    assert value_of(late, "name") == "Tên khác"
    for button in ("Lên 1.1", "Bỏ bản nháp"):
        assert press(admin, draft, button).status_code == 422
    assert admin.get(f"{here(draft)}/thong-tin").status_code == 404
    group, line = before.groups[0], before.groups[0].indicators[0]
    with acting(Role.ADMINISTRATOR, at=place.province) as actor:
        for change in (
            lambda: service.add_group(actor, before.id, GroupGiven("9", "Mới", Decimal(0))),
            lambda: service.remove_group(actor, before.id, group.id, digest(group.content)),
            lambda: service.remove_line(actor, before.id, line.id, digest(line.facts)),
            lambda: service.move_group(actor, before.id, group.id, up=False),
            lambda: service.publish(actor, before.id, today(), digest(before.content)),
        ):
            with pytest.raises(PublishedError):
                change()
    assert whole(before.id).content == before.content


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE indicator SET group_id = :published_group WHERE id = :line",
        "UPDATE criteria_group SET set_id = :published WHERE id = :group",
        "UPDATE criteria_set SET published_at = NULL WHERE id = :published",
        "UPDATE criteria_group SET name = 'x' WHERE set_id = :published",
        "DELETE FROM indicator WHERE group_id = :published_group",
    ],
)
def test_the_administrators_own_connection_cannot_change_what_is_published(app, draft, family, whole, statement):
    published, copy = whole(family), whole(id_of(draft))
    names = {
        "published": family, "published_group": published.groups[0].id, "group": copy.groups[0].id,
        "line": copy.groups[0].indicators[0].id,
    }  # fmt: skip
    with app.app_context():
        connection = db.engines[None]
    connection.execute(text("SELECT set_config('lhtq.scope', '08/', true)"))
    with pytest.raises(DBAPIError, match="is published"), connection.begin_nested():
        connection.execute(text(statement), {k: v for k, v in names.items() if f":{k} " in f"{statement} "})


def test_the_province_confirms_a_provisional_set(admin, family, place, sign_in, whole):
    page = admin.get(links(admin.get(f"/tieu-chi/{family}"))["Xác nhận bộ tiêu chí tạm thời"])
    assert value_of(page, "name") == "Gia đình học tập 2021-2030"
    assert press(admin, page, "Xác nhận và công bố", valid_from=NEXT_YEAR).status_code == 422
    done = press(
        admin, page, "Xác nhận và công bố", source="Công văn 15/HKH ngày 20/11/2026 của Hội Khuyến học tỉnh",
        valid_from=f"{today():%d/%m/%Y}",
    )  # fmt: skip
    confirmed, before = whole(int(done.location.rsplit("/", 1)[1])), whole(family)
    assert (confirmed.status, confirmed.version, before.status) == (Status.OFFICIAL, 3, Status.PROVISIONAL)
    assert confirmed.content["groups"] == before.content["groups"]
    recorder = sign_in(Role.COMMUNE_RECORDER, at=place.yen_hoa)
    assert "Bộ tiêu chí tạm thời" not in recorder.get(f"/cham-diem/{place.na_khuyen.id}/{YEAR}").text
    assert "Công văn 15/HKH" in recorder.get(done.location).text


def test_only_the_newest_provisional_version_is_confirmed(admin, family, arrange, acting, place, draft):
    with arrange():
        old = queries.find_version("family", 1).id
    assert admin.get(f"/tieu-chi/{old}/xac-nhan").status_code == 404
    assert "Xác nhận bộ tiêu chí tạm thời" not in links(admin.get(f"/tieu-chi/{old}"))
    page = admin.get(f"/tieu-chi/{family}/xac-nhan")
    answer = press(admin, page, "Xác nhận và công bố", source="Công văn 15", valid_from=NEXT_YEAR)
    assert answer.status_code == 422
    assert "đang có bản nháp" in answer.text
    press(admin, draft, "Bỏ bản nháp")
    assert press(admin, page, "Xác nhận và công bố", source="Công văn 15", valid_from="01/01/2020").status_code == 422
    given = service.Confirmation("Gia đình học tập", "Căn cứ", "Công văn 15", today())
    with acting(Role.ADMINISTRATOR, at=place.province) as actor:
        with pytest.raises(NotProvisionalError):
            service.confirm_provisional(actor, old, given)
        confirmed = service.confirm_provisional(actor, family, given)
        with pytest.raises(NotProvisionalError):
            service.confirm_provisional(actor, confirmed.id, given)
    with acting(Role.ADMINISTRATOR, at=place.na_hang) as actor, pytest.raises(NotAllowedError):
        service.confirm_provisional(actor, family, given)


def test_a_criteria_set_published_mid_year_harms_no_open_sheet(admin, draft, place, household, sheet, sign_in, acting):
    begun, fresh = household(place.na_khuyen, "Nông Văn Cũ"), household(place.na_khuyen, "Nông Văn Mới")
    sheet(begun, answers={"1.1": 10})
    page = edit(admin, draft, "Thêm nhóm", code="5", name="Học nghề")
    edit(admin, page, "Thêm tiêu chí vào nhóm 5", code="5.1", name="Có người học nghề", kind="graded", points_max="10")
    press(admin, admin.get(f"{here(draft)}/cong-bo"), "Công bố", valid_from=f"{today():%d/%m/%Y}")
    recorder = sign_in(Role.COMMUNE_RECORDER, at=place.yen_hoa)
    village = recorder.get(f"/cham-diem/{place.na_khuyen.id}/{YEAR}")
    assert village.text.count("5.1 Có người học nghề") == 1
    full = {code: str(value) for code, value in FULL.items()}
    answer = recorder.post(f"/cham-diem/ho/{begun.id}/{YEAR}", data=full | {"version": "1"})
    assert answer.status_code == 303
    refused = recorder.post(f"/cham-diem/ho/{begun.id}/{YEAR}", data=full | {"version": "2", "5.1": "10"})
    assert refused.status_code == 422
    recorder.post(f"/cham-diem/ho/{fresh.id}/{YEAR}", data=full | {"version": "0", "5.1": "10"})
    with acting(Role.VIEWER, at=place.yen_hoa):
        lines = {
            one.id: assessment.line(assessment.subject(Model.FAMILY, one.id, YEAR), YEAR, today())
            for one in (begun, fresh)
        }
    assert (lines[begun.id].criteria.version, lines[begun.id].outcome.total) == (2, 100)
    assert (lines[fresh.id].criteria.version, lines[fresh.id].outcome.total) == (3, 110)
    minutes = recorder.get(f"/cham-diem/{place.na_khuyen.id}/{YEAR}/binh-xet")
    sent = press(
        recorder, minutes, "Gửi xã thẩm định", held_on=f"{today():%d/%m/%Y}", present="30", chair="Ma Văn Quý",
        secretary="Nông Thị Lan", chon=[str(begun.id), str(fresh.id)],
    )  # fmt: skip
    assert sent.status_code == 303
    assert "100/100" in recorder.get(f"/phieu/ho/{begun.id}/{YEAR}").text.replace("<b>100</b>", "100")


def test_a_file_that_comes_later_leaves_the_provinces_own_version(server, tmp_path):
    file = service.SETS / "family-2026-2.toml"
    later = file.read_text(encoding="utf-8").replace("version = 2", "version = 3", 1)
    (tmp_path / "family-2026-3.toml").write_text(later, encoding="utf-8")
    engine = create_engine(server.copy().owner)
    with Session(engine) as session:
        session.execute(
            text(
                "INSERT INTO account (unit_id, username, full_name, phone, password_hash, must_change_password, "
                "active) SELECT id, 'quan-tri', 'Quản trị', '', '', false, true FROM unit WHERE path = '08/'"
            )
        )
        own = session.query(CriteriaSetRow).filter_by(code="family", version=2).one()
        facts = {name: getattr(own, name) for name in ("model", "status", "legal_basis", "source", "pass_mark")}
        account = session.execute(text("SELECT id FROM account")).scalar_one()
        session.add(
            CriteriaSetRow(
                **facts, code="family", version=3, name="Của tỉnh", rounding=1, title_years=1, valid_from=today(),
                sha256="", made_by=account,
            )
        )  # fmt: skip
        session.commit()
        assert service.load_all(session, tmp_path) == []
        assert session.query(CriteriaSetRow).filter_by(code="family", version=3).one().name == "Của tỉnh"
    engine.dispose()


def test_the_pages_of_criteria_are_small(admin, draft, citizen, family):
    copy = press(admin, admin.get(f"/tieu-chi/{citizen}"), "Sao chép thành phiên bản mới").location
    line = links(admin.get(copy))["Sửa 1.1"]
    for url in (
        "/tieu-chi", f"/tieu-chi/{citizen}", copy, line, here(draft), f"{copy}/xem-thu", f"{copy}/kiem-tra",
        f"{copy}/thong-tin", f"{copy}/cong-bo", f"{here(draft)}/so-voi/{family}",
    ):  # fmt: skip
        assert weight(admin, url) <= BUDGET["later page"], url
