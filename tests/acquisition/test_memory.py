"""Guarantee 6 for acquisition: ten times the file needs no more memory, in a process of its own."""

import subprocess
import sys
from pathlib import Path

from intake.settings import MIB

READ = """
import os, sys
from intake.acquisition.local import LocalFile
from intake.acquisition.reading import acquire, reread
from intake.acquisition.volumes import Volumes
from intake.records.digests import Algorithm
class Nowhere:
    def write(self, chunk): pass
path = os.fsencode(sys.argv[1])
source = LocalFile(path, os.path.basename(path), Volumes())
made = acquire(source, Nowhere())
again = reread(source, made)
assert made.digests == again.digests and made.size == int(sys.argv[2])
# VmHWM begins anew with the program; ru_maxrss would keep the peak of the process that started this one.
print(next(line.split()[1] for line in open('/proc/self/status') if line.startswith('VmHWM')))
"""


def peak(folder: Path, size: int) -> int:
    """Bytes that a process needs at most to acquire a file of that size and read it again."""
    path = folder / "large"
    with path.open("wb") as file:
        file.truncate(size)
    done = subprocess.run(
        [sys.executable, "-c", READ, str(path), str(size)],
        env={"PYTHONPATH": str(Path(__file__).parents[2]), "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        check=True,
        timeout=120,
    )
    return int(done.stdout) * 1024


def test_memory_is_flat(tmp_path):
    small, large = peak(tmp_path, 50 * MIB), peak(tmp_path, 500 * MIB)
    assert large - small < MIB, (small, large)
    assert large < 60 * MIB
