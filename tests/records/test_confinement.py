"""What confines a child comes back the same; what is in force and what is missing never overlap."""

import pytest

from intake.records import canonical
from intake.records.confinement import Confinement, Layer, from_json, to_json

FOUND = Confinement("Linux", (Layer.NO_FILES, Layer.NO_NETWORK), {Layer.OWN_NAMESPACES: "not granted"}, {"landlock": "ABI 7"})


def test_round_trip():
    assert from_json(canonical.parse_object(canonical.encode(to_json(FOUND)))) == FOUND


@pytest.mark.parametrize(
    "change",
    [
        {"layers": ["no_files", "own_namespaces"]},
        {"layers": ["no_such_layer"]},
        {"layers": "no_files"},
        {"layers": ["no_files"] * 11},
        {"missing": []},
        {"missing": {"no_privileges": 1}},
        {"details": {"a": "x" * 201}},
        {"details": {str(n): "" for n in range(21)}},
        {"system": None},
    ],
)
def test_refused(change):
    with pytest.raises(ValueError):
        from_json({**to_json(FOUND), **change})
