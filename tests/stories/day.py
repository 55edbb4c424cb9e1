"""The part of the leak story that looks at evidence through the door, in a process of its own, and then dies in the middle.

python -m tests.stories.day VAULT PASSPHRASE_FILE STICK SAID WORDS
"""

import os
import signal
import sys
from pathlib import Path

from intake.casework import door
from intake.progress import silent
from intake.records.claims import PictureRole
from intake.records.rows import Filter
from intake.records.submissions import Giver, Reach, SubmissionDraft
from intake.settings import LOW_COST, Settings


def main() -> None:
    vault, secret, stick, said, words = sys.argv[1:]
    passphrase = bytearray(Path(secret).read_bytes().removesuffix(b"\n"))
    with door.unlock(Path(vault), "R. Alvarez", passphrase, Settings(cost=LOW_COST)) as casework:
        library = casework.library
        assert library.ids(Filter(), words=words), "nothing was found"
        for item in library.ids(Filter()):
            library.viewed(item)
            details = library.details(item)
            library.pixels(item, PictureRole.THUMBNAIL)
            library.pixels(item, PictureRole.POSTER)
            if details.answer is not None and details.answer.keyframes:
                assert library.still(item, 0).width
        lines = casework.receiving.survey([os.fsencode(stick)], silent)
        draft = SubmissionDraft(Reach.MEDIUM, Giver(said, said), said, place=said, device=said, account=said, safety=said)
        batch = casework.receiving.begin(lines, draft, ())

        def die(step) -> None:
            if step.stage == "compare_stored" and step.done:
                os.kill(os.getpid(), signal.SIGKILL)

        casework.agenda.work(batch, die)
    raise AssertionError("it should have died")


if __name__ == "__main__":
    main()
