"""Tiles cover a photo whole at every level, without gap or overlap, and the right ones are found."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.records.tiles import SIDE, SMALLEST, Grid


@pytest.mark.parametrize("width", [1, SIDE - 1, SIDE, SIDE + 1, SMALLEST, SMALLEST + 1, 2 * SIDE, 12_000])
def test_each_level_covers_the_photo_once(width):
    grid = Grid(width, 3000)
    area: dict[int, int] = {}
    corners: set[tuple[int, int, int]] = set()
    for index in range(grid.count):
        tile = grid.tile(index)
        assert tile.index == index
        assert tile.size[0] <= SIDE
        assert tile.size[1] <= SIDE
        area[tile.reduced] = area.get(tile.reduced, 0) + tile.width * tile.height
        corners.add((tile.reduced, tile.left, tile.top))
    assert set(area.values()) == {width * 3000}
    assert len(corners) == grid.count
    assert max(width, 3000) <= SMALLEST * max(area) * 2  # the poster is enough for what is smaller


def test_no_such_tile():
    grid = Grid(4032, 3024)
    for index in (-1, grid.count):
        with pytest.raises(ValueError, match="no such tile"):
            grid.tile(index)


@pytest.mark.parametrize("size", [(0, 5), (5, 0), (2**31, 2**31), (2**31, 1)])
def test_what_is_not_cut(size):
    with pytest.raises(ValueError, match="photo"):
        Grid(*size)


def test_the_level_is_enough_for_the_screen():
    grid = Grid(12_000, 8_000)
    for scale, reduced in ((4.0, 1), (1.0, 1), (0.51, 1), (0.5, 2), (0.26, 2), (0.25, 4), (0.01, 4)):
        assert {tile.reduced for tile in grid.seen(scale, 0, 0, 12_000, 8_000)} == {reduced}


@given(st.integers(1, 20_000), st.integers(1, 20_000), st.data())
def test_every_point_that_is_seen_lies_in_a_tile(width, height, data):
    grid = Grid(width, height)
    left = data.draw(st.floats(0, width - 1))
    top = data.draw(st.floats(0, height - 1))
    seen = grid.seen(1.0, left, top, left + 0.5, top + 0.5)
    assert any(tile.left <= left < tile.left + tile.width and tile.top <= top < tile.top + tile.height for tile in seen)
    assert all(grid.tile(tile.index) == tile for tile in seen)
