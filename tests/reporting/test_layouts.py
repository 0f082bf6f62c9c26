"""Every layout that comes with the software: its cells are known, and read alike on the page and in the documents."""

import io
import random
from types import SimpleNamespace

import docx
import pytest

from lhtq.accounts.policy import Role
from lhtq.documents import Template, word
from lhtq.reporting import papers, queries
from lhtq.reporting.queries.sources import Span, figures, origin
from lhtq.reporting.rules.checks import findings
from lhtq.reporting.rules.filling import percent
from lhtq.reporting.rules.layouts import FOLDER, LayoutError, layout, layout_data, read, sentences, sources_of
from lhtq.reporting.rules.periods import REVIEWS, PeriodKind, usual_days, years_of
from lhtq.reporting.rules.snapshots import Snapshot, differences, fingerprint, worked_out
from lhtq.web.filters import today
from tests.factories import PersonFactory

NAMES = sorted(path.stem for path in FOLDER.glob("*.toml"))


def made(name: str) -> Snapshot:
    """A report with every figure that the layout asks for, over two units, of which one is missing, and three years."""
    draw = random.Random(name)  # noqa: S311 - nothing here is secret
    keys = sorted({key for key in sources_of(layout(name)) if "." in key})
    kind = PeriodKind(name)
    days = usual_days(kind, 2026)

    def some() -> dict[str, int]:
        wholes = {key: draw.randrange(1_000, 9_000) for key in keys}
        parts = {key: draw.randrange(1_000) for key in keys if key.endswith(".part")}
        return wholes | parts | {key: 9_000 for key in keys if key.endswith(".attendances")}

    def below(id_: int) -> dict[str, object]:
        return {"unit": f"08/072/{id_:05}/", "id": id_, "name": f"Xã Số {id_}", "report": id_, "number": 1,
                "fingerprint": "", "figures": some()}  # fmt: skip

    review = kind in REVIEWS
    return worked_out(
        {
            "review": review,
            "layout": layout_data(name),
            "period": {"id": 1, "kind": name, "name": "Báo cáo năm 2026", "year": 2026, "from": f"{days.from_on}",
                       "as_of": f"{days.as_of}", "on": f"{days.as_of}",
                       "years": list(years_of(kind, days.from_on, days.as_of))},
            "unit": {"id": 1, "path": "08/072/", "name": "huyện Na Hang"},
            "sources": [] if review else [{"unit": "08/072/", "id": 1, "name": "Huyện Na Hang", "figures": some()}],
            "children": [below(2)],
            "missing": [{"unit": "08/072/00003/", "id": 3, "name": "Xã Số 3", "state": "none"}],
            "years": [below(1) | {"year": year} for year in (2023, 2024, 2025)] if review else [],
            "texts": {part.key: "Đã làm." for part in layout(name).parts},
        }
    )  # fmt: skip


def test_there_is_a_layout_for_each_kind_of_period():
    assert set(NAMES) == set(PeriodKind)
    assert all(layout(name).key == name for name in NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_every_table_reads_alike_on_the_page_and_in_the_word_file(name):
    snapshot = made(name)
    unit = SimpleNamespace(level="district", full_name="huyện Na Hang", name="Na Hang", path="08/072/")
    paper = papers.report_paper(snapshot, papers.Issue(unit, [], unit, None))
    tables = docx.Document(io.BytesIO(word(paper.content, Template.REPORT, None))).tables
    in_word = [[[cell.text for cell in row.cells] for row in table.rows] for table in tables]
    for raw in snapshot["tables"]:
        shown = papers.shown(raw)
        rows = [[row.name, *row.cells] for row in shown.rows]
        rows += [["Tổng cộng", *shown.total]] if shown.total else []
        assert len(rows) > 1
        assert any(table[-len(rows) :] == rows for table in in_word), raw["title"]


@pytest.mark.parametrize("name", NAMES)
def test_a_report_without_a_fault_is_found_without_one(name):
    found = findings(made(name), waiting=0, comments=[])
    assert not [one.words for one in found if one.blocks]
    assert any("Chưa có báo cáo của 1 đơn vị" in one.words for one in found)


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (lambda s: s["figures"].update({"held.family": 1}), "Tổng không khớp"),
        (lambda s: s["figures"].update({"activity.talk.women": 99_999}), "nhiều hơn số lượt người"),
        (lambda s: s["texts"].update({"results": " "}), "Phần III. KẾT QUẢ THỰC HIỆN còn trống."),
        (lambda s: s["tables"][0]["rows"][0]["cells"].__setitem__(0, 99_999), "lớn hơn tổng số"),
        (lambda s: s["tables"][0]["rows"][0]["cells"].__setitem__(1, None), "chưa có tổng số"),
    ],
)
def test_a_fault_blocks(spoil, words):
    snapshot = made("annual")
    spoil(snapshot)
    assert any(one.blocks and words in one.words for one in findings(snapshot, waiting=0, comments=[]))


def test_what_waits_below_blocks_and_an_open_comment_only_warns():
    found = findings(made("annual"), waiting=2, comments=["results"])
    assert [one.words for one in found if one.blocks] == ["2 báo cáo cấp dưới đã nộp, chưa được tiếp nhận hay trả lại."]
    assert any("1 góp ý" in one.words and one.about == "results" for one in found)


def test_rows_without_a_whole_are_told_once_for_their_table():
    snapshot = made("annual")
    for row in snapshot["tables"][0]["rows"][:3]:
        row["cells"][:2] = [0, 0]
    (found,) = [one for one in findings(snapshot, waiting=0, comments=[]) if "chưa tính được tỷ lệ" in one.words]
    assert (found.blocks, found.about) == (False, "plan")
    assert found.words.endswith(
        "ở 3 dòng: Gia đình đạt danh hiệu Gia đình học tập; Dòng họ đạt danh hiệu Dòng họ học tập và 1 dòng khác."
    )


def test_a_sheet_that_waits_is_counted_once():
    snapshot = made("annual")
    snapshot["own"] |= {"sheets.undecided.all": 12, "sheets.undecided.citizen": 12}
    assert any(one.words.startswith("12 phiếu") for one in findings(snapshot, waiting=0, comments=[]))


def test_a_fault_is_told_in_words_and_not_by_its_key():
    snapshot = made("annual")
    snapshot["figures"] |= {"held.family": 1, "activity.talk.women": 99_999}
    told = " ".join(one.words for one in findings(snapshot, waiting=0, comments=[]) if one.blocks)
    assert "Biểu 2. Công nhận các mô hình học tập, Gia đình học tập, Đang giữ danh hiệu" in told
    assert "Biểu 3. Hoạt động của trung tâm học tập cộng đồng, " in told
    assert "activity.talk.women" not in told


@pytest.mark.parametrize("name", NAMES)
def test_what_is_said_of_a_part_is_not_taken_for_what_is_said_of_a_table(name):
    found = layout(name)
    keys = [one.key for one in (*found.parts, *found.tables)]
    assert len(keys) == len(set(keys))


def test_every_cell_of_the_layouts_is_counted_and_leads_somewhere(place, household, acting, arrange):
    home = household(place.na_khuyen)
    with arrange():
        PersonFactory(household=home, literate=True)  # where nobody was asked it is not known
    with acting(Role.VIEWER, at=place.yen_hoa):
        counted = figures(queries.reach_of(place.yen_hoa, []), Span(2026, today().replace(month=1, day=1), today()))
    asked = {key for name in NAMES for key in sources_of(layout(name)) if "." in key}
    assert asked - set(counted) <= {"base.school_age"}  # which nobody has typed
    period = {"year": 2026, "from": "2025-12-01", "on": "2026-11-30"}
    addresses = {origin(key).at(1, period, key, only=only) for key in asked for only in (True, False)}
    assert all(address.startswith("/") and "{" not in address for address in addresses)


def test_the_same_figures_have_the_same_fingerprint_and_others_another():
    one, other = made("annual"), made("annual")
    assert fingerprint(one) == fingerprint(other)
    other["texts"]["results"] = "Khác."
    assert fingerprint(one) != fingerprint(other)
    (difference,) = differences(one, other)
    assert (difference.where, difference.after) == ("KẾT QUẢ THỰC HIỆN: lời văn", "Khác.")


def test_a_sentence_of_which_nothing_is_known_is_not_proposed():
    part = layout("annual").part("difficulties")
    assert sentences(part, {"sheets.undecided.all": 3}, {}) == ["Còn 3 phiếu đã gửi mà chưa có quyết định công nhận."]
    assert sentences(part, {"sheets.undecided.all": 0}, {}) == []
    assert sentences(part, {}, {}) == []


def test_a_share_is_cut_so_that_a_target_is_not_reached_too_early():
    assert (percent(6996, 10_000), percent(1, 3), percent(0, 0), percent(2, None)) == (69.9, 33.3, None, None)


def test_a_layout_that_names_what_is_not_there_is_refused():
    data = layout_data("annual")
    data["tables"][0]["after"] = "nowhere"
    with pytest.raises(LayoutError):
        read(data)
