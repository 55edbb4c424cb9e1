"""The medium that a bundle is to be written to, and how much of it the bundle will take; nothing is written to find out."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from intake import durable
from intake.acquisition.volumes import Volumes
from intake.bundle import preflight
from intake.bundle.preflight import Load
from intake.bundle.writing import Form
from intake.casework.opened import Opened
from intake.errors import StorageError, TamperError, VaultError
from intake.records.claims import Kind
from intake.records.items import VolumeFacts
from intake.records.rows import Item

_PICTURES = {Kind.VIDEO: 42, Kind.PHOTO: 2}  # of an item at most: storyboard, poster, thumbnail
_TWICE = 2  # what is recorded in an item is written out as text, which takes more room than in its pack


@dataclass(frozen=True, slots=True)
class Medium:
    """volume: as the system tells it. free: bytes that a bundle may take on it."""

    volume: VolumeFacts
    free: int


def medium_of(target: Path, vault: Path) -> Medium:
    """Of a folder that may not be there yet. Beside the vault, what the log needs stays free. StorageError(target_missing …)."""
    folder = nearest(target)
    device = _device(folder)
    kept = durable.SPACE_KEPT_FREE if device == _device(vault) else 0
    return Medium(Volumes().of(device, bytes(folder)), max(0, durable.free_space(folder) - kept))


def nearest(target: Path) -> Path:
    """The folder itself, or the nearest one above it that is there."""
    folder = target
    while not durable.is_there(folder) and folder != folder.parent:
        folder = folder.parent
    return folder


def _device(folder: Path) -> int:
    try:
        return folder.stat().st_dev
    except OSError as error:
        raise StorageError("target_missing", name=folder.name) from error


def load_of(opened: Opened, items: Sequence[Item]) -> Load:
    """What a bundle of these items takes. Of each only how large its pack is is looked at."""
    others = sum(1 + _PICTURES.get(item.row.kind, 0) for item in items if item.row.kind is not None)
    return Load({item.row.item: item.row.size for item in items}, others + len(items), sum(_pack(opened, item) for item in items))


def _pack(opened: Opened, item: Item) -> int:
    if item.row.pack is None or not opened.objects.placed(item.row.pack):
        return 0  # of an examination that is damaged nothing goes out
    try:
        with opened.objects.open(item.row.pack) as grant:
            return grant.size * _TWICE
    except (TamperError, VaultError, StorageError):
        return 0


def obstacles(medium: Medium, load: Load, form: Form, target: Path, name: str) -> tuple[StorageError, ...]:
    """What stops the bundle `name` from being written into `target`; see `bundle.preflight.obstacles`."""
    return preflight.obstacles(
        load,
        form,
        filesystem=medium.volume.filesystem,
        free=medium.free,
        target=target,
        name=name,
        read_only=medium.volume.read_only is True,
    )
