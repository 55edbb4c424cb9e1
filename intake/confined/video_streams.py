"""Which stream is the picture, how it is shown, and what the media library says of a file, as claims.

ISO base media files are read by `boxes`; here libav's reading stands beside it (codecs), or alone (all other containers).
"""

import re
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import av

from intake.confined.frames import stretched
from intake.confined.noted import Noted
from intake.records.claims import State

FFMPEG = ".".join(map(str, av.library_versions["libavformat"]))
READER = f"ffmpeg libavformat {FFMPEG} (PyAV {av.__version__})"
_ATTACHED = 0x400  # AV_DISPOSITION_ATTACHED_PIC
_GROUPS = {
    "matroska,webm": "Matroska",
    "avi": "RIFF",
    "wav": "RIFF",
    "flv": "Flash",
    "asf": "ASF",
    "mpegts": "M2TS",
    "mpeg": "MPEG",
    "ogg": "Vorbis",
    "flac": "Vorbis",
    "mp3": "ID3",
    "mxf": "MXF",
    "aiff": "AIFF",
}
_TAGS = {
    "ASF": {"creation_time": "CreationDate"},
    "MXF": {"modification_date": "ModifyDate"},
}
_READ_ELSEWHERE = {  # by `matroska` and `riff`, exactly as written
    "Matroska": ("creation_time", "encoder", "title"),
    "RIFF": ("creation_time", "date", "software", "artist", "comment", "genre", "title", "copyright"),
}
MOST_STREAMS = 100


@dataclass(frozen=True, slots=True)
class Shown:
    """How pictures are shown: width, height as displayed; rotation in degrees clockwise after a flip when mirrored."""

    width: int
    height: int
    rotation: int = 0
    mirrored: bool = False

    def turned(self, rotation: int, mirrored: bool) -> "Shown":
        """The same, not yet turned, with that turn."""
        width, height = (self.height, self.width) if rotation % 180 else (self.width, self.height)
        return Shown(width, height, rotation, mirrored)


def is_cover(stream: Any) -> bool:
    """True for a picture that is attached to a file, like the cover of a song."""
    return bool(int(stream.disposition) & _ATTACHED)


def videos(container: Any) -> list[Any]:
    """The video streams that are no covers."""
    return [stream for stream in container.streams.video if not is_cover(stream)]


def main_video(container: Any) -> Any | None:
    """The first video stream that has a size, else the first."""
    found = videos(container)
    sized = [stream for stream in found if stream.codec_context is not None and stream.codec_context.width]
    return next(iter(sized or found), None)


def write(container: Any, noted: Noted, with_tags: bool) -> None:
    """Note what libav says: its codecs of every stream, and (for what is no ISO base media file) the container's tags."""
    group = _GROUPS.get(container.format.name, "File")
    if with_tags:
        for key, value in container.metadata.items():
            if key not in _READ_ELSEWHERE.get(group, ()):
                _tag(group, key, value, noted)
        for number, chapter in enumerate(container.chapters()[:200]):
            title = chapter["metadata"].get("title", "")
            noted.claim(
                f"{group}:Chapter{number + 1}",
                f"{float(chapter['start'] * (chapter['time_base'] or 0)):.3f} s {title}",
                reader=READER,
            )
    for stream in list(container.streams)[:MOST_STREAMS]:
        _stream(stream, noted, with_tags)


def _tag(group: str, key: str, value: str, noted: Noted) -> None:
    name = f"{group}:{_TAGS.get(group, {}).get(key) or _camel(key)}"
    if key == "creation_time":
        value = re.sub(r"^(\d{4})-(\d\d)-(\d\d)T(\d\d:\d\d:\d\d)(?:\.0+)?(\.\d*[1-9])?0*Z$", r"\1:\2:\3 \4\5Z", value)
    if not value.strip("0-:/. TZ"):
        noted.claim(name, value, State.ZEROED, reader=READER)
        return
    noted.claim(name, value, reader=READER)
    if "location" in key.lower() and re.match(r"\s*[+-]\d", value):
        noted.coordinates(name, value)


def _camel(key: str) -> str:
    words = re.split(r"[^0-9A-Za-z]+", key.lower() if key.isupper() or "_" in key else key)
    return "".join(word[:1].upper() + word[1:] for word in words) or "Unknown"


def _stream(stream: Any, noted: Noted, with_tags: bool) -> None:
    group = f"Stream{stream.index}"
    noted.claim(f"{group}:Type", stream.type, reader=READER)
    context = stream.codec_context
    if context is not None:
        noted.claim(f"{group}:Codec", context.name, reader=READER)
        if stream.type == "video":
            noted.claim(f"{group}:ImageSize", f"{context.width} {context.height}", reader=READER)
            if context.format is not None:
                noted.claim(f"{group}:PixelFormat", context.format.name, reader=READER)
            if stream.average_rate:
                noted.claim(f"{group}:AverageFrameRate", f"{float(stream.average_rate):.6g}", reader=READER)
        elif stream.type == "audio":
            noted.claim(f"{group}:AudioChannels", str(context.channels), reader=READER)
            noted.claim(f"{group}:AudioSampleRate", str(context.sample_rate), reader=READER)
    if with_tags:
        for key, value in stream.metadata.items():
            noted.claim(f"{group}:{_camel(key)}", value, reader=READER)
    if is_cover(stream):
        noted.observe(
            "cover_picture",
            f"{context.name if context else ''} {context.width if context else 0}x{context.height if context else 0}",
        )


def shown_size(stream: Any) -> Shown | None:
    """How a stream of another container than ISO base media is shown, its pixel shape applied, before any turn."""
    context = stream.codec_context
    if context is None or not context.width or not context.height:
        return None
    aspect = stream.sample_aspect_ratio or context.sample_aspect_ratio or Fraction(1)
    return Shown(*stretched(context.width, context.height, Fraction(aspect)))
