"""The field staff's day: no network, a witness waiting, a stick that is pulled out half-way; by hand, by hand in Spanish, and by keys alone.

FIELD_DAY_PICTURES=FOLDER saves a picture of each step.
"""

import hashlib
import os
from pathlib import Path

import pytest
import shiboken6
from PySide6.QtCore import QDateTime, QPoint, QSettings, Qt, QTimeZone
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDateTimeEdit, QPushButton, QWidget

from intake.acquisition import volumes
from intake.casework.agenda import Agenda
from intake.progress import silent
from intake.records.findings import Verdict
from intake.records.items import Comparison
from intake.records.rows import Filter
from intake.wording import language
from intake.wording.language import translated as _
from tests import making, making_videos
from tests.window.conftest import OPERATOR, PASSPHRASE, settled
from tests.window.test_media import STICK
from tests.window.test_morning import press, say, tab_to
from ui import remembered, starting
from ui.absence.system import Absence
from ui.app import Application
from ui.dialogs.clock_reading import ClockReading
from ui.dialogs.time_span import TimeSpan
from ui.entrance import Entrance
from ui.main_window import MainWindow
from ui.models import plan

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")  # menus and calendars, where no screen is

GIVER = "Dana Okafor"
MINUTE = 60_000_000_000
NOON = 1_795_348_800_000_000_000  # 22 Nov 2026 12:00 UTC
CHOSEN = ("IMG_0412.JPG", "IMG_0413.JPG", "IMG_0414.MP4", "note of the witness.txt")
NOT_CHOSEN = "SELFIE_IN_THE_KITCHEN.JPG"  # of the hour that is asked about, and nobody's business
OUTSIDE = "BIRTHDAY_OF_MY_DAUGHTER.JPG"  # of another day


class Medium:
    """The witness's stick: it can be pulled out at a moment, and plugged in again."""

    def __init__(self, folder: Path) -> None:
        self.folder, self._away = folder, folder.with_name("pulled out")
        folder.mkdir()
        contents = {
            "IMG_0412.JPG": making.jpeg(image=making.corners(96, 64)),
            "IMG_0413.JPG": making.jpeg(image=making.corners(64, 96)),
            "IMG_0414.MP4": making_videos.video(),
            "note of the witness.txt": b"what I saw",
            NOT_CHOSEN: making.jpeg(image=making.corners(32, 32)),
            OUTSIDE: making.jpeg(image=making.corners(48, 48)),
        }
        for number, (name, content) in enumerate(contents.items()):
            path = folder / name
            path.write_bytes(content)
            at = NOON + number * MINUTE if name != OUTSIDE else NOON - 40 * 24 * 60 * MINUTE
            os.utime(path, ns=(at, at))
        self.digests = {name: hashlib.sha256(contents[name]).hexdigest() for name in CHOSEN}

    def pull(self) -> None:
        self.folder.rename(self._away)

    def plug_in(self) -> None:
        self._away.rename(self.folder)

    def there(self):
        return ((os.fsencode(self.folder), STICK),) if self.folder.exists() else ()


class Hands:
    """With the mouse."""

    def press(self, widget: QWidget) -> None:
        assert widget.isVisible(), widget.accessibleName()
        assert widget.isEnabled(), widget.accessibleName()
        QTest.mouseClick(widget, Qt.MouseButton.LeftButton, pos=widget.rect().center())

    def write(self, field: QWidget, text: str) -> None:
        self.press(field)
        QTest.keyClicks(field, text)

    def choose(self, button: QWidget) -> None:
        """One of several that exclude each other."""
        QTest.mouseClick(button, Qt.MouseButton.LeftButton, pos=QPoint(10, button.height() // 2))

    def tick(self, view, row: int) -> None:
        place = view.visualRect(view.model().index(row, plan.NAME))
        QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(place.left() + 14, place.center().y()))

    def set_time(self, field: QDateTimeEdit, wanted: QDateTime) -> None:
        field.setDateTime(wanted)  # what a calendar that pops up does


class Keys(Hands):
    """With the keyboard alone: every control is reached by Tab."""

    def press(self, widget: QWidget) -> None:
        tab_to(widget)
        press(Qt.Key.Key_Space)

    def write(self, field: QWidget, text: str) -> None:
        tab_to(field.focusProxy() or field)
        say(text)

    def choose(self, button: QWidget) -> None:
        """Arrows go from one to the next."""
        group = button.group()
        first = group.checkedButton() or group.buttons()[0]
        tab_to(first)
        press(Qt.Key.Key_Space)
        while QApplication.focusWidget() is not button:
            press(Qt.Key.Key_Down)
        assert button.isChecked()

    def tick(self, view, row: int) -> None:
        tab_to(view)
        while view.currentIndex().row() < row:
            press(Qt.Key.Key_Down)
        while view.currentIndex().row() > row:
            press(Qt.Key.Key_Up)
        press(Qt.Key.Key_Space)

    def set_time(self, field: QDateTimeEdit, wanted: QDateTime) -> None:
        tab_to(field)
        say(wanted.toString("yyyyMMddHHmm"))  # it goes from one part to the next by itself
        assert field.dateTime() == wanted, field.text()


class Day:
    """What one person does, and what must be on the screen after each step."""

    def __init__(self, qtbot, application: Application, hands: Hands, medium: Medium, first: int = 1) -> None:
        """first: number of its first picture."""
        self.qtbot, self.application, self.hands, self.medium = qtbot, application, hands, medium
        self._pictures = first - 1

    @property
    def window(self) -> MainWindow:
        assert isinstance(self.application.window, MainWindow)
        return self.application.window

    def wait(self) -> None:
        settled(self.qtbot, self.application.jobs, self.application.listener)

    def in_front(self, window: QWidget) -> None:
        window.activateWindow()
        self.qtbot.waitUntil(window.isActiveWindow)

    def picture(self, name: str) -> None:
        folder = os.environ.get("FIELD_DAY_PICTURES")
        if folder and self.application.window is not None:
            self._pictures += 1
            kind = f"{type(self.hands).__name__.lower()}-{language.in_use()}"
            self.application.window.grab().save(str(Path(folder) / f"{kind}-{self._pictures:02d}-{name}.png"))

    def unlock(self) -> None:
        self.application.enter()
        self.wait()
        entrance = self.application.window
        assert isinstance(entrance, Entrance)
        self.picture("entrance")
        say(PASSPHRASE)  # the field has the focus
        self.hands.press(entrance.unlock)
        self.qtbot.waitUntil(lambda: isinstance(self.application.window, MainWindow), timeout=20_000)
        self.window.resize(1366, 768)
        self.in_front(self.window)
        self.wait()

    def take_the_offer(self) -> None:
        intake = self.window.intake
        intake.media.look()
        self.wait()
        (offer,) = [
            one for one in intake.findChildren(QPushButton) if one.accessibleName().endswith(STICK.label) and one.isVisible()
        ]
        assert not intake._views
        assert intake.stack.currentIndex() == 0, "nothing starts by itself"
        self.picture("offered")
        self.hands.press(offer)
        self.wait()

    def narrow(self) -> None:
        sheet = self.window.intake.sheet
        assert len(sheet.plan.lines) == 6
        self.hands.press(sheet.bar.span)
        (dialog,) = [one for one in sheet.findChildren(TimeSpan) if one.isVisible()]
        self.in_front(dialog)
        utc = QTimeZone(QTimeZone.Initialization.UTC)
        self.hands.set_time(dialog.since, QDateTime.fromSecsSinceEpoch(NOON // 10**9, utc))
        self.hands.set_time(dialog.until, QDateTime.fromSecsSinceEpoch((NOON + 60 * MINUTE) // 10**9, utc))
        self.hands.press(dialog.act)
        self.in_front(self.window)
        self.wait()
        listed = {sheet.plan.data(sheet.plan.index(row, plan.NAME)) for row in range(sheet.plan.rowCount())}
        assert listed == {*CHOSEN, NOT_CHOSEN}
        assert sheet.unlisted.isVisible()
        (row,) = [row for row in range(5) if sheet.plan.data(sheet.plan.index(row, plan.NAME)) == NOT_CHOSEN]
        self.hands.tick(sheet.view, row)
        assert {one.name.decode() for one in sheet.plan.chosen()} == set(CHOSEN)

    def answer(self) -> None:
        form = self.window.intake.sheet.form
        self.hands.choose(form._group.button(2))
        self.hands.write(form.authority.lineEdit(), _("Consent, these files only"))
        self.hands.write(form.giver, GIVER)
        self.hands.press(form._unfold)
        self.hands.press(form.read_clock)
        (dialog,) = [one for one in self.window.intake.sheet.findChildren(ClockReading) if one.isVisible()]
        self.in_front(dialog)
        self.hands.press(dialog.press)
        self.hands.press(dialog.act)
        self.in_front(self.window)
        assert "device minus computer" in form.draft().clock
        self.picture("answered")

    def start(self) -> None:
        self.hands.press(self.window.intake.sheet.start)
        self.wait()

    def told_of_the_pull(self) -> None:
        (view,) = self.window.intake._views
        words = "\n".join(part.text() for part in view.findChildren(type(view.box.free)) if part.isVisible())
        assert _("You can disconnect the device now.") not in words
        assert "1" in words
        assert "3" in words
        self.picture("pulled out")

    def go_on(self) -> None:
        (view,) = self.window.intake._views
        self.medium.plug_in()
        self.window.intake.media.look()
        self.wait()
        self.hands.press(view.go_on)
        self.wait()
        words = [part.text() for part in view.findChildren(type(view.box.free)) if part.isVisible()]
        assert _("You can disconnect the device now.") in words
        self.picture("gone on")

    def receipt(self) -> None:
        (view,) = self.window.intake._views
        self.hands.press(view.receipt)
        self.wait()
        page = self.window.intake.submission
        assert page.isVisible()
        text = page.receipt.text.toPlainText()
        assert GIVER not in text
        assert not [name for name in CHOSEN if name in text]
        assert "4" in text
        self.picture("receipt")

    def close_the_lid(self) -> None:
        self.window.locking.absent(Absence.SLEEP)
        self.qtbot.waitUntil(lambda: self.application.ended == [starting.LOCKED], timeout=20_000)

    def next_morning(self) -> None:
        casework = self.window.desk.casework
        rows = casework.library.rows(casework.library.ids(Filter()))
        assert {row.name: row.sha256 for row in rows} == self.medium.digests
        (submission,) = casework.library.submissions()
        assert (submission.items, submission.failed) == (4, 0)
        assert casework.verification.vault(None, silent).verdict is Verdict.UNCHANGED
        for entry in casework.library.log():
            said = "".join(
                disclosure.decode("utf-8", "replace") if isinstance(disclosure, bytes) else str(disclosure)
                for disclosure in entry.disclosures
            )
            assert NOT_CHOSEN not in said
            assert OUTSIDE not in said
        self.window.navigation.go("library")
        self.wait()
        self.picture("next morning")


@pytest.fixture
def medium(tmp_path, monkeypatch) -> Medium:
    made = Medium(tmp_path / STICK.label)
    monkeypatch.setattr(volumes, "media", made.there)
    return made


@pytest.fixture
def pulled(medium, monkeypatch):
    """At the second file of the first attempt."""
    plain, left = Agenda.work, [medium.pull]

    def work(self, batch, progress, wanted):
        def still_wanted(line: int) -> bool:
            if line == 2 and left:
                left.pop()()
            return wanted(line)

        return plain(self, batch, progress, still_wanted)

    monkeypatch.setattr(Agenda, "work", work)


def a_day(qtbot, application, hands: Hands, medium: Medium, vault: Path, settings, tmp_path: Path) -> None:
    remembered.remember(vault, OPERATOR)
    day = Day(qtbot, application, hands, medium)
    day.unlock()
    day.take_the_offer()
    day.narrow()
    day.answer()
    day.start()
    day.told_of_the_pull()
    day.go_on()
    day.receipt()
    day.close_the_lid()
    morning = Application(settings)
    morning.ended = []
    try:
        tomorrow = Day(qtbot, morning, hands, medium, 11)
        tomorrow.unlock()
        tomorrow.next_morning()
        tomorrow.window.locking.absent(Absence.SLEEP)
        qtbot.waitUntil(lambda: len(application.ended) == 2, timeout=20_000)
    finally:
        morning.close()
        for window in (morning.window, *morning._left):
            if window is not None:
                window.close()
                shiboken6.delete(window)
    QSettings().sync()
    for path in tmp_path.rglob("*"):
        if path.is_file() and medium.folder not in path.parents:
            content = path.read_bytes()
            assert not [name for name in (NOT_CHOSEN, OUTSIDE, GIVER, *CHOSEN) if name.encode() in content], path


def test_by_hand(qtbot, application, medium, pulled, vault, settings, tmp_path):
    a_day(qtbot, application, Hands(), medium, vault, settings, tmp_path)


def test_by_hand_in_spanish(qtbot, application, medium, pulled, vault, settings, tmp_path):
    language.use("es")
    try:
        a_day(qtbot, application, Hands(), medium, vault, settings, tmp_path)
    finally:
        language.use("en")


def test_by_keys_alone(qtbot, application, medium, pulled, vault, settings, tmp_path):
    a_day(qtbot, application, Keys(), medium, vault, settings, tmp_path)


def test_what_was_taken_away_before_it_was_read_again_is_shown_as_not_made(qtbot, application, medium, vault, monkeypatch):
    plain, left = Agenda.work, [medium.pull]

    def work(self, batch, progress, wanted):
        def stepped(step) -> None:
            if step.stage == "compare_source" and left:
                left.pop()()
            progress(step)

        return plain(self, batch, stepped, wanted)

    monkeypatch.setattr(Agenda, "work", work)
    remembered.remember(vault, OPERATOR)
    day = Day(qtbot, application, Hands(), medium)
    day.unlock()
    day.take_the_offer()
    day.narrow()
    day.answer()
    day.start()
    casework = day.window.desk.casework
    rows = casework.library.rows(casework.library.ids(Filter()))
    assert {row.name: row.sha256 for row in rows} == medium.digests  # what was read is whole
    not_made = [row for row in rows if row.comparison is Comparison.NOT_MADE]
    assert not_made
    day.window.navigation.go("library")
    day.wait()
    day.window.library.choose(not_made[0].item)
    day.wait()
    said = "\n".join(
        part.text() for part in day.window.library.details.findChildren(type(day.window.intake.page.subtitle)) if part.isVisible()
    )
    assert _("Not compared") in said or "not read again" in said, said
    day.picture("not made")
