"""Memory that was freed is the system's again, in a process of its own."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

KEPT = """
import sys
from intake.host.freed import give_back

def resident():
    with open("/proc/self/statm") as file:
        return int(file.read().split()[1]) * 4096 // 1_000_000

if sys.argv[1] == "yes":
    assert give_back()
del (large := [bytearray(30_000_000)])[:]
before = resident()
pieces = [bytearray(500_000) for _ in range(100)]
held = resident() - before
pieces.clear()
print(held, resident() - before)
"""


def left(ask: str) -> tuple[int, int]:
    """Megabytes more than before: while 50 MB are held, and after they were freed."""
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    ran = subprocess.run(
        [sys.executable, "-c", KEPT, ask], env=environment, capture_output=True, text=True, check=True, timeout=60
    )
    held, after = map(int, ran.stdout.split())
    return held, after


@pytest.mark.skipif(sys.platform != "linux", reason="glibc's allocator")
def test_what_is_freed_goes_back():
    held, after = left("yes")
    assert held >= 45
    assert after <= 5
    held, after = left("no")
    assert held >= 45
    assert after >= 20, "this system gives it back by itself: nothing is needed here"
