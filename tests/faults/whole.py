"""The whole product when things go wrong: import, going on after an interruption, working copies, bundles, through the door.

An act tells `done(kind, value)` what a person was told is done. `check` opens what is left as a person would: it reads,
verifies, holds what was told, heals, goes on to the end, and what lies outside is either whole or says that it is not.
"""

import contextlib
import functools
import hashlib
import os
import tempfile
from pathlib import Path
from unittest import mock

from intake import durable
from intake.casework import door
from intake.crypto.stream import open_stream
from intake.errors import BundleError, Cancelled, ExaminationError, IntakeError, StorageError, UnlockError
from intake.examination.examiner import Examiner
from intake.examination.tasks import Failed, StillPicture
from intake.notices import ItemsChanged, ItemsExamined, LineMoved, unheard
from intake.progress import silent
from intake.records.findings import Severity, Verdict
from intake.records.items import Comparison
from intake.records.people import Person
from intake.records.rows import Filter
from intake.records.submissions import Giver, Reach, SubmissionDraft
from intake.settings import KeyCost, Settings
from tests import making, making_videos
from tests.examination.objects import Objects

SETTINGS = Settings(cost=KeyCost("test", 8 * 1024, 1, 1), group_items=2, group_seconds=60.0)
PERSON = Person("R. Alvarez", "Hennepin")
WORDS = b"correct horse battery staple"
NEW_WORDS = b"a wholly new passphrase"
CASE = "24-118"
LARGE = 1_200_000  # more than one segment


@functools.cache
def sources() -> dict[str, bytes]:
    """What lies on the stick besides a link; `again.jpg` has the bytes of `photo.jpg`."""
    photo = making.jpeg(making.tiff_block({0x010F: making.text("Kestrel")}))
    return {
        "again.jpg": photo,
        "clip.mp4": making_videos.video(),
        "empty.txt": b"",
        "large.bin": hashlib.shake_256(b"large").digest(LARGE),
        "photo.jpg": photo,
    }


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


@functools.cache
def answers():
    """What a real confined reader says of each, by digest: asked once, before anything is forked."""
    with tempfile.TemporaryDirectory() as folder, Examiner(Settings()) as examiner:
        objects = Objects(Path(folder))
        tasks = [objects.add(content) for content in dict.fromkeys(sources().values())]
        return {task.sha256: answer for task, answer in examiner.run(tasks, objects.grant, silent)}


class Recalling:
    """An examiner that recalls what the real one said; what it was not asked then, it was not asked in time."""

    def __init__(self, _settings) -> None:
        pass

    def run(self, tasks, grant, progress):
        for task in tasks:
            with grant(task.item) as granted, open_stream(granted) as stream:
                assert _sha256(stream.read()) == task.sha256
            yield task, answers()[task.sha256]

    def still(self, _task, indexes, _grant, _progress):
        for index in indexes:
            yield StillPicture(index, 1, 1, b"\x89PNG recalled")

    def close(self) -> None:
        pass


class Steps:
    """The progress of an act: counts, and at step `at` a person stops it."""

    def __init__(self) -> None:
        self.count = 0
        self.at = 0

    def __call__(self, _step) -> None:
        self.count += 1
        if self.count == self.at:
            raise Cancelled


STEPS = Steps()


def preload() -> None:
    """Everything that takes long and is the same for each point: what is loaded late, and what the confined reader says."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        prepare(folder, "folder")
        run(folder, "folder", lambda *_: None)
        assert not check(folder, "folder", [])


@contextlib.contextmanager
def opened(folder: Path, notices=unheard, words: bytes = WORDS, **choices):
    with (
        mock.patch.object(door, "Examiner", Recalling),
        door.unlock(folder / "v", PERSON.name, bytearray(words), SETTINGS, notices, **choices) as casework,
    ):
        yield casework


def _telling(done):
    def heard(notice) -> None:
        if isinstance(notice, LineMoved) and notice.state in {"acquired", "failed"}:
            done(notice.state, str(notice.item or notice.line))
        elif isinstance(notice, ItemsExamined | ItemsChanged):
            for item in notice.items:
                done("examined" if isinstance(notice, ItemsExamined) else "compared", item)

    return heard


def _begun(casework, folder: Path, **choices):
    lines = casework.receiving.survey([os.fsencode(folder / "stick")], silent)
    said = SubmissionDraft(Reach.MEDIUM, Giver("Dana Okafor"), "consent", case=CASE)
    return casework.receiving.begin(lines, said, (), **choices)


def take_in(folder: Path, done) -> None:
    with opened(folder, _telling(done)) as casework:
        batch = _begun(casework, folder)
        done("begun", "")
        casework.agenda.work(batch, STEPS)
        _tell_all(casework, done)


def go_on(folder: Path, done) -> None:
    with opened(folder, _telling(done)) as casework:
        casework.agenda.resume(STEPS)
        _tell_all(casework, done)


def _tell_all(casework, done) -> None:
    """A person sees what is left: a comparison that could not be made stays to be made."""
    if not any(casework.agenda.left().values()):
        done("all", "")


def _export(folder: Path, done, form, *, encrypt: bool = False) -> None:
    with opened(folder) as casework:
        request = door.ExportRequest((), CASE, folder / "out", form, encrypt, (), "defence", "order 12")
        written = casework.release.export(request, STEPS)
        done("bundle", f"{written.path.name} {written.passphrase or ''}".strip())


def copies(folder: Path, done) -> None:
    with opened(folder) as casework:
        durable.make_folder(folder / "out")
        durable.sync_folder(folder)
        for name in ("clip.mp4", "large.bin"):
            (item,) = (row.item for row in casework.library.rows(casework.library.ids(Filter())) if row.name == name)
            casework.library.working_copy(item, folder / "out" / name, STEPS)
            done("copy", name)


def another_passphrase(folder: Path, done) -> None:
    """A new epoch; the catalog is encrypted anew."""
    with opened(folder) as casework:
        casework.people.change_passphrase(bytearray(NEW_WORDS))
        done("passphrase", "")
        casework.receiving.open_case("24-119", "Another street")


ACTS = {
    "take_in": take_in,
    "go_on": go_on,
    "folder": functools.partial(_export, form=door.Form.FOLDER),
    "zip": functools.partial(_export, form=door.Form.ZIP),
    "encrypted": functools.partial(_export, form=door.Form.ZIP, encrypt=True),
    "copies": copies,
    "passphrase": another_passphrase,
}


def prepare(folder: Path, act: str) -> list[tuple[str, str]]:
    """The state before an act, and what had been told by then."""
    (folder / "stick").mkdir()
    for name, content in sources().items():
        (folder / "stick" / name).write_bytes(content)
    (folder / "stick" / "away").symlink_to("/etc/passwd")
    door.create(folder / "v", "Field laptop 7", PERSON, bytearray(WORDS), SETTINGS)
    with opened(folder) as casework:
        casework.receiving.open_case(CASE, "Lake Street")
    done: list[tuple[str, str]] = []
    if act == "go_on":
        _interrupt(folder, lambda *facts: done.append(facts))
    elif act != "take_in":
        take_in(folder, lambda *facts: done.append(facts))
    return done


def _interrupt(folder: Path, done) -> None:
    """An import that a person stopped at its fourth line, on a computer that then lost its power."""

    def stop(step) -> None:
        if step.items_done == 3:
            raise Cancelled

    with contextlib.suppress(Cancelled), opened(folder, _telling(done)) as casework:
        batch = _begun(casework, folder)
        done("begun", "")
        try:
            casework.agenda.work(batch, stop)
        finally:
            casework._vault.close = casework._vault.abandon


def run(folder: Path, act: str, done) -> str:
    """Runs an act; the code of the error that ended it, or "". Any other class than the disk's is a wrong answer."""
    try:
        ACTS[act](folder, done)
    except StorageError as error:
        return error.code
    except Cancelled:
        done("cancelled", "")
        return "cancelled"
    return ""


def check(folder: Path, act: str, done: list[tuple[str, str]]) -> list[str]:
    """What does not hold, in words; nothing when all is well."""
    try:
        return [*_check_vault(folder, act, done), *_check_outside(folder, act, done)]
    except (IntakeError, ExaminationError) as error:
        return [f"{type(error).__name__} {error.code} {error.facts}"]


def _faults(casework, at: str) -> list[str]:
    report = casework.verification.vault(None, silent)
    return [f"{at}: {one}" for one in report.findings if one.severity is Severity.FAULT]


def _opening_words(folder: Path, done: list[tuple[str, str]]) -> bytes:
    """The passphrase that opens after a change: the new one when that was told, else either."""
    with contextlib.suppress(UnlockError), opened(folder, words=NEW_WORDS, read_only=True):
        return NEW_WORDS
    return NEW_WORDS if ("passphrase", "") in done else WORDS


def _check_vault(folder: Path, act: str, done: list[tuple[str, str]]) -> list[str]:
    words = _opening_words(folder, done) if act == "passphrase" else WORDS
    with opened(folder, words=words, read_only=True) as casework:
        problems = _faults(casework, "as it was left")
    with opened(folder, words=words) as casework:
        problems += _held(casework, done)
        # A commit that was torn before its sync may leave the submission without its plan: nothing was told of either.
        if act == "take_in" and not casework.receiving._opened.catalog.batches():
            problems += ["a plan that was told to be there is not"] * (("begun", "") in done)
            casework.agenda.work(_begun(casework, folder), silent)
        casework.agenda.resume(silent)
        problems += _whole(casework)
        report = casework.verification.vault(None, silent)
        problems += [f"after going on: {one}" for one in report.findings]
    with opened(folder, words=words) as casework:
        problems += ["healed twice"] * casework.healed
    for name, content in sources().items():
        if (folder / "stick" / name).read_bytes() != content:
            problems.append(f"the source {name} was changed")
    return problems


def _held(casework, done: list[tuple[str, str]]) -> list[str]:
    """What was told is so, before anything goes on."""
    items = set(casework.library.ids(Filter()))
    told = [(kind, value) for kind, value in done if kind in {"acquired", "compared", "examined"}]
    problems = [f"lost: {item} was told to be {kind}" for kind, item in told if item not in items]
    rows = {row.item: row for row in casework.library.rows(sorted(items))}
    problems += [f"no longer examined: {item}" for kind, item in told if kind == "examined" and not rows[item].examined]
    left = casework.agenda.left()
    if ("all", "") in done and any(left.values()):
        problems.append(f"everything was told to be done, and {left} is left")
    return problems


def _whole(casework) -> list[str]:
    """After going on: every source once, bit for bit, compared, examined; the link failed; nothing is left."""
    rows = casework.library.rows(casework.library.ids(Filter()))
    problems = [f"left: {casework.agenda.left()}"] * any(casework.agenda.left().values())
    if sorted(row.name for row in rows) != sorted(sources()):
        problems.append(f"items: {[row.name for row in rows]}")
    for row in rows:
        item = casework.library.item(row.item)
        with casework._vault.objects.open(item.object) as grant, open_stream(grant) as stream:
            if stream.read() != sources()[row.name]:
                problems.append(f"other bytes: {row.name}")
        if row.comparison is not Comparison.IDENTICAL or not row.examined:
            problems.append(f"not compared or not examined: {row.name}")
        expected = answers()[row.sha256]
        if not isinstance(expected, Failed) and casework.library.details(row.item).answer != expected.answer:
            problems.append(f"another answer: {row.name}")
    batches = casework.receiving._opened.catalog.batches()
    failed = [failure.name for batch in batches for failure in casework.library.brought(batch.batch).failed]
    return [*problems, *([f"failed: {failed}"] * (failed != [b"away"]))]


def _check_outside(folder: Path, act: str, done: list[tuple[str, str]]) -> list[str]:
    """Whatever lies outside the vault is whole, or says by its name that it is not."""
    out = folder / "out"
    told = dict(value.partition(" ")[::2] for kind, value in done if kind == "bundle")
    problems = [f"a bundle that was told to be written is not there: {name}" for name in told if not (out / name).exists()]
    problems += [f"a copy that was told to be made is not there: {v}" for k, v in done if k == "copy" and not (out / v).exists()]
    for path in sorted(out.iterdir()) if out.is_dir() else []:
        if path.name.endswith(".partial"):
            problems += [f"left after it was cancelled: {path.name}"] * (("cancelled", "") in done)
            problems += [f"{path.name} does not say that it is unfinished"] * (act != "copies" and _looks_finished(path))
            continue
        if act == "copies":
            if path.read_bytes() != sources()[path.name]:
                problems.append(f"half a copy under its own name: {path.name}")
        elif act != "encrypted" or path.name in told:
            passphrase = bytearray(told.get(path.name, "").encode()) or None
            report = door.verify_bundle(path, None, passphrase)
            if report.verdict is Verdict.DIFFERS or any(one.severity is not Severity.NOTE for one in report.findings):
                problems.append(f"{path.name}: {report.verdict} {report.findings[:3]}")
    return problems


def _looks_finished(path: Path) -> bool:
    try:
        return door.verify_bundle(path, None, None).verdict is Verdict.UNCHANGED
    except BundleError:
        return False
