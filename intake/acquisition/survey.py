"""What there is to acquire in the files and folders that a person chose, by what their directories say; nothing is opened.

The order is that of the choice, within a folder that of the raw bytes of the names. What cannot be acquired is a line of
the plan too, with its refusal, so that nothing is lost unsaid.
"""

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from types import ModuleType

from intake.acquisition import marks, placeholders
from intake.acquisition.facts import kind_of
from intake.acquisition.handles import Entry
from intake.acquisition.opening import Folder
from intake.progress import Progress, Step, silent
from intake.records.items import PlanLine, SourceKind

MOST_DEPTH = 64  # folders within each other below a chosen one
MOST_LINES = 1_000_000  # of one plan
STEP_LINES = 256

_REFUSALS = {SourceKind.LINK: "source_is_link", SourceKind.FILE: None}

Identity = tuple[int, int]  # device, inode


@dataclass(frozen=True, slots=True)
class Limits:
    """How far a survey goes; at the limit it says so in a line."""

    depth: int = MOST_DEPTH
    lines: int = MOST_LINES


def survey(
    chosen: Iterable[bytes], *, vault: bytes | None = None, progress: Progress = silent, limits: Limits | None = None
) -> Iterator[PlanLine]:
    """The lines of a plan, numbered from 1, for the paths that were chosen (raw bytes).

    vault: the vault's own folder, out of which nothing is acquired. progress: stage `survey`, counted in items.
    Never raises for what it finds; `Cancelled` comes from `progress`.
    """
    walk = _Walk(_identity(vault) if vault else None, limits or Limits(), progress)
    for path in chosen:
        yield from walk.root(path)
        if walk.full:
            return
    progress(Step("survey", items_done=walk.count, unit="items"))


def _identity(path: bytes) -> Identity | None:
    try:
        status = os.stat(path)
    except OSError:
        return None
    return status.st_dev, status.st_ino


def trimmed(path: bytes, flavour: ModuleType = os.path) -> bytes:
    r"""A path without separators at its end, but for the root of a disk (`/`, `E:\\`). flavour: `posixpath` or `ntpath`."""
    drive, rest = flavour.splitdrive(path)
    separators = flavour.sep.encode() + (flavour.altsep or "").encode()
    kept: bytes = drive + (rest.rstrip(separators) or rest[:1])
    return kept


class _Walk:
    """One survey: what was seen, how many lines there are, what must not be entered."""

    def __init__(self, vault: Identity | None, limits: Limits, progress: Progress) -> None:
        self.count = 0
        self.full = False
        self._vault = vault
        self._limits = limits
        self._progress = progress
        self._seen: set[bytes] = set()
        self._folders: dict[bytes, tuple[bytes, bool]] = {}  # of thousands of chosen files, a few folders

    def root(self, untrusted_path: bytes) -> Iterator[PlanLine]:
        """The lines of one chosen path."""
        if not untrusted_path or b"\0" in untrusted_path:
            yield from self._line(untrusted_path, untrusted_path, SourceKind.UNKNOWN, "source_missing")
            return
        path, in_vault = self._absolute(untrusted_path)
        name = os.path.basename(path)
        try:
            status = os.lstat(path)
        except OSError as error:
            missing = isinstance(error, FileNotFoundError | NotADirectoryError)
            yield from self._line(path, name, SourceKind.UNKNOWN, "source_missing" if missing else "source_unreadable")
            return
        if in_vault or self._is_vault(path):
            yield from self._line(path, name, kind_of(status), "source_in_vault")
        elif kind_of(status) is SourceKind.FOLDER:
            yield from self._root_folder(path)
        else:
            yield from self._entry(path, name, status)

    def _root_folder(self, path: bytes) -> Iterator[PlanLine]:
        if path in self._seen:
            return
        try:
            folder = Folder.open(path)
        except OSError:
            yield from self._line(path, os.path.basename(path), SourceKind.FOLDER, "source_unreadable")
            return
        yield from self._folder(folder, path, b"", ())

    def _absolute(self, untrusted_path: bytes) -> tuple[bytes, bool]:
        """The absolute path of what was chosen, and whether a folder above it is the vault.

        Links in the folders above are followed, because a person chooses through them without knowing (`/media`, `/tmp`
        on macOS); what was chosen is not. A path that ends in `.` or `..` names the folder that it leads to.
        """
        path = trimmed(untrusted_path)
        above, name = os.path.split(path)
        if name in (b"", b".", b".."):
            above, name = os.path.split(os.path.realpath(path))
        if above not in self._folders:
            real = os.path.realpath(above or b".")
            self._folders[above] = real, self._in_vault(real)
        real, in_vault = self._folders[above]
        return os.path.join(real, name), in_vault

    def _is_vault(self, path: bytes) -> bool:
        return self._vault is not None and _identity(path) == self._vault

    def _in_vault(self, folder: bytes) -> bool:
        while not self._is_vault(folder):
            above = os.path.dirname(folder)
            if above == folder:
                return False
            folder = above
        return True

    def _folder(self, folder: Folder, path: bytes, relative: bytes, above: tuple[Identity, ...]) -> Iterator[PlanLine]:
        """The lines below an open folder, which is closed at the end. relative: its own below the chosen one."""
        try:
            status = folder.status()
            here = (status.st_dev, status.st_ino)
            refusal = self._refused_folder(here, above)
            if refusal:
                yield from self._line(path, relative or os.path.basename(path), SourceKind.FOLDER, refusal)
                return
            self._seen.add(path)
            entries, broken = self._listed(folder)
            for name, found in entries:
                inner, below = os.path.join(path, name), os.path.join(relative, name)
                if not isinstance(found, OSError) and kind_of(found) is SourceKind.FOLDER:
                    yield from self._inner(folder, inner, below, (*above, here))
                else:
                    yield from self._entry(inner, below, found)
                if self.full:
                    return
            if broken:
                yield from self._line(path, relative or os.path.basename(path), SourceKind.FOLDER, "source_unreadable")
        finally:
            folder.close()

    def _inner(self, folder: Folder, path: bytes, relative: bytes, above: tuple[Identity, ...]) -> Iterator[PlanLine]:
        if path in self._seen:
            return
        try:
            inner = folder.inner(os.path.basename(path))
        except OSError:
            yield from self._line(path, relative, SourceKind.FOLDER, "source_unreadable")
            return
        yield from self._folder(inner, path, relative, above)

    def _refused_folder(self, here: Identity, above: tuple[Identity, ...]) -> str | None:
        if here == self._vault:
            return "source_in_vault"
        if here in above:
            return "source_loop"
        return "source_too_deep" if len(above) > self._limits.depth else None

    def _listed(self, folder: Folder) -> tuple[list[Entry], bool]:
        """The entries in the order of their names, no more than lines are left; whether the listing broke off."""
        entries: list[Entry] = []
        try:
            for entry in folder.entries():
                entries.append(entry)
                if len(entries) % STEP_LINES == 0:
                    self._progress(Step("survey", items_done=self.count, unit="items"))
                if self.count + len(entries) > self._limits.lines:
                    break
        except OSError:
            return sorted(entries, key=_name_of), True
        return sorted(entries, key=_name_of), False

    def _entry(self, path: bytes, relative: bytes, found: os.stat_result | OSError) -> Iterator[PlanLine]:
        if isinstance(found, OSError):
            gone = isinstance(found, FileNotFoundError)
            code = "source_vanished" if gone else "source_unreadable"
            yield from self._line(path, relative, SourceKind.UNKNOWN, code)
            return
        kind = kind_of(found)
        refusal = _REFUSALS.get(kind, "source_not_regular")
        if kind is SourceKind.FILE and placeholders.is_placeholder(path, found, lambda: marks.mark_names(path)):
            kind, refusal = SourceKind.PLACEHOLDER, "source_is_placeholder"
        yield from self._line(path, relative, kind, refusal, found)

    def _line(
        self, path: bytes, relative: bytes, kind: SourceKind, refusal: str | None, status: os.stat_result | None = None
    ) -> Iterator[PlanLine]:
        if path in self._seen and kind is not SourceKind.FOLDER:
            return
        if self.count >= self._limits.lines:
            self.full = True
            refusal = "source_too_many"
        if refusal != "source_too_deep":  # chosen by itself, it may still be gone into
            self._seen.add(path)
        self.count += 1
        if self.count % STEP_LINES == 0:
            self._progress(Step("survey", items_done=self.count, unit="items"))
        size, modified = (status.st_size, status.st_mtime_ns) if status else (0, None)
        yield PlanLine(self.count, path, os.path.basename(path), relative, kind, size, modified, refusal)


def _name_of(entry: Entry) -> bytes:
    return entry[0]
