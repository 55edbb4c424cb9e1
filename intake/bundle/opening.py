"""Opening what a stranger calls a bundle, as a folder or a ZIP: what is in it, and streams to read it. Nothing is written.

A tree says which files there are and what about the container itself is wrong; whether they are the right files is for
`intake.bundle.checks`. Links are never followed, devices and pipes never opened, and everything is counted before it is read.
"""

import contextlib
import os
import stat
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Protocol

from intake import archive
from intake.bundle import names
from intake.errors import BundleError, SourceError
from intake.records.findings import Finding, Severity

MOST_FILES = archive.MOST_MEMBERS
MOST_DEPTH = 12  # folders in folders
PARTIAL = ".partial"
CHUNK = 1024 * 1024

# What operating systems leave behind in a folder that was looked at; never part of a bundle.
SYSTEM_FILES = frozenset({".DS_Store", "Thumbs.db", "desktop.ini"})


class Stream(Protocol):
    """Reads one file from start to end. `finish`, after the last byte: whether the container's own check value fits."""

    def read(self, most: int, /) -> bytes: ...
    def finish(self) -> bool: ...


class Tree(Protocol):
    """An opened bundle. files: path to size. unusable: what is there, was reported, and cannot be read; folders with `/`.

    findings: about the container and its names. order: the paths as they follow each other in a ZIP; empty for a folder.
    base: the folder's name inside a ZIP; "" for a folder. readable: whether contents can be read at all.
    """

    files: Mapping[str, int]
    folders: frozenset[str]
    unusable: frozenset[str]
    findings: tuple[Finding, ...]
    order: tuple[str, ...]
    base: str
    readable: bool

    def open(self, path: str, /) -> contextlib.AbstractContextManager[Stream]: ...


def fault(code: str, subject: str | bytes = "", expected: str = "", found: str = "") -> Finding:
    return Finding(code, Severity.FAULT, names.quoted(subject), names.quoted(expected), names.quoted(found))


class _FileStream:
    def __init__(self, fd: int) -> None:
        self._fd = fd

    def read(self, most: int) -> bytes:
        return os.read(self._fd, most)

    def finish(self) -> bool:
        return True


class FolderTree:
    """A bundle as a folder. OSError while it is walked or read is the caller's to name."""

    order: tuple[str, ...] = ()
    base = ""
    readable = True

    def __init__(self, root: Path) -> None:
        self._root = root
        self._files: dict[str, int] = {}
        self._folders: set[str] = set()
        self._unusable: set[str] = set()
        self._findings: list[Finding] = []
        self._walk(root, "", 0)
        self.files: Mapping[str, int] = dict(sorted(self._files.items()))
        self.folders = frozenset(self._folders)
        self.unusable = frozenset(self._unusable)
        self.findings = tuple(self._findings)

    def _walk(self, folder: Path, prefix: str, depth: int) -> None:
        try:
            with os.scandir(folder) as entries:
                found = sorted(((entry, entry.stat(follow_symlinks=False)) for entry in entries), key=lambda pair: pair[0].name)
        except OSError:
            if not prefix:
                raise
            self._unusable.add(prefix)
            self._findings.append(Finding("file_unreadable", Severity.ATTENTION, names.quoted(prefix)))
            return
        for entry, facts in found:
            path = prefix + entry.name
            if len(self._files) + len(self._folders) + len(self._unusable) >= MOST_FILES:
                raise BundleError("bundle_beyond_limits", what="files", expected=MOST_FILES)
            if stat.S_ISREG(facts.st_mode):
                self._files[path] = facts.st_size
            elif stat.S_ISDIR(facts.st_mode) and not _is_junction(entry):
                if depth >= MOST_DEPTH:
                    raise BundleError("bundle_beyond_limits", what="folders in folders", expected=MOST_DEPTH)
                self._folders.add(path)
                self._walk(Path(entry.path), path + "/", depth + 1)
            else:
                code = "file_is_link" if stat.S_ISLNK(facts.st_mode) or _is_junction(entry) else "file_is_special"
                self._unusable.add(path)
                self._findings.append(fault(code, path))

    @contextlib.contextmanager
    def open(self, path: str) -> Iterator[Stream]:
        """OSError when it cannot be opened or is no regular file any more."""
        flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
        fd = os.open(self._root / path, flags | getattr(os, "O_BINARY", 0) | getattr(os, "O_CLOEXEC", 0))
        try:
            if not stat.S_ISREG(os.fstat(fd).st_mode):
                raise OSError("not a regular file")
            yield _FileStream(fd)
        finally:
            os.close(fd)


def _is_junction(entry: "os.DirEntry[str]") -> bool:
    """A folder on Windows that is really elsewhere (Python 3.12 and later can tell)."""
    check = getattr(entry, "is_junction", None)
    return bool(check()) if check is not None else False


class ZipTree:
    """A bundle as a ZIP. Use within `with`: it holds the file open."""

    folders: frozenset[str] = frozenset()
    unusable: frozenset[str] = frozenset()

    def __init__(self, path: Path, passphrase: bytes | None) -> None:
        """BundleError: bundle_encrypted, bundle_passphrase_wrong, bundle_beyond_limits."""
        self._file = path.open("rb")
        try:
            self._passphrase = passphrase
            directory = archive.read_directory(self._file)
            self.readable = directory.readable
            self._members = self._take_names(directory)
            if self.readable and directory.encrypted:
                self._require_passphrase(directory.members)
        except BaseException:
            self._file.close()
            raise

    def _take_names(self, directory: archive.Directory) -> dict[str, archive.Member]:
        findings = [fault(deviation.code, deviation.name) for deviation in directory.deviations]
        bases = Counter(member.name.partition(b"/")[0] for member in directory.members)
        base = min(bases, key=lambda name: (-bases[name], name), default=b"") + b"/"  # the one that most of them lie in
        members: dict[str, archive.Member] = {}
        for member in directory.members:
            whole = member.name.decode("utf-8", "surrogateescape")
            if code := names.fault_of(whole):
                findings.append(fault(code, whole))
            path = whole[len(base) :] if member.name.startswith(base) else whole
            if path in members:
                findings.append(fault("name_twice", whole))
            elif not member.name.startswith(base):
                findings.append(fault("zip_folder_differs", whole))
            members.setdefault(path, member)
        self.base = base[:-1].decode("utf-8", "surrogateescape")
        self.findings = tuple(findings)
        self.files: Mapping[str, int] = {path: member.size for path, member in members.items()}
        self.order = tuple(members)
        return members

    def _require_passphrase(self, members: tuple[archive.Member, ...]) -> None:
        """The passphrase is wrong when it fits none of the first members: one damaged salt must not look like that."""
        for member in members[:3]:
            try:
                archive.MemberReader(self._file, member, self._passphrase)
            except BundleError as error:
                if error.code == "bundle_encrypted":
                    raise
            else:
                return
        raise BundleError("bundle_passphrase_wrong")

    @contextlib.contextmanager
    def open(self, path: str) -> Iterator[Stream]:
        """BundleError(bundle_passphrase_wrong) when this member's own salt or check value is damaged."""
        yield archive.MemberReader(self._file, self._members[path], self._passphrase)

    def close(self) -> None:
        self._file.close()


@contextlib.contextmanager
def opened(path: Path, passphrase: bytes | None) -> Iterator[Tree]:
    """The tree at `path`. SourceError(source_missing, source_unreadable); BundleError when it is no bundle or cannot be opened."""
    try:
        mode = path.stat().st_mode
        if stat.S_ISDIR(mode):
            tree: FolderTree | ZipTree = FolderTree(path)
        elif stat.S_ISREG(mode) and _looks_like_zip(path):
            tree = ZipTree(path, passphrase)
        else:
            raise BundleError("not_a_bundle")
    except FileNotFoundError as error:
        raise SourceError("source_missing", name=path.name) from error
    except OSError as error:
        raise SourceError("source_unreadable", name=path.name) from error
    try:
        yield tree
    finally:
        if isinstance(tree, ZipTree):
            tree.close()


def _looks_like_zip(path: Path) -> bool:
    with path.open("rb") as file:
        return archive.is_zip(file)
