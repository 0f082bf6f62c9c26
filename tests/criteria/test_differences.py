"""What two versions of a set say otherwise, and what of a sheet stays under the later one."""

from dataclasses import replace
from decimal import Decimal

import pytest

from lhtq.accounts.policy import Role
from lhtq.criteria import queries
from lhtq.criteria.rules import (
    Change,
    CitizenGroup,
    CriteriaSet,
    Group,
    Indicator,
    Kind,
    Model,
    Source,
    Status,
    Threshold,
    counted_alike,
    differences,
    kept,
)
from lhtq.web.filters import today
from tests.web.press import heading, links

READ = Indicator("1.1", "Đọc sách", Kind.GRADED, Decimal(10), wordings={CitizenGroup.RURAL: "Nghe loa"})
CLASSES = Indicator("1.2", "Số lớp", Kind.COUNT, Decimal(10), thresholds=(Threshold(1, Decimal(10)),))
ADULTS = Indicator("2.1", "Người lớn", Kind.SHARE, Decimal(20), source=Source.ADULTS, from_age=18)
GATE = Indicator("G1", "Không bỏ học", Kind.GATE, Decimal(0))
OLD = CriteriaSet(
    id=1, code="family", version=1, model=Model.FAMILY, name="Cũ", status=Status.PROVISIONAL, legal_basis="Căn cứ",
    pass_mark=Decimal(28), rounding=Decimal("0.5"), title_years=1,
    groups=(Group("1", "Trẻ em", Decimal(10), (READ, CLASSES)), Group("2", "Người lớn", Decimal(10), (ADULTS, GATE))),
)  # fmt: skip


def with_lines(*first: Indicator, **changed: object) -> CriteriaSet:
    """The old set with other lines in its first group."""
    groups = (replace(OLD.groups[0], indicators=first), *OLD.groups[1:])
    return replace(OLD, groups=groups, **changed)


def test_a_set_does_not_differ_from_itself():
    assert differences(OLD, OLD).none


def test_marks_floors_and_the_sets_own_words_are_told_as_they_were_and_as_they_are():
    new = replace(
        OLD, name="Mới", status=Status.OFFICIAL, pass_mark=Decimal("30.5"), title_years=3,
        groups=(replace(OLD.groups[0], floor=Decimal("12.5")), OLD.groups[1]),
    )  # fmt: skip
    found = differences(OLD, new)
    assert found.of_set == (
        Change("Tên", "Cũ", "Mới"),
        Change("Trạng thái", "Bộ tiêu chí tạm thời", "Bộ tiêu chí chính thức"),
        Change("Mức đạt", "28", "30,5"),
        Change("Số năm giữ danh hiệu", "1", "3"),
    )
    (group,) = found.groups_changed
    assert (group.code, group.changes) == ("1", (Change("Điểm tối thiểu", "10", "12,5"),))
    assert not found.changed


def test_lines_that_came_and_went_are_told():
    added = Indicator("1.3", "Học nghề", Kind.GRADED, Decimal(10))
    found = differences(OLD, with_lines(READ, added))
    assert (found.added, found.removed, found.changed) == ((added,), (CLASSES,), ())
    assert not found.none
    fewer = differences(OLD, replace(OLD, groups=OLD.groups[:1]))
    assert (fewer.groups_removed, fewer.removed) == ((OLD.groups[1],), (ADULTS, GATE))
    assert differences(replace(OLD, groups=OLD.groups[:1]), OLD).groups_added == (OLD.groups[1],)


@pytest.mark.parametrize(
    ("line", "change"),
    [
        (replace(READ, name="Đọc báo"), Change("Lời", "Đọc sách", "Đọc báo")),
        (replace(READ, floor=Decimal(5)), Change("Điểm tối thiểu", "0", "5")),
        (replace(READ, guidance="Đủ: hằng ngày."), Change("Hướng dẫn", "", "Đủ: hằng ngày.")),
        (replace(READ, evidence="Ảnh"), Change("Minh chứng", "", "Ảnh")),
        (
            replace(READ, wordings={CitizenGroup.RURAL: "Xem tivi"}),
            Change("Lời cho Nông dân, lao động nông thôn", "Nghe loa", "Xem tivi"),
        ),
        (
            replace(CLASSES, thresholds=(Threshold(2, Decimal("2.5")), Threshold(4, Decimal(10)))),
            Change("Ngưỡng", "từ 1: 10 điểm", "từ 2: 2,5 điểm; từ 4: 10 điểm"),
        ),
    ],
)
def test_what_is_said_otherwise_of_a_line_is_told(line, change):
    pair = (line, CLASSES) if line.code == "1.1" else (READ, line)
    (found,) = differences(OLD, with_lines(*pair)).changed
    assert (found.code, found.changes) == (line.code, (change,))


def test_another_group_and_another_order_are_differences_too():
    moved = replace(
        OLD,
        groups=(
            replace(OLD.groups[0], indicators=(CLASSES,)), replace(OLD.groups[1], indicators=(READ, ADULTS, GATE)),
        ),
    )  # fmt: skip
    found = differences(OLD, moved)
    assert Change("Nhóm", "1", "2") in found.changed[0].changes
    assert found.of_set == (Change("Thứ tự các tiêu chí", "1.1, 1.2, 2.1, G1", "1.2, 1.1, 2.1, G1"),)


@pytest.mark.parametrize(
    ("line", "value", "stays"),
    [
        (READ, 5, True),
        (replace(READ, name="Đọc báo", guidance="Khác"), 10, True),
        # 10 of 20 would be a part, and was all; 5 of 5 would be all, and was a part.
        (replace(READ, points_max=Decimal(20)), 10, False),
        (replace(READ, points_max=Decimal(5)), 5, False),
        (replace(READ, points_max=Decimal(20)), 0, True),
        (Indicator("1.1", "Số sách", Kind.COUNT, Decimal(10), thresholds=CLASSES.thresholds), 10, False),
        (Indicator("1.1", "Đọc", Kind.SHARE, Decimal(10), source=Source.ADULTS, from_age=18), 10, False),
        (replace(READ, code="1.9"), 10, False),
    ],
)
def test_an_answer_stays_where_it_means_the_same(line, value, stays):
    answers = {"1.1": Decimal(value), "1.2": Decimal(3), "G1": Decimal(1)}
    found = kept(answers, OLD, with_lines(line, CLASSES))
    assert found == answers if stays else found == {"1.2": Decimal(3), "G1": Decimal(1)}


def test_an_answer_to_what_the_old_set_never_asked_does_not_come_along():
    assert kept({"9.9": Decimal(1)}, OLD, OLD) == {}


def test_a_contested_share_counts_on_only_where_it_is_counted_alike():
    second = replace(OLD.groups[1], indicators=(replace(ADULTS, points_max=Decimal(30)), GATE))
    assert counted_alike("2.1", OLD, replace(OLD, groups=(OLD.groups[0], second)))
    older = replace(OLD.groups[1], indicators=(replace(ADULTS, from_age=25), GATE))
    assert not counted_alike("2.1", OLD, replace(OLD, groups=(OLD.groups[0], older)))
    assert not counted_alike("2.1", OLD, replace(OLD, groups=OLD.groups[:1]))
    assert not counted_alike("1.1", OLD, OLD)


def test_the_page_shows_what_the_second_family_set_says_otherwise(place, sign_in, arrange):
    with arrange():
        old, new = (queries.find_version("family", version).id for version in (1, 2))
        other = queries.set_in_force(Model.CLAN, today()).id
    looker = sign_in(Role.VIEWER, at=place.na_khuyen)
    page = looker.get(links(looker.get(f"/tieu-chi/{new}"))["Khác gì phiên bản 1"])
    assert heading(page) == "Phiên bản 2 khác gì phiên bản 1"
    assert "Phần mềm tự tính" in page.text
    assert "giống nhau" not in page.text
    assert "giống nhau" in looker.get(f"/tieu-chi/{old}/so-voi/{old}").text
    assert looker.get(f"/tieu-chi/{new}/so-voi/{other}").status_code == 404
