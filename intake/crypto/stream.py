"""One object's bytes, encrypted so that they can be read at any place: writing, and reading under a `Grant`.

Byte-compatible with Tink's AES256_GCM_HKDF_1MB; the format is in stream.md and `segments`.
"""

import io
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, BinaryIO, Final

from cryptography.exceptions import InvalidTag

from intake.crypto import segments
from intake.crypto.ranges import FileRange, MemoryRange, RangeSource
from intake.crypto.segments import HEADER_BYTES, PREFIX_BYTES, SALT_BYTES, SEGMENT, TAG_BYTES, ciphertext_size, plaintext_size
from intake.errors import IntakeError, TamperError

__all__ = [
    "FileRange",
    "Grant",
    "MemoryRange",
    "RangeSource",
    "StreamReader",
    "StreamWriter",
    "ciphertext_size",
    "open_stream",
    "plaintext_size",
]

KEPT_SEGMENTS: Final = 4  # decrypted ones a reader keeps: sound, picture and index of a video lie apart


class StreamWriter:
    """Takes plaintext in pieces of any size, hands ciphertext on in pieces of 1 MiB; `finish` writes the last.

    write: gets a view of a buffer that is reused afterwards. key: the object's own 32 bytes. associated: bound to the
    stream, not written. After anything raised, and after `finish`, the writer is spent (ValueError): no segment is ever
    encrypted twice.
    """

    def __init__(self, write: Callable[[memoryview], None], key: bytes, associated: bytes) -> None:
        salt = secrets.token_bytes(SALT_BYTES)
        self._prefix = secrets.token_bytes(PREFIX_BYTES)
        self._cipher = segments.cipher(key, salt, associated)
        self._write = write
        self._plain = bytearray(segments.PLAIN)
        self._held = 0
        self._out = bytearray(SEGMENT)
        self._out[:HEADER_BYTES] = bytes([HEADER_BYTES]) + salt + self._prefix
        self._number = 0
        self._size = 0
        self._spent = False

    def write(self, chunk: bytes | bytearray | memoryview, /) -> None:
        """Take in the next bytes. Whatever the sink raises; ValueError when spent or beyond 2^32 segments."""
        self._begin()
        view = memoryview(chunk).cast("B")
        segments.segment_count(self._size + len(view))
        self._size += len(view)
        # A full segment is held back until a further byte comes, because the last one is marked as such.
        while view:
            room = self._capacity() - self._held
            if room == 0:
                self._emit(memoryview(self._plain)[: self._held], last=False)
                self._held = 0
            elif self._held == 0 and len(view) > room:
                self._emit(view[:room], last=False)
                view = view[room:]
            else:
                taken = min(room, len(view))
                self._plain[self._held : self._held + taken] = view[:taken]
                self._held += taken
                view = view[taken:]
        self._spent = False

    def finish(self) -> int:
        """Write the last segment, clear the plaintext held; the size of the whole stream in bytes."""
        self._begin()
        self._emit(memoryview(self._plain)[: self._held], last=True)
        touched = self._held if self._number == 1 else len(self._plain)
        self._plain[:touched] = bytes(touched)
        return ciphertext_size(self._size)

    def _begin(self) -> None:
        if self._spent:
            raise ValueError("the writer is finished, or failed before")
        self._spent = True

    def _capacity(self) -> int:
        return segments.FIRST_PLAIN if self._number == 0 else segments.PLAIN

    def _emit(self, plain: memoryview, *, last: bool) -> None:
        start = HEADER_BYTES if self._number == 0 else 0
        end = start + len(plain) + TAG_BYTES
        out = memoryview(self._out)[:end]
        nonce = segments.nonce(self._prefix, self._number, last)
        self._number += 1
        self._cipher.encrypt_into(nonce, plain, None, out[start:])
        self._write(out)


@dataclass(frozen=True, slots=True)
class Grant:
    """All that reading one object takes; it opens nothing else.

    source: where the object lies; closed by whoever made the grant at the end of its `with`, and the grant with it.
    start, length: the stream's place in the source, in bytes. size: plaintext bytes, from what the log says of the object.
    key: the object's own 32 bytes. associated: the object's header.
    """

    source: RangeSource = field(repr=False)
    start: int
    length: int
    size: int
    key: bytes = field(repr=False)
    associated: bytes = field(repr=False)


def open_stream(grant: Grant) -> "StreamReader":
    """A seekable reader of the plaintext. TamperError when sizes or header are wrong, StorageError(read_failed).

    Segments are authenticated as they are read, each before a byte of it is given.
    """
    return StreamReader(grant)


if TYPE_CHECKING:

    class _Base(io.BufferedIOBase, BinaryIO):
        """To the type checker a `BinaryIO`, as `io.BytesIO` is; at run time one base is enough."""
else:
    _Base = io.BufferedIOBase


class StreamReader(_Base):
    """The plaintext of one object: seekable, read-only, every byte authenticated before it is given.

    failed: the first error that reading met, or None. A decoder may swallow what its input raises, so whoever drove it
    asks here. Other segments stay readable after a failure. One thread at a time.
    """

    def __init__(self, grant: Grant) -> None:
        super().__init__()
        if plaintext_size(grant.length) != grant.size:
            raise TamperError("authentication_failed", reason="size", expected=grant.size, found=plaintext_size(grant.length))
        if grant.start < 0 or grant.source.size < grant.start + grant.length:
            raise TamperError("authentication_failed", reason="cut short", expected=grant.start + grant.length)
        header = grant.source.read_at(grant.start, HEADER_BYTES)
        if len(header) != HEADER_BYTES or header[0] != HEADER_BYTES:
            raise TamperError("malformed", reason="stream header")
        self.failed: IntakeError | None = None
        self._grant = grant
        self._prefix = header[1 + SALT_BYTES :]
        self._cipher = segments.cipher(grant.key, header[1 : 1 + SALT_BYTES], grant.associated)
        self._last = segments.segment_count(grant.size) - 1
        self._position = 0
        self._kept: dict[int, bytearray] = {}  # the one used last stands last
        self._newest = -1
        if grant.size == 0:
            self._decrypt(0)  # nothing will ever be read of it

    @property
    def size(self) -> int:
        """Plaintext bytes."""
        return self._grant.size

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        self._check_open()
        return self._position

    def seek(self, offset: int, whence: int = io.SEEK_SET, /) -> int:
        """Anywhere from 0 on; past the end there is nothing to read. ValueError below 0, or when `whence` is unknown."""
        self._check_open()
        base = {io.SEEK_SET: 0, io.SEEK_CUR: self._position, io.SEEK_END: self._grant.size}.get(whence)
        if base is None or base + offset < 0:
            raise ValueError("no such position")
        self._position = base + offset
        return self._position

    def read(self, size: int | None = -1, /) -> bytes:
        """`size` bytes, fewer only at the end. TamperError, StorageError(read_failed)."""
        left = max(0, self._grant.size - self._position)
        wanted = left if size is None or size < 0 else min(size, left)
        self._check_open()
        if not wanted:
            return b""
        segment, at = self._here()
        if at + wanted <= len(segment):
            self._position += wanted
            return bytes(memoryview(segment)[at : at + wanted])
        out = bytearray(wanted)
        self._fill(memoryview(out))
        return bytes(out)

    def read1(self, size: int = -1, /) -> bytes:
        """At most `size` bytes of one segment. TamperError, StorageError(read_failed)."""
        self._check_open()
        if size == 0 or self._position >= self._grant.size:
            return b""
        segment, at = self._here()
        piece = bytes(memoryview(segment)[at:] if size < 0 else memoryview(segment)[at : at + size])
        self._position += len(piece)
        return piece

    def readinto(self, buffer: "bytearray | memoryview", /) -> int:  # type: ignore[override]
        """Fill the buffer, less only at the end; how many bytes. TamperError, StorageError(read_failed)."""
        self._check_open()
        view = memoryview(buffer).cast("B")
        wanted = min(len(view), max(0, self._grant.size - self._position))
        self._fill(view[:wanted])
        return wanted

    def close(self) -> None:
        """Clear what was decrypted."""
        for segment in self._kept.values():
            segment[:] = bytes(len(segment))
        self._kept.clear()
        super().close()

    def _fill(self, view: memoryview) -> None:
        while view:
            segment, at = self._here()
            taken = min(len(view), len(segment) - at)
            view[:taken] = memoryview(segment)[at : at + taken]
            self._position += taken
            view = view[taken:]

    def _here(self) -> tuple[bytearray, int]:
        """The decrypted segment at the position, and where in it. Only where there is a byte."""
        number = segments.number_at(self._position)
        if number == self._newest:
            segment = self._kept[number]
        elif (kept := self._kept.pop(number, None)) is not None:
            self._kept[number] = segment = kept
            self._newest = number
        else:
            try:
                segment = self._decrypt(number)
            except IntakeError as error:
                self.failed = self.failed or error
                raise
        return segment, self._position - segments.plain_start(number)

    def _decrypt(self, number: int) -> bytearray:
        grant = self._grant
        start = number * SEGMENT + (HEADER_BYTES if number == 0 else 0)
        n = min((number + 1) * SEGMENT, grant.length) - start
        encrypted = grant.source.read_at(grant.start + start, n)
        if len(encrypted) != n:
            raise TamperError("authentication_failed", reason="cut short", segment=number)
        plain = self._buffer(n - TAG_BYTES)
        try:
            self._cipher.decrypt_into(segments.nonce(self._prefix, number, number == self._last), encrypted, None, plain)
        except InvalidTag as error:
            # The library leaves unauthenticated plaintext in the buffer.
            plain[:] = bytes(len(plain))
            raise TamperError("authentication_failed", reason="segment", segment=number) from error
        self._kept[number] = plain
        self._newest = number
        return plain

    def _buffer(self, n: int) -> bytearray:
        """A buffer of `n` bytes: the oldest kept one where it fits and enough are kept."""
        if len(self._kept) >= KEPT_SEGMENTS:
            old = self._kept.pop(next(iter(self._kept)))
            if len(old) == n:
                return old
            old[:] = bytes(len(old))
        return bytearray(n)

    def _check_open(self) -> None:
        if self.closed:
            raise ValueError("the stream was closed")
        self._grant.source.fileno()  # ValueError once the grant's `with` was left, also for what is still in memory
