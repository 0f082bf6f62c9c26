"""The life of a report. That it has not been begun is told by there being none."""

from collections.abc import Mapping
from enum import StrEnum

from lhtq.accounts.policy import Action


class ReportState(StrEnum):
    """Where a report stands."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    ACCEPTED = "accepted"
    #: Accepted, and opened again to be put right.
    REOPENED = "reopened"


#: What a unit that owes a report and has not begun one is said to have.
NOT_STARTED = "none"

STATE_NAMES: dict[str, str] = {
    NOT_STARTED: "Chưa làm",
    ReportState.DRAFT: "Đang soạn",
    ReportState.SUBMITTED: "Đã nộp",
    ReportState.RETURNED: "Bị trả lại",
    ReportState.ACCEPTED: "Đã tiếp nhận",
    ReportState.REOPENED: "Được mở lại để sửa",
}

#: The states in which a report is written on; figures follow the records until it is handed in.
OPEN = frozenset({ReportState.DRAFT, ReportState.RETURNED, ReportState.REOPENED})
#: Those in which something is owed by the day that was set. What is opened again was there once, and has no day.
OWED_BY_ITS_DAY = frozenset({NOT_STARTED, ReportState.DRAFT, ReportState.RETURNED})

#: action → (states it may start from, state it leads to; None: stays)
TRANSITIONS: Mapping[Action, tuple[frozenset[ReportState], ReportState | None]] = {
    Action.REPORT_WRITE: (OPEN, None),
    Action.REPORT_SUBMIT: (OPEN, ReportState.SUBMITTED),
    Action.REPORT_ACCEPT: (frozenset({ReportState.SUBMITTED}), ReportState.ACCEPTED),
    Action.REPORT_RETURN: (frozenset({ReportState.SUBMITTED}), ReportState.RETURNED),
    Action.REPORT_ASK_REOPENING: (frozenset({ReportState.ACCEPTED}), None),
    Action.REPORT_REOPEN: (frozenset({ReportState.ACCEPTED}), ReportState.REOPENED),
    Action.REPORT_REOPEN_UNASKED: (frozenset({ReportState.ACCEPTED}), ReportState.REOPENED),
}

#: How each step is told in the history of a report.
STEP_NAMES: dict[str, str] = {
    Action.REPORT_WRITE: "Soạn",
    Action.REPORT_SUBMIT: "Nộp",
    Action.REPORT_ACCEPT: "Tiếp nhận",
    Action.REPORT_RETURN: "Trả lại",
    Action.REPORT_ASK_REOPENING: "Xin mở lại",
    Action.REPORT_REOPEN_UNASKED: "Mở lại để đơn vị sửa",
}
#: How a request to open a report again was answered.
ANSWER_NAMES: dict[bool, str] = {True: "Cho mở lại", False: "Không cho mở lại"}


def admits(state: ReportState, action: Action) -> bool:
    """Whether ``action`` may start from ``state``; actions outside the workflow always may."""
    return action not in TRANSITIONS or state in TRANSITIONS[action][0]


def after(state: ReportState, action: Action) -> ReportState:
    """The state that ``action`` leads to."""
    return TRANSITIONS[action][1] or state
