"""What is being done when things go wrong, and what must hold afterwards.

An act works in a folder of its own and tells `done(kind, value)` what it reported as done. `check` looks at what is left:
the vault opens, reads, heals, verifies, holds everything that was reported as done, and is the same when opened again.
"""

import hashlib
import shutil
from pathlib import Path

from intake.crypto.recovery import _check as _check_character
from intake.crypto.recovery import parse_recovery_code
from intake.errors import IntakeError, StorageError, UnlockError
from intake.records.events import Draft, Subject, SubjectKind, Type
from intake.records.findings import Severity, Verdict
from intake.records.people import Person
from intake.vault import people
from intake.vault.objects import ObjectKind
from intake.vault.opening import open_vault
from intake.vault.verifying import verify
from tests.vault.vaults import COST, PERSON, WORDS, here, item_draft, make_vault, read_object, stage, unlock

NEW_WORDS = b"changed passphrase"
SECOND = Person("B. Chen", "Police")
SECOND_WORDS = b"another passphrase"
NEW_CODE = "".join(
    f"{group}{_check_character(group, number)}-"
    for number, group in enumerate(("7K3Q", "00AB", "ZZ91", "4MXK", "PQRS", "1234", "T0T0"), 1)
).rstrip("-")
OLD_CODE = "old recovery code.txt"  # beside the vault
ORDINALS = {"import": 1, "passphrase": 50, "before": 90}


def content_of(item: str) -> bytes:
    """Every item has bytes of its own; some are larger than a segment."""
    seed = hashlib.sha256(item[7:].encode()).digest()
    return (seed * 40_000)[: 1_100_000 if item.endswith("3") else 7 + seed[0]]


def add_items(vault, first: int, count: int, done) -> None:
    """One group: items, and a pack for the last."""
    staged, drafts = [], []
    for ordinal in range(first, first + count):
        content = content_of(f"{vault.code}-0001-{ordinal:02d}")
        staged.append(stage(vault, content))
        drafts.append(item_draft(vault, staged[-1], ordinal, hashlib.sha256(content).hexdigest()))
    pack = stage(vault, b"pack", ObjectKind.PACK)
    subject = drafts[-1].subjects[0]
    drafts.append(Draft(Type.EXAMINED, (subject,), {"examination": {"pack": pack.id, "readable": True}}))
    entries = vault.ledger.record(drafts, objects=[*staged, pack])
    for entry in entries[:-1]:
        done("item", entry.subjects(SubjectKind.ITEM)[0])


def create(folder: Path, done) -> None:
    make_vault(folder / "v")
    done("vault", "")


def take_in(folder: Path, done) -> None:
    with unlock(folder / "v") as vault:
        add_items(vault, 1, 3, done)
        add_items(vault, 4, 1, done)
        vault.ledger.record([Draft(Type.CASE_OPENED, (Subject(SubjectKind.CASE, "0" * 32),), {"case_title": "x"})])


def another_passphrase(folder: Path, done) -> None:
    with unlock(folder / "v") as vault:
        people.change_passphrase(vault, bytearray(NEW_WORDS), COST)
        done("passphrase", "")
        add_items(vault, 50, 1, done)


def second_operator(folder: Path, done) -> None:
    with unlock(folder / "v") as vault:
        people.add_operator(vault, SECOND, bytearray(SECOND_WORDS), COST)
        done("operator", "")
        add_items(vault, 50, 1, done)


def another_sheet(folder: Path, done) -> None:
    with unlock(folder / "v") as vault:
        people.replace_recovery(vault, NEW_CODE, "County Attorney", COST)
        done("recovery", "")
        add_items(vault, 50, 1, done)


def heal(folder: Path, done) -> None:
    """Opening a vault that a crash left: half an object, an object that is named and not moved, a torn tail, a change begun."""
    unlock(folder / "v").close()


ACTS = {
    "create": create,
    "import": take_in,
    "passphrase": another_passphrase,
    "operator": second_operator,
    "sheet": another_sheet,
    "heal": heal,
}


def prepare(folder: Path, act: str) -> list[tuple[str, str]]:
    """The state before an act, and what had been reported as done by then."""
    done: list[tuple[str, str]] = []
    if act != "create":
        made = make_vault(folder / "v")
        (folder / OLD_CODE).write_text(made.recovery_code)
        with unlock(folder / "v") as vault:
            add_items(vault, 90, 1, lambda *facts: done.append(facts))
    if act == "heal":
        crashed(folder, done)
    return done


def crashed(folder: Path, done) -> None:
    """What a crash right after the commit point leaves, with half an object and the beginning of a further record."""
    root = folder / "v"
    vault = unlock(root)
    before = {name: (root / "custody" / name).read_bytes() for name in ("checkpoint", "tree", "chains", "index")}
    add_items(vault, 95, 2, lambda *facts: done.append(facts))
    stage(vault, b"never named")
    vault.abandon()
    for name, content in before.items():
        (root / "custody" / name).write_bytes(content)
    for path in sorted((root / "objects").rglob("*")):
        if path.is_file() and path.stat().st_mtime_ns > (root / "vault.json").stat().st_mtime_ns:
            path.rename(root / "incoming" / path.name)
    with (root / "custody" / "log").open("ab") as log:
        log.write(b"EIlr" + bytes(70))
    shutil.copy(root / "vault.json", root / "vault.json.next")


def check(folder: Path, act: str, done: list[tuple[str, str]]) -> list[str]:
    """What does not hold, in words; nothing when all is well."""
    try:
        return _check(folder, act, done)
    except IntakeError as error:
        return [f"{type(error).__name__} {error.code} {error.facts}"]


def _check(folder: Path, act: str, done: list[tuple[str, str]]) -> list[str]:
    root = folder / "v"
    kinds = {kind for kind, _ in done}
    if act == "create" and not (root / "vault.json").exists():
        if "vault" in kinds:
            return ["a vault that was reported as made is not there"]
        make_vault(root)
    words, problems = _words(root, act, kinds)
    with unlock(root, words, read_only=True) as vault:
        faults = [one for one in verify(vault).findings if one.severity is Severity.FAULT]
        problems += [f"before healing: {one}" for one in faults]
    with unlock(root, words) as vault:
        report = verify(vault)
        problems += [f"after healing: {one}" for one in report.findings]
        problems += [f"left in incoming: {name}" for name in vault.objects.incoming()]
        there = {
            item for entry in vault.ledger.entries() for item in entry.subjects(SubjectKind.ITEM) if entry.type is Type.ACQUIRED
        }
        problems += [f"lost: {item}" for kind, item in done if kind == "item" and item not in there]
        for entry in vault.ledger.entries():
            if entry.type is Type.ACQUIRED:
                item = entry.subjects(SubjectKind.ITEM)[0]
                if read_object(vault, entry.value("item")["object"]) != content_of(item):
                    problems.append(f"other bytes: {item}")
        add_items(vault, 70, 1, lambda *_: None)
    if "operator" in kinds:
        unlock(root, SECOND_WORDS, SECOND.name).close()
    if act == "sheet":
        problems += _sheets(folder, "recovery" in kinds)
    with unlock(root, words) as vault:
        problems += ["healed twice"] * vault.healed
        problems += ["does not verify when opened again"] * (verify(vault).verdict is not Verdict.UNCHANGED)
    return problems


def _words(root: Path, act: str, kinds: set[str]) -> tuple[bytes, list[str]]:
    """The passphrase that opens, and whether that is the one that should."""
    if act != "passphrase":
        return WORDS, []
    for words in (NEW_WORDS, WORDS):
        try:
            unlock(root, words, PERSON.name, read_only=True).abandon()
        except UnlockError:
            continue
        wrong = "passphrase" in kinds and words == WORDS
        return words, ["the old passphrase opens after the change was reported"] * wrong
    return WORDS, ["no passphrase opens"]


def _sheets(folder: Path, replaced: bool) -> list[str]:
    """Exactly one recovery code opens the vault; the new one where that was reported."""
    opens = []
    for code in ((folder / OLD_CODE).read_text(), NEW_CODE):
        try:
            open_vault(folder / "v", None, parse_recovery_code(code), here(), read_only=True).abandon()
        except UnlockError:
            opens.append(False)
        else:
            opens.append(True)
    right = [[False, True]] if replaced else [[False, True], [True, False]]
    return [] if opens in right else [f"recovery codes that open: {opens}, replaced: {replaced}"]


def run(folder: Path, act: str, done) -> str:
    """Runs an act; the code of the error that ended it, or ""."""
    try:
        ACTS[act](folder, done)
    except StorageError as error:
        return error.code
    return ""
