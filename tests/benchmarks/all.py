"""Every benchmark in turn, in quick sizes, as one table: python -m tests.benchmarks.all [--folder FOLDER] [NAME…].

For a look at everything at once, in some minutes; limits that hold for the full sizes are judged on these small ones all the
same, where fixed costs weigh more. What counts are the single benchmarks, on a quiet machine.
"""

import argparse
import subprocess
import sys
from pathlib import Path

from tests.benchmarks.table import load

QUICK = {
    "stream": 128,
    "custody_audit": 500,
    "vault_log": 10_000,
    "acquisition": 128,
    "importing": 256,
    "small": 500,
    "photos": 50,
    "keyframes": 60,
    "start": 3,
}
HEAD = ("| benchmark | what | ours | peer | ratio | limit |", "|---|---|---|---|---|---|")


def rows(name: str, folder: Path) -> tuple[list[str], bool]:
    """The rows of one benchmark's table, and whether it kept to its limits."""
    command = [sys.executable, "-m", f"tests.benchmarks.{name}", str(QUICK[name]), "--folder", str(folder)]
    done = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True, check=False)
    table = [line for line in done.stdout.splitlines() if line.startswith("| ")][1:]  # without its head
    if not table:
        table = [f"| no figures: exit {done.returncode} | | | | |"]
    return [f"| {name} {row}" for row in table], done.returncode == 0


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", default=[], metavar="NAME", help=", ".join(QUICK))
    parser.add_argument("--folder", type=Path, default=Path(), help="on the disk that is to be measured (default: here)")
    words = parser.parse_args()
    if strangers := set(words.names) - set(QUICK):
        parser.error(f"no benchmark: {', '.join(sorted(strangers))}")
    before, kept = load(), True
    found: list[str] = []
    for name in words.names or QUICK:
        print(f"{name} …", file=sys.stderr, flush=True)
        some, good = rows(name, words.folder)
        found += some
        kept &= good
    print(f"Load before {before}, after {load()}.\n")
    print("\n".join([*HEAD, *found]))
    return 0 if kept else 1


if __name__ == "__main__":
    sys.exit(main())
