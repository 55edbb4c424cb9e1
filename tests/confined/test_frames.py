"""Which pictures stand for a video, and how they are turned."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.confined import frames, video_colour
from tests.making_videos import frame

TIMES = st.lists(st.integers(0, 10**6), min_size=1, max_size=300, unique=True).map(sorted)


class TestSpread:
    @given(TIMES, st.integers(1, 60))
    def test_rising_within_and_from_end_to_end(self, times, most):
        chosen = frames.spread([Fraction(time) for time in times], most)
        assert len(chosen) == min(most, len(times))
        assert chosen == sorted(set(chosen))
        assert chosen[0] == 0
        assert most == 1 or chosen[-1] == len(times) - 1

    def test_even_in_time_not_in_number(self):
        times = [Fraction(n, 100) for n in range(100)] + [Fraction(n) for n in range(1, 101)]
        chosen = [times[index] for index in frames.spread(times, 11)]
        assert chosen == [0, 10, 20, 30, 40, 50, 60, 70, 80, 90, 100]

    def test_nothing(self):
        assert frames.spread([], 40) == []

    @pytest.mark.parametrize("count", [39, 40, 41, 80])
    def test_boundaries(self, count):
        assert len(frames.spread([Fraction(n) for n in range(count)], 40)) == min(count, 40)


@pytest.mark.parametrize(("count", "compared"), [(1, [0]), (2, [0, 1]), (3, [1, 2]), (9, list(range(1, 9)))])
def test_candidates_for_the_poster(count, compared):
    assert frames.candidates(range(count)) == compared


def test_candidates_are_few():
    assert len(frames.candidates(range(40))) == frames.POSTER_CANDIDATES


def test_the_sharper_picture_wins():
    sharp = frame(3, 320, 192)
    blurred = sharp.copy()
    for _ in range(6):
        blurred[1:-1, 1:-1] = (blurred[:-2, 1:-1].astype(int) + blurred[2:, 1:-1] + blurred[1:-1, :-2] + blurred[1:-1, 2:]) // 4
    assert frames.sharpness(sharp) > 2 * frames.sharpness(blurred) > 0


def test_a_flat_picture_counts_nothing():
    assert frames.sharpness(np.full((90, 160, 3), 17, np.uint8)) == 0


def test_sharpness_does_not_depend_on_size():
    small = frames.sharpness(frame(3, 320, 192))
    large = frames.sharpness(np.kron(frame(3, 320, 192), np.ones((3, 3, 1), np.uint8)))
    assert small == pytest.approx(large, rel=0.05)


@pytest.mark.parametrize("size", [(1, 1), (1, 2000), (2000, 1), (321, 320), (320, 321)])
def test_reduced_keeps_the_longer_side(size):
    height, width = size
    picture = frames.reduced(np.zeros((height, width, 3), np.uint8), 320)
    assert max(picture.shape[:2]) == min(320, max(size))
    assert min(picture.shape[:2]) >= 1


@pytest.mark.parametrize(
    ("rotation", "mirrored", "corner"),
    [
        (0, False, "tl"),
        (90, False, "tr"),
        (180, False, "br"),
        (270, False, "bl"),
        (0, True, "tr"),
        (90, True, "br"),
        (270, True, "tl"),
    ],
)
def test_upright(rotation, mirrored, corner):
    stored = np.zeros((4, 6, 3), np.uint8)
    stored[0, 0] = 255
    turned = frames.upright(stored, rotation, mirrored)
    assert turned.flags.c_contiguous
    assert turned.shape[:2] == ((6, 4) if rotation % 180 else (4, 6))
    where = {"tl": (0, 0), "tr": (0, -1), "bl": (-1, 0), "br": (-1, -1)}[corner]
    assert turned[where].all()


@pytest.mark.parametrize(
    ("aspect", "width"),
    [(Fraction(1), 720), (Fraction(4, 3), 960), (Fraction(0), 720), (Fraction(1000), 720), (Fraction(8, 9), 640)],
)
def test_pixel_shape_changes_the_width(aspect, width):
    assert frames.stretched(720, 576, aspect) == (width, 576)


class TestTones:
    """HDR brought down: black stays black, white stays near white, brighter is brighter, grey stays grey."""

    @pytest.mark.parametrize("transfer", [16, 18])
    def test_a_ramp(self, transfer):
        ramp = np.linspace(0, 65535, 1024).astype(np.uint16)
        deep = np.repeat(ramp[None, :, None], 3, axis=2).repeat(300, axis=0)
        shown = video_colour._to_ordinary(deep, transfer, wide=True)
        line = shown[0].astype(int)
        assert (shown == shown[0]).all()
        assert (np.ptp(line, axis=1) <= 2).all()
        assert (np.diff(line[:, 1]) >= 0).all()
        assert line[0].max() <= 1
        assert line[-1].min() >= 250

    def test_reference_white(self):
        code = round(0.75 * 65535)  # HLG, BT.2408
        shown = video_colour._to_ordinary(np.full((1, 1, 3), code, np.uint16), 18, wide=False)
        assert 215 <= shown.min() <= shown.max() <= 240
