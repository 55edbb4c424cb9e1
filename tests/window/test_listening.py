"""The listener: notices from any thread, merged, none lost."""

import threading

from intake.ids import BatchId, ItemId
from intake.notices import AgendaMoved, DeviceFree, ItemsAcquired, ItemsExamined, LineMoved, LogGrew


def test_notices_of_many_threads_arrive_merged_and_whole(qtbot, listener):
    acquired, times = set(), []
    listener.acquired.connect(lambda items: (acquired.update(items), times.append(len(items))))

    def speak(start: int) -> None:
        for number in range(start, start + 500):
            listener.hear(ItemsAcquired((ItemId(f"i{number}"),)))

    threads = [threading.Thread(target=speak, args=(start,)) for start in range(0, 2_000, 500)]
    for thread in threads:
        thread.start()
    qtbot.waitUntil(lambda: len(acquired) == 2_000, timeout=10_000)
    for thread in threads:
        thread.join()
    assert len(times) < 200


def test_only_the_last_state_of_a_line_is_told(qtbot, listener):
    batch = BatchId("b")
    for state in ("acquiring", "acquired", "comparing"):
        listener.hear(LineMoved(batch, 1, state))
    listener.hear(LineMoved(batch, 2, "failed", code="source_vanished"))
    with qtbot.waitSignal(listener.lines, timeout=5_000) as told:
        pass
    assert [(one.line, one.state) for one in told.args[0]] == [(1, "comparing"), (2, "failed")]


def test_each_kind_has_its_signal(qtbot, listener):
    with qtbot.waitSignals([listener.changed, listener.agenda, listener.device_free, listener.log_grew], timeout=5_000):
        for notice in (ItemsExamined((ItemId("i"),)), AgendaMoved((("examine", 3),)), DeviceFree(BatchId("b")), LogGrew(7)):
            listener.hear(notice)


def test_which_item_a_line_became_is_told_before_what_became_of_the_item(qtbot, listener):
    told = []
    listener.lines.connect(lambda _lines: told.append("lines"))
    listener.changed.connect(lambda _items: told.append("changed"))
    listener.hear(ItemsExamined((ItemId("i"),)))
    listener.hear(LineMoved(BatchId("b"), 1, "acquired", ItemId("i")))
    qtbot.waitUntil(lambda: len(told) == 2, timeout=5_000)
    assert told == ["lines", "changed"]
