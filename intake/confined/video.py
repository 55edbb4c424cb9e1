"""Videos and sound recordings: what they say, when their keyframes are shown, and how these look.

`examine` answers for any container; `still` gives single keyframes in full size. Nothing escapes but MemoryError: what a
file does to a reader is an observation. The whole examination has a budget of time, and says when it was cut short.
"""

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any, BinaryIO, Self

import av

from intake.confined import (
    boxes_claims,
    boxes_keyframes,
    boxes_movie,
    boxes_observations,
    boxes_positions,
    boxes_tags,
    frames,
    matroska,
    mdpm,
    places,
    riff,
    video_packets,
    video_pictures,
    video_source,
    video_streams,
)
from intake.confined.boxes_movie import Movie, Track
from intake.confined.noted import Noted
from intake.confined.photo_xmp import parse_xmp
from intake.confined.video_source import Bounded
from intake.confined.video_streams import Shown
from intake.records.claims import Answer, Claim, Keyframe, Kind, Observation, PictureRole, PictureSink, State

BUDGET_SECONDS = 15.0
STORYBOARD_MOST = 40
_BOXED = frozenset({b"ftyp", b"moov", b"mdat", b"wide", b"free", b"skip", b"styp", b"moof", b"pnot", b"sidx", b"uuid"})
_OWN_BYTES = frozenset({"h264", "hevc", "av1", "libdav1d", "vp9", "vp8", "mpeg4", "h263", "mjpeg", "prores", "vvc"})


@dataclass(slots=True)
class Plan:
    """What is known before any picture is decoded.

    times: of all keyframes, rising, in time_base. places: where the bytes of each lie (None: only the container knows).
    stored: the times as the media library gives them, for finding packets.
    """

    shown: Shown | None = None
    coded: tuple[int, int] = (0, 0)
    time_base: Fraction = Fraction(1)
    times: list[int] = field(default_factory=list)
    places: list[tuple[int, int]] | None = None
    stored: list[int] = field(default_factory=list)
    duration: Fraction | None = None
    stream: int | None = None
    has_video: bool = False
    has_audio: bool = False


def examine(stream: BinaryIO, media_type: str, pictures: PictureSink, *, budget: float = BUDGET_SECONDS) -> Answer:
    """What the recording says and how it looks. stream: seekable; budget: seconds."""
    noted = Noted(boxes_claims.READER)
    try:
        with _Subject(stream, noted, budget) as subject:
            plan = subject.plan()
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
    budget: float = BUDGET_SECONDS,
) -> tuple[Observation, ...]:
    """Hand out the pictures of these keyframes in full size; what could not be shown is told."""
    noted = Noted(boxes_claims.READER)
    try:
        with _Subject(stream, noted, budget) as subject:
            plan = subject.plan()
            before = len(noted.observations)
            chosen = sorted({index for index in indexes if 0 <= index < len(plan.times)})
            if len(chosen) < len(set(indexes)):
                noted.observe("keyframe_unknown")
            subject.stills(plan, chosen, pictures)
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
        self.movie: Movie | None = None
        self.main: Track | None = None
        self.keys: boxes_keyframes.Keys | None = None
        self.container: Any = None
        self.has_index = False
        self.decoder: video_pictures.Decoder | None = None
        self.readers: list[str] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self.container is not None:
            self.container.close()

    def plan(self) -> Plan:
        """Read everything but pictures."""
        head = self.source.at(0, 12)
        if head[4:8] in _BOXED:
            self._read_boxes()
        elif head[:4] == b"\x1a\x45\xdf\xa3":
            self.readers.append(matroska.READER)
            self.has_index = matroska.write(self.source, self.source.size, self.noted)  # type: ignore[arg-type]
        elif head[:4] == b"RIFF":
            self.readers.append(riff.READER)
            riff.write(self.source, self.source.size, self.noted)  # type: ignore[arg-type]
        self._open()
        if self.movie is not None and self.movie.has_index:
            plan = self._by_boxes(self.movie)
        elif self.container is not None:
            plan = self._by_packets()
        else:
            plan = Plan()
        if self.movie is not None:
            boxes_observations.write(self.movie, self.main, self.keys, self.noted, self.source)  # type: ignore[arg-type]
        return plan

    def _read_boxes(self) -> None:
        self.movie = boxes_movie.read(self.source, self.source.size, self.source.until)  # type: ignore[arg-type]
        self.readers.append(boxes_claims.READER)
        boxes_claims.write(self.movie, self.noted)
        tags = boxes_tags.Tags(self.noted, self.movie.damage)
        for box in self.movie.tags:
            boxes_tags.read(box, "", tags)
        for track in self.movie.tracks:
            for box in track.tags:
                boxes_tags.read(box, f"Track{track.number}", tags)
        for packet in tags.xmp:
            self._read_xmp(packet)
        boxes_positions.write(self.source, self.movie, self.noted)  # type: ignore[arg-type]

    def _read_xmp(self, packet: bytes) -> None:
        values, failure = parse_xmp(packet)
        claims = [Claim(name, value, boxes_claims.READER) for name, value in values.items()]
        for claim in claims:
            self.noted.claim(claim.name, claim.value, State.RECORDED if claim.value.strip() else State.ZEROED)
        if failure:
            self.noted.claim("XMP:XMP", failure, State.FAILED)
            self.noted.observe("metadata_refused" if failure == "refused" else "metadata_damaged", "XMP")
        found, told = places.places(claims)
        self.noted.places.extend(found)
        for observation in told:
            self.noted.observe(observation.code, observation.detail)

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

    def _by_boxes(self, movie: Movie) -> Plan:
        self.main = main = boxes_keyframes.main_video(movie)
        plan = Plan(duration=boxes_keyframes.duration(movie))
        plan.has_audio = any(track.kind == b"soun" for track in boxes_keyframes.present(movie))
        if main is None or main.header is None:
            return plan
        plan.has_video, plan.stream = True, main.header.track
        size = boxes_observations.shown_size(main)
        if size is not None:
            rotation, mirrored, _ = boxes_observations.turned(movie, main)
            plan.shown = Shown(*(size[::-1] if rotation % 180 else size), rotation, mirrored)
        if main.entries:
            plan.coded = (main.entries[0].width, main.entries[0].height)
        self.keys = keys = boxes_keyframes.keys_of(main, movie)
        if keys is not None:
            plan.time_base = keys.time_base
            plan.times = [key.pts for key in keys.keys]
            plan.places = [(key.offset or 0, key.size) for key in keys.keys]
            if keys.capped:
                self.noted.truncated.add("keyframes")
        return plan

    def _by_packets(self) -> Plan:
        stream = video_streams.main_video(self.container)
        stated = self.container.duration
        plan = Plan(duration=Fraction(stated, 1_000_000) if stated and stated > 0 else None)
        plan.has_audio = bool(self.container.streams.audio)
        if stream is None:
            if plan.duration is None:
                plan.duration = video_packets.length(self.container, self.source)
            return plan
        plan.has_video, plan.stream = True, stream.index
        listing = video_packets.survey(self.container, stream, self.source)
        plan.shown = video_streams.shown_size(stream)
        plan.coded = (stream.codec_context.width, stream.codec_context.height) if stream.codec_context else (0, 0)
        plan.time_base, plan.times = listing.time_base, listing.keys()
        plan.stored = [time - listing.offset for time in plan.times]
        if stream.codec_context is not None and stream.codec_context.name == "h264":
            mdpm.write(listing.opening, self.noted)
        self._tell(listing, plan)
        self._turn(plan)
        return plan

    def _turn(self, plan: Plan) -> None:
        """Where the turn stands beside the pictures it is known from the first of them."""
        decoder = self._decoder(plan) if plan.times else None
        if decoder is None or plan.shown is None:
            return
        frame = next((found for _, unit in self._packets(plan, [0]) if (found := decoder.frame(unit))), None)
        if frame is not None:
            plan.shown = decoder.shown = plan.shown.turned(*video_pictures.turned(frame))

    def _tell(self, listing: video_packets.Listing, plan: Plan) -> None:
        if plan.duration is None and listing.end is not None and listing.first is not None:
            plan.duration = (listing.end - listing.first) * listing.time_base
            self.noted.observe("duration_not_stated", f"{float(plan.duration):.3f} s by its packets")
        if listing.is_variable():
            self.noted.observe("variable_frame_rate")
        if listing.failed:
            self.noted.observe("media_data_damaged", listing.failed)
        if listing.untimed:
            self.noted.observe("keyframe_without_time", f"{listing.untimed} keyframes")
        if listing.corrupt:
            self.noted.observe("media_data_damaged", f"{listing.corrupt} packets")
        if listing.capped:
            self.noted.truncated.add("keyframes")
        if listing.first and (listing.first + listing.offset) * listing.time_base > 1:
            begins = float((listing.first + listing.offset) * listing.time_base)
            self.noted.observe("times_begin_late", f"{begins:.3f} s")

    def storyboard(self, plan: Plan, pictures: PictureSink) -> None:
        """Storyboard, poster and thumbnail, as far as there is something to show."""
        times = [time * plan.time_base for time in plan.times]
        chosen = frames.spread(times, STORYBOARD_MOST)
        decoder = self._decoder(plan) if chosen else None
        if decoder is None:
            return
        failed, damaged = video_pictures.storyboard(decoder, self._packets(plan, chosen), chosen, pictures)
        self._tell_failed(failed, plan)
        self._tell_failed(damaged, plan, "keyframe_damaged")

    def stills(self, plan: Plan, chosen: list[int], pictures: PictureSink) -> None:
        """Each chosen keyframe in full size."""
        decoder = self._decoder(plan) if chosen else None
        left = set(chosen)
        if decoder is not None:
            for index, unit in self._packets(plan, chosen):
                frame = decoder.frame(unit)
                picture = decoder.picture(frame, None) if frame is not None else None
                if frame is None or picture is None:
                    continue
                video_pictures.hand(pictures, PictureRole.STILL, index, picture)
                left.discard(index)
                if frame.is_corrupt:
                    self._tell_failed([index], plan, "keyframe_damaged")
        self._tell_failed(sorted(left), plan)

    def _tell_failed(self, failed: list[int], plan: Plan, code: str = "keyframe_not_decoded") -> None:
        if self.source.late:
            return
        for index in failed[:3]:
            self.noted.observe(code, f"number {index} at {float(plan.times[index] * plan.time_base):.3f} s")
        if len(failed) > 3:
            self.noted.observe(code, f"{len(failed)} in all")

    def _stream(self, container: Any, plan: Plan) -> Any | None:
        """The library's stream for the main video track."""
        if plan.places is None:
            return container.streams[plan.stream] if plan.stream is not None else None
        return next((stream for stream in container.streams.video if stream.id == plan.stream), None)

    def _decoder(self, plan: Plan) -> video_pictures.Decoder | None:
        stream = self._stream(self.container, plan) if self.container is not None else None
        if stream is None or plan.shown is None or stream.codec_context is None:
            if plan.times:
                self.noted.observe("no_decoder")
            return None
        context = stream.codec_context
        if (
            context.width * context.height > video_pictures.MOST_PIXELS
            or plan.shown.width * plan.shown.height > video_pictures.MOST_PIXELS
        ):
            self.noted.observe("picture_too_large", f"{context.width}x{context.height}")
            return None
        if self.decoder is None:
            self.decoder = video_pictures.Decoder(context, (context.width, context.height))
        self.decoder.shown = plan.shown
        return self.decoder

    def _packets(self, plan: Plan, chosen: list[int]) -> Iterator[tuple[int, Sequence[Any]]]:
        if plan.places is not None:
            rows = ((index, *plan.places[index]) for index in chosen)
            return video_pictures.from_bytes(self.source, rows)
        wanted = {plan.stored[index]: index for index in chosen}
        return video_pictures.from_container(lambda: self._reopened(plan), self.source, wanted)

    def _reopened(self, plan: Plan) -> tuple[Any, Any]:
        container = video_source.open_container(self.source)
        return container, container.streams[plan.stream]

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
        indexed = self.has_index or (
            self.movie is not None and self.movie.has_index and (self.movie.header is not None or bool(self.movie.tracks))
        )
        kind = Kind.VIDEO if plan.has_video else Kind.AUDIO if plan.has_audio else Kind.OTHER
        return Answer(
            media_type=media_type,
            kind=kind,
            readable=opened or indexed,
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
