"""The one context value: everything that the stages of the work need of an unlocked vault."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from intake.casework.outside import require_outside
from intake.casework.runs import Runs
from intake.errors import RefusedError, VaultError
from intake.examination.examiner import Examiner
from intake.ids import ItemId, SubmissionId
from intake.notices import Notices
from intake.records.people import Operator
from intake.records.rows import Item
from intake.settings import Settings
from intake.vault.catalog.catalog import Catalog
from intake.vault.ledger import Ledger
from intake.vault.objects import ObjectStore


@dataclass(frozen=True)
class Opened:
    """folder: the vault's. code: in front of every number. examiner: gives the one confined reader, started when first asked.

    sign: as the operator. fingerprint: of the log key.
    """

    folder: Path
    code: str
    office: str
    operator: Operator
    ledger: Ledger
    objects: ObjectStore
    catalog: Catalog
    settings: Settings
    notices: Notices
    examiner: Callable[[], Examiner]
    sign: Callable[[bytes], bytes]
    fingerprint: str
    read_only: bool = False
    runs: Runs = field(default_factory=Runs)

    def item(self, item: ItemId) -> Item:
        """VaultError(unknown_item)."""
        found = self.catalog.item(item)
        if found is None:
            raise VaultError("unknown_item", item=item)
        return found

    def case_of(self, number: str) -> str:
        """The id of an open case. VaultError(unknown_case)."""
        for row in self.catalog.cases():
            if row.number == number:
                return row.case
        raise VaultError("unknown_case", number=number)

    def case_of_submission(self, submission: SubmissionId) -> str | None:
        """The id of the case that a submission was opened for."""
        for row in self.catalog.submissions():
            if row.submission == submission:
                return None if row.case_number is None else self.case_of(row.case_number)
        raise VaultError("unknown_submission", submission=submission)

    def require_outside(self, target: Path) -> None:
        """RefusedError(target_in_vault): what is readable lies in no vault's folder."""
        require_outside(self.folder, target)

    def require_bytes(self) -> None:
        """RefusedError(read_only): evidence is shown only where the access can be logged."""
        if self.read_only:
            raise RefusedError("read_only")
