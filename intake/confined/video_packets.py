"""Keyframes of containers other than ISO base media, from their packets, without decoding anything.

Presentation times are the container's own (AVI has none: there the number of the picture counts). In a transport stream
the 33-bit clock that wraps is unwrapped (ISO/IEC 13818-1 2.4.3.7), so times rise and begin at what the stream says.
"""

import itertools
from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

import av
from av.stream import Discard

from intake.confined.boxes_samples import varies
from intake.confined.video_source import Bounded
from intake.records.claims import MOST_KEYFRAMES

_WRAP = 2**33
_STUMBLES = 1_000_000
_OPENING = 1 << 16  # bytes
_MEASURED = 20_000  # packets that tell whether the frame rate varies
_CLOCK_FORMATS = frozenset({"mpegts", "mpeg"})


@dataclass(slots=True)
class Listing:
    """What one pass over a stream's packets showed. times: of keyframes, in time_base, as the library gives them.

    offset: to be added to a time as the library gives it. end: presentation time behind the last picture.
    untimed: keyframes without a time. shown: when the first pictures are shown. opening: the first bytes of the first keyframe.
    """

    time_base: Fraction
    times: list[int] = field(default_factory=list)
    offset: int = 0
    packets: int = 0
    opening: bytes = b""
    first: int | None = None
    end: int | None = None
    shown: list[int] = field(default_factory=list)
    untimed: int = 0
    corrupt: int = 0
    failed: str = ""
    capped: bool = False

    def keys(self) -> list[int]:
        """Keyframe times with the wrap undone, rising."""
        return sorted({time + self.offset for time in self.times})

    def is_variable(self) -> bool:
        """True when pictures do not follow each other at one pace."""
        shown = sorted(self.shown)
        return varies([after - before for before, after in itertools.pairwise(shown)][:-1])


def moment(packet: Any, counted: bool) -> int | None:
    """When a packet is shown, in its time base; its place in the order of decoding where the container counts pictures."""
    return packet.dts if counted else packet.pts  # type: ignore[no-any-return]


def counts_pictures(container: Any) -> bool:
    """True for AVI, whose pictures follow each other at one pace and have no time of their own."""
    return bool(container.format.name == "avi")


def packets(container: Any, stream: Any) -> Iterator[Any]:
    """The stream's packets, in file order.

    A stream that only begins further on makes the binding stumble once for each of its packets (IndexError); reading goes
    on behind it.
    """
    for _ in range(_STUMBLES):
        try:
            yield from container.demux(stream)
        except IndexError:
            continue
        return


def survey(container: Any, stream: Any, source: Bounded) -> Listing:
    """One pass over all packets of the stream. What stops it early is in `failed` or in the source."""
    listing = Listing(Fraction(stream.time_base or Fraction(1, 1000)))
    for other in container.streams:
        if other.index != stream.index:
            other.discard = Discard.all
    counted = counts_pictures(container)
    try:
        for packet in packets(container, stream):
            if source.out_of_time():
                break
            if packet.size:
                _count(packet, moment(packet, counted), listing)
    except av.MemoryError:
        listing.failed = "MemoryError"
    except MemoryError:
        raise
    except Exception as error:  # noqa: BLE001 - hostile packets raise many things; all of them end the pass
        listing.failed = type(error).__name__
    if container.format.name in _CLOCK_FORMATS and listing.first is not None and listing.first < 0:
        listing.offset = _WRAP
    return listing


def _count(packet: Any, now: int | None, listing: Listing) -> None:
    listing.packets += 1
    listing.corrupt += packet.is_corrupt
    if now is None:
        listing.untimed += bool(packet.is_keyframe)
        return
    listing.first = now if listing.first is None else min(listing.first, now)
    if len(listing.shown) < _MEASURED:
        listing.shown.append(now)
    listing.end = max(now if listing.end is None else listing.end, now + (packet.duration or 0))
    if packet.is_keyframe and not listing.opening:
        listing.opening = bytes(memoryview(packet)[:_OPENING])
    if packet.is_keyframe and not packet.is_discard:
        if len(listing.times) < MOST_KEYFRAMES:
            listing.times.append(now)
        else:
            listing.capped = True


def length(container: Any, source: Bounded) -> Fraction | None:
    """Seconds between the first and the last packet of any stream, for a container that states no duration."""
    first: Fraction | None = None
    last = Fraction(0)
    try:
        for packet in packets(container, ()):
            now = packet.dts if packet.pts is None else packet.pts
            if source.out_of_time():
                break
            if packet.size and now is not None and packet.time_base:
                start = now * Fraction(packet.time_base)
                first = start if first is None else min(first, start)
                last = max(last, start + (packet.duration or 0) * Fraction(packet.time_base))
    except av.MemoryError:
        return None if first is None else last - first
    except MemoryError:
        raise
    except Exception:  # noqa: BLE001 - what was counted until then is the answer
        return None if first is None else last - first
    return None if first is None else last - first
