"""The 64 cases with the right answer by the standard, through the whole way: imported, examined in the confined child, shown.

Each expectation is compared in the terms of `show`. What cannot be met stands in EXPECTED_FAILURES with its reason.
"""

import base64
import json
import os
import shutil
import tarfile
from datetime import datetime
from pathlib import Path

import pytest

from intake.casework import door
from intake.cli.items import shown_document
from intake.progress import silent
from intake.records.people import Person
from intake.records.rows import Filter
from intake.records.submissions import SubmissionDraft
from intake.settings import LOW_COST, Settings
from tests.conftest import shared_root

CASES = sorted(path.name for path in shared_root().glob("cases/*/"))
EXPECTED_FAILURES: dict[str, str] = {}
SECOND = 1.0
DEGREE = 1e-4
TICK = 2e-3  # seconds of a keyframe


@pytest.fixture(scope="module")
def documents(tmp_path_factory):
    """What `show` says of every input, by its case."""
    folder = tmp_path_factory.mktemp("cases")
    for case in CASES:
        (folder / "in" / case).mkdir(parents=True)
        for source in (shared_root() / "cases" / case).glob("input.*"):
            if source.suffix == ".tar":
                with tarfile.open(source) as archive:
                    archive.extractall(folder / "in" / case, filter="data")
            else:
                shutil.copy(source, folder / "in" / case)
    settings = Settings(cost=LOW_COST)
    door.create(folder / "vault", "Office", Person("R. Alvarez", "Hennepin"), bytearray(b"correct horse battery"), settings)
    found: dict[str, list] = {}
    with door.unlock(folder / "vault", "R. Alvarez", bytearray(b"correct horse battery"), settings) as casework:
        lines = casework.receiving.survey([os.fsencode(folder / "in")], silent)
        batch = casework.receiving.begin(lines, SubmissionDraft(), [])
        casework.agenda.work(batch, silent)
        for item in casework.library.ids(Filter()):
            details = casework.library.details(item)
            case = Path(door.source(details)["path"]).parent.name
            found.setdefault(case, []).append(shown_document(details))
        assert casework.verification.vault(None, silent).verdict.value == "unchanged"
    return found


def _instant(utc):
    return None if utc is None else datetime.fromisoformat(utc)


def _same_instant(found, wanted):
    if found is None or wanted is None:
        return found is wanted
    return abs((_instant(found) - _instant(wanted)).total_seconds()) < SECOND


def _times(document, expected):
    for wanted in expected["times"]:
        found = [time for time in document["times"] if time["name"] == wanted["name"]]
        if not found and wanted.get("optional"):
            continue
        values, meanings = [wanted["value"], *wanted.get("alt_values", [])], [wanted["meaning"], *wanted.get("meaning_any", [])]
        right = [
            time
            for time in found
            if time["value"] in values and time["meaning"] in meanings and _same_instant(time["utc"], wanted["utc"])
        ]
        if not right:
            yield "time", wanted["name"], found
    for time in document["times"]:
        if time["name"] in expected["no_time"] and time["utc"] is not None:
            yield "no_time", time["name"], time["utc"]


def _places(document, expected):
    wanted, found = expected["place"], document["places"]
    if wanted is None:
        if found and not expected.get("place_any"):
            yield "place", None, found
        return
    near = [
        place
        for place in found
        if abs(place["latitude"] - wanted["latitude"]) < DEGREE and abs(place["longitude"] - wanted["longitude"]) < DEGREE
    ]
    if not near:
        yield "place", wanted, found


def _keyframes(document, expected):
    wanted = expected.get("keyframe_seconds")
    if wanted is None:
        return
    early = expected.get("keyframe_seconds_preroll", [])
    found = [one["seconds"] for one in document["keyframes"]]
    found = [at for at in found if not any(abs(at - other) < TICK for other in early)]
    if len(found) != len(wanted) or any(abs(one - other) > TICK for one, other in zip(found, wanted, strict=True)):
        yield "keyframes", wanted, found


def _facts(document, expected):
    if document["media_type"] not in [expected["media_type"], *expected.get("media_type_also", [])]:
        yield "media_type", expected["media_type"], document["media_type"]
    if document["readable"] not in [expected["readable"], *expected.get("readable_any", [])]:
        yield "readable", expected["readable"], document["readable"]
    for name in ("width", "height", "rotation"):
        if expected.get(name) is not None and document[name] != expected[name]:
            yield name, expected[name], document[name]
    if (seconds := expected.get("duration_seconds")) is not None:
        found = document["duration_seconds"]
        if found is None or abs(found - seconds) > expected.get("duration_tolerance", 0.05):
            yield "duration", seconds, found
    for claim in expected.get("claims", []):
        found = [one["value"] for one in document["claims"] if one["name"] == claim["name"]]
        if not set(map(str, [claim["value"], *claim.get("alt_values", [])])) & set(found):
            yield "claim", claim, found


def _must_not(document, expected):
    """Claims that would be wrong; those in words are for people to read."""
    utcs = {time["utc"] for time in document["times"]}
    for wrong in expected["must_not"]:
        if wrong in utcs:
            yield "must_not", wrong, "said as UTC"


CHECKS = (_times, _places, _keyframes, _facts, _must_not)


def _params():
    for case in CASES:
        marks = [pytest.mark.xfail(reason=EXPECTED_FAILURES[case], strict=True)] if case in EXPECTED_FAILURES else []
        yield pytest.param(case, marks=marks)


@pytest.mark.skipif(not CASES, reason="shared media set cases is not here")
@pytest.mark.parametrize("case", list(_params()))
def test_right_by_the_standard(documents, case):
    expected = json.loads((shared_root() / "cases" / case / "expected.json").read_text())
    assert documents[case], "nothing was acquired"
    wrong = [(document["name"], *one) for document in documents[case] for check in CHECKS for one in check(document, expected)]
    assert not wrong


@pytest.mark.skipif(not CASES, reason="shared media set cases is not here")
def test_names_keep_their_bytes(documents):
    for case in CASES:
        expected = json.loads((shared_root() / "cases" / case / "expected.json").read_text())
        for file in expected.get("files", []):
            same = [one for one in documents[case] if one["digests"]["sha256"] == file["sha256"] and one["size"] == file["size"]]
            assert bytes.fromhex(file["name_hex"]) in [base64.b64decode(one["name_raw"]) for one in same]
