"""Keyframes of a ten-minute 1080p video against ffmpeg: python -m tests.benchmarks.keyframes FOLDER [plain|sealed|stills].

The video is made in the folder (about 300 MB) unless it lies there. ffmpeg decodes all 600 keyframes and keeps none; we list
all, decode the forty of the storyboard in our one thread, and scale them. `stills` decodes all 600 to RGB, as ffmpeg does
when it is asked for rgb24. Medians of three, interleaved.
"""

import io
import shutil
import statistics
import subprocess
import sys
import time
from fractions import Fraction
from pathlib import Path

import av
import numpy as np

from intake.confined import video
from intake.crypto.stream import FileRange, Grant, StreamWriter, ciphertext_size, open_stream
from intake.records.claims import PictureRole

KEY = bytes(32)
SECONDS = 600
LOOP = 20
RATE = 30


def make(path: Path) -> None:
    """Twenty seconds of moving texture, copied thirty times."""
    source = io.BytesIO()
    texture = np.random.default_rng(7).integers(0, 255, (540, 1920, 3), np.uint8).repeat(4, axis=0)[:2160]
    with av.open(source, "w", format="mp4") as container:
        stream = container.add_stream("libx264", rate=RATE, options={"preset": "veryfast", "g": str(RATE), "sc_threshold": "0"})
        stream.width, stream.height, stream.pix_fmt, stream.bit_rate = 1920, 1080, "yuv420p", 4_000_000
        for number in range(LOOP * RATE):
            left = np.roll(texture[:1080], number * 3, axis=0)
            container.mux(stream.encode(av.VideoFrame.from_ndarray(np.ascontiguousarray(left // 4 + 90), "rgb24")))
        container.mux(stream.encode())
    with av.open(str(path), "w", format="mp4") as target:
        out = None
        for turn in range(SECONDS // LOOP):
            source.seek(0)
            with av.open(source) as container:
                stream = container.streams.video[0]
                out = out or target.add_stream_from_template(stream)
                shift = int(turn * LOOP / Fraction(stream.time_base))
                for packet in container.demux(stream):
                    if packet.dts is not None:
                        packet.pts, packet.dts, packet.stream = packet.pts + shift, packet.dts + shift, out
                        target.mux(packet)


def sealed(path: Path) -> Path:
    """The same video as an encrypted object."""
    target = path.with_suffix(".sealed")
    with path.open("rb") as source, target.open("wb") as out:
        writer = StreamWriter(out.write, KEY, b"")
        shutil.copyfileobj(source, writer)  # type: ignore[misc]
        writer.finish()
    return target


def ours(stream: io.BufferedIOBase, stills: bool) -> float:
    pictures: list[PictureRole] = []
    start = time.perf_counter()
    if stills:
        told = video.still(stream, "video/mp4", range(SECONDS), lambda role, *_: pictures.append(role), budget=600)
        assert not told
        assert len(pictures) == SECONDS
    else:
        answer = video.examine(stream, "video/mp4", lambda role, *_: pictures.append(role), budget=600)
        assert len(answer.keyframes) == SECONDS
        assert len(pictures) == video.STORYBOARD_MOST + 2
    return time.perf_counter() - start


def theirs(path: Path, stills: bool) -> float:
    start = time.perf_counter()
    kept = ["-pix_fmt", "rgb24", "-f", "rawvideo", "-y", "/dev/null"] if stills else ["-f", "null", "-"]
    subprocess.run(
        ["ffmpeg", "-v", "error", "-skip_frame", "nokey", "-i", str(path), "-fps_mode", "passthrough", *kept], check=True
    )
    return time.perf_counter() - start


def main() -> None:
    folder, way = Path(sys.argv[1]), (sys.argv[2:] or ["plain"])[0]
    path = folder / "ten-minutes.mp4"
    if not path.exists():
        make(path)
    size = path.stat().st_size
    mine, other = [], []
    for _ in range(3):
        if way == "sealed":
            with sealed(path).open("rb") as file:
                whole = ciphertext_size(size)
                mine.append(ours(open_stream(Grant(FileRange(file.fileno()), 0, whole, size, KEY, b"")), stills=False))
        else:
            with path.open("rb") as file:
                mine.append(ours(file, stills=way == "stills"))
        other.append(theirs(path, stills=way == "stills"))
    ratio = statistics.median(mine) / statistics.median(other)
    print(
        f"{way}: {size / 1e6:.0f} MB, ours {statistics.median(mine):.2f} s, ffmpeg {statistics.median(other):.2f} s, ratio {ratio:.2f}"
    )


if __name__ == "__main__":
    main()
