"""The library as it is used: by hand, then by keys alone; every end is what the log and the model say."""

import pytest
from PySide6.QtCore import QPoint, QSettings, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from intake.ids import ItemId
from intake.records.claims import Kind
from intake.records.rows import Filter
from intake.wording import language
from tests.window.conftest import import_all, settled
from ui.dialogs.days import Days
from ui.main_window import MainWindow
from ui.models.items import NAME, NOTED, NUMBER, SIZE, STATE, TIME
from ui.pages.library import EMPTY
from ui.widgets.library_bar import GRID, TABLE

LEFT, NONE, SHIFT = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def library(qtbot, desk, stick, jobs):
    """Four items, shown: two photos and a video of 2026, a text whose time is that of its file."""
    import_all(desk.casework, stick)
    window = MainWindow(desk.casework, desk.vault, jobs, desk.listener)
    qtbot.addWidget(window)
    window.resize(1366, 768)
    window.show()
    window.begin()
    window.navigation.go("library")
    settled(qtbot, jobs)
    yield window.library
    jobs.stop_all()


def named(library, text: str) -> ItemId:
    casework = library._desk.casework
    return next(item for item in casework.library.ids(Filter()) if casework.library.item(item).row.name.startswith(text))


def events(library, item) -> list[str]:
    return [entry.type.value for entry in library._desk.casework.library.history(item)]


def rested(qtbot, library, jobs) -> None:
    """After what was typed has been asked for."""
    qtbot.waitUntil(lambda: not library._search.isActive() and not library._coming.isActive(), timeout=5_000)
    settled(qtbot, jobs)


# The grid


def test_the_grid_has_a_heading_for_each_day(library):
    runs = library.grid._runs
    assert runs[0][0] == "Sunday 22 November 2026"
    assert sum(run[2] for run in runs) == 4
    places = [library.grid._place(row) for row in range(4)]
    assert all(not one.intersects(other) for at, one in enumerate(places) for other in places[at + 1 :])
    for row, place in enumerate(places):
        assert library.grid._row_at(place.center()) == row


def test_a_click_chooses_and_shift_adds_a_range(qtbot, library, jobs):
    grid = library.grid
    centre = [grid.visualRect(library.model.index(row, 0)).center() for row in range(4)]
    QTest.mouseClick(grid.viewport(), LEFT, NONE, centre[2])
    assert library.selected() == (library.model.item_at(2),)
    QTest.mouseClick(grid.viewport(), LEFT, SHIFT, centre[0])
    assert len(library.selected()) == 3
    QTest.mouseClick(grid.viewport(), LEFT, Qt.KeyboardModifier.ControlModifier, centre[1])
    assert library.selected() == (library.model.item_at(0), library.model.item_at(2))
    QTest.mouseClick(grid.viewport(), LEFT, NONE, centre[2])
    assert library.selected() == (library.model.item_at(2),), "one of several, clicked again, is the only one"
    QTest.mouseClick(grid.viewport(), LEFT, NONE, QPoint(grid.viewport().width() - 2, grid.viewport().height() - 2))
    assert library.selected() == ()
    settled(qtbot, jobs)


def test_keys_go_through_the_grid_and_past_its_headings(library):
    grid = library.grid
    grid.show_runs([("one", "", 1), ("two", "", 2), ("three", "", 1)])
    library.choose(library.model.item_at(0))
    seen = []
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Right, Qt.Key.Key_Down, Qt.Key.Key_Up, Qt.Key.Key_Up, Qt.Key.Key_Up, Qt.Key.Key_End):
        QTest.keyClick(grid, key)
        seen.append(grid.currentIndex().row())
    assert seen == [1, 2, 3, 1, 0, 0, 3]
    QTest.keyClick(grid, Qt.Key.Key_Home, SHIFT)
    assert len(library.selected()) == 4
    QTest.keyClick(grid, Qt.Key.Key_Right)
    assert library.selected() == (library.model.item_at(1),)


def test_type_ahead_by_number_in_grid_and_table(library):
    wanted = library.model.item_at(3)
    own = library._desk.own(wanted)
    for view in (GRID, TABLE):
        library.show_as(view)
        library.choose(library.model.item_at(0))
        QTest.keyClicks(library._view(), own)
        assert library.current() == wanted
        QTest.qWait(0)
        library._view()._ahead._last = 0.0


def test_many_items_are_where_they_should_be(library):
    grid = library.grid
    counts = [1, 7, 300, 2, 49_690]
    grid.show_runs([(f"day {at}", "", count) for at, count in enumerate(counts)])
    for row in (0, 1, 7, 8, 307, 308, 310, 49_999):
        place = grid._place(row)
        assert grid._row_at(place.center()) == row
        assert row in grid.rows_between(place.top(), place.bottom())
    whole = list(grid.rows_between(0, grid._height))
    assert whole == list(range(50_000))
    assert len(grid.rows_between(10_000, 10_700)) < 60


def test_the_size_slider_and_the_view_are_remembered(library):
    columns = library.grid._columns
    library.bar.zoom.setValue(200)
    assert library.grid._columns < columns
    library.show_as(TABLE)
    assert QSettings().value("library/zoom") in {200, "200"}
    assert QSettings().value("library/view") == "table"
    assert library.views.currentWidget() is library.table
    assert not library.bar.zoom.isVisible()
    assert library.bar.columns.isVisible()


# The table


def test_columns_are_moved_hidden_and_found_again(qtbot, library, desk, jobs):
    library.show_as(TABLE)
    head = library.table.horizontalHeader()
    assert head.isSectionHidden(NAME)
    menu = library.table.columns_menu()
    next(act for act in menu.actions() if act.text() == "Name").trigger()
    head.moveSection(head.visualIndex(SIZE), 1)
    library.table.show_column(SIZE, True)
    again = MainWindow(desk.casework, desk.vault, jobs, desk.listener)
    qtbot.addWidget(again)
    other = again.library.table.horizontalHeader()
    assert not other.isSectionHidden(NAME)
    assert other.visualIndex(SIZE) == 1
    assert other.visualIndex(NUMBER) == 0
    again.library.table._as_at_the_beginning()
    assert other.isSectionHidden(NAME)
    assert other.visualIndex(SIZE) == SIZE
    settled(qtbot, jobs)


@pytest.mark.parametrize("language_used", ["en", "es"])
def test_the_state_is_in_sight_beside_the_details_until_a_person_chooses_widths(qtbot, library, jobs, language_used):
    language.use(language_used)
    try:
        table = library.table
        library.show_as(TABLE)
        library.choose(named(library, "IMG_0413"))
        settled(qtbot, jobs)
        table._fit()
        head = table.horizontalHeader()
        assert head.sectionViewportPosition(STATE) + 100 <= table.viewport().width()
        head.resizeSection(NOTED, 300)
        table._fit()
        assert head.sectionSize(NOTED) == 300
        table._as_at_the_beginning()
        assert head.sectionSize(NOTED) < 300
    finally:
        language.use("en")


def test_sorting_keeps_the_selection_and_only_columns_that_can_be_sorted_by_are(qtbot, library, jobs):
    library.show_as(TABLE)
    chosen = named(library, "IMG_0413")
    library.choose(chosen)
    head = library.table.horizontalHeader()
    head.setSortIndicator(NAME, Qt.SortOrder.DescendingOrder)
    settled(qtbot, jobs)
    assert library.model.item_at(0) == named(library, "note")
    assert library.selected() == (chosen,)
    head.setSortIndicator(1, Qt.SortOrder.AscendingOrder)
    assert head.sortIndicatorSection() == NAME
    head.setSortIndicator(TIME, Qt.SortOrder.AscendingOrder)
    settled(qtbot, jobs)
    assert library.grid._runs[0][0] == "Sunday 22 November 2026"


# Filters and search


def test_filters_are_chips_that_are_counted_and_removed(qtbot, library, jobs):
    act = next(one for one in library.filters.menu().actions() if one.text() == "Kind")
    next(one for one in act.menu().actions() if one.text() == "Photos").trigger()
    settled(qtbot, jobs)
    assert library.filters.counted.text() == "2 of 4"
    assert [chip.text().strip() for chip in library.filters.chips] == ["Photos"]
    library.filters.chips[0].click()
    settled(qtbot, jobs)
    assert library.filters.counted.text() == "4 of 4"
    assert library.filters.chips == []
    assert not library.filters.clear.isVisible()


def test_an_empty_list_says_which_condition_excludes(qtbot, library, jobs):
    library.narrow_to(Filter(kinds=frozenset({Kind.VIDEO}), sign="file_cut_short"))
    library.words.setText("IMG")
    rested(qtbot, library, jobs)
    assert library.views.currentIndex() == EMPTY
    assert library.empty.said.text() == "Nothing matches."
    ways = [library.empty._ways.itemAt(at).widget() for at in range(library.empty._ways.count())]
    assert [way.text() for way in ways] == [
        "Without “Cut short”: 1 item",
        "Without “Videos”: nothing either",
        "Without “IMG”: nothing either",
    ]
    ways[0].click()
    settled(qtbot, jobs)
    assert [library.model.item_at(row) for row in range(library.model.rowCount())] == [named(library, "IMG_0414")]
    library.filters.clear.click()
    rested(qtbot, library, jobs)
    assert library.words.text() == ""
    assert library.model.rowCount() == 4


def test_days_are_chosen_in_a_small_window(qtbot, library, jobs):
    library._ask_days()
    dialog = library.findChild(Days)
    assert dialog.first.date().toString("yyyy-MM-dd") == "2026-11-22"
    dialog.until.setChecked(False)
    dialog.since.setChecked(False)
    assert not dialog.narrow.isEnabled()
    dialog.until.setChecked(True)
    dialog.last.setDate(dialog.first.date())
    dialog.narrow.click()
    settled(qtbot, jobs)
    assert [chip.text().strip() for chip in library.filters.chips] == ["until 22 Nov 2026"]
    assert library.model.rowCount() >= 1
    assert all(library.model.row_at(row) is None or library.model.row_at(row).sort_day <= "2026-11-22" for row in range(1))


def test_an_answer_that_was_overtaken_is_not_shown(qtbot, library, jobs):
    library.words.setText("0412")
    library.ask()
    library.words.setText("")
    library.ask()
    rested(qtbot, library, jobs)
    assert library.model.rowCount() == 4


def test_the_details_follow_the_selection(qtbot, library, jobs):
    library.choose(named(library, "IMG_0412"))
    settled(qtbot, jobs)
    details = library.details
    assert details.title.text() == f"Item {library._desk.own(named(library, 'IMG_0412'))}"
    details.summary.digest.compare.click()
    sha256 = library._desk.casework.library.item(named(library, "IMG_0412")).row.sha256
    details.summary.digest.other.setText(sha256.upper())
    assert details.summary.digest.answer.state == "good"
    library.choose(named(library, "IMG_0413"))
    settled(qtbot, jobs)
    assert details.summary.digest.other.text() == ""  # what was pasted belonged to the other one
    QTest.keyClick(library.grid, Qt.Key.Key_Escape)
    assert not details.isVisible()


def test_what_is_recorded_is_copied_with_its_source(qtbot, library, jobs):
    item = named(library, "IMG_0412")
    library.choose(item)
    settled(qtbot, jobs)
    recorded = library.details.recorded
    library.details.show_tab(1)
    recorded.words.setText("model")
    row = next(row for row in range(recorded.model.rowCount()) if recorded.model.data(recorded.model.index(row, 0)) == "Model")
    recorded.view.selectRow(row)
    recorded.copy()
    name, value, reader, number = QGuiApplication.clipboard().text().split("\t")
    assert (name, value, number) == ("IFD0:Model", "iPhone 13", library._desk.own(item))
    assert reader
    assert all(recorded.view.columnSpan(row, 0) == 2 for row in recorded.model.headings())


def test_a_damaged_examination_is_said_and_made_again(qtbot, library, jobs, vault):
    item = named(library, "IMG_0412")
    casework, details = library._desk.casework, library.details
    pack = casework.library.item(item).row.pack
    (path,) = [one for one in (vault / "objects").rglob("*") if one.name == pack]
    path.write_bytes(path.read_bytes()[:-1])
    library.choose(item)
    settled(qtbot, jobs)
    assert details.trouble.isVisible()
    assert library._desk.own(item) in details.trouble.message
    assert not details.viewer.isEnabled()
    QTest.mouseClick(details.again, LEFT)
    settled(qtbot, jobs, library._desk.listener)
    assert not details.trouble.isVisible()
    assert details.viewer.isEnabled()
    assert casework.library.details(item).damaged == ""


def test_each_sentence_of_the_custody_opens_its_entry(qtbot, library, jobs):
    library.choose(named(library, "IMG_0412"))
    settled(qtbot, jobs)
    details = library.details
    details.show_tab(2)
    line = next(one for one in details.history.lines if "acquired" in one.accessibleName())
    QTest.mouseClick(line, LEFT)
    assert details.over.currentWidget() is details.entry
    assert '"type": "acquired"' in details.entry.text.toPlainText()
    QTest.keyClick(details.entry.text, Qt.Key.Key_Escape)
    assert details.over.currentIndex() == 0
    QTest.keyClick(details.history.lines[0], Qt.Key.Key_Return)
    assert details.over.currentWidget() is details.entry


def test_notes_are_added_and_stay(qtbot, library, jobs):
    item = named(library, "IMG_0412")
    library.choose(item)
    settled(qtbot, jobs)
    notes = library.details.notes
    library.details.show_tab(3)
    assert not notes.add.isEnabled()
    notes.text.setPlainText("the van turns left")
    notes.add.click()
    settled(qtbot, jobs, library._desk.listener)
    assert [note.text for note in library._desk.casework.noting.notes(item)] == ["the van turns left"]
    assert notes.text.toPlainText() == ""
    library.words.setText("van turns")
    rested(qtbot, library, jobs)
    assert library.model.rowCount() == 1
    notes.text.setPlainText("half a thought")
    library.words.setText("")
    rested(qtbot, library, jobs)
    library.choose(named(library, "IMG_0413"))
    assert notes.text.toPlainText() == ""
    settled(qtbot, jobs)


# By keys alone


def test_a_quick_look_by_keys_is_logged_once_for_each_item(qtbot, library, jobs):
    items = [library.model.item_at(row) for row in range(4)]
    library.choose(items[0])
    QTest.keyClick(library.grid, Qt.Key.Key_Space)
    settled(qtbot, jobs)
    look = library.look
    assert look.isVisible()
    assert not look.picture.image.isNull()
    assert events(library, items[0]).count("viewed") == 1
    QTest.keyClick(look.picture, Qt.Key.Key_Right)
    settled(qtbot, jobs)
    assert library.current() == items[1]
    assert events(library, items[1]).count("viewed") == 1
    QTest.keyClick(look.picture, Qt.Key.Key_Space)
    assert not look.isVisible()
    assert look.picture.image.isNull()
    assert QApplication.focusWidget() is library.grid
    assert events(library, items[2]).count("viewed") == 0


def test_from_the_words_to_the_viewer_and_back_by_keys(qtbot, library, jobs):
    window = library.window()
    QTest.keyClick(window, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClicks(library.words, "0413")
    rested(qtbot, library, jobs)
    assert library.model.rowCount() == 1
    QTest.keyClick(library.words, Qt.Key.Key_Down)
    assert library.grid.hasFocus()
    QTest.keyClick(library.grid, Qt.Key.Key_Return)
    settled(qtbot, jobs)
    assert library.stack.currentWidget() is library.viewer
    assert events(library, named(library, "IMG_0413")).count("viewed") == 1
    QTest.keyClick(library.viewer.stage.picture, Qt.Key.Key_Escape)
    assert library.grid.hasFocus()
    QTest.keyClick(window, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClick(library.words, Qt.Key.Key_Escape)
    rested(qtbot, library, jobs)
    assert library.model.rowCount() == 4
