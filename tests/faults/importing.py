"""Imports one file whole, with both comparisons and the examination, in a process of its own; prints what it needed at most.

    python -m tests.faults.importing VAULT FILE

One line: bytes of memory of the process that holds the keys, and the greatest of its children.
"""

import os
import resource
import sys
import time
from pathlib import Path

from intake.casework import door
from intake.progress import silent
from intake.records.items import Comparison
from intake.records.people import Person
from intake.records.rows import Filter
from intake.records.submissions import SubmissionDraft
from intake.settings import KeyCost, Settings

WORDS = b"correct horse battery staple"
SETTINGS = Settings(cost=KeyCost("test", 8 * 1024, 1, 1))


def peak() -> int:
    """VmHWM begins anew with the program; ru_maxrss would keep the peak of the process that started this one."""
    (line,) = (line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM"))
    return int(line.split()[1]) * 1024


def main() -> None:
    vault, source = Path(sys.argv[1]), sys.argv[2]
    door.create(vault, "Office", Person("R. Alvarez", "Hennepin"), bytearray(WORDS), SETTINGS)
    with door.unlock(vault, "R. Alvarez", bytearray(WORDS), SETTINGS) as casework:
        lines = casework.receiving.survey([os.fsencode(source)], silent)
        started = time.monotonic()
        casework.agenda.work(casework.receiving.begin(lines, SubmissionDraft(), ()), silent)
        took = time.monotonic() - started
        (row,) = casework.library.rows(casework.library.ids(Filter()))
        assert (row.size, row.comparison, row.examined) == (os.path.getsize(source), Comparison.IDENTICAL, True)
    print(peak(), resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024, f"{took:.1f}")


if __name__ == "__main__":
    main()
