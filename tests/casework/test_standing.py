"""The lines of a plan, from the acquisition to the examination: each stage is told when it begins, and when it is recorded."""

import os
from dataclasses import replace

import pytest

from intake.errors import Cancelled
from intake.examination.tasks import Failed
from intake.notices import ItemsChanged, ItemsExamined, LineMoved
from intake.progress import silent
from intake.records.claims import Kind
from intake.records.items import Comparison
from intake.records.submissions import SubmissionDraft
from intake.settings import Settings
from tests.casework.offices import office

FILES = 3
ACQUIRED = ["acquiring", "acquired"]


class Unreadable:
    """An examiner that looks at each item and understands none."""

    def run(self, tasks, grant, _progress):
        for task in tasks:
            with grant(task.item):
                yield task, Failed("media_unreadable", {})


@pytest.fixture
def told():
    return []


@pytest.fixture
def stick(tmp_path):
    (tmp_path / "stick").mkdir()
    for number in range(FILES):
        (tmp_path / "stick" / f"{number}.bin").write_bytes(os.urandom(100))
    return tmp_path / "stick"


@pytest.fixture
def casework(tmp_path, cheapest, told, monkeypatch):
    monkeypatch.setattr("intake.casework.door._OneExaminer.__call__", lambda _self: Unreadable())
    with office(tmp_path / "v", Settings(cost=cheapest), told.append) as opened:
        yield opened


def _begin(casework, stick, *, only=False):
    lines = casework.receiving.survey([os.fsencode(stick)], silent)
    return casework.receiving.begin(lines, SubmissionDraft(), (), only_acquire=only)


def _states(told, line):
    return [one.state for one in told if isinstance(one, LineMoved) and one.line == line]


def test_every_stage_of_every_line(casework, stick, told):
    batch = _begin(casework, stick)
    casework.agenda.work(batch, silent)
    for line in range(1, FILES + 1):
        assert _states(told, line) == [*ACQUIRED, "comparing", "compared", "examining", "unreadable"]
    items = {one.line: one.item for one in told if isinstance(one, LineMoved) and one.state == "acquired"}
    assert {(one.batch, items[one.line]) for one in told if isinstance(one, LineMoved) and one.item} == {
        (batch.batch, item) for item in casework.library.brought(batch.batch).items
    }


def test_a_letter_is_only_kept(casework, stick):
    """None of the readers' business: neither examined nor unreadable."""
    batch = _begin(casework, stick, only=True)
    casework.agenda.work(batch, silent)
    row = casework.library.rows(casework.library.brought(batch.batch).items)[0]
    letter = replace(
        row, comparison=Comparison.IDENTICAL, examined=True, readable=False, kind=Kind.DOCUMENT, signs=("kind_not_read_here",)
    )
    assert letter.stands(compared=True) == "kept"
    assert replace(letter, kind=Kind.PHOTO).stands(compared=True) == "unreadable"
    assert replace(letter, signs=("reader_failed",)).stands(compared=True) == "unreadable"
    assert replace(letter, readable=True).stands(compared=True) == "done"


def test_a_line_is_told_of_before_its_item(casework, stick, told):
    """Listeners ask for rows when an item changed, and know by then which line it became."""
    casework.agenda.work(_begin(casework, stick), silent)
    kinds = [(type(one), getattr(one, "state", "")) for one in told]
    last = len(kinds) - 1 - kinds[::-1].index((LineMoved, "compared"))
    assert (ItemsChanged, "") in kinds[last:]
    last = len(kinds) - 1 - kinds[::-1].index((LineMoved, "unreadable"))
    assert (ItemsExamined, "") in kinds[last:]


def test_a_source_that_is_gone_is_not_compared(casework, stick, told):
    casework.agenda.work(_begin(casework, stick, only=True), silent)
    (stick / "1.bin").unlink()
    told.clear()
    casework.agenda.look_after(silent)
    assert _states(told, 2) == ["comparing", "not_compared", "examining", "not_compared"]
    assert _states(told, 1) == ["comparing", "compared", "examining", "unreadable"]


def test_a_source_that_changed_differs_and_stays_so(casework, stick, told):
    casework.agenda.work(_begin(casework, stick, only=True), silent)
    path = stick / "1.bin"
    before = path.stat().st_mtime_ns
    path.write_bytes(os.urandom(100))
    os.utime(path, ns=(before, before))  # the same file by everything but its bytes
    told.clear()
    casework.agenda.look_after(silent)
    assert _states(told, 2) == ["comparing", "differs", "examining", "differs"]


def test_what_was_stopped_stands_as_it_is_recorded(casework, stick, told):
    casework.agenda.work(_begin(casework, stick, only=True), silent)
    told.clear()

    def stop(step):
        if step.stage == "compare_source":
            raise Cancelled

    with pytest.raises(Cancelled):
        casework.agenda.look_after(stop)
    begun = [line for line in range(1, FILES + 1) if _states(told, line)]
    assert begun
    assert all(_states(told, line) == ["comparing", "acquired"] for line in begun)
