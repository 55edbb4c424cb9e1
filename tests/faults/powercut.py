"""The disk after a power cut: what a trace of calls leaves when only what was synced is sure to be there.

A file's bytes are sure after a sync of the file, a name after a sync of its folder; everything else may be there or not,
each by itself, a write also in part. Renaming is one step: both names or neither. `chance` says how likely what was not
synced is kept: 0 keeps only what is sure, 1 keeps all.
"""

import random
from dataclasses import dataclass, field
from pathlib import Path

from tests.faults.systems import Call


@dataclass
class File:
    """sure: the bytes that a sync has kept. since: writes and truncations after it."""

    sure: bytearray = field(default_factory=bytearray)
    since: list[tuple[int, bytes | None]] = field(default_factory=list)

    def after(self, keep) -> bytes:
        """The bytes after the cut; `keep` says of each thing whether it is kept, and of a write how much."""
        content = bytearray(self.sure)
        for at, data in self.since:
            if data is None:
                if keep():
                    _resize(content, at)
            elif keep():
                _write(content, at, data)
            elif keep():
                _write(content, at, data[: len(data) // 2])
        return bytes(content)

    def sync(self) -> None:
        self.sure = bytearray(self.after(lambda: True))
        self.since.clear()


def _write(content: bytearray, at: int, data: bytes) -> None:
    if len(content) < at:
        _resize(content, at)
    content[at : at + len(data)] = data


def _resize(content: bytearray, size: int) -> None:
    del content[size:]
    content.extend(bytes(size - len(content)))


@dataclass(frozen=True)
class Link:
    """A symbolic link that was there before; ours makes none."""

    target: str


@dataclass
class Folder:
    """names: as the running system sees them. sure: as they are kept whatever happens."""

    names: dict[str, "File | Folder"] = field(default_factory=dict)
    sure: dict[str, "File | Folder"] = field(default_factory=dict)


class Disk:
    """Takes the calls of a trace, then writes what is left into a real folder."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._top = Folder()
        self._files: dict[int, File] = {}
        self._since: list[tuple[set[int], object]] = []  # folders whose sync makes it sure, and what it does to sure names
        self.done: list[tuple[str, str]] = []

    def load(self) -> None:
        """What lies in the folder now, all of it sure."""
        self._load(self._top, self._root)

    def _load(self, folder: Folder, where: Path) -> None:
        for path in where.iterdir():
            what = _loaded(path)
            folder.names[path.name] = folder.sure[path.name] = what
            if isinstance(what, Folder):
                self._load(what, path)
            elif isinstance(what, File):
                self._files[path.stat().st_ino] = what

    def take(self, call: Call) -> None:
        getattr(self, f"_{call.name}")(call)

    def leave(self, where: Path, chance: float, luck: random.Random) -> None:
        """Writes the disk after a cut at this moment."""

        def keep() -> bool:
            return luck.random() < chance

        for _, change in self._since:
            if keep():
                change()
        _put(self._top, where, keep)

    def _folder(self, path: Path) -> Folder:
        here = self._top
        for part in path.relative_to(self._root).parts:
            here = here.names[part]
        return here

    def _later(self, folders: list[Folder], change) -> None:
        self._since.append(({id(folder) for folder in folders}, change))

    def _done(self, call: Call) -> None:
        self.done.append(call.args)

    def _create(self, call: Call) -> None:
        path = call.args[0]
        file = self._files[call.inode] = File()
        self._add(path, file)

    def _mkdir(self, call: Call) -> None:
        self._add(call.args[0], Folder())

    def _add(self, path: Path, what: File | Folder) -> None:
        folder = self._folder(path.parent)
        folder.names[path.name] = what
        self._later([folder], lambda: folder.sure.__setitem__(path.name, what))

    def _unlink(self, call: Call) -> None:
        path = call.args[0]
        folder = self._folder(path.parent)
        what = folder.names.pop(path.name)

        def change() -> None:
            if folder.sure.get(path.name) is what:
                del folder.sure[path.name]

        self._later([folder], change)

    _rmdir = _unlink

    def _rename(self, call: Call) -> None:
        before, after = call.args
        source, target = self._folder(before.parent), self._folder(after.parent)
        what = source.names.pop(before.name)
        target.names[after.name] = what

        def change() -> None:
            if source.sure.get(before.name) is what:
                del source.sure[before.name]
            target.sure[after.name] = what

        self._later([source, target], change)

    def _write(self, call: Call) -> None:
        _, data, at = call.args
        self._files[call.inode].since.append((at, data))

    def _truncate(self, call: Call) -> None:
        self._files[call.inode].since.append((call.args[1], None))

    def _sync(self, call: Call) -> None:
        self._files[call.inode].sync()

    def _chmod(self, call: Call) -> None:
        """Modes are not looked at."""

    def _sync_folder(self, call: Call) -> None:
        folder = id(self._folder(call.args[0]))
        left = []
        for folders, change in self._since:
            if folder in folders:
                change()
            else:
                left.append((folders, change))
        self._since = left


def _loaded(path: Path) -> "File | Folder | Link":
    if path.is_symlink():
        return Link(str(path.readlink()))
    return Folder() if path.is_dir() else File(bytearray(path.read_bytes()))


def _put(folder: Folder, where: Path, keep) -> None:
    for name, what in folder.sure.items():
        if isinstance(what, Folder):
            (where / name).mkdir()
            _put(what, where / name, keep)
        elif isinstance(what, Link):
            (where / name).symlink_to(what.target)
        else:
            (where / name).write_bytes(what.after(keep))
