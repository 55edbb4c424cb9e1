"""A source in memory that does what it is told, and a sink that keeps what it is given."""

from contextlib import contextmanager
from dataclasses import dataclass, field, replace

from intake.records.items import AccessTimeKept, FileFacts, FileTimes, PageCache

FACTS = FileFacts(
    size=0,
    device=1,
    inode=2,
    mode=0o100644,
    links=1,
    times=FileTimes(modified_ns=10, changed_ns=11, accessed_ns=12, born_ns=9, resolution_ns=1),
)


@dataclass
class MemorySource:
    """content: the bytes; stated: the size that the system says; after: facts at the end, by default those before.

    at_most: bytes that one read gives. failing: (position, error) of the read that fails.
    """

    content: bytes
    stated: int | None = None
    after: FileFacts | None = None
    at_most: int = 1 << 30
    failing: tuple[int, BaseException] | None = None
    access_time: AccessTimeKept = AccessTimeKept.KEPT
    cache: PageCache = PageCache.CACHED
    stable_identity: bool = True
    facts_before: FileFacts = FACTS
    closed: bool = False
    past_cache: bool | None = None
    asked: int = 0
    endless: bool = False
    position: int = field(default=0)

    @contextmanager
    def open(self, *, past_cache=False):
        self.past_cache = past_cache
        self.position = self.asked = 0
        try:
            yield self
        finally:
            self.closed = True

    def facts(self):
        self.asked += 1
        size = len(self.content) if self.stated is None else self.stated
        before = replace(self.facts_before, size=size)
        return before if self.asked == 1 or self.after is None else self.after

    def marks(self):
        return ()

    def readinto(self, buffer):
        if self.failing and self.position >= self.failing[0]:
            raise self.failing[1]
        if self.endless:
            self.position += len(buffer)
            return len(buffer)
        part = self.content[self.position : self.position + min(len(buffer), self.at_most)]
        buffer[: len(part)] = part
        self.position += len(part)
        return len(part)


class Kept:
    """A sink."""

    def __init__(self):
        self.data = bytearray()

    def write(self, chunk):
        self.data += chunk
