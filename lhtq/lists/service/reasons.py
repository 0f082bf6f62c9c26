"""The person's own rows again, with what is wrong in them written beside."""

from collections.abc import Iterator, Mapping
from typing import BinaryIO

from lhtq.accounts.policy import Actor, require
from lhtq.lists import queries
from lhtq.lists.models import ImportBatch
from lhtq.lists.service.upload import reading_of, source_of, task_at
from lhtq.lists.service.work import Job
from lhtq.workbook.sheets import Cell
from lhtq.workbook.writing import Column, write_reasons

_WIDTH = 16


def tell_reasons(actor: Actor, batch: ImportBatch, job: Job, to: BinaryIO, *, whole: bool = True) -> None:
    """Write a workbook of the rows, or of those that are not good alone, with their reasons.

    Raises WorkbookRefusedError where the file can be read no longer.
    """
    reading = reading_of(job.kind)
    require(actor, reading.action, batch)
    source = source_of(batch, reading.fields(task_at(batch.unit, actor, job.today)), job.store, job.limits)
    columns = [Column(str(at), heading or "-", _WIDTH) for at, heading in enumerate(source.table.headings)]
    told = queries.reasons(batch.id)

    def rows() -> Iterator[tuple[list[Cell], Mapping[str, str]]]:
        for number, cells in source.rows:
            if not whole and number not in told:
                continue
            why = {str(batch.mapping.get(key, "")): words for key, words in told.get(number, {}).items()}
            yield [cells[at] if at < len(cells) else None for at in range(len(columns))], why

    write_reasons(columns, rows(), to)
