"""Every recording of the hostile set, each in a child with a gigabyte and ten seconds: none crashes, hangs or grows."""

import io
import os
import resource
import signal
import time
from pathlib import Path

import pytest

from intake.confined import identify, video
from intake.records.canonical import encode, parse
from intake.records.claims import Kind, encode_answer, parse_answer

BYTES = 2**30
SECONDS = 10
_ENDINGS = frozenset(
    [
        ".mp4",
        ".mov",
        ".m4a",
        ".m4v",
        ".webm",
        ".mkv",
        ".avi",
        ".ts",
        ".mts",
        ".flv",
        ".mp3",
        ".ogg",
        ".opus",
        ".wav",
        ".flac",
        ".3gp",
        ".aac",
        ".fuzzed",
    ]
)


def _child(path: Path, writing: int) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (BYTES, BYTES))
    signal.alarm(SECONDS)
    stream = io.BytesIO(path.read_bytes())
    answer = video.examine(stream, identify.identify(stream).media_type, lambda *_: None)
    os.write(writing, encode(encode_answer(answer)))


def _examined(path: Path) -> tuple[int, bytes]:
    """Exit status of a child that examined the file, and what it answered."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        status = 1
        try:
            os.close(reading)
            _child(path, writing)
            status = 0
        finally:
            os._exit(status)
    os.close(writing)
    parts = []
    while part := os.read(reading, 65536):
        parts.append(part)
    os.close(reading)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), b"".join(parts)


def _recordings(folder: Path) -> list[Path]:
    found = []
    for path in sorted(folder.rglob("*")):
        if path.is_file() and not any(part.startswith("_golden") for part in path.parts):
            with path.open("rb") as stream:
                kind = identify.identify(stream).kind
            if kind in (Kind.VIDEO, Kind.AUDIO) or path.suffix.lower() in _ENDINGS:
                found.append(path)
    return found


@pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")
def test_hostile_recordings(shared_media):
    recordings = _recordings(shared_media("hostile-media"))
    assert len(recordings) > 50
    started = time.monotonic()
    for path in recordings:
        status, told = _examined(path)
        assert status == 0, path.name
        answer = parse_answer(parse(told))
        codes = {observation.code for observation in answer.observations}
        assert answer.readable or codes, path.name
        assert not codes & {"reader_failed", "examination_cut_short"}, path.name
    assert time.monotonic() - started < SECONDS * 6
