"""Imports a stick in a process of its own, in which Python tells of everything that it asks of the system.

    python -m tests.faults.reading VAULT STICK TOLD ACT

ACT: `begin` acquires and is then stopped, `resume` goes on from there with comparing and examining. TOLD gets a line of JSON
for each audit event that names a path or a descriptor.
"""

import json
import os
import sys
from pathlib import Path

from intake.casework import door
from intake.errors import Cancelled
from intake.progress import silent
from intake.records.submissions import SubmissionDraft
from tests.faults import whole

WATCHED = ("open", "os.", "shutil.", "fcntl.", "mmap.")


def listen(told: Path) -> None:
    target = os.open(told, os.O_WRONLY | os.O_CREAT | os.O_APPEND)

    def heard(event: str, args: tuple) -> None:
        if event.startswith(WATCHED):
            named = [os.fsdecode(one) if isinstance(one, bytes | os.PathLike) else one for one in args]
            plain = [one if isinstance(one, str | int) else repr(one) for one in named]
            os.write(target, json.dumps([event, plain]).encode() + b"\n")

    sys.addaudithook(heard)


def main() -> None:
    vault, stick, told, act = sys.argv[1:]
    whole.answers()
    listen(Path(told))
    with whole.opened(Path(vault).parent) as casework:
        if act == "resume":
            casework.agenda.resume(silent)
            assert not any(casework.agenda.left().values())
            return
        lines = casework.receiving.survey([os.fsencode(stick)], silent)
        batch = casework.receiving.begin(lines, SubmissionDraft(), ())

        def stop(step) -> None:
            if step.stage == "compare_source" and step.done:
                raise Cancelled

        try:
            casework.agenda.work(batch, stop)
        except Cancelled:
            return
    raise AssertionError("it should have been stopped")


if __name__ == "__main__":
    main()
    door.look(Path(sys.argv[1]))
