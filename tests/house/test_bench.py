"""What measures is kept running: it is no part of the tests, and nobody would see it break."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_the_bench_starts():
    told = subprocess.run([sys.executable, "-m", "tests.bench", "--help"], cwd=ROOT, capture_output=True, check=True)
    assert b"--households" in told.stdout
