"""What is known of a recording before any picture is decoded: its size, its turn, and when all its keyframes are shown."""

from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from intake.confined import boxes_keyframes, boxes_observations, mdpm, video_packets, video_streams
from intake.confined.boxes_keyframes import Keys
from intake.confined.boxes_movie import Movie, Track
from intake.confined.noted import Noted
from intake.confined.video_source import Bounded
from intake.confined.video_streams import Shown


@dataclass(slots=True)
class Plan:
    """times: of all keyframes, rising, in time_base. stream: the library's index of the stream, or the track's id in boxes.

    places: offset and size of each keyframe's bytes; None where only the container knows. stored: the times as the media
    library gives them, for finding packets. several: more than one sample description, which only the library follows.
    """

    shown: Shown | None = None
    time_base: Fraction = Fraction(1)
    times: list[int] = field(default_factory=list)
    places: list[tuple[int, int]] | None = None
    stored: list[int] = field(default_factory=list)
    several: bool = False
    duration: Fraction | None = None
    stream: int | None = None
    has_video: bool = False
    has_audio: bool = False


def by_boxes(movie: Movie, noted: Noted) -> tuple[Plan, Track | None, Keys | None]:
    """The plan of an ISO base media file, its main video track and keyframes, all by its boxes."""
    main = boxes_keyframes.main_video(movie)
    plan = Plan(duration=boxes_keyframes.duration(movie))
    plan.has_audio = any(track.kind == b"soun" for track in boxes_keyframes.present(movie))
    if main is None or main.header is None:
        return plan, main, None
    plan.has_video, plan.stream, plan.several = True, main.header.track, len(main.entries) > 1
    size = boxes_observations.shown_size(main)
    if size is not None:
        rotation, mirrored, _ = boxes_observations.turned(movie, main)
        plan.shown = Shown(*size).turned(rotation, mirrored)
    keys = boxes_keyframes.keys_of(main, movie)
    if keys is not None:
        plan.time_base = keys.time_base
        plan.times = [key.pts for key in keys.keys]
        plan.places = [(key.offset or 0, key.size) for key in keys.keys]
        if keys.capped:
            noted.truncated.add("keyframes")
    return plan, main, keys


def by_packets(container: Any, source: Bounded, noted: Noted) -> Plan:
    """The plan of any other container, by one pass over its packets; the turn is not known yet."""
    stream = video_streams.main_video(container)
    stated = container.duration
    plan = Plan(duration=Fraction(stated, 1_000_000) if stated and stated > 0 else None)
    plan.has_audio = bool(container.streams.audio)
    if stream is None:
        if plan.duration is None:
            plan.duration = video_packets.length(container, source)
        return plan
    plan.has_video, plan.stream = True, stream.index
    for other in video_streams.videos(container):
        if other.index != stream.index:
            noted.observe("further_video_track", f"stream {other.index}")
    listing = video_packets.survey(container, stream, source)
    plan.shown = video_streams.shown_size(stream)
    plan.time_base, plan.times = listing.time_base, listing.keys()
    plan.stored = [time - listing.offset for time in plan.times]
    if plan.duration is None and listing.end is not None and listing.first is not None:
        plan.duration = (listing.end - listing.first) * listing.time_base
        noted.observe("duration_not_stated", f"{float(plan.duration):.3f} s by its packets")
    if stream.codec_context is not None and stream.codec_context.name == "h264":
        mdpm.write(listing.opening, noted)
    _tell(listing, noted)
    return plan


def _tell(listing: video_packets.Listing, noted: Noted) -> None:
    if listing.is_variable():
        noted.observe("variable_frame_rate")
    if listing.failed:
        noted.observe("media_data_damaged", listing.failed)
    if listing.untimed:
        noted.observe("keyframe_without_time", f"{listing.untimed} keyframes")
    if listing.corrupt:
        noted.observe("media_data_damaged", f"{listing.corrupt} packets")
    if listing.capped:
        noted.truncated.add("keyframes")
    if listing.first is not None and (listing.first + listing.offset) * listing.time_base > 1:
        begins = float((listing.first + listing.offset) * listing.time_base)
        noted.observe("times_begin_late", f"{begins:.3f} s")
