"""The tree against a naive recursive one: roots, the order of stored hashes, the right edge."""

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.custody import tree
from tests.custody import naive

SIZES = st.integers(0, 300)


def leaves_of(size):
    return [tree.leaf_hash(str(n).encode()) for n in range(size)]


def test_hashes_are_those_of_the_rfc():
    assert tree.leaf_hash(b"") == hashlib.sha256(b"\x00").digest()
    assert tree.node_hash(b"a" * 32, b"b" * 32) == hashlib.sha256(b"\x01" + b"a" * 32 + b"b" * 32).digest()
    assert tree.Tree().root() == hashlib.sha256(b"").digest() == tree.EMPTY_ROOT


def test_stored_order_is_that_of_tlog():
    # From golang.org/x/mod/sumdb/tlog: 0,0 0,1 1,0 0,2 0,3 1,1 2,0 0,4 …
    order = [
        (0, 0),
        (0, 1),
        (1, 0),
        (0, 2),
        (0, 3),
        (1, 1),
        (2, 0),
        (0, 4),
        (0, 5),
        (1, 2),
        (0, 6),
        (0, 7),
        (1, 3),
        (2, 1),
        (3, 0),
    ]
    assert [tree.stored_index(level, n) for level, n in order] == list(range(len(order)))


@given(SIZES)
def test_grows_as_the_naive_tree_does(size):
    leaves = leaves_of(size)
    grown = tree.Tree()
    stored = []
    for n, leaf in enumerate(leaves):
        assert len(stored) == tree.stored_count(n) == tree.stored_index(0, n)
        stored += grown.append(leaf)
    assert len(stored) == tree.stored_count(size)
    assert grown.root() == naive.root(leaves)
    assert tree.root_of(size, lambda indexes: [stored[i] for i in indexes]) == grown.root()
    assert stored == tree.Tree().extend(leaves)


@given(SIZES, st.integers(0, 20))
def test_every_stored_hash_is_the_root_of_its_subtree(size, level):
    leaves = leaves_of(size)
    stored = tree.Tree().extend(leaves)
    for n in range(size >> level):
        assert stored[tree.stored_index(level, n)] == naive.root(leaves[n << level : (n + 1) << level])


@given(SIZES, st.integers(0, 40))
def test_goes_on_from_its_right_edge(size, more):
    leaves = leaves_of(size + more)
    stored = tree.Tree().extend(leaves[:size])
    again = tree.Tree(size, [stored[i] for i in tree.edge_indexes(size)])
    stored += again.extend(leaves[size:])
    assert stored == tree.Tree().extend(leaves)
    assert again.root() == naive.root(leaves)
    assert again.edge == tuple(stored[i] for i in tree.edge_indexes(size + more))


@pytest.mark.parametrize(("size", "edge"), [(0, [b"a" * 32]), (1, []), (3, [b"a" * 32]), (1, [b"a" * 31]), (2, [b"a" * 33])])
def test_an_edge_of_another_size_is_refused(size, edge):
    with pytest.raises(ValueError):
        tree.Tree(size, edge)


def test_sixty_four_bytes_an_entry():
    assert tree.stored_count(1_000_000) * tree.HASH_BYTES <= 64 * 1_000_000
    assert len(tree.edge_indexes(1_000_000)) == 7
