"""A day through the window: unlock, take in, look, hand over, verify, lock; each step as a person does it, each end verified."""

import json
import os
import threading
from pathlib import Path

from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from intake.casework import door
from intake.progress import silent
from intake.records.findings import Verdict
from intake.records.rows import Filter
from tests.window.conftest import OPERATOR, PASSPHRASE, import_all, settled
from ui.main_window import MainWindow
from ui.pages import release
from ui.verify_window import VerifyWindow


def drop(window, *paths: Path) -> None:
    """Let go of files over the middle of the window."""
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    enter = QDragEnterEvent(
        window.rect().center(), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    )
    QApplication.sendEvent(window, enter)
    event = QDropEvent(
        QPointF(window.rect().center()), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    )
    QApplication.sendEvent(window, event)


def take_in(qtbot, window, jobs, *paths: Path) -> None:
    drop(window, *paths)
    settled(qtbot, jobs)
    form = window.intake.sheet.form
    form._group.button(2).click()
    form.authority.setEditText("Consent, these files only")
    form.giver.setText("Dana Okafor")
    QTest.mouseClick(window.intake.sheet.start, Qt.MouseButton.LeftButton)
    settled(qtbot, jobs, window.desk.listener)


def unchanged(casework) -> None:
    assert casework.verification.vault(None, silent).verdict is Verdict.UNCHANGED


def test_nothing_is_copied_before_two_answers_are_given(qtbot, window, stick, jobs):
    drop(window, stick)
    settled(qtbot, jobs)
    sheet = window.intake.sheet
    assert window.intake.stack.currentWidget() is sheet
    assert [line.name for line in sheet.plan.chosen()] == [b"IMG_0412.JPG", b"IMG_0413.JPG", b"IMG_0414.MP4", b"note.txt"]
    assert sheet.looks.isVisible()
    assert sheet.kinds.text() == "2 photos, 1 video, 1 document"
    assert not sheet.start.isEnabled()
    assert "how near" in sheet.promise.text()
    sheet.form._group.button(1).click()
    assert not sheet.start.isEnabled()
    assert "authority" in sheet.promise.text()
    sheet.form.authority.setEditText("Consent")
    assert sheet.start.isEnabled()
    assert sheet.start.text() == "Start with 4 files"
    sheet.plan.choose_all(False)
    assert not sheet.start.isEnabled()
    sheet.cancel.click()
    assert window.desk.casework.library.submissions() == ()


def test_a_second_drop_replaces_the_files_and_keeps_the_answers(qtbot, window, stick, jobs):
    drop(window, stick)
    sheet = window.intake.sheet
    sheet.form.authority.setEditText("Consent")
    drop(window, stick / "note.txt")
    settled(qtbot, jobs)
    assert [line.name for line in sheet.plan.lines] == [b"note.txt"]
    assert sheet.form.authority.currentText() == "Consent"


def test_each_line_tells_of_its_own_file_when_only_some_are_chosen(qtbot, window, stick, jobs):
    drop(window, stick)
    settled(qtbot, jobs)
    sheet = window.intake.sheet
    sheet.form._group.button(2).click()
    sheet.form.authority.setEditText("Consent")
    sheet.plan.setData(sheet.plan.index(0, 0), Qt.CheckState.Unchecked, Qt.ItemDataRole.CheckStateRole)
    (stick / "IMG_0414.MP4").unlink()
    sheet.start.click()
    settled(qtbot, jobs, window.desk.listener)
    (view,) = window.intake._views
    shown = [view.queue.data(view.queue.index(row, 0)) for row in range(view.queue.rowCount())]
    assert shown == ["IMG_0413.JPG", "IMG_0414.MP4", "note.txt"]
    assert [view.queue.state_of(line.line) for line in view.queue.lines] == ["done", "failed", "kept"]  # a text is kept as it is
    assert view.box.free_more.text().startswith("2 files were read")
    assert "IMG_0414.MP4 was there and is gone." in view.box.head.text()
    assert "Plug" not in view.box.hint.text()  # the stick is still there
    assert "deleted or moved" in view.box.hint.text()


def test_from_a_stick_to_a_strangers_desk(qtbot, window, stick, jobs, tmp_path):
    casework = window.desk.casework
    take_in(qtbot, window, jobs, stick)
    (view,) = window.intake._views
    assert view.box.free.text() == "You can disconnect the device now."
    assert view.box.free_more.text() == "4 files were read and are in the vault."
    assert [view.queue.state_of(line.line) for line in view.queue.lines] == ["done", "done", "done", "kept"]

    window.navigation.go("library")
    settled(qtbot, jobs)
    library = window.library
    assert library.model.rowCount() == 4
    photo = library.model.item_at(0)
    library.choose(photo)
    settled(qtbot, jobs)
    assert library.details.isVisible()
    assert library.details.state.words.text().startswith("Digest matched, ")
    assert library.details.state.words.text().endswith("by R. Alvarez")
    recorded = library.details.recorded.model
    recorded.narrow("iphone")
    assert "IFD0:Model\tiPhone 13" in recorded.text()

    library.grid.selectAll()
    library.release.click()
    form = window.release
    settled(qtbot, jobs)
    assert not form.form.write.isEnabled()
    form.fill("For the defence", "Discovery request", tmp_path / "out")
    settled(qtbot, jobs)
    assert form.form.write.isEnabled()
    form.form.write.click()
    settled(qtbot, jobs)
    assert form.stack.currentIndex() == release.WRITTEN
    (bundle,) = (tmp_path / "out").iterdir()

    verify = VerifyWindow(jobs)
    qtbot.addWidget(verify)
    verify.show()
    verify.check(bundle)
    settled(qtbot, jobs)
    assert verify.head.text() == "Nothing differs and nothing is missing."
    verify.compare.setText(" ".join(casework.library.fingerprint().upper()))
    assert verify.compared.state == "good"
    verify.compare.setText("00" * 32)
    assert verify.compared.state == "bad"

    payload = next(path for path in (bundle / "data").rglob("*.jpg") if "derivatives" not in path.parts)
    changed = bytearray(payload.read_bytes())
    changed[10] ^= 1
    payload.chmod(0o644)
    payload.write_bytes(changed)
    verify.check(bundle)
    settled(qtbot, jobs)
    assert verify.head.text().startswith("1 file differs.")
    assert "The other items can be used." in verify.advice.text()
    unchanged(casework)


def test_a_video_is_looked_at_by_its_storyboard_and_that_is_logged(qtbot, window, stick, jobs):
    casework = window.desk.casework
    import_all(casework, stick)
    window.navigation.go("library")
    settled(qtbot, jobs)
    video = next(item for item in casework.library.ids(Filter()) if casework.library.item(item).row.name.endswith("MP4"))
    window.library.choose(video)
    window.library.open_viewer(video)
    settled(qtbot, jobs)
    viewer = window.library.viewer
    stage = viewer.stage
    assert stage.picture.image.width() == 160
    assert stage.storyboard.indexes() == [0, 1, 2, 3]
    QTest.keyClick(stage.storyboard, Qt.Key.Key_Right)
    QTest.keyClick(stage.storyboard, Qt.Key.Key_Right)
    settled(qtbot, jobs)
    assert viewer.readout.text().startswith("00:00:00.500  keyframe 2 of 4  pts ")
    red = stage.picture.image.pixelColor(4, 4)
    assert red.red() > 150
    assert red.green() < 100  # the red field at the top left of every picture
    said = [entry.type.value for entry in casework.library.history(video)]
    assert said.count("viewed") == 1
    QTest.keyClick(stage.storyboard, Qt.Key.Key_Escape)
    assert window.library.stack.currentIndex() == 0
    assert stage.picture.image.isNull()


def test_failures_are_told_in_plain_words_and_the_rest_goes_on(qtbot, window, stick, jobs):
    drop(window, stick)
    settled(qtbot, jobs)
    form = window.intake.sheet.form
    form._group.button(2).click()
    form.authority.setEditText("Consent")
    (stick / "IMG_0413.JPG").unlink()
    window.intake.sheet.start.click()
    settled(qtbot, jobs, window.desk.listener)
    (view,) = window.intake._views
    assert "IMG_0413.JPG was there and is gone." in view.box.head.text()
    assert view.box.means.text().startswith("Nothing was lost; 3 other files are in the vault.")
    assert view.box.retry.isVisible()
    assert "1 file on it was not read." in view.box.free_more.text()
    assert window.rail.buttons["intake"].accessibleName() == "Intake, 1"
    unchanged(window.desk.casework)


def test_an_import_paused_in_one_place_is_shown_paused_in_the_other(qtbot, window, stick, jobs, monkeypatch):
    from ui.pages import batch_view

    let_go = threading.Event()
    plain = batch_view.Unwanted.__call__

    def held_up(self, line):
        if line == 2:
            let_go.wait(20)
        return plain(self, line)

    monkeypatch.setattr(batch_view.Unwanted, "__call__", held_up)
    drop(window, stick)
    settled(qtbot, jobs)
    window.intake.sheet.form._group.button(2).click()
    window.intake.sheet.form.authority.setEditText("Consent")
    window.intake.sheet.start.click()
    try:
        qtbot.waitUntil(lambda: bool(window.intake._views))
        (view,) = window.intake._views
        for pressed in (window.status.pause, view.pause):
            pressed.click()
            assert (view.pause.text(), window.status.pause.text()) == ("Go on", "Go on")
            assert view.far.text() == "Paused"
            assert window.status.words.text().startswith("Paused.")
            pressed.click()
            assert (view.pause.text(), window.status.pause.text()) == ("Pause", "Pause")
    finally:
        let_go.set()
    settled(qtbot, jobs, window.desk.listener)
    assert view.box.free.text() == "You can disconnect the device now."


def test_imports_that_run_and_wait_are_paused_and_stopped_together(qtbot, window, stick, jobs, tmp_path, monkeypatch):
    from ui.pages import batch_view

    let_go = threading.Event()
    plain = batch_view.Unwanted.__call__

    def held_up(self, line):
        let_go.wait(20)
        return plain(self, line)

    monkeypatch.setattr(batch_view.Unwanted, "__call__", held_up)
    other = tmp_path / "other stick"
    other.mkdir()
    (other / "more.txt").write_bytes(b"something else")
    intake = window.intake
    try:
        for number, folder in enumerate((stick, other), 1):
            drop(window, folder)
            qtbot.waitUntil(lambda: intake.sheet.start.isVisible() and intake.sheet.plan.rowCount() > 0)
            intake.sheet.form._group.button(2).click()
            intake.sheet.form.authority.setEditText("Consent")
            qtbot.waitUntil(intake.sheet.start.isEnabled)
            intake.sheet.start.click()
            qtbot.waitUntil(lambda number=number: len(intake._views) == number)
            assert intake.pause_all.isVisible() is (number == 2)
        newer, older = intake._views
        assert (intake._running.indexOf(older), intake._running.indexOf(newer)) == (0, 1)  # what runs is on top
        intake.pause_all.click()
        assert [view.pause.text() for view in intake._views] == ["Go on", "Go on"]
        assert intake.pause_all.accessibleName() == "All go on"
        intake.pause_all.click()
        assert [view.job.paused for view in intake._views] == [False, False]
        assert intake.pause_all.accessibleName() == "Pause all"
        intake.stop_all.click()
    finally:
        let_go.set()
    settled(qtbot, jobs, window.desk.listener)
    assert [view.far.text() for view in intake._views] == ["Stopped", "Stopped"]
    assert all(view.go_on.isVisible() for view in intake._views)
    assert intake.stop_all.isHidden()


def test_what_failed_is_tried_again_within_the_same_submission(qtbot, window, stick, jobs, tmp_path):
    drop(window, stick)
    settled(qtbot, jobs)
    form = window.intake.sheet.form
    form._group.button(2).click()
    form.authority.setEditText("Consent")
    (stick / "IMG_0413.JPG").rename(tmp_path / "elsewhere")
    window.intake.sheet.start.click()
    settled(qtbot, jobs, window.desk.listener)
    (view,) = window.intake._views
    (tmp_path / "elsewhere").rename(stick / "IMG_0413.JPG")
    QTest.mouseClick(view.box.retry, Qt.MouseButton.LeftButton)
    assert view.running
    assert not view.box.retry.isVisible()
    settled(qtbot, jobs, window.desk.listener)
    assert not view.box.failed_row.isVisible()
    assert view.box.free.text() == "You can disconnect the device now."
    assert view.queue.count(frozenset({"done", "kept", "unreadable"})) == 4
    (row,) = window.desk.casework.library.submissions()
    assert (row.items, row.failed) == (4, 0)
    assert window.rail.buttons["intake"].accessibleName() == "Intake"
    unchanged(window.desk.casework)


def test_a_stick_that_is_pulled_out_is_told_plainly_and_gone_on_with(qtbot, window, stick, jobs, tmp_path, monkeypatch):
    from ui.pages import batch_view

    asked = iter(range(1000))
    plain = batch_view.Unwanted.__call__

    def pulled(self, line):
        if line == 2 and next(asked) == 0:
            stick.rename(tmp_path / "pulled out")
        return plain(self, line)

    monkeypatch.setattr(batch_view.Unwanted, "__call__", pulled)
    take_in(qtbot, window, jobs, stick)
    (view,) = window.intake._views
    assert "1 file is in the vault. 3 files are not, and wait." in "".join(
        one.text() for one in view.box.trouble.findChildren(type(view.box.free))
    )
    assert not view.box.free.isVisible()  # nothing says that the device can go
    assert view.go_on.isVisible()
    assert window.rail.buttons["intake"].accessibleName() == "Intake, 1"
    (tmp_path / "pulled out").rename(stick)
    view.go_on.setFocus()
    QTest.keyClick(view.go_on, Qt.Key.Key_Space)
    settled(qtbot, jobs, window.desk.listener)
    assert view.box.free.text() == "You can disconnect the device now."
    assert not view.go_on.isVisible()
    (row,) = window.desk.casework.library.submissions()
    assert view.queue.count(frozenset({"done", "kept", "unreadable"})) == 4  # also what was read before it was pulled out
    assert (row.items, row.failed) == (4, 0)
    unchanged(window.desk.casework)


def test_an_import_that_was_stopped_is_offered_and_gone_on_with(qtbot, window, stick, jobs):
    casework = window.desk.casework
    lines = [line for line in casework.receiving.survey([os.fsencode(stick)], silent) if line.refusal is None]
    from tests.window.conftest import SAID

    casework.receiving.begin(lines, SAID, ())  # and then the power failed
    window.intake.begin()
    settled(qtbot, jobs)
    offer = window.intake._offers.itemAt(0).widget()
    words = " ".join(label.text() for label in offer.findChildren(type(window.intake.page.title)))
    assert "was interrupted: 4 files were not read yet" in words
    from PySide6.QtWidgets import QPushButton

    leave, go_on = offer.findChildren(QPushButton)
    assert (leave.text(), go_on.text()) == ("Leave out…", "Go on")
    go_on.click()
    settled(qtbot, jobs, window.desk.listener)
    assert casework.library.count() == 4
    assert casework.receiving.interrupted() == ()
    assert window.intake._offers.count() == 0
    unchanged(casework)


def test_one_file_is_left_out_and_the_others_go_on(qtbot, window, stick, jobs):
    from tests.window.conftest import SAID
    from ui.pages.batch_view import BatchView

    casework = window.desk.casework
    lines = tuple(line for line in casework.receiving.survey([os.fsencode(stick)], silent) if line.refusal is None)
    batch = casework.receiving.begin(lines, SAID, ())
    view = BatchView(window.desk, batch, casework.receiving.plan(batch.plan))
    qtbot.addWidget(view)
    view.stop_line(2)
    view.begin()
    settled(qtbot, jobs, window.desk.listener)
    names = {casework.library.item(item).row.name for item in casework.library.ids(Filter())}
    assert names == {"IMG_0412.JPG", "IMG_0414.MP4", "note.txt"}


def test_locking_closes_the_vault_and_leaves_nothing_on_screen(qtbot, vault, settings, listener, stick):
    from ui.jobs import Jobs

    lanes = Jobs()
    casework = door.unlock(vault, OPERATOR, bytearray(PASSPHRASE.encode()), settings, listener.hear)
    import_all(casework, stick)
    window = MainWindow(casework, vault, lanes, listener)
    qtbot.addWidget(window)
    window.show()
    window.begin()
    settled(qtbot, lanes)
    assert window.windowTitle() == "Evidence Intake"
    with qtbot.waitSignal(window.locked, timeout=20_000) as told:
        QTest.keyClick(window, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
        assert window.covered.currentIndex() == 1
    assert told.args == [True]
    lanes.close()
    assert door.look(vault).holder == ""
    with door.unlock(vault, OPERATOR, bytearray(PASSPHRASE.encode()), settings) as again:
        assert again.library.count() == 4
        unchanged(again)


def test_a_lock_during_an_import_loses_nothing(qtbot, vault, settings, listener, tmp_path):
    from ui.jobs import Jobs

    big = tmp_path / "big"
    big.mkdir()
    for number in range(12):
        (big / f"{number:02d}.bin").write_bytes(os.urandom(4_000_000))
    lanes = Jobs()
    casework = door.unlock(vault, OPERATOR, bytearray(PASSPHRASE.encode()), settings, listener.hear)
    window = MainWindow(casework, vault, lanes, listener)
    qtbot.addWidget(window)
    window.show()
    window.begin()
    settled(qtbot, lanes)
    drop(window, big)
    settled(qtbot, lanes)
    window.intake.sheet.form._group.button(2).click()
    window.intake.sheet.form.authority.setEditText("Consent")
    window.intake.sheet.start.click()
    qtbot.waitUntil(lambda: bool(window.intake._views), timeout=10_000)
    with qtbot.waitSignal(window.intake._views[0].job.stepped, timeout=10_000):
        pass
    with qtbot.waitSignal(window.locked, timeout=60_000):
        window.lock()
    lanes.close()
    with door.unlock(vault, OPERATOR, bytearray(PASSPHRASE.encode()), settings) as again:
        kept = again.library.count()
        left = sum(batch.lines - len(batch.outcomes) for batch in again.receiving.interrupted())
        assert kept + left == 12
        again.agenda.resume(silent)
        assert again.library.count() == 12
        unchanged(again)


def test_closing_the_window_locks_without_a_new_entrance(qtbot, vault, settings, listener):
    from ui.jobs import Jobs

    lanes = Jobs()
    casework = door.unlock(vault, OPERATOR, bytearray(PASSPHRASE.encode()), settings, listener.hear)
    window = MainWindow(casework, vault, lanes, listener)
    qtbot.addWidget(window)
    window.show()
    with qtbot.waitSignal(window.locked, timeout=20_000) as told:
        window.close()
        assert window.isVisible()
    assert told.args == [False]
    lanes.close()


def test_the_keys_lead_to_every_room(qtbot, window, jobs):
    for number, room in enumerate(("intake", "library", "cases", "release", "custody", "vault"), 1):
        QTest.keyClick(window, getattr(Qt.Key, f"Key_{number}"), Qt.KeyboardModifier.ControlModifier)
        assert window.navigation.room == room
    QTest.keyClick(window, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    assert window.navigation.room == "library"
    assert window.library.words.hasFocus()
    settled(qtbot, jobs)


def test_cases_are_opened_and_lead_to_their_items(qtbot, window, stick, jobs):
    casework = window.desk.casework
    window.navigation.go("cases")
    window.cases.list.number.setText("24-118")
    window.cases.list.open.click()
    settled(qtbot, jobs)
    assert [row.number for row in casework.library.cases()] == ["24-118"]
    window.cases.list.number.setText("24-118")
    window.cases.list.open.click()
    settled(qtbot, jobs)
    assert "24-118" in window.cases.list.trouble.message
    drop(window, stick / "note.txt")
    settled(qtbot, jobs)
    form = window.intake.sheet.form
    form._group.button(3).click()
    form.authority.setEditText("Consent")
    form.case.setEditText("24-118")
    window.intake.sheet.start.click()
    settled(qtbot, jobs, window.desk.listener)
    window.cases.narrowed.emit(Filter(case_number="24-118"))
    settled(qtbot, jobs)
    assert window.library.model.rowCount() == 1
    assert window.library.filters.counted.text() == "1 of 1"
    unchanged(casework)


def test_the_log_is_verified_and_watched(qtbot, window, stick, jobs):
    import_all(window.desk.casework, stick)
    window.navigation.go("custody")
    settled(qtbot, jobs)
    window.custody.verify.click()
    settled(qtbot, jobs)
    assert window.custody.head.text() == "Nothing differs and nothing is missing."
    assert "Log verified" in window.status.words.text()
    assert window.vault.log.state == "good"


def test_an_entry_is_laid_out_as_signed(qtbot, window, jobs):
    window.navigation.go("custody")
    settled(qtbot, jobs)
    custody = window.custody
    row = next(row for row in range(custody.model.rowCount()) if "created the vault" in custody.model.line(row).text)
    custody.view.setCurrentIndex(custody.model.index(row))
    assert custody.entry.isVisible()
    signed, _end = json.JSONDecoder().raw_decode(custody.entry.text.toPlainText())
    assert signed["type"] == "vault_created"
    assert signed["position"] == 0


def test_a_second_operator_and_another_passphrase(qtbot, window, jobs, vault, settings):
    from intake.records.people import Person

    window.vault._add(Person("S. Lindqvist", "Custody"), bytearray(b"seven other unrelated words"))
    settled(qtbot, jobs)
    window.vault._changed(bytearray(b"six new unrelated words here"))
    settled(qtbot, jobs)
    assert not window.vault.trouble.isVisible()
    assert set(door.look(vault).operators) == {OPERATOR, "S. Lindqvist"}
    unchanged(window.desk.casework)


def test_read_only_shows_lists_and_no_evidence(qtbot, vault, settings, stick, jobs, listener):
    with door.unlock(vault, OPERATOR, bytearray(PASSPHRASE.encode()), settings) as casework:
        import_all(casework, stick)
    with door.unlock(vault, OPERATOR, bytearray(PASSPHRASE.encode()), settings, listener.hear, read_only=True) as casework:
        window = MainWindow(casework, vault, jobs, listener)
        qtbot.addWidget(window)
        window.show()
        window.begin()
        window.navigation.go("library")
        settled(qtbot, jobs)
        assert window.library.model.rowCount() == 4
        window.library.choose(window.library.model.item_at(0))
        settled(qtbot, jobs)
        assert window.library.details.isVisible()
        assert not window.library.details.trouble.isVisible(), window.library.details.trouble.message
        window.library.details.viewer.click()
        settled(qtbot, jobs)
        stage = window.library.viewer.stage
        assert stage.picture.image.isNull()
        assert "read-only" in stage.picture.accessibleDescription()
        assert not any(entry.type.value == "viewed" for entry in casework.library.log())
        assert not window.library.details.copy.isEnabled()
        drop(window, stick)
        settled(qtbot, jobs)
        assert window.intake.stack.currentIndex() == 0
        jobs.close()


def test_nothing_of_the_evidence_is_remembered(qtbot, window, stick, jobs, tmp_path):
    take_in(qtbot, window, jobs, stick)
    window.library.begin()
    settled(qtbot, jobs)
    from ui import remembered

    remembered.remember(window.desk.vault, OPERATOR)
    remembered.keep_geometry(window, "main")
    from PySide6.QtCore import QSettings

    QSettings().sync()
    written = b"".join(path.read_bytes() for path in (tmp_path / "settings").rglob("*") if path.is_file())
    assert b"last_vault" in written
    for secret in (b"IMG_0412", b"Okafor", b"24-118", b"stick"):
        assert secret not in written
    assert QGuiApplication.clipboard().text() == ""
