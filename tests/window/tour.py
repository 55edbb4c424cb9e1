"""A walk past every screen of the window, from an empty vault to a verified bundle; for what must hold on all of them.

Each stop is a name and the window as it stands there, settled, at the size that the screens are made for.
"""

import os
import time
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from PySide6.QtWidgets import QApplication, QWidget

from intake.casework import door, people
from intake.ids import ItemId
from intake.records.clock import Difference
from intake.records.moments import Moment
from intake.records.people import Person
from intake.records.rows import Filter
from intake.settings import Settings
from intake.wording.language import translated as _
from ui.dialogs.assign import Assign
from ui.dialogs.clock_difference import ClockDifference
from ui.dialogs.clock_reading import ClockReading, reading
from ui.dialogs.confirm import ConfirmPassphrase
from ui.dialogs.days import Days
from ui.dialogs.going_on import GoingOn
from ui.dialogs.keys import Keys
from ui.dialogs.mishap import Mishap
from ui.dialogs.name_filters import NameFilters
from ui.dialogs.new_sheet import NewSheet
from ui.dialogs.new_vault import NewVault
from ui.dialogs.people import AddOperator, ChangePassphrase
from ui.dialogs.reason import Reason
from ui.dialogs.time_span import TimeSpan
from ui.entrance import Entrance
from ui.jobs import Jobs
from ui.listening import Listener
from ui.main_window import MainWindow
from ui.verify_window import VerifyWindow

WIDTH, HEIGHT = 1366, 768
PASSPHRASE = "four minutes past two"
OFFICE, OPERATOR, AGENCY = "Field laptop 7", "R. Alvarez", "Hennepin County Attorney"
CASE, GIVER = "24-118", "Dana Okafor"
MANY = 20  # more files than a list shows at once
NOON = 1_795_348_800_000_000_000  # 22 Nov 2026 12:00 UTC, in nanoseconds
CLOCK = Moment("2026-11-25T18:02:56.000000Z", -360, 1, "", False)
SHOWN = datetime(2026, 11, 25, 14, 5, 10)
PATIENCE = 60.0  # seconds that one job may take on a busy machine

Stop = tuple[str, QWidget]


class Tour:
    """The windows of one walk; `close` when it was seen."""

    def __init__(self, folder: Path, stick: Path, settings: Settings, width: int = WIDTH) -> None:
        self._width = width
        self._vault, self._out, self._stick, self._settings = folder / OFFICE, folder / "out", stick, settings
        self.jobs, self.listener = Jobs(), Listener()
        self._casework: door.Casework | None = None
        self._windows: list[QWidget] = []

    def settle(self) -> None:
        """Until no job runs and nothing is left to be told. TimeoutError."""
        end = time.monotonic() + PATIENCE
        quiet = 0
        while quiet < 3:
            QApplication.processEvents()
            busy = self.jobs._jobs or self.listener._heard or self.listener._timer.isActive()
            quiet = 0 if busy else quiet + 1
            if time.monotonic() > end:
                raise TimeoutError("a job of the window does not end")
            time.sleep(0.005)

    def _stop(self, name: str, window: QWidget) -> Stop:
        if not window.isVisible():
            self._windows.append(window)
            if isinstance(window, MainWindow | VerifyWindow):
                window.resize(self._width, HEIGHT)
            window.show()
        self.settle()
        return name, window

    def stops(self) -> Iterator[Stop]:
        door.create(self._vault, OFFICE, Person(OPERATOR, AGENCY), bytearray(PASSPHRASE.encode()), self._settings)
        yield from self._outside()
        self._casework = casework = door.unlock(
            self._vault, OPERATOR, bytearray(PASSPHRASE.encode()), self._settings, self.listener.hear
        )
        casework.receiving.open_case(CASE, "")
        window = MainWindow(casework, self._vault, self.jobs, self.listener)
        window.resize(self._width, HEIGHT)
        self._stop("", window)
        window.begin()
        yield self._stop("intake-empty", window)
        yield from self._intake(window)
        yield from self._library(window)
        yield from self._rooms(window)
        yield from self._release(window)
        yield from self._left_out(window)
        yield from self._dialogs()

    def _outside(self) -> Iterator[Stop]:
        entrance = Entrance(self.jobs, self.listener, self._settings)
        entrance.preselect(self._vault, OPERATOR)
        yield self._stop("entrance", entrance)
        entrance.close()
        yield self._stop("verify-empty", VerifyWindow(self.jobs))
        self._windows.pop().close()
        yield from self._wizard()

    def _wizard(self) -> Iterator[Stop]:
        """As a person goes through it, to the recovery sheet."""
        wizard = NewVault(self.jobs, self._settings)
        wizard.where.path.setText(str(self._vault.with_name("Field laptop 8")))
        answers = ((), (OFFICE,), (OPERATOR, AGENCY), (PASSPHRASE, PASSPHRASE))
        fields = ((), wizard.office.fields, wizard.who.fields, (wizard.passphrase.first, wizard.passphrase.again))
        for page, (texts, asked) in enumerate(zip(answers, fields, strict=True), 1):
            for field, text in zip(asked, texts, strict=False):
                field.setText(text)
            yield self._stop(f"new-vault-{page}", wizard)
            wizard.go_on()
        yield self._stop("new-vault-5", wizard)
        wizard.go_on()
        yield self._stop("new-vault-6", wizard)
        wizard.hide()

    def _intake(self, window: MainWindow) -> Iterator[Stop]:
        window.intake.take([os.fsencode(self._stick)])
        yield self._stop("sheet-open", window)
        form = window.intake.sheet.form
        form._group.button(2).setFocus()
        form._group.button(2).click()
        form.authority.setCurrentIndex(0)
        form.giver.setText(GIVER)
        form.case.setEditText(CASE)
        yield self._stop("sheet", window)
        form._unfold.click()
        yield self._stop("sheet-more", window)
        form._unfold.click()
        window.intake.sheet.bar.take_span(NOON, NOON + 3_600_000_000_000)
        yield self._stop("sheet-narrowed", window)
        window.intake.sheet.bar.clear()
        window.intake.sheet.start.click()
        yield self._stop("queue", window)

    def _named(self, ending: str) -> ItemId:
        assert self._casework is not None
        library = self._casework.library
        return next(item for item in library.ids(Filter()) if library.item(item).row.name.endswith(ending))

    def _library(self, window: MainWindow) -> Iterator[Stop]:
        window.navigation.go("library")
        library = window.library
        yield self._stop("library", window)
        photo, other, recording = self._named("0412.JPG"), self._named("0413.JPG"), self._recording()
        library.choose(photo)
        self.settle()
        for tab in range(4):
            library.details.show_tab(tab)
            yield self._stop(f"details-{tab + 1}", window)
        library.details.show_tab(0)
        library.show_as(1)
        yield self._stop("table", window)
        library.show_as(0)
        library.open_viewer(recording)
        self.settle()
        library.viewer.stage.show_keyframe(min(2, len(library.viewer.stage.storyboard.indexes()) - 1))
        yield self._stop("viewer", window)
        library._back()
        library.open_viewer(photo)
        yield self._stop("viewer-photo", window)
        library._back()
        library.chosen.choose_all([photo, other], photo)
        self.settle()
        library.compare_chosen()
        yield self._stop("compare", window)
        library._back()

    def _recording(self) -> ItemId:
        for ending in ("0415.MOV", "0414.MP4"):
            try:
                return self._named(ending)
            except StopIteration:
                continue
        raise LookupError("the stick holds no recording that the tour knows")

    def _rooms(self, window: MainWindow) -> Iterator[Stop]:
        for room in ("intake", "cases", "release", "custody", "vault"):
            window.navigation.go(room)
            yield self._stop(room, window)
        yield from self._case(window)
        window.navigation.go("custody")
        window.custody.begin_verifying()
        yield self._stop("custody-verified", window)

    def _case(self, window: MainWindow) -> Iterator[Stop]:
        assert self._casework is not None
        self._casework.noting.note_case(CASE, "IMG_0412")
        recorded = [row.item for row in self._casework.library.rows(self._casework.library.ids(Filter())) if row.make]
        self._casework.noting.set_clock(recorded, Difference(7_334), "IMG_0412", "IMG_0412")
        window.navigation.go("cases")
        window.cases.show_case(CASE)
        for tab, name in enumerate(("items", "timeline", "notes")):
            window.cases.one.show_tab(tab)
            yield self._stop(f"case-{name}", window)
        window.cases._back()

    def _release(self, window: MainWindow) -> Iterator[Stop]:
        assert self._casework is not None
        window.navigation.go("release")
        form = window.release.form
        window.release.draft(())
        form.show_step(1)
        yield self._stop("release-no-items", window)
        window.release.draft(tuple(self._casework.library.ids(Filter())))
        yield self._stop("release-form", window)
        window.release.fill("For the defence", "Discovery request", self._out)
        form.withhold.setChecked(True)
        form.withheld.authority.setText("Order 27-CR-26-118")
        form.which.model.choose(form.which.model.chosen()[:1], on=False)
        form.which.why.setText("Discovery request")
        for page, name in enumerate(("what-for", "items", "withheld", "protected", "check")):
            form.show_step(page)
            yield self._stop(f"release-{name}", window)
        form.write.click()
        yield self._stop("release-written", window)
        window.release.leave()
        yield self._stop("release-list", window)
        (bundle,) = self._out.iterdir()
        verify = VerifyWindow(self.jobs)
        self._stop("", verify)
        verify.check(bundle, self._casework.library.fingerprint())
        yield self._stop("verify", verify)
        changed = next(path for path in sorted((bundle / "data").rglob("*.jpg")) if "derivatives" not in path.parts)
        changed.chmod(0o600)
        changed.write_bytes(changed.read_bytes()[:-1] + b"!")
        verify.check(bundle, self._casework.library.fingerprint())
        yield self._stop("verify-differs", verify)

    def _left_out(self, window: MainWindow) -> Iterator[Stop]:
        """A second stick with many files, of which two went away; one of them is left out, and the submission is closed as it is."""
        stick = self._out.with_name("second stick")
        stick.mkdir()
        for number in range(MANY):
            (stick / f"IMG_{number:04}.TXT").write_text(str(number))
        window.navigation.go("intake")
        window.intake.take([os.fsencode(stick)])
        self.settle()
        form = window.intake.sheet.form
        form._group.button(2).click()
        form.authority.setCurrentIndex(0)
        form.giver.setText(GIVER)
        for number in (3, 7):
            (stick / f"IMG_{number:04}.TXT").unlink()
        window.intake.sheet.start.click()
        yield self._stop("queue-failed", window)
        view = window.intake._views[0]
        view._leave_failed()
        dialog = window.findChildren(Reason)[-1]
        dialog.reason.setCurrentIndex(0)
        yield self._stop("leave-out", dialog)
        dialog.close()
        view._leave_out([4], _("It stays with the giver"))
        self.settle()
        view.lines.more.click()
        self.settle()  # the page grows in several steps
        yield self._stop("queue-left-out", window)
        window.intake.open_submission(view.batch.submission)
        yield self._stop("submission", window)
        window.intake.submission._close()
        dialog = window.findChildren(Reason)[-1]
        yield self._stop("close-as-it-is", dialog)
        dialog.reason.setCurrentIndex(1)
        dialog.act.click()
        yield self._stop("submission-closed", window)
        window.intake.submission.left.emit()
        yield self._stop("intake-closed", window)

    def _dialogs(self) -> Iterator[Stop]:
        assert self._casework is not None
        made = (
            ("keys", Keys()),
            ("mishap", Mishap(ValueError("x"))),
            ("add-operator", AddOperator()),
            ("change-passphrase", ChangePassphrase()),
            ("confirm-passphrase", ConfirmPassphrase()),
            ("new-sheet", NewSheet(OFFICE, "K7Q4MX", people.People.draw_recovery_code(), "0" * 64)),
            ("going-on", GoingOn()),
            ("name-filters", NameFilters(Filter(case_number=CASE), frozenset({f"Case {CASE}"}))),
            ("clock-reading", ClockReading(lambda: CLOCK)),
            (
                "clock-difference",
                ClockDifference(3, SHOWN, [Difference(7_334)], reading(SHOWN, CLOCK)),
            ),
            ("time-span", TimeSpan(0, 3_600_000_000_000)),
            ("days", Days("2026-11-22", "2026-11-25")),
            ("assign", Assign(2, self._casework.library.cases())),
            ("take-out", Assign(1, (), CASE)),
        )
        for name, dialog in made:
            yield self._stop(name, dialog)
            dialog.close()

    def close(self) -> None:
        """Everything ends; the keys are gone."""
        self.jobs.close()
        for window in self._windows:
            if isinstance(window, MainWindow):
                window._closed = True
            window.close()
        if self._casework is not None:
            self._casework.close()
