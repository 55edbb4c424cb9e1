"""Files made to break readers: each gets an answer, within the worker's memory and time, and no exception escapes."""

import json
import subprocess
import sys
from pathlib import Path

from intake.confined.identify import identify
from intake.records.claims import Kind
from tests.conftest import ROOT

SOME = 40  # files of one child, so that what a reader leaves behind also shows


def answers(paths: list[Path]) -> dict[str, dict | str]:
    """For each file what the child says of it, or how the child died on it; a dead child's successor takes the rest."""
    found: dict[str, dict | str] = {}
    left = list(paths)
    while left:
        batch = left[:SOME]
        child = subprocess.run(
            [sys.executable, "-W", "ignore", "-m", "tests.confined.hostile_child"],
            input="".join(json.dumps(str(path)) + "\n" for path in batch),
            capture_output=True,
            text=True,
            cwd=ROOT,
            check=False,
        )
        told = [json.loads(line) for line in child.stdout.splitlines()]
        for path, one in zip(batch, told, strict=False):
            found[str(path)] = one
        if len(told) < len(batch):
            found[str(batch[len(told)])] = f"status {child.returncode}: {child.stderr[-300:]}"
        left = left[min(len(told) + 1, len(batch)) :]
    return found


def photos_in(folder: Path) -> list[Path]:
    found = []
    for path in sorted(folder.rglob("*")):
        if path.is_file() and "_golden" not in path.parts:
            with path.open("rb") as stream:
                if identify(stream).kind is Kind.PHOTO:
                    found.append(path)
    return found


def test_every_hostile_picture_gets_an_answer(shared_media):
    paths = photos_in(shared_media("hostile-media"))
    told = answers(paths)
    assert len(told) == len(paths) > 300
    assert {path: one for path, one in told.items() if isinstance(one, str)} == {}
    silent = [path for path, one in told.items() if isinstance(one, dict) and not one["readable"] and not one["codes"]]
    assert silent == [], "what cannot be read must say why"


def test_hostile_metadata_on_a_real_photo(shared_media):
    folder = shared_media("hostile-media") / "made-here"
    paths = sorted(folder.glob("meta_*.jpg"))
    told = {Path(path).name: one for path, one in answers(paths).items()}
    assert all(one["readable"] for one in told.values())
    codes = set().union(*(one["codes"] for one in told.values()))
    assert codes >= {"metadata_refused", "orientation_out_of_range", "position_impossible", "position_not_understood"}


def test_a_child_that_dies_is_noticed(tmp_path: Path):
    """The harness itself: a path that does not exist kills the child, and the next file still gets its answer."""
    (tmp_path / "empty").write_bytes(b"")
    told = answers([tmp_path / "absent", tmp_path / "empty"])
    assert "FileNotFoundError" in told[str(tmp_path / "absent")]
    assert told[str(tmp_path / "empty")] == {"readable": False, "codes": ["file_empty"], "claims": 0}
