"""Where each chain's newest entry stands, and which entry names an object: derived from the log, encrypted, quick to open.

    block = magic (4) ‖ epoch (4) ‖ first position (8) ‖ position after the last (8) ‖ rows (4) ‖ nonce (12) ‖ ciphertext ‖ tag
    row   = first 8 bytes of SHA-256(name) ‖ position (8)

`custody/chains` holds blocks that follow each other without a gap from position 0, AES-256-GCM under the epoch's key for
chains, associated data = vault id ‖ header. Encrypted, because which entries belong together is nobody's business. Not
synced: whatever is missing or does not authenticate is read from the log again.
"""

import contextlib
import hashlib
import struct
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from intake import durable
from intake.crypto.keys import TAG_BYTES, Label, new_nonce
from intake.errors import StorageError, TamperError
from intake.ids import KeyId, ObjectId
from intake.records.events import Chain, Entry, Subject
from intake.vault.keyring import Keyring

MAGIC = b"EIch"
HEADER = struct.Struct(">4sIQQI12s")
ROW = struct.Struct(">QQ")
MOST_FILE = 2**31  # bytes read at once when opening: 100 million rows
MOST_BLOCKS = 256  # more are written anew as one when opening


def chain_name(subject: Subject, chain: Chain) -> str:
    return f"chain:{subject.kind}:{subject.id}:{chain}"


def object_name(object_id: ObjectId) -> str:
    return f"object:{object_id}"


def apart_name(object_id: ObjectId) -> str:
    return f"apart:{object_id}"


def key_name(key_id: KeyId) -> str:
    return f"key:{key_id}"


def objects_of(entry: Entry) -> tuple[ObjectId, ...]:
    """The objects that this entry puts into the vault."""
    return tuple(ObjectId(str(one["object"])) for one in stored_of(entry))


def apart_of(entry: Entry) -> ObjectId:
    """The object that an entry says was set apart, or ""."""
    value = entry.value("set_apart")
    return ObjectId(str(value.get("object", "")) if isinstance(value, Mapping) else "")


def stored_of(entry: Entry) -> list[Mapping[str, object]]:
    """What the ledger stamped about the objects that this entry puts into the vault."""
    value = entry.value("stored")
    return [one for one in value if isinstance(one, Mapping) and "object" in one] if isinstance(value, list | tuple) else []


def names_of(entry: Entry) -> Iterator[str]:
    """Everything by which an entry, opened whole, is looked up."""
    for link in entry.links:
        yield chain_name(link.subject, link.chain)
    for one in entry.disclosures:
        name = one.name
        if name == "stored":
            yield from map(object_name, objects_of(entry))
        elif name == "set_apart":
            yield apart_name(apart_of(entry))
        elif name == "enrolment" and isinstance(one.value, Mapping):
            yield key_name(KeyId(str(one.value.get("key_id"))))


def _short(name: str) -> int:
    return int.from_bytes(hashlib.sha256(name.encode("utf-8", "surrogateescape")).digest()[:8], "big")


def rows_of(entry: Entry) -> bytes:
    """The rows of one entry."""
    return b"".join(ROW.pack(_short(name), entry.position) for name in names_of(entry))


class ChainIndex:
    """Names to positions. A name that is looked up may in principle meet another's short hash: the entry itself decides."""

    def __init__(self, path: Path, vault: bytes, keys: Keyring, *, writable: bool) -> None:
        """vault: the vault's id, 16 bytes. Never raises for what the file holds: `covered` says how far it was good."""
        self.keys = keys
        self.covered = 0
        self._path = path
        self._vault = vault
        self._writable = writable
        self._file: durable.File | None = None
        self._rows = bytearray()
        self._last: dict[int, int] = {}

    def load(self, size: int) -> bool:
        """Takes in the file as far as it is good and within `size` entries; whether that was all of it."""
        try:
            raw = durable.read(self._path, MOST_FILE)
        except StorageError:
            raw = b""
        blocks, at = 0, 0
        while (end := self._take_block(raw, at)) is not None:
            blocks, at = blocks + 1, end
        if self.covered > size:
            self.clear()
            at = -1
        self._last = dict(ROW.iter_unpack(self._rows))
        good = at == len(raw)
        if self._writable and (not good or blocks > MOST_BLOCKS):
            self._write_anew()
        return good and self.covered == size

    def _take_block(self, raw: bytes, at: int) -> int | None:
        if len(raw) - at < HEADER.size:
            return None
        magic, epoch, first, stop, rows, nonce = HEADER.unpack_from(raw, at)
        end: int = at + HEADER.size + rows * ROW.size + TAG_BYTES
        if magic != MAGIC or first != self.covered or stop <= first or end > len(raw):
            return None
        header = raw[at : at + HEADER.size]
        try:
            cipher = self.keys.cipher(epoch, Label.CHAINS)
            self._rows += cipher.decrypt(nonce, raw[at + HEADER.size : end], self._vault + header)
        except TamperError:
            return None
        self.covered = stop
        return end

    def clear(self) -> None:
        self.covered = 0
        self._rows.clear()
        self._last.clear()

    def extend(self, entries: Sequence[Entry]) -> None:
        """Takes in the entries that follow. StorageError: the file is behind, and opening mends it."""
        if not entries:
            return
        if entries[0].position != self.covered:
            raise ValueError("not the entries that follow")
        rows = b"".join(map(rows_of, entries))
        first, self.covered = self.covered, entries[-1].position + 1
        self._rows += rows
        self._last.update(ROW.iter_unpack(rows))
        if self._writable:
            if self._file is None:
                self._file = self._opened()
            self._file.write(self._block(first, self.covered, rows))

    def _opened(self) -> durable.File:
        try:
            return durable.open_file(self._path, writable=True)
        except StorageError as error:
            if error.code != "target_missing":
                raise
            return durable.create(self._path)

    def _block(self, first: int, stop: int, rows: bytes) -> bytes:
        epoch = self.keys.newest
        header = HEADER.pack(MAGIC, epoch, first, stop, len(rows) // ROW.size, nonce := new_nonce())
        return header + self.keys.cipher(epoch, Label.CHAINS).encrypt(nonce, rows, self._vault + header)

    def _write_anew(self) -> None:
        self.close()
        durable.replace(self._path, self._block(0, self.covered, bytes(self._rows)) if self.covered else b"")

    def last(self, name: str) -> int | None:
        """The position of the newest entry with this name, or None."""
        return self._last.get(_short(name))

    def positions(self, names: Iterable[str]) -> list[int]:
        """Positions of all entries with any of these names, in order; one pass over all rows."""
        wanted: Collection[int] = {_short(name) for name in names}
        return sorted({position for short, position in ROW.iter_unpack(self._rows) if short in wanted})

    def decoded(self, raw: bytes) -> tuple[bytes, bool]:
        """For verification: the rows of a file's sound blocks, and whether nothing else follows them."""
        other = ChainIndex(self._path, self._vault, self.keys, writable=False)
        at = 0
        while (end := other._take_block(raw, at)) is not None:
            at = end
        return bytes(other._rows), at == len(raw)

    def sync(self) -> None:
        """StorageError."""
        if self._file is not None:
            self._file.sync()

    def close(self) -> None:
        if self._file is not None:
            with contextlib.suppress(StorageError):
                self._file.close()
            self._file = None
