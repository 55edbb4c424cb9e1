"""What is known of each kind of filesystem: how finely it keeps times, whether its inode numbers last, whether it is memory.

Sources: Microsoft, *File Times* and the exFAT specification 7.4; Linux's Documentation/filesystems; Apple TN1150 (HFS+);
ECMA-167 (UDF); ECMA-119 (ISO 9660). vfat and exfat under Linux make inode numbers up when a file is looked at, and may
make up others when memory was short; network and FUSE filesystems are as good as their servers, which is not known.
"""

from dataclasses import dataclass

NANOSECOND = 1
WINDOWS_TICK = 100
MICROSECOND = 1_000
TEN_MILLISECONDS = 10_000_000
SECOND = 1_000_000_000


@dataclass(frozen=True, slots=True)
class Filesystem:
    """resolution_ns: step of the modification times it keeps, None if unknown. lasting: an inode number names one file."""

    resolution_ns: int | None = None
    lasting: bool = False
    in_memory: bool = False


UNKNOWN = Filesystem()

_KNOWN = {
    "apfs": Filesystem(NANOSECOND, lasting=True),
    "bcachefs": Filesystem(NANOSECOND, lasting=True),
    "btrfs": Filesystem(NANOSECOND, lasting=True),
    "exfat": Filesystem(TEN_MILLISECONDS),
    "ext2": Filesystem(SECOND, lasting=True),
    "ext3": Filesystem(SECOND, lasting=True),
    "ext4": Filesystem(NANOSECOND, lasting=True),
    "f2fs": Filesystem(NANOSECOND, lasting=True),
    "fat": Filesystem(2 * SECOND),
    "fat32": Filesystem(2 * SECOND),
    "hfs": Filesystem(SECOND, lasting=True),
    "hfsplus": Filesystem(SECOND, lasting=True),
    "iso9660": Filesystem(SECOND, lasting=True),
    "msdos": Filesystem(2 * SECOND),
    "ntfs": Filesystem(WINDOWS_TICK, lasting=True),
    "ntfs3": Filesystem(WINDOWS_TICK, lasting=True),
    "ramfs": Filesystem(NANOSECOND, lasting=True, in_memory=True),
    "refs": Filesystem(WINDOWS_TICK, lasting=True),
    "squashfs": Filesystem(SECOND, lasting=True),
    "tmpfs": Filesystem(NANOSECOND, lasting=True, in_memory=True),
    "udf": Filesystem(MICROSECOND, lasting=True),
    "vfat": Filesystem(2 * SECOND),
    "xfs": Filesystem(NANOSECOND, lasting=True),
    "zfs": Filesystem(NANOSECOND, lasting=True),
}


def known(name: str) -> Filesystem:
    """What is known of a filesystem by the name that the system gives it, in any case; `UNKNOWN` otherwise."""
    return _KNOWN.get(name.casefold(), UNKNOWN)
