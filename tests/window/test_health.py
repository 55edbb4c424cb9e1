"""The vault's health in sentences, what confines the readers, and a checkpoint that was held elsewhere."""

from importlib import metadata
from pathlib import Path

import pytest

from intake.casework.door import Health
from intake.records.confinement import Confinement, Layer
from intake.records.findings import Finding, Report, Severity
from tests.window.conftest import import_all, in_room, settled
from ui import remembered
from ui.main_window import MainWindow
from ui.models.last_verified import LastVerified
from ui.pages.health import LAYERS, LITTLE, READERS, confined, sentences

GOOD = Health(free=2 * LITTLE, entries=1, short_code="7QK4 M2XD", items=3, differing=0, never_read_again=0)


@pytest.fixture
def window(qtbot, casework, vault, jobs, listener, stick):
    import_all(casework, stick)
    yield from in_room(qtbot, casework, vault, jobs, listener, "vault")


def test_what_needs_a_person_is_said():
    assert not {state for state, _said in sentences(GOOD)} & {"attention", "bad"}
    bad = Health(LITTLE - 1, 4_118, "7QK4 M2XD", 3, 1, 2)
    assert sentences(bad)[:3] == [
        ("bad", "A copy of 1 item was found to differ."),
        ("attention", "5.4 GB are left on the volume of the vault."),
        ("attention", "The stored copies of 2 items were never read again."),
    ]
    assert ("note", "The log has 4,118 entries · checkpoint code 7QK4 M2XD") in sentences(bad)


def test_what_is_missing_of_the_confinement_is_said():
    assert set(LAYERS) == set(Layer)
    found = Confinement(
        "linux",
        (Layer.OWN_PROCESS, Layer.NO_FILES),
        {Layer.NO_NETWORK: "kernel"},
        {"landlock": "7", "memory": "1073741824 bytes beyond"},
    )
    assert confined(found) == [
        ("good", "Strangers' files are read in a confined process: a process of its own for each item, opens no file."),
        ("attention", "Not in force here: reaches no network (kernel)"),
        ("note", "linux · landlock: 7 · memory: 1.1 GB beyond"),
    ]


def test_the_vault_says_how_it_stands(window, casework):
    said = [line.words.text() for line in window.vault.health.lines]
    assert any(casework.library.short_code() in one for one in said)
    assert "The stored copies of all 4 items were read again after they were taken in." in said
    assert "confined process" in window.vault.readers.lines[0].words.text()


def test_a_checkpoint_held_elsewhere_is_compared(qtbot, window, casework, jobs, tmp_path: Path):
    held = tmp_path / "checkpoint.txt"
    held.write_bytes(casework.library.checkpoint())
    casework.receiving.open_case("24-118", "")
    window.vault.compare(held)
    settled(qtbot, jobs)
    assert window.navigation.room == "custody"
    assert window.custody.head.text() == "Nothing differs and nothing is missing."
    held.write_bytes(casework.library.checkpoint().replace(b"\n", b"\n1", 1))
    window.vault.compare(held)
    settled(qtbot, jobs)
    assert window.custody.sign is not None
    assert window.custody.head.text() != "Nothing differs and nothing is missing."
    window.vault.compare(tmp_path / "none.txt")
    assert window.vault.trouble.isVisibleTo(window.vault)


def test_the_checkpoint_is_saved_from_the_vault_and_its_code_is_said(qtbot, window, casework, jobs, tmp_path: Path, monkeypatch):
    target = tmp_path / "checkpoint.txt"
    monkeypatch.setattr("ui.pages.checkpoints.QFileDialog.getSaveFileName", lambda *_asked: (str(target), ""))
    window.vault.checkpoint.click()
    settled(qtbot, jobs)
    assert target.read_bytes() == casework.library.checkpoint()
    assert casework.library.short_code() in window.vault.log.words.text()
    window.vault.checkpoint.click()
    settled(qtbot, jobs)
    assert window.vault.trouble.isVisibleTo(window.vault)  # what is there is not written over


def test_the_last_verification_is_remembered_for_the_next_day(qtbot, window, casework, vault, jobs, listener):
    assert window.vault.log.words.text().startswith("Not verified")
    assert LastVerified(casework).kept is None
    window.custody.begin_verifying()
    settled(qtbot, jobs)
    size = casework.library.log_size()
    kept = LastVerified(casework).kept
    assert kept is not None
    assert (kept.state, kept.entries) == ("good", size)
    again = MainWindow(casework, vault, jobs, listener)
    qtbot.addWidget(again)
    for said in (again.vault.log, again.custody.result):
        assert "nothing differed and nothing was missing" in said.words.text()
        assert said.state == "waiting"  # never green by memory alone
    assert "it proves nothing" in again.vault.log.words.text()
    assert f"{size:,} entries" in again.vault.log.words.text()
    assert "Last verified" in again.status.words.text()
    again._closed = True


@pytest.mark.parametrize(
    "plain",
    [
        b"",
        b"[]",
        b"{}",
        b'{"at": 1, "state": "good", "entries": 1, "objects": 1}',
        b'{"at": "2026-11-25T01:00:00Z", "state": "fine", "entries": 1, "objects": 1}',
        b'{"at": "2026-11-25T01:00:00Z", "state": "good", "entries": true, "objects": 1}',
    ],
)
def test_a_memory_that_is_none_is_none(casework, plain):
    place = f"verified/{casework.code}/{casework.operator.operator}"
    remembered.keep_closed(place, casework.keeping.close(plain))
    assert LastVerified(casework).kept is None
    remembered.keep_closed(place, "anything")
    assert LastVerified(casework).kept is None


def test_a_bad_result_stays_bad_in_memory(casework):
    report = Report({"entries": 3, "objects": 2}, (Finding("file_differs", Severity.FAULT, "x", "", ""),), {}, ())
    LastVerified(casework).keep(report, "bad")
    assert LastVerified(casework).briefly()[0] == "bad"
    assert "something differed or was missing" in LastVerified(casework).fully()[1]


def test_the_readers_are_named_with_their_versions(window):
    said = window.vault.readers.lines[-1].words.text()
    assert said.startswith("Beside the readers of this program: Pillow ")
    assert f"PyAV {metadata.version('av')}" in said
    assert all(f"{name} " in said for name, _distribution in READERS)
