"""Proofs against a naive recursive oracle, the vectors of transparency-dev/merkle, and every change of one bit or one hash."""

import base64
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.custody import proofs, tree
from tests.custody import naive


def log_of(size):
    leaves = [tree.leaf_hash(str(n).encode()) for n in range(size)]
    stored = tree.Tree().extend(leaves)
    return leaves, lambda indexes: [stored[i] for i in indexes]


@st.composite
def places(draw, lowest=0):
    size = draw(st.integers(1, 260))
    return draw(st.integers(lowest, size - 1 + lowest)), size


@given(places())
def test_inclusion_is_the_path_of_the_rfc(place):
    position, size = place
    leaves, read = log_of(size)
    proof = proofs.make_inclusion(position, size, read)
    assert proof == naive.path(position, leaves)
    assert proofs.inclusion_holds(position, size, leaves[position], proof, naive.root(leaves))


@given(places(lowest=1))
def test_consistency_is_the_proof_of_the_rfc(place):
    old, size = place
    leaves, read = log_of(size)
    proof = proofs.make_consistency(old, size, read)
    assert proof == naive.proof(old, leaves)
    assert proofs.consistency_holds(old, size, naive.root(leaves[:old]), naive.root(leaves), proof)


def _changes(proof, data):
    kind = data.draw(st.sampled_from(["bit", "drop", "repeat", "more", "short"]))
    changed = list(proof)
    if kind == "more" or not changed:
        return [*changed, bytes(32)]
    at = data.draw(st.integers(0, len(changed) - 1))
    if kind == "bit":
        bit = data.draw(st.integers(0, 255))
        number = int.from_bytes(changed[at], "big") ^ (1 << bit)
        changed[at] = number.to_bytes(32, "big")
    elif kind == "drop":
        del changed[at]
    elif kind == "repeat":
        changed.insert(at, changed[at])
    else:
        changed[at] = changed[at][:-1]
    return changed


@given(places(), st.data())
def test_a_changed_inclusion_proof_does_not_hold(place, data):
    position, size = place
    leaves, read = log_of(size)
    root = naive.root(leaves)
    proof = proofs.make_inclusion(position, size, read)
    assert not proofs.inclusion_holds(position, size, leaves[position], _changes(proof, data), root)
    other = data.draw(st.integers(-2, size + 2).filter(lambda n: n != position))
    assert not proofs.inclusion_holds(other, size, leaves[position], proof, root)
    assert not proofs.inclusion_holds(position, size, bytes(32), proof, root)
    assert not proofs.inclusion_holds(position, size, leaves[position], proof, bytes(32))


@given(places(lowest=1), st.data())
def test_a_changed_consistency_proof_does_not_hold(place, data):
    old, size = place
    leaves, read = log_of(size)
    old_root, root = naive.root(leaves[:old]), naive.root(leaves)
    proof = proofs.make_consistency(old, size, read)
    assert not proofs.consistency_holds(old, size, old_root, root, _changes(proof, data))
    assert not proofs.consistency_holds(old, size, bytes(32), root, proof)
    assert not proofs.consistency_holds(old, size, old_root, bytes(32), proof)


def test_nothing_is_shown_of_an_empty_tree():
    leaves, read = log_of(3)
    assert not proofs.consistency_holds(0, 0, tree.EMPTY_ROOT, tree.EMPTY_ROOT, [])
    assert not proofs.consistency_holds(0, 3, tree.EMPTY_ROOT, naive.root(leaves), [])
    assert not proofs.consistency_holds(-1, -1, b"", b"", [])
    for old in (-1, 0, 4):
        with pytest.raises(ValueError):
            proofs.make_consistency(old, 3, read)
    for position in (-1, 3):
        with pytest.raises(ValueError):
            proofs.make_inclusion(position, 3, read)


def test_a_million_entries_take_one_read_of_few_hashes():
    asked = []

    def read(indexes):
        asked.append(len(indexes))
        return [bytes(32)] * len(indexes)

    for position in (0, 1, 524_287, 524_288, 777_777, 999_999):
        proofs.make_inclusion(position, 1_000_000, read)
        proofs.make_consistency(position + 1, 1_000_000, read)
    assert len(asked) == 12
    assert max(asked) <= 27


def _decoded(texts):
    return [base64.b64decode(text) for text in texts or []]


@pytest.mark.shared("merkle-vectors")
def test_inclusion_vectors(shared_media):
    seen = 0
    for file in sorted((shared_media("merkle-vectors") / "testdata/inclusion").rglob("*.json")):
        vector = json.loads(file.read_text())
        leaf, root = _decoded([vector["leafHash"], vector["root"]])
        held = proofs.inclusion_holds(vector["leafIdx"], vector["treeSize"], leaf, _decoded(vector["proof"]), root)
        assert held is not vector["wantErr"], file.name
        seen += 1
    assert seen == 98


@pytest.mark.shared("merkle-vectors")
def test_consistency_vectors(shared_media):
    seen = empty = 0
    for file in sorted((shared_media("merkle-vectors") / "testdata/consistency").rglob("*.json")):
        vector = json.loads(file.read_text())
        old_root, root = _decoded([vector["root1"], vector["root2"]])
        held = proofs.consistency_holds(vector["size1"], vector["size2"], old_root, root, _decoded(vector["proof"]))
        assert held is not vector["wantErr"], file.name
        empty += vector["size1"] == 0 and vector["wantErr"]
        seen += 1
    assert seen == 98
    assert empty >= 3
