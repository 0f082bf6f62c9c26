"""Units beside each other: a table, shades of every measure, and a map; each is readable as text and goes out."""

import datetime as dt
import re
from dataclasses import replace
from decimal import Decimal
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import event

from lhtq.accounts.policy import Role
from lhtq.db import db
from lhtq.indicators import queries, service
from lhtq.indicators.rules import COLUMNS, STEPS, Measure, Order, definitions, fingerprint, in_order, step_of
from lhtq.web.filters import today
from tests.factories import VillageFactory
from tests.indicators.holders import hold_title
from tests.web.press import heading, links, press
from tests.weight import BUDGET, page

SINCE = dt.date(2024, 5, 19)
YEAR = today().year
NAMES = r'<th scope="row"><a[^>]*>([^<]*)</a>'


@pytest.fixture
def titled(place, arrange, settled):
    """Both villages of Yên Hoa hold their title, that of Đà Vị does not; in Tân Trào one of two does."""
    with arrange():
        other = VillageFactory(parent=place.tan_trao, name="Cả", code="002")
        for village in (place.na_khuyen, place.ban_thang, other):
            hold_title(village, SINCE)
    settled()


@pytest.fixture
def province(place, sign_in):
    return sign_in(Role.PROVINCE_OFFICER, at=place.province)


def rows_on_paper(answer):
    """The names that head the rows of a page without links."""
    return re.findall(r'<tr><th scope="row">([^<]+)', answer.text)


def rows(answer):
    """The cells of each row of a page's table, by the name that heads it."""
    found = {}
    for row in re.findall(r"<tr>(<th scope=\"row\">.*?)</tr>", answer.text):
        found[re.search(NAMES, row)[1]] = [
            " ".join(re.sub(r"<[^>]+>", "", cell).split()) for cell in re.findall(r"<td[^>]*>(.*?)</td>", row)
        ]
    return found


def test_a_district_sees_its_communes_beside_each_other_the_best_first(place, titled, sign_in):
    district = sign_in(Role.DISTRICT_REVIEWER, at=place.na_hang)
    answer = district.get(f"/so-sanh/{place.na_hang.id}?chi_tieu=cong-dong")
    assert heading(answer) == "So sánh trong huyện Na Hang: Cộng đồng"
    found = rows(answer)
    assert list(found)[:2] == ["Xã Yên Hoa", "Xã Đà Vị"]
    assert found["Xã Yên Hoa"] == ["", "100% ✓", "2", "2", "67%", "0"]
    assert found["Xã Đà Vị"] == ["", "0%", "0", "1", "67%", "1"]
    assert found["Thị trấn Na Hang"] == ["", "–", "0", "0", "67%", "–"]


def test_the_headings_sort_and_turn_the_order_round(place, titled, province):
    url = f"/so-sanh/{place.na_hang.id}?chi_tieu=cong-dong"
    opened = province.get(url)
    assert 'aria-sort="descending"' in opened.text
    by_share = province.get(links(opened)["Tỷ lệ ▼"])
    assert list(rows(by_share))[:2] == ["Xã Đà Vị", "Xã Yên Hoa"]
    by_name = province.get(links(by_share)["Đơn vị"])
    names = list(rows(by_name))
    assert names.index("Xã Đà Vị") < names.index("Thị trấn Na Hang") < names.index("Xã Yên Hoa")
    missing = province.get(links(by_name)["Còn thiếu"])
    assert next(iter(rows(missing))) == "Xã Đà Vị"


def test_all_communes_of_the_province_are_asked_for_by_a_word_of_the_address(place, titled, province):
    whole = rows(province.get(f"/so-sanh/{place.province.id}?chi_tieu=cong-dong&cap=xa"))
    assert list(whole)[:3] == ["Xã Yên Hoa", "Xã Tân Trào", "Xã Đà Vị"]
    assert whole["Xã Tân Trào"][1] == "50%"
    districts = rows(province.get(f"/so-sanh/{place.province.id}?chi_tieu=cong-dong"))
    assert len(districts) == 7
    assert districts["Huyện Na Hang"][1:4] == ["66,6%", "2", "3"]


def test_a_commune_compares_its_villages_in_what_a_village_can_reach(place, titled, sign_in):
    commune = sign_in(Role.COMMUNE_REVIEWER, at=place.yen_hoa)
    assert list(rows(commune.get(f"/so-sanh/{place.yen_hoa.id}?chi_tieu=cong-dong"))) == [
        "Thôn Bản Thàng",
        "Thôn Nà Khuyến",
    ]
    told = commune.get(f"/so-sanh/{place.yen_hoa.id}?chi_tieu=dong-ho").text
    assert "không so sánh giữa các thôn được" in told
    assert ">Dòng họ</a>" not in commune.get(f"/so-sanh/{place.yen_hoa.id}/tat-ca").text
    assert commune.get(f"/so-sanh/{place.na_khuyen.id}").status_code == 404
    assert commune.get(f"/so-sanh/{place.yen_hoa.id}?chi_tieu=khong-co").status_code == 404
    assert commune.get(f"/so-sanh/{place.da_vi.id}").status_code in {403, 404}


def test_figures_of_a_past_day_are_compared_with_the_target_of_their_year(place, titled, province):
    url = f"/so-sanh/{place.na_hang.id}?chi_tieu=cong-dong&ngay="
    assert rows(province.get(f"{url}2024-05-18"))["Xã Yên Hoa"][1:5] == ["0%", "0", "2", "65%"]
    assert rows(province.get(f"{url}2024-05-19"))["Xã Yên Hoa"][1] == "100% ✓"
    assert f"/chi-tieu/{place.yen_hoa.id}/cong-dong?ngay=2024-05-19" in province.get(f"{url}2024-05-19").text


def test_a_target_of_its_own_makes_the_shade_of_a_unit(place, titled, province, arrange, acting):
    with acting(Role.PROVINCE_OFFICER, at=place.province) as actor:
        given_here = {"community_rate": {2025: Decimal(50), 2030: Decimal(50)}}
        service.set_targets(actor, place.tan_trao, given_here, fingerprint({}))
    url = f"/so-sanh/{place.province.id}/tat-ca?cap=xa"
    cells, page_ = {}, url
    while page_:
        answer = province.get(page_)
        cells, page_ = cells | rows(answer), links(answer).get("Trang sau")
    assert len(cells) == 138
    community = list(definitions()).index("community_rate")
    assert cells["Tân Trào"][community] == "50% ✓"
    assert cells["Yên Hoa"][community] == "100% ✓"
    assert cells["Đà Vị"][community] == "0%"


def test_every_measure_has_a_number_and_a_shade_and_the_shades_are_told_in_words(place, titled, province):
    answer = province.get(f"/so-sanh/{place.na_hang.id}/tat-ca")
    assert all(len(cells) == len(definitions()) for cells in rows(answer).values())
    for words in STEPS:
        assert words in answer.text
    assert re.search(r'<td class="s4"><a [^>]*>100% ✓</a></td>', answer.text)
    assert re.search(r'<td class="s0"><a [^>]*>0%</a></td>', answer.text)
    assert '<td class="s">–</td>' in answer.text
    assert heading(province.get(links(answer)["Cộng đồng"])).endswith(": Cộng đồng")


def test_the_map_has_a_tile_for_each_commune_of_the_province_by_district(place, titled, province):
    answer = province.get(f"/so-sanh/{place.province.id}/ban-do?chi_tieu=cong-dong")
    assert answer.text.count("<li class") == 138 + len(STEPS) + 1
    assert answer.text.count("<h2>") == 7
    assert links(answer)["Yên Hoa 100% ✓"] == f"/chi-tieu/{place.yen_hoa.id}/cong-dong"
    assert "Phan Thiết –" in links(answer)
    assert "<svg" not in answer.text
    assert len(re.findall(r"<li class", province.get(f"/so-sanh/{place.na_hang.id}/ban-do").text)) == 12 + 6


def test_the_pages_are_small_for_the_whole_province_whatever_the_figures(place, province, monkeypatch):
    draw, read = Random(108), queries.compared  # noqa: S311 - figures of nobody

    def any_figures(*asked, **more):
        for one in read(*asked, **more):
            wholes = {key: draw.randint(20, 2500) for key in one.measures}
            figures = {key: Measure(whole, draw.randint(0, whole)) for key, whole in wholes.items()}
            yield replace(one, measures=figures)

    monkeypatch.setattr(queries, "compared", lambda *asked, **more: list(any_figures(*asked, **more)))
    past = f"ngay={YEAR - 1}-12-30"
    for url in ("?cap=xa", "/tat-ca?cap=xa", f"?cap=xa&{past}", f"/tat-ca?cap=xa&{past}", "", "/tat-ca", "/ban-do"):
        assert page(province, f"/so-sanh/{place.province.id}{url}") <= BUDGET["later page"], url
    # What is asked for to be printed has every row, and so two flights of the line.
    for url in ("?cap=xa&in=1", "/tat-ca?cap=xa&in=1"):
        answer = province.get(f"/so-sanh/{place.province.id}{url}")
        assert len(rows_on_paper(answer)) == 138
        assert page(province, f"/so-sanh/{place.province.id}{url}") <= 14_600 * 2, url


def test_the_whole_province_is_read_in_few_statements(place, titled, acting, app):
    with acting(Role.PROVINCE_OFFICER, at=place.province):
        seen = []
        with app.app_context():
            connection = db.engines[None]
        event.listen(connection, "before_cursor_execute", lambda *told: seen.append(told[2]))
        queries.compared(place.province, today(), communes=True)
    read = [statement for statement in seen if statement.startswith("SELECT") and "set_config" not in statement]
    assert len(read) == 3, read


def test_what_is_on_screen_goes_out_in_the_same_order(place, titled, province):
    opened = province.get(f"/so-sanh/{place.na_hang.id}?chi_tieu=cong-dong&xep=-thieu")
    lines = press(province, opened, "CSV").data.decode("utf-8-sig").splitlines()
    assert lines[0].startswith("Đơn vị,Thuộc,Mã,")
    assert lines[1].startswith("Xã Đà Vị,huyện Na Hang,02260,0,0,1,67,1,75")
    everything = press(province, province.get(f"/so-sanh/{place.province.id}/tat-ca?cap=xa"), "CSV")
    table = everything.data.decode("utf-8-sig").splitlines()
    assert len(table) == 139
    assert len(table[0].split(",")) == 3 + 2 * len(definitions())  # "Gia đình, %" holds a comma
    assert any(line.startswith("Xã Yên Hoa,huyện Na Hang,02248,") and ",100," in line for line in table)


def test_one_who_sees_no_records_compares_and_takes_no_list(place, titled, sign_in):
    administrator = sign_in(Role.ADMINISTRATOR, at=place.na_hang)
    assert "Tải xuống" not in administrator.get(f"/so-sanh/{place.na_hang.id}").text


MEASURES = st.builds(Measure, whole=st.integers(0, 300), part=st.integers(0, 300))


@given(MEASURES, st.integers(0, 1000))
def test_a_step_says_how_much_of_the_target_is_reached(measure, tenths):
    target = tenths / 10
    step = step_of(measure, target)
    if measure.whole == 0 or measure.part > measure.whole:
        assert step is None
    elif step == 4:
        assert measure.missing_to(target) == 0
    else:
        assert step <= 400 * measure.part / measure.whole / target < step + 1 + 1e-9


class Row:
    def __init__(self, name, measure, target):
        self.sorted_name, self.measure, self.target = name, measure, target
        self.missing = measure.missing_to(target)


@given(st.lists(st.builds(Row, st.sampled_from("abc"), MEASURES, st.integers(0, 100)), max_size=8), st.data())
def test_an_order_loses_nobody_and_puts_those_without_figures_last(found, data):
    by = Order(data.draw(st.sampled_from(sorted(COLUMNS))), data.draw(st.booleans()))
    told = in_order(found, by)
    assert sorted(map(id, told)) == sorted(map(id, found))
    if by.slug == "ten":
        names = [row.sorted_name for row in told]
        assert names == sorted(names, reverse=by.descending)
    else:
        empty = [row.measure.whole == 0 for row in told]
        assert empty == sorted(empty)
