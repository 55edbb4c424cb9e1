"""Which reader opens which kind of media; all are loaded, and have read a sample, before a child is confined."""

import os
from collections.abc import Sequence
from typing import BinaryIO

from intake.confined.answering import Reader
from intake.records.claims import Answer, Kind, Observation, PictureSink


class PhotoReader:
    """Still pictures."""

    def examine(self, stream: BinaryIO, media_type: str, pictures: PictureSink, /) -> Answer:
        from intake.confined import photo

        return photo.examine(stream, media_type, pictures)

    def still(
        self, _stream: BinaryIO, media_type: str, _indexes: Sequence[int], _pictures: PictureSink, /
    ) -> tuple[Observation, ...]:
        """A photo has no keyframes. ValueError."""
        raise ValueError(media_type)

    def tiles(
        self, stream: BinaryIO, _media_type: str, size: tuple[int, int], indexes: Sequence[int], pictures: PictureSink, /
    ) -> tuple[Observation, ...]:
        from intake.confined import photo_tiles

        return photo_tiles.tiles(stream, size, indexes, pictures)


class VideoReader:
    """Videos and sound recordings."""

    def examine(self, stream: BinaryIO, media_type: str, pictures: PictureSink, /) -> Answer:
        from intake.confined import video

        return video.examine(stream, media_type, pictures)

    def still(
        self, stream: BinaryIO, media_type: str, indexes: Sequence[int], pictures: PictureSink, /
    ) -> tuple[Observation, ...]:
        from intake.confined import video

        return video.still(stream, media_type, indexes, pictures)

    def tiles(
        self, _stream: BinaryIO, media_type: str, _size: tuple[int, int], _indexes: Sequence[int], _pictures: PictureSink, /
    ) -> tuple[Observation, ...]:
        """A recording is not cut into tiles. ValueError."""
        raise ValueError(media_type)


class MediaReaders:
    """The readers of this version."""

    def __init__(self) -> None:
        self._readers: dict[Kind, Reader] = {Kind.PHOTO: PhotoReader(), Kind.VIDEO: VideoReader(), Kind.AUDIO: VideoReader()}

    def warm(self) -> None:
        """Load everything, in one thread: the process is forked afterwards."""
        os.environ["OPENBLAS_NUM_THREADS"] = "1"  # read when numpy is loaded
        import cv2

        from intake.confined import warming

        cv2.setNumThreads(0)
        warming.warm(self, (*warming.photos(), *warming.videos()))

    def __call__(self, kind: Kind, /) -> Reader | None:
        return self._readers.get(kind)
