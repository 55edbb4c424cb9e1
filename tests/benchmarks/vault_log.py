"""A large log on disk: python -m tests.benchmarks.vault_log [ENTRIES]. Opened in how long, verified how fast, how many bytes.

Groups of 64 as an import makes them; wall-clock medians of three, opening without deriving the passphrase's key, which is
slow on purpose. Targets for 100,000 entries: 0.1 s, 8,000 a second, 3 kB. The figures stand in vault.md.
"""

import os
import sys
import tempfile
import time
from pathlib import Path

from intake.crypto import passphrases
from intake.records.events import Draft, Subject, SubjectKind, Type
from intake.vault.verifying import verify
from tests.custody import making
from tests.vault.vaults import make_vault, unlock

GROUP = 64


def draft(code: str, number: int) -> Draft:
    """An acquired item, or what follows it, with fields as long as real ones."""
    item, step = divmod(number, 4)
    subject = Subject(SubjectKind.ITEM, f"{code}-0001-{item + 1:02d}")
    if step == 0:
        fields = {name: value for name, value in making.acquired_fields(item + 1).items() if name not in making.STAMPED}
        fields.pop("stored", None)
        return Draft(Type.ACQUIRED, (subject, Subject(SubjectKind.SUBMISSION, f"{code}-0001")), fields)
    if step == 3:
        return Draft(Type.EXAMINED, (subject,), making.EXAMINED)
    line = {"batch": "ba" * 16, "line": item}
    return Draft(Type.COMPARED, (subject,), {"comparison": making.COMPARED | {"what": "stored"}, "line": line})


def timed(act) -> tuple[float, object]:
    start = time.perf_counter()
    result = act()
    return time.perf_counter() - start, result


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    with tempfile.TemporaryDirectory(dir=os.environ.get("INTAKE_BENCH")) as folder:
        os.environ["XDG_STATE_HOME"] = str(Path(folder) / "state")
        os.mkdir(os.environ["XDG_STATE_HOME"])
        path = Path(folder) / "v"
        make_vault(path)
        with unlock(path) as vault:
            seconds, _ = timed(lambda: fill(vault, count))
        size = (path / "custody" / "log").stat().st_size
        print(f"{count} entries in groups of {GROUP}: {seconds / count * 1e3:.2f} ms and {size / count:.0f} bytes an entry")
        deriving, real = [], passphrases.passphrase_key

        def derived(*args):
            seconds, key = timed(lambda: real(*args))
            deriving.append(seconds)
            return key

        passphrases.passphrase_key = derived
        opened = []
        for _ in range(3):
            seconds, vault = timed(lambda: unlock(path))
            opened.append(seconds - deriving.pop())
            vault.close()
        print(f"opened in {sorted(opened)[1]:.3f} s, closed in order before")
        unlock(path).abandon()
        seconds, vault = timed(lambda: unlock(path))
        print(f"opened in {seconds - deriving[-1]:.3f} s after a crash")
        runs = []
        for _ in range(3):
            seconds, report = timed(lambda: verify(vault))
            assert not report.findings
            runs.append(report.checked["entries"] / seconds)
        print(f"verified at {sorted(runs)[1]:.0f} entries a second")
        vault.close()


def fill(vault, count: int) -> None:
    for start in range(0, count, GROUP):
        vault.ledger.record([draft(vault.code, number) for number in range(start, min(start + GROUP, count))])


if __name__ == "__main__":
    main()
