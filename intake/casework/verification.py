"""Verification: of the vault that is open, of a vault from outside, of a bundle without any vault. Nothing is written."""

from dataclasses import replace
from pathlib import Path

from intake.bundle.checks import parse_fingerprint, verify_bundle
from intake.errors import IntakeError
from intake.progress import Progress
from intake.records.findings import Finding, Report, Severity
from intake.vault import verifying
from intake.vault.catalog import checking
from intake.vault.catalog.catalog import Catalog
from intake.vault.opening import OpenVault


class Verification:
    """Of an open vault."""

    def __init__(self, vault: OpenVault, catalog: Catalog) -> None:
        self._vault, self._catalog = vault, catalog

    def vault(self, held: bytes | None, progress: Progress, fingerprint: str | None = None) -> Report:
        """Reads everything again. held: a checkpoint held elsewhere, as a note. fingerprint: of the log key, likewise.

        Cancelled; ValueError when the fingerprint is none.
        """
        wanted = None if fingerprint is None else parse_fingerprint(fingerprint)
        report = self._read(held, progress)
        found = report.facts["fingerprint"]
        if wanted is None or wanted == found:
            return report
        return replace(report, findings=(*report.findings, Finding("fingerprint_differs", Severity.FAULT, "", wanted, found)))

    def _read(self, held: bytes | None, progress: Progress) -> Report:
        notes = () if held is None else (held,)
        if not self._vault.read_only:
            with checking.of_open(self._catalog) as check:
                return verifying.verify(self._vault, held=notes, catalog=check, progress=progress)
        previous = self._vault.previous_catalog_key
        keys = [self._vault.catalog_key, *([previous] if previous else [])]
        with checking.of_files(self._vault.places.catalog, keys) as check:
            return verifying.verify(self._vault, held=notes, catalog=check, progress=progress)


def report_of(error: IntakeError) -> Report | None:
    """The report on a vault that did not open because of its bytes; None when that was for another reason."""
    return verifying.report_of(error)


def of_bundle(path: Path, fingerprint: str | None, passphrase: bytearray | None, progress: Progress) -> Report:
    """Of a bundle. BundleError, SourceError, Cancelled; ValueError when the fingerprint is none."""
    return verify_bundle(path, fingerprint, None if passphrase is None else bytes(passphrase), progress)
