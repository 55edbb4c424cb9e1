"""The derived files: taken as far as they are sound, extended, made anew; the tree only with its signed root."""

import pytest

from intake.custody.tree import EMPTY_ROOT, Tree, leaf_hash
from intake.records.events import Chain, Subject, SubjectKind
from intake.vault import chains as module
from intake.vault.chains import HEADER, ChainIndex, chain_name, object_name
from intake.vault.keyring import Keyring
from intake.vault.treefile import StoredTree
from tests.vault.entries import Story

VAULT = bytes(16)
KEYS = Keyring({1: bytes(32), 2: b"2" * 32})


@pytest.fixture(scope="module")
def entries():
    story = Story()
    story.begin()
    case = story.case("24-118", "Lake Street")
    for number in range(1, 7):
        story.submission(number, case)
    return story.entries


def loaded(path, size, *, writable=True, keys=KEYS) -> ChainIndex:
    index = ChainIndex(path, VAULT, keys, writable=writable)
    index.good = index.load(size)
    return index


def filled(path, entries, groups) -> None:
    index, at = loaded(path, 0), 0
    for count in groups:
        index.extend(entries[at : at + count])
        at += count
    index.close()


def test_every_name_leads_to_its_newest_entry(tmp_path, entries):
    path = tmp_path / "chains"
    filled(path, entries, [1, 2, len(entries) - 3])
    index = loaded(path, len(entries), writable=False)
    assert index.good
    for link_of in {(link.subject, link.chain) for entry in entries for link in entry.links}:
        expected = [entry.position for entry in entries if link_of in {(one.subject, one.chain) for one in entry.links}]
        assert index.last(chain_name(*link_of)) == expected[-1]
        assert index.positions([chain_name(*link_of)]) == expected
    assert index.last(object_name("0" * 32)) is None
    assert index.last(chain_name(Subject(SubjectKind.CASE, "f" * 32), Chain.CUSTODY)) is None
    assert index.positions(["a name with \udc80"]) == []


def test_nothing_in_the_file_can_be_read_without_the_key(tmp_path, entries):
    path = tmp_path / "chains"
    filled(path, entries, [len(entries)])
    assert loaded(path, len(entries), writable=False, keys=Keyring({1: b"x" * 32, 2: b"y" * 32})).covered == 0
    raw = path.read_bytes()
    rows = module.rows_of(entries[0])
    assert rows not in raw


def test_what_is_damaged_is_left_out_and_can_be_gone_on_from(tmp_path, entries):
    path, size = tmp_path / "chains", len(entries)
    filled(path, entries, [2] * (size // 2))
    good = path.read_bytes()
    first = HEADER.unpack_from(good)
    assert first[2:4] == (0, 2)
    for bad in (
        b"",
        good[:10],
        good[:-1],
        good[: len(good) // 2],
        good + b"x",
        good[1:],
        good[:60] + b"\0" + good[61:],
        good + good,
    ):
        path.write_bytes(bad)
        index = loaded(path, size)
        assert not index.good
        assert index.covered % 2 == 0
        index.extend(entries[index.covered :])
        index.close()
        again = loaded(path, size, writable=False)
        assert again.good or again.covered == size // 2 * 2
        assert again.positions([chain_name(*_one(entries))]) == index.positions([chain_name(*_one(entries))])


def _one(entries):
    link = entries[-1].links[0]
    return link.subject, link.chain


def test_an_index_ahead_of_the_log_is_forgotten(tmp_path, entries):
    path = tmp_path / "chains"
    filled(path, entries, [4])
    index = loaded(path, 3)
    assert index.covered == 0
    assert index.last(chain_name(*_one(entries[:4]))) is None


def test_many_small_blocks_become_one(tmp_path, entries, monkeypatch):
    monkeypatch.setattr(module, "MOST_BLOCKS", 3)
    path = tmp_path / "chains"
    filled(path, entries, [1] * 5)
    loaded(path, 5).close()
    assert HEADER.unpack_from(path.read_bytes())[2:4] == (0, 5)
    assert loaded(path, 5).good


def test_only_the_next_entries_are_taken(tmp_path, entries):
    index = loaded(tmp_path / "chains", 0)
    with pytest.raises(ValueError, match="follow"):
        index.extend(entries[1:])
    index.extend([])


# The tree


LEAVES = [leaf_hash(bytes([number])) for number in range(20)]


def root_of(size: int) -> bytes:
    tree = Tree()
    tree.extend(LEAVES[:size])
    return tree.root()


def test_the_tree_goes_on_from_its_file(tmp_path):
    path = tmp_path / "tree"
    for size in range(20):
        tree = StoredTree(path, writable=True)
        assert tree.take_up(size, root_of(size), thorough=size % 2 == 0)
        tree.extend(LEAVES[size : size + 1])
        assert tree.root() == root_of(size + 1)
        assert [tree.root_at(n) for n in range(size + 2)] == [root_of(n) for n in range(size + 2)]
        tree.close()


def test_a_tree_without_its_signed_root_begins_anew(tmp_path):
    path = tmp_path / "tree"
    tree = StoredTree(path, writable=True)
    assert tree.take_up(0, EMPTY_ROOT, thorough=False)
    tree.extend(LEAVES)
    tree.close()
    good = path.read_bytes()
    for bad in (b"", good[:-1], good[:-32], bytes(len(good))):
        for writable in (True, False):
            path.write_bytes(bad)
            tree = StoredTree(path, writable=writable)
            assert not tree.take_up(20, root_of(20), thorough=False)
            tree.extend(LEAVES)
            assert tree.root() == root_of(20)
            assert tree.root_at(7) == root_of(7)
            tree.close()
            assert path.read_bytes() == (good if writable else bad)


def test_a_hole_in_the_middle_is_seen_when_looked_for(tmp_path):
    path = tmp_path / "tree"
    tree = StoredTree(path, writable=True)
    tree.extend(LEAVES)
    tree.close()
    good = path.read_bytes()
    for at in range(0, len(good), 32):
        path.write_bytes(good[:at] + bytes(32) + good[at + 32 :])
        tree = StoredTree(path, writable=False)
        assert not tree.take_up(20, root_of(20), thorough=True)
        tree.close()


def test_a_longer_tree_is_cut_to_what_is_signed(tmp_path):
    path = tmp_path / "tree"
    tree = StoredTree(path, writable=True)
    tree.extend(LEAVES)
    tree.close()
    for writable in (False, True):
        tree = StoredTree(path, writable=writable)
        assert tree.take_up(13, root_of(13), thorough=True)
        assert tree.size == 13
        tree.extend(LEAVES[13:14])
        assert tree.root_at(14) == root_of(14)
        with pytest.raises(ValueError, match="15"):
            tree.root_at(15)
        tree.close()
    assert StoredTree(tmp_path / "none", writable=True).take_up(0, EMPTY_ROOT, thorough=True)
