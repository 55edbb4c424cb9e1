"""People: a further operator, another passphrase, whoever was let in by the recovery code."""

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

    def _encrypt_anew(self) -> None:
        if not self._catalog.rekey(self._vault.catalog_key):
            self._vault.ledger.rebuild()
