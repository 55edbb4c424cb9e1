"""How fast entries are composed and audited, in memory: python -m tests.benchmarks.custody_audit. The figures stand in log.md."""

import sys
import time

from intake.custody import audit, record
from intake.custody.signers import one_by_one
from intake.pipeline import ordered
from intake.records.events import Subject, SubjectKind, Type
from tests.custody import making


def log_of(items: int) -> making.Log:
    """Each item acquired, compared twice and examined, with fields as long as real ones."""
    log = making.Log().create()
    stamped = {name: making.acquired_fields()[name] for name in making.STAMPED}
    for n in range(1, items + 1):
        item = Subject(SubjectKind.ITEM, f"K7Q4MX-0012-{n:02d}")
        log.add(Type.ACQUIRED, [item, making.SUBMISSION], making.acquired_fields(n))
        for what in ("stored", "source"):
            log.add(
                Type.COMPARED,
                [item],
                stamped | {"comparison": making.COMPARED | {"what": what}, "line": {"batch": "ba" * 16, "line": n}},
            )
        log.add(Type.EXAMINED, [item], stamped | making.EXAMINED)
    return log


def by_two(jobs):
    """Verify signatures in two threads."""
    half = (len(jobs) + 1) // 2
    return [right for part in ordered(one_by_one, (jobs[:half], jobs[half:])) for right in part]


def audited(records, note, verify) -> float:
    """Entries a second."""
    found: list[object] = []
    start = time.perf_counter()
    made = audit.LogAudit(found.append, note, verify=verify)
    for one in records:
        parts = record.split(one)
        made.take(parts.signed, parts.signature, parts.carried)
    made.close()
    assert not found
    return len(records) / (time.perf_counter() - start)


def main() -> None:
    items = int(sys.argv[1]) if len(sys.argv) > 1 else 2500
    start = time.perf_counter()
    log = log_of(items)
    count = len(log.rows)
    print(f"composed and linked: {(time.perf_counter() - start) / count * 1e6:.0f} µs an entry")
    records = [record.encode(making.entry_of(row)) for row in log.rows]
    print(f"{count} entries of {sum(map(len, records)) / count:.0f} bytes, the longest {max(map(len, records))}")
    note = log.note()
    for name, verify in (("one thread", one_by_one), ("signatures in two threads", by_two)):
        print(f"audited, {name}: {sorted(audited(records, note, verify) for _ in range(3))[1]:.0f} entries a second")


if __name__ == "__main__":
    main()
