"""Tables, printed as they are measured and kept for a file."""

import sys
from collections.abc import Sequence


class Report:
    """What was measured, in order."""

    def __init__(self) -> None:
        self._parts: list[str] = []

    def say(self, line: str) -> None:
        """A line of text."""
        self._put(f"{line}\n")

    def table(self, title: str, head: Sequence[str], rows: Sequence[Sequence[object]], note: str = "") -> None:
        """A table; every column but the first is of numbers."""
        cells = [list(head), *([str(cell) for cell in row] for row in rows)]
        widths = [max(len(row[n]) for row in cells) for n in range(len(head))]
        lines = ["| " + " | ".join(_pad(cell, n, widths) for n, cell in enumerate(row)) + " |" for row in cells]
        lines.insert(1, "|" + "|".join("-" * (width + 1) + ("-:"[n > 0]) for n, width in enumerate(widths)) + "|")
        self._put(f"\n## {title}\n\n" + "\n".join(lines) + "\n" + (f"\n{note}\n" if note else ""))

    def markdown(self) -> str:
        """Everything so far."""
        return "# Bench\n\n" + "".join(self._parts)

    def _put(self, text: str) -> None:
        self._parts.append(text)
        sys.stdout.write(text)
        sys.stdout.flush()


def _pad(cell: str, column: int, widths: Sequence[int]) -> str:
    return cell.ljust(widths[column]) if column == 0 else cell.rjust(widths[column])
