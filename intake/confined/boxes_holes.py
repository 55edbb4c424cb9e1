"""Pictures whose bytes are nothing but zeros, as a torn copy or a worn card leaves them.

No codec's picture begins with sixteen zero bytes. All pictures of the main track are looked at while they are few enough
to be read in passing; of a longer recording the keyframes are, and those are decoded anyway.
"""

import itertools
from collections.abc import Iterator
from typing import BinaryIO

from intake.confined import boxes_samples
from intake.confined.boxes_movie import Movie, Track

MOST_CHECKED_SAMPLES = 100_000
MOST_CHECKED_BYTES = 256 * 2**20
_LOOKED_AT = 16
_ZEROS = bytes(_LOOKED_AT)
_SOUND_CODECS = frozenset({b"raw ", b"yuv2", b"2vuy", b"v210", b"RGB "})  # black is zeros in raw pictures


def empty(stream: BinaryIO, movie: Movie, track: Track) -> list[int]:
    """Numbers from 0, in decoding order, of the pictures without data; empty for recordings too large to be looked through."""
    samples = boxes_samples.count(track.tables)
    if samples > MOST_CHECKED_SAMPLES or any(entry.codec in _SOUND_CODECS for entry in track.entries):
        return []
    if boxes_samples.bytes_in_all(track.tables) > MOST_CHECKED_BYTES:
        return []
    found = []
    for number, offset, size in boxes_samples.all_places(track.tables):
        if number % 256 == 0 and movie.damage.out_of_time():
            break
        if size >= _LOOKED_AT and offset + _LOOKED_AT <= movie.size:
            stream.seek(offset)
            if stream.read(_LOOKED_AT) == _ZEROS:
                found.append(number)
    return found


def ranges(numbers: list[int]) -> Iterator[str]:
    """`4 to 6`, `9`: rising numbers in runs."""
    for _, run in itertools.groupby(enumerate(numbers), key=lambda pair: pair[1] - pair[0]):
        members = [number for _, number in run]
        yield str(members[0]) if len(members) == 1 else f"{members[0]} to {members[-1]}"
