"""Build a province, measure, print: ``python -m tests.bench --out bench.md``. Nothing here fails for being slow."""

import os
import tempfile
from pathlib import Path

import click

from tests.bench import edge, entry, imports, recognising, reports, throughput, timing, weight
from tests.bench.install import installed
from tests.bench.report import Report


@click.command()
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="Also write the tables here, as Markdown.")
@click.option("--households", type=click.IntRange(min=3000), default=200_000, show_default=True)
@click.option("--requests", type=click.IntRange(min=1), default=60, show_default=True, help="For each page timed.")
@click.option("--rounds", type=click.IntRange(min=1), default=3, show_default=True, help="Of the throughput.")
def main(out: Path | None, households: int, requests: int, rounds: int) -> None:
    """Measure over an invented province."""
    report = Report()
    with tempfile.TemporaryDirectory(prefix="lhtq-bench-") as name:
        folder = Path(name)
        folder.chmod(0o755)  # the bundled server may run under an account of its own
        os.environ["LHTQ_DATA"] = str(folder / "data")
        with installed(folder, households, report) as place:
            timing.measure(place, requests, report)
            recognising.measure(place, report)
            weight.measure(place, report)
            edge.measure(place, report)
            entry.measure(place, report)
            throughput.measure(place, rounds, report)
            reports.measure(place, report)
            imports.measure(place, households, report)
    if out is not None:
        out.write_text(report.markdown(), encoding="utf-8")


main()
