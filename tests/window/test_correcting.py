"""Details: from whom it was received is corrected by a new entry, the history keeps the name before, and can be printed; full width."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from tests.window.conftest import settled
from tests.window.test_library import library, named  # noqa: F401 — a fixture
from ui.pages.details import CUSTODY


@pytest.fixture
def item(qtbot, library, jobs):  # noqa: F811
    found = named(library, "IMG_0412")
    library.choose(found)
    settled(qtbot, jobs)
    return found


def sentences(library) -> list[str]:  # noqa: F811
    return [line.accessibleName() for line in library.details.history.lines]


def test_the_givers_name_is_corrected_by_keys_and_the_old_one_stays(qtbot, library, jobs, item):  # noqa: F811
    correcting = library.details.summary.correcting
    correcting.begin.setFocus()
    QTest.keyClick(correcting.begin, Qt.Key.Key_Space)
    assert correcting.name.hasFocus()
    assert correcting.name.text() == "Dana Okafor"
    QTest.keyClicks(correcting.name, "Dana Okafor-Lind")
    assert not correcting.write.isEnabled()  # not without a reason
    QTest.keyClick(correcting.name, Qt.Key.Key_Tab)
    assert correcting.why.hasFocus()
    QTest.keyClicks(correcting.why, "spelled out by herself")
    QTest.keyClick(correcting.why, Qt.Key.Key_Return)
    settled(qtbot, jobs)
    library._changed(frozenset({item}))
    settled(qtbot, jobs)
    casework = library._desk.casework
    assert casework.library.item(item).giver.name == "Dana Okafor-Lind"
    assert not correcting.form.isVisibleTo(correcting)
    said = " ".join(sentences(library))
    assert "corrected from whom it was received: Dana Okafor-Lind. The earlier entry stays." in said
    assert "Dana Okafor" in said.replace("Dana Okafor-Lind", "")
    printed = library.details.history.text()
    assert printed.index("Dana Okafor") < printed.index("Dana Okafor-Lind")
    assert "Custody of item 0001-01" in printed
    size = casework.library.log_size()
    library._desk.undo.take()()
    settled(qtbot, jobs)
    assert casework.library.log_size() == size + 1
    assert casework.library.item(item).giver.name == "Dana Okafor"


def test_escape_corrects_nothing(qtbot, library, jobs, item):  # noqa: F811
    correcting = library.details.summary.correcting
    size = library._desk.casework.library.log_size()
    correcting.begin.click()
    QTest.keyClicks(correcting.name, "Someone")
    QTest.keyClick(correcting.name, Qt.Key.Key_Escape)
    assert not correcting.form.isVisibleTo(correcting)
    assert library.details.isVisible()
    assert library._desk.casework.library.log_size() == size


def test_the_details_take_the_full_width_and_give_it_back(qtbot, library, jobs, item):  # noqa: F811
    details = library.details
    narrow = details.width()
    details.wide.click()
    settled(qtbot, jobs)
    assert details.width() > 2 * narrow
    assert not library._pane.isVisible()
    details.show_tab(CUSTODY)
    QTest.keyClick(details, Qt.Key.Key_Escape)
    settled(qtbot, jobs)
    assert library._pane.isVisible()
    assert not details.isVisible()
    library.choose(named(library, "IMG_0413"))
    settled(qtbot, jobs)
    assert details.isVisible()
    assert library._pane.isVisible()
