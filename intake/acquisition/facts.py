"""From what the system says of a file to the facts that are recorded, and what differs between two of them."""

import stat
import sys
from os import stat_result

from intake.records.items import FileFacts, FileTimes, SourceKind

_KINDS = {
    stat.S_IFREG: SourceKind.FILE,
    stat.S_IFDIR: SourceKind.FOLDER,
    stat.S_IFLNK: SourceKind.LINK,
    stat.S_IFSOCK: SourceKind.SOCKET,
    stat.S_IFIFO: SourceKind.PIPE,
    stat.S_IFCHR: SourceKind.DEVICE,
    stat.S_IFBLK: SourceKind.DEVICE,
}

IO_REPARSE_TAG_SYMLINK = 0xA000000C
IO_REPARSE_TAG_MOUNT_POINT = 0xA0000003  # a junction


def kind_of(status: stat_result) -> SourceKind:
    """What sort of thing it is; on Windows a junction is a link too."""
    if getattr(status, "st_reparse_tag", 0) in (IO_REPARSE_TAG_SYMLINK, IO_REPARSE_TAG_MOUNT_POINT):
        return SourceKind.LINK
    return _KINDS.get(stat.S_IFMT(status.st_mode), SourceKind.UNKNOWN)


def _born_ns(status: stat_result, windows: bool) -> int | None:
    if windows:
        return status.st_ctime_ns  # the creation time there, in every Python until now
    seconds = getattr(status, "st_birthtime", None)  # macOS; a float holds microseconds, no more
    return None if seconds is None else int(seconds * 1_000_000) * 1_000


def facts_of(
    status: stat_result, *, resolution_ns: int | None, born_ns: int | None = None, windows: bool = sys.platform == "win32"
) -> FileFacts:
    """The recorded form. born_ns: from a call that `stat_result` has no field for."""
    return FileFacts(
        size=status.st_size,
        device=status.st_dev,
        inode=status.st_ino,
        mode=status.st_mode,
        links=status.st_nlink,
        times=FileTimes(
            modified_ns=status.st_mtime_ns,
            changed_ns=None if windows else status.st_ctime_ns,
            accessed_ns=status.st_atime_ns,
            born_ns=_born_ns(status, windows) if born_ns is None else born_ns,
            resolution_ns=resolution_ns,
        ),
    )


def difference(before: FileFacts, after: FileFacts) -> tuple[str, int, int] | None:
    """What changed while a file was read, with both values, or None. The access time is not of the file's content."""
    pairs = {
        "device": (before.device, after.device),
        "inode": (before.inode, after.inode),
        "size": (before.size, after.size),
        "modified_ns": (before.times.modified_ns, after.times.modified_ns),
        "changed_ns": (before.times.changed_ns, after.times.changed_ns),
        "links": (before.links, after.links),
    }
    return _first_different(pairs)


def other_file(earlier: FileFacts, now: FileFacts, *, lasting: bool) -> tuple[str, int, int] | None:
    """What says that this is not the file that was read earlier, or None.

    lasting: inode numbers of that filesystem last. The device number is no part of it: it is given anew at each plugging-in.
    """
    pairs = {
        "size": (earlier.size, now.size),
        "modified_ns": (earlier.times.modified_ns, now.times.modified_ns),
    }
    if lasting:
        pairs["inode"] = (earlier.inode, now.inode)
    return _first_different(pairs)


def _first_different(pairs: dict[str, tuple[int | None, int | None]]) -> tuple[str, int, int] | None:
    for what, (one, other) in pairs.items():
        if one != other:
            return what, one or 0, other or 0
    return None
