"""A commune plans a briefing, fills its list, ticks who came, and gives certificates."""

import io

import pytest

from lhtq.accounts.policy import Role
from lhtq.membership.rules import BranchKind
from lhtq.training import views
from lhtq.training.rules import MOST_FILES, CourseState, Topic
from lhtq.web.filters import today
from tests.day import this_day
from tests.factories import PersonFactory
from tests.house.scene import picture
from tests.web.press import buttons, heading, links, message_beside, press, value_of


def plan(**typed):
    """What is typed for a course of today."""
    return {
        "kind": "briefing", "title": "Quán triệt Kế hoạch 108", "topics": ["policy", "criteria"],
        "starts_on": this_day(), "ends_on": "", "sessions": "2", "place": "Hội trường xã",
        "trainers": "Quan Văn Hợp", "result": "",
    } | typed  # fmt: skip


def row_of(page, name):
    """The row of a table in which a name stands."""
    return next(row for row in page.text.split("<tr>")[1:] if name in row)


def ticked(client, course, name):
    """The state of somebody on the list of a course: what stands in their row."""
    return row_of(client.get(f"/khoa/{course.id}"), name)


def test_a_course_is_planned_changed_and_found_in_its_year_by_topic(place, commune):
    listed = commune.get(f"/tap-huan/{place.yen_hoa.id}")
    assert "chưa có khóa nào" in listed.text
    saved = press(commune, commune.get(links(listed)["Thêm khóa"]), "Lưu khóa", **plan())
    page = commune.get(saved.location)
    assert heading(page) == "Quán triệt Kế hoạch 108"
    for words in ("Học tập, quán triệt", "Các bộ tiêu chí, cách đánh giá", "2 buổi", "Hội trường xã", "Quan Văn Hợp",
                  "Dự kiến", "giai đoạn 2026-2030", "Xã Yên Hoa"):  # fmt: skip
        assert words in page.text

    form = commune.get(links(page)["Sửa"])
    assert value_of(form, "topics") == "policy,criteria"
    press(commune, form, "Lưu khóa", title="Tập huấn máy tính", kind="training", topics=["it-finding"])
    listed = commune.get(f"/tap-huan/{place.yen_hoa.id}")
    row = row_of(listed, "Tập huấn máy tính")
    assert "Dự kiến" in row
    assert this_day() in row
    assert "Tập huấn máy tính" in commune.get(links(listed)["CNTT: tìm tài liệu"]).text
    assert "Tập huấn máy tính" not in commune.get(links(listed)["Các bộ tiêu chí, cách đánh giá"]).text
    assert "Tập huấn máy tính" not in commune.get(f"/tap-huan/{place.yen_hoa.id}?nam={today().year - 1}").text


def test_the_same_form_sent_twice_plans_one_course(place, commune):
    form = commune.get(f"/tap-huan/{place.yen_hoa.id}/them")
    first, second = (press(commune, form, "Lưu khóa", **plan()) for _ in range(2))
    assert first.location == second.location
    assert commune.get(f"/tap-huan/{place.yen_hoa.id}").text.count("Quán triệt Kế hoạch 108") == 1


@pytest.mark.parametrize(
    ("typed", "field", "words"),
    [
        ({"title": " "}, "title", "Nhập tên, ví dụ"),
        ({"title": "a" * 201}, "title", "Nhiều nhất 200 ký tự."),
        ({"topics": []}, "topics", "Đánh dấu ít nhất một nội dung."),
        ({"topics": ["xiếc"]}, "topics", "Chọn một mục trong danh sách."),
        ({"kind": "xiếc"}, "kind", "Chọn một mục trong danh sách."),
        ({"starts_on": "hôm qua"}, "starts_on", "Nhập ngày theo dạng"),
        ({"starts_on": "31/12/2020"}, "starts_on", "Nhập ngày từ năm 2021 đến năm 2030."),
        ({"starts_on": "01/01/2031"}, "starts_on", "Nhập ngày từ năm 2021 đến năm 2030."),
        ({"starts_on": "02/02/2026", "ends_on": "01/02/2026"}, "ends_on", "từ ngày bắt đầu trở đi"),
        ({"starts_on": "30/12/2030", "ends_on": "01/01/2031"}, "ends_on", "Nhập ngày đến hết năm 2030."),
        ({"sessions": "0"}, "sessions", "Nhập số từ 1 đến 60."),
        ({"place": "a" * 201}, "place", "Nhiều nhất 200 ký tự."),
        ({"trainers": "a" * 501}, "trainers", "Nhiều nhất 500 ký tự."),
        ({"result": "a" * 2001}, "result", "Nhiều nhất 2000 ký tự."),
    ],
)
def test_what_cannot_be_is_explained_beside_its_field_and_kept(place, commune, course, typed, field, words):
    briefing = course(place.yen_hoa)
    for url in (f"/tap-huan/{place.yen_hoa.id}/them", f"/khoa/{briefing.id}/sua"):
        answer = press(commune, commune.get(url), "Lưu khóa", **plan(place="Nhà văn hóa") | typed)
        assert answer.status_code == 422
        assert words in message_beside(answer, field)
        assert value_of(answer, "place") == ({"place": "Nhà văn hóa"} | typed)["place"]
    assert "Nhà văn hóa" not in commune.get(f"/khoa/{briefing.id}").text


def test_who_edits_what_another_has_just_edited_sees_both(place, commune, course, sign_in):
    briefing = course(place.yen_hoa)
    mine = commune.get(f"/khoa/{briefing.id}/sua")
    other = sign_in(Role.COMMUNE_RECORDER, at=place.yen_hoa)
    press(other, other.get(f"/khoa/{briefing.id}/sua"), "Lưu khóa", place="Trường Tiểu học")
    answer = press(commune, mine, "Lưu khóa", place="Hội trường xã")
    assert answer.status_code == 422
    assert "Trường Tiểu học" in answer.text
    assert value_of(answer, "place") == "Hội trường xã"
    press(commune, answer, "Lưu khóa")
    assert "Hội trường xã" in commune.get(f"/khoa/{briefing.id}").text


def test_a_village_holds_no_course(place, commune):
    page = commune.get(f"/tap-huan/{place.na_khuyen.id}")
    assert "Thêm khóa" not in links(page)
    refused = press(commune, commune.get(f"/tap-huan/{place.na_khuyen.id}/them"), "Lưu khóa", **plan())
    assert "Hãy mở trang của xã" in message_beside(refused, "title")


def test_a_branch_is_ticked_onto_the_list_and_nobody_twice(place, commune, course, hoa, member):
    briefing = course(place.yen_hoa)
    with_hoa = member_of(member, hoa, "Lý Văn Chiến")
    page = commune.get(f"/khoa/{briefing.id}/moi?don_vi={place.na_khuyen.id}")
    page = commune.get(links(page)["Chi hội Nà Khuyến"])
    saved = press(commune, page, "Thêm người được đánh dấu", members=[str(hoa.id)])
    listed = commune.get(saved.location)
    assert "0912 345 678" in row_of(listed, "Ma Thị Hoa")
    assert "Lý Văn Chiến" not in listed.text

    page = commune.get(f"/khoa/{briefing.id}/moi?chi_hoi={hoa.branch_id}")
    assert "Ma Thị Hoa" not in page.text
    assert message_beside(press(commune, page, "Thêm người được đánh dấu"), "members") == "Đánh dấu ít nhất một người."
    press(commune, page, "Thêm cả chi hội")
    listed = commune.get(f"/khoa/{briefing.id}")
    assert "2 người trong danh sách, 2 được mời, 0 có dự" in listed.text
    assert listed.text.count(with_hoa.full_name) == 2  # in the row, and on its button
    assert "Cả chi hội đã có trong danh sách" in commune.get(f"/khoa/{briefing.id}/moi?chi_hoi={hoa.branch_id}").text


def member_of(member, other, name):
    """Somebody in the same branch."""

    class Same:
        id, unit_id = other.branch_id, other.unit_id

    return member(Same, name)


def test_who_leads_the_association_is_invited_with_its_branch(place, commune, course, branch, hoa, officer):
    association = branch(place.yen_hoa, BranchKind.ASSOCIATION, name="Hội Khuyến học xã Yên Hoa")
    officer(hoa, association)
    briefing = course(place.yen_hoa)
    press(commune, commune.get(f"/khoa/{briefing.id}/moi?chi_hoi={association.id}"), "Thêm cả chi hội")
    assert "Chi hội Nà Khuyến" in ticked(commune, briefing, "Ma Thị Hoa")


def test_the_province_invites_every_commune_officer_of_a_district_in_one_step(
    place, province, course, branch, hoa, luc, pao, officer
):
    officer(hoa, branch(place.yen_hoa, BranchKind.ASSOCIATION))
    officer(luc, branch(place.da_vi, BranchKind.ASSOCIATION))
    briefing = course(place.province)
    page = province.get(f"/khoa/{briefing.id}/moi?don_vi={place.na_hang.id}")
    added = press(province, page, "Thêm mọi cán bộ khuyến học xã của huyện Na Hang")
    listed = province.get(added.location)
    assert "2 người trong danh sách" in listed.text
    assert "Giàng A Páo" not in listed.text


def test_somebody_is_found_by_name_birth_year_and_commune(place, commune, course, household, arrange, pao):
    dat = household(place.na_khuyen)
    with arrange():
        PersonFactory(household=dat, full_name="Lý Thị Mây", birth_year=1990)
        for _ in range(2):
            PersonFactory(household=dat, full_name="Ma Văn Đôi", birth_year=1970)
    briefing = course(place.yen_hoa)

    def name(full_name, born, **typed):
        page = commune.get(f"/khoa/{briefing.id}/moi")
        typed = {"full_name": full_name, "birth_year": born, "place": str(place.yen_hoa.id)} | typed
        return press(commune, page, "Thêm người này", **typed)

    assert name("giàng a páo", "1990").status_code == 303
    assert "Chi hội Bản Thàng" in ticked(commune, briefing, "Giàng A Páo")
    assert name("Lý Thị Mây", "1990").status_code == 303
    assert "Nà Khuyến" in ticked(commune, briefing, "Lý Thị Mây")
    assert name("Hoàng Văn Khách", "", name_only="y").status_code == 303
    for given, words in (
        (("Lý Thị Mây", "1990"), "đã có trong danh sách"),
        (("Lý Thị Mưa", "1990"), "Không có hội viên hay người trong sổ"),
        (("Ma Văn Đôi", "1970"), "Có nhiều người trùng"),
    ):
        refused = name(*given)
        assert refused.status_code == 422
        assert words in message_beside(refused, "full_name")
        assert value_of(refused, "full_name") == given[0]
    assert message_beside(name("Lý Thị Mây", ""), "birth_year") == "Nhập năm sinh, ví dụ 1980."
    assert message_beside(name("Lý Thị Mây", "1990", place=str(place.da_vi.id)), "place")
    assert "3 người trong danh sách" in commune.get(f"/khoa/{briefing.id}").text


def test_a_person_of_the_register_is_found_and_put_down_as_the_member_that_they_are(
    place, commune, course, household, arrange, branch, member
):
    dat = household(place.na_khuyen, "Nguyễn Văn Đạt")
    with arrange():
        may = PersonFactory(household=dat, full_name="Lý Thị Mây")
    member(
        branch(place.na_khuyen, name="Chi hội Nà Khuyến"), "Lý Thị Mây", person_id=may.id, person_unit_id=may.unit_id
    )
    briefing = course(place.yen_hoa)
    found = commune.get(f"/khoa/{briefing.id}/moi?don_vi={place.na_khuyen.id}&tim=may")
    press(commune, found, "Thêm Lý Thị Mây", how="on-the-day")
    row = ticked(commune, briefing, "Lý Thị Mây")
    assert "Chi hội Nà Khuyến" in row
    assert "Có dự" in row
    assert "(không được mời)" in row
    again = press(
        commune, commune.get(f"/khoa/{briefing.id}/moi?don_vi={place.na_khuyen.id}&tim=may"), "Thêm Lý Thị Mây"
    )
    assert message_beside(again, "how") == "Người này đã có trong danh sách."


def test_nobody_of_another_commune_comes_onto_the_list(place, commune, course, luc, province):
    briefing = course(place.yen_hoa)
    assert commune.get(f"/khoa/{briefing.id}/moi?chi_hoi={luc.branch_id}").status_code == 404
    assert province.get(f"/khoa/{briefing.id}/moi?don_vi={place.da_vi.id}").status_code == 404
    # Nor by a form that names them, whoever sends it.
    page = province.get(f"/khoa/{briefing.id}/moi?don_vi={place.yen_hoa.id}")
    press(province, page, "Thêm mọi cán bộ khuyến học xã của xã Yên Hoa", unit=str(place.da_vi.id))
    form = {"key": value_of(page, "key"), "how": "invited", "branch": str(luc.branch_id), "members": [str(luc.id)]}
    province.post(f"/khoa/{briefing.id}/moi", data=form | {"csrf_token": province.token()})
    assert "Bàn Văn Lục" not in province.get(f"/khoa/{briefing.id}").text


def test_attendance_is_ticked_from_the_list_and_holds_the_course(place, commune, course, hoa, pao):
    briefing = course(place.yen_hoa, hoa, pao)
    page = commune.get(f"/khoa/{briefing.id}/diem-danh")
    press(commune, page, "Lưu điểm danh", attended=[_id(page, "Ma Thị Hoa")])
    shown = commune.get(f"/khoa/{briefing.id}")
    assert "2 được mời, 1 có dự, 0 hoàn thành" in shown.text
    assert "Đã tổ chức" in shown.text
    assert "Ma Thị Hoa" in commune.get(f"/khoa/{briefing.id}?xem=co-du").text
    assert "Ma Thị Hoa" not in commune.get(f"/khoa/{briefing.id}?xem=vang").text
    assert "Giàng A Páo" not in commune.get(f"/khoa/{briefing.id}?tim=hoa").text

    page = commune.get(f"/khoa/{briefing.id}/diem-danh")
    press(commune, page, "Cả trang này có dự")
    assert "2 có dự" in commune.get(f"/khoa/{briefing.id}").text


def _id(page, name):
    """The id of somebody on the list, from their tick."""
    return row_of(page, name).split('value="')[1].split('"')[0]


def test_two_who_tick_the_same_page_at_the_same_moment_keep_both(place, commune, course, hoa, pao, sign_in):
    briefing = course(place.yen_hoa, hoa, pao)
    mine = commune.get(f"/khoa/{briefing.id}/diem-danh")
    other = sign_in(Role.COMMUNE_RECORDER, at=place.yen_hoa)
    theirs = other.get(f"/khoa/{briefing.id}/diem-danh")
    press(other, theirs, "Lưu điểm danh", attended=[_id(theirs, "Giàng A Páo")])
    press(commune, mine, "Lưu điểm danh", attended=[_id(mine, "Ma Thị Hoa")])
    assert "2 có dự" in commune.get(f"/khoa/{briefing.id}").text


def test_who_did_not_attend_has_not_completed(place, commune, course, hoa, pao):
    briefing = course(place.yen_hoa, hoa, pao)
    page = commune.get(f"/khoa/{briefing.id}/diem-danh")
    refused = press(commune, page, "Lưu điểm danh", completed=[_id(page, "Ma Thị Hoa")])
    assert refused.status_code == 422
    assert message_beside(refused, "completed").startswith("Ma Thị Hoa: đánh dấu có dự trước")
    assert "checked" in row_of(refused, "Ma Thị Hoa")
    assert "0 có dự" in commune.get(f"/khoa/{briefing.id}").text
    assert "Dự kiến" in commune.get(f"/khoa/{briefing.id}").text


def test_who_came_without_an_invitation_came_or_is_not_on_the_list(place, commune, course, hoa):
    briefing = course(place.yen_hoa)
    page = commune.get(f"/khoa/{briefing.id}/moi?chi_hoi={hoa.branch_id}")
    press(commune, page, "Thêm cả chi hội", how="on-the-day")
    assert "0 được mời, 1 có dự" in commune.get(f"/khoa/{briefing.id}").text
    page = commune.get(f"/khoa/{briefing.id}/diem-danh")
    refused = press(commune, page, "Lưu điểm danh", attended=[])
    assert message_beside(refused, "attended").startswith("Ma Thị Hoa: không được mời mà đến dự.")
    press(commune, commune.get(f"/khoa/{briefing.id}"), "Bỏ Ma Thị Hoa")
    assert "Chưa có ai trong danh sách." in commune.get(f"/khoa/{briefing.id}").text


def test_nobody_has_attended_what_is_still_to_come(place, commune, course, hoa):
    day = today().replace(year=today().year + 1, day=1)
    briefing = course(place.yen_hoa, starts_on=day)
    shown = commune.get(f"/khoa/{briefing.id}")
    assert "Điểm danh" not in links(shown)
    early = press(commune, shown, "Đã tổ chức")
    assert early.status_code == 422
    assert "Chưa tới ngày tổ chức" in early.text
    page = commune.get(f"/khoa/{briefing.id}/moi?chi_hoi={hoa.branch_id}")
    refused = press(commune, page, "Thêm cả chi hội", how="attended")
    assert message_beside(refused, "how") == views.base.NOT_YET
    press(commune, page, "Thêm cả chi hội")
    page = commune.get(f"/khoa/{briefing.id}/diem-danh")
    assert message_beside(press(commune, page, "Cả trang này có dự"), "attended") == views.base.NOT_YET


def test_a_course_is_cancelled_and_planned_again_and_what_people_attended_is_not(place, commune, course, hoa):
    briefing = course(place.yen_hoa, hoa)
    press(commune, commune.get(f"/khoa/{briefing.id}"), "Hủy khóa")
    shown = commune.get(f"/khoa/{briefing.id}")
    assert "Đã hủy" in shown.text
    assert "Thêm người" not in links(shown)
    page = commune.get(f"/khoa/{briefing.id}/moi?chi_hoi={hoa.branch_id}")
    assert commune.post(
        f"/khoa/{briefing.id}/moi/ten",
        data={"key": value_of(page, "key"), "how": "invited", "full_name": "X", "place": str(place.yen_hoa.id),
              "name_only": "y"},
    ).status_code == 403  # fmt: skip
    press(commune, shown, "Lập lại khóa")
    page = commune.get(f"/khoa/{briefing.id}/diem-danh")
    press(commune, page, "Cả trang này có dự")
    assert "Lập lại khóa" not in buttons(commune.get(f"/khoa/{briefing.id}"))
    refused = commune.post(f"/khoa/{briefing.id}/buoc", data={"buoc": "reopen"})
    assert "Đã ghi người dự khóa này" in refused.text
    assert commune.post(f"/khoa/{briefing.id}/buoc", data={"buoc": "cancel"}).status_code == 403
    assert commune.post(f"/khoa/{briefing.id}/buoc", data={"buoc": "xiếc"}).status_code == 422
    tomorrow = commune.get(f"/khoa/{briefing.id}/sua")
    late = press(commune, tomorrow, "Lưu khóa", starts_on=f"01/01/{today().year + 1}", ends_on="")
    assert message_beside(late, "starts_on") == "Khóa đã tổ chức thì ngày không thể sau hôm nay."


def test_certificates_are_numbered_and_the_list_is_printed(place, commune, course, hoa, pao, luc):
    briefing = course(place.yen_hoa, completed=[hoa, pao])
    page = commune.get(links(commune.get(f"/khoa/{briefing.id}"))["Giấy chứng nhận"])
    names = {name: f"so-{_number(page, name)}" for name in ("Ma Thị Hoa", "Giàng A Páo")}
    same = press(commune, page, "Lưu số giấy chứng nhận", **dict.fromkeys(names.values(), "07/CN"))
    assert "trùng số" in message_beside(same, "given_on")
    long = press(commune, page, "Lưu số giấy chứng nhận", **{names["Ma Thị Hoa"]: "7" * 31})
    assert "nhiều nhất 30 ký tự" in message_beside(long, "given_on")
    press(commune, page, "Lưu số giấy chứng nhận", **{names["Ma Thị Hoa"]: "07/CN", names["Giàng A Páo"]: "08/CN"})
    printed = commune.get(f"/khoa/{briefing.id}/chung-nhan/in")
    assert f"07/CN, {this_day()}" in row_of(printed, "Ma Thị Hoa")

    # With a certificate nobody is taken off, nor un-completed; without it they are.
    shown = commune.get(f"/khoa/{briefing.id}")
    assert "Bỏ Ma Thị Hoa" not in buttons(shown)
    ticks = commune.get(f"/khoa/{briefing.id}/diem-danh")
    refused = press(commune, ticks, "Lưu điểm danh", completed=[_id(ticks, "Giàng A Páo")])
    assert "Ma Thị Hoa: đã có giấy chứng nhận" in message_beside(refused, "completed")
    page = commune.get(f"/khoa/{briefing.id}/chung-nhan")
    press(commune, page, "Lưu số giấy chứng nhận", **{names["Ma Thị Hoa"]: ""})
    press(commune, commune.get(f"/khoa/{briefing.id}"), "Bỏ Ma Thị Hoa")
    assert "Ma Thị Hoa" not in commune.get(f"/khoa/{briefing.id}").text


def _number(page, name):
    return row_of(page, name).split('for="so-')[1].split('"')[0]


def test_material_and_evidence_are_kept_with_the_course(place, commune, course, sign_in):
    briefing = course(place.yen_hoa)
    page = commune.get(f"/khoa/{briefing.id}")
    added = press(
        commune, page, "Thêm tệp", name="Ảnh hội trường", kind="evidence", file=(io.BytesIO(picture()), "a.jpg")
    )
    shown = commune.get(added.location)
    assert "Minh chứng: Ảnh hội trường" in shown.text
    file = next(href for words, href in links(shown).items() if "Ảnh hội trường" in words)
    assert commune.get(file).mimetype == "image/jpeg"
    assert commune.get(f"{file}/nho").mimetype == "image/jpeg"
    refused = press(commune, shown, "Thêm tệp", name="Bài giảng", file=(io.BytesIO(b"PK xiec"), "a.docx"))
    assert "không phải ảnh" in message_beside(refused, "file")
    assert press(commune, shown, "Thêm tệp", name="").status_code == 422
    stranger = sign_in(Role.COMMUNE_REVIEWER, at=place.da_vi)
    assert stranger.get(file).status_code == 404
    press(commune, shown, "Bỏ tệp Ảnh hội trường")
    assert "Chưa có tệp nào." in commune.get(f"/khoa/{briefing.id}").text
    assert commune.get(file).status_code == 404


def test_a_course_keeps_no_more_files_than_it_may(place, commune, course, monkeypatch):
    monkeypatch.setattr("lhtq.training.service.files.MOST_FILES", 0)
    page = commune.get(f"/khoa/{course(place.yen_hoa).id}")
    refused = press(commune, page, "Thêm tệp", name="Ảnh", file=(io.BytesIO(picture()), "a.jpg"))
    assert message_beside(refused, "file").startswith(f"Mỗi khóa giữ nhiều nhất {MOST_FILES} tệp")


def test_a_list_has_an_end(place, commune, course, hoa, monkeypatch):
    monkeypatch.setattr("lhtq.training.service.participants.MOST_PARTICIPANTS", 0)
    page = commune.get(f"/khoa/{course(place.yen_hoa).id}/moi")
    typed = {"full_name": "Hoàng Văn Khách", "place": str(place.yen_hoa.id), "name_only": "y"}
    refused = press(commune, page, "Thêm người này", **typed)
    assert "Danh sách đã quá dài" in message_beside(refused, "full_name")


@pytest.mark.parametrize("state", [CourseState.HELD, CourseState.PLANNED])
def test_who_only_looks_has_no_buttons(place, sign_in, course, hoa, state):
    briefing = course(place.yen_hoa, hoa, state=state, topics=[topic.value for topic in Topic])
    viewer = sign_in(Role.VIEWER, at=place.yen_hoa)
    assert set(buttons(viewer.get(f"/khoa/{briefing.id}"))) <= {"Tìm", "Đăng xuất", "Excel", "CSV"}
    assert "Thêm khóa" not in links(viewer.get(f"/tap-huan/{place.yen_hoa.id}"))
