"""Small videos for tests, encoded here, and the boxes that are put into them by hand."""

import io
import struct
from collections.abc import Callable, Sequence
from fractions import Fraction

import av
import numpy as np

EPOCH_TO_1970 = 2_082_844_800


def frame(number: int, width: int = 160, height: int = 96) -> np.ndarray:
    """A picture that says which one it is: a bright column moves with the number over a still gradient."""
    picture = np.zeros((height, width, 3), np.uint8)
    picture[..., 0] = np.linspace(40, 200, width, dtype=np.uint8)[None, :]
    picture[..., 1] = np.linspace(60, 180, height, dtype=np.uint8)[:, None]
    left = number * 4 % width
    picture[:, left : left + 6] = (250, 250, 250)
    picture[: height // 3, : width // 4] = (220, 30, 30)  # a red field at the top left: which way is up
    return picture


def video(
    *,
    form: str = "mp4",
    codec: str = "libx264",
    times: Sequence[int] | None = None,
    count: int = 20,
    rate: int = 10,
    every: int = 5,
    size: tuple[int, int] = (160, 96),
    sound: bool = False,
    draw: Callable[[int, int, int], np.ndarray] = frame,
    pixels: str = "yuv420p",
    rotation: int = 0,
    options: dict[str, str] | None = None,
    encoder: dict[str, str] | None = None,
    seconds: float = 1.0,
    sound_bits: int | None = None,
) -> bytes:
    """An encoded video; times: of pictures in units of 1/1000 s, else `count` pictures at `rate`; a keyframe every `every`.

    draw: a picture by its number, width and height. encoder: options over the quickest ones. seconds: of sound, at sound_bits a second.
    """
    target = io.BytesIO()
    with av.open(target, "w", format=form, options=options or {}) as container:
        stream = container.add_stream(codec, rate=rate, options=_encoder(codec, every) | (encoder or {}))
        stream.width, stream.height = size
        stream.pix_fmt = pixels
        stream.codec_context.gop_size = every
        stream.codec_context.thread_count = 1
        stream.codec_context.time_base = Fraction(1, 1000)
        if rotation:
            stream.set_display_rotation(-rotation)
        audio = container.add_stream("aac", rate=44100) if sound else None
        if audio is not None and sound_bits is not None:
            audio.bit_rate = sound_bits
        for number, time in enumerate(times or [number * 1000 // rate for number in range(count)]):
            picture = av.VideoFrame.from_ndarray(draw(number, *size), "rgb24")
            picture.pts, picture.time_base = time, Fraction(1, 1000)
            container.mux(stream.encode(picture))
        container.mux(stream.encode())
        if audio is not None:
            _tone(container, audio, seconds)
    return target.getvalue()


def _encoder(codec: str, every: int) -> dict[str, str]:
    if codec == "libx264":
        return {"preset": "ultrafast", "x264-params": f"keyint={every}:min-keyint={every}:scenecut=0:threads=1", "bf": "0"}
    if codec == "libx265":
        return {"preset": "ultrafast", "x265-params": f"keyint={every}:pools=none:frame-threads=1:log-level=none"}
    return {}


def _tone(container: av.container.OutputContainer, stream: av.AudioStream, seconds: float) -> None:
    samples = (np.sin(np.arange(round(44100 * seconds)) * 2 * np.pi * 440 / 44100) * 0.3).astype(np.float32)
    for start in range(0, len(samples) - 1024, 1024):
        part = av.AudioFrame.from_ndarray(samples[None, start : start + 1024], "fltp", "mono")
        part.sample_rate, part.pts, part.time_base = 44100, start, Fraction(1, 44100)
        container.mux(stream.encode(part))
    container.mux(stream.encode())


def box(kind: bytes, body: bytes = b"") -> bytes:
    """A box with a 32-bit size."""
    return struct.pack(">I", 8 + len(body)) + kind + body


def full(kind: bytes, body: bytes = b"", version: int = 0, flags: int = 0) -> bytes:
    """A box with version and flags."""
    return box(kind, struct.pack(">I", version << 24 | flags) + body)


def quicktime_text(text: str, language: int = 0x15C7) -> bytes:
    """The body of a `©…` user data box."""
    raw = text.encode()
    return struct.pack(">HH", len(raw), language) + raw


def keys(pairs: Sequence[tuple[str, bytes, int]]) -> bytes:
    """A `meta` box of QuickTime with (key, value, well-known type) rows."""
    names = b"".join(struct.pack(">I", 8 + len(key)) + b"mdta" + key.encode() for key, _, _ in pairs)
    items = b"".join(
        box(struct.pack(">I", number), box(b"data", struct.pack(">II", kind, 0) + value))
        for number, (_, value, kind) in enumerate(pairs, 1)
    )
    handler = full(b"hdlr", b"\0\0\0\0mdta" + bytes(13))
    return box(b"meta", handler + full(b"keys", struct.pack(">I", len(pairs)) + names) + box(b"ilst", items))


def with_moov(data: bytes, more: bytes) -> bytes:
    """The file with `more` boxes at the end of its `moov`, which must be its last box."""
    at = data.rindex(b"moov") - 4
    size = int.from_bytes(data[at : at + 4], "big")
    assert at + size == len(data), "moov is not last"
    return data[:at] + struct.pack(">I", size + len(more)) + data[at + 4 :] + more


def with_matrix(data: bytes, values: Sequence[int], header: bytes = b"tkhd") -> bytes:
    """The file with another matrix (a b c d as -1, 0, 1) in the first header of that type, version 0."""
    at = data.index(header) + 4 + {b"tkhd": 40, b"mvhd": 36}[header]
    a, b, c, d = (value * 0x10000 for value in values)
    return data[:at] + struct.pack(">9i", a, b, 0, c, d, 0, 0, 0, 0x40000000) + data[at + 36 :]


def with_times(data: bytes, seconds: int, header: bytes = b"mvhd") -> bytes:
    """The file with another creation time, in seconds since 1904, in the first header of that type, version 0."""
    at = data.index(header) + 8
    return data[:at] + struct.pack(">I", seconds) + data[at + 4 :]


def index_first(data: bytes) -> bytes:
    """The file with its `moov` in front of its `mdat`, every chunk offset moved along."""
    at, media = data.rindex(b"moov") - 4, data.index(b"mdat") - 4
    moov = bytearray(data[at:])
    start = 0
    while (start := moov.find(b"stco", start)) >= 0:
        count = int.from_bytes(moov[start + 8 : start + 12], "big")
        offsets = struct.unpack_from(f">{count}I", moov, start + 12)
        struct.pack_into(f">{count}I", moov, start + 12, *(offset + len(moov) for offset in offsets))
        start += 4
    return data[:media] + bytes(moov) + data[media:at]


def with_two_descriptions(data: bytes) -> bytes:
    """The file with its first sample description listed twice, as editors leave it that join recordings."""
    at = data.index(b"stsd") - 4
    entry = data[at + 16 : at + 16 + int.from_bytes(data[at + 16 : at + 20], "big")]
    result = bytearray(data[: at + 16] + entry + data[at + 16 :])
    for kind in (b"moov", b"trak", b"mdia", b"minf", b"stbl", b"stsd"):
        start = result.rindex(kind, 0, at + 8) - 4
        struct.pack_into(">I", result, start, int.from_bytes(result[start : start + 4], "big") + len(entry))
    struct.pack_into(">I", result, at + 12, 2)
    return bytes(result)
