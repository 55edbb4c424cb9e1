"""What this computer remembers of each vault: the newest checkpoint that it saw, so that a log put back to an older state shows.

One small file for each vault, in the account's state folder: vault id, size and root, nothing else.
"""

import contextlib
from dataclasses import dataclass
from pathlib import Path

import platformdirs

from intake import durable
from intake.errors import StorageError, TamperError
from intake.ids import VaultId
from intake.records import canonical

MOST_BYTES = 1024
APPLICATION = "evidence-intake"


@dataclass(frozen=True, slots=True)
class Remembered:
    """The size of the log, and the root of the tree of its entries, 32 bytes."""

    size: int
    root: bytes


class Memory:
    """For one vault. A computer that cannot remember (no home, a full disk) opens vaults all the same."""

    def __init__(self, vault: VaultId) -> None:
        self._vault = vault
        self._path = platformdirs.user_state_path(APPLICATION, appauthor=False) / "vaults" / f"{vault}.json"

    def recall(self) -> Remembered | None:
        """None when nothing is remembered, or what is there is not what was written."""
        try:
            value = canonical.parse_object(durable.read(self._path, MOST_BYTES))
            size, root = value["size"], bytes.fromhex(str(value["root"]))
        except (StorageError, TamperError, ValueError, KeyError):
            return None
        if value["vault"] != self._vault or type(size) is not int or size < 0 or len(root) != 32:
            return None
        return Remembered(size, root)

    def keep(self, newest: Remembered) -> None:
        """Remembers a checkpoint that is durable in the vault."""
        value = canonical.encode({"root": newest.root.hex(), "size": newest.size, "vault": self._vault})
        with contextlib.suppress(StorageError):
            _make_folders(self._path.parent)
            durable.replace(self._path, value)


def _make_folders(folder: Path) -> None:
    if not folder.is_dir():
        _make_folders(folder.parent)
        durable.make_folder(folder, exists_ok=True)
