"""The box walk: every size, nesting and count that a hostile file can state."""

import io
import math
import struct
import time

import pytest

from intake.confined import boxes, boxes_edits, boxes_headers, boxes_movie, boxes_samples
from intake.confined.boxes_headers import Edit
from tests.making_videos import box, full


def _scan(data: bytes) -> tuple[list[boxes.TopBox], list[tuple[str, int]]]:
    damage = boxes.Damage()
    return list(boxes.scan(io.BytesIO(data), len(data), damage)), damage.told


def test_top_boxes_in_order():
    found, told = _scan(box(b"ftyp", b"isom") + box(b"free") + box(b"mdat", b"abc"))
    assert [(top.kind, top.body, top.end) for top in found] == [(b"ftyp", 8, 12), (b"free", 20, 20), (b"mdat", 28, 31)]
    assert not told


def test_wide_header():
    wide = struct.pack(">I4sQ", 1, b"mdat", 20) + b"wxyz"
    found, told = _scan(wide + box(b"free"))
    assert [(top.kind, top.body, top.end) for top in found] == [(b"mdat", 16, 20), (b"free", 28, 28)]
    assert not told


@pytest.mark.parametrize("size", [0, 1, 8, 15])
def test_a_64_bit_size_below_its_own_header_ends_the_walk(size):
    found, told = _scan(box(b"ftyp") + struct.pack(">I4sQ", 1, b"moov", size) + bytes(64))
    assert [top.kind for top in found] == [b"ftyp"]
    assert told == [("a box states an impossible size", 8)]


@pytest.mark.parametrize("size", range(2, 8))
def test_a_32_bit_size_below_its_own_header_ends_the_walk(size):
    found, told = _scan(struct.pack(">I4s", size, b"moov") + bytes(32))
    assert found == []
    assert told == [("a box states an impossible size", 0)]


def test_size_zero_reaches_to_the_end():
    found, _ = _scan(struct.pack(">I4s", 0, b"mdat") + bytes(100))
    assert [(top.end, top.cut) for top in found] == [(108, False)]


@pytest.mark.parametrize("stated", [2**31, 2**32 - 1, 2**63, 2**64 - 1])
def test_more_than_there_is(stated):
    head = struct.pack(">I4s", stated, b"mdat") if stated < 2**32 else struct.pack(">I4sQ", 1, b"mdat", stated)
    found, told = _scan(head + b"rest")
    assert [(top.end, top.cut) for top in found] == [(len(head) + 4, True)]
    assert told == [("a box states more bytes than there are", 0)]


@pytest.mark.parametrize("rest", range(1, 8))
def test_a_few_bytes_behind_the_last_box(rest):
    found, told = _scan(box(b"free") + bytes(rest))
    assert len(found) == 1
    assert told == [("bytes too few for a box follow the last one", 8)]


def test_empty_file():
    assert _scan(b"") == ([], [])


def test_nesting_ends():
    body = b""
    for _ in range(200):
        body = box(b"moov", body)
    damage = boxes.Damage()
    loaded = boxes.load(io.BytesIO(body), next(boxes.scan(io.BytesIO(body), len(body), damage)), damage)
    assert loaded is not None
    depth = 0
    inner = loaded
    while inner := next(boxes.children(inner, damage), None):
        depth += 1
    assert depth == boxes.MOST_DEPTH
    assert damage.told == [("boxes are nested too deeply", damage.told[0][1])]


def test_boxes_are_counted_over_all_walks():
    damage = boxes.Damage(boxes=boxes.MOST_BOXES - 2)
    assert len(list(boxes.inside(memoryview(box(b"free") * 10), 0, 1, damage))) == 2
    assert damage.told == [("too many boxes", 16)]


def test_a_box_beyond_the_cap_is_not_loaded():
    data = box(b"moov", bytes(1000))
    damage = boxes.Damage()
    top = next(boxes.scan(io.BytesIO(data), len(data), damage))
    assert boxes.load(io.BytesIO(data), top, damage, most=999) is None
    assert boxes.load(io.BytesIO(data), top, damage, most=1000) is not None
    damage.loaded = boxes.MOST_LOADED_IN_ALL - 999
    assert boxes.load(io.BytesIO(data), top, damage) is None


def test_time_up_ends_a_walk():
    damage = boxes.Damage(until=time.monotonic() - 1)
    assert len(list(boxes.inside(memoryview(box(b"free") * 1000), 0, 1, damage))) == 255
    assert damage.late


def test_headers_in_both_versions():
    tail = struct.pack(">ih10x9i24xI", 0x10000, 0x100, 0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x40000000, 7)
    narrow = boxes_headers.movie_header(memoryview(struct.pack(">IIIII", 0, 1, 2, 600, 2**32 - 1) + tail))
    wide = boxes_headers.movie_header(memoryview(struct.pack(">IQQIQ", 1 << 24, 2**33, 2, 600, 2**64 - 1) + tail))
    assert narrow is not None
    assert wide is not None
    assert (narrow.created, narrow.duration, narrow.next_track) == (1, None, 7)
    assert (wide.created, wide.duration, wide.next_track) == (2**33, None, 7)


@pytest.mark.parametrize("read", [boxes_headers.movie_header, boxes_headers.track_header, boxes_headers.media_header])
def test_a_header_that_is_cut_is_none(read):
    whole = bytes(200)
    lengths = [length for length in range(120) if read(memoryview(whole[:length])) is not None]
    assert lengths == list(range(lengths[0], 120))
    assert lengths[0] > 20


def test_edits_are_held_against_their_bytes():
    rows = struct.pack(">Iii", 10, -1, 0x10000) * 3
    assert len(boxes_headers.edits(memoryview(struct.pack(">II", 0, 2**32 - 1) + rows)) or ()) == 3
    assert len(boxes_headers.edits(memoryview(struct.pack(">II", 0, 2) + rows)) or ()) == 2


def test_handler_names():
    head = struct.pack(">I4s4s4s", 0, b"mhlr", b"vide", b"appl") + bytes(8)
    assert boxes_headers.handler(memoryview(head + b"\x04Core")).name == b"Core"
    assert boxes_headers.handler(memoryview(bytes(8) + b"vide" + bytes(12) + b"VideoHandler\0")).name == b"VideoHandler"
    assert boxes_headers.handler(memoryview(b"")) is None


class TestEdits:
    def test_none_begins_at_zero(self):
        assert boxes_edits.shown(7, boxes_edits.stretches((), 1000, 90000)) == [7]

    def test_an_empty_edit_delays(self):
        stretches = boxes_edits.stretches((Edit(2025, -1, 0x10000), Edit(2000, 0, 0x10000)), 1000, 10240)
        assert boxes_edits.shown(0, stretches) == [20736]

    def test_media_outside_the_edit_is_not_shown(self):
        stretches = boxes_edits.stretches((Edit(1000, 500, 0x10000),), 1000, 1000)
        assert [boxes_edits.shown(at, stretches) for at in (499, 500, 1499, 1500)] == [[], [0], [999], []]

    def test_a_stretch_shown_twice_has_two_times(self):
        stretches = boxes_edits.stretches((Edit(100, 0, 0x10000), Edit(100, 0, 0x10000)), 1000, 1000)
        assert boxes_edits.shown(10, stretches) == [10, 110]

    def test_a_last_edit_of_no_length_is_open(self):
        assert boxes_edits.shown(10**9, boxes_edits.stretches((Edit(0, 5, 0x10000),), 1000, 1000)) == [10**9 - 5]

    def test_no_movie_scale(self):
        assert boxes_edits.shown(3, boxes_edits.stretches((Edit(5, -1, 0), Edit(9, 0, 0)), 0, 1000)) == []


def _tables(**bodies: bytes) -> boxes_samples.Tables:
    return boxes_samples.Tables(**{name: memoryview(body) for name, body in bodies.items()})


def _rows(shape: str, *rows: tuple[int, ...], stated: int | None = None) -> bytes:
    count = len(rows) if stated is None else stated
    return struct.pack(">II", 0, count) + b"".join(struct.pack(shape, *row) for row in rows)


SIZES = struct.pack(">III", 0, 0, 6) + struct.pack(">6I", 10, 20, 30, 40, 50, 60)


class TestSamples:
    def test_times_offsets_and_sizes(self):
        tables = _tables(
            stts=_rows(">II", (3, 100), (3, 50)),
            ctts=_rows(">Ii", (1, 10), (5, -20)),
            stss=_rows(">I", (1,), (4,), (6,)),
            stsz=SIZES,
            stsc=_rows(">III", (1, 2, 1), (3, 1, 1)),
            co64=_rows(">Q", (1000,), (2**33,), (5000,), (7000,)),
        )
        found = [(s.number, s.decode, s.presentation, s.offset, s.size) for s in boxes_samples.sync_samples(tables)]
        assert found == [(0, 0, 10, 1000, 10), (3, 300, 280, 2**33 + 30, 40), (5, 400, 380, 7000, 60)]
        assert boxes_samples.media_end(tables) == 450
        assert [place[1] for place in boxes_samples.all_places(tables)] == [1000, 1010, 2**33, 2**33 + 30, 5000, 7000]
        assert boxes_samples.bytes_in_all(tables) == 210

    def test_no_stss_means_all(self):
        tables = _tables(stts=_rows(">II", (6, 1)), stsz=SIZES, stsc=_rows(">III", (1, 6, 1)), stco=_rows(">I", (0,)))
        assert [sample.number for sample in boxes_samples.sync_samples(tables)] == list(range(6))

    def test_partial_sync_samples_count(self):
        tables = _tables(stss=_rows(">I", (1,)), stps=_rows(">I", (3,)), stsz=SIZES)
        assert list(boxes_samples.sync_numbers(tables, 6)) == [0, 2]

    def test_numbers_out_of_range_are_left_out(self):
        tables = _tables(stss=_rows(">I", (0,), (6,), (7,), (2**32 - 1,)), stsz=SIZES)
        assert list(boxes_samples.sync_numbers(tables, 6)) == [5]

    def test_counts_are_held_against_bytes(self):
        tables = _tables(stts=_rows(">II", (2, 5), stated=2**32 - 1), stsz=struct.pack(">III", 0, 0, 2**32 - 1) + bytes(8))
        assert boxes_samples.count(tables) == 2
        assert list(boxes_samples.rows(tables.stts, ">II")) == [(2, 5)]

    def test_fixed_sizes_need_no_rows_but_are_capped(self):
        tables = _tables(stsz=struct.pack(">III", 0, 4, 2**32 - 1))
        assert boxes_samples.count(tables) == boxes_samples.MOST_SAMPLES
        assert boxes_samples.size_of(tables, 10**7) == 4

    @pytest.mark.parametrize(("bits", "body"), [(4, b"\x12\x30"), (8, b"\1\2\3"), (16, b"\0\1\0\2\0\3")])
    def test_compact_sizes(self, bits, body):
        tables = _tables(stz2=struct.pack(">IxxxBI", 0, bits, 3) + body)
        assert boxes_samples.count(tables) == 3
        assert [boxes_samples.size_of(tables, number) for number in range(3)] == [1, 2, 3]

    def test_chunk_tables_that_end_early(self):
        tables = _tables(stts=_rows(">II", (6, 1)), stsz=SIZES, stsc=_rows(">III", (1, 2, 1)), stco=_rows(">I", (100,)))
        assert [sample.offset for sample in boxes_samples.sync_samples(tables)] == [100, 110, None, None, None, None]

    def test_no_samples_per_chunk(self):
        tables = _tables(stsz=SIZES, stsc=_rows(">III", (1, 0, 1)), stco=_rows(">I", (1,), (2,)))
        assert [sample.offset for sample in boxes_samples.sync_samples(tables)] == [None] * 6

    def test_a_steady_pace(self):
        assert not boxes_samples.varies(boxes_samples.lengths(_tables(stts=_rows(">II", (10, 512), (1, 9)))))
        assert not boxes_samples.varies([19, 20, 21])
        assert boxes_samples.varies(boxes_samples.lengths(_tables(stts=_rows(">II", (10, 512), (2, 900)))))
        assert not boxes_samples.varies([])


def _moof(*parts: bytes) -> bytes:
    return box(b"moof", full(b"mfhd", bytes(4)) + box(b"traf", b"".join(parts)))


def test_fragments():
    head = full(b"tfhd", struct.pack(">I", 1), flags=0x20000)
    run = full(b"trun", struct.pack(">IiI", 3, 200, 0) + struct.pack(">II", 10, 5) * 3, flags=0x305)
    trex = full(b"trex", struct.pack(">IIIII", 1, 1, 7, 0, 0x10000))
    tkhd = full(b"tkhd", struct.pack(">IIIII", 0, 0, 1, 0, 0) + bytes(60), flags=1)
    mdhd = full(b"mdhd", struct.pack(">IIIIH", 0, 0, 1000, 0, 0) + bytes(2))
    data = box(b"moov", box(b"trak", tkhd + box(b"mdia", mdhd)) + box(b"mvex", trex))
    at = len(data)
    data += _moof(head, full(b"tfdt", struct.pack(">I", 40)), run) + _moof(head, run) + box(b"mdat", bytes(400))
    movie = boxes_movie.read(io.BytesIO(data), len(data), math.inf)
    fragments = movie.tracks[0].fragments
    assert fragments is not None
    assert [(s.decode, s.offset, s.size) for s in fragments.sync] == [
        (40, at + 200, 5),
        (70, at + len(_moof(head, full(b"tfdt", bytes(4)), run)) + 200, 5),
    ]
    assert (fragments.samples, fragments.end, fragments.total) == (6, 100, 60)
    assert not movie.damage.told


def test_a_fragment_run_of_four_billion_samples_without_bytes_ends():
    head = full(b"tfhd", struct.pack(">I", 1), flags=0x20000)
    run = full(b"trun", struct.pack(">I", 2**32 - 1))
    tkhd = full(b"tkhd", struct.pack(">IIIII", 0, 0, 1, 0, 0) + bytes(60), flags=1)
    data = box(b"moov", box(b"trak", tkhd)) + _moof(head, run)
    started = time.monotonic()
    movie = boxes_movie.read(io.BytesIO(data), len(data), started + 0.2)
    assert time.monotonic() - started < 2
    assert movie.tracks[0].fragments is not None
    assert movie.tracks[0].fragments.samples == 0
    assert movie.damage.absurd
