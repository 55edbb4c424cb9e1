"""The encrypted stream: byte-compatible with Tink, readable anywhere, and no changed byte goes unseen."""

import hashlib
import io
import json
import os
from types import SimpleNamespace

import pytest
import tink
from hypothesis import given
from hypothesis import strategies as st
from tink import secret_key_access, streaming_aead
from tink.proto import aes_gcm_hkdf_streaming_pb2, tink_pb2

from intake.crypto import segments, stream
from intake.crypto.stream import FileRange, Grant, MemoryRange, StreamWriter, ciphertext_size, open_stream, plaintext_size
from intake.errors import StorageError, TamperError
from tests.crypto import make_stream_vectors, reference
from tests.crypto.reference import FIRST, FURTHER, SEGMENT, SIZES

KEY = bytes(range(32))
ASSOCIATED = b"EVOBJ\x01 0123456789abcdef"


def written(plain: bytes, *, piece: int = 1 << 20) -> bytes:
    out = []
    writer = StreamWriter(lambda view: out.append(bytes(view)), KEY, ASSOCIATED)
    for at in range(0, len(plain), piece):
        writer.write(memoryview(plain)[at : at + piece])
    size = writer.finish()
    whole = b"".join(out)
    assert size == len(whole)
    return whole


def granted(encrypted: bytes, *, start: int = 0, size: int | None = None) -> Grant:
    length = len(encrypted) - start
    return Grant(MemoryRange(encrypted), start, length, plaintext_size(length) if size is None else size, KEY, ASSOCIATED)


def readable(encrypted: bytes) -> bytes:
    return open_stream(granted(encrypted)).read()


@pytest.fixture(scope="module")
def tinks():
    streaming_aead.register()
    template = streaming_aead.streaming_aead_key_templates.AES256_GCM_HKDF_1MB
    key = aes_gcm_hkdf_streaming_pb2.AesGcmHkdfStreamingKey(version=0, key_value=KEY)
    asked = aes_gcm_hkdf_streaming_pb2.AesGcmHkdfStreamingKeyFormat.FromString(template.value)
    key.params.CopyFrom(asked.params)
    data = tink_pb2.KeyData(
        type_url=template.type_url, value=key.SerializeToString(), key_material_type=tink_pb2.KeyData.SYMMETRIC
    )
    one = tink_pb2.Keyset.Key(key_id=1, status=tink_pb2.ENABLED, output_prefix_type=tink_pb2.RAW, key_data=data)
    keyset = tink_pb2.Keyset(primary_key_id=1, key=[one])
    handle = tink.proto_keyset_format.parse(keyset.SerializeToString(), secret_key_access.TOKEN)
    return handle.primitive(streaming_aead.StreamingAead)


class _Kept(io.BytesIO):
    kept = b""

    def close(self) -> None:
        self.kept = self.getvalue()
        super().close()


@pytest.mark.parametrize("size", SIZES)
def test_tink_reads_what_we_write(tinks, size):
    plain = reference.pattern(size)
    with tinks.new_decrypting_stream(io.BytesIO(written(plain)), ASSOCIATED) as reader:
        assert reader.read() == plain


@pytest.mark.parametrize("size", SIZES)
def test_we_read_what_tink_writes(tinks, size):
    plain = reference.pattern(size)
    target = _Kept()
    with tinks.new_encrypting_stream(target, ASSOCIATED) as writer:
        writer.write(plain)
    assert len(target.kept) == ciphertext_size(size)
    assert readable(target.kept) == plain


def test_frozen_vectors(monkeypatch):
    text = make_stream_vectors.TARGET.read_text()
    assert text == make_stream_vectors.build()
    frozen = json.loads(text)
    key, associated = bytes.fromhex(frozen["key"]), bytes.fromhex(frozen["associated"])
    fixed = {32: bytes.fromhex(frozen["salt"]), 7: bytes.fromhex(frozen["prefix"])}
    monkeypatch.setattr(stream.secrets, "token_bytes", fixed.__getitem__)
    for vector in frozen["vectors"]:
        plain = reference.pattern(vector["plain_size"])
        out = []
        writer = StreamWriter(lambda view, out=out: out.append(bytes(view)), key, associated)
        writer.write(plain)
        assert writer.finish() == vector["stream_size"]
        whole = b"".join(out)
        assert hashlib.sha256(whole).hexdigest() == vector["stream_sha256"]
        assert whole.hex() == vector.get("stream", whole.hex())
        assert open_stream(Grant(MemoryRange(whole), 0, len(whole), len(plain), key, associated)).read() == plain


def test_two_streams_of_the_same_bytes_differ():
    assert written(b"x") != written(b"x")


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("piece", [FIRST, FURTHER, SEGMENT, 3 * SEGMENT, 65_537])
def test_any_size_of_piece_gives_one_stream(size, piece):
    plain = reference.pattern(size)
    encrypted = written(plain, piece=piece)
    assert len(encrypted) == ciphertext_size(size)
    assert readable(encrypted) == plain


def test_pieces_of_every_size_mixed():
    plain = reference.pattern(FIRST + 2 * FURTHER + 7)
    out = []
    writer = StreamWriter(lambda view: out.append(bytes(view)), KEY, ASSOCIATED)
    at = 0
    for piece in (0, 1, FIRST - 1, 0, 1, FURTHER - 2, 2, FURTHER, 4):
        writer.write(plain[at : at + piece])
        at += piece
    writer.write(plain[at:])
    writer.finish()
    assert [len(part) for part in out] == [SEGMENT, SEGMENT, SEGMENT, 23]
    assert readable(b"".join(out)) == plain


def test_sizes_are_exact_inverses():
    for plain in sorted({*SIZES, *(n + d for n in (FIRST, FIRST + FURTHER, FIRST + 4000 * FURTHER) for d in (-1, 0, 1))}):
        assert plaintext_size(ciphertext_size(plain)) == plain


@given(st.integers(0, FIRST + (2**32 - 1) * FURTHER))
def test_sizes_are_exact_inverses_anywhere(plain):
    assert plaintext_size(ciphertext_size(plain)) == plain


@pytest.mark.parametrize("extra", range(1, 17))
def test_sizes_that_no_stream_has(extra):
    for full in (SEGMENT, 2 * SEGMENT, 5000 * SEGMENT):
        assert plaintext_size(full) > 0
        with pytest.raises(TamperError):
            plaintext_size(full + extra)
    with pytest.raises(TamperError):
        plaintext_size(56 - extra)


def test_every_size_up_to_three_segments_has_one_answer():
    # Each ciphertext size is either refused or the size of exactly the plaintext that it says.
    refused = 0
    for cipher in [*range(200), *range(SEGMENT - 100, SEGMENT + 100), *range(2 * SEGMENT - 100, 2 * SEGMENT + 100)]:
        try:
            assert ciphertext_size(plaintext_size(cipher)) == cipher
        except TamperError:
            refused += 1
    assert refused == 56 + 16 + 16


def test_segments_have_a_limit():
    most = FIRST + (2**32 - 1) * FURTHER
    assert ciphertext_size(most) == 2**52
    assert plaintext_size(2**52) == most
    with pytest.raises(ValueError):
        ciphertext_size(most + 1)
    with pytest.raises(ValueError):
        ciphertext_size(-1)
    with pytest.raises(TamperError):
        plaintext_size(2**52 + 100)


def test_the_writer_stops_at_the_limit(monkeypatch):
    monkeypatch.setattr(segments, "MOST_SEGMENTS", 2)
    writer = StreamWriter(lambda view: None, KEY, ASSOCIATED)
    writer.write(bytes(FIRST + FURTHER))
    with pytest.raises(ValueError):
        writer.write(b"x")
    with pytest.raises(ValueError):
        writer.finish()


def test_a_writer_that_failed_encrypts_nothing_more():
    seen = []

    def fails(view: memoryview) -> None:
        seen.append(len(view))
        raise StorageError("disk_full")

    writer = StreamWriter(fails, KEY, ASSOCIATED)
    with pytest.raises(StorageError):
        writer.write(bytes(2 * SEGMENT))
    for again in (lambda: writer.write(b"x"), writer.finish):
        with pytest.raises(ValueError):
            again()
    assert seen == [SEGMENT]


def test_a_finished_writer_is_finished():
    writer = StreamWriter(lambda view: None, KEY, ASSOCIATED)
    writer.finish()
    with pytest.raises(ValueError):
        writer.write(b"")
    with pytest.raises(ValueError):
        writer.finish()


def test_keys_have_32_bytes():
    with pytest.raises(ValueError):
        StreamWriter(lambda view: None, KEY[:16], ASSOCIATED)


def faults(encrypted: bytes, *, unit: int = SEGMENT):
    """Everything a thief with a disk editor tries; each by name."""
    for at in (0, 1, 32, 33, 39, 40, len(encrypted) // 2, unit - 1, unit, len(encrypted) - 17, len(encrypted) - 1):
        if at < len(encrypted):
            yield f"flipped {at}", encrypted[:at] + bytes([encrypted[at] ^ 1]) + encrypted[at + 1 :]
    for left in (0, 1, 39, 40, 55, 56, unit - 1, unit, unit + 1, 2 * unit, len(encrypted) - 16, len(encrypted) - 1):
        if left < len(encrypted):
            yield f"cut to {left}", encrypted[:left]
    yield "one byte more", encrypted + b"\0"
    yield "seventeen more", encrypted + bytes(17)
    yield "a segment more", encrypted + encrypted[-unit:]
    parts = [encrypted[at : at + unit] for at in range(0, len(encrypted), unit)]
    if len(parts) > 2:
        yield "swapped", b"".join([parts[0], parts[2], parts[1], *parts[3:]])
        yield "one left out", b"".join([parts[0], *parts[2:]])
        yield "one twice", b"".join([parts[0], parts[1], *parts[1:]])
        yield "last moved up", b"".join([parts[0], parts[-1]])


@pytest.mark.parametrize("size", [0, 1, FIRST, FIRST + 1, FIRST + FURTHER, FIRST + 2 * FURTHER, FIRST + 2 * FURTHER + 5])
def test_every_change_is_seen(size):
    plain = reference.pattern(size)
    encrypted = written(plain)
    assert readable(encrypted) == plain
    for name, changed in faults(encrypted):
        if changed == encrypted:
            continue
        with pytest.raises(TamperError):
            pytest.fail(f"{name}: read {len(readable(changed))} bytes")


def test_every_single_bit_of_a_small_stream_counts():
    encrypted = written(b"evidence")
    for bit in range(8 * len(encrypted)):
        changed = bytearray(encrypted)
        changed[bit // 8] ^= 1 << bit % 8
        with pytest.raises(TamperError):
            readable(bytes(changed))


def test_other_key_other_associated_data_other_place():
    encrypted = written(b"evidence")
    good = granted(encrypted)
    for key, associated, start in ((bytes(32), ASSOCIATED, 0), (KEY, ASSOCIATED + b"x", 0), (KEY, b"", 0)):
        with pytest.raises(TamperError):
            open_stream(Grant(good.source, start, good.length, good.size, key, associated)).read()
    with pytest.raises(TamperError):
        open_stream(Grant(MemoryRange(encrypted + b"\0"), 1, good.length, good.size, KEY, ASSOCIATED)).read()


def test_a_stream_inside_a_larger_file():
    plain = reference.pattern(FIRST + 10)
    inner = written(plain)
    source = MemoryRange(b"header" * 3 + inner + b"trailer")
    assert open_stream(Grant(source, 18, len(inner), len(plain), KEY, ASSOCIATED)).read() == plain


def test_a_source_shorter_than_the_grant_says():
    encrypted = written(b"evidence")
    for start, length in ((1, len(encrypted)), (0, 2**40), (-1, len(encrypted))):
        grant = Grant(MemoryRange(encrypted), start, length, plaintext_size(length), KEY, ASSOCIATED)
        with pytest.raises(TamperError):
            open_stream(grant)


def test_what_the_writer_held_is_cleared():
    for size in (100, FIRST, FIRST + 100, FIRST + 2 * FURTHER):
        writer = StreamWriter(lambda view: None, KEY, ASSOCIATED)
        for at in range(0, size, 65_537):
            writer.write(bytes([255]) * min(65_537, size - at))
        assert any(writer._plain)
        writer.finish()
        assert not any(writer._plain)


def test_the_size_that_the_log_states_must_fit():
    encrypted = written(b"evidence")
    with pytest.raises(TamperError) as caught:
        open_stream(granted(encrypted, size=9))
    assert caught.value.facts["expected"] == 9
    assert caught.value.facts["found"] == 8


def test_random_access_agrees_with_a_file():
    plain = reference.pattern(FIRST + 5 * FURTHER + 99)
    ours, files = open_stream(granted(written(plain))), io.BytesIO(plain)
    places = [0, 5, FIRST - 3, FIRST, FIRST + 1, len(plain) - 4, FIRST + FURTHER - 1, 3 * FURTHER, len(plain), len(plain) + 9]
    for whence in (io.SEEK_SET, io.SEEK_CUR, io.SEEK_END):
        for place in places:
            for size in (0, 1, 10, FURTHER + 5, -1):
                offset = place if whence == io.SEEK_SET else -min(place, files.tell() if whence == io.SEEK_CUR else len(plain))
                assert ours.seek(offset, whence) == files.seek(offset, whence)
                assert ours.read(size) == files.read(size)
                assert ours.tell() == files.tell()


@given(st.lists(st.tuples(st.integers(0, FIRST + 2 * FURTHER + 50), st.integers(0, 3000)), max_size=20))
def test_random_access_by_chance(asked):
    for place, size in asked:
        _READER.seek(place)
        assert _READER.read(size) == _PLAIN[place : place + size]


_PLAIN = reference.pattern(FIRST + 2 * FURTHER + 17)
_READER = open_stream(granted(written(_PLAIN)))


def test_all_ways_of_reading_agree():
    plain = reference.pattern(FIRST + FURTHER + 3)
    encrypted = written(plain)
    reader = open_stream(granted(encrypted))
    pieces = []
    while piece := reader.read1(100_000):
        pieces.append(piece)
    assert b"".join(pieces) == plain
    reader.seek(0)
    assert len(reader.read1()) == FIRST
    assert reader.read1(0) == b""
    reader.seek(0)
    room = bytearray(len(plain) + 10)
    assert reader.readinto(room) == len(plain)
    assert room == plain + bytes(10)
    assert reader.readinto(room) == 0
    reader.seek(0)
    assert reader.read(None) == plain
    assert reader.readable()
    assert reader.seekable()
    assert not reader.writable()
    assert io.BufferedReader(io.BytesIO(plain)).readline() == open_stream(granted(encrypted)).readline()


def test_positions_that_cannot_be():
    reader = open_stream(granted(written(b"evidence")))
    with pytest.raises(ValueError):
        reader.seek(-1)
    with pytest.raises(ValueError):
        reader.seek(0, 7)
    assert reader.seek(100) == 100
    assert reader.read(5) == b""
    assert reader.read1(5) == b""
    assert reader.readinto(bytearray(5)) == 0


def test_a_closed_reader_gives_nothing():
    reader = open_stream(granted(written(b"evidence")))
    assert reader.read(1) == b"e"
    kept = next(iter(reader._kept.values()))
    reader.close()
    assert bytes(kept) == bytes(8)
    for act in (reader.read, reader.read1, reader.tell, lambda: reader.seek(0), lambda: reader.readinto(bytearray(1))):
        with pytest.raises(ValueError):
            act()


def test_the_reader_remembers_a_failure_that_its_user_swallowed():
    plain = reference.pattern(FIRST + 2 * FURTHER)
    changed = bytearray(written(plain))
    changed[SEGMENT + 9] ^= 1
    reader = open_stream(granted(bytes(changed)))
    assert reader.read(FIRST) == plain[:FIRST]
    assert reader.failed is None
    with pytest.raises(TamperError) as caught:
        reader.read(1)
    assert caught.value.facts["segment"] == 1
    assert reader.failed is caught.value
    reader.seek(FIRST + FURTHER)
    assert reader.read() == plain[FIRST + FURTHER :]
    reader.seek(FIRST)
    with pytest.raises(TamperError):
        reader.read(1)
    assert reader.failed is caught.value


def test_unauthenticated_plaintext_is_cleared():
    plain = b"canary " * 1000
    changed = bytearray(written(plain))
    changed[-1] ^= 1  # the tag: every plaintext byte would come out right
    reader = open_stream(granted(bytes(changed)))
    buffers = []
    make = reader._buffer
    reader._buffer = lambda n: buffers.append(make(n)) or buffers[-1]
    with pytest.raises(TamperError):
        reader.read()
    assert [bytes(buffer) for buffer in buffers] == [bytes(len(plain))]
    assert not reader._kept


def test_few_segments_are_kept():
    plain = reference.pattern(FIRST + 6 * FURTHER)
    reader = open_stream(granted(written(plain)))
    read = []
    take = reader._grant.source.read_at
    reader._grant.source.read_at = lambda offset, n: read.append(offset // SEGMENT) or take(offset, n)
    for number in (0, 1, 0, 2, 3, 0, 4, 0, 1):  # 0 is used all along and stays; 1 was used longest ago
        reader.seek(segments.plain_start(number))
        assert reader.read(4) == plain[segments.plain_start(number) :][:4]
    assert read == [0, 1, 2, 3, 4, 1]
    assert len(reader._kept) == stream.KEPT_SEGMENTS


def test_a_grant_ends_with_its_source(tmp_path):
    path = tmp_path / "object"
    path.write_bytes(written(b"evidence"))
    with FileRange(os.open(path, os.O_RDONLY)) as source:
        reader = open_stream(Grant(source, 0, source.size, 8, KEY, ASSOCIATED))
        assert reader.read(2) == b"ev"
    other = os.open(path, os.O_RDONLY)  # most likely under the same number
    try:
        for act in (reader.read, lambda: source.read_at(0, 1), source.fileno, lambda: source.size):
            with pytest.raises(ValueError):
                act()
        source.close()
        assert os.read(other, 1) == b"("
    finally:
        os.close(other)


def test_a_grant_does_not_show_its_key():
    assert KEY.hex() not in repr(granted(written(b"")))
    assert repr(KEY) not in repr(granted(written(b"")))


def test_a_file_that_shrinks_while_it_is_read(tmp_path):
    path = tmp_path / "object"
    plain = reference.pattern(FIRST + 2 * FURTHER)
    path.write_bytes(written(plain))
    with FileRange(os.open(path, os.O_RDONLY)) as source:
        reader = open_stream(Grant(source, 0, source.size, len(plain), KEY, ASSOCIATED))
        os.truncate(path, SEGMENT + 500)
        assert reader.read(FIRST) == plain[:FIRST]
        with pytest.raises(TamperError):
            reader.read(1)
        assert reader.failed


def test_a_disk_that_fails_is_not_called_tampering(monkeypatch, tmp_path):
    path = tmp_path / "object"
    path.write_bytes(written(b"evidence"))
    with FileRange(os.open(path, os.O_RDONLY)) as source:
        reader = open_stream(Grant(source, 0, source.size, 8, KEY, ASSOCIATED))

        def fails(fd: int, n: int, offset: int) -> bytes:
            raise OSError(5, "input/output error")

        monkeypatch.setattr("intake.crypto.ranges._read_at", fails)
        with pytest.raises(StorageError) as caught:
            reader.read()
        assert caught.value.code == "read_failed"
        assert reader.failed is caught.value
        monkeypatch.setattr("intake.crypto.ranges.os", SimpleNamespace(fstat=lambda fd: fails(fd, 0, 0), close=os.close))
        with pytest.raises(StorageError):
            _ = source.size
