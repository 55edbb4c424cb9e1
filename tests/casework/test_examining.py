"""Examinations that fail for a reason that is not the item's."""

import os

import pytest

from intake.casework import door
from intake.errors import ExaminationError, VaultError
from intake.examination.tasks import Failed
from intake.progress import Step, silent
from intake.records.rows import Filter
from intake.records.submissions import SubmissionDraft
from intake.settings import Settings
from tests.casework.offices import office


class Answers:
    """An examiner that answers as it is told, by the order of the tasks."""

    def __init__(self, *codes):
        self._codes = codes

    def run(self, tasks, _grant, progress):
        for number, (task, code) in enumerate(zip(tasks, self._codes, strict=True)):
            progress(Step("examine", unit="items", items_done=number, items_total=len(tasks)))
            yield task, Failed(code, {})


@pytest.fixture
def casework(tmp_path, cheapest):
    (tmp_path / "stick").mkdir()
    for number in range(3):
        (tmp_path / "stick" / f"{number}.bin").write_bytes(os.urandom(100))
    with office(tmp_path / "v", Settings(cost=cheapest)) as opened:
        lines = opened.receiving.survey([os.fsencode(tmp_path / "stick")], silent)
        batch = opened.receiving.begin(lines, SubmissionDraft(), (), only_acquire=True)
        opened.agenda.work(batch, silent)
        yield opened


@pytest.mark.parametrize(("code", "kind"), [("worker_unavailable", ExaminationError), ("object_missing", VaultError)])
def test_it_stays_to_be_examined_and_the_rest_goes_on(casework, monkeypatch, code, kind):
    monkeypatch.setattr(
        "intake.casework.door._OneExaminer.__call__", lambda _self: Answers("worker_died", code, "media_unreadable")
    )
    with pytest.raises(kind, match=code):
        casework.agenda.look_after(silent)
    rows = casework.library.rows(casework.library.ids(Filter()))
    assert [row.examined for row in rows] == [True, False, True]
    assert casework.agenda.left()[door.Stage.EXAMINE] == 1
    assert {row.comparison.value for row in rows} == {"identical"}
