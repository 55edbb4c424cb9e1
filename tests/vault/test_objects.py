"""Objects: written once, moved when named, opened only by their own name, swept when nobody names them."""

import hashlib
import os
import struct
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake import durable
from intake.crypto.keys import Label, unwrap_key, wrap_key
from intake.crypto.segments import FIRST_PLAIN, PLAIN
from intake.crypto.stream import ciphertext_size, open_stream
from intake.errors import StorageError, TamperError, VaultError
from intake.ids import ObjectId, random_id
from intake.vault.keyring import Keyring
from intake.vault.objects import ASSOCIATED_BYTES, MAGIC, STREAM_START, FolderStore, ObjectKind

KEYS = Keyring({1: bytes(range(32)), 2: bytes(range(32, 64))})


@pytest.fixture
def store(tmp_path):
    for name in ("incoming", "objects"):
        (tmp_path / name).mkdir()
    return FolderStore(tmp_path, KEYS)


def put(store, content: bytes, kind=ObjectKind.EVIDENCE, chunk: int = 1 << 20) -> ObjectId:
    staged = store.stage(kind)
    for at in range(0, len(content), chunk):
        staged.write(memoryview(content)[at : at + chunk])
    staged.finish()
    store.sync([staged])
    store.place([staged.id])
    return staged.id


def get(store, object_id, **where) -> bytes:
    with store.open(object_id, **where) as grant, open_stream(grant) as stream:
        return stream.read()


@pytest.mark.parametrize(
    "size", [0, 1, FIRST_PLAIN - 1, FIRST_PLAIN, FIRST_PLAIN + 1, FIRST_PLAIN + PLAIN, FIRST_PLAIN + 2 * PLAIN + 1]
)
def test_every_size_comes_back(store, tmp_path, size):
    content = os.urandom(size)
    one = put(store, content, chunk=100_003)
    path = tmp_path / "objects" / one[:2] / one
    assert path.stat().st_size == STREAM_START + ciphertext_size(size)
    assert path.stat().st_mode & 0o777 == 0o600
    assert get(store, one) == content
    assert list(store.ids()) == [one]
    assert store.incoming() == ()


def test_the_file_is_what_the_specification_says(store, tmp_path):
    one = put(store, b"content")
    raw = (tmp_path / "objects" / one[:2] / one).read_bytes()
    magic, version, object_id, epoch = struct.unpack_from(">8sH16sI", raw)
    assert (magic, version, object_id.hex(), epoch) == (MAGIC, 1, one, 2)
    assert ASSOCIATED_BYTES == 26
    assert len(unwrap_key(KEYS.key(2, Label.OBJECT_WRAPPING), raw[30:70])) == 32


def test_a_key_can_be_wrapped_again_without_touching_the_stream(store, tmp_path):
    one = put(store, b"content")
    path = tmp_path / "objects" / one[:2] / one
    raw = bytearray(path.read_bytes())
    key = unwrap_key(KEYS.key(2, Label.OBJECT_WRAPPING), bytes(raw[30:70]))
    raw[26:70] = struct.pack(">I", 1) + wrap_key(KEYS.key(1, Label.OBJECT_WRAPPING), key)
    path.write_bytes(raw)
    assert get(store, one) == b"content"


def test_every_flipped_byte_of_a_small_object_is_found(store, tmp_path):
    one = put(store, b"some content")
    path = tmp_path / "objects" / one[:2] / one
    good = path.read_bytes()
    for at in range(len(good)):
        path.write_bytes(good[:at] + bytes([good[at] ^ 0x41]) + good[at + 1 :])
        with pytest.raises((TamperError, VaultError)):
            get(store, one)
    for size in range(len(good)):
        path.write_bytes(good[:size])
        with pytest.raises(TamperError):
            get(store, one)
    path.write_bytes(good + b"x")
    with pytest.raises(TamperError):
        get(store, one)


def test_an_object_opens_under_its_own_name_only(store, tmp_path):
    one, other = put(store, b"one"), put(store, b"two")
    paths = [tmp_path / "objects" / name[:2] / name for name in (one, other)]
    first, second = (path.read_bytes() for path in paths)
    paths[0].write_bytes(second)
    with pytest.raises(TamperError):
        get(store, one)
    # The other's stream under this one's header does not open either.
    paths[0].write_bytes(first[:26] + second[26:])
    with pytest.raises(TamperError):
        get(store, one)


def test_a_newer_object_is_not_called_damaged(store, tmp_path):
    one = put(store, b"one")
    path = tmp_path / "objects" / one[:2] / one
    raw = bytearray(path.read_bytes())
    raw[8:10] = b"\x00\x02"
    path.write_bytes(raw)
    with pytest.raises(VaultError) as error:
        get(store, one)
    assert error.value.code == "vault_newer_format"


def test_a_missing_object(store):
    with pytest.raises(VaultError) as error:
        get(store, ObjectId(random_id()))
    assert error.value.code == "object_missing"


def test_a_link_in_its_place_is_not_followed(store, tmp_path):
    one = put(store, b"one")
    path = tmp_path / "objects" / one[:2] / one
    path.rename(tmp_path / "elsewhere")
    path.symlink_to(tmp_path / "elsewhere")
    with pytest.raises(StorageError):
        get(store, one)


def test_what_nobody_names_is_swept_and_said(store):
    staged = store.stage(ObjectKind.EVIDENCE)
    staged.write(memoryview(b"half"))
    other = store.stage(ObjectKind.PACK)
    other.discard()
    assert store.incoming() == (staged.id,)
    assert store.sweep_incoming() == (staged.id,)
    assert store.sweep_incoming() == ()


def test_placing_is_repeated_without_harm_and_all_or_nothing_when_one_is_missing(store):
    one = put(store, b"one")
    store.place([one])
    staged = store.stage(ObjectKind.PLAN)
    staged.finish()
    with pytest.raises(VaultError) as error:
        store.place([staged.id, ObjectId(random_id())])
    assert error.value.code == "object_missing"
    assert store.incoming() == (staged.id,)
    assert get(store, one) == b"one"


def test_set_apart_and_deleted(store):
    one, two = put(store, b"one"), put(store, b"two")
    store.set_apart(one)
    store.set_apart(one)
    assert store.apart() == (one,)
    assert list(store.ids()) == [two]
    assert get(store, one, apart=True) == b"one"
    with pytest.raises(VaultError):
        get(store, one)
    store.delete(two)
    assert list(store.ids()) == []


def test_a_grant_is_dead_outside_its_with(store):
    one = put(store, b"one")
    with store.open(one) as grant:
        stream = open_stream(grant)
    with pytest.raises(ValueError, match="closed"):
        stream.read()


def test_only_what_is_not_evidence_is_hashed_here(store):
    for kind in ObjectKind:
        staged = store.stage(kind)
        staged.write(memoryview(b"abc"))
        staged.finish()
        assert staged.sha256 == ("" if kind is ObjectKind.EVIDENCE else hashlib.sha256(b"abc").hexdigest())
        assert staged.size == 3
        staged.discard()


def test_one_folder_sync_for_a_group(store):
    syncs = []

    class Watching(durable.System):
        def sync_folder(self, path):
            syncs.append(path.name)

    staged = [store.stage(ObjectKind.EVIDENCE) for _ in range(20)]
    for one in staged:
        one.finish()
    with durable.through(Watching()):
        store.sync(staged)
        assert syncs == ["incoming"]
        store.place([one.id for one in staged])
    assert syncs.count("incoming") == 2
    assert syncs.count("objects") == 1


def test_not_finished_is_not_synced(store):
    staged = store.stage(ObjectKind.EVIDENCE)
    with pytest.raises(ValueError, match="not finished"):
        store.sync([staged])


@given(st.binary(max_size=200), st.lists(st.integers(0, 200), max_size=5))
def test_pieces_do_not_matter(tmp_path_factory, content, cuts):
    folder = tmp_path_factory.mktemp("store")
    for name in ("incoming", "objects"):
        (folder / name).mkdir()
    store = FolderStore(folder, KEYS)
    staged = store.stage(ObjectKind.PACK)
    edges = sorted({0, len(content), *(cut for cut in cuts if cut < len(content))})
    for start, stop in pairwise(edges):
        staged.write(memoryview(content)[start:stop])
    staged.finish()
    store.sync([staged])
    store.place([staged.id])
    assert get(store, staged.id) == content
    assert staged.sha256 == hashlib.sha256(content).hexdigest()
