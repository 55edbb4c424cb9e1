"""Proofs about the Merkle tree: that an entry is in it, and that it still begins with an older tree.

Made as RFC 6962 sections 2.1.1 and 2.1.2 define them, verified by the algorithms of RFC 9162 sections 2.1.3.2 and 2.1.4.2.
A proof is a list of 32-byte hashes. Every hash for a proof is asked for in one call: about 20 of a log of 1,000,000.
"""

from collections.abc import Sequence
from itertools import pairwise

from intake.custody.tree import HASH_BYTES, ReadHashes, complete_subtrees, joined, node_hash, stored_index

MOST_PROOF = 64  # hashes; a tree of 2^53 entries needs 53, and one more for consistency

Range = tuple[int, int]


def _split(start: int, stop: int) -> int:
    """RFC 6962: the largest power of two smaller than the number of leaves, as the place where the range divides."""
    return start + (1 << ((stop - start - 1).bit_length() - 1))


def _hashes_of(ranges: Sequence[Range], read: ReadHashes) -> list[bytes]:
    parts = [complete_subtrees(*one) for one in ranges]
    hashes = read([stored_index(level, n) for part in parts for level, n in part])
    ends = [0]
    for part in parts:
        ends.append(ends[-1] + len(part))
    return [joined(hashes[start:stop]) for start, stop in pairwise(ends)]


def make_inclusion(position: int, size: int, read: ReadHashes) -> list[bytes]:
    """The audit path of the leaf at `position` in the tree of the first `size` leaves. ValueError when it is not in it."""
    if not 0 <= position < size:
        raise ValueError(position)
    ranges: list[Range] = []
    start, stop = 0, size
    while stop - start > 1:
        middle = _split(start, stop)
        if position < middle:
            ranges.append((middle, stop))
            stop = middle
        else:
            ranges.append((start, middle))
            start = middle
    return _hashes_of(ranges[::-1], read)


def make_consistency(old: int, size: int, read: ReadHashes) -> list[bytes]:
    """The proof that the tree of `size` leaves begins with the tree of its first `old` ones; ValueError unless 1 ≤ old ≤ size."""
    if not 1 <= old <= size:
        raise ValueError(old)
    ranges: list[Range] = []
    start, stop = 0, size
    while stop != old:
        middle = _split(start, stop)
        if old <= middle:
            ranges.append((middle, stop))
            stop = middle
        else:
            ranges.append((start, middle))
            start = middle
    if start:  # else the old tree is itself a complete subtree of the new one, and whoever checks has its root
        ranges.append((start, stop))
    return _hashes_of(ranges[::-1], read)


def _sound(*hashes: bytes) -> bool:
    return all(len(one) == HASH_BYTES for one in hashes)


def inclusion_holds(position: int, size: int, leaf: bytes, proof: Sequence[bytes], root: bytes) -> bool:
    """Whether `proof` shows that `leaf` (a leaf hash) stands at `position` in the tree of `size` leaves with this root."""
    if not 0 <= position < size or len(proof) > MOST_PROOF or not _sound(leaf, root, *proof):
        return False
    here, last = position, size - 1
    for sibling in proof:
        if last == 0:
            return False
        if here & 1 or here == last:
            leaf = node_hash(sibling, leaf)
            while not here & 1 and here:
                here, last = here >> 1, last >> 1
        else:
            leaf = node_hash(leaf, sibling)
        here, last = here >> 1, last >> 1
    return last == 0 and leaf == root


def consistency_holds(old: int, size: int, old_root: bytes, root: bytes, proof: Sequence[bytes]) -> bool:
    """Whether `proof` shows that the tree (`size`, `root`) begins with the tree (`old`, `old_root`).

    Of an empty old tree nothing can be shown: False, as in the vectors of transparency-dev/merkle.
    """
    if old == size > 0:
        return not proof and old_root == root
    if not 0 < old < size or not 0 < len(proof) <= MOST_PROOF or not _sound(old_root, root, *proof):
        return False
    path = list(proof) if old & (old - 1) else [old_root, *proof]
    here, last = old - 1, size - 1
    while here & 1:
        here, last = here >> 1, last >> 1
    old_seen = seen = path[0]
    for sibling in path[1:]:
        if last == 0:
            return False
        if here & 1 or here == last:
            old_seen, seen = node_hash(sibling, old_seen), node_hash(sibling, seen)
            while not here & 1 and here:
                here, last = here >> 1, last >> 1
        else:
            seen = node_hash(seen, sibling)
        here, last = here >> 1, last >> 1
    return last == 0 and old_seen == old_root and seen == root
