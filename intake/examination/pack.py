"""One examination in one blob: the answer, the times of all keyframes, and the pictures, each with its digest.

magic ‖ length of the index (4 bytes, big-endian) ‖ index (canonical JSON) ‖ JPEGs, one behind the other. It is bound to
the item's SHA-256 and names its decoders; the same examination gives the same bytes. The format stands in examination.md.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import BinaryIO, Final

from intake.errors import TamperError
from intake.examination import pictures
from intake.examination.wire import MOST_SIDE
from intake.records import canonical
from intake.records.canonical import JSON
from intake.records.claims import Answer, PictureRole, encode_answer, parse_answer
from intake.records.digests import Algorithm, Digest, sha256_of

MAGIC: Final = b"evidence-intake/pack/v1\n"
FORMAT: Final = 1
MOST_PICTURES: Final = 64
MOST_PICTURE_BYTES: Final = 16 * 1024 * 1024
_ROLES: Final = (PictureRole.POSTER, PictureRole.THUMBNAIL, PictureRole.STORYBOARD)


@dataclass(frozen=True, slots=True)
class Encoded:
    """A picture as JPEG. index: of the keyframe that it shows, where it shows one."""

    role: PictureRole
    index: int | None
    width: int
    height: int
    jpeg: bytes


@dataclass(frozen=True, slots=True)
class Placed:
    """A picture's line in the index. offset: of its first byte behind the index. sha256: of its JPEG bytes."""

    role: PictureRole
    index: int | None
    width: int
    height: int
    offset: int
    length: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Index:
    """Everything in a pack but the pictures themselves. item_sha256: of the evidence item. encoder: of the JPEGs."""

    item_sha256: str
    answer: Answer
    encoder: str
    pictures: tuple[Placed, ...]

    def find(self, role: PictureRole, index: int | None = None) -> Placed | None:
        """The first picture of a role (of a keyframe, if an index is given), or None."""
        for placed in self.pictures:
            if placed.role is role and index in {None, placed.index}:
                return placed
        return None


def _order(picture: Encoded) -> tuple[int, int]:
    return _ROLES.index(picture.role), -1 if picture.index is None else picture.index


def encode(item_sha256: str, answer: Answer, made: Iterable[Encoded]) -> bytes:
    """The bytes of a pack. ValueError when a picture has another role, occurs twice or is beyond a cap."""
    ordered = sorted(made, key=_order)
    placed: list[Placed] = []
    offset = 0
    for one in ordered:
        placed.append(Placed(one.role, one.index, one.width, one.height, offset, len(one.jpeg), sha256_of(one.jpeg)))
        offset += len(one.jpeg)
    index = Index(Digest(Algorithm.SHA256, item_sha256).value, answer, pictures.ENCODER, tuple(placed))
    _check(index)
    body = canonical.encode(_encode_index(index))
    if len(body) > canonical.MOST_BYTES:
        raise ValueError("the index is beyond its cap")
    return b"".join([MAGIC, len(body).to_bytes(4, "big"), body, *(one.jpeg for one in ordered)])


def _encode_index(index: Index) -> dict[str, JSON]:
    return {
        "format": FORMAT,
        "item_sha256": index.item_sha256,
        "answer": encode_answer(index.answer),
        "encoder": index.encoder,
        "pictures": [[p.role.value, p.index, p.width, p.height, p.offset, p.length, p.sha256] for p in index.pictures],
    }


def _check(index: Index) -> None:
    """The rules that builder and parser share: caps, order, no gaps, each picture once. ValueError."""
    if len(index.pictures) > MOST_PICTURES:
        raise ValueError("too many pictures")
    expected = 0
    seen: list[tuple[int, int]] = []
    for one in index.pictures:
        seen.append((_ROLES.index(one.role), -1 if one.index is None else one.index))
        if one.offset != expected or not 1 <= one.length <= MOST_PICTURE_BYTES:
            raise ValueError("place of a picture")
        if not 1 <= one.width <= MOST_SIDE or not 1 <= one.height <= MOST_SIDE:
            raise ValueError("size of a picture")
        if one.index is not None and not 0 <= one.index < len(index.answer.keyframes):
            raise ValueError("no such keyframe")
        if one.role is PictureRole.STORYBOARD and one.index is None:
            raise ValueError("a storyboard picture without its keyframe")
        expected += one.length
    if seen != sorted(set(seen)) or len([role for role, _index in seen if role < 2]) != len({r for r, _ in seen if r < 2}):
        raise ValueError("order of pictures")


class OpenPack:
    """A pack over a seekable stream: its index, and one picture at a time."""

    def __init__(self, stream: BinaryIO) -> None:
        """Reads the index. TamperError(malformed) when it is not exactly what `encode` writes."""
        self._stream = stream
        size = stream.seek(0, 2)
        stream.seek(0)
        head = stream.read(len(MAGIC) + 4)
        length = int.from_bytes(head[len(MAGIC) :], "big")
        if not head.startswith(MAGIC) or len(head) != len(MAGIC) + 4 or length > canonical.MOST_BYTES:
            raise TamperError("malformed", reason="pack")
        body = stream.read(length)
        self._start = len(head) + length
        self.index = _parse_index(body)
        end = self._start + sum(placed.length for placed in self.index.pictures)
        if len(body) != length or size != end:
            raise TamperError("malformed", reason="size of a pack", expected=end, found=size)

    def jpeg(self, placed: Placed) -> bytes:
        """The bytes of one picture of the index. TamperError(digest_differs)."""
        self._stream.seek(self._start + placed.offset)
        data = self._stream.read(placed.length)
        if sha256_of(data) != placed.sha256:
            raise TamperError("digest_differs", expected=placed.sha256, found=sha256_of(data))
        return data


def _parse_index(untrusted: bytes) -> Index:
    try:
        value = canonical.parse_object(untrusted)
        if set(value) != {"format", "item_sha256", "answer", "encoder", "pictures"} or value["format"] != FORMAT:
            raise ValueError("format")
        index = _index(value)
        _check(index)
        if canonical.encode(_encode_index(index)) != untrusted:
            raise ValueError("not what would be written")
    except (ValueError, KeyError, TypeError) as error:
        raise TamperError("malformed", reason="index of a pack") from error
    return index


def _index(value: Mapping[str, JSON]) -> Index:
    answer, encoder, rows = value["answer"], value["encoder"], value["pictures"]
    if not isinstance(answer, dict) or not isinstance(encoder, str) or not isinstance(rows, list) or len(encoder) > 200:
        raise ValueError("types")
    digest = Digest(Algorithm.SHA256, str(value["item_sha256"])).value
    return Index(digest, parse_answer(answer), encoder, tuple(_placed(row) for row in rows))


def _placed(row: JSON) -> Placed:
    if not isinstance(row, list) or len(row) != 7:
        raise ValueError("a row of another width")
    role, index, width, height, offset, length, sha256 = row
    numbers = [width, height, offset, length, *([] if index is None else [index])]
    if any(not isinstance(number, int) or isinstance(number, bool) for number in numbers):
        raise ValueError("not a number")
    return Placed(
        role=PictureRole(str(role)),
        index=index if isinstance(index, int) else None,
        width=int(str(width)),
        height=int(str(height)),
        offset=int(str(offset)),
        length=int(str(length)),
        sha256=Digest(Algorithm.SHA256, str(sha256)).value,
    )
