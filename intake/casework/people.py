"""People: a further operator, another passphrase, another recovery code, whoever was let in by the recovery code."""

from intake.crypto.recovery import new_recovery_code
from intake.crypto.signing import key_id_of
from intake.ids import KeyId
from intake.records.people import Operator, Person
from intake.settings import Settings
from intake.vault import people
from intake.vault.catalog.catalog import Catalog
from intake.vault.opening import OpenVault


class People:
    """Changes of key slots; each starts an epoch, and the catalog's key follows it."""

    def __init__(self, vault: OpenVault, catalog: Catalog, settings: Settings) -> None:
        self._vault, self._catalog, self._settings = vault, catalog, settings

    def all(self) -> tuple[Operator, ...]:
        """Everyone who has a slot. TamperError."""
        return people.operators(self._vault)

    def add(self, person: Person, passphrase: bytearray) -> Operator:
        """Enrols a further operator. VaultError(operator_exists), UnlockError, RefusedError(read_only), StorageError."""
        added = people.add_operator(self._vault, person, passphrase, self._settings.cost)
        self._encrypt_anew()
        return added

    def change_passphrase(self, passphrase: bytearray) -> None:
        """Another passphrase for whoever unlocked. UnlockError, RefusedError(read_only), StorageError."""
        people.change_passphrase(self._vault, passphrase, self._settings.cost)
        self._encrypt_anew()

    def confirm(self, passphrase: bytearray) -> None:
        """That whoever asks knows the passphrase that unlocked; it is wiped. UnlockError(no_slot_matches)."""
        people.confirm(self._vault, passphrase)

    @staticmethod
    def draw_recovery_code() -> str:
        """A code for a recovery sheet; it opens nothing before `replace_recovery` was called with it."""
        return new_recovery_code()

    def replace_recovery(self, code: str) -> Operator:
        """From now on this recovery code opens the vault and the one before does not.

        ValueError for whoever came in by the recovery code. RefusedError(read_only), StorageError.
        """
        fresh = people.replace_recovery(self._vault, code, self._vault.operator.person.agency, self._settings.cost)
        self._encrypt_anew()
        return fresh

    def recovery_sheet(self) -> tuple[str, str]:
        """When the sheet in force was made, RFC 3339, and the name of who made it; both "" where there is none. TamperError."""
        slot, ledger = self._vault.unlocked.file.recovery_slot(), self._vault.ledger
        entry = None if slot is None else ledger.enrolling(key_id_of(slot.signing_public))
        if entry is None:
            return "", ""
        by = ledger.enrolling(KeyId(entry.operator_key))
        return entry.time, "" if by is None else str(by.value("enrolled_name") or "")

    def _encrypt_anew(self) -> None:
        if not self._catalog.rekey(self._vault.catalog_key):
            self._vault.ledger.rebuild()
