"""A stored copy that is no longer what was written: the comparison says that it differs, and so does the command line."""

import os

import pytest

from intake.casework import door
from intake.progress import silent
from intake.records.items import Comparison
from intake.records.people import Person
from intake.records.rows import Filter
from intake.records.submissions import SubmissionDraft
from intake.settings import Settings
from tests.stories.commands import found_office

WORDS = b"correct horse battery staple"


def damage(vault) -> None:
    """Flips one bit in the middle of the largest object."""
    path = max((path for path in (vault / "objects").rglob("*") if path.is_file()), key=lambda path: path.stat().st_size)
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


@pytest.fixture
def stick(tmp_path):
    (tmp_path / "stick").mkdir()
    (tmp_path / "stick" / "large.bin").write_bytes(bytes(100_000))
    return tmp_path / "stick"


def test_the_comparison_differs(tmp_path, stick, cheapest):
    settings = Settings(cost=cheapest)
    door.create(tmp_path / "v", "Office", Person("R. Alvarez", "Hennepin"), bytearray(WORDS), settings)
    with door.unlock(tmp_path / "v", "R. Alvarez", bytearray(WORDS), settings, examines=False) as casework:
        lines = casework.receiving.survey([os.fsencode(stick)], silent)
        batch = casework.receiving.begin(lines, SubmissionDraft(), (), only_acquire=True)
        casework.agenda.work(batch, silent)
        damage(tmp_path / "v")
        casework.agenda.look_after(silent)
        (row,) = casework.library.rows(casework.library.ids(Filter()))
        assert row.comparison is Comparison.DIFFERS
        compared = [entry for entry in casework.library.history(row.item) if entry.type.value == "compared"]
        by_what = {entry.value("comparison")["what"]: entry.value("comparison") for entry in compared}
        assert by_what["source"]["identical"] is True
        assert by_what["stored"] | {"identical": False, "made": True, "reason": "authentication_failed"} == by_what["stored"]
        # Not a thing that is still to be done, and nothing is built upon it.
        assert casework.agenda.left()[door.Stage.COMPARE] == 0
        again = casework.receiving.begin(lines, SubmissionDraft(), (), only_acquire=True)
        casework.agenda.work(again, silent)
        assert casework.library.item(casework.library.brought(again.batch).items[0]).duplicate_of is None


def test_the_command_line_says_so(tmp_path, stick):
    office = found_office(tmp_path)
    ran = office.run("import", stick, "--only", "acquire")
    assert (ran.code, ran.document["acquired"][0]["comparison"]) == (0, "not_made")
    damage(office.vault)
    ran = office.run("resume")
    assert (ran.code, ran.document["acquired"][0]["comparison"]) == (1, "differs")


def test_a_source_that_is_gone_is_not_passed_over(tmp_path, stick):
    office = found_office(tmp_path)
    office.run("import", stick, "--only", "acquire")
    (stick / "large.bin").unlink()
    ran = office.run("resume")
    assert (ran.code, ran.document["acquired"][0]["comparison"]) == (1, "not_made")
