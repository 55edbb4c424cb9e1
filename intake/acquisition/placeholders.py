"""Files that are only the promise of content in a cloud: opening one would download it, or take in the stub as evidence.

Decided from what the directory says, on positive signs only, because a real file refused is evidence lost. No allocated
blocks alone are no sign: filesystems keep small files in the inode, and a network or FUSE filesystem may count none.
"""

import os
from collections.abc import Callable, Iterable
from os import stat_result

# Windows: FILE_ATTRIBUTE_… of <winnt.h>. OFFLINE is set by hierarchical storage and older sync clients.
OFFLINE = 0x0000_1000
RECALL_ON_OPEN = 0x0004_0000
RECALL_ON_DATA_ACCESS = 0x0040_0000

SF_DATALESS = 0x4000_0000  # macOS: st_flags of <sys/stat.h>

MOST_STUB = 64 * 1024  # bytes; iCloud's stubs are property lists of a few hundred bytes
STUB_SUFFIXES = (b".nextcloud", b".owncloud")  # virtual files in suffix mode hold one byte

SYNC_FOLDERS = frozenset(
    {
        b"box",
        b"box sync",
        b"dropbox",
        b"google drive",
        b"googledrive",
        b"icloud drive",
        b"mega",
        b"mobile documents",
        b"nextcloud",
        b"onedrive",
        b"owncloud",
        b"pclouddrive",
        b"proton drive",
        b"sync.com",
    }
)
SYNC_MARKS = ("user.nextcloud.", "user.owncloud.", "user.onedriver.", "user.com.dropbox.", "user.drive.")


def in_sync_folder(path: bytes) -> bool:
    """Whether a folder on the way has the name of a synchronised folder (`OneDrive - Office` counts)."""
    parts = (part.lower() for part in path.replace(b"\\", b"/").split(b"/")[:-1])
    return any(part in SYNC_FOLDERS or part.startswith(b"onedrive - ") for part in parts)


def is_placeholder(path: bytes, status: stat_result, mark_names: Callable[[], Iterable[str]] = tuple) -> bool:
    """Whether the file's content is not here. mark_names: names of its extended attributes, asked only when in doubt."""
    if getattr(status, "st_file_attributes", 0) & (OFFLINE | RECALL_ON_OPEN | RECALL_ON_DATA_ACCESS):
        return True
    if getattr(status, "st_flags", 0) & SF_DATALESS:
        return True
    name = os.path.basename(path).lower()
    if name.startswith(b".") and name.endswith(b".icloud") and status.st_size <= MOST_STUB:
        return True
    if name.endswith(STUB_SUFFIXES) and status.st_size <= 1:
        return True
    if status.st_size == 0 or getattr(status, "st_blocks", 1) != 0:
        return False
    return in_sync_folder(path) or any(mark.startswith(SYNC_MARKS) for mark in mark_names())
