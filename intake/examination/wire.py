"""Questions to a confined child and its messages back: frames of canonical JSON, with raw pixels behind some.

One frame = magic ‖ header length (4 bytes) ‖ payload length (8 bytes) ‖ header ‖ payload, big-endian. The format, its
caps and who may send what when stand in examination.md. Whatever a child says is untrusted.
"""

import re
import struct
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, TypeAlias

from intake.errors import ExaminationError, IntakeError
from intake.records import canonical, claims, confinement
from intake.records.canonical import JSON
from intake.records.claims import Answer, Observation, PictureRole
from intake.records.confinement import Confinement

MAGIC: Final = b"EIW1"
PREFIX: Final = struct.Struct(">4sIQ")
MOST_HEADER: Final = canonical.MOST_BYTES
MOST_SIDE: Final = 65_500  # pixels: the longest side that a JPEG can have, rounded down
MOST_PICTURE_PIXELS: Final = 64 * 1024 * 1024
MOST_INDEXES: Final = 10_000
MOST_FACTS: Final = 8
BYTES_A_PIXEL: Final = 3

# What a child may say why it could not answer; anything else is not one of ours.
REFUSALS: Final = frozenset({"worker_over_limits", "media_unreadable", "authentication_failed", "malformed", "read_failed"})

_CODE = re.compile(r"[a-z_]{1,60}")


@dataclass(frozen=True, slots=True)
class Limits:
    """What one child may use. milliseconds: of waiting for it. memory: bytes. pictures, pixels: of its whole answer."""

    milliseconds: int
    memory: int
    pictures: int
    pixels: int

    @property
    def seconds(self) -> float:
        return self.milliseconds / 1000


@dataclass(frozen=True, slots=True)
class ObjectAccess:
    """All of a grant but its descriptor, which travels beside the question."""

    start: int
    length: int
    size: int
    key: bytes
    associated: bytes

    def __repr__(self) -> str:
        return f"ObjectAccess({self.length} bytes)"  # never the key


@dataclass(frozen=True, slots=True)
class Probe:
    """Which confinement is in force? No object."""

    limits: Limits


@dataclass(frozen=True, slots=True)
class Examine:
    """What does the file say, and how does it look?"""

    access: ObjectAccess
    limits: Limits


@dataclass(frozen=True, slots=True)
class Still:
    """The pictures of these keyframes, in full size."""

    access: ObjectAccess
    indexes: tuple[int, ...]
    limits: Limits


@dataclass(frozen=True, slots=True)
class Tiles:
    """These tiles (`records.tiles`) of a photo that has this width and height as displayed."""

    access: ObjectAccess
    size: tuple[int, int]
    indexes: tuple[int, ...]
    limits: Limits


AboutObject: TypeAlias = Examine | Still | Tiles
Question: TypeAlias = Probe | AboutObject


@dataclass(frozen=True, slots=True)
class Confined:
    """The first message: what is in force, before a byte of the object is read."""

    confinement: Confinement


@dataclass(frozen=True, slots=True)
class PictureHead:
    """Stands before `3 * width * height` bytes of RGB."""

    role: PictureRole
    index: int | None
    width: int
    height: int

    @property
    def payload(self) -> int:
        """Bytes of pixels that follow."""
        return BYTES_A_PIXEL * self.width * self.height


@dataclass(frozen=True, slots=True)
class Done:
    """The last message of an examination."""

    answer: Answer


@dataclass(frozen=True, slots=True)
class Told:
    """The last message where no examination was asked for: what a person must be told, if anything."""

    observations: tuple[Observation, ...] = ()


@dataclass(frozen=True, slots=True)
class Refused:
    """The last message of a child that could not answer: one of `REFUSALS` and facts about it."""

    code: str
    facts: Mapping[str, str]


Message: TypeAlias = Confined | PictureHead | Done | Told | Refused


def malformed(reason: str) -> ExaminationError:
    return ExaminationError("worker_answer_malformed", reason=reason)


def encode_frame(header: Mapping[str, JSON], payload: int = 0) -> bytes:
    """A frame up to its payload. ValueError when the header has no canonical form or is beyond its cap."""
    body = canonical.encode(header)
    if len(body) > MOST_HEADER:
        raise ValueError("a header beyond its cap")
    return PREFIX.pack(MAGIC, len(body), payload) + body


def parse_prefix(untrusted: bytes) -> tuple[int, int]:
    """Lengths of header and payload. ExaminationError(worker_answer_malformed)."""
    magic, header, payload = PREFIX.unpack(untrusted)
    if magic != MAGIC or not 2 <= header <= MOST_HEADER or payload > BYTES_A_PIXEL * MOST_PICTURE_PIXELS:
        raise malformed("frame")
    return header, payload


def encode_question(question: Question) -> dict[str, JSON]:
    limits = question.limits
    value: dict[str, JSON] = {
        "limits": [limits.milliseconds, str(limits.memory), limits.pictures, str(limits.pixels)],
    }
    if isinstance(question, Probe):
        return {**value, "ask": "probe"}
    access = question.access
    value["access"] = [str(access.start), str(access.length), str(access.size), access.key.hex(), access.associated.hex()]
    if isinstance(question, Examine):
        return {**value, "ask": "examine"}
    value["indexes"] = list(question.indexes)
    if isinstance(question, Tiles):
        return {**value, "ask": "tiles", "size": list(question.size)}
    return {**value, "ask": "still"}


def parse_question(header: Mapping[str, JSON]) -> Question:
    """What the parent asked. ValueError or KeyError on anything else: that would be a bug here, not an attack."""
    ask = header["ask"]
    limits = _limits(header["limits"])
    if ask == "probe":
        return Probe(limits)
    access = _access(header["access"])
    if ask == "examine":
        return Examine(access, limits)
    if ask not in {"still", "tiles"}:
        raise ValueError("a question of another version")
    indexes = _indexes(header["indexes"], MOST_INDEXES)
    if ask == "still":
        return Still(access, indexes, limits)
    width, height = _indexes(header["size"], 2)
    return Tiles(access, (width, height), indexes, limits)


def _indexes(value: JSON, most: int) -> tuple[int, ...]:
    if not isinstance(value, list) or len(value) > most:
        raise ValueError("indexes")
    return tuple(_index(index) for index in value)


def _limits(value: JSON) -> Limits:
    if not isinstance(value, list) or len(value) != 4:
        raise ValueError("limits")
    milliseconds, memory, pictures, pixels = value
    return Limits(_index(milliseconds), int(str(memory)), _index(pictures), int(str(pixels)))


def _access(value: JSON) -> ObjectAccess:
    if not isinstance(value, list) or len(value) != 5:
        raise ValueError("access")
    start, length, size, key, associated = (str(part) for part in value)
    return ObjectAccess(int(start), int(length), int(size), bytes.fromhex(key), bytes.fromhex(associated))


def _index(value: JSON) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise ValueError("not a count")
    return value


def encode_message(message: Message) -> dict[str, JSON]:
    if isinstance(message, Confined):
        return {"confined": confinement.to_json(message.confinement)}
    if isinstance(message, PictureHead):
        return {"picture": [message.role.value, message.index, message.width, message.height]}
    if isinstance(message, Done):
        return {"done": claims.encode_answer(message.answer)}
    if isinstance(message, Told):
        return {"told": [[one.code, one.detail] for one in message.observations]}
    return {"refused": [message.code, dict(message.facts)]}


def parse_message(untrusted: bytes, payload: int) -> Message:
    """The message in a frame's header. ExaminationError(worker_answer_malformed), also where the payload does not fit it."""
    try:
        value = canonical.parse_object(untrusted, MOST_HEADER)
        if len(value) != 1:
            raise ValueError("one message a frame")
        ((name, body),) = value.items()
        message = _message(name, body)
    except (ValueError, KeyError, TypeError, IntakeError) as error:
        raise malformed("message") from error
    if payload != (message.payload if isinstance(message, PictureHead) else 0):
        raise malformed("payload")
    return message


def _message(name: str, body: JSON) -> Message:
    if name == "done" and isinstance(body, dict):
        return Done(claims.parse_answer(body))
    if name == "told" and isinstance(body, list) and len(body) <= claims.MOST_OBSERVATIONS:
        return Told(tuple(_observation(row) for row in body))
    if name == "confined" and isinstance(body, dict):
        return Confined(confinement.from_json(body))
    if name == "picture" and isinstance(body, list) and len(body) == 4:
        return _picture(*body)
    if name == "refused" and isinstance(body, list) and len(body) == 2:
        return _refused(*body)
    raise ValueError("an unknown message")


def _observation(row: JSON) -> Observation:
    if not isinstance(row, list) or len(row) != 2 or any(not isinstance(text, str) for text in row):
        raise ValueError("observation")
    code, detail = (str(text) for text in row)
    if not _CODE.fullmatch(code) or len(detail) > claims.MOST_VALUE:
        raise ValueError("observation")
    return Observation(code, detail)


def _picture(role: JSON, index: JSON, width: JSON, height: JSON) -> PictureHead:
    head = PictureHead(PictureRole(str(role)), None if index is None else _index(index), _index(width), _index(height))
    if not 1 <= head.width <= MOST_SIDE or not 1 <= head.height <= MOST_SIDE or head.width * head.height > MOST_PICTURE_PIXELS:
        raise ValueError("size of a picture")
    if index is not None and head.index is not None and head.index >= claims.MOST_KEYFRAMES:
        raise ValueError("index of a picture")
    return head


def _refused(code: JSON, facts: JSON) -> Refused:
    if not isinstance(code, str) or code not in REFUSALS:
        raise ValueError("code")
    if not isinstance(facts, dict) or len(facts) > MOST_FACTS:
        raise ValueError("facts")
    if any(not isinstance(value, str) or len(value) > 200 or not _CODE.fullmatch(name) for name, value in facts.items()):
        raise ValueError("facts")
    return Refused(code, {name: str(value) for name, value in facts.items()})
