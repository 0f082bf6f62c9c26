"""What differs between two versions of a criteria set, and what of a sheet's answers stays under the later one."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from lhtq.criteria.rules.scoring import AnswerRefusedError, Answers, check_answer
from lhtq.criteria.rules.sets import (
    CITIZEN_GROUP_NAMES,
    KIND_NAMES,
    SOURCE_NAMES,
    STATUS_NAMES,
    CriteriaSet,
    Grade,
    Group,
    Indicator,
    Kind,
    Threshold,
    written,
)


@dataclass(frozen=True)
class Change:
    """One thing that is said otherwise, in words: what, as it was, as it is."""

    what: str
    before: str
    after: str


@dataclass(frozen=True)
class Changed:
    """A group or an indicator that both versions have, and what is said otherwise of it."""

    code: str
    name: str
    changes: tuple[Change, ...]


@dataclass(frozen=True)
class Differences:
    """Everything in which a later version differs from an earlier one; groups and indicators are told by code."""

    of_set: tuple[Change, ...]
    groups_added: tuple[Group, ...]
    groups_removed: tuple[Group, ...]
    groups_changed: tuple[Changed, ...]
    added: tuple[Indicator, ...]
    removed: tuple[Indicator, ...]
    changed: tuple[Changed, ...]

    @property
    def none(self) -> bool:
        """Whether the two say the same."""
        return not any(vars(self).values())


def differences(before: CriteriaSet, after: CriteriaSet) -> Differences:
    """What ``after`` adds to ``before``, leaves out and says otherwise: marks, floors, wording and order too."""
    old_groups = {group.code: group for group in before.groups}
    new_groups = {group.code: group for group in after.groups}
    old, new = _lines(before), _lines(after)
    return Differences(
        of_set=(*_told(_set_words(before), _set_words(after)), *_order(list(old), list(new))),
        groups_added=tuple(group for code, group in new_groups.items() if code not in old_groups),
        groups_removed=tuple(group for code, group in old_groups.items() if code not in new_groups),
        groups_changed=tuple(
            Changed(code, group.name, changes)
            for code, group in new_groups.items()
            if code in old_groups and (changes := tuple(_told(_group_words(old_groups[code]), _group_words(group))))
        ),
        added=tuple(line for code, (_, line) in new.items() if code not in old),
        removed=tuple(line for code, (_, line) in old.items() if code not in new),
        changed=tuple(
            Changed(code, line.name, changes)
            for code, (group, line) in new.items()
            if code in old and (changes := tuple(_told(_line_words(*old[code]), _line_words(group, line))))
        ),
    )


def kept(answers: Answers, before: CriteriaSet, after: CriteriaSet) -> dict[str, Decimal]:
    """The answers that mean under ``after`` what they meant under ``before``.

    An answer stays where ``after`` asks the same code in the same kind and admits the value. Points that were all of
    a line and would now be a part of it, or the other way about, say something else than the scorer did: they go.
    """
    old, new = _lines(before), _lines(after)
    return {code: value for code, value in answers.items() if _means_the_same(value, old.get(code), new.get(code))}


def counted_alike(code: str, before: CriteriaSet, after: CriteriaSet) -> bool:
    """Whether both versions count the share of this code from the same records."""
    lines = [pair[1] for criteria in (before, after) if (pair := _lines(criteria).get(code))]
    shares = [(line.source, line.from_age) for line in lines if line.kind is Kind.SHARE]
    return len(shares) == 2 and shares[0] == shares[1]  # noqa: PLR2004 - before and after


def _means_the_same(value: Decimal, old: tuple[Group, Indicator] | None, new: tuple[Group, Indicator] | None) -> bool:
    if old is None or new is None or old[1].kind is not new[1].kind:
        return False
    try:
        check_answer(new[1], value)
    except AnswerRefusedError:
        return False
    graded = new[1].kind is Kind.GRADED
    return not graded or (value in old[1].steps and old[1].steps.index(value) == new[1].steps.index(value))


def _lines(criteria: CriteriaSet) -> dict[str, tuple[Group, Indicator]]:
    return {line.code: (group, line) for group in criteria.groups for line in group.indicators}


def _order(old: list[str], new: list[str]) -> Iterator[Change]:
    before, after = ([code for code in codes if code in old and code in new] for codes in (old, new))
    if before != after:
        yield Change("Thứ tự các tiêu chí", ", ".join(before), ", ".join(after))


def _told(before: dict[str, str], after: dict[str, str]) -> Iterator[Change]:
    for what in {**before, **after}:
        if before.get(what, "") != after.get(what, ""):
            yield Change(what, before.get(what, ""), after.get(what, ""))


def _set_words(criteria: CriteriaSet) -> dict[str, str]:
    return {
        "Tên": criteria.name,
        "Trạng thái": STATUS_NAMES[criteria.status],
        "Căn cứ": criteria.legal_basis,
        "Tổng điểm": written(criteria.points_max),
        "Mức đạt": written(criteria.pass_mark),
        "Bước làm tròn": written(criteria.rounding),
        "Số năm giữ danh hiệu": str(criteria.title_years),
        "Chấm người từ tuổi": _age(criteria.from_age),
        "Mức xếp loại": "; ".join(grade_words(one) for one in criteria.grades),
    }


def _group_words(group: Group) -> dict[str, str]:
    return {"Tên": group.name, "Điểm": written(group.points_max), "Điểm tối thiểu": written(group.floor)}


def _line_words(group: Group, line: Indicator) -> dict[str, str]:
    return {
        "Nhóm": group.code,
        "Lời": line.name,
        "Cách chấm": KIND_NAMES[line.kind],
        "Điểm tối đa": written(line.points_max),
        "Điểm tối thiểu": written(line.floor),
        "Hướng dẫn": line.guidance,
        "Minh chứng": line.evidence,
        "Ngưỡng": "; ".join(threshold_words(step) for step in line.thresholds),
        "Tính theo": SOURCE_NAMES[line.source] if line.source else "",
        "Tính người từ tuổi": _age(line.from_age),
        "Khi không có ai để tính": "được đủ điểm" if line.full_if_empty else "",
        **{f"Lời cho {CITIZEN_GROUP_NAMES[group]}": words for group, words in line.wordings.items()},
    }


def threshold_words(step: Threshold) -> str:
    """A threshold as it is typed and shown: ``từ 3: 5 điểm``."""
    return f"từ {step.least}: {written(step.points)} điểm"


def grade_words(one: Grade) -> str:
    """A grade as it is typed and shown: ``Tốt: từ 85 điểm``."""
    return f"{one.name}: từ {written(one.least)} điểm"


def _age(age: int | None) -> str:
    return "" if age is None else str(age)
