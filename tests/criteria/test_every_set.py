"""What holds of every criteria set: those that come with the software, and any other that could be published."""

import hashlib
import math
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lhtq.criteria import service
from lhtq.criteria.queries import as_rules
from lhtq.criteria.rules import (
    SOURCE_MODELS,
    CriteriaSet,
    Group,
    Indicator,
    Kind,
    Model,
    Share,
    Source,
    Status,
    Threshold,
    outcome,
    points,
    problems,
)


def shipped(path) -> CriteriaSet:
    """A set as its file says it."""
    content = path.read_bytes()
    return as_rules(service.read(path.name, content, hashlib.sha256(content).hexdigest()))


SHIPPED = {path.stem: shipped(path) for path in sorted(service.SETS.glob("*.toml"))}


@st.composite
def lines(draw, code: str, model: Model, step: Decimal) -> Indicator:
    """An indicator as it may stand in a published set."""
    sources = [source for source in Source if model in SOURCE_MODELS[source]]
    kind = draw(st.sampled_from([kind for kind in Kind if sources or kind is not Kind.SHARE]))
    if kind is Kind.GATE:
        return Indicator(code, "Điều kiện", kind, Decimal(0))
    most = 2 * step * draw(st.integers(1, 40))
    floor = draw(st.sampled_from([Decimal(0), most / 2, most]))
    if kind is Kind.COUNT:
        least = sorted(draw(st.sets(st.integers(0, 9999), min_size=1, max_size=3)))
        steps = tuple(Threshold(one, most * (n + 1) / len(least)) for n, one in enumerate(least))
        return Indicator(code, "Đếm", kind, most, floor=floor, thresholds=steps)
    if kind is Kind.SHARE:
        source = draw(st.sampled_from(sources))
        age = draw(st.integers(15, 60)) if source is Source.ADULTS else None
        return Indicator(
            code, "Tỷ lệ", kind, most, floor=floor, source=source, from_age=age, full_if_empty=draw(st.booleans())
        )
    return Indicator(code, "Chấm mức", kind, most, floor=floor)


@st.composite
def sets(draw) -> CriteriaSet:
    """A set that may be published."""
    model, step = draw(st.sampled_from(Model)), draw(st.sampled_from([Decimal("0.1"), Decimal("0.5"), Decimal(1)]))
    groups = []
    for n in range(1, draw(st.integers(1, 3)) + 1):
        scored = [Indicator(f"{n}.1", "Chấm mức", Kind.GRADED, 2 * step)]
        scored += [draw(lines(f"{n}.{m}", model, step)) for m in range(2, draw(st.integers(1, 4)) + 1)]
        most = sum(line.points_max for line in scored)
        groups.append(Group(str(n), "Nhóm", draw(st.sampled_from([Decimal(0), most / 2, most])), tuple(scored)))
    total = sum(group.points_max for group in groups)
    return CriteriaSet(
        id=1, code=model.value, version=1, model=model, name="Bất kỳ", status=Status.OFFICIAL, legal_basis="",
        pass_mark=draw(st.sampled_from([step, total / 2, total])), rounding=step, title_years=1, from_age=18,
        groups=tuple(groups),
    )  # fmt: skip


def best(criteria: CriteriaSet) -> tuple[dict[str, Decimal], dict[str, Share]]:
    """Answers and shares that are as good as can be."""
    answers, shares = {}, {}
    for line in criteria.indicators:
        if line.kind is Kind.GRADED:
            answers[line.code] = line.points_max
        elif line.kind is Kind.GATE:
            answers[line.code] = Decimal(1)
        elif line.kind is Kind.COUNT:
            answers[line.code] = Decimal(max(step.least for step in line.thresholds))
        else:
            shares[line.code] = Share(7, 7)
    return answers, shares


@st.composite
def scored(draw):
    """A set, some answers that it admits in the order in which they are given, and counted shares."""
    criteria = draw(sets())
    answers = []
    for line in criteria.asked:
        if line.kind is Kind.COUNT:
            value = Decimal(draw(st.integers(0, 9999)))
        else:
            value = draw(st.sampled_from(line.steps if line.kind is Kind.GRADED else [Decimal(0), Decimal(1)]))
        answers.append((line.code, value))
    shares = {
        line.code: Share(min(pair), max(pair))
        for line in criteria.indicators
        if line.kind is Kind.SHARE
        for pair in [draw(st.tuples(st.integers(0, 9), st.integers(0, 9)))]
    }
    given_ = answers[: draw(st.integers(0, len(answers)))]
    return criteria, given_, draw(st.permutations(given_)), shares


def check_that_the_maximum_is_reached(criteria):
    answers, shares = best(criteria)
    result = outcome(criteria, answers, shares)
    assert (result.total, result.earned) == (criteria.points_max, True)
    for line in criteria.indicators:
        if line.kind is Kind.GATE:
            failed = outcome(criteria, answers | {line.code: Decimal(0)}, shares)
            assert (failed.total, failed.failed_gates, failed.earned) == (criteria.points_max, (line.code,), False)


@pytest.mark.parametrize("criteria", SHIPPED.values(), ids=SHIPPED)
def test_a_set_that_comes_with_the_software_adds_up_and_can_be_met(criteria):
    assert problems(criteria) == []
    check_that_the_maximum_is_reached(criteria)


@given(sets())
def test_a_set_without_problems_can_be_met_and_a_failed_gate_bars_it(criteria):
    assert problems(criteria) == []
    check_that_the_maximum_is_reached(criteria)


@given(scored())
def test_the_order_in_which_answers_are_saved_changes_nothing(given_):
    criteria, answers, otherwise, shares = given_
    first, second = {}, {}
    for kept, order in ((first, answers), (second, otherwise)):
        for code, value in order:
            kept[code] = value
    assert outcome(criteria, first, shares) == outcome(criteria, second, shares)


@given(scored())
def test_one_failed_gate_is_enough_whatever_else_is_answered(given_):
    criteria, answers, _, shares = given_
    result = outcome(criteria, dict(answers), shares)
    assert set(result.failed_gates) == {
        code for code, value in answers if criteria.indicator(code).kind is Kind.GATE and value == 0
    }
    assert not (result.failed_gates and result.earned)


@given(st.integers(0, 60), st.integers(1, 60), st.integers(1, 400), st.sampled_from(["0.1", "0.5", "1", "2"]))
def test_a_share_is_rounded_to_the_sets_step_and_half_a_step_upwards(part, whole, steps, rounding):
    step = Decimal(rounding)
    line = Indicator("1", "Tỷ lệ", Kind.SHARE, step * steps, source=Source.FAMILIES)
    exact = Fraction(step * steps) * min(part, whole) / whole
    expected = math.floor(exact / Fraction(step) + Fraction(1, 2)) * Fraction(step)
    assert Fraction(points(line, Share(part, whole), step)) == expected


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"rounding": Decimal(3)}, "1.2: the points are no multiple of the rounding"),
        ({"groups": (Group("dien", "", Decimal(0), ()),)}, "dien: no code"),
        (
            {"groups": (Group("1", "", Decimal(0), (Indicator("1.1", "", Kind.GRADED, Decimal("7.5")),)),)},
            "1.1: half the points has more than one decimal",
        ),
        (
            {
                "groups": (
                    Group(
                        "1", "", Decimal(0),
                        (
                            Indicator(
                                "1.1", "", Kind.COUNT, Decimal(5), thresholds=(Threshold(10_000, Decimal(5)),)
                            ),
                        ),
                    ),
                )
            },
            "1.1: a threshold is above what can be counted",
        ),
    ],
)  # fmt: skip
def test_a_mark_that_cannot_be_reached_is_told(changed, words):
    share = Indicator("1.2", "", Kind.SHARE, Decimal(20), source=Source.ADULTS, from_age=18)
    whole = CriteriaSet(
        id=1, code="family", version=1, model=Model.FAMILY, name="", status=Status.OFFICIAL, legal_basis="",
        pass_mark=Decimal(5), rounding=Decimal("0.5"), title_years=1, groups=(Group("1", "", Decimal(0), (share,)),),
    )  # fmt: skip
    assert problems(whole) == []
    assert words in [one.english for one in problems(replace(whole, **changed))]
