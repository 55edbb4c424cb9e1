"""What would stop a bundle from being written, found before a byte is: too little space, files too large for the medium."""

from collections.abc import Mapping
from dataclasses import dataclass

from intake.bundle.writing import Form
from intake.errors import StorageError
from intake.ids import ItemId

FAT32_MOST_FILE = 2**32 - 1  # bytes
_FAT32 = frozenset({"vfat", "fat", "fat32", "msdos"})
_COARSE = frozenset({*_FAT32, "exfat"})
_COARSE_CLUSTER = 128 * 1024  # bytes that a file takes at least on a large stick
_CLUSTER = 4 * 1024
_OWN_FILES = 20  # lists, custody files, START-HERE, verifier …
_OWN_BYTES = 1024 * 1024
_BYTES_OF_ITEM = 64 * 1024  # custody entries with proofs, and what a ZIP says of its files


@dataclass(frozen=True, slots=True)
class Load:
    """What is to be written. exhibits: items to bytes. others, other_bytes: how many further files, and their bytes."""

    exhibits: Mapping[ItemId, int]
    others: int = 0
    other_bytes: int = 0


def needed(load: Load, form: Form, filesystem: str) -> int:
    """Bytes that the bundle will take on the medium at most; a little more than it is likely to."""
    whole = sum(load.exhibits.values()) + load.other_bytes + _OWN_BYTES + _BYTES_OF_ITEM * len(load.exhibits)
    if form is Form.ZIP:
        return whole
    cluster = _COARSE_CLUSTER if filesystem.lower() in _COARSE else _CLUSTER
    return whole + cluster * (len(load.exhibits) + load.others + _OWN_FILES)


def obstacles(load: Load, form: Form, *, filesystem: str, free: int) -> tuple[StorageError, ...]:
    """Everything that would stop it, as errors that are not raised; empty when nothing would.

    filesystem: as the system names it (`vfat`, `exfat`, `ext4`, `FAT32` …). free: bytes free on the medium.
    """
    found = []
    if (wanted := needed(load, form, filesystem)) > free:
        found.append(StorageError("disk_full", expected=wanted, found=free))
    if filesystem.lower() in _FAT32:
        if form is Form.ZIP and wanted > FAT32_MOST_FILE:
            found.append(StorageError("file_too_large_for_medium", expected=FAT32_MOST_FILE, found=wanted))
        if form is Form.FOLDER:
            found += [
                StorageError("file_too_large_for_medium", item=item, expected=FAT32_MOST_FILE, found=size)
                for item, size in load.exhibits.items()
                if size > FAT32_MOST_FILE
            ]
    return tuple(found)
