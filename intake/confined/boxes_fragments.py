"""Samples of fragmented recordings: moof, traf, tfhd, tfdt, trun.

Source: ISO/IEC 14496-12 8.8. A sample is a keyframe when its flags say neither "not a sync sample" nor "depends on others".
"""

import struct
from dataclasses import dataclass, field

from intake.confined import boxes
from intake.confined.boxes_samples import MOST_SYNC, Sample

_NOT_SYNC, _DEPENDS = 0x10000, 0x1000000
MOST_FRAGMENT_SAMPLES = 3_000_000


@dataclass(frozen=True, slots=True)
class Defaults:
    """trex: what a fragment's samples have where nothing nearer says otherwise."""

    duration: int = 0
    size: int = 0
    flags: int = 0


@dataclass(slots=True)
class Fragments:
    """What the fragments of one track hold, gathered one moof at a time.

    end: decode time behind the last sample; last: presentation time behind the last picture; total: all durations together.
    durations: the different lengths of samples (a few are enough to know that the rate varies).
    """

    defaults: Defaults = Defaults()
    sync: list[Sample] = field(default_factory=list)
    samples: int = 0
    end: int = 0
    last: int = 0
    total: int = 0
    durations: set[int] = field(default_factory=set)
    capped: bool = False


def defaults_of(body: memoryview) -> tuple[int, Defaults] | None:
    """(track id, defaults) of one trex."""
    if len(body) < 24:
        return None
    track, _, duration, size, flags = struct.unpack_from(">4xIIIII", body)
    return track, Defaults(duration, size, flags)


class _Fields:
    """Reads 32- and 64-bit fields one after the other; zero past the end."""

    def __init__(self, body: memoryview, at: int) -> None:
        self._body, self._at = body, at

    def take(self, width: int = 4, signed: bool = False) -> int:
        value = int.from_bytes(self._body[self._at : self._at + width], "big", signed=signed)
        self._at += width
        return value


def gather(moof: boxes.Box, tracks: dict[int, Fragments], damage: boxes.Damage, end: int) -> None:
    """Add the samples of one movie fragment to those of its tracks; those at or behind `end`, the file's size, are not there."""
    for traf in boxes.children(moof, damage):
        if traf.kind != b"traf":
            continue
        parts = list(boxes.children(traf, damage))
        head = boxes.first(iter(parts), b"tfhd")
        if head is None or len(head.body) < 8:
            damage.note("a fragment names no track", traf.start)
            continue
        fragments = tracks.get(int.from_bytes(head.body[4:8], "big"))
        if fragments is None:
            damage.note("a fragment belongs to no track", traf.start)
            continue
        base, defaults = _head(head.body, moof.start, fragments.defaults)
        time = boxes.first(iter(parts), b"tfdt")
        if time is not None and len(time.body) >= 8:
            fragments.end = int.from_bytes(time.body[4 : 12 if time.body[0] == 1 else 8], "big")
        offset = base
        for part in parts:
            if part.kind == b"trun" and len(part.body) >= 8:
                offset = _run(part, base, offset, defaults, fragments, damage, end)


def _head(body: memoryview, moof: int, defaults: Defaults) -> tuple[int, Defaults]:
    flags = int.from_bytes(body[1:4], "big")
    fields = _Fields(body, 8)
    base = fields.take(8) if flags & 1 else moof
    if flags & 2:
        fields.take()
    return base, Defaults(
        fields.take() if flags & 8 else defaults.duration,
        fields.take() if flags & 16 else defaults.size,
        fields.take() if flags & 32 else defaults.flags,
    )


def _run(
    trun: boxes.Box, base: int, offset: int, defaults: Defaults, fragments: Fragments, damage: boxes.Damage, end: int
) -> int:
    """One trun; the offset behind its last sample."""
    body = trun.body
    flags = int.from_bytes(body[1:4], "big")
    fields = _Fields(body, 8)
    if flags & 1:
        offset = base + fields.take(signed=True)
    first_flags = fields.take() if flags & 4 else None
    head = 8 + (4 if flags & 1 else 0) + (4 if flags & 4 else 0)
    width = 4 * ((flags >> 8) & 15).bit_count()
    stated = int.from_bytes(body[4:8], "big")
    held = min(stated, (len(body) - head) // width) if width else stated
    damage.absurd = damage.absurd or stated > (held if width else end)
    for index in range(held):
        if fragments.samples >= MOST_FRAGMENT_SAMPLES or (index % 4096 == 4095 and damage.out_of_time()):
            fragments.capped = True
            return offset
        duration = fields.take() if flags & 0x100 else defaults.duration
        size = fields.take() if flags & 0x200 else defaults.size
        if not (size or width) or not 0 <= offset < end:
            damage.note("a fragment lists samples that are not there", trun.start)
            break
        own = fields.take() if flags & 0x400 else defaults.flags
        shift = fields.take(signed=True) if flags & 0x800 else 0
        if index == 0 and first_flags is not None:
            own = first_flags
        _add(fragments, Sample(fragments.samples, fragments.end, fragments.end + shift, offset, size), duration, own)
        offset += size
    return offset


def _add(fragments: Fragments, sample: Sample, duration: int, flags: int) -> None:
    if not flags & (_NOT_SYNC | _DEPENDS):
        if len(fragments.sync) < MOST_SYNC:
            fragments.sync.append(sample)
        else:
            fragments.capped = True
    fragments.samples += 1
    fragments.end = sample.decode + duration
    fragments.total += duration
    fragments.last = max(fragments.last, sample.presentation + duration)
    if len(fragments.durations) < 8:
        fragments.durations.add(duration)
