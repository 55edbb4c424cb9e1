"""150 real videos against what ExifTool, ffprobe and the packets say; every disagreement is listed here with its cause."""

import json
import re
from collections import defaultdict
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import pytest

from tests.confined.filmed import Filmed, examined
from tests.conftest import shared_root

SET = shared_root() / "videos-real"
FILES = sorted(
    str(path.relative_to(SET))
    for path in SET.rglob("*")
    if path.is_file() and not any(part.startswith("_golden") for part in path.parts) and path.parent != SET
)

KEYFRAME_EXCEPTIONS = {
    "androidx-media/sample-with-large-length.avi": "AVI has no presentation times and ffprobe lists none; its pictures are counted",
    "made-here-derived/mpeg2_program_stream.mpg": "ffprobe 5.1 gives the very last picture no time; libav has mended that since",
    "androidx-media/sample_edit_list.mp4": "the edit begins between two pictures; libav moves the first of them to zero, ISO/IEC"
    " 14496-12 8.6.6 does not: its time is 7/600 s",
    "fuzzing-corpus-real/test.mp4": "the run flags call dependent pictures sync samples; libav's parser looks into the pictures"
    " instead; these 36 are told as not decoded",
    "made-here-derived/iphone6_hole20k.mov": "one sync sample of stss lies in a hole of zeros; libav's parser sees no keyframe"
    " in it; it is told as not decoded",
    "mp4parser/Tiny Sample - NEW - Metaxed.mp4": "three pictures that stss does not list carry a recovery point; libav's parser"
    " lists them (14496-12 8.6.2: stss lists the sync samples)",
}

_ZERO = "the movie header says zero, which is no duration"
_PATCHED = "ExifTool shifts a time that is too old by 66 years (its warning says so); 14496-12 8.2.2 allows only 1904"
EXCEPTIONS: dict[tuple[str, str], str] = {
    ("duration", "androidx-media/sample_fragmented.mp4"): "all ones in the header mean unknown (8.2.2); ffprobe takes the number",
    (
        "duration",
        "mp4ff/v300_multiple_segments.mp4",
    ): "the header speaks of 3900 s, 8 s are in this segment; told as duration_differs",
    ("duration", "dashcamigo/sample.mp4"): "the header says zero; the samples of its data track last 2.56 s",
    ("duration", "dashcamigo/sample.MOV"): _ZERO,
    ("duration", "dashcamigo/synthetic-70mai.mp4"): _ZERO,
    ("duration", "dashcamigo/synthetic-mai-pro.mp4"): _ZERO,
    (
        "rotation",
        "androidx-media/sample_rotate_and_reflect.mp4",
    ): "mirrored: flipped and then turned by 270 is turned by 90 and then flipped; the pictures agree with ffmpeg's",
    (
        "dimensions",
        "made-here-derived/loci_location.3gp",
    ): "the track header says 176x144 (8.3.2: the size to be shown); ffprobe takes the pixel shape out of the H.263 stream",
    ("make and model", "exiftool-timages/M2TS.mts"): "the maker is a code; we name it (Canon)",
    ("make and model", "metadata-extractor/Sony ILCE-7M3 (A7M3).mts"): "the maker is a code; we name it (Sony)",
    ("times", "androidx-media/sample_empty_track.mp4"): _PATCHED,
    ("times", "mp4parser/Tiny Sample - OLD.mp4"): _PATCHED,
    ("times", "exiftool-timages/MXF.mxf"): "three of its times are read by no reader here",
    ("times", "exiftool-timages/Pentax.avi"): "maker notes are not read; of 12:14:34 in IDIT ExifTool drops the seconds",
    ("times", "mat2/dirty.wmv"): "libav does not hand out an ASF date of zero",
    ("times", "metadata-extractor/Sony ILCE-7M3 (A7M3).mts"): "with summer time in force the offset stands in H264:TimeZone",
}


@pytest.fixture(scope="module")
def films() -> dict[str, Filmed]:
    return {name: examined(SET / name) for name in FILES}


def _golden(name: str, kind: str) -> dict:
    path = SET / "_golden" / f"{name}.{kind}.json"
    if not path.exists():
        return {}
    found = json.loads(path.read_text())
    return found[0] if isinstance(found, list) else found


def test_keyframes_equal_the_packets(shared_media, films):
    shared_media("videos-real")
    different = {}
    for name, film in films.items():
        golden = _golden(name, "packets")
        wanted, found = sorted(golden.get("key_frame_pts", [])), film.seconds()
        if len(wanted) != len(found) or found != pytest.approx(wanted, abs=1.1e-6):
            different[name] = (wanted[:6], found[:6])
    assert set(different) == set(KEYFRAME_EXCEPTIONS), different


def test_all_are_read_and_nothing_fails(shared_media, films):
    shared_media("videos-real")
    assert len(films) == 149 or len(films) == 150
    for name, film in films.items():
        assert "reader_failed" not in film.codes(), name
        assert "examination_cut_short" not in film.codes(), name
        assert film.answer.readable or film.answer.observations, name


Row = tuple[str, str, bool, object, object]  # what, file, agrees, ours, theirs


def _digits(value: object) -> str:
    return re.sub(r"\D", "", str(value))


def _tags(name: str, film: Filmed, golden: dict) -> Iterator[Row]:
    for key, value in golden.items():
        ours = film.claims(key)
        if re.search(r":(Make|Model)$", key):
            yield "make and model", name, str(value) in ours, ours, (key, value)
        elif re.search(r":\w*(Date|DateTimeOriginal)$", key) and not key.startswith(("System", "Composite", "File")):
            yield "times", name, any(_digits(value) == _digits(one) for one in ours), ours, (key, value)
        elif key == "QuickTime:CompatibleBrands":
            brands = value if isinstance(value, list) else [value]
            yield (
                "brands",
                name,
                [str(one).strip() for one in brands] == [one.strip() for one in (ours or [""])[0].split(", ")],
                ours,
                value,
            )


def _place(name: str, film: Filmed, golden: dict) -> Iterator[Row]:
    if "Composite:GPSLatitude" in golden:
        theirs = (float(golden["Composite:GPSLatitude"]), float(golden["Composite:GPSLongitude"]))
        ours = [(float(place.latitude), float(place.longitude)) for place in film.answer.places]
        yield "positions", name, any(one == pytest.approx(theirs, abs=2e-4) for one in ours), ours, theirs


def _picture(name: str, film: Filmed, golden: dict) -> Iterator[Row]:
    streams = golden.get("streams", [])
    stream = next((s for s in streams if s.get("codec_type") == "video" and not s["disposition"].get("attached_pic")), None)
    if stream is None or not stream.get("width"):
        return
    turn = -next((int(side["rotation"]) for side in stream.get("side_data_list", []) if "rotation" in side), 0) % 360
    aspect = Fraction(stream.get("sample_aspect_ratio", "1:1").replace(":", "/").replace("0/1", "1/1"))
    size = (round(stream["width"] * aspect), stream["height"])
    size = size[::-1] if turn % 180 else size
    ours = (film.answer.width, film.answer.height)
    yield "dimensions", name, ours == pytest.approx(size, abs=1), ours, size
    yield "rotation", name, film.answer.rotation == turn, film.answer.rotation, turn
    codecs = [claim.value for claim in film.answer.claims if re.fullmatch(r"Stream\d+:Codec", claim.name)]
    same = {"av1": "libdav1d", "flv1": "flv"}.get(stream.get("codec_name"), stream.get("codec_name"))
    yield "codecs", name, same is None or same in codecs, codecs, same


def _duration(name: str, film: Filmed, golden: dict) -> Iterator[Row]:
    stated = golden.get("format", {}).get("duration")
    if stated is not None:
        ours = None if film.answer.duration is None else float(film.answer.duration)
        theirs = float(stated)
        yield "duration", name, ours is not None and abs(ours - theirs) <= max(0.1, theirs / 50), ours, theirs


def test_agreement_with_the_goldens(shared_media, films, capsys):
    shared_media("videos-real")
    rows: list[Row] = []
    for name, film in films.items():
        exiftool, ffprobe = _golden(name, "exiftool"), _golden(name, "ffprobe")
        for way, golden in ((_tags, exiftool), (_place, exiftool), (_picture, ffprobe), (_duration, ffprobe)):
            rows.extend(way(name, film, golden))
    table: dict[str, list[bool]] = defaultdict(list)
    unexplained = []
    for what, name, agrees, ours, theirs in rows:
        table[what].append(agrees)
        if not agrees and (what, name) not in EXCEPTIONS:
            unexplained.append((what, name, ours, theirs))
    told = {(what, name) for what, name, agrees, _, _ in rows if not agrees}
    with capsys.disabled():
        print("\nvideos-real against the goldens: agreeing, of, without files whose cause is listed")
        for what, results in [*sorted(table.items()), ("together", [row[2] for row in rows])]:
            plain = [agrees for kind, name, agrees, _, _ in rows if what in (kind, "together") and (kind, name) not in EXCEPTIONS]
            print(
                f"  {what:<16}{sum(results):>5} {len(results):>5}  {sum(results) / len(results):7.1%}  {sum(plain) / len(plain):7.1%}"
            )
    assert not unexplained
    assert told == set(EXCEPTIONS), "an exception that no longer is one"
    patched = sum(not agrees for what, name, agrees, _, _ in rows if EXCEPTIONS.get((what, name)) is _PATCHED)
    assert sum(row[2] for row in rows) / (len(rows) - patched) >= 0.985


def test_paths_of_goldens_exist(shared_media):
    folder: Path = shared_media("videos-real")
    assert all((folder / name).exists() for name in KEYFRAME_EXCEPTIONS)
