"""A large log on disk: python -m tests.benchmarks.vault_log [ENTRIES] [--folder FOLDER]. Opened in how long, verified how fast, how large.

Groups of 64 as an import makes them; wall-clock medians of three, opening without deriving the passphrase's key, which is
slow on purpose. Targets for 100,000 entries: 0.1 s, 8,000 a second, 3 kB. The figures stand in vault.md.
"""

import sys
import time
from pathlib import Path

from intake.crypto import passphrases
from intake.records.events import Draft, Subject, SubjectKind, Type
from intake.vault.verifying import verify
from tests.benchmarks import ground
from tests.benchmarks.table import ROUNDS, Table
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


class Opening:
    """Opens the vault; what the derivation of the passphrase's key takes is not counted, as it is slow on purpose."""

    def __init__(self, path: Path) -> None:
        self._path, self._deriving, self._real = path, 0.0, passphrases.passphrase_key
        passphrases.passphrase_key = self._derived

    def _derived(self, *args):
        self._deriving, key = timed(lambda: self._real(*args))
        return key

    def __call__(self) -> tuple[float, object]:
        seconds, vault = timed(lambda: unlock(self._path))
        return seconds - self._deriving, vault


def verified(vault) -> tuple[float, float, float]:
    """Entries a second; microseconds of processor time an entry, of this thread and of all."""
    main, whole = time.thread_time(), time.process_time()
    seconds, report = timed(lambda: verify(vault))
    count = report.checked["entries"]
    assert not report.findings
    return count / seconds, (time.thread_time() - main) / count * 1e6, (time.process_time() - whole) / count * 1e6


def main() -> int:
    count, folder = ground.arguments(100_000, "entries")
    table = Table(f"A log of {count} entries, recorded in groups of {GROUP}")
    with ground.ground(folder) as top:
        path = top / "v"
        make_vault(path)
        with unlock(path) as vault:
            seconds, _ = timed(lambda: fill(vault, count))
        table.alone("recorded", [seconds / count * 1e3], "ms an entry")
        table.alone("on disk", [(path / "custody" / "log").stat().st_size / count], "bytes an entry", most=3000)
        opening, opened = Opening(path), []
        for _ in range(ROUNDS):
            seconds, vault = opening()
            opened.append(seconds)
            vault.close()
        table.alone("opened", opened, "s", most=0.1)
        opening()[1].abandon()
        seconds, vault = opening()
        table.alone("opened after a crash", [seconds], "s")
        runs = [verified(vault) for _ in range(ROUNDS)]
        speeds, mains, wholes = zip(*runs, strict=True)
        table.alone("verified", speeds, "entries/s", least=8000)
        table.alone("verified: processor time of the main thread", mains, "µs an entry")
        table.alone("verified: processor time of all threads", wholes, "µs an entry")
        table.alone("memory at its highest", [ground.peak()], "MB")
        vault.close()
    return table.end()


def fill(vault, count: int) -> None:
    for start in range(0, count, GROUP):
        vault.ledger.record([draft(vault.code, number) for number in range(start, min(start + GROUP, count))])


if __name__ == "__main__":
    sys.exit(main())
