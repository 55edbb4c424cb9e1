"""The status line while several acts wait for each other: it shows the one that runs, and its pause is that one's."""

import threading

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from intake.progress import Step
from tests.window.conftest import settled
from ui.jobs import Lane
from ui.widgets.status_line import StatusLine


def test_what_waits_is_shown_when_its_turn_comes(qtbot, jobs):
    line = StatusLine()
    qtbot.addWidget(line)
    line.show()
    line.rest(lambda: ("good", "at rest"))
    going = [threading.Event() for _time in range(3)]

    def act(number: int, progress) -> None:
        progress(Step(stage="acquire", items_done=number, items_total=3))
        assert going[number].wait(20)
        progress(Step(stage="acquire", items_done=number, items_total=3))

    made = [jobs.make(lambda progress, number=number: act(number, progress), Lane.WORK) for number in range(3)]
    for job in made:
        line.follow(job)
        jobs.start(job)
    qtbot.waitUntil(lambda: line.words.text().startswith("Importing 0 of 3"), timeout=20_000)
    QTest.mouseClick(line.pause, Qt.MouseButton.LeftButton)
    assert [job.paused for job in made] == [True, False, False]
    assert line.pause.text() == "Go on"
    made[2].pause()  # from its own view
    QTest.mouseClick(line.pause, Qt.MouseButton.LeftButton)
    assert [job.paused for job in made] == [False, False, True]
    going[0].set()
    qtbot.waitUntil(lambda: line.words.text().startswith("Importing 1 of 3"), timeout=20_000)
    assert line.pause.isVisible()
    assert line.pause.text() == "Pause"
    going[1].set()
    qtbot.waitUntil(lambda: line.pause.text() == "Go on", timeout=20_000)
    QTest.mouseClick(line.pause, Qt.MouseButton.LeftButton)
    going[2].set()
    settled(qtbot, jobs)
    assert line.words.text() == "at rest"
    assert not line.pause.isVisible()


def test_progress_is_spoken_sparingly(qtbot, jobs, monkeypatch):
    line = StatusLine()
    qtbot.addWidget(line)
    spoken: list[str] = []
    monkeypatch.setattr(line, "speak", spoken.append)
    times = iter([0.0, 1.0, 29.0, 31.0, 40.0, 70.0, 71.0])
    monkeypatch.setattr("ui.widgets.status_line.time.monotonic", lambda: next(times, 71.0))
    job = jobs.make(lambda _progress: None, Lane.WORK)
    line.follow(job)
    for done in range(5):
        job.stepped.emit(Step(stage="acquire", items_done=done, items_total=9))
    job.stepped.emit(Step(stage="examine", items_done=1, items_total=9))
    job.ended.emit()
    assert spoken == ["Importing", "Importing 3 of 9", "Examining", "Ended: Examining"]
    line.notice("This locks soon.")
    assert spoken[-1] == "This locks soon."
