"""Encrypted objects on disk: written once in `incoming/`, moved to `objects/` after the log names them, never changed.

    object = magic (8) ‖ version (2) ‖ object id (16) ‖ epoch (4) ‖ the object's key, wrapped (40) ‖ stream

Numbers are big-endian. The first 26 bytes are the stream's associated data, so that the key can be wrapped again. The
file's name is the id in hexadecimal: random, because a digest as a name would tell a thief which known file we hold.
"""

import contextlib
import hashlib
import stat
import struct
from collections.abc import Iterator, Sequence
from enum import StrEnum
from pathlib import Path
from typing import Protocol

from intake import durable
from intake.crypto.keys import WRAPPED_BYTES, Label, new_key, unwrap_key, wrap_key
from intake.crypto.stream import Grant, StreamWriter, plaintext_size
from intake.errors import StorageError, TamperError, VaultError
from intake.ids import ObjectId, parse_random_id, random_id
from intake.vault.keyring import Keyring

MAGIC = b"EIobject"
VERSION = 1
_HEADER = struct.Struct(">8sH16s")
_EPOCH = struct.Struct(">I")
ASSOCIATED_BYTES = _HEADER.size
STREAM_START = _HEADER.size + _EPOCH.size + WRAPPED_BYTES


class ObjectKind(StrEnum):
    """What an object holds. Not written in its file: the log says it."""

    EVIDENCE = "evidence"  # an evidentiary copy
    PACK = "pack"  # what an examination answered
    PLAN = "plan"  # a batch's sources


class Staged:
    """An object being written: a Sink. Afterwards `finish`, then the ledger; or `discard`.

    size: plaintext bytes so far. sha256: of the plaintext, hexadecimal, of everything but evidence, which is hashed as
    it is read; "" there. in_doubt: an entry that names it is being written, or may have been; then nothing removes it but
    opening the vault again, which knows.
    """

    def __init__(self, file: durable.File, object_id: ObjectId, kind: ObjectKind, keys: Keyring) -> None:
        self.id = object_id
        self.kind = kind
        self.size = 0
        self.sha256 = ""
        self.in_doubt = False
        self._file = file
        self._digest = None if kind is ObjectKind.EVIDENCE else hashlib.sha256()
        self._finished = False
        key, header, epoch = new_key(), _HEADER.pack(MAGIC, VERSION, bytes.fromhex(object_id)), keys.newest
        file.write(header + _EPOCH.pack(epoch) + wrap_key(keys.key(epoch, Label.OBJECT_WRAPPING), key))
        self._writer = StreamWriter(file.write, key, header)

    def write(self, chunk: memoryview, /) -> None:
        """The next bytes; the view may be reused afterwards. StorageError: then only `discard` is left."""
        self._writer.write(chunk)
        self.size += len(chunk)
        if self._digest is not None:
            self._digest.update(chunk)

    def finish(self) -> None:
        """No bytes follow. The system begins to write what it holds; `sync` waits for that. StorageError."""
        self._writer.finish()
        self._file.start_writing()
        if self._digest is not None:
            self.sha256 = self._digest.hexdigest()
        self._finished = True

    def sync(self) -> None:
        """The bytes outlive a power cut when this returns (the name after `ObjectStore.sync`). May be repeated. StorageError."""
        if not self._finished:
            raise ValueError("not finished")
        if self._file.closed:
            return
        self._file.sync()
        self._file.close()

    def discard(self) -> None:
        """Nothing is left of it, unless an entry may name it. StorageError."""
        if self.in_doubt:
            return
        with contextlib.suppress(StorageError):
            self._file.close()
        durable.remove(self._file.path, missing_ok=True)


class ObjectStore(Protocol):
    """The seam: a folder here, one day a store elsewhere. keys: replaced when an epoch starts."""

    keys: Keyring

    def stage(self, kind: ObjectKind, /) -> Staged: ...
    def sync(self, staged: Sequence[Staged], /) -> None: ...
    def place(self, objects: Sequence[ObjectId], /) -> None: ...
    def open(self, object_id: ObjectId, /) -> contextlib.AbstractContextManager[Grant]: ...
    def ids(self) -> Iterator[ObjectId]: ...
    def delete(self, object_id: ObjectId, /) -> None: ...
    def placed(self, object_id: ObjectId, /) -> bool: ...
    def incoming(self) -> tuple[str, ...]: ...
    def sweep_incoming(self) -> tuple[str, ...]: ...
    def set_apart(self, object_id: ObjectId, /) -> None: ...
    def apart(self) -> tuple[ObjectId, ...]: ...


class FolderStore:
    """Objects as files below the vault's folder."""

    def __init__(self, folder: Path, keys: Keyring) -> None:
        self._incoming = folder / "incoming"
        self._objects = folder / "objects"
        self._apart = folder / "apart"
        self.keys = keys

    def stage(self, kind: ObjectKind, /) -> Staged:
        """A new object in `incoming/`, to be written, finished and named by an entry. StorageError."""
        object_id = ObjectId(random_id())
        file = durable.create(self._incoming / object_id)
        try:
            return Staged(file, object_id, kind, self.keys)
        except StorageError:
            file.close()
            durable.remove(file.path, missing_ok=True)
            raise

    def sync(self, staged: Sequence[Staged], /) -> None:
        """Bytes and names outlive a power cut when this returns: one folder sync for the group. StorageError."""
        for one in staged:
            one.sync()
        if staged:
            durable.sync_folder(self._incoming)

    def place(self, objects: Sequence[ObjectId], /) -> None:
        """Moves objects, which the log names by now, to where they stay. Durable on return; may be repeated.

        StorageError. VaultError(object_missing) when one lies in neither place: nothing is moved then.
        """
        moves = [(self._incoming / one, self._place_of(one)) for one in objects]
        missing = [source.name for source, place in moves if not source.exists() and not place.exists()]
        if missing:
            raise VaultError("object_missing", object=missing[0])
        folders = sorted({place.parent for _, place in moves})
        fresh = [folder for folder in folders if not folder.exists()]
        for folder in fresh:
            durable.make_folder(folder, exists_ok=True)
        if fresh:
            durable.sync_folder(self._objects)
        for source, place in moves:
            if not place.exists():
                durable.rename(source, place)
        # All renames first: the first sync commits them together, and the others find nothing left to do.
        for folder in folders:
            durable.sync_folder(folder)
        if moves:
            durable.sync_folder(self._incoming)

    @contextlib.contextmanager
    def open(self, object_id: ObjectId, /, *, apart: bool = False) -> Iterator[Grant]:
        """All that reading this one object takes, valid inside the `with`. apart: one that was set aside.

        VaultError(object_missing, vault_newer_format), TamperError, StorageError(read_failed).
        """
        with self._file_of(object_id, apart=apart) as file:
            yield read_header(file, object_id, self.keys)

    def _file_of(self, object_id: ObjectId, *, apart: bool) -> durable.File:
        places = (self._apart,) if apart else (self._place_of(object_id).parent, self._incoming)
        for path in (place / object_id for place in places):
            try:
                return durable.open_file(path)
            except StorageError as error:
                if error.code != "target_missing":
                    raise
        raise VaultError("object_missing", object=object_id)

    def ids(self) -> Iterator[ObjectId]:
        """Every object that has its place, in order of its id. Names that are none of ours are left out."""
        for name in durable.names(self._objects):
            for inner in durable.names(self._objects / name):
                if inner[:2] == name and _is_id(inner):
                    yield ObjectId(inner)

    def delete(self, object_id: ObjectId, /) -> None:
        """Removes an object for good. StorageError."""
        place = self._place_of(object_id)
        durable.remove(place)
        durable.sync_folder(place.parent)

    def placed(self, object_id: ObjectId, /) -> bool:
        """Whether it is where it stays."""
        return self._place_of(object_id).exists()

    def incoming(self) -> tuple[str, ...]:
        """The names of the files in `incoming/`, in order. What is no file was not put there by us."""
        return tuple(name for name in durable.names(self._incoming) if is_plain(self._incoming / name))

    def sweep_incoming(self) -> tuple[str, ...]:
        """Removes every file in `incoming/`, and says which. The ledger moved what the log names before. StorageError.

        One that cannot be removed stays, and is found again: it does not keep a vault from opening.
        """
        gone = []
        for name in self.incoming():
            with contextlib.suppress(StorageError):
                durable.remove(self._incoming / name)
                gone.append(name)
        if gone:
            durable.sync_folder(self._incoming)
        return tuple(gone)

    def set_apart(self, object_id: ObjectId, /) -> None:
        """Keeps an object without an entry aside: it may be evidence of what a restored backup has forgotten. StorageError."""
        place, apart = self._place_of(object_id), self._apart / object_id
        if not self._apart.exists():
            durable.make_folder(self._apart, exists_ok=True)
            durable.sync_folder(self._apart.parent)
        if place.exists():
            durable.rename(place, apart)
            durable.sync_folder(self._apart)
            durable.sync_folder(place.parent)

    def apart(self) -> tuple[ObjectId, ...]:
        return tuple(ObjectId(name) for name in durable.names(self._apart) if _is_id(name))

    def _place_of(self, object_id: ObjectId) -> Path:
        return self._objects / object_id[:2] / object_id


def read_header(file: durable.File, object_id: ObjectId, keys: Keyring) -> Grant:
    """The grant for an object's open file. VaultError(vault_newer_format), TamperError, StorageError(read_failed)."""
    raw = file.read_at(0, STREAM_START)
    if len(raw) < STREAM_START:
        raise TamperError("malformed", reason="object header", object=object_id, expected=STREAM_START, found=len(raw))
    magic, version, alleged_id = _HEADER.unpack_from(raw)
    if magic != MAGIC:
        raise TamperError("malformed", reason="object header", object=object_id)
    if version > VERSION:
        raise VaultError("vault_newer_format", expected=VERSION, found=version)
    if version != VERSION or alleged_id != bytes.fromhex(object_id):
        raise TamperError("malformed", reason="object header", object=object_id)
    (epoch,) = _EPOCH.unpack_from(raw, _HEADER.size)
    key = unwrap_key(keys.key(epoch, Label.OBJECT_WRAPPING), raw[-WRAPPED_BYTES:])
    length = file.size - STREAM_START
    return Grant(file, STREAM_START, length, plaintext_size(length), key, raw[:ASSOCIATED_BYTES])


def is_plain(path: Path) -> bool:
    """Whether it is a file, and not a link to one."""
    try:
        return stat.S_ISREG(path.lstat().st_mode)
    except OSError:
        return False


def _is_id(name: str) -> bool:
    try:
        parse_random_id(name)
    except ValueError:
        return False
    return True
