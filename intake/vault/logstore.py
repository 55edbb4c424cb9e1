"""The log's file: encrypted records that are only ever appended, and the newest checkpoint. It knows no event.

    record = magic (4) ‖ epoch (4) ‖ length (4) ‖ index (8) ‖ nonce (12) ‖ ciphertext ‖ tag (16)

Numbers are big-endian; `length` counts ciphertext and tag. AES-256-GCM under the epoch's log key; associated data =
vault id (16) ‖ header (32) ‖ the tag of the record before (16, zeros before the first), so that a record of a forked
copy does not fit in. `index` beside it has the offset of every record (8 bytes each) and is derived: nothing of what it
says is believed that the records' own headers do not confirm.
"""

import contextlib
import struct
import sys
from array import array
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple, Protocol

from intake import durable
from intake.crypto.keys import TAG_BYTES, Label, new_nonce
from intake.errors import StorageError, TamperError
from intake.vault.keyring import Keyring

MAGIC = b"EIlr"
HEADER = struct.Struct(">4sIIQ12s")
MOST_RECORD = 24 * 1024 * 1024  # bytes of one record's ciphertext
MOST_NOTE = 64 * 1024  # bytes of a checkpoint
READ_AHEAD = 1024 * 1024
SMALLEST = HEADER.size + TAG_BYTES
MOST_WHOLE = HEADER.size + MOST_RECORD
OFFSET_BYTES = 8
_NO_TAG = bytes(TAG_BYTES)


class LogStore(Protocol):
    """The seam: a file here, one day a database elsewhere."""

    def size(self) -> int: ...
    def append(self, at: int, records: Sequence[bytes], /) -> None: ...
    def read(self, start: int, stop: int, /) -> Iterator[bytes]: ...
    def head(self) -> bytes | None: ...
    def put_head(self, note: bytes, /) -> None: ...


class _Header(NamedTuple):
    epoch: int
    length: int
    position: int
    nonce: bytes
    raw: bytes

    @classmethod
    def parse(cls, raw: bytes, index: int) -> "_Header | None":
        """None when these are not the header of record `index`."""
        if len(raw) < HEADER.size:
            return None
        magic, epoch, length, found, nonce = HEADER.unpack_from(raw)
        if magic != MAGIC or found != index or not TAG_BYTES <= length <= MOST_RECORD:
            return None
        return cls(epoch, length, found, nonce, raw[: HEADER.size])


class FileLog:
    """The log below `custody/`. Not for use by two threads at once.

    keys: may be replaced when an epoch starts. torn: bytes after the last whole record. failed: a write is in doubt and
    everything but reading is refused until the vault is opened again.
    """

    def __init__(self, folder: Path, vault: bytes, keys: Keyring, *, writable: bool) -> None:
        """folder: `custody/`. vault: the vault's id, 16 bytes. StorageError."""
        self.keys = keys
        self.failed = False
        self.index_was_wrong = False
        self._vault = vault
        self._writable = writable
        self._head = folder / "checkpoint"
        self._file = durable.open_file(folder / "log", writable=writable)
        self._index_path = folder / "index"
        self._index_file: durable.File | None = None
        self._offsets = array("Q")
        self.torn = 0
        try:
            self._load_index()
        except BaseException:
            self._file.close()
            raise

    # Opening

    def _load_index(self) -> None:
        stored = self._stored_index()
        count, end = len(stored), self._end_of_last(stored)
        self._offsets, self.torn = self._scan(array("Q") if end is None else stored, end or 0)
        self.index_was_wrong = end is None or len(self._offsets) != count
        if self.index_was_wrong and self._writable:
            self._write_index()

    def _stored_index(self) -> "array[int]":
        offsets = array("Q")
        with contextlib.suppress(StorageError):
            raw = durable.read(self._index_path, self._file.size // SMALLEST * OFFSET_BYTES)
            offsets.frombytes(raw[: len(raw) // OFFSET_BYTES * OFFSET_BYTES])
        if sys.byteorder == "little":
            offsets.byteswap()
        return offsets

    def _end_of_last(self, offsets: "array[int]") -> int | None:
        """Where the last record ends by its own header; None when it is not at its offset."""
        if not offsets:
            return 0
        header = None
        if offsets[-1] < self._file.size:
            header = _Header.parse(self._file.read_at(offsets[-1], HEADER.size), len(offsets) - 1)
        end = offsets[-1] + HEADER.size + header.length if header else 0
        return end if header and end <= self._file.size else None

    def _scan(self, offsets: "array[int]", offset: int) -> tuple["array[int]", int]:
        """Takes in whole records from `offset` on, by their headers; and how many bytes follow the last."""
        buffer, start, size = b"", offset, self._file.size
        while offset + SMALLEST <= size:
            if offset + HEADER.size > start + len(buffer):
                buffer, start = self._file.read_at(offset, READ_AHEAD), offset
            header = _Header.parse(buffer[offset - start : offset - start + HEADER.size], len(offsets))
            if header is None or offset + HEADER.size + header.length > size:
                break
            offsets.append(offset)
            offset += HEADER.size + header.length
        return offsets, size - offset

    def _write_index(self) -> None:
        if self._index_file is not None:
            self._index_file.close()
            self._index_file = None
        durable.replace(self._index_path, self.offsets())

    def check_index(self) -> None:
        """Holds every offset against the record's own header; makes the index anew where they disagree."""
        for index in range(len(self._offsets)):
            if self._header(index) is None:
                self._scan_anew(index)
                return

    # Reading

    def size(self) -> int:
        return len(self._offsets)

    def bytes_used(self) -> int:
        """Bytes of the whole records."""
        return self._file.size - self.torn

    def read(self, start: int, stop: int, /) -> Iterator[bytes]:
        """The plaintexts of records `start` to `stop` − 1. TamperError(log_broken) at the first that does not fit."""
        if not 0 <= start <= stop <= self.size():
            raise ValueError((start, stop))
        tag: bytes | None = None
        buffer, base, index = b"", 0, start
        while index < stop:
            offset, end = self._bounds(index)
            if offset < base or end > base + len(buffer):
                ahead = max(end, min(offset + READ_AHEAD, self._offset(stop)))
                buffer, base = self._file.read_at(offset, min(ahead - offset, MOST_WHOLE)), offset
            record = buffer[offset - base : end - base]
            header = _Header.parse(record, index)
            if header is None or HEADER.size + header.length != len(record):
                self._scan_anew(index)
                buffer = b""
                continue
            yield self._decrypt(header, record, self._tag_before(offset) if tag is None else tag)
            tag = record[-TAG_BYTES:]
            index += 1

    def _bounds(self, index: int) -> tuple[int, int]:
        """Where a record begins and ends, by an index that could be right; TamperError(log_broken) when none can."""
        for last in (False, True):
            offset, end = self._offset(index), self._offset(index + 1)
            if SMALLEST <= end - offset <= MOST_WHOLE and end <= self._file.size:
                return offset, end
            if last:
                break
            self._scan_anew(index)
        raise TamperError("log_broken", reason="header", position=index)

    def _header(self, index: int) -> _Header | None:
        """A record's header as the index leads to it; None when it is not that record's. TamperError(log_broken)."""
        offset, end = self._bounds(index)
        header = _Header.parse(self._file.read_at(offset, HEADER.size), index)
        return header if header and HEADER.size + header.length == end - offset else None

    def _offset(self, index: int) -> int:
        return self._offsets[index] if index < len(self._offsets) else self._file.size - self.torn

    def _scan_anew(self, index: int) -> None:
        """The index and a record's header disagree: the headers decide. TamperError(log_broken) when they agree with it."""
        offsets, torn = self._scan(array("Q"), 0)
        if len(offsets) < len(self._offsets) or offsets == self._offsets:
            raise TamperError("log_broken", reason="header", position=min(index, len(offsets)))
        self._offsets, self.torn, self.index_was_wrong = offsets, torn, True
        if self._writable:
            self._write_index()

    def _decrypt(self, header: _Header, record: bytes, before: bytes) -> bytes:
        try:
            cipher = self.keys.cipher(header.epoch, Label.LOG_RECORDS)
            return cipher.decrypt(header.nonce, record[HEADER.size :], self._vault + header.raw + before)
        except TamperError as error:
            raise TamperError("log_broken", reason="record", position=header.position) from error

    def _tag_before(self, offset: int) -> bytes:
        """The tag of the record that ends at `offset`."""
        return self._file.read_at(offset - TAG_BYTES, TAG_BYTES) if offset else _NO_TAG

    def epoch_of(self, index: int) -> int:
        """The epoch that record `index` says it is of; authenticated once the record is read. TamperError(log_broken)."""
        header = self._header(index)
        if header is None:
            self._scan_anew(index)
            return self.epoch_of(index)
        return header.epoch

    # Writing

    def append(self, at: int, records: Sequence[bytes], /) -> None:
        """Durable on return, in one sync. `at` is the size that the caller saw; ValueError when the log has moved.

        StorageError: when writing failed and could be taken back, nothing has changed; else `failed` is set.
        """
        self._refuse_when_failed()
        if at != self.size() or self.torn:
            raise ValueError("the log is not where its writer left it")
        epoch = self.keys.newest
        tag = self._tag_before(self._file.size)
        parts: list[bytes] = []
        offsets, offset = [], self._file.size
        for index, plain in enumerate(records, at):
            header = HEADER.pack(MAGIC, epoch, len(plain) + TAG_BYTES, index, nonce := new_nonce())
            if len(plain) + TAG_BYTES > MOST_RECORD:
                raise ValueError("a record beyond its limit")
            encrypted = self.keys.cipher(epoch, Label.LOG_RECORDS).encrypt(nonce, plain, self._vault + header + tag)
            offsets.append(offset)
            parts += (header, encrypted)
            offset += len(header) + len(encrypted)
            tag = encrypted[-TAG_BYTES:]
        self._append_bytes(b"".join(parts))
        self._offsets.extend(offsets)
        self._append_index(offsets)

    def _append_bytes(self, data: bytes) -> None:
        before = self._file.size
        try:
            self._file.write(data)
        except StorageError:
            # Nothing was promised yet: take back what was written. If that fails too, only reopening tells what is there.
            self.failed = True
            with contextlib.suppress(StorageError):
                self._file.truncate(before)
                self._file.sync()
                self.failed = False
            raise
        try:
            self._file.sync()
        except StorageError:
            # The system may have dropped the bytes and forgotten the error: a second sync would lie.
            self.failed = True
            raise

    def _append_index(self, offsets: list[int]) -> None:
        """Derived, so not synced: a power cut makes it short or wrong, and opening puts that right."""
        try:
            if self._index_file is None:
                self._index_file = durable.open_file(self._index_path, writable=True)
            self._index_file.write(_as_bytes(array("Q", offsets)))
        except StorageError:
            self.failed = True
            raise

    def bytes_after(self, size: int) -> int:
        """Bytes that lie after the first `size` records."""
        return self._file.size - self._offset(size)

    def cut(self, size: int) -> int:
        """Ends the log after `size` records; how many bytes went. For what lies beyond the checkpoint and does not fit."""
        self._refuse_when_failed()
        end = self._offset(size)
        gone = self._file.size - end
        if gone:
            self._file.truncate(end)
            self._file.sync()
            del self._offsets[size:]
            self.torn = 0
            self._write_index()
        return gone

    def head(self) -> bytes | None:
        """The newest checkpoint's note, or None. StorageError."""
        try:
            return durable.read(self._head, MOST_NOTE)
        except StorageError as error:
            if error.code == "target_missing":
                return None
            if error.code == "file_too_large_for_medium":
                raise TamperError("malformed", reason="checkpoint") from error
            raise

    def put_head(self, note: bytes, /) -> None:
        """Replaces the checkpoint; durable on return. StorageError."""
        self._refuse_when_failed()
        try:
            durable.replace(self._head, note)
        except StorageError:
            self.failed = True
            raise

    def _refuse_when_failed(self) -> None:
        if self.failed or not self._writable:
            raise StorageError("sync_failed", name="log")

    def offsets(self) -> bytes:
        """What `index` holds, as far as it is known."""
        return _as_bytes(self._offsets)

    def scanned_offsets(self) -> bytes:
        """What `index` must hold, by the records' own headers."""
        return _as_bytes(self._scan(array("Q"), 0)[0])

    def sync_index(self) -> None:
        """StorageError."""
        if self._index_file is not None:
            self._index_file.sync()

    def close(self) -> None:
        for file in (self._file, self._index_file):
            if file is not None:
                with contextlib.suppress(StorageError):
                    file.close()


def _as_bytes(offsets: "array[int]") -> bytes:
    if sys.byteorder == "big":
        return offsets.tobytes()
    swapped = array("Q", offsets)
    swapped.byteswap()
    return swapped.tobytes()


def create_log(folder: Path) -> None:
    """The empty files of a new log in `custody/`. StorageError."""
    durable.write_new(folder / "log", b"")
    durable.write_new(folder / "index", b"")
