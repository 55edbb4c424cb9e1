"""RFC 6962 written down once more, as its section 2.1 defines it, with nothing stored and nothing shared with the code."""

import hashlib


def leaf(data):
    return hashlib.sha256(b"\x00" + data).digest()


def _half(n):
    k = 1
    while k * 2 < n:
        k *= 2
    return k


def root(leaves):
    """MTH over leaf hashes."""
    if not leaves:
        return hashlib.sha256(b"").digest()
    if len(leaves) == 1:
        return leaves[0]
    k = _half(len(leaves))
    return hashlib.sha256(b"\x01" + root(leaves[:k]) + root(leaves[k:])).digest()


def path(m, leaves):
    """PATH(m, D[n])."""
    if len(leaves) == 1:
        return []
    k = _half(len(leaves))
    if m < k:
        return [*path(m, leaves[:k]), root(leaves[k:])]
    return [*path(m - k, leaves[k:]), root(leaves[:k])]


def proof(m, leaves):
    """PROOF(m, D[n])."""
    return _subproof(m, leaves, True)


def _subproof(m, leaves, known):
    if m == len(leaves):
        return [] if known else [root(leaves)]
    k = _half(len(leaves))
    if m <= k:
        return [*_subproof(m, leaves[:k], known), root(leaves[k:])]
    return [*_subproof(m - k, leaves[k:], False), root(leaves[:k])]
