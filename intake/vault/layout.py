"""What may lie in a vault's folder, and what lies there besides."""

from collections.abc import Iterator
from pathlib import Path

from intake import durable
from intake.errors import StorageError
from intake.ids import parse_random_id
from intake.records.digests import sha256_of
from intake.records.findings import Finding
from intake.vault import vaultfile
from intake.vault.folder import FOLDERS, Places
from intake.vault.objects import is_plain
from intake.vault.telling import finding

AT_TOP = frozenset({"vault.json", "lock", "catalog.db", "catalog.db-wal", "catalog.db-shm", "catalog.db-journal"})
BY_A_CRASH = frozenset({"vault.json.next", "vault.json.fresh", "checkpoint.fresh", "index.fresh", "chains.fresh"})
IN_CUSTODY = frozenset({"log", "checkpoint", "index", "tree", "chains", "refused"})
MOST_NAMED = 1000  # files that are named one by one


def check(places: Places, names: frozenset[str], *, live: bool) -> list[Finding]:
    """Findings about names in the folder. names: `object:<id>` and `apart:<id>` for what the log says. live: it is in use."""
    found = list(_all(places, names, live=live))
    return found[:MOST_NAMED]


def _all(places: Places, names: frozenset[str], *, live: bool) -> Iterator[Finding]:
    for name in FOLDERS:  # check 8
        if not (places.root / name).is_dir():
            yield finding("expected_folder_missing", name)
    for folder, known in ((places.root, AT_TOP | set(FOLDERS) | {"apart"}), (places.custody, IN_CUSTODY)):
        for name in durable.names(folder):
            path = folder / name
            if name in BY_A_CRASH and is_plain(path):
                continue
            should_be_folder = folder == places.root and name in {*FOLDERS, "apart"}
            if name not in known or (not path.is_dir() if should_be_folder else not is_plain(path)):
                yield finding("unexpected_file", _relative(places, path))
    yield from _objects(places, names)
    for name in () if live else durable.names(places.root / "incoming"):
        if f"object:{name}" not in names:
            yield finding("incoming_left", f"incoming/{shown(name)}")
    for name in durable.names(places.root / "apart"):
        known_apart = f"apart:{name}" in names
        yield finding("object_set_apart" if known_apart else "object_unlogged", f"apart/{shown(name)}")


def _objects(places: Places, names: frozenset[str]) -> Iterator[Finding]:  # check 7
    root = places.root / "objects"
    for outer in durable.names(root):
        if not (root / outer).is_dir():
            yield finding("unexpected_file", f"objects/{shown(outer)}")
        for inner in durable.names(root / outer):
            path = root / outer / inner
            if not _is_id(inner) or inner[:2] != outer or not is_plain(path):
                yield finding("unexpected_file", f"objects/{shown(outer)}/{shown(inner)}")
            elif f"object:{inner}" not in names:
                yield finding("object_unlogged", inner)


def shown(untrusted_name: str) -> str:
    """A name as a finding may show it."""
    return "".join(one if one.isascii() and one.isprintable() else "?" for one in untrusted_name)[:80]


def _relative(places: Places, path: Path) -> str:
    return "/".join(map(shown, path.relative_to(places.root).parts))


def size_of(path: Path) -> int:
    """Bytes, 0 when it is not there."""
    try:
        return path.stat().st_size
    except OSError:
        return 0


def digest_of(path: Path) -> str:
    """SHA-256 of a `vault.json`, or "" when it cannot be read."""
    try:
        return sha256_of(durable.read(path, vaultfile.MOST_BYTES))
    except StorageError:
        return ""


def _is_id(name: str) -> bool:
    try:
        parse_random_id(name)
    except ValueError:
        return False
    return True
