"""The life of a sheet, and what of last year's it begins with."""

from collections.abc import Mapping
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


def _admits_answer(criteria: CriteriaSet, code: str, value: Decimal) -> bool:
    try:
        check_answer(criteria.indicator(code), value)
    except (UnknownIndicatorError, AnswerRefusedError):
        return False
    return True
