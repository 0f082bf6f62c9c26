"""A centre's lists come in from spreadsheets, with the checks of the forms, and go out into them."""

import datetime as dt

import pytest

from lhtq.accounts.policy import Role
from lhtq.centre.models import BoardMember, CentreAsset, CentreLink, CentrePlan, CentreServed
from lhtq.centre.rules import ActivityKind, Counted
from lhtq.db import db
from lhtq.membership.rules import Position as Held
from lhtq.web.filters import today
from tests.lists.conftest import Office, look
from tests.lists.test_importing import counts
from tests.web.press import press

__all__ = ["look"]

YEAR = today().year
ACTIVITIES = ("Loại hoạt động", "Ngày", "Nội dung", "Thôn", "Số lượt người dự", "Nữ", "Dân tộc thiểu số",
              "Số ghi danh", "Số học xong", "Kinh phí", "Nguồn kinh phí", "Trạng thái")  # fmt: skip
PEOPLE = ("Ngày", "Hoạt động", "Họ và tên", "Năm sinh", "Giới tính", "Dân tộc", "Hộ nghèo", "Học xong")


@pytest.fixture
def keeper(place, centre, sign_in):
    """The recorder of Yên Hoa, whose centre it is."""
    return Office(sign_in(Role.COMMUNE_RECORDER, at=place.yen_hoa), place.yen_hoa)


def test_activities_are_recorded_from_a_file(keeper, place, centre, look):
    talk = ("Nói chuyện chuyên đề", f"05/01/{YEAR}", "Phòng cháy", "Nà Khuyến", 40, 25, 30, "", "", "1.500.000",
            "Xã hội hóa", "")  # fmt: skip
    literacy = ("Lớp xóa mù chữ", f"06/01/{YEAR}", "Lớp chữ", "", 15, 10, 15, 15, 12, "", "", "")
    keeper.rows(talk, literacy, headings=ACTIVITIES, slug="hoat-dong")
    keeper.press("Nhập 2 dòng đúng")
    assert look(
        "SELECT a.kind, a.state, a.held_on::text, a.ends_on::text, u.name, a.attendances, a.women, a.minority, "
        "a.enrolled, a.completed, a.cost, a.money, a.centre_id FROM activity a JOIN unit u ON u.id = a.unit_id "
        "ORDER BY a.id"
    ) == [
        ("talk", "done", f"{YEAR}-01-05", f"{YEAR}-01-05", "Nà Khuyến", 40, 25, 30, 0, 0, 1_500_000, "contributions",
         centre.id),
        ("literacy", "done", f"{YEAR}-01-06", f"{YEAR}-01-06", "Yên Hoa", 15, 10, 15, 15, 12, 0, None, centre.id),
    ]  # fmt: skip
    assert look("SELECT sum(activities), sum(attendances) FROM activity_figure") == [(2, 55)]
    keeper.press("Hoàn tác cả lần nhập")
    assert look("SELECT count(*) FROM activity") == [(0,)]
    assert look("SELECT sum(attendances) FROM activity_figure") == [(0,)]


def test_what_the_forms_refuse_is_refused_in_its_cell(keeper, activity, look):
    activity(kind=ActivityKind.TALK, topic="Đã có", held_on=dt.date(YEAR, 1, 3), attendances=20, women=15)
    listed = activity(topic="Theo danh sách", held_on=dt.date(YEAR, 1, 4), attendances=3, counted=Counted.PEOPLE)
    keeper.rows(
        ("Nói chuyện chuyên đề", f"05/01/{YEAR}", "Phòng cháy", "", 40, 41, "", "", "", "", "", ""),
        ("Lớp xóa mù chữ", f"05/01/{YEAR}", "Lớp chữ", "", 15, "", "", 10, 12, "", "", ""),
        ("Văn nghệ, thể thao", f"05/01/{YEAR}", "Hội diễn", "", 15, "", "", 10, "", "", "", ""),
        ("Nói chuyện chuyên đề", "05/01/2019", "Xưa", "", 15, "", "", "", "", "", "", ""),
        ("Nói chuyện chuyên đề", f"01/12/{YEAR + 1}", "Sau", "", 15, "", "", "", "", "", "", "Đã làm"),
        ("Nói chuyện chuyên đề", f"05/01/{YEAR}", "Không số", "", "", "", "", "", "", "", "", ""),
        ("Nói chuyện chuyên đề", f"03/01/{YEAR}", "Đã có", "Nà Khuyến", 10, "", "", "", "", "", "", ""),
        ("Nói chuyện chuyên đề", f"04/01/{YEAR}", "Theo danh sách", "Nà Khuyến", 9, "", "", "", "", "", "", ""),
        headings=ACTIVITIES, slug="hoat-dong",
    )  # fmt: skip
    assert counts(keeper.page())["sai"] == 8
    wrong = keeper.lines("sai").text
    for words in (
        "Nữ không thể nhiều hơn số người dự (40).",
        "Số người học xong không thể nhiều hơn số ghi danh (10).",
        "Chỉ các lớp học mới có số ghi danh.",
        "Ngày phải từ năm 2021",
        "chưa thể ghi là đã làm",
        "Thiếu số người dự.",
        "Nữ không thể nhiều hơn số người dự (10).",
        "Số này lấy từ danh sách người dự của hoạt động",
    ):
        assert words in wrong
    assert look("SELECT attendances FROM activity WHERE id = :id", id=listed.id) == [(3,)]


def test_what_the_form_asks_once_more_is_asked_here_too(keeper, look):
    future = today() + dt.timedelta(days=20)
    row = ("Nói chuyện chuyên đề", f"{future:%d/%m/%Y}", "Sắp tới", "", "", "", "", "", "", "", "", "")
    page = keeper.rows(row, headings=ACTIVITIES, slug="hoat-dong")
    assert counts(page)["nghi ngờ"] == 1
    assert "chưa tới: hoạt động được ghi là dự kiến" in keeper.lines("nghi-ngo").text


def test_a_commune_without_a_centre_is_told(place, sign_in):
    other = Office(sign_in(Role.COMMUNE_RECORDER, at=place.da_vi), place.da_vi)
    row = ("Nói chuyện chuyên đề", f"05/01/{YEAR}", "Phòng cháy", "", 40, "", "", "", "", "", "", "")
    other.rows(row, headings=ACTIVITIES, slug="hoat-dong")
    assert "chưa có trung tâm học tập cộng đồng" in other.lines("sai").text


def test_learners_come_onto_a_list_and_its_numbers_follow(keeper, place, household, activity, look):
    home = household(place.na_khuyen, "Ma Văn Đạt")
    ((name, born),) = look("SELECT full_name, birth_year FROM person WHERE household_id = :id AND relation = 'head'",
                           id=home.id)  # fmt: skip
    lop = activity(kind=ActivityKind.LITERACY, topic="Lớp chữ", counted=Counted.PEOPLE)
    day = f"{today():%d/%m/%Y}"
    rows = (
        (day, "Lớp chữ", name, born, "", "", "", "x"),
        ("", "", "Lý Thị Xa", 1950, "Nữ", "Dao", "x", ""),
        ("", "", "Người Lạ", 1950, "", "Dao", "", ""),
        ("", "Lớp khác", "Lý Thị Xa", 1950, "Nữ", "Dao", "", ""),
    )
    keeper.rows(*rows, headings=PEOPLE, slug="nguoi-du")
    wrong = keeper.lines("sai").text
    assert "Người không có trong sổ thì phải ghi ô này." in wrong
    assert "Không có hoạt động này." in wrong
    keeper.press("Nhập 2 dòng đúng, bỏ 2 dòng sai hoặc nghi ngờ")
    assert look("SELECT full_name, person_id IS NOT NULL, completed, poor FROM participant ORDER BY id") == [
        (name, True, True, home.poor), ("Lý Thị Xa", False, False, True)
    ]  # fmt: skip
    told = "SELECT attendances, enrolled, completed FROM activity WHERE id = :id"
    assert look(told, id=lop.id) == [(2, 2, 1)]
    again = keeper.rows(*rows[:2], headings=PEOPLE, slug="nguoi-du")
    assert counts(again)["giữ nguyên"] == 2


@pytest.mark.parametrize("slug", ["hoat-dong", "nguoi-du"])
def test_out_and_in_again_changes_nothing(keeper, place, activity, slug):
    lop = activity(kind=ActivityKind.LITERACY, topic="Lớp chữ", stage=1, attendances=9, women=4, enrolled=9,
                   completed=3, result="Tốt.\nCần  thêm sách.", cost=1_200_000, venue="school",
                   money="mixed")  # fmt: skip
    activity(place.yen_hoa, topic="Ở xã khác", outside=True, place="Đà Vị", state="cancelled", organiser="Hội")
    form = keeper.client.get(f"/hoat-dong/{lop.id}/nguoi/them")
    added = press(
        keeper.client, form, "Thêm vào danh sách", full_name="Lò Văn 2", birth_year="1960", sex="male", ethnicity="Dao"
    )
    assert added.status_code == 303
    for kind in ("csv", "xlsx"):
        out = keeper.client.post(f"/tai/{slug}/{place.yen_hoa.id}", data={"dang": kind})
        found = counts(keeper.send(out.data, f"x.{kind}", slug=slug))
        assert found["giữ nguyên"] > 0
        assert not [number for words, number in found.items() if words != "giữ nguyên" and number]


BOARD = ("Họ và tên", "Chức vụ", "Từ ngày", "Đến ngày", "Chức vụ trong Hội Khuyến học", "Hội của xã nào")
ASSETS = ("Trung tâm", "Loại", "Tên", "Số lượng", "Tình trạng")
LINKS = ("Loại", "Tên", "Thôn")
PLAN = ("Năm", "Tháng", "Loại hoạt động", "Số hoạt động dự kiến")


@pytest.fixture
def equipped(place, centre, arrange):
    """The centre shares its rooms with Đà Vị, has a board, rooms, a partner and a plan; two rooms are called alike."""
    with arrange():
        of = {"centre_id": centre.id, "unit_id": place.yen_hoa.id}
        db.session.add_all([
            CentreServed(centre_id=centre.id, centre_unit_id=place.yen_hoa.id, unit_id=place.da_vi.id),
            BoardMember(full_name="Ma Văn Chủ", position="director", term_from=dt.date(2024, 1, 1),
                        association="chair", association_unit_id=place.yen_hoa.id, **of),
            BoardMember(full_name="Bàn Văn Phó", position="deputy", term_from=dt.date(2024, 1, 1),
                        association="vice-chair", association_unit_id=place.da_vi.id, **of),
            *(CentreAsset(kind="room", name="Phòng học 1", quantity=2, state=state, **of)
              for state in ("good", "good", "broken")),
            CentreLink(kind="library", name="Thư viện xã", village_id=place.na_khuyen.id, **of),
            CentreLink(kind="culture-house", name="Nhà văn hóa", village_id=place.ban_luc.id, **of),
            CentrePlan(year=YEAR, month=3, kind="talk", planned=4, **of),
        ])  # fmt: skip


@pytest.mark.parametrize(
    ("slug", "words", "rows"),
    [
        ("ban-giam-doc", "Ma Văn Chủ,Giám đốc,01/01/2024,,Chủ tịch Hội Khuyến học xã,Yên Hoa", 2),
        ("co-so-vat-chat", "Phòng,Phòng học 1,2,Tốt", 3),
        ("lien-ket", '"Thư viện, tủ sách",Thư viện xã,Nà Khuyến', 2),
        ("ke-hoach", f"{YEAR},3,Nói chuyện chuyên đề,4", 1),
    ],
)
@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_what_a_centre_has_goes_out_and_in_again(keeper, place, equipped, slug, words, rows, kind):
    out = keeper.client.post(f"/tai/{slug}/{place.yen_hoa.id}", data={"dang": kind}).data
    assert kind == "xlsx" or words in out.decode("utf-8-sig")
    found = counts(keeper.send(out, f"x.{kind}", slug=slug))
    assert found == {"mới": 0, "thay đổi": 0, "giữ nguyên": rows, "nghi ngờ": 0, "sai": 0}


def test_a_board_with_somebody_of_a_commune_that_has_left_goes_out_and_in_again(keeper, place, equipped, arrange):
    with arrange():
        shared = db.session.query(CentreServed).filter_by(unit_id=place.da_vi.id).one()
        shared.left_on = today()
    out = keeper.client.post(f"/tai/ban-giam-doc/{place.yen_hoa.id}", data={"dang": "csv"}).data
    found = counts(keeper.send(out, "x.csv", slug="ban-giam-doc"))
    assert found == {"mới": 0, "thay đổi": 0, "giữ nguyên": 2, "nghi ngờ": 0, "sai": 0}
    new = ("Lò Thị Thư", "Phó giám đốc", "02/03/2025", "", "Phó Chủ tịch Hội Khuyến học xã", "Đà Vị")
    keeper.rows(new, headings=BOARD, slug="ban-giam-doc")
    assert "không phục vụ “Đà Vị”" in keeper.lines("sai").text


def test_a_board_comes_in_with_its_terms_and_who_chairs_which_association(keeper, place, equipped, heads, look):
    heads(place.da_vi, "Lò Thị Thư", Held.VICE_CHAIR)
    keeper.rows(
        ("Ma Văn Chủ", "Giám đốc", "01/01/2024", "31/12/2028", "", ""),
        ("Lò Thị Thư", "Phó giám đốc", "02/03/2025", "", "Phó Chủ tịch Hội Khuyến học xã", "Đà Vị"),
        ("Ma Văn Chủ", "Giám đốc", "01/06/2026", "", "", ""),
        ("Hà Văn Sớm", "Phó giám đốc", "01/01/2099", "", "", ""),
        ("Hà Văn Ngược", "Phó giám đốc", "01/01/2025", "01/01/2024", "", ""),
        ("Hà Văn Xa", "Phó giám đốc", "01/01/2025", "", "Chủ tịch Hội Khuyến học xã", "Xã Khác"),
        ("Hà Văn Không", "Phó giám đốc", "01/01/2025", "", "", "Đà Vị"),
        headings=BOARD, slug="ban-giam-doc",
    )  # fmt: skip
    found = counts(keeper.page())
    assert (found["mới"], found["thay đổi"], found["nghi ngờ"], found["sai"]) == (1, 1, 1, 4)
    wrong = keeper.lines("sai").text
    for words in ("Ngày này ở sau hôm nay.", "Ngày kết thúc không thể trước", "không phục vụ “Xã Khác”",
                  "Ghi chức vụ ở Hội Khuyến học"):  # fmt: skip
        assert words in wrong
    assert "chưa hết vào ngày ấy" in keeper.lines("nghi-ngo").text
    assert "(trống) thành 31/12/2028" in keeper.lines("thay-doi").text
    keeper.press("Nhập 2 dòng đúng, bỏ 5 dòng sai hoặc nghi ngờ")
    told = "SELECT full_name, position, term_to::text, association, association_unit_id FROM board_member ORDER BY id"
    assert look(told)[::2] == [
        ("Ma Văn Chủ", "director", "2028-12-31", "chair", place.yen_hoa.id),
        ("Lò Thị Thư", "deputy", None, "vice-chair", place.da_vi.id),
    ]
    keeper.press("Hoàn tác cả lần nhập")
    assert [row[2] for row in look(told)] == [None, None]


def test_a_chair_whom_the_association_does_not_have_is_a_doubtful_row(keeper, place, equipped, heads, look):
    heads(place.yen_hoa, "Lò Thị Thư", Held.CHAIR)
    heads(place.da_vi, "Bàn Văn Phó", Held.CHAIR)
    keeper.rows(
        ("Lò Thị Thư", "Phó giám đốc", "02/03/2025", "", "Chủ tịch Hội Khuyến học xã", ""),
        ("Lò Thị Thư", "Thành viên khác (thư ký, kế toán, thủ quỹ)", "02/03/2025", "", "Phó Chủ tịch Hội Khuyến học xã",
         ""),
        ("Hà Văn Lạ", "Phó giám đốc", "02/03/2025", "", "Chủ tịch Hội Khuyến học xã", ""),
        ("Bàn Văn Phó", "Phó giám đốc", "01/01/2024", "", "Chủ tịch Hội Khuyến học xã", "Đà Vị"),
        ("Ma Văn Chủ", "Giám đốc", "01/01/2024", "", "Phó Chủ tịch Hội Khuyến học xã", ""),
        headings=BOARD, slug="ban-giam-doc",
    )  # fmt: skip
    found = counts(keeper.page())
    assert (found["mới"], found["thay đổi"], found["nghi ngờ"], found["sai"]) == (1, 1, 3, 0)
    doubtful = keeper.lines("nghi-ngo").text
    assert "Hội Khuyến học xã Yên Hoa chưa ghi ai tên Hà Văn Lạ giữ chức Chủ tịch trong nhiệm kỳ này." in doubtful
    assert "ai tên Lò Thị Thư giữ chức Phó Chủ tịch" in doubtful
    assert "ai tên Ma Văn Chủ giữ chức Phó Chủ tịch" in doubtful
    keeper.press("Nhập 2 dòng đúng, bỏ 3 dòng sai hoặc nghi ngờ")
    told = "SELECT full_name, association FROM board_member WHERE association IS NOT NULL ORDER BY id"
    assert look(told) == [("Ma Văn Chủ", "chair"), ("Bàn Văn Phó", "chair"), ("Lò Thị Thư", "chair")]


def test_what_a_file_changed_and_a_hand_put_right_since_is_not_taken_back(keeper, centre, equipped, look):
    keeper.rows(("", "Phòng", "Phòng học 1", 5, "Hỏng"), headings=ASSETS, slug="co-so-vat-chat")
    keeper.press("Nhập 1 dòng đúng")
    ((room,),) = look("SELECT id FROM centre_asset WHERE state = 'broken'")
    form = keeper.client.get(f"/trung-tam/{centre.id}/co-so/{room}/sua")
    assert press(keeper.client, form, "Lưu", quantity="3").status_code == 303
    assert keeper.press("Hoàn tác cả lần nhập").status_code == 409
    assert look("SELECT quantity FROM centre_asset WHERE id = :id", id=room) == [(3,)]


def test_a_second_director_in_a_file_is_questioned_as_on_screen(keeper, centre):
    keeper.rows(
        ("Ma Văn Cũ", "Giám đốc", "01/01/2022", "31/12/2024", "", ""),
        ("Ma Văn Nay", "Giám đốc", "31/12/2024", "", "", ""),
        ("Ma Văn Mới", "Giám đốc", "01/06/2025", "", "", ""),
        headings=BOARD, slug="ban-giam-doc",
    )  # fmt: skip
    found = counts(keeper.page())
    assert (found["mới"], found["nghi ngờ"]) == (2, 1)
    assert "Ma Văn Nay là giám đốc từ 31/12/2024." in keeper.lines("nghi-ngo").text


def test_rooms_partners_and_a_plan_come_in_for_the_own_centre_alone(keeper, place, equipped, sign_in, look):
    keeper.rows(
        ("", "Thiết bị", "Máy chiếu", 2, "Dùng được"),
        ("", "Phòng", "Phòng học 1", 5, "Hỏng"),
        ("Trung tâm nơi khác", "Thiết bị", "Bảng", 1, "Tốt"),
        ("", "Thiết bị", "Loa", 0, "Tốt"),
        ("", "Phòng", "Phòng học 1", 7, "Tốt"),
        headings=ASSETS, slug="co-so-vat-chat",
    )  # fmt: skip
    wrong = keeper.lines("sai").text
    for words in ("Ở đây chỉ nhập cho", "0 không nằm trong 1–9999", "Trong sổ có nhiều phòng, thiết bị"):
        assert words in wrong
    keeper.press("Nhập 2 dòng đúng, bỏ 3 dòng sai hoặc nghi ngờ")
    told = "SELECT name, quantity, state FROM centre_asset ORDER BY id"
    assert look(told)[2:] == [("Phòng học 1", 5, "broken"), ("Máy chiếu", 2, "usable")]
    keeper.rows(("Bảo tàng", "Nhà truyền thống", "Bản Lục"), ("Thư viện", "Tủ sách", "Thôn Xa"), headings=LINKS,
                slug="lien-ket")  # fmt: skip
    assert "không có thôn “Thôn Xa”" in keeper.lines("sai").text
    keeper.rows((YEAR, 3, "Nói chuyện chuyên đề", 0), (YEAR, 4, "Lớp xóa mù chữ", 2), (YEAR, 13, "Lớp xóa mù chữ", 2),
                headings=PLAN, slug="ke-hoach")  # fmt: skip
    assert "13 không nằm trong 1–12" in keeper.lines("sai").text
    keeper.press("Nhập 2 dòng đúng, bỏ 1 dòng sai hoặc nghi ngờ")
    assert look("SELECT month, kind, planned FROM centre_plan ORDER BY month") == [(3, "talk", 0), (4, "literacy", 2)]
    shared = Office(sign_in(Role.COMMUNE_RECORDER, at=place.da_vi), place.da_vi)
    shared.rows(("", "Thiết bị", "Máy chiếu", 2, "Tốt"), headings=ASSETS, slug="co-so-vat-chat")
    assert "không có trung tâm học tập cộng đồng của mình" in shared.lines("sai").text
