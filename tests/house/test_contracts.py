"""Imports run one way, and an import that does not is found."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from lhtq.paths import ROOT


def lint(folder: Path) -> subprocess.CompletedProcess[str]:
    """What import-linter says of the package in ``folder``."""
    return subprocess.run(
        [
            sys.executable,
            "-c",
            "from importlinter.cli import lint_imports_command; lint_imports_command()",
            "--no-cache",
        ],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


@pytest.fixture(scope="module")
def copied(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The package and its contracts, to spoil."""
    folder = tmp_path_factory.mktemp("house")
    shutil.copytree(ROOT / "lhtq", folder / "lhtq", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", folder)
    return folder


def test_the_contracts_are_kept(copied):
    said = lint(copied)
    assert said.returncode == 0, said.stdout
    assert "0 broken" in said.stdout


@pytest.mark.parametrize(
    ("module", "planted", "contract"),
    [
        ("units/queries.py", "import lhtq.register.queries", "Parts stand on floors"),
        ("register/service/household.py", "import lhtq.criteria.queries", "Parts stand on floors"),
        ("assessment/models.py", "import lhtq.assessment.queries", "Inside a part"),
        ("recognition/rules.py", "import sqlalchemy", "Rules know neither"),
        ("accounts/policy.py", "import flask", "Rules know neither"),
        ("register/queries/household.py", "import flask", "Services, queries and models"),
        ("somewhere/__init__.py", "", "Parts stand on floors"),
    ],
)
def test_an_import_that_runs_the_other_way_is_found(copied, module, planted, contract):
    path = copied / "lhtq" / module
    before = path.read_text(encoding="utf-8") if path.exists() else None
    path.parent.mkdir(exist_ok=True)
    path.write_text(f"{planted}\n" if before is None else f"{before}\n{planted}\n", encoding="utf-8")
    try:
        said = lint(copied)
    finally:
        shutil.rmtree(path.parent) if before is None else path.write_text(before, encoding="utf-8")
    assert said.returncode != 0
    # A folder without a floor is an error of its own; a broken contract is named with a cross.
    assert before is None or any(contract in line and "BROKEN" in line for line in said.stdout.splitlines())
