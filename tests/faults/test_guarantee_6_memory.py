"""Guarantee 6: memory stays flat however large the file; whole imports, with both comparisons and the examination.

200 MB against 20 GB is tests/endurance/endure_memory.py, by hand.
"""

import random
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.faults.harness import ROOT

MB = 1_000_000
SMALL, LARGE, MORE_AT_MOST = 20 * MB, 600 * MB, 30 * MB


def make(path: Path, size: int) -> None:
    """Islands of bytes that do not repeat in a sea of zeros, so that it takes little room and time to make."""
    chance = random.Random(size)
    with path.open("wb") as file:
        for at in range(0, size, 20 * MB):
            file.seek(at)
            file.write(chance.randbytes(min(MB, size - at)))
        file.truncate(size)


def needed(folder: Path, size: int, timeout: int = 200) -> tuple[int, int, float]:
    """Most memory of the importing process and of its children in bytes, and the seconds that the import took."""
    make(folder / "source.bin", size)
    words = [sys.executable, "-m", "tests.faults.importing", folder / "v", folder / "source.bin"]
    done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, timeout=timeout, check=False)
    shutil.rmtree(folder / "v")
    (folder / "source.bin").unlink()
    assert done.returncode == 0, done.stderr
    own, children, seconds = done.stdout.split()
    return int(own), int(children), float(seconds)


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc/self/status")
def test_thirty_times_the_file_needs_no_more_memory(tmp_path):
    small, large = needed(tmp_path, SMALL), needed(tmp_path, LARGE)
    print(small, large)
    assert large[0] - small[0] < MORE_AT_MOST
    assert large[1] - small[1] < MORE_AT_MOST
    assert large[0] < 400 * MB
