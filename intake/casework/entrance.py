"""The entrance: a vault is made, looked at from outside, unlocked, and its catalog brought to where its log is."""

import contextlib
import os
from dataclasses import dataclass
from pathlib import Path

from intake.errors import IntakeError, StorageError, TamperError, VaultError
from intake.host.clock import system_clock
from intake.host.machine import this_machine
from intake.progress import Progress
from intake.records.people import Person, Role
from intake.settings import MIB, Settings
from intake.vault import folder, lock
from intake.vault.catalog.catalog import Catalog, remove_files
from intake.vault.creating import Created, create_vault
from intake.vault.folder import Places
from intake.vault.opening import Here, OpenVault, open_vault, recover_vault

ALWAYS_CHECKED = 32 * MIB  # bytes of a catalog whose every page is checked also after an orderly close


@dataclass(frozen=True, slots=True)
class Outside:
    """What a vault shows before it is unlocked: nothing here is authenticated.

    operators: labels of key slots. holder: the label of who has it open, or "".
    """

    operators: tuple[str, ...]
    holder: str


def here(build: str = "") -> Here:
    """This computer and its clock."""
    return Here(system_clock(), this_machine(build))


def look(path: Path) -> Outside:
    """VaultError(not_a_vault, vault_newer_format), TamperError, UnlockError(cost_beyond_limits)."""
    places = Places(path)
    file = folder.read_file(places.vault_json)
    operators = tuple(slot.label for slot in file.slots if slot.role is Role.OPERATOR)
    try:
        held = lock.acquire(places.lock, read_only=True)
    except VaultError as error:
        return Outside(operators, str(error.facts.get("label", "someone")))
    if held is not None:
        held.release(clean=False)
    return Outside(operators, "")


def create(
    path: Path, office: str, first: Person, passphrase: bytearray, settings: Settings, *, allow_synchronised: bool
) -> Created:
    """A new vault, whole or not at all."""
    return create_vault(path, office, first, passphrase, settings.cost, here(), allow_synchronised=allow_synchronised)


@dataclass(frozen=True, slots=True)
class Entry:
    """How someone comes in: as `operator` by passphrase, or (operator None) by the recovery code's text.

    read_only: nothing is written. going_on: why a log that does not continue what this computer remembers is gone on with.
    """

    operator: str | None
    secret: bytearray
    read_only: bool = False
    going_on: str = ""
    allow_synchronised: bool = False


def enter(path: Path, entry: Entry) -> OpenVault:
    """Unlocks. Everything that `vault.opening.open_vault` raises; VaultError(vault_read_only)."""
    try:
        return _entered(path, entry)
    except StorageError as error:
        if error.code == "permission_denied" and not entry.read_only and not os.access(path, os.W_OK):
            raise VaultError("vault_read_only", name=path.name) from error
        raise


def _entered(path: Path, entry: Entry) -> OpenVault:
    if entry.operator is None:
        return recover_vault(path, entry.secret.decode("utf-8", "replace"), here(), allow_synchronised=entry.allow_synchronised)
    return open_vault(
        path,
        entry.operator,
        entry.secret,
        here(),
        read_only=entry.read_only,
        allow_synchronised=entry.allow_synchronised,
        going_on=entry.going_on,
    )


def open_catalog(vault: OpenVault, progress: Progress) -> Catalog:
    """The catalog, brought to where the log is: from its file, or in memory when nothing may be written.

    One that does not open or is damaged is thrown away: it is an index, and comes back from the log.
    """
    catalog = Catalog(None) if vault.read_only else _kept(vault)
    try:
        _attach(vault, catalog, progress)
    except BaseException:
        with contextlib.suppress(IntakeError):
            catalog.close()
        raise
    return catalog


def _attach(vault: OpenVault, catalog: Catalog, progress: Progress) -> None:
    in_order = vault.lock is None or vault.lock.was_clean
    if (not in_order or catalog.file_size <= ALWAYS_CHECKED) and not catalog.intact():
        catalog.clear()
    try:
        vault.ledger.attach(catalog, progress)
    except TamperError:
        catalog.clear()
        vault.ledger.attach(catalog, progress)


def _kept(vault: OpenVault) -> Catalog:
    """The catalog's file under this epoch's key; one that an interruption left under the key before is encrypted anew."""
    path, previous = vault.places.catalog, vault.previous_catalog_key
    with contextlib.suppress(TamperError):
        return Catalog(path, vault.catalog_key)
    if previous is not None:
        with contextlib.suppress(TamperError):
            catalog = Catalog(path, previous)
            catalog.rekey(vault.catalog_key)
            return catalog
    remove_files(path)
    return Catalog(path, vault.catalog_key)
