"""The custodian's release, by mouse and by keyboard alone: a name withheld, a stick that holds no large file, one pulled out; each end verified."""

import base64
import errno
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QDesktopServices
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QCheckBox, QLabel, QPushButton, QRadioButton, QWidget

from intake import durable
from intake.acquisition import volumes
from intake.casework import door, medium
from intake.errors import RefusedError, StorageError
from intake.progress import silent
from intake.records.findings import Verdict
from intake.records.items import VolumeFacts
from intake.records.rows import Filter
from tests.window.conftest import import_all, settled
from ui.main_window import MainWindow
from ui.models.candidates import Candidates
from ui.pages import release_check as checks
from ui.pages.passphrase_sheet import PassphraseSheet
from ui.pages.release import EMPTY, FORM, WRITTEN
from ui.pages.release_check import Check
from ui.pages.release_draft import CHECK, ITEMS, PROTECTED, WHAT_FOR, WITHHELD
from ui.widgets import printing

STICK = VolumeFacts(filesystem="vfat", label="COURT 16", removable=True)
SMALL = 5_000  # bytes: the video of the stick is larger, the photos are not


@pytest.fixture
def window(qtbot, desk, jobs, stick):
    import_all(desk.casework, stick)
    opened = MainWindow(desk.casework, desk.vault, jobs, desk.listener)
    qtbot.addWidget(opened)
    opened.resize(1366, 768)
    opened.show()
    qtbot.waitExposed(opened)
    opened.activateWindow()
    opened.begin()
    settled(qtbot, jobs)
    yield opened
    jobs.stop_all()


@pytest.fixture
def court_stick(monkeypatch):
    """Every place is a stick formatted FAT32, whose largest file is `SMALL`."""
    monkeypatch.setattr(medium, "Volumes", lambda: volumes.Volumes(lambda _device, _path: STICK))
    monkeypatch.setattr("intake.bundle.preflight.FAT32_MOST_FILE", SMALL)


def named(window: QWidget, name: str) -> QWidget:
    """The one control of that name that can be seen."""
    (found,) = [one for one in window.findChildren(QWidget, name) if one.isVisible()]
    return found


def press(window: QWidget, name: str) -> None:
    found = named(window, name)
    place = QPoint(8, found.height() // 2) if isinstance(found, QCheckBox | QRadioButton) else found.rect().center()
    QTest.mouseClick(found, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, place)


def key(code: Qt.Key, held: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    QTest.keyClick(QApplication.focusWidget(), code, held)


def tab_to(name: str) -> None:
    """Go on with Tab until the control of that name has the focus."""
    for _turn in range(60):
        focused = QApplication.focusWidget()
        if focused is not None and focused.objectName() == name:
            return
        key(Qt.Key.Key_Tab)
    raise AssertionError(f"{name} is not reached by Tab")


def write_words(text: str) -> None:
    QTest.keyClicks(QApplication.focusWidget(), text)


def said(page: QWidget) -> str:
    QApplication.processEvents()  # what a layout was given is shown when it next comes round
    return "\n".join(one.text() for one in page.findChildren(QLabel) if one.isVisible())


def filled(page: QWidget) -> list[str]:
    """The filled buttons that can be seen: the next step, and no other."""
    return [one.objectName() for one in page.findChildren(QPushButton) if one.isVisible() and one.property("kind") == "primary"]


def begin(window: MainWindow) -> None:
    """A draft with every item."""
    window.navigation.go("release")
    window.release.draft(window.desk.casework.library.ids(Filter()))


def checked_by_a_stranger(bundle: Path) -> None:
    """With the verifier in the bundle, which knows nothing of this program, and with ours."""
    ran = subprocess.run([sys.executable, "-I", bundle / "verify.py"], capture_output=True, check=False)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert door.verify_bundle(bundle, None, None).verdict is Verdict.UNCHANGED


def told(bundle: Path) -> bytes:
    lines = (bundle / "custody" / "disclosures").read_bytes().replace(b"~", b"\n").split()
    return b"\n".join(base64.urlsafe_b64decode(line + b"=" * (-len(line) % 4)) for line in lines)


def test_by_mouse(qtbot, window, jobs, court_stick, tmp_path, monkeypatch):
    room, form = window.release, window.release.form
    window.navigation.go("release")
    settled(qtbot, jobs)
    assert "so that a stranger can check them" in said(room)  # nothing was written before
    assert filled(room) == ["choose-items"]
    window.library.grid.selectAll()
    QTest.mouseClick(window.library.release, Qt.MouseButton.LeftButton)
    settled(qtbot, jobs)
    assert form.pages.currentIndex() == WHAT_FOR
    assert not named(window, "continue").isEnabled()
    form.purpose.setCurrentIndex(0)
    QTest.keyClicks(named(window, "recipient"), "Kim & Partners")
    QTest.keyClicks(named(window, "authority"), "Discovery request")
    press(window, "continue")
    assert form.which.summary() == "4 items"
    assert not form.which.why.isVisible()  # nothing is left out
    press(window, "continue")
    assert "Received from: Dana Okafor" in said(form)
    press(window, "withhold-giver")
    assert "Received from: withheld (here: Dana Okafor)" in said(form)
    assert form.reason.words.text() == "Say by which authority it is withheld."
    QTest.keyClicks(named(window, "withhold-authority"), "order 27-CR-26-118")
    press(window, "continue")
    QTest.keyClicks(named(window, "target"), str(tmp_path / "out"))
    qtbot.waitUntil(lambda: "“COURT 16”, a removable medium: formatted FAT32" in said(form))  # told as the path is typed
    press(window, "back")
    press(window, "continue")
    settled(qtbot, jobs)
    assert form.target.text() == str(tmp_path / "out")  # back loses nothing
    assert "“COURT 16”, a removable medium: formatted FAT32" in said(form)
    press(window, "continue")
    settled(qtbot, jobs)
    assert form.pages.currentIndex() == CHECK
    assert QApplication.focusWidget().objectName() == "act-medium"
    (stops,) = [line for line in form.check.lines if line.state == "bad"]
    assert stops.text.startswith("Item 0001-03 is ")
    assert stops.more == "The other 3 items fit."
    assert form.reason.words.text() == "1 line stops writing"
    assert not named(window, "write-bundle").isEnabled()
    assert not (tmp_path / "out").exists()
    press(window, "act-leave_out")
    settled(qtbot, jobs)
    assert [line.state for line in form.check.lines if line.state == "bad"] == []
    assert QApplication.focusWidget().objectName() == "write-bundle"
    press(window, "write-bundle")
    settled(qtbot, jobs)
    assert room.stack.currentIndex() == WRITTEN
    assert room.written.said.text().startswith("Written, read back and verified at ")
    (bundle,) = (tmp_path / "out").iterdir()
    checked_by_a_stranger(bundle)
    assert len(list((bundle / "data" / "evidence").iterdir())) == 3
    assert b"Okafor" not in told(bundle)
    for name, text in (("purpose", "For the defence"), ("recipient", "Kim & Partners"), ("authority", "Discovery request"),
                       ("withheld_by", "order 27-CR-26-118")):  # fmt: skip
        assert f'"{name}","{text}"]'.encode() in told(bundle)

    papers = []
    monkeypatch.setattr(printing, "ask", lambda text, _parent: papers.append(text))
    press(window, "print-receipt")
    settled(qtbot, jobs)
    assert bundle.name in papers[0]
    assert "Recipient: Kim & Partners" in papers[0]
    with qtbot.waitSignal(window.verify_wanted) as wanted:
        press(window, "verify-bundle")
    assert wanted.args == [bundle]
    press(window, "done")
    settled(qtbot, jobs)
    assert room.stack.currentIndex() == EMPTY
    assert "For the defence: Kim & Partners · 3 items" in said(room)
    (row,) = room.list.bundles
    press(window, f"receipt-{row.position}")
    assert papers[1] == papers[0]
    assert row.short_code in said(room)
    assert f"names withheld by {row.withheld_by}" in said(room)
    with qtbot.waitSignal(window.verify_wanted) as wanted:
        press(window, f"verify-{row.position}")
    assert wanted.args == [bundle]
    opened = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: opened.append(Path(url.toLocalFile())))
    press(window, f"show-{row.position}")
    settled(qtbot, jobs)
    assert opened == [bundle.parent]
    bundle.rename(tmp_path / "handed over")
    press(window, f"verify-{row.position}")
    settled(qtbot, jobs)
    assert f"{bundle.name} was not found at {tmp_path / 'out'}." in said(room)
    assert len(opened) == 1
    assert window.desk.casework.verification.vault(None, silent).verdict is Verdict.UNCHANGED


def test_by_keyboard_alone(qtbot, window, jobs, court_stick, tmp_path):
    form = window.release.form
    QTest.keyClick(window, Qt.Key.Key_2, Qt.KeyboardModifier.ControlModifier)
    settled(qtbot, jobs)
    window.library.grid.setFocus()
    key(Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    window.library.release.setFocus()
    key(Qt.Key.Key_Space)
    settled(qtbot, jobs)
    write_words("For the court")
    tab_to("authority")
    write_words("Order 7")
    key(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert form.pages.currentIndex() == ITEMS
    key(Qt.Key.Key_Down)
    key(Qt.Key.Key_Down)
    key(Qt.Key.Key_Space)  # the video, which the stick does not hold
    assert form.which.summary() == "3 items, 1 left out"
    key(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert form.pages.currentIndex() == WITHHELD
    key(Qt.Key.Key_Space)
    tab_to("withhold-authority")
    write_words("Statute 13.82")
    key(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert form.pages.currentIndex() == PROTECTED
    write_words(str(tmp_path / "out"))
    key(Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)
    assert form.pages.currentIndex() == WITHHELD
    key(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    key(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    settled(qtbot, jobs)
    assert form.pages.currentIndex() == CHECK
    assert not [line for line in form.check.lines if line.state == "bad"]
    assert "By this authority: Statute 13.82" in said(form)
    assert QApplication.focusWidget().objectName() == "write-bundle"
    key(Qt.Key.Key_Space)
    settled(qtbot, jobs)
    (bundle,) = (tmp_path / "out").iterdir()
    checked_by_a_stranger(bundle)
    assert len(list((bundle / "data" / "evidence").iterdir())) == 3
    assert b"Okafor" not in told(bundle)
    assert QApplication.focusWidget().objectName() == "done"
    key(Qt.Key.Key_Space)
    settled(qtbot, jobs)
    assert window.release.stack.currentIndex() == EMPTY
    assert QApplication.focusWidget().objectName() == "new-bundle"
    (row,) = window.release.list.bundles
    tab_to(f"verify-{row.position}")
    with qtbot.waitSignal(window.verify_wanted) as wanted:
        key(Qt.Key.Key_Space)
    assert wanted.args == [bundle]


class Pulled(durable.System):
    """A stick that is not there any more: nothing can be written to it, though it was there when it was looked at."""

    def __init__(self, stick: Path) -> None:
        self._stick = str(stick)

    def write(self, fd, data, at):
        if str(Path(f"/proc/self/fd/{fd}").readlink()).startswith(self._stick):
            raise OSError(errno.ENODEV, "No such device")
        return super().write(fd, data, at)


def test_a_stick_pulled_out_and_tried_again(qtbot, window, jobs, tmp_path):
    room, form = window.release, window.release.form
    begin(window)
    room.fill("For the court", "Order 7", tmp_path / "out")
    settled(qtbot, jobs)
    with durable.through(Pulled(tmp_path / "out")):
        press(window, "write-bundle")
        settled(qtbot, jobs)
    assert room.stack.currentIndex() == FORM
    assert form.pages.currentIndex() == CHECK
    assert form.trouble.isVisible()
    assert "No bundle was left behind. Everything that was chosen is still here." in said(form)
    assert list((tmp_path / "out").iterdir()) == []
    settled(qtbot, jobs)
    press(window, "try-again")
    settled(qtbot, jobs)
    (bundle,) = (tmp_path / "out").iterdir()
    checked_by_a_stranger(bundle)
    assert [one.failed for one in window.desk.casework.release.bundles()] == ["", "write_failed"]


def test_stopped_leaves_no_bundle_and_the_draft(qtbot, window, jobs, tmp_path):
    room, form = window.release, window.release.form
    begin(window)
    room.fill("For the court", "Order 7", tmp_path / "out")
    settled(qtbot, jobs)
    press(window, "write-bundle")
    press(window, "stop-writing")
    settled(qtbot, jobs)
    assert room.stack.currentIndex() == FORM
    assert QApplication.focusWidget().objectName() == "write-bundle"
    assert "Stopped. No bundle was left behind." in said(form)
    assert not list((tmp_path / "out").glob("*"))
    press(window, "close-draft")
    settled(qtbot, jobs)
    assert "Draft: 4 items · For the court" in said(room)
    assert QApplication.focusWidget().objectName() == "go-on-with-draft"
    assert filled(room) == ["go-on-with-draft"]
    press(window, "go-on-with-draft")
    settled(qtbot, jobs)
    assert form.authority.text() == "Order 7"
    assert named(window, "write-bundle").isEnabled()
    press(window, "close-draft")
    press(window, "discard-draft")
    settled(qtbot, jobs)
    assert "Draft" not in said(room)
    assert QApplication.focusWidget().objectName() == "new-bundle"  # one was begun, and stopped
    assert filled(room) == ["new-bundle"]
    assert form.authority.text() == ""


def test_an_encrypted_bundle_and_its_passphrase(qtbot, window, jobs, tmp_path):
    room, form = window.release, window.release.form
    begin(window)
    room.fill("For an expert", "Order 7", tmp_path / "out")
    settled(qtbot, jobs)
    press(window, "act-protection")
    press(window, "form-encrypted")
    form.show_step(CHECK)
    settled(qtbot, jobs)
    press(window, "write-bundle")
    settled(qtbot, jobs)
    (bundle,) = (tmp_path / "out").iterdir()
    sheet = named(window, "passphrase-sheet")
    passphrase = sheet.shown.text()
    assert door.verify_bundle(bundle, None, bytearray(passphrase.encode())).verdict is Verdict.UNCHANGED
    sheet.save(tmp_path / "out" / "passphrase.txt")
    assert not (tmp_path / "out" / "passphrase.txt").exists()
    assert sheet.said.words.text().startswith("Not saved")
    sheet.save(tmp_path / "apart.txt")
    assert passphrase in (tmp_path / "apart.txt").read_text()
    press(window, "copy-passphrase")
    assert QApplication.clipboard().text() == passphrase
    sheet.clear_copy()
    assert QApplication.clipboard().text() == ""
    press(window, "copy-passphrase")
    press(window, "done")
    settled(qtbot, jobs)
    assert QApplication.clipboard().text() == ""
    assert passphrase not in said(window)
    assert not [one for one in window.findChildren(PassphraseSheet) if one.isVisible()]


def test_paper(qapp, tmp_path):
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / "paper.pdf"))
    printing.put("Receipt for bundle K7Q4MX\n" * 200, printer)
    written = (tmp_path / "paper.pdf").read_bytes()
    assert written.startswith(b"%PDF-")
    assert written.count(b"/Type /Page\n") > 1


# The lines of the check


@pytest.fixture
def found(desk, stick, tmp_path):
    import_all(desk.casework, stick)
    items = desk.casework.library.ids(Filter())
    request = door.ExportRequest(items, None, tmp_path / "out", door.Form.ZIP, False, ("giver",), "court", "order 2")
    return desk.casework.release.preflight(request), request


@pytest.mark.parametrize(
    ("error", "acts"),
    [
        (StorageError("file_too_large_for_medium", name="x.zip"), (checks.MEDIUM, checks.FOLDER, checks.ITEMS)),
        (StorageError("disk_full", name="x"), (checks.MEDIUM, checks.ITEMS)),
        (StorageError("permission_denied", name="x"), (checks.MEDIUM,)),
        (StorageError("path_too_long", name="x", expected=1, found=2), (checks.MEDIUM, checks.ZIP)),
        (RefusedError("target_in_vault"), (checks.MEDIUM,)),
        (RefusedError("withholding_impossible", name="x", reason="y"), (checks.WORDS, checks.ITEMS)),
        (RefusedError("read_only"), ()),
    ],
)
def test_each_obstacle_says_what_can_be_done(found, error, acts):
    preflight, request = found
    lines = Check(replace(preflight, obstacles=(error,)), request, str).lines()
    assert (lines[0].state, lines[0].acts) == ("bad", acts)
    assert checks.counted(lines).startswith("1 stops writing, ")


def test_what_a_person_should_know_has_a_line_each(found):
    preflight, request = found
    items = preflight.items[:1]
    everything = dict.fromkeys(
        ("not_compared", "differing", "not_examined", "unreadable", "uncommon", "attorney", "distressing", "left_out"), items
    )
    before = Check(preflight, request, str).lines()
    lines = Check(replace(preflight, **everything), request, str).lines()
    assert sum(line.state == "attention" for line in lines) == 4
    assert sum(line.state == "note" for line in lines) == sum(line.state == "note" for line in before) + 4
    assert all(items[0] in line.text + line.more for line in lines if line.state == "attention")
    assert "Matched" in [line.topic for line in before]
    assert "Matched" not in [line.topic for line in lines]


def test_candidates(qtmodeltester, desk, stick):
    import_all(desk.casework, stick)
    items = desk.casework.library.ids(Filter())
    model = Candidates(desk)
    model.take(desk.casework.library.rows(items), items[:2])
    qtmodeltester.check(model)
    assert model.chosen() == items[:2]
    model.setData(model.index(3, 0), Qt.CheckState.Checked, Qt.ItemDataRole.CheckStateRole)
    model.setData(model.index(0, 0), Qt.CheckState.Unchecked, Qt.ItemDataRole.CheckStateRole)
    assert model.chosen() == (items[1], items[3])


def test_a_new_bundle_begins_with_the_first_page_and_keeps_what_is_answered(qtbot, window, jobs):
    window.navigation.go("release")
    settled(qtbot, jobs)
    press(window, "new-bundle")
    settled(qtbot, jobs)
    release = window.release
    assert release.stack.currentIndex() == FORM
    assert release.form.pages.currentIndex() == WHAT_FOR
    release.form.purpose.setEditText("Discovery")
    release.form.show_step(ITEMS)
    assert "No item is here yet." in said(release.form)
    assert QApplication.focusWidget().objectName() == "first-items"
    assert not [one for one in window.findChildren(QWidget, "all-items") if one.isVisible()]
    key(Qt.Key.Key_Space)
    assert window.library.isVisible()
    item = window.desk.casework.library.ids(Filter())[0]
    release.draft((item,))
    window.navigation.go("release")
    settled(qtbot, jobs)
    assert release.form.which.model.chosen() == (item,)
    assert release.form.purpose.currentText() == "Discovery"
    assert release.form.pages.currentIndex() == WHAT_FOR  # by which authority is still missing
    release.form.authority.setText("Rule 9")
    press(window, "continue")
    assert "No item is here yet." not in said(release.form)
    press(window, "other-items")
    items = window.desk.casework.library.ids(Filter())[:2]
    release.draft(items)
    window.navigation.go("release")
    settled(qtbot, jobs)
    assert release.form.pages.currentIndex() == ITEMS
    assert QApplication.focusWidget().objectName() == "candidates"
    release.draft((item,))
    settled(qtbot, jobs)
    press(window, "close-draft")
    assert release.stack.currentIndex() == EMPTY
    press(window, "new-bundle")
    assert release.form.which.model.chosen() == (item,), "a draft that was begun goes on"


def test_why_something_of_the_case_is_left_out(qtbot, window, jobs, tmp_path):
    casework, form = window.desk.casework, window.release.form
    items = casework.library.ids(Filter())
    casework.receiving.open_case("24-118", "a matter")
    casework.noting.assign(items[:3], "24-118", "seen there")
    window.navigation.go("release")
    window.release.draft(items)
    window.release.fill("For the court", "Order 7", tmp_path / "out")
    form.show_step(ITEMS)
    settled(qtbot, jobs)
    QApplication.focusWidget().setCurrentIndex(form.which.model.index(3, 0))
    key(Qt.Key.Key_Space)
    assert not form.which.why.isVisible()  # the fourth is in no case
    key(Qt.Key.Key_Up)
    key(Qt.Key.Key_Space)
    tab_to("left-out-reason")
    write_words("too large for their stick")
    form.show_step(CHECK)
    settled(qtbot, jobs)
    assert "0001-03 · too large for their stick" in said(form)
    press(window, "write-bundle")
    settled(qtbot, jobs)
    (bundle,) = (tmp_path / "out").iterdir()
    assert b"too large" not in told(bundle)
    (row,) = casework.release.bundles()
    assert (row.items, row.left_out, row.left_out_reason) == (items[:2], items[2:3], "too large for their stick")
    assert "Why: too large for their stick" in casework.release.receipt(row)
