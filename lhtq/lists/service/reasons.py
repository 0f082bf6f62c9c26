"""The person's own rows again, with what is wrong in them written beside."""

from collections.abc import Iterator, Mapping
from typing import BinaryIO

from lhtq.accounts.policy import Actor, require
from lhtq.lists import queries
from lhtq.lists.models import ImportBatch
from lhtq.lists.rules import find_source
from lhtq.lists.service.upload import read_file, reading_of, task_at
from lhtq.lists.service.work import Job
from lhtq.workbook.sheets import Cell, WorkbookRefusedError
from lhtq.workbook.writing import Column, write_reasons

_WIDTH = 16


def tell_reasons(actor: Actor, batch: ImportBatch, job: Job, to: BinaryIO, *, whole: bool = True) -> None:
    """Write a workbook of the rows, or of those that are not good alone, with their reasons.

    Raises WorkbookRefusedError where the file is kept no longer.
    """
    reading = reading_of(job.kind)
    require(actor, reading.action, batch)
    book = read_file(batch, job.store, job.limits)
    fields = reading.fields(task_at(batch.unit, actor, job.today))
    source = find_source(book.sheets, fields, batch.sheet, batch.heading_row)
    if source is None:
        raise WorkbookRefusedError("Tệp không còn đọc được. Hãy tải lên lại.")
    columns = [Column(str(at), heading or "-", _WIDTH) for at, heading in enumerate(source.table.headings)]
    told = queries.reasons(batch.id)

    def rows() -> Iterator[tuple[list[Cell], Mapping[str, str]]]:
        for number, cells in source.rows:
            if not whole and number not in told:
                continue
            why = {str(batch.mapping.get(key, "")): words for key, words in told.get(number, {}).items()}
            yield [cells[at] if at < len(cells) else None for at in range(len(columns))], why

    write_reasons(columns, rows(), to)
