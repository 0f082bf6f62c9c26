"""Files stay small enough to be read."""

from pathlib import Path

import pytest

from lhtq.paths import ROOT, TEMPLATES

#: A file that grows beyond is split by the nouns in it.
MOST_LINES = 400

FILES = [
    *sorted((ROOT / "lhtq").rglob("*.py")),
    *sorted(TEMPLATES.rglob("*.html")),
    *sorted((ROOT / "tests").rglob("*.py")),
]


def too_long(path: Path) -> bool:
    return len(path.read_text(encoding="utf-8").splitlines()) > MOST_LINES


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_a_file_can_be_read_at_one_sitting(path):
    assert not too_long(path)


def test_a_file_that_grew_too_long_is_found(tmp_path):
    (tmp_path / "views.py").write_text("x = 1\n" * (MOST_LINES + 1), encoding="utf-8")
    assert too_long(tmp_path / "views.py")
