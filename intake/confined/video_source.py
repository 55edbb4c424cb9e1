"""The stream as the media library reads it: it ends when the time is up, and a failed read is remembered, not thrown.

libav calls back for bytes and takes what comes; an end of file is what every demuxer can cope with, an exception in the
middle of one is not. Nothing but this stream is ever opened: other names that a file asks for are refused.
"""

import time
from collections.abc import Mapping
from typing import BinaryIO

import av
import av.container
import av.logging

BUFFER_BYTES = 256 * 1024
DEMUXERS = (
    "mov,mp4,m4a,3gp,3g2,mj2,matroska,webm,avi,mpegts,mpeg,mpegvideo,flv,live_flv,asf,ogg,mp3,wav,w64,flac,aac,ac3,eac3,"
    "aiff,amr,amrnb,amrwb,caf,mxf,h264,hevc,m4v,ivf,av1,obu,dv,rm,au,wv,loas,dts,h263,vc1,nut,gxf,wtv"
)
"""What may be in a recording. Playlists and other formats that name further files are not among them."""


class Bounded:
    """A seekable stream with a deadline on the monotonic clock. late: it was reached. failed: a read failed, and how."""

    def __init__(self, stream: BinaryIO, until: float) -> None:
        self._stream = stream
        self.until = until
        self.late = False
        self.failed = ""
        self.size = stream.seek(0, 2)
        stream.seek(0)

    def out_of_time(self) -> bool:
        self.late = self.late or time.monotonic() > self.until
        return self.late

    def left(self) -> float:
        """Seconds until the deadline, never negative."""
        return max(0.0, self.until - time.monotonic())

    def read(self, size: int = -1) -> bytes:
        if self.out_of_time() or self.failed:
            return b""
        try:
            return self._stream.read(size)
        except MemoryError:
            raise
        except Exception as error:  # noqa: BLE001 - whatever the store raises ends the file here and is told
            self.failed = type(error).__name__
            return b""

    def seek(self, offset: int, whence: int = 0) -> int:
        try:
            return self._stream.seek(offset, whence)
        except (OSError, ValueError):
            return -1

    def tell(self) -> int:
        return self._stream.tell()

    def seekable(self) -> bool:
        return True

    def readable(self) -> bool:
        return True

    def at(self, offset: int, size: int) -> bytes:
        """Bytes at an offset, fewer where the file ends."""
        self.seek(offset)
        return self.read(size)


def silence() -> None:
    """Stop libav from writing what it meets, names and texts of the file among it, to standard error."""
    av.logging.set_level(None)
    av.logging.set_libav_level(av.logging.PANIC)


def _refuse(_url: str, _flags: int, _options: Mapping[str, str]) -> BinaryIO:
    raise PermissionError("a media file named another file")


def open_container(source: Bounded) -> "av.container.InputContainer":
    """The container in the stream. Raises av.FFmpegError, MemoryError, and what libav's bindings raise on hostile input."""
    source.seek(0)
    left = source.left() or 0.001
    return av.open(
        source,
        mode="r",
        metadata_errors="backslashreplace",
        buffer_size=BUFFER_BYTES,
        timeout=(left, left),
        io_open=_refuse,
        container_options={"format_whitelist": DEMUXERS, "protocol_whitelist": "none"},
    )
