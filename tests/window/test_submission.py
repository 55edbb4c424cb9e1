"""A submission in the window: what is missing, completing and correcting it, its receipt, closing it; by mouse and by keys."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QPageLayout
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPushButton

from intake.ids import SubmissionId
from intake.progress import silent
from intake.records.findings import Verdict
from tests.window.conftest import import_all, settled, shown
from ui.dialogs.reason import Reason
from ui.pages.submission_line import CLOSED_HEIGHT


@pytest.fixture
def window(qtbot, desk, jobs, stick):
    import_all(desk.casework, stick)
    yield shown(qtbot, desk, jobs)
    jobs.stop_all()


@pytest.fixture
def page(qtbot, window, jobs):
    (row,) = window.desk.casework.library.submissions()
    window.intake.open_submission(row.submission)
    settled(qtbot, jobs)
    return window.intake.submission


def test_the_line_opens_it_and_escape_goes_back(qtbot, window, jobs):
    window.navigation.go("intake")
    opening = next(
        one
        for one in window.intake.findChildren(type(window.intake.new))
        if one.accessibleName().startswith("Complete…: Submission")
    )
    opening.click()
    settled(qtbot, jobs)
    assert window.intake.stack.currentWidget() is window.intake.submission
    assert window.intake.submission.page.title.text() == "Submission 0001"
    assert window.intake.submission.back.hasFocus()
    QTest.keyClick(window.intake.submission, Qt.Key.Key_Escape)
    assert window.intake.stack.currentIndex() == 0


def test_of_many_the_first_are_shown_and_all_when_asked_for(qtbot, window):
    """First what needs a person, then the newest; of those that are closed the receipt."""
    intake = window.intake
    window.navigation.go("intake")
    (row,) = window.desk.casework.library.submissions()
    whole = replace(row, missing=(), failed=0, closed=False)
    many = [
        replace(whole, submission=SubmissionId(f"{row.submission[:-4]}{number:04}"), closed=number % 2 == 0)
        for number in range(2, 302)
    ]
    many[10] = replace(many[10], failed=1, closed=False)
    intake._told_submissions(tuple(many))
    words = [one.accessibleName() for one in _acts(intake)]
    assert words[0] == "Complete…: Submission 0012"
    assert words[1] == "Open: Submission 0301"
    assert len(words) == 51
    assert intake.more.text() == "Show all 300 submissions"
    intake.more.setFocus()
    QTest.keyClick(intake.more, Qt.Key.Key_Space)
    words = [one.accessibleName() for one in _acts(intake)]
    assert len(words) == 300
    assert window.focusWidget().accessibleName() == words[50]
    assert words[-1] == "Receipt…: Submission 0002"
    last = intake._closed.itemAt(299).widget()
    assert last.minimumHeight() == CLOSED_HEIGHT
    assert last.sizeHint().height() <= CLOSED_HEIGHT + 5, [last.size(), last.sizeHint()]  # without the style its link is higher


def _acts(intake):
    widgets = [intake._closed.itemAt(number).widget() for number in range(intake._closed.count())]
    return [one if isinstance(one, QPushButton) else one.findChild(QPushButton) for one in widgets]


def test_what_is_missing_is_said_and_completed_by_an_entry_of_its_own(qtbot, window, page, jobs):
    assert "Device" in page.state.words.text()
    assert not page.record.isEnabled()
    giver = page.fields["giver_name"].text()
    page.fields["device"].setFocus()
    QTest.keyClicks(page.fields["device"], "A telephone")
    assert not page.record.isEnabled()  # no reason yet
    QTest.keyClicks(page.reason, "asked")
    assert page.record.isEnabled()
    QTest.mouseClick(page.record, Qt.MouseButton.LeftButton)
    settled(qtbot, jobs)
    assert "Device" not in page.state.words.text()
    assert page.fields["device"].text() == "A telephone"
    assert page.reason.text() == ""
    page.fields["giver_name"].setFocus()
    page.fields["giver_name"].selectAll()
    QTest.keyClicks(page.fields["giver_name"], "Another Name")
    QTest.keyClicks(page.reason, "spelled wrong")
    page.record.setFocus()
    QTest.keyClick(page.record, Qt.Key.Key_Space)
    settled(qtbot, jobs)
    before = page._before["giver_name"]
    assert before.isVisible() is bool(giver)
    assert giver in before.text()
    (row,) = window.desk.casework.library.submissions()
    assert row.giver.name == "Another Name"
    assert window.desk.casework.verification.vault(None, silent).verdict is Verdict.UNCHANGED


def test_the_receipt_names_nobody_and_can_be_saved_and_printed(window, page, tmp_path):
    assert page.receipt.text.toPlainText().startswith("Receipt ")
    for name in ("Dana", "IMG_0412", "24-118"):
        assert name not in page.receipt.text.toPlainText()
    target = tmp_path / "receipt.txt"
    page.receipt.save(target)
    assert target.read_text(encoding="utf-8") == page.receipt.text.toPlainText()
    assert page.receipt.said.words.text() == "Saved: receipt.txt"
    page.receipt.save(target)
    assert page.receipt.trouble.isVisible()
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setPageOrientation(QPageLayout.Orientation.Portrait)
    printer.setOutputFileName(str(tmp_path / "receipt.pdf"))
    page.receipt.print_on(printer)
    assert (tmp_path / "receipt.pdf").read_bytes().startswith(b"%PDF-")


def test_closing(qtbot, window, page, jobs):
    assert page.page.subtitle.text() == "open"
    page.recorded_by.setCurrentIndex(1)
    page.fields["device"].setText("A telephone")
    QTest.keyClicks(page.reason, "asked")
    window.desk.casework.receiving.open_case("24-118", "")
    page.record.click()
    settled(qtbot, jobs)
    assert window.desk.casework.library.submissions()[0].missing == ("case",)
    assert page.close_it.text() == "Close as it is…"
    QTest.mouseClick(page.close_it, Qt.MouseButton.LeftButton)
    (asking,) = window.findChildren(Reason)
    assert "Not stated: the case" in [part.text() for part in asking.findChildren(QLabel)]
    assert not asking.act.isEnabled(), "no reason yet"
    asking.reason.setCurrentIndex(3)
    QTest.mouseClick(asking.act, Qt.MouseButton.LeftButton)
    settled(qtbot, jobs)
    assert page.page.subtitle.text() == "closed"
    assert not page.close_it.isEnabled()
    (row,) = window.desk.casework.library.submissions()
    assert (row.closed, row.closed_reason) == (True, "It belongs to no case yet")
    told = " ".join(part.text() for part in page.brought.findChildren(QLabel))
    assert "as it is: It belongs to no case yet" in told
    page.left.emit()
    settled(qtbot, jobs)
    said = " ".join(part.text() for part in window.intake._closed.itemAt(0).widget().findChildren(QLabel))
    assert "signed and closed" in said
    assert "not stated: the case" in said, "it goes on being shown"
    assert "as it is: It belongs to no case yet" in said


def test_what_failed_is_tried_again_in_the_same_submission(qtbot, desk, jobs, stick):
    window = shown(qtbot, desk, jobs)
    followed = []
    window.intake.running.connect(followed.append)
    window.intake.take([str(stick).encode()])
    settled(qtbot, jobs)
    sheet = window.intake.sheet
    sheet.form._group.button(2).click()
    sheet.form.authority.setEditText("Consent")
    content = (stick / "IMG_0414.MP4").read_bytes()
    (stick / "IMG_0414.MP4").unlink()
    sheet.start.click()
    settled(qtbot, jobs, desk.listener)
    (view,) = window.intake._views
    assert [line.name for line, _code in view.queue.failures()] == [b"IMG_0414.MP4"]
    assert view.box.retry.isEnabled()
    (stick / "IMG_0414.MP4").write_bytes(content)
    QTest.mouseClick(view.box.retry, Qt.MouseButton.LeftButton)
    settled(qtbot, jobs, desk.listener)
    assert view.queue.failures() == []
    assert view.box.failed_row.isHidden()
    assert view.box.free.text() == "You can disconnect the device now."
    assert view.box.free_more.text() == "4 files were read and are in the vault."
    assert len(followed) == 2
    (row,) = desk.casework.library.submissions()
    assert (row.items, row.failed) == (4, 0)
    jobs.stop_all()
