"""The Merkle tree of the custody log: its hashes, the order in which they are stored, how it grows, its root.

RFC 6962 section 2.1, RFC 9162 section 2.1.1, SHA-256. A stored hash is the root of a complete subtree: level 0 holds the
leaves, `(level, n)` covers the leaves from n·2^level to (n+1)·2^level − 1. They lie in the order in which they come to be
known (golang.org/x/mod/sumdb/tlog, `StoredHashIndex`), so that a file of them only ever grows.
"""

import hashlib
from collections.abc import Callable, Iterable, Sequence
from typing import TypeAlias

HASH_BYTES = 32
MOST_SIZE = 2**53 - 1  # entries; the largest number in canonical JSON
EMPTY_ROOT = hashlib.sha256(b"").digest()

ReadHashes: TypeAlias = Callable[[Sequence[int]], Sequence[bytes]]
"""Takes indexes of stored hashes, gives the 32-byte hashes in the same order. Called once for each proof or root."""


def leaf_hash(data: bytes) -> bytes:
    """The hash of one leaf: SHA-256 of 0x00 ‖ data."""
    return hashlib.sha256(b"\x00" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash of an inner node: SHA-256 of 0x01 ‖ left ‖ right."""
    return hashlib.sha256(b"\x01" + left + right).digest()


def stored_count(size: int) -> int:
    """How many hashes are stored for a tree of `size` leaves: just under two for each."""
    return 2 * size - size.bit_count()


def stored_index(level: int, n: int) -> int:
    """Where the root of the complete subtree `(level, n)` lies among the stored hashes."""
    last_leaf = ((n + 1) << level) - 1
    return stored_count(last_leaf) + level


def complete_subtrees(start: int, stop: int) -> list[tuple[int, int]]:
    """The complete subtrees `(level, n)` that cover the leaves from `start` to `stop` − 1, left to right, the largest first.

    start: a multiple of the largest power of two that is at most `stop` − `start`, as every range of RFC 6962 is.
    """
    found = []
    while start < stop:
        level = (stop - start).bit_length() - 1
        found.append((level, start >> level))
        start += 1 << level
    return found


def joined(hashes: Sequence[bytes]) -> bytes:
    """The root over complete subtrees from left to right; of none, the root of the empty tree."""
    if not hashes:
        return EMPTY_ROOT
    root = hashes[-1]
    for left in reversed(hashes[:-1]):
        root = node_hash(left, root)
    return root


def edge_indexes(size: int) -> list[int]:
    """The indexes of the right edge: the complete subtrees that make up a tree of `size` leaves, the largest first."""
    return [stored_index(level, n) for level, n in complete_subtrees(0, size)]


def root_of(size: int, read: ReadHashes) -> bytes:
    """The root of the first `size` leaves, from stored hashes."""
    return joined(read(edge_indexes(size)))


class Tree:
    """A tree that grows by a leaf at a time and remembers nothing but its right edge."""

    def __init__(self, size: int = 0, edge: Sequence[bytes] = ()) -> None:
        """edge: the hashes at `edge_indexes(size)`. ValueError when their number or length is another."""
        if len(edge) != size.bit_count() or any(len(part) != HASH_BYTES for part in edge):
            raise ValueError("not the right edge of a tree of this size")
        self.size = size
        self._edge = list(edge)

    @property
    def edge(self) -> tuple[bytes, ...]:
        return tuple(self._edge)

    def append(self, leaf: bytes) -> list[bytes]:
        """Add one leaf hash. The hashes that are to be stored next, in their order: the leaf, then each subtree it completes."""
        fresh = [leaf]
        remaining = self.size
        while remaining & 1:
            leaf = node_hash(self._edge.pop(), leaf)
            fresh.append(leaf)
            remaining >>= 1
        self._edge.append(leaf)
        self.size += 1
        return fresh

    def extend(self, leaves: Iterable[bytes]) -> list[bytes]:
        """Add leaf hashes; all that is to be stored, in its order."""
        return [fresh for leaf in leaves for fresh in self.append(leaf)]

    def root(self) -> bytes:
        return joined(self._edge)
