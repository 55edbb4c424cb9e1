"""A child that examines the files named on its standard input within the worker's limits, and writes a line for each."""

import json
import resource
import signal
import sys
from pathlib import Path

MOST_BYTES = 1 << 30
MOST_SECONDS = 20


def _ignore(*_: object) -> None:
    """A sink that wants no pictures."""


def main() -> None:
    import cv2  # noqa: F401  (what the worker has loaded before its limits hold)
    import exifread  # noqa: F401
    import pillow_heif  # noqa: F401
    import rawpy  # noqa: F401
    from PIL import ImageCms  # noqa: F401

    from intake.confined import photo
    from intake.examination import clocks
    from intake.records import canonical
    from intake.records.claims import encode_answer, parse_answer

    resource.setrlimit(resource.RLIMIT_AS, (MOST_BYTES, MOST_BYTES))
    for line in sys.stdin:
        signal.alarm(MOST_SECONDS)
        with Path(json.loads(line)).open("rb") as stream:
            answer = photo.examine(stream, "image/x", _ignore)
        written = canonical.encode(encode_answer(answer))
        assert parse_answer(canonical.parse_object(written)) == answer
        found = clocks.times(answer.claims)
        clocks.sorting(found)
        clocks.conflicts(found, "2026-11-25T03:00:00Z")
        codes = sorted({observation.code for observation in answer.observations})
        print(json.dumps({"readable": answer.readable, "codes": codes, "claims": len(answer.claims)}), flush=True)


if __name__ == "__main__":
    main()
