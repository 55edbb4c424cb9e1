"""Changes to a folder of files, of every kind that formats.md names: flipped, removed, added, swapped, truncated ranges of bytes.

`of_folder` knows nothing of bundles or vaults: it is handed a folder, and gives one mutation after the other. Each is applied
and taken back within a `with`, so that the next one starts from the folder as it was. The same seed gives the same ones.
"""

import contextlib
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Mutation:
    """kind: of change. paths: relative paths of the files that it changes, removes or adds. detail: where."""

    kind: str
    paths: tuple[str, ...]
    detail: str
    _change: Callable[[Path], None]

    def __str__(self):
        return f"{self.kind} {' '.join(self.paths)} {self.detail}".strip()

    @contextlib.contextmanager
    def applied(self, root: Path) -> Iterator[Path]:
        before = {path: _bytes_of(root / path) for path in self.paths}
        self._change(root)
        try:
            yield root
        finally:
            for path, data in before.items():
                whole = root / path
                if whole.is_symlink() or (data is None and whole.exists()):
                    whole.unlink()
                if data is not None:
                    whole.write_bytes(data)


def _bytes_of(path: Path) -> bytes | None:
    return path.read_bytes() if path.is_file() else None


def snapshot(root: Path) -> dict[str, bytes]:
    """Relative paths to contents of every file under a folder."""
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in sorted(root.rglob("*")) if path.is_file()}


def positions(data: bytes, chance: random.Random, every_byte_below: int, samples: int) -> list[int]:
    """Where to change a file: everywhere when it is small; else its ends, around each line's end, and a sample."""
    if len(data) <= every_byte_below:
        return list(range(len(data)))
    ends = [at for at, byte in enumerate(data) if byte == 0x0A]
    structural = {at + step for at in chance.sample(ends, min(len(ends), samples)) for step in (-1, 0, 1)}
    chosen = structural | {0, 1, len(data) // 2, len(data) - 2, len(data) - 1} | set(chance.sample(range(len(data)), samples))
    return sorted(at for at in chosen if 0 <= at < len(data))


def _written(path: str, data: bytes) -> Callable[[Path], None]:
    return lambda root: (root / path).write_bytes(data)


def of_bytes(data: bytes, chance: random.Random, every_byte_below: int, samples: int) -> Iterator[tuple[str, str, bytes]]:
    """Kind, place and result of every change to the bytes of one file; every result differs from `data`."""
    for at in positions(data, chance, every_byte_below, samples):
        yield "flipped", f"byte {at}", data[:at] + bytes([data[at] ^ 1 << chance.randrange(8)]) + data[at + 1 :]
    size = len(data)
    for at in sorted({0, size // 2, size - 1} if size else ()):
        yield "truncated", f"to {at}", data[:at]
    yield "extended", "by a byte", data + b"\0"
    yield "extended", "by a line", data + b"\n"
    if size >= 2:
        start = chance.randrange(size - 1)
        stop = start + 1 + chance.randrange(min(size - start - 1, 64) or 1)
        yield "cut", f"{start}-{stop}", data[:start] + data[stop:]
        yield "inserted", f"at {start}", data[:start] + b"\x41" + data[start:]
        yield "doubled", f"{start}-{stop}", data[:stop] + data[start:stop] + data[stop:]
        if any(data[start:stop]):
            yield "zeroed", f"{start}-{stop}", data[:start] + bytes(stop - start) + data[stop:]
    lines = data.split(b"\n")
    for at in range(len(lines) - 2):
        if lines[at] != lines[at + 1] and (len(lines) < 12 or chance.random() < 12 / len(lines)):
            yield "swapped lines", f"{at}", b"\n".join([*lines[:at], lines[at + 1], lines[at], *lines[at + 2 :]])
            yield "removed line", f"{at}", b"\n".join(lines[:at] + lines[at + 1 :])


def of_folder(root: Path, *, seed: int, every_byte_below: int = 256, samples: int = 12) -> Iterator[Mutation]:
    """Every mutation of a folder's files: of the bytes of each, and of which files there are."""
    chance = random.Random(seed)
    files = snapshot(root)
    for path, data in files.items():
        for kind, detail, changed in of_bytes(data, chance, every_byte_below, samples):
            yield Mutation(kind, (path,), detail, _written(path, changed))
        yield Mutation("removed", (path,), "", lambda root, path=path: (root / path).unlink())
        yield Mutation("replaced by a link", (path,), "", lambda root, path=path: _link(root / path))
        folder, slash, name = path.rpartition("/")
        other = folder + slash + (name.swapcase() if name != name.swapcase() else name + "_")
        yield Mutation("renamed", (path, other), "", lambda root, path=path, other=other: _rename(root, path, other))
    names = list(files)
    for first, second in zip(names, names[1:] + names[:1], strict=True):
        if files[first] != files[second]:
            yield Mutation("swapped", (first, second), "", lambda root, a=first, b=second: _swap(root, a, b))
    folders = sorted({"", *(path.rpartition("/")[0] for path in files)})
    for folder in folders:
        added = f"{folder}/added.bin".lstrip("/")
        yield Mutation("added", (added,), "", _written(added, b"added"))
        copied = f"{folder}/copy-of-{names[0].rpartition('/')[2]}".lstrip("/")
        yield Mutation("added", (copied,), "a copy", _written(copied, files[names[0]]))


def _link(path: Path) -> None:
    path.unlink()
    path.symlink_to("/dev/null")


def _rename(root: Path, before: str, after: str) -> None:
    (root / before).rename(root / after)


def _swap(root: Path, first: str, second: str) -> None:
    one, other = (root / first).read_bytes(), (root / second).read_bytes()
    (root / first).write_bytes(other)
    (root / second).write_bytes(one)
