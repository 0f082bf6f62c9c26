"""The command ``lhtq``: thin, each calls a service."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import click
from psycopg.errors import InsufficientPrivilege
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.orm import Session

from lhtq import importing, start
from lhtq.accounts import service as accounts
from lhtq.criteria import service as criteria_service
from lhtq.criteria.service import SetRefusedError
from lhtq.db.urls import UrlError
from lhtq.demo import load as demo_load
from lhtq.demo import province as demo_province
from lhtq.demo.accounts import demo_accounts
from lhtq.indicators import queries as figures
from lhtq.indicators import service as rollup_service
from lhtq.paths import data_folder
from lhtq.reporting import gateways
from lhtq.reporting.gateways import GatewayError
from lhtq.reporting.service import reminding, verifying
from lhtq.units import service as units_service
from lhtq.web.filters import today

#: Processes and threads of the server: enough for a district on two cores.
WORKERS = "2"
THREADS = "4"


class _Plain(click.Group):
    """What an installation can put right is said in a sentence; only a bug shows where it happened."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command."""
        try:
            return super().invoke(ctx)
        except (UrlError, SetRefusedError, GatewayError, demo_province.NotEmptyError) as error:
            raise click.ClickException(str(error)) from error
        except DBAPIError as error:
            if isinstance(error.orig, InsufficientPrivilege):
                raise click.ClickException(f"{_first_line(error)}. {_ROLES}") from error
            if isinstance(error, OperationalError):
                raise click.ClickException(f"the database does not answer: {_first_line(error)}") from error
            raise


_ROLES = (
    "DATABASE_URL must name the owner of the database, and that role must be allowed to create roles or be given "
    "lhtq_app by somebody who is: CREATE ROLE lhtq_app LOGIN; GRANT lhtq_app TO owner;"
)


def _first_line(error: DBAPIError) -> str:
    return str(error.orig).partition("\n")[0]


@click.group(cls=_Plain)
def main() -> None:
    """LHTQ: the lifelong-learning programme of a province."""


@main.command()
@click.option("--demo", is_flag=True, help="Load invented data when the database has no accounts.")
@click.option("--port", type=int, envvar="PORT", default=8000, show_default=True)
@click.option("--host", envvar="HOST", default="127.0.0.1", show_default=True)
def serve(*, demo: bool, port: int, host: str) -> None:
    """Prepare the database and serve."""
    found = start.database()
    start.prepare(found)
    if demo and demo_load.load(found.owner):
        click.echo("Invented data loaded.")
    if demo:
        _print_accounts()
    environment = os.environ | {"DATABASE_URL": found.owner, "LHTQ_APP_DATABASE_URL": found.app}
    click.echo(f"http://{host}:{port}")
    sys.stdout.flush()
    server = subprocess.Popen(  # noqa: S603 - our own words and numbers
        [sys.executable, "-m", "gunicorn", "lhtq.start:app_of_this_process()", "--bind", f"{host}:{port}", "--preload",
         "--workers", WORKERS, "--threads", THREADS, "--worker-tmp-dir", _memory_folder(), "--log-level", "warning"],
        env=environment,
    )  # fmt: skip
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: server.terminate())
    # The bundled database stops with this process, after the server that uses it.
    sys.exit(server.wait())


@main.command()
def prepare() -> None:
    """Migrate, and load the units and criteria that are not there yet."""
    start.prepare(start.database())


@main.group()
def units() -> None:
    """Administrative units."""


@units.command("load")
def units_load() -> None:
    """Load the units that come with the software."""
    with _owner() as session:
        click.echo(f"{units_service.load(session)} units added")


@main.group()
def criteria() -> None:
    """Criteria sets."""


@criteria.command("load")
@click.option("--folder", type=click.Path(exists=True, file_okay=False, path_type=Path), default=None)
def criteria_load(folder: Path | None) -> None:
    """Publish the sets of a folder that are not there yet."""
    with _owner() as session:
        for name in criteria_service.load_all(session, folder or criteria_service.SETS):
            click.echo(f"{name} published")


@main.group()
def rollup() -> None:
    """The figures kept beside the records."""


@rollup.command("rebuild")
def rollup_rebuild() -> None:
    """Count every figure anew."""
    with _owner() as session:
        rollup_service.rebuild(session)


@rollup.command("verify")
def rollup_verify() -> None:
    """Compare every figure with the records; exit with 1 where one differs."""
    with _owner() as session:
        found = figures.differences(session)
    for difference in found:
        click.echo(f"{difference.table}: {difference.row}")
    sys.exit(1 if found else 0)


@main.group()
def report() -> None:
    """Reports handed up the hierarchy."""


@report.command("remind")
def report_remind() -> None:
    """Remind the units that owe a report: a fortnight and three days before, and when they are late; each once."""
    sent_by = gateways.from_environment(data_folder() / "reminders")
    with _owner() as session:
        found = reminding.remind(session, sent_by, today())
    click.echo(f"{found.written} written down, {found.sent} sent, {found.refused} refused, "
               f"{found.unreached} units with nobody to write to")  # fmt: skip
    sys.exit(1 if found.refused else 0)


@report.command("verify")
def report_verify() -> None:
    """Build every report again from what it rests on; exit with 1 where one does not come to its fingerprint."""
    good = True
    with _owner() as session:
        for one in verifying.verify(session):
            good = good and one.holds
            click.echo(f"{one.unit} report {one.report_id}, version {one.number}: {'ok' if one.holds else 'DIFFERS'}")
    sys.exit(0 if good else 1)


@main.command("import")
@click.argument("paths", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path))
@click.option(
    "--account",
    "username",
    required=True,
    help="User name of an account with the role “Cán bộ nhập liệu xã” at the commune of the files; for files of "
    "several communes one with that role at their district or at the province. The administrator there opens it.",
)
@click.option("--list", "slug", default="ho-va-nhan-khau", show_default=True, help="Which list the files hold.")
@click.option("--check", is_flag=True, help="Compare with the register, and write nothing.")
@click.option("--reasons", type=click.Path(file_okay=False, path_type=Path), default=Path("ly-do"), show_default=True,
              help="Folder for the rows that are wrong or doubtful, with the reasons beside them.")  # fmt: skip
def import_(*, paths: tuple[Path, ...], username: str, slug: str, check: bool, reasons: Path) -> None:
    """Import files or folders of a whole province, commune by commune.

    A file's commune is the code of five digits in its name, or that of each row's column "Mã xã". Exit code: 0 where
    every row was understood, 1 where some were not, 2 where nothing could begin.
    """
    outcomes = []
    with importing.opened(username, slug) as run:
        parts = run.parts(paths)
        with click.progressbar(parts, length=run.estimate(paths), file=sys.stderr, show_pos=True) as bar:
            for part in bar:
                outcomes.append(run.take_in(part, reasons, writing=not check))  # noqa: PERF401 - each is long
    for outcome in outcomes:
        click.echo(importing.line(outcome))
    sys.exit(0 if all(outcome.good for outcome in outcomes) else 1)


@main.group()
def account() -> None:
    """Accounts."""


@account.command("first")
@click.argument("unit_path")
@click.argument("username")
@click.argument("full_name")
def account_first(unit_path: str, username: str, full_name: str) -> None:
    """Make the first administrator of a unit, e.g. ``lhtq account first 08/ admin "Nguyễn Văn A"``."""
    with _owner() as session:
        click.echo(accounts.first_administrator(session, unit_path, username, full_name))


@main.group(invoke_without_command=True)
@click.option("--province", is_flag=True, help="Fill an empty installation with a whole invented province.")
@click.option("--times", type=click.IntRange(min=1), default=1, show_default=True,
              help="So many times the households, people and sheets, in the same villages.")  # fmt: skip
@click.pass_context
def demo(context: click.Context, *, province: bool, times: int) -> None:
    """Invented people for trying the software."""
    if context.invoked_subcommand is not None:
        return
    if not province:
        click.echo(context.get_help())
        return
    found = start.database()
    start.prepare(found)
    took = demo_province.load(found.owner, times=times, say=click.echo)
    click.echo(f"{took:7.1f} s  in all")


@demo.command("load")
def demo_load_command() -> None:
    """Load invented data into a database that has no accounts."""
    found = start.database()
    start.prepare(found)
    click.echo("loaded" if demo_load.load(found.owner) else "the database has accounts already: nothing loaded")


@demo.command("accounts")
@click.option("--json", "as_json", is_flag=True)
def demo_accounts_command(*, as_json: bool) -> None:
    """Print the demo accounts."""
    if as_json:
        rows = [
            {"username": a.username, "password": a.password, "role": a.role.value, "unit_code": a.unit_code}
            for a in demo_accounts()
        ]
        click.echo(json.dumps(rows, ensure_ascii=False, indent=1))
    else:
        _print_accounts()


def _print_accounts() -> None:
    for given in demo_accounts():
        click.echo(f"{given.username:<28} {given.password:<14} {given.role.value:<20} {given.unit_path}")


def _owner() -> Session:
    found = start.database()
    start.migrate(found.owner)
    return start.owner_session(found.owner)


def _memory_folder() -> str:
    """Where workers show that they live: in memory, so that a slow disk is not taken for a dead worker."""
    return "/dev/shm" if Path("/dev/shm").is_dir() else "/tmp"  # noqa: S108 - gunicorn makes its own files there
