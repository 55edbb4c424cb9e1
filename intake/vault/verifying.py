"""Verification of a whole vault: everything is read again and compared; nothing is written, and nothing stops at the first.

The checks are numbered as in vault.md, *Verification*.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from intake import durable
from intake.crypto.signing import key_id_of
from intake.custody import disclosures, proofs
from intake.custody import record as records
from intake.custody.audit import LogAudit
from intake.errors import StorageError, TamperError
from intake.ids import ObjectId
from intake.progress import Progress, Step, silent
from intake.records.events import Entry, Type
from intake.records.findings import Finding, Report
from intake.records.rows import Position
from intake.vault import fixity, telling, vaultfile
from intake.vault.chains import names_of
from intake.vault.folder import Places
from intake.vault.opening import OpenVault
from intake.vault.telling import finding

BATCH = 512


class CatalogReader(Protocol):
    """What verification needs of the catalog that is kept."""

    def position(self) -> Position: ...
    def intact(self) -> bool: ...


class CatalogCheck(Protocol):
    """The catalog that is kept and one that is made anew from the log while it is read.

    `take` gets the entries in order; `differences` then names the rows that are not the same.
    """

    def position(self) -> Position: ...
    def intact(self) -> bool: ...
    def take(self, entries: Sequence[Entry]) -> None: ...
    def differences(self) -> Iterator[tuple[str, str]]: ...
