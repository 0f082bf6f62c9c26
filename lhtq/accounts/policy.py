"""Roles, actions and who may do what: the one table to read in a security review."""

from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol


class Role(StrEnum):
    """What a person is at a unit."""

    VILLAGE_RECORDER = "village-recorder"
    COMMUNE_RECORDER = "commune-recorder"
    COMMUNE_REVIEWER = "commune-reviewer"
    COMMUNE_APPROVER = "commune-approver"
    DISTRICT_REVIEWER = "district-reviewer"
    PROVINCE_OFFICER = "province-officer"
    VIEWER = "viewer"
    ADMINISTRATOR = "administrator"
    ORGANISATION = "organisation"
    CITIZEN = "citizen"


ROLE_NAMES: dict[Role, str] = {
    Role.VILLAGE_RECORDER: "Người ghi ở thôn",
    Role.COMMUNE_RECORDER: "Cán bộ nhập liệu xã",
    Role.COMMUNE_REVIEWER: "Hội Khuyến học xã thẩm định",
    Role.COMMUNE_APPROVER: "Chủ tịch, Phó Chủ tịch UBND xã",
    Role.DISTRICT_REVIEWER: "Cán bộ theo dõi cấp huyện",
    Role.PROVINCE_OFFICER: "Cán bộ cấp tỉnh",
    Role.VIEWER: "Người xem",
    Role.ADMINISTRATOR: "Quản trị đơn vị",
    Role.ORGANISATION: "Cơ quan, đơn vị tự đánh giá",
    Role.CITIZEN: "Công dân tự đánh giá",
}

#: The roles that are bound to one record, their own person or organisation, and see nothing else of its place.
OF_ONE_RECORD = frozenset({Role.ORGANISATION, Role.CITIZEN})


class Action(StrEnum):
    """Named ``part:verb``; kept in order."""

    ACCOUNT_MANAGE = "account:manage"
    ACCOUNT_OPEN_OWN = "account:open-own"
    ACTIVITY_RECORD = "activity:record"
    CENTRE_CLASSIFY = "centre:classify"
    CENTRE_EDIT = "centre:edit"
    CENTRE_SHARE = "centre:share"
    CLAIM_ANSWER = "claim:answer"
    CLAN_EDIT = "clan:edit"
    CRITERIA_EDIT = "criteria:edit"
    HOUSEHOLD_EDIT = "household:edit"
    MEMBERSHIP_EDIT = "membership:edit"
    ORGANISATION_EDIT = "organisation:edit"
    PEOPLE_VIEW = "people:view"
    PERIOD_SET = "period:set"
    RECORD_MERGE = "record:merge"
    REPORT_ACCEPT = "report:accept"
    REPORT_ASK_REOPENING = "report:ask-reopening"
    REPORT_COMMENT = "report:comment"
    REPORT_REOPEN = "report:reopen"
    REPORT_REOPEN_UNASKED = "report:reopen-unasked"
    REPORT_RETURN = "report:return"
    REPORT_SUBMIT = "report:submit"
    REPORT_WRITE = "report:write"
    SHEET_CARRY_OVER = "sheet:carry-over"
    SHEET_RECOGNISE = "sheet:recognise"
    SHEET_REFUSE = "sheet:refuse"
    SHEET_REGISTER = "sheet:register"
    SHEET_RETURN = "sheet:return"
    SHEET_REVIEW = "sheet:review"
    SHEET_SCORE = "sheet:score"
    SHEET_SUBMIT = "sheet:submit"
    STATISTICS_EDIT = "statistics:edit"
    TARGET_SET = "target:set"
    TEMPLATE_EDIT = "template:edit"
    TITLE_REVOKE = "title:revoke"
    TRAINING_HOLD = "training:hold"
    TRANSFER_ANSWER = "transfer:answer"
    VILLAGE_EDIT = "village:edit"


_RECORDING = frozenset(
    {
        Action.ACTIVITY_RECORD,
        Action.HOUSEHOLD_EDIT,
        Action.MEMBERSHIP_EDIT,
        Action.PEOPLE_VIEW,
        Action.SHEET_REGISTER,
        Action.SHEET_SCORE,
        Action.SHEET_SUBMIT,
        Action.STATISTICS_EDIT,
    }
)

_ABOVE = frozenset(
    {
        Action.CENTRE_SHARE,
        Action.MEMBERSHIP_EDIT,
        Action.PEOPLE_VIEW,
        Action.PERIOD_SET,
        Action.RECORD_MERGE,
        Action.REPORT_ACCEPT,
        Action.REPORT_ASK_REOPENING,
        Action.REPORT_COMMENT,
        Action.REPORT_REOPEN,
        Action.REPORT_REOPEN_UNASKED,
        Action.REPORT_RETURN,
        Action.REPORT_SUBMIT,
        Action.REPORT_WRITE,
        Action.TRAINING_HOLD,
    }
)

#: Role → what it may do at its unit and below. The stages stand as in Quyết định 387/QĐ-TTg's procedure:
#: the village records and scores, the Association of the commune reviews, the People's Committee's chair
#: recognises; the levels above look on.
GRANTS: dict[Role, frozenset[Action]] = {
    Role.VILLAGE_RECORDER: _RECORDING,
    # Who keeps the register knows whose record is whose: it opens the account of a citizen or organisation. Renewing
    # and ending one stays with the administrator, who reads no register.
    Role.COMMUNE_RECORDER: _RECORDING
    | {
        Action.ACCOUNT_OPEN_OWN,
        Action.CENTRE_CLASSIFY,
        Action.CENTRE_EDIT,
        Action.CENTRE_SHARE,
        Action.CLAN_EDIT,
        Action.ORGANISATION_EDIT,
        Action.TRAINING_HOLD,
        Action.RECORD_MERGE,
        Action.REPORT_WRITE,
        Action.TRANSFER_ANSWER,
        Action.VILLAGE_EDIT,
    },
    Role.COMMUNE_REVIEWER: frozenset(
        {
            Action.CLAIM_ANSWER,
            Action.MEMBERSHIP_EDIT,
            Action.PEOPLE_VIEW,
            Action.REPORT_ASK_REOPENING,
            Action.REPORT_SUBMIT,
            Action.REPORT_WRITE,
            Action.SHEET_CARRY_OVER,
            Action.SHEET_RETURN,
            Action.SHEET_REVIEW,
            Action.TRAINING_HOLD,
        }
    ),
    Role.COMMUNE_APPROVER: frozenset(
        {
            Action.PEOPLE_VIEW,
            Action.REPORT_ASK_REOPENING,
            Action.REPORT_SUBMIT,
            Action.SHEET_RECOGNISE,
            Action.SHEET_REFUSE,
            Action.TITLE_REVOKE,
        }
    ),
    # Two records of one person in two communes are seen by nobody in either: the levels above look on, and merge those.
    # They have an Association of their own, and brief and train those below them.
    # They report upward, and answer the reports that come up to them. Communes that are both theirs may share a centre
    # by their word.
    Role.DISTRICT_REVIEWER: _ABOVE,
    # The province says what each of its units is to reach; without a word of its own the plan's targets hold.
    Role.PROVINCE_OFFICER: _ABOVE | {Action.TARGET_SET},
    Role.VIEWER: frozenset({Action.PEOPLE_VIEW}),
    # The criteria and the templates are the whole province's: only its own administrator is at a place that reaches
    # them.
    Role.ADMINISTRATOR: frozenset(
        {Action.ACCOUNT_MANAGE, Action.CRITERIA_EDIT, Action.TEMPLATE_EDIT, Action.VILLAGE_EDIT}
    ),
    # An organisation registers and scores itself, keeps the list of its staff, and holds its own review.
    Role.ORGANISATION: frozenset(
        {
            Action.ORGANISATION_EDIT,
            Action.PEOPLE_VIEW,
            Action.SHEET_REGISTER,
            Action.SHEET_SCORE,
            Action.SHEET_SUBMIT,
        }
    ),
    # A citizen registers of their own will and scores themself (Quyết định 244/QĐ-KHVN); the village reviews.
    Role.CITIZEN: frozenset({Action.PEOPLE_VIEW, Action.SHEET_REGISTER, Action.SHEET_SCORE}),
}

#: The actions that need other eyes than those which did an earlier step on the same record.
FOUR_EYES = frozenset(
    {
        Action.CLAIM_ANSWER,
        Action.REPORT_ACCEPT,
        Action.REPORT_REOPEN,
        Action.REPORT_REOPEN_UNASKED,
        Action.SHEET_REVIEW,
        Action.SHEET_RECOGNISE,
    }
)

#: The actions that are somebody's at the unit itself, and of nobody above it: who receives a report does not ask for it
#: in the name of who made it.
AT_THE_UNIT_ITSELF = frozenset({Action.REPORT_ASK_REOPENING})


class Refusal(StrEnum):
    """Why an action is refused."""

    ROLE = "role"
    PLACE = "place"
    STATE = "state"
    FOUR_EYES = "four-eyes"

    @property
    def words(self) -> str:
        """The reason in words for the person."""
        return REFUSALS[self]


REFUSALS: dict[Refusal, str] = {
    Refusal.ROLE: "Vai trò của bạn không được làm việc này.",
    Refusal.PLACE: "Việc này thuộc đơn vị khác.",
    Refusal.STATE: "Ở trạng thái hiện tại, không làm được việc này.",
    Refusal.FOUR_EYES: "Bạn đã làm một bước trước của việc này nên cần người khác làm bước này.",
}


class Subject(Protocol):
    """Anything an action is done to."""

    @property
    def unit_path(self) -> str:
        """Path of the unit it belongs to."""

    def admits(self, action: Action) -> bool:
        """Whether the state it is in admits ``action``."""

    def earlier_hands(self, action: Action) -> AbstractSet[int]:
        """Accounts that did a step before ``action`` on it."""

    def is_own(self, actor: "Actor") -> bool:
        """Whether it is of the one person or organisation that ``actor`` signs in for."""


@dataclass(frozen=True)
class Place:
    """A unit as the subject of an action, where no single record is meant."""

    unit_path: str

    def admits(self, action: Action) -> bool:  # noqa: ARG002 - a place has no state
        """Every action."""
        return True

    def earlier_hands(self, action: Action) -> AbstractSet[int]:  # noqa: ARG002 - nor a history
        """Nobody's."""
        return frozenset()

    def is_own(self, actor: "Actor") -> bool:  # noqa: ARG002
        """A place is nobody's own."""
        return False


@dataclass(frozen=True)
class Actor:
    """Who acts, in which role, at which unit. Built from a sign-in, a command line or a test."""

    account_id: int
    name: str
    role: Role
    unit_id: int
    unit_path: str
    unit_name: str
    #: For a role of one record: whose it is.
    person_id: int | None = None
    organisation_id: int | None = None


class NotAllowedError(Exception):
    """The actor may not do this here, or not in this state."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.words)
        self.refusal = refusal


def refusal(actor: Actor, action: Action, subject: Subject) -> Refusal | None:
    """Why ``actor`` may not do ``action`` to ``subject``; None when they may."""
    if action not in GRANTS[actor.role]:
        return Refusal.ROLE
    reached = subject.is_own(actor) if actor.role in OF_ONE_RECORD else subject.unit_path.startswith(actor.unit_path)
    if not reached or (action in AT_THE_UNIT_ITSELF and subject.unit_path != actor.unit_path):
        return Refusal.PLACE
    if not subject.admits(action):
        return Refusal.STATE
    if action in FOUR_EYES and actor.account_id in subject.earlier_hands(action):
        return Refusal.FOUR_EYES
    return None


def may(actor: Actor, action: Action, subject: Subject) -> bool:
    """Role, place, state and other eyes all agree. The templates' ``may()`` is this same function."""
    return refusal(actor, action, subject) is None


def may_here(actor: Actor, action: Action, unit_path: str) -> bool:
    """Whether ``actor`` may do ``action`` at a unit, whatever record it is."""
    return may(actor, action, Place(unit_path))


def require(actor: Actor, action: Action, subject: Subject) -> None:
    """Raise NotAllowedError unless ``may()``."""
    reason = refusal(actor, action, subject)
    if reason is not None:
        raise NotAllowedError(reason)
