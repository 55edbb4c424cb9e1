"""Keyframes of a 1080p video against ffmpeg: python -m tests.benchmarks.keyframes [SECONDS] [--folder FOLDER].

The video is made first: a keyframe a second, about 500 kB a second. ffmpeg decodes all keyframes and keeps none. Ours lists all
with their times, decodes the forty of the storyboard, and scales them: first the reader alone, then from an encrypted object in
a confined child, to the finished pack. Then all keyframes in full size as RGB, which ffmpeg is asked for too.
"""

import io
import sys
from fractions import Fraction
from pathlib import Path

import av
import numpy as np

from intake.confined import video
from intake.examination.examiner import Examiner
from intake.examination.tasks import Examined
from intake.progress import silent
from intake.records.claims import PictureRole
from intake.settings import Settings
from tests.benchmarks import ground
from tests.benchmarks.table import Table, in_turn
from tests.examination.objects import Objects

LIMIT = 1.3
LONGEST = 600.0  # seconds that a reader may take
LOOP = 20
RATE = 30


def make(path: Path, seconds: int) -> None:
    """Twenty seconds of moving texture, again and again."""
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
        for turn in range(-(-seconds // LOOP)):
            source.seek(0)
            with av.open(source) as container:
                stream = container.streams.video[0]
                out = out or target.add_stream_from_template(stream)
                shift = int(turn * LOOP / Fraction(stream.time_base))
                for packet in container.demux(stream):
                    if packet.dts is not None and (packet.pts + shift) * packet.time_base < seconds:
                        packet.pts, packet.dts, packet.stream = packet.pts + shift, packet.dts + shift, out
                        target.mux(packet)


def ours(path: Path, seconds: int) -> None:
    pictures: list[PictureRole] = []
    with path.open("rb") as stream:
        answer = video.examine(stream, "video/mp4", lambda role, *_: pictures.append(role), budget=LONGEST)
    assert len(answer.keyframes) == seconds
    assert len(pictures) == min(seconds, video.STORYBOARD_MOST) + 2


def stills(path: Path, seconds: int) -> None:
    pictures: list[PictureRole] = []
    with path.open("rb") as stream:
        told = video.still(stream, "video/mp4", range(seconds), lambda role, *_: pictures.append(role), budget=LONGEST)
    assert not told
    assert len(pictures) == seconds


def theirs(path: Path, *rgb: str) -> None:
    words = ["-fps_mode", "passthrough", *rgb, "-f", "null", "-"]
    ground.run(["ffmpeg", "-v", "error", "-nostdin", "-skip_frame", "nokey", "-i", path, *words])


def main() -> int:
    seconds, folder = ground.arguments(600, "seconds of video")
    with ground.ground(folder) as top, Examiner(Settings()) as examiner:
        path = top / "video.mp4"
        make(path, seconds)
        objects = Objects(top)
        task = objects.add(path.read_bytes())
        assert examiner.confinement

        def confined() -> None:
            ((_task, answer),) = examiner.run([task], objects.grant, silent)
            assert isinstance(answer, Examined)
            assert len(answer.answer.keyframes) == seconds

        table = Table(f"Keyframes of {seconds} s of 1080p, {path.stat().st_size / 1e6:.0f} MB")
        reader, child, all_frames, ffmpeg, ffmpeg_rgb = in_turn(
            [
                lambda: ours(path, seconds),
                confined,
                lambda: stills(path, seconds),
                lambda: theirs(path),
                lambda: theirs(path, "-vf", "format=rgb24"),
            ]
        )
        table.against("all times, storyboard, poster: reader alone", reader, "ffmpeg -skip_frame nokey", ffmpeg, LIMIT)
        table.against("the same, whole examination, confined", child, "ffmpeg -skip_frame nokey", ffmpeg, LIMIT)
        table.against("all keyframes as RGB: reader alone", all_frames, "ffmpeg -skip_frame nokey, rgb24", ffmpeg_rgb, LIMIT)
    return table.end()


if __name__ == "__main__":
    sys.exit(main())
