"""Every screen in a longer language and in Spanish: nothing is cut off, nothing leaves its place, no text was left unmarked."""

import contextlib
import re
from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractScrollArea,
    QCheckBox,
    QDateTimeEdit,
    QHeaderView,
    QLabel,
    QLineEdit,
    QPushButton,
    QRadioButton,
    QScrollArea,
    QWidget,
)

from intake.wording import language
from tests.pseudo import pseudo
from tests.window.test_named import nameless
from tests.window.tour import AGENCY, GIVER, OFFICE, OPERATOR, Tour
from ui.main_window import LEAST
from ui.verified_facts import BREAK
from ui.widgets.words import Elided

SLACK = 1  # pixels that rounding may take


@contextlib.contextmanager
def spanish() -> Iterator[None]:
    language.use("es")
    try:
        yield
    finally:
        language.use("en")


def path_of(widget: QWidget) -> str:
    names = []
    at: QWidget | None = widget
    while at is not None and len(names) < 3:
        names.append(at.objectName() or type(at).__name__)
        at = at.parentWidget()
    return " < ".join(names)


def shown(window: QWidget) -> Iterator[QWidget]:
    """What of the window is seen or could be scrolled to, itself included."""
    yield window
    for widget in window.findChildren(QWidget):
        if widget.isVisibleTo(window) and widget.window() is window and not widget.visibleRegion().isNull():
            yield widget


def cut_off(window: QWidget) -> list[str]:
    """Controls and labels that lack the room that their words need."""
    found = []
    for widget in shown(window):
        if isinstance(widget, Elided) or not isinstance(widget, QLabel | QPushButton | QCheckBox | QRadioButton):
            continue
        if not widget.text():
            continue
        needed, given = widget.sizeHint(), widget.size()
        if isinstance(widget, QLabel) and widget.wordWrap():
            lacks = widget.heightForWidth(given.width()) > given.height() + SLACK
        else:
            lacks = needed.width() > given.width() + SLACK or needed.height() > given.height() + 4
        if lacks:
            found.append(f"{path_of(widget)}: “{widget.text()}” {needed.toTuple()} in {given.toTuple()}")
    return found


def narrow_headings(window: QWidget) -> list[str]:
    found = []
    for head in shown(window):
        if isinstance(head, QHeaderView) and head.orientation() == Qt.Orientation.Horizontal and head.model() is not None:
            for section in range(head.count()):
                if head.isSectionHidden(section):
                    continue
                needed, given = head.sectionSizeFromContents(section).width(), head.sectionSize(section)
                if needed > given + SLACK:
                    said = head.model().headerData(section, Qt.Orientation.Horizontal)
                    found.append(f"{path_of(head)}: “{said}” {needed} in {given}")
    return found


def beyond(window: QWidget) -> list[str]:
    """Widgets that leave their parent, upwards and downwards in what scrolls excepted."""
    found = []
    for widget in shown(window):
        parent = widget.parentWidget()
        if widget is window or parent is None or isinstance(parent, QAbstractItemView):
            continue
        around = parent.parentWidget()
        scrolls = isinstance(around, QAbstractScrollArea) and around.viewport() is parent
        if scrolls and not isinstance(around, QScrollArea):
            continue
        place = widget.geometry()
        out = place.left() < -SLACK or place.right() > parent.width() - 1 + SLACK
        if not scrolls:
            out |= place.top() < -SLACK or place.bottom() > parent.height() - 1 + SLACK
        if out:
            found.append(f"{path_of(widget)}: {place.getRect()} in {parent.size().toTuple()}")
    return found


SPOKEN = re.compile(r"⟦[^⟦⟧]*⟧")
WORD = re.compile(r"[^\W\d_]{3,}")
# What is the same in every language: names that a person gave, numbers of this vault, digests, tags and readers as they are
# called, times to the letter, keys; what confines the readers, as the worker said it.
DATA = re.compile(
    rf"{re.escape(OFFICE)}|[0-9A-Z]{{6}} · Field[ \w]*…|For the defence|Discovery request|SHA-256|^Linux · landlock: .*|\d bytes|^[0-9A-Z]{{4}} [0-9A-Z]{{4}}$|{re.escape(OPERATOR)}|{re.escape(AGENCY)}|{GIVER}|(?:IMG_|VID)[\w.-]+|note\.txt|/[\w /.-]+|"
    r"[0-9A-Z]{6}(?:-bundle-[0-9a-f]{8})?|Ctrl\+\w|\b(?:[0-9A-Fa-f]{4}\s){7}[0-9A-Fa-f]{4}\b|\w+:\w+|UTC|pts \d+/\d+|"
    r"^(?:own \w+ \d+|Pillow [\d.]+|ExifRead [\d.]+|file system)$|^(?:[0-9A-Z]{5} *)+$|\d{4}-\d\d-\d\dT[\d:.]+Z|^Español$|^data(?=/)",
    re.MULTILINE,
)


def texts(window: QWidget) -> Iterator[tuple[QWidget, str]]:
    for widget in shown(window):
        yield widget, widget.toolTip()
        yield widget, widget.accessibleName()
        if isinstance(widget, QLabel | QAbstractButton):
            yield widget, widget.text()
        if isinstance(widget, QLineEdit):
            yield widget, widget.placeholderText()
        if isinstance(widget, QHeaderView) and widget.model() is not None:
            for section in range(widget.count()):
                yield widget, str(widget.model().headerData(section, widget.orientation()) or "")


def unmarked(window: QWidget) -> list[str]:
    found = []
    for widget, text in texts(window):
        rest = text.replace(BREAK, "")
        while (less := SPOKEN.sub("", rest)) != rest:
            rest = less
        if WORD.search(DATA.sub("", rest)):
            found.append(f"{path_of(widget)}: “{text}”")
    return found


def walk(tour: Tour, *checks: Callable[[QWidget], list[str]]) -> list[str]:
    found: dict[str, str] = {}
    try:
        for name, window in tour.stops():
            for check in checks:
                for one in check(window):
                    found.setdefault(one, f"{name}: {check.__name__}: {one}")
    finally:
        tour.close()
    return list(found.values())


@pytest.mark.parametrize("speaking", [pseudo, spanish])
def test_nothing_is_cut_off(speaking, qapp, tmp_path, stick, settings):
    with speaking():
        assert walk(Tour(tmp_path, stick, settings), cut_off, narrow_headings, beyond) == []


def test_nothing_is_cut_off_in_the_narrowest_window(qapp, tmp_path, stick, settings):
    with spanish():
        found = walk(Tour(tmp_path, stick, settings, LEAST[0]), cut_off, beyond)
    fitted = ("entrance", "new-vault", "sheet", "library", "details", "table", "viewer", "compare", "custody", "vault", "verify")
    assert [one for one in found if one.startswith(fitted)] == []  # others are still wider than that


def test_no_text_was_left_unmarked(qapp, tmp_path, stick, settings):
    with pseudo():
        assert walk(Tour(tmp_path, stick, settings), unmarked) == []


MOST_STOPS = 400


def stops_of_tab(window: QWidget) -> list[QWidget]:
    """What Tab comes to, pressed until it has gone round, beginning where the window does.

    `nextInFocusChain` would tell it without keys, but the binding takes each link for a child of the one before: a ring of
    owners that outlives the window.
    """
    at = window.focusWidget()
    if at is not None:
        at.clearFocus()
    stops: list[QWidget] = []
    while len(stops) < MOST_STOPS:
        QTest.keyClick(window.focusWidget() or window, Qt.Key.Key_Tab)
        at = window.focusWidget()
        if isinstance(at, QDateTimeEdit) and at in stops[-1:] and at.currentSectionIndex():
            continue  # day, month and year are stops of their own
        if at is None or at in stops[:1]:
            return stops
        if at in stops:
            raise AssertionError(f"Tab does not leave {path_of(at)}")
        stops.append(at)
    raise AssertionError("Tab does not come round")


def one_of_several(widget: QWidget) -> bool:
    """Whether arrow keys come to it, from the one that is chosen."""
    if not isinstance(widget, QAbstractButton) or widget.isChecked():
        return False
    group = widget.group()
    return widget.autoExclusive() if group is None else group.exclusive()


def unreached(window: QWidget) -> list[str]:
    """Controls that Tab does not come to, going round once."""
    wanted = {
        widget
        for widget in shown(window)
        if isinstance(widget, QAbstractButton | QLineEdit)
        and widget.isEnabled()
        and widget.focusPolicy() & Qt.FocusPolicy.TabFocus
        and widget.focusProxy() is None
        and not one_of_several(widget)
    }
    return [path_of(widget) for widget in wanted.difference(stops_of_tab(window))]


def test_every_control_is_named_and_reached_by_tab(qapp, tmp_path, stick, settings):
    assert walk(Tour(tmp_path, stick, settings), unreached, nameless) == []


def test_the_checks_see_what_is_wrong(qtbot):
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(300, 100)
    label, button, beside = QLabel("words that nobody marked", window), QPushButton(window), QLabel("⟦x⟧", window)
    label.setGeometry(0, 0, 20, 20)
    button.setGeometry(100, 0, 60, 28)
    beside.setGeometry(290, 50, 60, 28)
    window.show()
    assert len(cut_off(window)) == 1
    assert len(beyond(window)) == 1
    assert len(unmarked(window)) == 1
    assert len(nameless(window)) == 1
    assert unreached(window) == []
    button.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
    assert nameless(window) == []
