"""What acquisition reads from and writes into, as protocols: the rooms on either side stay unknown to it."""

from contextlib import AbstractContextManager
from typing import Protocol

from intake.records.items import AccessTimeKept, FileFacts, PageCache, SourceMark


class Sink(Protocol):
    """Takes the bytes of a source, in order."""

    def write(self, chunk: memoryview, /) -> None:
        """Take a chunk whole before returning; the view is reused afterwards. Raises StorageError."""
        ...


class OpenedSource(Protocol):
    """A source while it is open, for reading only. Every method raises SourceError."""

    @property
    def access_time(self) -> AccessTimeKept:
        """What the opening could promise."""
        ...

    @property
    def cache(self) -> PageCache:
        """Where the bytes came from, known when all have been read."""
        ...

    @property
    def stable_identity(self) -> bool:
        """Whether an inode number means the same file at every opening, also after the medium was taken out."""
        ...

    def facts(self) -> FileFacts:
        """What the system says of the opened file now."""
        ...

    def marks(self) -> tuple[SourceMark, ...]:
        """What lies beside the content and says where it came from."""
        ...

    def readinto(self, buffer: memoryview, /) -> int:
        """Read on, at most `len(buffer)` bytes; 0 at the end."""
        ...


class Source(Protocol):
    """One thing outside that can be read as a stream of bytes."""

    def open(self, *, past_cache: bool = False) -> AbstractContextManager[OpenedSource]:
        """Open it; with `past_cache`, such that the bytes come from the medium and not from memory, where that is possible.

        SourceError when it is not a regular file, a link or a placeholder, or cannot be opened.
        """
        ...
