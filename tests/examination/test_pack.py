"""A pack: the same examination gives the same bytes, it comes back the same, and any changed byte is noticed."""

import hashlib
import io
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.errors import TamperError
from intake.examination import pack
from intake.examination.pack import Encoded, OpenPack
from intake.examination.pictures import to_jpeg
from intake.records import canonical
from intake.records.claims import Answer, Claim, Keyframe, Kind, PictureRole

ITEM = hashlib.sha256(b"the item").hexdigest()
ANSWER = Answer(
    media_type="video/mp4",
    kind=Kind.VIDEO,
    readable=True,
    readers=("boxes 1", "PyAV 18"),
    claims=(Claim("QuickTime:CreateDate", "2020:01:01 00:00:00", "boxes 1"),),
    keyframes=tuple(Keyframe(n, n * 512 - 1, Fraction(1, 15360)) for n in range(3)),
    width=64,
    height=48,
    duration=Fraction(401, 30),
)


def picture(role: PictureRole, index: int | None = None, side: int = 8) -> Encoded:
    return Encoded(role, index, side, side, to_jpeg(side, side, bytes(3 * side * side)))


MADE = (
    picture(PictureRole.STORYBOARD, 2),
    picture(PictureRole.POSTER, 1, 16),
    picture(PictureRole.STORYBOARD, 0),
    picture(PictureRole.THUMBNAIL),
)
DATA = pack.encode(ITEM, ANSWER, MADE)


def test_round_trip():
    opened = OpenPack(io.BytesIO(DATA))
    assert (opened.index.item_sha256, opened.index.answer) == (ITEM, ANSWER)
    assert "Pillow" in opened.index.encoder
    back = [Encoded(p.role, p.index, p.width, p.height, opened.jpeg(p)) for p in opened.index.pictures]
    assert [(b.role, b.index) for b in back] == [
        (PictureRole.POSTER, 1),
        (PictureRole.THUMBNAIL, None),
        (PictureRole.STORYBOARD, 0),
        (PictureRole.STORYBOARD, 2),
    ]
    assert pack.encode(ITEM, opened.index.answer, back) == DATA


def test_order_does_not_matter():
    assert pack.encode(ITEM, ANSWER, reversed(MADE)) == DATA


def test_one_picture():
    opened = OpenPack(io.BytesIO(DATA))
    placed = opened.index.find(PictureRole.STORYBOARD, 2)
    assert opened.jpeg(placed) == MADE[0].jpeg
    assert opened.index.find(PictureRole.STORYBOARD, 1) is None


def test_without_pictures():
    opened = OpenPack(io.BytesIO(pack.encode(ITEM, ANSWER, ())))
    assert opened.index.pictures == ()


@pytest.mark.parametrize(
    "bad",
    [
        [picture(PictureRole.POSTER), picture(PictureRole.POSTER)],
        [picture(PictureRole.POSTER, 0), picture(PictureRole.POSTER, 1)],
        [picture(PictureRole.STORYBOARD, 0), picture(PictureRole.STORYBOARD, 0)],
        [picture(PictureRole.STORYBOARD)],
        [picture(PictureRole.STORYBOARD, 3)],
        [picture(PictureRole.STILL, 0)],
        [Encoded(PictureRole.POSTER, None, 0, 8, b"x")],
        [Encoded(PictureRole.POSTER, None, 8, 8, b"")],
        [Encoded(PictureRole.POSTER, None, 8, 8, bytes(pack.MOST_PICTURE_BYTES + 1))],
    ],
)
def test_not_built(bad):
    with pytest.raises(ValueError):
        pack.encode(ITEM, ANSWER, bad)


@pytest.mark.parametrize("cut", [0, 1, len(pack.MAGIC), len(pack.MAGIC) + 3, len(pack.MAGIC) + 4, 400, len(DATA) - 1])
def test_cut_short(cut):
    with pytest.raises(TamperError):
        OpenPack(io.BytesIO(DATA[:cut]))


def test_longer():
    with pytest.raises(TamperError):
        OpenPack(io.BytesIO(DATA + b"\0"))


def _read_all(data: bytes):
    opened = OpenPack(io.BytesIO(data))
    return opened.index, [opened.jpeg(p) for p in opened.index.pictures]


@given(st.integers(0, len(DATA) - 1), st.integers(1, 255))
def test_any_byte_changed(at, flip):
    """Bytes of the answer can be changed unseen by the pack itself: the object's encryption guards those."""
    bad = bytearray(DATA)
    bad[at] ^= flip
    try:
        index, jpegs = _read_all(bytes(bad))
    except TamperError:
        return
    assert jpegs == [p.jpeg for p in sorted(MADE, key=pack._order)]
    assert index != OpenPack(io.BytesIO(DATA)).index


def _with_index(change) -> bytes:
    start = len(pack.MAGIC) + 4
    length = int.from_bytes(DATA[start - 4 : start], "big")
    value = canonical.parse_object(DATA[start : start + length])
    change(value)
    body = canonical.encode(value)
    return DATA[: start - 4] + len(body).to_bytes(4, "big") + body + DATA[start + length :]


@pytest.mark.parametrize(
    "change",
    [
        lambda v: v.update(format=2),
        lambda v: v.update(more=1),
        lambda v: v.pop("encoder"),
        lambda v: v.update(item_sha256="00"),
        lambda v: v.update(pictures={}),
        lambda v: v["pictures"].reverse(),
        lambda v: v["pictures"][0].append(1),
        lambda v: v["pictures"][0].__setitem__(0, "still"),
        lambda v: v["pictures"][0].__setitem__(4, 1),
        lambda v: v["pictures"][0].__setitem__(5, 2**52),
        lambda v: v["pictures"][0].__setitem__(2, "16"),
        lambda v: v["pictures"][0].__setitem__(2, True),
        lambda v: v["pictures"].extend([v["pictures"][0]] * 100),
        lambda v: v["answer"].update(rotation=45),
        lambda v: v["answer"].update(duration="802/60"),
    ],
)
def test_index_refused(change):
    with pytest.raises(TamperError):
        OpenPack(io.BytesIO(_with_index(change)))


def test_frozen():
    """The bytes of a pack without pictures never change; with pictures they depend on the encoder that the pack names."""
    index = pack.Index(ITEM, ANSWER, "encoder", ())
    body = canonical.encode(pack._encode_index(index))
    data = pack.MAGIC + len(body).to_bytes(4, "big") + body
    assert hashlib.sha256(data).hexdigest() == "2c5494acfec89350ad525a6243923d8ab746fabed54f13c03cf010e6530b1d90"
    assert OpenPack(io.BytesIO(data)).index == index
