"""Volumes on macOS, by `statfs(2)`. Written from documentation, not tested on macOS.

Make, model and serial of the device are told by IOKit only, which is not asked here: they stay empty.
"""

import ctypes
from typing import Any

from intake.records.items import VolumeFacts
from intake.records.names import shown

MNT_RDONLY = 0x0000_0001
MNT_REMOVABLE = 0x0000_0200
VOLUMES = b"/Volumes/"
MOST_PATH_TEXT = 4096  # characters


class Statfs(ctypes.Structure):
    """`struct statfs` of <sys/mount.h> with 64-bit inodes."""

    _fields_ = [
        ("f_bsize", ctypes.c_uint32),
        ("f_iosize", ctypes.c_int32),
        ("f_blocks", ctypes.c_uint64),
        ("f_bfree", ctypes.c_uint64),
        ("f_bavail", ctypes.c_uint64),
        ("f_files", ctypes.c_uint64),
        ("f_ffree", ctypes.c_uint64),
        ("f_fsid", ctypes.c_int32 * 2),
        ("f_owner", ctypes.c_uint32),
        ("f_type", ctypes.c_uint32),
        ("f_flags", ctypes.c_uint32),
        ("f_fssubtype", ctypes.c_uint32),
        ("f_fstypename", ctypes.c_char * 16),
        ("f_mntonname", ctypes.c_char * 1024),
        ("f_mntfromname", ctypes.c_char * 1024),
        ("f_flags_ext", ctypes.c_uint32),
        ("f_reserved", ctypes.c_uint32 * 7),
    ]


def _statfs(path: bytes, told: Statfs) -> int:
    system: Any = ctypes.CDLL(None, use_errno=True)
    return int(getattr(system, "statfs$INODE64", system.statfs)(path, ctypes.byref(told)))


def volume_of(device: int, path: bytes, statfs: Any = _statfs) -> VolumeFacts:  # noqa: ARG001 - the path says all
    """The volume of an absolute path; its label is the name under which it is mounted in /Volumes."""
    told = Statfs()
    if statfs(path, told) != 0:
        return VolumeFacts()
    point, source = told.f_mntonname, told.f_mntfromname
    return VolumeFacts(
        filesystem=told.f_fstypename.decode("ascii", "replace"),
        label=shown(point[len(VOLUMES) :]) if point.startswith(VOLUMES) else "",
        mount_point=shown(point, MOST_PATH_TEXT),
        device_node=shown(source, MOST_PATH_TEXT) if source.startswith(b"/dev/") else "",
        read_only=bool(told.f_flags & MNT_RDONLY),
        removable=bool(told.f_flags & MNT_REMOVABLE) or None,
    )


def media() -> tuple[tuple[bytes, VolumeFacts], ...]:
    """Volumes that come are not noticed on macOS yet: nothing here was tried there."""
    return ()
