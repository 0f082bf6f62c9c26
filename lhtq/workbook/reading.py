"""What stands in the cells of a spreadsheet that somebody sends; its format is told by its content."""

import json
import subprocess
import sys
from dataclasses import asdict
from pathlib import Path

from lhtq.workbook import archive, csv_text, opening
from lhtq.workbook.kinds import Kind, kind_of
from lhtq.workbook.sheets import LIMITS, MOST_TEXT, Cell, Limits, Sheet, Workbook, WorkbookRefusedError

__all__ = ["LIMITS", "MOST_TEXT", "Cell", "Limits", "Sheet", "Workbook", "WorkbookRefusedError", "read"]

#: Where ``lhtq`` stands, for the process that opens workbooks.
_ROOT = Path(__file__).parents[2]

TOO_SLOW = "Đọc tệp này mất quá nhiều thời gian. Hãy chép phần có dữ liệu sang một tệp mới rồi tải lại."


def read(raw: bytes, name: str, limits: Limits = LIMITS) -> Workbook:
    """The sheets of a workbook (.xlsx, .xlsm, .xls, .ods) or of a .csv file.

    ``name`` only names the one sheet of a .csv file. Formulas are not evaluated: the value that was kept with one is
    read. Raises WorkbookRefusedError, whose text is for the person.
    """
    if kind_of(raw, limits) is Kind.TEXT:
        return csv_text.read(raw, name, limits)
    return Workbook(tuple(_read_apart(raw, limits)))


def _read_apart(raw: bytes, limits: Limits) -> list[Sheet]:
    """What ``opening`` says, run in a process of its own that ends when it needs too much."""
    program = [sys.executable, "-P", "-m", opening.__name__, json.dumps(asdict(limits))]
    try:
        # The environment is not handed on: it holds the key and the address of the database.
        done = subprocess.run(  # noqa: S603 - our own program
            program, input=raw, capture_output=True, env={"PYTHONPATH": str(_ROOT)}, timeout=limits.seconds, check=False
        )
    except subprocess.TimeoutExpired:
        raise WorkbookRefusedError(TOO_SLOW) from None
    if done.returncode < 0:  # ended by the system: more memory or time than it may have
        raise WorkbookRefusedError(archive.ENDED)
    done.check_returncode()
    answer = done.stdout
    if answer[:1] == b"!":
        raise WorkbookRefusedError(answer[1:].decode())
    return opening.load(answer[1:])
