"""The Merkle tree's stored hashes in a file: derived from the log, believed only as far as a signed root confirms it.

`custody/tree`: 32-byte hashes in tlog order (custody/tree). Not synced: what a power cut takes is made anew from the log.
"""

import contextlib
from collections.abc import Iterable, Sequence
from pathlib import Path

from intake import durable
from intake.custody import proofs, tree
from intake.custody.tree import HASH_BYTES
from intake.errors import StorageError


class StoredTree:
    """Grows with the log. In memory only where the vault is open for reading and the file is wrong or absent."""

    def __init__(self, path: Path, *, writable: bool) -> None:
        """StorageError only when a file cannot be made where there is none."""
        self._path = path
        self._writable = writable
        self._file: durable.File | None = None
        self._memory = bytearray()
        self._tree = tree.Tree()
        try:
            self._file = durable.open_file(path, writable=writable)
        except StorageError:
            if writable:
                durable.remove(path, missing_ok=True)
                self._file = durable.create(path)

    @property
    def size(self) -> int:
        """Leaves."""
        return self._tree.size

    def root(self) -> bytes:
        return self._tree.root()

    def root_at(self, size: int) -> bytes:
        """The root of the first `size` leaves; ValueError when there are fewer."""
        if not 0 <= size <= self.size:
            raise ValueError(size)
        return tree.root_of(size, self.read)

    def take_up(self, size: int, root: bytes, *, thorough: bool) -> bool:
        """Whether the file holds the tree with this signed root; then it goes on from there, else it is empty and begins anew.

        thorough: every stored hash is compared, not only the right edge.
        """
        wanted = tree.stored_count(size) * HASH_BYTES
        if self._file is not None and self._file.size >= wanted:
            edge = self.read(tree.edge_indexes(size))
            if tree.joined(edge) == root and (not thorough or self._agrees(size)):
                if self._file.size > wanted and self._writable:
                    self._file.truncate(wanted)
                self._tree = tree.Tree(size, edge)
                return True
        self._begin_anew()
        return size == 0 and root == tree.EMPTY_ROOT

    def _agrees(self, size: int) -> bool:
        """Whether every inner hash follows from the leaves; with the right root, the leaves are right too."""
        count = tree.stored_count(size)
        raw = self._file.read_at(0, count * HASH_BYTES) if self._file is not None else b""
        hashes = [raw[at : at + HASH_BYTES] for at in range(0, len(raw), HASH_BYTES)]
        again = tree.Tree().extend(hashes[tree.stored_index(0, leaf)] for leaf in range(size))
        return again == hashes

    def sync(self) -> None:
        """StorageError."""
        if self._file is not None and self._writable:
            self._file.sync()

    def _begin_anew(self) -> None:
        self._tree = tree.Tree()
        if self._file is not None and self._writable:
            self._file.truncate(0)
        elif self._file is not None:
            self._file.close()
            self._file = None

    def extend(self, leaves: Iterable[bytes]) -> None:
        """Adds leaf hashes. StorageError: the file is behind, and opening makes it anew."""
        fresh = b"".join(self._tree.extend(leaves))
        if self._file is None or not self._writable:
            self._keep_in_memory()
            self._memory += fresh
        else:
            self._file.write(fresh)

    def _keep_in_memory(self) -> None:
        if self._file is not None:
            self._memory = bytearray(self._file.read_at(0, self._file.size))
            self._file.close()
            self._file = None

    def read(self, indexes: Sequence[int]) -> list[bytes]:
        """Stored hashes, as `custody.tree.ReadHashes`. Zeros where the file is too short: no root agrees with them."""
        found = []
        for index in indexes:
            if self._file is None:
                one = bytes(self._memory[index * HASH_BYTES : (index + 1) * HASH_BYTES])
            else:
                one = self._file.read_at(index * HASH_BYTES, HASH_BYTES)
            found.append(one.ljust(HASH_BYTES, b"\0"))
        return found

    def inclusion(self, position: int, size: int) -> tuple[bytes, ...]:
        """The proof that the leaf at `position` is in the tree of the first `size`."""
        return tuple(proofs.make_inclusion(position, size, self.read))

    def close(self) -> None:
        if self._file is not None:
            with contextlib.suppress(StorageError):
                self._file.close()
