"""The health of the vault in a few sentences, and what confines the readers of strangers' files."""

import contextlib
from importlib import metadata

from PySide6.QtWidgets import QVBoxLayout, QWidget

from intake.casework.door import Health
from intake.errors import IntakeError
from intake.records.confinement import Confinement, Layer
from intake.settings import GIB
from intake.wording import amounts
from intake.wording.errors import error_words
from intake.wording.language import counted as ngettext
from intake.wording.language import marked as N_  # noqa: N812 — gettext's usual name
from intake.wording.language import translated as _
from ui.desk import Desk
from ui.widgets.frame import emptied
from ui.widgets.words import State

LITTLE = 5 * GIB
READERS = (
    ("Pillow", "pillow"),
    ("pillow-heif", "pillow-heif"),
    ("rawpy", "rawpy"),
    ("ExifRead", "exifread"),
    ("PyAV", "av"),
    ("OpenCV", "opencv-python-headless"),
)
LAYERS = {
    Layer.OWN_PROCESS: N_("a process of its own for each item"),
    Layer.NO_FILES: N_("opens no file"),
    Layer.NO_NETWORK: N_("reaches no network"),
    Layer.NO_PROGRAMS: N_("starts no program"),
    Layer.NO_PRIVILEGES: N_("has no privileges"),
    Layer.SYSTEM_CALLS: N_("only listed system calls"),
    Layer.OWN_NAMESPACES: N_("sees nothing of this computer"),
    Layer.LIMITED_MEMORY: N_("limited memory"),
    Layer.LIMITED_TIME: N_("limited time"),
    Layer.LIMITED_OUTPUT: N_("limited answers"),
}


def sentences(health: Health) -> list[tuple[str, str]]:
    """State and sentence, first what needs a person."""
    free = _("{size} are left on the volume of the vault.").format(size=amounts.size(health.free))
    found = [("attention" if health.free < LITTLE else "good", free)]
    if health.differing:
        said = ngettext(
            "A copy of {count} item was found to differ.", "Copies of {count} items were found to differ.", health.differing
        )
        found.insert(0, ("bad", said))
    if health.never_read_again:
        said = ngettext(
            "The stored copy of {count} item was never read again.",
            "The stored copies of {count} items were never read again.",
            health.never_read_again,
        )
        found.append(("attention", said))
    elif health.items:
        said = ngettext(
            "The stored copy of {count} item was read again after it was taken in.",
            "The stored copies of all {count} items were read again after they were taken in.",
            health.items,
        )
        found.append(("good", said))
    log = ngettext("The log has {count} entry", "The log has {count} entries", health.entries)
    code = _("checkpoint code {code}").format(code=health.short_code)
    found.append(("note", f"{log} · {code}"))
    found.append(("note", _("Backups are not made by this program: copy the vault's folder while it is locked.")))
    return found


def confined(found: Confinement | None) -> list[tuple[str, str]]:
    """State and sentence about what holds the readers."""
    if found is None:
        return [("note", _("Opened read-only: nothing is examined, so no reader was started."))]
    in_force = ", ".join(_(LAYERS[one]) for one in found.layers)
    said = [("good", _("Strangers' files are read in a confined process: {layers}.").format(layers=in_force))]
    said += [
        ("attention", _("Not in force here: {layer} ({cause})").format(layer=_(LAYERS[one]), cause=cause))
        for one, cause in found.missing.items()
    ]
    details = " · ".join(f"{name}: {_readable(value)}" for name, value in found.details.items())
    return [*said, ("note", f"{found.system} · {details}")] if details else said


def _readable(value: str) -> str:
    """What the worker said, with a size that can be read at its beginning."""
    count, between, rest = value.partition(" bytes")
    return f"{amounts.size(int(count))}{rest}" if between and count.isascii() and count.isdigit() else value


def readers() -> list[tuple[str, str]]:
    """State and sentence: the libraries that read strangers' files beside our own readers, with the versions installed here."""
    there = []
    for name, distribution in READERS:
        with contextlib.suppress(metadata.PackageNotFoundError):
            there.append(f"{name} {metadata.version(distribution)}")
    return [("note", _("Beside the readers of this program: {readers}.").format(readers=", ".join(there)))] if there else []


class HealthLines(QWidget):
    """Filled by `refresh`."""

    def __init__(self, desk: Desk, *, readers: bool = False) -> None:
        super().__init__()
        self._desk, self._readers = desk, readers
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(8)
        self.lines: list[State] = []

    def refresh(self) -> None:
        casework = self._desk.casework
        if self._readers:
            self._desk.ask(casework.upkeep.confinement, lambda found: self._show([*confined(found), *readers()]), self._failed)
        else:
            self._desk.ask(casework.upkeep.health, lambda found: self._show(sentences(found)), self._failed)

    def _failed(self, error: IntakeError) -> None:
        self._show([("attention", error_words(error).message)])

    def _show(self, said: list[tuple[str, str]]) -> None:
        emptied(self._column)
        self.lines = [State(state, text) for state, text in said]
        for line in self.lines:
            self._column.addWidget(line)
