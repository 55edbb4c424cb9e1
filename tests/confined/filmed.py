"""A video examined for a test: the answer, and the pictures that came with it."""

import io
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from intake.confined import identify, video
from intake.records.canonical import encode, parse
from intake.records.claims import Answer, Observation, PictureRole, encode_answer, parse_answer

Shot = tuple[PictureRole, int | None, np.ndarray]


@dataclass
class Filmed:
    answer: Answer
    shots: list[Shot] = field(default_factory=list)

    def claims(self, name: str) -> list[str]:
        return [claim.value for claim in self.answer.claims if claim.name == name]

    def codes(self) -> set[str]:
        return {observation.code for observation in self.answer.observations}

    def seconds(self) -> list[float]:
        return [round(float(key.seconds), 6) for key in self.answer.keyframes]

    def pictures(self, role: PictureRole) -> dict[int | None, np.ndarray]:
        return {index: picture for shot, index, picture in self.shots if shot is role}


def sink(shots: list[Shot]):
    def take(role: PictureRole, index: int | None, width: int, height: int, rgb: bytes | memoryview) -> None:
        assert len(rgb) == 3 * width * height
        shots.append((role, index, np.frombuffer(bytes(rgb), np.uint8).reshape(height, width, 3)))

    return take


def examined(source: bytes | Path, budget: float = video.BUDGET_SECONDS) -> Filmed:
    """Examine it as the child would, and hold the answer against its canonical form."""
    data = source.read_bytes() if isinstance(source, Path) else source
    stream = io.BytesIO(data)
    media_type = identify.identify(stream).media_type
    shots: list[Shot] = []
    answer = video.examine(stream, media_type, sink(shots), budget=budget)
    assert parse_answer(parse(encode(encode_answer(answer)))) == answer
    return Filmed(answer, shots)


def stills(source: bytes, indexes: list[int]) -> tuple[list[Shot], tuple[Observation, ...]]:
    shots: list[Shot] = []
    told = video.still(io.BytesIO(source), "video/mp4", indexes, sink(shots))
    return shots, told
