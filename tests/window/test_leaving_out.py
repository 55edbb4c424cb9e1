"""What failed is left out with a reason, by mouse and by keys; of a long import few lines are shown, and all when asked for."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel

from intake.progress import silent
from intake.records.events import Type
from intake.records.findings import Verdict
from tests.window.conftest import SAID, settled, shown
from tests.window.test_morning import press, say, tab_to
from ui.dialogs.reason import Reason
from ui.models.log import lines_of
from ui.models.queue import ACT, STAGE

LEFT = Qt.MouseButton.LeftButton
MANY = 20


@pytest.fixture
def many(stick):
    for number in range(MANY):
        (stick / f"statement {number:02}.txt").write_text(f"statement {number}")
    return stick


def words(widget) -> str:
    return "\n".join(part.text() for part in widget.findChildren(QLabel) if part.isVisibleTo(widget))


def taken(qtbot, window, jobs, stick, *gone):
    """Taken in; these files vanished between the list and the reading. The view."""
    window.resize(1366, 768)
    window.navigation.go("intake")
    window.intake.take([str(stick).encode()])
    settled(qtbot, jobs)
    sheet = window.intake.sheet
    sheet.form._group.button(2).click()
    sheet.form.authority.setEditText("Consent")
    sheet.form.giver.setText("Dana Okafor")
    for name in gone:
        (stick / name).rename(stick.with_name(name))
    sheet.start.click()
    settled(qtbot, jobs, window.desk.listener)
    return window.intake._views[0]


def asked(window) -> Reason:
    (dialog,) = window.findChildren(Reason)
    return dialog


def test_by_mouse(qtbot, window, jobs, stick):
    view = taken(qtbot, window, jobs, stick, "IMG_0414.MP4")
    assert "from Dana Okafor · no case yet · 4 files" in view.about.text()
    assert view.box.leave.text() == "Leave it out…"
    QTest.mouseClick(view.box.leave, LEFT)
    dialog = asked(window)
    assert dialog.windowTitle() == "Leave out IMG_0414.MP4"
    assert not dialog.act.isEnabled()
    dialog.reason.setCurrentIndex(0)
    QTest.mouseClick(dialog.act, LEFT)
    settled(qtbot, jobs, window.desk.listener)
    casework = window.desk.casework
    (row,) = casework.library.submissions()
    assert (row.items, row.failed, row.left_out) == (3, 0, 1)
    assert view.box.failed_row.isHidden()
    assert view.box.free_more.text() == "3 files were read and are in the vault. 1 file was left out."
    texts = [view.lines.model.index(line, STAGE).data() for line in range(4)]
    assert "Left out: It stays with the giver" in texts
    QTest.mouseClick(view.receipt, LEFT)
    settled(qtbot, jobs)
    page = window.intake.submission
    told = words(page.brought)
    assert "Left out: IMG_0414.MP4 (R. Alvarez" in told
    assert told.count("It stays with the giver") == 1
    assert "not taken in: 1 that was left out" in page.receipt.text.toPlainText()
    assert "giver" not in page.receipt.text.toPlainText()
    assert casework.verification.vault(None, silent).verdict is Verdict.UNCHANGED


def test_by_keys_alone(qtbot, window, jobs, many):
    view = taken(qtbot, window, jobs, many, "IMG_0414.MP4", "statement 07.txt")
    assert view.lines.model.hidden == MANY
    tab_to(view.lines.view)
    model = view.lines.model
    while not model.index(view.lines.view.currentIndex().row(), ACT).data():
        press(Qt.Key.Key_Down)
    press(Qt.Key.Key_Delete)
    dialog = asked(window)
    dialog.activateWindow()
    qtbot.waitUntil(dialog.isActiveWindow)
    assert dialog.reason.lineEdit().hasFocus()
    say("It was")
    assert dialog.reason.currentText() == "It was", "no word that nobody typed"
    for _letter in "It was":
        press(Qt.Key.Key_Backspace)
    assert not dialog.act.isEnabled()
    say("the stick is worn out")
    press(Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: not window.findChildren(Reason))
    settled(qtbot, jobs, window.desk.listener)
    assert view.queue.failed == 1
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    tab_to(view.lines.more)
    assert view.lines.more.text() == f"Show the other {MANY}"
    press(Qt.Key.Key_Space)
    assert (view.lines.more.text(), model.rowCount()) == ("Show fewer", MANY + 4)
    texts = [model.index(row, STAGE).data() for row in range(model.rowCount())]
    assert texts.count("Left out: the stick is worn out") == 1
    press(Qt.Key.Key_Space)
    assert model.rowCount() == 4
    tab_to(view.box.leave)
    press(Qt.Key.Key_Space)
    press(Qt.Key.Key_Escape)
    assert view.queue.failed == 1, "asked, and not answered"


def test_the_rest_of_what_was_stopped_is_left_out_and_what_is_there_is_finished(qtbot, desk, jobs, stick):
    casework = desk.casework
    lines = [line for line in casework.receiving.survey([str(stick).encode()], silent) if line.refusal is None]
    batch = casework.receiving.begin(lines, SAID, (), only_acquire=False)
    with pytest.raises(KeyboardInterrupt):
        casework.agenda.work(batch, silent, stopping_at(3))
    window = shown(qtbot, desk, jobs)
    window.navigation.go("intake")
    (offer,) = [window.intake._offers.itemAt(at).widget() for at in range(window.intake._offers.count())]
    assert "2 files were not read yet" in words(offer)
    leave = offer.findChildren(type(window.intake.new))[0]
    QTest.mouseClick(leave, LEFT, pos=QPoint(3, 3))
    settled(qtbot, jobs)
    dialog = asked(window)
    assert dialog.windowTitle() == "Leave out 2 files"
    dialog.reason.setEditText("she had to go")
    dialog.act.click()
    settled(qtbot, jobs, desk.listener)
    assert casework.receiving.interrupted() == ()
    assert window.intake._offers.count() == 0
    (view,) = window.intake._views
    assert [view.queue.state_of(number) for number in (1, 2, 3, 4)] == ["done", "done", "withdrawn", "withdrawn"]
    assert view.box.free_more.text() == "2 files were read and are in the vault. 2 files were left out."
    window.intake.open_submission(batch.submission)
    settled(qtbot, jobs)
    assert "2 files that were never read" in words(window.intake.submission.brought)
    entries = [entry for entry in casework.library.log() if entry.type is Type.ACQUISITION_FAILED]
    assert [(line.text, line.state) for line in lines_of(entries)[1:]] == [("R. Alvarez left out a file: she had to go", "")] * 2
    (folded,) = lines_of(entries * 2)[1:]
    assert (folded.text, folded.state) == ("R. Alvarez left out 4 files: she had to go", "")
    jobs.stop_all()


def stopping_at(line: int):
    def wanted(number: int) -> bool:
        if number == line:
            raise KeyboardInterrupt
        return True

    return wanted


def test_what_failed_another_day_is_tried_again_or_left_out_from_its_submission(qtbot, desk, jobs, stick):
    casework = desk.casework
    lines = [line for line in casework.receiving.survey([str(stick).encode()], silent) if line.refusal is None]
    batch = casework.receiving.begin(lines, SAID, ())
    moved = [(stick / name, stick.with_name(name)) for name in ("IMG_0412.JPG", "IMG_0413.JPG")]
    for here, away in moved:
        here.rename(away)
    casework.agenda.work(batch, silent)
    window = shown(qtbot, desk, jobs)
    window.navigation.go("intake")
    window.intake.open_submission(batch.submission)
    settled(qtbot, jobs)
    page = window.intake.submission
    assert "IMG_0412.JPG was there and is gone." in words(page.brought)
    moved[0][1].rename(moved[0][0])
    QTest.mouseClick(page.brought.findChild(type(page.close_it), "retry"), LEFT)
    settled(qtbot, jobs, desk.listener)
    (view,) = window.intake._views
    assert view.queue.failed == 1
    assert view.queue.data(view.queue.index(view.queue.rowCount() - 1, 1)).startswith("0001-"), "what was there has its number"
    window.intake.open_submission(batch.submission)
    settled(qtbot, jobs)
    QTest.mouseClick(page.brought.findChild(type(page.close_it), "leave"), LEFT)
    dialog = asked(window)
    dialog.reason.setEditText("not to be had")
    dialog.act.click()
    settled(qtbot, jobs, desk.listener)
    assert "not to be had" in words(page.brought)
    assert view.queue.failed == 0
    (row,) = casework.library.submissions()
    assert (row.items, row.failed, row.left_out) == (3, 0, 1)
    assert casework.verification.vault(None, silent).verdict is Verdict.UNCHANGED
    jobs.stop_all()
