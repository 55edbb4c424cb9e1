"""A vault on the command line, in this process."""

import pytest

from tests.cli.inside import Desk, cheap


@pytest.fixture
def desk(tmp_path, capsys, monkeypatch, cheapest):
    cheap(monkeypatch, cheapest)
    return Desk(tmp_path, capsys)


@pytest.fixture
def stick(tmp_path):
    folder = tmp_path / "stick"
    folder.mkdir()
    (folder / "note.txt").write_bytes(b"seen at the corner")
    return folder
