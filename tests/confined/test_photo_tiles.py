"""A photo at its own pixels, tile by tile: upright in all eight ways, true to the pixel, within the limits, whoever made it."""

import io
import json
import subprocess
import sys

import pytest
from PIL import Image, ImageCms

from intake.confined import photo, photo_pixels, photo_tiles
from intake.confined.photo_pixels import POSTER_SIDE
from intake.records.claims import Kind, Observation, PictureRole
from intake.records.tiles import SIDE, Grid
from tests.confined.photographed import examined
from tests.confined.test_photo_hostile import photos_in
from tests.conftest import ROOT
from tests.making import chunk, png, saved, tiff_block

WIDTH, HEIGHT = 2300, 1500  # three tiles across, two down


def scene(width: int = WIDTH, height: int = HEIGHT) -> Image.Image:
    """No two places look alike."""
    across = Image.linear_gradient("L").rotate(90).resize((width, height))
    down = Image.linear_gradient("L").resize((width, height))
    third = Image.radial_gradient("L").resize((width, height))
    return Image.merge("RGB", (across, down, third))


def looked_at(data: bytes, size: tuple[int, int], indexes) -> tuple[dict[int, Image.Image], tuple[Observation, ...]]:
    made: dict[int, Image.Image] = {}

    def sink(role, index, width, height, rgb):
        assert role is PictureRole.STILL
        assert index not in made
        made[index] = Image.frombytes("RGB", (width, height), bytes(rgb))

    told = photo_tiles.tiles(io.BytesIO(data), size, indexes, sink)
    return made, told


def assembled(data: bytes, size: tuple[int, int], reduced: int = 1) -> tuple[Image.Image, tuple[Observation, ...]]:
    grid = Grid(*size)
    wanted = [tile for tile in map(grid.tile, range(grid.count)) if tile.reduced == reduced]
    made, told = looked_at(data, size, [tile.index for tile in wanted])
    whole = Image.new("RGB", (-(-size[0] // reduced), -(-size[1] // reduced)))
    for tile in wanted:
        whole.paste(made[tile.index], (tile.left // reduced, tile.top // reduced))
    return whole, told


def swapped_profile() -> bytes:
    """sRGB with its red and green primaries exchanged, so that applying it shows."""
    data = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes().replace(b"sRGB", b"test"))
    for at in range(132, 132 + 12 * int.from_bytes(data[128:132], "big"), 12):
        name = bytes(data[at : at + 4])
        data[at : at + 4] = {b"rXYZ": b"gXYZ", b"gXYZ": b"rXYZ"}.get(name, name)
    return bytes(data)


def difference(one: Image.Image, other: Image.Image) -> int:
    from PIL import ImageChops

    return max(high for _low, high in ImageChops.difference(one, other).getextrema())


TURNS = {
    1: None,
    2: "FLIP_LEFT_RIGHT",
    3: "ROTATE_180",
    4: "FLIP_TOP_BOTTOM",
    5: "TRANSPOSE",
    6: "ROTATE_90",
    7: "TRANSVERSE",
    8: "ROTATE_270",
}


@pytest.mark.parametrize("orientation", TURNS)
def test_every_orientation_to_the_pixel(orientation):
    """Stored as a camera held so stores it, without loss: what comes out is the scene, each pixel in its place."""
    turned = scene() if TURNS[orientation] is None else scene().transpose(Image.Transpose[TURNS[orientation]])
    data = png(chunk(b"eXIf", tiff_block({0x0112: (3, [orientation])})), image=turned)
    answer = examined(data).answer
    assert (answer.width, answer.height) == (WIDTH, HEIGHT)
    whole, told = assembled(data, (WIDTH, HEIGHT))
    assert difference(whole, scene()) == 0
    assert told == ()


@pytest.mark.parametrize("form", ["TIFF", "WEBP", "HEIF", "AVIF", "BMP", "JPEG"])
def test_every_form(form):
    import pillow_heif

    pillow_heif.register_heif_opener()
    options = {"WEBP": {"lossless": True}, "HEIF": {"quality": -1}, "AVIF": {"quality": 100}, "JPEG": {"quality": 95}}
    data = saved(scene(), form, **options.get(form, {}))
    whole, _told = assembled(data, (WIDTH, HEIGHT))
    assert difference(whole, scene()) <= (0 if form in {"TIFF", "WEBP", "BMP"} else 12)


def test_a_level_below_is_the_whole_photo_with_half_the_pixels():
    size = (WIDTH * 2, HEIGHT * 2)
    whole, _told = assembled(saved(scene(*size), "JPEG", quality=95), size, reduced=2)
    assert whole.size == (WIDTH, HEIGHT)
    assert difference(whole, scene(*size).reduce(2)) <= 16


def test_one_tile_alone_is_as_large_as_its_place():
    grid = Grid(WIDTH, HEIGHT)
    made, _told = looked_at(saved(scene(), "PNG"), (WIDTH, HEIGHT), [5])
    assert set(made) == {5}
    assert made[5].size == grid.tile(5).size == (WIDTH - 2 * SIDE, HEIGHT - SIDE)


def test_a_colour_profile_is_applied_and_said():
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes()
    plain, _none = looked_at(saved(scene(), "JPEG"), (WIDTH, HEIGHT), [0])
    for data, applied in ((swapped_profile(), True), (profile, False)):
        made, told = looked_at(saved(scene(), "JPEG", icc_profile=data), (WIDTH, HEIGHT), [0])
        assert ("colour profile to sRGB" in [one.detail for one in told]) == applied  # one that does not fit is not
        assert (difference(made[0], plain[0]) > 0) == applied


def test_sixteen_bits_are_scaled_not_clipped():
    deep = Image.linear_gradient("L").resize((WIDTH, HEIGHT)).convert("I").point(lambda value: value * 257).convert("I;16")
    for form in ("TIFF", "PNG"):
        whole, told = assembled(saved(deep, form), (WIDTH, HEIGHT))
        assert [one.code for one in told] == ["picture_converted"]
        assert difference(whole, Image.linear_gradient("L").resize((WIDTH, HEIGHT)).convert("RGB")) <= 1


def test_transparency_lies_over_white():
    clear = scene()
    clear.putalpha(Image.new("L", clear.size, 0))
    made, told = looked_at(saved(clear, "PNG"), (WIDTH, HEIGHT), [0])
    assert made[0].getextrema() == ((255, 255),) * 3
    assert told == (Observation("picture_converted", "transparency over white"),)


def test_a_photo_that_is_smaller_than_it_was_is_not_enlarged():
    """The preview inside a raw file, or a file whose header promised more."""
    made, _told = looked_at(saved(scene(230, 150), "PNG"), (WIDTH, HEIGHT), [0])
    assert made[0].size == (SIDE * 230 // WIDTH, SIDE * 150 // HEIGHT)


def test_what_is_too_large_at_full_size_comes_smaller_and_says_so(monkeypatch):
    monkeypatch.setattr(photo_pixels, "MOST_DECODED_BYTES", WIDTH * 2 * HEIGHT * 2 * 3)
    data = saved(scene(WIDTH * 2, HEIGHT * 2), "JPEG")
    made, told = looked_at(data, (WIDTH * 2, HEIGHT * 2), [0])
    assert "picture_too_large" in {one.code for one in told}
    assert made[0].size == (SIDE // 2, SIDE // 2)


def test_what_cannot_be_decoded_is_said_and_gives_nothing():
    made, told = looked_at(b"\xff\xd8\xff\xe0 nothing", (WIDTH, HEIGHT), [0])
    assert made == {}
    assert {one.code for one in told} == {"picture_not_decoded"}
    assert looked_at(b"", (WIDTH, HEIGHT), [0]) == ({}, (Observation("file_empty"),))
    assert looked_at(b"text", (WIDTH, HEIGHT), [0])[1] == (Observation("picture_not_decoded"),)


def test_what_is_there_of_a_file_that_ends_early_is_shown():
    data = saved(scene(), "JPEG")
    made, told = looked_at(data[: len(data) // 2], (WIDTH, HEIGHT), [0])
    assert difference(made[0], scene().crop((0, 0, SIDE, SIDE))) < 255
    assert "picture_damaged" in {one.code for one in told}


def test_no_such_tile():
    with pytest.raises(ValueError, match="no such tile"):
        looked_at(saved(scene(), "PNG"), (WIDTH, HEIGHT), [99])


_CHILD = """
import json, resource, signal, sys
from intake.confined import photo, photo_tiles
from intake.confined.readers import MediaReaders
from intake.records.tiles import Grid
MediaReaders().warm()
resource.setrlimit(resource.RLIMIT_AS, (1 << 30, 1 << 30))
for line in sys.stdin:
    signal.alarm(20)
    path = json.loads(line)
    answer = photo.examine(open(path, "rb"), "image/x", lambda *_: None)
    said = "no size"
    if answer.width and answer.height:
        try:
            grid = Grid(answer.width, answer.height)
            wanted = [tile.index for tile in grid.seen(1.0, 0, 0, 2500, 1500)]
            made = []
            told = photo_tiles.tiles(open(path, "rb"), (answer.width, answer.height), wanted, lambda *one: made.append(one[1]))
            said = [len(made), len(wanted), [one.code for one in told]]
        except (ValueError, OSError, MemoryError, SyntaxError) as error:
            said = type(error).__name__
    print(json.dumps(said), flush=True)
"""


def test_hostile_pictures_within_the_workers_limits(shared_media):
    """A quick sample by stride; each gives tiles, or says why it gives none, or is refused: none ends the child."""
    paths = photos_in(shared_media("hostile-media"))[::6]
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", _CHILD],
        input="".join(json.dumps(str(path)) + "\n" for path in paths),
        capture_output=True,
        text=True,
        cwd=ROOT,
        check=False,
    )
    said = [json.loads(line) for line in done.stdout.splitlines()]
    assert len(said) == len(paths) > 40, done.stderr[-500:]
    silent = [path for path, one in zip(paths, said, strict=True) if isinstance(one, list) and one[0] < one[1] and not one[2]]
    assert silent == []
    assert any(isinstance(one, list) and one[0] == one[1] for one in said)


def test_real_photos_look_as_their_posters(shared_media):
    """The tiles of the whole, put together and reduced, are the poster."""
    from intake.confined.identify import identify

    seen = 0
    for path in sorted(shared_media("photos-real").rglob("*"))[::9]:
        if not path.is_file() or identify(io.BytesIO(path.read_bytes())).kind is not Kind.PHOTO:
            continue
        found = examined(path)
        size = (found.answer.width or 0, found.answer.height or 0)
        poster = found.pictures.get(PictureRole.POSTER)
        if poster is None or not 0 < size[0] * size[1] < 30_000_000 or found.codes & {"picture_damaged", "preview_shown"}:
            continue
        whole, _told = assembled(path.read_bytes(), size)
        reduced = whole.resize(poster.size, Image.Resampling.BICUBIC)
        at = [(x * poster.width // 4, y * poster.height // 4) for x in (1, 2, 3) for y in (1, 2, 3)]
        blurred = [one.reduce(max(1, max(poster.size) // 100)) for one in (reduced, poster)]
        assert difference(*blurred) <= 24, (path, at)
        seen += 1
    assert seen >= 5
    assert photo.POSTER_SIDE == POSTER_SIDE
