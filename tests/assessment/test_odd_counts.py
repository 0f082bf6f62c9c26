"""What is odd is counted above the communes as each commune's own review counts it: two statements, one rule."""

from random import Random

import pytest

from lhtq.accounts.policy import Role
from lhtq.assessment import queries
from lhtq.assessment.queries import ReviewAsked
from lhtq.assessment.rules import Oddity, State
from lhtq.criteria.rules import Model
from lhtq.web.filters import today
from tests.assessment.conftest import ASK
from tests.conftest import FULL
from tests.factories import SheetFactory

YEAR = today().year


def reviewed(commune):
    """What the review of a commune counts, by kind, of each model."""
    found = {}
    for model in Model:
        kinds = queries.review_list(ReviewAsked(model, commune.path, YEAR, odd=True), 0, 0).kinds
        if told := {kind: count for kind, count in kinds.items() if count}:
            found[commune.id, YEAR, model] = told
    return found


def counted(*communes):
    """The same as it is counted of several communes at once."""
    found = queries.odd_counts([one.id for one in communes])
    return {(one.place_id, one.year, one.model): dict(one.kinds) for one in found}


@pytest.mark.parametrize("seed", range(3))
def test_sheets_of_every_kind_are_counted_as_the_reviews_count_them(place, handed_in, arrange, acting, seed):
    draw = Random(seed)  # noqa: S311 - figures of nobody
    for village in (place.na_khuyen, place.ban_thang, place.ban_luc):
        for number in range(14):
            found = handed_in(
                f"Hộ {number}", village, votes=draw.choice((10, 17, 18, 35)),
                proof=[code for code in ASK if draw.random() < 0.9],
                answers=FULL if number < draw.choice((4, 6, 9)) else FULL | {"1.1": 5, "1.2": draw.choice((0, 5, 10))},
                total=draw.choice((70, 71, 72, 73, 85, 99)),
                state=draw.choice((State.SUBMITTED, State.SUBMITTED, State.REVIEWED, State.RETURNED)),
            )  # fmt: skip
            if draw.random() < 0.5:
                with arrange():
                    SheetFactory(
                        subject_id=found.subject_id, unit_id=village.id, name=found.name, set_id=found.set_id,
                        year=YEAR - 1, total=draw.choice((50, 65, 79, 80)), state=State.REFUSED,
                    )  # fmt: skip
    communes = (place.yen_hoa, place.da_vi)
    with acting(Role.VIEWER, at=place.province):
        assert counted(*communes) == reviewed(place.yen_hoa) | reviewed(place.da_vi)
        kinds = {kind for told in counted(*communes).values() for kind in told}
    assert kinds >= {Oddity.AT_THE_MARK, Oddity.JUMP, Oddity.NO_EVIDENCE, Oddity.FEW_VOTES}


def test_the_same_answers_in_half_a_village_are_counted(place, handed_in, acting):
    for number in range(6):
        handed_in(f"Hộ {number}", answers=FULL | {"1.1": 5})
    for number in range(6, 12):
        handed_in(f"Hộ {number}", answers=FULL | {"1.1": 5, "1.2": number % 2 * 5, "3.1": number // 8 * 5})
    with acting(Role.VIEWER, at=place.province):
        assert counted(place.yen_hoa)[place.yen_hoa.id, YEAR, Model.FAMILY][Oddity.ALIKE] == 6
        assert counted(place.yen_hoa) == reviewed(place.yen_hoa)


def test_a_commune_in_which_nothing_is_odd_is_left_out(place, handed_in, acting):
    handed_in("Ma Thị Hoa", total=71)
    handed_in("Bàn Văn Lục", place.ban_luc)
    with acting(Role.VIEWER, at=place.province):
        assert counted(place.yen_hoa, place.da_vi) == {
            (place.yen_hoa.id, YEAR, Model.FAMILY): {Oddity.AT_THE_MARK: 1}
        }  # fmt: skip
