"""The life of a sheet, what of last year's it begins with, and what the commune finds odd about it."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from lhtq.accounts.policy import Action
from lhtq.criteria.rules import AnswerRefusedError, CriteriaSet, UnknownIndicatorError, check_answer


class State(StrEnum):
    """Where a sheet stands in the procedure."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    REVIEWED = "reviewed"
    RECOGNISED = "recognised"
    REFUSED = "refused"


STATE_NAMES: dict[State, str] = {
    State.DRAFT: "Đang chấm",
    State.SUBMITTED: "Chờ xã thẩm định",
    State.RETURNED: "Xã trả lại",
    State.REVIEWED: "Chờ quyết định công nhận",
    State.RECOGNISED: "Đã công nhận",
    State.REFUSED: "Không công nhận",
}

#: The states in which the village still works on a sheet.
OPEN = frozenset({State.DRAFT, State.RETURNED})

#: action → (states it may start from, state it leads to; None: stays)
TRANSITIONS: dict[Action, tuple[frozenset[State], State | None]] = {
    Action.SHEET_SCORE: (OPEN, None),
    Action.CLAIM_ANSWER: (OPEN, None),
    Action.SHEET_CARRY_OVER: (OPEN, None),
    Action.SHEET_SUBMIT: (OPEN, State.SUBMITTED),
    Action.SHEET_REVIEW: (frozenset({State.SUBMITTED}), State.REVIEWED),
    Action.SHEET_RETURN: (frozenset({State.SUBMITTED, State.REVIEWED}), State.RETURNED),
    Action.SHEET_RECOGNISE: (frozenset({State.REVIEWED}), State.RECOGNISED),
    Action.SHEET_REFUSE: (frozenset({State.REVIEWED}), State.REFUSED),
}

#: How each step is told in the history of a sheet.
STEP_NAMES: dict[str, str] = {
    Action.SHEET_REGISTER: "Đăng ký",
    Action.SHEET_SCORE: "Chấm điểm",
    Action.SHEET_SUBMIT: "Bình xét, gửi xã",
    Action.SHEET_CARRY_OVER: "Chuyển sang phiên bản tiêu chí mới",
    Action.TITLE_REVOKE: "Thu hồi danh hiệu",
    Action.SHEET_REVIEW: "Xã thẩm định, đưa vào danh sách đề nghị",
    Action.SHEET_RETURN: "Xã trả lại",
    Action.SHEET_RECOGNISE: "Công nhận",
    Action.SHEET_REFUSE: "Không công nhận",
}


def admits(state: State, action: Action) -> bool:
    """Whether ``action`` may start from ``state``; actions outside the workflow always may."""
    return action not in TRANSITIONS or state in TRANSITIONS[action][0]


def after(state: State, action: Action) -> State:
    """The state that ``action`` leads to."""
    return TRANSITIONS[action][1] or state


def admitted(criteria: CriteriaSet, answers: Mapping[str, Decimal]) -> dict[str, Decimal]:
    """Of another year's answers, those that a set still admits under the same code.

    An indicator that is gone, that is counted now, or whose points have changed is asked anew.
    """
    return {code: value for code, value in answers.items() if _admits_answer(criteria, code, value)}


def as_kept(answers: Mapping[str, Decimal]) -> dict[str, int | float]:
    """Answers as a sheet keeps them in JSON: whole numbers without a point."""
    return {code: int(value) if value == int(value) else float(value) for code, value in answers.items()}


def _admits_answer(criteria: CriteriaSet, code: str, value: Decimal) -> bool:
    try:
        check_answer(criteria.indicator(code), value)
    except (UnknownIndicatorError, AnswerRefusedError):
        return False
    return True


class Oddity(StrEnum):
    """What makes the commune look at a sheet that was handed in before the others. None of them bars a title."""

    ALIKE = "alike"
    AT_THE_MARK = "at-the-mark"
    FEW_VOTES = "few-votes"
    JUMP = "jump"
    NO_EVIDENCE = "no-evidence"


#: A total of at most so many points above the pass mark: one tap less on the smallest graded line of the provisional
#: sets (5 points: half is 2.5) and the title would not be earned.
NEAR_THE_MARK = 2
#: So many points more than last year: two whole lines of the provisional sets, more than a good year brings.
JUMP = 20
#: The same answers as so many other sheets of the unit, and the whole of them at least this part of all that the unit
#: handed in. Fewer happen by chance, the more so where everything is full.
ALIKE_OTHERS = 5
ALIKE_PART = 0.5
#: In favour of a sheet, fewer than this part of those who were present.
VOTES_PART = 0.5

ODDITY_NAMES: dict[Oddity, str] = {
    Oddity.AT_THE_MARK: "Sát mức đạt",
    Oddity.JUMP: "Tăng nhiều so với năm trước",
    Oddity.NO_EVIDENCE: "Thiếu minh chứng",
    Oddity.ALIKE: "Nhiều phiếu giống hệt nhau",
    Oddity.FEW_VOTES: "Ít phiếu đồng ý",
}

#: How a kind of oddity is written in addresses.
ODDITY_SLUGS: dict[Oddity, str] = {
    Oddity.AT_THE_MARK: "sat-muc",
    Oddity.JUMP: "tang-nhieu",
    Oddity.NO_EVIDENCE: "thieu-minh-chung",
    Oddity.ALIKE: "giong-nhau",
    Oddity.FEW_VOTES: "it-dong-y",
}


@dataclass(frozen=True)
class Looked:
    """The figures of a sheet that was handed in by which it is found odd."""

    total: Decimal
    pass_mark: Decimal
    #: What last year's sheet came to, where there was one that was handed in.
    last_total: Decimal | None
    #: Indicators that ask for evidence, were given points, and have none.
    without_evidence: int
    #: Other sheets of the unit with the same answers, and all that the unit handed in, this one among them.
    alike: int
    of_unit: int
    votes_for: int | None
    present: int | None


def oddities(looked: Looked) -> dict[Oddity, str]:
    """What is odd about a sheet, in words; the query of the review list finds the same with the same marks."""
    found: dict[Oddity, str] = {}
    over = looked.total - looked.pass_mark
    if 0 <= over <= NEAR_THE_MARK:
        found[Oddity.AT_THE_MARK] = "sát mức đạt"
    if looked.last_total is not None and (more := looked.total - looked.last_total) >= JUMP:
        found[Oddity.JUMP] = f"tăng {int(more)} điểm so với năm trước"
    if looked.without_evidence:
        found[Oddity.NO_EVIDENCE] = f"thiếu {looked.without_evidence} minh chứng"
    if looked.alike >= ALIKE_OTHERS and looked.alike + 1 >= ALIKE_PART * looked.of_unit:
        found[Oddity.ALIKE] = f"giống hệt {looked.alike} phiếu khác"
    if looked.votes_for is not None and looked.present and looked.votes_for < VOTES_PART * looked.present:
        found[Oddity.FEW_VOTES] = f"chỉ {looked.votes_for}/{looked.present} đồng ý"
    return found
