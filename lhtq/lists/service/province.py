"""Many files at once, for a whole province: the same rules, commune by commune."""

import logging
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from sqlalchemy.exc import IntegrityError, NotSupportedError

from lhtq.accounts.policy import Actor, NotAllowedError
from lhtq.lists import queries
from lhtq.lists.models import ImportBatch
from lhtq.lists.rules import Field, State, find_source
from lhtq.lists.service.errors import RegisterMovedError
from lhtq.lists.service.reasons import tell_reasons
from lhtq.lists.service.upload import File, reading_of, task_at, upload
from lhtq.lists.service.work import LOCKED, Job, stopped, work
from lhtq.units.models import Unit
from lhtq.workbook import values
from lhtq.workbook.reading import read
from lhtq.workbook.sheets import Cell, Limits, WorkbookRefusedError
from lhtq.workbook.writing import Column, csv_lines

log = logging.getLogger("lhtq")

#: A file of a whole province is read by who keeps the machine: as much as Excel can hold.
LIMITS = Limits(
    bytes=1_000_000_000, rows=1_048_576, cells=60_000_000, characters=4_000_000_000, inflated=10_000_000_000,
    memory=16_000_000_000, seconds=1_200,
)  # fmt: skip
#: What is read of a folder.
SUFFIXES = (".xlsx", ".xlsm", ".xls", ".ods", ".csv")
#: Rows that are named one by one; of more it is told how many.
_MOST_TOLD = 20
#: A commune's code, as it stands in the name of a file: "02248 Yen Hoa.xlsx".
_CODE = re.compile(r"(?<!\d)\d{5}(?!\d)")
_COMMUNE = Field("commune_code", "Mã xã", values.shown, ("Mã đơn vị hành chính", "Mã phường xã", "Mã ĐVHC"))


@dataclass(frozen=True)
class Part:
    """The rows of one commune: a file of its own, or of a larger one."""

    name: str
    code: str
    content: bytes


@dataclass(frozen=True)
class Outcome:
    """What became of the rows of a commune; ``problem`` says why they could not be looked at."""

    name: str
    counts: Mapping[str, int]
    problem: str = ""
    reasons: Path | None = None

    @property
    def good(self) -> bool:
        """Whether every row was understood."""
        return not self.problem and not self.counts.get("wrong") and not self.counts.get("doubtful")


def files_of(paths: Sequence[Path]) -> list[Path]:
    """The files that are named, and those of the folders that are, in order."""
    found: list[Path] = []
    for path in paths:
        inside = sorted(path.rglob("*")) if path.is_dir() else [path]
        found += [one for one in inside if not path.is_dir() or one.suffix.lower() in SUFFIXES]
    return found


def parts_of(path: Path, job: Job) -> Iterator[Part]:
    """The communes of a file: the one whose code its name has, or those of its column "Mã xã".

    Raises WorkbookRefusedError where neither says a commune; for rows without a code once the others were given.
    """
    raw = path.read_bytes()
    if code := _CODE.search(path.stem):
        yield Part(path.name, code[0], raw)
        return
    source = find_source(read(raw, path.name, job.limits).sheets, (_COMMUNE,))
    column = source.guessed.get("commune_code") if source else None
    if source is None or column is None:
        raise WorkbookRefusedError("Tên tệp không có mã xã (năm chữ số), và tệp không có cột “Mã xã”.")
    rows: dict[str, list[list[Cell]]] = defaultdict(list)
    without: list[int] = []
    for number, cells in source.rows:
        code_ = values.shown(cells[column] if column < len(cells) else None).strip()
        if code_:
            rows[code_.zfill(5)].append(cells)
        else:
            without.append(number)
    columns = [Column(str(at), heading) for at, heading in enumerate(source.table.headings)]
    for code_, cells_ in sorted(rows.items()):
        told = ([row[at] if at < len(row) else None for at in range(len(columns))] for row in cells_)
        yield Part(f"{path.stem} {code_}.csv", code_, b"".join(csv_lines(columns, told)))
    if without:
        raise WorkbookRefusedError(_without_code(without))


def _without_code(numbers: Sequence[int]) -> str:
    shown = ", ".join(map(str, numbers[:_MOST_TOLD]))
    more = f" và {len(numbers) - _MOST_TOLD} dòng nữa" if len(numbers) > _MOST_TOLD else ""
    return f"Dòng {shown}{more}: không có mã xã, nên chưa nhập."


def take_in(actor: Actor, commune: Unit, part: Part, job: Job, reasons: Path | None, *, writing: bool) -> Outcome:
    """Look at the rows of a commune, and where ``writing`` have the good ones written. Wrong ones go to ``reasons``."""
    try:
        file = File(part.name, part.content, job.limits)
        batch_id = upload(actor, job.kind, commune, file, job.store, job.today).id
    except (WorkbookRefusedError, NotAllowedError) as error:
        return Outcome(part.name, {}, str(error))
    try:
        return _worked(actor, part, batch_id, replace(job, at_once=writing), reasons)
    except (WorkbookRefusedError, NotAllowedError) as error:
        problem = str(error)
    except NotSupportedError:
        # The one change that the database refuses as such (migration 0038).
        problem = LOCKED
    except RegisterMovedError:
        problem = "Có người vừa sửa sổ của xã này, nên chưa nhập. Hãy chạy lại."
    except IntegrityError:
        log.exception("import of %s failed", part.name)
        problem = "Có lỗi ở phía hệ thống, không có gì của xã này được ghi. Lỗi nằm trong nhật ký của máy chủ."
    # Nobody works on it any more: the commune's page says so too.
    stopped(actor, batch_id, problem)
    return Outcome(part.name, {}, problem)


def _worked(actor: Actor, part: Part, batch_id: int, job: Job, reasons: Path | None) -> Outcome:
    batch = queries.batch(batch_id)
    if batch.state != State.CHECKING:
        return Outcome(part.name, {}, _unclear(actor, batch, job))
    work(actor, batch_id, job)
    batch = queries.batch(batch_id)
    outcome = Outcome(part.name, batch.counts, batch.problem)
    if reasons is None or outcome.good:
        return outcome
    target = reasons / f"{Path(part.name).stem}-ly-do.xlsx"
    reasons.mkdir(parents=True, exist_ok=True)
    with target.open("wb") as told:
        tell_reasons(actor, batch, job, told, whole=False)
    return Outcome(part.name, batch.counts, batch.problem, target)


def _unclear(actor: Actor, batch: ImportBatch, job: Job) -> str:
    fields = reading_of(job.kind).fields(task_at(batch.unit, actor, job.today))
    known = ", ".join(each.heading for each in fields if each.key in batch.mapping)
    return (
        f"Chưa rõ cột nào chứa gì (mới nhận ra: {known or 'chưa cột nào'}). Hãy chọn cột ở trang Nhập từ Excel của xã."
    )
