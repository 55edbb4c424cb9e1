"""How fast entries are composed and audited, in memory: python -m tests.benchmarks.custody_audit [ITEMS]. The figures stand in log.md."""

import sys
import time

from intake.custody import audit, record
from intake.custody.signers import one_by_one
from intake.pipeline import ordered
from intake.records.events import Subject, SubjectKind, Type
from tests.benchmarks import ground
from tests.benchmarks.table import ROUNDS, Table
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
    pieces = [jobs[at : at + 64] for at in range(0, len(jobs), 64)]
    return [right for part in ordered(one_by_one, pieces, lanes=2, ahead=len(pieces) or 1) for right in part]


def timed(act) -> tuple[float, object]:
    start = time.perf_counter()
    result = act()
    return time.perf_counter() - start, result


def audited(records, note, verify) -> tuple[float, float]:
    """Entries a second, and microseconds of processor time an entry."""
    found: list[object] = []
    start, cost = time.perf_counter(), time.process_time()
    made = audit.LogAudit(found.append, note, verify=verify)
    for one in records:
        parts = record.split(one)
        made.take(parts.signed, parts.signature, parts.carried)
    made.close()
    assert not found
    spent = time.process_time() - cost
    return len(records) / (time.perf_counter() - start), spent / len(records) * 1e6


def main() -> int:
    items, _folder = ground.arguments(2500, "items, four entries each")
    table = Table(f"A custody log of {4 * items} entries, in memory")
    seconds, log = timed(lambda: log_of(items))
    count = len(log.rows)
    table.alone("composed and linked", [seconds / count * 1e6], "µs an entry")
    records = [record.encode(making.entry_of(row)) for row in log.rows]
    table.alone("a record", [sum(map(len, records)) / count], "bytes")
    table.alone("the longest record", [max(map(len, records))], "bytes")
    note = log.note()
    for name, verify in (("one thread", one_by_one), ("signatures in two threads", by_two)):
        runs = [audited(records, note, verify) for _ in range(ROUNDS)]
        table.alone(f"audited, {name}", [speed for speed, _ in runs], "entries/s")
        table.alone(f"audited, {name}: processor time", [cost for _, cost in runs], "µs an entry")
    return table.end()


if __name__ == "__main__":
    sys.exit(main())
