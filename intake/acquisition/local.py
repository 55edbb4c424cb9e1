"""A file on this computer, or on a medium that is mounted here, as a source."""

import errno
import io
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from intake.acquisition import marks, placeholders
from intake.acquisition.facts import facts_of, kind_of
from intake.acquisition.filesystems import Filesystem, known
from intake.acquisition.handles import OpenFile
from intake.acquisition.opening import open_file
from intake.acquisition.volumes import Volumes
from intake.errors import SourceError
from intake.records.items import AccessTimeKept, FileFacts, PageCache, PlanLine, SourceKind, SourceMark

SECTOR = 512  # bytes; the least that direct reading is aligned to
PAGE = 4096  # bytes; the most that it is aligned to on the disks of today

_GONE = frozenset({errno.ENOENT, errno.ESTALE, errno.ENODEV, errno.ENXIO, errno.ENOTDIR, getattr(errno, "ENOMEDIUM", -1)})
_READ_ONLY = getattr(os, "ST_RDONLY", 1)
_NO_ACCESS_TIMES = getattr(os, "ST_NOATIME", 0)


def source_error(error: OSError, **facts: object) -> SourceError:
    """The system's error as ours: vanished, a link, or unreadable with the system's name of the reason."""
    reason = errno.errorcode.get(error.errno or 0, "unknown")
    if error.errno in _GONE:
        return SourceError("source_vanished", reason=reason, **facts)
    if error.errno == errno.ELOOP:
        return SourceError("source_is_link", reason=reason, **facts)
    return SourceError("source_unreadable", reason=reason, **facts)


class OpenedLocalFile:
    """A regular file that is open for reading; an `acquisition.sources.OpenedSource`."""

    def __init__(self, path: bytes, file: OpenFile, filesystem: Filesystem, *, past_cache: bool) -> None:
        self._path = path
        self._descriptor = file.descriptor
        self._filesystem = filesystem
        self._raw = io.FileIO(file.descriptor, "rb", closefd=False)
        self._direct = file.direct
        self._size = file.status.st_size
        self._position = 0
        self._untouched = file.untouched
        self._cache = PageCache.CACHED
        if past_cache:
            # Also before direct reading: a filesystem that accepts O_DIRECT may still go through its cache (ext4 inline).
            self._cache = self._dropped(self._size)
            if file.direct and not filesystem.in_memory:
                self._cache = PageCache.DIRECT

    @property
    def access_time(self) -> AccessTimeKept:
        """Kept when O_NOATIME was accepted, or where the volume is read-only or keeps none."""
        if self._untouched:
            return AccessTimeKept.KEPT
        if sys.platform == "win32":
            return AccessTimeKept.NOT_GUARANTEED
        flags = os.fstatvfs(self._descriptor).f_flag
        return AccessTimeKept.KEPT if flags & (_READ_ONLY | _NO_ACCESS_TIMES) else AccessTimeKept.NOT_GUARANTEED

    @property
    def cache(self) -> PageCache:
        """What the opening reached, or less, if direct reading had to be given up on the way."""
        return self._cache

    @property
    def stable_identity(self) -> bool:
        """By the kind of filesystem."""
        return self._filesystem.lasting

    def facts(self) -> FileFacts:
        """What fstat says now."""
        try:
            status = os.fstat(self._descriptor)
        except OSError as error:
            raise source_error(error) from error
        born = None
        if sys.platform == "linux":
            from intake.acquisition.birth_linux import born_ns

            born = born_ns(self._descriptor)
        return facts_of(status, resolution_ns=self._filesystem.resolution_ns, born_ns=born)

    def marks(self) -> tuple[SourceMark, ...]:
        """What lies beside the content."""
        return marks.read_marks(self._descriptor, self._path)

    def readinto(self, buffer: memoryview, /) -> int:
        """Read on. Direct reading that the system refuses on the way goes on through the cache, and `cache` says so."""
        try:
            if self._direct and self._position % SECTOR:
                # Only a file's end is not aligned. Reading there directly is an error on some systems, so it is asked for.
                if os.fstat(self._descriptor).st_size <= self._position:
                    return 0
                self._leave_direct()
            count = self._read(self._asked(buffer))
        except OSError as error:
            raise source_error(error, position=self._position) from error
        self._position += count
        return count

    def _asked(self, buffer: memoryview) -> memoryview:
        # Direct reading takes hold of every page that it may fill: for a photo that cost 40 times the reading itself.
        if not self._direct:
            return buffer
        left = max(self._size - self._position, 1)
        return buffer[: (left + PAGE - 1) // PAGE * PAGE]

    def _read(self, buffer: memoryview) -> int:
        try:
            count = self._raw.readinto(buffer)
        except OSError as error:
            if not self._direct or error.errno != errno.EINVAL:
                raise
            self._leave_direct()
            count = self._raw.readinto(buffer)
        if count is None:
            raise OSError(errno.EAGAIN, "would block")
        return count

    def _leave_direct(self) -> None:
        self._direct = False
        self._cache = PageCache.CACHED
        if sys.platform == "linux":
            import fcntl

            flags = fcntl.fcntl(self._descriptor, fcntl.F_GETFL)
            fcntl.fcntl(self._descriptor, fcntl.F_SETFL, flags & ~os.O_DIRECT)
            self._cache = self._dropped(os.fstat(self._descriptor).st_size)

    def _dropped(self, size: int) -> PageCache:
        if sys.platform != "linux" or self._filesystem.in_memory:
            return PageCache.CACHED
        from intake.acquisition.past_cache_linux import drop

        return PageCache.DROPPED if drop(self._descriptor, size) else PageCache.CACHED


@dataclass(frozen=True, slots=True)
class LocalFile:
    """A file below a chosen folder; an `acquisition.sources.Source`.

    path: raw bytes of the absolute path; relative: its end below the chosen folder, through which no link is followed.
    """

    path: bytes
    relative: bytes
    volumes: Volumes

    @classmethod
    def of(cls, line: PlanLine, volumes: Volumes) -> "LocalFile":
        """The source of a plan's line; SourceError with the line's refusal when it has one."""
        if line.refusal is not None:
            raise SourceError(line.refusal, kind=line.kind.value)
        return cls(line.path, line.relative, volumes)

    def _parts(self) -> tuple[bytes, list[bytes]]:
        separator = os.sep.encode()
        parts = self.relative.split(separator)
        if not self.path.endswith(separator + self.relative) or any(part in (b"", b".", b"..") for part in parts):
            raise ValueError("not a path below its folder")
        return self.path[: -len(self.relative)], parts

    def _check(self, status: os.stat_result) -> None:
        kind = kind_of(status)
        if kind is SourceKind.LINK:
            raise SourceError("source_is_link", what="file")
        if kind is not SourceKind.FILE:
            raise SourceError("source_not_regular", kind=kind.value)
        if placeholders.is_placeholder(self.path, status, lambda: marks.mark_names(self.path)):
            raise SourceError("source_is_placeholder")

    @contextmanager
    def open(self, *, past_cache: bool = False) -> Iterator[OpenedLocalFile]:
        """As `acquisition.sources.Source.open`."""
        root, parts = self._parts()
        try:
            file = open_file(root, parts, self._check, past_cache=past_cache)
        except OSError as error:
            raise source_error(error) from error
        try:
            filesystem = known(self.volumes.of(file.status.st_dev, self.path).filesystem)
            yield OpenedLocalFile(self.path, file, filesystem, past_cache=past_cache)
        finally:
            os.close(file.descriptor)
