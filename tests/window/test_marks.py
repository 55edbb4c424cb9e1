"""Marks in the window: set and withdrawn with a reason, and what is distressing stays behind a word until a person uncovers it."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest

from intake.records.marks import MarkKind
from intake.records.rows import Filter
from tests.window.conftest import settled
from tests.window.test_library import events, library, named  # noqa: F401 — a fixture
from ui.models.items import RowRole
from ui.models.signs import mark_of

DISTRESSING, ATTORNEY = MarkKind.DISTRESSING, MarkKind.ATTORNEY


@pytest.fixture
def photo(qtbot, library, jobs):  # noqa: F811
    """Chosen in the library, its details beside it."""
    item = named(library, "IMG_0412")
    library.choose(item)
    settled(qtbot, jobs)
    return item


@pytest.fixture
def distressing(qtbot, library, jobs, photo):  # noqa: F811
    library._desk.casework.noting.mark([photo], DISTRESSING, "a wound is seen")
    library._changed(frozenset({photo}))
    settled(qtbot, jobs)
    return photo


def coloured(image: QImage) -> bool:
    """Whether any of its points has a colour; a focus ring has one, and is left out."""
    points = [(x, y) for x in range(12, image.width() - 12, 7) for y in range(12, image.height() - 12, 7)]
    colours = (image.pixelColor(x, y) for x, y in points)
    return any(max(c.red(), c.green(), c.blue()) - min(c.red(), c.green(), c.blue()) > 24 for c in colours)


def act_named(menu, text: str):
    return next(act for act in menu.actions() if act.text() == text)


def test_marked_and_withdrawn_in_the_details_by_keys(qtbot, library, jobs, photo):  # noqa: F811
    marking = library.details.marking
    act_named(marking.menu(), "Mark as distressing…").trigger()
    assert marking.reason.hasFocus()
    assert not marking.write.isEnabled()  # not without a reason
    QTest.keyClick(marking.reason, Qt.Key.Key_Return)
    assert events(library, photo).count("marked") == 0
    QTest.keyClicks(marking.reason, "a wound is seen")
    QTest.keyClick(marking.reason, Qt.Key.Key_Return)
    settled(qtbot, jobs)
    assert not marking.form.isVisibleTo(marking)
    assert [mark.reason for mark in marking.marks] == ["a wound is seen"]
    assert "withdraws this mark from 1 item" in library._desk.undo.said
    marking.withdraw(DISTRESSING, (photo,), "a wound is seen")
    settled(qtbot, jobs)
    assert marking.marks == ()
    library._desk.undo.take()()  # what was withdrawn is set again by a third entry
    settled(qtbot, jobs)
    assert [mark.reason for mark in marking.marks] == ["a wound is seen"]
    assert events(library, photo).count("marked") == 3


def test_escape_leaves_the_reason_unwritten(qtbot, library, jobs, photo):  # noqa: F811
    marking = library.details.marking
    act_named(marking.menu(), "Tell the attorney…").trigger()
    QTest.keyClicks(marking.reason, "ask")
    QTest.keyClick(marking.reason, Qt.Key.Key_Escape)
    assert not marking.form.isVisibleTo(marking)
    assert library.details.isVisible()
    assert events(library, photo).count("marked") == 0


def test_several_are_marked_from_the_menu_of_the_list(qtbot, library, jobs):  # noqa: F811
    library.grid.selectAll()
    settled(qtbot, jobs)
    act_named(library.menu.menu(), "Tell the attorney…").trigger()
    marking = library.details.marking
    assert marking.what.text() == "Tell the attorney of 4 items"
    QTest.keyClicks(marking.reason, "show him all")
    marking.write.click()
    settled(qtbot, jobs)
    casework = library._desk.casework
    assert len(casework.library.ids(Filter(mark=ATTORNEY))) == 4
    assert casework.library.log_size() == casework.library.history(library.selected()[0])[-1].position + 1  # one entry
    library._changed(frozenset(library.selected()))
    settled(qtbot, jobs)
    act_named(library.menu.menu(), "Withdraw “tell the attorney”").trigger()
    settled(qtbot, jobs)
    assert casework.library.ids(Filter(mark=ATTORNEY)) == ()


def test_the_thumbnail_is_covered_and_not_even_asked_for(qtbot, library, jobs, photo, monkeypatch):  # noqa: F811
    index = library.model.index(library.model.place(photo), 0)
    place = library.grid.visualRect(index)
    settled(qtbot, jobs)
    qtbot.waitUntil(lambda: coloured(library.grid.viewport().grab(place).toImage()), timeout=20_000)  # asked for when painted
    settled(qtbot, jobs)
    library._desk.casework.noting.mark([photo], DISTRESSING, "a wound is seen")
    library._changed(frozenset({photo}))
    settled(qtbot, jobs)
    asked = []
    monkeypatch.setattr(library._cell, "_pictured", asked.append)
    library.grid.selectionModel().clear()
    seen = library.grid.viewport().grab(library.grid.visualRect(index)).toImage()
    assert photo not in asked
    assert not coloured(seen)
    assert mark_of(index.data(RowRole)) == ("covered", "Distressing")
    assert "Distressing" in index.data(Qt.ItemDataRole.AccessibleTextRole)


def test_a_chip_narrows_to_what_is_marked(qtbot, library, jobs, distressing):  # noqa: F811
    marked = next(act.menu() for act in library.filters.menu().actions() if act.text() == "Marked")
    act_named(marked, "Marked distressing").trigger()
    settled(qtbot, jobs)
    assert library.model.rowCount() == 1
    assert [chip.text().strip() for chip in library.filters.chips] == ["Marked distressing"]


def test_the_viewer_shows_a_word_first_then_greyscale_then_colour(qtbot, library, jobs, distressing):  # noqa: F811
    library.open_viewer(distressing)
    settled(qtbot, jobs)
    stage = library.viewer.stage
    assert stage.veil.isVisible()
    assert not stage.picture.isVisible()
    assert stage.picture.image.isNull()
    assert stage.veil.said.text() == "Marked distressing: a wound is seen"
    assert "viewed" not in events(library, distressing)  # nobody has seen it
    assert stage.veil.grey.hasFocus()
    QTest.keyClick(stage.veil.grey, Qt.Key.Key_Space)
    settled(qtbot, jobs)
    assert stage.picture.isVisible()
    assert events(library, distressing).count("viewed") == 1
    assert not stage.picture.image.isNull()
    assert not coloured(stage.picture.grab().toImage())
    assert "shown in greyscale" in stage.tone.said.words.text()
    stage.tone.other.click()
    assert coloured(stage.picture.grab().toImage())
    assert "shown in colour" in stage.tone.said.words.text()
    stage.tone.covered.emit()
    settled(qtbot, jobs)
    assert stage.veil.isVisible()
    assert stage.picture.image.isNull()
    library.viewer.leave()
    assert not stage.tone.isVisible()


def test_the_next_item_is_in_colour_again(qtbot, library, jobs, distressing):  # noqa: F811
    library.open_viewer(distressing)
    settled(qtbot, jobs)
    library.viewer.stage.veil.shown.emit(True)
    settled(qtbot, jobs)
    other = named(library, "IMG_0413")
    library.open_viewer(other)
    settled(qtbot, jobs)
    assert not library.viewer.stage.veil.isVisible()
    assert not library.viewer.stage.tone.isVisible()
    assert coloured(library.viewer.stage.picture.grab().toImage())


def test_a_recordings_storyboard_is_covered_and_grey_alike(qtbot, library, jobs):  # noqa: F811
    video = named(library, "IMG_0414")
    library._desk.casework.noting.mark([video], DISTRESSING, "a crash")
    library.choose(video)
    library.open_viewer(video)
    settled(qtbot, jobs)
    stage, viewer = library.viewer.stage, library.viewer
    assert not stage.storyboard.isVisible()
    assert not viewer.still.isVisible()
    stage.veil.shown.emit(True)
    settled(qtbot, jobs)
    assert stage.storyboard.isVisible()
    assert viewer.still.isVisible()
    stage.step(1)
    settled(qtbot, jobs)
    assert not coloured(stage.picture.grab().toImage())
    assert all(not coloured(frame.toImage()) for frame in stage.storyboard._pixmaps.values())
    stage.tone.other.click()
    assert any(coloured(frame.toImage()) for frame in stage.storyboard._pixmaps.values())


def test_the_quick_look_shows_a_word_first(qtbot, library, jobs, distressing):  # noqa: F811
    library.quick_look()
    settled(qtbot, jobs)
    look = library.look
    assert look.veil.isVisible()
    assert look.picture.image.isNull()
    assert "viewed" not in events(library, distressing)
    QTest.keyClick(look.veil.grey, Qt.Key.Key_G)
    settled(qtbot, jobs)
    assert not coloured(look.picture.grab().toImage())
    assert events(library, distressing).count("viewed") == 1
    QTest.keyClick(look.picture, Qt.Key.Key_Space)
    assert not look.isVisible()


def test_two_beside_each_other_each_behind_its_own_word(qtbot, library, jobs, distressing):  # noqa: F811
    library.stack.setCurrentWidget(library.compare)
    library.compare.show_pair(distressing, named(library, "IMG_0413"))
    settled(qtbot, jobs)
    left, right = library.compare.stages
    assert left.veil.isVisible()
    assert not right.veil.isVisible()
    assert coloured(right.picture.grab().toImage())
    panel = left.veil._panel
    assert left.veil.by.height() >= left.veil.by.heightForWidth(left.veil.by.width())  # no line of it is cut off
    assert panel.height() < left.veil.height() / 2
    widths = left.width(), right.width()
    left.veil.shown.emit(True)
    settled(qtbot, jobs)
    assert left.picture.hasFocus()
    assert (left.width(), right.width()) == widths
    assert not coloured(left.picture.grab().toImage())
