"""What waits for a person, by role, with counts and where each is done."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from lhtq.accounts.policy import GRANTS, Action, Actor
from lhtq.assessment import queries as assessment
from lhtq.centre import queries as centres
from lhtq.criteria.rules import MODEL_SLUGS, MODEL_TITLES, Model
from lhtq.indicators import queries as indicators
from lhtq.indicators.queries import Progress
from lhtq.indicators.rules import Counts, Course, Measure, ModelCounts, due_day
from lhtq.membership import queries as membership
from lhtq.membership.rules import Listed
from lhtq.register import queries as register
from lhtq.reporting import queries as reporting
from lhtq.reporting.models import ReportDue
from lhtq.reporting.rules.states import OWED_BY_ITS_DAY, STATE_NAMES
from lhtq.training import queries as training
from lhtq.training.rules import Which, phase_of
from lhtq.units import queries as units
from lhtq.units.models import Unit
from lhtq.units.rules import Level

Models = Mapping[Model, ModelCounts]


#: Where the register is filled from a file.
_IMPORTED_AT = frozenset({Level.COMMUNE, Level.VILLAGE})


#: The measure that the home page shows.
_FAMILY = "family_rate"


@dataclass(frozen=True)
class Task:
    """A thing to do: how many, in words, and the endpoint with its arguments where it is done."""

    count: int | None
    words: str
    endpoint: str
    arguments: dict[str, object]

    @property
    def open(self) -> bool:
        """Whether something waits; a task without a count always does."""
        return self.count is None or self.count > 0


@dataclass(frozen=True)
class Home:
    """What the home page shows."""

    unit: Unit
    #: The share of learning families, and what it is to reach.
    family: Measure
    #: On the day of the year's target.
    due: Measure
    course: Course
    children: list[tuple[Unit, Counts, Measure]]
    tasks: list[Task]
    #: Where the register of a commune or village is kept: what the role may open of it.
    lists: list[Task]


def home(actor: Actor, year: int, on: dt.date) -> Home:
    """The home page of a role at a unit."""
    unit = units.unit(actor.unit_id)
    children = units.children(unit.id, on=on)
    progress = indicators.progress(unit, children, year, on)
    measures = indicators.measures_by_child(unit, children, on, [_FAMILY])
    below = [(child, progress.by_unit[child.id], measures[child.id][_FAMILY]) for child in children]
    due = due_day(on, on)
    family = indicators.history(unit, [on, due], [_FAMILY])
    course = indicators.courses(unit)[_FAMILY]
    tasks = _tasks(actor, unit, progress, year, on)
    return Home(unit, family[on][_FAMILY], family[due][_FAMILY], course, below, tasks, _lists(actor, unit))


def _lists(actor: Actor, unit: Unit) -> list[Task]:
    if unit.level not in _IMPORTED_AT:
        return []
    here: dict[str, object] = {"unit_id": unit.id}
    pages: tuple[tuple[Action, str, str, dict[str, object]], ...] = (
        (Action.PEOPLE_VIEW, "Hộ gia đình", "register.households", here),
        # Whoever fills any list keeps the Association's too.
        (Action.MEMBERSHIP_EDIT, "Nhập từ Excel", "lists.imports", here),
        (Action.RECORD_MERGE, "Trùng lặp", "merging.duplicates", here),
        (Action.PEOPLE_VIEW, "Tìm người", "register.search", {}),
    )
    return [Task(None, words, page, given) for action, words, page, given in pages if action in GRANTS[actor.role]]


def _tasks(actor: Actor, unit: Unit, progress: Progress, year: int, on: dt.date) -> list[Task]:
    granted = GRANTS[actor.role]
    here: dict[str, object] = {"unit_id": unit.id, "year": year}
    counts, models = progress.by_unit[unit.id], progress.models
    tasks = _of_register(granted, unit, counts)
    if Action.SHEET_SCORE in granted:
        tasks += _to_record(unit, counts, here)
        tasks += _to_correct(models, here)
    tasks += _of_centre(actor, unit)
    if Action.SHEET_REVIEW in granted:
        tasks += _to_review(models, here)
    if Action.SHEET_CARRY_OVER in granted and unit.level == Level.COMMUNE:
        tasks += _to_carry_over(unit, year)
    if Action.CLAIM_ANSWER in granted:
        claims = assessment.count_open_claims(unit.path, year)
        tasks.append(Task(claims, "số liệu tự tính bị phản ánh, chờ bạn trả lời", "assessment.claims", here))
    if Action.SHEET_RECOGNISE in granted:
        reviewed = sum(row.reviewed for row in models.values())
        tasks.append(Task(reviewed, "phiếu chờ bạn ký quyết định công nhận", "recognition.steps", here))
    tasks += _to_report(actor, unit, on)
    tasks += _to_gather(actor, unit, year)
    tasks += _to_brief(actor, unit, on)
    if Action.ACCOUNT_MANAGE in granted:
        tasks.append(Task(None, "Quản lý tài khoản của đơn vị", "accounts.accounts", {}))
    if Action.TEMPLATE_EDIT in granted and unit.level == Level.PROVINCE:
        tasks.append(Task(None, "Mẫu văn bản", "issuing.templates", {}))
    return tasks


def _of_register(granted: frozenset[Action], unit: Unit, counts: Counts) -> list[Task]:
    """A register that is still empty, and who waits to be taken into it."""
    here: dict[str, object] = {"unit_id": unit.id}
    tasks = []
    if Action.HOUSEHOLD_EDIT in granted and not counts.households and unit.level in _IMPORTED_AT:
        tasks.append(Task(None, "Sổ hộ còn trống: nhập danh sách hộ từ Excel", "lists.imports", here))
    if Action.TRANSFER_ANSWER in granted:
        waiting = register.count_waiting(unit.path)
        tasks.append(Task(waiting, "hộ, người từ xã khác chuyển đến, chờ nhận", "register.transfers", here))
    return tasks


def _to_record(unit: Unit, counts: Counts, here: dict[str, object]) -> list[Task]:
    """The families' steps, each with the list of those that it counts.

    A village's own is led to its sheet, which has them among all others: there they are done, and a device keeps it.
    """
    village = unit.level == Level.VILLAGE
    sheet: tuple[str, dict[str, object]] = ("assessment.village", here)
    missing = sheet if village else ("assessment.registration", here | {"model": Model.FAMILY})
    begun = sheet if village else ("assessment.sheets", here | {"da_cham": 0})
    states: dict[str, object] = {"buoc": ["draft", "returned"], "da_cham": 1}
    return [
        Task(counts.returned, "phiếu xã trả lại, cần sửa", "assessment.sheets", here | {"buoc": "returned"}),
        Task(counts.households - counts.registered, "hộ chưa đăng ký", *missing),
        Task(counts.registered - counts.scored, "hộ đã đăng ký, chưa chấm xong", *begun),
        Task(counts.ready, "hộ đã chấm xong, chờ thôn bình xét và gửi xã", "assessment.sheets", here | states),
    ]


def _of_centre(actor: Actor, unit: Unit) -> list[Task]:
    """Recording what the learning centre does; the commune writes the centre down first, or is asked to share one."""
    if Action.ACTIVITY_RECORD not in GRANTS[actor.role] or unit.level not in {Level.VILLAGE, Level.COMMUNE}:
        return []
    tasks = []
    if Action.CENTRE_SHARE in GRANTS[actor.role] and unit.level == Level.COMMUNE:
        asked = "lời mời dùng chung trung tâm học tập cộng đồng, chờ trả lời"
        tasks.append(Task(centres.count_invitations(unit.path), asked, "centre.centres", {"unit_id": unit.id}))
    if centres.centre_for(unit) is not None:
        return [
            *tasks,
            Task(None, "Ghi hoạt động của trung tâm học tập cộng đồng", "centre.record", {"unit_id": unit.id}),
        ]
    if Action.CENTRE_EDIT in GRANTS[actor.role] and unit.level == Level.COMMUNE:
        own = "Ghi trung tâm học tập cộng đồng của xã"
        return [*tasks, Task(None, own, "centre.add_centre", {"unit_id": unit.id})]
    return tasks


def _to_correct(models: Models, here: dict[str, object]) -> list[Task]:
    """What came back, what is not scored yet, and what is scored and not handed in, of the models besides families."""
    tasks = []
    for model, row in models.items():
        if model is Model.FAMILY:
            continue
        of = here | {"mo_hinh": MODEL_SLUGS[model]}
        name = MODEL_TITLES[model]
        ready: dict[str, object] = {"buoc": ["draft", "returned"], "da_cham": 1}
        open_ = row.registered - row.submitted - row.reviewed - row.recognised - row.refused
        tasks += [
            Task(
                open_ - row.ready,
                f"phiếu {name} chưa chấm xong",
                "assessment.sheets",
                of | {"buoc": ready["buoc"], "da_cham": 0},
            ),
            Task(row.returned, f"phiếu {name} xã trả lại, cần sửa", "assessment.sheets", of | {"buoc": "returned"}),
            Task(row.ready, f"phiếu {name} đã chấm xong, chờ bình xét và gửi xã", "assessment.sheets", of | ready),
        ]
    return tasks


def _to_review(models: Models, here: dict[str, object]) -> list[Task]:
    """What was handed in, by model."""
    return [
        Task(
            row.submitted,
            f"phiếu {MODEL_TITLES[model]} chờ bạn thẩm định",
            "assessment.commune_review",
            here | {"mo_hinh": MODEL_SLUGS[model]},
        )
        for model, row in models.items()
    ]


def _to_brief(actor: Actor, unit: Unit, on: dt.date) -> list[Task]:
    """For who keeps the Association: courses to come, and members whom nobody has briefed in this phase."""
    if Action.MEMBERSHIP_EDIT not in GRANTS[actor.role]:
        return []
    here: dict[str, object] = {"unit_id": unit.id}
    coming = "khóa sắp tới do đơn vị tổ chức hoặc có người của đơn vị được mời"
    waiting = f"hội viên chưa được quán triệt giai đoạn {phase_of(on)}"
    return [
        Task(training.upcoming(unit, on), coming, "training.courses", here | {"dem": Which.COMING}),
        Task(
            training.briefing(unit, on).waiting,
            waiting,
            "training.not_briefed",
            here if unit.level in _IMPORTED_AT else here | {"xem": "tat-ca"},
        ),
    ]


def _to_report(actor: Actor, unit: Unit, on: dt.date) -> list[Task]:
    """For who writes reports: those that are owed; for who receives them, those that wait for an answer."""
    granted = GRANTS[actor.role]
    if not granted & {Action.REPORT_WRITE, Action.REPORT_SUBMIT}:
        return []
    tasks = [
        Task(
            None,
            f"{due.period.name}: {STATE_NAMES[state].lower()}, {_by_when(due, state)}",
            "reporting.report",
            {"unit_id": unit.id, "period_id": due.period_id},
        )
        for due, state in reporting.owed_now(unit.id, on)
    ]
    if Action.REPORT_ACCEPT in granted:
        tasks += [
            Task(
                count,
                f"báo cáo chờ bạn tiếp nhận hoặc trả lại: {period.name}",
                "reporting.board",
                {"unit_id": unit.id, "period_id": period.id, "loc": "submitted"},
            )
            for period, count in reporting.waiting_for(unit.id)
        ]
    if Action.REPORT_REOPEN in granted:
        tasks += [
            Task(
                None,
                f"{due.unit.title_name} xin mở lại {due.period.name}",
                "reporting.report",
                {"unit_id": due.unit_id, "period_id": due.period_id},
            )
            for due in reporting.to_reopen(unit.id, actor.account_id)
        ]
    return tasks


def _by_when(due: ReportDue, state: str) -> str:
    if state not in OWED_BY_ITS_DAY:
        return "sửa xong thì nộp lại"
    return f"nộp trước {due.due_on:%d/%m/%Y}"


def _to_gather(actor: Actor, unit: Unit, year: int) -> list[Task]:
    """For who keeps the Association: the branch to found, villages without one, members who have not paid.

    Fees are paid in branches: the levels above a commune do not collect any.
    """
    if Action.MEMBERSHIP_EDIT not in GRANTS[actor.role]:
        return []
    here: dict[str, object] = {"unit_id": unit.id}
    tasks: list[Task] = []
    own = membership.own_branch(unit)
    if own is None:
        what = "chi hội" if unit.level == Level.VILLAGE else "Hội"
        tasks.append(Task(None, f"Lập {what} khuyến học của {unit.full_name}", "membership.add_branch", here))
    if unit.level == Level.COMMUNE:
        without = len(membership.villages_without(unit))
        tasks.append(Task(without, "thôn chưa có chi hội khuyến học", "membership.association", here))
    if unit.level in {Level.VILLAGE, Level.COMMUNE}:
        in_village = unit.level == Level.VILLAGE and own is not None
        where: dict[str, object] = {"year": year} | (
            {"branch_id": own} if in_village else here | {"loc": Listed.UNPAID}
        )
        page = "membership.fees" if in_village else "membership.members_under"
        tasks.append(Task(membership.unpaid(unit.path, year), f"hội viên chưa nộp hội phí năm {year}", page, where))
    return tasks


def _to_carry_over(unit: Unit, year: int) -> list[Task]:
    """Open sheets that follow an older criteria set, by model."""
    return [
        Task(
            count,
            f"phiếu {MODEL_TITLES[model]} đang chấm theo bộ tiêu chí cũ",
            "assessment.carry_over",
            {"unit_id": unit.id, "year": year, "model": model},
        )
        for model, count in assessment.open_on_older_set(unit, year).items()
    ]
