"""Everybody reads how far each commune has come, and nobody reads a count of a few."""

import csv
import datetime as dt
import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select, text

from lhtq.accounts.policy import Role
from lhtq.assessment.rules import State
from lhtq.db import db
from lhtq.indicators.rules import open_figures as rules
from lhtq.indicators.rules.open_figures import Count, Total
from lhtq.paths import ROOT
from lhtq.recognition.models import Decision, Title
from lhtq.recognition.rules import last_day
from lhtq.web.filters import today
from tests.conftest import FULL
from tests.factories import AccountFactory, ClanFactory

YEAR = today().year
FAMILY = rules.figures()["family_rate"]


@pytest.fixture
def households(household, sheet, arrange):
    """``households(village, 12, titled=6)``: so many households, some of them recognised this year."""

    def _households(village, count, titled=0):
        with arrange():
            account = AccountFactory(unit_id=village.parent_id)
            decision = Decision(
                unit_id=village.parent_id, model="family", year=YEAR, number=str(village.id), signed_on=today(),
                signed_year=YEAR, signer="Hứa Đức Thắng", signer_position="Chủ tịch UBND", made_by=account.id,
            )  # fmt: skip
            db.session.add(decision)
        for number in range(count):
            made = household(village, f"Ma Văn {number}", titled=0)
            if number >= titled:
                continue
            paper = sheet(made, answers=FULL, total=90, state=State.RECOGNISED)
            with arrange():
                db.session.add(
                    Title(
                        unit_id=village.id, model="family", subject_id=made.id, name=made.head_name,
                        sheet_id=paper.id, decision_id=decision.id, year=YEAR, valid_from=today(),
                        valid_to=last_day(today(), 1),
                    )
                )  # fmt: skip

    return _households


def rows_of(answer) -> dict[tuple[str, str], dict[str, str]]:
    """The lines of a CSV by year and commune."""
    lines = csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig")))
    return {(line["year"], line["code"]): line for line in lines}


def test_anybody_reads_how_many_families_of_a_commune_hold_the_title(place, households, settled, anonymous):
    households(place.na_khuyen, 12, titled=6)
    settled()

    page = anonymous.get(f"/so-lieu-mo?nam={YEAR}&chi_tieu=gia-dinh")

    assert page.status_code == 200
    found = page.text.partition("xã Yên Hoa</th>")[2].partition("</tr>")[0]
    assert ">6</td>" in found
    assert ">12</td>" in found
    assert "50%" in found
    file = rows_of(anonymous.get(f"/so-lieu-mo.csv?nam={YEAR}"))
    line = file[str(YEAR), place.yen_hoa.code]
    assert (line["commune"], line["parent"]) == ("xã Yên Hoa", "huyện Na Hang")
    assert (line["family_rate_part"], line["family_rate_whole"], line["titles_family"]) == ("6", "12", "6")
    assert line["counted_on"] == today().isoformat()


def test_a_count_of_a_few_is_told_to_nobody(place, households, settled, anonymous):
    households(place.na_khuyen, 12, titled=4)
    households(place.ban_luc, 12, titled=6)
    settled()

    file = rows_of(anonymous.get(f"/so-lieu-mo.csv?nam={YEAR}"))
    few, many = file[str(YEAR), place.yen_hoa.code], file[str(YEAR), place.da_vi.code]

    assert (few["family_rate_part"], few["family_rate_whole"], few["titles_family"]) == ("", "12", "")
    assert (many["family_rate_part"], many["titles_family"]) == ("6", "6")
    told = json.loads(anonymous.get(f"/so-lieu-mo.json?nam={YEAR}").data)
    row = next(row for row in told["rows"] if row["code"] == place.yen_hoa.code)
    assert (row["family_rate_part"], row["family_rate_whole"]) == (None, 12)
    assert row["hidden"] == sum(value is None for value in row.values())


def test_the_sum_of_a_district_leaves_out_the_commune_that_is_hidden(place, households, settled, anonymous):
    households(place.na_khuyen, 12, titled=4)
    households(place.ban_luc, 12, titled=6)
    settled()
    page = anonymous.get(f"/so-lieu-mo?nam={YEAR}&chi_tieu=gia-dinh").text
    district = page.partition("Huyện Na Hang, cộng 1/12 xã")[2].partition("</tr>")[0]
    # 10 of 24 would tell that the other commune has four.
    assert "<b>6</b>" in district
    assert "<b>12</b>" in district
    assert "ẩn</abbr>" in page.partition("xã Yên Hoa</th>")[2].partition("</tr>")[0]
    # A sum of nobody is hidden too, and no nought.
    other = page.partition("Huyện Sơn Dương, cộng 0/")[2].partition("</tr>")[0]
    assert other.count("ẩn</abbr>") == 2


def test_that_all_but_a_few_hold_the_title_tells_of_those_few_and_is_hidden_too(place, households, settled, anonymous):
    households(place.na_khuyen, 12, titled=9)
    settled()
    line = rows_of(anonymous.get(f"/so-lieu-mo.csv?nam={YEAR}"))[str(YEAR), place.yen_hoa.code]
    # Nor is it told by the sheets that were recognised, which are the same nine.
    assert (line["family_rate_part"], line["family_rate_whole"], line["titles_family"]) == ("", "12", "")


def test_that_every_family_holds_the_title_is_told(place, households, settled, anonymous):
    households(place.na_khuyen, 6, titled=6)
    settled()
    line = rows_of(anonymous.get(f"/so-lieu-mo.csv?nam={YEAR}"))[str(YEAR), place.yen_hoa.code]
    assert (line["family_rate_part"], line["family_rate_whole"]) == ("6", "6")


@given(st.lists(st.tuples(st.integers(0, 12), st.integers(0, 12)), min_size=1, max_size=6))
def test_a_sum_is_made_of_what_is_told_anyway(pairs):
    counts = [
        Count(part if part >= rules.FEW else None, whole if whole >= rules.FEW else None) for part, whole in pairs
    ]
    shown = [one for one in counts if one.part is not None and one.whole is not None]
    assert rules.total(FAMILY, counts) == Total(
        sum(one.part for one in shown), sum(one.whole for one in shown), len(counts) - len(shown)
    )


def test_the_database_hides_small_counts_from_the_app_itself(app, place, households, arrange, settled):
    with arrange():
        for _ in range(4):
            ClanFactory(unit_id=place.yen_hoa.id)
    households(place.na_khuyen, 12, titled=1)
    settled()
    with app.app_context():
        rows = db.session.execute(text("SELECT key, part, whole FROM lhtq_open_figures() WHERE year = :year"),
                                  {"year": YEAR}).all()  # fmt: skip
        assert db.session.scalars(select(Title.id)).all() == []  # nobody is signed in: no row is seen
    assert len(rows) == 138 * len(rules.figures())
    assert all(number is None or number >= rules.FEW for _key, *numbers in rows for number in numbers)
    assert all(whole is None or part is None or not 0 < whole - part < rules.FEW for _key, part, whole in rows)


def test_there_is_a_line_for_every_commune_and_year_since_the_plan_began(anonymous):
    file = rows_of(anonymous.get("/so-lieu-mo.csv"))
    assert len(file) == 138 * (YEAR - 2020)
    assert file["2021", "02248"]["counted_on"] == "2021-12-31"
    told = json.loads(anonymous.get("/so-lieu-mo.json").data)
    assert len(told["rows"]) == len(file)
    assert told["hidden_below"] == rules.FEW
    assert "tỉnh quyết định" in told["licence"]


def test_excel_reads_the_file_and_its_columns_are_those_that_are_written_down(anonymous):
    answer = anonymous.get("/so-lieu-mo.csv")
    assert answer.data.startswith(b"\xef\xbb\xbf")
    assert answer.mimetype == "text/csv"
    header = answer.data.decode("utf-8-sig").splitlines()[0].split(",")
    written = (ROOT / "docs" / "open-figures.md").read_text(encoding="utf-8")
    assert [name for name in header if f"`{name}`" not in written] == []
    assert not answer.headers.getlist("Set-Cookie")


@pytest.mark.parametrize("url", ["/so-lieu-mo", "/so-lieu-mo.csv", "/so-lieu-mo.json"])
def test_a_cache_may_keep_it_and_who_has_it_is_told_so(anonymous, url):
    first = anonymous.get(url)
    assert first.headers["Cache-Control"] == "public, max-age=3600"
    again = anonymous.get(url, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    packed = anonymous.get(url, headers={"Accept-Encoding": "br", "If-None-Match": first.headers["ETag"]})
    assert packed.status_code == 304


def test_a_correction_makes_another_version_of_it(place, households, settled, anonymous):
    before = anonymous.get("/so-lieu-mo.csv").headers["ETag"]
    households(place.na_khuyen, 7)
    settled()
    after = anonymous.get("/so-lieu-mo.csv", headers={"If-None-Match": before})
    assert after.status_code == 200
    assert after.headers["ETag"] != before


def test_the_page_of_one_who_is_signed_in_is_kept_by_no_cache(place, sign_in):
    page = sign_in(Role.VIEWER, at=place.province).get("/so-lieu-mo")
    assert page.headers["Cache-Control"] == "private, no-store"
    assert "ETag" not in page.headers


@pytest.mark.parametrize("query", ["nam=1999", "nam=2999", "nam=x", "chi_tieu=khong-co", f"nam={YEAR + 1}"])
def test_what_is_not_there_is_answered_with_what_is(anonymous, query):
    page = anonymous.get(f"/so-lieu-mo?{query}")
    assert page.status_code == 200
    assert f"năm {YEAR}" in page.text


def test_the_sign_in_page_leads_to_it(anonymous):
    assert 'href="/so-lieu-mo"' in anonymous.get("/dang-nhap").text


def test_what_an_earlier_years_evening_counted_stands(place, household, settled, anonymous):
    old = dt.datetime(2023, 5, 1, tzinfo=dt.UTC)
    for number in range(5):
        household(place.na_khuyen, f"Ma Văn {number}", created_at=old)
    settled()
    file = rows_of(anonymous.get("/so-lieu-mo.csv"))
    assert file["2023", place.yen_hoa.code]["family_rate_whole"] == "5"
    assert file["2022", place.yen_hoa.code]["family_rate_whole"] == ""
