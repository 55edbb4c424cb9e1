"""Where a demo lies: a fresh folder under the person's data directory, with a copy of the sample stick in it."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import platformdirs

from intake import assets, durable
from intake.errors import StorageError
from intake.host.clock import utc_now

MOST_DEMOS = 200  # folders of one day
MOST_FILE = 8_000_000  # bytes of a sample, or of a file in the bundle made of them
MOST_BUNDLE = 64_000_000  # bytes of one in a single file
NAME = "evidence-intake"
NAME_ALTERED = "altered"


@dataclass(frozen=True, slots=True)
class Places:
    """The paths of one demo."""

    root: Path

    @property
    def vault(self) -> Path:
        return self.root / "vault"

    @property
    def stick(self) -> Path:
        """What a witness handed over."""
        return self.root / "stick"

    @property
    def keyframes(self) -> Path:
        return self.root / "keyframes"

    @property
    def handed_over(self) -> Path:
        """Where the bundle is written."""
        return self.root / "handed-over"

    @property
    def altered(self) -> Path:
        """A copy of the bundle in which one byte is another one."""
        return self.root / NAME_ALTERED

    @property
    def passphrase(self) -> Path:
        return self.root / "passphrase.txt"

    @property
    def recovery(self) -> Path:
        return self.root / "recovery-code.txt"


def _data_folder() -> Path:
    return platformdirs.user_data_path(NAME, appauthor=False)


def fresh() -> Places:
    """Makes a folder that is not there yet: in the person's data directory, or where that cannot be written, in this one.

    StorageError when neither can be written to.
    """
    here = Path.cwd()
    try:
        return _numbered(_data_folder())
    except StorageError:
        return _numbered(here)


def _numbered(parent: Path) -> Places:
    name = f"demo-{utc_now()[:10]}"
    for number in range(1, MOST_DEMOS):
        root = parent / (name if number == 1 else f"{name}-{number}")
        if not os.path.lexists(root):
            return made(root)
    raise StorageError("target_exists", name=str(parent / name))


def made(root: Path) -> Places:
    """A demo in this folder, which must not be there yet. StorageError."""
    _folders(root.parent)
    durable.make_folder(root)
    return Places(root)


def _folders(path: Path) -> None:
    if not path.is_dir():
        _folders(path.parent)
        durable.make_folder(path, exists_ok=True)


def _files(folder: Path) -> Iterator[Path]:
    for name in durable.names(folder):
        path = folder / name
        if path.is_dir():
            yield from _files(path)
        else:
            yield path


def copy(source: Path, target: Path, altered: Path | None = None) -> None:
    """Copies a small folder; in the file `altered` of it one bit in the middle is turned over. StorageError."""
    for path in _files(source):
        data = bytearray(durable.read(path, MOST_FILE))
        if path == altered:
            data[len(data) // 2] ^= 1
        copied = target / path.relative_to(source)
        _folders(copied.parent)
        durable.write_new(copied, bytes(data))


def lay_out_stick(places: Places) -> None:
    """The sample stick, copied to where it can be looked at and used again. StorageError."""
    copy(assets.path("demo", "stick"), places.stick)


def changed_copy(bundle: Path, root: Path) -> Path:
    """A copy of a bundle, in a folder of its own beside the others, with one byte changed: in the largest exhibit of a folder,
    in the middle of a file. StorageError.
    """
    parents = (root / (f"{NAME_ALTERED}-{number}" if number > 1 else NAME_ALTERED) for number in range(1, MOST_DEMOS))
    parent = next((one for one in parents if not os.path.lexists(one)), None)
    if parent is None:
        raise StorageError("target_exists", name=str(root / NAME_ALTERED))
    durable.make_folder(parent)
    target = parent / bundle.name
    if bundle.is_file():
        data = bytearray(durable.read(bundle, MOST_BUNDLE))
        data[len(data) // 2] ^= 1
        durable.write_new(target, bytes(data))
    else:
        exhibits = sorted(_files(bundle / "data" / "evidence"), key=lambda path: (path.stat().st_size, path.name))
        copy(bundle, target, altered=exhibits[-1] if exhibits else bundle / "bagit.txt")
    return target
