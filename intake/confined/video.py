"""Videos and sound recordings: what they say, when their keyframes are shown, and how these look.

`examine` answers for any container; `still` gives single keyframes in full size. Nothing escapes but MemoryError: what a
file does to a reader is an observation. The whole examination has a budget of time, and says when it was cut short.
"""

import time
from collections.abc import Iterator, Sequence
from typing import Any, BinaryIO, Self, cast

import av

from intake.confined import (
    boxes_claims,
    boxes_observations,
    frames,
    video_pictures,
    video_plan,
    video_reading,
    video_source,
    video_streams,
)
from intake.confined.boxes_keyframes import Keys
from intake.confined.boxes_movie import Movie, Track
from intake.confined.noted import Noted
from intake.confined.video_pictures import Decoder
from intake.confined.video_plan import Plan
from intake.confined.video_source import Bounded
from intake.records.claims import Answer, Keyframe, Kind, Observation, PictureRole, PictureSink

BUDGET_SECONDS = 15.0
STORYBOARD_MOST = 40
MOST_TOLD = 3  # keyframes of one trouble that are named; of more only their number


def examine(stream: BinaryIO, media_type: str, pictures: PictureSink, *, budget: float = BUDGET_SECONDS) -> Answer:
    """What the recording says and how it looks. stream: seekable; budget: seconds."""
    noted = Noted(boxes_claims.READER)
    try:
        with _Subject(stream, noted, budget) as subject:
            plan = subject.plan()
            subject.observe()
            subject.storyboard(plan, pictures)
            return subject.answer(plan, media_type)
    except MemoryError:
        raise
    except Exception as error:  # noqa: BLE001 - the border of this room: a reader's failure is an observation
        noted.observe("reader_failed", type(error).__name__)
        return Answer(media_type, Kind.OTHER, False, (), tuple(noted.claims), (), tuple(noted.observations))


def still(
    stream: BinaryIO,
    media_type: str,  # noqa: ARG001 - the same seam as for photos
    indexes: Sequence[int],
    pictures: PictureSink,
    *,
    budget: float | None = None,
) -> tuple[Observation, ...]:
    """Hand out the pictures of these keyframes in full size; what could not be shown is told. budget: as above, and a second more
    for each picture when it is not given.
    """
    budget = BUDGET_SECONDS + len(indexes) if budget is None else budget
    noted = Noted(boxes_claims.READER)
    try:
        with _Subject(stream, noted, budget) as subject:
            plan = subject.plan()
            before = len(noted.observations)
            chosen = sorted({index for index in indexes if 0 <= index < len(plan.times)})
            if len(chosen) < len(set(indexes)):
                noted.observe("keyframe_unknown")
            subject.stills(plan, chosen, pictures)
            if subject.source.late:
                noted.observe("examination_cut_short")
            return tuple(noted.observations[before:])
    except MemoryError:
        raise
    except Exception as error:  # noqa: BLE001 - as above
        return (Observation("reader_failed", type(error).__name__),)


class _Subject:
    """One recording under examination."""

    def __init__(self, stream: BinaryIO, noted: Noted, budget: float) -> None:
        video_source.silence()
        self.noted = noted
        self.source = Bounded(stream, time.monotonic() + budget)
        self.bytes = cast("BinaryIO", self.source)  # it reads and seeks, and readers ask for no more
        self.movie: Movie | None = None
        self.main: Track | None = None
        self.keys: Keys | None = None
        self.container: Any = None
        self.has_index = False
        self.decoder: Decoder | None = None
        self.readers: list[str] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self.container is not None:
            self.container.close()

    def plan(self) -> Plan:
        """Read everything but pictures."""
        self.movie, self.has_index, reader = video_reading.read(self.bytes, self.source.size, self.source.until, self.noted)
        if reader is not None:
            self.readers.append(reader)
        self._open()
        if self.movie is not None and self.movie.has_index:
            self.has_index = self.movie.header is not None or bool(self.movie.tracks)
            plan, self.main, self.keys = video_plan.by_boxes(self.movie, self.noted)
        elif self.container is not None:
            plan = video_plan.by_packets(self.container, self.source, self.noted)
            self._turn(plan)
        else:
            plan = Plan()
        return plan

    def _open(self) -> None:
        if self.movie is not None and self.movie.damage.absurd:
            self.noted.observe("index_absurd")
            return
        try:
            self.container = video_source.open_container(self.source)
        except av.MemoryError:  # what libav says of an absurd size in the file
            self.noted.observe("container_not_opened", "MemoryError")
            return
        except MemoryError:
            raise
        except Exception as error:  # noqa: BLE001 - libav's bindings raise many things on hostile input
            self.noted.observe("container_not_opened", type(error).__name__)
            return
        self.readers.append(video_streams.READER)
        video_streams.write(self.container, self.noted, with_tags=self.movie is None)

    def _turn(self, plan: Plan) -> None:
        """Where the turn stands beside the pictures it is known from the first of them."""
        decoder = self._decoder(plan) if plan.times else None
        if decoder is None or plan.shown is None:
            return
        frame = next((found for _, unit in self._packets(plan, [0]) if (found := decoder.frame(unit))), None)
        if frame is not None:
            plan.shown = plan.shown.turned(*video_pictures.turned(frame))

    def observe(self) -> None:
        """Note what must be told of the movie as a whole."""
        if self.movie is not None:
            boxes_observations.write(self.movie, self.main, self.keys, self.noted, self.bytes)

    def storyboard(self, plan: Plan, pictures: PictureSink) -> None:
        """Storyboard, poster and thumbnail, as far as there is something to show."""
        chosen = frames.spread([time * plan.time_base for time in plan.times], STORYBOARD_MOST)
        decoder = self._decoder(plan) if chosen else None
        if decoder is None:
            return
        failed, damaged = video_pictures.storyboard(decoder, self._packets(plan, chosen), chosen, pictures)
        self._tell(failed, plan, "keyframe_not_decoded")
        self._tell(damaged, plan, "keyframe_damaged")

    def stills(self, plan: Plan, chosen: list[int], pictures: PictureSink) -> None:
        """Each chosen keyframe in full size."""
        decoder = self._decoder(plan) if chosen else None
        if decoder is None:
            return
        left, damaged = set(chosen), []
        for index, unit in self._packets(plan, chosen):
            frame = decoder.frame(unit)
            picture = decoder.picture(frame, None) if frame is not None else None
            if frame is None or picture is None:
                continue
            video_pictures.hand(pictures, PictureRole.STILL, index, picture)
            left.discard(index)
            if frame.is_corrupt:
                damaged.append(index)
        self._tell(sorted(left), plan, "keyframe_not_decoded")
        self._tell(damaged, plan, "keyframe_damaged")

    def _tell(self, indexes: list[int], plan: Plan, code: str) -> None:
        if self.source.late:
            return  # that it was cut short is told instead
        for index in indexes[:MOST_TOLD]:
            self.noted.observe(code, f"number {index} at {float(plan.times[index] * plan.time_base):.3f} s")
        if len(indexes) > MOST_TOLD:
            self.noted.observe(code, f"{len(indexes)} in all")

    def _stream(self, container: Any, plan: Plan) -> Any | None:
        """The library's stream for the main video track."""
        if plan.places is None:
            return container.streams[plan.stream] if plan.stream is not None else None
        return next((stream for stream in container.streams.video if stream.id == plan.stream), None)

    def _decoder(self, plan: Plan) -> Decoder | None:
        stream = self._stream(self.container, plan) if self.container is not None else None
        if stream is None or plan.shown is None or stream.codec_context is None:
            if plan.times:
                self.noted.observe("no_decoder")
            return None
        context = stream.codec_context
        if max(context.width * context.height, plan.shown.width * plan.shown.height) > video_pictures.MOST_PIXELS:
            self.noted.observe("picture_too_large", f"{context.width}x{context.height}")
            return None
        if self.decoder is None:
            self.decoder = Decoder(context, (context.width, context.height))
        self.decoder.shown = plan.shown
        return self.decoder

    def _packets(self, plan: Plan, chosen: list[int]) -> Iterator[tuple[int, Sequence[Any]]]:
        if plan.places is not None and not plan.several:
            return video_pictures.from_bytes(self.source, ((index, *plan.places[index]) for index in chosen))
        if plan.places is not None:
            by_offset = {plan.places[index][0]: index for index in chosen}
            return video_pictures.by_position(lambda: self._reopened(plan), self.source, by_offset)
        by_time = {plan.stored[index]: index for index in chosen}
        return video_pictures.by_time(lambda: self._reopened(plan), self.source, by_time)

    def _reopened(self, plan: Plan) -> tuple[Any, Any]:
        container = video_source.open_container(self.source)
        return container, self._stream(container, plan)

    def answer(self, plan: Plan, media_type: str) -> Answer:
        """Everything but pixels."""
        noted = self.noted
        if self.source.late or (self.movie is not None and self.movie.damage.late):
            noted.observe("examination_cut_short")
        if self.source.failed:
            noted.observe("stored_bytes_not_read", self.source.failed)
        for claim in noted.claims:
            if any("\u202a" <= char <= "\u202e" or "\u2066" <= char <= "\u2069" for char in claim.value):
                noted.observe("text_direction_override", claim.name)
        opened = self.container is not None and len(self.container.streams) > 0
        if self.container is not None and not opened:
            noted.observe("nothing_recorded")
        return Answer(
            media_type=media_type,
            kind=Kind.VIDEO if plan.has_video else Kind.AUDIO if plan.has_audio else Kind.OTHER,
            readable=opened or self.has_index,
            readers=tuple(self.readers),
            claims=tuple(noted.claims),
            places=tuple(noted.places),
            observations=tuple(noted.observations),
            keyframes=tuple(Keyframe(index, pts, plan.time_base) for index, pts in enumerate(plan.times)),
            width=plan.shown.width if plan.shown else None,
            height=plan.shown.height if plan.shown else None,
            rotation=plan.shown.rotation if plan.shown else 0,
            mirrored=plan.shown.mirrored if plan.shown else False,
            duration=plan.duration,
            truncated=tuple(sorted(noted.truncated)),
        )
