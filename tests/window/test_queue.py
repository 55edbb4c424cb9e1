"""A running import's lines: what is counted as they move is what a count over all of them would give, however many there are."""

import random
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.ids import BatchId, ItemId
from intake.notices import LineMoved
from intake.progress import Step
from intake.records.items import Comparison, PlanLine, SourceKind
from tests.window.test_models import ROW
from ui.models import queue
from ui.models.queue import QueueModel
from ui.models.queue_few import FewModel

BATCH = BatchId("b")
STATES = sorted(queue.SAID)
NUMBERS = st.integers(1, 9)  # of 8 lines: one is of no plan


def line(number: int) -> PlanLine:
    name = b"IMG_%05d.MOV" % number
    return PlanLine(number, b"/media/stick/" + name, name, name, SourceKind.FILE, 1_000_000, 1_795_356_294_000_000_000, None)


def item(number: int) -> ItemId:
    return ItemId(f"K7Q4MX-0001-{number:02}")


def notice(number: int, state: str) -> LineMoved:
    named = item(number) if state in queue.IN_VAULT else None
    return LineMoved(BATCH, number, state, named, "source_vanished" if state == "failed" else None)


NOTICES = st.lists(st.builds(notice, NUMBERS, st.sampled_from(STATES)), max_size=12)
STEPS = st.builds(Step, st.sampled_from(sorted(queue.STAGE_OF)), NUMBERS.map(str), st.integers(0, 10), st.just(10))
FOUND = st.builds(
    lambda number, comparison, examined: replace(ROW, item=item(number), comparison=comparison, examined=examined),
    NUMBERS,
    st.sampled_from([Comparison.IDENTICAL, Comparison.DIFFERS, Comparison.NOT_MADE]),
    st.booleans(),
)


def agrees(model: QueueModel) -> None:
    """The counts against one over all lines."""
    states = [model.state_of(one.line) for one in model.lines]
    for state in STATES:
        assert model.count(frozenset({state})) == states.count(state), state
    assert model.count(queue.IN_VAULT) == sum(state in queue.IN_VAULT for state in states)
    failed = [one for one, state in zip(model.lines, states, strict=True) if state == "failed"]
    assert [one for one, _code in model.failures()] == failed
    assert [one for one, _code in model.failures(3)] == failed[:3]
    assert model.failed == len(failed)


@given(st.frozensets(NUMBERS), st.lists(NOTICES | STEPS | st.lists(FOUND, min_size=1, max_size=5), max_size=12))
def test_what_is_counted_agrees_with_the_lines(done, moves):
    model = QueueModel([line(number) for number in range(1, 9)], done)
    agrees(model)
    for move in moves:
        if isinstance(move, Step):
            model.stepped(move)
        elif move and not isinstance(move[0], LineMoved):
            model.took(move)
        else:
            model.moved(*move)
        agrees(model)


def test_moves_of_one_line_told_together_follow_each_other():
    model = QueueModel([line(1)])
    model.moved(notice(1, "acquired"), LineMoved(BATCH, 1, "comparing"))
    assert (model.state_of(1), model.data(model.index(0, queue.ITEM))) == ("comparing", "0001-01")
    assert model.own([item(2), item(1)]) == (item(1),)


def test_one_is_read_at_a_time_and_those_before_it_are_to_be_recorded():
    model = QueueModel([line(number) for number in range(1, 5)])
    model.moved(notice(1, "acquiring"), notice(2, "acquiring"), notice(3, "acquiring"))
    assert [model.state_of(number) for number in range(1, 5)] == ["read", "read", "acquiring", "waiting"]
    assert [model.data(model.index(row, queue.ACT)) for row in range(4)] == ["", "", "Stop", "Stop"]
    assert model.data(model.index(0, queue.STAGE)) == "Being recorded"
    assert model.count(queue.OPEN) == 4  # nothing says that the device can go
    model.stepped(Step("acquire", "4", 1, 10))  # steps come before the notices of what they are steps of
    model.moved(notice(3, "acquiring"))
    assert [model.state_of(number) for number in (3, 4)] == ["read", "acquiring"]
    model.moved(notice(1, "acquired"), notice(2, "failed"), notice(3, "acquired"), notice(4, "waiting"))
    assert [model.state_of(number) for number in range(1, 5)] == ["acquired", "failed", "acquired", "waiting"]
    model.moved(notice(2, "acquiring"))  # tried again
    assert model.state_of(2) == "acquiring"


def test_a_line_in_work_says_how_far_how_fast_and_how_long_still(monkeypatch):
    now = iter([100.0, 101.0, 102.0, 200.0, 201.0, 300.0, 301.0])
    monkeypatch.setattr("intake.progress.time.monotonic", lambda: next(now))
    model = QueueModel([line(1), line(2)])

    def said(stage: str, done: int, unit: str = "bytes") -> str:
        model.stepped(Step(stage, "1", done, 100_000_000, unit))
        return " · ".join(filter(None, (model.data(model.index(0, column)) for column in (queue.STAGE, queue.SPEED, queue.LEFT))))

    assert said("acquire", 0) == "Reading · 0 %"
    assert said("acquire", 20_000_000) == "Reading · 20 % · 20.0 MB/s · about 5 s"
    assert said("acquire", 40_000_000) == "Reading · 40 % · 20.0 MB/s · about 5 s"
    model.moved(notice(1, "acquired"))
    assert model.data(model.index(0, queue.STAGE)) == "In the vault, to be read again"
    assert said("compare_source", 10_000_000) == "Reading again · 10 %"  # another stage has its own pace
    assert said("compare_source", 60_000_000) == "Reading again · 60 % · 50.0 MB/s · about 1 s"
    assert said("compare_stored", 0) == "Reading again · 0 %"
    model.moved(notice(1, "compared"))
    model.stepped(Step("examine", "1", 5, 10, "items"))
    assert model.data(model.index(0, queue.STAGE)) == "Examining · 50 %"
    assert model.data(model.index(1, queue.STAGE)) == "Waiting"


def test_few_are_those_that_need_a_person_those_in_work_and_the_next(qtmodeltester):
    model = QueueModel([line(number) for number in range(1, 31)])
    few = FewModel(model, 12)
    qtmodeltester.check(few)

    def rows():
        return [few.data(few.index(row, queue.ACT), queue.LineRole) for row in range(few.rowCount())]

    assert (rows(), few.hidden) == ([1, 2, 3, 4], 26)
    model.moved(*(notice(number, "acquired") for number in range(1, 20)))
    model.moved(notice(7, "failed"), notice(9, "differs"), notice(3, "comparing"), notice(20, "acquiring"))
    assert rows() == [3, 7, 9, 20, 21]
    model.moved(notice(3, "done"), notice(20, "failed"), notice(7, "waiting"))
    assert rows() == [1, 7, 9, 20], "one more, so that it is a list"
    few.fold(False)
    assert (len(rows()), few.hidden) == (30, 0)
    model.moved(notice(7, "withdrawn"))
    qtmodeltester.check(few)
    few.fold(True)
    assert rows() == [1, 9, 20, 21]
    small = FewModel(QueueModel([line(number) for number in range(1, 13)]), 12)
    small.fold(True)
    assert (small.folded, small.rowCount()) == (False, 12)


@given(st.lists(NOTICES, max_size=12))
def test_few_agrees_with_the_lines_however_they_move(moves):
    model = QueueModel([line(number) for number in range(1, 9)])
    few = FewModel(model, 5)
    for move in moves:
        model.moved(*move)
        states = [model.state_of(one.line) for one in model.lines]
        waiting = [row for row, state in enumerate(states) if state == "waiting"]
        wanted = {row for row, state in enumerate(states) if state in queue.NEEDS_A_PERSON | queue.IN_WORK} | set(waiting[:1])
        shown = [few.data(few.index(row, 0), queue.LineRole) - 1 for row in range(few.rowCount())]
        assert shown == sorted(shown)
        assert wanted <= set(shown)
        assert len(shown) == max(len(wanted), 4)
        assert few.hidden == 8 - len(shown)


@pytest.mark.parametrize("lines", [500, 20_000])
def test_many_lines_move_together_and_are_told_once(qtbot, qtmodeltester, lines):
    model = QueueModel([line(number) for number in range(1, lines + 1)])
    few = FewModel(model, 12)
    if lines <= 500:  # it asks for every cell; with 20,000 lines that takes longer than all other tests of this folder
        qtmodeltester.check(model)
    told = []
    model.dataChanged.connect(lambda first, last: told.append((first.row(), last.row())))
    chosen = random.Random(4)
    for _tick in range(20):
        numbers = chosen.sample(range(1, lines + 1), 200)
        model.moved(*(notice(number, chosen.choice(STATES)) for number in numbers))
        first, last = told.pop()
        assert first < min(numbers)  # or above it: what was read before is recorded soon
        assert last >= max(numbers) - 1
        assert not told
    agrees(model)
    assert few.rowCount() <= 2 * queue.MOST_NEEDING + lines // 4
    failed = model.failures(1)[0][0]
    assert model.data(model.index(failed.line - 1, queue.STAGE), queue.StateRole) == "bad"
    if lines <= 500:
        qtmodeltester.check(model)
