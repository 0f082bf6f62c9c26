"""Whether what a row says is what is known, however it is written; and what a name that is written otherwise may do."""

from typing import Any

from lhtq.register.lists.household.rows import Row
from lhtq.workbook.folding import marks_differ, marks_lost, spoken
from lhtq.workbook.values import same_phone


def why_no_new_head(head: Row, old: Row | None, *, known_again: bool) -> str:
    """Why a household cannot change its head although the file says what the old one is now; nothing where it can."""
    if not known_again:
        return f"Dòng {head.number} của chủ hộ còn sai nên chưa đổi chủ hộ được."
    slips = [row.number for row in (head, old) if row is not None and "full_name" in row.wrong]
    if not slips:
        return ""
    return (
        f"Tên ở dòng {slips[0]} khác dấu với sổ nên chưa đổi chủ hộ được. Hãy ghi tên như trong sổ, hoặc đổi chủ hộ ở "
        "trang của hộ."
    )


def same(column: str, said: Any, known: Any) -> bool:
    """Whether a cell says what is known; a telephone number is its digits."""
    return bool(said == known or (column == "phone" and same_phone(said, known)))


def alike(said: str, known: str) -> bool:
    """Whether two names differ in capitals, or in where a tone is written, alone: those of the register stay."""
    return spoken(said) == spoken(known)


def renames(row: Row, known: str) -> bool:
    """Whether a row gives somebody another name: lost diacritics take none away, others only where that is chosen."""
    if alike(row.name, known) or marks_lost(row.name, known):
        return False
    return not marks_differ(row.name, known) or "full_name" in row.wrong
