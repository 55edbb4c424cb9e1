"""The library's list becomes another: by few steps where it can, so that what is chosen, current and in sight stays."""

import random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QItemSelection, QItemSelectionModel, QPersistentModelIndex, Qt
from PySide6.QtTest import QTest

from intake.ids import ItemId
from tests.window.conftest import settled
from tests.window.test_library import library  # noqa: F401 — the fixture
from ui.models import changes
from ui.models.changes import change, runs
from ui.models.chosen import MOST_FOLLOWED, MOST_RUNS, Chosen
from ui.models.items import ItemsModel
from ui.widgets.library_bar import GRID, TABLE

Flag = QItemSelectionModel.SelectionFlag
RULES = settings(suppress_health_check=[HealthCheck.function_scoped_fixture])


def numbered(count: int) -> list[ItemId]:
    return [ItemId(f"K7Q4MX-0001-{number:05d}") for number in range(count)]


def places(ids: list[ItemId]) -> dict[ItemId, int]:
    return {item: place for place, item in enumerate(ids)}


def held(model: ItemsModel) -> dict[ItemId, QPersistentModelIndex]:
    return {model.item_at(row): QPersistentModelIndex(model.index(row, row % 3)) for row in range(model.rowCount())}


def check_held(model: ItemsModel, marks: dict[ItemId, QPersistentModelIndex]) -> None:
    """Each index that was kept is on its item, in its column, or is no more where the item is no more."""
    for item, mark in marks.items():
        assert mark.isValid() == (model.place(item) >= 0)
        if mark.isValid():
            assert model.item_at(mark.row()) == item


lists = st.lists(st.integers(0, 30), unique=True, max_size=24).map(
    lambda some: [ItemId(f"K7Q4MX-0001-{one:02d}") for one in some]
)


@RULES
@given(lists, lists)
def test_any_list_becomes_any_other(desk, before, after):
    model = ItemsModel(desk)
    model.take(before)
    marks, columns = held(model), {row: row % 3 for row in range(len(before))}
    followed = model.take(after)
    assert [model.item_at(row) for row in range(model.rowCount())] == after
    assert all(model.place(item) == at for at, item in enumerate(after))
    if followed:
        check_held(model, marks)
        assert [mark.column() for mark in marks.values() if mark.isValid()] == [
            columns[at] for at, item in enumerate(before) if item in after
        ]
    else:
        assert not any(mark.isValid() for mark in marks.values())


def differing(ids: list[ItemId], seed: int) -> list[ItemId]:
    """The list with some taken out, some put in and some moved anywhere."""
    chance = random.Random(seed)
    gone = set(chance.sample(ids, 12))
    moving = [item for item in chance.sample(ids, 20) if item not in gone]
    left = [item for item in ids if item not in gone and item not in moving]
    for item in (*moving, *(ItemId(f"K7Q4MX-{seed + 2:04d}-{number:02d}") for number in range(12))):
        left.insert(chance.randrange(len(left) + 1), item)
    return left


@pytest.mark.parametrize("rows", [120, 50_000])
def test_random_differences_leave_every_index_on_its_item(qtbot, qtmodeltester, desk, jobs, rows):
    model, ids = ItemsModel(desk), numbered(rows)
    model.take(ids)
    if rows < 1_000:
        qtmodeltester.check(model)  # from now on at each step; it looks at every cell, so only where they are few
    marks = {item: QPersistentModelIndex(model.index(model.place(item), 0)) for item in ids[:: max(1, rows // 50)]}
    with qtbot.assertNotEmitted(model.modelReset):
        for seed in range(4):
            ids = differing(ids, seed)
            assert model.take(ids)
            assert model.take(ids)  # the same again is nothing
            check_held(model, marks)
    assert model._ids == ids
    settled(qtbot, jobs)


def test_what_is_a_few_steps():
    ids = numbered(3_000)
    assert change(places(ids), places(ids[::-1])) is None
    assert change(places(ids), places(random.Random(1).sample(ids, len(ids)))) is None
    some = ids[: 2 * changes.MOST_RUNS]
    assert change(places(ids), places(some[::2] + ids[2 * changes.MOST_RUNS :])) is not None
    assert change(places(ids), places(ids[::2])) is None
    assert change(places(ids[:4]), places([ids[3], *ids[:2], ids[4]])) == changes.Change(
        removed=((2, 2),), order=(ids[3], ids[0], ids[1]), inserted=((3, 3),)
    )
    assert runs([5, 1, 2, 9, 3, 8]) == ((1, 3), (5, 5), (8, 9))
    assert runs([]) == ()


def test_rows_that_moved_into_sight_are_asked_for(qtbot, desk, jobs):
    model, ids = ItemsModel(desk), numbered(600)
    model.take(ids)
    asked = []
    desk.casework.library.rows = lambda wanted: asked.append(wanted) or ()
    model.row_at(0)
    model.row_at(300)
    settled(qtbot, jobs)
    model.take([*ids[:256], *ids[257:], ids[256]])
    model.row_at(0)  # nothing changed there
    model.row_at(300)  # another chunk than the one that was asked for
    settled(qtbot, jobs)
    assert [wanted[0] for wanted in asked] == [ids[0], ids[256], ids[257]]


@pytest.mark.parametrize("many", [1, MOST_FOLLOWED, MOST_FOLLOWED + 1, 2_000])
def test_what_is_chosen_stays_chosen(desk, many):
    model, ids = ItemsModel(desk), numbered(2_100)
    model.take(ids)
    picked = QItemSelectionModel(model)
    chosen = Chosen(model, picked)
    chosen.choose_all(ids[50 : 50 + many], ids[60])
    for wanted, few in (
        ([*ids[1:70], ids[0], *ids[70:]], True),  # moved
        ([*ids[:52], *ids[53:]], True),  # taken out
        (ids[::-1], False),
        (ids[1_000:], False),
    ):
        before = set(chosen.items())
        assert chosen.through(wanted) == few
        assert set(chosen.items()) == before & set(wanted)
        if ids[60] in wanted:
            assert chosen.current() == ids[60]


def test_too_scattered_a_choice_is_left(desk):
    model, ids = ItemsModel(desk), numbered(2 * MOST_RUNS + 2)
    model.take(ids)
    chosen = Chosen(model, QItemSelectionModel(model))
    chosen.choose_all(ids[::2], None)
    assert chosen.items() == ()
    chosen.choose_all(ids[2::2], None)
    assert chosen.items() == tuple(ids[2::2])


def shown(library, ids: list[ItemId]) -> None:  # noqa: F811
    """As if the catalog had answered with this list."""
    found = type("Found", (), {"ids": tuple(ids), "days": (), "every": len(ids), "cases": (), "wish": library._wish})
    library._told(library._asked, found)


@pytest.mark.parametrize("which", [GRID, TABLE])
def test_what_is_in_sight_stays_in_sight(qtbot, library, jobs, which):  # noqa: F811
    library.show_as(which)
    ids = numbered(5_000)
    shown(library, ids)
    view = library._view()
    view.scrollTo(library.model.index(2_500, 0), view.ScrollHint.PositionAtTop)
    library.choose(ids[2_503])
    view.scrollTo(library.model.index(2_503, 0))

    def place(item: ItemId) -> int:
        return view.visualRect(library.model.index(library.model.place(item), 0)).top()

    height, current = place(ids[2_503]), ids[2_503]
    more = [ItemId(f"K7Q4MX-0002-{number:05d}") for number in range(700)]
    ids = [*more, *ids]
    shown(library, ids)  # many came before
    assert place(current) == height
    ids = [*ids[300:900], *ids[:300], *ids[900:]]
    shown(library, ids)  # moved, before it
    assert place(current) == height
    ids = ids[705:]
    shown(library, ids)  # taken out
    assert place(current) == height
    assert library.selected() == (current,)
    assert library.current() == current
    neighbour = library.model.item_at(library.model.place(current) + 1)
    beside = place(neighbour) - height
    shown(library, [current, *(item for item in ids if item != current)])  # it goes away alone: the others stay
    assert abs(place(neighbour) - height - beside) <= view.visualRect(library.model.index(9, 0)).height() + 4
    assert library.selected() == (current,)
    settled(qtbot, jobs)


def test_at_the_very_top_the_top_stays_until_something_is_chosen(qtbot, library, jobs):  # noqa: F811
    library.show_as(GRID)
    ids = numbered(500)
    shown(library, ids)
    bar = library.grid.verticalScrollBar()
    library.grid.selectionModel().select(QItemSelection(), Flag.Clear)
    shown(library, [ItemId(f"K7Q4MX-0002-{number:05d}") for number in range(90)] + ids)
    assert bar.value() == 0
    library.choose(ids[0])
    library.grid.scrollTo(library.model.index(0, 0))
    height = library.grid.visualRect(library.grid.currentIndex()).top()
    shown(library, [*library.model._ids[5:90], *library.model._ids[:5], *ids])
    assert library.grid.visualRect(library.grid.currentIndex()).top() == height
    settled(qtbot, jobs)


def test_a_range_begins_at_its_item_also_after_rows_came_before_it(qtbot, library, jobs):  # noqa: F811
    grid, ids = library.grid, numbered(40)
    library.show_as(GRID)
    shown(library, ids)

    def click(row: int, modifiers: Qt.KeyboardModifier) -> None:
        place = grid.visualRect(library.model.index(row, 0)).center()
        QTest.mouseClick(grid.viewport(), Qt.MouseButton.LeftButton, modifiers, place)

    click(2, Qt.KeyboardModifier.NoModifier)
    shown(library, [ItemId("K7Q4MX-0002-00001"), *ids])
    click(5, Qt.KeyboardModifier.ShiftModifier)
    assert library.selected() == tuple(ids[2:5])
    settled(qtbot, jobs)
