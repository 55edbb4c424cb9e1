"""The lanes: everything a job tells arrives on the GUI thread, once, and in order."""

import threading
import time
from functools import partial

import pytest
from PySide6.QtWidgets import QApplication, QWidget

from intake.errors import SourceError
from intake.progress import Step
from tests.window import capturing
from tests.window.conftest import settled, until
from ui.desk import _Plain
from ui.jobs import Jobs, Lane


def test_a_result_arrives_on_the_gui_thread(qtbot, jobs):
    told = []
    job = jobs.make(lambda _progress: threading.get_ident(), Lane.LOOK)
    job.done.connect(lambda result: told.append((result, threading.get_ident())))
    with qtbot.waitSignal(job.ended, timeout=5_000):
        jobs.start(job)
    ((there, here),) = told
    assert here == threading.get_ident() != there


def test_no_signal_is_lost_in_five_hundred_quick_jobs(qtbot, jobs):
    told = []
    for number in range(500):
        job = jobs.make(lambda _progress, n=number: n, Lane.LOOK)
        job.done.connect(told.append)
        jobs.start(job)
    settled(qtbot, jobs)
    assert sorted(told) == list(range(500))


def test_an_error_of_ours_is_told_as_such(qtbot, jobs):
    def act(_progress):
        raise SourceError("source_vanished", name="x")

    job = jobs.make(act, Lane.WORK)
    with qtbot.waitSignal(job.failed, timeout=5_000) as told:
        jobs.start(job)
    assert told.args[0].code == "source_vanished"


def test_a_bug_is_told_as_a_bug(qtbot, jobs):
    def act(_progress):
        raise ZeroDivisionError

    job = jobs.make(act, Lane.WORK)
    with qtbot.waitSignals([job.broke, jobs.broke, job.ended], timeout=5_000):
        jobs.start(job)


def test_steps_are_thinned_and_the_last_is_shown(qtbot, jobs):
    seen = []

    def act(progress):
        for done in range(1, 2_001):
            progress(Step("acquire", done=done, total=2_000))

    job = jobs.make(act, Lane.WORK)
    job.stepped.connect(seen.append)
    with qtbot.waitSignal(job.ended, timeout=5_000):
        jobs.start(job)
    assert seen[-1].done == 2_000
    assert len(seen) < 200


def test_a_paused_act_stands_still_and_goes_on(qtbot, jobs):
    counted = []
    begun = threading.Event()

    def act(progress):
        begun.set()
        for number in range(100_000):
            progress(Step("acquire", done=number))
            counted.append(number)
            if number >= 20 and goal.is_set():
                return
            time.sleep(0.001)

    goal = threading.Event()
    job = jobs.make(act, Lane.WORK)
    jobs.start(job)
    until(begun.is_set)
    job.pause()
    until(lambda: _still(counted))
    stood = len(counted)
    assert job.paused
    goal.set()
    with qtbot.waitSignal(job.done, timeout=5_000):
        job.go_on()
    assert len(counted) > stood


def _still(counted: list) -> bool:
    before = len(counted)
    time.sleep(0.05)
    return len(counted) == before


def test_a_stopped_act_ends_even_while_paused(qtbot, jobs):
    def act(progress):
        while True:
            progress(Step("acquire"))

    job = jobs.make(act, Lane.WORK)
    job.pause()
    jobs.start(job)
    with qtbot.waitSignal(job.stopped, timeout=5_000):
        job.stop()
    assert job.over


def test_looking_does_not_wait_for_work(qtbot, jobs):
    release = threading.Event()
    work = jobs.make(lambda _progress: release.wait(20), Lane.WORK)
    jobs.start(work)
    look = jobs.make(lambda _progress: "seen", Lane.LOOK)
    with qtbot.waitSignal(look.done, timeout=5_000):
        jobs.start(look)
    assert jobs.busy
    release.set()
    settled(qtbot, jobs)


def test_a_job_starts_once(jobs):
    job = jobs.make(lambda _progress: None, Lane.LOOK)
    jobs.start(job)
    with pytest.raises(ValueError, match="once"):
        jobs.start(job)


def test_closing_waits_for_what_runs(qtbot):
    lanes = Jobs()
    ended = []

    def act(progress):
        try:
            while True:
                progress(Step("acquire"))
                time.sleep(0.001)
        finally:
            ended.append(True)

    job = lanes.make(act, Lane.WORK)
    lanes.start(job)
    with qtbot.waitSignal(job.stepped, timeout=5_000):
        pass
    lanes.close()
    assert ended == [True]


def test_the_last_job_waits_for_those_who_still_look(qtbot, jobs):
    looking, order = threading.Event(), []
    look = jobs.make(lambda _progress: looking.wait(20), Lane.LOOK)
    look.ended.connect(lambda: order.append("looked"))
    jobs.start(look)
    last = jobs.make(lambda _progress: order.append("closed"), Lane.WORK)
    jobs.start_last(last)
    qtbot.waitUntil(lambda: look.switch.stopped, timeout=5_000)
    assert order == []
    looking.set()
    with qtbot.waitSignal(last.ended, timeout=5_000):
        pass
    assert order == ["looked", "closed"]


def test_it_does_not_wait_for_ever(qtbot, jobs, monkeypatch):
    monkeypatch.setattr("ui.jobs.MOST_WAIT_MS", 50)
    looking = threading.Event()
    look = jobs.make(lambda _progress: looking.wait(20), Lane.LOOK)
    jobs.start(look)
    last = jobs.make(lambda _progress: None, Lane.WORK)
    with qtbot.waitSignal(last.ended, timeout=5_000):
        jobs.start_last(last)
    assert not look.over
    jobs.close()  # returns, so that the process can be replaced
    assert not looking.is_set()
    looking.set()


def test_after_closing_nothing_is_told(qtbot, jobs):
    begun, told = threading.Event(), []

    def look(_progress) -> None:
        begun.set()
        time.sleep(0.05)

    job = jobs.make(look, Lane.LOOK)
    for signal in (job.done, job.ended, job.stopped):
        signal.connect(lambda *_value: told.append(job))
    jobs.start(job)
    assert begun.wait(5)
    jobs.close()  # its answer is on its way
    QApplication.processEvents()
    assert told == []


def test_what_an_act_holds_is_seen(qtbot):
    widget = QWidget()
    qtbot.addWidget(widget)

    def closes_over(_progress):
        return widget

    for act in (
        widget.close,
        partial(print, widget),
        partial(print, {"in": [widget]}),
        lambda _progress, kept=widget: kept,
        closes_over,
        _Plain(partial(closes_over, None)),
    ):
        assert list(capturing.held(act)) == [widget]
    assert list(capturing.held(_Plain(partial(print, "words")))) == []
