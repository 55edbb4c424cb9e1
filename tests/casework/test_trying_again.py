"""A file that failed is tried again in its own submission; both attempts stay in the log, and the newest outcome counts."""

import os

import pytest

from intake.progress import silent
from intake.records.events import Type
from intake.records.rows import Filter
from intake.records.submissions import Reach, SubmissionDraft
from intake.settings import Settings
from tests.casework.offices import office


@pytest.fixture
def source(tmp_path):
    folder = tmp_path / "stick"
    folder.mkdir()
    for name in ("a.txt", "b.txt", "c.txt"):
        (folder / name).write_text(name)
    return folder


def test_only_what_failed_is_tried_again(tmp_path, source, cheapest):
    with office(tmp_path / "vault", Settings(cost=cheapest)) as casework:
        lines = casework.receiving.survey([os.fsencode(source)], silent)
        batch = casework.receiving.begin(lines, SubmissionDraft(reach=Reach.MEDIUM, authority="consent"), [])
        (source / "b.txt").unlink()
        casework.agenda.work(batch, silent, lambda line: line != 3)  # the third is withdrawn by the person
        assert casework.receiving.again(batch.batch).outcomes == frozenset({1, 3})
        casework.agenda.work(casework.receiving.again(batch.batch), silent)
        assert len(casework.library.ids(Filter())) == 1, "it is still gone"
        (source / "b.txt").write_text("b.txt")
        casework.agenda.work(casework.receiving.again(batch.batch), silent)
        assert casework.receiving.again(batch.batch).outcomes == frozenset({1, 2, 3})
        rows = casework.library.rows(casework.library.ids(Filter()))
        assert sorted(row.name for row in rows) == ["a.txt", "b.txt"]
        brought = casework.library.brought(batch.batch)
        assert (len(brought.items), brought.failed, brought.withdrawn) == (2, (), (3,))
        told = [entry.type for entry in casework.library.log()]
        assert told.count(Type.ACQUISITION_FAILED) == 3, "two attempts, and the one that was withdrawn"
        casework.rebuild()
        assert casework.library.rows(casework.library.ids(Filter())) == rows
        assert casework.verification.vault(None, silent).verdict.value == "unchanged"
