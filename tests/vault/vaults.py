"""Vaults for tests: the lowest cost, a clock that always moves, a computer that does not exist."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from intake.crypto.stream import open_stream
from intake.records.events import Draft, Subject, SubjectKind, Type
from intake.records.moments import Machine, Moment
from intake.records.people import Person
from intake.settings import KeyCost
from intake.vault.creating import create_vault
from intake.vault.objects import ObjectKind
from intake.vault.opening import Here, open_vault

COST = KeyCost("test", 8 * 1024, 1, 1)
PERSON = Person("A. Ramos", "County Attorney")
WORDS = b"correct horse battery"
MACHINE = Machine("bench", "tester", "Evidence Intake", "0.1.0", "build", "3.13", "Linux")


class StepClock:
    """A second later at every look."""

    def __init__(self) -> None:
        self.looks = 0

    def now(self) -> Moment:
        self.looks += 1
        now = datetime(2026, 11, 25, 3, tzinfo=UTC) + timedelta(seconds=self.looks)
        return Moment(
            f"{now:%Y-%m-%dT%H:%M:%S}.000001Z",
            765,
            10**9 * self.looks,
            "5c8c4fd2-0000-4000-8000-000000000001",
            True,
        )


def here() -> Here:
    return Here(StepClock(), MACHINE)


def make_vault(path: Path):
    return create_vault(path, "Office", PERSON, bytearray(WORDS), COST, here())


def unlock(path: Path, words: bytes = WORDS, label: str | None = PERSON.name, **choices):
    return open_vault(path, label, bytearray(words), here(), **choices)


def item_draft(vault, staged, ordinal: int, digest: str = "0" * 64) -> Draft:
    """An acquired item with the least that is said of one."""
    item = f"{vault.code}-0001-{ordinal:02d}"
    return Draft(
        Type.ACQUIRED,
        (Subject(SubjectKind.ITEM, item), Subject(SubjectKind.SUBMISSION, f"{vault.code}-0001")),
        {"item": {"item": item, "object": staged.id, "size": staged.size}, "digests": {"sha256": digest}},
    )


def stage(vault, content: bytes, kind: ObjectKind = ObjectKind.EVIDENCE):
    staged = vault.objects.stage(kind)
    staged.write(memoryview(content))
    staged.finish()
    return staged


def read_object(vault, object_id) -> bytes:
    with vault.objects.open(object_id) as grant, open_stream(grant) as stream:
        return stream.read()
