"""A vault through the door, in this process, with some files taken in."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from intake.casework import door
from intake.notices import unheard
from intake.progress import silent
from intake.records.people import Person
from intake.records.submissions import Giver, Reach, SubmissionDraft

PASSPHRASE = b"correct horse battery"


@contextmanager
def office(folder: Path, settings, notices=unheard) -> Iterator[door.Casework]:
    """Made when it is not there; unlocked as R. Alvarez."""
    if not folder.exists():
        door.create(folder, "Field laptop 7", Person("R. Alvarez", "Hennepin"), bytearray(PASSPHRASE), settings)
    with door.unlock(folder, "R. Alvarez", bytearray(PASSPHRASE), settings, notices) as casework:
        yield casework


def take_in(casework: door.Casework, source: Path, *, case: str | None = None, giver: str = "Dana Okafor"):
    """Acquires, compares and examines everything in a folder; the batch."""
    said = SubmissionDraft(reach=Reach.MEDIUM, giver=Giver(giver), authority="consent", case=case)
    batch = casework.receiving.begin(casework.receiving.survey([os.fsencode(source)], silent), said, [])
    casework.agenda.work(batch, silent)
    return casework.receiving.batch(batch.batch)
