"""Scoring is arithmetic that an official can check against the decision."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from lhtq.criteria.rules import (
    COUNT_MAX,
    NOTHING,
    AnswerRefusedError,
    CriteriaSet,
    Group,
    Indicator,
    Kind,
    Model,
    Share,
    Source,
    Status,
    Threshold,
    UnknownIndicatorError,
    check_answer,
    outcome,
    points,
    problems,
)

GRADED = Indicator("1.1", "Trẻ đi học", Kind.GRADED, Decimal(10))
COUNT = Indicator(
    "1.2", "Số lớp", Kind.COUNT, Decimal(10), thresholds=(Threshold(1, Decimal(4)), Threshold(5, Decimal(10)))
)
SHARE = Indicator("2.1", "Người lớn là công dân học tập", Kind.SHARE, Decimal(20), source=Source.ADULTS, from_age=18)
GATE = Indicator("G1", "Không có trẻ bỏ học", Kind.GATE, Decimal(0))

SET = CriteriaSet(
    id=1, code="family", version=1, model=Model.FAMILY, name="Thử", status=Status.PROVISIONAL, legal_basis="",
    pass_mark=Decimal(28), rounding=Decimal("0.5"), title_years=1,
    groups=(Group("1", "Trẻ em", Decimal(10), (GRADED, COUNT)), Group("2", "Người lớn", Decimal(10), (SHARE, GATE))),
)  # fmt: skip

ANSWERS = st.fixed_dictionaries(
    {},
    optional={
        "1.1": st.sampled_from(GRADED.steps),
        "1.2": st.integers(0, 20).map(Decimal),
        "G1": st.sampled_from([Decimal(0), Decimal(1)]),
    },
)
SHARES = st.tuples(st.integers(0, 9), st.integers(0, 9)).map(lambda two: {"2.1": Share(min(two), max(two))})


def of(**answers):
    """What these answers come to in a household of four adults."""
    codes = {"children": "1.1", "classes": "1.2", "gate": "G1"}
    adults = Share(answers.pop("adults"), 4)
    return outcome(SET, {codes[name]: Decimal(str(value)) for name, value in answers.items()}, {"2.1": adults})


def test_full_answers_earn_every_point_and_the_title():
    result = of(children=10, classes=5, adults=4, gate=1)
    assert (result.total, result.missing, result.earned) == (40, (), True)


def test_the_pass_mark_itself_is_enough_and_half_a_point_less_is_not():
    assert of(children=10, classes=1, adults=3, gate=1).total == 29
    exact = replace(SET, pass_mark=Decimal(29))
    above = replace(SET, pass_mark=Decimal("29.5"))
    answers = {"1.1": Decimal(10), "1.2": Decimal(1), "G1": Decimal(1)}
    assert outcome(exact, answers, {"2.1": Share(3, 4)}).earned
    assert not outcome(above, answers, {"2.1": Share(3, 4)}).earned


def test_a_failed_gate_bars_the_title_whatever_the_points():
    result = of(children=10, classes=5, adults=4, gate=0)
    assert (result.total, result.failed_gates, result.earned) == (40, ("G1",), False)


def test_a_group_under_its_floor_bars_the_title_whatever_the_total():
    result = of(children=10, classes=5, adults=1, gate=1)
    assert [group.group.code for group in result.groups_below] == ["2"]
    assert not result.earned


def test_a_missing_answer_bars_the_title_and_is_named():
    result = of(children=10, classes=5, adults=4)
    assert (result.missing, result.complete, result.earned) == (("G1",), False, False)


def test_an_answer_to_something_the_set_does_not_ask_is_not_counted():
    assert outcome(SET, {"9.9": Decimal(100)}, {}).total == 0


@given(ANSWERS, SHARES)
def test_the_title_is_earned_exactly_when_nothing_stands_in_its_way(answers, shares):
    result = outcome(SET, answers, shares)
    assert result.total == sum(group.points for group in result.groups)
    assert 0 <= result.total <= SET.points_max
    assert result.earned == (
        len(answers) == 3
        and answers["G1"] == 1
        and all(group.points >= group.group.floor for group in result.groups)
        and result.total >= SET.pass_mark
    )


@given(ANSWERS, st.integers(0, 9), st.integers(1, 9))
def test_one_adult_more_with_the_title_never_lowers_the_points(answers, adults, whole):
    fewer = outcome(SET, answers, {"2.1": Share(adults, whole)})
    more = outcome(SET, answers, {"2.1": Share(adults + 1, whole)})
    assert more.total >= fewer.total


@given(st.integers(0, 30), st.integers(1, 30), st.sampled_from(["0.5", "1", "0.1"]))
def test_a_share_earns_its_part_of_the_points_to_the_nearest_step(value, whole, rounding):
    assume(value <= whole)
    step = Decimal(rounding)
    earned = points(SHARE, Share(value, whole), step)
    assert earned % step == 0
    assert abs(earned - SHARE.points_max * value / whole) <= step / 2
    assert (earned == SHARE.points_max) >= (value == whole)


def test_half_a_step_counts_in_favour_of_the_household():
    assert points(SHARE, Share(1, 80), Decimal("0.5")) == Decimal("0.5")


def test_more_than_the_whole_earns_no_more_than_all():
    assert points(SHARE, Share(9, 4), Decimal("0.5")) == 20


def test_where_nobody_is_there_the_set_says_what_is_earned():
    assert points(SHARE, NOTHING, Decimal("0.5")) == 0
    lenient = Indicator("2.1", "Dòng họ", Kind.SHARE, Decimal(20), source=Source.CLANS, full_if_empty=True)
    assert points(lenient, NOTHING, Decimal("0.5")) == 20
    assert points(lenient, Share(0, 3), Decimal("0.5")) == 0


def test_an_indicator_under_its_own_floor_bars_the_title_and_is_named():
    strict = Indicator("1.1", "Đọc", Kind.GRADED, Decimal(10), floor=Decimal(5))
    criteria = replace(SET, pass_mark=Decimal(0), groups=(Group("1", "", Decimal(0), (strict,)),))
    low, enough = (outcome(criteria, {"1.1": Decimal(given)}, {}) for given in (0, 5))
    assert (low.below_floor, low.earned) == (("1.1",), False)
    assert (enough.below_floor, enough.earned) == ((), True)
    assert outcome(criteria, {}, {}).below_floor == ()


@pytest.mark.parametrize(("count", "earned"), [(0, 0), (1, 4), (4, 4), (5, 10), (400, 10)])
def test_a_count_earns_the_highest_threshold_that_it_reaches(count, earned):
    assert points(COUNT, Decimal(count), Decimal("0.5")) == earned


@pytest.mark.parametrize(
    ("indicator", "value", "words"),
    [
        (GRADED, "7", "Tiêu chí 1.1: cho điểm 0 hoặc 5 hoặc 10."),
        (GRADED, "-5", "Tiêu chí 1.1: cho điểm 0 hoặc 5 hoặc 10."),
        (COUNT, "1.5", "Tiêu chí 1.2: nhập số nguyên từ 0 trở lên."),
        (COUNT, "-1", "Tiêu chí 1.2: nhập số nguyên từ 0 trở lên."),
        (COUNT, str(COUNT_MAX + 1), f"Tiêu chí 1.2: nhiều nhất {COUNT_MAX}."),
        (SHARE, "5", "Tiêu chí 2.1: phần mềm tự tính từ sổ, không nhập."),
        (GATE, "2", "Điều kiện G1: chọn có hoặc không."),
    ],
)
def test_an_answer_that_cannot_be_is_refused_in_words(indicator, value, words):
    with pytest.raises(AnswerRefusedError) as refused:
        check_answer(indicator, Decimal(value))
    assert refused.value.message == words


@given(ANSWERS)
def test_every_answer_that_can_be_is_taken(answers):
    for code, value in answers.items():
        check_answer(SET.indicator(code), value)


def test_half_of_an_odd_maximum_is_written_with_a_comma():
    five = Indicator("3.1", "Góc học tập", Kind.GRADED, Decimal(5))
    with pytest.raises(AnswerRefusedError, match="0 hoặc 2,5 hoặc 5"):
        check_answer(five, Decimal(3))
    check_answer(five, Decimal("2.5"))


def test_a_code_that_the_set_has_not_is_unknown():
    with pytest.raises(UnknownIndicatorError):
        SET.indicator("9.9")


def test_a_set_that_adds_up_has_no_problems():
    assert problems(SET) == []


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"pass_mark": Decimal(41)}, "the pass mark 41 is above the 40 points"),
        ({"groups": (Group("1", "", Decimal(11), (GRADED,)),)}, "the floor of group 1 is above its points"),
        ({"groups": (Group("1", "", Decimal(0), (GRADED, GRADED)),)}, "code 1.1 stands twice"),
        (
            {"groups": (Group("1", "", Decimal(0), (GRADED, Indicator("G", "", Kind.GATE, Decimal(1)))),)},
            "G: a gate has no points",
        ),
        (
            {"groups": (Group("1", "", Decimal(0), (GRADED, Indicator("C", "", Kind.COUNT, Decimal(9)))),)},
            "C: the highest threshold does not earn the full points",
        ),
        (
            {"groups": (Group("1", "", Decimal(0), (GRADED, Indicator("S", "", Kind.SHARE, Decimal(9)))),)},
            "S: a share needs a source that family has",
        ),
    ],
)
def test_a_set_that_does_not_add_up_is_told(changed, words):
    assert words in "; ".join(problem.english for problem in problems(replace(SET, **changed)))
