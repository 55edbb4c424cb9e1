"""Sources and evidence items: facts about a file outside before and while it was read, and about the copy that was made."""

from dataclasses import dataclass
from enum import StrEnum

from intake.records.digests import Digests


class SourceKind(StrEnum):
    FILE = "file"
    FOLDER = "folder"
    LINK = "link"
    SOCKET = "socket"
    PIPE = "pipe"
    DEVICE = "device"
    PLACEHOLDER = "placeholder"  # content in a cloud
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class FileTimes:
    """Raw nanoseconds since 1970 as the system tells them, None where it tells none; `resolution_ns` what the filesystem keeps."""

    modified_ns: int | None = None
    changed_ns: int | None = None
    accessed_ns: int | None = None
    born_ns: int | None = None
    resolution_ns: int | None = None


@dataclass(frozen=True, slots=True)
class FileFacts:
    """fstat of an open source. device and inode identify it on this machine while it is mounted."""

    size: int
    device: int
    inode: int
    mode: int
    links: int
    times: FileTimes


@dataclass(frozen=True, slots=True)
class VolumeFacts:
    """The volume a source lies on, as the system tells it; empty where it tells nothing."""

    filesystem: str = ""
    label: str = ""
    serial: str = ""
    mount_point: str = ""
    device_node: str = ""
    device_make: str = ""
    device_model: str = ""
    device_serial: str = ""
    transport: str = ""
    read_only: bool | None = None
    removable: bool | None = None


@dataclass(frozen=True, slots=True)
class PlanLine:
    """One source of a batch, by what its directory says: nothing is opened for it.

    path: raw bytes of the absolute path. name: raw bytes of the last component. relative: raw bytes below the chosen root.
    refusal: the code of the SourceError why it cannot be acquired (a link, a pipe, a folder that cannot be listed), else None.
    """

    line: int
    path: bytes
    name: bytes
    relative: bytes
    kind: SourceKind
    size: int
    modified_ns: int | None
    refusal: str | None = None


class AccessTimeKept(StrEnum):
    """Whether reading left the source's access time alone."""

    KEPT = "kept"  # O_NOATIME, or a read-only or noatime mount
    NOT_GUARANTEED = "not_guaranteed"  # the system refused O_NOATIME


class PageCache(StrEnum):
    """Where the bytes of a reading may have come from."""

    DIRECT = "direct"  # the system was asked to read past its cache and accepted
    DROPPED = "dropped"  # the cache was dropped first, and samples showed that it had been
    CACHED = "cached"  # nothing is known: the bytes may be those that lay in memory


@dataclass(frozen=True, slots=True)
class SourceMark:
    """What a download or a transfer left beside the content: an extended attribute or stream, untrusted.

    value: at most `acquisition.marks.MOST_MARK` bytes; size: how many there are, -1 where they could not be read.
    """

    name: bytes
    value: bytes
    size: int


@dataclass(frozen=True, slots=True)
class Reading:
    """One faithful reading of a source: facts before and after, digests and the number of bytes, start and end.

    started, ended: RFC 3339 UTC with microseconds.
    """

    before: FileFacts
    after: FileFacts
    size: int
    digests: Digests
    started: str
    ended: str
    access_time: AccessTimeKept
    cache: PageCache = PageCache.CACHED
    marks: tuple[SourceMark, ...] = ()


class Comparison(StrEnum):
    """How the three digests of an item stand: source as read, stored copy decrypted again, source read again."""

    IDENTICAL = "identical"
    DIFFERS = "differs"
    NOT_MADE = "not_made"
