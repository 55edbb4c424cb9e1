"""Examines bytes as the worker does, and keeps the pictures."""

import io
from dataclasses import dataclass, field
from pathlib import Path

from PIL import Image

from intake.confined import photo
from intake.confined.photo_contents import OWN
from intake.records.claims import Answer, Claim, PictureRole, encode_answer, parse_answer


@dataclass
class Seen:
    answer: Answer
    pictures: dict[PictureRole, Image.Image] = field(default_factory=dict)

    def claim(self, name: str, reader: str = OWN) -> Claim | None:
        """The first claim of a name by a reader whose name begins so."""
        return next((claim for claim in self.answer.claims if claim.name == name and claim.reader.startswith(reader)), None)

    def value(self, name: str, reader: str = OWN) -> str | None:
        found = self.claim(name, reader)
        return None if found is None else found.value

    @property
    def codes(self) -> set[str]:
        return {observation.code for observation in self.answer.observations}


def examined(data: bytes | Path, media_type: str = "image/jpeg") -> Seen:
    """The answer, which must also survive its own form, and the pictures, whose sizes must be true."""
    pictures: dict[PictureRole, Image.Image] = {}

    def sink(role: PictureRole, index: int | None, width: int, height: int, rgb: bytes | memoryview, /) -> None:
        assert index is None
        assert role not in pictures
        assert len(rgb) == 3 * width * height
        pictures[role] = Image.frombytes("RGB", (width, height), bytes(rgb))

    with io.BytesIO(data) if isinstance(data, bytes) else data.open("rb") as stream:
        answer = photo.examine(stream, media_type, sink)
    assert parse_answer(encode_answer(answer)) == answer
    return Seen(answer, pictures)
