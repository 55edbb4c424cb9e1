"""The one door to the casework: builds the stages over an unlocked vault, and forwards nothing.

Callable from any thread: only the ledger takes a lock, for milliseconds.
"""

import threading  # noqa: TID251 — a lock around the one examiner, no threads
from pathlib import Path
from typing import Self

from intake.bundle.writing import Form
from intake.casework import entrance, verification
from intake.casework.agenda import Agenda, Stage
from intake.casework.brought import Brought, LeftOut
from intake.casework.comparing import Comparing
from intake.casework.describing import describe, source
from intake.casework.entrance import Entry, Outside
from intake.casework.examining import Examining
from intake.casework.handed_over import Bundle
from intake.casework.keeping import Keeping
from intake.casework.knowing import Details
from intake.casework.library import Library
from intake.casework.medium import Medium
from intake.casework.noting import Correction, Noting
from intake.casework.opened import Opened
from intake.casework.outside import require_outside
from intake.casework.people import People
from intake.casework.preflight import Preflight
from intake.casework.receiving import Receiving
from intake.casework.release import Exported, Release
from intake.casework.request import ExportRequest
from intake.casework.submitted import Saying, Submitted
from intake.casework.upkeep import Health, Upkeep
from intake.casework.verification import Verification, report_of
from intake.crypto.signing import key_id_of
from intake.errors import ExaminationError
from intake.examination.examiner import Examiner
from intake.examination.pictures import Pixels
from intake.notices import Notices, unheard
from intake.progress import Progress, silent
from intake.records.findings import Report
from intake.records.people import Operator, Person
from intake.settings import Settings
from intake.vault.creating import Created

__all__ = [
    "Brought",
    "Bundle",
    "Casework",
    "Correction",
    "Created",
    "Details",
    "ExportRequest",
    "Exported",
    "Form",
    "Health",
    "LeftOut",
    "Medium",
    "Outside",
    "Pixels",
    "Preflight",
    "Saying",
    "Stage",
    "Submitted",
    "create",
    "describe",
    "look",
    "report_of",
    "require_outside",
    "source",
    "unlock",
    "verify_bundle",
]


def look(path: Path) -> Outside:
    """What a vault shows before it is unlocked. VaultError(not_a_vault, vault_newer_format), TamperError, UnlockError."""
    return entrance.look(path)


def create(
    path: Path, office: str, first: Person, passphrase: bytearray, settings: Settings, *, allow_synchronised: bool = False
) -> Created:
    """A new vault, whole or not at all. VaultError, UnlockError, StorageError."""
    return entrance.create(path, office, first, passphrase, settings, allow_synchronised=allow_synchronised)


def verify_bundle(path: Path, fingerprint: str | None, passphrase: bytearray | None, progress: Progress = silent) -> Report:
    """Verifies a bundle; no vault is needed. BundleError, SourceError, Cancelled; ValueError when the fingerprint is none."""
    return verification.of_bundle(path, fingerprint, passphrase, progress)


class _OneExaminer:
    """Started when it is first asked for, or ahead of that with `warm`; closed with the vault."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._lock = threading.Lock()
        self._examiner: Examiner | None = None
        self._closed = False

    def __call__(self) -> Examiner:
        with self._lock:
            if self._closed:
                raise ExaminationError("worker_unavailable", reason="closed")
            if self._examiner is None:
                self._examiner = Examiner(self._settings)
            return self._examiner

    def close(self) -> None:
        with self._lock:
            self._closed = True
            if self._examiner is not None:
                self._examiner.close()
                self._examiner = None


class Casework:
    """An unlocked vault and everything that can be done with it. `close` it, or use it in a `with`."""

    def __init__(
        self, path: Path, entry: Entry, settings: Settings, notices: Notices, progress: Progress, *, examines: bool
    ) -> None:
        # The confined reader is started before the vault is unlocked, so that it has seen no key; for an act that examines
        # nothing, not at all.
        self._examiner = _OneExaminer(settings)
        if examines and not entry.read_only:
            self._examiner()
        try:
            self._vault = entrance.enter(path, entry)
        except BaseException:
            self._examiner.close()
            raise
        try:
            self._catalog = entrance.open_catalog(self._vault, progress)
        except BaseException:
            self._examiner.close()
            self._vault.abandon()
            raise
        self._vault.ledger.notices = notices
        self._build(settings, notices)

    def _build(self, settings: Settings, notices: Notices) -> None:
        vault = self._vault
        opened = Opened(
            folder=vault.places.root,
            code=vault.code,
            office=vault.office,
            operator=vault.operator,
            ledger=vault.ledger,
            objects=vault.objects,
            catalog=self._catalog,
            settings=settings,
            notices=notices,
            examiner=self._examiner,
            sign=vault.unlocked.slot.signing.sign,
            fingerprint=key_id_of(vault.ledger.log_public),
            read_only=vault.read_only,
        )
        self.receiving = Receiving(opened)
        comparing, examining = Comparing(opened), Examining(opened)
        self.agenda = Agenda(
            opened,
            self.receiving.interrupted,
            self.receiving.acquire,
            {Stage.COMPARE: comparing.run, Stage.EXAMINE: examining.run},
            comparing.again,
        )
        self.library = Library(opened)
        self.noting = Noting(opened)
        self.release = Release(opened)
        self.verification = Verification(vault, self._catalog)
        self.upkeep = Upkeep(opened)
        self.people = People(vault, self._catalog, settings)
        self.keeping = Keeping(vault)

    @property
    def code(self) -> str:
        """In front of every number of this vault."""
        return self._vault.code

    @property
    def office(self) -> str:
        return self._vault.office

    @property
    def operator(self) -> Operator:
        return self._vault.operator

    @property
    def read_only(self) -> bool:
        return self._vault.read_only

    @property
    def healed(self) -> int:
        """How many things an interruption had left were put right when this was opened."""
        return self._vault.healed

    def rebuild(self, progress: Progress = silent) -> int:
        """The catalog anew from the log; how many entries it took in. StorageError, Cancelled."""
        return self._vault.ledger.rebuild(progress)

    def close(self) -> None:
        """Locks: logged, and everything is let go of. StorageError: let go of all the same."""
        self._examiner.close()
        try:
            self._vault.close()
        finally:
            self._catalog.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *reason: object) -> None:
        self.close()


def unlock(
    path: Path,
    operator: str | None,
    secret: bytearray,
    settings: Settings,
    notices: Notices = unheard,
    progress: Progress = silent,
    *,
    read_only: bool = False,
    going_on: str = "",
    allow_synchronised: bool = False,
    examines: bool = True,
) -> Casework:
    """Unlocks a vault for an operator by passphrase, or (operator None) by the text of the recovery code.

    examines: whether the confined reader is started ahead; without, an examination starts one that is younger than the keys.

    VaultError, UnlockError, TamperError, StorageError; see `vault.opening.open_vault`.
    """
    entry = Entry(operator, secret, read_only, going_on, allow_synchronised)
    return Casework(path, entry, settings, notices, progress, examines=examines)
