"""Guarantee 6 with the sizes that formats.md names, by hand: needs 45 GB of disk below FOLDER and some minutes.

nice .venv/bin/python -m tests.endurance.endure_memory FOLDER
"""

import sys
import tempfile
from pathlib import Path

from tests.faults.test_guarantee_6_memory import MB, needed


def main() -> None:
    with tempfile.TemporaryDirectory(dir=sys.argv[1]) as folder:
        for size in (200 * MB, 20_000 * MB):
            own, children, seconds = needed(Path(folder), size, timeout=7200)
            print(f"{size // MB:,} MB: {own / MB:.1f} MB, children {children / MB:.1f} MB, {seconds:.0f} s", flush=True)


if __name__ == "__main__":
    main()
